"""Words at the edge: one status line that never pops up, and the line that offers to undo."""

from collections import deque

import msgspec
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from kapguide.ui.theme import Role, Theme, mix
from kapguide.ui.widgets.base import Glide, Painted, Text, elided
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.chip import Tone

KEPT = 20


class QuietData(msgspec.Struct, frozen=True):
    """What is said, and how."""

    text: str = ""
    tone: Tone = Tone.PLAIN


_INK = {Tone.PLAIN: "dim", Tone.ACCENT: "accent", Tone.WARM: "warm", Tone.DANGER: "text"}
_ICON = {Tone.WARM: "triangle-alert", Tone.DANGER: "circle-alert"}


def paint_quiet(painter: QPainter, rect: QRectF, data: QuietData, theme: Theme, share: float = 1.0) -> None:
    """One line; `share` is how far it has faded in. What matters has an icon, too."""
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
    painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), elided(data.text, font, room.width()))


class QuietLine(Painted):
    """The one place for messages. The last ones stay within reach: in the tool tip and in `rows()`."""

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

    def changed(self, before: QuietData) -> None:
        self._glide.go()

    def _fade(self, share: float) -> None:
        self._share = share
        self.update()

    def rows(self) -> list[str]:
        return list(self._said)

    def describe(self) -> str:
        return str(self.data.text)

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
    """`Phase moved on · Undo (8 s)`. It keeps its place when there is nothing to undo."""

    undo_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._offer: UndoOffer | None = None
        self.what = Text(theme, "", Role.SMALL, "soft")
        self.button = Button(theme, "Undo", icon="undo-2", key="Ctrl+Z", kind=Kind.QUIET, name="Undo")
        self.button.clicked.connect(self.undo_asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.sizes.grid)
        row.addWidget(self.what)
        row.addWidget(self.button)
        policy = self.button.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.button.setSizePolicy(policy)
        self.setAccessibleName("Undo line")
        self.button.hide()

    def show_offer(self, offer: UndoOffer | None) -> None:
        """Show what can be undone, or nothing; called again as the seconds go."""
        seconds = -(-offer.left // 1000) if offer else 0
        if offer is None or seconds <= 0:
            self._offer = None
            self.what.set_text("")
            self.button.hide()
            return
        self._offer = offer
        self.what.set_text(offer.what)
        self.button.show_as(
            f"Undo ({seconds} s)", icon="undo-2", key="Ctrl+Z", kind=Kind.QUIET, name=f"Undo: {offer.what}"
        )
        self.button.show()

    def rows(self) -> list[str]:
        return [f"{self._offer.what}  {self.button.data.text}"] if self._offer else []
