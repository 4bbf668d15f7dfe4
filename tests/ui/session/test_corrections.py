"""Corrections of lines: they keep the time of what they correct, and no word is lost on the way."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kapguide.clinical.vitals import Vitals
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clinic_texts import shipped_observations
from kapguide.session.clock import Elapsed
from kapguide.session.emergency_card import EmergencyCard
from kapguide.session.refused import Refused
from kapguide.spans import MINUTE
from kapguide.ui.session.screen import LiveScreen
from kapguide.ui.theme import Theme
from tests.ui.seat import Seat
from tests.ui.small_window import Window


def written(seat: Seat, words: str) -> str:
    """Write one line; its id."""
    seat.press(Qt.Key.Key_Escape)
    seat.press("n")
    seat.write_in(words)
    seat.press(Qt.Key.Key_Return)
    line_id = seat.session.log[-1].id
    seat.press(Qt.Key.Key_Escape)
    return line_id


def lines(seat: Seat) -> list[tuple[str, int]]:
    return [(line.text, line.at) for line in seat.session.state.lines]


def choose(seat: Seat, line_id: str) -> None:
    seat.screen.notes.list.chosen.emit(line_id)


def test_a_correction_keeps_the_time_of_what_it_corrects(seat: Seat) -> None:
    seat.wait(MINUTE)
    calm = written(seat, "calm")
    seat.wait(3 * MINUTE)
    written(seat, "second")
    seat.wait(2 * MINUTE)
    choose(seat, calm)
    seat.write_in("er")
    seat.press(Qt.Key.Key_Return)
    assert seat.last() == e.NoteAdded("calmer", Elapsed(MINUTE), supersedes=calm)
    seat.wait(MINUTE)
    written(seat, "third")
    assert lines(seat) == [("calmer", MINUTE), ("second", 4 * MINUTE), ("third", 7 * MINUTE)]


def test_on_a_new_screen_too(seat: Seat, theme: Theme, window: Window) -> None:
    seat.wait(20 * MINUTE)
    calm = written(seat, "calm")
    new = LiveScreen(theme, seat.session, seat.flow.director, shipped_observations(), EmergencyCard())
    new.notes._choose(calm)
    new.notes.line.setText("calmer")
    new.notes.line.returnPressed.emit()
    assert seat.last() == e.NoteAdded("calmer", Elapsed(20 * MINUTE), supersedes=calm)
    new.deleteLater()


def test_a_line_that_was_corrected_is_corrected_further(seat: Seat) -> None:
    calm = written(seat, "calm")
    for more in ("er", " and warm", ", a long thought"):
        choose(seat, calm)
        seat.write_in(more)
        seat.press(Qt.Key.Key_Return)
    assert lines(seat) == [("calmer and warm, a long thought", 0)]


def test_what_is_half_typed_comes_back_after_the_correction_with_its_time(seat: Seat) -> None:
    calm = written(seat, "calm")
    seat.wait(MINUTE)
    seat.press("n")
    seat.write_in("half a thought")
    seat.press(Qt.Key.Key_Escape)
    seat.wait(MINUTE)
    choose(seat, calm)
    assert seat.screen.notes.line.text() == "calm"
    seat.write_in("er")
    seat.flow.save_draft()
    assert seat.drafts[-1] == ("half a thought", MINUTE), "what a crash would take is what was never entered"
    seat.press(Qt.Key.Key_Return)
    assert seat.screen.notes.line.text() == "half a thought"
    seat.press(Qt.Key.Key_Return)
    assert lines(seat) == [("calmer", 0), ("half a thought", MINUTE)]


def test_whoever_turns_to_another_line_enters_the_first_correction(seat: Seat) -> None:
    calm, warm = written(seat, "calm"), written(seat, "warm")
    choose(seat, calm)
    seat.write_in("er")
    choose(seat, warm)
    choose(seat, warm)
    seat.write_in("er")
    assert lines(seat) == [("calmer", 0), ("warm", 0)]
    assert seat.screen.notes.line.text() == "warmer", "chosen again, it goes on"


def test_escape_leaves_the_line_as_it_was_and_nothing_of_the_correction_stays(seat: Seat) -> None:
    calm = written(seat, "calm")
    seat.press("n")
    seat.write_in("half")
    seat.press(Qt.Key.Key_Escape)
    choose(seat, calm)
    seat.write_in("er")
    seat.press(Qt.Key.Key_Escape)
    assert seat.screen.hasFocus()
    assert seat.screen.notes.line.text() == "half"
    seat.flow.save_draft()
    assert seat.drafts[-1] == ("half", 0)
    choose(seat, calm)
    assert seat.screen.notes.line.text() == "calm"
    seat.press(Qt.Key.Key_Return)
    assert lines(seat) == [("calm", 0)], "unchanged, it is no correction"


def test_a_correction_is_taken_back_and_the_line_before_it_stands(seat: Seat) -> None:
    calm = written(seat, "calm")
    choose(seat, calm)
    seat.write_in("er")
    seat.press(Qt.Key.Key_Return)
    assert "Correction “calmer”" in seat.screen.undo.rows()[0]
    seat.press("Z", ctrl=True)
    assert lines(seat) == [("calm", 0)]
    assert [row.rpartition("  ")[2] for row in seat.screen.notes.list.rows()][-1] == "calm"
    choose(seat, calm)
    seat.write_in("ing")
    seat.press(Qt.Key.Key_Return)
    assert lines(seat) == [("calming", 0)]


def test_a_line_that_was_taken_back_while_it_is_corrected_is_a_new_one(seat: Seat) -> None:
    seat.press("n")
    seat.write_in("calm")
    seat.press(Qt.Key.Key_Return)
    choose(seat, seat.session.log[-1].id)
    seat.press("Z", ctrl=True)
    assert lines(seat) == []
    seat.screen.notes.line.setFocus()
    seat.write_in("er")
    seat.press(Qt.Key.Key_Return)
    assert lines(seat) == [("calmer", 0)]


def test_a_click_on_a_line_of_the_log_corrects_it(seat: Seat) -> None:
    written(seat, "calm")
    rows = seat.screen.notes.list
    place = rows.visualRect(rows.model().index(rows.model().rowCount() - 1, 0)).center()
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert seat.screen.notes.line.hasFocus()
    seat.write_in("er")
    seat.press(Qt.Key.Key_Return)
    assert lines(seat) == [("calmer", 0)]


def test_enter_on_a_line_of_the_log_corrects_it(seat: Seat) -> None:
    written(seat, "calm")
    rows = seat.screen.notes.list
    rows.setFocus()
    rows.setCurrentIndex(rows.model().index(rows.model().rowCount() - 1, 0))
    seat.press(Qt.Key.Key_Return)
    assert (seat.screen.notes.line.text(), seat.screen.notes.line.hasFocus()) == ("calm", True)


def test_an_observation_is_corrected_in_words_and_stays_an_observation(seat: Seat) -> None:
    seat.wait(MINUTE)
    seat.press("1")
    seen = seat.session.log[-1]
    seat.wait(MINUTE)
    choose(seat, seen.id)
    assert seat.screen.notes.line.text() == seen.text
    seat.screen.notes.line.selectAll()
    seat.write_in("Yawn")
    seat.press(Qt.Key.Key_Return)
    assert seat.last() == e.NoteAdded("Yawn", Elapsed(MINUTE), "observation", seen.id)
    choose(seat, seen.id)
    assert seat.screen.notes.line.text() == "Yawn"


def test_a_reading_is_corrected_in_its_own_line_at_its_own_time(seat: Seat) -> None:
    line = seat.screen.vitals.field.line
    seat.press("v")
    seat.write_in("120/80 72 98")
    seat.press(Qt.Key.Key_Return)
    first = seat.session.log[-1]
    seat.wait(5 * MINUTE)
    seat.press("v")
    seat.write_in("118/")
    seat.press(Qt.Key.Key_Escape)
    choose(seat, first.id)
    assert (line.text(), line.hasFocus()) == ("120/80 hr72 98%", True)
    seat.press(Qt.Key.Key_Escape)
    assert line.text() == "118/"
    assert seat.session.state.readings[0].id == first.id
    choose(seat, first.id)
    line.setText("130/80 72 98")
    seat.press(Qt.Key.Key_Return)
    (reading,) = seat.session.state.readings
    assert (str(reading.vitals), reading.taken) == ("BP 130/80  HR 72  SpO2 98 %", 0)
    assert line.text() == "118/"
    seat.press("Z", ctrl=True)
    assert seat.session.state.readings[0].id == first.id


def test_what_is_said_of_a_readings_correction_goes_with_it(seat: Seat) -> None:
    quiet, field = seat.screen.quiet, seat.screen.vitals.field
    for end in (Qt.Key.Key_Return, Qt.Key.Key_Escape):
        seat.session.send(c.TakeReading(Vitals(heart_rate=72), Elapsed(0)))
        choose(seat, seat.session.log[-1].id)
        assert quiet.describe() == "Enter records the correction; Esc leaves the reading as it was."
        field.line.selectAll()
        seat.write_in("hr 74")
        seat.press(end)
        assert quiet.describe() == ""


def test_a_reading_that_is_corrected_at_the_end_and_left_as_it_is_makes_no_line(seat: Seat) -> None:
    seat.session.send(c.TakeReading(Vitals(heart_rate=72), Elapsed(0)))
    choose(seat, seat.session.log[-1].id)
    assert seat.screen.vitals.half_typed() == ""
    seat.screen.vitals.field.line.setText("hr 75")
    assert seat.screen.vitals.half_typed() == "hr 75"


def test_a_dose_is_corrected_in_its_form(seat: Seat) -> None:
    seat.session.send(c.GiveDose("50 mg", "im", "R. Ames", Elapsed(0)))
    first = seat.session.log[-1].id
    choose(seat, first)
    assert seat.screen.dose.isVisible()
    seat.press(Qt.Key.Key_Escape)
    assert not seat.screen.dose.isVisible()
    assert [dose.id for dose in seat.session.state.doses] == [first]


def test_words_that_the_session_refuses_are_in_the_line_again(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(command: c.Command) -> tuple[e.Event, ...]:
        raise Refused("Not now.")

    seat.press("n")
    seat.write_in('"not lost')
    with monkeypatch.context() as patch:
        patch.setattr(seat.session, "send", refuse)
        seat.press(Qt.Key.Key_Return)
    assert seat.screen.notes.line.text() == '"not lost'
    seat.press(Qt.Key.Key_Return)
    assert seat.last() == e.NoteAdded("not lost", Elapsed(0), "verbatim")


def test_a_line_that_nobody_typed_is_not_corrected(seat: Seat) -> None:
    seat.session.send(c.Next())
    choose(seat, next(event.id for event in reversed(seat.session.log) if isinstance(event.body, e.PhaseBegan)))
    assert seat.screen.notes.line.text() == ""
    assert seat.screen.quiet.rows()[-1] == "This line is KapGuide’s own. What was typed can be corrected."


def test_the_offer_to_undo_counts_down_and_ends_when_it_ends(seat: Seat) -> None:
    seat.wait(500)
    seat.press("1")
    what = f"Observed: {seat.screen.observe.buttons['1'].accessibleName().partition(': ')[2]}"
    seen = []
    for ms in (0, 500, 8_900, 599, 2):
        seat.wait(ms)
        seat.screen.each_second()
        seen.append((seat.screen.undo.rows(), seat.screen._second.interval()))
    assert [row for row, _ in seen] == [[f"{what}  Undo {left} s"] for left in (10, 10, 1, 1)] + [[]]
    assert [next_look for _, next_look in seen[:3]] == [500, 1_000, 100], "looked at again as the offer ends"
