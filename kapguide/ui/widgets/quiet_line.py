"""Words at the edge: one status line that never pops up, and the line that offers to undo."""

from collections import deque

import msgspec
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from kapguide.ui.theme import Role, Theme, mix
from kapguide.ui.widgets.base import Glide, Painted, Text, elided, text_width, wrapped
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.chip import Tone

KEPT = 20
PITCH = 16


class QuietData(msgspec.Struct, frozen=True):
    """What is said, and how."""

    text: str = ""
    tone: Tone = Tone.PLAIN


_INK = {Tone.PLAIN: "dim", Tone.ACCENT: "accent", Tone.WARM: "text", Tone.DANGER: "text"}
_ICON = {Tone.WARM: "triangle-alert", Tone.DANGER: "circle-alert"}


def paint_quiet(painter: QPainter, rect: QRectF, data: QuietData, theme: Theme, share: float = 1.0) -> None:
    """One line, or two where `rect` is high enough; `share` is how far it has faded in. What matters has an icon."""
    if not data.text:
        return
    font = theme.font(Role.SMALL)
    ink = mix(theme.colours.ground, theme.colour(_INK[data.tone]), share)
    left = rect.left()
    if data.tone in _ICON and share >= 1:
        theme.draw_icon(painter, _ICON[data.tone], QRectF(left, rect.center().y() - 8, 16, 16), ink)
    left += 24 if data.tone in _ICON else 0
    painter.setFont(font)
    painter.setPen(ink)
    room = QRectF(left, rect.top(), rect.right() - left, rect.height())
    lines = _lines(data.text, font, room.width() + 1, 2 if room.height() >= 2 * PITCH else 1)
    top = room.center().y() - PITCH * len(lines) / 2
    for number, line in enumerate(lines):
        place = QRectF(left, top + number * PITCH, room.width(), PITCH)
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), line)


def _lines(text: str, font: QFont, width: float, most: int) -> list[str]:
    """`text` on one line if it fits, else on at most so many, the last one cut."""
    whole = elided(text, font, width)
    if most == 1 or not whole.endswith("…"):
        return [whole]
    laid = wrapped(text[:2_000], font, width)
    first = laid.lineAt(0).textLength()
    return [text[:first].strip(), elided(text[first:], font, width)]


class QuietLine(Painted):
    """The one place for messages. The last ones stay within reach: in the tool tip and in `rows()`."""

    said = Signal()

    def __init__(self, theme: Theme) -> None:
        self._said: deque[str] = deque(maxlen=KEPT)
        self._share = 1.0
        super().__init__(theme, "Messages", QuietData())
        self._glide = Glide(theme, self, self._fade)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def say(self, text: str, tone: Tone = Tone.PLAIN) -> None:
        """Say `text` from now on; an empty one clears the line and keeps what was said."""
        if text and (not self._said or self._said[-1] != text):
            self._said.append(text)
        self.set_data(QuietData(text, tone))
        self.setToolTip("\n".join(self._said))
        self.said.emit()

    def changed(self, before: QuietData) -> None:
        self._glide.go()

    def _fade(self, share: float) -> None:
        self._share = share
        self.update()

    def rows(self) -> list[str]:
        return list(self._said)

    def describe(self) -> str:
        return str(self.data.text)

    @property
    def wish(self) -> int:
        """The width (pixels) at which what is said stands on one line; 0 where nothing is."""
        if not self.data.text:
            return 0
        words = text_width(self.data.text[:2_000], self.theme.font(Role.SMALL))
        return round(words) + 4 + (24 if self.data.tone in _ICON else 0)

    def sizeHint(self) -> QSize:
        return QSize(320, self.theme.sizes.grid * 3)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.theme.sizes.grid * 3)

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        paint_quiet(painter, rect, self.data, self.theme, self._share)


class UndoOffer(msgspec.Struct, frozen=True):
    """What was done and how long (ms) it can still be taken back."""

    what: str
    left: int


class UndoLine(QWidget):
    """`Phase moved on  Undo 8 s`. It keeps its place when there is nothing to undo."""

    undo_asked = Signal()
    offer_changed = Signal()
    """There is another one, or none any more."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._offer: UndoOffer | None = None
        self._key = "Ctrl+Z"
        self.what = Text(theme, "", Role.SMALL, "soft")
        self.button = Button(theme, "", kind=Kind.QUIET, compact=True)
        self.button.clicked.connect(self.undo_asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.what)
        row.addWidget(self.button)
        policy = self.button.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.button.setSizePolicy(policy)
        self.setAccessibleName("Undo line")
        self._show(10, "")
        self.button.hide()

    def fold(self, *, what: bool, key: bool) -> None:
        """Leave out what would be undone, and the key, where there is no room for them."""
        self.what.setVisible(not what)
        self._key = "" if key else "Ctrl+Z"
        self._show(10, "")
        self.button.setFixedWidth(self.button.sizeHint().width())
        self.show_offer(self._offer)

    @property
    def offered(self) -> bool:
        """There is something to undo."""
        return self._offer is not None

    def _show(self, seconds: int, what: str) -> None:
        name = f"Undo: {what}" if what else "Undo"
        self.button.show_as(f"Undo {seconds} s", icon="undo-2", key=self._key, kind=Kind.QUIET, name=name)

    def show_offer(self, offer: UndoOffer | None) -> None:
        """Show what can be undone, or nothing; called again as the seconds go."""
        seconds = -(-offer.left // 1000) if offer else 0
        before = self._offer.what if self._offer is not None else ""
        self._put(offer, seconds)
        if before != (self._offer.what if self._offer is not None else ""):
            self.offer_changed.emit()

    def _put(self, offer: UndoOffer | None, seconds: int) -> None:
        if offer is None or seconds <= 0:
            self._offer = None
            self.what.set_text("")
            self.button.hide()
            return
        self._offer = offer
        self.what.set_text(offer.what)
        self._show(seconds, offer.what)
        self.button.show()

    def rows(self) -> list[str]:
        return [f"{self._offer.what}  {self.button.data.text}"] if self._offer else []
