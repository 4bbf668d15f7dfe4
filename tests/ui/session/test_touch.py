"""Touch by one key, and by its button in the head: which, before the dose; withdrawn, at any time."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.spans import MINUTE
from tests.ui.seat import Seat


def mark(seat: Seat) -> str:
    seat.screen.render_now()
    return str(seat.screen.header.touch.data.text)


def test_before_the_dose_the_key_asks_which_and_a_digit_answers(seat: Seat) -> None:
    seat.window.resize(1366, 720)
    assert mark(seat) == "Touch"
    assert seat.screen.header.touch.accessibleName() == "Touch consent: not recorded"
    seat.press("t")
    form = seat.screen.question
    assert [button.data.text for button in form.buttons if button.isVisible()] == ["None", "Hand", "Shoulder"]
    assert (form.words.isVisible(), form.record.isVisible(), form.strike.isVisible()) == (False, False, False)
    assert "touch_marked" not in seat.kinds()
    seat.press("2")
    assert seat.last() == e.TouchMarked("hand")
    assert not form.isVisible()
    assert seat.screen.hasFocus()
    assert mark(seat) == "Touch: hand"
    assert seat.screen.notes.list.rows()[-1].endswith("touch  touch: hand")


def test_one_key_withdraws_it_and_after_the_dose_for_good(seat: Seat) -> None:
    seat.window.resize(1600, 900)
    seat.session.send(c.MarkTouch("shoulder"))
    seat.session.send(c.GiveDose("50 mg", "im", "R. Ames", Elapsed(0)))
    seat.wait(20 * MINUTE)
    seat.press("t")
    assert seat.last() == e.TouchMarked("withdrawn")
    assert mark(seat) == "Touch: withdrawn"
    seat.press("Z", ctrl=True)
    assert mark(seat) == "Touch: withdrawn"


def test_its_button_in_the_head_does_the_same(seat: Seat) -> None:
    seat.session.send(c.MarkTouch("shoulder"))
    QTest.mouseClick(seat.screen.header.touch, Qt.MouseButton.LeftButton)
    assert seat.last() == e.TouchMarked("withdrawn")


def test_after_the_dose_it_does_not_come_back_and_the_screen_says_why(seat: Seat) -> None:
    seat.session.send(c.MarkTouch("none"))
    seat.session.send(c.GiveDose("50 mg", "im", "R. Ames", Elapsed(0)))
    seat.press("t")
    form = seat.screen.consent
    assert form.isVisible()
    assert (form.states["touch"].text(), form.buttons["touch"].isVisible()) == ("none", False)
    seat.press("1")
    assert seat.session.state.touch == "none"


def test_escape_leaves_it_unsaid(seat: Seat) -> None:
    seat.press("t")
    seat.press(Qt.Key.Key_Escape)
    assert (seat.session.state.touch, seat.screen.question.isVisible()) == ("", False)


def test_at_the_floor_it_has_its_place_without_its_word(seat: Seat) -> None:
    seat.window.resize(960, 500)
    seat.session.send(c.MarkTouch("hand"))
    assert mark(seat) == "Hand"
    assert seat.screen.header.touch.isVisible()
