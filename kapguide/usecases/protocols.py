"""The protocols of a practice: those that ship, and its own, which take a shipped one's place by its id."""

from functools import lru_cache
from pathlib import Path

import msgspec

from kapguide import paths
from kapguide.paths import Home
from kapguide.session.protocol import TherapyProtocol
from kapguide.session.protocol_file import find_protocol, read_protocol
from kapguide.usecases.own_files import read_folders

MOST_KEPT = 128


class Protocols(msgspec.Struct, frozen=True):
    """What there is to choose from, by id, and a sentence for each file that stays out."""

    known: dict[str, TherapyProtocol]
    refused: tuple[str, ...] = ()


def protocols_of(home: Home) -> Protocols:
    """The protocols of a practice: the shipped ones by their names, then its own. Never fails."""
    read, refused = read_folders((paths.resource("protocols"), home.protocols), _load, "protocol")
    return Protocols({name: protocol for name, (protocol, _) in read.items()}, refused)


def protocol_of(home: Home, name: str) -> TherapyProtocol:
    """The protocol of that id, or in the file at that path. Raises KapGuideError."""
    found = protocols_of(home).known.get(name)
    return found if found is not None else read_protocol(find_protocol(name))


def _load(file: Path) -> TherapyProtocol:
    """Today asks each minute: a file is read again only when it has changed."""
    try:
        there = file.stat()
    except OSError:  # it went in this moment, which reading it says
        return read_protocol(file)
    return _read(file, there.st_mtime_ns, there.st_size)


@lru_cache(maxsize=MOST_KEPT)
def _read(file: Path, changed: int, size: int) -> TherapyProtocol:
    return read_protocol(file)
