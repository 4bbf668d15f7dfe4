"""The keys of the live screen: what each does, what is reached by it, and what is only text."""

from collections import Counter
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.settings import SoundSettings
from kapguide.spans import MINUTE
from kapguide.ui.session.keys import BINDINGS, shown_bindings
from kapguide.ui.widgets.button import Button
from kapguide.ui.widgets.fingers import REPEAT_MS
from tests.ui.seat import CALLED_UP, Key, Seat, call_up

# --- the table of keys -------------------------------------------------------------------------------------


def _next(seat: Seat) -> bool:
    assert seat.kinds().count("phase_began") == 1, "one short press is not meant"
    seat.press(".")
    return seat.session.state.flow.index == 1


def _louder(seat: Seat) -> bool:
    refused = seat.screen.quiet.rows()
    seat.press(Qt.Key.Key_Down)
    seat.press(Qt.Key.Key_Up)
    return refused == ["The level is at its limit."] and seat.last() == e.LevelChanged(-1.0, 0.0)


def _undo(seat: Seat) -> bool:
    assert "There is nothing to undo" in seat.screen.quiet.rows()[-1]
    seat.press("h")
    seat.press("Z", ctrl=True)
    return seat.session.state.flow.held_since is None and isinstance(seat.last(), e.Undone)


def _return(seat: Seat) -> bool:
    asked = seat.last() == e.MusicReturned(True, SoundSettings().between_phases_s)
    seat.press("r")
    return asked and seat.last() == e.MusicReturned(False, SoundSettings().between_phases_s)


def _output(seat: Seat) -> bool:
    """The keys move one output after the other, then all again."""
    moved = []
    for _ in range(3):
        seat.press(Qt.Key.Key_Down)
        moved.append(seat.last())
        seat.press("o")
    return moved == [
        e.OutputLevelChanged("headphones", 0.0, -1.0),
        e.OutputLevelChanged("room", 0.0, -1.0),
        e.LevelChanged(0.0, -1.0),
    ]


def _private(seat: Seat) -> bool:
    """The line is private, and with the key once more it is for the log again."""
    line = seat.screen.notes.line
    on = line.hasFocus() and line.placeholderText().startswith("For you alone")
    seat.press("N", ctrl=True)
    return on and not line.placeholderText().startswith("For you alone")


def _say(seat: Seat) -> bool:
    began = seat.said == ["welcome"]
    seat.session.send(c.Speak("welcome", "/w.ogg"))
    seat.press("s")
    return began and seat.last() == e.VoiceEnded(by_hand=True)


def _seen(seat: Seat) -> bool:
    """They have their row here; in a small window they open in the note line's place, until a digit."""
    usual = seat.screen.notes.isVisible() and seat.screen.observe.isVisible()
    seat.window.resize(960, 500)
    seat.screen.grab()
    folded = not seat.screen.observe.isVisible()
    seat.press("0")
    opened = seat.screen.observe.isVisible() and not seat.screen.notes.isVisible()
    seat.press("1")
    return usual and folded and opened and seat.screen.notes.isVisible() and not seat.screen.observe.isVisible()


def answered(seat: Seat, place: int, reading: bool = False) -> bool:
    """The key is the button's; what the answers do is told in the tests of what is due."""
    row = seat.screen.vitals.answers if reading else seat.screen.prompt.answers
    pressed: list[int] = []
    row.press = pressed.append  # type: ignore[method-assign]
    seat.press(row.buttons[place].data.key, later_ms=900)
    return pressed == [place]


def _steps(seat: Seat, key: str) -> list[str]:
    """What the key says of a lozenge that was just given; a third press of the first one says nothing."""
    assert "dose_stepped" not in seat.kinds(), "without a dose there is no step"
    seat.session.send(c.GiveDose("100 mg", "sublingual", "", seat.session.now().elapsed))
    for _ in range(3):
        seat.press(key)
    return [event.body.step for event in seat.session.log if isinstance(event.body, e.DoseStepped)]


