"""A button whose words stand at the left, with a second line if it has one: what is hit in a hurry."""

import msgspec
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen, QTextLayout

from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import elided, text_width, wrapped
from kapguide.ui.widgets.button import Button, Kind, paint_button

PAD, GAP, ICON = 16, 12, 20
NARROW_PAD, NARROW_GAP = 11, 8
TWO_LINES = 28
"""From this height on (pixels) words that are too long for one line take two."""


class WideData(msgspec.Struct, frozen=True):
    """What it shows beside its key: sizes in pixels; `above` puts the small line over the large one."""

    words: str
    second: str = ""
    icon: str = ""
    px: int = 19
    second_px: int = 15
    above: bool = False
    cap_first: bool = False
    strong: bool = True


class WideButton(Button):
    """A Button that is painted from the left; `show_wide` says what it shows."""

    def __init__(self, theme: Theme, wide: WideData, key: str = "", kind: Kind = Kind.PLAIN, name: str = "") -> None:
        self.wide = wide
        super().__init__(theme, wide.words, key=key, kind=kind, name=name)

    def show_wide(self, wide: WideData, kind: Kind | None = None, name: str = "") -> None:
        """Say something else; the place stays."""
        if wide != self.wide:
            self.wide = wide
            self.updateGeometry()
            self.update()
        self.show_as(wide.words, key=self.data.key, kind=kind or self.data.kind, name=name or self.accessibleName())

    def _fonts(self) -> tuple[QFont, QFont]:
        weight = QFont.Weight.DemiBold if self.wide.strong else QFont.Weight.Medium
        return (
            self.theme.font(Role.LABEL, weight, tabular=True, px=self.wide.px),
            self.theme.font(Role.LABEL, tabular=True, px=self.wide.second_px),
        )

    def _cap_wide(self) -> float:
        font = self.theme.font(Role.SMALL, QFont.Weight.Medium)
        return max(20.0, text_width(self.data.key, font) + 12) if self.data.key else 0.0

    def _pad(self) -> int:
        return PAD if self.wide.icon and self.wide.px >= 19 else NARROW_PAD

    def wish(self) -> int:
        """The width (pixels) at which nothing is cut."""
        large, small = self._fonts()
        words = max(text_width(self.wide.words, large), text_width(self.wide.second, small))
        beside = [part for part in (ICON if self.wide.icon else 0, self._cap_wide()) if part]
        return round(words + sum(beside) + GAP * len(beside) + 2 * self._pad()) + 2

    def high(self, width: int) -> int:
        """The height (pixels) that its lines need when it is so wide; the second line may take two."""
        return round(self.wide.px * 1.25 + self._second(width - 2 * NARROW_PAD).boundingRect().height()) + 6

    def _second(self, room: float) -> QTextLayout:
        _, small = self._fonts()
        room -= self._cap_wide() + GAP if self.data.key and not self.wide.above else 0
        return wrapped(self.wide.second, small, room, self.wide.second_px * 1.3)

    def sizeHint(self) -> QSize:
        return QSize(self.wish(), self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(64, self._height())

    def paintEvent(self, event: QPaintEvent) -> None:
        data = msgspec.structs.replace(
            self.data, text="", key="", enabled=self.isEnabled(), hot=self._hot, down=self.isDown(),
            focused=self.hasFocus(),
        )  # fmt: skip
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            rect = QRectF(self.rect())
            paint_button(painter, rect, data, self.theme)
            self._paint_words(painter, rect)

    def _paint_words(self, painter: QPainter, rect: QRectF) -> None:
        c, wide = self.theme.colours, self.wide
        soft = c.text if self.data.kind is Kind.ON else c.soft
        cap, pad = self._cap_wide(), self._pad()
        left, right = rect.left() + pad, rect.right() - pad
        if cap and wide.cap_first:
            self._paint_cap(painter, QRectF(left, rect.center().y() - 10, cap, 20))
            left += cap + (GAP if wide.px > 13 else NARROW_GAP)
        elif cap and (wide.above or self.wish() <= rect.width() + 4):
            middle = rect.bottom() - wide.px * 0.625 - 3 if wide.above else rect.center().y()
            self._paint_cap(painter, QRectF(right - cap, middle - 10, cap, 20))
            right -= cap + GAP
        if wide.icon:
            self.theme.draw_icon(painter, wide.icon, QRectF(left, rect.center().y() - ICON / 2, ICON, ICON), c.text)
            left += ICON + GAP
        large, _ = self._fonts()
        second = self._second(rect.width() - 2 * pad) if wide.second else None
        second_high = second.lineCount() * wide.second_px * 1.3 if second is not None else 0.0
        first_high = wide.px * 1.25
        top = rect.center().y() - (first_high + second_high) / 2
        if second is not None:
            painter.setPen(soft)
            second.draw(painter, QPointF(left, top if wide.above else top + first_high))
        painter.setFont(large)
        painter.setPen(c.text)
        if second is None and rect.height() >= TWO_LINES and text_width(wide.words, large) > right - left + 2:
            small = self.theme.font(Role.LABEL, large.weight(), px=13)
            pitch = min(15.0, rect.height() / 2)
            lines = wrapped(wide.words, small, right - left + 2, pitch)
            lines.draw(painter, QPointF(left, rect.center().y() - pitch * min(2, lines.lineCount()) / 2))
            return
        place = QRectF(left, top + (second_high if wide.above else 0), right - left + 2, first_high)
        level = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        painter.drawText(place, level, elided(wide.words, large, place.width()))

    def _paint_cap(self, painter: QPainter, rect: QRectF) -> None:
        edge = QColor(self.theme.colours.text)
        edge.setAlphaF(0.4)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(edge, 1))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        painter.setFont(self.theme.font(Role.SMALL, QFont.Weight.Medium))
        painter.setPen(self.theme.colours.text)
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), self.data.key)
