"""The first step: how it was, and the self-rating, before anything of the run is shown."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kapguide.rehearsal.kept import RATED
from kapguide.text import in_words
from kapguide.ui.debrief.key_scroll import PageScroll
from kapguide.ui.debrief.rating import RatedLine, RateLine, RatingDots
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text, text_width
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.forms.several_lines import SeveralLines
from kapguide.ui.widgets.places import letter_of

ASKED = "How was it? What comes first, in your own words. Nothing of the run is shown yet."
WAS_ASKED = "How it was, in your own words."
SCALE_SHORT = "0 is not at all, 10 is fully. Backspace leaves a line open."
SCALE = "0 is not at all, 10 is fully. Digits or arrows choose; Backspace leaves a line open."
ALL_RATED = ("All three are rated. They stay as they are once what happened is shown.", "All three are rated.")
NUMBERS = ("", "One is", "Two are", "All three are")
GIVEN = "Given before the data. It can be read, and not changed."
NOT_GIVEN = "No rating was given."
LOW = 440
"""In a lower window the lines stand closer (pixels)."""


def open_words(names: list[str]) -> tuple[str, ...]:
    """What is not rated yet, and the same in fewer words."""
    return f"Not rated yet: {in_words([f'“{name}”' for name in names])}.", f"{NUMBERS[len(names)]} not rated yet."


class BeforeBar(QWidget):
    """At the foot of the step: what is still open, and the way on."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self._waits = False
        self._said: tuple[str, ...] = ("",)
        self.words = Text(theme, "", Role.LABEL, "soft", elide=True)
        self.leave_open = Button(theme, "Leave it open", key="Ctrl+R", kind=Kind.QUIET)
        self.go_on = Button(theme, "Show what happened", icon="arrow-right", key="Ctrl+Enter", kind=Kind.PRIMARY)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(18, 11, 12, 11)
        row.setSpacing(2 * theme.sizes.grid)
        row.addWidget(self.words, 1)
        row.addWidget(self.leave_open)
        row.addWidget(self.go_on)
        self.setFixedHeight(64)

    def say(self, words: tuple[str, ...], *, waits: bool, sealed: bool) -> None:
        """What stands before the way on, the first of `words` that has room; `waits` for an answer that can be left
        open."""
        self._waits, self._said = waits, words
        self.words.set_colour("warm" if waits else "soft")
        self.leave_open.setVisible(waits and not sealed)
        kind = Kind.PLAIN if waits else Kind.PRIMARY
        key = "2" if sealed else "Ctrl+Enter"
        self.go_on.show_as("Show what happened", icon="arrow-right", key=key, kind=kind)
        self._fit()
        self.update()

    def _fit(self) -> None:
        shown = [button for button in (self.leave_open, self.go_on) if not button.isHidden()]
        room = self.width() - 30 - sum(button.sizeHint().width() + 16 for button in shown)
        font = self.words.font()
        self.words.set_text(next((each for each in self._said if text_width(each, font) + 2 <= room), self._said[-1]))
        self._row.activate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        c, corner = self.theme.colours, self.theme.sizes.card_corner
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(c.warm_line if self._waits else c.line, 1))
            painter.setBrush(c.warm_ground if self._waits else c.surface)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), corner, corner)


