"""Words that are read from a metre away: as large as their room allows, never cut while a smaller size helps."""

from collections.abc import Sequence
from functools import lru_cache

import msgspec
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QPainter, QTextLayout
from PySide6.QtWidgets import QSizePolicy, QWidget

from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Painted, wrapped

LONGEST = 2_000
"""Signs that are laid out; what is longer is no prompt, and is cut."""


class SizeStep(msgspec.Struct, frozen=True):
    """A size of type (pixels) and how far apart its lines stand, as a share of it."""

    px: int
    leading: float = 1.4

    @property
    def pitch(self) -> float:
        """From one line to the next (pixels)."""
        return self.px * self.leading


class WordsData(msgspec.Struct, frozen=True):
    """The words, a line of text for each row, and the size that they are shown in."""

    text: str = ""
    step: SizeStep = SizeStep(24)
    quiet: bool = False


@lru_cache(maxsize=64)
def _laid(text: str, theme: Theme, step: SizeStep, width: int) -> QTextLayout:
    return wrapped(text[:LONGEST], _font(theme, step), width, step.pitch)


def _font(theme: Theme, step: SizeStep) -> QFont:
    return theme.font(Role.BODY, QFont.Weight.Medium, px=step.px)


def words_height(text: str, theme: Theme, step: SizeStep, width: int) -> float:
    """How high `text` stands at this size, laid out `width` wide (pixels)."""
    return _laid(text, theme, step, width).lineCount() * step.pitch


def fitting(text: str, theme: Theme, steps: Sequence[SizeStep], width: int, height: int) -> SizeStep | None:
    """The first of `steps` at which all of `text` has room; None if there is none."""
    return next((step for step in steps if words_height(text, theme, step, width) <= height + 1), None)


def balanced_width(text: str, theme: Theme, step: SizeStep, width: int) -> int:
    """The least width (pixels) in which `text` takes no more lines than in `width`: its lines are about as long."""
    high, narrow = words_height(text, theme, step, width), width // 2
    while width - narrow > 8:
        middle = (width + narrow) // 2
        if words_height(text, theme, step, middle) > high:
            narrow = middle
        else:
            width = middle
    return width


def paint_words(painter: QPainter, rect: QRectF, data: WordsData, theme: Theme) -> None:
    """From the top left of `rect`; a line for which there is no room is left out."""
    painter.setPen(theme.colours.dim if data.quiet else theme.colours.text)
    laid = _laid(data.text, theme, data.step, max(1, int(rect.width())))
    painter.save()
    painter.setClipRect(rect)
    laid.draw(painter, QPointF(rect.left(), rect.top()))
    painter.restore()


class LargeWords(Painted):
    """Shows a WordsData; whoever places it chooses the size with `fitting`."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, WordsData())
        self.setParent(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def whole(self) -> bool:
        """Nothing of the words is cut."""
        data: WordsData = self.data
        high = words_height(data.text, self.theme, data.step, max(1, self.width()))
        return len(data.text) <= LONGEST and high <= self.height() + 1

    def rows(self) -> list[str]:
        return self.data.text.splitlines()

    def describe(self) -> str:
        return " ".join(self.rows())

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        paint_words(painter, rect, self.data, self.theme)
