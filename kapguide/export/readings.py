"""The readings of a session in its documents: a chart of them, and tables with their minutes or their seconds."""

from collections.abc import Sequence

from kapguide.clinical.vitals import JOINED, SEDATION, Vitals
from kapguide.export.blocks import (
    SINCE_DOSE,
    AnyBlock,
    Chart,
    ChartPhase,
    Column,
    DocumentTable,
    Point,
    Sentences,
    TableRow,
)
from kapguide.export.report import ReportedReading, SessionReport
from kapguide.session.clock import Elapsed
from kapguide.session.doses.dose import first_given
from kapguide.session.wording import hours_minutes


def readings_in_note(report: SessionReport) -> tuple[AnyBlock, ...]:
    """The chart, if there is anything to draw, and each reading with its minute."""
    chart = _chart(report)
    columns = {"Time": [each.when.minute for each in report.readings]}
    if report.dosed:
        columns["Since dose"] = [hours_minutes(each.when.dosed or 0) for each in report.readings]
    table = _table(columns, report.readings)
    return (chart, table) if chart else (table,)


def readings_in_record(report: SessionReport) -> AnyBlock:
    """Each reading with its second."""
    if not report.readings:
        return Sentences(("No vitals were recorded.",))
    times = {
        "Time": [each.when.clock for each in report.readings],
        SINCE_DOSE: [each.when.since for each in report.readings],
    }
    return _table(times, report.readings)


def _table(times: dict[str, list[str]], readings: Sequence[ReportedReading]) -> DocumentTable:
    """What was read at these `times`; a column that nobody filled in is left out."""
    columns = {
        "BP": [_pressure(reading.vitals) for reading in readings],
        "HR": [_figure(reading.vitals.heart_rate) for reading in readings],
        "SpO2": [_figure(reading.vitals.spo2, " %") for reading in readings],
        "RR": [_figure(reading.vitals.respiratory_rate) for reading in readings],
        "Sedation": [_sedation(reading.vitals) for reading in readings],
        "Dissociation": [_figure(reading.vitals.dissociation, "/10") for reading in readings],
        "Comfort": [_figure(reading.vitals.comfort, "/10") for reading in readings],
        "Taken by": [reading.by for reading in readings],
        "Remark": [reading.standing or ("correction" if reading.corrects else "") for reading in readings],
    }
    used = {title: cells for title, cells in columns.items() if any(cells)}
    worded = {"Sedation", "Taken by"}
    return DocumentTable(
        (
            *(Column(title) for title in times),
            *(Column(title, wide=title in worded, figures=title not in {*worded, "Remark"}) for title in used),
        ),
        tuple(
            TableRow(
                (*(cells[place] for cells in times.values()), *(cells[place] for cells in used.values())),
                void=reading.standing,
            )
            for place, reading in enumerate(readings)
        ),
    )


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
        tuple(
            ChartPhase(phase.kind.value, phase.began.t, phase.ended.t if phase.ended is not None else ends)
            for phase in report.phases
            if phase.kind is not None and phase.began is not None
        ),
    )


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
