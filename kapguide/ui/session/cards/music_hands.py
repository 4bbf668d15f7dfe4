"""The hands on the music, in one row that keeps its place: silence, softer, deeper, next, way back, and the level."""

from collections.abc import Callable
from functools import partial

import msgspec
from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from kapguide.ui.session.classes import STANDARD, LayoutClass
from kapguide.ui.session.keys import cap
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.fingers import Fingers, now_ms

MAY_GO = 3
"""Silence, softer and deeper are always there."""
GAP = 6
"""Between two hands (pixels); twice that before the level."""


class Wording(msgspec.Struct, frozen=True):
    """What the row says, at one of its lengths."""

    silence: str = "Silence"
    bring_back: str = "Fade in"
    turn: str = "Next piece"
    back: str = "Way back"
    caps: bool = True
    icons: bool = True


WORDINGS = (
    Wording("Fade to silence", "Bring the music back", back="Music of the way back"),
    Wording(back="Music of the way back"),
    Wording(),
    Wording(icons=False),
    Wording(turn="Next", icons=False),
    Wording(caps=False, icons=False),
    Wording(turn="Next", caps=False, icons=False),
)
"""From the longest to the shortest: the first that fits is said."""


class MusicHands(QWidget):
    """Each button is as wide as the longest that it says, so that none of them ever moves under a finger."""

    silence_asked = Signal()
    shift_asked = Signal(int)
    next_asked = Signal()
    return_asked = Signal()
    stepped = Signal(int)
    output_asked = Signal()
    """The level of another output is wanted."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._of = STANDARD
        self._words = WORDINGS[0]
        self._silent = self._returning = False
        self._named = ""
        self._kept = self._must = 0
        self.free = 0, 0
        """Where the free part of the row begins and ends, between the hands and the level (pixels)."""
        self._fingers = Fingers()
        self.silence = Button(theme, compact=True)
        self.softer = Button(theme, compact=True)
        self.deeper = Button(theme, compact=True)
        self.turn = Button(theme, compact=True)
        self.back = Button(theme, compact=True)
        self.quieter = Button(theme, key=cap("quieter"), compact=True, name="1 dB quieter")
        self.value = Button(theme, kind=Kind.QUIET, compact=True)
        self.louder = Button(theme, key=cap("louder"), compact=True, name="1 dB louder")
        self._hands = (self.silence, self.softer, self.deeper, self.turn, self.back)
        self._levels = (self.quieter, self.value, self.louder)
        for button in (*self._hands, *self._levels):
            button.setParent(self)
        asked: tuple[Callable[[], object], ...] = (
            self.silence_asked.emit,
            lambda: self.shift_asked.emit(-1),
            lambda: self.shift_asked.emit(1),
            self.next_asked.emit,
            self.return_asked.emit,
        )
        for button, ask in zip(self._hands, asked, strict=True):
            button.clicked.connect(partial(self._once, button, ask))
        self.quieter.clicked.connect(lambda: self.stepped.emit(-1))
        self.louder.clicked.connect(lambda: self.stepped.emit(1))
        self.value.clicked.connect(self.output_asked)

    def _once(self, button: Button, ask: Callable[[], object], _checked: bool = False) -> None:
        """A second click inside 400 ms is a finger that bounced, as with the keys."""
        if self._fingers.pressed(button, now_ms()):
            ask()

    # --- where everything stands -----------------------------------------------------------------------------

    def set_class(self, of: LayoutClass, kept: int, must: int = 0) -> None:
        """Take the sizes of a layout class; so many pixels of the row are kept free for something else.

        If as many as it `must` have are not left even by the shortest words, the hands on what plays give way, the last
        first: their keys go on, and so do their rows in the table of keys.
        """
        self._of, self._kept, self._must = of, max(kept, must), must
        for button in (*self._hands, *self._levels):
            button.set_measures(of.target, of.small)
        self._arrange()

    def sizeHint(self) -> QSize:
        return QSize(320, self._of.target)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        high, arrow = self._of.target, self._of.target
        longest = ("−40 dB", "silent", self._named)
        value = max(self.value.width_as(words) for words in longest) - 12
        room = self.width() - 2 * arrow - value - 2 * GAP - (self._kept + GAP if self._kept else 0)
        for words in WORDINGS:
            widths = self._widths(words)
            if sum(widths) + GAP * (len(widths) - 1) <= room:
                break
        self._words = words
        room += self._kept - self._must + (0 if self._must else GAP)  # the level may come as near as a hand
        while len(widths) > MAY_GO and sum(widths) + GAP * (len(widths) - 1) > room:
            widths.pop()
        left = 0
        for button in self._hands:
            button.setVisible(button in self._hands[: len(widths)])
        for button, wide in zip(self._hands, widths, strict=False):
            button.setGeometry(left, 0, wide, high)
            left += wide + GAP
        right = self.width() - 2 * arrow - value
        self.quieter.setGeometry(right, 0, arrow, high)
        self.value.setGeometry(right + arrow, 0, value, high)
        self.louder.setGeometry(self.width() - arrow, 0, arrow, high)
        self.free = left, right - GAP
        self._show()

    def _widths(self, words: Wording) -> list[int]:
        def wide(button: Button, action: str, icon: str, *texts: str) -> int:
            key = cap(action) if words.caps else ""
            return max(button.width_as(text, icon=icon if words.icons else "", key=key) for text in texts)

        return [
            wide(self.silence, "silence", "volume-x", words.silence, words.bring_back),
            wide(self.softer, "softer", "", "Softer"),
            wide(self.deeper, "deeper", "", "Deeper"),
            wide(self.turn, "turn", "", words.turn),
            wide(self.back, "return", "", words.back, "Own music"),
        ]

    # --- what is shown -----------------------------------------------------------------------------------------

    def show_music(self, *, silent: bool, returning: bool) -> None:
        """Whether the music is faded out, and whether it is that of the way back."""
        self._silent, self._returning = silent, returning
        self._show()
        for button in self._hands[1:]:
            button.setEnabled(not silent)

    def show_level(self, level: str, named: str) -> None:
        """The level, and whose it is if it is not the whole music's."""
        name = f"Level of {named}: {level}" if named else f"Level: {level}"
        self.value.show_as(named or level, kind=Kind.QUIET, name=f"{name}; {cap('output')} for another output")
        self.value.show_below(level if named else "")
        if named != self._named:
            self._named = named
            self._arrange()

    def _show(self) -> None:
        words = self._words

        def show(button: Button, text: str, action: str, icon: str = "", name: str = "") -> None:
            key = cap(action) if words.caps else ""
            button.show_as(text, icon=icon if words.icons else "", key=key, name=name)

        if self._silent:
            show(self.silence, words.bring_back, "silence", "volume-2", "Bring the music back")
        else:
            show(self.silence, words.silence, "silence", "volume-x", "Fade to silence")
        show(self.softer, "Softer", "softer")
        show(self.deeper, "Deeper", "deeper")
        show(self.turn, words.turn, "turn", name="Next piece")
        if self._returning:
            show(self.back, "Own music", "return", name="The phase’s own music")
        else:
            show(self.back, words.back, "return", name="Music of the way back")
