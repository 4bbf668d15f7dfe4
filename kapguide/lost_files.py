"""The program's own files, which an update or a cleaner can replace or take away under a running window."""

import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from kapguide.errors import KapGuideError

PACKAGE = Path(__file__).resolve().parent

NOT_OPENED = (
    "KapGuide’s own files were replaced or lost while it runs: this cannot be opened now. A session, its music and its "
    "record go on. Close KapGuide when the session is over, and start it again."
)


class FilesLost(KapGuideError):
    """Something was to be read that is no more there, or no more of this version."""

    def __init__(self, detail: str = "", sentence: str = NOT_OPENED) -> None:
        super().__init__(sentence, detail)


def is_of_lost_files(error: BaseException) -> bool:
    """Whether a bug is one of those that come when the program's files are no more what they were at the start."""
    if isinstance(error, ImportError) or _mark() != _AT_START:
        return True
    place = error.filename if isinstance(error, OSError) else None
    return isinstance(place, str | Path) and _is_ours(Path(place))


def load(modules: Iterable[str]) -> None:
    """Have these in memory, whatever becomes of the files from here on. Raises FilesLost."""
    try:
        for name in modules:
            import_module(name)
    except ImportError as error:
        raise FilesLost(str(error)) from error


def _is_ours(place: Path) -> bool:
    """The package's own, or one of the shipped folders beside it; a practice's files are elsewhere."""
    beside = (PACKAGE.parent / "resources", PACKAGE.parent / "playlists")
    return any(place.is_relative_to(folder) for folder in (PACKAGE, *beside))


def _mark() -> tuple[int, int, int] | None:
    """Which file the program came from: the package's first one, or the program that it is frozen into."""
    first = Path(sys.executable) if getattr(sys, "frozen", False) else PACKAGE / "__init__.py"
    try:
        stat = first.stat()
    except OSError:
        return None
    return stat.st_ino, stat.st_size, stat.st_mtime_ns


_AT_START = _mark()
