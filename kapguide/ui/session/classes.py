"""The five layout classes of the live screen: chosen by the window's size, never by what it shows."""

from enum import Enum

import msgspec
from PySide6.QtCore import QRect

WIDEST = 2240
"""Content is never wider; what is left stands at both sides."""
SCALED_FROM = (2200, 1250)
SCALE = 1.25
LEFT_SHARE = 0.57
FOLDED_LEFT_SHARE = 0.55
"""At the floor, of the one line that music and vitals share below a form."""
NARROW, NARROW_LEFT_SHARE = 960, 0.53
"""Below this width (a 1366 screen at 150 %) the vitals need more of that line, and the last hand on the music goes."""
RIGHT_LEAST = 500
LOW_ROW_FULL = 300
"""What music and vitals take of the height that is left over, until they have this."""

LINE_PAD, READER_LINE_PAD = 18, 12
"""A card of one line is so much higher than its buttons; below the reader it is less."""
READER_FULL = 420
"""What the reader takes before the log below it has further lines (pixels, in the usual size of type)."""
READER_NOTES = 5
"""More lines of the log than this are not shown below it."""


class LayoutClass(msgspec.Struct, frozen=True):
    """Measures in logical pixels, for a window `high` pixels high; more height, or less, is a matter of the rows.

    `clock` to `notes` are sizes of type, but `ring`, which is a diameter; `small` to `title` those of all the rest.
    `target` is the height of buttons and fields, `note_line` that of a line of the log.
    """

    name: str
    margin: int
    gap: int
    foot: int
    header_top: int
    header: int
    phases_top: int
    phases: int
    upper: int
    lower: int
    lower_least: int
    observations: int
    clock: int
    phase: int
    words: int
    reading: int
    ring: int
    notes: int
    note_line: int
    timeline: tuple[int, int, int, int]
    """Its rows: names, bar, marks, axis."""
    small: int = 13
    label: int = 15
    body: int = 17
    title: int = 19
    target: int = 40
    lines: tuple[int, int, int] = (0, 0, 0)
    """At the floor: the heights of vitals, notes and music, one line each. Elsewhere nothing."""
    lower_full: int = LOW_ROW_FULL

    @property
    def high(self) -> int:
        """The height of the window for which these measures leave nothing over."""
        rows = sum(self.lines) + 2 * self.gap if self.folded else self.lower + self.gap + self.observations
        return self.phases_top + self.phases + self.upper + rows + 2 * self.gap + self.foot

    @property
    def folded(self) -> bool:
        """Vitals, notes and music are one line each, and observations fold."""
        return self.lines != (0, 0, 0)

    @property
    def forms_in_column(self) -> bool:
        """A form has room enough in the left column."""
        return self.high > 640


FLOOR = LayoutClass(
    "floor", margin=8, gap=6, foot=6, header_top=6, header=54, phases_top=66, phases=52,
    upper=194, lower=0, lower_least=0, observations=0, clock=34, phase=24, words=25, reading=28, ring=116, notes=15,
    note_line=26, timeline=(16, 20, 10, 0), lines=(54, 54, 50),
)  # fmt: skip
SMALL = LayoutClass(
    "small", margin=16, gap=8, foot=8, header_top=5, header=66, phases_top=74, phases=104,
    upper=248, lower=142, lower_least=142, observations=40, clock=38, phase=26, words=23, reading=28, ring=112,
    notes=15, note_line=26, timeline=(18, 30, 14, 18),
)  # fmt: skip
STANDARD = LayoutClass(
    "standard", margin=16, gap=8, foot=8, header_top=8, header=66, phases_top=80, phases=104,
    upper=258, lower=176, lower_least=168, observations=40, clock=40, phase=27, words=24, reading=28, ring=116,
    notes=15, note_line=26, timeline=(18, 30, 14, 18),
)  # fmt: skip
ROOMY = LayoutClass(
    "roomy", margin=20, gap=12, foot=12, header_top=12, header=66, phases_top=88, phases=112,
    upper=324, lower=248, lower_least=240, observations=40, clock=40, phase=27, words=25, reading=28, ring=128,
    notes=15, note_line=26, timeline=(18, 30, 14, 18),
)  # fmt: skip
GENEROUS = LayoutClass(
    "generous", margin=24, gap=16, foot=20, header_top=16, header=84, phases_top=112, phases=136,
    upper=350, lower=300, lower_least=240, observations=44, clock=56, phase=34, words=32, reading=40, ring=168,
    notes=17, note_line=29, timeline=(22, 44, 16, 20), small=15, label=17, body=20, title=22, target=48,
)  # fmt: skip


def class_for(width: int, height: int) -> LayoutClass:
    """The class of a window of that size; from 2200 x 1250 on the generous one, a quarter larger."""
    if width < 1200 or height < 600:
        return FLOOR
    if height < 670:
        return SMALL
    if height < 800:
        return STANDARD
    if height < 940 or width < 1600:
        return ROOMY
    if width >= SCALED_FROM[0] and height >= SCALED_FROM[1]:
        return _scaled(GENEROUS, SCALE)
    return GENEROUS


def _scaled(of: LayoutClass, by: float) -> LayoutClass:
    """All measures of `of` times `by`."""
    larger: dict[str, object] = {}
    for name, value in msgspec.structs.asdict(of).items():
        if isinstance(value, int):
            larger[name] = round(value * by)
        elif isinstance(value, tuple):
            larger[name] = tuple(round(each * by) for each in value)
    return msgspec.structs.replace(of, **larger)  # type: ignore[arg-type]


class Act(Enum):
    """What the person has called up, and how much of the screen that takes."""

    NONE = "none"
    FORM = "form"
    """Over the left column; where that is too small, over both."""
    WIDE = "wide"
    """Over both columns."""
    READER = "reader"
    """Over both columns; below it hands and readings in one line, the note line in another."""


