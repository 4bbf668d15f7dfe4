"""The foot of a note's sheet: the folded log, and at its right what the marks mean, or what is known of one line."""

import msgspec
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QWidget

from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Painted, Text, elided, text_width
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.forms.fields import LineEdit

HIGH, PAD = 40, 23
"""Its height, and the room at both ends (pixels)."""
TITLE = 120
"""The log's line, when it is its title alone (pixels)."""
LEGEND = (("typed", False), ("edited", True))
NO_MARK = "no mark: from the log"
PUT_BACK, BELONGS, TAKE = "Ctrl+B", "Ctrl+T", "Ctrl+Space"


class LogLine(Button):
    """`> The log  148 entries…`: opens and folds it."""

    def __init__(self, theme: Theme) -> None:
        self.open, self.words, self.short, self.folded = False, "", False, False
        super().__init__(theme, "The log")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def say(self, words: str, *, short: bool = False) -> None:
        """Say what is in it; a `short` one stands at the right end of the line."""
        self.words, self.short = words, short
        self.setAccessibleName(f"The log: {words}")
        self.update()

    def fold_words(self, *, folded: bool) -> None:
        """Be the title alone, and leave the rest of the line to what stands beside it."""
        if folded is not self.folded and not self.short:
            self.folded = folded
            across = QSizePolicy.Policy.Fixed if folded else QSizePolicy.Policy.Expanding
            self.setSizePolicy(across, QSizePolicy.Policy.Fixed)
            self.update()

    def show_open(self, opened: bool) -> None:
        """The log is open, or folded."""
        self.open = opened
        self.setAccessibleDescription("open" if opened else "folded")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(TITLE if self.folded else 260, HIGH)

    def minimumSizeHint(self) -> QSize:
        return QSize(TITLE, HIGH)

    def paintEvent(self, event: QPaintEvent) -> None:
        c, level = self.theme.colours, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        strong = self.theme.font(Role.SMALL if self.short else Role.LABEL, None if self.short else QFont.Weight.Medium)
        title = f"The log, {self.words}" if self.short else "The log"
        wide = text_width(title, strong)
        left = self.width() - wide - 32 if self.short else 0
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self.hasFocus():
                painter.setPen(QPen(c.accent, 2))
                painter.drawRoundedRect(QRectF(left + 1, 5, 32 + wide + 6, HIGH - 10), 8, 8)
            icon = "chevron-down" if self.open else "chevron-right"
            self.theme.draw_icon(painter, icon, QRectF(left + 2, HIGH / 2 - 8, 16, 16), c.soft)
            painter.setFont(strong)
            painter.setPen(c.dim if self.short else c.text)
            painter.drawText(QRectF(left + 30, 0, wide + 1, HIGH), level, title)
            if not (self.short or self.folded):
                font, after = self.theme.font(Role.SMALL), 30 + wide + 11
                painter.setFont(font)
                painter.setPen(c.dim)
                room = QRectF(after, 0, max(0.0, self.width() - after), HIGH)
                painter.drawText(room, level, elided(self.words, font, room.width()))


