"""What a timeline shows, where each moment lies, and which times stand below it."""

from enum import StrEnum

import msgspec
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont

from kapguide.session.protocol.protocol import PhaseKind
from kapguide.spans import MINUTE
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import elided, text_width
from kapguide.ui.widgets.words import minutes_text

STEPS = (5, 10, 15, 30, 60, 120, 240)
TICK_ROOM = 76
CLEAR = 10
"""Pixels between two times at least."""
EYE = 1.4
"""What the eye before the end of the observation takes, as a share of the size of its words."""
REACH = 0.3
"""A pick-up later than this share of the session past its end stands at the edge instead of squeezing the rest."""


class CueKind(StrEnum):
    """A prompt is a diamond, a reading a dot, a side timer a flag on the bar."""

    PROMPT = "prompt"
    READING = "reading"
    TIMER = "timer"


class TimelineCue(msgspec.Struct, frozen=True):
    """Something due at session time `at` (ms)."""

    at: int
    kind: CueKind = CueKind.PROMPT
    title: str = ""
    done: bool = False
    missed: bool = False
    due: bool = False
    """Its time has come, and nobody has answered it."""


class TimelinePhase(msgspec.Struct, frozen=True):
    """A phase from `start` to `end` (session ms)."""

    title: str
    kind: PhaseKind
    start: int
    end: int


class TimelineGap(msgspec.Struct, frozen=True):
    """A time in which nobody was with the client, or nobody knows whether (`doubtful`); without an end it goes on."""

    start: int
    end: int | None
    doubtful: bool = False


class TimelineData(msgspec.Struct, frozen=True):
    """All that the timeline shows, in session milliseconds. `current` is an index; past the last one all is over.

    `supposed_t0` is where the dose is drawn before it is given, `later_doses` are those after the first.
    """

    phases: tuple[TimelinePhase, ...] = ()
    current: int = 0
    now: int = 0
    t0: int | None = None
    cues: tuple[TimelineCue, ...] = ()
    held: bool = False
    end_text: str = ""
    pick_up: int | None = None
    pick_up_text: str = ""
    supposed_t0: int | None = None
    later_doses: tuple[int, ...] = ()
    observed: int | None = None
    """When the observation is over."""
    observed_text: str = ""
    company: int | None = None
    """From when on it is known who was with the client; None where nobody said anything."""
    alone: tuple[TimelineGap, ...] = ()

    @property
    def end(self) -> int:
        """The expected end."""
        return max((phase.end for phase in self.phases), default=0)

    @property
    def origin(self) -> int:
        """What the times below are counted from."""
        return self.t0 if self.t0 is not None else self.supposed_t0 or 0


class TimelineRows(msgspec.Struct, frozen=True):
    """Heights of the rows from the top (pixels), and the size of their words. Without an axis nothing stands there."""

    names: int = 18
    bar: int = 30
    marks: int = 14
    axis: int = 18
    px: int = 13

    @property
    def high(self) -> int:
        """All of them."""
        return self.names + self.bar + self.marks + self.axis


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

    @property
    def right(self) -> float:
        """The right edge (pixels)."""
        return self.left + self.width

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
    """A time below the phases: its left edge and width (pixels), and how it looks. `eye` has one before its words."""

    left: float
    wide: float
    text: str
    strong: bool
    colour: str
    eye: bool = False


def axis_font(theme: Theme, strong: bool, px: int = 0) -> QFont:
    """The font of a time below the phases."""
    return theme.font(Role.SMALL, QFont.Weight.DemiBold if strong else None, tabular=True, px=px)


def axis_labels(scale: Scale, data: TimelineData, theme: Theme, px: int = 0) -> list[AxisLabel]:
    """The times below, none touching another: the dose, then what is to end, from the right, then the ticks."""
    labels: list[AxisLabel] = []

    def free(left: float, wide: float) -> bool:
        return all(left >= one.left + one.wide + CLEAR or left + wide + CLEAR <= one.left for one in labels)

    def put(x: float, text: str, colour: str, *, strong: bool = False) -> None:
        wide = text_width(text, axis_font(theme, strong, px))
        left = min(max(x - wide / 2, scale.left), scale.right - wide)
        if text and left >= scale.left and free(left, wide):
            labels.append(AxisLabel(left, wide, text, strong, colour))

    edge = scale.right

    def put_end(x: float, text: str, colour: str, *, eye: bool = False) -> None:
        """At the left of `x`, or of what stands there already."""
        nonlocal edge
        text = elided(text, axis_font(theme, strong=True, px=px), scale.width / 3)
        wide = text_width(text, axis_font(theme, strong=True, px=px)) + (
            EYE * axis_font(theme, strong=True, px=px).pixelSize() if eye else 0
        )
        left = max(scale.left, min(x, edge) - wide)
        if text and left + wide <= edge and free(left, wide):
            labels.append(AxisLabel(left, wide, text, strong=True, colour=colour, eye=eye))
            edge = left - CLEAR

    if data.t0 is not None:
        put(scale.x(data.t0), "T0", "text", strong=True)
    elif data.supposed_t0 is not None:
        put(scale.x(data.supposed_t0), "dose", "text", strong=True)
    for number, dose in enumerate(data.later_doses, 2):
        put(scale.x(dose), f"T0 {number}", "text", strong=True)
    ends = [(data.end, scale.x(data.end), data.end_text, "soft", False)]
    if data.observed is not None:
        ends.append((data.observed, scale.x(data.observed), data.observed_text, "soft", True))
    if data.pick_up is not None:
        text = data.pick_up_text or "pick-up"
        x = scale.right if scale.pick_up_beyond else scale.x(data.pick_up)
        colour = "text" if data.pick_up < data.end else "soft"
        ends.append((data.pick_up, x, f"{text} →" if scale.pick_up_beyond else text, colour, False))
    for _, x, text, colour, eye in sorted(ends, reverse=True):
        put_end(x, text, colour, eye=eye)
    step = scale.step()
    for at in range(data.origin + step, scale.high + 1, step):
        put(scale.x(at), minutes_text(at - data.origin), "dim")
    return labels
