"""Checking files that a person wrote or collected: protocols, scenarios, playlists, settings, themes."""

from collections.abc import Iterator
from pathlib import Path

from kapguide.audio.playlist import read_playlist
from kapguide.errors import KapGuideError
from kapguide.session.protocol_file import read_protocol
from kapguide.session.scenario import read_scenario
from kapguide.session.toml_file import FileError, load_table

SUFFIXES = (".toml", ".m3u8")


def files_in(path: Path) -> Iterator[Path]:
    """The file itself, or what can be checked below a folder."""
    if not path.is_dir():
        yield path
        return
    yield from sorted(file for file in path.rglob("*") if file.suffix in SUFFIXES)


def check_file(path: Path) -> str:
    """One line or more on what is wrong with a file; an empty string when it can be used."""
    try:
        if path.suffix.lower() in (".m3u8", ".m3u"):
            refused = read_playlist(path).refused
            return "\n".join(f"{path.name}: line {r.line}: {r.entry!r} is not played: {r.reason}" for r in refused)
        if _has_steps(path):
            read_scenario(path)
        else:
            read_protocol(path)
    except KapGuideError as error:
        return error.sentence
    return ""


def _has_steps(path: Path) -> bool:
    """Whether a TOML file is a scenario; what cannot be read at all is left to the protocol reader's sentence."""
    try:
        return load_table(path).has("steps")
    except FileError:
        return False
