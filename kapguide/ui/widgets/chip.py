"""A chip: one short fact in a rounded ground."""

from enum import StrEnum

import msgspec
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy

from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Painted, elided, text_width

HEIGHT = 26
PAD = 12
ICON = 14
WIDEST = 280


class Tone(StrEnum):
    """What a chip or a line of text carries besides its words."""

    PLAIN = "plain"
    ACCENT = "accent"
    WARM = "warm"
    DANGER = "danger"


class ChipData(msgspec.Struct, frozen=True):
    """The words, an icon's name or none, the tone."""

    text: str
    icon: str = ""
    tone: Tone = Tone.PLAIN


def _colours(theme: Theme, tone: Tone) -> tuple[str, str, str]:
    """Ground, line and text of a tone."""
    return {
        Tone.PLAIN: ("raised", "line", "soft"),
        Tone.ACCENT: ("accent_ground", "accent_ground", "text"),
        Tone.WARM: ("warm_ground", "warm_line", "warm"),
        Tone.DANGER: ("danger_ground", "danger", "on_danger"),
    }[tone]


def paint_chip(painter: QPainter, rect: QRectF, data: ChipData, theme: Theme) -> None:
    """Fill `rect` with the chip."""
    ground, line, ink = (theme.colour(name) for name in _colours(theme, data.tone))
    corner = min(rect.height() / 2, theme.sizes.chip_corner)
    painter.setBrush(ground)
    painter.setPen(QPen(line, 1))
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), corner, corner)
    left = rect.left() + PAD
    if data.icon:
        theme.draw_icon(painter, data.icon, QRectF(left - 2, rect.center().y() - ICON / 2, ICON, ICON), ink)
        left += ICON + 4
    font = theme.font(Role.SMALL, QFont.Weight.Medium, tabular=True)
    room = QRectF(left, rect.top(), rect.right() - PAD - left, rect.height())
    painter.setFont(font)
    painter.setPen(ink)
    painter.drawText(
        room,
        int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine),
        elided(data.text, font, room.width() + 1),
    )


class Chip(Painted):
    """Shows a ChipData; as wide as its words, up to 280 px."""

    def __init__(self, theme: Theme, text: str = "", icon: str = "", tone: Tone = Tone.PLAIN) -> None:
        super().__init__(theme, text, ChipData(text, icon, tone))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def show_text(self, text: str, icon: str = "", tone: Tone = Tone.PLAIN) -> None:
        """Say something else."""
        self.set_data(ChipData(text, icon, tone))

    def changed(self, before: ChipData) -> None:
        self.setAccessibleName(self.data.text)
        self.setToolTip(self.data.text if self._wish() > WIDEST else "")
        if (before.text, before.icon) != (self.data.text, self.data.icon):
            self.updateGeometry()
        self.update()

    def rows(self) -> list[str]:
        return [self.data.text]

    def describe(self) -> str:
        return ""

    def _wish(self) -> int:
        font = self.theme.font(Role.SMALL, QFont.Weight.Medium, tabular=True)
        return round(text_width(self.data.text[:200], font)) + 2 * PAD + (ICON + 4 if self.data.icon else 0) + 2

    def sizeHint(self) -> QSize:
        return QSize(min(WIDEST, self._wish()), HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(64, self._wish()), HEIGHT)

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        paint_chip(painter, rect, self.data, self.theme)
