"""The head of a note: which contact it is of, whose, how far it is, and the ways on."""

from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text, text_width
from kapguide.ui.widgets.button import Button
from kapguide.ui.widgets.chip import Chip, ChipData, Tone
from kapguide.ui.widgets.quiet_line import QuietLine

HIGH = 54
CODE_LEAST = 280
"""Of a long code as much is shown, in the narrowest window (pixels)."""
BARE = 1100
"""In a narrower window the buttons have no icons (pixels)."""
TWO_LINES = 32
"""How high what is said is, where one line is too short for it (pixels)."""


class NoteHead(QWidget):
    """Its buttons are the screen's; `quiet` is where the screen says what came of something."""

    def __init__(self, theme: Theme, buttons: Sequence[Button], bare: Sequence[Button] = ()) -> None:
        """Of `bare` ones a narrow window has the icon alone."""
        super().__init__()
        self.theme, self.buttons = theme, tuple(buttons)
        self._bare = {button: button.data for button in bare}
        self._icons = {button: button.data.icon for button in buttons}
        self._eyebrows: tuple[str, ...] = ("",)
        self._said: tuple[str, ...] = ()
        self.eyebrow = Text(theme, "", Role.EYEBROW, "dim", elide=True)
        self.code = Text(theme, "", Role.TITLE, elide=True)
        self.chip = Chip(theme)
        self.unsaved = Chip(theme, tone=Tone.WARM)
        self.unsaved.hide()
        self.said = Text(theme, "", Role.SMALL, "dim", tabular=True, elide=True)
        self.quiet = QuietLine(theme)
        self.quiet.said.connect(self._fit)
        title = QHBoxLayout()
        title.setSpacing(10)
        title.addWidget(self.code, 5000)
        title.addSpacing(4)
        for part, share in ((self.chip, 0), (self.unsaved, 0), (self.said, 200), (self.quiet, 300)):
            title.addWidget(part, share)
        title.addStretch(1)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self.eyebrow)
        names.addLayout(title)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.sizes.grid)
        whole.addLayout(names, 1)
        for button in buttons:
            whole.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setFixedHeight(HIGH)
        self._fit()

    def show_head(self, eyebrows: Sequence[str], code: str, chip: ChipData, said: Sequence[str]) -> None:
        """Say of which contact the note is, of which client, and how far it is: of ways to say it the first one that
        has room."""
        self._eyebrows, self._said = tuple(eyebrows), tuple(said)
        self.code.set_text(code)
        whole = ceil(text_width(code, self.code.font())) + 2
        self.code.setMinimumWidth(min(CODE_LEAST, whole))
        self.code.setMaximumWidth(whole)
        self.chip.set_data(chip)
        self.chip.setMinimumWidth(self.chip.sizeHint().width())
        self._fit()

    def say_unsaved(self, words: str) -> None:
        """Say for how long nothing could be saved; an empty text that all is."""
        self.unsaved.show_text(words, "triangle-alert", Tone.WARM)
        self.unsaved.setVisible(bool(words))
        self._fit()

    def _fit(self) -> None:
        """What is known anyway gives way to what has just been said."""
        busy = bool(self.quiet.data.text)
        self.quiet.setVisible(busy)
        room = self.width() - sum(each.sizeHint().width() + 8 for each in self.buttons if not each.isHidden())
        self.eyebrow.set_text(_fitting(self._eyebrows, self.eyebrow.font(), room))
        room -= self.code.maximumWidth() + self.chip.sizeHint().width() + 34
        two = busy and self.quiet.wish > room * 3 / 5  # then it has two lines, and all the room
        self.quiet.setFixedHeight(TWO_LINES if two else self.quiet.sizeHint().height())
        known = ("",) if two else (*self._said, "")
        said = _fitting(known, self.said.font(), min(room, room * 2 / 5) if busy else room)
        self.said.set_text(said)
        self.said.setVisible(bool(said) and self.unsaved.isHidden())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < BARE
        for button, whole in self._bare.items():
            words, key, name = ("", "", whole.text) if narrow else (whole.text, whole.key, "")
            if button.data.text != words:
                button.show_as(words, icon=whole.icon, key=key, kind=whole.kind, name=name)
        for button, icon in self._icons.items():
            if button in self._bare:
                continue
            said = button.data
            shown = "" if narrow else icon
            if said.icon != shown:
                button.show_as(said.text, icon=shown, key=said.key, kind=said.kind, name=button.accessibleName())
        self._fit()


def _fitting(ways: Sequence[str], font: QFont, room: float) -> str:
    """The first of several ways to say something that has `room` (pixels), else the last one."""
    return next((words for words in ways if QFontMetricsF(font).horizontalAdvance(words) <= room), ways[-1])
