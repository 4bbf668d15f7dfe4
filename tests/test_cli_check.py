"""`kapguide check`: every mistake in what a person wrote or collected is named, with its place."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from kapguide.audio.library.library import Library
from kapguide.cli import main
from kapguide.paths import Home
from tests.session.broken_protocols import BROKEN, GOOD
from tests.session.guiding.broken_breath import GOOD as GOOD_BREATH
from tests.session.guiding.broken_scripts import GOOD as GOOD_SCRIPT

SCHEDULE = """\
id = "own"
title = "Ours"
version = 1
summary = "Agreed in the team."
readings = [{ at = "20m", from = "each dose", title = "Vitals" }]
sources = [{ id = "ours", mark = "OURS", text = "Ours." }]
"""
CHECKOUT = Path(__file__).resolve().parent.parent
POLICY = (CHECKOUT / "resources" / "policies" / "attentive.toml").read_text(encoding="utf-8")


@pytest.fixture
def data(home: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    """The folder that the command line works in."""
    monkeypatch.setenv("KAPGUIDE_HOME", str(home.root))
    return home


@pytest.mark.parametrize(
    ("name", "words", "mistake"),
    [
        ("limits.toml", '[[limits]]\nvalue = "hr"\nabove = 100\n', '[[limits]]\nvalue = "hr"\n'),
        ("ours.toml", '[[limits]]\nvalue = "hr"\nabove = 100\n', '[[limits]]\nvalue = "weight"\nabove = 100\n'),
        (
            "side-effects.toml",
            'version = "1"\nsource = { mark = "OURS", text = "Ours." }\neffects = [{ id = "cold", title = "Cold" }]\n',
            'version = "1"\nsource = { mark = "X", text = "Ours." }\neffects = [{ id = "cold", title = "Cold" }]\n',
        ),
        (
            "ways-of-working.toml",
            'version = "1"\nsource = { mark = "OURS", text = "Ours." }\nways = [{ id = "walk", title = "Walking" }]\n',
            'version = "1"\nsource = { mark = "OURS", text = "Ours." }\nways = [{ id = "walk" }]\n',
        ),
        ("own.toml", SCHEDULE, SCHEDULE.replace("20m", "soon")),
        ("calm.toml", POLICY, POLICY.replace("asked = 0.97", "asked = 97")),
    ],
)
def test_limits_side_effects_and_schedules_of_a_clinic_are_checked(
    name: str, words: str, mistake: str, tmp_path: Path
) -> None:
    file = tmp_path / name
    file.write_text(words, encoding="utf-8")
    assert main(["check", str(file)]) == 0
    file.write_text(mistake, encoding="utf-8")
    assert main(["check", str(file)]) == 1


@pytest.mark.parametrize("name", sorted(BROKEN)[::9])
def test_check_says_clearly_what_is_wrong_with_a_broken_protocol(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each ninth of them: the sentence of each is asked for where the files are read."""
    content, words = BROKEN[name]
    file = tmp_path / "broken.toml"
    file.write_bytes(content)
    began = time.process_time()
    assert main(["check", str(file)]) == 1
    assert time.process_time() - began < 1
    said = capsys.readouterr().out
    assert "broken.toml" in said
    assert words in said


