"""Paints a debrief's lanes: the band of the chosen moment, the phases, marks and curves, words, and the times."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPainterPath, QPen, QPolygonF

from kapguide.ui.theme import Role, Theme, mix
from kapguide.ui.widgets.base import elided, text_width
from kapguide.ui.widgets.charts.lanes_data import LaneLink, LaneMark, LaneRow
from kapguide.ui.widgets.charts.lanes_layout import ROW, WordsPlaced, axis_step
from kapguide.ui.widgets.charts.lanes_picture import RING, LanesPicture
from kapguide.ui.widgets.words import clock_text, minutes_text

DOT, SQUARE, DIAMOND = 4.5, 4.0, 5.0
_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine)
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)


def paint_lanes(painter: QPainter, picture: LanesPicture, *, focused: bool = False) -> None:
    """All of it, from the band of the chosen moment up to its time."""
    _paint_skipped(painter, picture)
    _paint_band(painter, picture)
    _paint_strip(painter, picture)
    _paint_lines(painter, picture)
    _paint_cursor(painter, picture)
    _paint_links(painter, picture)
    _paint_bar(painter, picture)
    for lane in (LaneRow.HAPPENED, LaneRow.DONE, LaneRow.ASKED):
        _paint_marks(painter, picture, lane)
        _paint_words(painter, picture, lane)
    _paint_people(painter, picture)
    _paint_axis(painter, picture)
    _paint_pill(painter, picture, focused=focused)


def _paint_band(painter: QPainter, picture: LanesPicture) -> None:
    moment, c = picture.data.moment, picture.theme.colours
    if moment is None:
        return
    scale, rows = picture.scale, picture.rows
    left = max(scale.left - 4, min(scale.x(moment.start), scale.x(moment.at) - 18))
    right = min(scale.right + 6, max(scale.x(moment.end), scale.x(moment.at) + 18))
    if right <= left:
        return
    top = picture.rect.top() + rows.strip + 5
    band = QRectF(left, top, right - left, picture.rect.top() + rows.axis - 6 - top)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(mix(c.surface, c.accent_ground, 0.55))
    painter.drawRoundedRect(band, 8, 8)


def _paint_skipped(painter: QPainter, picture: LanesPicture) -> None:
    """What the clock was moved past is hatched: nothing in it was asked for."""
    scale, rows, c = picture.scale, picture.rows, picture.theme.colours
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(mix(c.surface, c.faint, 0.4), Qt.BrushStyle.BDiagPattern))
    for began, ended in picture.data.skipped:
        left, right = max(scale.left, scale.x(began)), min(scale.right, scale.x(ended))
        if right > left:
            top = picture.rect.top() + rows.strip + 5
            painter.drawRect(QRectF(left, top, right - left, picture.rect.top() + rows.axis - 10 - top))


def _paint_strip(painter: QPainter, picture: LanesPicture) -> None:
    """The phases in sight; a title that has no room is in the table and the tool tip."""
    scale, theme, high = picture.scale, picture.theme, picture.rows.strip
    font = theme.font(Role.SMALL, px=theme.tokens.type.eyebrow)
    for phase in picture.data.phases:
        left, right = max(scale.left, scale.x(phase.start)), min(scale.right, scale.x(phase.end) - 3)
        if right - left < 2:
            continue
        box = QRectF(left, picture.rect.top(), right - left, high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(mix(theme.colours.surface, theme.phase(phase.kind), 0.3))
        painter.drawRoundedRect(box, 5, 5)
        words = elided(phase.title, font, box.width() - 16)
        if len(words) > 3 or words == phase.title:
            painter.setFont(font)
            painter.setPen(theme.colours.text)
            painter.drawText(box.adjusted(9, 0, -4, 0), _LEFT, words)


def _paint_lines(painter: QPainter, picture: LanesPicture) -> None:
    c = picture.theme.colours
    name_font = picture.theme.font(Role.SMALL, QFont.Weight.Medium)
    for lane in LaneRow:
        y = round(picture.y(lane)) + 0.5
        painter.setPen(QPen(mix(c.surface, c.line, 0.6), 1.5))
        painter.drawLine(QPointF(picture.scale.left, y), QPointF(picture.rect.right(), y))
        painter.setFont(name_font)
        painter.setPen(c.soft)
        place = QRectF(picture.rect.left(), y - ROW / 2, picture.scale.left - picture.rect.left() - 6, ROW)
        painter.drawText(place, _LEFT, lane.value)


def curve(picture: LanesPicture, link: LaneLink) -> QPainterPath:
    """From what happened down to what was done, or from what was done down to what asked for it."""
    done = QPointF(picture.scale.x(link.end), picture.y(LaneRow.DONE))
    start = QPointF(picture.scale.x(link.start), picture.y(link.lane))
    top, bottom = (start, done) if link.lane is LaneRow.HAPPENED else (done, start)
    one, other = QPointF(top.x(), top.y() + 7), QPointF(bottom.x(), bottom.y() - 7)
    middle = (one.y() + other.y()) / 2
    path = QPainterPath(one)
    path.cubicTo(QPointF(one.x(), middle + 4), QPointF(other.x(), middle - 4), other)
    return path


def _paint_links(painter: QPainter, picture: LanesPicture) -> None:
    c = picture.theme.colours
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.save()
    painter.setClipRect(QRectF(picture.scale.left - 6, picture.rect.top(), picture.rect.width(), picture.rect.height()))
    for link in sorted(picture.data.links, key=lambda each: each.late):
        ink = c.warm if link.late else c.accent if link.lane is LaneRow.HAPPENED else c.faint
        painter.setPen(QPen(ink, 1.6))
        painter.drawPath(curve(picture, link))
    painter.restore()
    for lane, y in ((LaneRow.HAPPENED, picture.rows.answer_words), (LaneRow.ASKED, picture.rows.late_words)):
        painter.setFont(picture.strong)
        for link, placed in picture.spans[lane]:
            painter.setPen(c.warm if link.late else c.soft)
            painter.drawText(_box(placed, picture.rect.top() + y), _LEFT, placed.text)


def _paint_bar(painter: QPainter, picture: LanesPicture) -> None:
    """The time that something was asked for in."""
    moment, c = picture.data.moment, picture.theme.colours
    if moment is None or moment.within is None or picture.within is None:
        return
    left, right = (max(picture.scale.left, min(picture.rect.right(), picture.scale.x(at))) for at in moment.within)
    y = picture.y(LaneRow.ASKED)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(c.accent)
    painter.drawRoundedRect(QRectF(left, y - 3, max(6.0, right - left), 6), 3, 3)
    painter.setFont(picture.font)
    painter.setPen(c.soft)
    painter.drawText(_box(picture.within, picture.words_y(LaneRow.ASKED)), _LEFT, picture.within.text)


def _paint_marks(painter: QPainter, picture: LanesPicture, lane: LaneRow) -> None:
    c, y = picture.theme.colours, picture.y(lane)
    drawn: set[tuple[int, bool, bool]] = set()
    for x, mark in sorted(picture.shown(lane), key=lambda each: each[1].seen):
        look = (round(x / 2), mark.seen, mark.late or mark.let_be)
        if look in drawn:
            continue
        drawn.add(look)
        painter.setPen(Qt.PenStyle.NoPen)
        if lane is LaneRow.HAPPENED:
            painter.setBrush(c.text)
            painter.drawEllipse(QPointF(x, y), DOT, DOT)
        elif lane is LaneRow.DONE:
            painter.setBrush(c.accent)
            painter.drawRoundedRect(QRectF(x - SQUARE, y - SQUARE, 2 * SQUARE, 2 * SQUARE), 1.5, 1.5)
        else:
            _paint_diamond(painter, x, y, mark, picture.theme)


def _paint_diamond(painter: QPainter, x: float, y: float, mark: LaneMark, theme: Theme) -> None:
    c, half = theme.colours, DIAMOND + (0.5 if not mark.seen else 0)
    if not mark.seen:
        painter.setPen(QPen(c.warm, 1.6))
        painter.setBrush(c.surface)
    elif mark.let_be:
        painter.setPen(QPen(c.faint, 1.2))
        painter.setBrush(c.surface)
    else:
        painter.setBrush(c.warm if mark.late else c.faint)
    corners = [QPointF(x, y - half), QPointF(x + half, y), QPointF(x, y + half), QPointF(x - half, y)]
    painter.drawPolygon(QPolygonF(corners))


def _paint_words(painter: QPainter, picture: LanesPicture, lane: LaneRow) -> None:
    marks, c = picture.shown(lane), picture.theme.colours
    painter.setFont(picture.font)
    for placed in picture.words[lane]:
        mark = marks[placed.lead][1]
        plain: QColor = c.text if lane is LaneRow.HAPPENED else c.soft
        painter.setPen(c.warm if lane is LaneRow.ASKED and not mark.seen else plain)
        painter.drawText(_box(placed, picture.words_y(lane)), _LEFT, placed.text)


def _box(placed: WordsPlaced, middle: float) -> QRectF:
    return QRectF(placed.left, middle - ROW / 2, placed.wide + 2, ROW)


def _paint_people(painter: QPainter, picture: LanesPicture) -> None:
    theme, y = picture.theme, picture.y(LaneRow.REMARKS)
    c, font = theme.colours, theme.font(Role.SMALL, QFont.Weight.DemiBold, px=theme.tokens.type.eyebrow)
    painter.setFont(font)
    for x, marks in picture.people():
        ring = c.ok if any(mark.supervisor for mark in marks) else c.accent
        painter.setPen(QPen(ring, 1.6))
        painter.setBrush(c.surface)
        painter.drawEllipse(QPointF(x, y), RING, RING)
        painter.setPen(c.text)
        words = marks[0].initial if len(marks) == 1 else str(len(marks))
        painter.drawText(QRectF(x - RING, y - RING, 2 * RING, 2 * RING), _CENTRE, words)


def _paint_axis(painter: QPainter, picture: LanesPicture) -> None:
    scale, theme = picture.scale, picture.theme
    font = theme.font(Role.SMALL, tabular=True, px=theme.tokens.type.eyebrow)
    step = axis_step(scale.high - scale.low, scale.right - scale.left)
    middle, pill = picture.rect.top() + picture.rows.axis, picture.pill()
    painter.setFont(font)
    painter.setPen(theme.colours.dim)
    at = -(-scale.low // step) * step
    while at <= scale.high:
        words = minutes_text(at)
        wide = text_width(words, font) + 2
        left = min(max(scale.left, scale.x(at) - wide / 2), picture.rect.right() - wide)
        place = QRectF(left, middle - ROW / 2, wide, ROW)
        if pill is None or not place.adjusted(-6, 0, 6, 0).intersects(pill):
            painter.drawText(place, _LEFT, words)
        at += step


def _paint_cursor(painter: QPainter, picture: LanesPicture) -> None:
    x, pill = picture.line(), picture.pill()
    if x is not None and pill is not None:
        painter.setPen(QPen(picture.theme.colours.text, 1.6))
        painter.drawLine(QPointF(x, picture.y(LaneRow.HAPPENED) + 10), QPointF(x, pill.top()))


def _paint_pill(painter: QPainter, picture: LanesPicture, *, focused: bool) -> None:
    """The time of the chosen moment; it has the ring while the line of time has the keys."""
    pill, moment, c = picture.pill(), picture.data.moment, picture.theme.colours
    if pill is None or moment is None:
        return
    painter.setPen(QPen(c.accent, 2) if focused else Qt.PenStyle.NoPen)
    painter.setBrush(c.text)
    painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
    painter.setFont(picture.strong)
    painter.setPen(c.ground)
    painter.drawText(pill, _CENTRE, clock_text(moment.at))
