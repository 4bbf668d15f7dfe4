"""A mistake in the settings keeps nobody away from music that plays, and is told."""

import pytest

from kapguide.audio.sound.link import SoundLock
from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.settings import Settings, read_settings
from kapguide.usecases.clinic.last_settings import AS_LAST, settings_at_start

GOOD, BROKEN = "[sound]\ncap_db = -12.0\n", "[sound]\ncap_db = loud\n"


@pytest.fixture
def playing(home: Home) -> object:
    """As a sound process holds the folder whose window died."""
    home.sound.mkdir(parents=True, exist_ok=True)
    return SoundLock(home.sound)


def test_while_music_plays_what_was_set_at_the_last_start_counts(home: Home, playing: SoundLock) -> None:
    home.settings.write_text(GOOD, encoding="utf-8")
    good = read_settings(home.settings)
    assert good != Settings()
    assert settings_at_start(home) == (good, "")
    home.settings.write_text(BROKEN, encoding="utf-8")
    found, mistake = settings_at_start(home)
    assert found == good
    assert str(home.settings) in mistake
    assert mistake.endswith(AS_LAST)
    assert settings_at_start(home)[0] == good, "at each start until it is mended"
    playing.release()
    with pytest.raises(KapGuideError, match="mistake"):
        settings_at_start(home)


def test_what_was_never_set_is_known_as_well(home: Home, playing: SoundLock) -> None:
    home.settings.write_text(GOOD, encoding="utf-8")
    settings_at_start(home)
    home.settings.unlink()
    settings_at_start(home)
    home.settings.write_text(BROKEN, encoding="utf-8")
    assert settings_at_start(home)[0] == Settings(), "not what was set before that"
    playing.release()


@pytest.mark.parametrize("last", [None, BROKEN])
def test_where_nothing_is_known_of_the_last_start_the_mistake_is_told(
    home: Home, playing: SoundLock, last: str | None
) -> None:
    if last is not None:
        home.last_settings.write_text(last, encoding="utf-8")
    home.settings.write_text(BROKEN, encoding="utf-8")
    with pytest.raises(KapGuideError, match="has a mistake"):
        settings_at_start(home)
    playing.release()


def test_a_start_that_can_keep_nothing_goes_on(home: Home) -> None:
    home.last_settings.mkdir(parents=True)
    assert settings_at_start(home) == (Settings(), "")
