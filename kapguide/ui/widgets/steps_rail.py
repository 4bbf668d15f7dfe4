"""The steps of something that goes on, as pills on a line: done, on, due and to come."""

import msgspec
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPen

from kapguide.ui.theme import Role, Theme, mix
from kapguide.ui.widgets.base import Painted, elided, text_width

HIGH = 32
PAD = 15
LINK = 14
ICON = 14


class Pill(msgspec.Struct, frozen=True):
    """A step: its words, its time as text, and where it stands: `done`, `on`, `due` or `to come`."""

    words: str
    time: str = ""
    state: str = "to come"


class RailData(msgspec.Struct, frozen=True):
    """The steps in order; `px` is the size of their words, `lead` stands before them."""

    pills: tuple[Pill, ...] = ()
    lead: str = ""
    px: int = 15


def pill_width(pill: Pill, theme: Theme, px: int, timed: bool) -> float:
    """How wide a pill is (pixels), with its time or without."""
    font = theme.font(Role.LABEL, QFont.Weight.DemiBold if pill.state in ("on", "due") else None, px=px)
    time = text_width(pill.time, theme.font(Role.LABEL, tabular=True, px=px)) + 8 if timed and pill.time else 0
    return 2 * PAD + text_width(pill.words, font) + time + (ICON + 8 if pill.state == "done" else 0)


def fitted(data: RailData, theme: Theme, width: float) -> list[tuple[Pill, bool]]:
    """The pills that have room, and whether each shows its time.

    First those that are neither on nor due lose their times, then pills go: done ones from the left, then what is
    furthest ahead. The one that is on stays.
    """
    shown = [(pill, True) for pill in data.pills]

    def wide() -> float:
        return sum(pill_width(pill, theme, data.px, timed) for pill, timed in shown) + LINK * max(0, len(shown) - 1)

    if wide() > width:
        shown = [(pill, pill.state in ("on", "due")) for pill in data.pills]
    while len(shown) > 1 and wide() > width:
        shown.pop(0 if shown[0][0].state == "done" else -1)
    return shown


def paint_steps(painter: QPainter, rect: QRectF, data: RailData, theme: Theme) -> None:
    """Paint the steps from the left of `rect`, in its middle."""
    c = theme.colours
    x, high = rect.left(), min(HIGH, rect.height())
    top = rect.center().y() - high / 2
    plain = theme.font(Role.LABEL, px=data.px)
    if data.lead:
        painter.setFont(plain)
        painter.setPen(c.soft)
        painter.drawText(QRectF(x, top, rect.width(), high), int(Qt.AlignmentFlag.AlignVCenter), data.lead)
        x += text_width(data.lead, plain) + LINK
    for number, (pill, timed) in enumerate(fitted(data, theme, rect.right() - x)):
        if number:
            painter.setPen(QPen(c.line, 1))
            painter.drawLine(QPointF(x + 1, rect.center().y()), QPointF(x + LINK - 1, rect.center().y()))
            x += LINK
        wide = min(pill_width(pill, theme, data.px, timed), rect.right() - x)
        _paint_pill(painter, QRectF(x, top, wide, high), pill, timed, data.px, theme)
        x += wide


def _paint_pill(painter: QPainter, place: QRectF, pill: Pill, timed: bool, px: int, theme: Theme) -> None:
    c = theme.colours
    ground, line, ink = {
        "done": (Qt.GlobalColor.transparent, c.line, c.soft),
        "on": (c.accent_ground, mix(c.surface, c.accent, 0.45), c.text),
        "due": (c.warm_ground, c.warm_line, c.warm),
    }.get(pill.state, (Qt.GlobalColor.transparent, c.line, c.soft))
    painter.setBrush(ground)
    painter.setPen(QPen(line, 1))
    painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), place.height() / 2, place.height() / 2)
    x = place.left() + PAD
    if pill.state == "done":
        theme.draw_icon(painter, "check", QRectF(x, place.center().y() - ICON / 2, ICON, ICON), ink)
        x += ICON + 8
    marked = pill.state in ("on", "due")
    font = theme.font(Role.LABEL, QFont.Weight.DemiBold if marked else None, px=px)
    time = theme.font(Role.LABEL, tabular=True, px=px)
    room = place.right() - PAD - x - (text_width(pill.time, time) + 8 if timed and pill.time else 0)
    painter.setFont(font)
    painter.setPen(ink)
    words = elided(pill.words, font, room + 1)
    painter.drawText(QRectF(x, place.top(), room + 2, place.height()), int(Qt.AlignmentFlag.AlignVCenter), words)
    if timed and pill.time:
        painter.setFont(time)
        right = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        painter.drawText(place.adjusted(0, 0, -PAD, 0), right, pill.time)


class StepsRail(Painted):
    """Shows RailData; it can be read line by line, too."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__(theme, name, RailData())

    def wish(self) -> int:
        """How wide it is with all pills and times (pixels)."""
        pills = self.data.pills
        wide = sum(pill_width(pill, self.theme, self.data.px, True) for pill in pills) + LINK * max(0, len(pills) - 1)
        return round(wide) + 1

    def sizeHint(self) -> QSize:
        return QSize(200, HIGH)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, HIGH)

    def rows(self) -> list[str]:
        return [f"{pill.words}: {pill.state}{f', {pill.time}' if pill.time else ''}" for pill in self.data.pills]

    def describe(self) -> str:
        """The step that is on or due, without its seconds."""
        return next(
            (f"{pill.words}: {pill.state}" for pill in self.data.pills if pill.state in ("on", "due")),
            "; ".join(pill.words for pill in self.data.pills),
        )

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        paint_steps(painter, rect, self.data, self.theme)
