"""The first start in three short steps: name the practice, choose a passphrase, keep the recovery key."""

from PySide6.QtCore import QMarginsF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QFontDatabase, QPageLayout, QPageSize, QPainter
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kapguide.ui.theme import Role, Theme
from kapguide.ui.unlock import SecretLine, centre
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.fields import LineEdit

WIDTH = 560
SHORTEST = 8
GROUPS = 8
COMMON = ("password", "passphrase", "12345678", "qwertyui", "letmein", "ketamine", "kapguide", "iloveyou")
ALIKE = str.maketrans("018", "OIB")


def strength_words(passphrase: str) -> str:
    """How good a passphrase is, in words: length and variety, no rules of composition."""
    length, words = len(passphrase), len(passphrase.split())
    if not passphrase:
        return "Three or four words in a row are easy to type and hard to guess."
    if length < SHORTEST:
        return f"Too short: at least {SHORTEST} characters."
    if len(set(passphrase)) < 5 or passphrase.lower().startswith(COMMON):
        return "Easy to guess. Take words that do not belong together."
    if length < 14:
        return "Fair. A longer one is better: add a word."
    return "Strong." if words >= 3 or length >= 20 else "Good."


def groups(key: str) -> list[str]:
    """A recovery key's letters and digits in groups of four, however it is spelled."""
    plain = "".join(sign for sign in key.upper() if sign.isalnum()).translate(ALIKE)
    return [plain[at : at + 4] for at in range(0, len(plain), 4)]


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


