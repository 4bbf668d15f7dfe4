"""What holds in every session, whatever is pressed and however time passes."""

from collections import Counter
from itertools import pairwise

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from kapguide.clinical.facts import Reply
from kapguide.clinical.vitals import Vitals
from kapguide.export.log import Log
from kapguide.export.report import build_report
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.care.readings import readings_open
from kapguide.session.clock import Elapsed
from kapguide.session.consent.commands import HearWish, MarkConsent
from kapguide.session.doses.dose import DoseStep
from kapguide.session.engine import GAP, Refused, encode_all, undoable
from kapguide.session.event_json import decode, encode
from kapguide.session.guiding.breath_rules import holds_closed
from kapguide.session.leaving.commands import AnswerLeaving
from kapguide.session.people.people import Person
from kapguide.session.plan import (
    LATE_OK,
    coming,
    due_by,
    expected_end,
    next_due,
    observe_until,
    overrun,
    phase_end,
    prompt_of,
    spans,
    unclamped_phase_end,
)
from kapguide.session.protocol.protocol import Later
from kapguide.session.safety.commands import FollowSideEffect, NoteSideEffect, ReportNoSideEffects, SeeLimit
from kapguide.session.state import UNDO_WITHIN, replay, running_timers
from kapguide.session.view import current_prompt, next_prompt, next_reading, reading_due
from kapguide.spans import HOUR, MINUTE, SECOND
from tests.session.leaving.leaving_told import LIST
from tests.support.breath import BREATH_COMMANDS
from tests.support.plans import MORNING, Room, asking, small_script, three, whole

PROTOCOLS = {
    "whole": whole(),
    "whole, absorbing": whole(Later.ABSORB),
    "three": three(),
    "three, absorbing": three(Later.ABSORB),
    "asking": asking(),
}
NAMES = st.sampled_from(sorted(PROTOCOLS))
SPANS = st.one_of(
    st.integers(0, 3 * SECOND), st.integers(0, LATE_OK), st.integers(0, 8 * MINUTE), st.sampled_from([GAP, LATE_OK])
)
CUES = st.sampled_from(
    [
        "welcome",
        "ready",
        "mask",
        "breath",
        "breath#1",
        "deepen",
        "words",
        "baseline",
        "label",
        "look",
        "look#1",
        "bp",
        "-",
    ]
)
TEXTS = st.sampled_from(["", "   ", "She saw the sea.", "Ein Wort"])
TIMES = st.integers(-MINUTE, 3 * HOUR).map(Elapsed)
REPLIES = [*Reply, None]
IDS = st.integers(0, 3)
"""Which of the rows recorded so far a correction means; the last choice names one that is not there."""
PEOPLE = st.builds(Person, st.sampled_from(["K. Lind", "R. Osei", " "]), st.just("medical"), in_house=st.booleans())

