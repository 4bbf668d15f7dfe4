"""A hundred runs by scripted therapists, recounted by hand from their bare logs: a debrief says what these say."""

import functools
import re
from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec
import pytest

from kapguide.paths import resource
from kapguide.rehearsal import told
from kapguide.rehearsal.debrief.asked import LATER_UP_TO, ON_TIME, asked_of
from kapguide.rehearsal.debrief.hands import GAP, PRESS, hands_on_keys
from kapguide.rehearsal.debrief.making import debrief_of
from kapguide.rehearsal.debrief.room import times_alone, touches_of
from kapguide.rehearsal.debrief.shape import Debrief, Lane, LinkKind, MarkState
from kapguide.rehearsal.debrief.trace import trace_of
from kapguide.rehearsal.deeds import deeds_of
from kapguide.rehearsal.fitting import fits
from kapguide.rehearsal.kept import RehearsalRecord
from kapguide.rehearsal.policy import Policy
from kapguide.rehearsal.policy_file import read_policy
from kapguide.rehearsal.run import RehearsalRun
from kapguide.rehearsal.scenario import Scenario
from kapguide.rehearsal.scenario_file import shipped_scenarios
from kapguide.rehearsal.scripted_run import play_out
from kapguide.rehearsal.therapist import ScriptedTherapist
from kapguide.session import events as e
from kapguide.session.protocol.protocol import TherapyProtocol
from kapguide.session.protocol.protocol_file import read_protocol, shipped_protocols
from kapguide.spans import SECOND
from tests.rehearsal.debrief.acted import EVENING

SCENARIOS = shipped_scenarios()
SEEDS = (1, 3)
"""One that is left early, and one that jumps: policies and scenarios take them in turn."""
Told = Iterator[tuple[RehearsalRecord, Debrief]]
NEVER = ("good", "bad", "miss", "fail", "wrong", r"correct\b", "score", "grade", "well done", "should")


@functools.cache
def policies() -> tuple[Policy, ...]:
    return tuple(read_policy(path) for path in sorted(resource("policies").glob("*.toml")))


@functools.cache
def protocols() -> tuple[TherapyProtocol, ...]:
    return tuple(read_protocol(path) for path in shipped_protocols())


@functools.cache
def runs_of(scenario: Scenario) -> tuple[RehearsalRecord, ...]:
    """The runs of one scenario, one by each policy: with one seed it is left in its middle, with the other it jumps."""
    protocol = next(each for each in protocols() if fits(scenario, each))
    found = []
    for turn, policy in enumerate(policies(), SCENARIOS.index(scenario)):
        seed = SEEDS[turn % 2]
        run = RehearsalRun(scenario, protocol, seed=seed, trainee="K. Lind", speed=0.0, began=EVENING)
        run.begin()
        if seed % 4 == 3 and run.goals():
            run.jump(run.goals()[0])
        therapist = ScriptedTherapist(policy, seed, scenario, name="K. Lind")
        if seed % 3 == 1:
            _left_early(run, therapist)
        else:
            play_out(run, therapist)
        found.append(msgspec.structs.replace(run.record(), id=f"{policy.id}-{seed}"))
    return tuple(found)


@functools.cache
def debriefs_of(scenario: Scenario) -> tuple[Debrief, ...]:
    """What is told of each of them."""
    return tuple(debrief_of(record) for record in runs_of(scenario))


def _left_early(run: RehearsalRun, therapist: ScriptedTherapist) -> None:
    class Left(Exception):
        pass

    until = run.clock.now().elapsed + 15 * 60 * SECOND

    def passing(ms: int) -> None:
        if run.clock.now().elapsed > until:
            raise Left
        run.advance(ms)

    try:
        play_out(run, therapist, passing)
    except Left:
        run.leave()


@pytest.fixture(params=SCENARIOS, ids=lambda scenario: scenario.id)
def runs(request: pytest.FixtureRequest) -> Sequence[RehearsalRecord]:
    return runs_of(request.param)


@pytest.fixture
def debriefs(runs: Sequence[RehearsalRecord]) -> Told:
    """Each run with what is told of it."""
    return zip(runs, debriefs_of(runs[0].scenario), strict=True)


def gone(record: RehearsalRecord) -> set[str]:
    return {event.body.target for event in record.log if isinstance(event.body, e.Undone)} | {
        event.body.supersedes for event in record.log if isinstance(event.body, e.EntryStruck)
    }


