"""One item of a checklist: its words, yes, no or not known, and a line of comment. The three answers look alike."""

import msgspec
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QFont, QKeyEvent, QMouseEvent, QPainter, QPen

from kapguide.clinical.facts import Reply
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Painted, elided, wrapped
from kapguide.ui.widgets.places import signs_of

CELL, TALL = 40, 40
"""The width of one answer, and the least height of a row (pixels)."""
BESIDE = 12
"""Between the words and the answers (pixels)."""
WORDS, LINE = 14, 18
"""The size of an item's words, and from one line of them to the next (pixels)."""
COMMENT, COMMENT_LINE = 12, 15
PENCIL = 14

REPLIES = (Reply.YES, Reply.NO, Reply.UNKNOWN)
_CAPS = {Reply.YES: "yes", Reply.NO: "no", Reply.UNKNOWN: "?"}
REPLY_WORDS = {Reply.YES: "yes", Reply.NO: "no", Reply.UNKNOWN: "not known", None: "not asked"}
"""Each answer, and none, as it is read."""
_KEYS = {"y": Reply.YES, "n": Reply.NO, "u": Reply.UNKNOWN}


class CheckRowData(msgspec.Struct, frozen=True):
    """An item and its answer. `hint` stands below the words until there is a comment; `who` is by whom and when.

    One that is not `open` is of an old record: it is read, not answered.
    """

    text: str
    reply: Reply | None = None
    comment: str = ""
    hint: str = ""
    who: str = ""
    open: bool = True
    focused: bool = False
    hot: bool = False

    @property
    def below(self) -> str:
        """The line below the words."""
        return self.comment or (self.hint if self.open else "")


def cells_of(rect: QRectF) -> list[QRectF]:
    """Where yes, no and ? stand."""
    left = rect.right() - 3 * CELL - 1
    top = rect.center().y() - TALL / 2
    return [QRectF(left + at * CELL, top, CELL, TALL) for at in range(3)]


def words_place(rect: QRectF) -> QRectF:
    """Where the words and the comment stand."""
    return QRectF(rect.left(), rect.top(), rect.width() - 3 * CELL - 1 - BESIDE, rect.height())


def _words_font(theme: Theme) -> QFont:
    return theme.font(Role.LABEL, px=WORDS)


def row_height(width: float, data: CheckRowData, theme: Theme) -> int:
    """How high the row stands at this width: all of its words, and the line below them."""
    place = words_place(QRectF(0, 0, width, TALL))
    lines = wrapped(data.text, _words_font(theme), place.width(), LINE).lineCount()
    return max(TALL, lines * LINE + (COMMENT_LINE if data.below else 0))


def paint_check_row(painter: QPainter, rect: QRectF, data: CheckRowData, theme: Theme) -> None:
    """Words at the left, answers at the right; nothing is lit while nothing was answered."""
    c, place = theme.colours, words_place(rect)
    words = wrapped(data.text, _words_font(theme), place.width(), LINE)
    high = words.lineCount() * LINE + (COMMENT_LINE if data.below else 0)
    top = rect.center().y() - high / 2
    painter.setPen(c.text)
    words.draw(painter, QPointF(place.left(), top))
    pencil = QRectF(place.right() - PENCIL, rect.center().y() - PENCIL / 2, PENCIL, PENCIL)
    if data.below:
        font = theme.font(Role.SMALL, px=COMMENT)
        painter.setFont(font)
        painter.setPen(c.soft if data.comment else c.dim)
        room = place.width() - (PENCIL if data.focused or data.hot else 0)
        line = QRectF(place.left(), top + words.lineCount() * LINE, place.width(), COMMENT_LINE)
        painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter), elided(data.below, font, room))
    if not data.open:
        painter.setFont(theme.font(Role.LABEL, QFont.Weight.DemiBold if data.reply else None, px=WORDS))
        painter.setPen(c.text if data.reply else c.dim)
        answer = QRectF(rect.right() - 3 * CELL, rect.top(), 3 * CELL, rect.height())
        painter.drawText(
            answer, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), REPLY_WORDS[data.reply]
        )
        return
    widest = max(words.lineAt(at).naturalTextWidth() for at in range(words.lineCount()))
    if (data.focused or data.hot) and place.left() + widest < pencil.left():
        theme.draw_icon(painter, "pencil", pencil, c.soft)
    _paint_cells(painter, rect, data, theme)


