"""The debrief of a rehearsal as a document: the four steps, what was measured, and how to read it."""

from collections.abc import Iterator

from kapguide.export.blocks import (
    AnyBlock,
    Column,
    Document,
    DocumentTable,
    FactList,
    NoteStanding,
    RatingChart,
    RatingRow,
    Section,
    Sentences,
    TableRow,
)
from kapguide.export.debrief_lanes import lanes_chart, spreads_chart
from kapguide.export.files import in_a_name
from kapguide.rehearsal.debrief.asked import LATER_UP_TO, ON_TIME
from kapguide.rehearsal.debrief.hands import GAP, PRESS
from kapguide.rehearsal.debrief.shape import Debrief, DebriefMark, Lane
from kapguide.rehearsal.debrief.words import brief, counted, took, upper
from kapguide.rehearsal.kept import RATED, RehearsalRecord, SelfRating

NOT_HAPPENED = "None of this happened to a client."
NOTHING = "Nothing was written."

HOW_TO_READ = (
    "Nothing in it is a grade. What was not logged is not told; what was not seen in this run may have been done.",
    f"Prompts and readings count as in time up to {brief(ON_TIME)} after they fell due [OURS].",
    f"What a turn asked for has a time of its own; up to {brief(LATER_UP_TO)} after it, it is told as later [OURS].",
    f"Entries less than {brief(GAP)} apart are one time at the keys; each counts for {brief(PRESS)} at least [OURS].",
    "[OURS] is our own choice. Readings and signs are a story: no number in it is what any medicine does.",
)


def debrief_document(record: RehearsalRecord, debrief: Debrief) -> Document:
    """The document of `record`, of which `debrief` was made."""
    when = record.began.astimezone()
    watched = f", observed by {record.watching}" if record.watching else ""
    rate = f", ×{record.speed:g}" if record.speed else ""
    begun = f"{when:%A} {when.day} {when:%B %Y}, {when:%H:%M}"
    return Document(
        title="Debrief of a rehearsal",
        practice="",
        client=record.scenario.title,
        heading=f"{begun}{rate}. {record.trainee or 'Trainee not named'}{watched}",
        standing=NoteStanding("REHEARSAL.", NOT_HAPPENED, waits=True),
        session="Rehearsal",
        date=f"{when:%Y-%m-%d %H:%M}",
        therapist=record.trainee,
        rehearsal=True,
        log=record.id[:12],
        sections=(
            *_reactions(record),
            *_what_happened(debrief),
            *_analysis(record, debrief),
            *_take_home(record, debrief),
            *_about(record, debrief),
        ),
    )


def _written(text: str) -> Sentences:
    return Sentences((text if text.strip() else NOTHING,))


def _reactions(record: RehearsalRecord) -> Iterator[Section]:
    yield Section("1  Reactions", (_written(record.reflection.reactions),), level=1)


def _what_happened(debrief: Debrief) -> Iterator[Section]:
    blocks: list[AnyBlock] = [lanes_chart(debrief)]
    yield Section("2  What happened", tuple(blocks), level=1)
    rows = tuple(TableRow(_row(debrief, mark)) for mark in debrief.marks if mark.lane is not Lane.REMARKS)
    if rows:
        columns = (Column("Time"), Column("Lane"), Column("What", wide=True), Column("How it stands"))
        yield Section("Line by line", (DocumentTable(columns, rows),))
    else:
        yield Section("Line by line", (Sentences(("Nothing was logged in this run.",)),))


def _row(debrief: Debrief, mark: DebriefMark) -> tuple[str, str, str, str]:
    what = upper(mark.full)
    if mark.since is not None:
        what = f"{what}, asked for at {debrief.clock(mark.since)} {mark.within}"
    return debrief.clock(mark.t), mark.lane.value, what, mark.outcome or mark.state.value


def _analysis(record: RehearsalRecord, debrief: Debrief) -> Iterator[Section]:
    yield Section("3  Analysis", level=1)
    yield Section("Own rating", tuple(_rating(record.reflection.rating)))
    if debrief.strengths:
        yield Section("Strengths", (Sentences(tuple(point.words for point in debrief.strengths)),))
    yield from _spreads(debrief)
    for group in debrief.facts:
        facts = FactList(tuple((fact.label, upper(fact.words)) for fact in group.facts))
        yield Section(group.title, (facts,), beside=True)
    yield Section("Remarks", (_remarks(debrief),))
    yield Section("In the trainee’s words", (_written(record.reflection.analysis),))


