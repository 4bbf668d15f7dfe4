"""What holds in every rehearsal, whatever is pressed, however the timer ticks, wherever the clock is sent."""

import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from itertools import pairwise
from time import process_time

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kapguide.clinical.vitals import RANGES, Vitals
from kapguide.rehearsal import told as b
from kapguide.rehearsal.deeds import ACTS
from kapguide.rehearsal.kept import RehearsalRecord
from kapguide.rehearsal.run import RehearsalRun
from kapguide.rehearsal.scenario import CoursePoint, RoomFault, Scenario, Shift, Since, Stretch
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.engine import encode_all
from kapguide.session.people.people import Person
from kapguide.session.plan import LATE_OK
from kapguide.session.protocol.protocol import PhaseKind
from kapguide.session.protocol.protocol_file import read_protocol, shipped_protocols
from kapguide.session.refused import Refused
from kapguide.session.state import replay
from kapguide.spans import HOUR, MINUTE, SECOND
from tests.session.test_engine_any_session import PLAIN
from tests.support.plans import DOSING_FILES
from tests.support.rehearsing import ask, refolded, run_of, story, turn

OSEI = Person("R. Osei", "medical")
TURNS = (
    turn("settles", MINUTE, lasts=3 * MINUTE, shifts=(Shift("heart_rate", -8, MINUTE, None, MINUTE),)),
    turn(
        "panic",
        2 * MINUTE,
        of="imagery",
        says="The room is closing.",
        shifts=(Shift("systolic", 60, 5 * MINUTE, None, 5 * MINUTE), Shift("spo2", -9, MINUTE, 2 * MINUTE)),
        asks=(ask("softer", "softer", "say", every=True), ask("second", "call", "person came", within=5 * MINUTE)),
    ),
    turn("calms", 20 * SECOND, Since.ANSWERED, "softer", ends=("panic",)),
    turn("goes-on", 0, Since.UNANSWERED, "softer", only_if="panic", asks=(ask("later", "hand"),)),
    turn("comes", 10 * SECOND, Since.DEED, "panic", deeds=("call",), person=OSEI),
    turn("dies", 4 * MINUTE, of="imagery", fault=RoomFault.SOUND_DIES, asks=(ask("back", "next piece", "silence"),)),
    turn("sleeps", 9 * MINUTE, Since.DOSE, "", fault=RoomFault.SLEEPS, lasts=4 * MINUTE, chance=0.6),
    turn("out", 3 * MINUTE, Since.DOSE, "", fault=RoomFault.HEADPHONES_OUT),
    turn("wrong", 0, fault=RoomFault.MISREAD, misread=Vitals(spo2=79)),
    turn("faints", 30 * MINUTE, Since.HAPPENED, "panic", chance=0.5, asks=(ask("help", "emergency", "ring"),)),
    turn("pushed", 0, Since.DEED, "", deeds=("next phase", "hold", "emergency"), lasts=MINUTE),
)
COURSE = (
    CoursePoint(0, Vitals(118, 76, 68, 98, 14)),
    CoursePoint(30 * MINUTE, Vitals(150, 95, 95, 95, 18)),
    CoursePoint(90 * MINUTE, Vitals(122, 80, 72, 98, 14)),
)


def busy(begins: PhaseKind = PhaseKind.PREPARATION, ends: int | None = 90 * MINUTE) -> Scenario:
    """A scenario with a turn of every kind."""
    return story(*TURNS, course=COURSE, stretch=Stretch(begins, ends=ends), present=(OSEI,))


def quietly(run: RehearsalRun, command: c.Command) -> None:
    with suppress(Refused):
        run.session.send(command)


def jumps(run: RehearsalRun, which: int) -> None:
    goals = run.goals()
    if goals:
        at = goals[which % len(goals)].at
        assert run.jump(goals[which % len(goals)])
        assert run.clock.now().elapsed >= at


def goes_back(run: RehearsalRun, which: int) -> None:
    if run.marks:
        mark = run.marks[which % len(run.marks)]
        run.go_back(mark)
        assert run.clock.now().elapsed == mark.t


def gives(run: RehearsalRun, ago: int) -> None:
    given = Elapsed(max(0, run.clock.now().elapsed - ago))
    quietly(run, c.GiveDose("50 mg", run.protocol.route or "im", "K. Lind", given))


def types(run: RehearsalRun, _: int) -> None:
    cuff = run.panel().cuff
    if cuff.vitals is not None:
        quietly(run, c.TakeReading(cuff.vitals, run.clock.now().elapsed, "K. Lind"))


