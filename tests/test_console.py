"""A command on a console that lacks letters, a reader, input, room or a screen: a sentence and an exit code."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kapguide import console
from kapguide.cli import main
from kapguide.errors import KapGuideError
from kapguide.paths import Home, typed
from kapguide.store.failures import damaged, disk_full, unwritable
from tests.support.practice import CHEAP

CHECKOUT = Path(__file__).resolve().parent.parent
CHECK = ("check", "resources/protocols")
CHEAPLY = """
import runpy
from kapguide.store.keys import vault
vault.default_cost = lambda: vault.Cost(1024, 1, 1)
runpy.run_module("kapguide", run_name="__main__", alter_sys=True)
"""


def run(home: Home, *arguments: str, **how: object) -> "subprocess.CompletedProcess[bytes]":
    """The command line as a process of its own; `how` may say where its streams lead, or that passphrases are `cheap`
    to try."""
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    more = how.pop("env", {})
    program = ["-c", CHEAPLY] if how.pop("cheap", False) else ["-m", "kapguide"]
    assert isinstance(more, dict)
    return subprocess.run(  # type: ignore[call-overload, no-any-return]
        [sys.executable, *program, *arguments],
        **(streams | how),
        env={**os.environ, "KAPGUIDE_HOME": str(home.root), **more},
        cwd=CHECKOUT,
        timeout=60,
    )


def said(done: "subprocess.CompletedProcess[bytes]") -> str:
    return ((done.stdout or b"") + (done.stderr or b"")).decode("utf-8", "replace")


@pytest.fixture
def data(home: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    """The folder that the command line works in."""
    monkeypatch.setenv("KAPGUIDE_HOME", str(home.root))
    return home


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "cp437"])
def test_a_letter_that_the_console_lacks_is_shown_by_its_code(home: Home, tmp_path: Path, encoding: str) -> None:
    (tmp_path / "海の音.ogg").write_bytes(b"OggS")
    (tmp_path / "静か.m3u8").write_text("海の音.ogg\ngone-音.ogg\n", encoding="utf-8")
    done = run(home, "check", str(tmp_path / "静か.m3u8"), env={"PYTHONIOENCODING": encoding})
    assert done.returncode == 1
    assert b"\\u9759\\u304b.m3u8: line 2" in done.stdout
    assert "Traceback" not in said(done)


def test_a_reader_that_has_gone_ends_the_command_quietly(home: Home) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done, helped = run(home, *CHECK, stdout=writing), run(home, "--help", stdout=writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (console.NOBODY_READS, b"")
    assert helped.returncode in (0, console.NOBODY_READS), "argparse itself hides it, in some versions of Python"
    assert helped.stderr == b""


def test_an_output_without_room_is_said(home: Home) -> None:
    with Path("/dev/full").open("wb") as full:
        done = run(home, *CHECK, stdout=full)
    assert done.returncode == 1
    assert "No space left" in said(done)
    assert "Traceback" not in said(done)


CLOSED: dict[str, Callable[[], None]] = {
    "input": lambda: os.close(0),
    "output": lambda: os.close(1),
    "errors": lambda: os.close(2),
    "all three": lambda: os.closerange(0, 3),
}


@pytest.mark.parametrize("which", CLOSED)
def test_a_closed_stream_stops_nothing_and_nothing_is_written_into_a_file_instead(
    data: Home, tmp_path: Path, which: str
) -> None:
    (passphrase := tmp_path / "passphrase").write_text("a few good words", encoding="utf-8")
    done = run(data, "init", "--passphrase-file", str(passphrase), cheap=True, preexec_fn=CLOSED[which])
    assert done.returncode == 0, said(done)
    assert main(["verify", "--passphrase-file", str(passphrase)]) == 0


def test_a_passphrase_that_nobody_can_type_is_asked_for_in_words(home: Home) -> None:
    done = run(home, "init", preexec_fn=CLOSED["input"])
    assert done.returncode == 1
    assert "--passphrase-file" in said(done)
    assert not home.vault.exists()


def test_a_number_that_is_no_descriptor_and_a_person_who_is_nobody_are_said(
    data: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    for wanted in ("-1", str(1 << 40)):
        with pytest.raises(SystemExit, match="2"):
            main(["verify", f"--passphrase-fd={wanted}"])
        assert "a descriptor's number is needed" in capsys.readouterr().err
    backup = "~nobody-of-that-name/kapguide.db"
    assert main(["restore", backup, "--passphrase-file", "x"]) == 1
    assert capsys.readouterr().err.startswith(f"There is no backup at {backup}.")
    assert typed("~nobody-of-that-name/x") == Path("~nobody-of-that-name/x")


def test_the_mark_before_a_passphrase_in_a_file_is_no_part_of_it(
    data: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("kapguide.store.keys.vault.default_cost", lambda: CHEAP)
    marked, plain = tmp_path / "marked", tmp_path / "plain"
    marked.write_text("a few good words\n", encoding="utf-8-sig")
    plain.write_text("a few good words", encoding="utf-8")
    assert main(["init", "--passphrase-file", str(marked)]) == 0
    for file in (plain, marked):
        assert main(["verify", "--passphrase-file", str(file)]) == 0
    plain.write_text("a few good words", encoding="utf-16")
    assert main(["verify", "--passphrase-file", str(plain)]) == 1
    assert "not UTF-8" in capsys.readouterr().err


def test_a_place_for_the_note_that_can_be_no_folder_is_said(
    data: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_bytes(b"kept")
    for place in ("file", "file/below"):
        assert main(["rehearse", "--headless", "--speed", "0", "--out", str(tmp_path / place)]) == 1
        assert "is not a folder" in capsys.readouterr().err
    assert (tmp_path / "file").read_bytes() == b"kept"


def test_a_data_folder_that_is_a_file_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"kept")
    assert "Traceback" not in said(run(Home(file), "doctor", "--json"))
    monkeypatch.setenv("KAPGUIDE_HOME", str(file))
    assert main(["library", "list"]) == 0
    assert main(["verify", "--demo"]) == 1
    assert f"The vault at {file}" in capsys.readouterr().err
    assert file.read_bytes() == b"kept"


@pytest.mark.parametrize("display", [{}, {"DISPLAY": ":98765"}], ids=["none", "one that does not answer"])
def test_without_a_screen_the_window_says_so_and_doctor_finds_it(
    home: Home, monkeypatch: pytest.MonkeyPatch, display: dict[str, str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for command in ((), ("rehearse",)):
        window = run(home, *command, env=display)
        assert window.returncode == 1
        assert "there is no screen" in said(window)
    doctor = run(home, "doctor", "--json", env=display)
    assert doctor.returncode in (0, 1)
    findings = json.loads(doctor.stdout)
    assert not findings["screens"]["ok"]
    assert "no window" in findings["screens"]["why"]
    assert findings["store"]["ok"]


def test_a_time_zone_that_cannot_be_is_said(home: Home) -> None:
    done = run(home, *CHECK, env={"TZ": "XXX-24:59"})
    assert done.returncode == 1
    assert said(done).startswith("This computer’s clock or time zone (TZ is “XXX-24:59”) is one that cannot be.")


def test_a_screen_that_answers_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    console.check_screen()
    monkeypatch.setenv("DISPLAY", "")
    monkeypatch.setenv("WAYLAND_DISPLAY", "not-there")
    with pytest.raises(KapGuideError):
        console.check_screen()
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    console.check_screen()


@pytest.mark.parametrize(
    ("ending", "code", "words"),
    [
        (KapGuideError("The disk is full."), 1, "The disk is full."),
        (PermissionError(13, "Permission denied", "/a/b"), 1, "“/a/b”: Permission denied"),
        (EOFError(), 1, "Nothing was typed"),
        (KeyboardInterrupt(), console.STOPPED, ""),
    ],
    ids=["known", "refused by the system", "no answer", "stopped"],
)
def test_every_ending_has_its_words_and_its_code(
    ending: BaseException, code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def command() -> int:
        raise ending

    assert console.ended(command) == code
    assert words in capsys.readouterr().err


def test_a_sentence_on_a_terminal_speaks_of_no_session(capsys: pytest.CaptureFixture[str]) -> None:
    for failure in (disk_full(), unwritable(), damaged()):

        def command(failure: KapGuideError = failure) -> int:
            raise failure

        assert console.ended(command) == 1
        said = capsys.readouterr().err
        assert said
        assert "session" not in said
        assert "memory" not in said


def test_a_bug_is_not_hidden() -> None:
    def command() -> int:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        console.ended(command)
