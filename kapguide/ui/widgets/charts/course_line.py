"""A client's course on one line: a box for each contact in the colours of a session's phases, then the check-ins.

Where not all boxes have room, those farthest from now stand as narrow ones without words, and are counted below.
"""

from enum import StrEnum
from typing import NamedTuple

import msgspec
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QHelpEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip

from kapguide.clinical.facts import ContactKind
from kapguide.ui.theme import Role, Theme, mix
from kapguide.ui.widgets.base import Painted, elided, text_width
from kapguide.ui.widgets.charts.contact_hues import contact_hue

BOX, DATES = 40, 28
"""The height of a box, and of the dates below it (pixels)."""
GAP, PAD, MARK = 4, 9, 18
NARROW, NARROWEST = 12.0, 2.0
"""The width of a box without words, and what it may shrink to."""
SHARE_OF_NARROW = 0.4
GROWS = 18
"""Where there is more room than needed, a box grows by this at most."""
BEFORE_MARKS = 20
DIAMOND = 5.0


class BoxStage(StrEnum):
    """Where a contact stands: over, the next one, planned, or foreseen without a date."""

    OVER = "over"
    NEXT = "next"
    PLANNED = "planned"
    FORESEEN = "not planned yet"


class CourseBox(msgspec.Struct, frozen=True):
    """A contact: its title, its date in words, an icon behind that; `warm` where something waits for a person."""

    title: str
    contact: ContactKind
    stage: BoxStage
    date: str = ""
    icon: str = ""
    warm: bool = False
    note: str = ""
    """What the icon means, in words."""

    @property
    def short(self) -> str:
        """What stands in the box: `Integration` of `Integration, within 24 h`; the pointer tells all of it."""
        return self.title.partition(",")[0]

    def __str__(self) -> str:
        return "  ".join(filter(None, (self.title, self.date, self.stage.value, self.note)))


class CourseMark(msgspec.Struct, frozen=True):
    """A check-in: `24 h`, its date; `done` once it is over, `warm` where it is late."""

    label: str
    date: str = ""
    done: bool = False
    warm: bool = False

    def __str__(self) -> str:
        return f"check-in {self.label}  {self.date}{'  done' if self.done else '  due' if self.warm else ''}"


class CourseLineData(msgspec.Struct, frozen=True):
    """All boxes from the first to the last, and the check-ins behind them."""

    boxes: tuple[CourseBox, ...] = ()
    marks: tuple[CourseMark, ...] = ()
    empty: str = "No course yet, and no session."

    @property
    def at(self) -> int:
        """The box that one looks at first: the next contact, else the last that has been."""
        stages = [box.stage for box in self.boxes]
        if BoxStage.NEXT in stages:
            return stages.index(BoxStage.NEXT)
        return max(0, sum(stage is BoxStage.OVER for stage in stages) - 1)


class CoursePlace(NamedTuple):
    """Where a box stands; `whole` with its words."""

    left: float
    wide: float
    whole: bool

    @property
    def right(self) -> float:
        return self.left + self.wide


class CoursePlaces(NamedTuple):
    """All places on the line, and where its check-ins begin."""

    boxes: tuple[CoursePlace, ...]
    marks: tuple[CoursePlace, ...]


def box_font(theme: Theme, box: CourseBox) -> QFont:
    """Of the words in a box."""
    strong = QFont.Weight.DemiBold if box.stage is BoxStage.NEXT else QFont.Weight.Medium
    return theme.font(Role.SMALL, strong)


def date_font(theme: Theme, strong: bool = False) -> QFont:
    """Of the words below a box or a check-in."""
    return theme.font(Role.SMALL, QFont.Weight.DemiBold if strong else None, tabular=True)


def _needs(box: CourseBox, theme: Theme) -> float:
    """The width at which nothing of a box is cut."""
    inside = text_width(box.short, box_font(theme, box)) + 2 * PAD
    below = text_width(box.date, date_font(theme, box.stage is BoxStage.NEXT)) + (MARK if box.icon else 0) + 4
    return float(round(max(inside, below) + 1))


