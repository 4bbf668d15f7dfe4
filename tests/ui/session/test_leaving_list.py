"""The leaving list at the live screen: gone through by keys, beside the observation clock, answered into the log."""

from PySide6.QtCore import Qt

from kapguide.clinical.checklists import reply_to
from kapguide.clinical.facts import Reply
from kapguide.clinical.vitals import Vitals
from kapguide.session import commands as c
from kapguide.session.clock import Elapsed
from kapguide.session.leaving.events import LeavingItemAnswered, LeavingListBegun
from kapguide.spans import MINUTE
from kapguide.ui.session.forms.leaving_list import LeavingListPanel
from tests.ui.seat import Seat


def opened(seat: Seat) -> LeavingListPanel:
    """The list, half an hour after a dose, called up by keys."""
    seat.session.send(c.GiveDose("60 mg", "im", "R. Ames", Elapsed(0)))
    seat.wait(30 * MINUTE)
    seat.press("q")
    seat.press("5")
    return seat.screen.leaving_list


def test_keys_alone_go_through_it_and_each_answer_is_in_the_log(seat: Seat) -> None:
    panel = opened(seat)
    assert panel.isVisible()
    seat.press("n")
    seat.press(Qt.Key.Key_Down)
    seat.press("y", later_ms=900)
    kinds = [type(event.body) for event in seat.session.log if isinstance(event.body, LeavingListBegun)]
    assert kinds == [LeavingListBegun], "it begins once"
    last = seat.last()
    assert isinstance(last, LeavingItemAnswered)
    assert (last.item, last.reply, last.by) == ("oriented", Reply.YES, seat.session.state.therapist)
    assert "2 of 11 asked" in panel.trailing.whole_text()


def test_a_comment_is_kept_and_the_list_goes_on_where_nobody_has_asked_yet(seat: Seat) -> None:
    panel = opened(seat)
    seat.press("y")
    seat.press("c")
    seat.write_in("since 10:20")
    seat.press(Qt.Key.Key_Return)
    assert reply_to(seat.session.state.leaving_list.answers, "observed").comment == "since 10:20"
    seat.press(Qt.Key.Key_Escape)
    assert seat.screen.leave.isVisible()
    assert seat.screen.leave.list_button.data.text == "Leaving list, 1 of 11 asked"
    seat.press("5", later_ms=900)
    assert panel.form.row_of("oriented").hasFocus()


def test_the_observation_clock_of_the_last_dose_stands_beside_it(seat: Seat) -> None:
    panel = opened(seat)
    assert (panel.observation.whole_text(), panel.until.whole_text()) == (
        "1 h left",
        "observation until 11:30, counted from the last dose",
    )
    seat.wait(61 * MINUTE)
    assert (panel.observation.whole_text(), panel.pick_up.whole_text()) == ("Over", "No pick-up time")
    assert panel.next.whole_text() == "No next contact is planned."


def test_the_last_reading_and_the_escort_stand_below_what_is_asked_of_them(seat: Seat) -> None:
    panel = opened(seat)
    seat.session.send(c.TakeReading(Vitals(124, 78, 71), Elapsed(10 * MINUTE)))
    seat.screen.render_now()
    assert panel.form.row_of("vitals").data.hint == "BP 124/78 at 10:10"
    assert panel.form.row_of("escort").data.hint == "name"


def test_undo_takes_an_answer_back_and_the_row_shows_it(seat: Seat) -> None:
    panel = opened(seat)
    seat.press("y")
    seat.press("Z", ctrl=True)
    seat.screen.render_now()
    assert panel.form.row_of("observed").data.reply is None


def test_the_sheet_for_home_is_asked_for_and_what_became_of_it_is_said(seat: Seat) -> None:
    panel = opened(seat)
    seat.screen.beside.going.print_sheet = lambda say: say("Written to /exports/sheet.pdf")
    panel.sheet.click()
    assert panel.said.whole_text() == "Written to /exports/sheet.pdf"


def test_a_comment_that_was_not_entered_is_in_the_notes_at_the_end(seat: Seat) -> None:
    opened(seat)
    seat.press("c")
    seat.write_in("sister")
    seat.screen.beside.end("taken ill")
    assert any("sister" in event.text for event in seat.session.log)
