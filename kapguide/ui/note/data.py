"""What a note's sheet shows: its lines as they stand, the readings as points, the log's entries."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from msgspec.structs import replace

from kapguide.clinical.contacts import contact_words
from kapguide.clinical.ways import WayOfWorking, completions
from kapguide.export.log_rows import Provenance
from kapguide.export.note import NoteDocument, NoteLine, NoteSection
from kapguide.export.noting.did import WAYS
from kapguide.export.report import SessionReport
from kapguide.text import in_words
from kapguide.ui.note.foot import ToldOfLine
from kapguide.ui.note.sheet import SheetShown
from kapguide.ui.widgets.charts.vitals_chart import VitalsChartData, VitalsPoint
from kapguide.ui.widgets.section import LineShown, SectionShown, WhoseWords

READINGS, APART = "readings", "readings/apart"
LEGEND = 44
"""So many characters on the times without a reading have room below the chart."""
NOT_WRITTEN = "Not written yet."
HINTS = {
    "summary": "What whoever reads on must know first",
    "plan": "What was agreed, and the one commitment",
    "next": "When, what, and with whom",
}
"""What is to be typed where nothing stands yet."""
SHORTEST = 60
"""Of longer words of the log only so many characters are told (characters)."""


def sheet_of(note: NoteDocument, report: SessionReport, writing: str = "") -> SheetShown:
    """The sheet; `writing` is the id of the line that is being written."""
    sections = [section_shown(section, report, writing) for section in note.sections]
    sides = {section.id: section.side for section in note.sections}
    return SheetShown(
        tuple(shown for shown in sections if sides[shown.id] == "read"),
        tuple(shown for shown in sections if sides[shown.id] != "read"),
    )


def section_shown(section: NoteSection, report: SessionReport, writing: str = "") -> SectionShown:
    """A section as it is seen; of one's own lines those that say something, or are being written."""
    lines = [line for line in section.lines if line.text or not line.own or line.id == writing]
    chart = None
    if section.id == READINGS and report.readings:
        lines, silent = _beside_chart(lines)
        chart = chart_of(report, silent)
    shown: list[LineShown] = []
    for line in lines:
        if shown and _goes_on(shown[-1], line):
            shown[-1] = replace(shown[-1], text=f"{shown[-1].text} {line.sentence}", also=(*shown[-1].also, line.id))
        else:
            shown.append(_line(line, section))
    return SectionShown(
        section.id, section.title, tuple(shown), section.under, any(line.clock for line in shown), chart
    )


def _beside_chart(lines: list[NoteLine]) -> tuple[list[NoteLine], str]:
    """What is said of the readings beside their chart, and of the times without one as much as has room in it."""
    remarked = {line.about for line in lines}
    kept = [line for line in lines if not line.event_id or line.id in remarked]
    apart = next((line for line in kept if line.id == APART and line.id not in remarked), None)
    if apart is None or len(apart.text) > LEGEND:
        return kept, ""
    kept.remove(apart)
    return kept, f"{apart.text[:1].lower()}{apart.text[1:].rstrip('.')}"


def _goes_on(before: LineShown, line: NoteLine) -> bool:
    """Whether a line stands in the paragraph of the one before: neither of them can be written in."""
    return line.joined and line.fixed and before.fixed and not (line.gap or line.time)


def _line(line: NoteLine, section: NoteSection) -> LineShown:
    return LineShown(
        line.id,
        line.text if line.text or not line.wanted else NOT_WRITTEN,
        line.time,
        mark_of(line),
        line.open and bool(line.gap or line.wanted),
        line.fixed,
        line.text.startswith("~"),
        f"{line.label}:" if line.label else "Remark:" if line.about else "",
        _hint(line, section),
        line.late,
        " ".join(filter(None, (section.title, line.label, line.time))),
    )


def _hint(line: NoteLine, section: NoteSection) -> str:
    """What stands where nothing is typed: also that a line of the log was taken out."""
    if line.taken_out and not line.own:
        return f"taken out; the log had: {_short(line.original)}"
    if line.own:
        return ""
    hint = "" if line.label else HINTS.get(section.id, "")
    return hint or ("" if line.gap else "–")


def without(note: NoteDocument, but: str = "") -> NoteDocument:
    """The note without the lines of one's own in which nothing stands, but for the one that is being written."""
    kept = [
        tuple(line for line in section.lines if line.text or not line.own or line.id == but)
        for section in note.sections
    ]
    if all(lines == section.lines for lines, section in zip(kept, note.sections, strict=True)):
        return note
    sections = (replace(section, lines=lines) for lines, section in zip(kept, note.sections, strict=True))
    return replace(note, sections=tuple(sections))


