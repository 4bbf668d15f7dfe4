"""The two columns beside the steps: the situations by their digit, and whom to call with the address to read out."""

from itertools import product

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QWidget

from kapguide.session.emergency_card import EmergencyCard
from kapguide.ui.emergency.sizes import EmergencySizes
from kapguide.ui.emergency.wide_button import WideButton, WideData
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Scrolled, Text
from kapguide.ui.widgets.button import Kind
from kapguide.ui.widgets.card import Card

PAGE = 9
WORDS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
ROW = 40
SIGNED_ABOVE = 21
"""Numbers this large or smaller (pixels) would rather be larger than have the card's signature below them."""


class SituationColumn(Card):
    """The situations, nine at a time, each with its digit; 0 shows the next ones. `chosen` carries the place."""

    chosen = Signal(int)

    def __init__(self, theme: Theme, card: EmergencyCard) -> None:
        super().__init__(theme)
        self.setAccessibleName("Situations")
        self._titles = [situation.title for situation in card.situations]
        self.page = self.place = 0
        self.buttons = [WideButton(theme, WideData(""), str(digit)) for digit in range(1, PAGE + 1)]
        self.more = WideButton(theme, WideData(""), "0")
        for digit, button in enumerate(self.buttons, start=1):
            button.clicked.connect(lambda _=False, digit=digit: self.press(digit))
            button.setParent(self)
        self.more.clicked.connect(self.turn)
        self.more.setParent(self)
        self._row = ROW
        self._show()

    def set_sizes(self, of: EmergencySizes) -> None:
        """Be as wide as the window asks for, with rows as high."""
        self._row = of.row
        self.setFixedWidth(of.left)

    def press(self, digit: int) -> None:
        """Choose the situation of that digit; nothing where there is none."""
        place = self.page * PAGE + digit - 1
        if place < len(self._titles):
            self.place = place
            self._show()
            self.chosen.emit(place)

    def turn(self) -> None:
        """Show the next nine, and after the last ones the first."""
        self.page = (self.page + 1) % max(1, -(-len(self._titles) // PAGE))
        self._show()

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 8 + 20 * (PAGE + 1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The rows share the height that there is."""
        super().resizeEvent(event)
        rows = PAGE + 1 if len(self._titles) > PAGE else max(1, len(self._titles))
        high = min(self._row, (self.height() - 8) // rows)
        for row, button in enumerate((*self.buttons, self.more)):
            button.setGeometry(8, 4 + row * high, self.width() - 16, high)
        self._show()

    def _show(self) -> None:
        first = self.page * PAGE
        px = 19 if self.width() >= 400 else 15 if self.width() >= 300 else 13
        for digit, button in enumerate(self.buttons):
            there = first + digit < len(self._titles)
            button.setVisible(there)
            if there:
                on = first + digit == self.place
                title = self._titles[first + digit]
                wide = WideData(title, px=px, cap_first=True, strong=on)
                button.show_wide(wide, Kind.ON if on else Kind.QUIET, title)
                button.setAccessibleDescription(f"key {digit + 1}{', shown' if on else ''}")
                button.setToolTip(title if button.wish() > self.width() - 16 else "")
        left = len(self._titles) - PAGE
        self.more.setVisible(left > 0)
        last = first + PAGE >= len(self._titles)
        count = len(self._titles) - first - PAGE
        words = "Back to the first" if last else f"{WORDS[count] if count < len(WORDS) else count} more"
        self.more.show_wide(WideData(words, px=px, cap_first=True, strong=False), Kind.QUIET, f"{words} situations")


class NumberColumn(Card):
    """Whom to call, each a button that writes the call down, and the address. `called` carries a number's place."""

    called = Signal(int)
    SIZES = ((40, 19, 24), (28, 15, 19), (24, 15, 17), (21, 13, 15), (17, 13, 15), (17, 13, 13))
    """A number, whose it is, the address (pixels): the first that fits."""

    def __init__(self, theme: Theme, card: EmergencyCard, *, calls: bool) -> None:
        """Without `calls` nobody writes a call down, and the numbers are there to be read."""
        super().__init__(theme)
        self.setAccessibleName("Numbers")
        self._card = card
        self._page = QWidget()
        area = Scrolled(theme, self._page)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.add(area, 1)
        self.buttons = [
            WideButton(theme, WideData(number.number or "–", number.who, above=True), f"F{place + 1}" if calls else "")
            for place, number in enumerate(card.numbers)
        ]
        for place, button in enumerate(self.buttons):
            number = card.numbers[place]
            button.setEnabled(calls)
            button.setAccessibleName(f"Called {number.who}, {number.number or 'no number written'}")
            button.clicked.connect(lambda _=False, place=place: self.called.emit(place))
            button.setParent(self._page)
        self.read_out = Text(theme, "Read out", Role.LABEL, "soft")
        words = card.address or "No address written."
        self.address = Text(theme, words, Role.HEADING, weight=QFont.Weight.Medium, wrap=True)
        self.signature = Text(theme, card.signature, Role.SMALL, "soft", wrap=True)
        for text in (self.read_out, self.address, self.signature):
            text.setParent(self._page)
        self._largest = 28

    def _pad(self) -> None:
        self._whole.setContentsMargins(0, 2, 0, 2)

    def set_sizes(self, of: EmergencySizes) -> None:
        """Be as wide as the window asks for, with numbers as large."""
        self._largest = of.number
        self.setFixedWidth(of.right)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Be as large as the height allows."""
        super().resizeEvent(event)
        sizes = [each for each in self.SIZES if each[0] <= self._largest]
        for size, signed in product(sizes, (True, False)):
            if not signed and size[0] > SIGNED_ABOVE:
                continue
            self.signature.setVisible(signed)
            self._measure(*size)
            high = self._place()
            if high <= self._room:
                break
        self._page.setFixedHeight(max(high, self._room))

    @property
    def _room(self) -> int:
        return self.height() - 4

    def _measure(self, number: int, who: int, address: int) -> None:
        for place, button in enumerate(self.buttons):
            each = self._card.numbers[place]
            wide = WideData(each.number or "–", each.who, px=number, second_px=who, above=True)
            button.show_wide(wide, Kind.QUIET, button.accessibleName())
        self.address.set_px(address)
        self.read_out.set_px(who)

    def _place(self) -> int:
        """Put all in their places from the top; the height (pixels) that this takes."""
        wide, top = self.width() - 16, 6
        for button in self.buttons:
            high = button.high(wide)
            button.setGeometry(8, top, wide, high)
            top += high + 2
        inner = wide - 22
        top += 4
        for text in (self.read_out, self.address):
            high = text.heightForWidth(inner) if text.wordWrap() else text.sizeHint().height()
            text.setGeometry(19, top, inner, high)
            top += high
        if self.signature.isHidden():
            return top + 8
        high = self.signature.heightForWidth(inner)
        self.signature.setGeometry(19, max(top + 4, self._room - high - 8), inner, high)
        return top + high + 8

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 120)
