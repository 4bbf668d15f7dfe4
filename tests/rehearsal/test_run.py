"""A run of a rehearsal: what it begins with, its clock, where it jumps to, bookmarks, leaving, and what is kept."""

import time
from datetime import timedelta

import pytest

from kapguide.rehearsal import told as b
from kapguide.rehearsal.goals import Goal
from kapguide.rehearsal.run import RehearsalRun
from kapguide.rehearsal.scenario import RoomFault, Since, Stretch
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.answers import Answer
from kapguide.session.clock import PAUSED_MS, Elapsed
from kapguide.session.engine import Refused, encode_all
from kapguide.session.people import Person
from kapguide.session.plan import prompt_of
from kapguide.session.protocol import DoneBy, PhaseKind, Route
from kapguide.session.protocol_file import find_protocol, read_protocol
from kapguide.session.readings import readings_open
from kapguide.spans import HOUR, MINUTE, SECOND
from tests.support.plans import MORNING, phase, plan, whole
from tests.support.rehearsing import ask, at_imagery, beats, dose, later, named, now, refolded, run_of, story, turn

OSEI = Person("R. Osei", "medical", in_house=True)


def new(run: RehearsalRun, **more: object) -> RehearsalRun:
    """Another run of the same, not begun."""
    known = {"seed": 1, "trainee": "K. Lind", "speed": 0, "began": MORNING} | more
    return RehearsalRun(run.scenario, run.protocol, **known)  # type: ignore[arg-type]


# --- the beginning -----------------------------------------------------------------------------------------


def test_it_begins_as_a_rehearsal_with_what_the_scenario_says_of_its_client() -> None:
    run = run_of(story(intention="To rest.", planned_dose="50 mg", present=(OSEI,)))
    state = run.session.state
    started = state.started
    assert started is not None
    assert (started.rehearsal, started.client_code, started.therapist) == (True, "R-100", "K. Lind")
    assert (started.intention, started.planned_dose, started.present, started.limits) == (
        "To rest.",
        "50 mg",
        (OSEI,),
        (),
    )
    assert state.touch == "hand"
    assert (run.prelude, now(run)) == (run.session.log[-1].seq, 0)
    assert beats(run, b.StretchBegan) == [b.StretchBegan(Elapsed(0), run.prelude)]
    assert run_of(story(touch="")).session.state.touch == ""


@pytest.mark.parametrize("name", ["lozenge", "iv", "im", "oral", "intranasal", "esketamine"])
@pytest.mark.parametrize("kind", [PhaseKind.DOSING, PhaseKind.IMAGERY, PhaseKind.EMERGENCE, PhaseKind.INTEGRATION])
def test_what_comes_before_the_stretch_is_played_as_somebody_attentive_would(name: str, kind: PhaseKind) -> None:
    protocol = read_protocol(find_protocol(name))
    scenario = story(stretch=Stretch(kind, begins=90 * SECOND), doses=2 if name == "esketamine" else 1)
    run = run_of(scenario, protocol)
    state = run.session.state
    assert protocol.phases[state.flow.index].kind is kind
    assert now(run) == state.flow.run.began + 90 * SECOND
    first = next(place for place, each in enumerate(protocol.phases) if each.kind is kind)
    assert state.flow.index == first
    [given] = state.doses[:1]
    dosing = next(place for place, each in enumerate(protocol.phases) if each.kind is PhaseKind.DOSING)
    assert given.given == state.flow.runs[dosing].began + 30 * SECOND
    assert given.route == protocol.route
    assert not any(cue.missed for cue in state.cues.values())
    waiting = [
        cue
        for name, cue in state.cues.items()
        if (prompt := prompt_of(state, name)) is not None and prompt.done_by != DoneBy.DOSE
        if not (cue.acknowledged or cue.answer) and now(run) - cue.at > 20 * SECOND
    ]
    assert waiting == []
    assert all(now(run) - state.cues[cue].at <= MINUTE for cue in readings_open(state))
    assert all(event.t <= now(run) for event in run.session.log)
    assert refolded(run) == run.client


def test_a_stretch_that_begins_with_the_dosing_phase_leaves_the_dose_to_the_trainee() -> None:
    run = run_of(story(stretch=Stretch(PhaseKind.DOSING)))
    assert run.session.state.flow.index == 1
    assert not run.session.state.doses
    assert now(run) == 10 * MINUTE


@pytest.mark.parametrize(("name", "doses"), [("lozenge", 3), ("esketamine", 3)])
def test_an_order_of_several_is_given_part_by_part_before_the_stretch(name: str, doses: int) -> None:
    protocol = read_protocol(find_protocol(name))
    run = run_of(story(stretch=Stretch(PhaseKind.INTEGRATION), doses=doses, planned_dose="one"), protocol)
    assert run.panel().doses == run.panel().ordered == doses
    given = run.session.state.doses
    assert [(each.part, each.parts) for each in given] == ([(1, 3), (2, 3), (3, 3)] if name == "lozenge" else [(1, 3)])
    assert len({dose.at for dose in run.client.doses}) == doses