def kept(record: RehearsalRecord) -> list[e.Event]:
    """The events of the stretch that were not taken back."""
    out = gone(record)
    later = [event for event in record.log if event.seq > record.prelude]
    return [event for event in later if event.id not in out and event.command_id not in out]


def skipped(record: RehearsalRecord) -> list[tuple[int, int]]:
    return [(beat.t, beat.to) for beat in record.beats if isinstance(beat, told.Skipped)]


def began(record: RehearsalRecord) -> int:
    return next(beat.t for beat in record.beats if isinstance(beat, told.StretchBegan))


def test_what_a_turn_asked_for_is_told_as_the_run_itself_told_it(debriefs: Told) -> None:
    for record, debrief in debriefs:
        turns = {turn.id: turn for turn in record.scenario.turns}
        came = {beat.turn: beat.t for beat in record.beats if isinstance(beat, told.Happened)}
        met = {beat.expectation: beat.after for beat in record.beats if isinstance(beat, told.Met)}
        marks = {mark.kind: mark for mark in debrief.lane(Lane.ASKED) if mark.since is not None}
        own = {name for name, t in came.items() if t >= debrief.began}
        wanted = {ask.id: (turns[name], ask) for name in own for ask in turns[name].asks}
        assert marks.keys() == wanted.keys()
        for name, mark in marks.items():
            turn, ask = wanted[name]
            due = came[turn.id] + ask.within
            assert (mark.since, mark.t) == (came[turn.id], due)
            over = [(since, to) for since, to in skipped(record) if since < due and came[turn.id] < to]
            if name in met and met[name] <= ask.within:
                assert mark.state in (MarkState.IN_TIME, MarkState.SKIPPED)
                assert mark.state is MarkState.IN_TIME or over
                assert mark.later == (met[name] - ask.within if mark.state is MarkState.IN_TIME else 0)
            elif over:
                assert mark.state is MarkState.SKIPPED
            elif due > debrief.ended:
                assert mark.state is MarkState.OPEN
            else:
                assert mark.state in (MarkState.LATER, MarkState.NOT_SEEN)
                assert mark.later <= LATER_UP_TO


def test_each_prompt_and_reading_is_as_late_as_its_answer(runs: Sequence[RehearsalRecord]) -> None:
    for record in runs:
        trace, events = trace_of(record), kept(record)
        due = {
            event.body.cue: event.body.due
            for event in record.log
            if isinstance(event.body, e.CueFired) and (event.seq > record.prelude or event.t >= began(record))
        }
        for item in asked_of(trace):
            if item.turn is not None or item.kind not in due or any(a < item.t < b for a, b in skipped(record)):
                continue
            times = [
                event.body.taken if isinstance(event.body, e.ReadingTaken) else event.t
                for event in events
                if isinstance(event.body, e.ReadingTaken | e.CueAnswered | e.CueAcknowledged)
                and event.body.cue == item.kind
            ]
            if times and not skipped(record):
                late = min(times) - due[item.kind]
                assert item.took == late
                assert item.state is (MarkState.LATER if late > ON_TIME else MarkState.IN_TIME)
            elif not times:
                assert item.state is not MarkState.LATER or item.answers[0].step or item.answers[0].deed == "dose"


def test_deeds_notes_and_words_are_those_of_the_log(debriefs: Told) -> None:
    for record, debrief in debriefs:
        own = [event for event in kept(record) if not _of_a_jump(record, event)]
        acts = [beat.act for beat in record.beats if isinstance(beat, told.ActDone)]
        counted = Counter(deed for event in own for deed in deeds_of(event.body)) + Counter(acts)
        assert Counter(item.deed for item in trace_of(record).done) == counted
        notes = [event for event in own if isinstance(event.body, e.NoteAdded) and not event.body.supersedes]
        facts = {fact.label: fact.words for group in debrief.facts for fact in group.facts}
        said = facts.get("Notes", "0 lines").split()[0]
        assert int(said) == len(notes)


def _of_a_jump(record: RehearsalRecord, event: e.Event) -> bool:
    """A phase that the clock went through by itself on its way."""
    return any(
        isinstance(event.body, e.PhaseBegan) and beat.t <= event.t <= beat.to and event.seq > beat.seq
        for beat in record.beats
        if isinstance(beat, told.Skipped)
    )


