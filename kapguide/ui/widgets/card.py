"""A card: the rounded ground that holds one matter, with an eyebrow and a trailing word."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QLinearGradient, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from kapguide.ui.theme import Role, Theme, mix
from kapguide.ui.widgets.base import Glide, Text


def paint_card(painter: QPainter, rect: QRectF, theme: Theme, accent: float = 0.0, *, quiet: bool = False) -> None:
    """A card's ground and line; `accent` (0 to 1) is how much of the accent ground it carries.

    A `quiet` one stands back behind another: half its ground and less of its line.
    """
    c = theme.colours
    corner = theme.sizes.card_corner
    inner = rect.adjusted(0.5, 0.5, -0.5, -0.5)
    painter.setBrush(mix(c.ground, c.surface, 0.5) if quiet else c.surface)
    if accent:
        ground = QLinearGradient(inner.topLeft(), inner.bottomRight())
        ground.setColorAt(0, mix(c.surface, c.accent_ground, 0.5 * accent))
        ground.setColorAt(1, mix(c.surface, c.accent_ground, 0.12 * accent))
        painter.setBrush(ground)
    line = mix(c.ground, c.line, 0.4) if quiet else mix(c.line, mix(c.surface, c.accent, 0.45), accent)
    painter.setPen(QPen(line, 1))
    painter.drawRoundedRect(inner, corner, corner)


class Card(QWidget):
    """Put content into `body`; `head` holds the eyebrow and what stands at its right."""

    def __init__(self, theme: Theme, eyebrow: str = "", trailing: str = "", *, accent: bool = False) -> None:
        super().__init__()
        self.theme = theme
        self._accent = self._shown = self._from = float(accent)
        self._glide = Glide(theme, self, self._move)
        self._dense = False
        self.stands_back = False
        """It is behind what the person has called up."""
        self._fixed: tuple[int, int] | None = None
        self.eyebrow = Text(theme, "", Role.EYEBROW, "dim", elide=True)
        self.trailing = Text(theme, "", Role.SMALL, "dim", tabular=True)
        self.trailing.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        grid = theme.sizes.grid
        self.head = QHBoxLayout()
        self.head.setSpacing(grid)
        self.head.addWidget(self.eyebrow, 1)
        self.head.addWidget(self.trailing)
        self.body = QVBoxLayout()
        self.body.setSpacing(grid)
        whole = QVBoxLayout(self)
        self._whole = whole
        whole.setSpacing(grid)
        whole.addLayout(self.head)
        whole.addLayout(self.body, 1)
        self.set_eyebrow(eyebrow)
        self.set_trailing(trailing)
        self._tint()

    def set_eyebrow(self, text: str) -> None:
        """The small capitals at the top left; the card's accessible name."""
        self.eyebrow.set_text(text)
        self.setAccessibleName(text)
        self._show_head()

    def set_trailing(self, text: str) -> None:
        """The quiet words at the top right."""
        self.trailing.set_text(text)
        self._show_head()

    def set_accent(self, on: bool) -> None:
        """Carry the accent ground, or let it go, over the fade time."""
        if self._accent != float(on):
            self._accent = float(on)
            self._from = self._shown
            self._tint()
            self._glide.go()

    def set_quiet(self, quiet: bool) -> None:
        """Stand back behind what the person has called up, or be a card as any other."""
        if quiet != self.stands_back:
            self.stands_back = quiet
            self.update()

    def add(self, item: QWidget | QLayout, stretch: int = 0) -> None:
        """Append a widget or a layout to the body."""
        if isinstance(item, QLayout):
            self.body.addLayout(item, stretch)
        else:
            self.body.addWidget(item, stretch)

    def set_dense(self, dense: bool) -> None:
        """Less room around the content, for a low screen."""
        self._dense = dense
        self._show_head()

    def set_pad(self, across: int, down: int) -> None:
        """Keep this much room around the content (pixels), head or none."""
        self._fixed = across, down
        self._pad()

    def _show_head(self) -> None:
        """Never shown to be hidden again: that lays out the whole screen anew, and this is said each second."""
        for label in (self.eyebrow, self.trailing):
            label.setVisible(bool(label.whole_text()))
        self._pad()

    def _pad(self) -> None:
        """A card without a head needs less room, and so does every card on a low screen."""
        if self._fixed is not None:
            across, down = self._fixed
            self._whole.setContentsMargins(across, down, across, down)
            return
        grid = self.theme.sizes.grid
        headed = bool(self.eyebrow.whole_text() or self.trailing.whole_text())
        above, below = (grid * 2, grid * 5 // 2) if headed and not self._dense else (grid, grid)
        self._whole.setContentsMargins(grid * 5 // 2, above, grid * 5 // 2, below)

    def _tint(self) -> None:
        for label in (self.eyebrow, self.trailing):
            label.set_colour("soft" if self._accent else "dim")

    def _move(self, share: float) -> None:
        self._shown = self._from + (self._accent - self._from) * share
        self.update()

    def _ground(self) -> QRect:
        corner = self.theme.sizes.card_corner
        return self.rect().adjusted(corner, corner, -corner, -corner)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            inside, plain = self._ground(), not (self._shown or self.stands_back)
            if plain and inside.contains(event.rect()):  # a word on it has changed: its line and corners are not seen
                painter.fillRect(inside, self.theme.colours.surface)
                return
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_card(painter, QRectF(self.rect()), self.theme, self._shown, quiet=self.stands_back)
