"""What a practice sets: everything may be left out, and everything wrong is named."""

from pathlib import Path

import pytest

from kapguide.audio.player.player import HEADPHONES, ROOM, THERAPIST, Output
from kapguide.errors import KapGuideError
from kapguide.settings import Settings, read_settings
from kapguide.usecases.outputs import outputs_of


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


def test_the_mark_that_editors_put_before_a_text_is_no_part_of_it(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('therapist = "K. Lind"\n', encoding="utf-8-sig")
    assert read_settings(file).therapist == "K. Lind"


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").mkdir()
    with pytest.raises(KapGuideError, match="cannot be read"):
        read_settings(tmp_path / "settings.toml")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            '[backups]\nfolder = "/media/\\u0000disk"',
            "a text on one line, without control signs - at `$.backups.folder`",
        ),
        ('[display]\npicture = "a\\nb.png"', "a text on one line, without control signs - at `$.display.picture`"),
        (f'[look]\nsession = "{"x" * 1001}"', "at `$.look.session` (line 2)"),
        (f'[sound]\ndecoder = "{"x" * 5000}"', f"'{'x' * 60}…' - at `$.sound.decoder` (line 2)"),
    ],
)
def test_a_text_that_no_name_and_no_path_can_be_is_a_mistake_in_few_words(tmp_path: Path, line: str, said: str) -> None:
    (tmp_path / "settings.toml").write_text(line, encoding="utf-8")
    with pytest.raises(KapGuideError) as failure:
        read_settings(tmp_path / "settings.toml")
    assert said in failure.value.sentence
    assert len(failure.value.sentence) < 400


@pytest.mark.parametrize("odd", ["a = " + "[" * 2000 + "]" * 2000, "a = " + "9" * 5000])
def test_what_no_parser_can_take_is_a_mistake_and_not_a_crash(tmp_path: Path, odd: str) -> None:
    (tmp_path / "settings.toml").write_text(odd, encoding="utf-8")
    with pytest.raises(KapGuideError, match="has a mistake"):
        read_settings(tmp_path / "settings.toml")
