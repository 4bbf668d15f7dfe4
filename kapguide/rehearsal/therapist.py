"""A scripted therapist: says its next move and when, by its policy and a seed, from what a person would see.

It holds no clock and sends nothing. Whoever plays it asks for the next move, does it at its time, and tells it so.
"""

from collections.abc import Callable, Iterator, Sequence

import msgspec

from kapguide.rehearsal.deeds import Deed
from kapguide.rehearsal.hands import Doing, Means, Scene, StartCuff, answer_to, hands_for
from kapguide.rehearsal.policy import Habit, HumanDelay, Policy, chance_of, drawn_share
from kapguide.rehearsal.scenario import Expectation, RoomFault, Scenario, Turn
from kapguide.rehearsal.slips import slipped
from kapguide.rehearsal.told import AnyBeat, Happened, ReadingAsked, ReadingGiven, SignOver, met_of
from kapguide.session import commands as c
from kapguide.session.care.readings import readings_open
from kapguide.session.clock import Elapsed
from kapguide.session.doses.steps import StepAct, dose_rail
from kapguide.session.guiding.script_run import running_script
from kapguide.session.plan import unclamped_phase_end
from kapguide.session.protocol.protocol import PhaseKind
from kapguide.session.state import SessionState
from kapguide.spans import MINUTE, SECOND

AGAIN_AFTER = 20 * SECOND
"""What could not be done is tried again so much later."""
GIVEN_UP = 10 * MINUTE
"""What could not be done for so long is let go."""
OTHER: tuple[str, ...] = (
    Deed.NOTE,
    Deed.OBSERVATION,
    Deed.DEEPER,
    Deed.LOUDER,
    Deed.LONGER,
    Deed.TIMER,
    "stay",
    "say",
    "hand",
)
"""What is done instead of what was asked for."""
ENDINGS = {
    "emergency": HumanDelay(4 * MINUTE, 8 * MINUTE),
    "held": HumanDelay(2 * MINUTE, 5 * MINUTE),
    "silent": HumanDelay(2 * MINUTE, 5 * MINUTE),
    "script": HumanDelay(60 * SECOND, 3 * MINUTE),
    "breath": HumanDelay(60 * SECOND, 3 * MINUTE),
    "speaking": HumanDelay(20 * SECOND, 30 * SECOND),
}
"""How long a therapist lets last what they have begun and nobody else ends."""

_OF_THE_CUFF = (ReadingAsked, ReadingGiven)


class TherapistMove(msgspec.Struct, frozen=True):
    """What is done at session time `at`; `key` names it. `doings` is empty as long as its time has not come."""

    at: int
    key: str
    doings: tuple[Doing, ...] = ()


class _Wish(msgspec.Struct, frozen=True):
    """Something to do at `at`: what it takes is known at that time. It is let go at `until`."""

    at: int
    key: str
    doing: Callable[[], tuple[Doing, ...]]
    until: int = 0


