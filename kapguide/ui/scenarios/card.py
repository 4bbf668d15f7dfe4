"""The right card of the Rehearse screen: the chosen scenario, how fast and how loud, who rehearses and who watches."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QIntValidator, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSpacerItem, QStackedWidget, QVBoxLayout, QWidget

from kapguide.ui.scenarios.data import LARGEST_SEED, SOUNDS, SPEEDS, RehearsalWish, ScenarioCardData
from kapguide.ui.scenarios.paint import HardDots, StretchStrip
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.forms.fields import LineEdit
from kapguide.ui.widgets.forms.one_of import OneOf
from kapguide.ui.widgets.linked_sentence import LinkedSentence, Words
from kapguide.ui.widgets.lists.soft_scroll import SoftScroll
from kapguide.ui.widgets.word_link import LINE
from kapguide.ui.widgets.words import span_words

AIM = "Aim and sources"
EXCERPTS = "above ×1 music comes in excerpts"
NOTHING_SOUNDS = "Nothing sounds before. Esc ends it at any time."
SEED = "The same seed and the same acts give the same story"
SEED_WIDE = 108
"""Of the field of the seed (pixels)."""
LEAST_LINES = 2
NOTHING_CHOSEN = "No scenario is chosen."


class ScenarioCard(Card):
    """Shows a scenario and a wish; `wish` is what its fields say now. `foot` holds what begins."""

    changed = Signal()
    """Something about how it is rehearsed was chosen or typed."""
    entered = Signal()
    """Enter on its words to choose from; that of a line goes to the screen by itself."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.set_pad(20, 16)
        self._data = ScenarioCardData()
        self._wish = RehearsalWish()
        self._low, self._inside = False, True
        self._gaps: list[QSpacerItem] = []
        self.dots = HardDots(theme)
        self.head.addWidget(self.dots)
        self.opening = Text(theme, "", Role.BODY, weight=QFont.Weight.Medium, wrap=True)
        self.about = LinkedSentence(theme, "soft", Role.SMALL)
        self.strip = StretchStrip(theme)
        self.speed = OneOf(theme, "Speed", tuple(f"×{speed}" for speed in SPEEDS))
        self.sound = OneOf(theme, "Sound", tuple(sound.value for sound in SOUNDS))
        self.pace = Text(theme, "", Role.SMALL, "soft", elide=True, tabular=True)
        self.trainee = _line(theme, "Who rehearses", "You", "your name")
        self.watching = _line(theme, "Who is watching", "Watching", "nobody")
        self.seed = _line(theme, f"Seed. {SEED}", "seed", "")
        self.seed.setToolTip(SEED)
        self.seed.setValidator(QIntValidator(0, LARGEST_SEED, self.seed))
        self.seed.setFixedWidth(SEED_WIDE)
        self.begin = Button(theme, "Begin the rehearsal", icon="circle-play", key="Enter", kind=Kind.PRIMARY)
        self.begin.set_measures(44, 0)
        self.promise = Text(theme, NOTHING_SOUNDS, Role.SMALL, "soft", elide=True)
        self.promise.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.foot = _stack(self.begin, self.promise, apart=10)
        self.sources = SourcesPage(theme)
        self.pages = QStackedWidget()
        self._lay_out()
        self._connect()

    # --- what is shown ---------------------------------------------------------------------------------------

    def show_scenario(self, data: ScenarioCardData) -> None:
        """Another scenario; how it is rehearsed stays."""
        if data != self._data:
            self._data = data
            self.close_sources()
        self.set_eyebrow(data.title or "Scenario")
        self.dots.set_data(data.hard)
        self.opening.set_text(data.opening or NOTHING_CHOSEN)
        self.strip.set_data(data.strip)
        self.sources.show_scenario(data)
        for part in (self.about, self.strip):
            part.setVisible(bool(data.title))
        self.begin.setEnabled(bool(data.title))
        self._say_about()
        self._say_pace()

    def show_wish(self, wish: RehearsalWish) -> None:
        """What was chosen before stands in the fields."""
        self._wish = wish
        self.speed.choose(SPEEDS.index(int(wish.speed)) if wish.speed in SPEEDS else -1)
        self.sound.choose(SOUNDS.index(wish.sound))
        for field, words in ((self.trainee, wish.trainee), (self.watching, wish.watching), (self.seed, str(wish.seed))):
            if field.text() != words:
                field.put(words)
        self._say_pace()

    @property
    def chosen_speed(self) -> float:
        """Times as fast as life; one that none of the words stands for stays as it was wished."""
        return float(SPEEDS[self.speed.chosen]) if self.speed.chosen >= 0 else self._wish.speed

    def wish_with(self, protocol: str, scenario: str) -> RehearsalWish:
        """What its fields say, of that protocol and scenario."""
        seed = self.seed.one_line()
        return RehearsalWish(
            protocol,
            scenario,
            self.chosen_speed,
            SOUNDS[max(0, self.sound.chosen)],
            self.trainee.one_line(),
            self.watching.one_line(),
            int(seed) if seed.isdecimal() else self._wish.seed,
        )

    def open_sources(self) -> None:
        """Aim and sources in the place of the rest."""
        self.pages.setCurrentWidget(self.sources)
        self.sources.back.setFocus()

    def close_sources(self) -> bool:
        """The rest again; whether they were open."""
        was_open = self.pages.currentWidget() is self.sources
        self.pages.setCurrentIndex(0)
        return was_open

    def set_low(self, low: bool) -> None:
        """Take less room, on a low screen."""
        if low != self._low:
            self._low = low
            self._space()

    def foot_apart(self, inside: bool) -> None:
        """What begins stands in the card, or below the page, where the promise has no place."""
        self._inside = inside
        self._space()

    def _space(self) -> None:
        self.set_pad(20, 11 if self._low else 16)
        self.promise.setVisible(self._inside and not self._low)
        for gap in self._gaps:
            gap.changeSize(0, 6 if self._low else 10)
        self._column.invalidate()

    def rows(self) -> list[str]:
        """The table twin."""
        data = self._data
        if not data.title:
            return []
        return [data.title, data.opening, data.about, *self.strip.rows(), *self.sources.rows(), self.pace.whole_text()]

    def _say_about(self) -> None:
        """The whole of it where there is room, else so many words; the way to aim and sources always."""
        words, link = self._data.about.split(), Words(AIM, "aim")
        shorter = ((Words(f"{' '.join(words[:count])}… "), link) for count in range(len(words) - 2, 3, -2))
        self.about.say((Words(f"{' '.join(words)} "), link), *shorter, (link,))
        self.about.setToolTip(" ".join(words))
        self._bound()

    def _say_pace(self) -> None:
        length, speed = self._data.length, self.chosen_speed
        if not length:
            self.pace.set_text("")
        elif speed == 1:
            self.pace.set_text(f"{span_words(length)}, as in life")
        else:
            self.pace.set_text(f"{span_words(length)} take about {span_words(round(length / speed))} at ×{speed:g}")

    def _bound(self) -> None:
        """What it is about takes as many lines as it has and no more: what is free lies above Begin."""
        self.about.setMaximumHeight(max(LEAST_LINES * LINE, self.about.high_at(self.about.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._bound()

    # --- how it is made --------------------------------------------------------------------------------------

    def _connect(self) -> None:
        self.about.followed.connect(lambda _: self.open_sources())
        self.sources.back.clicked.connect(self._back)
        for chooser in (self.speed, self.sound):
            chooser.changed_to.connect(self._changed)
            chooser.entered.connect(self.entered)
        for field in (self.trainee, self.watching, self.seed):
            field.textEdited.connect(self._changed)

    def _back(self) -> None:
        self.close_sources()
        if self.about.links:
            self.about.links[0].setFocus()

    def _changed(self) -> None:
        self._say_pace()
        self.changed.emit()

    def _lay_out(self) -> None:
        theme = self.theme
        page = QWidget()
        column = self._column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.opening)
        column.addSpacing(6)
        column.addWidget(self.about, 4)
        self._gap()
        column.addWidget(self.strip)
        self._gap()
        for name, beside, chooser in (("Speed", self.pace, self.speed), ("Sound", None, self.sound)):
            label = QHBoxLayout()
            label.setSpacing(theme.sizes.grid)
            label.addWidget(Text(theme, name, Role.SMALL))
            label.addWidget(beside or Text(theme, EXCERPTS, Role.SMALL, "soft", elide=True), 1)
            column.addLayout(label)
            column.addSpacing(4)
            column.addWidget(chooser)
            self._gap()
        people = QHBoxLayout()
        people.setSpacing(theme.sizes.grid)
        people.addWidget(self.trainee, 1)
        people.addWidget(self.seed)
        column.addLayout(people)
        column.addSpacing(theme.sizes.grid)
        column.addWidget(self.watching)
        column.addStretch(1)
        self.pages.addWidget(page)
        self.pages.addWidget(self.sources)
        self.body.setSpacing(theme.sizes.grid)
        self.add(self.pages, 1)
        self.add(self.foot)

    def _gap(self) -> None:
        gap = QSpacerItem(0, 10)
        self._column.addSpacerItem(gap)
        self._gaps.append(gap)


class SourcesPage(QWidget):
    """What one can learn from a scenario, and where what is in it comes from."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.aim = Text(theme, "", Role.LABEL, wrap=True)
        self.said = Text(theme, "", Role.SMALL, "soft", wrap=True)
        self.back = Button(theme, "Back to the scenario", icon="undo-2", key="Esc", kind=Kind.QUIET)
        words = QWidget()
        inner = QVBoxLayout(words)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(theme.sizes.grid)
        inner.addWidget(Text(theme, "Aim", Role.EYEBROW, "dim"))
        inner.addWidget(self.aim)
        inner.addSpacing(theme.sizes.grid)
        inner.addWidget(Text(theme, "Sources", Role.EYEBROW, "dim"))
        inner.addWidget(self.said)
        inner.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.sizes.grid)
        column.addWidget(SoftScroll(theme, words), 1)
        column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)

    def show_scenario(self, data: ScenarioCardData) -> None:
        """The aim and the sources of that one."""
        self.aim.set_text(" ".join(data.aim.split()))
        self.said.set_text("\n\n".join(data.sources) or "None are named.")

    def rows(self) -> list[str]:
        """The table twin."""
        return [self.aim.whole_text(), *self.said.whole_text().split("\n\n")]


def _line(theme: Theme, name: str, lead: str, placeholder: str) -> LineEdit:
    line = LineEdit(theme, name, placeholder)
    line.set_lead(lead)
    return line


def _stack(*parts: QWidget, apart: int) -> QWidget:
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(apart)
    for part in parts:
        column.addWidget(part)
    return whole
