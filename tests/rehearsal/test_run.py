"""A run of a rehearsal: what it begins with, its clock, where it jumps to, bookmarks, leaving, and what is kept."""

import time

import pytest

from kapguide.rehearsal import told as b
from kapguide.rehearsal.kept_file import decode_rehearsal, encode_rehearsal
from kapguide.rehearsal.run import RehearsalRun
from kapguide.rehearsal.scenario import RoomFault, Since, Stretch
from kapguide.rehearsal.scenario_file import MOST_TURNS
from kapguide.rehearsal.turns import LONGEST_RUN
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.care.answers import Answer
from kapguide.session.care.readings import readings_open
from kapguide.session.clock import PAUSED_MS, Elapsed
from kapguide.session.engine import Refused, encode_all
from kapguide.session.people.people import Person
from kapguide.session.plan import prompt_of
from kapguide.session.protocol.protocol import DoneBy, PhaseKind, Route
from kapguide.session.protocol.protocol_file import find_protocol, read_protocol
from kapguide.spans import HOUR, MINUTE, SECOND
from tests.support.plans import MORNING, phase, plan, whole
from tests.support.rehearsing import at_imagery, beats, later, named, now, refolded, run_of, story, turn

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


def test_who_has_not_said_a_name_is_with_the_client_all_the_same() -> None:
    run = new(run_of(story(present=(OSEI,))), trainee="")
    run.begin()
    assert [stay.person.name for stay in run.session.state.people if stay.person.accompanies] == ["Trainee"]
    assert run.record().trainee == ""


def test_who_has_not_said_a_name_finds_the_same_session_as_who_has() -> None:
    """What came before the stretch was attested by whoever has it, and nothing of it waits."""
    scenario, protocol = story(stretch=Stretch(PhaseKind.DOSING)), read_protocol(find_protocol("lozenge"))
    named, nameless = (
        new(RehearsalRun(scenario, protocol, seed=1, trainee=name, watching="", speed=0, began=MORNING), trainee=name)
        for name in ("K. Lind", "")
    )
    named.begin()
    nameless.begin()
    assert nameless.prelude == named.prelude
    assert {cue: each.title for cue, each in nameless.session.state.cues.items() if not each.acknowledged} == {
        cue: each.title for cue, each in named.session.state.cues.items() if not each.acknowledged
    }


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
    assert (given.part, given.parts) == ((1, 2) if name == "esketamine" else (0, 0))
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
    cries = turn("cries", MINUTE, of=protocol.phases[0].kind)
    run = run_of(story(cries, stretch=Stretch(protocol.phases[0].kind, 4 * MINUTE)), protocol)
    assert run.session.state.doses == ()
    assert now(run) == 4 * MINUTE
    assert named(run) == [("cries", MINUTE)]


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


# --- a window that somebody leaves --------------------------------------------------------------------------


def test_a_run_that_nobody_ends_is_over_some_time_and_its_file_can_be_read() -> None:
    """A scenario that goes on to the session's end, at sixty times the speed of life, over a week-end."""
    run = run_of(story(stretch=Stretch(ends=None)))
    run.advance(LONGEST_RUN - now(run) - 1)
    assert not run.over
    run.advance(60 * 60 * HOUR)
    assert run.over
    assert beats(run, b.StretchOver) == [b.StretchOver(Elapsed(LONGEST_RUN), run.session.state.seq)]
    assert decode_rehearsal(encode_rehearsal(run.record())) == run.record()


def test_a_computer_that_sleeps_a_day_with_each_turn_leaves_a_file_that_can_be_read() -> None:
    asleep = [
        turn(f"sleep-{number}", at=5 * MINUTE, lasts=24 * HOUR, fault=RoomFault.SLEEPS) for number in range(MOST_TURNS)
    ]
    run = run_of(story(*asleep, stretch=Stretch(ends=None)))
    run.session.send(c.GiveDose("50 mg", "sublingual", "K. Lind", Elapsed(now(run)), "Ketamine"))
    run.advance(10 * MINUTE)
    assert decode_rehearsal(encode_rehearsal(run.record())) == run.record()
