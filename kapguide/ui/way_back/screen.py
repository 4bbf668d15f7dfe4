"""The screen of a record that was not opened: how far each goes, what would be lost, and one step that helps."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kapguide.ui.sound.running_panel import RunningPanel, SteeredScreen
from kapguide.ui.theme import Role, Theme
from kapguide.ui.way_back.bars import BarsData, EntriesBar
from kapguide.ui.way_back.data import OfferedStep, WayBackData
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.forms.fields import Choice
from kapguide.ui.widgets.lists.soft_scroll import SoftScroll
from kapguide.ui.widgets.quiet_line import QuietLine
from kapguide.ui.window.with_keys import WithKeys

SIDE, NARROW = 444, 396
WIDE, HIGH = 1200, 620
"""A narrower or lower window is folded (pixels)."""
ROWS, CELL = 9, 22
ELSEWHERE = "A backup elsewhere…"


class StepCard(Card):
    """What the button would do, and the button."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "The next step", accent=True)
        grid = theme.sizes.grid
        self._with_facts = True
        self.title = Text(theme, "", Role.HEADING, weight=QFont.Weight.DemiBold, wrap=True)
        self.facts = [(Text(theme, "", Role.SMALL, "soft"), Text(theme, "", Role.SMALL, wrap=True)) for _ in range(4)]
        self.words = [(Text(theme, f"{n}", Role.LABEL, "accent"), Text(theme, "", wrap=True)) for n in (1, 2, 3)]
        self.button = Button(theme, "", icon="refresh-cw", key="Enter", kind=Kind.PRIMARY)
        self.add(self.title)
        inside = QWidget()
        told = QVBoxLayout(inside)
        told.setContentsMargins(0, 0, grid, 0)
        for pairs in (self.facts, self.words):
            table = QGridLayout()
            table.setHorizontalSpacing(grid * 2)
            table.setVerticalSpacing(grid)
            table.setColumnStretch(1, 1)
            for row, (label, value) in enumerate(pairs):
                label.setAlignment(Qt.AlignmentFlag.AlignTop)
                table.addWidget(label, row, 0)
                table.addWidget(value, row, 1)
            told.addLayout(table)
            told.addSpacing(grid)
        told.addStretch(1)
        self.told = SoftScroll(theme, inside)
        self.told.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.add(self.told, 1)
        self.body.addStretch(0)
        self.add(self.button)

    def show_facts(self, shown: bool) -> None:
        """What the step does in detail, or room for something else."""
        self._with_facts = shown
        self.told.setVisible(shown)

    def show_step(self, step: OfferedStep) -> None:
        """Show `step`; hidden where there is none."""
        self.setVisible(bool(step.title))
        self.title.set_text(step.title)
        numbered = [(str(number), words) for number, words in enumerate(step.happens, 1) if self._with_facts]
        for pairs, shown in ((self.facts, step.facts if self._with_facts else ()), (self.words, numbered)):
            for number, pair in enumerate(pairs):
                texts = shown[number] if number < len(shown) else ("", "")
                for cell, text in zip(pair, texts, strict=True):
                    cell.setVisible(bool(text))
                    cell.set_text(text)
        self.button.show_as(step.button, icon=step.icon, key="Enter", kind=Kind.PRIMARY)


