"""A sentence some of whose words lead somewhere, on as many lines as there is room for."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
from PySide6.QtCore import QPointF, QSize, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import text_width
from kapguide.ui.widgets.word_link import LINE, WordLink, link_font


class Words(msgspec.Struct, frozen=True):
    """A piece of a sentence; with `to` it is a link, and that is where it leads."""

    text: str
    to: str = ""


class _Placed(NamedTuple):
    """A run of words where it stands: `line` counts from 0, `left` and `wide` are pixels."""

    words: Words
    line: int
    left: float
    wide: float


class LinkedSentence(QWidget):
    """Shows pieces one after the other; `followed` tells where a link leads. Links are stops of Tab, in their order."""

    followed = Signal(str)
    links_changed = Signal()
    """There is one more: the last of `links`."""

    def __init__(self, theme: Theme, colour: str = "text", role: Role = Role.LABEL) -> None:
        super().__init__()
        self.theme = theme
        self._colour, self._role = colour, role
        self._ways: tuple[tuple[Words, ...], ...] = ()
        self._said: tuple[Words, ...] = ()
        self._placed: list[_Placed] = []
        self.links: list[WordLink] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def say(self, *ways: Sequence[Words]) -> None:
        """Say the first of these that has room, or the last one: the whole sentence comes first, shorter ones after
        it. Links that stay keep the focus.
        """
        self._ways = tuple(tuple(pieces) for pieces in ways)
        whole = "".join(piece.text for piece in self._ways[0])
        self.setAccessibleName(whole)
        self._choose()
        self.setToolTip("" if self._said == self._ways[0] else whole)

    def _choose(self) -> None:
        """Take the way of saying it that has room now."""
        for pieces in self._ways:
            self._placed = self._laid(pieces, self.width())
            if LINE * _lines(self._placed) <= self.height():
                break
        else:
            pieces = self._ways[-1] if self._ways else ()
        self._said = pieces
        wanted = [piece for piece in pieces if piece.to]
        while len(self.links) > len(wanted):
            gone = self.links.pop()
            gone.hide()
            gone.deleteLater()
        while len(self.links) < len(wanted):
            self.links.append(self._made())
            self.links_changed.emit()
        for link, piece in zip(self.links, wanted, strict=True):
            link.show_as(piece.text)
            link.setProperty("to", piece.to)
        self._place()
        self.update()

    def set_colour(self, colour: str) -> None:
        """Take another colour of the palette."""
        self._colour = colour
        for link in self.links:
            link.set_colour(colour)
        self.update()

    @property
    def text(self) -> str:
        """The sentence as it is shown."""
        return "".join(piece.text for piece in self._said)

    def high_at(self, width: float) -> int:
        """How high (pixels) the whole sentence is, so wide."""
        return LINE * _lines(self._laid(self._ways[0], width)) if self._ways else LINE

    def _made(self) -> WordLink:
        link = WordLink(self.theme, "", self._colour, self._role)
        link.setParent(self)
        link.clicked.connect(lambda: self.followed.emit(link.property("to")))
        link.show()
        return link

    def _font(self, words: Words) -> QFont:
        return link_font(self.theme, self._role) if words.to else self.theme.font(self._role)

    def _laid(self, pieces: Sequence[Words], width: float) -> list[_Placed]:
        """Where everything stands: lines break between words; a link is never broken."""
        placed: list[_Placed] = []
        line, left = 0, 0.0
        for piece in pieces:
            runs = [piece.text] if piece.to else piece.text.replace(" ", " \0").split("\0")
            for run in runs:
                font = self._font(piece)
                wide = text_width(run, font)
                ends = run.strip() in {".", ","}  # which never begins a line
                if left and not ends and left + text_width(run.rstrip(), font) > width:
                    line, left = line + 1, 0.0
                if run.strip() or left:
                    placed.append(_Placed(Words(run, piece.to), line, left, wide))
                    left += wide
        return placed

    def _place(self) -> None:
        top = (self.height() - LINE * _lines(self._placed)) / 2
        high = LINE if _lines(self._placed) > 1 else min(self.height(), self.theme.sizes.target)
        links = iter(self.links)
        for run in self._placed:
            if run.words.to:
                middle = top + LINE * (run.line + 0.5)
                wide = min(round(run.wide) + 1, max(1, round(self.width() - run.left)))
                next(links).setGeometry(round(run.left), round(middle - high / 2), wide, round(high))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._choose()

    def sizeHint(self) -> QSize:
        return QSize(480, 2 * LINE)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 2 * LINE)

    def paintEvent(self, event: QPaintEvent) -> None:
        top = (self.height() - LINE * _lines(self._placed)) / 2
        with QPainter(self) as painter:
            painter.setFont(self.theme.font(self._role))
            painter.setPen(self.theme.colour(self._colour))
            for line, left, text in _runs(self._placed):
                ascent = painter.fontMetrics().ascent()
                below = (LINE - painter.fontMetrics().height()) / 2
                painter.drawText(QPointF(left, top + LINE * line + below + ascent), text)


def _lines(placed: Sequence[_Placed]) -> int:
    return placed[-1].line + 1 if placed else 1


def _runs(placed: Sequence[_Placed]) -> list[tuple[int, float, str]]:
    """What is written between the links: line, left edge and words of each stretch."""
    runs: list[tuple[int, float, str]] = []
    after_link = True
    for each in placed:
        if each.words.to:
            after_link = True
        elif after_link or runs[-1][0] != each.line:
            runs.append((each.line, each.left, each.words.text))
            after_link = False
        else:
            line, left, text = runs[-1]
            runs[-1] = (line, left, text + each.words.text)
    return runs
