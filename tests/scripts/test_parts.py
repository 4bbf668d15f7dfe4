"""A part of the suite ends, whatever happens in it, and what it last did is told."""

import sys
import time
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
HANGS = "import faulthandler, threading; faulthandler.enable(); threading.Event().wait()"


@pytest.fixture
def machine(tmp_path: Path) -> Any:
    return SimpleNamespace(folder=tmp_path, environment={})


def runs(part: tuple[str, ...], file: str) -> bool:
    """Whether pytest runs a test file with these arguments."""
    under = [word for word in part if not word.startswith("--")]
    left_out = [word.partition("=")[2] for word in part if word.startswith("--ignore=")]
    return any(file.startswith(f"{folder}/") for folder in under) and not any(
        file.startswith(f"{folder}/") for folder in left_out
    )


def test_each_test_file_is_in_one_part(runner: ModuleType) -> None:
    parts = (*runner.WAITING, *runner.COUNTED)
    files = [file.relative_to(CHECKOUT).as_posix() for file in (CHECKOUT / "tests").rglob("test_*.py")]
    assert len(files) > 100
    assert {file: times for file in files if (times := sum(runs(part, file) for part in parts)) != 1} == {}
    folders = {word.partition("=")[2] or word for part in parts for word in part}
    assert [folder for folder in folders if not (CHECKOUT / folder).is_dir()] == []


def test_a_part_that_hangs_is_ended_and_says_where(
    runner: ModuleType, machine: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(runner, "PATIENCE_S", 1.0)
    part = runner.Part(machine, [sys.executable, "-c", HANGS])
    assert runner._wait_for([part]) is part
    assert not part.holds()
    assert "was ended by SIGABRT" in part.last_words()
    assert "in wait" in part.last_words()
    assert not part.holds_alone(time.monotonic()), "what hangs is not run once more"


def test_the_first_part_to_end_is_told_first(runner: ModuleType, machine: Any, tmp_path: Path) -> None:
    slow = runner.Part(machine, [sys.executable, "-c", HANGS])
    quick = runner.Part(machine, [sys.executable, "-c", ""])
    try:
        assert runner._wait_for([slow, quick]) is quick
        assert quick.holds()
    finally:
        slow.end()


def test_while_parts_are_at_work_it_is_said_how_far_they_are(
    runner: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(runner, "PULSE_S", 0.0)
    looks = iter([False, False, True])
    part = SimpleNamespace(has_ended=lambda: next(looks), progress=lambda: "tests/store 41 %")
    assert runner._wait_for([part]) is part
    assert capsys.readouterr().out.count("tests/store 41 %") == 2


def test_how_far_a_part_is_stands_in_what_it_said(runner: ModuleType, machine: Any, tmp_path: Path) -> None:
    said = "print('tests/store/a.py .... [  7%]'); print('tests/store/b.py .... [ 41%]'); print('tests/store/c.py ..')"
    part = runner.Part(machine, [sys.executable, "-c", said, "tests/store", "--ignore=x"])
    runner._wait_for([part])
    assert part.progress() == "tests/store 41 %"


def test_of_a_part_that_holds_the_last_line_is_shown_and_of_one_that_fails_all(
    runner: ModuleType, machine: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for code in (0, 1):
        said = f"print('dots'); print('3 passed'); raise SystemExit({code})"
        part = runner.Part(machine, [sys.executable, "-c", said])
        runner._wait_for([part])
        assert part.holds() is (code == 0)
        out = capsys.readouterr().out
        assert "3 passed" in out
        assert ("\ndots" in out) is (code == 1)


def test_a_part_says_what_processor_time_it_took(
    runner: ModuleType, machine: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    works = "import os\nwhile sum(os.times()[:2]) < 0.6: pass"
    part = runner.Part(machine, [sys.executable, "-c", works])
    runner._wait_for([part])
    assert part.holds()
    assert "1 s of processor time" in capsys.readouterr().out


def test_no_part_has_a_terminal_that_could_stop_it(runner: ModuleType, machine: Any, tmp_path: Path) -> None:
    asks = "import os; assert os.getsid(0) == os.getpid(); assert not os.read(0, 1)"
    part = runner.Part(machine, [sys.executable, "-c", asks])
    runner._wait_for([part])
    assert part.holds()
