"""The record behind the note: doses, phases, vitals, prompts, music and faults as tables, straight from the report."""

from collections.abc import Sequence
from itertools import pairwise

from kapguide.clinical.vitals import JOINED, SEDATION, Vitals
from kapguide.export.blocks import (
    SINCE_DOSE,
    AnyBlock,
    Chart,
    ChartPhase,
    Column,
    DocumentTable,
    Point,
    Section,
    Sentences,
    TableRow,
)
from kapguide.export.cues import ReportedCue
from kapguide.export.log import Moment
from kapguide.export.report import Happening, ReportedPhase, ReportedReading, SessionReport
from kapguide.export.safety import NOT_ASKED
from kapguide.session.clock import Elapsed
from kapguide.session.dose import first_given
from kapguide.session.protocol import Ask
from kapguide.session.wording import clock_span, hours_minutes, length, route_words
from kapguide.text import in_words

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
        Section("Vitals", _vitals(report)),
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


def _vitals(report: SessionReport) -> tuple[AnyBlock, ...]:
    if not report.readings:
        return (Sentences(("No vitals were recorded.",)),)
    columns = {
        "BP": [_pressure(reading.vitals) for reading in report.readings],
        "HR": [_figure(reading.vitals.heart_rate) for reading in report.readings],
        "SpO2": [_figure(reading.vitals.spo2, " %") for reading in report.readings],
        "RR": [_figure(reading.vitals.respiratory_rate) for reading in report.readings],
        "Sedation": [_sedation(reading.vitals) for reading in report.readings],
        "Dissociation": [_figure(reading.vitals.dissociation, "/10") for reading in report.readings],
        "Comfort": [_figure(reading.vitals.comfort, "/10") for reading in report.readings],
        "Taken by": [reading.by for reading in report.readings],
        "Remark": [reading.standing or ("correction" if reading.corrects else "") for reading in report.readings],
    }
    used = {title: cells for title, cells in columns.items() if any(cells)}
    worded = {"Sedation", "Taken by"}
    table = DocumentTable(
        (
            Column("Time"),
            Column(SINCE_DOSE),
            *(Column(title, wide=title in worded, figures=title not in {*worded, "Remark"}) for title in used),
        ),
        tuple(
            TableRow(
                (reading.when.clock, reading.when.since, *(cells[place] for cells in used.values())),
                void=reading.standing,
            )
            for place, reading in enumerate(report.readings)
        ),
    )
    chart = _chart(report)
    return (chart, table) if chart else (table,)


def _chart(report: SessionReport) -> Chart | None:
    """The readings that stand, if there is anything to draw."""
    drawn = [reading for reading in report.readings if not reading.standing and _drawable(reading.vitals)]
    if not drawn:
        return None
    points = tuple(
        Point(reading.when.t, reading.vitals.systolic, reading.vitals.diastolic, reading.vitals.heart_rate)
        for reading in drawn
    )
    ends = max(report.ended.t if report.ended else 0, points[-1].t, 1)
    dosed = first_given(Elapsed(dose.given.t) for dose in report.doses if not dose.standing)
    told = "; ".join(_in_words(reading) for reading in drawn)
    first = next((dose.given for dose in report.doses if not dose.standing and dose.given.t == dosed), None)
    return Chart(
        points,
        ends,
        dosed,
        f"Blood pressure as bars and heart rate as a line over the session. {told}.",
        JOINED,
        f"dose {first.local:%H:%M}" if first is not None else "",
        _silent(drawn),
        tuple(
            ChartPhase(phase.kind.value, phase.began.t, phase.ended.t if phase.ended is not None else ends)
            for phase in report.phases
            if phase.kind is not None and phase.began is not None
        ),
    )


def _silent(drawn: Sequence[ReportedReading]) -> str:
    """The times without a reading that no line leads through: `none taken 1:01 to 2:28`."""
    apart = [
        f"{_since(before.when)} to {_since(after.when)}"
        for before, after in pairwise(drawn)
        if after.when.t - before.when.t > JOINED
    ]
    return f"none taken {in_words(apart)}" if apart else ""


def _since(when: Moment) -> str:
    return hours_minutes(when.t if when.dosed is None else when.dosed)


def _drawable(vitals: Vitals) -> bool:
    return None not in (vitals.systolic, vitals.diastolic) or vitals.heart_rate is not None


def _in_words(reading: ReportedReading) -> str:
    parts = [f"BP {_pressure(reading.vitals)}"] if reading.vitals.systolic is not None else []
    parts += [f"HR {reading.vitals.heart_rate}"] if reading.vitals.heart_rate is not None else []
    return f"{reading.when.clock} {', '.join(parts)}"


def _pressure(vitals: Vitals) -> str:
    return f"{vitals.systolic}/{vitals.diastolic}" if vitals.systolic is not None else ""


def _figure(value: int | None, unit: str = "") -> str:
    return "" if value is None else f"{value}{unit}"


def _sedation(vitals: Vitals) -> str:
    return "" if vitals.sedation is None else SEDATION[vitals.sedation]


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
