"""What was found, whole: its words wrapped, with what was looked for marked in them."""

import msgspec
from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QSizePolicy

from kapguide.ui.search.rows import Marks
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Painted, wrapped

PITCH = 22
LONGEST = 1_200
BEFORE = 240
"""So much of a long text is shown, and of that so much before the first mark (signs)."""


class ExcerptData(msgspec.Struct, frozen=True):
    """The words, and the ends of each place in them that is marked."""

    words: str = ""
    marks: Marks = ()


def cut(words: str, marks: Marks) -> ExcerptData:
    """As much of a long text as is shown, from a word's beginning on."""
    begin = marks[0][0] - BEFORE if marks and len(words) > LONGEST else 0
    begin = words.find(" ", begin) + 1 if begin > 0 else 0
    end, dots = begin + LONGEST, "… " if begin else ""
    moved = len(dots) - begin
    shown = dots + words[begin:end] + (" …" if len(words) > end else "")
    return ExcerptData(shown, tuple((low + moved, high + moved) for low, high in marks if high <= end))


class Excerpt(Painted):
    """Shows an ExcerptData, as high as it needs; what has no room is cut after a whole line."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "What it says", ExcerptData())
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def changed(self, before: ExcerptData) -> None:
        self.updateGeometry()
        self.update()

    def rows(self) -> list[str]:
        return [self.data.words] if self.data.words else []

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._laid(width).lineCount() * PITCH if self.data.words else 0

    def sizeHint(self) -> QSize:
        return QSize(240, self.heightForWidth(max(240, self.width())))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, PITCH if self.data.words else 0)

    def _laid(self, width: float) -> QTextLayout:
        return wrapped(self.data.words, self.theme.font(Role.LABEL), width, PITCH)

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        c = self.theme.colours
        look = QTextCharFormat()
        look.setBackground(c.accent_ground)
        look.setForeground(c.text)
        marked = []
        for low, high in self.data.marks:
            place = QTextLayout.FormatRange()
            place.start, place.length = _units(self.data.words[:low]), _units(self.data.words[low:high])
            place.format = look
            marked.append(place)
        lines = int(rect.height() // PITCH)
        painter.setPen(c.text)
        painter.setClipRect(QRectF(rect.left(), rect.top(), rect.width(), lines * PITCH))
        self._laid(rect.width()).draw(painter, QPointF(rect.left(), rect.top()), marked)


def _units(text: str) -> int:
    """How long Qt counts it: in UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
