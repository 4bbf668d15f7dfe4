"""Facts in one line, at the right end of its place: numbers in the ink of text, the words around them quieter."""

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter

from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Painted, text_width

APART = 26
"""Between two facts (pixels)."""


class ShownFact(msgspec.Struct, frozen=True):
    """What stands before the number, the number, what stands behind it."""

    number: str
    after: str = ""
    before: str = ""

    def __str__(self) -> str:
        return f"{self.before}{self.number}{self.after}"


class FactsData(msgspec.Struct, frozen=True):
    """The facts at each of their lengths, the longest first; the first that has room is written."""

    lengths: tuple[tuple[ShownFact, ...], ...] = ((),)
    px: int = 17


def facts_width(facts: Sequence[ShownFact], font: QFont) -> float:
    """How wide the facts stand (pixels)."""
    return sum(text_width(str(fact), font) + 1 for fact in facts) + APART * max(0, len(facts) - 1)


def facts_in(data: FactsData, theme: Theme, width: float) -> tuple[QFont, tuple[ShownFact, ...]]:
    """What is written where there is so much room, and in which font."""
    font = theme.font(Role.BODY, tabular=True, px=data.px)
    fits = (facts for facts in data.lengths if facts_width(facts, font) <= width)
    return font, next(fits, data.lengths[-1])


def paint_facts(painter: QPainter, rect: QRectF, data: FactsData, theme: Theme) -> None:
    """From the right end of `rect`."""
    font, facts = facts_in(data, theme, rect.width())
    painter.setFont(font)
    left = max(rect.left(), rect.right() - facts_width(facts, font))
    for fact in facts:
        for words, ink in ((fact.before, "soft"), (fact.number, "text"), (fact.after, "soft")):
            if words:
                wide = text_width(words, font)
                painter.setPen(theme.colour(ink))
                place = QRectF(left, rect.top(), wide + 2, rect.height())
                painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), words)
                left += wide
        left += APART + 1


class FactsLine(Painted):
    """Shows FactsData."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__(theme, name, FactsData())

    def wish(self, width: float) -> int:
        """How much of `width` it takes (pixels)."""
        font, facts = facts_in(self.data, self.theme, width)
        return round(min(width, facts_width(facts, font))) + 2

    def sizeHint(self) -> QSize:
        return QSize(200, self.data.px + 7)

    def rows(self) -> list[str]:
        return [str(fact) for fact in self.data.lengths[0]]

    def describe(self) -> str:
        """The first one alone: the others change each second."""
        return next(iter(self.rows()), "")

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        paint_facts(painter, rect, self.data, self.theme)