class LivePlaces(msgspec.Struct, frozen=True):
    """Where each part of the live screen stands. What folds away has an empty rectangle.

    While an act is on, music is one line below it, and so are the vitals where the act takes both columns.
    """

    header: QRect
    phases: QRect
    prompt: QRect
    notes: QRect
    music: QRect
    vitals: QRect
    observations: QRect
    act: QRect = QRect()


def places_for(width: int, height: int, act: Act = Act.NONE, prompt: int = 0) -> LivePlaces:
    """The parts' rectangles in a window of that size. A prompt that needs to be `prompt` high grows over the music."""
    of = class_for(width, height)
    usual = _folded(of, width, height) if of.folded else _in_columns(of, width, height)
    line = of.lines[-1] if of.folded else of.target + LINE_PAD
    top, bottom = usual.prompt.top(), usual.music.bottom() + 1
    music = QRect(usual.music.left(), bottom - line, usual.music.width(), line)
    over = QRect(usual.prompt.left(), top, usual.prompt.width(), music.top() - of.gap - top)
    if act is Act.NONE:
        grows = prompt > usual.prompt.height() and not of.folded
        return msgspec.structs.replace(usual, prompt=over, music=music) if grows else usual
    if act is Act.READER:
        return _with_reader(of, usual, width, height)
    if act is Act.FORM and of.forms_in_column:
        return msgspec.structs.replace(usual, prompt=QRect(), music=music, act=over)
    over.setRight(usual.header.right())
    if of.folded and height < of.high:  # below the floor, as over a rehearsal's strip
        over.setTop(usual.phases.top())
        usual = msgspec.structs.replace(usual, phases=QRect())
    if of.folded:
        music.setWidth(round((music.width() - of.gap) * _folded_share(width)))
    right = music.right() + 1 + of.gap
    vitals = QRect(right, music.top(), usual.header.right() + 1 - right, line)
    return msgspec.structs.replace(usual, prompt=QRect(), notes=QRect(), music=music, vitals=vitals, act=over)


def _with_reader(of: LayoutClass, usual: LivePlaces, width: int, height: int) -> LivePlaces:
    """A script over both columns; what it has no use for are further lines of the log below it."""
    left, wide, top = usual.header.left(), usual.header.width(), usual.prompt.top()
    line = of.lines[-1] if of.folded else of.target + READER_LINE_PAD
    notes = of.lines[1] if of.folded else line
    spare = height - of.foot - notes - line - 2 * of.gap - top - READER_FULL * of.target // 40
    notes += min(READER_NOTES - 1, max(0, spare) // of.note_line) * of.note_line
    below = height - of.foot - notes
    hands = below - of.gap - line
    music = round((wide - of.gap) * (_folded_share(width) if of.folded else LEFT_SHARE))
    return msgspec.structs.replace(
        usual,
        prompt=QRect(),
        observations=QRect(),
        act=QRect(left, top, wide, hands - of.gap - top),
        music=QRect(left, hands, music, line),
        vitals=QRect(left + music + of.gap, hands, wide - music - of.gap, line),
        notes=QRect(left, below, wide, notes),
    )


def _folded_share(width: int) -> float:
    return FOLDED_LEFT_SHARE if width >= NARROW else NARROW_LEFT_SHARE


def content_of(of: LayoutClass, width: int) -> tuple[int, int]:
    """The left edge of all content, and its width."""
    content = min(width, WIDEST) - 2 * of.margin
    return (width - content) // 2, content


def _head(of: LayoutClass, width: int) -> tuple[QRect, QRect]:
    left, content = content_of(of, width)
    return QRect(left, of.header_top, content, of.header), QRect(left, of.phases_top, content, of.phases)


def _folded(of: LayoutClass, width: int, height: int) -> LivePlaces:
    """One below the other; what is left over after whole lines of the log is the prompt's."""
    left, content = content_of(of, width)
    header, phases = _head(of, width)
    top = of.phases_top + of.phases + of.gap
    vitals, notes, music = of.lines
    notes += max(0, height - of.high) // of.note_line * of.note_line
    rows, below = [], height - of.foot
    for high in (music, notes, vitals):
        rows.append(QRect(left, below - high, content, high))
        below -= high + of.gap
    return LivePlaces(
        header,
        phases,
        prompt=QRect(left, top, content, below - top),
        notes=rows[1],
        music=rows[0],
        vitals=rows[2],
        observations=QRect(),
    )


def _in_columns(of: LayoutClass, width: int, height: int) -> LivePlaces:
    left, content = content_of(of, width)
    header, phases = _head(of, width)
    upper, lower = _rows(of, height)
    right_wide = max(RIGHT_LEAST, content - of.gap - round((content - of.gap) * LEFT_SHARE))
    left_wide = content - of.gap - right_wide
    right = left + left_wide + of.gap
    top = of.phases_top + of.phases + of.gap
    below = top + upper + of.gap
    return LivePlaces(
        header,
        phases,
        prompt=QRect(left, top, left_wide, upper),
        notes=QRect(right, top, right_wide, upper),
        music=QRect(left, below, left_wide, lower),
        vitals=QRect(right, below, right_wide, lower),
        observations=QRect(left, below + lower + of.gap, content, of.observations),
    )


def _rows(of: LayoutClass, height: int) -> tuple[int, int]:
    """The heights of the two rows: what the table has no place for is shared 3 to 2, within the lower row's bounds."""
    more = height - of.high
    lower = of.lower + round(more * 2 / 5)
    lower = min(lower, max(of.lower, of.lower_full)) if more > 0 else max(lower, of.lower_least)
    return of.upper + more - (lower - of.lower), lower
