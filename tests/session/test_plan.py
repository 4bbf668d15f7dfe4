"""The plan on session time: phases that move or absorb, and the dose clock."""

from hypothesis import given, settings
from hypothesis import strategies as st

from kapguide.session import commands as c
from kapguide.session.care.readings import readings_open
from kapguide.session.plan import (
    coming,
    due_by,
    expected_end,
    next_due,
    observe_until,
    overrun,
    phase_end,
    spans,
)
from kapguide.session.protocol.protocol import Later, PhaseKind, TherapyProtocol
from kapguide.spans import HOUR, MINUTE
from tests.support.plans import Room, phase, plan, three, whole


def ends(room: Room) -> list[float]:
    """Where each phase ends, in minutes."""
    return [span.end / MINUTE for span in spans(room.state, room.now)]


def tied(later: Later = Later.MOVE) -> TherapyProtocol:
    """Preparation and dosing of 10 min, then a peak and a return of 30 min tied to the dose, then 20 min of words."""
    return plan(
        phase("prepare", 10 * MINUTE, kind=PhaseKind.PREPARATION),
        phase("dose", 10 * MINUTE, kind=PhaseKind.DOSING),
        phase("peak", 30 * MINUTE, t0=True),
        phase("return", 30 * MINUTE, t0=True, kind=PhaseKind.EMERGENCE),
        phase("words", 20 * MINUTE, kind=PhaseKind.INTEGRATION),
        later=later,
    )


# --- the timeline --------------------------------------------------------------------------------------------


def test_before_the_start_the_phases_lie_as_planned() -> None:
    room = Room(three(), begun=False)
    assert ends(room) == [30, 60, 90]
    assert {span.state for span in spans(room.state, 0)} == {"future"}
    assert expected_end(room.state, 0) == 90 * MINUTE
    assert next_due(room.state, 0) is None
    assert due_by(room.state, HOUR) == []
    assert readings_open(room.state) == ()
    assert [due.cue for due in coming(Room(whole(), begun=False).state, 0, 6 * MINUTE)] == [
        "welcome",
        "intention",
        "baseline",
    ]


