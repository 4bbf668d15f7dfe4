"""Answers that come after their screen has gone, or behind an emergency card: nobody is startled, nothing is lost."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from kapguide.audio.narration import SpokenLine
from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.protocol.protocol import Prompt
from kapguide.store.keys.vault import Keys
from kapguide.ui.door import lock_flow
from kapguide.ui.door.unlock import UnlockScreen
from kapguide.ui.emergency.view import EmergencyView
from kapguide.ui.note import flow as note_flow
from kapguide.ui.note.screen import NoteScreen
from kapguide.ui.rehearsal.screen import RehearsalScreen
from kapguide.ui.scenarios.screen import RehearseScreen
from kapguide.ui.session.flow import Narration
from kapguide.ui.today.screen import TodayScreen
from tests.support.note_hand import write_in_note
from tests.support.practice import BOUND_S
from tests.support.small_session import small_practice
from tests.support.therapist import Therapist, window_of
from tests.support.window_process import sound_pids, until
from tests.ui.seat import Key, Seat
from tests.ui.test_app import finish


@pytest.fixture
def protocol(home: Home, null_sink: str) -> Iterator[str]:
    """The protocol of a practice that plays into a sink of its own; nothing sounds on after the test."""
    yield small_practice(home, track_s=30.0, tones={"arrive": (400.0,)})
    until(lambda: not sound_pids(home))


class Held:
    """A function that waits inside until the test lets it go on; it tells when an answer has been given."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, owner: Any, name: str) -> None:
        self._real = getattr(owner, name)
        self.go = threading.Event()
        self.answers: list[Any] = []
        monkeypatch.setattr(owner, name, self)

    def __call__(self, *what: Any) -> Any:
        assert self.go.wait(BOUND_S)
        self.answers.append(self._real(*what))
        return self.answers[-1]


def settled(her: Therapist, held: Held) -> None:
    """The answer has come, and all that was posted because of it has been done."""
    held.go.set()
    her.until(lambda: held.answers)
    done: list[bool] = []
    her.app.jobs.run(lambda: True, done.append, done.append, lambda: True)
    her.until(lambda: done)


def test_a_rehearsal_begun_while_the_key_is_derived_goes_on(
    home: Home, protocol: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held(monkeypatch, lock_flow, "unlock")
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.click(her.screen(UnlockScreen).rehearse)
        her.screen(RehearseScreen).card.sound.choose(0)
        her.press(Qt.Key.Key_Return)
        running = her.screen(RehearsalScreen)
        settled(her, held)
        assert app.window.screen_shown is running
        (keys,) = held.answers
        assert isinstance(keys, Keys)
        assert keys.named == {}, "nobody needs them any more"


def test_the_emergency_card_stays_though_the_door_opens_behind_it(
    home: Home, protocol: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held(monkeypatch, lock_flow, "unlock")
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.click(her.screen(UnlockScreen).emergency_card)
        card = her.screen(EmergencyView)
        settled(her, held)
        assert app.window.screen_shown is card
        her.click(card.head.leave)
        her.screen(TodayScreen)


def test_a_note_left_while_its_document_is_written_raises_nothing(
    home: Home, protocol: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held(monkeypatch, note_flow, "write_document")
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.begin(protocol)
        finish(her)
        note = her.screen(NoteScreen)
        write_in_note(note, "a word ")
        note.export_asked.emit("md")
        note._close()
        her.screen(TodayScreen)
        settled(her, held)
        assert held.answers[0].exists()


class Teller:
    """Finds lines as the test tells it, when the test lets it."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.waiting: list[Any] = []
        self.fails = False

    def can_say(self, prompt: Prompt) -> bool:
        return True

    def line(self, prompt: Prompt) -> SpokenLine:
        self.asked.append(prompt.title)
        if self.fails:
            raise KapGuideError("The line could not be made.")
        return SpokenLine("line.ogg", 0.0)

    def run(self, work: Any, done: Any, failed: Any, owner: Any) -> None:
        def answer() -> None:
            try:
                result = work()
            except KapGuideError as error:
                failed(error)
            else:
                done(result)

        self.waiting.append(lambda: owner() and answer())


def test_after_a_line_that_failed_the_next_press_asks_again(seat: Seat) -> None:
    teller = Teller()
    seat.flow._narration = Narration(teller, teller)  # type: ignore[arg-type]
    seat.wait(1_000)
    teller.fails = True
    for times in (1, 2):
        seat.press("s")
        teller.waiting.pop()()
        assert len(teller.asked) == times
        assert seat.screen.quiet.rows()[-1] == "The line could not be made."
    teller.fails = False
    seat.press("s")
    teller.waiting.pop()()
    assert seat.kinds()[-1] == "voice_began"


@pytest.mark.parametrize("meanwhile", ["s", Qt.Key.Key_Space], ids=["asked again", "put away"])
def test_a_line_that_nobody_wants_any_more_is_not_said_once_it_is_found(seat: Seat, meanwhile: Key) -> None:
    teller = Teller()
    seat.flow._narration = Narration(teller, teller)  # type: ignore[arg-type]
    seat.wait(1_000)
    seat.press("s")
    (found,) = teller.waiting
    seat.press(meanwhile)
    found()
    assert "voice_began" not in seat.kinds()


def test_what_the_sound_reports_behind_the_end_is_said_nowhere(seat: Seat) -> None:
    seat.session.send(c.End("all is said"))
    seat.flow.hear(c.ReportTrack("late.flac", "Late"))
    assert isinstance(seat.last(), e.SessionEnded)
    assert seat.screen.quiet.rows() == []


def test_what_the_sound_reports_once_the_window_goes_is_the_next_windows_to_hear(seat: Seat) -> None:
    seat.flow.leave()
    before = len(seat.session.log)
    seat.flow.hear(c.ReportTrack("late.flac", "Late"))
    assert len(seat.session.log) == before
