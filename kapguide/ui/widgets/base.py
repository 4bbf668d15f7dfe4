"""What the widgets share: a painted widget that renders data, a glide between two states, plain-text labels."""

import functools
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEasingCurve, QPoint, QPointF, QRectF, QSize, Qt, QVariantAnimation
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QScrollArea, QSizePolicy, QWidget

from kapguide.ui.style import Dressed, StyleSheets
from kapguide.ui.theme import Role, Theme

BESIDE_STOP = 8
"""What is seen above and below what Tab went to (pixels)."""


class Glide(QVariantAnimation):
    """Runs a number from 0 to 1 over the theme's fade time, and only then; with reduced motion it is there at once."""

    def __init__(self, theme: Theme, owner: QWidget, step: Callable[[float], object]) -> None:
        super().__init__(owner)
        self._theme = theme
        self._step = step
        self.setEasingCurve(QEasingCurve.Type.InOutCubic)
        self.setStartValue(0.0)
        self.setEndValue(1.0)
        self.valueChanged.connect(self._moved)

    def _moved(self, share: float) -> None:
        self._step(share)

    def go(self) -> None:
        """Start from 0 again."""
        self.stop()
        if not self._theme.fade_ms:
            self._step(1.0)
            return
        self._step(0.0)
        self.setDuration(self._theme.fade_ms)
        self.start()


class Painted(QWidget):
    """A widget that paints one frozen piece of data. It has a name, a description that follows, and a table twin."""

    def __init__(self, theme: Theme, name: str, data: Any) -> None:
        super().__init__()
        self.theme = theme
        self.data = data
        self.setAccessibleName(name)
        self._describe()

    def set_data(self, data: Any) -> None:
        """Show `data`; equal data cost nothing."""
        if data == self.data:
            return
        before, self.data = self.data, data
        self._describe()
        self.changed(before)

    def changed(self, before: Any) -> None:
        """Called with the data shown until now; the default repaints."""
        self.update()

    def rows(self) -> list[str]:
        """The content as lines of text, for whoever cannot see the picture."""
        return []

    def describe(self) -> str:
        """One short sentence on the state."""
        return "; ".join(self.rows())

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        raise NotImplementedError

    def _describe(self) -> None:
        text = self.describe()
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.paint(painter, QRectF(self.rect()))


class Text(QLabel):
    """A label of one role and palette colour. Always plain text: what a person typed is never read as markup.

    With `elide` it gives way and ends in an ellipsis instead of pushing its neighbours; the whole text is its tool tip.
    """

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        role: Role = Role.LABEL,
        colour: str = "text",
        *,
        weight: QFont.Weight | None = None,
        tabular: bool = False,
        wrap: bool = False,
        elide: bool = False,
    ) -> None:
        super().__init__()
        self.theme = theme
        self._elide = elide
        self._whole = self._colour = ""
        self._look = (role, weight, tabular)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.set_px(0)
        self.setWordWrap(wrap)
        self.set_colour(colour)
        if elide:
            self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Show `text`, shortened if need be."""
        if text == self._whole and text == self.text():
            return
        self._whole = text
        self.setAccessibleName(text)
        self._fit()

    def set_wrap(self, wrap: bool) -> None:
        """Break into lines, or give way on one line with an ellipsis."""
        self._elide = not wrap
        self.setWordWrap(wrap)
        self._fit()

    def set_px(self, px: int) -> None:
        """Be of another size (pixels); 0 is the role's own."""
        self.setFont(self.theme.font(*self._look, px=px))
        self._fit()

    def whole_text(self) -> str:
        """The text before any shortening."""
        return self._whole

    def set_colour(self, name: str) -> None:
        """Take another colour of the palette; the one that it has costs nothing."""
        if name == self._colour:
            return
        self._colour = name
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, self.theme.colour(name))
        self.setPalette(palette)

    def _fit(self) -> None:
        if not self._elide:
            self.setText(self._whole)
            return
        shown = elided(self._whole, self.font(), self.width())
        self.setToolTip(self._whole if shown != self._whole else "")
        self.setText(shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._elide:
            self._fit()

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(0, hint.height()) if self._elide else hint


def elided(text: str, font: QFont, width: float) -> str:
    """`text` on one line, cut with an ellipsis to `width`. Only its first 2,000 characters are measured."""
    line = " ".join(text[:2_000].split())
    return QFontMetricsF(font).elidedText(line, Qt.TextElideMode.ElideRight, max(0.0, width))


def wrapped(text: str, font: QFont, width: float, pitch: float = 0.0) -> QTextLayout:
    """`text` laid out `width` wide: broken between words, and inside a word that is longer than a line.

    `pitch` is from one line to the next (pixels); 0 leaves it to the font.
    """
    layout = QTextLayout(text.replace("\n", "\u2028"), font)
    layout.setTextOption(QTextOption(Qt.AlignmentFlag.AlignLeft))
    option = layout.textOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    height = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(1.0, width))
        line.setPosition(QPointF(0, height + (pitch - line.height()) / 2 if pitch else height))
        height += pitch or line.height()
    layout.endLayout()
    return layout


@functools.lru_cache(maxsize=2_000)
def text_width(text: str, font: QFont) -> float:
    """How wide `text` is in `font` (pixels). Buttons are asked for their width again and again."""
    return QFontMetricsF(font).horizontalAdvance(text)


class Scrolled(QScrollArea, Dressed):
    """Brings all of what Tab goes to into sight; by itself it is content with the cursor of a line."""

    _line, _apart = 0, 0

    def __init__(self, theme: Theme, content: QWidget) -> None:
        """`content` scrolls up and down, without a frame and on the ground of what is around it."""
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(content)
        self.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)
        self.dress(theme.sheets)

    def dress(self, sheets: StyleSheets) -> None:
        self.verticalScrollBar().setStyleSheet(sheets.scroll_bar)  # not the area: what is in it would have it, too

    def show_whole(self, line: int, apart: int) -> None:
        """Cut none of its lines in the middle: each is `line` pixels high, with `apart` between two."""
        self._line, self._apart = line, apart
        self._end_with_a_line()
        self.verticalScrollBar().setSingleStep(line + apart)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._end_with_a_line()

    def _end_with_a_line(self) -> None:
        if self._line:
            self.setViewportMargins(0, 0, 0, (self.height() + self._apart) % (self._line + self._apart))

    def focusNextPrevChild(self, forward: bool) -> bool:
        went = super().focusNextPrevChild(forward)
        if went:
            self.show_stop()
        return went

    def show_stop(self) -> None:
        """Bring what has the keys into sight, where it is in here: Tab may have come from outside."""
        stop, content = QApplication.focusWidget(), self.widget()
        if stop is not None and content is not None and content.isAncestorOf(stop):
            left, top = stop.mapTo(content, QPoint(0, 0)).toTuple()
            for y in (top + stop.height(), top):
                self.ensureVisible(left, y, 0, BESIDE_STOP)
