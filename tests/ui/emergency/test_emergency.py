"""The emergency over the live screen: one press brings it in every state, each tap has its second, nothing is lost."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.emergency_card import CardNumber, CardRole, CardStep, EmergencyCard, Situation
from kapguide.spans import MINUTE, SECOND
from kapguide.ui.emergency.keys import EMERGENCY_BINDINGS
from kapguide.ui.emergency.view import SETTLE_MS, EmergencyView
from kapguide.ui.session.screen import LiveScreen
from kapguide.ui.theme import Theme
from tests.ui.seat import Seat
from tests.ui.small_window import Window

CARD = EmergencyCard(
    address="1 Example Street",
    numbers=(CardNumber("Emergency services", "000"), CardNumber("Doctor on call")),
    roles=(CardRole("Leads", "K. Lind"), CardRole("Door")),
    situations=(
        *(Situation(f"Situation {n}", (CardStep(f"Step of {n}", "K. Lind"),)) for n in range(1, 12)),
        Situation("Without steps"),
    ),
    filled_by="R. Example",
    filled_on="3 Nov 2026",
)


@pytest.fixture
def filled(seat: Seat, theme: Theme, qtbot: QtBot) -> Seat:
    """The seat with a card that a clinic has filled, in an emergency for ten seconds."""
    seat.flow.screen.rest()
    seat.screen = LiveScreen(theme, seat.session, seat.flow.director, {"1": "Tears"}, CARD)
    seat.window.hold(seat.screen)
    seat.press(Qt.Key.Key_F12)
    seat.wait(10 * SECOND)
    return seat


def view(seat: Seat) -> EmergencyView:
    return seat.screen.emergency


def taps(seat: Seat) -> list[tuple[str, int, str]]:
    return [(tap.what, tap.at, tap.detail) for tap in seat.session.state.taps]


def log(seat: Seat) -> list[str]:
    return [row.partition("  ")[2] for row in view(seat).log.rows()]


def leave(seat: Seat) -> None:
    seat.press(Qt.Key.Key_Escape, later_ms=SETTLE_MS)


def test_the_head_names_the_last_dose_with_its_unit_and_no_number_reads_as_a_reading(filled: Seat) -> None:
    filled.session.send(c.GiveDose("60", "im", "R. Ames", Elapsed(0), unit="mg"))
    view(filled).refresh()
    assert view(filled).head.session_words.whole_text().startswith("since 60 mg at ")
    assert not any(sign.isdigit() for sign in view(filled).vitals.line.placeholderText())


def test_a_second_hand_on_the_sound_stands_below_a_card_without_a_session_alone(filled: Seat, theme: Theme) -> None:
    assert view(filled).steers_sound
    card = EmergencyView(theme, EmergencyCard())
    assert not card.steers_sound
    card.deleteLater()


# --- it comes, and stays ----------------------------------------------------------------------------------


def test_a_moment_after_the_screen_it_is_ready(seat: Seat, qtbot: QtBot) -> None:
    assert seat.screen.made(EmergencyView) is None
    assert seat.screen._ready.isActive()
    with qtbot.waitSignal(seat.screen._ready.timeout):
        seat.screen._ready.start(1)
    made = seat.screen.made(EmergencyView)
    assert made is not None
    assert not made.isVisible()
    seat.press(Qt.Key.Key_F12)
    assert made.isVisible()


@pytest.mark.parametrize("ready", [False, True], ids=["made by its key", "ready before"])
def test_it_takes_the_whole_window_and_the_keys_and_gives_both_back(seat: Seat, ready: bool) -> None:
    if ready:
        seat.screen._ready.timeout.emit()
    assert (seat.screen.made(EmergencyView) is not None) is ready
    seat.press(Qt.Key.Key_F12)
    assert view(seat).isVisible()
    assert view(seat).geometry() == seat.screen.rect()
    assert view(seat).hasFocus()
    seat.window.resize(1280, 640)
    assert view(seat).geometry() == seat.screen.rect()
    leave(seat)
    assert not view(seat).isVisible()
    assert seat.screen.hasFocus()


def test_it_stops_prompts_and_nothing_resumes_by_itself(seat: Seat) -> None:
    seat.press(Qt.Key.Key_F12)
    assert seat.session.state.music.silent
    seat.wait(4 * MINUTE)
    assert [event.body.cue for event in seat.session.log if isinstance(event.body, e.CueFired)] == ["welcome"]
    leave(seat)
    assert seat.session.state.emergency is None
    seat.wait(30 * SECOND)
    assert seat.session.state.music.silent
    assert seat.screen.prompt.title.whole_text() == "Prompts are stopped"
    assert seat.screen.prompt.next.data.when == "stopped", "and not over"
    seat.press("h")
    assert seat.session.state.flow.held_since is None
    assert seat.screen.prompt.title.whole_text() != "Prompts are stopped"
    assert seat.session.state.music.silent, "the music is brought back by its own key alone"


def test_it_comes_whatever_fails_in_the_sound_or_in_drawing_the_rest(
    seat: Seat, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a bug elsewhere")

    seat.session.heard_by(fail)
    monkeypatch.setattr(seat.screen.notes, "show_log", fail)
    monkeypatch.setattr(seat.screen.header, "render_state", fail)
    with qtbot.captureExceptions() as bugs:
        seat.press(Qt.Key.Key_F12)
    assert view(seat).isVisible()
    assert len(bugs) >= 2, "and the bugs are known"
    with qtbot.captureExceptions():
        leave(seat)
    assert not view(seat).isVisible()


@pytest.mark.parametrize("before", ["d", "n", "v", "?", "h"])
def test_it_comes_over_a_form_a_field_and_a_panel_and_what_was_typed_stays(seat: Seat, before: str) -> None:
    seat.press(before)
    if before in "dnv":
        seat.write_in("12")
    line = QApplication.focusWidget()
    seat.press("E", ctrl=True)
    assert view(seat).isVisible()
    seat.press("a")
    assert [what for what, *_ in taps(seat)] == ["arrived"]
    leave(seat)
    assert getattr(line, "text", lambda: "12")() == "12" or before in "h?"


def test_the_session_behind_is_not_steered_from_here(seat: Seat) -> None:
    seat.press(Qt.Key.Key_F12)
    before = seat.kinds()
    for key in (Qt.Key.Key_Space, "h", ".", "+", "d", "l", "s", "x", "r", Qt.Key.Key_Up, "1", "9", "0"):
        seat.press(key)
    assert seat.kinds() == before
    assert not seat.screen.dose.isVisible()


def test_a_second_press_silences_music_that_was_brought_back(seat: Seat) -> None:
    seat.press(Qt.Key.Key_F12)
    assert view(seat).music_button.data.text == "Music as it was"
    seat.press("m")
    assert not seat.session.state.music.silent
    assert view(seat).music_button.data.text == "Music to silence"
    seat.press(Qt.Key.Key_F12)
    assert seat.session.state.music.silent


def test_music_that_was_silent_before_is_not_called_interrupted(seat: Seat) -> None:
    seat.press("m")
    seat.press(Qt.Key.Key_F12)
    assert view(seat).music_words.whole_text() == "Music was silent before, and is now."
    assert view(seat).music_button.data.text == "Bring the music back"


# --- a card that nobody has written ------------------------------------------------------------------------


def test_without_a_card_there_are_one_line_the_clock_the_taps_and_the_log(seat: Seat) -> None:
    seat.press(Qt.Key.Key_F12)
    seat.wait(161 * SECOND)
    assert view(seat).instead.whole_text() == "This clinic has not written its emergency card."
    assert view(seat).large.rows() == ["0:02:41"]
    for part in (view(seat).instead, view(seat).large, *view(seat).taps.values(), view(seat).vitals, view(seat).log):
        assert part.isVisible()
    for part in (view(seat).situations, view(seat).steps, view(seat).numbers):
        assert not part.isVisible()
    seat.press(Qt.Key.Key_F1)
    assert taps(seat) == [], "there is no number to have called"


# --- a card that is filled ---------------------------------------------------------------------------------


def test_one_situation_at_a_time_by_its_digit_and_the_others_behind_the_0(filled: Seat) -> None:
    assert view(filled).steps.rows() == ["Situation 1", "1  Step of 1  K. Lind"]
    filled.press("3")
    assert view(filled).steps.rows() == ["Situation 3", "1  Step of 3  K. Lind"]
    assert view(filled).situations.more.accessibleName() == "Three more situations"
    filled.press("0")
    filled.press("2")
    assert view(filled).steps.rows()[0] == "Situation 11"
    filled.press("9")
    assert view(filled).steps.rows()[0] == "Situation 11", "there is no such situation"
    filled.press("3")
    assert view(filled).steps.rows() == ["Without steps", "No steps are written for this."]
    filled.press("0")
    filled.press("1")
    assert view(filled).steps.rows()[0] == "Situation 1"
    QTest.mouseClick(view(filled).situations.buttons[4], Qt.MouseButton.LeftButton)
    assert view(filled).steps.rows()[0] == "Situation 5"
    assert filled.kinds()[-1] == "emergency_started", "what is read is nobody's diagnosis, and is not written down"


def test_roles_numbers_and_the_address_are_in_sight(filled: Seat) -> None:
    assert [(role.whole_text(), who.whole_text()) for role, who in view(filled).roles] == [("Leads", "K. Lind")]
    assert [button.wide.words for button in view(filled).numbers.buttons] == ["000", "–"]
    assert view(filled).numbers.address.whole_text() == "1 Example Street"
    assert view(filled).numbers.signature.whole_text() == "Card by R. Example, 3 Nov 2026"


def test_each_tap_is_written_with_its_second_and_the_button_shows_the_last(filled: Seat) -> None:
    filled.press("c")
    filled.wait(5 * SECOND)
    filled.press(Qt.Key.Key_F1)
    filled.wait(5 * SECOND)
    QTest.mouseClick(view(filled).numbers.buttons[1], Qt.MouseButton.LeftButton)
    QTest.mouseClick(view(filled).taps["arrived"], Qt.MouseButton.LeftButton)
    assert taps(filled) == [
        ("called", 10_000, ""),
        ("called", 15_000, "Emergency services, 000"),
        ("called", 20_000, "Doctor on call"),
        ("arrived", 20_000, ""),
    ]
    assert view(filled).taps["called"].wide.second.endswith(":20  ·  3 times")
    assert log(filled) == [
        "emergency begins, the music fades out",
        "called",
        "called: Emergency services, 000",
        "called: Doctor on call",
        "arrived",
    ]
    filled.press("2", later_ms=500)
    assert view(filled).steps.rows()[0] == "Situation 2", "the keys are the table's again"


def test_what_was_given_is_typed_after_its_second_was_written(filled: Seat) -> None:
    filled.press("g")
    assert taps(filled) == [("gave", 10_000, "")]
    filled.wait(6 * SECOND)
    filled.write_in("oxygen 4 l")
    assert view(filled).half_typed() == "Gave: oxygen 4 l"
    filled.press(Qt.Key.Key_F2)
    filled.press(Qt.Key.Key_Return)
    assert taps(filled) == [("gave", 10_000, "oxygen 4 l"), ("called", 16_000, "Doctor on call")]
    assert view(filled).hasFocus()
    assert not view(filled).line.isVisible()
    filled.press("g")
    filled.press(Qt.Key.Key_Escape)
    assert taps(filled)[-1] == ("gave", 16_000, "")
    assert not view(filled).line.isVisible()
    assert filled.session.state.emergency is not None, "Escape left the line alone"


def test_notes_and_vitals_are_a_key_away(filled: Seat) -> None:
    filled.press("v")
    filled.write_in("150/95 110 93")
    filled.press(Qt.Key.Key_Return)
    assert filled.session.state.readings[-1].vitals.systolic == 150
    assert filled.session.state.readings[-1].by == "", "who took it nobody has said"
    assert view(filled).hasFocus()
    filled.press("n")
    filled.wait(3 * SECOND)
    filled.write_in('"so cold')
    filled.wait(4 * SECOND)
    filled.press(Qt.Key.Key_Return)
    assert filled.last() == e.NoteAdded("so cold", Elapsed(13_000), "verbatim")
    assert log(filled)[1:] == ["BP 150/95  HR 110  SpO2 93 %", "so cold"]


def test_what_is_half_typed_is_kept_while_it_stands_there_and_written_when_one_leaves(filled: Seat) -> None:
    kept: list[str] = []
    filled.screen.draft_changed.connect(lambda text, begun: kept.append(text))
    filled.screen.notes.line.put("before it")
    filled.press("n")
    filled.write_in("turned on the si")
    assert kept[-1] == "before it  turned on the si"
    filled.press(Qt.Key.Key_Escape)
    assert view(filled).line.isVisible()
    filled.press("v")
    filled.write_in("150/")
    filled.press(Qt.Key.Key_Escape)
    leave(filled)
    assert [line.text for line in filled.session.state.lines] == [
        "turned on the si",
        "Vitals, typed and not entered: 150/",
    ]
    assert filled.session.state.emergency is None
    assert filled.screen.notes.line.text() == "before it"
    filled.press(Qt.Key.Key_F12)
    assert (view(filled).line.text(), view(filled).vitals.line.text()) == ("", "")


def test_a_line_for_something_else_is_written_before_the_next_one_opens(filled: Seat) -> None:
    filled.press("n")
    filled.write_in("pale")
    QTest.mouseClick(view(filled).taps["gave"], Qt.MouseButton.LeftButton)
    assert filled.session.state.lines[-1].text == "pale"
    assert view(filled).line.text() == ""
    filled.write_in("water")
    QTest.mouseClick(view(filled).note_button, Qt.MouseButton.LeftButton)
    assert taps(filled) == [("gave", 10_000, "water")]


def test_escape_twice_leaves_a_field_and_not_the_emergency(filled: Seat) -> None:
    filled.press("n")
    filled.press(Qt.Key.Key_Escape)
    filled.press(Qt.Key.Key_Escape, later_ms=SETTLE_MS - 1)
    assert filled.session.state.emergency is not None
    leave(filled)
    assert filled.session.state.emergency is None


def test_the_log_is_of_this_emergency_alone(filled: Seat) -> None:
    filled.press("a")
    leave(filled)
    filled.wait(MINUTE)
    filled.press(Qt.Key.Key_F12)
    assert log(filled) == ["emergency begins, the music fades out"]
    assert view(filled).taps["arrived"].wide.second == ""


# --- what can be seen and reached --------------------------------------------------------------------------


def test_a_key_that_is_held_is_one_press(filled: Seat) -> None:
    again = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_C, Qt.KeyboardModifier.NoModifier, "c", True)
    QApplication.sendEvent(view(filled), again)
    assert taps(filled) == []


def test_tab_stays_in_the_emergency_and_leaving_is_its_last_stop(filled: Seat) -> None:
    visited: list[QWidget] = []
    for _ in range(40):
        filled.press(Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is not None
        assert view(filled).isAncestorOf(focused)
        if focused in visited:
            break
        visited.append(focused)
    assert visited[-1] is view(filled).head.leave
    buttons = {button for button in view(filled).findChildren(QPushButton) if button.isVisible()}
    assert buttons <= set(visited)
    filled.press(Qt.Key.Key_Backtab)
    assert QApplication.focusWidget() is visited[-1], "from the first back to the last"


def test_every_button_has_a_name_and_each_key_stands_once(filled: Seat) -> None:
    buttons = [button for button in view(filled).findChildren(QPushButton) if button.isVisible()]
    assert all(button.accessibleName() for button in buttons)
    keys = [key for binding in EMERGENCY_BINDINGS for key in (*binding.text, *binding.keys)]
    assert len(keys) == len(set(keys))


# --- the card alone ----------------------------------------------------------------------------------------


def test_before_a_locked_door_it_is_a_card_to_be_read_and_closed(theme: Theme, window: Window, qtbot: QtBot) -> None:
    card = EmergencyView(theme, CARD, words="Nothing is written down here.")
    window.hold(card)
    assert card.head.leave.data.text == "Close the card"
    assert card.words.whole_text() == "Nothing is written down here."
    assert card.head.since.whole_text().startswith("opened ")
    for part in (*card.taps.values(), card.note_button, card.vitals, card.log, card.music_button):
        assert not part.isVisible()
    QTest.keyClick(card, "3")
    assert card.steps.rows()[0] == "Situation 3"
    for key in "cagnv":
        QTest.keyClick(card, key)
    assert not card.line.isVisible()
    with qtbot.waitSignal(card.left):
        card.head.leave.click()


def test_before_a_covered_session_the_client_is_out_of_sight(seat: Seat, theme: Theme) -> None:
    seat.session.send(c.StartEmergency())
    card = EmergencyView(theme, CARD, seat.session, seat.screen.send, locked=True)
    seat.window.hold(card)
    assert card.head.leave.data.text == "Close the card"
    assert "M-014" not in card.head.client.whole_text()
    card.taps["arrived"].click()
    assert seat.session.state.taps[-1].what == "arrived"
