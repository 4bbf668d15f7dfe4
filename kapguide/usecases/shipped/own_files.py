"""Files of one kind in several folders: those that ship, and then a practice's own."""

from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Protocol, TypeVar

from kapguide import paths
from kapguide.log import log
from kapguide.toml_file import FileError, escaped


class Named(Protocol):
    """What a file holds, known by its id."""

    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=Named)
MOST_KEPT = 256


def read_once(read: Callable[[Path], T]) -> Callable[[Path], T]:
    """The same reader, which reads a file again only when it has changed: screens ask for all of them, again and again.
    What cannot be read is read each time, and says so each time."""

    @lru_cache(maxsize=MOST_KEPT)
    def as_it_is(file: Path, changed_ns: int, size: int) -> T:
        return read(file)

    def load(file: Path) -> T:
        try:
            there = file.stat()
        except OSError:  # it went in this moment, which reading it says
            return read(file)
        return as_it_is(file, there.st_mtime_ns, there.st_size)

    return load


def read_folders(
    folders: Iterable[Path], load: Callable[[Path], T], what: str
) -> tuple[dict[str, tuple[T, Path]], tuple[str, ...]]:
    """What the folders hold, by id and with its file, and a sentence for each file that stays out. Never fails.

    Of two with one id the later folder's is taken: that is how a practice changes what ships. Of two in one folder
    it is the later by its name, and the other is named, as nobody meant it to be lost.
    """
    known: dict[str, tuple[T, Path]] = {}
    refused: list[str] = []
    for folder in folders:
        read = _as_shipped if folder.is_relative_to(paths.resource()) else _in_folder
        here, out = read(folder, load, what)
        known |= here
        refused += out
    return known, tuple(refused)


def _in_folder(folder: Path, load: Callable[[Path], T], what: str) -> tuple[dict[str, tuple[T, Path]], tuple[str, ...]]:
    known: dict[str, tuple[T, Path]] = {}
    refused = []
    for file in sorted(folder.glob("*.toml")):
        try:
            found = load(file)
        except FileError as error:
            refused.append(error.sentence)
            log.warning("%s: %s", what, error.problems[0])
            continue
        if found.id in known:
            names = escaped(known[found.id][1].name), escaped(file.name)
            refused.append(f"{names[0]} was not used: {names[1]} has the same id, “{found.id}”. Change one of them.")
        known[found.id] = found, file
    return known, tuple(refused)


_as_shipped = cache(_in_folder)
"""What ships does not change while the program runs; and once it was read, it is there when the files are not."""
