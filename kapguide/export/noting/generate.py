"""The session note as the log writes it, with gaps where nothing is known and lines where only a person can tell."""

from collections.abc import Iterator

import msgspec

from kapguide.export.note import NoteDocument, NoteLine, NoteSection
from kapguide.export.noting.ahead import (
    COMMITTED,
    THEMED,
    commitment_section,
    next_section,
    plan_section,
    scores_section,
    themes_section,
)
from kapguide.export.noting.chart import FromChart
from kapguide.export.noting.did import did_section
from kapguide.export.noting.effects import effects_section
from kapguide.export.noting.happened import happened_section, words_section
from kapguide.export.noting.leaving import leaving_section
from kapguide.export.noting.lines import blank, fixed
from kapguide.export.noting.medicine import medicine_section
from kapguide.export.noting.present import present_section
from kapguide.export.noting.readings import readings_section
from kapguide.export.noting.risk import risk_section
from kapguide.export.report import SessionReport
from kapguide.session import events as e
from kapguide.session.protocol.protocol import Ask


def generate_note(report: SessionReport, chart: FromChart | None = None) -> NoteDocument:
    """The note of a session: what is read, then what is looked up."""
    chart = chart or FromChart()
    sections = (*_read(report, chart), *(_with_dose if report.has_dose else _without_dose)(report, chart))
    first = report.dosed[0].given.iso if report.dosed else ""
    note = NoteDocument(report.session_id, sections, dosed=first, place=chart.place)
    return _unwanted(note) if report.discarded else note


def _read(report: SessionReport, chart: FromChart) -> Iterator[NoteSection]:
    yield _summary(report)
    yield risk_section(report, chart)
    yield happened_section(report)
    yield words_section(report)
    yield did_section(report)
    yield present_section(report)


def _summary(report: SessionReport) -> NoteSection:
    lines = [blank("summary/summary", wanted="the summary")]
    if report.discarded:
        thrown_away = "This session was thrown away. It stays in the record, and nothing in it counts."
        lines.insert(0, fixed("summary/discarded", thrown_away))
    if report.intention:
        lines.append(NoteLine("summary/intention", report.intention, label="Intention"))
    if report.prepared.scores:
        lines.append(fixed("summary/mood", "; ".join(s.words for s in report.prepared.scores) + ".", "Mood check"))
    return NoteSection("summary", "Summary", tuple(lines))


def _with_dose(report: SessionReport, chart: FromChart) -> Iterator[NoteSection]:
    yield medicine_section(report)
    yield readings_section(report)
    yield effects_section(report)
    yield leaving_section(report)
    if chart.scores:
        yield scores_section(chart)
    yield plan_section(chart, with_commitment=True)
    yield next_section(chart)


def _without_dose(report: SessionReport, chart: FromChart) -> Iterator[NoteSection]:
    """What belongs to the contact, and whatever else was recorded in it."""
    if any(isinstance(entry.body, e.ReadingTaken) for entry in report.standing):
        yield readings_section(report)
    if report.effects_asked or any(cue.ask is Ask.SIDE_EFFECTS for cue in report.cues):
        yield effects_section(report)
    if any(isinstance(entry.body, e.LeavingNoted) for entry in report.standing) or report.leaving_list.items:
        yield leaving_section(report)
    if report.contact in THEMED:
        yield themes_section()
    if report.contact in COMMITTED:
        yield commitment_section(chart)
    if chart.scores:
        yield scores_section(chart)
    yield plan_section(chart, with_commitment=False)
    yield next_section(chart)


def _unwanted(note: NoteDocument) -> NoteDocument:
    """The note of a session in which nothing counts: it lacks nothing."""

    def kept(section: NoteSection) -> NoteSection:
        lines = tuple(msgspec.structs.replace(line, wanted="") for line in section.lines)
        return msgspec.structs.replace(section, lines=lines)

    return msgspec.structs.replace(note, sections=tuple(map(kept, note.sections)))