DOES: dict[str, tuple[Key, bool, Callable[[Seat], bool]]] = {
    "acknowledge": (Qt.Key.Key_Space, False, lambda seat: seat.last() == e.CueAcknowledged("welcome")),
    "snooze": ("z", False, lambda seat: seat.last() == e.CueSnoozed("welcome", 2 * MINUTE)),
    "next": (".", False, _next),
    "hold": ("h", False, lambda seat: seat.last() == e.PhaseHeld("preparation")),
    "extend": ("+", False, lambda seat: seat.last() == e.PhaseExtended("preparation", 2 * MINUTE)),
    "shorten": ("-", False, lambda seat: seat.last() == e.PhaseExtended("preparation", -2 * MINUTE)),
    "silence": ("m", False, lambda seat: seat.last() == e.MusicFaded(True, SoundSettings().silence_s)),
    "softer": ("[", False, lambda seat: seat.last() == e.MusicShifted(0, -1)),
    "deeper": (Qt.Key.Key_Right, False, lambda seat: seat.last() == e.MusicShifted(0, 1)),
    "turn": ("x", False, lambda seat: seat.last() == e.MusicTurned(SoundSettings().turn_s)),
    "return": ("r", False, _return),
    "louder": (Qt.Key.Key_Up, False, _louder),
    "quieter": (Qt.Key.Key_Down, False, lambda seat: seat.last() == e.LevelChanged(0.0, -1.0)),
    "output": ("o", False, _output),
    "say": ("s", False, _say),
    "note": ("n", False, lambda seat: seat.screen.notes.line.hasFocus()),
    "verbatim": ('"', False, lambda seat: seat.screen.notes.line.hasFocus() and seat.screen.notes.line.text() == '"'),
    "private": ("N", True, _private),
    "seen": ("0", False, _seen),
    "vitals": ("v", False, lambda seat: seat.screen.vitals.field.line.hasFocus()),
    "observe": ("1", False, lambda seat: isinstance(seat.last(), e.ObservationAdded)),
    "dose": ("d", False, lambda seat: seat.screen.dose.isVisible() and seat.screen.dose.medicine.hasFocus()),
    "step": ("e", False, lambda seat: _steps(seat, "e") == ["dissolved", "swish"]),
    "spat": ("u", False, lambda seat: _steps(seat, "u") == ["spat"]),
    "swallowed": ("g", False, lambda seat: _steps(seat, "g") == ["swallowed"]),
    "undo": ("Z", True, _undo),
    "yes": ("y", False, lambda seat: answered(seat, 0)),
    "no": ("w", False, lambda seat: answered(seat, 1)),
    "other": ("a", False, lambda seat: answered(seat, 2)),
    "declined": ("c", False, lambda seat: answered(seat, 0, reading=True)),
    "left-out": ("f", False, lambda seat: answered(seat, 1, reading=True)),
    "breath": ("b", False, lambda seat: seat.screen.breath.isVisible() and seat.screen.breath.hasFocus()),
    "display": ("p", False, lambda seat: seat.screen.display_form.isVisible() and seat.screen.display_form.hasFocus()),
    "script": ("i", False, lambda seat: seat.screen.scripts.isVisible() and seat.screen.scripts.list.hasFocus()),
    "people": (Qt.Key.Key_F2, False, lambda seat: seat.screen.people.isVisible() and seat.screen.people.hasFocus()),
    "effects": (Qt.Key.Key_F3, False, lambda seat: seat.screen.effects.name.hasFocus()),
    "limit": (Qt.Key.Key_F5, False, lambda seat: seat.screen.quiet.describe().startswith("No reading lies outside")),
    "timers": ("k", False, lambda seat: seat.screen.timers.isVisible() and seat.screen.timers.name.hasFocus()),
    "touch": ("t", False, lambda seat: seat.screen.question.isVisible()),
    "consent": (Qt.Key.Key_F4, False, lambda seat: seat.screen.consent.hasFocus()),
    "observers": (Qt.Key.Key_F8, False, lambda seat: seat.screen.consent.hasFocus()),
    "recording": (Qt.Key.Key_F9, False, lambda seat: seat.screen.consent.hasFocus()),
    "leave": ("q", False, lambda seat: seat.screen.leave.isVisible()),
    "lock": ("l", False, lambda seat: seat.locked == ["l"]),  # type: ignore[attr-defined]
    "emergency": (Qt.Key.Key_F12, False, lambda seat: seat.screen.emergency.isVisible()),
    "calm": (Qt.Key.Key_Escape, False, lambda seat: seat.screen.hasFocus()),
    "keys": ("?", False, lambda seat: seat.screen.keys.isVisible()),
}


@pytest.mark.parametrize("action", DOES)
def test_each_key_does_what_the_table_says(seat: Seat, action: str) -> None:
    seat.locked = []  # type: ignore[attr-defined]
    seat.screen.lock_asked.connect(lambda: seat.locked.append("l"))  # type: ignore[attr-defined]
    key, ctrl, done = DOES[action]
    seat.press(key, ctrl)
    assert done(seat)


