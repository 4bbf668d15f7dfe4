"""The live screen under someone's hands: keys, fields, focus, drafts, corrections, emergency."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from kapguide.audio.player import SilentPlayer
from kapguide.audio.playlist import Playlist
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import MINUTE, SECOND
from kapguide.session.ids import seeded_ids
from kapguide.session.live import LiveSession, Saved
from kapguide.session.protocol import freeze
from kapguide.session.text import clean_text
from kapguide.session.texts import shipped_emergency_card
from kapguide.settings import Sound
from kapguide.ui.live import screen as live_screen
from kapguide.ui.live.keys import BINDINGS, REPEAT_MS, shown_bindings
from kapguide.ui.live.screen import LiveScreen
from kapguide.ui.sitting import Sitting
from kapguide.ui.theme import Theme
from kapguide.ui.widgets import hold_button
from kapguide.ui.widgets.button import Button
from tests.support.plans import HandClock, whole
from tests.ui.conftest import Window

Key = Qt.Key | str


class Wrist:
    """The time by which fingers are judged, moved by the test."""

    def __init__(self) -> None:
        self.ms = 10_000

    def monotonic_ns(self) -> int:
        return self.ms * 1_000_000


class Seat:
    """A session on the screen, its clock moved by the test, its music heard by nobody."""

    def __init__(self, theme: Theme, window: Window, wrist: Wrist) -> None:
        self.clock = HandClock()
        self.wrist = wrist
        self.window = window
        self.session = LiveSession(whole(), self.clock, seeded_ids(1, self.clock), lambda _: Saved())
        self.drafts: list[tuple[str, int]] = []
        self.sitting = Sitting(
            theme,
            self.session,
            SilentPlayer(lambda _: None),
            Playlist("Nothing", ()),
            Sound(),
            lambda text, begun: self.drafts.append((text, begun)),
        )
        self.screen = self.sitting.screen
        window.resize(1440, 900)
        window.hold(self.screen)
        protocol = self.session.state.protocol
        origin = self.clock.origin()
        start = e.SessionStarted("s-1", "M-014", protocol.id, freeze(protocol)[1], origin, therapist="R. Ames")
        self.session.send(c.Start(start))

    def press(self, key: Key, ctrl: bool = False, later_ms: int = 500) -> None:
        """Press a key `later_ms` after the one before."""
        self.wrist.ms += later_ms
        code = ord(key) if isinstance(key, str) else key
        held = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
        QTest.keyClick(self.window.windowHandle(), code, held)

    def write_in(self, words: str) -> None:
        """Type into whatever has the focus."""
        for sign in words:
            self.press(sign)

    def wait(self, ms: int) -> None:
        """Let time pass in the session."""
        self.clock.elapsed += ms
        self.session.send(c.Tick())
        self.screen.render_now()

    def kinds(self) -> list[str]:
        """What has happened since the start."""
        return [event.kind for event in self.session.log]

    def last(self) -> e.AnyBody:
        return self.session.log[-1].body


@pytest.fixture
def seat(theme: Theme, window: Window, monkeypatch: pytest.MonkeyPatch) -> Seat:
    wrist = Wrist()
    monkeypatch.setattr(live_screen, "time", wrist)
    monkeypatch.setattr(hold_button, "time", wrist)
    return Seat(theme, window, wrist)


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


DOES: dict[str, tuple[Key, bool, Callable[[Seat], bool]]] = {
    "acknowledge": (Qt.Key.Key_Space, False, lambda seat: seat.last() == e.CueAcknowledged("welcome")),
    "snooze": ("z", False, lambda seat: seat.last() == e.CueSnoozed("welcome", 2 * MINUTE)),
    "next": (".", False, _next),
    "hold": ("h", False, lambda seat: seat.last() == e.PhaseHeld("preparation")),
    "extend": ("+", False, lambda seat: seat.last() == e.PhaseExtended("preparation", 2 * MINUTE)),
    "shorten": ("-", False, lambda seat: seat.last() == e.PhaseExtended("preparation", -2 * MINUTE)),
    "silence": ("m", False, lambda seat: seat.last() == e.MusicFaded(True, Sound().silence_s)),
    "louder": (Qt.Key.Key_Up, False, _louder),
    "softer": (Qt.Key.Key_Down, False, lambda seat: seat.last() == e.LevelChanged(0.0, -1.0)),
    "note": ("n", False, lambda seat: seat.screen.notes.line.hasFocus()),
    "vitals": ("v", False, lambda seat: seat.screen.vitals.field.line.hasFocus()),
    "observe": ("1", False, lambda seat: isinstance(seat.last(), e.ObservationAdded)),
    "dose": ("d", False, lambda seat: seat.screen.dose.isVisible() and seat.screen.dose.amount.hasFocus()),
    "undo": ("Z", True, _undo),
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


def test_every_binding_is_tested() -> None:
    assert set(DOES) == {binding.action for binding in BINDINGS}


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
    buttons = [button for button in seat.screen.findChildren(QPushButton) if isinstance(button, Button)]
    assert all(button.accessibleName().strip() for button in buttons if button.isVisible())
    shown = {button.data.key for button in buttons} | {"n", "v", "d", "1 – 9"}
    for binding in shown_bindings():
        assert binding.cap in shown or binding.cap.split()[0] in shown, binding.words
    for field, cap in ((seat.screen.notes.line, "n"), (seat.screen.vitals.field.line, "v")):
        assert field.placeholderText().startswith(cap)
    assert {button.data.key for button in seat.screen.observe.buttons.values()} == set("123456789")


@pytest.mark.parametrize(
    "press",
    [
        lambda seat: QTest.mouseClick(seat.screen.prompt.done_button, Qt.MouseButton.LeftButton),
        lambda seat: QTest.mouseClick(seat.screen.prompt.snooze_button, Qt.MouseButton.LeftButton),
        lambda seat: QTest.mouseClick(seat.screen.header.emergency, Qt.MouseButton.LeftButton),
        lambda seat: (seat.press(Qt.Key.Key_F12), seat.press(Qt.Key.Key_Escape)),
        lambda seat: (seat.press("d"), seat.press(Qt.Key.Key_Escape)),
        lambda seat: (seat.press("n"), seat.press(Qt.Key.Key_Escape)),
        lambda seat: (seat.press("n"), seat.press(Qt.Key.Key_Return)),
        lambda seat: (seat.press("?"), seat.press("?")),
        lambda seat: (seat.press("v"), seat.write_in("120/80 72 98"), seat.press(Qt.Key.Key_Return)),
        lambda seat: (seat.press("h"), QTest.mouseClick(seat.screen.undo.button, Qt.MouseButton.LeftButton)),
    ],
    ids=["done", "snooze", "emergency", "left emergency", "dose", "note", "empty note", "keys", "vitals", "undo"],
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


# --- lines and their corrections ---------------------------------------------------------------------------


def test_a_line_bears_the_time_of_its_first_keystroke(seat: Seat) -> None:
    seat.press("n")
    seat.wait(5 * SECOND)
    seat.write_in("tea")
    seat.wait(7 * SECOND)
    seat.press(Qt.Key.Key_Return)
    assert seat.last() == e.NoteAdded("tea", 5 * SECOND)
    assert seat.screen.notes.line.hasFocus()
    assert seat.screen.notes.line.text() == ""


def test_a_half_typed_line_is_saved_within_a_second_and_so_is_its_loss(seat: Seat, qtbot: QtBot) -> None:
    seat.press("n")
    seat.write_in("half a thought")
    qtbot.waitUntil(lambda: bool(seat.drafts), timeout=1_000)
    assert seat.drafts[-1][0]
    qtbot.waitUntil(lambda: seat.drafts[-1] == ("half a thought", 0), timeout=1_000)
    seat.press("A", ctrl=True)
    seat.press(Qt.Key.Key_Delete)
    assert seat.screen.notes.line.text() == ""
    qtbot.waitUntil(lambda: seat.drafts[-1][0] == "", timeout=1_000)


def test_a_draft_that_comes_back_keeps_its_time(seat: Seat) -> None:
    seat.wait(30 * SECOND)
    seat.screen.restore_draft("half a thought", 12 * SECOND)
    seat.press("n")
    seat.write_in(" more")
    seat.press(Qt.Key.Key_Return)
    assert seat.last() == e.NoteAdded("half a thought more", 12 * SECOND)


@pytest.mark.parametrize(
    ("typed", "manner", "words"),
    [
        ("plain", "note", "plain"),
        ('"their words', "verbatim", "their words"),
        ('"their words"', "verbatim", "their words"),
        ("~the sense", "paraphrase", "the sense"),
        ("  two   blanks ", "note", "two blanks"),
    ],
)
def test_how_a_line_begins_tells_its_manner(seat: Seat, typed: str, manner: str, words: str) -> None:
    seat.press("n")
    seat.write_in(typed)
    seat.press(Qt.Key.Key_Return)
    assert seat.last() == e.NoteAdded(words, 0, manner)


@pytest.mark.parametrize("typed", ['"', "~", '""', "   "])
def test_a_line_without_words_is_no_line(seat: Seat, typed: str) -> None:
    seat.press("n")
    seat.write_in(typed)
    seat.press(Qt.Key.Key_Return)
    assert "note_added" not in seat.kinds()


def test_a_line_is_corrected_through_the_list_and_both_stay(seat: Seat) -> None:
    seat.press("n")
    seat.write_in('"cold hand')
    seat.press(Qt.Key.Key_Return)
    first = seat.session.log[-1].id
    seat.wait(20 * SECOND)
    notes = seat.screen.notes
    notes.list.setFocus()
    notes.list.setCurrentIndex(notes.list.model().index(len(notes.list.rows()) - 1, 0))
    seat.press(Qt.Key.Key_Return)
    assert notes.line.text() == '"cold hand'
    seat.write_in("s")
    seat.press(Qt.Key.Key_Return)
    assert seat.last() == e.NoteAdded("cold hands", 0, "verbatim", first)
    assert next(row for row in notes.list.rows() if "cold hand" in row).endswith("(corrected below)")


def test_a_dose_is_given_as_planned_or_changed_and_corrected(seat: Seat) -> None:
    seat.wait(10 * MINUTE)
    form = seat.screen.dose
    seat.press("d")
    seat.press(Qt.Key.Key_Return)
    assert form.said.whole_text() == "Type the amount as it was given."
    seat.write_in("50 mg")
    form.at.put("-3")
    seat.press(Qt.Key.Key_Return)
    given = seat.session.log[-1]
    assert given.body == e.DoseGiven("50 mg", "im", "R. Ames", 7 * MINUTE)
    seat.press("d")
    QTest.mouseClick(form.correct, Qt.MouseButton.LeftButton)
    assert form.amount.text() == "50 mg"
    form.amount.put("40 mg")
    form.amount.setFocus()
    seat.press(Qt.Key.Key_Return)
    last = seat.last()
    assert isinstance(last, e.DoseGiven)
    assert (last.amount, last.number, last.supersedes) == ("40 mg", 1, given.id)
    assert seat.session.state.t0 == 7 * MINUTE


def test_a_time_that_was_not_understood_stays_to_be_mended(seat: Seat) -> None:
    seat.press("d")
    form = seat.screen.dose
    seat.write_in("50 mg")
    form.at.put("soon")
    seat.press(Qt.Key.Key_Return)
    assert "“soon” was not understood" in form.said.whole_text()
    assert form.at.text() == "soon"
    assert form.at.hasFocus()
    assert not seat.session.state.doses


def test_hidden_prompts_are_not_put_away(seat: Seat) -> None:
    for key in ("d", "?"):
        seat.press(key)
        seat.screen.setFocus()
        assert not seat.screen.prompt.isVisible()
        seat.press(Qt.Key.Key_Space)
        seat.press("z")
        assert not {"cue_acknowledged", "cue_snoozed"} & set(seat.kinds())
        seat.press(Qt.Key.Key_Escape)
    seat.press(Qt.Key.Key_Space)
    assert seat.last() == e.CueAcknowledged("welcome")


# --- emergency ---------------------------------------------------------------------------------------------


def test_an_emergency_stops_prompts_and_nothing_resumes_by_itself(seat: Seat) -> None:
    seat.press(Qt.Key.Key_F12)
    assert seat.session.state.music.silent
    assert seat.screen.emergency.isVisible()
    seat.wait(4 * MINUTE)
    assert [event.body.cue for event in seat.session.log if isinstance(event.body, e.CueFired)] == ["welcome"]
    seat.press(Qt.Key.Key_Escape)
    assert seat.session.state.emergency is None
    seat.wait(30 * SECOND)
    assert seat.session.state.music.silent
    assert seat.screen.prompt.title.whole_text() == "Prompts are stopped"
    seat.press("h")
    assert seat.session.state.flow.held_since is None
    assert seat.screen.prompt.title.whole_text() != "Prompts are stopped"
    assert seat.session.state.music.silent, "the music is brought back by its own key alone"


def test_escape_in_a_field_does_not_leave_the_emergency(seat: Seat) -> None:
    seat.press(Qt.Key.Key_F12)
    seat.press("n")
    seat.write_in("nausea")
    seat.press(Qt.Key.Key_Escape)
    assert seat.session.state.emergency is not None
    assert seat.screen.notes.line.text() == "nausea"


def test_notes_and_vitals_are_taken_in_an_emergency(seat: Seat) -> None:
    seat.press(Qt.Key.Key_F12)
    seat.press("v")
    seat.write_in("150/95 110 93")
    seat.press(Qt.Key.Key_Return)
    assert seat.session.state.readings[-1].vitals.systolic == 150
    assert seat.session.state.emergency is not None


def test_controls_that_wait_say_so_and_come_back(seat: Seat) -> None:
    seat.press(Qt.Key.Key_F12)
    assert not seat.screen.phases.hold.isEnabled()
    seat.press("+")
    assert "emergency" in seat.screen.quiet.rows()[-1].lower()
    seat.press(Qt.Key.Key_Escape)
    assert seat.screen.phases.hold.isEnabled()


def test_the_screen_can_be_thrown_away_and_drawn_again(seat: Seat, theme: Theme, qtbot: QtBot) -> None:
    seat.press("n")
    seat.write_in(clean_text("a line"))
    seat.press(Qt.Key.Key_Return)
    seat.press(Qt.Key.Key_Escape)
    seat.press("h")
    again = LiveScreen(theme, seat.session, lambda: None, lambda _: "", {"1": "Tears"}, shipped_emergency_card())
    qtbot.addWidget(again)
    again.resize(1440, 900)
    again.show()
    assert any("a line" in row for row in again.notes.list.rows())
    assert again.phases.hold.data.text == "Release"
    assert again.childAt(QPoint(720, 450)) is not None
