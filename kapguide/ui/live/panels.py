"""What can take the left side of the live screen: the emergency card, and the keys."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from kapguide.session.clock import Instant
from kapguide.session.state import SessionState
from kapguide.session.texts import EmergencyCard
from kapguide.ui.live.keys import Binding
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.chip import Chip, Tone
from kapguide.ui.widgets.clock import Clock
from kapguide.ui.widgets.words import clock_text


def scrolling(content: QWidget) -> QScrollArea:
    """`content` in an area that scrolls up and down without a frame."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.viewport().setAutoFillBackground(False)
    content.setAutoFillBackground(False)
    area.setWidget(content)
    return area


class EmergencyPanel(Card):
    """The clinic's own card, the time since the key was pressed, and the way out."""

    left = Signal()

    def __init__(self, theme: Theme, card: EmergencyCard) -> None:
        super().__init__(theme)
        self.setAccessibleName("Emergency card")
        self.title = Text(theme, "Emergency", Role.TITLE)
        self.clock = Clock(theme, "Since")
        self.leave = Button(theme, "Leave the emergency", icon="check", key="Esc", kind=Kind.PLAIN)
        self.leave.clicked.connect(self.left)
        self.note = Text(
            theme, "The music is fading out and prompts have stopped. Nothing resumes by itself.", Role.LABEL, "soft"
        )
        head = QHBoxLayout()
        head.setSpacing(2 * theme.sizes.grid)
        head.addWidget(self.title)
        head.addWidget(Chip(theme, "clinic’s own card", "circle-alert", Tone.DANGER))
        head.addStretch(1)
        head.addWidget(self.clock)
        self.add(head)
        self.add(self.note)
        self.add(scrolling(_card_text(theme, card)), 1)
        row = QHBoxLayout()
        row.addWidget(self.leave)
        row.addStretch(1)
        self.add(row)

    def render_state(self, state: SessionState, now: Instant) -> None:
        """Show `state` at `now`."""
        if state.emergency is not None:
            self.clock.show_time(clock_text(now.elapsed - state.emergency))

    def say(self, text: str) -> None:
        """Say something else under the title."""
        self.note.set_text(text)


def _card_text(theme: Theme, card: EmergencyCard) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, theme.sizes.grid, 0)
    column.setSpacing(theme.sizes.grid)
    for line in card.head:
        column.addWidget(Text(theme, line, Role.LABEL, "soft", wrap=True))
    for situation in card.situations:
        column.addSpacing(theme.sizes.grid)
        column.addWidget(Text(theme, situation.title, Role.HEADING))
        for number, step in enumerate(situation.steps, start=1):
            column.addWidget(Text(theme, f"{number}.  {step}", Role.BODY, wrap=True))
    column.addStretch(1)
    return page


class KeysPanel(Card):
    """The keys of the screen, as the one table has them."""

    closed = Signal()

    def __init__(self, theme: Theme, bindings: Sequence[Binding]) -> None:
        super().__init__(theme, "Keys", "Esc closes")
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, theme.sizes.grid, 0)
        grid.setHorizontalSpacing(2 * theme.sizes.grid)
        grid.setVerticalSpacing(theme.sizes.grid)
        half = (len(bindings) + 1) // 2
        for place, binding in enumerate(bindings):
            column = 2 * (place // half)
            grid.addWidget(Chip(theme, binding.cap), place % half, column, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(Text(theme, binding.words, Role.LABEL, "text", wrap=True), place % half, column + 1)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        grid.setRowStretch(half, 1)
        self.add(scrolling(page), 1)
        close = Button(theme, "Close", icon="x", key="Esc")
        close.clicked.connect(self.closed)
        row = QHBoxLayout()
        row.addWidget(close)
        row.addStretch(1)
        self.add(row)