PLAIN = st.one_of(
    st.just(c.Tick()),
    st.just(c.Next()),
    st.just(c.Hold()),
    st.just(c.Release()),
    st.just(c.Undo()),
    st.just(c.StartEmergency()),
    st.just(c.EndEmergency()),
    st.builds(c.TapEmergency, st.sampled_from(["called", "gave"]), TIMES, TEXTS),
    st.builds(c.StepDose, st.sampled_from(["dissolved", "swish", "spat", "swallowed", "device", "ended", "stirred"])),
    st.builds(c.Extend, st.one_of(st.sampled_from([2, 5, -2]).map(lambda n: n * MINUTE), st.integers(-HOUR, HOUR))),
    st.builds(c.Acknowledge, CUES),
    st.builds(c.Snooze, CUES, st.integers(0, 5 * MINUTE)),
    st.builds(c.AnswerCue, CUES, st.sampled_from(["declined", "left_out", "done", "yes"]), TEXTS, TEXTS),
    st.builds(c.StartTimer, TEXTS, st.integers(0, 20 * MINUTE)),
    st.builds(c.CancelTimer, st.integers(0, 4)),
    st.builds(c.NoteArrival, PEOPLE, TIMES | st.none()),
    st.builds(c.NoteDeparture, st.sampled_from(["K. Lind", "R. Osei", ""]), TIMES | st.none(), TIMES | st.none()),
    st.builds(c.TakeOver, PEOPLE),
    st.builds(c.MarkTouch, st.sampled_from(["none", "hand", "shoulder", "withdrawn", "waved"])),
    st.builds(MarkConsent, st.sampled_from(["observers", "recording", "-"]), st.sampled_from(["agreed", "withdrawn"])),
    st.builds(HearWish, TEXTS),
    st.builds(AnswerLeaving, st.just(LIST), st.sampled_from(["walks", "escort", "-"]), st.sampled_from(REPLIES), TEXTS),
    st.builds(c.NoteLeaving, st.sampled_from(["ready", "stays", "flown"]), TEXTS, TIMES),
    st.builds(ReportNoSideEffects, TIMES),
    st.just(SeeLimit()),
    st.builds(c.Observe, st.just("1"), st.just("tears")),
    st.just(c.NotePrivately()),
    st.builds(c.FadeMusic, st.booleans()),
    st.builds(c.ChangeLevel, st.sampled_from([-1.0, 1.0, 3.0, -60.0])),
    st.builds(c.ChangeOutputLevel, st.sampled_from(["headphones", "room"]), st.sampled_from([-1.0, 2.0, -60.0])),
    st.builds(c.ShiftMusic, st.sampled_from([-1, 1])),
    st.builds(c.NextTrack),
    st.builds(c.ReturnMusic, st.booleans()),
    st.builds(c.Speak, CUES, st.just("/lines/line.ogg")),
    st.builds(c.Hush),
    st.builds(c.ReportVoiceEnded, st.booleans()),
    st.builds(c.BeginScript, st.just(small_script())),
    st.sampled_from([c.SayNow(), c.FinishLine(), c.RepeatLine(), c.SkipLine(), c.PauseLine(), c.StopScript()]),
    st.builds(c.PaceScript, st.sampled_from([0.1, -0.1])),
    st.builds(c.StretchScript, st.booleans()),
    st.builds(c.GiveScript, st.booleans(), st.booleans()),
    st.builds(c.SpeakLine, st.integers(0, 3), st.just("/lines/line.ogg")),
    st.builds(c.ReportTrack, st.sampled_from(["onset-1", "peak-1"]), st.just("Onset")),
    st.builds(c.ReportFault, st.just("The output is gone.")),
    st.builds(c.ReportSoundBack, st.integers(0, MINUTE)),
    BREATH_COMMANDS,
    st.builds(c.Resume, st.booleans(), st.booleans()),
)


