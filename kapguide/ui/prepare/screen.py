"""Prepare: all that a session wants before it begins, on one screen with one gate. It starts nothing itself."""

from collections.abc import Callable, Sequence

import msgspec
from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kapguide.clinical.preparing import EVERY, Matter
from kapguide.ui.prepare.cards import BaselineCard, EscortCard, IntentionCard, MoodCard, OrderCard, ProgrammeCard
from kapguide.ui.prepare.people_card import AttendingCard
from kapguide.ui.prepare.pre_flight import PreFlightCard
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Scrolled, Text
from kapguide.ui.widgets.button import Button
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.chip import Chip, ChipData
from kapguide.ui.widgets.forms.checklist_form import ChecklistForm
from kapguide.ui.widgets.forms.gate import Gate
from kapguide.ui.widgets.places import key_meant
from kapguide.ui.widgets.quiet_line import QuietLine

LEFT, RIGHT = 344, 312
"""Widths of the outer columns (pixels)."""
THREE = 1300
"""A narrower screen has the third column under the second, and scrolls (pixels)."""
GUTTER, SIDE = 12, 24
TALLEST_INTENTION, UNBOUND = 240, 16_777_215
"""An intention is no page: on a tall screen the list of the day has the room (pixels)."""
MOST_CHIPS = 4
TOUCH_ICON = "hand"
"""The chip of touch consent is never cut: half of it could be read as another answer."""


class PrepareHead(msgspec.Struct, frozen=True):
    """What stands above all: the line above the title, the client's code, chips beside it, when it is planned."""

    above: str = ""
    client: str = ""
    chips: tuple[ChipData, ...] = ()
    planned: str = ""


