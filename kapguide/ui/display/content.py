"""What the client's display has to show, from the session's state alone: no word of the record is ever in it."""

from enum import StrEnum

import msgspec
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from kapguide.session.guiding.display import Shows
from kapguide.session.state import SessionState
from kapguide.text import one_line
from kapguide.ui.theme import Role, Theme, mix
from kapguide.ui.widgets.base import wrapped


class Layer(StrEnum):
    """What fills the screen."""

    BLACK = "black"
    BREATH = "breath"
    WORDS = "words"
    PICTURE = "picture"


class Content(msgspec.Struct, frozen=True):
    """The layer, and its words."""

    layer: Layer = Layer.BLACK
    words: str = ""


BLACK_SCREEN = Content()

WORDS_PX, WORDS_DIM = (56, 48, 40, 32), 0.75
"""The words' sizes for a height of 1080, the largest that has room; and how much of the quiet ink they have."""
PICTURE_LIGHT = 0.5
"""A picture is shown at half its light: the room is dark [OURS]."""


def content_of(state: SessionState) -> Content:
    """What `state` wants the client to see."""
    shows = state.display.shows
    if not state.running or state.emergency is not None:
        return BLACK_SCREEN
    if state.breath:
        return Content(Layer.BREATH)
    if shows == Shows.INTENTION and state.started is not None:
        return Content(Layer.WORDS, one_line(state.started.intention))
    if shows == Shows.LINE:
        return Content(Layer.WORDS, state.display.words)
    return Content(Layer.PICTURE) if shows == Shows.PICTURE else BLACK_SCREEN


def paint_words(painter: QPainter, rect: QRectF, words: str, theme: Theme) -> None:
    """A few words in the middle of the black, in lines of at most two thirds of the width."""
    scale = min(rect.height(), rect.width()) / 1080
    for px in WORDS_PX:
        font = theme.font(Role.BODY, px=max(1, round(px * scale)))
        layout = wrapped(words, font, rect.width() * 2 / 3, font.pixelSize() * 1.5)
        lines = [layout.lineAt(number) for number in range(layout.lineCount())]
        high = len(lines) * font.pixelSize() * 1.5
        if high <= rect.height() * 0.7:
            break
    painter.setPen(mix(QColor(Qt.GlobalColor.black), theme.colours.dim, WORDS_DIM))
    for line in lines:
        across = rect.center().x() - line.naturalTextWidth() / 2
        line.draw(painter, QPointF(across, rect.center().y() - high / 2))


def paint_picture(painter: QPainter, rect: QRectF, image: QImage) -> None:
    """The whole picture, as large as it goes, at half its light."""
    size = image.size().scaled(rect.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
    place = QRectF(0, 0, size.width(), size.height())
    place.moveCenter(rect.center())
    painter.setOpacity(painter.opacity() * PICTURE_LIGHT)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(place, image)
