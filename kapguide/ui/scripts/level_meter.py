"""How loud the microphone hears, and for how long it has recorded."""

import msgspec
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy

from kapguide.spans import SECOND
from kapguide.ui.theme import Role, Theme, mix
from kapguide.ui.widgets.base import Painted
from kapguide.ui.widgets.words import countdown_text

LOWEST_DB = -60.0
GOOD_DB, NEAR_DB = -40.0, -1.0
"""Words that stay below the first are hardly heard; what reaches the second is cut off at its top."""
FALL_DB = 2.0
"""The bar falls no quicker than this from one level to the next."""
WORDS = 168


class MeterData(msgspec.Struct, frozen=True):
    """The level (dB, the highest sample), the seconds, and whether the microphone is open."""

    level_db: float = LOWEST_DB
    seconds: float = 0.0
    on: bool = False

    @property
    def words(self) -> str:
        """What the level is like."""
        if not self.on:
            return ""
        if self.level_db >= NEAR_DB:
            return "too near"
        return "quiet" if self.level_db < GOOD_DB else "good"


class LevelMeter(Painted):
    """Shows a MeterData."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Level of the microphone", MeterData())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_level(self, level_db: float, seconds: float) -> None:
        """The next level; a fall is shown slowly."""
        fallen = self.data.level_db - FALL_DB if self.data.on else LOWEST_DB
        self.set_data(MeterData(max(LOWEST_DB, level_db, fallen), seconds, on=True))

    def show_off(self) -> None:
        """The microphone is closed."""
        self.set_data(MeterData())

    def sizeHint(self) -> QSize:
        return QSize(240, 24)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 24)

    def rows(self) -> list[str]:
        """The words for it; a number that changes all the time would be read out all the time."""
        return [self.data.words or "off"]

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        """A track, filled to the level; at its right the time and the words."""
        c = self.theme.colours
        track = QRectF(rect.left(), rect.center().y() - 4, rect.width() - WORDS, 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(mix(c.surface, c.faint, 0.35))
        painter.drawRoundedRect(track, 4, 4)
        share = (self.data.level_db - LOWEST_DB) / -LOWEST_DB
        if self.data.on and share > 0:
            painter.setBrush(c.accent)
            painter.drawRoundedRect(QRectF(track.left(), track.top(), max(8.0, track.width() * share), 8), 4, 4)
        if self.data.on:
            painter.setFont(self.theme.font(Role.LABEL, tabular=True))
            painter.setPen(c.text)
            said = f"{countdown_text(int(self.data.seconds) * SECOND)}   {self.data.words}"
            place = QRectF(track.right() + 16, rect.top(), WORDS - 16, rect.height())
            painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), said)