def mark_of(line: NoteLine) -> WhoseWords:
    """Whose words stand here: what was typed in the session is the log's."""
    if not line.own and line.written is None:
        return WhoseWords.NONE
    return WhoseWords.EDITED if line.provenance is Provenance.EDITED else WhoseWords.TYPED


def told_of(line: NoteLine, ways: Sequence[WayOfWorking] = ()) -> ToldOfLine:
    """What is known of a line while it has the keys; of that with the ways of working, what of them is offered."""
    if line.id == WAYS and (offers := completions(ways, line.text)):
        first = offers[0].words
        return ToldOfLine(", ".join(each.words for each in offers), offer=first, typed=line.written is not None)
    mark = mark_of(line)
    if mark is WhoseWords.NONE:
        if line.gap:
            return ToldOfLine("Not in the log. What is typed here stands as yours.")
        if line.fixed:
            return ToldOfLine("From the log: its words stay. Enter adds a remark.")
        return ToldOfLine("From the log." if line.original else "")
    who = " ".join(filter(None, ("by " + line.by if line.by else "", f"at {_when(line.at)}" if line.at else "")))
    words = f"{mark.value.title()} {who}." if who else f"{mark.value.title()}."
    if line.earlier:
        words += f" The log had: {_short(line.earlier)}"
    return ToldOfLine(words, bool(line.earlier), True, line.belongs)


def _short(text: str) -> str:
    one = " ".join(text.split())
    return f"“{one}”" if len(one) <= SHORTEST else f"“{one[: SHORTEST - 1].rstrip()}…”"


def _when(iso: str) -> str:
    return f"{datetime.fromisoformat(iso):%H:%M}"


def chart_of(report: SessionReport, silent: str = "") -> VitalsChartData:
    """The readings that stand; `silent` are the times without one, in words."""
    points = tuple(
        VitalsPoint(each.when.t, each.vitals.systolic, each.vitals.diastolic, each.vitals.heart_rate, each.vitals.spo2)
        for each in report.readings
        if not each.standing
    )
    given = [dose.given.t for dose in report.doses if not dose.standing]
    return VitalsChartData(points, end=report.lasted or 0, t0=min(given, default=None), record=True, silent=silent)


def log_said(report: SessionReport) -> str:
    """`148 entries from 09:58 to 12:58, 41 of them by hand; music and prompts are here`."""
    hands = sum(row.provenance is not Provenance.LOG for row in report.timeline)
    many = len(report.timeline)
    words = f"{many:,} {'entry' if many == 1 else 'entries'}"
    if report.started is not None:
        words += f" from {report.started.local:%H:%M}"
        words += f" to {report.ended.local:%H:%M}" if report.ended is not None else ""
    return f"{words}, {hands} of them by hand; music and prompts are here"


def eyebrows(report: SessionReport, place: str) -> tuple[str, ...]:
    """`Note  ·  Dosing 3 of 3  ·  Tuesday, 1 December 2026, 09:58 to 12:58`, and shorter where there is less room;
    `place` is where in the course it stands, empty where it stands in none."""
    contact = contact_words(report.contact, report.telephone)
    words = place or (f"{contact}, session {report.number}" if report.number else contact)
    which = f"Note  ·  {words[:1].upper()}{words[1:]}"
    if (began := report.started) is None:
        return (which,)
    until = f" to {report.ended.local:%H:%M}" if report.ended is not None else ""
    day = began.local
    return (
        f"{which}  ·  {day:%A}, {day.day} {day:%B %Y}, {day:%H:%M}{until}",
        f"{which}  ·  {day.day} {day:%b %Y}, {day:%H:%M}{until}",
        f"{which}  ·  {day.day} {day:%b %Y}",
        f"{which.removeprefix('Note  ·  ')}  ·  {day.day} {day:%b %Y}",
    )


def by_whom(note: NoteDocument) -> str:
    """`by the log and K. Lind`: everybody who wrote in it."""
    names = list(dict.fromkeys(line.by for line in _lines(note) if line.by))
    return f"by {in_words(['the log', *names])}"


def _lines(note: NoteDocument) -> Iterator[NoteLine]:
    for section in note.sections:
        yield from section.lines
