"""A recorded session as a scenario to rehearse: made without anything that was written in it, seen whole, and kept."""

import errno
import os
from pathlib import Path

from kapguide.clinical.side_effects import shipped_effects
from kapguide.errors import KapGuideError
from kapguide.files import write_safely
from kapguide.paths import Home
from kapguide.rehearsal.from_session import FromSession, KnownWords, scenario_of
from kapguide.rehearsal.scenario_file import scenario_in
from kapguide.rehearsal.scenario_text import scenario_text
from kapguide.session.clinic_texts import shipped_observations
from kapguide.session.playback import Playback

SUFFIX = ".toml"
NAME = "from-a-session"
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def known_words() -> KnownWords:
    """What ships with KapGuide may be kept: it is nobody's own words."""
    effects = {effect.id: effect.title for effect in shipped_effects().effects}
    return KnownWords(frozenset(shipped_observations().values()), effects)


def deidentified(playback: Playback, *, id: str = NAME, seed: int = 0, jitter: int = 0) -> FromSession:
    """The scenario of a recorded session. Raises KapGuideError where none can be made of it."""
    return scenario_of(playback.protocol, playback.events, known=known_words(), id=id, seed=seed, jitter=jitter)


def text_from(made: FromSession) -> str:
    """The very text of its file."""
    return scenario_text(made.scenario)


def free_path(folder: Path) -> Path:
    """A file in the folder that is not there yet; its name is the scenario's id, too."""
    number = 1
    while (path := folder / f"{NAME}-{number}{SUFFIX}").exists():
        number += 1
    return path


def default_path(home: Home) -> Path:
    """Where it is written unless somebody says otherwise."""
    return free_path(home.scenarios)


def write_text(text: str, path: Path) -> Path:
    """Write it, over nothing that is there; return the file. Raises KapGuideError, and nothing is written.

    What the file says is read as it will be read: FileError tells all that is wrong in it.
    """
    if path.suffix != SUFFIX:
        raise KapGuideError(f"A scenario’s file ends in {SUFFIX}. Nothing was written.")
    scenario_in(text, path)
    if os.path.lexists(path):
        raise KapGuideError(f"{path} is there already. Choose another name; nothing was written.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_safely(path, text.encode())
    except OSError as error:
        why = "the disk is full" if error.errno in _NO_ROOM else error.strerror
        raise KapGuideError(f"{path} cannot be written: {why}. Nothing was written.", str(error)) from error
    return path
