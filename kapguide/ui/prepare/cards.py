"""The cards of Prepare that hold a field or two. Each says what was typed by `typed`: the field's name and its text."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kapguide.clinical.preparing import MoodScore
from kapguide.session.protocol.protocol import PhaseKind
from kapguide.ui.prepare.parts import Figure, Figures, PhaseStrip
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.forms.fields import Choice, LineEdit
from kapguide.ui.widgets.forms.several_lines import SeveralLines
from kapguide.ui.widgets.word_link import WordLink

PAD = 18, 12
EYEBROW = 93
"""The width of a card's name where it stands before the field (pixels)."""


def _offer(choice: Choice, choices: Sequence[tuple[str, str]], chosen: str) -> None:
    if [choice.itemData(at) for at in range(choice.count())] != [name for name, _ in choices]:
        choice.clear()
        for name, title in choices:
            choice.addItem(title, name)
    choice.setCurrentIndex(max(0, choice.findData(chosen)))


def _card(card: Card, theme: Theme) -> None:
    card.set_pad(*PAD)
    card.body.setSpacing(theme.sizes.grid - 1)


class OrderCard(Card):
    """What was ordered, the dose as it is planned today, and the protocol."""

    typed = Signal(str, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Order and dose")
        _card(self, theme)
        self.ordered = Text(theme, "", Role.SMALL, "soft", wrap=True)
        self.write = WordLink(theme, "Write it down", role=Role.SMALL)
        self.write.setAccessibleName("Write down what was ordered, on the client’s page")
        self.write.hide()
        self._lacks = False
        self.dose = LineEdit(theme, "Dose of today, as it was planned", "dose, as the clinician planned it")
        self.protocol = Choice(theme, "Protocol")
        self.schedule = Choice(theme, "When readings fall due")
        line = QHBoxLayout()
        line.setSpacing(theme.sizes.grid)
        line.addWidget(self.ordered, 1)
        line.addWidget(self.write)
        self.body.addLayout(line)
        for widget in (self.dose, self.protocol, self.schedule):
            self.add(widget)
        self.body.addStretch(1)
        self.dose.textEdited.connect(lambda text: self.typed.emit("dose", text))
        for name, choice in (("protocol", self.protocol), ("schedule", self.schedule)):
            choice.activated.connect(
                lambda place, name=name, choice=choice: self.typed.emit(name, choice.itemData(place))
            )

    def show_protocols(self, choices: Sequence[tuple[str, str]], chosen: str) -> None:
        """What can be chosen: (name, title) each."""
        _offer(self.protocol, choices, chosen)

    def show_schedules(self, choices: Sequence[tuple[str, str]], chosen: str) -> None:
        """The schedules of readings: (name, title) each."""
        _offer(self.schedule, choices, chosen)

    def show_order(self, words: str, *, lacks: bool) -> None:
        """What was ordered; where nothing was, the way to write it down, if there is one."""
        self.ordered.set_text(words)
        self._lacks = lacks
        self.write.setVisible(lacks)

    def show_dosed(self, dosed: bool) -> None:
        """A session without a dose has a protocol and no more."""
        self.set_eyebrow("Order and dose" if dosed else "Protocol")
        for widget in (self.ordered, self.dose, self.schedule):
            widget.setVisible(dosed)
        self.write.setVisible(dosed and self._lacks)


class EscortCard(Card):
    """Who fetches the client, and when; what was understood stands below it."""

    typed = Signal(str, str)
    next_time_wanted = Signal()
    """The time that was typed has gone by, and the next one of the same words is meant."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Escort and pick-up")
        _card(self, theme)
        self.escort = LineEdit(theme, "Who fetches the client", "who fetches the client")
        self.pick_up = LineEdit(theme, "Pick-up time", "15:30")
        self.pick_up.setFixedWidth(106)
        self.said = Text(theme, " ", Role.SMALL, "soft", wrap=True)
        self.said.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.said.setMinimumHeight(34)
        self.next_time = WordLink(theme, "", role=Role.SMALL)
        row = QHBoxLayout()
        row.setSpacing(theme.sizes.grid)
        row.addWidget(self.escort, 1)
        row.addWidget(self.pick_up)
        below = QHBoxLayout()
        below.addWidget(self.said, 1)
        below.addWidget(self.next_time)
        self.add(row)
        self.add(below)
        self.body.addStretch(1)
        self.next_time.hide()
        self.escort.textEdited.connect(lambda text: self.typed.emit("escort", text))
        self.pick_up.textEdited.connect(lambda text: self.typed.emit("pick_up", text))
        self.next_time.clicked.connect(self.next_time_wanted)

    def say(self, words: str, *, warm: bool = False, next_time: str = "") -> None:
        """What was understood, or what is wrong; `next_time` offers the next moment of the same words."""
        self.said.set_text(words or " ")
        self.said.set_colour("warm" if warm else "soft")
        self.pick_up.set_edge("warm_line" if warm else "")
        self.pick_up.setAccessibleDescription(words)
        self.next_time.show_as(next_time)
        self.next_time.setVisible(bool(next_time))


class IntentionCard(Card):
    """What the client comes with, in the client’s own words. It is shown again when the client comes back."""

    typed = Signal(str, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.set_pad(18, 10)
        self.setAccessibleName("Intention")
        self.text = SeveralLines(theme, "Intention", "in the client’s own words; Shift and Enter for a new line")
        self.add(_beside(theme, "Intention", self.text), 1)
        self.text.typed.connect(lambda text: self.typed.emit("intention", text))


class ProgrammeCard(Card):
    """How far the music reaches, and the way to its page."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.set_pad(18, 8)
        self.setAccessibleName("Music")
        self.words = Text(theme, "", Role.SMALL, "soft", wrap=True)
        self.strip = PhaseStrip(theme)
        self.button = Button(theme, "Music and sound", icon="music", key="s")
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addStretch(1)
        column.addWidget(self.words)
        column.addWidget(self.strip)
        column.addStretch(1)
        row = _beside(theme, "Music")
        row.addLayout(column, 1)
        row.addSpacing(2 * theme.sizes.grid)
        row.addWidget(self.button)
        self.add(row)

    def show_music(self, title: str, words: str, *, short: bool, phases: Sequence[tuple[PhaseKind, int]]) -> None:
        """The playlist, what is to be said of it, and the phases that it plays to."""
        self.words.set_text(f"{title}  {words}".strip())
        self.words.set_colour("warm" if short else "soft")
        self.strip.set_data(tuple(phases))


class BaselineCard(Card):
    """The first reading, before anything is given: the line as it is typed in a session, and what it gives."""

    typed = Signal(str, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Baseline reading")
        _card(self, theme)
        self.line = LineEdit(theme, "Baseline reading", "120/80 72 98")
        self.line.set_key("v")
        self.figures = Figures(theme, "Values of the baseline reading")
        self.said = Text(theme, "", Role.SMALL, "soft", wrap=True)
        for widget in (self.line, self.figures, self.said):
            self.add(widget)
        self.body.addStretch(1)
        self.line.textEdited.connect(lambda text: self.typed.emit("baseline", text))

    def show_reading(self, figures: Sequence[Figure], words: str, *, warm: bool = False) -> None:
        """What the line gives, and what is to be said of it."""
        self.figures.set_data(tuple(figures))
        self.figures.setVisible(bool(figures))
        self.said.set_text(words)
        self.said.set_colour("warm" if warm else "soft")
        self.said.setVisible(bool(words))
        self.line.setAccessibleDescription(words)


class MoodCard(Card):
    """The short forms of the mood check, as they were answered today, and the ways to have them answered."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Mood check")
        _card(self, theme)
        self.figures = Figures(theme, "Scores of the mood check")
        self.hand_over = Button(theme, "Hand over", key="h", compact=True)
        row = QHBoxLayout()
        row.setSpacing(theme.sizes.grid)
        row.addWidget(self.figures, 1)
        row.addWidget(self.hand_over)
        self.add(row)
        self.body.addStretch(1)

    def show_scores(self, forms: Sequence[tuple[str, MoodScore | None]], words: str) -> None:
        """Each form by its title, with what it came to today; `words` say how and when."""
        self.figures.set_data(tuple(_scored(title, score) for title, score in forms))
        self.set_trailing(words)


def _scored(title: str, score: MoodScore | None) -> Figure:
    if score is None:
        return Figure("–", title, waits=True)
    if score.total is None:
        return Figure("–", title, waits=True, unit="incomplete")
    return Figure(f"{score.total:g}", title, unit=f"of {score.most}" if score.most else "")


def _beside(theme: Theme, name: str, field: QWidget | None = None) -> QHBoxLayout:
    """A card's name, and its field beside it."""
    row = QHBoxLayout()
    row.setSpacing(0)
    label = Text(theme, name, Role.EYEBROW, "dim")
    label.setFixedWidth(EYEBROW)
    row.addWidget(label)
    if field is not None:
        row.addWidget(field, 1)
    return row
