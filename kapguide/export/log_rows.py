"""The log's rows: each event as one sentence, its times, and whether the program or a person wrote it."""

from enum import StrEnum

import msgspec

from kapguide.export.log import Log, Moment
from kapguide.session import events as e
from kapguide.session.telling import Place, Told
from kapguide.spans import MINUTE

LATE_ENTRY = MINUTE
"""From here on an entry that tells of an earlier moment shows both times."""


class Provenance(StrEnum):
    """Where a line comes from: the log, a person's typing, or a person's change to an earlier line."""

    LOG = "log"
    TYPED = "typed"
    EDITED = "edited"


class LogRow(msgspec.Struct, frozen=True):
    """One entry of the log. `standing` is empty, or says that the entry was taken back or corrected."""

    event_id: str
    seq: int
    when: Moment
    what: str
    places: tuple[Place, ...]
    provenance: Provenance
    standing: str = ""


def rows(log: Log) -> tuple[LogRow, ...]:
    """Every event in the order in which it happened."""
    return tuple(sorted((_row(log, event) for event in log.events), key=lambda row: (row.when.t, row.seq)))


def _provenance(event: e.Event, told: Told) -> Provenance:
    """Typed words and values are a person's; everything else the program saw for itself."""
    if event.supersedes and not isinstance(event.body, e.EmergencyTapped):
        return Provenance.EDITED
    return Provenance.LOG if told.at is None else Provenance.TYPED


def _row(log: Log, event: e.Event) -> LogRow:
    """The event, with the time of recording when that was clearly later."""
    told, when = log.told(event), log.happened(event)
    recorded = f"recorded at {log.moment(event).clock}"
    late = ""
    if event.supersedes and isinstance(event.body, e.EmergencyTapped):  # its words were typed behind its second
        late = f" (completed, {recorded})"
    elif event.supersedes and told.at is not None:
        late = f" (correction, {recorded})"
    elif event.t - when.t >= LATE_ENTRY:
        late = f" ({recorded})"
    return LogRow(
        event.id,
        event.seq,
        when,
        told.sentence + late,
        told.places,
        _provenance(event, told),
        log.remark(event),
    )
