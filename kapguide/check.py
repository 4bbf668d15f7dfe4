"""Checking what a person wrote or collected: protocols, scripts, patterns of breath, scenarios, playlists, texts."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from kapguide.audio.playlists import playlist
from kapguide.errors import KapGuideError
from kapguide.session.clinic_texts import read_observations
from kapguide.session.emergency_card import read_emergency_card
from kapguide.session.guiding.breath_file import load_breath
from kapguide.session.guiding.script_file import load_script
from kapguide.session.protocol_file import read_protocol
from kapguide.session.scenario import read_scenario
from kapguide.session.toml_file import FileError, TomlTable, escaped, load_table

SUFFIXES = (".toml", *playlist.SUFFIXES)


def files_in(path: Path) -> Iterator[Path]:
    """The file itself, or what can be checked below a folder."""
    if not path.is_dir():
        yield path
        return
    yield from sorted(file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES)


def scripts_among(files: Iterable[Path]) -> set[str]:
    """The ids of the scripts among files, also of those with mistakes: whoever names one finds it there."""
    return {table.name("id") for file in files if (table := _table(file)) is not None and table.has("lines")}


def check_file(path: Path, folders: Sequence[Path] = (), scripts: Collection[str] | None = None) -> str:
    """One line or more on what is wrong with a file; an empty string when it can be used.

    `folders` are those with music that were added: a playlist may lead there. `scripts` are the ids that a protocol
    may name.
    """
    try:
        if path.suffix.lower() in playlist.SUFFIXES:
            read = playlist.read_playlist(path, folders)
            return "\n".join((*(f"{escaped(path.name)}: {refusal}" for refusal in read.refused), *read.warnings))
        if _has(path, "situations"):
            read_emergency_card(path)
        elif _has(path, "observations"):
            read_observations(path)
        elif _has(path, "steps"):
            read_scenario(path)
        elif _has(path, "lines"):
            load_script(path)
        elif _has(path, "breath"):
            load_breath(path)
        else:
            read_protocol(path, scripts)
    except KapGuideError as error:
        return error.sentence
    return ""


def _has(path: Path, key: str) -> bool:
    """Whether a TOML file is of the kind that has this key; one that cannot be read is left to a reader's sentence."""
    table = _table(path)
    return table is not None and table.has(key)


def _table(path: Path) -> TomlTable | None:
    try:
        return load_table(path)
    except FileError:
        return None
