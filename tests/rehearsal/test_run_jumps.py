"""Jumps of a rehearsal's clock, and bookmarks that it goes back to."""

import time
from datetime import timedelta

import pytest

from kapguide.rehearsal import told as b
from kapguide.rehearsal.goals import Goal
from kapguide.rehearsal.run import RehearsalRun
from kapguide.rehearsal.scenario import RoomFault, Since, Stretch
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.protocol.protocol import PhaseKind
from kapguide.spans import HOUR, MINUTE, SECOND
from tests.support.plans import MORNING
from tests.support.rehearsing import ask, at_imagery, beats, dose, later, named, now, refolded, run_of, story, turn


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Real time in ms, moved by hand."""
    moved = [1_000]
    monkeypatch.setattr(time, "monotonic_ns", lambda: moved[0] * 1_000_000)
    return moved


def goal(run: RehearsalRun, id: str) -> Goal:
    return next(each for each in run.goals() if each.id == id)


def test_the_goals_are_the_later_phases_and_what_comes_next_soonest_first() -> None:
    run = at_imagery(turn("calls", 8 * MINUTE, of="imagery"))
    assert [(each.id, each.title, each.at - now(run)) for each in run.goals()] == [
        ("next", "Shortly before what comes next", 8 * MINUTE - 20 * SECOND),
        ("phase/emergence", "Emergence", 40 * MINUTE + 31 * SECOND),
        ("phase/integration", "Integration", 60 * MINUTE + 31 * SECOND),
    ]


def test_before_the_dose_no_phase_behind_it_is_a_goal() -> None:
    run = run_of(story())
    assert [each.id for each in run.goals()] == ["phase/dosing"]
    later(run, MINUTE)
    run.session.send(c.Next())
    assert run.goals() == ()
    dose(run)
    assert [each.id for each in run.goals()] == ["phase/imagery", "phase/emergence", "phase/integration"]


def test_nothing_behind_the_end_of_the_stretch_is_a_goal_nor_what_chance_leaves_out() -> None:
    late, never = turn("late", 50 * MINUTE, of="imagery"), turn("never", 5 * MINUTE, of="imagery", chance=0.0)
    run = run_of(story(late, never, stretch=Stretch(PhaseKind.IMAGERY, ends=40 * MINUTE)))
    assert run.goals() == ()


@pytest.mark.parametrize(("more", "goals"), [(0, []), (1, ["next"])])
def test_a_goal_lies_before_the_end_of_the_stretch_and_not_at_it(more: int, goals: list[str]) -> None:
    ends = 9 * MINUTE + 30 * SECOND + 19 * MINUTE + 40 * SECOND + more
    calls = turn("calls", 20 * MINUTE, of="imagery")
    run = run_of(story(calls, stretch=Stretch(PhaseKind.IMAGERY, ends=ends)))
    assert [each.id for each in run.goals()] == goals


def test_while_a_phase_is_held_or_in_an_emergency_no_phase_is_a_goal() -> None:
    run = at_imagery()
    run.session.send(c.Hold())
    assert run.goals() == ()
    run.session.send(c.Release())
    assert run.goals() != ()
    run.session.send(c.StartEmergency())
    assert run.goals() == ()


def test_a_jump_to_what_comes_next_ends_shortly_before_it() -> None:
    run = at_imagery(turn("calls", 8 * MINUTE, of="imagery"))
    began = now(run)
    assert run.jump(goal(run, "next"))
    assert now(run) == began + 8 * MINUTE - 20 * SECOND
    assert beats(run, b.Skipped) == [b.Skipped(began, run.prelude, now(run))]
    assert named(run) == []
    later(run, 20 * SECOND)
    assert named(run) == [("calls", began + 8 * MINUTE)]


def test_what_is_due_on_the_way_of_a_jump_comes_at_its_own_time_and_none_is_missed_or_answered() -> None:
    run, walked = at_imagery(), at_imagery()
    run.jump(goal(run, "phase/integration"))
    for _ in range(2):
        later(walked, walked.goals()[0].at - now(walked) - SECOND)
        walked.session.send(c.Next())
    later(walked, SECOND)
    assert [(event.t, event.body) for event in run.session.log] == [
        (event.t, event.body) for event in walked.session.log
    ]
    fired = [event for event in run.session.log[run.prelude :] if isinstance(event.body, e.CueFired)]
    assert len(fired) > 10
    assert all(event.t == event.body.due for event in fired)
    assert not any(
        isinstance(event.body, e.CueMissed | e.CueAnswered | e.CueAcknowledged)
        for event in run.session.log[run.prelude :]
    )
    assert run.session.state.flow.index == 4
    assert now(run) == run.session.state.flow.run.began + SECOND


def test_what_is_asked_for_by_a_time_on_the_way_is_neither_met_nor_run_out() -> None:
    turns = [
        turn(
            "before",
            5 * MINUTE,
            of="imagery",
            asks=(ask("gone", "hand", within=5 * MINUTE), ask("open", "say", within=HOUR)),
        ),
        turn("within", 20 * MINUTE, of="imagery", asks=(ask("also-gone", "hand", "next phase"),)),
        turn("then", 0, Since.UNANSWERED, "gone"),
        turn("set-off", 0, Since.DEED, "", deeds=("next phase",)),
    ]
    run = later(at_imagery(*turns), 6 * MINUTE)
    run.jump(goal(run, "phase/emergence"))
    run.act("hand")
    later(run, 10 * SECOND)
    run.act("say")
    assert [name for name, _ in named(run)] == ["before", "within", "+open"]
    assert refolded(run) == run.client


def test_a_reading_that_is_measured_is_given_on_the_way() -> None:
    run = at_imagery()
    run.take_reading()
    run.jump(goal(run, "phase/emergence"))
    [reading] = beats(run, b.ReadingGiven)
    assert 0 < reading.t - (run.client.began or 0) < MINUTE


def test_a_goal_that_is_behind_or_barred_is_not_gone_to() -> None:
    run = at_imagery(turn("calls", 8 * MINUTE, of="imagery"))
    soon, phase_goal = goal(run, "next"), goal(run, "phase/emergence")
    later(run, 10 * MINUTE)
    assert not run.jump(soon)
    run.session.send(c.Hold())
    assert not run.jump(phase_goal)
    assert not beats(run, b.Skipped)


def test_a_sleep_on_the_way_is_part_of_the_way_or_ends_it_later() -> None:
    short = turn("sleeps", 10 * MINUTE, of="imagery", fault=RoomFault.SLEEPS, lasts=5 * MINUTE)
    run = at_imagery(short)
    later(run, 9 * MINUTE + 50 * SECOND)
    target = goal(run, "phase/emergence")
    run.jump(target)
    assert (now(run), run.session.state.slept) == (target.at, 5 * MINUTE)
    long = turn("sleeps", 10 * MINUTE, of="imagery", fault=RoomFault.SLEEPS, lasts=50 * MINUTE)
    run = later(at_imagery(long), 9 * MINUTE + 50 * SECOND)
    run.jump(goal(run, "phase/emergence"))
    assert run.session.state.slept == 50 * MINUTE
    assert now(run) == run.client.happened["sleeps"] + 50 * MINUTE
    assert run.session.state.flow.index == 3


def test_after_a_jump_the_clock_goes_on_at_its_rate(real: list[int]) -> None:
    scenario = story(turn("calls", 8 * MINUTE))
    run = run_of(scenario, speed=30)
    real[0] += 1_000
    run.jump(goal(run, "next"))
    assert now(run) == 8 * MINUTE - 20 * SECOND
    real[0] += 1_000
    assert now(run) == 8 * MINUTE + 10 * SECOND


# --- bookmarks ---------------------------------------------------------------------------------------------


def test_going_back_lets_go_what_came_after_and_goes_on_from_there() -> None:
    turns = [
        turn("cry", 2 * MINUTE, of="imagery", asks=(ask("hand", "hand", within=5 * MINUTE),)),
        turn("more", 0, Since.UNANSWERED, "hand"),
    ]
    run = at_imagery(*turns)
    later(run, 3 * MINUTE)
    run.take_reading()
    mark = run.bookmark()
    at, client, log = now(run), run.client, list(run.session.log)
    later(run, 10 * MINUTE)
    run.act("water")
    assert ("more", at + 4 * MINUTE) in named(run)
    old, told = run.session, []
    run.on_new_session(told.append)
    run.on_change(lambda: told.append("changed"))
    session = run.go_back(mark)
    assert told == [session, "changed"]
    assert session is run.session is not old
    assert (now(run), list(session.log)) == (at, log)
    assert run.client == client
    assert beats(run, b.WentBack) == [b.WentBack(at, log[-1].seq, Elapsed(at + 10 * MINUTE))]
    assert not beats(run, b.ActDone)
    run.act("hand")
    later(run, 10 * MINUTE)
    assert [name for name, _ in named(run)] == ["cry", "+hand"]
    assert len(beats(run, b.ReadingGiven)) == 1
    assert refolded(run) == run.client


def test_how_fast_it_goes_stays_as_it_is_when_one_goes_back() -> None:
    run = at_imagery()
    mark = run.bookmark()
    run.set_rate(30)
    later(run, MINUTE)
    run.go_back(mark)
    assert (run.rate, [beat.rate for beat in beats(run, b.Paced)]) == (30, [30])
    second = run.bookmark()
    run.set_rate(0)
    run.go_back(second)
    assert (run.rate, [beat.rate for beat in beats(run, b.Paced)]) == (0, [30, 0])
    run.go_back(run.bookmark())
    assert [beat.rate for beat in beats(run, b.Paced)] == [30, 0], "it went so already"


def test_of_two_bookmarks_of_one_moment_the_first_knows_nothing_of_the_way_back_to_the_second() -> None:
    run = at_imagery()
    first = run.bookmark()
    run.session.send(c.AddNote("Here.", now(run)))
    second = run.bookmark()
    run.go_back(second)
    run.go_back(first)
    assert [beat.seq for beat in beats(run, b.WentBack)] == [first.seq]
    assert all(beat.seq <= len(run.session.log) for beat in run.record().beats)


def test_the_session_that_was_left_behind_does_nothing_any_more() -> None:
    run = at_imagery()
    mark, old = run.bookmark(), run.session
    run.go_back(mark)
    length = len(old.log)
    assert old.send(c.Hold()) == ()
    assert len(old.log) == length
    assert run.session.state.flow.held_since is None


def test_bookmarks_behind_the_one_that_was_gone_back_to_are_gone_and_it_can_be_used_again() -> None:
    run = at_imagery()
    first = run.bookmark()
    later(run, MINUTE)
    second = run.bookmark()
    assert [mark.number for mark in run.marks] == [1, 2]
    later(run, MINUTE)
    run.go_back(second)
    later(run, MINUTE)
    run.go_back(second)
    assert len(beats(run, b.WentBack)) == 2
    run.go_back(first)
    assert run.marks == (first,)
    assert [beat.t for beat in beats(run, b.WentBack)] == [first.t]
    run.go_back(first)
    assert [beat.t for beat in beats(run, b.WentBack)] == [first.t, first.t]
    assert refolded(run) == run.client


def test_going_back_brings_the_room_back_as_it_was() -> None:
    dies = turn("dies", MINUTE, of="imagery", fault=RoomFault.SOUND_DIES, asks=(ask("back", "next piece"),))
    sleeps = turn("sleeps", 5 * MINUTE, of="imagery", fault=RoomFault.SLEEPS, lasts=2 * MINUTE)
    run = at_imagery(dies, sleeps)
    before = run.bookmark()
    later(run, MINUTE)
    during = run.bookmark()
    run.session.send(c.NextTrack())
    later(run, 6 * MINUTE)
    told: list[tuple[RoomFault, bool]] = []
    run.faults.follow(lambda fault, there: told.append((fault, there)))
    run.go_back(during)
    assert told == [(RoomFault.SOUND_DIES, True)]
    assert run.session.state.fault == "output_lost"
    assert run.clock.now().slept == 0
    run.go_back(before)
    assert told[1:] == [(RoomFault.SOUND_DIES, False)]


def test_from_the_end_one_can_go_back_and_the_clock_goes_on(real: list[int]) -> None:
    run = run_of(story(stretch=Stretch(ends=MINUTE)), speed=10)
    mark = run.bookmark()
    real[0] += 10 * SECOND
    run.tick()
    assert run.over
    run.go_back(mark)
    assert (run.over, run.rate, run.client.over) == (False, 10, None)
    real[0] += 1 * SECOND
    assert now(run) == 10 * SECOND


def test_remarks_stay_when_their_moment_is_let_go() -> None:
    run = at_imagery()
    mark = run.bookmark()
    later(run, MINUTE)
    remark = run.remark("  Watch the hands.\x00", "R. Osei", supervisor=True)
    assert (remark.text, remark.by, remark.supervisor, remark.live) == ("  Watch the hands.", "R. Osei", True, True)
    assert (remark.t, remark.written) == (now(run), MORNING + timedelta(milliseconds=now(run)))
    run.go_back(mark)
    assert run.remarks == run.record().remarks == (remark,)