def test_every_binding_is_tested_and_does_something(seat: Seat) -> None:
    assert set(DOES) == {binding.action for binding in BINDINGS} == set(seat.screen.doings(""))


def test_no_key_means_two_things() -> None:
    means = Counter(
        (key, binding.ctrl) for binding in BINDINGS for key in (*binding.keys, *(sign for sign in binding.text))
    )
    assert [key for key, times in means.items() if times > 1] == []
    assert all(binding.keys or binding.text for binding in BINDINGS)


def test_two_quick_presses_of_the_next_phases_key_never_skip_two_phases(seat: Seat) -> None:
    for later in (500, 450, 100, 450, 30):
        seat.press(".", later_ms=later)
    assert seat.session.state.flow.index == 1


def test_two_keys_at_once_do_both(seat: Seat) -> None:
    window = seat.window.windowHandle()
    for sign in "1h1h1":
        seat.wrist.ms += 20
        QTest.keyPress(window, ord(sign))
    assert seat.kinds()[-2:] == ["observation_added", "phase_held"]


@pytest.mark.parametrize("key", "123456789")
def test_every_observation_has_its_key(seat: Seat, key: str) -> None:
    seat.press(key)
    assert seat.last() == e.ObservationAdded(key, seat.screen.observe.buttons[key].accessibleName().partition(": ")[2])


def test_emergency_has_a_second_key(seat: Seat) -> None:
    seat.press("E", ctrl=True)
    assert isinstance(seat.last(), e.EmergencyStarted)


def test_holding_the_key_for_a_second_moves_the_phase_on(seat: Seat, qtbot: QtBot) -> None:
    QTest.keyPress(seat.window.windowHandle(), ord("."))
    seat.wrist.ms += 1_000
    qtbot.waitUntil(lambda: seat.session.state.flow.index == 1)
    QTest.keyRelease(seat.window.windowHandle(), ord("."))
    assert seat.kinds().count("phase_began") == 2


@pytest.mark.parametrize("later", [1, REPEAT_MS - 1])
def test_a_finger_that_bounces_counts_once(seat: Seat, later: int) -> None:
    seat.press("1")
    seat.press("1", later_ms=later)
    assert seat.kinds().count("observation_added") == 1
    seat.press("2", later_ms=1)
    seat.press("1", later_ms=REPEAT_MS)
    assert seat.kinds().count("observation_added") == 3


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_H, Qt.Key.Key_1, Qt.Key.Key_F12, Qt.Key.Key_Down])
def test_a_key_that_is_held_down_repeats_nothing(seat: Seat, key: Qt.Key) -> None:
    before = seat.kinds()
    text = chr(key).lower() if key < 128 else ""
    again = QKeyEvent(QKeyEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, text, True)
    QApplication.sendEvent(seat.screen, again)
    assert seat.kinds() == before


def test_keys_typed_in_a_field_are_text(seat: Seat) -> None:
    seat.press("n")
    before = seat.kinds()
    words = "z.h+-mnvd1 l?"
    seat.write_in(words)
    assert seat.screen.notes.line.text() == words
    seat.press("Z", ctrl=True)
    assert seat.screen.notes.line.text() != words, "Ctrl+Z there is undo of the text"
    assert seat.kinds() == before


@pytest.mark.parametrize("key", [(Qt.Key.Key_F12, False), ("E", True)], ids=["F12", "Ctrl+E"])
@pytest.mark.parametrize("field", ["n", "v", "d"])
def test_emergency_works_while_typing_and_keeps_what_was_typed(seat: Seat, field: str, key: tuple[Key, bool]) -> None:
    seat.press(field)
    seat.write_in("12 mg")
    line = QApplication.focusWidget()
    assert isinstance(line, QLineEdit)
    seat.press(*key)
    assert seat.session.state.emergency is not None
    assert line.text() == "12 mg"


def test_space_never_presses_a_button_and_enter_does(seat: Seat) -> None:
    seat.screen.phases.hold.setFocus()
    seat.press(Qt.Key.Key_Space)
    assert seat.last() == e.CueAcknowledged("welcome")
    seat.screen.phases.hold.setFocus()
    seat.press(Qt.Key.Key_Return)
    assert seat.last() == e.PhaseHeld("preparation")