def test_past_phases_are_drawn_as_they_were_and_later_ones_from_where_this_one_ends() -> None:
    room = Room(three())
    room.wait(20 * MINUTE)
    room.do(c.Next())
    room.wait(5 * MINUTE)
    assert [(span.start // MINUTE, span.end // MINUTE, span.state) for span in spans(room.state, room.now)] == [
        (0, 20, "past"),
        (20, 50, "current"),
        (50, 80, "future"),
    ]


def test_after_the_end_only_what_took_place_is_drawn() -> None:
    room = Room(three())
    room.wait(20 * MINUTE)
    room.do(c.End())
    room.clock.elapsed += HOUR
    assert ends(room) == [20]
    assert expected_end(room.state, room.now) == 20 * MINUTE
    assert coming(room.state, room.now, 10 * HOUR) == []
    assert next_due(room.state, room.now) is None


def test_an_overrun_pushes_the_end_ahead_of_now() -> None:
    room = Room(three())
    room.wait(29 * MINUTE)
    assert overrun(room.state, room.now) == 0
    room.wait(6 * MINUTE)
    assert overrun(room.state, room.now) == 5 * MINUTE
    assert ends(room) == [35, 65, 95]


def test_a_hold_moves_every_end_with_the_clock() -> None:
    room = Room(three())
    room.wait(10 * MINUTE)
    room.do(c.Hold())
    room.wait(7 * MINUTE)
    assert ends(room) == [37, 67, 97]
    room.do(c.Release())
    room.wait(HOUR)
    assert overrun(room.state, room.now) == 40 * MINUTE


def test_the_observation_time_counts_from_the_last_dose() -> None:
    room = Room(whole())
    assert observe_until(room.state) is None
    room.wait(10 * MINUTE)
    room.dose()
    assert observe_until(room.state) == 100 * MINUTE
    room.wait(20 * MINUTE)
    room.dose()
    assert observe_until(room.state) == 120 * MINUTE
    unobserved = Room(three())
    unobserved.dose()
    assert observe_until(unobserved.state) is None


# --- later phases absorb -------------------------------------------------------------------------------------


def test_what_absorbs_keeps_the_end_phase_after_phase() -> None:
    room = Room(three(Later.ABSORB))
    room.do(c.Extend(10 * MINUTE))
    assert ends(room) == [40, 65, 90]
    room.clock.elapsed = 40 * MINUTE
    room.do(c.Next())
    assert ends(room) == [40, 65, 90]
    room.clock.elapsed = 70 * MINUTE
    room.do(c.Next())
    assert ends(room) == [40, 70, 90]


def test_what_absorbs_grows_again_when_a_phase_is_left_early() -> None:
    room = Room(three(Later.ABSORB))
    room.wait(20 * MINUTE)
    room.do(c.Next())
    assert ends(room) == [20, 55, 90]


def test_what_absorbs_stays_within_each_phases_limits() -> None:
    room = Room(three(Later.ABSORB))
    room.wait(60 * MINUTE)
    assert ends(room) == [60, 80, 100]
    room = Room(three(Later.ABSORB))
    room.do(c.Next())
    assert ends(room) == [0, 45, 90]
    room.do(c.Next())
    assert ends(room) == [0, 0, 45]


def test_the_last_phase_has_nothing_after_it_to_absorb() -> None:
    room = Room(three(Later.ABSORB))
    room.do(c.Next())
    room.clock.elapsed = 45 * MINUTE
    room.do(c.Next())
    room.do(c.Extend(5 * MINUTE))
    assert ends(room) == [0, 45, 95]


@given(moves=st.lists(st.tuples(st.integers(0, 25 * MINUTE), st.sampled_from([-1, 1, 0])), max_size=6))
@settings(max_examples=100, deadline=None)
def test_an_absorbing_plan_ends_when_it_should_whenever_the_limits_let_it(moves: list[tuple[int, int]]) -> None:
    room = Room(three(Later.ABSORB))
    for ms, move in moves:
        room.wait(ms)
        room.refuses(c.Next() if move == 0 else c.Extend(move * 3 * MINUTE))
        laid = [span for span in spans(room.state, room.now) if span.state == "future"]
        room_left = 90 * MINUTE - phase_end(room.state, room.now)
        if sum(span.phase.shortest for span in laid) <= room_left <= sum(span.phase.longest for span in laid):
            assert expected_end(room.state, room.now) == 90 * MINUTE
        assert all(span.phase.shortest <= span.end - span.start <= span.phase.longest for span in laid)


def test_phases_without_play_absorb_nothing() -> None:
    stiff = [phase(name, 30 * MINUTE, shortest=30 * MINUTE, longest=30 * MINUTE) for name in "ab"]
    room = Room(plan(*stiff, later=Later.ABSORB))
    room.do(c.Extend(5 * MINUTE))
    assert ends(room) == [35, 65]


# --- the dose clock ------------------------------------------------------------------------------------------


def test_a_late_dose_moves_what_is_tied_to_it_and_an_early_start_does_not() -> None:
    room = Room(tied())
    assert ends(room) == [10, 20, 50, 80, 100]
    room.wait(8 * MINUTE)
    room.do(c.Next())
    assert ends(room) == [8, 18, 48, 78, 98]
    room.wait(6 * MINUTE)
    room.dose()
    assert ends(room) == [8, 18, 54, 84, 104]
    room.clock.elapsed = 20 * MINUTE
    room.do(c.Next())
    assert ends(room) == [8, 20, 54, 84, 104]


def test_a_corrected_dose_moves_what_is_tied_to_it_again() -> None:
    room = Room(tied())
    room.clock.elapsed = 14 * MINUTE
    room.do(c.Next())
    room.dose()
    assert ends(room)[2:] == [54, 84, 104]
    room.dose(10 * MINUTE, supersedes=room.state.doses[0].id)
    assert ends(room)[2:] == [50, 80, 100]


def test_a_booster_moves_nothing() -> None:
    room = Room(tied())
    room.clock.elapsed = 10 * MINUTE
    room.do(c.Next())
    room.dose()
    room.wait(5 * MINUTE)
    before = ends(room)
    room.dose()
    assert ends(room) == before
    room.dose(12 * MINUTE, supersedes=room.state.doses[1].id)
    assert ends(room) == before


def test_a_phase_tied_to_the_dose_is_never_shorter_than_its_shortest() -> None:
    room = Room(tied())
    room.clock.elapsed = 10 * MINUTE
    room.dose()
    room.clock.elapsed = 48 * MINUTE
    room.do(c.Next())
    room.do(c.Next())
    assert ends(room)[2] == 63


def test_holds_and_extensions_of_a_tied_phase_move_the_ones_after_it() -> None:
    room = Room(tied())
    room.clock.elapsed = 10 * MINUTE
    room.do(c.Next())
    room.dose()
    room.clock.elapsed = 20 * MINUTE
    room.do(c.Next())
    room.do(c.Extend(5 * MINUTE))
    assert ends(room)[2:] == [55, 85, 105]
    room.do(c.Hold())
    room.wait(10 * MINUTE)
    assert ends(room)[2:] == [65, 95, 115]
    room.do(c.Release())
    room.clock.elapsed = 65 * MINUTE
    room.do(c.Next())
    assert ends(room)[2:] == [65, 95, 115]


def test_an_absorbing_plan_keeps_to_the_dose_first_and_to_the_end_with_what_comes_after() -> None:
    room = Room(tied(Later.ABSORB))
    room.clock.elapsed = 15 * MINUTE
    room.do(c.Next())
    room.dose()
    assert ends(room) == [15, 25, 55, 85, 100]
    room.do(c.Next())
    room.do(c.Extend(4 * MINUTE))
    assert ends(room)[2:] == [59, 85, 100]
