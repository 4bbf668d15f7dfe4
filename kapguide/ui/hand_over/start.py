"""Before a questionnaire: which ones, handed over or asked aloud; and the score of a form filled in elsewhere."""

from collections.abc import Iterable
from datetime import date
from itertools import pairwise

import msgspec
from PySide6.QtCore import QRectF, QRegularExpression, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent, QPainter, QPen, QRegularExpressionValidator
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from kapguide.clinical.instruments import Instrument
from kapguide.ui.hand_over.entry_form import EntryForm
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Scrolled, Text, elided, text_width
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.forms.fields import LineEdit
from kapguide.ui.widgets.forms.session_pin import LENGTH
from kapguide.ui.widgets.lists.row_list import RowList
from kapguide.ui.widgets.places import key_meant
from kapguide.ui.widgets.quiet_line import QuietLine
from kapguide.usecases.shipped.instruments import Instruments

ROW, SIDE, TITLE = 48, 436, 148
CANNOT = (
    "The window covers every screen. Alt+Tab, the system’s own key and Ctrl+Alt with F1 to F12 cannot always be held "
    "back by a program. Ctrl+L and your PIN lead back, at any time."
)
NONE_CHOSEN = "Choose what is asked."


class InstrumentRow(msgspec.Struct, frozen=True):
    """An instrument to choose."""

    id: str
    title: str
    about: str
    count: int
    chosen: bool = False

    @property
    def questions(self) -> str:
        """`9 questions`."""
        return "1 question" if self.count == 1 else f"{self.count} questions"

    def __str__(self) -> str:
        return f"{self.title}  {self.about}  {self.questions}{'  chosen' if self.chosen else ''}"


