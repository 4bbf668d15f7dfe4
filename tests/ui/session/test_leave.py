"""Leaving by hand: the four ways it can stand, the end in two steps, its reason, and throwing a session away."""

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.care.answers import LeavingOutcome
from kapguide.session.clock import Elapsed
from kapguide.spans import HOUR, MINUTE, SECOND
from kapguide.ui.session.forms.leave_panel import REHEARSED
from tests.ui.seat import Seat


def bodies(seat: Seat, kind: type[e.Body]) -> list[e.Body]:
    return [event.body for event in seat.session.log if isinstance(event.body, kind)]


def dosed(seat: Seat) -> None:
    seat.session.send(c.GiveDose("60 mg", "im", "R. Ames", Elapsed(0)))


def test_how_it_stands_is_chosen_by_its_digit_and_who_was_told_is_typed(seat: Seat) -> None:
    seat.wait(20 * MINUTE)
    seat.press("q")
    seat.press("3")
    seat.write_in("the escort")
    seat.press(Qt.Key.Key_Return)
    assert seat.last() == e.LeavingNoted("no_escort", "the escort", Elapsed(20 * MINUTE))
    assert seat.screen.leave.said.whole_text() == "Recorded: the escort is not here; told: the escort, 10:20"
    assert bodies(seat, e.ObservationAdded) == []


def test_the_enter_that_records_leads_no_nearer_to_the_end(seat: Seat) -> None:
    seat.wait(20 * MINUTE)
    seat.press("q")
    seat.press("1")
    seat.write_in("the escort")
    for _ in range(2):  # a finger that presses twice
        seat.press(Qt.Key.Key_Return)
        QApplication.processEvents()
    assert bodies(seat, e.LeavingNoted)
    assert seat.session.state.running


def test_when_they_were_told_can_be_typed(seat: Seat) -> None:
    seat.wait(20 * MINUTE)
    seat.press("q")
    seat.press("2")
    seat.write_in("me")
    seat.screen.leave.at.setFocus()
    seat.write_in("-5")
    seat.press(Qt.Key.Key_Return)
    assert seat.last() == e.LeavingNoted("stays", "me", Elapsed(15 * MINUTE))


def test_what_is_missing_is_said_and_nothing_is_recorded(seat: Seat) -> None:
    leave = seat.screen.leave
    seat.press("q")
    leave.record.click()
    assert leave.said.whole_text() == "Choose one of the four first."
    seat.press("1")
    seat.press(Qt.Key.Key_Return)
    assert leave.said.whole_text() == "Type who was told."
    seat.write_in("me")
    leave.at.setText("tomorrow")
    leave.record.click()
    assert leave.at.hasFocus()
    assert bodies(seat, e.LeavingNoted) == []


def test_the_end_before_the_observation_time_waits_for_its_reason(seat: Seat) -> None:
    dosed(seat)
    while seat.session.state.flow.index < 4:
        seat.session.send(c.Next())
    seat.screen.phases.next.meant.emit()
    leave = seat.screen.leave
    assert leave.isVisible()
    assert leave.reason.hasFocus()
    assert leave.end.accessibleName() == "End the session"
    leave.end.click()
    assert seat.session.state.running
    seat.write_in("to hospital")
    seat.press(Qt.Key.Key_Return)
    assert seat.session.state.running, "Enter leads to the button that says what happens"
    seat.press(Qt.Key.Key_Return)
    assert seat.last() == e.SessionEnded("to hospital", 90 * MINUTE)


def test_in_the_empty_reason_the_digits_are_the_four_and_escape_is_back(seat: Seat) -> None:
    dosed(seat)
    leave = seat.screen.leave
    seat.press("q")
    assert leave.reason.hasFocus()
    seat.press(Qt.Key.Key_Escape)
    assert not leave.isVisible(), "nothing was begun"
    seat.press("q")
    seat.press("4")
    assert leave.told.hasFocus()
    assert (leave.reason.text(), leave.told.text()) == ("", "")
    seat.press(Qt.Key.Key_Escape)
    assert leave.isVisible(), "one of the four is chosen"
    leave.reason.setFocus()
    seat.write_in("at 4")
    assert leave.reason.text() == "at 4"


def test_by_keys_alone_a_session_ends_early(seat: Seat) -> None:
    seat.press("q")
    seat.press(Qt.Key.Key_Return)
    assert seat.screen.leave.end.hasFocus()
    assert seat.session.state.running, "nothing ends before it has been named"
    seat.press(Qt.Key.Key_Return)
    assert seat.last() == e.SessionEnded()


def test_a_session_ends_early_in_two_steps_and_what_is_half_typed_is_entered(seat: Seat) -> None:
    seat.wait(3 * MINUTE)
    seat.press("n")
    seat.write_in("tea")
    seat.press(Qt.Key.Key_Escape)
    seat.press("q")
    seat.press("4")
    seat.write_in("Dr Lind")
    leave = seat.screen.leave
    assert leave.end.accessibleName() == "End the session early"
    assert not leave.discard.isVisible()
    leave.end.click()
    assert bodies(seat, e.NoteAdded)[0] == e.NoteAdded("tea", Elapsed(3 * MINUTE))
    told = "Leaving, typed and not entered: leaves against advice; told: Dr Lind"
    assert bodies(seat, e.NoteAdded)[1] == e.NoteAdded(told, Elapsed(3 * MINUTE))
    assert seat.last() == e.SessionEnded()