class WayBackScreen(SteeredScreen, WithKeys):
    """Renders a WayBackData; emits what is wanted, and asks nobody for anything."""

    restore_asked = Signal()
    accept_asked = Signal()
    reading_asked = Signal()
    report_asked = Signal()
    other_asked = Signal(str)
    """The path of another backup; empty: one that lies elsewhere."""
    emergency_card_asked = Signal()
    left = Signal()

    def __init__(self, theme: Theme, data: WayBackData | None = None) -> None:
        super().__init__()
        self.theme = theme
        self.data = WayBackData()
        self.practice = Text(theme, "", Role.EYEBROW, "dim")
        self.title = Text(theme, "", Role.TITLE, elide=True)
        self.emergency_card = Button(theme, "Emergency card", icon="file-text", key="F12")
        self.leave = Button(theme, "Back", icon="undo-2", key="Esc", kind=Kind.QUIET)
        self.bars = EntriesBar(theme)
        self.trouble = Text(theme, "", Role.LABEL, "soft", wrap=True)
        self.table = QGridLayout()
        self.cells: list[Text] = []
        self.lost = [Text(theme, "", Role.LABEL, wrap=True) for _ in range(2)]
        self.running = RunningPanel(theme, "The session goes on once its record is open. Its clock never stopped.")
        self.running.hide()
        self.step = StepCard(theme)
        self.other = Button(theme, "", icon="check", key="A")
        self.read = Button(theme, "Read what can be read", icon="eye", key="R")
        self.choice = Choice(theme, "Another backup")
        self.elsewhere = Button(theme, ELSEWHERE, icon="folder", key="B")
        self.report = Button(theme, "Save report", icon="file-text", key="S", kind=Kind.QUIET)
        self.quiet = QuietLine(theme)
        self._lay_out(theme.sizes.grid)
        self.step.button.clicked.connect(lambda: self._ask(0))
        self.other.clicked.connect(lambda: self._ask(1))
        self.read.clicked.connect(self.reading_asked)
        self.report.clicked.connect(self.report_asked)
        self.elsewhere.clicked.connect(lambda: self.other_asked.emit(""))
        self.choice.activated.connect(self._choose)
        self.emergency_card.clicked.connect(self.emergency_card_asked)
        self.leave.clicked.connect(self.left)
        self._card_keys: list[QShortcut] = []
        for keys, button in (
            ("A", self.other),
            ("B", self.elsewhere),
            ("R", self.read),
            ("S", self.report),
            ("F12", self.emergency_card),
            ("Ctrl+E", self.emergency_card),
            ("Esc", self.leave),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(button.click)
            if button is self.emergency_card:
                self._card_keys.append(shortcut)
        self.setAccessibleName("The record was not opened")
        self.show_data(data or WayBackData())

    def show_data(self, data: WayBackData) -> None:
        """Draw `data`; what can be pressed can be pressed again."""
        self.data = data
        self._show_title()
        self.trouble.set_text(data.sentence)
        self.trouble.setVisible(bool(data.sentence))
        self.read.setVisible(data.can_read)
        self.bars.set_data(BarsData(data.bars))
        self.bars_card.setVisible(bool(data.bars))
        shown = self.bars.data.shown
        self.bars_card.set_trailing(f"the last {shown:,} of {data.bars[0].has:,}" if data.bars else "")
        for row in range(ROWS):
            self.table.setRowMinimumHeight(row + 1, CELL if row < len(data.rows) else 0)
        texts = [text for row in data.rows for text in (row.what, row.at_hand, row.backup, row.more)]
        for number, cell in enumerate(self.cells):
            cell.set_text(texts[number] if number < len(texts) else "")
            cell.setVisible(number < len(texts))
        self.table_card.setVisible(bool(data.rows))
        for words, cell in zip((*data.lost, "", ""), self.lost, strict=False):
            cell.set_text(words)
            cell.setVisible(bool(words))
        self.lost_card.setVisible(bool(data.lost))
        first, second = data.steps
        self.step.show_step(first)
        self.other.show_as(second.button, icon=second.icon, key="A")
        self.other.setVisible(bool(second.title))
        self.choice.clear()
        for path, words in data.backups:
            self.choice.addItem(words, path)
        self.choice.addItem(ELSEWHERE, "")
        self.choice.setVisible(bool(data.backups))
        self.elsewhere.setVisible(not data.backups)
        self.busy(False)

    def _show_title(self) -> None:
        """Where there is little room, what is wrong stands above the title."""
        title, _, why = self.data.title.partition(": ") if self._folded else (self.data.title, "", "")
        self.title.set_text(title)
        self.practice.set_text("  ·  ".join(filter(None, (self.data.practice, why))))

    def show_running(self, running: bool) -> None:
        """The sound's controls take the place of what can be looked up; Emergency is among them."""
        super().show_running(running)
        self.emergency_card.setHidden(running)
        self.step.show_facts(not running)
        for shortcut in self._card_keys:
            shortcut.setEnabled(not running)

    def busy(self, busy: bool, words: str = "") -> None:
        """While something is read or written nothing else can be asked for."""
        self.at_work = busy
        for button in (self.step.button, self.other, self.elsewhere, self.leave, self.read, self.report):
            button.setEnabled(not busy)
        self.choice.setEnabled(not busy)
        self.quiet.say(words)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys go to the likely next act; where nothing is wrong, that is to choose a backup."""
        wanted: QWidget = self.step.button if self.data.steps[0].title else self.elsewhere
        wanted = self.read if not self.data.steps[0].title and self.data.can_read else wanted
        (self.choice if self.data.asked and self.choice.isVisible() else wanted).setFocus(event.reason())

    def _choose(self, index: int) -> None:
        """Another backup; what is shown stays chosen until that one has been read."""
        path = self.choice.itemData(index)
        self.choice.setCurrentIndex(0)
        self.other_asked.emit(path)

    def _ask(self, which: int) -> None:
        wanted = self.data.steps[which]
        (self.restore_asked if wanted == self.data.restore else self.accept_asked).emit()

    def rows(self) -> list[str]:
        """The table twin."""
        told = [f"{row.what}: {row.at_hand}; in the backup {row.backup}; {row.more}" for row in self.data.rows]
        return [self.data.title, self.data.sentence, *self.bars.rows(), *told, *self.data.lost]

    def minimumSizeHint(self) -> QSize:
        """The smallest window."""
        return QSize(960, 500)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        folded = self.width() < WIDE or self.height() < HIGH
        if folded != self._folded:
            self._fold(folded)

    def _fold(self, folded: bool) -> None:
        """In a small window what would be lost stands at the left, which scrolls, and the other ways below both."""
        grid = self.theme.sizes.grid
        self._folded = folded
        self._side.setFixedWidth(NARROW if folded else SIDE)
        column, place = (self._left, 1) if folded else (self._right, 1)
        column.insertWidget(place, self.lost_card)
        row, place = (self._whole, 2) if folded else (self._beside, 1)
        row.insertWidget(place, self._other_card)
        self._other_card.set_pad(20, 4 if folded else 12)
        self.running.state.setVisible(not folded)
        self._show_title()
        apart = grid if folded else grid * 2
        for layout in (self._left, self._right, self._beside, self._body, self._whole):
            layout.setSpacing(apart)
        self._whole.setContentsMargins(grid * 3, apart, grid * 3, apart)
        for card in (self.bars_card, self.table_card, self.lost_card, self.step, self.running):
            card.set_dense(folded)

    def _lay_out(self, grid: int) -> None:
        theme = self.theme
        head = QHBoxLayout()
        head.setSpacing(grid)
        names = QVBoxLayout()
        names.setSpacing(grid // 2)
        names.addWidget(self.practice)
        names.addWidget(self.title)
        head.addLayout(names, 1)
        head.addWidget(self.report)
        head.addWidget(self.emergency_card)
        head.addWidget(self.leave)
        self.bars_card = Card(theme, "Changes")
        self.bars_card.add(self.bars)
        self.table_card = Card(theme, "What each holds", "read only; nothing was changed")
        self.table.setVerticalSpacing(grid // 4)
        for column, (words, wide) in enumerate((("", 2), ("record at hand", 4), ("backup", 4), ("more in it", 3))):
            self.table.addWidget(Text(theme, words, Role.SMALL, "dim"), 0, column)
            self.table.setColumnStretch(column, wide)
        for number in range(4 * ROWS):
            first = not number % 4
            cell = Text(
                theme, "", Role.SMALL if first else Role.LABEL, "soft" if first else "text", tabular=True, wrap=True
            )
            self.cells.append(cell)
            self.table.addWidget(cell, 1 + number // 4, number % 4)
        self.table_card.add(self.table)
        self.table_card.body.addStretch(1)
        other = self._other_card = Card(theme)
        other.set_pad(20, 12)
        line = QHBoxLayout()
        line.setSpacing(grid)
        line.addWidget(Text(theme, "Or", Role.EYEBROW, "dim"))
        for part in (self.other, self.read, self.choice, self.elsewhere):
            line.addWidget(part)
        line.addStretch(1)
        other.add(line)
        page = QWidget()
        left = self._left = QVBoxLayout(page)
        left.setContentsMargins(0, 0, 0, 0)
        left.addWidget(self.trouble)
        left.addWidget(self.bars_card)
        left.addWidget(self.table_card, 100)
        left.addStretch(1)
        self.lost_card = Card(theme, "What would be lost")
        for cell in self.lost:
            self.lost_card.add(cell)
        self._side = QWidget()
        right = self._right = QVBoxLayout(self._side)
        right.setContentsMargins(0, 0, 0, 0)
        right.addWidget(self.running)
        right.addWidget(self.step, 100)
        right.addStretch(1)
        beside = self._beside = QVBoxLayout()
        beside.addWidget(SoftScroll(theme, page, "ground"), 1)
        body = self._body = QHBoxLayout()
        body.addLayout(beside, 1)
        body.addWidget(self._side)
        whole = self._whole = QVBoxLayout(self)
        whole.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)  # it folds, and makes no window grow
        whole.addLayout(head)
        whole.addLayout(body, 1)
        whole.addWidget(self.quiet)
        self._fold(False)
