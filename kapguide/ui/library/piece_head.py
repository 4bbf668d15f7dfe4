"""Which pieces a panel is about: their name, length and loudness, and for one piece the course of its level."""

import msgspec
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from kapguide.audio.library.entry import LibraryEntry
from kapguide.spans import SECOND
from kapguide.ui.library.survey import length_text, loudness_text, said, who
from kapguide.ui.theme import Role, Theme, mix
from kapguide.ui.widgets.base import Painted, Text
from kapguide.ui.widgets.charts.waveform import level_at
from kapguide.ui.widgets.words import span_words

PITCH = 4.0


class OverviewData(msgspec.Struct, frozen=True):
    """The course of a piece's level from beginning to end, see audio.facts; its length in s."""

    levels: bytes = b""
    length: float = 0.0


def paint_overview(painter: QPainter, rect: QRectF, data: OverviewData, theme: Theme) -> None:
    """Bars from the piece's beginning to its end."""
    count = int(rect.width() // PITCH)
    step = data.length / max(1, count)
    pen = QPen(mix(theme.colours.surface, theme.colours.accent, 0.75), 2.0)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    loudest = max(data.levels, default=0)
    for place in range(count):
        x = rect.left() + (place + 0.5) * PITCH
        half = max(1.0, level_at(data.levels, loudest, data.length, (place + 0.5) * step, step) * rect.height() / 2)
        painter.drawLine(QPointF(x, rect.center().y() - half), QPointF(x, rect.center().y() + half))


class PieceOverview(Painted):
    """Shows an OverviewData."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Course of the level", OverviewData())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(240, 40)

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        if self.data.levels and self.data.length:
            paint_overview(painter, rect.adjusted(0, 2, 0, -2), self.data, self.theme)


class PieceHead(QWidget):
    """Shows one piece, several, or what to do when there is none."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.title = Text(theme, "", Role.HEADING, elide=True)
        self.who = Text(theme, "", Role.LABEL, "soft", elide=True)
        self.facts = Text(theme, "", Role.SMALL, "dim", tabular=True, wrap=True)
        self.overview = PieceOverview(theme)
        self._low = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.sizes.grid // 2)
        for widget in (self.title, self.who, self.overview, self.facts):
            column.addWidget(widget)

    def set_low(self, low: bool) -> None:
        """Without the picture."""
        self._low = low
        self.overview.setVisible(not low and bool(self.overview.data.levels))

    def show_pieces(self, entries: tuple[LibraryEntry, ...]) -> None:
        """Say which pieces these are."""
        only = entries[0] if len(entries) == 1 else None
        self.who.setVisible(only is not None)
        self.overview.set_data(OverviewData(only.facts.overview, only.facts.length_s) if only else OverviewData())
        self.set_low(self._low)
        if only is not None:
            self.title.set_text(said(only.title))
            self.who.set_text(said(who(only)))
            self.facts.set_text(_facts(only))
        elif entries:
            self.title.set_text(f"{len(entries):,} pieces")
            length = span_words(round(sum(entry.facts.length_s for entry in entries) * SECOND))
            self.facts.set_text(f"{length} in all; what you say is said of each")
        else:
            self.title.set_text("No piece is chosen")
            self.facts.set_text(
                "Choose one, or several with Shift or Ctrl, and say what they are. Enter goes to the labels; "
                "1 to 5 say the strength, 0 takes it back."
            )


def _facts(entry: LibraryEntry) -> str:
    loudness = loudness_text(entry)
    gain = round(entry.facts.gain_db, 1)
    change = f"plays {f'{gain:+.1f}'.replace('-', '−')} dB" if gain else "plays as it is"
    levelled = change if loudness and entry.facts.measured else ""
    parts = (length_text(entry), f"{loudness} LUFS" if loudness else "", levelled)
    told = "  ·  ".join(part for part in parts if part)
    return told if entry.facts.measured else f"{told}  ·  not measured yet" if told else "not measured yet"
