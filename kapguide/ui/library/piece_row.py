"""A piece on one line: how it is painted, and how it is told."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from kapguide.audio.library.entry import LibraryEntry
from kapguide.audio.planning.arc import Arc, part_of
from kapguide.ui.library.arc_band import part_colour
from kapguide.ui.library.columns import RIGHT, places
from kapguide.ui.library.survey import SortOrder, length_text, loudness_text, lyrics_text, said, who
from kapguide.ui.theme import Role, Theme, mix
from kapguide.ui.widgets.base import elided

ROW = 40
STRENGTHS = 5


def part_title(arc: Arc, slot: str) -> str:
    """The title of a part of the arc; the name itself when the arc does not have it."""
    part = part_of(arc, slot)
    return part.title if part else said(slot)


def piece_words(entry: LibraryEntry, arc: Arc) -> str:
    """A piece in words, for whoever cannot see its row."""
    labels = entry.labels
    strength = f"strength {labels.intensity}" if labels.intensity else ""
    sung = f"lyrics {lyrics_text(entry)}" if labels.lyrics else ""
    loud = f"{loudness_text(entry)} LUFS" if loudness_text(entry) else ""
    part = part_title(arc, labels.slot)
    parts = (said(entry.title), said(who(entry)), part, strength, sung, length_text(entry), loud)
    return "  ".join(part for part in parts if part)


def paint_piece(
    painter: QPainter, rect: QRectF, entry: LibraryEntry, arc: Arc, theme: Theme, chosen: bool, hot: bool, current: bool
) -> None:
    """One piece on one line. A chosen one has a ground and a bar at its left edge."""
    c = theme.colours
    box = rect.adjusted(0, 1, 0, -1)
    if chosen or hot:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(c.accent_ground if chosen else c.raised)
        painter.drawRoundedRect(box, 6, 6)
    if chosen:
        painter.setBrush(c.accent)
        painter.drawRoundedRect(QRectF(box.left(), box.top() + 6, 3, box.height() - 12), 1.5, 1.5)
    if current:
        painter.setPen(QPen(c.accent, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(0.75, 0.75, -0.75, -0.75), 6, 6)
    soft = c.soft if chosen or hot else c.dim
    label, strong = theme.font(Role.LABEL), theme.font(Role.LABEL, QFont.Weight.Medium)
    small = theme.font(Role.SMALL, tabular=True)
    known = entry.facts.measured
    texts = {
        SortOrder.TITLE: (said(entry.title), strong, c.text),
        SortOrder.WHO: (said(who(entry)), label, soft),
        SortOrder.LYRICS: (lyrics_text(entry) or "–", small, soft),
        SortOrder.LENGTH: (length_text(entry) or ("–" if known else "…"), small, c.soft),
        SortOrder.LOUDNESS: (loudness_text(entry) or ("–" if known else "…"), small, soft),
    }
    columns = places(rect.left(), rect.width())
    for order, (text, font, ink) in texts.items():
        if order not in columns:
            continue
        x, wide = columns[order]
        side = Qt.AlignmentFlag.AlignRight if order in RIGHT else Qt.AlignmentFlag.AlignLeft
        painter.setFont(font)
        painter.setPen(ink)
        room = QRectF(x, box.top(), wide, box.height())
        painter.drawText(room, int(side | Qt.AlignmentFlag.AlignVCenter), elided(text, font, wide))
    _part(painter, box, columns[SortOrder.PART], entry.labels.slot, arc, theme, soft)
    _strength(painter, box, columns[SortOrder.STRENGTH][0], entry.labels.intensity, theme, soft)


def _part(
    painter: QPainter, box: QRectF, place: tuple[float, float], slot: str, arc: Arc, theme: Theme, ink: QColor
) -> None:
    """A swatch and the part's name; a line where nobody has said."""
    x, wide = place
    font = theme.font(Role.SMALL)
    painter.setFont(font)
    painter.setPen(ink)
    level = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    if not slot:
        painter.drawText(QRectF(x, box.top(), wide, box.height()), level, "–")
        return
    painter.drawText(
        QRectF(x + 16, box.top(), wide - 16, box.height()), level, elided(part_title(arc, slot), font, wide - 16)
    )
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(part_colour(theme, arc, slot))
    painter.drawRoundedRect(QRectF(x, box.center().y() - 4, 8, 8), 3, 3)


def _strength(painter: QPainter, box: QRectF, x: float, strength: int, theme: Theme, ink: QColor) -> None:
    """The number, and as many rising bars; a line where nobody has said."""
    painter.setFont(theme.font(Role.SMALL, tabular=True))
    painter.setPen(ink)
    level = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    painter.drawText(QRectF(x, box.top(), 16, box.height()), level, str(strength or "–"))
    if strength:
        paint_bars(painter, QRectF(x + 16, box.center().y() - 7, 28, 14), strength, theme)


def paint_bars(painter: QPainter, rect: QRectF, strength: int, theme: Theme) -> None:
    """Five bars that rise; the first `strength` of them are lit."""
    c = theme.colours
    step = rect.width() / STRENGTHS
    painter.setPen(Qt.PenStyle.NoPen)
    for number in range(1, STRENGTHS + 1):
        high = rect.height() * (0.2 + 0.8 * number / STRENGTHS)
        painter.setBrush(c.accent if number <= strength else mix(c.surface, c.faint, 0.45))
        bar = QRectF(rect.left() + (number - 1) * step, rect.bottom() - high, step - 2, high)
        painter.drawRoundedRect(bar, 1.5, 1.5)