def test_the_time_at_the_keys_is_what_a_second_hand_counts(runs: Sequence[RehearsalRecord]) -> None:
    """Second by second: at the keys is who pressed within the gap before and presses again within it."""
    by_itself = {"cue_fired", "cue_missed", "timer_ended", "track_started", "sound_fault", "sound_back", "clock_gap"}
    by_itself |= {"session_ended", "display_covered"}
    for record in runs:
        hands = hands_on_keys(trace_of(record))
        presses: dict[str, tuple[int, int]] = {}
        for event in record.log:
            if event.seq <= record.prelude or event.kind in by_itself or _of_a_jump(record, event):
                continue
            if event.kind in ("script_ended", "breath_stopped", "script_given"):
                continue  # each of them stands beside a hand's own event, or came by itself
            if isinstance(event.body, e.VoiceEnded) and not event.body.by_hand:
                continue
            if getattr(event.body, "by_voice", False):
                continue
            begun = getattr(event.body, "begun", event.t)
            presses.setdefault(event.command_id, (max(began(record), begun), event.t))
        times = sorted(presses.values())
        total, reached, spans = 0, -GAP, 0
        for first, last in times:
            if first - reached >= GAP:
                spans, total, reached = spans + 1, total + PRESS, first
            total += max(0, last - reached)
            reached = max(reached, last)
        assert (hands.commands, hands.times) == (len(times), spans)
        assert hands.total == min(total, hands.lived)
        assert not any(hands.quiet[0] < first < hands.quiet[1] for first, _ in times)


def test_touch_and_company_are_those_of_that_moment(runs: Sequence[RehearsalRecord]) -> None:
    for record in runs:
        trace = trace_of(record)
        hands = [beat for beat in record.beats if isinstance(beat, told.ActDone) and beat.act == "hand"]
        out = gone(record)
        assert len(hands) == len(touches_of(trace))
        for beat, touch in zip(hands, touches_of(trace), strict=True):
            marked = [
                event.body.touch
                for event in record.log[: beat.seq]
                if isinstance(event.body, e.TouchMarked) and event.command_id not in out
            ]
            assert touch.consent == (marked[-1] if marked else "not recorded")
            assert touch.agreed is (bool(marked) and marked[-1] in ("hand", "shoulder"))
        alone = list(times_alone(trace))
        for second in range(trace.began, trace.ended, 7 * SECOND):
            there = any(
                stay.came <= second and (stay.left is None or second < stay.left) and stay.person.accompanies
                for stay in trace.state.people
            )
            if not any(a <= second < b for a, b in skipped(record)):
                assert there is not any(gap.began <= second < gap.ended for gap in alone)


def test_every_mark_is_in_a_moment_and_every_curve_joins_two_marks(debriefs: Told) -> None:
    for _, debrief in debriefs:
        marks = {mark.id: mark for mark in debrief.marks}
        assert len(marks) == len(debrief.marks)
        assert [mark.t for mark in debrief.marks] == sorted(mark.t for mark in debrief.marks)
        assert {mark.id for moment in debrief.moments for mark in moment.marks} == marks.keys()
        assert [moment.began for moment in debrief.moments] == sorted(moment.began for moment in debrief.moments)
        for link in debrief.links:
            first, second = marks[link.first], marks[link.second]
            lanes = (Lane.HAPPENED, Lane.DONE) if link.kind is LinkKind.ANSWER else (Lane.DONE, Lane.ASKED)
            assert (first.lane, second.lane) == lanes
            assert (link.began, link.ended) == (first.t, second.t)
        for phase in debrief.phases:
            assert debrief.began <= phase.began < phase.ended <= debrief.ended


def words_of(debrief: Debrief) -> list[str]:
    """What the debrief itself says, without a person's words and the scenario's titles."""
    own = [fact.label for group in debrief.facts for fact in group.facts]
    own += [group.title for group in debrief.facts]
    own += [each.sentence for each in debrief.tries] + [mark.outcome for mark in debrief.marks]
    return own + [mark.words for mark in debrief.lane(Lane.DONE)]


def test_nothing_in_it_is_a_judgement(debriefs: Told) -> None:
    for record, debrief in debriefs:
        titles = {ask.title.casefold() for turn in record.scenario.turns for ask in turn.asks}
        assert len(debrief.tries) <= 3
        for words in words_of(debrief):
            own = functools.reduce(lambda text, title: text.replace(title, ""), titles, words.casefold())
            assert not [word for word in NEVER if re.search(rf"\b{word}", own)], words


def test_the_same_record_gives_the_same_debrief(runs: Sequence[RehearsalRecord]) -> None:
    assert debrief_of(runs[0], runs[1:]) == debrief_of(runs[0], runs[1:])
    debrief = debrief_of(runs[0], runs)
    assert debrief.runs == len(runs) - 1
    for spread in debrief.spreads:
        assert len(spread.earlier) <= debrief.runs
