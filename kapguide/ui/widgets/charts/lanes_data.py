"""What the lanes of a debrief show: what happened, what was done, what was asked for, and what was remarked on it.

All times are ms since the first dose, or since the start where there was none.
"""

from enum import StrEnum

import msgspec

from kapguide.session.protocol.protocol import PhaseKind
from kapguide.ui.widgets.words import clock_text, minutes_text


class LaneRow(StrEnum):
    """The four lanes, in their order."""

    HAPPENED = "Happened"
    DONE = "Done"
    ASKED = "Asked for"
    REMARKS = "Remarks"


class LanePhase(msgspec.Struct, frozen=True):
    """A phase as a box of the strip."""

    title: str
    kind: PhaseKind
    start: int
    end: int


class LaneMark(msgspec.Struct, frozen=True):
    """One mark of a lane. `moment` is the id of the moment that it belongs to.

    What was asked for and not `seen` is hollow and warm, what nobody was asked (`let_be`) hollow and faint. A remark
    has an `initial`; a `supervisor`'s has its own ring. Where a lane is crowded the words of what is `minor` go first.
    """

    moment: str
    at: int
    words: str
    seen: bool = True
    late: bool = False
    let_be: bool = False
    minor: bool = False
    initial: str = ""
    supervisor: bool = False


class LaneLink(msgspec.Struct, frozen=True):
    """A curve from `start` in `lane`, happened or asked for, to what was done at `end`; `words` is how long it took."""

    lane: LaneRow
    start: int
    end: int
    words: str = ""
    late: bool = False


class LaneMoment(msgspec.Struct, frozen=True):
    """A moment one can go to: its line stands at `at`, its band goes from `start` to `end`.

    `within` is the time that something was asked for in, and `within_words` says so.
    """

    id: str
    at: int
    start: int
    end: int
    words: str = ""
    within: tuple[int, int] | None = None
    within_words: str = ""

    def __str__(self) -> str:
        return f"{clock_text(self.at)}  {self.words}".strip()


class DebriefLanesData(msgspec.Struct, frozen=True):
    """The whole picture from `low` to `high`; the moments stand in the order of time, `chosen` is the id of one."""

    low: int = 0
    high: int = 60_000
    phases: tuple[LanePhase, ...] = ()
    happened: tuple[LaneMark, ...] = ()
    done: tuple[LaneMark, ...] = ()
    asked: tuple[LaneMark, ...] = ()
    remarks: tuple[LaneMark, ...] = ()
    links: tuple[LaneLink, ...] = ()
    skipped: tuple[tuple[int, int], ...] = ()
    """Spans that the clock was moved past."""
    moments: tuple[LaneMoment, ...] = ()
    chosen: str = ""

    def marks(self, lane: LaneRow) -> tuple[LaneMark, ...]:
        """The marks of a lane."""
        return {
            LaneRow.HAPPENED: self.happened,
            LaneRow.DONE: self.done,
            LaneRow.ASKED: self.asked,
            LaneRow.REMARKS: self.remarks,
        }[lane]

    @property
    def moment(self) -> LaneMoment | None:
        """The moment that is chosen."""
        return next((each for each in self.moments if each.id == self.chosen), None)

    def next_to(self, by: int) -> LaneMoment | None:
        """The moment `by` further than the chosen one, or the first or last; None where there is none."""
        if not self.moments:
            return None
        ids = [each.id for each in self.moments]
        at = ids.index(self.chosen) + by if self.chosen in ids else 0
        return self.moments[max(0, min(len(ids) - 1, at))]


def lane_rows(data: DebriefLanesData) -> list[str]:
    """The table twin: each mark with its time and its lane, then each answer with how long it took."""
    lines = [f"{minutes_text(phase.start)} to {minutes_text(phase.end)}  {phase.title}" for phase in data.phases]
    marks = [(mark.at, order, lane, mark) for order, lane in enumerate(LaneRow) for mark in data.marks(lane)]
    for at, _, lane, mark in sorted(marks, key=lambda each: each[:2]):
        said = f"{clock_text(at)}  {lane.value}: {mark.words}"
        lines.append(f"{said}, not seen in this run" if not mark.seen else said)
    lines += [
        f"{clock_text(link.start)} to {clock_text(link.end)}  {link.lane.value} to done: {link.words}"
        for link in data.links
        if link.words
    ]
    return lines
