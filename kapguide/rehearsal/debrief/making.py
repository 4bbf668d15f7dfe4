"""The debrief of a record."""

from collections.abc import Iterator, Sequence

from kapguide.rehearsal.debrief.asked import asked_of
from kapguide.rehearsal.debrief.facts import facts_of
from kapguide.rehearsal.debrief.marks import laid_out
from kapguide.rehearsal.debrief.moments import moments_of
from kapguide.rehearsal.debrief.shape import Debrief, DebriefPhase, SkippedSpan
from kapguide.rehearsal.debrief.spreads import spreads_of
from kapguide.rehearsal.debrief.trace import Trace, trace_of
from kapguide.rehearsal.debrief.tries import strengths_of, tries_of
from kapguide.rehearsal.kept import RehearsalRecord
from kapguide.session.clock import Elapsed


def debrief_of(record: RehearsalRecord, earlier: Sequence[RehearsalRecord] = ()) -> Debrief:
    """What `record` shows. Of the `earlier` ones those of the same scenario are set beside it, in order of time."""
    trace = trace_of(record)
    before = sorted(
        (old for old in earlier if old.scenario.id == record.scenario.id and old.id != record.id),
        key=lambda old: old.began,
    )
    asked = asked_of(trace)
    laid = laid_out(trace, asked)
    spreads = spreads_of(trace, asked, before)
    return Debrief(
        record=record.id,
        scenario=record.scenario.id,
        title=record.scenario.title,
        when=record.began,
        speed=record.speed,
        trainee=record.trainee,
        watching=record.watching,
        zero=trace.zero,
        dosed=trace.dosed,
        began=trace.began,
        ended=trace.ended,
        over=record.over,
        phases=tuple(_phases(trace)),
        skipped=tuple(SkippedSpan(*span) for span in trace.skips),
        marks=laid.marks,
        links=laid.links,
        moments=moments_of(trace, laid),
        facts=facts_of(trace, asked),
        runs=len(before),
        spreads=spreads,
        strengths=strengths_of(trace, asked, spreads),
        tries=tries_of(trace, asked),
    )


def _phases(trace: Trace) -> Iterator[DebriefPhase]:
    """The phases of the stretch, as they were gone through."""
    for phase, run in zip(trace.record.protocol.phases, trace.state.flow.runs, strict=False):
        began = max(run.began, trace.began)
        ended = min(run.ended if run.ended is not None else trace.ended, trace.ended)
        if began < ended:
            yield DebriefPhase(phase.id, phase.title, phase.kind, Elapsed(began), Elapsed(ended))