# --- what can be seen and reached --------------------------------------------------------------------------


def test_every_button_has_a_name_and_every_key_has_a_button_or_a_field(seat: Seat) -> None:
    seat.press("h")
    call_up(seat.screen)
    buttons = [button for button in seat.screen.findChildren(QPushButton) if isinstance(button, Button)]
    assert all(button.accessibleName().strip() for button in buttons if button.isVisible())
    shown = {button.data.key for button in buttons} | {"d", "o", "1 – 9"}
    for binding in shown_bindings():
        assert binding.cap in shown or binding.cap.split()[0] in shown, binding.words
    assert {button.data.key for button in seat.screen.observe.buttons.values()} == set("123456789")


@pytest.mark.parametrize(
    "press",
    [
        lambda seat: QTest.mouseClick(seat.screen.prompt.put_away_button, Qt.MouseButton.LeftButton),
        lambda seat: QTest.mouseClick(seat.screen.prompt.snooze_button, Qt.MouseButton.LeftButton),
        lambda seat: (seat.press(Qt.Key.Key_F12), seat.press(Qt.Key.Key_Escape)),
        lambda seat: (seat.press("d"), seat.press(Qt.Key.Key_Escape)),
        lambda seat: (seat.press("n"), seat.press(Qt.Key.Key_Escape)),
        lambda seat: (seat.press("n"), seat.press(Qt.Key.Key_Return)),
        lambda seat: (seat.press("?"), seat.press("?")),
        lambda seat: (seat.press("v"), seat.write_in("120/80 72 98"), seat.press(Qt.Key.Key_Return)),
        lambda seat: (seat.press("h"), QTest.mouseClick(seat.screen.undo.button, Qt.MouseButton.LeftButton)),
    ],
    ids=["put away", "snooze", "left emergency", "dose", "note", "empty note", "keys", "vitals", "undo"],
)
def test_the_keys_belong_to_the_screen_again(seat: Seat, press: Callable[[Seat], object]) -> None:
    press(seat)
    assert seat.screen.hasFocus()
    seat.press("1")
    assert "observation_added" in seat.kinds()


def test_the_focus_goes_round_through_what_can_be_seen(seat: Seat) -> None:
    visited: list[QWidget] = []
    for _ in range(60):
        seat.press(Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is not None
        assert focused.isVisible()
        if focused in visited:
            break
        visited.append(focused)
    assert len(visited) > 15
    assert seat.screen.notes.line in visited
    assert seat.screen.header.emergency in visited


@pytest.mark.parametrize(
    ("key", "part", "follows"), [("d", "dose", "notes"), ("q", "leave", "phases")], ids=["form", "panel"]
)
def test_tab_comes_to_what_is_called_up_where_it_stands(seat: Seat, key: str, part: str, follows: str) -> None:
    """And not after all that was there before it."""
    seat.press(key)
    opened, following = getattr(seat.screen, part), getattr(seat.screen, follows)
    seat.screen.setFocus()
    visited: list[QWidget] = []
    while len(visited) < 100 and QApplication.focusWidget() not in visited[1:]:
        visited.append(QApplication.focusWidget() or seat.screen)
        seat.press(Qt.Key.Key_Tab)
    inside = [place for place, each in enumerate(visited) if opened.isAncestorOf(each) or each is opened]
    assert inside == list(range(inside[0], inside[-1] + 1)), "all of it in a row"
    assert following.isAncestorOf(visited[inside[-1] + 1])


def test_what_nobody_calls_up_is_never_made(seat: Seat) -> None:
    for name in CALLED_UP:
        assert name not in vars(seat.screen), name
    seat.press("d")
    assert "dose" in vars(seat.screen)
    assert seat.screen.dose.isVisible()


def test_refusals_are_said_quietly_and_nothing_ever_opens_above_the_screen(seat: Seat) -> None:
    for binding in BINDINGS:
        for key in binding.keys or map(ord, binding.text[:1]):
            seat.press(Qt.Key(key) if key > 127 else chr(key), binding.ctrl)
            seat.press(Qt.Key.Key_Escape)
    seat.press("m")
    seat.press(Qt.Key.Key_Up)
    assert seat.screen.quiet.rows()
    assert QApplication.activeModalWidget() is None
    assert QApplication.activePopupWidget() is None
    tops = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    assert not any(isinstance(widget, QDialog) for widget in tops)
    assert all(widget.windowType() is not Qt.WindowType.Dialog for widget in tops)