Deed = Callable[[RehearsalRun], object]
COMMANDS: st.SearchStrategy[Deed] = PLAIN.map(lambda command: lambda run: quietly(run, command))
IN_THE_ROOM: st.SearchStrategy[Deed] = st.one_of(
    st.sampled_from([act.id for act in ACTS]).map(lambda act: lambda run: run.act(act, "I am here.")),
    st.just(RehearsalRun.take_reading),
    st.just(RehearsalRun.panel),
    st.integers(0, 20 * MINUTE).map(lambda ago: lambda run: gives(run, ago)),
    st.just(lambda run: types(run, 0)),
)
BY_THE_CLOCK: st.SearchStrategy[Deed] = st.one_of(
    st.integers(0, 9).map(lambda which: lambda run: jumps(run, which)),
    st.integers(0, 9).map(lambda which: lambda run: goes_back(run, which)),
    st.just(RehearsalRun.bookmark),
    st.just(lambda run: run.remark("Here.", "R. Osei", supervisor=True)),
    st.sampled_from([c.End(), c.Discard()]).map(lambda command: lambda run: quietly(run, command)),
)
WAITS = st.one_of(st.integers(0, 3 * SECOND), st.integers(0, LATE_OK), st.integers(0, 12 * MINUTE))
HANDS = st.lists(st.tuples(WAITS, st.one_of(COMMANDS, IN_THE_ROOM, IN_THE_ROOM)), max_size=25)
ALL_HANDS = st.lists(st.tuples(WAITS, st.one_of(COMMANDS, IN_THE_ROOM, IN_THE_ROOM, BY_THE_CLOCK)), max_size=30)
BEGINS = st.sampled_from([PhaseKind.PREPARATION, PhaseKind.DOSING, PhaseKind.IMAGERY, PhaseKind.EMERGENCE])
SEEDS = st.integers(0, 10_000)


def in_one(run: RehearsalRun, ms: int) -> None:
    run.advance(ms)


def played(
    scenario: Scenario, seed: int, hands: list[tuple[int, Deed]], passes: Callable[[RehearsalRun, int], object] = in_one
) -> RehearsalRun:
    run = run_of(scenario, seed=seed)
    for ms, deed in hands:
        passes(run, ms)
        deed(run)
    return run


def written(run: RehearsalRun) -> bytes:
    """All that a run has written, as bytes."""
    return encode_all(run.session.log) + msgspec.json.encode(run.beats)


@given(begins=BEGINS, seed=SEEDS, hands=ALL_HANDS)
@settings(max_examples=100)
def test_whatever_a_therapist_does_a_rehearsal_holds_together(
    begins: PhaseKind, seed: int, hands: list[tuple[int, Deed]]
) -> None:
    run = played(busy(begins), seed, hands)
    run.advance(30 * MINUTE)
    the_engine_holds(run)
    the_beats_hold(run)
    the_record_is_all_of_it(run)
    run.leave()
    assert run.over
    the_record_is_all_of_it(run)


def the_engine_holds(run: RehearsalRun) -> None:
    log = run.session.log
    assert [event.seq for event in log] == list(range(1, len(log) + 1))
    assert all(a.t <= z.t for a, z in pairwise(log))
    assert len({event.id for event in log}) == len(log)
    cues = [event for event in log if isinstance(event.body, e.CueFired | e.CueMissed)]
    left = Counter(cue for event in log if isinstance(event.body, e.Undone) for cue in event.body.cues)
    assert Counter(event.body.cue for event in cues) - left == Counter(dict.fromkeys(run.session.state.cues, 1))
    slept = any(isinstance(event.body, e.ClockGap) for event in log)
    late = [event.body for event in cues if event.body.late_by_ms]
    moved = any(isinstance(event.body, e.DoseGiven | e.EmergencyStarted | e.Undone) for event in log)
    assert not late or slept or moved  # nothing is late because of the clock
    assert replay(run.protocol, log) == run.session.state


def the_beats_hold(run: RehearsalRun) -> None:
    assert all((a.seq, a.t) <= (z.seq, z.t) for a, z in pairwise(run.beats) if not isinstance(z, b.WentBack))
    turns = {each.id: each for each in run.scenario.turns}
    asks = {asked.id: (each, asked) for each in run.scenario.turns for asked in each.asks}
    came = Counter(beat.turn for beat in run.beats if isinstance(beat, b.Happened | b.StayedAway))
    assert set(came.values()) <= {1}
    ended = Counter(beat.expectation for beat in run.beats if isinstance(beat, b.Met | b.RanOut))
    assert set(ended.values()) <= {1}
    happened = {beat.turn: beat.t for beat in run.beats if isinstance(beat, b.Happened)}
    for beat in run.beats:
        match beat:
            case b.Happened() if turns[beat.turn].only_if:
                assert turns[beat.turn].only_if in happened
            case b.Met():
                parent, asked = asks[beat.expectation]
                assert beat.after == beat.t - happened[parent.id] < asked.within
            case b.RanOut():
                parent, asked = asks[beat.expectation]
                assert beat.t - happened[parent.id] >= asked.within
            case b.ReadingGiven():
                for field, (low, high) in RANGES.items():
                    value = getattr(beat.vitals, field)
                    assert value is None or low <= value <= high
    asked_for = sum(isinstance(beat, b.ReadingAsked) for beat in run.beats)
    assert sum(isinstance(beat, b.ReadingGiven) for beat in run.beats) <= 2 * asked_for + len(run.client.acts) * 30
    dead = RoomFault.SOUND_DIES in run.client.faults
    reported = [event for event in run.session.log if isinstance(event.body, e.SoundFault | e.SoundBack)]
    assert not dead or reported


