"""Consent beside touch at the live screen: said before the dose, withdrawn by a digit after it, a wish written down."""

import pytest
from PySide6.QtCore import Qt

from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.consent.commands import MarkConsent
from kapguide.session.consent.events import ConsentMarked, WishHeard
from kapguide.spans import MINUTE
from kapguide.ui.session.forms.consent_form import ConsentForm
from tests.ui.seat import Seat


def dosed(seat: Seat, *before: c.Command) -> ConsentForm:
    """The form, twenty minutes after a dose."""
    for command in before:
        seat.session.send(command)
    seat.session.send(c.GiveDose("50 mg", "im", "R. Ames", Elapsed(0)))
    seat.wait(20 * MINUTE)
    seat.press(Qt.Key.Key_F4)
    return seat.screen.consent


def test_before_the_dose_a_digit_asks_and_a_digit_answers(seat: Seat) -> None:
    seat.press(Qt.Key.Key_F4)
    form = seat.screen.consent
    assert [state.text() for state in form.states.values()] == ["not recorded"] * 3
    assert not form.wish.isVisible()
    seat.press("2")
    assert [button.data.text for button in seat.screen.question.buttons if button.isVisible()] == ["Agreed", "Refused"]
    seat.press("1", later_ms=900)
    assert seat.last() == ConsentMarked("observers", "agreed")
    assert seat.screen.hasFocus()


def test_after_the_dose_a_digit_withdraws_and_what_is_withdrawn_offers_nothing_more(seat: Seat) -> None:
    form = dosed(seat, MarkConsent("recording", "agreed"), MarkConsent("observers", "refused"))
    assert [button.isVisible() for button in form.buttons.values()] == [True, False, True]
    seat.press("3")
    assert seat.last() == ConsentMarked("recording", "withdrawn")
    assert (form.states["recording"].text(), form.buttons["recording"].isVisible()) == ("withdrawn", False)
    assert form.hasFocus()
    seat.press("1", later_ms=900)
    assert seat.last() == e.TouchMarked("withdrawn"), "nobody has said anything of it: that is withdrawn, too"
    assert seat.screen.notes.list.rows()[-2].endswith("consent  recording: consent withdrawn")


@pytest.mark.parametrize(("key", "what"), [(Qt.Key.Key_F8, "observers"), (Qt.Key.Key_F9, "recording")])
def test_one_key_withdraws_an_observer_or_a_recording_before_the_dose_and_after_it(
    seat: Seat, key: Qt.Key, what: str
) -> None:
    seat.session.send(MarkConsent(what, "agreed"))
    seat.press(key)
    assert seat.last() == ConsentMarked(what, "withdrawn")
    seat.session.send(MarkConsent(what, "agreed"))
    seat.session.send(c.GiveDose("50 mg", "im", "R. Ames", Elapsed(0)))
    seat.press(key, later_ms=900)
    assert seat.last() == ConsentMarked(what, "withdrawn")
    assert seat.screen.hasFocus()
    seat.press(key, later_ms=900)
    assert seat.screen.consent.hasFocus(), "there is nothing to withdraw any more"


def test_a_wish_is_written_down_with_its_answer(seat: Seat) -> None:
    form = dosed(seat)
    form.write.click()
    assert form.wish.hasFocus()
    seat.write_in("a hand on the back")
    seat.press(Qt.Key.Key_Return)
    assert seat.last() == WishHeard("a hand on the back")
    assert not form.isVisible()
    assert form.half_typed() == ""


def test_a_wish_that_was_not_written_down_goes_into_the_notes_at_the_end(seat: Seat) -> None:
    form = dosed(seat)
    form.wish.setFocus()
    seat.write_in("a hand")
    seat.press(Qt.Key.Key_Escape)
    seat.screen.beside.end("taken ill")
    assert any("Wish, typed and not entered: a hand" in event.text for event in seat.session.log)


@pytest.mark.parametrize("size", [(960, 500), (1280, 640), (1366, 690), (1920, 1010)])
def test_all_of_it_is_seen_at_every_size(seat: Seat, size: tuple[int, int]) -> None:
    seat.window.resize(*size)
    form = dosed(seat, MarkConsent("observers", "agreed"))
    for part in (*form.buttons.values(), form.wish, form.write, form.back):
        place = part.rect().translated(part.mapTo(form, part.rect().topLeft()))
        assert form.rect().contains(place), part.accessibleName()
