"""The latest reading, large, with its age, and when the next one is due. Nothing is judged."""

import re

import msgspec
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPen

from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Painted, elided, text_width


class Measured(msgspec.Struct, frozen=True):
    """One value as it was typed: `128/82`, what stands below it, and its unit where it has one."""

    value: str
    label: str
    unit: str = ""
    short: str = ""
    """The label where there is no room for it; empty: there is no shorter one."""


class ReadingData(msgspec.Struct, frozen=True):
    """The values of one reading, how old it is, what comes next; `due` is when that is a reading to be taken now.

    `px` is the size of the values, `small` that of the labels (pixels).
    """

    values: tuple[Measured, ...] = ()
    age: str = ""
    next: str = ""
    due: bool = False
    px: int = 28
    small: int = 13

    @property
    def words(self) -> str:
        """The values in one line, as a screen reader says them."""
        return "  ".join(f"{each.label} {each.value}{' ' + each.unit if each.unit else ''}" for each in self.values)


EMPTY = "No reading yet"
LARGE = 24
"""Values that are to be read from a metre away are no smaller (pixels)."""
LEAST = 17
"""Values are never smaller (pixels), but in a line or below a form."""
GAP = 20
"""Between two values at 28 px."""
APART = GAP + 4
"""From the line behind the values to what is said of their time (pixels)."""


def _fonts(theme: Theme, px: int) -> tuple[QFont, QFont]:
    """The font of the values, and of their units."""
    return (
        theme.font(Role.HEADING, QFont.Weight.DemiBold, tabular=True, px=px),
        theme.font(Role.BODY, QFont.Weight.Medium, px=max(13, round(px * 0.6))),
    )


def values_width(data: ReadingData, theme: Theme, px: int) -> float:
    """How wide the values stand side by side at a size (pixels)."""
    large, unit = _fonts(theme, px)
    small = theme.font(Role.SMALL, px=data.small)
    wide = 0.0
    for each in data.values:
        value = text_width(each.value, large) + (4 + text_width(each.unit, unit) if each.unit else 0)
        wide += max(value, text_width(each.label, small)) + GAP * px / 28
    return wide


def line_width(data: ReadingData, theme: Theme, *, after: bool = True) -> int:
    """How wide a reading is that stands in one line (pixels), whatever its seconds are; with what comes after it."""
    age, following = _times_fonts(theme, data.px)
    words = data.age if data.values else EMPTY
    wide = text_width(re.sub("[0-9]", "0", words), age)
    wide += text_width(re.sub("[0-9]", "0", data.next), following) + 24 if after else 0
    return round(values_width(data, theme, data.px) + wide)


