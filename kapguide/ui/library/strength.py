"""How strong a piece is, from 1 to 5: five bars that rise."""

import msgspec
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy

from kapguide.ui.library.arc_band import band_boxes
from kapguide.ui.library.cells import Cells
from kapguide.ui.library.piece_row import STRENGTHS
from kapguide.ui.theme import Role, Theme, mix


class StrengthData(msgspec.Struct, frozen=True):
    """The strength, 0 where nobody has said; `several` when the pieces differ."""

    strength: int = 0
    several: bool = False


class StrengthPicker(Cells):
    """Shows a StrengthData; `picked` carries another strength, 0 to take it back. Digits work, too."""

    picked = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Strength", StrengthData())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.chosen.connect(lambda place: self.picked.emit(0 if place + 1 == self.data.strength else place + 1))

    def boxes(self) -> list[QRectF]:
        return band_boxes(QRectF(self.rect()), STRENGTHS, 4)

    def words(self) -> list[str]:
        chosen = self.data.strength
        return [
            f"{number} of {STRENGTHS}{', chosen' if number == chosen else ''}" for number in range(1, STRENGTHS + 1)
        ]

    def sizeHint(self) -> QSize:
        return QSize(200, self.theme.sizes.target)

    def minimumSizeHint(self) -> QSize:
        return QSize(STRENGTHS * self.theme.sizes.target, self.theme.sizes.target)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() and event.text() in "012345":
            self.picked.emit(int(event.text()))
        else:
            super().keyPressEvent(event)

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        c, chosen = self.theme.colours, self.data.strength
        for place, box in enumerate(self.boxes()):
            number, mine = place + 1, place + 1 == chosen
            inner = box.adjusted(0.75, 0.75, -0.75, -0.75)
            ground = c.accent_ground if mine else c.raised if place == self.hot else c.well
            painter.setBrush(ground)
            focused = self.hasFocus() and place == self.here
            painter.setPen(QPen(c.accent, 2 if focused else 1.5) if mine or focused else QPen(c.line, 1))
            painter.drawRoundedRect(inner, 8, 8)
            high = 5 + 19 * number / STRENGTHS
            bar = QRectF(box.right() - 18, box.bottom() - 8 - high, 6, high)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(c.accent if 0 < number <= chosen else mix(c.surface, c.faint, 0.45))
            painter.drawRoundedRect(bar, 2, 2)
            weight = QFont.Weight.DemiBold if mine else QFont.Weight.Medium
            painter.setFont(self.theme.font(Role.LABEL, weight, tabular=True))
            painter.setPen(c.text if mine else c.soft)
            words = QRectF(box.left() + 12, box.top(), box.width() - 12, box.height())
            painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), str(number))