def _paint_cells(painter: QPainter, rect: QRectF, data: CheckRowData, theme: Theme) -> None:
    c, cells, corner = theme.colours, cells_of(rect), theme.sizes.button_corner
    frame = cells[0].united(cells[-1]).adjusted(0.5, 0.5, -0.5, -0.5)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(c.well)
    painter.drawRoundedRect(frame, corner, corner)
    if data.reply is not None:
        painter.save()
        painter.setClipRect(cells[REPLIES.index(data.reply)])
        painter.setBrush(c.accent_ground)
        painter.drawRoundedRect(frame, corner, corner)
        painter.restore()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(c.line, 1))
    for cell in cells[1:]:
        painter.drawLine(QPointF(cell.left() + 0.5, frame.top()), QPointF(cell.left() + 0.5, frame.bottom()))
    painter.setPen(QPen(c.accent if data.focused else c.line, 2 if data.focused else 1))
    painter.drawRoundedRect(frame, corner, corner)
    for reply, cell in zip(REPLIES, cells, strict=True):
        on = reply is data.reply
        painter.setFont(theme.font(Role.SMALL, QFont.Weight.DemiBold if on else None))
        painter.setPen(c.text if on else c.soft)
        painter.drawText(cell, int(Qt.AlignmentFlag.AlignCenter), _CAPS[reply])


class CheckRow(Painted):
    """`y`, `n`, `u` and a click answer, Backspace and a click on what is chosen take the answer away, `c` and a click
    on the words comment."""

    replied = Signal(object)
    """A Reply, or None."""
    comment_asked = Signal()
    entered = Signal()
    """It has the focus now."""
    moved = Signal(int)
    """The row above (-1) or below (1) is wanted; Enter wants the one below, too."""
    left = Signal()

    def __init__(self, theme: Theme, data: CheckRowData) -> None:
        super().__init__(theme, data.text, data)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setMouseTracking(True)

    def put(self, data: CheckRowData) -> None:
        """Show `data`, with the focus and the pointer as they are."""
        self.setAccessibleName(data.text)
        self.set_data(msgspec.structs.replace(data, focused=self.data.focused, hot=self.data.hot))
        cut = self.data.below if len(self.data.below) > 20 else ""
        self.setToolTip("\n".join(filter(None, (cut, self.data.who))))

    def rows(self) -> list[str]:
        data: CheckRowData = self.data
        return [", ".join(filter(None, (REPLY_WORDS[data.reply], data.comment or data.hint, data.who)))]

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return row_height(width, self.data, self.theme)

    def sizeHint(self) -> QSize:
        return QSize(300, self.heightForWidth(300))

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        paint_check_row(painter, rect, self.data, self.theme)

    def _reply(self, reply: Reply | None) -> None:
        if self.data.open and reply is not self.data.reply:
            self.replied.emit(reply)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What the row does not take goes to the screen."""
        plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        signs = signs_of(event) if plain else ()
        said = next((_KEYS[sign] for sign in signs if sign in _KEYS), None)
        key = event.key()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.moved.emit(1)
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        elif not self.data.open:
            super().keyPressEvent(event)
        elif said is not None:
            if not event.isAutoRepeat():
                self._reply(said)
        elif "c" in signs:
            if not event.isAutoRepeat():
                self.comment_asked.emit()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._step(1 if key == Qt.Key.Key_Right else -1)
        elif key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self._reply(None)
        else:
            super().keyPressEvent(event)

    def _step(self, by: int) -> None:
        at = REPLIES.index(self.data.reply) if self.data.reply is not None else -1 if by > 0 else len(REPLIES)
        self._reply(REPLIES[min(max(at + by, 0), len(REPLIES) - 1)])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or not self.data.open:
            return
        where = event.position()
        for reply, cell in zip(REPLIES, cells_of(QRectF(self.rect())), strict=True):
            if cell.contains(where):
                self._reply(None if reply is self.data.reply else reply)
                return
        if words_place(QRectF(self.rect())).contains(where):
            self.comment_asked.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second press of a double click is nothing: it would take the answer away again."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.set_data(msgspec.structs.replace(self.data, focused=True))
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.set_data(msgspec.structs.replace(self.data, focused=False))

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.set_data(msgspec.structs.replace(self.data, hot=True))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.set_data(msgspec.structs.replace(self.data, hot=False))