def _times_fonts(theme: Theme, px: int) -> tuple[QFont, QFont]:
    """The font of the age, and of what comes next."""
    return (
        theme.font(Role.HEADING, tabular=True, px=max(15, px * 19 // 28)),
        theme.font(Role.BODY, tabular=True, px=max(13, px * 17 // 28)),
    )


def _paint_values(painter: QPainter, rect: QRectF, data: ReadingData, theme: Theme, px: int, labels: bool) -> float:
    """The values from the left of `rect`, on one baseline; where the last one ends."""
    c = theme.colours
    large, unit = _fonts(theme, px)
    small = theme.font(Role.SMALL, px=data.small)
    high = px * 1.2
    top = rect.top() if labels else rect.center().y() - high / 2
    baseline = top + high * 0.82
    left = rect.left()
    for each in data.values:
        painter.setFont(large)
        painter.setPen(c.text)
        painter.drawText(QRectF(left, top, 400, high), int(Qt.AlignmentFlag.AlignVCenter), each.value)
        wide = text_width(each.value, large)
        if each.unit:
            painter.setFont(unit)
            painter.drawText(int(left + wide + 4), int(baseline), each.unit)
            wide += 4 + text_width(each.unit, unit)
        if labels:
            painter.setFont(small)
            painter.setPen(c.dim)
            painter.drawText(QRectF(left, top + high, 120, data.small + 6), int(Qt.AlignmentFlag.AlignTop), each.label)
            wide = max(wide, text_width(each.label, small))
        left += wide + GAP * px / 28
    return left


def paint_reading(painter: QPainter, rect: QRectF, data: ReadingData, theme: Theme) -> None:
    """The values; then age over next behind a line, beside each other in a low place, or below in a narrow one.

    Where that has no room the values are smaller, then their words shorter, then gone: never the age, or what is next.
    """
    line = rect.height() < data.px * 1.2 + data.small + 4
    age, after = _times_fonts(theme, data.px)
    texts = data.age if data.values else EMPTY, data.next
    beside = text_width(texts[0], age) + (text_width(texts[1], after) + 24 if line else 0)
    if not line:
        beside = max(beside, text_width(texts[1], after)) + APART
    if line and not data.values and beside > rect.width() + 1:
        line = False  # one below the other, as small as that takes
        age, after = theme.font(Role.LABEL), theme.font(Role.SMALL, tabular=True, px=data.small)
    px = data.px
    narrow = bool(data.values) and values_width(data, theme, px) + beside > rect.width() + 1
    if narrow and line and not data.due:  # large values and their age come before what is next
        sizes = (msgspec.structs.replace(data, next="", px=size) for size in range(px, min(px, LARGE) - 1, -1))
        found = next((each for each in sizes if line_width(each, theme, after=False) <= rect.width()), None)
        if found is not None:
            data, px, narrow = found, found.px, False
            age, after = _times_fonts(theme, px)
    if narrow and line:
        _paint_narrow(painter, rect, data, theme)
        return
    if narrow:
        data, px = _folded(data, theme, rect.width() + 1 - beside)
    left = _paint_values(painter, rect, data, theme, px, not line) if data.values else rect.left()
    _paint_times(painter, QRectF(left, rect.top(), rect.right() - left, rect.height()), data, theme, line, (age, after))


def _folded(data: ReadingData, theme: Theme, room: float) -> tuple[ReadingData, int]:
    """The values as large, and with as much of their words, as they have room (pixels)."""
    short = tuple(msgspec.structs.replace(each, label=each.short or each.label) for each in data.values)
    bare = tuple(msgspec.structs.replace(each, label="") for each in data.values)
    for values in (data.values, short, bare):
        data = msgspec.structs.replace(data, values=values)
        for px in range(data.px, LEAST - 1, -1):
            if values_width(data, theme, px) <= room:
                return data, px
    return data, LEAST


def _paint_times(
    painter: QPainter, rect: QRectF, data: ReadingData, theme: Theme, line: bool, fonts: tuple[QFont, QFont]
) -> None:
    c = theme.colours
    age, after = fonts
    first, second = data.age if data.values else EMPTY, data.next
    inks = c.text if data.values else c.dim, c.warm if data.due else c.text if data.values else c.dim
    if line:
        wide = text_width(first, age) + 20
        rows = ((first, age, inks[0], rect), (second, after, inks[1], rect.adjusted(wide, 0, 0, 0)))
    else:
        high = min(rect.height(), data.px * 1.2 + data.small + 6)
        if data.values:
            painter.setPen(QPen(c.line, 1))
            painter.drawLine(int(rect.left()), int(rect.top() + 2), int(rect.left()), int(rect.top() + high))
            rect = rect.adjusted(APART, 0, 0, 0)
        upper = QRectF(rect.left(), rect.top(), rect.width(), high / 2)
        rows = ((first, age, inks[0], upper), (second, after, inks[1], upper.translated(0, high / 2)))
    for words, font, ink, place in rows:
        painter.setFont(font)
        painter.setPen(ink)
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), elided(words, font, place.width() + 1))


def _paint_narrow(painter: QPainter, rect: QRectF, data: ReadingData, theme: Theme) -> None:
    """All of it at the left of a form: values over age and next."""
    px = min(22, data.px)
    while px > 15 and values_width(data, theme, px) - GAP * px / 28 > rect.width():
        px -= 1
    small = theme.font(Role.SMALL, tabular=True, px=data.small)
    high = px + data.small + 5  # digits need no more than their own size
    top = rect.center().y() - high / 2
    _paint_values(painter, QRectF(rect.left(), top - px * 0.1, rect.width(), px * 1.2), data, theme, px, False)
    below = QRectF(rect.left(), top + px, rect.width(), data.small + 5)
    middle = int(Qt.AlignmentFlag.AlignVCenter)
    painter.setFont(small)
    painter.setPen(theme.colours.text)
    painter.drawText(below, middle, data.age)
    wide = text_width(data.age, small) + 10
    painter.setPen(theme.colours.warm if data.due else theme.colours.soft)
    after = below.adjusted(wide, 0, 0, 0)
    painter.drawText(after, middle, elided(data.next, small, after.width() + 1))


class LatestReading(Painted):
    """Shows a ReadingData."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Latest reading", ReadingData())

    def rows(self) -> list[str]:
        data: ReadingData = self.data
        first = f"{data.words}, {data.age}" if data.values else EMPTY
        return [first, data.next] if data.next else [first]

    def describe(self) -> str:
        """Without what counts down, so that a screen reader is not told every second."""
        data: ReadingData = self.data
        told = [f"{data.words}, {data.age}" if data.values else EMPTY]
        return "; ".join([*told, data.next] if data.due else told)

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        paint_reading(painter, rect, self.data, self.theme)
