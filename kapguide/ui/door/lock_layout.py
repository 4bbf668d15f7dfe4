"""The parts of the locked session's screen and where they stand."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kapguide.ui.door.lock_data import LockData, LockRow
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Painted, Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.forms.pin_line import PinLine
from kapguide.ui.widgets.forms.secret_line import SecretLine
from kapguide.ui.widgets.split_clock import SplitClock, SplitTime

WIDE = 520
LOW = 600
"""A lower window has a smaller clock and lower rows (pixels)."""


class _Icon(Painted):
    """An icon of the row's kind, amber where the row is due."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "", LockRow("info", ""))
        self.setFixedSize(18, 18)

    def paint(self, painter: object, rect: object) -> None:
        colour = self.theme.colours.warm if self.data.due else self.theme.colours.soft
        self.theme.draw_icon(painter, self.data.icon, rect, colour)  # type: ignore[arg-type]


class LockRowLine(QWidget):
    """One row of the card."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.icon = _Icon(theme)
        self.words, self.next = Text(theme, "", Role.HEADING), Text(theme, "", Role.HEADING, "soft", tabular=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * theme.sizes.grid)
        row.addWidget(self.icon)
        row.addWidget(self.words)
        row.addStretch(1)
        row.addWidget(self.next)

    def show_row(self, row: LockRow) -> None:
        """Show `row`."""
        self.icon.set_data(row)
        self.words.set_text(row.words)
        self.next.set_text(row.next)
        self.next.set_colour("warm" if row.due and row.next.startswith("due") else "soft")


class LockLayout(QWidget):
    """Holds the parts; what they do is the screen's matter."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.setAutoFillBackground(True)
        self.setAccessibleName("Locked session")
        self.eyebrow = Text(theme, "", Role.EYEBROW, "dim")
        self.clock = SplitClock(theme, "Time of the session", SplitTime(px=104), Qt.AlignmentFlag.AlignHCenter)
        self.counted = Text(theme, "", Role.HEADING, "soft", tabular=True)
        self.lines = [LockRowLine(theme) for _ in range(3)]
        self.pin = PinLine(theme)
        self.secret = SecretLine(theme, "Passphrase or recovery key")
        self.word = Text(theme, " ", Role.SMALL, "soft", wrap=True)
        self.other = Button(theme, "Use the passphrase", key="p", kind=Kind.QUIET)
        self.silence = Button(theme, "Fade to silence", icon="volume-x", key="m")
        self.emergency = Button(
            theme, "Emergency", icon="circle-alert", key="F12", kind=Kind.DANGER, name="Emergency, F12 or Ctrl+E"
        )
        for button in (self.other, self.silence, self.emergency, self.secret.eye):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the field keeps the keys
        self._lay_out()

    def show_data(self, data: LockData) -> None:
        """Show what is so."""
        self.clock.show_time(data.clock)
        self.counted.set_text(data.counted)
        for line, row in zip(self.lines, (data.prompts, data.reading, data.music), strict=True):
            line.show_row(row)

    def _lay_out(self) -> None:
        card = self._card = Card(self.theme)
        card.body.setSpacing(0)
        for place, line in enumerate(self.lines):
            if place:
                rule = QFrame()
                rule.setFixedHeight(1)
                rule.setStyleSheet(f"background: {self.theme.colours.line.name()}")
                card.add(rule)
            card.add(line)
        self.secret_box = QWidget()
        box = QVBoxLayout(self.secret_box)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(Text(self.theme, "Passphrase or recovery key", Role.SMALL, "soft"))
        box.addWidget(self.secret)
        middle = QWidget()
        middle.setFixedWidth(WIDE)
        self._column = QVBoxLayout(middle)
        self._column.setContentsMargins(0, 0, 0, 0)
        for text in (self.eyebrow, self.counted, self.word):
            text.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter)
        for part in (self.eyebrow, self.clock, self.counted, card, self.pin, self.secret_box, self.word):
            self._column.addWidget(part)
        centred = QHBoxLayout()
        centred.addStretch(1)
        centred.addWidget(middle)
        centred.addStretch(1)
        foot = QHBoxLayout()
        foot.addWidget(self.silence)
        foot.addStretch(1)
        foot.addWidget(self.other)
        foot.addStretch(1)
        foot.addWidget(self.emergency)
        self._whole = QVBoxLayout(self)
        self._whole.addStretch(1)
        self._whole.addLayout(centred)
        self._whole.addStretch(1)
        self._whole.addLayout(foot)

    def minimumSizeHint(self) -> QSize:
        return QSize(640, 400)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A low window has everything, lower."""
        super().resizeEvent(event)
        low = self.height() < LOW
        margin = 8 if low else 16
        self._whole.setContentsMargins(margin, margin, margin, 8)
        self._column.setSpacing(6 if low else 14)
        self.clock.show_time(self.clock.data.text, 72 if low else 104)
        for line in self.lines:
            line.setFixedHeight(34 if low else 48)
            for text in (line.words, line.next):
                text.set_px(17 if low else 19)
        self.word.setFixedHeight(34)
        for button in (self.silence, self.emergency):
            button.set_measures(48 if low else 56, 17)
        self.other.set_measures(48 if low else 56, 15)
        for layout in (self._card.layout(), self._column, self._whole):  # from the inmost: it is seen as it is at once
            if layout is not None:
                layout.activate()