def paint_instrument(painter: QPainter, rect: QRectF, row: InstrumentRow, theme: Theme, lit: bool) -> None:
    """A box to check, the title, what it is about, how many questions."""
    c, box = theme.colours, rect.adjusted(0, 1, 0, -1)
    if row.chosen or lit:
        painter.setPen(QPen(c.accent, 1.5) if lit else Qt.PenStyle.NoPen)
        painter.setBrush(c.accent_ground if row.chosen else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(0.75, 0.75, -0.75, -0.75), 8, 8)
    mark = QRectF(box.left() + 14, box.center().y() - 9, 18, 18)
    painter.setBrush(c.accent if row.chosen else c.well)
    painter.setPen(QPen(c.accent if row.chosen else c.faint, 1.2))
    painter.drawRoundedRect(mark.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
    if row.chosen:
        theme.draw_icon(painter, "check", mark.adjusted(2, 2, -2, -2), c.on_accent)
    level = int(Qt.AlignmentFlag.AlignVCenter)
    strong, small = theme.font(Role.LABEL, QFont.Weight.DemiBold), theme.font(Role.SMALL, tabular=True)
    painter.setFont(strong)
    painter.setPen(c.text)
    room = box.adjusted(46, 0, -14, 0)
    painter.drawText(room, level, elided(row.title, strong, TITLE))
    painter.setFont(small)
    painter.setPen(c.soft)
    painter.drawText(room, level | int(Qt.AlignmentFlag.AlignRight), row.questions)
    about = room.adjusted(TITLE + 8, 0, -text_width(row.questions, small) - 16, 0)
    if text_width(row.about, small) <= about.width() + 1:  # a part of it says nothing
        painter.drawText(about, level, row.about)


class InstrumentList(RowList):
    """A click, Enter or Space checks a row, or lets it go."""

    toggled = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(
            theme, "Questionnaires", lambda row, width, theme: ROW, paint_instrument,
            "No questionnaire can be read.",
        )  # fmt: skip
        self.clicked.connect(lambda index: self.toggled.emit(index.data(Qt.ItemDataRole.UserRole).id))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if event.key() in keys and index.isValid() and not event.isAutoRepeat():
            self.toggled.emit(index.data(Qt.ItemDataRole.UserRole).id)
        else:
            super().keyPressEvent(event)

    def show_rows(self, rows: tuple[InstrumentRow, ...]) -> None:
        """Show `rows`; the one that the keys are at stays it."""
        at = max(0, self.currentIndex().row())
        self.set_rows(rows)
        self.setCurrentIndex(self.model().index(at, 0))


class StartScreen(QWidget):
    """Emits what is to be done; what it needs is on one screen."""

    handed = Signal(object, str)
    """The instruments to hand over, and the PIN that was typed."""
    asked = Signal(object)
    closed = Signal()

    def __init__(
        self, theme: Theme, code: str, known: Instruments, chosen: Iterable[str], today: date, pin_chosen: bool
    ) -> None:
        super().__init__()
        self.theme, self._known = theme, known
        self._chosen = [each.id for each in known.named(chosen) if each.asks]
        self._pin_chosen = pin_chosen
        self.setAccessibleName("Questionnaires")
        self.close_button = Button(theme, "Back", icon="undo-2", key="Esc", kind=Kind.QUIET)
        self.list = InstrumentList(theme)
        self.what = Text(theme, "", Role.HEADING, wrap=True)
        self.pin = LineEdit(theme, "PIN for leaving, four digits; empty: your passphrase", self._pin_hint())
        self.pin.setEchoMode(QLineEdit.EchoMode.PasswordEchoOnEdit)
        self.pin.setValidator(QRegularExpressionValidator(QRegularExpression(f"[0-9]{{0,{LENGTH}}}"), self.pin))
        self.hand_button = Button(theme, "Hand over", icon="lock", key="h", kind=Kind.PRIMARY)
        self.ask_button = Button(theme, "Ask aloud", icon="speech", key="a")
        self.entry = EntryForm(theme, tuple(each for each in known.known.values() if not each.asks), today)
        self.message = QuietLine(theme)
        self._lay_out(code)
        self.list.toggled.connect(self._toggle)
        self.hand_button.clicked.connect(self._hand)
        self.ask_button.clicked.connect(lambda: self.asked.emit(self.instruments))
        self.close_button.clicked.connect(self.closed)
        self.pin.returnPressed.connect(self._hand)
        self.pin.left.connect(self.list.setFocus)
        self.entry.left.connect(self.list.setFocus)
        self._show()
        for before, after in pairwise((self.close_button, self.list, self.pin, self.hand_button, self.ask_button)):
            QWidget.setTabOrder(before, after)
        for sentence in known.refused:
            self.message.say(" ".join(sentence.split("\n")))

    @property
    def instruments(self) -> tuple[Instrument, ...]:
        """What is chosen, in the order of the list."""
        return tuple(each for each in self._known.known.values() if each.id in self._chosen)

    def _pin_hint(self) -> str:
        return "as before; four digits change it" if self._pin_chosen else "four digits; empty: your passphrase"

    def _lay_out(self, code: str) -> None:
        theme, grid = self.theme, self.theme.sizes.grid
        names = QVBoxLayout()
        names.setSpacing(grid // 2)
        names.addWidget(Text(theme, "Questionnaires", Role.EYEBROW, "dim"))
        names.addWidget(Text(theme, code, Role.TITLE))
        head = QHBoxLayout()
        head.addLayout(names)
        head.addStretch(1)
        head.addWidget(self.close_button)
        asked = Card(theme, "What is asked")
        asked.add(self.list, 1)
        hand = Card(theme, "Now", accent=True)
        hand.add(self.what)
        hand.add(Text(theme, CANNOT, Role.SMALL, "soft", wrap=True))
        hand.add(Text(theme, "PIN for leaving", Role.SMALL, "soft"))
        hand.add(self.pin)
        hands = QHBoxLayout()
        hands.setSpacing(grid)
        hands.addWidget(self.hand_button)
        hands.addWidget(self.ask_button)
        hands.addStretch(1)
        hand.add(hands)
        cards = QWidget()
        right = QVBoxLayout(cards)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(2 * grid)
        right.addWidget(hand)
        right.addWidget(self.entry)
        right.addStretch(1)
        side = Scrolled(theme, cards)
        side.setFixedWidth(SIDE)
        body = QHBoxLayout()
        body.setSpacing(2 * grid)
        body.addWidget(asked, 1)
        body.addWidget(side)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(3 * grid, 2 * grid, 3 * grid, grid)
        whole.setSpacing(14)
        whole.addLayout(head)
        whole.addLayout(body, 1)
        whole.addWidget(self.message)

    def _show(self) -> None:
        rows = (
            InstrumentRow(each.id, each.title, each.about, len(each.items), each.id in self._chosen)
            for each in self._known.known.values()
            if each.asks
        )
        self.list.show_rows(tuple(rows))
        titles, count = [each.title for each in self.instruments], sum(len(each.items) for each in self.instruments)
        words = " and ".join(filter(None, (", ".join(titles[:-1]), *titles[-1:])))
        questions = "1 question" if count == 1 else f"{count} questions"
        self.what.set_text(f"{words}: {questions}" if titles else NONE_CHOSEN)
        self.hand_button.setEnabled(bool(titles))
        self.ask_button.setEnabled(bool(titles))

    def _toggle(self, name: str) -> None:
        self._chosen = [each for each in self._chosen if each != name] + ([] if name in self._chosen else [name])
        self._show()

    def _hand(self) -> None:
        typed = self.pin.text()
        if 0 < len(typed) < LENGTH:
            self.message.say("A PIN has four digits. Empty, your passphrase leads back.")
            self.pin.setFocus()
        elif self._chosen:
            self._pin_chosen = self._pin_chosen or bool(typed)
            self.pin.put("")
            self.pin.setPlaceholderText(self._pin_hint())
            self.handed.emit(self.instruments, typed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Single keys belong to the screen while no field has them."""
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier and not event.isAutoRepeat()
        keys = {"h": self.hand_button, "a": self.ask_button}
        meant = key_meant(event, keys)
        if plain and event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif plain and meant is not None:
            meant.click()
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys go to what is likely to be done next."""
        if not self._chosen:
            self.list.setFocus(event.reason())
        elif self._pin_chosen:
            self.hand_button.setFocus(event.reason())
        else:
            self.pin.setFocus(event.reason())
