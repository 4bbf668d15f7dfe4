"""How far an import is, on one quiet line, and the button that ends it."""

import msgspec
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from kapguide.ui.library.imports import ImportProgress
from kapguide.ui.theme import Role, Theme, mix
from kapguide.ui.widgets.base import Painted, elided
from kapguide.ui.widgets.button import Button

BAR = 3


class LineData(msgspec.Struct, frozen=True):
    """The words, and the share that is done; below 0 when nobody knows."""

    text: str = ""
    share: float = -1.0


def line_data(going: ImportProgress) -> LineData:
    """`412 of 5,000  ·  Slow River`."""
    name = f"  ·  {going.name}" if going.name else ""
    if going.total:
        return LineData(f"{going.done:,} of {going.total:,}{name}", going.done / going.total)
    return LineData(f"{going.done:,} found{name}" if going.done else f"Looking{name}")


def paint_line(painter: QPainter, rect: QRectF, data: LineData, theme: Theme) -> None:
    """Words above a thin bar."""
    c = theme.colours
    font = theme.font(Role.SMALL, tabular=True)
    painter.setFont(font)
    painter.setPen(c.soft)
    words = QRectF(rect.left(), rect.top(), rect.width(), rect.height() - BAR - 6)
    painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), elided(data.text, font, words.width()))
    bar = QRectF(rect.left(), rect.bottom() - BAR - 4, rect.width(), BAR)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(mix(c.surface, c.faint, 0.45))
    painter.drawRoundedRect(bar, BAR / 2, BAR / 2)
    if data.share > 0:
        painter.setBrush(c.accent)
        painter.drawRoundedRect(QRectF(bar.left(), bar.top(), bar.width() * min(1.0, data.share), BAR), 1.5, 1.5)


class _Line(Painted):
    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Import", LineData())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def rows(self) -> list[str]:
        return [self.data.text] if self.data.text else []

    def sizeHint(self) -> QSize:
        return QSize(360, self.theme.sizes.target)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.theme.sizes.target)

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        paint_line(painter, rect, self.data, self.theme)


class ImportLine(QWidget):
    """Shows how far an import is, or nothing."""

    cancelled = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.line = _Line(theme)
        self.button = Button(theme, "Cancel", icon="x", name="Cancel the import")
        self.button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * theme.sizes.grid)
        row.addWidget(self.line, 1)
        row.addWidget(self.button)
        self.button.clicked.connect(self.cancelled)
        self.hide()

    def show_going(self, going: ImportProgress | None) -> None:
        """How far it is; None when nothing runs."""
        if going is not None:
            self.line.set_data(line_data(going))
        self.setVisible(going is not None)
