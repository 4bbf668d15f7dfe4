"""Consent as it stands: touch, observers, a recording, each with what can be done about it; and a wish for more."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout

from kapguide.session.care.answers import Touch
from kapguide.session.consent.state import Consent, ConsentTo
from kapguide.session.state import SessionState
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.forms.fields import LineEdit
from kapguide.ui.widgets.places import digit_of

TOUCH = "touch"
MATTERS = {TOUCH: "Touch", ConsentTo.OBSERVERS: "Observers", ConsentTo.RECORDING: "Recording"}
"""What is agreed to or not, in the order of the digits."""
UNSAID = "not recorded"
BEFORE = "Before the dose it can be said and changed. After it, each can only be withdrawn."
AFTER = "Each can only be withdrawn now. A wish for more is written down with the answer: not today."


def stands(state: SessionState, matter: str) -> str:
    """How it stands with a matter, as it is read."""
    return (state.touch if matter == TOUCH else state.consent.marked.get(matter, "")) or UNSAID


def can_withdraw(state: SessionState, matter: str, *, recorded: bool = False) -> bool:
    """Is there anything to withdraw, as far as anybody knows; with `recorded`, anything that somebody has said?"""
    over = (Touch.NONE, Touch.WITHDRAWN, Consent.REFUSED, Consent.WITHDRAWN, *((UNSAID,) if recorded else ()))
    return stands(state, matter) not in over


class ConsentForm(Card):
    """`matter_asked` carries the matter to say something of, or to withdraw; `wished` the words of a wish."""

    matter_asked = Signal(str)
    wished = Signal(str)
    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Consent", accent=True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        grid = theme.sizes.grid
        self.states = {matter: Text(theme, "", Role.BODY, "text") for matter in MATTERS}
        self.buttons = {matter: Button(theme, "", key=str(n)) for n, matter in enumerate(MATTERS, 1)}
        self.wish = LineEdit(theme, "A wish for more, in the client’s words", "what the client wishes for")
        self.write = Button(theme, "Not today", icon="pencil", key="Enter")
        self.said = Text(theme, "", Role.LABEL, "soft", wrap=True)
        self.back = Button(theme, "Back", icon="x", key="Esc", kind=Kind.QUIET)
        rows, wishes, ways = QGridLayout(), QHBoxLayout(), QHBoxLayout()
        for layout in (rows, wishes, ways):
            layout.setSpacing(grid)
        rows.setColumnStretch(1, 1)
        rows.setHorizontalSpacing(2 * grid)
        for row, (matter, title) in enumerate(MATTERS.items()):
            rows.addWidget(Text(theme, title, Role.LABEL, "soft"), row, 0)
            rows.addWidget(self.states[matter], row, 1)
            rows.addWidget(self.buttons[matter], row, 2)
            rows.setRowMinimumHeight(row, theme.sizes.target)
        wishes.addWidget(self.wish, 1)
        wishes.addWidget(self.write)
        ways.addWidget(self.said, 1)
        ways.addWidget(self.back)
        self.add(rows)
        self.add(wishes)
        self.body.addStretch(1)
        self.add(ways)
        for matter, button in self.buttons.items():
            button.clicked.connect(lambda _=False, matter=matter: self._ask(matter))
        self.wish.returnPressed.connect(self._write)
        self.write.clicked.connect(self._write)
        self.wish.left.connect(self.setFocus)
        self.back.clicked.connect(self.closed)

    def open(self, state: SessionState) -> None:
        """Show how it stands; the digits have the keys."""
        self.render_state(state)
        self.setFocus()

    def render_state(self, state: SessionState) -> None:
        """Say what is so, and what can be done about it."""
        dosed = bool(state.doses)
        for matter, button in self.buttons.items():
            self.states[matter].set_text(stands(state, matter))
            there = can_withdraw(state, matter)
            button.show_as("Withdraw" if dosed else "Say how it is", key=button.data.key)
            button.setAccessibleName(f"{MATTERS[matter]}: {button.data.text}")
            button.setVisible(there or not dosed)
        for part in (self.wish, self.write):
            part.setVisible(dosed)
        self.said.set_text(AFTER if dosed else BEFORE)

    def half_typed(self) -> str:
        """A wish that was not written down."""
        return self.wish.one_line()

    def clear(self) -> None:
        """What was typed is written down."""
        self.wish.put("")

    def _ask(self, matter: str) -> None:
        if self.buttons[matter].isVisibleTo(self):
            self.matter_asked.emit(matter)

    def _write(self) -> None:
        if self.wish.one_line():
            self.wished.emit(self.wish.one_line())
        else:
            self.wish.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1 to 3 are the matters. Other digits are slips; every other key goes to the screen."""
        digit = digit_of(event)
        if not digit:
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            for matter, button in self.buttons.items():
                if button.data.key == digit:
                    self._ask(matter)
