"""The music's level in dB below the clinic's cap. A press moves it by one step: there is nothing to drag."""

import msgspec
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from kapguide.ui.theme import Role, Theme, mix
from kapguide.ui.widgets.base import Painted

WORDS = 72
KNOB = 7


class LevelData(msgspec.Struct, frozen=True):
    """`level`, `lowest` and `cap` in dB; `silent` while the music is faded out."""

    level: float = -12.0
    lowest: float = -40.0
    cap: float = 0.0
    silent: bool = False

    @property
    def text(self) -> str:
        if self.silent:
            return "silent"
        return f"{self.level:+.0f} dB".replace("-", "−").replace("+0", "0")


def paint_level(
    painter: QPainter, rect: QRectF, data: LevelData, theme: Theme, focused: bool = False, words: int = WORDS
) -> None:
    """A track that ends at the cap, a knob at the level, the number at its right; no number where `words` is 0."""
    c, y = theme.colours, rect.center().y()
    left, right = rect.left() + 2, rect.right() - words - 8
    if right - left < 40:
        return
    share = (data.level - data.lowest) / max(0.001, data.cap - data.lowest)
    knob = max(left + KNOB, left + (right - left) * min(1.0, max(0.0, share)))
    for end, colour in ((right, mix(c.surface, c.faint, 0.45)), (knob, c.faint if data.silent else c.accent)):
        pen = QPen(colour, 4)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawLine(QPointF(left, y), QPointF(end, y))
    painter.setPen(QPen(c.dim, 2))
    painter.drawLine(QPointF(right + 4, y - 7), QPointF(right + 4, y + 7))
    painter.setPen(QPen(c.accent, 2) if focused else Qt.PenStyle.NoPen)
    painter.setBrush(c.dim if data.silent else c.text)
    painter.drawEllipse(QPointF(knob, y), KNOB, KNOB)
    if words:
        painter.setFont(theme.font(Role.LABEL, tabular=True))
        painter.setPen(c.text)
        place = QRectF(rect.right() - words, rect.top(), words, rect.height())
        painter.drawText(place, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), data.text)


class LevelBar(Painted):
    """Shows a LevelData; `stepped` asks for +1 or -1 dB by the arrow keys or a press on either side of the knob."""

    stepped = Signal(int)

    def __init__(self, theme: Theme, data: LevelData | None = None, *, number: bool = True) -> None:
        """`number` is whether it says the level, too."""
        super().__init__(theme, "Music level", data or LevelData())
        self._words = WORDS if number else 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolTip("One press, one dB; the bar ends at the clinic’s cap")

    def sizeHint(self) -> QSize:
        return QSize(280, self.theme.sizes.target)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.theme.sizes.target)

    def rows(self) -> list[str]:
        return [f"{self.data.text}, cap {self.data.cap:.0f} dB"]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_Left: -1}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(step)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        share = (self.data.level - self.data.lowest) / max(0.001, self.data.cap - self.data.lowest)
        knob = 2 + (self.width() - self._words - 10) * min(1.0, max(0.0, share))
        self.stepped.emit(1 if event.position().x() > knob else -1)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_level(painter, QRectF(self.rect()), self.data, self.theme, self.hasFocus(), self._words)
