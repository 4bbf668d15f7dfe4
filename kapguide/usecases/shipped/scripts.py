"""The imagery scripts of a practice: those that ship, its own before them, and where its recordings of lines lie."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from kapguide import paths
from kapguide.audio.recording.places import found_in, place_for
from kapguide.paths import Home
from kapguide.session.guiding.script import Script, ScriptLine
from kapguide.session.guiding.script_file import load_script
from kapguide.usecases.shipped.own_files import read_folders


class KnownScript(msgspec.Struct, frozen=True):
    """A script, and the file that it was read from."""

    script: Script
    file: Path


class Scripts(msgspec.Struct, frozen=True):
    """What there is to choose from, by id in the order of their titles, and a sentence for each file that stays out."""

    known: dict[str, KnownScript]
    refused: tuple[str, ...] = ()

    def named(self, name: str) -> Script | None:
        """The script of an id; None where there is none."""
        found = self.known.get(name)
        return found.script if found is not None else None


def scripts_of(home: Home) -> Scripts:
    """The scripts of a practice. Never fails."""
    return scripts((paths.resource("scripts"), home.scripts))


def scripts(folders: Iterable[Path]) -> Scripts:
    """The scripts in the folders; of two with one id the later folder's. Never fails."""
    read, refused = read_folders(folders, load_script, "script")
    known = {name: KnownScript(script, file) for name, (script, file) in read.items()}
    return Scripts(dict(sorted(known.items(), key=lambda each: each[1].script.title)), refused)


class LineVoice(msgspec.Struct, frozen=True):
    """Who says a line: the recording that is there, and the file in which one made here is kept."""

    found: Path | None
    place: Path | None
    """None where the script names a file that is no FLAC, or another file stands in the way."""


def voice_of(home: Home, line: ScriptLine) -> LineVoice:
    """What is recorded of a line. The practice's recordings lie beside its scripts, or with its prompts' lines."""
    found, place = found_in((home.lines, home.scripts), line.recording), place_for(home.scripts, line.recording)
    return LineVoice(found, place if found is None or found == place else None)
