"""What holds of every rehearsal that was ever run, whatever happened in it: looked at after each of many runs."""

import itertools
from collections.abc import Iterator
from datetime import timedelta

from kapguide import __version__
from kapguide.errors import KapGuideError
from kapguide.export.debrief import debrief_document
from kapguide.export.noting.generate import generate_note
from kapguide.export.report import build_report
from kapguide.rehearsal.debrief.making import debrief_of
from kapguide.rehearsal.kept import RehearsalRecord
from kapguide.rehearsal.kept_file import decode_rehearsal, encode_rehearsal
from kapguide.session.event_json import decode, encode
from kapguide.session.state import SessionState, replay


def broken_in(record: RehearsalRecord, state: SessionState) -> tuple[str, ...]:
    """A sentence for each thing that does not hold; `state` is what the session was at its end."""
    return tuple(_broken(record, state))


def _broken(record: RehearsalRecord, state: SessionState) -> Iterator[str]:
    log = record.log
    if [event.seq for event in log] != list(range(1, len(log) + 1)):
        yield "the events do not count from 1 without a hole"
    if any(after.t < before.t for before, after in itertools.pairwise(log)):
        yield "an event lies before the one that came before it"
    if len({event.id for event in log}) != len(log):
        yield "two events have one id"
    if replay(record.protocol, log) != state:
        yield "the log played again gives another state"
    if tuple(decode(encode(event)) for event in log) != log:
        yield "an event is not read as it was written"
    if not all(0 <= beat.seq <= len(log) for beat in record.beats):
        yield "a beat names an event that is not there"
    if any(after.t < before.t for before, after in zip(record.beats, record.beats[1:], strict=False)):
        yield "a beat lies before the one that came before it"
    known = {turn.id for turn in record.scenario.turns}
    if any(getattr(beat, "turn", None) not in known | {None} for beat in record.beats):
        yield "a beat names a turn that the scenario has not"
    written = encode_rehearsal(record)
    try:
        read = decode_rehearsal(written)
    except KapGuideError as error:
        yield f"the rehearsal cannot be read: {error.detail}"
    else:
        if read != record or encode_rehearsal(read) != written:
            yield "the rehearsal is not read as it was written"
    debrief = debrief_of(record)
    if debrief_of(record) != debrief or not debrief_document(record, debrief).sections:
        yield "its debrief is empty, or another one each time"
    now = log[-1].at + timedelta(minutes=1)
    report = build_report(record.protocol, log, practice="Rehearsal", generated=now, version=__version__)
    if not report.rehearsal:
        yield "its report does not say that it is a rehearsal"
    if not generate_note(report).sections:
        yield "its note is empty"
