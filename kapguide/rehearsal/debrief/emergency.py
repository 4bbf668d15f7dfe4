"""An emergency as it was logged: from what happened to the key, from the key to the call, and who was there."""

from collections.abc import Iterator, Sequence

import msgspec

from kapguide.rehearsal.debrief.shape import DebriefFact
from kapguide.rehearsal.debrief.trace import DoneItem, HappenedItem, Trace
from kapguide.rehearsal.debrief.words import exact, lower, quoted
from kapguide.rehearsal.deeds import Deed
from kapguide.session.clock import Elapsed

CALLS = (Deed.CALLED.value, "ring", "call")
"""What calls for help: on the screen and in the room."""


class EmergencyRun(msgspec.Struct, frozen=True):
    """One time that the key was pressed: after which turn that asked for it, and the first call since then."""

    key: DoneItem
    turn: HappenedItem | None
    call: DoneItem | None
    acts: tuple[DoneItem, ...]
    """What was tapped and done while it was on."""
    ended: Elapsed | None

    @property
    def to_key(self) -> int | None:
        """From what happened to the key."""
        return self.key.noted - self.turn.t if self.turn is not None else None

    @property
    def to_call(self) -> int | None:
        """From the key to the call; negative where somebody was called first."""
        return self.call.t - self.key.t if self.call is not None else None


def emergencies(trace: Trace) -> tuple[EmergencyRun, ...]:
    """All of them, in order."""
    keys = [item for item in trace.done if item.deed == Deed.EMERGENCY]
    return tuple(_run(trace, item, keys[place + 1 :]) for place, item in enumerate(keys))


def _run(trace: Trace, key: DoneItem, later: Sequence[DoneItem]) -> EmergencyRun:
    until = later[0].order if later else (trace.ended + 1, 0, False)
    left = (item for item in trace.done if item.deed == Deed.EMERGENCY_LEFT and key.order < item.order < until)
    end = next(left, None)
    turns = [item for item in trace.happened if item.seen_before(key) and _asks_for_it(item)]
    turn = turns[-1] if turns else None
    calls = (
        item
        for item in trace.done
        if item.deed in CALLS and item.order < until and (turn.seen_before(item) if turn else key.order < item.order)
    )
    last = end.order if end is not None else until
    acts = tuple(item for item in trace.done if key.order < item.order < last)
    return EmergencyRun(key, turn, next(calls, None), acts, end.t if end is not None else None)


def _asks_for_it(item: HappenedItem) -> bool:
    return item.turn is not None and any(Deed.EMERGENCY in wanted.deeds for wanted in item.turn.asks)


def emergency_facts(trace: Trace) -> Iterator[DebriefFact]:
    """What can be told of them."""
    for run in emergencies(trace):
        after = ""
        if run.turn is not None and run.to_key is not None:
            after = f", {exact(run.to_key)} after {quoted(lower(run.turn.title))}"
        yield DebriefFact("Key", f"at {trace.minutes(run.key.t)}{after}", run.key.t)
        if run.call is not None and run.to_call is not None:
            order = "after" if run.to_call >= 0 else "before"
            yield DebriefFact("Call", f"{exact(run.to_call)} {order} the key: {run.call.full}", run.call.t)
        else:
            yield DebriefFact("Call", "none noted", run.key.t)
        for item in run.acts:
            if item is not run.call and (item.act or item.deed in (Deed.CALLED, Deed.GAVE)):
                yield DebriefFact("Then", f"{exact(item.t - run.key.t)} after the key: {item.full}", item.t)
        there = [stay.person for stay in trace.state.people if stay.came <= run.key.t < stay.known_until(trace.ended)]
        if there:
            yield DebriefFact("There at the key", "; ".join(person.words for person in there))
        if run.ended is not None:
            yield DebriefFact("Left", f"after {exact(run.ended - run.key.t)}", run.ended)
