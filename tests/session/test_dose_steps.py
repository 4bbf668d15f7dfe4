"""The steps of a dose as they stand: what is on, due and to come, and what can be said."""

import msgspec
import pytest

from kapguide.session import commands as c
from kapguide.session.doses.steps import FORGOTTEN, DoseRail, StepAct, StepState, dose_rail, steps_ahead
from kapguide.session.protocol.protocol import DosePlan, Route
from kapguide.spans import HOUR, MINUTE, SECOND
from tests.support.plans import Room, phase, plan

LOZENGE = DosePlan(dissolve=2 * MINUTE, hold=7 * MINUTE, swish=30 * SECOND)
END = (StepAct.SPAT, StepAct.SWALLOWED)


def given(route: str, dose: DosePlan | None = None, part: int = 0, parts: int = 0) -> Room:
    """A session in which a dose has just been given."""
    protocol = plan(phase("a", 3 * HOUR))
    room = Room(msgspec.structs.replace(protocol, dose=dose) if dose is not None else protocol)
    room.do(c.GiveDose("1", route, "", room.now, part=part, parts=parts))
    return room


def rail(room: Room) -> DoseRail:
    found = dose_rail(room.state, room.now)
    assert found is not None
    return found


def told(room: Room) -> list[tuple[str, str, int | None]]:
    return [(step.words, str(step.state), step.ms) for step in rail(room).steps]


def test_without_a_dose_and_on_routes_without_steps_there_is_no_rail() -> None:
    room = Room(plan(phase("a", HOUR)))
    assert dose_rail(room.state, room.now) is None
    for route in (Route.IM, Route.ORAL, Route.INTRANASAL, "rectal"):
        room = given(route)
        assert dose_rail(room.state, room.now) is None
        assert steps_ahead(route, LOZENGE, 0, 0) == ()


def test_a_lozenge_step_by_step() -> None:
    room = given("sublingual", LOZENGE, 1, 2)
    assert told(room) == [
        ("Dissolve", "on", 2 * MINUTE),
        ("Hold", "to come", 7 * MINUTE),
        ("Swish", "to come", 30 * SECOND),
        ("Spat or swallowed", "to come", None),
        ("Tablet 2", "to come", None),
    ]
    room.wait(3 * MINUTE)
    assert told(room)[0] == ("Dissolve", "due", 0)
    assert rail(room).acts == (StepAct.DISSOLVED,)
    room.do(c.StepDose("dissolved"))
    assert told(room)[:2] == [("Dissolve", "done", 3 * MINUTE), ("Hold", "on", 7 * MINUTE)]
    assert rail(room).acts == (StepAct.SWISH,)
    room.wait(7 * MINUTE)
    assert told(room)[1] == ("Hold", "due", 0)
    assert rail(room).acts == (StepAct.SWISH, *END)
    room.do(c.StepDose("swish"))
    assert told(room)[1:3] == [("Hold", "done", 7 * MINUTE), ("Swish", "on", 30 * SECOND)]
    current = rail(room).current
    assert current is not None
    assert (current.words, current.planned) == ("Swish", 30 * SECOND)
    room.wait(30 * SECOND)
    assert told(room)[2:4] == [("Swish", "done", None), ("Spat or swallowed", "due", None)]
    assert rail(room).acts == END
    room.do(c.StepDose("spat"))
    assert told(room)[2:] == [
        ("Swish", "done", 30 * SECOND),
        ("Spat out", "done", None),
        ("Tablet 2", "on", None),
    ]
    assert rail(room).acts == (StepAct.NEXT,)


@pytest.mark.parametrize(("said", "words"), [("spat", "Spat out"), ("swallowed", "Swallowed")])
def test_a_tablet_that_is_gone_at_once_has_no_steps_left(said: str, words: str) -> None:
    room = given("sublingual", LOZENGE, 1, 2)
    room.do(c.StepDose(said))
    assert [(step.words, step.state) for step in rail(room).steps if step.state is not StepState.DONE] == [
        ("Tablet 2", StepState.ON)
    ]
    assert told(room)[3][0] == words
    room = given("sublingual", LOZENGE, 2, 2)
    room.do(c.StepDose(said))
    assert dose_rail(room.state, room.now) is None


def test_steps_without_times_stand_and_count_nothing() -> None:
    room = given("sublingual")
    room.wait(10 * MINUTE)
    assert told(room)[0] == ("Dissolve", "on", None)
    room.do(c.StepDose("dissolved"))
    room.do(c.StepDose("swish"))
    assert told(room)[2] == ("Swish", "on", None)
    assert rail(room).acts == END


def test_steps_that_nobody_says_go_after_half_an_hour() -> None:
    room = given("sublingual", LOZENGE)
    room.wait(570 * SECOND + FORGOTTEN)
    assert dose_rail(room.state, room.now) is not None
    room.wait(1)
    assert dose_rail(room.state, room.now) is None
    room.do(c.StepDose("dissolved"))
    assert rail(room).acts == (StepAct.SWISH,)


def test_an_infusion_is_on_until_its_end_is_said() -> None:
    room = given("iv", DosePlan(infusion=40 * MINUTE))
    assert told(room) == [("Infusion", "on", 40 * MINUTE), ("Ended", "to come", None)]
    room.wait(41 * MINUTE)
    assert told(room)[0] == ("Infusion", "due", 0)
    assert rail(room).acts == (StepAct.ENDED,)
    room.do(c.StepDose("ended"))
    assert dose_rail(room.state, room.now) is None


def test_each_device_has_its_rest_and_the_last_one_too() -> None:
    room = given("esketamine", DosePlan(rest=5 * MINUTE), 1, 2)
    assert [words for words, _, _ in told(room)] == ["Device 1", "Rest", "Device 2", "Rest"]
    assert [state for _, state, _ in told(room)] == ["done", "on", "to come", "to come"]
    room.wait(5 * MINUTE)
    assert [state for _, state, _ in told(room)] == ["done", "done", "due", "to come"]
    assert rail(room).acts == (StepAct.DEVICE,)
    room.do(c.StepDose("device"))
    assert told(room)[1::2] == [("Rest", "done", 5 * MINUTE), ("Rest", "on", 5 * MINUTE)]
    assert [state for _, state, _ in told(room)] == ["done", "done", "done", "on"]
    assert rail(room).acts == ()
    room.wait(5 * MINUTE)
    assert dose_rail(room.state, room.now) is None


def test_where_nobody_told_how_many_devices_there_may_be_one_more() -> None:
    room = given("esketamine", DosePlan(rest=5 * MINUTE))
    room.wait(6 * MINUTE)
    assert [words for words, _, _ in told(room)] == ["Device 1", "Rest"]
    assert (rail(room).acts, rail(room).current) == ((StepAct.DEVICE,), None)


def test_what_a_dose_would_have_ahead_is_known_before_it() -> None:
    assert [(step.words, step.state, step.ms) for step in steps_ahead("sublingual", LOZENGE, 1, 2)] == [
        ("Dissolve", StepState.TO_COME, 2 * MINUTE),
        ("Hold", StepState.TO_COME, 7 * MINUTE),
        ("Swish", StepState.TO_COME, 30 * SECOND),
        ("Spat or swallowed", StepState.TO_COME, None),
        ("Tablet 2", StepState.TO_COME, None),
    ]
    assert [step.words for step in steps_ahead("iv", DosePlan(), 0, 0)] == ["Infusion", "Ended"]