def test_check_goes_through_folders_and_calls_what_is_good_good(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "protocols").mkdir()
    (tmp_path / "protocols" / "small.toml").write_text(GOOD, encoding="utf-8")
    assert main(["check", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "small.toml: good\n"
    (tmp_path / "protocols" / "other.toml").write_text("id = 3", encoding="utf-8")
    assert main(["check", str(tmp_path)]) == 1
    assert main(["check", str(tmp_path / "not-there.toml")]) == 1
    (tmp_path / "empty").mkdir()
    assert main(["check", str(tmp_path / "empty")]) == 1, "a folder with nothing to check is most likely another one"


def test_a_protocol_may_name_a_script_that_ships_or_is_checked_with_it(
    data: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = tmp_path / "plan.toml"
    plan.write_text(GOOD.replace("acknowledge = true", 'script = "settling"', 1), encoding="utf-8")
    assert main(["check", str(plan)]) == 0
    plan.write_text(GOOD.replace("acknowledge = true", 'script = "small"', 1), encoding="utf-8")
    capsys.readouterr()
    assert main(["check", str(plan)]) == 1
    assert 'phases[0].prompts[0].script: expected the id of a script, got "small"' in capsys.readouterr().out
    script = tmp_path / "script.toml"
    script.write_text(GOOD_SCRIPT, encoding="utf-8")
    assert main(["check", str(plan), str(script)]) == 0
    data.scripts.mkdir(parents=True)
    script.rename(data.scripts / "script.toml")
    assert main(["check", str(plan)]) == 0


def test_check_names_all_that_is_wrong_in_a_script(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "broken.toml"
    file.write_text(GOOD_SCRIPT.replace("pace = 90", "pace = 9").replace('"8s"', '"soon"'), encoding="utf-8")
    assert main(["check", str(file)]) == 1
    said = capsys.readouterr().out
    assert "pace: expected a whole number from 60 to 160" in said
    assert "lines[1].quiet: expected a duration" in said


def test_check_refuses_a_pattern_that_would_be_high_ventilation(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "quick.toml"
    file.write_text(GOOD_BREATH.replace("4-2-6-0", "2-0-2-0"), encoding="utf-8")
    assert main(["check", str(file)]) == 1
    assert "at most 10 breaths a minute: quicker is high ventilation" in capsys.readouterr().out


def test_check_shows_what_is_said_to_a_client_in_words_that_may_harm(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script, plan = tmp_path / "script.toml", tmp_path / "plan.toml"
    script.write_text(GOOD_SCRIPT.replace("There is time.", "Let go."), encoding="utf-8")
    plan.write_text(GOOD.replace("If you like, rest.", "You will rest."), encoding="utf-8")
    assert main(["check", str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert "script.toml can be used, with 1 finding in its words." in said
    assert "lines[1]: “Let go” is a command" in said
    assert "before/p2: “You will” promises what nobody can promise (promise)." in said
    excuse = '\n[[excused]]\nrule = "promise"\nwords = "you will"\nreason = "For the test."\n'
    plan.write_text(plan.read_text(encoding="utf-8") + excuse, encoding="utf-8")
    script.write_text(GOOD_SCRIPT + excuse, encoding="utf-8")
    assert main(["check", str(tmp_path)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "plan.toml: good",
        "script.toml can be used, with 1 finding in its words. Change them, or excuse them in the file.",
        "excused: “you will” (promise) is nowhere found",
    ]


def test_a_playlist_may_lead_into_a_folder_of_the_library(
    data: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    music = tmp_path / "music"
    music.mkdir()
    (music / "slow.flac").write_bytes(b"fLaC")
    playlist = tmp_path / "lists" / "list.m3u8"
    playlist.parent.mkdir()
    playlist.write_text("#EXTM3U\n../music/slow.flac\n", encoding="utf-8")
    assert main(["check", str(playlist)]) == 1
    assert "slow.flac" in capsys.readouterr().out
    assert not data.library.exists()
    library = Library(data.library)
    library.add_folder(music)
    library.save()
    library.close()
    assert main(["check", str(playlist)]) == 0
    assert capsys.readouterr().out == "list.m3u8: good\n"


def test_what_ships_passes_the_check(capsys: pytest.CaptureFixture[str]) -> None:
    shipped = (
        "resources/protocols",
        "resources/scripts",
        "resources/texts",
        "resources/breath",
        "resources/policies",
        "playlists",
    )
    assert main(["check", *(str(CHECKOUT / part) for part in shipped)]) == 0


def test_check_starts_without_qt_and_without_sound() -> None:
    code = (
        "import sys; from kapguide.cli import main; main(['check', 'resources/protocols']);"
        "sys.exit(any(name in sys.modules for name in ('PySide6', 'numpy', 'sqlcipher3')))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