def course_places(data: CourseLineData, width: float, theme: Theme) -> CoursePlaces:
    """Where everything stands on a line so wide."""
    font = date_font(theme)
    marks = [max(40.0, max(text_width(mark.label, font), text_width(mark.date, font)) + 14) for mark in data.marks]
    room = width - sum(marks) - (BEFORE_MARKS if marks else 0)
    needs = [_needs(box, theme) for box in data.boxes]
    whole = _whole(needs, room, data.at)
    others = len(needs) - len(whole)
    left_over = (room - _wide(needs, whole)) / max(1, others) - 1
    narrow = min(_narrow(others, room), max(0.5, left_over))
    wide = [need if at in whole else narrow for at, need in enumerate(needs)]
    gaps = [GAP if at in whole or at + 1 in whole else 1 for at in range(len(needs))]
    spare = room - sum(wide) - sum(gaps)
    grow = min(GROWS, max(0.0, spare) / len(whole)) if whole else 0.0
    boxes, left = [], 0.0
    for at, (size, gap) in enumerate(zip(wide, gaps, strict=True)):
        place = CoursePlace(left, size + (grow if at in whole else 0), at in whole)
        boxes.append(place)
        left = place.right + gap
    places, left = [], width - sum(marks)
    for size in marks:
        places.append(CoursePlace(left, size, whole=True))
        left += size
    return CoursePlaces(tuple(boxes), tuple(places))


def _wide(needs: list[float], whole: set[int]) -> float:
    """What the boxes with words take, with the gaps around them."""
    return sum(needs[at] + GAP for at in whole) + GAP


def _narrow(count: int, room: float) -> float:
    """How wide the boxes without words are, where there are so many: they keep a share of the room for themselves."""
    return min(NARROW, max(NARROWEST, SHARE_OF_NARROW * room / count - 1)) if count else 0.0


def _whole(needs: list[float], room: float, at: int) -> set[int]:
    """Which boxes stand whole: that at `at`, and as many around it as have room, the next before the one before."""
    chosen = {at} if needs else set()
    before, after = at - 1, at + 1
    while before >= 0 or after < len(needs):
        for place in (after, before):
            if not 0 <= place < len(needs):
                continue
            tried = chosen | {place}
            others = len(needs) - len(tried)
            if _wide(needs, tried) + others * (_narrow(others, room) + 1) > room:
                return chosen
            chosen = tried
        before, after = before - 1, after + 1
    return chosen


def paint_course(painter: QPainter, rect: QRectF, data: CourseLineData, theme: Theme) -> None:
    """Paint into `rect`, from its top."""
    if not data.boxes:
        painter.setFont(theme.font(Role.LABEL))
        painter.setPen(theme.colours.dim)
        painter.drawText(QRectF(rect.left(), rect.top(), rect.width(), BOX), _MIDDLE, data.empty)
    places = course_places(data, rect.width(), theme)
    for box, place in zip(data.boxes, places.boxes, strict=True):
        room = QRectF(rect.left() + place.left, rect.top(), place.wide, BOX)
        _paint_box(painter, room, box, theme)
        if place.whole:
            _paint_words(painter, room, box, theme)
    _paint_counts(painter, rect, data, places.boxes, theme)
    for mark, place in zip(data.marks, places.marks, strict=True):
        _paint_mark(painter, QRectF(rect.left() + place.left, rect.top(), place.wide, BOX + DATES), mark, theme)


_MIDDLE = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine)
_CENTRE = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine)


def _paint_box(painter: QPainter, room: QRectF, box: CourseBox, theme: Theme) -> None:
    c, strength, hue = theme.colours, theme.strength, contact_hue(theme, box.contact)
    corner = min(6.0, room.width() / 2)
    to_come = box.stage in (BoxStage.PLANNED, BoxStage.FORESEEN)
    share = strength.future if to_come else strength.current if box.stage is BoxStage.NEXT else strength.past
    painter.setBrush(mix(c.surface, hue, share))
    painter.setPen(Qt.PenStyle.NoPen)
    if to_come:
        pen = QPen(mix(c.surface, hue, 0.8), 1)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
    elif box.stage is BoxStage.NEXT:
        painter.setPen(QPen(mix(hue, c.text, 0.6), 1.5))
    painter.drawRoundedRect(room.adjusted(0.75, 0.75, -0.75, -0.75), corner, corner)
    if box.stage is BoxStage.OVER:
        painter.save()
        painter.setClipRect(QRectF(room.left(), room.bottom() - 3, room.width(), 3))
        painter.setBrush(mix(c.surface, hue, 0.9))
        painter.drawRoundedRect(room.adjusted(0.75, 0.75, -0.75, -0.75), corner, corner)
        painter.restore()


