"""From Today to the ended session by keys alone and by mouse alone, with slips taken back on the way."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kapguide.paths import Home
from kapguide.session import events as e
from kapguide.session.state import SessionState
from kapguide.ui.door.unlock import UnlockScreen
from kapguide.ui.note.screen import NoteScreen
from kapguide.ui.prepare.screen import PrepareScreen
from kapguide.ui.session.screen import LiveScreen
from kapguide.ui.today.screen import TodayScreen
from kapguide.ui.widgets.forms.fields import LineEdit
from tests.support.practice import PASSPHRASE
from tests.support.small_session import small_practice
from tests.support.therapist import Therapist, choose, has_focus, window_of

DOSE = {
    "medicine": "ketamine", "form": "solution", "strength": "50 mg/ml", "amount": "60", "unit": "mg",
    "route": "intramuscular", "part": "1 of 1", "who": "R. Ames", "role": "nurse", "at": "now",
}  # fmt: skip


@pytest.fixture
def walker(home: Home, qtbot: QtBot) -> Iterator[tuple[Therapist, str]]:
    """Somebody before the locked door of a practice, and the protocol of a short session."""
    protocol = small_practice(home)
    with window_of(home) as app:
        yield Therapist(qtbot, app), protocol


def ended_well(her: Therapist, slips: int) -> None:
    """The session is over, every slip was taken back, and what was meant stands."""
    her.screen(NoteScreen)
    store = her.app.navigator._store
    _, _, log = store.load_session(store.sessions()[0].row.id)
    kinds = [event.kind for event in log]
    assert kinds.count("undone") == slips
    assert kinds[-1] == "session_ended"
    assert kinds.count("phase_began") - 4 == sum(
        isinstance(event.body, e.Undone) and event.body.what == "Phase moved on" for event in log
    )


def stands(state: SessionState) -> tuple[list[str], list[str], list[str]]:
    """What is in the session: its lines, readings and doses."""
    return (
        [line.text for line in state.lines],
        [str(reading.vitals) for reading in state.readings],
        [dose.amount for dose in state.doses],
    )


def test_by_keys_alone(walker: tuple[Therapist, str]) -> None:
    her, protocol = walker
    her.screen(UnlockScreen)
    her.write_in(PASSPHRASE)
    today = her.screen(TodayScreen)
    her.press("n")
    her.until(today.form.isVisible)
    choose(today.form, protocol)
    her.write_in("M-014")
    her.screen(PrepareScreen)
    her.write_in("60 mg")
    her.press("R", ctrl=True)
    her.write_in("a test")
    live, session = her.live, her.session

    def undo() -> None:
        her.press("Z", ctrl=True)

    her.until(lambda: live.prompt.cue)
    her.press(Qt.Key.Key_Space)
    undo()
    assert not any(cue.acknowledged for cue in session.state.cues.values())
    her.press(Qt.Key.Key_Space)
    for words in ("118/67 72 98", "118/76 72 98"):
        her.press("v")
        her.write_in(words)
        if words.startswith("118/67"):
            undo()
    her.press("n")
    her.write_in("Hands are worm.")
    undo()
    her.press("n")
    her.write_in("Hands are cold")
    her.press(Qt.Key.Key_Escape)
    her.press("1")
    undo()
    her.press("2")
    her.press(".")
    her.press(".")
    her.until(lambda: her.title() == "Ready for the dose")
    undo()
    assert session.state.flow.index == 0
    assert her.title() != "Ready for the dose"
    her.next_phase()
    her.press(Qt.Key.Key_Space)
    her.press("d")
    dose_by_keys(her, live)
    her.press("m")
    undo()
    assert not session.state.music.silent
    to_the_log(her, live, "Hands are cold")
    her.write_in(" and dry")
    her.press(Qt.Key.Key_Escape)
    her.next_phase()
    her.next_phase()
    observed = live.observe.buttons["2"].accessibleName().partition(": ")[2]
    assert stands(session.state) == (
        ["Hands are cold and dry", observed], ["BP 118/76  HR 72  SpO2 98 %"], [session.state.doses[0].amount],
    )  # fmt: skip
    assert session.state.doses[0].amount.startswith("60")
    her.end()
    ended_well(her, 6)


def dose_by_keys(her: Therapist, live: LiveScreen) -> None:
    """Fill in what is open, from field to field with Enter, until the dose is recorded."""
    for _ in range(20):
        if her.session.state.doses:
            return
        name = next((name for name, field in live.dose.fields.items() if field.hasFocus()), "")
        field = live.dose.fields.get(name)
        if isinstance(field, LineEdit) and not field.text():
            her.write_in(DOSE[name], enter=False)
        her.press(Qt.Key.Key_Return)
    raise AssertionError("the form is not recorded by Enter")


def to_the_log(her: Therapist, live: LiveScreen, words: str) -> None:
    """With Tab to the log, with the arrows to a line of it, and Enter."""
    tab(her, live.notes.list)
    row = next(n for n, line in enumerate(live.notes.list.rows()) if line.endswith(words))
    key(her, Qt.Key.Key_Home)
    for _ in range(row):
        key(her, Qt.Key.Key_Down)
    her.press(Qt.Key.Key_Return)
    assert live.notes.line.text() == words


def key(her: Therapist, code: Qt.Key) -> None:
    """A key that only moves in a list or a form."""
    QTest.keyClick(her.app.window.windowHandle(), code)


def tab(her: Therapist, to: QWidget) -> None:
    for _ in range(80):
        if has_focus() is to:
            return
        key(her, Qt.Key.Key_Tab)
    raise AssertionError("Tab does not come there")


def test_by_mouse_alone(walker: tuple[Therapist, str]) -> None:
    """The keyboard writes words and nothing else: every act is a click."""
    her, protocol = walker
    her.unlock()
    today = her.screen(TodayScreen)
    her.click(today.new)
    her.until(today.form.isVisible)
    choose(today.form, protocol)
    her.click(today.form.client)
    her.write_in("M-014", enter=False)
    her.click(today.form.prepare)
    prepare = her.screen(PrepareScreen)
    her.click(prepare.gate.override)
    her.write_in("a test", enter=False)
    her.click(prepare.gate.way_on)
    live, session = her.live, her.session

    def undo() -> None:
        her.until(live.undo.button.isVisible)
        her.click(live.undo.button)

    her.until(lambda: live.prompt.cue)
    her.click(live.prompt.put_away_button)
    undo()
    assert not any(cue.acknowledged for cue in session.state.cues.values())
    her.click(live.prompt.put_away_button)
    her.click(live.vitals.vitals_button)
    her.write_in("118/76 72 98")
    her.click(live.notes.note_button)
    her.write_in("Hands are worm.")
    undo()
    her.click(live.notes.note_button)
    her.write_in("Hands are cold")
    her.click(live.observe.buttons["1"])
    undo()
    her.click(live.observe.buttons["2"])
    her.click(live.phases.hold)
    undo()
    held(her, live)
    her.until(lambda: her.title() == "Ready for the dose")
    undo()
    held(her, live)
    her.click(live.prompt.put_away_button)
    her.click(live.header.clock)
    her.click(live.dose.amount)
    her.write_in("60", enter=False)
    for _ in range(2):  # what is still open is asked about once
        if live.dose.isVisible():
            her.click(live.dose.record)
    assert session.state.doses
    her.click(live.music.silence)
    undo()
    assert not session.state.music.silent
    row = next(n for n, line in enumerate(live.notes.list.rows()) if line.endswith("Hands are cold"))
    index = live.notes.list.model().index(row, 0)
    live.notes.list.scrollTo(index)
    QTest.mouseClick(
        live.notes.list.viewport(), Qt.MouseButton.LeftButton, pos=live.notes.list.visualRect(index).center()
    )
    her.write_in(" and dry")
    held(her, live)
    held(her, live)
    observed = live.observe.buttons["2"].accessibleName().partition(": ")[2]
    assert stands(session.state)[:2] == (["Hands are cold and dry", observed], ["BP 118/76  HR 72  SpO2 98 %"])
    her.click(live.leave_button)
    her.click(live.leave.end)
    her.until(lambda: session.state.ended is not None)
    ended_well(her, 6)


def held(her: Therapist, live: LiveScreen) -> None:
    """Hold the button of the next phase until it has moved on."""
    index = her.session.state.flow.index
    her.hold(live.phases.next, lambda: her.session.state.flow.index > index)
