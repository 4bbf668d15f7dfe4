"""The head of a debrief: which run it is, the four steps, and what can be done with it."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kapguide.rehearsal.kept import RehearsalRecord
from kapguide.ui.debrief.tabs import StepTabs
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text, text_width
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.chip import Chip, Tone
from kapguide.ui.widgets.export_buttons import ExportButtons

ROW = 1140
"""In a narrower window the steps have a row of their own (pixels)."""
HIGH, UP, TITLE_HIGH, CHIP, GAP = 54, 20, 34, 26, 14
TITLES = (27, 24, 21, 18)
"""Sizes of the title, the largest that has room (pixels)."""
REHEARSAL = "REHEARSAL"


def run_words(record: RehearsalRecord, *, observer: bool) -> tuple[str, ...]:
    """`Debrief · Mon 30 Nov, 17:40, ×10`, and less of it for less room."""
    when = record.began.astimezone() if record.began.tzinfo is not None else record.began
    day, who = day_words(when), f" · {record.trainee}" if observer and record.trainee else ""
    rate = f", ×{record.speed:g}" if record.speed else ""
    return (f"Debrief{who} · {day}{rate}", f"Debrief · {day}{rate}", f"Debrief · {day}", day, "Debrief")


def day_words(when: datetime) -> str:
    """`Mon 30 Nov, 17:40`."""
    return f"{when:%a} {when.day} {when:%b}, {when:%H:%M}"


class DebriefHeader(QWidget):
    """Holds the controls; the screen says what they do."""

    def __init__(self, theme: Theme, screen: QWidget, record: RehearsalRecord, *, observer: bool) -> None:
        super().__init__()
        self.theme = theme
        self._said = run_words(record, observer=observer)
        self.eyebrow = Text(theme, self._said[0], Role.EYEBROW, "dim", elide=True, tabular=True)
        self.title = Text(theme, record.scenario.title, Role.TITLE, elide=True)
        self.chip = Chip(theme, REHEARSAL, "theater", Tone.WARM)
        self.tabs = StepTabs(theme)
        self.play_back = Button(theme, "Play back", icon="circle-play", key="Space")
        self.export = ExportButtons(theme, screen)
        self.done = Button(theme, "Done", icon="undo-2", key="Esc", kind=Kind.QUIET)
        self._own_row: bool | None = None
        self._chip_above: bool | None = None
        self._lay_out()
        self.export.turned.connect(self._make_room)

    def fit(self, width: int) -> None:
        """Lay out for a screen that is so wide."""
        own_row = width < ROW
        if own_row != self._own_row:
            self._own_row = own_row
            self._whole.removeWidget(self.tabs)
            self._first.removeWidget(self.tabs)
            if own_row:
                self._whole.addWidget(self.tabs)
            else:
                self._first.insertWidget(1, self.tabs, 0, Qt.AlignmentFlag.AlignVCenter)
            QWidget.setTabOrder(self.tabs, self.play_back)
            self.setFixedHeight(HIGH + (self.theme.sizes.target + 10 if own_row else 0))
        self._fit_title()

    def _fit_title(self) -> None:
        """As large as it is whole; where that is not large beside the chip, the chip goes up beside the date."""
        words, room = self.title.whole_text(), self._names.width()
        chip = self.chip.sizeHint().width() + GAP
        above = self._title_wide(words, TITLES[1]) > room - chip
        if above != self._chip_above:
            self._chip_above = above
            for row in (self._above, self._below):
                row.removeWidget(self.chip)
            self.chip.setFixedHeight(UP if above else CHIP)
            (self._above if above else self._below).insertWidget(1, self.chip, 0, Qt.AlignmentFlag.AlignVCenter)
        beside = 0 if above else chip
        px = next((px for px in TITLES if self._title_wide(words, px) <= room - beside), TITLES[-1])
        self.title.set_px(px)
        self.title.setMaximumWidth(max(40, min(room - beside, self._title_wide(words, px))))
        free, font = room - (chip if above else 0), self.theme.font(Role.EYEBROW, tabular=True)
        fitting = (each for each in self._said if text_width(each.upper(), font) + 2 <= free)
        self.eyebrow.set_text(next(fitting, self._said[-1]))
        self._rows.activate()  # at once: what is laid out later is seen shortened before

    def _title_wide(self, words: str, px: int) -> int:
        return round(text_width(words, self.theme.font(Role.TITLE, px=px))) + 3

    def _make_room(self, opened: bool) -> None:
        """While the forms of an export are offered, playing back gives way to them."""
        self.play_back.setVisible(not opened)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_title()

    def _lay_out(self) -> None:
        grid = self.theme.sizes.grid
        self._names = _Names(self._fit_title)
        self._names.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._above, self._below = QHBoxLayout(), QHBoxLayout()
        self._above.setSpacing(GAP)
        self.eyebrow.setFixedHeight(UP)
        self._above.addWidget(self.eyebrow, 1)
        self._below.setSpacing(GAP)
        self._below.addWidget(self.title, 1)
        self._below.addStretch(0)
        self.title.setFixedHeight(TITLE_HIGH)
        column = self._rows = QVBoxLayout(self._names)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._above)
        column.addLayout(self._below)
        self._first = QHBoxLayout()
        self._first.setSpacing(grid)
        self._first.addWidget(self._names, 1)
        for button in (self.play_back, *self.export.buttons, self.done):
            self._first.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(10)
        self._whole.addLayout(self._first)


class _Names(QWidget):
    """Says when its width has changed."""

    def __init__(self, resized: Callable[[], object]) -> None:
        super().__init__()
        self._resized = resized

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._resized()
