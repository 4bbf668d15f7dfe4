"""What a session document says and in which order; each format only gives it a shape, so that all say the same."""

from collections.abc import Iterator

from msgspec.structs import replace

from kapguide.clinical.contacts import contact_words
from kapguide.export.blocks import (
    SINCE_DOSE,
    AnyBlock,
    Column,
    Document,
    DocumentLine,
    DocumentTable,
    FactList,
    Lines,
    NoteStanding,
    Section,
    Sentences,
)
from kapguide.export.log_rows import Provenance
from kapguide.export.note import NoteDocument, NoteLine, missing
from kapguide.export.noting.generate import generate_note
from kapguide.export.readings import readings_in_note
from kapguide.export.record import record, remarked
from kapguide.export.report import SessionReport
from kapguide.export.signed import signed_sections, signed_standing
from kapguide.export.words import offset

KEPT_APART = (
    "Psychotherapy notes are kept apart and are never part of this document.",
    "The lists of screening and consent and the questionnaires are not part of it.",
    "The words of the protocol and its prompts are not part of it; the protocol is named by its version and its hash.",
)


def make_document(report: SessionReport, note: NoteDocument | None = None) -> Document:
    """The document of a session: the note, the record behind it, the whole log, and what is not in it.

    Without a note, the one that the log writes.
    """
    note = note or generate_note(report)
    return Document(
        title="Session note",
        practice=report.practice,
        client=report.client_code or "Client not recorded",
        heading=_heading(report, note.place),
        standing=_standing(report, note),
        session=_number(report),
        date=f"{report.started.local:%Y-%m-%d}" if report.started else "Date not recorded",
        therapist=report.therapist,
        rehearsal=report.rehearsal,
        log=report.log_sha256[:12],
        sections=(
            *_note(report, note),
            *_signed(report),
            *_timed(report, [*record(report), *_log(report)]),
            *_about(report, note),
        ),
    )


def _timed(report: SessionReport, sections: list[Section]) -> list[Section]:
    """The tables; without a dose there is no time that counts from one."""
    if report.has_dose:
        return sections
    return [
        replace(
            section,
            blocks=tuple(
                block.without(SINCE_DOSE) if isinstance(block, DocumentTable) else block for block in section.blocks
            ),
        )
        for section in sections
    ]


def _number(report: SessionReport) -> str:
    if report.discarded:
        return "Session thrown away"
    return f"Session {report.number}" if report.number else "Session not numbered"


def _heading(report: SessionReport, place: str) -> str:
    """`Dosing 3 of 3, Tuesday 1 December 2026, 09:58 to 12:58`; without a place in the course with the session's
    number."""
    contact = contact_words(report.contact, report.telephone)
    telephone = ", by telephone" if report.telephone else ""
    which = f"{place}{telephone}" if place else f"{contact}, {_number(report).lower()}"
    if report.started is None:
        return f"{which}, date not recorded"
    begun, ended = report.started.local, report.ended
    until = f" to {ended.local:%H:%M}" if ended is not None else ""
    return f"{which}, {begun:%A} {begun.day} {begun:%B %Y}, {begun:%H:%M}{until}"


def _standing(report: SessionReport, note: NoteDocument) -> NoteStanding:
    if report.rehearsal:
        return NoteStanding("REHEARSAL.", "None of this happened to a client.", waits=True)
    if report.signed is not None:
        return signed_standing(report.signed, _offset(report))
    lacks = [lack.words for lack in missing(note)]
    return NoteStanding("DRAFT, not signed.", f"Open: {', '.join(lacks)}." if lacks else "", waits=True)


def _signed(report: SessionReport) -> Iterator[Section]:
    return signed_sections(report.signed, _offset(report)) if report.signed is not None else iter(())


def _offset(report: SessionReport) -> int:
    return report.started.tz_min if report.started is not None else 0


def _note(report: SessionReport, note: NoteDocument) -> Iterator[Section]:
    """The note's sections; in a signed one nothing waits to be filled in any more."""
    signed = report.signed is not None
    for section in note.sections:
        kept = [line for line in section.lines if not line.taken_out and (line.text or line.wanted or not signed)]
        blocks: list[AnyBlock] = []
        if section.id == "readings" and report.readings:
            blocks += readings_in_note(report)
            kept = [line for line in kept if not line.event_id]  # they stand in the table
        if lines := tuple(_line(line, signed=signed) for line in kept):
            blocks.append(Lines(lines))
        if blocks or not signed:
            yield Section(section.title, tuple(blocks), level=1, beside=True)


def _line(line: NoteLine, *, signed: bool) -> DocumentLine:
    if signed and not line.text:
        return DocumentLine("Not written.", line.label, gap=True)
    mark = "" if line.provenance is Provenance.LOG or not line.text else line.provenance.value
    words = f"{line.text} ({line.late})" if line.late else line.text
    return DocumentLine(words, line.label, line.clock, line.since, mark, gap=line.gap and line.open)


def _log(report: SessionReport) -> list[Section]:
    if not report.timeline:
        return [Section("Log", (Sentences(("The log is empty.",)),), level=1)]
    columns = (Column("Time"), Column("Session"), Column(SINCE_DOSE), Column("What", wide=True), Column("From"))
    rows = [
        ((row.when.clock, row.when.session, row.when.since, row.what, row.provenance.value), row.standing)
        for row in report.timeline
    ]
    return [Section("Log", (remarked(columns, rows),), level=1)]


def _about(report: SessionReport, note: NoteDocument) -> list[Section]:
    taken_out = sum(line.taken_out for section in note.sections for line in section.lines)
    left_out = [*KEPT_APART]
    if taken_out:
        left_out.append(f"Lines that the therapist took out of the note: {taken_out}. The log above still has them.")
    counted = "T+ counts from the first dose, " if report.has_dose else ""
    how = [
        "Lines of the note come from the log unless they are marked: typed by a person, or edited by one afterwards.",
        "Words in quotation marks are the client’s own; ~ marks their sense. The note’s times are minutes.",
        f"{counted}Session and Planned at {'' if counted else 'count '}from the session's start.",
    ]
    if report.started:
        how.append(f"Times are local, {offset(report.started.tz_min)}; +1 d is the day after the date above.")
    signed = "" if report.signed is not None else "; not signed"
    facts = {
        "Practice": report.practice,
        "Made": f"{report.generated:%Y-%m-%d %H:%M:%S %Z}, by KapGuide {report.version}{signed}",
        "Session": report.session_id,
        "Protocol": f"{report.protocol_title}, version {report.protocol_version}, SHA-256 {report.protocol_sha256}",
        "Log": f"{report.entries} entries, SHA-256 {report.log_sha256}",
    }
    return [
        Section("About this document", level=1),
        Section(
            "What the log does not tell", (Sentences(report.unknown or ("Nothing that belongs here is missing.",)),)
        ),
        Section("What this document leaves out", (Sentences(tuple(left_out)),)),
        Section("How to read it", (Sentences(tuple(how)),)),
        Section("What it was made from", (FactList(tuple((label, text) for label, text in facts.items() if text)),)),
    ]
