"""The record behind the note: doses, phases, vitals, prompts, music and faults as tables, straight from the report."""

from collections.abc import Sequence

from kapguide.export.blocks import (
    SINCE_DOSE,
    AnyBlock,
    Column,
    DocumentTable,
    Section,
    Sentences,
    TableRow,
)
from kapguide.export.cues import ReportedCue
from kapguide.export.readings import readings_in_record
from kapguide.export.report import Happening, ReportedPhase, SessionReport
from kapguide.export.safety import NOT_ASKED
from kapguide.session.protocol.protocol import Ask
from kapguide.session.wording import clock_span, length, route_words

NO_FAULT = "No fault of the sound and no gap of the clock was recorded."


def record(report: SessionReport) -> list[Section]:
    """Every table of the record; a sentence stands where there is nothing to tell."""
    sections = [
        Section(
            "Record of the session",
            (Sentences(("Made from the log; no word of it can be edited.",)),),
            level=1,
            new_page=True,
        ),
        Section("Doses", (_doses(report),)),
        Section("Phases", (_phases(report.phases),)),
        Section("Vitals", (readings_in_record(report),)),
        Section("Side effects", (_effects(report),)),
        Section("Prompts and readings due", (_cues(report.cues),)),
        Section("Music", (_events([*report.tracks, *report.music], "No music was recorded."),)),
        Section("Emergencies", (_emergencies(report),)),
        Section("Sound and clock", (_events([*report.sound, *report.gaps], NO_FAULT),)),
    ]
    told = {
        "Doses": report.doses,
        "Vitals": report.readings,
        "Music": (*report.tracks, *report.music),
        "Emergencies": report.emergencies,
    }
    return [section for section in sections if report.has_dose or told.get(section.title, True)]


def _doses(report: SessionReport) -> AnyBlock:
    if not report.doses:
        return Sentences(("No dose was recorded.",))
    return DocumentTable(
        (
            Column("No.", figures=True),
            Column("Given"),
            Column(SINCE_DOSE),
            Column("Amount", wide=True),
            Column("Route", wide=True),
            Column("By", wide=True),
            Column("Ended"),
            Column("Remark"),
        ),
        tuple(
            TableRow(
                (
                    str(dose.number),
                    dose.given.clock,
                    dose.given.since,
                    f"{dose.amount} {dose.medicine}".strip(),
                    route_words(dose.route),
                    dose.by,
                    dose.ended.clock if dose.ended else "",
                    dose.standing or ("correction" if dose.corrects else ""),
                ),
                void=dose.standing,
            )
            for dose in report.doses
        ),
    )


def _phases(phases: tuple[ReportedPhase, ...]) -> DocumentTable:
    def row(phase: ReportedPhase) -> TableRow:
        return TableRow(
            (
                phase.title,
                clock_span(phase.planned_start),
                length(phase.planned),
                phase.began.session if phase.began else "",
                phase.began.clock if phase.began else "not reached",
                phase.ended.clock if phase.ended else "",
                length(phase.lasted) if phase.lasted is not None else "",
                length(phase.held) if phase.held else "",
                ("+" if phase.extended > 0 else "") + length(phase.extended) if phase.extended else "",
            )
        )

    return DocumentTable(
        (
            Column("Phase", wide=True),
            Column("Planned at"),
            Column("Planned for"),
            Column("Session"),
            Column("Began"),
            Column("Ended"),
            Column("Lasted"),
            Column("Held"),
            Column("Moved"),
        ),
        tuple(row(phase) for phase in phases),
    )


def _effects(report: SessionReport) -> AnyBlock:
    if not report.effects:
        asked = "Side effects were asked for, and none was recorded." if report.effects_asked else NOT_ASKED
        return Sentences((asked,))
    return DocumentTable(
        (
            Column("Since"),
            Column(SINCE_DOSE),
            Column("What", wide=True),
            Column("How strong"),
            Column("Done", wide=True),
            Column("Over"),
            Column("Lasted"),
        ),
        tuple(
            TableRow(
                (
                    effect.onset.clock,
                    effect.onset.since,
                    effect.title,
                    effect.severity,
                    "; ".join(f"{when.clock} {what}" if when else what for when, what in effect.done),
                    effect.ended.clock if effect.ended is not None else "not recorded",
                    length(effect.lasted) if effect.lasted is not None else "",
                )
            )
            for effect in report.effects
        ),
    )


def _cues(cues: tuple[ReportedCue, ...]) -> AnyBlock:
    if not cues:
        return Sentences(("No prompt was shown and no reading fell due.",))
    return DocumentTable(
        (
            Column("Due"),
            Column(SINCE_DOSE),
            Column("What", wide=True),
            Column("Shown"),
            Column("Became of it", wide=True),
        ),
        tuple(
            TableRow(
                (
                    cue.due.clock,
                    cue.due.since,
                    f"Reading: {cue.title}" if cue.ask is Ask.READING else cue.title,
                    cue.shown.clock if cue.shown else "not shown",
                    ", ".join(cue.became),
                )
            )
            for cue in cues
        ),
    )


def _events(happenings: list[Happening], none: str) -> AnyBlock:
    if not happenings:
        return Sentences((none,))
    found = sorted(happenings, key=lambda happening: happening.when.t)
    return remarked(
        (Column("Time"), Column(SINCE_DOSE), Column("What", wide=True)),
        [((each.when.clock, each.when.since, each.what), each.standing) for each in found],
    )


def remarked(columns: tuple[Column, ...], rows: Sequence[tuple[tuple[str, ...], str]]) -> DocumentTable:
    """A table of cells and remarks; the column for these is there when one row has something to remark."""
    if not any(remark for _, remark in rows):
        return DocumentTable(columns, tuple(TableRow(cells) for cells, _ in rows))
    return DocumentTable(
        (*columns, Column("Remark")), tuple(TableRow((*cells, remark), void=remark) for cells, remark in rows)
    )


def _emergencies(report: SessionReport) -> AnyBlock:
    if not report.emergencies:
        return Sentences(("No emergency was recorded.",))
    return DocumentTable(
        (Column("Started"), Column(SINCE_DOSE), Column("Ended"), Column("Lasted", wide=True)),
        tuple(
            TableRow(
                (
                    emergency.started.clock,
                    emergency.started.since,
                    emergency.ended.clock if emergency.ended else "",
                    length(emergency.lasted) if emergency.lasted is not None else "no end recorded",
                )
            )
            for emergency in report.emergencies
        ),
    )
