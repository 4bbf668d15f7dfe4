"""The settings of a start: a mistake in their file keeps nobody away from music that plays."""

from contextlib import suppress

from kapguide.audio.player.child import still_playing
from kapguide.errors import KapGuideError
from kapguide.files import read_file, write_safely
from kapguide.paths import Home
from kapguide.settings import LONGEST_FILE, Settings, read_settings

AS_LAST = "Until then what was set at the last start counts: a session goes on."


def settings_at_start(home: Home) -> tuple[Settings, str]:
    """What is set. Where the file has a mistake while music plays whose window died: what was set at the last start,
    and a sentence about it. Raises KapGuideError for a mistake that can be mended first."""
    try:
        found = read_settings(home.settings)
    except KapGuideError as error:
        with suppress(KapGuideError):
            if home.last_settings.exists() and still_playing(home.sound):
                return read_settings(home.last_settings), f"{error.sentence} {AS_LAST}"
        raise
    with suppress(OSError):  # no start fails because nothing can be kept for a next one
        _keep(home)
    return found, ""


def _keep(home: Home) -> None:
    """Keep the file as it was read; where there is none, an empty one says the same."""
    said = read_file(home.settings, LONGEST_FILE) if home.settings.exists() else b""
    if not home.last_settings.exists() or read_file(home.last_settings, LONGEST_FILE) != said:
        write_safely(home.last_settings, said)