class ScriptedTherapist:
    """Plays the therapist of one run: the same policy, seed and run give the same moves."""

    def __init__(
        self, policy: Policy, seed: int, scenario: Scenario, means: Means | None = None, name: str = "scripted"
    ) -> None:
        self._policy, self._seed, self._name = policy, seed, name
        self._scenario, self._means = scenario, means or Means()
        self._turns = {turn.id: turn for turn in scenario.turns}
        self._done: set[str] = set()
        self._later: dict[str, int] = {}
        self._since: dict[str, int] = {}
        self._typed: dict[int, int] = {}
        self._choices: dict[str, tuple[str, ...]] = {}

    def next_move(self, state: SessionState, beats: Sequence[AnyBeat], now: Elapsed) -> TherapistMove | None:
        """The next thing that is done; None while nothing is to be done that is known yet."""
        while True:
            wishes = [
                wish if wish.key not in self._later else msgspec.structs.replace(wish, at=self._later[wish.key])
                for wish in self._wishes(state, beats, now)
                if wish.key not in self._done
            ]
            first = min(wishes, key=lambda wish: (wish.at, wish.key), default=None)
            if first is None or first.at > now:
                return TherapistMove(first.at, first.key) if first is not None else None
            doings = first.doing()
            if doings:
                return TherapistMove(now, first.key, doings)
            self._put_off(first, now)

    def made(self, move: TherapistMove, now: Elapsed, *, refused: bool = False) -> None:
        """Tell that a move has been made; one that was `refused` is tried once more, and the next phase for ever."""
        if move.key.startswith("phase/") or (refused and move.key not in self._later):
            self._later[move.key] = now + AGAIN_AFTER
            return
        self._done.add(move.key)
        if move.key.startswith("type/"):
            self._typed[int(move.key.removeprefix("type/"))] = now

    def _put_off(self, wish: _Wish, now: int) -> None:
        if now + AGAIN_AFTER > wish.until:
            self._done.add(wish.key)
        else:
            self._later[wish.key] = now + AGAIN_AFTER

    def _wishes(self, state: SessionState, beats: Sequence[AnyBeat], now: Elapsed) -> Iterator[_Wish]:
        yield from self._prompts(state)
        yield from self._readings(state, beats)
        yield from self._doses(state, now)
        yield from self._phases(state, now)
        yield from self._endings(state, now)
        yield from self._turn_wishes(state, beats, now)

    def _doing(
        self, deed: str, state: SessionState, now: Elapsed, what: str, turn: Turn | None = None, *others: str
    ) -> Callable[[], tuple[Doing, ...]]:
        """The hands for a deed, or for the first of the `others` that can be done where it cannot."""

        def doing() -> tuple[Doing, ...]:
            chance = chance_of(self._seed, f"hands/{what}")
            scene = Scene(state, now, self._scenario, self._means, self._name, chance, turn)
            return next((doings for each in (deed, *others) if (doings := hands_for(each, scene))), ())

        return doing

    def _after(self, delay: HumanDelay, at: int, what: str) -> int:
        return at + delay.drawn(self._seed, what)

    # --- what the plan asks for ---------------------------------------------------------------------------

    def _prompts(self, state: SessionState) -> Iterator[_Wish]:
        for name, cue in state.cues.items():
            key = f"cue/{name}"
            if key in self._done or cue.answer or cue.acknowledged or not self._policy.cues.kept(self._seed, key):
                continue
            if doings := answer_to(state, name, self._name):
                yield _Wish(self._after(self._policy.cues, cue.at, key), key, _given(*doings))

    def _readings(self, state: SessionState, beats: Sequence[AnyBeat]) -> Iterator[_Wish]:
        """A reading that is due is taken; what the panel then says is typed, with a slip at times."""
        given = [
            (number, beat, _said_before(beats, number))
            for number, beat in enumerate(beats)
            if isinstance(beat, ReadingGiven)
        ]
        given = [each for each in given if each[2] is None or self._hears(each[0])]
        if open_now := readings_open(state):
            key = f"reading/{open_now[-1]}"
            if self._policy.readings.kept(self._seed, key):
                at = self._after(self._policy.readings, state.cues[open_now[-1]].at, key)
                yield _Wish(at, key, _given(StartCuff()))
        for number, beat, before in given:
            key, mend = f"type/{number}", f"mend/{number}"
            slip = drawn_share(self._seed, f"slips/{number}") < self._policy.mistyped
            vitals = slipped(beat.vitals, chance_of(self._seed, f"slip/{number}")) if slip else beat.vitals
            corrects = "" if before is None else _entry_of(state, before)
            taken = c.TakeReading(vitals, beat.t, self._name, corrects)
            delay = self._policy.hands if before is None else self._policy.notices
            yield _Wish(self._after(delay, beat.t, key), key, _given(taken))
            if vitals == beat.vitals or number not in self._typed:
                continue
            if drawn_share(self._seed, mend) < self._policy.mended:
                at = self._after(HumanDelay(10 * SECOND, 90 * SECOND), self._typed[number], mend)
                yield _Wish(at, mend, _given(c.TakeReading(beat.vitals, beat.t, self._name, _entry_of(state, beat))))

    def _hears(self, number: int) -> bool:
        """Whether a reading that is said again is noticed at all."""
        return self._policy.notices.kept(self._seed, f"said-again/{number}")

    def _doses(self, state: SessionState, now: Elapsed) -> Iterator[_Wish]:
        phase, delay = state.protocol.phases[state.flow.index], self._policy.doses
        if not state.protocol.has_dose or state.emergency is not None:
            return
        if not state.doses:
            if phase.kind is PhaseKind.DOSING:
                key = "dose/1"
                at = self._after(delay, state.flow.run.began, key)
                yield _Wish(at, key, self._doing(Deed.DOSE, state, now, key))
            return
        rail = dose_rail(state, now)
        if rail is None or not rail.acts:
            return
        said = len(state.doses[-1].steps)
        last = max((taken.at for taken in state.doses[-1].steps), default=state.doses[-1].given)
        key = f"dose/{len(state.doses)}/{said}/{rail.acts[0]}"
        if rail.acts[0] is StepAct.NEXT:
            yield _Wish(self._after(delay, last, key), key, self._doing(Deed.DOSE, state, now, key))
        elif rail.acts[0] is not StepAct.DEVICE or state.doses[-1].devices < self._scenario.doses:
            current = rail.current.until if rail.current is not None else None
            until = last + state.protocol.dose_plan.rest if current is None else current
            at = self._after(delay, until, key)
            yield _Wish(at, key, self._doing(Deed.DOSE_STEP, state, now, key))

    def _phases(self, state: SessionState, now: Elapsed) -> Iterator[_Wish]:
        """The next phase when this one is over, which one that is held is not; in the last one the leaving list, and
        the end."""
        if state.emergency is not None:
            return
        policy, last = self._policy, state.flow.index + 1 == len(state.protocol.phases)
        key = f"phase/{state.flow.index}"
        end = self._after(policy.phases, unclamped_phase_end(state, now), key)
        moved = (c.End("the rehearsal ends here"),) if last else (c.Next(),)
        yield _Wish(end, key, _given(*moved))
        if last and state.doses and policy.leaving.kept(self._seed, "leaving"):
            count = len(state.leaving_list.answers.replies)
            key = f"leaving/{count}"
            at = self._after(policy.leaving, end - 8 * MINUTE, "leaving")
            if state.leaving_list.begun:
                at = self._after(policy.hands, max(at, self._since.setdefault(key, now)), key)
            if not state.leaving:
                yield _Wish(at, key, self._doing(Deed.LEAVING, state, now, key))

    def _endings(self, state: SessionState, now: Elapsed) -> Iterator[_Wish]:
        """What was begun is ended after a while."""
        quiet = state.music.silent and state.emergency is None
        held = state.flow.held_since is not None and state.emergency is None
        on: tuple[tuple[str, bool, c.Command], ...] = (
            ("emergency", state.emergency is not None, c.EndEmergency()),
            ("held", held, c.Release()),
            ("silent", quiet, c.FadeMusic(False)),
            ("script", running_script(state.scripts) is not None, c.StopScript()),
            ("breath", bool(state.breath), c.StopBreath()),
            ("speaking", bool(state.speaking), c.Hush()),
        )
        for what, is_on, command in on:
            if not is_on:
                self._since.pop(what, None)
                continue
            since = self._since.setdefault(what, now)
            key = f"over/{what}/{since}"
            yield _Wish(self._after(ENDINGS[what], since, key), key, _given(command))

    # --- what happens with the client ---------------------------------------------------------------------

    def _turn_wishes(self, state: SessionState, beats: Sequence[AnyBeat], now: Elapsed) -> Iterator[_Wish]:
        policy = self._policy
        met = met_of(beats)
        over = {beat.turn: beat.t for beat in beats if isinstance(beat, SignOver)}
        for beat in beats:
            if not isinstance(beat, Happened):
                continue
            turn = self._turns[beat.turn]
            what, shown = f"notices/{self._scenario.id}/{turn.id}", _shown(turn, beat, beats)
            if shown is None or not policy.notices.kept(self._seed, what):
                continue
            seen = self._after(policy.notices, shown, what)
            if turn.fault is not RoomFault.MISREAD and over.get(turn.id, seen) < seen:
                continue
            if policy.notes.kept(self._seed, f"note/{turn.id}") and turn.title:
                key = f"note/{turn.id}"
                line = self._doing(Deed.VERBATIM, state, now, key, turn, Deed.NOTE)
                yield _Wish(self._after(policy.notes, seen, key), key, line)
            at = seen
            for wanted in turn.asks:
                for deed in self._chosen(turn, wanted):
                    key = f"do/{wanted.id}/{deed}"
                    habit = self._habit(deed)
                    if habit is not None and not habit.kept(self._seed, key):
                        continue
                    at = self._after(habit or policy.hands, at, key)
                    if wanted.id not in met:
                        others = () if wanted.every or deed not in wanted.deeds else wanted.deeds
                        yield _Wish(at, key, self._doing(deed, state, now, key, turn, *others), at + GIVEN_UP)

    def _chosen(self, turn: Turn, wanted: Expectation) -> tuple[str, ...]:
        """What is done about it: what was asked for, something else, or nothing."""
        if wanted.id not in self._choices:
            self._choices[wanted.id] = self._choice(turn, wanted)
        return self._choices[wanted.id]

    def _choice(self, turn: Turn, wanted: Expectation) -> tuple[str, ...]:
        chance = chance_of(self._seed, f"does/{self._scenario.id}/{wanted.id}")
        drawn = chance.random()
        if drawn < self._policy.asked:
            return wanted.deeds if wanted.every else (chance.choice(wanted.deeds),)
        if drawn < self._policy.asked + self._policy.other:
            asked_for = {deed for each in turn.asks for deed in each.deeds}
            return (chance.choice([deed for deed in OTHER if deed not in asked_for] or OTHER),)
        return ()

    def _habit(self, deed: str) -> Habit | None:
        match deed:
            case Deed.TOUCH_OFF:
                return self._policy.touch
            case Deed.EMERGENCY | Deed.CALLED | Deed.GAVE:
                return self._policy.emergency
            case Deed.LEAVING | Deed.NO_ESCORT | Deed.STAYS:
                return self._policy.leaving
        return None


def _said_before(beats: Sequence[AnyBeat], number: int) -> ReadingGiven | None:
    """The reading, said wrongly, that beat `number` says again; None where it is a reading of its own."""
    before = next((beat for beat in reversed(beats[:number]) if isinstance(beat, _OF_THE_CUFF)), None)
    return before if isinstance(before, ReadingGiven) else None


def _entry_of(state: SessionState, given: ReadingGiven) -> str:
    """The entry that has what was said then; empty where it was never typed."""
    return next((each.id for each in state.readings if each.taken == given.t), "")


def _shown(turn: Turn, beat: Happened, beats: Sequence[AnyBeat]) -> int | None:
    """When there is something to notice of the turn: a number that is said wrongly only once it has been said."""
    if turn.fault is not RoomFault.MISREAD:
        return beat.t
    wrong = (each.t for each in beats if isinstance(each, ReadingGiven) and each.misread and each.t >= beat.t)
    return next(wrong, None)


def _given(*doings: Doing) -> Callable[[], tuple[Doing, ...]]:
    return lambda: doings
