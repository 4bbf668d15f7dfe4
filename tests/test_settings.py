"""What a practice sets: everything may be left out, and everything wrong is named."""

from pathlib import Path

import pytest

from kapguide.audio.player import HEADPHONES, ROOM, THERAPIST, Output
from kapguide.errors import KapGuideError
from kapguide.practice.outputs import outputs_of
from kapguide.settings import Settings, read_settings


def test_without_a_file_there_are_the_defaults(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "settings.toml") == Settings()
    assert outputs_of(Settings().sound) == ()


def test_outputs_have_their_devices_levels_and_caps(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(
        '[sound]\nwhen_unplugged = "move"\n[sound.headphones]\ndevice = "USB"\ncap_db = -6\n'
        '[sound.room]\nlevel_db = -9.5\n[sound.therapist]\ndevice = "Ear"\n[voice]\nmade = true\n',
        encoding="utf-8",
    )
    settings = read_settings(file)
    assert outputs_of(settings.sound) == (
        Output(HEADPHONES, "USB", 0.0, -6.0),
        Output(ROOM, "", -9.5, 0.0),
        Output(THERAPIST, "Ear"),
    )
    assert (settings.sound.when_unplugged, settings.voice.made) == ("move", True)


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("crossfade_s = nan", "$.sound.crossfade_s"),
        ("crossfade_s = inf", "$.sound.crossfade_s"),
        ("emergency_s = -1", "$.sound.emergency_s"),
        ("cap_db = 3", "$.sound.cap_db"),
        ("level_db = nan", "$.sound.level_db"),
        ('decoder = "mad"', "$.sound.decoder"),
        ("room = 3", "$.sound.room"),
        ("loud = true", "loud"),
        ("alone_min = 0", "$.sound.alone_min"),
        ("crossfade_s = ", "line 2"),
    ],
)
def test_what_is_wrong_is_named_with_its_file(tmp_path: Path, line: str, place: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(f"[sound]\n{line}\n", encoding="utf-8")
    with pytest.raises(KapGuideError) as failure:
        read_settings(file)
    assert str(file) in failure.value.sentence
    assert place in failure.value.sentence
