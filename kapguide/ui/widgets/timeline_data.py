"""What a timeline shows, where each moment lies, and which times stand below it."""

from enum import StrEnum

import msgspec
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont

from kapguide.session.protocol import PhaseKind
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import elided, text_width
from kapguide.ui.widgets.words import MINUTE, clock_text, minutes_text

STEPS = (5, 10, 15, 30, 60, 120, 240)
TICK_ROOM = 76
CLEAR = 10
"""Pixels between two times at least."""
REACH = 0.3
"""A pick-up later than this share of the session past its end stands at the edge instead of squeezing the rest."""


class CueKind(StrEnum):
    """A prompt is a diamond above the phases, a reading a dot below them."""

    PROMPT = "prompt"
    READING = "reading"


class TimelineCue(msgspec.Struct, frozen=True):
    """Something due at session time `at` (ms)."""

    at: int
    kind: CueKind = CueKind.PROMPT
    title: str = ""
    done: bool = False
    missed: bool = False


class TimelinePhase(msgspec.Struct, frozen=True):
    """A phase from `start` to `end` (session ms); for the current one `shortest` and `longest` are ends, too."""

    title: str
    kind: PhaseKind
    start: int
    end: int
    shortest: int | None = None
    longest: int | None = None


class TimelineData(msgspec.Struct, frozen=True):
    """All that the timeline shows, in session milliseconds. `current` is an index; past the last one all is over."""

    phases: tuple[TimelinePhase, ...] = ()
    current: int = 0
    now: int = 0
    t0: int | None = None
    cues: tuple[TimelineCue, ...] = ()
    held: bool = False
    planned_end: int | None = None
    end_text: str = ""
    pick_up: int | None = None
    pick_up_text: str = ""

    @property
    def end(self) -> int:
        """The expected end."""
        return max((phase.end for phase in self.phases), default=0)

    @property
    def now_text(self) -> str:
        """`T+0:25:13` once a dose was given, before it the session's own time."""
        return clock_text(self.now) if self.t0 is None else f"T+{clock_text(self.now - self.t0)}"


class Scale:
    """Session time to pixels."""

    def __init__(self, rect: QRectF, data: TimelineData) -> None:
        starts = [phase.start for phase in data.phases]
        self.low = min([0, *starts])
        high = max(data.end, data.now, self.low + MINUTE)
        self.pick_up_beyond = False
        if data.pick_up is not None and data.pick_up > high:
            if data.pick_up <= high + (high - self.low) * REACH:
                high = data.pick_up
            else:
                self.pick_up_beyond = True
        self.high = high
        self.left, self.width = rect.left(), max(1.0, rect.width())

    def x(self, at: int) -> float:
        share = (at - self.low) / (self.high - self.low)
        return self.left + self.width * min(1.0, max(0.0, share))

    def step(self) -> int:
        """The spacing of the ticks (ms): the smallest whose labels have room."""
        per_ms = self.width / (self.high - self.low)
        for minutes in STEPS:
            if minutes * MINUTE * per_ms >= TICK_ROOM:
                return minutes * MINUTE
        step = STEPS[-1] * MINUTE
        while step * per_ms < TICK_ROOM:
            step *= 2
        return step


class AxisLabel(msgspec.Struct, frozen=True):
    """A time below the phases: its left edge and width (pixels), and how it looks."""

    left: float
    wide: float
    text: str
    strong: bool
    colour: str


def axis_font(theme: Theme, strong: bool) -> QFont:
    """The font of a time below the phases."""
    return theme.font(Role.SMALL, QFont.Weight.DemiBold if strong else None, tabular=True)


def axis_labels(scale: Scale, data: TimelineData, theme: Theme) -> list[AxisLabel]:
    """The times below, none touching another: dose, pick-up and end take their place first, then the ticks."""
    labels: list[AxisLabel] = []

    def free(left: float, wide: float) -> bool:
        return all(left >= one.left + one.wide + CLEAR or left + wide + CLEAR <= one.left for one in labels)

    def put(x: float, text: str, colour: str, *, strong: bool = False, give_way: bool = False) -> None:
        text = elided(text, axis_font(theme, strong), scale.width / 3)
        wide = text_width(text, axis_font(theme, strong))
        left = min(max(x - wide / 2, scale.left), scale.left + scale.width - wide)
        if give_way and not free(left, wide):
            left = min(one.left for one in labels if one.left + one.wide + CLEAR > left) - CLEAR - wide
        if text and left >= scale.left and free(left, wide):
            labels.append(AxisLabel(left, wide, text, strong, colour))

    if data.t0 is not None:
        put(scale.x(data.t0), "T0", "text", strong=True)
    if data.pick_up is not None:
        x = scale.left + scale.width if scale.pick_up_beyond else scale.x(data.pick_up)
        text = data.pick_up_text or "pick-up"
        colour = "warm" if data.end > data.pick_up else "dim"
        put(x, f"{text} →" if scale.pick_up_beyond else text, colour, strong=True)
    if data.end_text:
        put(scale.x(data.end), data.end_text, "text", strong=True, give_way=True)
    step = scale.step()
    for at in range(-(-scale.low // step) * step, scale.high + 1, step):
        put(scale.x(at), minutes_text(at), "dim")
    return labels
