"""Rehearse: protocols at the left, their scenarios in the middle, how it is rehearsed at the right. Enter begins."""

from itertools import pairwise

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kapguide.ui.scenarios.card import ScenarioCard
from kapguide.ui.scenarios.data import RehearsalWish, RehearseData
from kapguide.ui.scenarios.routes import HIGH, LOW_HIGH, RouteCards
from kapguide.ui.scenarios.rows import HIGH as ROW
from kapguide.ui.scenarios.rows import RunList, ScenarioHeads, ScenarioList
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.chip import Chip, Tone
from kapguide.ui.widgets.lists.soft_scroll import SoftScroll
from kapguide.ui.widgets.places import key_meant
from kapguide.ui.widgets.quiet_line import QuietLine

LEFT, RIGHT = 248, 372
"""Widths of the outer columns (pixels)."""
NARROW_LEFT, NARROW_RIGHT = 220, 348
"""The same where there is less room."""
WIDE, THREE = 1340, 1180
"""From here on the columns have their whole widths; a narrower screen than the second has two, and scrolls (pixels)."""
TIGHT = 670
"""On a lower screen the right card takes less (pixels)."""
TALL = 690
"""On a taller one more of the recent runs are seen (pixels)."""
LOW = 600
"""A lower screen has two columns, too: the third one is not cut (pixels)."""
SIDE, GUTTER = 24, 16
RECENT, REPLAY_HIGH, SHOWN = 130, 128, 6
"""How high the recent runs and the door of replay are (pixels), and how many scenarios are seen at once where the page
scrolls."""
HEAD, UNBOUND = 54, 16_777_215
TAKEN = 16 + HEAD + 14 + 8 + 16 + 4
"""What the screen has above and below its columns (pixels)."""
TOP = "Rehearse  ·  nothing of it reaches the record"
REPLAY = "Play a session of the record again, read only, for supervision."


