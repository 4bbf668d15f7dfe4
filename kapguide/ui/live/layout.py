"""The parts of the live screen and where they stand, on a high screen and on a low one."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLayout, QStackedWidget, QVBoxLayout, QWidget

from kapguide.session.protocol import Prompt
from kapguide.session.texts import EmergencyCard
from kapguide.ui.live.dose_form import DoseForm
from kapguide.ui.live.header import HeaderBar
from kapguide.ui.live.keys import cap, shown_bindings
from kapguide.ui.live.music_card import Music, MusicCard
from kapguide.ui.live.notes_card import NotesCard
from kapguide.ui.live.observe_bar import ObserveBar
from kapguide.ui.live.panels import EmergencyPanel, KeysPanel
from kapguide.ui.live.phase_card import PhaseCard
from kapguide.ui.live.prompt_card import PromptCard
from kapguide.ui.live.vitals_card import VitalsCard
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.quiet_line import QuietLine, UndoLine

LOW = 864
"""A screen lower than this (pixels) is laid out densely."""


class LiveLayout(QWidget):
    """Holds the cards; what they show and do is the screen's matter."""

    def __init__(
        self,
        theme: Theme,
        music: Music,
        observations: Mapping[str, str],
        card: EmergencyCard,
        rehearsal: str,
        can_say: Callable[[Prompt], bool],
    ) -> None:
        super().__init__()
        self._grid = theme.sizes.grid
        self._dense: bool | None = None
        self.header = HeaderBar(theme, rehearsal)
        self.phases = PhaseCard(theme)
        self.prompt = PromptCard(theme, can_say)
        self.dose = DoseForm(theme)
        self.music = MusicCard(theme, music)
        self.vitals = VitalsCard(theme)
        self.notes = NotesCard(theme)
        self.observe = ObserveBar(theme, observations)
        self.emergency = EmergencyPanel(theme, card)
        self.keys = KeysPanel(theme, shown_bindings())
        self.quiet = QuietLine(theme)
        self.saving = QuietLine(theme)
        self.undo = UndoLine(theme)
        self.fade_button = Button(theme, "Fade to silence", icon="volume-x", key=cap("silence"), kind=Kind.QUIET)
        self.fade_button.hide()
        self.help_button = Button(theme, "Keys", icon="keyboard", key="?", kind=Kind.QUIET)
        self.lock_button = Button(theme, "Lock", icon="lock", key="l", kind=Kind.QUIET)
        self._lay_out()

    def _lay_out(self) -> None:
        grid = self._grid
        self.middle = QStackedWidget()
        self.middle.addWidget(self.prompt)
        self.middle.addWidget(self.dose)
        self.desk = QWidget()
        column = QVBoxLayout(self.desk)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.middle, 1)
        column.addWidget(self.music, 1)
        self.left = QStackedWidget()
        for page in (self.desk, self.emergency, self.keys):
            self.left.addWidget(page)
        right = QVBoxLayout()
        right.addWidget(self.vitals, 11)
        right.addWidget(self.notes, 10)
        cards = QGridLayout()
        cards.setHorizontalSpacing(2 * grid)
        cards.addWidget(self.left, 0, 0)
        cards.addLayout(right, 0, 1)
        cards.setColumnStretch(0, 13)
        cards.setColumnStretch(1, 10)
        cards.setColumnMinimumWidth(1, 480)
        whole = QVBoxLayout(self)
        whole.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        whole.addWidget(self.header)
        whole.addWidget(self.phases)
        whole.addLayout(cards, 1)
        whole.addWidget(self.observe)
        whole.addLayout(self._foot())
        self._stacks = (whole, column, right)

    def show_left(self, page: QWidget) -> None:
        """Let the desk, the emergency card or the keys have the left side; the fade is in sight whichever it is."""
        self.left.setCurrentWidget(page)
        self.fade_button.setVisible(page is not self.desk)

    def _foot(self) -> QLayout:
        foot = QHBoxLayout()
        foot.setSpacing(self._grid)
        foot.addWidget(self.quiet, 3)
        foot.addWidget(self.undo)
        foot.addWidget(self.saving, 1)
        foot.addWidget(self.fade_button)
        foot.addWidget(self.lock_button)
        foot.addWidget(self.help_button)
        return foot

    def minimumSizeHint(self) -> QSize:
        """Low enough for the smallest screen: the dense layout fits it."""
        return QSize(1120, 640)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A low screen gets everything, closer together."""
        super().resizeEvent(event)
        dense = self.height() < LOW
        if dense == self._dense:
            return
        self._dense = dense
        grid = self._grid
        for stack in self._stacks:
            stack.setSpacing(grid if dense else 2 * grid)
        above, below = (grid, grid // 2) if dense else (2 * grid, grid)
        self._stacks[0].setContentsMargins(3 * grid, above, 3 * grid, below)
        cards = (self.phases, self.prompt, self.dose, self.music, self.vitals, self.notes, self.emergency, self.keys)
        for card in cards:
            card.set_dense(dense)