def the_record_is_all_of_it(run: RehearsalRun) -> None:
    assert refolded(run) == run.client
    kept = msgspec.json.decode(msgspec.json.encode(run.record()), type=RehearsalRecord)
    assert kept == run.record()


@given(begins=BEGINS, seed=SEEDS, hands=HANDS, cuts=st.lists(st.integers(0, 12 * MINUTE), max_size=6))
@settings(max_examples=40)
def test_however_the_timer_ticks_the_same_things_happen_at_the_same_times(
    begins: PhaseKind, seed: int, hands: list[tuple[int, Deed]], cuts: list[int]
) -> None:
    def in_many(run: RehearsalRun, ms: int) -> None:
        gone = 0
        for cut in sorted(cut for cut in cuts if cut < ms):
            run.clock.advance(cut - gone)
            run.session.send(c.Tick())
            gone = cut
        run.clock.advance(ms - gone)

    once, often = played(busy(begins), seed, hands), played(busy(begins), seed, hands, in_many)
    often.tick()
    assert written(once) == written(often)


@given(
    begins=BEGINS,
    seed=SEEDS,
    speed=st.sampled_from([1, 5, 10, 30, 60]),
    gaps=st.lists(st.tuples(st.integers(1, 40 * SECOND), IN_THE_ROOM | COMMANDS), min_size=1, max_size=20),
)
@settings(max_examples=20)
def test_at_any_speed_and_however_late_its_timer_a_window_sees_what_a_clock_moved_by_hand_sees(
    begins: PhaseKind, seed: int, speed: int, gaps: list[tuple[int, Deed]]
) -> None:
    scenario, real = busy(begins, ends=None), [0]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "monotonic_ns", lambda: real[0] * 1_000_000)
        window = run_of(scenario, seed=seed, speed=speed)
        for ms, deed in gaps:
            wait = window.wait_ms()
            woken = ms if wait is None else min(ms, wait)
            real[0] += woken
            window.tick()
            real[0] += ms - woken
            deed(window)
        window.tick()
    by_hand = played(scenario, seed, [(ms * speed, deed) for ms, deed in gaps])
    assert written(window) == written(by_hand)


@given(begins=BEGINS, seed=SEEDS, hands=ALL_HANDS)
@settings(max_examples=20)
def test_the_same_seed_and_hands_give_the_same_bytes(
    begins: PhaseKind, seed: int, hands: list[tuple[int, Deed]]
) -> None:
    first, second = played(busy(begins), seed, hands), played(busy(begins), seed, hands)
    assert written(first) == written(second)
    assert first.record() == second.record()


def test_another_seed_is_another_run() -> None:
    hands: list[tuple[int, Deed]] = [(MINUTE, RehearsalRun.take_reading)] * 20
    assert len({written(played(busy(), seed, hands)) for seed in range(20)}) == 20


def test_a_rehearsal_of_two_hours_and_a_half_takes_less_than_a_second() -> None:
    protocol = max(map(read_protocol, DOSING_FILES), key=lambda protocol: protocol.planned)
    scenario = story(*TURNS, course=COURSE, stretch=Stretch(ends=150 * MINUTE), routes=(protocol.route,))
    began = process_time()
    run = run_of(scenario, protocol)
    while not run.over:
        due = run.next_due()
        run.advance((due or HOUR) - run.clock.now().elapsed)
        if run.client.cuff.since is None:
            run.take_reading()
        if not run.session.state.doses:
            gives(run, 0)
    assert process_time() - began < 1
    assert run.clock.now().elapsed >= 150 * MINUTE


def test_every_protocol_that_ships_can_be_rehearsed_to_its_end() -> None:
    for path in shipped_protocols():
        protocol = read_protocol(path)
        run = run_of(story(stretch=Stretch(protocol.phases[-1].kind, ends=3 * HOUR)), protocol)
        run.advance(4 * HOUR)
        assert run.over
        assert refolded(run) == run.client
