"""The parts of the scripts page and where they stand."""

from itertools import pairwise

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kapguide.ui.scripts.level_meter import LevelMeter
from kapguide.ui.scripts.rows import LINE_ROW, SCRIPT_ROW, paint_line, paint_script
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.lists.pick_list import PickList
from kapguide.ui.widgets.quiet_line import QuietLine

LOW, NARROW = 640, 1200
SIDE, NARROW_SIDE = 376, 292
SAY, LOW_SAY = 28, 22
"""The words to be said (pixels)."""
NO_SCRIPT = "There is no script. Put one into the folder “scripts” of the data folder."


class ScriptsLayout(QWidget):
    """Holds the parts; what they show and do is the screen's matter."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.narrow = False
        self.close_button = Button(theme, "Today", icon="undo-2", key="Esc", kind=Kind.QUIET, name="Back to Today")
        self.scripts = PickList(theme, "Scripts", SCRIPT_ROW, paint_script, NO_SCRIPT)
        self.purpose = Text(theme, "", Role.SMALL, "soft", wrap=True)
        self.lines = PickList(theme, "Lines", LINE_ROW, paint_line)
        self.words = Text(theme, "", Role.HEADING, "text", wrap=True)
        self.meter = LevelMeter(theme)
        self.record_button = Button(theme)
        self.whole_button = Button(theme)
        self.hear_button = Button(theme)
        self.throw_button = Button(theme)
        self.undo_button = Button(theme, "Undo", icon="undo-2", key="Ctrl+Z", kind=Kind.QUIET)
        self.message = QuietLine(theme)
        self._lay_out()

    def _lay_out(self) -> None:
        theme, grid = self.theme, self.theme.sizes.grid
        self.all = Card(theme, "Scripts")
        self.all.add(self.scripts, 1)
        self.script = Card(theme, "Lines")
        self.script.add(self.purpose)
        self.script.add(self.lines, 1)
        self.recording = Card(theme, "Line")
        self.recording.add(self.words)
        self.recording.add(self.meter)
        hands = QHBoxLayout()
        hands.setSpacing(grid)
        hand = (self.record_button, self.whole_button, self.hear_button, self.throw_button)
        for button in hand:
            hands.addWidget(button)
        hands.addStretch(1)
        self.recording.add(hands)
        foot = QHBoxLayout()
        foot.addStrut(theme.sizes.target)  # what comes and goes in it moves nothing above
        foot.addWidget(self.message, 1)
        foot.addWidget(self.undo_button)
        self.recording.add(foot)
        right = QVBoxLayout()
        right.addWidget(self.script, 1)
        right.addWidget(self.recording)
        body = QHBoxLayout()
        body.addWidget(self.all)
        body.addLayout(right, 1)
        whole = QVBoxLayout(self)
        whole.addLayout(self._head())
        whole.addLayout(body, 1)
        self._stacks = (right, body, whole)
        for before, after in pairwise((self.close_button, self.scripts, self.lines, *hand, self.undo_button)):
            QWidget.setTabOrder(before, after)

    def _head(self) -> QHBoxLayout:
        head, names = QHBoxLayout(), QVBoxLayout()
        names.setSpacing(self.theme.sizes.grid // 2)
        names.addWidget(Text(self.theme, "Imagery", Role.EYEBROW, "dim"))
        names.addWidget(Text(self.theme, "Scripts", Role.TITLE))
        head.addLayout(names)
        head.addStretch(1)
        head.addWidget(self.close_button)
        return head

    def minimumSizeHint(self) -> QSize:
        """The smallest window."""
        return QSize(960, 500)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A low or narrow screen gets everything, closer together."""
        super().resizeEvent(event)
        grid, low = self.theme.sizes.grid, self.height() < LOW
        self.narrow = self.width() < NARROW
        self.all.setFixedWidth(NARROW_SIDE if self.narrow else SIDE)
        for stack in self._stacks:
            stack.setSpacing(grid if low else 2 * grid)
        margin = grid if low else 3 * grid
        self._stacks[-1].setContentsMargins(margin, margin, margin, margin)
        for card in (self.all, self.script, self.recording):
            card.set_dense(low)
        self.purpose.setVisible(not low)
        self.words.set_px(LOW_SAY if low else SAY)