class PrepareScreen(QWidget):
    """The cards, the checklist and the gate. Enter in a field goes to the next one; nothing but the gate begins."""

    left = Signal()
    hidden = Signal()
    """Something else is in front of it."""
    music_asked = Signal()
    hand_over_asked = Signal()

    def __init__(self, theme: Theme, asking: Callable[[], str]) -> None:
        """`asking` tells who asks the checklist."""
        super().__init__()
        self.theme = theme
        self._matters = EVERY
        self._three: bool | None = None
        self.above = Text(theme, "", Role.EYEBROW, "dim", elide=True)
        self.title = Text(theme, "", Role.TITLE)
        self.chips = [Chip(theme) for _ in range(MOST_CHIPS)]
        self.time, self.planned, self.ends = (Text(theme, "", Role.CLOCK, tabular=True) for _ in range(3))
        for clock in (self.time, self.planned, self.ends):
            clock.set_px(22)
        self.planned_label = Text(theme, "Planned", Role.EYEBROW, "dim")
        self.back = Button(theme, "Not now", icon="undo-2", key="Esc")
        self.order, self.people, self.escort = OrderCard(theme), AttendingCard(theme), EscortCard(theme)
        self.checklist_card = Card(theme, "Day of the session")
        self.checklist_card.set_pad(20, 13)
        self.checklist_card.body.setSpacing(0)
        self.checklist = ChecklistForm(theme, "Day of the session", asking)
        self.checklist_card.add(self.checklist)
        self.intention, self.music = IntentionCard(theme), ProgrammeCard(theme)
        self.baseline, self.mood, self.pre_flight = BaselineCard(theme), MoodCard(theme), PreFlightCard(theme)
        self.gate = Gate(theme)
        self.message = QuietLine(theme)
        self.message.setFixedHeight(16)
        self._keys: dict[str, Callable[[], object]] = {
            "s": self.music.button.click,
            "h": lambda: self.mood.hand_over.click() if self.mood.isVisibleTo(self) else None,
            "a": self.pre_flight.press_next,
            "d": lambda: self.pre_flight.say_quiet.click() if self.pre_flight.say_quiet.isVisibleTo(self) else None,
            "v": self.baseline.line.setFocus,
        }
        self.setAccessibleName("Prepare")
        self._above_line, self._title_line, self._head_line, self._clocks = (QHBoxLayout() for _ in range(4))
        self._chips_in = self._title_line
        self._lay_out()
        self._connect()

    # --- what is shown -------------------------------------------------------------------------------------

    def show_head(self, head: PrepareHead) -> None:
        """The head of the screen."""
        self.above.set_text(head.above)
        self.title.set_text(f"Client {head.client}")
        for place, chip in enumerate(self.chips):
            shown = place < len(head.chips)
            if shown:
                chip.set_data(head.chips[place])
            touch = shown and chip.data.icon == TOUCH_ICON
            chip.setMinimumWidth(chip.sizeHint().width() if touch else 0)
            chip.setVisible(shown)
        self.planned.set_text(head.planned)
        for label in (self.planned, self.planned_label):
            label.setVisible(bool(head.planned))
        self._place_chips()

    def show_matters(self, matters: frozenset[Matter]) -> None:
        """Only what this session wants has a card, and the protocol's own."""
        self._matters = matters
        self.order.show_dosed(Matter.ORDER in matters)
        self._let_grow()
        for matter, card in (
            (Matter.PEOPLE, self.people),
            (Matter.ESCORT, self.escort),
            (Matter.CHECKLIST, self.checklist_card),
            (Matter.BASELINE, self.baseline),
            (Matter.MOOD, self.mood),
            (Matter.PRE_FLIGHT, self.pre_flight),
        ):
            card.setVisible(matter in matters)

    def _let_grow(self) -> None:
        """Where there are many cards in three columns, two of them take what room is left."""
        many = Matter.ORDER in self._matters
        grows = QSizePolicy.Policy.Expanding if many and self._three else QSizePolicy.Policy.Maximum
        self.people.setSizePolicy(QSizePolicy.Policy.Preferred, grows)

    def rows(self) -> list[str]:
        """The table twin."""
        return [self.above.whole_text(), self.title.whole_text(), *self.gate.rows()]

    # --- where the focus goes ------------------------------------------------------------------------------

    def focus_field(self, field: str) -> None:
        """To the field where something is missing."""
        kind, _, name = field.partition(" ")
        if kind == "item":
            self.checklist.focus_item(name)
        elif kind == "people":
            self.people.open_form()
        elif stop := self._stops().get(field):
            stop.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.area.show_stop()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """What Tab comes back to from the gate may have scrolled away."""
        went = super().focusNextPrevChild(forward)
        self.area.show_stop()
        return went

    def _stops(self) -> dict[str, QWidget]:
        return {
            "dose": self.order.dose,
            "escort": self.escort.escort,
            "pick-up": self.escort.pick_up,
            "intention": self.intention.text,
            "music": self.music.button,
            "baseline": self.baseline.line,
            "mood": self.mood.hand_over,
            **self.pre_flight.stops(),
        }

    def _after(self, field: QWidget) -> None:
        """Enter in a field: to the next one that is shown; from the last one to what is still missing."""
        order = self._fields()
        place = order.index(field) + 1
        coming = next((each for each in order[place:] if each.isVisibleTo(self)), None)
        if coming is self.checklist:
            self.checklist.focus_item("")
        elif coming is not None:
            coming.setFocus(Qt.FocusReason.TabFocusReason)
        elif self.gate.missing:
            self.focus_field(self.gate.missing[0].field)
        else:
            self._rest()

    def _fields(self) -> Sequence[QWidget]:
        return (
            self.order.dose,
            self.escort.escort,
            self.escort.pick_up,
            self.checklist,
            self.intention.text,
            self.baseline.line,
        )

    def _rest(self) -> None:
        """A field was left: the keys are the screen's, and no other field has them."""
        self.setFocus(Qt.FocusReason.TabFocusReason)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """At opening the keys go to the first field that waits, or to the way on."""
        if event.reason() is Qt.FocusReason.OtherFocusReason and not self.gate.open:
            self.focus_field(self.gate.missing[0].field)
            QTimer.singleShot(0, self.area, self.area.show_stop)  # once all stands in its place

    # --- how it is made ------------------------------------------------------------------------------------

    def _connect(self) -> None:
        self.back.clicked.connect(self.left)
        self.music.button.clicked.connect(self.music_asked)
        self.mood.hand_over.clicked.connect(self.hand_over_asked)
        self.gate.field_asked.connect(self.focus_field)
        for line in (self.order.dose, self.escort.escort, self.escort.pick_up, self.baseline.line):
            line.returnPressed.connect(lambda line=line: self._after(line))
            line.left.connect(self._rest)
        self.intention.text.entered.connect(lambda: self._after(self.intention.text))
        self.intention.text.left.connect(self._rest)
        self.checklist.done.connect(lambda: self._after(self.checklist))
        self.checklist.left.connect(self._rest)
        for key, act in self._keys.items():
            shortcut = QShortcut(QKeySequence(key.upper()), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves a field first, and then the screen."""
        if event.key() == Qt.Key.Key_Escape and not event.isAutoRepeat():
            self.back.click()
        elif (act := key_meant(event, self._keys)) is not None and not event.isAutoRepeat():
            act()  # on a layout whose letters no shortcut is written in
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow screen has two columns; what stands above the title gives way first."""
        super().resizeEvent(event)
        self._place_chips()
        three = self.width() >= THREE
        if three != self._three:
            self._three = three
            for column in (self._left, self._middle, self._right):
                self._table.removeWidget(column)
            self._table.addWidget(self._left, 0, 0, 1 if three else 2, 1)
            self._table.addWidget(self._middle, 0, 1)
            self._table.addWidget(self._right, 0 if three else 1, 2 if three else 1)
            self._right.setMinimumWidth(RIGHT if three else 0)
            self._right.setMaximumWidth(RIGHT if three else UNBOUND)
            self._let_grow()
        QTimer.singleShot(0, self.area, self.area.show_stop)

    def _place_chips(self) -> None:
        """Beside the title; where a long code leaves no room, beside the line above it, which gives way."""
        chips = [chip for chip in self.chips if not chip.isHidden()]
        least = sum(max(chip.minimumWidth(), chip.minimumSizeHint().width()) for chip in chips)
        apart = (len(chips) + 1) * self._title_line.spacing() + self._head_line.spacing()
        needed = self.title.sizeHint().width() + least + apart + self._clocks.sizeHint().width() + 2 * SIDE
        line = self._title_line if needed <= self.width() else self._above_line
        if line is not self._chips_in:
            self._chips_in = line
            for place, chip in enumerate(self.chips, 1):
                line.insertWidget(place, chip)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.hidden.emit()

    def minimumSizeHint(self) -> QSize:
        """The smallest window."""
        return QSize(960, 500)

    def _lay_out(self) -> None:
        grid = self.theme.sizes.grid
        page = QWidget()
        self._table = QGridLayout(page)
        self._table.setContentsMargins(0, 0, 0, 0)
        self._table.setSpacing(GUTTER)
        self._table.setColumnStretch(1, 1)
        self._left = _column((self.order, 0), (self.people, 1), (self.escort, 0))
        self._middle = _column((self.checklist_card, 1), (self.intention, 4), (self.music, 0))
        self._right = _column((self.baseline, 0), (self.mood, 0), (self.pre_flight, 1))
        self.intention.setMaximumHeight(TALLEST_INTENTION)
        self._left.setFixedWidth(LEFT)
        for card in (self.order, self.escort, self.music, self.baseline, self.mood):
            card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.area = Scrolled(self.theme, page)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(SIDE, 16, SIDE, 0)
        whole.setSpacing(0)
        whole.addLayout(self._head(grid))
        whole.addSpacing(14)
        whole.addWidget(self.area, 1)
        whole.addSpacing(GUTTER)
        whole.addWidget(self.gate)
        whole.addWidget(self.message)

    def _head(self, grid: int) -> QHBoxLayout:
        for line, first in ((self._above_line, self.above), (self._title_line, self.title)):
            line.setSpacing(grid)
            line.addWidget(first)
        for chip in self.chips:
            self._title_line.addWidget(chip)
        self._title_line.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addLayout(self._above_line)
        words.addLayout(self._title_line)
        self._clocks.setSpacing(3 * grid)
        head = self._head_line
        head.setSpacing(3 * grid)
        head.addLayout(words, 1)
        head.addLayout(self._clocks)
        labels = (
            Text(self.theme, "Time", Role.EYEBROW, "dim"),
            self.planned_label,
            Text(self.theme, "Ends", Role.EYEBROW, "dim"),
        )
        for label, clock in zip(labels, (self.time, self.planned, self.ends), strict=True):
            block = QVBoxLayout()
            block.setSpacing(0)
            for text in (label, clock):
                text.setAlignment(Qt.AlignmentFlag.AlignRight)
                block.addWidget(text)
            self._clocks.addLayout(block)
        self._clocks.addWidget(self.back)
        return head


def _column(*cards: tuple[QWidget, int]) -> QWidget:
    column = QWidget()
    stack = QVBoxLayout(column)
    stack.setContentsMargins(0, 0, 0, 0)
    stack.setSpacing(GUTTER)
    for card, stretch in cards:
        stack.addWidget(card, stretch)
    stack.addStretch(0)
    return column
