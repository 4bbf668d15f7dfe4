"""What a screen writes, and where: found by geometry, so that cut words and things that meet are seen by a test."""

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

import pytest
import shiboken6
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QFontMetricsF, QPainter, QPicture
from PySide6.QtWidgets import QAbstractScrollArea, QLabel, QLineEdit, QPushButton, QWidget

from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.forms.fields import INSET, NoteField
from kapguide.ui.widgets.large_words import LargeWords

T = TypeVar("T")
SHORT = 20
"""Letters: a value of a field that is seen at once; what is longer is read by moving in it."""
SLACK = 2.0
"""Pixels that nobody sees."""
ABOVE, BELOW = 0.22, 0.16
"""Shares of a line's height in which the letters of most words have nothing."""


class Writing(NamedTuple):
    """Words on the screen: who painted them, and where the letters stand."""

    by: QWidget
    text: str
    place: QRectF


class Writer(QPainter):
    """A painter that tells what is written with it. While that alone is asked, it paints nothing on a widget."""

    seen: list[Writing] = []  # noqa: RUF012
    only_tells = False

    def __init__(self, device: Any) -> None:
        super().__init__(device)
        self._by = device

    def drawText(self, *args: Any) -> Any:  # noqa: N802
        text = next(each for each in args if isinstance(each, str))
        metrics = QFontMetricsF(self.font())
        if isinstance(args[0], int):
            args = (QPointF(args[0], args[1]), *args[2:])
        if isinstance(args[0], QPointF):
            rect = QRectF(
                args[0].x(), args[0].y() - metrics.ascent(), metrics.horizontalAdvance(text), metrics.height()
            )
        else:
            rect = metrics.boundingRect(QRectF(args[0]), int(args[1]), text)
        if text.strip() and isinstance(self._by, QWidget):
            letters = rect.adjusted(0, rect.height() * ABOVE, 0, -rect.height() * BELOW)
            Writer.seen.append(Writing(self._by, text, self.worldTransform().mapRect(letters)))
        return None if Writer.only_tells else super().drawText(*args)


def _left_out(name: str) -> Callable[..., Any]:
    paint = getattr(QPainter, name)

    def unless_only_told(self: Writer, *args: Any) -> Any:
        return None if Writer.only_tells and isinstance(self._by, QWidget) else paint(self, *args)

    return unless_only_told


for _paints in (
    "drawArc", "drawEllipse", "drawImage", "drawLine", "drawLines", "drawPath", "drawPixmap", "drawPolygon",
    "drawPolyline", "drawRect", "drawRoundedRect", "fillPath", "fillRect",
):  # fmt: skip
    setattr(Writer, _paints, _left_out(_paints))


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on every painted widget tells what it writes."""
    watch(monkeypatch)


def watch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every painted widget tell what it writes, for as long as the patch lasts."""
    for name, module in list(sys.modules.items()):
        if name.startswith("kapguide.ui.") and getattr(module, "QPainter", None) is QPainter:
            monkeypatch.setattr(module, "QPainter", Writer)


def writings(screen: QWidget) -> list[Writing]:
    """All that `screen` writes, in its own coordinates."""
    Writer.seen.clear()
    Writer.only_tells = True
    try:
        screen.render(QPicture())
    finally:
        Writer.only_tells = False
    painted = [Writing(by, text, _on(screen, by, place)) for by, text, place in Writer.seen]
    labels = [
        Writing(label, label.text(), _on(screen, label, _letters(label)))
        for label in screen.findChildren(QLabel)
        if label.isVisible() and label.text().strip()
    ]
    return [writing for writing in painted + labels if not writing.place.isEmpty()]  # the rest is scrolled away


def in_front(screen: QWidget) -> QWidget:
    """What covers all of the screen, as an emergency does; else the screen."""
    covers = [each for each in screen.children() if isinstance(each, QWidget) and each.isVisible()]
    return next((each for each in reversed(covers) if each.geometry().contains(screen.rect())), screen)


def faults(screen: QWidget, may_end_in_dots: tuple[type, ...] = ()) -> list[str]:
    """Whatever is cut, or meets something else, in a sentence each. Widgets of some kinds may shorten their words."""
    seen = writings(screen)
    return [
        *_cut(screen, seen, may_end_in_dots),
        *_meeting(seen),
        *_controls(screen),
    ]


