"""What the client's display shows: chosen by a button, turned on and off by one key, and on which screen."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout

from kapguide.session import commands as c
from kapguide.session.guiding.display import LONGEST_LINE, Shows, shows_words
from kapguide.session.state import SessionState
from kapguide.ui.display.client_display import ClientDisplay
from kapguide.ui.display.screens import ScreenInfo
from kapguide.ui.session.breath_words import show_word
from kapguide.ui.session.classes import LayoutClass
from kapguide.ui.session.keys import breath_cap, cap
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.forms.fields import LineEdit

MOST_SCREENS = 4
CHOICES = {
    Shows.BLACK: "Black",
    Shows.INTENTION: "The intention",
    Shows.LINE: "A line",
    Shows.PICTURE: "A picture",
}


class DisplayForm(Card):
    """Emits the command that turns the display, or the key of the screen that was chosen."""

    asked = Signal(object)
    toggled = Signal()
    word_toggled = Signal()
    screen_chosen = Signal(str)
    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Client’s display", accent=True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._screens: tuple[ScreenInfo, ...] = ()
        self.said = Text(theme, "", Role.BODY, "text", wrap=True)
        self.hint = Text(theme, "A breath that is led is shown over any of these.", Role.LABEL, "soft", elide=True)
        self.choices = {shows: Button(theme, words) for shows, words in CHOICES.items()}
        self.line = LineEdit(theme, "A line for the display", "a few words, then Enter")
        self.line.setMaxLength(LONGEST_LINE)
        self.screens = [Button(theme, "", icon="display") for _ in range(MOST_SCREENS)]
        self.turn = Button(theme, "Turn on", icon="display", key=cap("display"), kind=Kind.SOON)
        self.word = Button(theme, "Parts named", icon="eye", key=breath_cap("word"))
        self.back = Button(theme, "Back", icon="x", key="Esc", kind=Kind.QUIET)
        rows = [QHBoxLayout() for _ in range(4)]
        choices, line, screens, foot = rows
        for row in rows:
            row.setSpacing(theme.sizes.grid)
        for button in self.choices.values():
            choices.addWidget(button, 1)
        line.addWidget(self.line, 1)
        for button in self.screens:
            screens.addWidget(button, 1)
        for part in (self.turn, self.word):
            foot.addWidget(part)
        foot.addStretch(1)
        foot.addWidget(self.back)
        self.add(self.said)
        for row in (choices, line, screens):
            self.add(row)
        self.add(self.hint)
        self.body.addStretch(1)
        self.add(foot)
        for shows, button in self.choices.items():
            button.clicked.connect(lambda _=False, shows=shows: self._choose(shows))
        for place, button in enumerate(self.screens):
            button.clicked.connect(lambda _=False, place=place: self._choose_screen(place))
        self.line.returnPressed.connect(lambda: self._choose(Shows.LINE))
        self.line.left.connect(self.setFocus)
        self.turn.clicked.connect(self.toggled)
        self.word.clicked.connect(self.word_toggled)
        self.back.clicked.connect(self.closed)

    def set_class(self, of: LayoutClass) -> None:
        """Take the sizes of a layout class."""
        self.set_dense(of.high < 860)
        for button in (*self.choices.values(), *self.screens, self.turn, self.word, self.back):
            button.set_measures(of.target, of.label)
        self.line.set_measures(of.label)
        self.said.set_px(of.body)
        self.hint.set_px(of.label)

    def show_status(self, state: SessionState, display: ClientDisplay) -> None:
        """Show what is on which screen, and what can be chosen."""
        status, wanted = display.status, state.display
        if status.problem:
            self.said.set_text(status.problem)
        elif wanted.on:
            self.said.set_text(f"On “{status.name}”: {shows_words(wanted.shows, wanted.words)}.")
        else:
            self.said.set_text(f"Off. It would use “{status.name}”.")
        self.turn.show_as("Turn off" if wanted.on else "Turn on", icon="display", key=cap("display"), kind=Kind.SOON)
        show_word(self.word, display.word)
        intention = bool(state.started and state.started.intention.strip())
        self.choices[Shows.INTENTION].setEnabled(intention)
        self.choices[Shows.PICTURE].setToolTip(display.picture_problem())
        for shows, button in self.choices.items():
            button.show_as(CHOICES[shows], kind=Kind.ON if wanted.shows == shows else Kind.PLAIN)
        self._show_screens(display.choices(), status.name)

    def _show_screens(self, screens: Sequence[ScreenInfo], chosen: str) -> None:
        self._screens = tuple(screens[:MOST_SCREENS])
        for place, button in enumerate(self.screens):
            button.setVisible(len(self._screens) > 1 and place < len(self._screens))
            if place < len(self._screens):
                name = self._screens[place].name
                kind = Kind.ON if name == chosen else Kind.PLAIN
                button.show_as(name, icon="display", kind=kind, name=f"Use the screen {name}")

    def half_typed(self) -> str:
        """A line that was not shown."""
        return self.line.one_line()

    def clear(self) -> None:
        """What was typed is shown now, or is kept elsewhere."""
        self.line.put("")

    def _choose(self, shows: Shows) -> None:
        words = self.line.one_line() if shows is Shows.LINE else ""
        if shows is Shows.LINE and not words:
            self.line.setFocus()
        else:
            self.asked.emit(c.TurnDisplay(shows, words))

    def _choose_screen(self, place: int) -> None:
        if place < len(self._screens):
            self.screen_chosen.emit(self._screens[place].key)
