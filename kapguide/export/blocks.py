"""What a document is made of, whatever its format: sections of lines, facts, sentences, tables and one chart."""

import msgspec

SINCE_DOSE = "T+"
"""The column of the time since the first dose."""


class DocumentBlock(msgspec.Struct, frozen=True, tag_field="block"):
    """A piece of a section."""


class DocumentLine(msgspec.Struct, frozen=True):
    """One line of the note. `mark` is empty for the log's own; without text it waits to be filled in.

    A `gap` says what nobody asked or recorded.
    """

    text: str
    label: str = ""
    clock: str = ""
    since: str = ""
    mark: str = ""
    gap: bool = False


class Lines(DocumentBlock, frozen=True, tag="lines"):
    """Lines of the note, one below the other."""

    lines: tuple[DocumentLine, ...]


class FactList(DocumentBlock, frozen=True, tag="facts"):
    """Labels and what stands for them."""

    facts: tuple[tuple[str, str], ...]


class Sentences(DocumentBlock, frozen=True, tag="sentences"):
    """Plain sentences, one below the other."""

    sentences: tuple[str, ...]


class Column(msgspec.Struct, frozen=True):
    """A table's column; `wide` takes the room that is left, figures are set right."""

    title: str
    wide: bool = False
    figures: bool = False


class TableRow(msgspec.Struct, frozen=True):
    """A table's row. `void` is the remark, also found in a cell of its own, that it was corrected or taken back."""

    cells: tuple[str, ...]
    void: str = ""


class DocumentTable(DocumentBlock, frozen=True, tag="table"):
    """A table with a header that each page repeats."""

    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]

    def without(self, title: str) -> "DocumentTable":
        """The table without the columns of this title."""
        kept = [place for place, column in enumerate(self.columns) if column.title != title]
        rows = tuple(TableRow(tuple(row.cells[place] for place in kept), row.void) for row in self.rows)
        return DocumentTable(tuple(self.columns[place] for place in kept), rows)


class Point(msgspec.Struct, frozen=True):
    """One reading in the chart; `t` is session time (ms)."""

    t: int
    systolic: int | None
    diastolic: int | None
    heart_rate: int | None


class ChartPhase(msgspec.Struct, frozen=True):
    """A phase along the chart: its kind, and from when to when it lasted (session time, ms)."""

    kind: str
    began: int
    ended: int


class Chart(DocumentBlock, frozen=True, tag="chart"):
    """Blood pressure and heart rate over the session (ms), drawn from the table below it.

    No line joins two readings that lie more than `joined` ms apart.
    """

    points: tuple[Point, ...]
    ends: int
    dosed: int | None
    described: str
    joined: int
    dose: str = "dose"
    phases: tuple[ChartPhase, ...] = ()


class LaneLabel(msgspec.Struct, frozen=True):
    """A mark on a lane of the debrief, as paper shows it; `words` beside it where there is room, a `minor` one's last.

    `hollow` is what was not seen, `since` is from when on a turn asked for it.
    """

    t: int
    words: str
    warm: bool = False
    minor: bool = False
    dim: bool = False
    hollow: bool = False
    supervisor: bool = False
    since: int | None = None


class LaneCurve(msgspec.Struct, frozen=True):
    """A curve between two lanes, named by their titles."""

    began: int
    first: str
    ended: int
    second: str
    words: str
    warm: bool


class StripPhase(msgspec.Struct, frozen=True):
    """A phase along a strip, with its name."""

    title: str
    kind: str
    began: int
    ended: int


class LaneSpan(msgspec.Struct, frozen=True):
    """A time that the clock was moved past."""

    began: int
    ended: int


class AxisTick(msgspec.Struct, frozen=True):
    """A number on an axis; `t` is where (ms)."""

    t: int
    words: str


class LaneStrip(msgspec.Struct, frozen=True):
    """The four lanes over a part of a run that fits on the paper's width (session time, ms)."""

    began: int
    ended: int
    described: str
    phases: tuple[StripPhase, ...] = ()
    skips: tuple[LaneSpan, ...] = ()
    happened: tuple[LaneLabel, ...] = ()
    done: tuple[LaneLabel, ...] = ()
    asked: tuple[LaneLabel, ...] = ()
    remarks: tuple[LaneLabel, ...] = ()
    curves: tuple[LaneCurve, ...] = ()
    ticks: tuple[AxisTick, ...] = ()


class LanesChart(DocumentBlock, frozen=True, tag="lanes"):
    """What happened, was done, asked for and remarked, strip below strip; the table below it has all of it."""

    strips: tuple[LaneStrip, ...]
    counted: str
    described: str


class SpreadRow(msgspec.Struct, frozen=True):
    """A measured time (ms) beside those of earlier runs; None where it did not come."""

    label: str
    took: int | None
    words: str
    earlier: tuple[int, ...] = ()


class SpreadsChart(DocumentBlock, frozen=True, tag="spreads"):
    """Measured times along one axis that ends at `most`."""

    rows: tuple[SpreadRow, ...]
    most: int
    ticks: tuple[AxisTick, ...]
    described: str


class RatingRow(msgspec.Struct, frozen=True):
    """One answer of the own rating, 0 to 10; None was left open."""

    label: str
    value: int | None
    words: str


class RatingChart(DocumentBlock, frozen=True, tag="rating"):
    """The own rating, as dots."""

    rows: tuple[RatingRow, ...]
    described: str


AnyBlock = Lines | FactList | Sentences | DocumentTable | Chart | LanesChart | SpreadsChart | RatingChart


class NoteStanding(msgspec.Struct, frozen=True):
    """How far a note counts: in a word or two, what more there is to say of it, and whether it still waits for
    somebody."""

    words: str
    more: str
    waits: bool


class Section(msgspec.Struct, frozen=True):
    """A heading, of level 1 or 2, and what stands under it; paper may turn to a new page for it, or set the heading
    `beside` it."""

    title: str
    blocks: tuple[AnyBlock, ...] = ()
    level: int = 2
    new_page: bool = False
    beside: bool = False


class Document(msgspec.Struct, frozen=True):
    """A session note, ready to be set. `heading` says which contact it was, with its date and times; `session` and
    `date` name it at the foot of each page."""

    title: str
    practice: str
    client: str
    heading: str
    standing: NoteStanding
    session: str
    date: str
    therapist: str
    rehearsal: bool
    log: str
    sections: tuple[Section, ...]