def _cut(screen: QWidget, seen: list[Writing], may_end_in_dots: tuple[type, ...]) -> Iterator[str]:
    sights: dict[QWidget, QRectF] = {}
    for by, text, place in seen:
        if by not in sights:
            sights[by] = _in_sight(screen, by).adjusted(-SLACK, -SLACK, SLACK, SLACK)
        whole = getattr(getattr(by, "data", None), "text", "")  # some words end in dots of their own
        if "…" in text and text != whole and not isinstance(by, may_end_in_dots):
            yield f"{_name(by)} shortens “{text}”"
        if not sights[by].contains(place):
            yield f"{_name(by)} cuts “{text}”"
    for label in screen.findChildren(Text):
        whole = " ".join(label.whole_text().split())
        if label.isVisible() and label.text().split() != whole.split() and not isinstance(label, may_end_in_dots):
            yield f"a label shortens “{whole}”"
    for words in screen.findChildren(LargeWords):
        if words.isVisible() and not words.whole:
            yield f"not all is read of “{words.data.text[:40]}”"
    for line in screen.findChildren(QLineEdit):
        hint = QFontMetrics(line.font()).horizontalAdvance(line.placeholderText())
        margins = line.textMargins()
        room = line.contentsRect().width() - 2 * INSET - margins.left() - margins.right()
        if line.isVisible() and not line.text() and hint > room + SLACK:
            yield f"the field {_name(line)} shortens “{line.placeholderText()}”"
        value = QFontMetrics(line.font()).horizontalAdvance(line.displayText())
        short = len(line.displayText()) <= SHORT and not isinstance(line, NoteField)  # a sentence scrolls
        if line.isVisible() and value > room + SLACK and short:
            yield f"the field {_name(line)} cuts “{line.displayText()}”"


def _meeting(seen: list[Writing]) -> Iterator[str]:
    for one, other in _pairs([(each, each.place) for each in seen], SLACK):
        yield f"“{one.text}” and “{other.text}” meet"


def _pairs(placed: Sequence[tuple[T, QRectF]], slack: float) -> Iterator[tuple[T, T]]:
    """Those that share more than `slack` pixels in both directions, found from above to below."""
    boxes = [(place.top(), place.bottom(), place.left(), place.right(), each) for each, place in placed]
    boxes.sort(key=lambda box: box[0])
    for at, (_, bottom, left, right, one) in enumerate(boxes):
        for top, below, other_left, other_right, other in boxes[at + 1 :]:
            if top >= bottom - slack:
                break
            if min(right, other_right) - max(left, other_left) > slack and min(bottom, below) - top > slack:
                yield one, other


def _controls(screen: QWidget) -> Iterator[str]:
    """Buttons and fields have their own place, all of it in sight."""
    controls = [
        each
        for kind in (QPushButton, QLineEdit)
        for each in screen.findChildren(kind)
        if each.isVisible() and not _scrolled(each)
    ]
    places = [(each, QRect(each.mapTo(screen, QPoint(0, 0)), each.size())) for each in controls]
    for each, place in places:
        if not _in_sight(screen, each).toAlignedRect().contains(place):
            yield f"{_name(each)} is cut"
    for one, other in _pairs([(each, QRectF(place)) for each, place in places], 0):
        yield f"{_name(one)} and {_name(other)} meet"


def _in_sight(screen: QWidget, widget: QWidget) -> QRectF:
    """What of the widget no parent cuts off; where a parent scrolls, all of it."""
    seen = QRectF(QRect(widget.mapTo(screen, QPoint(0, 0)), widget.size()))
    at = widget.parentWidget()
    while at is not None and at is not screen and widget is not screen:
        if isinstance(at.parentWidget(), QAbstractScrollArea):
            return seen
        seen = seen.intersected(QRectF(QRect(at.mapTo(screen, QPoint(0, 0)), at.size())))
        at = at.parentWidget()
    return seen.intersected(QRectF(screen.rect()))


def _scrolled(widget: QWidget) -> bool:
    at = widget.parentWidget()
    while at is not None:
        if isinstance(at, QAbstractScrollArea):
            return True
        at = at.parentWidget()
    return False


def _on(screen: QWidget, by: QWidget, place: QRectF) -> QRectF:
    """On the screen; of what scrolls as much as is in its window."""
    found = place.translated(QPointF(by.mapTo(screen, QPoint(0, 0))))
    at: QWidget | None = by
    while at is not None and at is not screen:
        if isinstance(at.parentWidget(), QAbstractScrollArea):  # a window on what scrolls
            found = found.intersected(QRectF(QRect(at.mapTo(screen, QPoint(0, 0)), at.size())))
        at = at.parentWidget()
    return found


def _letters(label: QLabel) -> QRectF:
    """Where the words of a label stand in it."""
    wrap = int(Qt.TextFlag.TextWordWrap) if label.wordWrap() else 0
    flags = int(label.alignment()) | wrap
    rect = QRectF(QFontMetrics(label.font()).boundingRect(label.contentsRect(), flags, label.text()))
    line = QFontMetricsF(label.font()).height()
    return rect.adjusted(0, line * ABOVE, 0, -line * BELOW)


def _name(widget: QWidget) -> str:
    alive = shiboken6.isValid(widget)
    return f"{type(widget).__name__} {widget.accessibleName()[:40] if alive else ''}".strip()
