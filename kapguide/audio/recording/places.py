"""Where recordings lie: found by the name that a prompt or a script gives them, in any form that can be played."""

from collections.abc import Iterable
from pathlib import Path

from kapguide.files import Spellings

MADE_HERE = ".flac"
SUFFIXES = (".ogg", ".opus", MADE_HERE, ".wav", ".mp3", ".m4a")


def leads_nowhere(name: str) -> bool:
    """Whether it is a file's name and nothing else: it leads into no other folder, on any system."""
    return bool(name) and Path(name).name == name and "\\" not in name


def found_in(folders: Iterable[Path], name: str) -> Path | None:
    """The recording of that name, with or without its ending."""
    if not leads_nowhere(name):
        return None
    spellings = Spellings()
    places = (spellings.find(folder, [f"{name}{suffix}"]) for folder in folders for suffix in ("", *SUFFIXES))
    return next((place for place in places if place.is_file()), None)


def place_for(folder: Path, name: str) -> Path | None:
    """The file in which a recording of that name is kept; None where the name wants another form."""
    suffix = Path(name).suffix.casefold()
    if suffix == MADE_HERE:
        return folder / name
    return None if suffix in SUFFIXES else folder / f"{name}{MADE_HERE}"
