"""The protocols of a practice: those that ship, and its own, which take a shipped one's place by its id."""

import msgspec

from kapguide import paths
from kapguide.paths import Home
from kapguide.session.protocol.protocol import TherapyProtocol
from kapguide.session.protocol.protocol_file import find_protocol, read_protocol
from kapguide.usecases.shipped.own_files import read_folders, read_once

_load = read_once(read_protocol)


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