def _rating(rating: SelfRating | None) -> Iterator[AnyBlock]:
    if rating is None:
        yield Sentences(("None was given.",))
        return
    given = rating.given.astimezone()
    yield Sentences((f"Given before any data was shown, {given.day} {given:%B %Y, %H:%M}; 0 to 10.",))
    answers = (*rating.answers, *[None] * len(RATED))
    rows = tuple(
        RatingRow(label, value, "left open" if value is None else str(value))
        for label, value in zip(RATED, answers, strict=False)
    )
    yield RatingChart(rows, "; ".join(f"{row.label}: {row.words}" for row in rows) + ".")


def _spreads(debrief: Debrief) -> Iterator[Section]:
    chart = spreads_chart(debrief)
    if chart is None:
        return
    runs = counted(debrief.runs, "earlier run") if debrief.runs else "no earlier run"
    said = Sentences((f"Beside {runs} of this scenario. Minutes and seconds.",))
    blocks: list[AnyBlock] = [chart, said]
    if debrief.runs:
        columns = (Column("Measured", wide=True), Column("This run", figures=True), Column("Earlier, oldest first"))
        rows = tuple(
            TableRow((each.label, each.words, ", ".join("not seen" if t is None else took(t) for t in each.earlier)))
            for each in debrief.spreads
        )
        blocks.append(DocumentTable(columns, rows))
    yield Section("How long it took", tuple(blocks))


def _remarks(debrief: Debrief) -> AnyBlock:
    remarks = debrief.lane(Lane.REMARKS)
    if not remarks:
        return Sentences(("None.",))
    columns = (Column("Time"), Column("Remark", wide=True), Column("By"), Column("Written"))
    rows = tuple(
        TableRow(
            (
                debrief.clock(mark.t),
                mark.full,
                f"{mark.by or 'not named'}{', supervisor' if mark.supervisor else ''}",
                ", ".join(filter(None, ("while it ran" if mark.live else "afterwards", mark.standing))),
            )
        )
        for mark in remarks
    )
    return DocumentTable(columns, rows)


def _take_home(record: RehearsalRecord, debrief: Debrief) -> Iterator[Section]:
    yield Section("4  Take-home", level=1)
    tries = tuple(f"{number}  {each.sentence}" for number, each in enumerate(debrief.tries, 1))
    title = {1: "One thing to try", 2: "Two things to try", 3: "Three things to try"}.get(len(tries), "Things to try")
    none = ("The log of this run has none.",)
    yield Section(title, (Sentences(tries or none),))
    yield Section("What I take home", (_written(record.reflection.take_home),))


def _about(record: RehearsalRecord, debrief: Debrief) -> Iterator[Section]:
    scenario, protocol = record.scenario, record.protocol
    yield Section("About this rehearsal", level=1)
    facts = {
        "Trainee": record.trainee,
        "Observed by": record.watching,
        "Scenario": f"{scenario.title}, version {scenario.version} ({scenario.id})",
        "Aim": scenario.aim,
        "About": " ".join(scenario.about.split()),
        "Sources": "\n".join(f"[{source.mark.value}] {source.text}" for source in scenario.sources),
        "Protocol": f"{protocol.title}, version {protocol.version}",
        "Stretch": f"{debrief.minutes(debrief.began)} to {debrief.minutes(debrief.ended)}, {debrief.counted}",
        "Chance": f"seed {record.seed}",
        "Entries": str(len(record.log)),
        "Rehearsal": record.id,
    }
    yield Section("What it was", (FactList(tuple((label, text) for label, text in facts.items() if text)),))
    played = ("What came before the stretch was played through by the program, and is nobody’s doing.",)
    yield Section("How to read it", (Sentences((*HOW_TO_READ, *(played if record.prelude else ()))),))


def debrief_name(record: RehearsalRecord, suffix: str) -> str:
    """`2026-11-30-1740-panic-that-calms-debrief-rehearsal.pdf`."""
    title = in_a_name(record.scenario.title.lower()) or "scenario"
    return f"{record.began.astimezone():%Y-%m-%d-%H%M}-{title}-debrief-rehearsal.{suffix}"
