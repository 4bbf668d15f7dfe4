"""What was measured in a run, beside what earlier runs of the same scenario show."""

from collections import Counter
from collections.abc import Sequence

import msgspec

from kapguide.rehearsal.debrief.asked import AskedFor, asked_of
from kapguide.rehearsal.debrief.emergency import emergencies
from kapguide.rehearsal.debrief.music import sound_gone
from kapguide.rehearsal.debrief.shape import DebriefSpread, MarkState
from kapguide.rehearsal.debrief.trace import Trace, trace_of
from kapguide.rehearsal.debrief.words import lower, took, upper
from kapguide.rehearsal.kept import RehearsalRecord

NOT_COUNTED = (MarkState.SKIPPED, MarkState.OPEN)


class MeasuredTime(msgspec.Struct, frozen=True):
    """One time (ms) of one run; None where it was asked for and did not come."""

    kind: str
    label: str
    took: int | None


def spreads_of(
    trace: Trace, asked: Sequence[AskedFor], earlier: Sequence[RehearsalRecord]
) -> tuple[DebriefSpread, ...]:
    """Each time of this run, with that of every earlier run that has it."""
    before = []
    for record in earlier:
        old = trace_of(record)
        before.append({each.kind: each.took for each in measured(old, asked_of(old))})
    return tuple(
        DebriefSpread(
            each.kind,
            each.label,
            each.took,
            took(each.took) if each.took is not None else "not seen",
            tuple(run[each.kind] for run in before if each.kind in run),
        )
        for each in measured(trace, asked)
    )


def measured(trace: Trace, asked: Sequence[AskedFor]) -> tuple[MeasuredTime, ...]:
    """What the turns asked for as they came, then readings, sound and emergency; each once, as it came first."""
    found: dict[str, MeasuredTime] = {}
    turns = sorted((item for item in asked if item.turn is not None), key=lambda item: item.t - item.within)
    names = Counter({item.kind: item.title for item in turns}.values())
    for item in turns:
        if item.state not in NOT_COUNTED and item.turn is not None:
            kind = f"turn/{item.kind}"
            label = upper(item.title) if names[item.title] == 1 else f"{upper(item.title)}: {lower(item.turn.title)}"
            found.setdefault(kind, MeasuredTime(kind, label, item.took if item.came else None))
    late = [max(0, item.late) for item in asked if item.taken]
    if late:
        found["reading"] = MeasuredTime("reading", "Reading, late by", max(late))
    gone = next(sound_gone(trace), None)
    if gone is not None:
        back = gone.ended - gone.began if gone.ended is not None else None
        found["sound"] = MeasuredTime("sound", "Sound back", back)
    for run in emergencies(trace)[:1]:
        if run.to_key is not None:
            found["key"] = MeasuredTime("key", "Emergency key", run.to_key)
        found["call"] = MeasuredTime("call", "Key to call", run.to_call)
    return tuple(found.values())