def _paint_words(painter: QPainter, room: QRectF, box: CourseBox, theme: Theme) -> None:
    c, font = theme.colours, box_font(theme, box)
    painter.setFont(font)
    painter.setPen(c.soft if box.stage is BoxStage.FORESEEN else c.text)
    inside = room.adjusted(PAD, 0, -2, 0)
    painter.drawText(inside, _MIDDLE, elided(box.short, font, inside.width()))
    font = date_font(theme, box.stage is BoxStage.NEXT)
    ink = c.warm if box.warm else c.accent if box.stage is BoxStage.NEXT else c.soft
    painter.setFont(font)
    painter.setPen(ink)
    below = QRectF(room.left() + 2, room.bottom() + 4, room.width(), DATES - 8)
    painter.drawText(below, _MIDDLE, box.date)
    if box.icon:
        left = below.left() + text_width(box.date, font) + 4
        theme.draw_icon(painter, box.icon, QRectF(left, below.center().y() - 7, 14, 14), ink)


def _paint_counts(
    painter: QPainter, rect: QRectF, data: CourseLineData, places: tuple[CoursePlace, ...], theme: Theme
) -> None:
    """How many boxes stand without words before and behind those with them."""
    whole = [at for at, place in enumerate(places) if place.whole]
    if not whole or len(whole) == len(places):
        return
    font = date_font(theme)
    painter.setFont(font)
    painter.setPen(theme.colours.soft)
    for first, last, words in ((0, whole[0], "earlier"), (whole[-1] + 1, len(places), "more")):
        if first == last:
            continue
        room = QRectF(rect.left() + places[first].left, rect.top() + BOX + 4, 0, DATES - 8)
        room.setRight(rect.left() + places[last - 1].right)
        said = f"{last - first} {words}"
        said = said if text_width(said, font) <= room.width() else str(last - first)
        room.setWidth(max(room.width(), text_width(said, font) + 2))
        painter.drawText(room, _MIDDLE, said)


def _paint_mark(painter: QPainter, room: QRectF, mark: CourseMark, theme: Theme) -> None:
    c = theme.colours
    ink = c.warm if mark.warm else c.soft
    x, y = room.center().x(), room.top() + 8
    painter.setPen(QPen(ink, 1.5))
    painter.setBrush(ink if mark.done else Qt.BrushStyle.NoBrush)
    ends = ((0, -DIAMOND), (DIAMOND, 0), (0, DIAMOND), (-DIAMOND, 0))
    painter.drawPolygon(QPolygonF([QPointF(x + right, y + down) for right, down in ends]))
    painter.setFont(date_font(theme))
    painter.setPen(c.warm if mark.warm else c.text)
    painter.drawText(QRectF(room.left(), room.top() + 18, room.width(), 20), _CENTRE, mark.label)
    painter.setPen(ink)
    painter.drawText(QRectF(room.left(), room.top() + BOX + 4, room.width(), DATES - 8), _CENTRE, mark.date)


class CourseLine(Painted):
    """Shows a CourseLineData. Whatever stands narrow is told by the pointer, and in the table twin."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Course", CourseLineData())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(640, BOX + DATES)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, BOX + DATES)

    def rows(self) -> list[str]:
        data: CourseLineData = self.data
        return [*map(str, data.boxes), *map(str, data.marks)] or [data.empty]

    def describe(self) -> str:
        data: CourseLineData = self.data
        if not data.boxes:
            return data.empty
        over = sum(box.stage is BoxStage.OVER for box in data.boxes)
        return f"{data.boxes[data.at]}; {over} of {len(data.boxes)} over"

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        paint_course(painter, rect, self.data, self.theme)

    def words_at(self, point: QPointF) -> str:
        """The contact below a point."""
        places = course_places(self.data, self.width(), self.theme)
        for box, place in zip(self.data.boxes, places.boxes, strict=True):
            if place.left <= point.x() <= place.right:
                return str(box)
        return ""

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.words_at(QPointF(event.pos())), self)
            return True
        return super().event(event)