class ReactionsPage(QWidget):
    """Free words and three lines to rate; `sealed` says with which answers what happened may be shown."""

    typed = Signal(str)
    sealed = Signal(object)
    """The answers, in the order of RATED; None is left open."""
    go_on_asked = Signal()
    """The rating has been given already."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self._given: tuple[RatedLine, ...] | None = None
        self.words = SeveralLines(theme, "Reactions", "The first thing that comes to mind", breaks=True)
        self.lines = [RateLine(theme, words) for words in RATED]
        self.dots = RatingDots(theme)
        self.dots.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.note = Text(theme, SCALE, Role.SMALL, "soft", wrap=True)
        self.bar = BeforeBar(theme)
        self.words_card = Card(theme, "Reactions")
        self.rating_card = Card(theme, "Your own rating", "before anything is shown")
        self._lay_out()
        self.words.typed.connect(self.typed)
        self.words.entered.connect(self.go_on)
        for line in self.lines:
            line.changed_to.connect(lambda _: self._tell())
            line.left.connect(self._leave_line)
        for number, line in enumerate(self.lines):
            line.entered.connect(lambda number=number: self._after(number))
        self.bar.go_on.clicked.connect(self.go_on)
        self.bar.leave_open.clicked.connect(self.leave_open)
        self._tell()

    def show_words(self, text: str, *, read_only: bool) -> None:
        """The trainee's own words; an observer reads them."""
        self.words.put(text)
        self.words.moveCursor(QTextCursor.MoveOperation.End)
        self.words.setReadOnly(read_only)

    def fit(self, height: int) -> None:
        """Have all three lines in sight where that can be."""
        low = height < LOW
        self._column.setSpacing(0 if low else self.theme.sizes.grid // 2)
        if self._given is None:
            self.note.set_text(SCALE_SHORT if low else SCALE)

    def show_given(self, given: tuple[RatedLine, ...]) -> None:
        """The rating as it was given; from now on it is only read."""
        self._given = given
        for line, label in zip(self.lines, self._labels, strict=True):
            line.hide()
            label.hide()
        self.dots.set_data(given)
        self.dots.setVisible(bool(given))
        self.note.set_text(GIVEN if given else NOT_GIVEN)
        self.asked.set_text(WAS_ASKED)
        self.rating_card.set_trailing("given before the data" if given else "")
        self._tell()

    @property
    def answers(self) -> tuple[int | None, ...]:
        """What is chosen now."""
        return tuple(line.answer for line in self.lines)

    @property
    def open_lines(self) -> list[RateLine]:
        """What is not rated."""
        return [] if self._given is not None else [line for line in self.lines if line.answer is None]

    def go_on(self) -> None:
        """Seal the rating, or go to what is not rated yet."""
        if self._given is not None:
            self.go_on_asked.emit()
        elif self.open_lines:
            self.open_lines[0].setFocus()
        else:
            self.sealed.emit(self.answers)

    def go_to_open(self) -> None:
        """Put the keys on what is not rated yet, or on the way on."""
        (self.open_lines[0] if self.open_lines else self.bar.go_on).setFocus()

    def leave_open(self) -> None:
        """What is not rated is left open, and what happened may be shown."""
        if self._given is None:
            self.sealed.emit(self.answers)

    def begin(self) -> None:
        """Put the keys where one begins."""
        (self.bar.go_on if self._given is not None else self.words).setFocus()

    def _tell(self) -> None:
        names = [line.accessibleName() for line in self.open_lines]
        words = open_words(names) if names else ALL_RATED if self._given is None else ("",)
        self.bar.say(words, waits=bool(names), sealed=self._given is not None)

    def _after(self, number: int) -> None:
        rest = self.lines[number + 1 :]
        (rest[0] if rest else self.bar.go_on).setFocus()

    def _leave_line(self) -> None:
        self.setFocus()

    def takes(self, event: QKeyEvent) -> bool:
        """The keys of its buttons, wherever on the screen the keys are."""
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if not ctrl or event.isAutoRepeat():
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go_on()
        elif letter_of(event) == "r":
            self.leave_open()
        else:
            return False
        return True

    def _lay_out(self) -> None:
        theme, grid = self.theme, self.theme.sizes.grid
        self.asked = Text(theme, ASKED, Role.LABEL, "soft", wrap=True)
        self.words_card.add(self.asked)
        self.words_card.add(self.words, 1)
        rows = QWidget()
        column = QVBoxLayout(rows)
        column.setContentsMargins(0, 0, 0, 0)
        self._column = column
        self._labels = [Text(theme, words, Role.LABEL) for words in RATED]
        column.addWidget(self.note)
        for label, line in zip(self._labels, self.lines, strict=True):
            column.addWidget(label)
            column.addWidget(line)
            column.addSpacing(grid // 2)
        column.addWidget(self.dots)
        column.addStretch(1)
        self.dots.hide()
        self.rating_card.add(PageScroll(theme, rows, "surface"), 1)
        beside = QHBoxLayout()
        beside.setSpacing(2 * grid)
        beside.addWidget(self.words_card, 1)
        beside.addWidget(self.rating_card, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(14)
        whole.addLayout(beside, 1)
        whole.addWidget(self.bar)