def test_devices_are_doses_that_turns_count_from_and_one_that_is_struck_out_was_none() -> None:
    protocol = read_protocol(find_protocol("esketamine"))
    scenario = story(turn("two", 9 * MINUTE, Since.DOSE, "", dose=2), doses=3, routes=(Route.ESKETAMINE,))
    run = later(run_of(scenario, protocol), MINUTE)
    at = now(run)
    run.session.send(c.GiveDose("28 mg", "esketamine", "K. Lind", at, parts=3))
    later(run, 5 * MINUTE)
    run.session.send(c.StepDose("device"))
    assert [dose.at - at for dose in run.client.doses] == [0, 5 * MINUTE]
    run.session.send(c.Undo())
    assert len(run.client.doses) == 1
    run.session.send(c.StepDose("device"))
    device = run.client.doses[1].entry
    run.session.send(c.StepDose("device", Elapsed(at + 4 * MINUTE), device))
    assert [dose.at - at for dose in run.client.doses] == [0, 4 * MINUTE]
    run.session.send(c.Strike(run.client.doses[1].entry))
    later(run, 20 * MINUTE)
    assert len(run.client.doses) == 1
    assert named(run) == []


def test_a_reading_of_the_prelude_is_what_the_client_has_then() -> None:
    protocol = whole()
    up = turn("up", 0, shifts=())
    run = run_of(story(up, stretch=Stretch(PhaseKind.EMERGENCE)), protocol)
    reads = [event.body for event in run.session.log if isinstance(event.body, e.ReadingTaken)]
    assert len(reads) >= 4
    assert all(117 <= (read.vitals.systolic or 0) <= 123 for read in reads)


def test_a_session_without_a_dose_can_be_rehearsed_too() -> None:
    protocol = read_protocol(find_protocol("integration"))
    run = run_of(
        story(turn("cries", MINUTE, of=protocol.phases[0].kind), stretch=Stretch(protocol.phases[-1].kind)), protocol
    )
    assert run.session.state.doses == ()
    assert protocol.phases[run.session.state.flow.index].kind is protocol.phases[-1].kind


def test_where_a_protocol_has_no_such_phase_the_stretch_begins_with_the_last_one() -> None:
    protocol = plan(phase("a", 10 * MINUTE), phase("b", 10 * MINUTE))
    run = run_of(story(stretch=Stretch(PhaseKind.EMERGENCE)), protocol)
    assert (run.session.state.flow.index, now(run)) == (1, 10 * MINUTE)


def test_what_cannot_be_done_before_the_stretch_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    protocol = whole()
    answer = "kapguide.rehearsal.prelude._answer"
    monkeypatch.setattr(answer, lambda name, prompt, by: c.AnswerCue(name, Answer.YES, by))
    run = run_of(story(stretch=Stretch(PhaseKind.DOSING)), protocol)
    assert now(run) == 10 * MINUTE
    assert not any(cue.answer for cue in run.session.state.cues.values())