class RehearseScreen(QWidget):
    """Shows a RehearseData; emits what is wanted. Nothing sounds while it is shown."""

    left = Signal()
    begin_asked = Signal()
    file_asked = Signal()
    replay_asked = Signal()
    protocol_chosen = Signal(str)
    scenario_chosen = Signal(str)
    run_chosen = Signal(str)
    """The file of a run whose debrief is wanted."""

    def __init__(self, theme: Theme, data: RehearseData | None = None) -> None:
        super().__init__()
        self.theme = theme
        self.data = RehearseData()
        self._three: bool | None = None
        self.above = Text(theme, TOP, Role.EYEBROW, "dim", elide=True)
        self.title = Text(theme, "Practise a hard moment", Role.TITLE)
        self.mark = Chip(theme, "REHEARSAL", "theater", Tone.WARM)
        self.back = Button(theme, "Today", icon="undo-2", key="Esc", kind=Kind.QUIET)
        self.open = Button(theme, "Open a rehearsal file", icon="folder", key="o")
        self.routes = RouteCards(theme)
        self.scenarios = ScenarioList(theme)
        self.runs = RunList(theme)
        self.card = ScenarioCard(theme)
        self.replay_card = Card(theme, "Replay")
        self.replay_words = Text(theme, REPLAY, Role.SMALL, "soft", wrap=True)
        self.replay = Button(theme, "Choose a session", icon="lock", key="c", kind=Kind.QUIET)
        self.list_card = Card(theme, "Scenarios")
        self.runs_card = Card(theme, "Recent runs", "kept as rehearsal files, never in the record")
        self.message = QuietLine(theme)
        self._keys = {"o": self.open, "c": self.replay}
        self.setAccessibleName("Rehearse")
        self._lay_out()
        self._connect()
        self.show_data(data or RehearseData())

    # --- what is shown ---------------------------------------------------------------------------------------

    def show_data(self, data: RehearseData) -> None:
        """Draw `data`; the focus stays where it is."""
        self.data = data
        self.back.show_as(data.back, icon="undo-2", key="Esc", kind=Kind.QUIET)
        self.routes.show_cards(data.routes, data.wish.protocol)
        self.scenarios.show_scenarios(data.scenarios, data.wish.scenario)
        count = len(data.scenarios)
        self.list_card.set_trailing(
            "" if not count else "1 for this protocol" if count == 1 else f"{count} for this protocol"
        )
        self.heads.setVisible(bool(count))
        self.heads.update()
        self.card.show_scenario(data.card)
        self.card.show_wish(data.wish)
        self.runs.set_rows(data.recent)
        self.replay.setEnabled(not data.replay)
        self.replay_words.set_text(data.replay or REPLAY)
        if data.said:
            self.message.say(data.said, Tone.WARM)
        self._place()

    @property
    def wish(self) -> RehearsalWish:
        """What is chosen and typed now."""
        return self.card.wish_with(self.data.wish.protocol, self.data.wish.scenario)

    @property
    def half_typed(self) -> str:
        """What is typed here is a wish, and no words that could be lost."""
        return ""

    def keep_words(self) -> bool:
        """The same, for the lock."""
        return True

    def say(self, words: str, *, good: bool = False) -> None:
        """What was done, or why not."""
        self.message.say(words, Tone.PLAIN if good else Tone.WARM)

    def rows(self) -> list[str]:
        """The table twin."""
        return [
            self.above.whole_text(), self.title.whole_text(), "REHEARSAL", *self.routes.rows(),
            *self.scenarios.rows(), *self.card.rows(), *self.runs.rows(), self.replay_words.whole_text(),
        ]  # fmt: skip

    # --- keys ------------------------------------------------------------------------------------------------

    def focusInEvent(self, event: QFocusEvent) -> None:
        """At opening Enter begins, and the arrows choose a scenario."""
        (self.card.begin if self.card.begin.isEnabled() else self.routes).setFocus(event.reason())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What no control has taken: Enter begins, the arrows choose a scenario, Escape leaves."""
        if event.isAutoRepeat() and event.key() not in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        elif event.key() == Qt.Key.Key_Escape:
            if self.card.close_sources():
                self.card.begin.setFocus()
            else:
                self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.begin()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.scenarios.step(1 if event.key() == Qt.Key.Key_Down else -1)
        elif (button := key_meant(event, self._keys)) is not None:
            button.click()
        else:
            event.ignore()

    def begin(self) -> None:
        """Begin what is chosen, where something is."""
        if self.card.begin.isEnabled():
            self.begin_asked.emit()

    def _connect(self) -> None:
        self.back.clicked.connect(self.left)
        self.open.clicked.connect(self.file_asked)
        self.replay.clicked.connect(self.replay_asked)
        self.card.begin.clicked.connect(self.begin)
        self.card.entered.connect(self.begin)
        self.card.about.links_changed.connect(self._order)
        self.routes.chosen_by_hand.connect(self.protocol_chosen)
        self.routes.moved.connect(lambda top, high: self._routes_area.ensureVisible(0, top + high // 2, 0, high))
        self.scenarios.chosen_by_hand.connect(self.scenario_chosen)
        self.scenarios.chosen.connect(lambda _: self.begin())
        self.runs.chosen.connect(self.run_chosen)
        for chooser in (self.card.speed, self.card.sound):
            chooser.left.connect(self.setFocus)
        for field in (self.card.trainee, self.card.watching, self.card.seed):
            field.left.connect(self.setFocus)

    # --- where everything stands -----------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Two or three columns; what is low or narrow takes less."""
        super().resizeEvent(event)
        self._place()

    def minimumSizeHint(self) -> QSize:
        """The smallest window."""
        return QSize(960, 500)

    def _place(self) -> None:
        three = self.width() >= THREE and self.height() >= LOW
        narrow = self.width() < WIDE
        self._left.setFixedWidth(NARROW_LEFT if narrow else LEFT)
        if three != self._three:
            self._three = three
            for part in (self._left, self._middle, self.card):
                self._table.removeWidget(part)
            self._table.addWidget(
                self._left, 0, 0, 1 if three else 2, 1, *(() if three else (Qt.AlignmentFlag.AlignTop,))
            )
            self._table.addWidget(self._middle, 0, 1)
            self._table.addWidget(self.card, 0 if three else 1, 2 if three else 1)
            (self.card.body if three else self._bar).addWidget(self.card.foot)
            self.card.foot_apart(three)
            self._order()
        wide = NARROW_RIGHT if narrow else RIGHT
        self.card.setMinimumWidth(wide if three else 0)
        self.card.setMaximumWidth(wide if three else UNBOUND)
        self._size_lists(three)

    def _size_lists(self, three: bool) -> None:
        """Where the page scrolls every part has the height that it needs; else they share what there is."""
        self.card.set_low(three and self.height() < TIGHT)
        spare = max(0, self.height() - TALL) // 2 // ROW if three else 0
        self.runs_card.setFixedHeight(RECENT + ROW * min(spare, max(0, len(self.data.recent) - 2)))
        if three:
            room = self.height() - TAKEN - REPLAY_HIGH - GUTTER
            high = HIGH if self.routes.high_at(HIGH) <= room else LOW_HIGH
            self.routes.set_high(high)
            self._routes_area.setFixedHeight(max(48, min(room, self.routes.high_at(high))))
            self.scenarios.setMinimumHeight(48)
            return
        self.routes.set_high(LOW_HIGH)
        self._routes_area.setFixedHeight(max(48, self.routes.high_at(LOW_HIGH)))
        self.scenarios.setMinimumHeight(ROW * min(SHOWN, max(2, len(self.data.scenarios))) + 2)

    def _lay_out(self) -> None:
        theme = self.theme
        self._routes_area = SoftScroll(theme, self.routes, "ground")
        self._routes_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.replay_card.set_pad(16, 12)
        self.replay_card.add(self.replay_words)
        self.replay_card.body.addStretch(1)
        self.replay_card.body.addWidget(self.replay, 0, Qt.AlignmentFlag.AlignLeft)
        self.replay_card.setMinimumHeight(REPLAY_HIGH)
        self._left = _column((self._routes_area, 0), (self.replay_card, 1))
        self.heads = ScenarioHeads(theme, self.scenarios)
        for card in (self.list_card, self.runs_card):
            card.set_pad(8, 10)
            card.head.setContentsMargins(12, 0, 12, 0)
            card.body.setSpacing(0)
        self.list_card.add(self.heads)
        self.list_card.add(self.scenarios, 1)
        self.runs_card.add(self.runs, 1)
        self._middle = _column((self.list_card, 1), (self.runs_card, 0))
        page = QWidget()
        self._table = QGridLayout(page)
        self._table.setContentsMargins(0, 0, 0, 0)
        self._table.setSpacing(GUTTER)
        self._table.setColumnStretch(1, 1)
        self.area = _Page(theme, page, "ground")
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._bar = QVBoxLayout()
        self._bar.setContentsMargins(0, 8, 0, 0)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(SIDE, 16, SIDE, 4)
        whole.setSpacing(0)
        head = QWidget()
        head.setLayout(self._head())
        head.setFixedHeight(HEAD)
        whole.addWidget(head)
        whole.addSpacing(14)
        whole.addWidget(self.area, 1)
        whole.addLayout(self._bar)
        self.message.setFixedHeight(16)
        whole.addWidget(self.message)

    def _order(self) -> None:
        """Tab goes column by column, what begins the last of them, and then up to the head."""
        if self._three is None:
            return  # nothing has its place yet
        order = (
            self.routes, self.scenarios, self.runs, *self.card.about.links, self.card.speed, self.card.sound,
            self.card.trainee, self.card.seed, self.card.watching, self.card.begin, self.replay, self.back, self.open,
        )  # fmt: skip
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _head(self) -> QHBoxLayout:
        grid = self.theme.sizes.grid
        line = QHBoxLayout()
        line.setSpacing(14)
        line.addWidget(self.title)
        line.addWidget(self.mark)
        line.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.above)
        words.addLayout(line)
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(grid)
        head.addLayout(words, 1)
        for button in (self.back, self.open):
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        return head


class _Page(SoftScroll):
    """The arrows are the screen's, which choose a scenario by them."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        else:
            super().keyPressEvent(event)


def _column(*cards: tuple[QWidget, int]) -> QWidget:
    column = QWidget()
    stack = QVBoxLayout(column)
    stack.setContentsMargins(0, 0, 0, 0)
    stack.setSpacing(GUTTER - 4)
    for card, stretch in cards:
        stack.addWidget(card, stretch)
    return column