def test_why_it_ends_outlives_the_window_while_it_is_typed_and_goes_with_the_end_once(seat: Seat) -> None:
    seat.wait(3 * MINUTE)
    seat.press("q")
    seat.screen.leave.reason.setFocus()
    seat.write_in("tired of it")
    seat.screen.half_typed.tell()
    seat.flow.leave()
    assert seat.drafts[-1] == ("Why the session ends, typed and not entered: tired of it", 3 * MINUTE)
    seat.screen.leave.end.click()
    seat.screen.leave.end.click()
    assert seat.last() == e.SessionEnded("tired of it")
    assert bodies(seat, e.NoteAdded) == []


def test_what_is_half_typed_is_there_when_the_panel_comes_again(seat: Seat) -> None:
    seat.press("q")
    seat.press("4")
    seat.write_in("Dr Lind")
    seat.press(Qt.Key.Key_Escape)
    seat.press(Qt.Key.Key_Escape, later_ms=900)
    assert not seat.screen.leave.isVisible()
    seat.press("q", later_ms=900)
    assert seat.screen.leave.told.text() == "Dr Lind"
    seat.screen.leave.record.click()
    assert seat.last() == e.LeavingNoted("against_advice", "Dr Lind", Elapsed(0))
    seat.screen.calm()
    seat.press("q", later_ms=900)
    assert seat.screen.leave.told.text() == ""


def test_a_reason_that_stands_there_goes_with_the_end_wherever_that_is_asked_for(seat: Seat) -> None:
    seat.screen.leave.reason.put("all is said")
    seat.screen.beside.end()
    assert seat.last() == e.SessionEnded("all is said")


def test_a_digit_that_chooses_nothing_is_a_slip_and_no_observation(seat: Seat) -> None:
    for panel in "qk":
        seat.press(panel, later_ms=900)
        (seat.screen.leave if panel == "q" else seat.screen.timers).setFocus()
        for digit in "7809":
            seat.press(digit)
        seat.screen.calm()
    assert bodies(seat, e.ObservationAdded) == []


def test_in_its_first_two_minutes_a_session_can_be_thrown_away(seat: Seat) -> None:
    seat.wait(MINUTE)
    seat.press("q")
    leave = seat.screen.leave
    assert leave.discard.isVisible()
    leave.reason.setFocus()
    seat.write_in("wrong client")
    leave.discard.click()
    assert [event.body for event in seat.session.log[-2:]] == [e.SessionDiscarded("wrong client"), e.SessionEnded()]


def test_a_moment_too_late_it_is_refused_and_goes_on(seat: Seat) -> None:
    seat.press("q")
    seat.wait(2 * MINUTE + SECOND)
    assert not seat.screen.leave.discard.isVisible()
    seat.screen.leave.discard_asked.emit("")
    assert seat.session.state.running


def test_a_rehearsal_is_left_at_any_time_without_a_reason(seat: Seat) -> None:
    dosed(seat)
    seat.wait(HOUR)
    seat.press("q")
    leave = seat.screen.leave
    state = seat.session.state
    started = msgspec.structs.replace(state.started, rehearsal=True)
    leave.render_state(msgspec.structs.replace(state, started=started), seat.session.now())
    assert leave.end.accessibleName() == "Leave the rehearsal"
    assert not leave.reason.isVisible()
    assert leave.what.whole_text() == REHEARSED


def test_escape_puts_the_panel_away(seat: Seat) -> None:
    for _ in range(2):
        seat.press("q", later_ms=900)
        assert seat.screen.leave.isVisible()
        seat.press(Qt.Key.Key_Escape, later_ms=900)
        assert not seat.screen.leave.isVisible()


def test_a_word_begun_in_the_panel_is_the_reason_and_acts_on_nothing(seat: Seat) -> None:
    """Before the dose too: "stop" would withdraw consent to touch and open the client's display."""
    seat.press("q")
    before = len(seat.session.log)
    for letter in "stop now":
        seat.press(letter)
    assert seat.screen.leave.reason.text() == "stop now"
    assert len(seat.session.log) == before


def test_what_is_half_typed_survives_an_end_that_asks_why_and_the_panel_put_away(seat: Seat) -> None:
    dosed(seat)
    leave = seat.screen.leave
    seat.press("q")
    leave.outcomes[LeavingOutcome.NO_ESCORT].click()
    seat.write_in("the escort")
    leave.at.setText("-1")
    leave.end.click()
    assert leave.reason.hasFocus()
    assert (leave.told.text(), leave.at.text()) == ("the escort", "-1")
    seat.screen.calm()
    seat.press("q")
    assert leave.told.text() == "the escort"
    seat.wait(2 * MINUTE)
    leave.record.click()
    assert seat.last() == e.LeavingNoted("no_escort", "the escort", Elapsed(MINUTE))


def test_an_outcome_that_only_a_newer_kapguide_knows_is_shown_as_it_was_written(seat: Seat) -> None:
    session = seat.session
    session.send(c.NoteLeaving("ready", "me", Elapsed(0)))
    strange = msgspec.structs.replace(session.state.leaving[0], outcome="moved_on")
    session.state = msgspec.structs.replace(session.state, leaving=(strange,))
    seat.press("q")
    assert seat.screen.leave.said.whole_text() == "Recorded: moved_on; told: me, 10:00"