# --- the clock ---------------------------------------------------------------------------------------------


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Real time in ms, moved by hand."""
    moved = [1_000]
    monkeypatch.setattr(time, "monotonic_ns", lambda: moved[0] * 1_000_000)
    return moved


def test_time_goes_at_its_rate_and_what_is_due_comes_with_the_next_tick(real: list[int]) -> None:
    run = run_of(story(turn("one", 5 * MINUTE)), speed=10)
    assert run.rate == 10
    due = run.next_due()
    assert due == 3 * MINUTE
    assert run.wait_ms() == run.session.wait_ms() == 18 * SECOND
    real[0] += 30 * SECOND
    assert now(run) == 5 * MINUTE
    assert run.wait_ms() == 0
    run.session.send(c.Tick())
    assert named(run) == [("one", 5 * MINUTE)]


def test_it_is_paused_and_goes_on_slower_or_faster(real: list[int]) -> None:
    run = run_of(story(), speed=10)
    real[0] += 1_000
    run.set_rate(0)
    assert (run.rate, run.wait_ms(), now(run)) == (0, PAUSED_MS, 10 * SECOND)
    real[0] += HOUR
    run.tick()
    assert now(run) == 10 * SECOND
    run.set_rate(600)
    real[0] += 1_000
    run.set_rate(0.2)
    real[0] += 1_000
    assert now(run) == 71 * SECOND
    run.set_rate(1)
    paced = [(beat.t, beat.rate) for beat in run.beats if isinstance(beat, b.Paced)]
    assert paced == [(10 * SECOND, 0), (10 * SECOND, 60), (70 * SECOND, 1)]


def test_when_it_is_over_the_clock_stands_and_cannot_be_set_going(real: list[int]) -> None:
    run = run_of(story(stretch=Stretch(ends=10 * SECOND)), speed=1)
    real[0] += 20 * SECOND
    run.tick()
    at = now(run)
    run.set_rate(60)
    real[0] += HOUR
    assert (run.over, run.rate, now(run)) == (True, 0, at)
    run.session.send(c.AddNote("Afterwards.", at))
    assert run.session.log[-1].t == at


def test_what_follows_is_told_once_for_all_that_happened() -> None:
    run = run_of(story(turn("one", MINUTE), turn("two", 2 * MINUTE)))
    told: list[int] = []
    run.on_change(lambda: told.append(len(run.beats)))
    run.tick()
    assert told == []
    run.advance(5 * MINUTE)
    assert told == [len(run.beats)]
    run.act("hand")
    run.take_reading()
    run.session.send(c.Hold())
    run.remark("Here.", "R. Osei", supervisor=True)
    assert len(told) == 5


def test_who_follows_may_do_something_itself() -> None:
    """As a screen does that sends a Tick, or reports of the sound, while it is told of something."""
    run = run_of(story(turn("one", MINUTE), turn("two", 2 * MINUTE)))
    session = run.session

    def follow(state: object, events: tuple[e.Event, ...]) -> None:
        if any(isinstance(event.body, e.CueFired) for event in events):
            session.send(c.Tick())
            session.send(c.ReportTrack("a.ogg", "A"))

    session.seen_by(follow)
    run.advance(5 * MINUTE)
    tracks = [event.t for event in session.log if isinstance(event.body, e.TrackStarted)]
    assert tracks == [3 * MINUTE, 5 * MINUTE]
    assert named(run) == [("one", MINUTE), ("two", 2 * MINUTE)]
    assert refolded(run) == run.client


def test_a_command_that_is_refused_changes_nothing_but_what_was_due_by_then() -> None:
    run = run_of(story(turn("one", MINUTE)))
    run.clock.advance(2 * MINUTE)
    with pytest.raises(Refused):
        run.session.send(c.Release())
    assert named(run) == [("one", MINUTE)]
    run.act("hand")
    assert refolded(run) == run.client


# --- jumping -----------------------------------------------------------------------------------------------


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
    old, sessions = run.session, []
    run.on_new_session(sessions.append)
    session = run.go_back(mark)
    assert sessions == [session]
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


# --- the end -----------------------------------------------------------------------------------------------


def test_leaving_ends_the_session_at_any_time_and_nothing_happens_after_it(real: list[int]) -> None:
    run = run_of(story(turn("late", HOUR)), speed=60)
    mark = run.bookmark()
    real[0] += 1_000
    run.session.send(c.StartEmergency())
    run.leave()
    run.leave()
    assert isinstance(run.session.log[-1].body, e.SessionEnded)
    assert (run.over, run.rate, run.record().over) == (True, 0, False)
    length, at = len(run.session.log), now(run)
    real[0] += 2 * HOUR
    run.tick()
    assert run.session.send(c.AddNote("Too late.", at)) == ()
    assert run.go_back(mark) is run.session
    assert run.wait_ms() is None
    assert (len(run.session.log), now(run)) == (length, at)
    assert run.remark("Afterwards.", "K. Lind").t == at


def test_what_was_never_begun_can_be_left() -> None:
    run = new(run_of(story()))
    run.leave()
    assert run.over
    assert run.session.log == []


def test_what_is_kept_is_all_of_it() -> None:
    run = later(at_imagery(turn("one", MINUTE, of="imagery")), 5 * MINUTE)
    record = run.record()
    assert (record.scenario, record.protocol, record.seed, record.speed) == (run.scenario, run.protocol, 1, 0)
    assert (record.trainee, record.watching, record.began) == ("K. Lind", "R. Osei", MORNING)
    assert (list(record.log), list(record.beats)) == (run.session.log, run.beats)
    assert record.id == run.id
    assert record.prelude == run.prelude < len(record.log)


def test_ids_can_be_given_and_are_made_from_the_seed_otherwise() -> None:
    run = run_of(story())
    numbers = iter(range(1000))
    named_by_hand = new(run, ids=lambda: f"id-{next(numbers)}")
    named_by_hand.begin()
    assert named_by_hand.id == "id-0"
    again, other = new(run, seed=1), new(run, seed=2)
    again.begin()
    other.begin()
    assert encode_all(again.session.log) == encode_all(run.session.log) != encode_all(other.session.log)
