"""A second start: the window that is open comes to the front, and nothing of it is touched."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from kapguide import app as program
from kapguide import paths
from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.rehearsal.scenario import Scenario
from kapguide.rehearsal.scenario_file import read_scenario
from kapguide.session.protocol.protocol import TherapyProtocol
from kapguide.session.protocol.protocol_file import find_protocol, read_protocol
from kapguide.settings import read_settings
from kapguide.store.file.lock import hold, hold_window
from kapguide.ui.door.first_run import FirstRunScreen
from kapguide.ui.door.flow import HELD_ELSEWHERE
from kapguide.ui.door.unlock import UnlockScreen
from kapguide.ui.scenarios.data import RehearsalWish
from kapguide.ui.scenarios.screen import RehearseScreen
from kapguide.ui.sound.left_playing import LeftPlaying
from kapguide.ui.sound.window_sound import WindowSound
from kapguide.ui.widgets.base import Text
from kapguide.ui.window import second_start
from kapguide.ui.window.second_start import Bell, ring
from tests.support.practice import new_practice
from tests.support.therapist import Therapist, window_of

CHECKOUT = Path(__file__).resolve().parents[3]
PATIENCE_MS = 60_000


def start(home: Home, *arguments: str) -> "subprocess.Popen[str]":
    """The program as a person starts it."""
    return subprocess.Popen(
        [sys.executable, "-m", "kapguide", *arguments],
        env=dict(os.environ, KAPGUIDE_HOME=str(home.root)),
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("arguments", [[], ["rehearse"]])
def test_a_second_start_brings_the_window_to_the_front_and_ends(home: Home, qtbot: QtBot, arguments: list[str]) -> None:
    held = hold_window(home)
    assert held is not None
    with held, window_of(home) as app:
        her = Therapist(qtbot, app)
        her.screen(FirstRunScreen)
        app.window.showMinimized()
        her.until(app.window.isMinimized)
        before = {path.name for path in home.root.iterdir()}
        with start(home, *arguments) as second:
            qtbot.waitUntil(lambda: second.poll() is not None, timeout=PATIENCE_MS)
            said, fault = second.communicate()
        assert (second.returncode, said, fault) == (0, f"{second_start.CAME_FORWARD}\n", "")
        assert not app.window.isMinimized()
        assert {path.name for path in home.root.iterdir()} == before, "no log, no trace of the last crash taken away"


def test_a_lock_that_was_deleted_under_an_open_window_makes_no_second_one(home: Home, qtbot: QtBot) -> None:
    held = hold_window(home)
    assert held is not None
    with held, window_of(home) as app:
        Therapist(qtbot, app).screen(FirstRunScreen)
        (home.root / "window.lock").unlink()
        with start(home) as second:
            qtbot.waitUntil(lambda: second.poll() is not None, timeout=PATIENCE_MS)
            assert second.communicate() == (f"{second_start.CAME_FORWARD}\n", "")
        assert second.returncode == 0


def test_a_bell_hangs_where_a_path_is_too_long_for_a_socket(tmp_path: Path, qtbot: QtBot) -> None:
    home = Home(tmp_path / ("long " * 20) / ("longer " * 20)).make()
    rung: list[int] = []
    bell = Bell(home, lambda: rung.append(1))
    with start(home) as ringing:
        with hold_window(home) as _:  # type: ignore[union-attr]
            qtbot.waitUntil(lambda: ringing.poll() is not None, timeout=PATIENCE_MS)
        ringing.communicate()
    assert (ringing.returncode, rung) == (0, [1])
    bell.close()
    assert not ring(home, 100)


def test_a_window_that_does_not_answer_is_left_alone_in_words(
    home: Home, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    seen: list[str] = []

    def close() -> None:
        (window,) = [each for each in qapp.topLevelWidgets() if each.isVisible()]
        (button,) = window.findChildren(QPushButton)
        seen.append(window.windowTitle())
        button.click()

    QTimer.singleShot(0, close)
    held = hold_window(home)
    assert held is not None
    with held, pytest.raises(KapGuideError, match="does not answer"):
        second_start.alone(home, lambda: opened.append("a second one") or 0, patience_s=0.0)
    assert not opened
    assert seen == ["KapGuide"]


def test_a_start_that_cannot_go_on_says_why_in_a_window(home: Home, qapp: QApplication) -> None:
    home.settings.write_text("[sound]\ncap_db = 3\n", encoding="utf-8")
    seen: list[str] = []

    def close() -> None:
        (window,) = [each for each in qapp.topLevelWidgets() if each.isVisible()]
        seen.extend(text.whole_text() for text in window.findChildren(Text))
        window.close()

    def open_window() -> int:
        QTimer.singleShot(0, close)
        read_settings(home.settings)
        return 0

    with pytest.raises(KapGuideError, match=r"cap_db"):
        second_start.alone(home, open_window)
    assert len(seen) == 1
    assert str(home.settings) in seen[0]
    again = hold_window(home)
    assert again is not None, "it let go"
    again.release()


def test_a_window_that_is_just_closing_is_waited_for(
    home: Home, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = hold_window(home)
    assert held is not None
    monkeypatch.setattr(second_start, "ring", lambda _: held.release())
    assert second_start.alone(home, lambda: 7) == 7
    again = hold_window(home)
    assert again is not None, "it let go when it closed itself"
    again.release()


def test_the_sound_of_a_record_that_another_program_writes_is_left_to_it(
    home: Home, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_practice(home)
    monkeypatch.setattr(WindowSound, "playing", True)
    with hold(home), window_of(home) as app:
        door = Therapist(qtbot, app).screen(UnlockScreen)
        assert door.word.whole_text() == HELD_ELSEWHERE
        assert app.sound.player is None
        assert not door.running.isVisible()
        assert not door.rehearse.isVisible()


def rehearsed() -> tuple[Scenario, TherapyProtocol]:
    """What a command line may name."""
    panic = read_scenario(paths.resource("scenarios", "panic.toml"))
    return panic, read_protocol(find_protocol("lozenge"))


def test_a_rehearsal_that_is_asked_for_is_chosen_in_the_window_and_begins_by_hand(
    home: Home, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen: list[RehearsalWish] = []

    def no_loop(qt: QApplication, app: program.App) -> int:
        screen = app.window.screen_shown
        assert isinstance(screen, RehearseScreen)
        chosen.append(screen.wish)
        app.shut_down()
        return 0

    monkeypatch.setattr(program, "_loop", no_loop)
    assert program.rehearse(home, *rehearsed(), 30.0) == 0
    assert [(wish.protocol, wish.scenario, wish.speed) for wish in chosen] == [("lozenge", "panic", 30.0)]


def test_a_rehearsal_that_is_started_while_a_sessions_music_sounds_finds_the_door(
    home: Home, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_practice(home)
    monkeypatch.setattr(WindowSound, "playing", True)
    shown: list[object] = []
    monkeypatch.setattr(LeftPlaying, "reach", lambda self, screen: shown.append(screen))

    def no_loop(qt: QApplication, app: program.App) -> int:
        assert isinstance(app.window.screen_shown, UnlockScreen)
        app.shut_down()
        return 0

    monkeypatch.setattr(program, "_loop", no_loop)
    assert program.rehearse(home, *rehearsed(), 1.0) == 0
    assert len(shown) == 1
