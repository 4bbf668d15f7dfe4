"""Side timers: three at most, named; they end by themselves, say so, and do nothing else."""

import pytest

from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.engine import overdue
from kapguide.session.plan import next_due
from kapguide.session.state import replay, running_timers
from kapguide.spans import HOUR, MINUTE, SECOND
from tests.support.plans import Room, three


def names(room: Room) -> list[str]:
    return [timer.name for timer in running_timers(room.state)]


def test_a_timer_runs_and_ends_once_by_itself() -> None:
    room = Room(three())
    room.wait(MINUTE)
    assert room.do(c.StartTimer(" Tea ", 5 * MINUTE)) == [e.TimerStarted(1, "Tea", 5 * MINUTE)]
    assert running_timers(room.state)[0].until == 6 * MINUTE
    assert next_due(room.state, room.now) == 6 * MINUTE
    assert room.wait(5 * MINUTE - 1) == []
    room.clock.elapsed += 1
    assert overdue(room.state, room.clock.now())
    assert room.do(c.Tick()) == [e.TimerEnded(1, "Tea")]
    assert room.live(10 * MINUTE) == []
    assert names(room) == []


def test_one_whose_end_was_slept_through_says_how_late_it_is_and_is_due_at_once() -> None:
    room = Room(three())
    room.do(c.StartTimer("Tea", MINUTE))
    room.clock.elapsed += 10 * MINUTE
    assert next_due(room.state, room.now) == room.now
    assert room.do(c.Tick()) == [e.TimerEnded(1, "Tea", 9 * MINUTE)]


def test_three_run_at_once_and_one_that_is_let_go_makes_room() -> None:
    room = Room(three())
    for name in ("one", "two", "three"):
        room.do(c.StartTimer(name, 10 * MINUTE))
    assert room.refuses(c.StartTimer("four", MINUTE)) == "Three timers run already. Let one of them go first."
    assert room.do(c.CancelTimer(2)) == [e.TimerCancelled(2, "two")]
    assert room.refuses(c.CancelTimer(2)) == "That timer does not run any more."
    assert room.do(c.StartTimer("four", MINUTE)) == [e.TimerStarted(4, "four", MINUTE)]
    assert names(room) == ["one", "three", "four"]


@pytest.mark.parametrize(
    ("name", "ms", "sentence"),
    [
        ("  ", MINUTE, "The timer has no name. Type what it is for."),
        ("x" * 41, MINUTE, "A timer’s name has at most 40 characters."),
        ("Tea", MINUTE - 1, "A timer runs for 1 minute at least and 4 hours at most."),
        ("Tea", 4 * HOUR + 1, "A timer runs for 1 minute at least and 4 hours at most."),
    ],
)
def test_what_is_no_timer_is_refused(name: str, ms: int, sentence: str) -> None:
    assert Room(three()).refuses(c.StartTimer(name, ms)) == sentence


def test_the_longest_name_and_the_longest_time_are_taken() -> None:
    room = Room(three())
    assert room.do(c.StartTimer("x" * 40, 4 * HOUR)) == [e.TimerStarted(1, "x" * 40, 4 * HOUR)]


def test_timers_survive_the_window_that_died() -> None:
    room = Room(three())
    room.do(c.StartTimer("Tea", 10 * MINUTE))
    room.do(c.StartTimer("Call", 20 * MINUTE))
    room.live(11 * MINUTE)
    again = replay(room.state.protocol, room.log)
    assert running_timers(again) == running_timers(room.state)
    assert names(room) == ["Call"]


def test_a_start_that_is_taken_back_leaves_what_was_over_meanwhile() -> None:
    room = Room(three())
    room.do(c.StartTimer("Tea", MINUTE))
    room.wait(55 * SECOND)
    room.do(c.StartTimer("Call", MINUTE))
    room.wait(6 * SECOND)
    room.do(c.Undo())
    assert names(room) == []
    assert [timer.name for timer in room.state.timers] == ["Tea"]


def test_one_that_was_let_go_comes_back_and_ends_when_it_would_have() -> None:
    room = Room(three())
    room.do(c.StartTimer("Tea", MINUTE))
    room.wait(56 * SECOND)
    room.do(c.CancelTimer(1))
    room.wait(8 * SECOND)
    assert room.do(c.Undo())[-1] == e.TimerEnded(1, "Tea", 4 * SECOND)
