"""A dose moves no phase, and the screen says so where the plan is still before it."""

from kapguide.session import commands as c
from tests.ui.seat import Seat


def test_a_dose_recorded_in_the_preparation_says_that_the_phase_is_still_there(seat: Seat) -> None:
    def record() -> str:
        seat.press("d")
        seat.screen.dose.amount.put("50")
        seat.screen.dose.record.click()
        seat.screen.dose.record.click()
        return seat.screen.quiet.data.text

    assert "The phase is still “Preparation”; “.” goes on." in record()
    seat.session.send(c.Next())
    seat.screen.quiet.say("")
    assert "still" not in record()
    assert len(seat.session.state.doses) == 2