class Legend(Painted):
    """What the marks before the lines mean."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Marks", None)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def rows(self) -> list[str]:
        return ["full bar: typed", "dashed bar: edited", NO_MARK]

    def sizeHint(self) -> QSize:
        font = self.theme.font(Role.SMALL)
        return QSize(round(sum(text_width(words, font) + 26 for words, _ in LEGEND) + text_width(NO_MARK, font)), HIGH)

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        c, font, left, middle = self.theme.colours, self.theme.font(Role.SMALL), rect.left() + 1, rect.center().y()
        level = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        painter.setFont(font)
        for words, dashed in LEGEND:
            pen = QPen(c.accent, 2)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            if dashed:
                pen.setDashPattern([1.5, 1.5])
            painter.setPen(pen)
            painter.drawLine(QRectF(left, middle - 7, 0, 14).topLeft(), QRectF(left, middle - 7, 0, 14).bottomLeft())
            painter.setPen(c.dim)
            painter.drawText(QRectF(left + 8, rect.top(), 100, rect.height()), level, words)
            left += text_width(words, font) + 26
        painter.drawText(QRectF(left, rect.top(), 200, rect.height()), level, NO_MARK)


class ToldOfLine(msgspec.Struct, frozen=True):
    """What is known of the line that has the keys. With `changed` its words can be put back, with `typed` they can be
    given the time that they belong to."""

    words: str = ""
    changed: bool = False
    typed: bool = False
    belongs: str = ""
    offer: str = ""
    """The first of what its words are offered to go on with."""


class SheetFoot(QWidget):
    """Under the sheet: the log's line, and the legend or what is told of a line. Its buttons take no keys away."""

    put_back_asked = Signal()
    belongs_asked = Signal()
    belongs_typed = Signal(str)
    """The time that the line belongs to, as it was typed."""
    belongs_left = Signal()
    offer_taken = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.log = LogLine(theme)
        self.legend = Legend(theme)
        self.words = Text(theme, "", Role.SMALL, "dim", tabular=True, elide=True)
        self.put_back = Button(theme, "Put back", icon="undo-2", key=PUT_BACK, kind=Kind.QUIET, compact=True)
        self.belongs = Button(theme, "Belongs to…", icon="clock", key=BELONGS, kind=Kind.QUIET, compact=True)
        self.time = LineEdit(theme, "The time that this line belongs to", "12:31, or 20 min ago")
        self.take = Button(theme, "Take", icon="plus", key=TAKE, kind=Kind.QUIET, compact=True)
        for button in (self.take, self.put_back, self.belongs):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._place = QStackedWidget()
        told, asked = QWidget(), QWidget()
        row = QHBoxLayout(told)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.words, 1)
        row.addWidget(self.take)
        row.addWidget(self.put_back)
        row.addWidget(self.belongs)
        line = QHBoxLayout(asked)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.time, 1)
        marks = QWidget()
        key = QHBoxLayout(marks)
        key.setContentsMargins(0, 0, 0, 0)
        key.addStretch(1)
        key.addWidget(self.legend)
        self._pages = marks, told, asked
        for page in self._pages:
            self._place.addWidget(page)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(PAD, 0, PAD, 0)
        whole.setSpacing(16)
        whole.addWidget(self.log, 1)
        whole.addWidget(self._place, 1)
        self.setFixedHeight(HIGH)
        self.take.clicked.connect(self.offer_taken)
        self.put_back.clicked.connect(self.put_back_asked)
        self.belongs.clicked.connect(self.belongs_asked)
        self.time.returnPressed.connect(lambda: self.belongs_typed.emit(self.time.one_line()))
        self.time.left.connect(self.belongs_left)

    def tell(self, told: ToldOfLine | None) -> None:
        """Say what is known of a line, or what the marks mean; what is known of one takes the room that it needs."""
        self.log.fold_words(folded=told is not None)
        self._place.setCurrentIndex(0 if told is None else 1)
        if told is not None:
            self.words.set_text(told.words)
            self.take.setVisible(bool(told.offer))
            self.take.setAccessibleName(f"Take “{told.offer}”")
            self.put_back.setVisible(told.changed and not told.offer)
            self.belongs.setVisible(told.typed and not told.offer)

    def ask_time(self, text: str) -> None:
        """Have the time typed that the line belongs to."""
        self.time.put(text)
        self.time.set_edge("")
        self._place.setCurrentIndex(2)
        self.time.setFocus()
        self.time.selectAll()

    @property
    def asks_time(self) -> bool:
        """The field for the time is open."""
        return self._place.currentIndex() == 2

    def paintEvent(self, event: QPaintEvent) -> None:
        """The line above it."""
        with QPainter(self) as painter:
            painter.fillRect(QRectF(0, 0, self.width(), 1), self.theme.colours.line)
