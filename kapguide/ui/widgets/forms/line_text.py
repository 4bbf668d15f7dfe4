"""Words to write in, as high as they are: one line of a note, or a paragraph of it, shown whole."""

from PySide6.QtCore import QEvent, QMimeData, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QTextBlockFormat,
    QTextCursor,
    QTextLayout,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit

from kapguide.ui.style import Dressed, StyleSheets
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import text_width, wrapped

PITCH = 22
"""From one line of words to the next (pixels)."""
DROP = 2
"""So much lower than in its middle a text editor writes in a line of that height (pixels)."""
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
OURS = frozenset("cvxazy")
"""With Ctrl these letters are the text's; all others are keys of the screen."""


class LineText(QTextEdit, Dressed):
    """Plain words. Enter is `entered`, with Shift it breaks the line; Tab goes on; Escape keeps the words and leaves.

    While it is empty its hint is shown, which is warm where it says what is missing.
    """

    entered = Signal()
    left = Signal()
    taken_out = Signal()
    """Backspace where nothing stands."""
    moved = Signal(int)
    """Up from the first line (-1), or down from the last one (1)."""
    typed = Signal()
    """Somebody has changed the words."""
    has_keys = Signal(bool)
    """The keys come here, or go away."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self.theme = theme
        self._lead, self._hint, self._waits = "", "", False
        self._filling = False
        self.setAccessibleName(name)
        self.setAcceptRichText(False)
        self.setFont(theme.font(Role.LABEL))
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.document().setDocumentMargin(0)
        self.viewport().setAutoFillBackground(False)
        self.dress(theme.sheets)
        self.put("")
        self.textChanged.connect(self._changed)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)

    def dress(self, sheets: StyleSheets) -> None:
        self.setStyleSheet(sheets.text)

    def put(self, text: str) -> None:
        """Show `text`, which nobody has typed here just now."""
        self._filling = True
        self.setPlainText(text)
        whole = QTextCursor(self.document())
        whole.select(QTextCursor.SelectionType.Document)
        whole.mergeBlockFormat(_block(0.0))
        self._indent()

    def set_lead(self, words: str) -> None:
        """Have words before what is typed, which are no part of it."""
        if words != self._lead:
            self._lead, self._filling = words, True
            self._indent()

    def _indent(self) -> None:
        """The first line begins behind the lead; that is no act that could be undone."""
        first = QTextCursor(self.document())
        first.mergeBlockFormat(_block(text_width(f"{self._lead} ", self.font()) if self._lead else 0.0))
        self.document().clearUndoRedoStacks()
        self._filling = False
        self._fit()

    def _changed(self) -> None:
        if not self._filling and not self.isReadOnly():
            self.typed.emit()

    def set_hint(self, words: str, *, waits: bool = False) -> None:
        """What stands here while nothing is typed."""
        self._hint, self._waits = words, waits
        self._fit()
        self.viewport().update()

    def set_colour(self, name: str) -> None:
        """Have words of this palette colour."""
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Text, self.theme.colour(name))
        self.setPalette(palette)

    @property
    def words(self) -> str:
        """What stands here."""
        return self.toPlainText()

    def _fit(self) -> None:
        """Be as high as the words; of a paste the size is known only once its lines are laid out."""
        lines = max(1, round(self.document().size().height() / PITCH))
        if self._hint and self.document().isEmpty():
            lines = max(1, self._laid_hint().lineCount())
        if self.minimumHeight() != lines * PITCH:
            self.setFixedHeight(lines * PITCH)
            self.updateGeometry()

    def _laid_hint(self) -> QTextLayout:
        words = f"{self._lead} {self._hint}" if self._lead else self._hint
        return wrapped(words, self._hint_font(), max(40, self.viewport().width()), PITCH)

    def _hint_font(self) -> QFont:
        return self.theme.font(Role.LABEL, QFont.Weight.Medium if self._warm else None)

    @property
    def _warm(self) -> bool:
        return self._waits and not self.hasFocus()

    def sizeHint(self) -> QSize:
        return QSize(200, self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(40, PITCH)

    def event(self, event: QEvent) -> bool:
        # What a text field would take for itself, such as Ctrl+E for the end of the line, is a key of the screen.
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            letter = chr(event.key()).lower() if Qt.Key.Key_A <= event.key() <= Qt.Key.Key_Z else ""
            if held == Qt.KeyboardModifier.ControlModifier and letter and letter not in OURS:
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, shift = Qt.Key(event.key()), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key == Qt.Key.Key_Escape:
            self.clearFocus()
            self.left.emit()
        elif key in ENTER and not shift:
            self.entered.emit()
        elif key in ENTER and not self.isReadOnly():
            self.textCursor().insertBlock(_block(0.0))
        elif key in STEPS and event.modifiers() in PLAIN:
            before = self.textCursor().position()
            super().keyPressEvent(event)
            if self.textCursor().position() == before or self.isReadOnly():
                self.moved.emit(STEPS[key])
        elif key == Qt.Key.Key_Backspace and self.document().isEmpty():
            self.taken_out.emit()
        else:
            super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802
        """A paste brings words, and nothing of how they looked elsewhere."""
        if not self.isReadOnly():
            cursor = self.textCursor()
            cursor.beginEditBlock()
            cursor.insertText(source.text())
            block = self.document().begin().next()
            while block.isValid():
                if block.blockFormat().textIndent():
                    QTextCursor(block).mergeBlockFormat(_block(0.0))
                block = block.next()
            cursor.endEditBlock()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._fit()
        self.has_keys.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            quiet = self.textCursor()
            quiet.clearSelection()
            self.setTextCursor(quiet)
        self._fit()
        self.has_keys.emit(False)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """What it stands on is scrolled, never the words."""
        event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._hint and self.document().isEmpty():
            with QPainter(self.viewport()) as painter:
                painter.setPen(self.theme.colours.warm if self._warm else self.theme.colours.dim)
                self._laid_hint().draw(painter, QPointF(0, DROP))
        elif self._lead:
            with QPainter(self.viewport()) as painter:
                painter.setFont(self.font())
                painter.setPen(self.palette().color(QPalette.ColorRole.Text))
                wrapped(self._lead, self.font(), self.viewport().width(), PITCH).draw(painter, QPointF(0, DROP))


def _block(indent: float) -> QTextBlockFormat:
    """A paragraph whose first line begins `indent` pixels further in."""
    block = QTextBlockFormat()
    block.setLineHeight(PITCH, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
    block.setTextIndent(indent)
    return block