class FirstRunScreen(QWidget):
    """`chosen` carries practice and passphrase; once told the recovery key it makes sure that it was kept."""

    chosen = Signal(str, str)
    confirmed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self._key = ""
        self.practice = LineEdit(theme, "Name of the practice", "for example Willow Room")
        self.first = SecretLine(theme, "Passphrase")
        self.again = SecretLine(theme, "Passphrase again")
        self.strength = Text(theme, strength_words(""), Role.SMALL, "dim", wrap=True)
        self.fault = Text(theme, " ", Role.SMALL, "warm", wrap=True)
        self.make = Button(theme, "Make the practice", icon="arrow-right", kind=Kind.PRIMARY)
        self.key_groups = [Text(theme, "", Role.TITLE, tabular=True) for _ in range(GROUPS)]
        self.print = Button(theme, "Print the sheet", icon="printer")
        self.kept = Button(theme, "I have it on paper", icon="arrow-right", kind=Kind.PRIMARY)
        self.retyped = LineEdit(theme, "Recovery key, typed from the paper")
        self.missing = Text(theme, " ", Role.SMALL, "warm", wrap=True)
        self.done = Button(theme, "Done", icon="check", kind=Kind.PRIMARY)
        self.back = Button(theme, "Show it once more", kind=Kind.QUIET)
        self.pages = (self._choose_page(), self._key_page(), self._retype_page())
        self._lay_out()
        self.first.line.textEdited.connect(lambda text: self.strength.set_text(strength_words(text)))
        self.practice.returnPressed.connect(self.first.setFocus)
        self.first.entered.connect(self.again.setFocus)
        self.again.entered.connect(self._choose)
        self.make.clicked.connect(self._choose)
        self.print.clicked.connect(self._print)
        self.kept.clicked.connect(lambda: self._turn(2))
        self.back.clicked.connect(lambda: self._turn(1))
        self.retyped.returnPressed.connect(self._confirm)
        self.done.clicked.connect(self._confirm)
        self._page = 0
        self.setAccessibleName("First start")

    def show_recovery_key(self, key: str) -> None:
        """The practice is made: show its key, then ask for it."""
        self._key = key
        self.make.setEnabled(True)
        for text in (self.first.line, self.again.line):
            text.put("")
        for shown, group in zip(self.key_groups, groups(key), strict=True):
            shown.set_text(group)
        self._turn(1)

    def show_fault(self, sentence: str) -> None:
        """The practice could not be made; what was typed stays."""
        self.make.setEnabled(True)
        self.fault.set_text(sentence)

    def _turn(self, page: int) -> None:
        for number, card in enumerate(self.pages):
            card.setVisible(number == page)
        self._page = page
        self.setFocus()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys go to the page's first thing."""
        (self.practice, self.kept, self.retyped)[self._page].setFocus(event.reason())

    def _choose(self) -> None:
        practice, passphrase = self.practice.one_line(), self.first.line.text()
        if not practice:
            fault, where = "Give the practice a name; it stands on the lock screen.", self.practice
        elif len(passphrase) < SHORTEST:
            fault, where = f"The passphrase needs at least {SHORTEST} characters.", self.first.line
        elif passphrase != self.again.line.text():
            fault, where = "The two passphrases differ. Type the second one again.", self.again.line
        else:
            self.fault.set_text(" ")
            self.make.setEnabled(False)
            self.chosen.emit(practice, passphrase)
            return
        self.fault.set_text(fault)
        where.setFocus()

    def _confirm(self) -> None:
        wanted, typed = groups(self._key), groups(self.retyped.text())
        if wanted == typed:
            self._key = ""
            for shown in self.key_groups:
                shown.set_text("")
            self.retyped.put("")
            self.confirmed.emit()
            return
        wrong = next((at for at, group in enumerate(wanted, 1) if typed[at - 1 : at] != [group]), len(wanted) + 1)
        self.missing.set_text(
            f"Group {wrong} is not as on the paper. Compare it and type on."
            if wrong <= len(wanted)
            else f"There is more than the {len(wanted)} groups of the key."
        )
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
                paint_key_sheet(painter, page, self.practice.one_line(), self._key)

    def _choose_page(self) -> Card:
        card = Card(self.theme, "Step 1 of 3")
        card.body.setSpacing(self.theme.sizes.grid // 2)
        card.add(Text(self.theme, "Set up your practice", Role.TITLE))
        words = "Everything stays on this computer, encrypted with your passphrase. Nobody can reset it for you."
        card.add(Text(self.theme, words, Role.LABEL, "dim", wrap=True))
        for label, field in (
            ("Name of the practice", self.practice),
            ("Passphrase", self.first),
            ("Passphrase again", self.again),
        ):
            card.body.addSpacing(self.theme.sizes.grid)
            card.add(Text(self.theme, label, Role.SMALL, "dim"))
            card.add(field)
            if field is self.first:
                card.add(self.strength)
        card.add(self.fault)
        card.add(self._row(self.make))
        return card

    def _key_page(self) -> Card:
        card = Card(self.theme, "Step 2 of 3", accent=True)
        card.add(Text(self.theme, "Your recovery key", Role.TITLE))
        words = (
            "It opens the practice when the passphrase is forgotten, and it is shown this once. Print it or copy it by "
            "hand, then lock the paper away, apart from this computer."
        )
        card.add(Text(self.theme, words, Role.LABEL, "soft", wrap=True))
        card.body.addSpacing(self.theme.sizes.grid)
        table = QGridLayout()
        table.setSpacing(self.theme.sizes.grid * 2)
        for at, shown in enumerate(self.key_groups):
            shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
            table.addWidget(shown, at // 4, at % 4)
        card.add(table)
        card.body.addSpacing(self.theme.sizes.grid * 2)
        card.add(self._row(self.kept, self.print))
        return card

    def _retype_page(self) -> Card:
        card = Card(self.theme, "Step 3 of 3")
        card.add(Text(self.theme, "Type it from the paper", Role.TITLE))
        words = "So that you know that it can be read. Capitals, spaces and dashes do not matter."
        card.add(Text(self.theme, words, Role.LABEL, "dim", wrap=True))
        card.add(self.retyped)
        card.add(self.missing)
        card.add(self._row(self.done, self.back))
        return card

    def _row(self, *buttons: Button) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self.theme.sizes.grid)
        for button in buttons:
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _lay_out(self) -> None:
        middle = QWidget()
        middle.setFixedWidth(WIDTH)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.theme.sizes.grid * 2)
        column.addWidget(Text(self.theme, "KapGuide", Role.EYEBROW, "dim"))
        for page in self.pages:
            column.addWidget(page)
            page.setVisible(page is self.pages[0])
        centre(self, middle)
