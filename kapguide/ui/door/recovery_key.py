"""The recovery key on the screen: shown, printed, and typed back from the paper, which alone makes it count."""

from PySide6.QtCore import QMarginsF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QFontDatabase, QPageLayout, QPageSize, QPainter
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.forms.fields import LineEdit
from kapguide.ui.widgets.middle import WIDE, centre
from kapguide.usecases.recovery_key import difference, groups

FIRST = (
    "It opens the practice when the passphrase is forgotten, and it is shown this once. Print it or copy it by "
    "hand, then lock the paper away, apart from this computer."
)
AGAIN = (
    "It opens the practice when the passphrase is forgotten. Nobody has typed one back yet, so here is a new one. "
    "Print it or copy it by hand; typed from the paper, it takes the place of any that was shown before."
)


def paint_key_sheet(painter: QPainter, rect: QRectF, practice: str, key: str) -> None:
    """The sheet that is printed and locked away; plain black on paper."""
    unit = rect.width() / 60
    plain = QFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))

    def line(top: float, size: float, text: str, font: QFont, high: float = 8) -> None:
        font = QFont(font)
        font.setPixelSize(max(1, round(size * unit)))
        painter.setFont(font)
        room = QRectF(rect.left(), rect.top() + top * unit, rect.width(), high * unit)
        painter.drawText(room, int(Qt.TextFlag.TextWordWrap), text)

    face = painter.font()
    painter.setPen(Qt.GlobalColor.black)
    line(0, 2.4, "KapGuide recovery key", face)
    line(5, 1.6, practice, face)
    spelled = groups(key)
    line(11, 2.6, "  ".join(spelled[:4]), plain)
    line(15, 2.6, "  ".join(spelled[4:]), plain)
    words = (
        "This key opens the practice when the passphrase is forgotten. Whoever holds it can read everything, so "
        "lock it away, apart from the laptop. It is not stored anywhere and cannot be shown again."
    )
    line(21, 1.4, words, face, 14)


def row(theme: Theme, *buttons: Button) -> QHBoxLayout:
    """Buttons beside each other, from the left."""
    line = QHBoxLayout()
    line.setSpacing(theme.sizes.grid)
    for button in buttons:
        line.addWidget(button)
    line.addStretch(1)
    return line


class RecoveryKeyScreen(QWidget):
    """Shows a key and asks for it; `typed` comes with the key once it was typed back, `later` when it is put off."""

    typed = Signal(str)
    later = Signal()

    def __init__(self, theme: Theme, practice: str, key: str, words: str = FIRST, *, later: bool = False) -> None:
        """`words` say what the key is for; `later` offers to go on without it."""
        super().__init__()
        self.theme = theme
        self._practice = practice
        self._key = key
        self.key_groups = [Text(theme, group, Role.TITLE, tabular=True) for group in groups(key)]
        self.print = Button(theme, "Print the sheet", icon="printer")
        self.kept = Button(theme, "I have it on paper", icon="arrow-right", kind=Kind.PRIMARY)
        self.put_off = Button(theme, "Not now", kind=Kind.QUIET)
        self.put_off.setVisible(later)
        self.retyped = LineEdit(theme, "Recovery key, typed from the paper")
        self.missing = Text(theme, " ", Role.SMALL, "warm", wrap=True)
        self.done = Button(theme, "Done", icon="check", kind=Kind.PRIMARY)
        self.back = Button(theme, "Show it once more", kind=Kind.QUIET)
        self.pages = (self._key_page(words), self._retype_page())
        self._lay_out()
        self.print.clicked.connect(self._print)
        self.kept.clicked.connect(lambda: self._turn(1))
        self.put_off.clicked.connect(self._leave)
        self.back.clicked.connect(lambda: self._turn(0))
        self.retyped.returnPressed.connect(self._confirm)
        self.done.clicked.connect(self._confirm)
        self._page = 0
        self.setAccessibleName("Recovery key")

    def show_fault(self, sentence: str) -> None:
        """What was typed back could not be kept; it stands there still, and can be sent once more."""
        self.done.setEnabled(True)
        self.missing.set_text(sentence)

    def forget(self) -> None:
        """It was kept: it is nowhere on the screen any more."""
        self._key = ""
        for shown in self.key_groups:
            shown.set_text("")
        self.retyped.put("")

    def _leave(self) -> None:
        self.forget()
        self.later.emit()

    def _turn(self, page: int) -> None:
        for number, card in enumerate(self.pages):
            card.setVisible(number == page)
        self._page = page
        self.setFocus()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys go to the page's first thing."""
        (self.kept, self.retyped)[self._page].setFocus(event.reason())

    def _confirm(self) -> None:
        if not self._key or not self.done.isEnabled():
            return
        wrong = difference(self._key, self.retyped.text())
        if not wrong:
            self.done.setEnabled(False)
            self.missing.set_text(" ")
            self.typed.emit(self._key)
            return
        self.missing.set_text(wrong)
        self.retyped.setFocus()

    def _print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # only here: most starts never print

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageLayout(
            QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF(20, 20, 20, 20))
        )
        if QPrintDialog(printer, self).exec():
            with QPainter(printer) as painter:
                painter.setFont(self.theme.font(Role.BODY))
                page = QRectF(0, 0, printer.width(), printer.height())
                paint_key_sheet(painter, page, self._practice, self._key)

    def _key_page(self, words: str) -> Card:
        card = Card(self.theme, "Recovery key, 1 of 2", accent=True)
        card.add(Text(self.theme, "Your recovery key", Role.TITLE))
        card.add(Text(self.theme, words, Role.LABEL, "soft", wrap=True))
        card.body.addSpacing(self.theme.sizes.grid)
        table = QGridLayout()
        table.setSpacing(self.theme.sizes.grid * 2)
        for at, shown in enumerate(self.key_groups):
            shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
            table.addWidget(shown, at // 4, at % 4)
        card.add(table)
        card.body.addSpacing(self.theme.sizes.grid * 2)
        card.add(row(self.theme, self.kept, self.print, self.put_off))
        return card

    def _retype_page(self) -> Card:
        card = Card(self.theme, "Recovery key, 2 of 2")
        card.add(Text(self.theme, "Type it from the paper", Role.TITLE))
        words = "So that you know that it can be read. Capitals, spaces and dashes do not matter."
        card.add(Text(self.theme, words, Role.LABEL, "dim", wrap=True))
        card.add(self.retyped)
        card.add(self.missing)
        card.add(row(self.theme, self.done, self.back))
        return card

    def _lay_out(self) -> None:
        centre(self, self.theme, *self.pages, width=WIDE)
        for page in self.pages:
            page.setVisible(page is self.pages[0])
