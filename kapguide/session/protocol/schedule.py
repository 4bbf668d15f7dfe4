"""Schedules of readings: one is chosen for a session, and takes the place of those that its protocol asks for after the
dose."""

from itertools import takewhile
from pathlib import Path

import msgspec

from kapguide.session.protocol.protocol import DefaultSource, PhaseKind, ReadingDue, TherapyProtocol, Timing
from kapguide.session.protocol.protocol_file import DOSES, cue_in, source_in
from kapguide.toml_file import FileError, load_table

MOST_READINGS = 20
MOST_SOURCES = 10
BEFORE = "Vitals before the dose"


class ReadingSchedule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When readings fall due after a dose, and where that comes from."""

    id: str
    title: str
    version: int
    summary: str
    readings: tuple[ReadingDue, ...]
    sources: tuple[DefaultSource, ...]


def read_schedule(path: Path) -> ReadingSchedule:
    """The schedule in a file. Raises FileError with all of its problems."""
    table = load_table(path)
    plain: dict[str, object] = {
        "id": table.name("id"),
        "title": table.text("title", 60),
        "version": table.whole("version", 1, 9999),
        "summary": table.text("summary", 400, lines=True),
    }
    readings = []
    for number, row in enumerate(table.tables("readings", "a reading", MOST_READINGS, required=True), 1):
        reading = cue_in(row, f"{plain['id']}/r{number}") | {"title": row.text("title", 80)}
        timing = reading["timing"]
        if timing["anchor"] not in DOSES:
            row.bad("from", "a dose: a schedule counts from one")
        if timing["every"] is not None and timing["until"] is None:
            row.bad("until", 'an "until" beside "every"')
        row.close()
        readings.append(reading)
    sources = [source_in(row) for row in table.tables("sources", "a source", MOST_SOURCES, required=True)]
    table.close()
    if table.report.problems:
        raise FileError(path, tuple(table.report.problems))
    return msgspec.convert(plain | {"readings": readings, "sources": sources}, ReadingSchedule)


def with_schedule(protocol: TherapyProtocol, schedule: ReadingSchedule) -> TherapyProtocol:
    """`protocol` with the readings of `schedule` after its doses.

    What it asks for before the first dose stays; where that is nothing, one reading is asked for there. A protocol
    without a dose stays as it is.
    """
    if not protocol.has_dose:
        return protocol
    before = len(list(takewhile(lambda phase: phase.kind is not PhaseKind.DOSING, protocol.phases)))
    phases = [
        phase if place < before else msgspec.structs.replace(phase, readings=())
        for place, phase in enumerate(protocol.phases)
    ]
    if before and not any(phase.readings for phase in phases[:before]):
        last = phases[before - 1]
        baseline = ReadingDue(f"{last.id}/{schedule.id}-before", Timing(0), BEFORE)
        phases[before - 1] = msgspec.structs.replace(last, readings=(baseline,))
    dosing = phases[before]
    readings = tuple(
        msgspec.structs.replace(reading, id=f"{dosing.id}/{schedule.id}-{reading.id.rpartition('/')[2]}")
        for reading in schedule.readings
    )
    sources = tuple(
        msgspec.structs.replace(source, id=f"{schedule.id}-{source.id}"[:40]) for source in schedule.sources
    )
    named = (*dosing.sources, *(source.id for source in sources))
    phases[before] = msgspec.structs.replace(dosing, readings=readings, sources=named)
    return msgspec.structs.replace(
        protocol, phases=tuple(phases), sources=(*protocol.sources, *sources), schedule=schedule.title
    )