class AnySession(RuleBasedStateMachine):
    """One session under random hands."""

    room: Room

    @initialize(name=NAMES)
    def begin(self, name: str) -> None:
        self.room = Room(PROTOCOLS[name])

    def send(self, command: c.Command) -> list[e.AnyBody]:
        """Carry out `command`; a refusal leaves no trace."""
        before, logged = self.room.state, len(self.room.log)
        try:
            return self.room.do(command)
        except Refused as refusal:
            sentence = refusal.sentence
        assert self.room.state == before
        assert len(self.room.log) == logged
        assert sentence.endswith(".")
        return []

    def passes(self, ms: int, *, asleep: bool = False) -> None:
        self.room.clock.elapsed += ms
        self.room.clock.slept += ms if asleep else 0

    @rule(ms=SPANS)
    def time_passes(self, ms: int) -> None:
        self.passes(ms)

    @rule(ms=SPANS)
    def the_timer_ticks(self, ms: int) -> None:
        self.passes(ms)
        self.send(c.Tick())

    @rule(ms=st.integers(0, HOUR))
    def the_machine_sleeps(self, ms: int) -> None:
        self.passes(ms, asleep=True)
        happened = self.send(c.Tick())
        late = {body.late_by_ms for body in happened if isinstance(body, e.CueFired)}
        assert all(ms <= LATE_OK for ms in late)

    @rule(ms=st.integers(-HOUR, HOUR))
    def the_wall_clock_is_set(self, ms: int) -> None:
        self.room.clock.wall_shift += ms

    @rule(command=PLAIN)
    def a_command(self, command: c.Command) -> None:
        self.send(command)

    @rule(given_at=TIMES, amount=TEXTS, which=IDS, route=st.sampled_from(["im", "iv", "sublingual", "esketamine"]))
    def a_dose(self, given_at: Elapsed, amount: str, which: int, route: str) -> None:
        self.send(c.GiveDose(amount, route, "R. Okafor", given_at, supersedes=self.row(self.room.state.doses, which)))

    @rule(step=st.sampled_from(list(DoseStep)), at=st.none() | TIMES, which=IDS)
    def a_step_in_other_words(self, step: str, at: Elapsed | None, which: int) -> None:
        steps = tuple(taken for dose in self.room.state.doses for taken in dose.steps)
        self.send(c.StepDose(step, at, self.row(steps, which)))

    @rule(cue=CUES, answer=st.sampled_from(["declined", "left_out"]), reason=TEXTS)
    def an_answer_in_other_words(self, cue: str, answer: str, reason: str) -> None:
        said = self.room.state.cues[cue].said if cue in self.room.state.cues else "nowhere"
        self.send(c.AnswerCue(cue, answer, "R. Okafor", reason, said))

    @rule(which=st.integers(0, 8))
    def an_entry_is_struck_out(self, which: int) -> None:
        state = self.room.state
        said = [cue.said for cue in state.cues.values() if cue.said] + [each.id for each in state.leaving]
        said += [taken.id for dose in state.doses for taken in dose.steps]
        said += [
            entry for effect in state.safety.effects for entry in (effect.id, *(each.id for each in effect.course))
        ]
        self.send(c.Strike(said[which] if which < len(said) else "nowhere"))

    @rule(taken=TIMES, which=IDS)
    def a_reading(self, taken: Elapsed, which: int) -> None:
        vitals = Vitals(systolic=120, diastolic=80)
        self.send(c.TakeReading(vitals, taken, supersedes=self.row(self.room.state.readings, which)))

    @rule(onset=TIMES, title=TEXTS, strong=st.sampled_from(["mild", "severe", "awful"]), which=IDS)
    def a_side_effect(self, onset: Elapsed, title: str, strong: str, which: int) -> None:
        entry = self.row(self.room.state.safety.effects, which)
        self.send(NoteSideEffect("", title, onset, strong, supersedes=entry))

    @rule(at=TIMES, done=TEXTS, over=st.booleans(), which=IDS)
    def what_became_of_one(self, at: Elapsed, done: str, over: bool, which: int) -> None:
        self.send(FollowSideEffect(self.row(self.room.state.safety.effects, which), at, done, over))
        for effect in self.room.state.safety.effects:
            assert all(each.at >= effect.onset for each in effect.course)
            assert len([each for each in effect.course if each.over]) <= 1

    @rule(text=TEXTS, begun=TIMES, which=IDS)
    def a_note(self, text: str, begun: Elapsed, which: int) -> None:
        self.send(c.AddNote(text, begun, supersedes=self.row(self.room.state.lines, which)))

    def row(self, rows: tuple[object, ...], which: int) -> str:
        return str(getattr(rows[which], "id", "")) if which < len(rows) else ("nowhere" if which == 3 else "")

    @rule()
    def undo_gives_back_what_the_last_command_changed(self) -> None:
        before = self.room.state
        entry = undoable(before, self.room.now)
        happened = self.send(c.Undo())
        undone = [body for body in happened if isinstance(body, e.Undone)]
        assert len(undone) == (entry is not None)
        if entry is None:
            return
        after = self.room.state
        for part in ("flow", "readings", "lines", "leaving", "touch", "safety", "scripts"):
            old = getattr(entry, part)
            assert getattr(after, part) == (getattr(before, part) if old is None else old)
        if entry.music is not None:
            assert (after.music.silent, after.music.level_db) == (entry.music.silent, entry.music.level_db)
        assert {**after.cues, **(entry.cues or {})} == after.cues
        assert not set(undone[0].cues) & set(after.cues)

    @rule()
    def an_emergency_can_always_be_called_and_never_taken_back(self) -> None:
        if not self.room.state.running:
            return
        begun = self.room.state.emergency
        self.send(c.StartEmergency())
        self.send(c.Undo())
        assert self.room.state.emergency == (self.room.now if begun is None else begun)
        assert self.room.state.flow.prompts_stopped
        assert self.room.state.music.silent or begun is not None

    @rule()
    def leaving_an_emergency_resumes_nothing(self) -> None:
        before = self.room.state
        happened = self.send(c.EndEmergency())
        assert (self.room.state.flow, self.room.state.music) == (before.flow, before.music)
        assert not any(isinstance(body, e.CueFired) and prompt_of(before, body.cue) for body in happened)

    @precondition(lambda self: self.room.now > HOUR)
    @rule()
    def the_session_ends(self) -> None:
        self.send(c.End("the test ends it"))
        for command in (c.Next(), c.Undo(), c.AddNote("late", self.room.now), c.End(), self.room.opening()):
            assert self.room.refuses(command)
        assert self.room.do(c.Tick()) == []

    @rule()
    def nothing_happens_before_it_is_due(self) -> None:
        self.send(c.Tick())
        due = next_due(self.room.state, self.room.now)
        if due is None:
            return
        assert due > self.room.now
        self.passes(due - self.room.now - 1)
        assert self.send(c.Tick()) == []
        self.passes(1)
        returns = {cue.snoozed_until for cue in self.room.state.cues.values()}
        expected = due in returns or unclamped_phase_end(self.room.state, due) == due
        assert self.send(c.Tick()) != [] or expected

    def teardown(self) -> None:
        if hasattr(self, "room"):
            self.the_log_is_in_order()
            self.cues_come_once_in_order_and_in_time()
            self.the_events_are_the_state()
            self.the_documents_say_what_the_state_is()

    def the_documents_say_what_the_state_is(self) -> None:
        state, log = self.room.state, self.room.log
        report = build_report(state.protocol, log, practice="Willow Room", generated=MORNING, version="0")
        assert Log(log, state.protocol).t0 == state.t0
        told = {dose.number: dose for dose in report.doses if not dose.standing}
        assert {number: (dose.given.t, dose.ended and dose.ended.t) for number, dose in told.items()} == {
            number: (dose.given, dose.ended) for number, dose in enumerate(state.doses, 1)
        }
        answers = {cue.cue: cue.ended for cue in report.cues if cue.ended not in ("", "taken") and not cue.gone}
        assert answers == {name: cue.answer for name, cue in state.cues.items() if cue.answer}

    def the_log_is_in_order(self) -> None:
        log = self.room.log
        assert [event.seq for event in log] == list(range(1, len(log) + 1))
        assert all(a.t <= b.t for a, b in pairwise(log))
        assert len({event.id for event in log}) == len(log)

    def cues_come_once_in_order_and_in_time(self) -> None:
        cues = [event for event in self.room.log if isinstance(event.body, e.CueFired | e.CueMissed)]
        names = Counter(event.body.cue for event in cues)
        left = Counter(cue for event in self.room.log if isinstance(event.body, e.Undone) for cue in event.body.cues)
        assert names - left == Counter(dict.fromkeys(self.room.state.cues, 1))
        for event in cues:
            assert event.body.late_by_ms == event.t - event.body.due >= 0
            assert (event.body.late_by_ms > LATE_OK) == isinstance(event.body, e.CueMissed)
        for earlier, later in pairwise(cues):
            assert earlier.command_id != later.command_id or earlier.body.due <= later.body.due

    def the_events_are_the_state(self) -> None:
        log, protocol = self.room.log, self.room.state.protocol
        read = [decode(encode(event)) for event in log]
        assert read == log
        assert encode_all(read) == encode_all(log)
        assert replay(protocol, read) == self.room.state

    @invariant()
    def the_plan_never_lies_behind(self) -> None:
        state, now = self.room.state, self.room.now
        if state.ended is not None:
            assert expected_end(state, now) == state.ended
            return
        laid = spans(state, now)
        assert [span.phase for span in laid] == list(state.protocol.phases)
        assert laid[0].start == 0
        assert all(a.end == b.start for a, b in pairwise(laid))
        assert all(span.start <= span.end for span in laid)
        assert expected_end(state, now) == laid[-1].end >= phase_end(state, now) >= now
        assert [span.state for span in laid].count("current") == 1
        assert (overrun(state, now) > 0) == (unclamped_phase_end(state, now) < now)

    @invariant()
    def what_is_to_come_has_not_come(self) -> None:
        state, now = self.room.state, self.room.now
        to_come = coming(state, now, now + 4 * HOUR)
        assert not {due.cue for due in to_come} & set(state.cues)
        assert len({due.cue for due in to_come}) == len(to_come)
        assert all(due.at >= now for due in to_come)
        assert all(due.at <= now for due in due_by(state, now))

    @invariant()
    def every_view_can_be_drawn(self) -> None:
        state, now = self.room.state, self.room.now
        shown = current_prompt(state, now)
        assert shown is None or (state.running and state.emergency is None and shown.since <= now)
        for later in (next_prompt(state, now), next_reading(state, now)):
            assert later is None or later.at >= now
        assert (reading_due(state) is None) == (readings_open(state) == ())
        until = observe_until(state)
        assert until is None or until == max(dose.taken_until for dose in state.doses) + state.protocol.observe_at_least

    @invariant()
    def what_is_due_ends_once_and_three_timers_run_at_most(self) -> None:
        state = self.room.state
        tied = [reading.cue for reading in state.readings if reading.cue]
        assert len(set(tied)) == len(tied)
        assert not any(state.cues[cue].answer for cue in tied if cue in state.cues)
        timers = running_timers(state)
        assert len(timers) <= 3
        assert [timer.number for timer in state.timers] == list(range(1, len(state.timers) + 1))

    @invariant()
    def a_breath_is_held_only_where_that_is_open(self) -> None:
        for run in self.room.state.breath:
            assert run.reason or not run.pattern.holds or not holds_closed(self.room.state)

    @invariant()
    def an_undo_is_offered_for_ten_seconds(self) -> None:
        entry = undoable(self.room.state, self.room.now)
        assert entry is None or self.room.now - entry.at <= UNDO_WITHIN

    @invariant()
    def prompts_are_stopped_only_while_the_phase_stands_still(self) -> None:
        flow = self.room.state.flow
        assert flow.held_since is not None or not flow.prompts_stopped


AnySession.TestCase.settings = settings(
    max_examples=100, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
TestAnySession = AnySession.TestCase
