"""The imagery scripts of a practice: those that ship, and its own, which take a shipped one's place by its id."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from kapguide import paths
from kapguide.log import log
from kapguide.paths import Home
from kapguide.session.guiding.script import Script
from kapguide.session.guiding.script_file import load_script
from kapguide.session.toml_file import FileError


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
    known: dict[str, KnownScript] = {}
    refused = []
    for folder in folders:
        for file in sorted(folder.glob("*.toml")):
            try:
                script = load_script(file)
            except FileError as error:
                refused.append(error.sentence)
                log.warning("script: %s", error.problems[0])
            else:
                known[script.id] = KnownScript(script, file)
    return Scripts(dict(sorted(known.items(), key=lambda each: each[1].script.title)), tuple(refused))
