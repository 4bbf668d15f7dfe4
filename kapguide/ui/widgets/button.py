"""Buttons: painted, at least 40 px high, pressed by Enter and never by Space."""

from enum import StrEnum
from functools import cached_property, lru_cache

import msgspec
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy

from kapguide.ui.theme import Role, Theme, mix
from kapguide.ui.widgets.base import Glide, elided, text_width
from kapguide.ui.widgets.fingers import Fingers, now_ms

ICON = 18
GAP = 8
PAD = 16


class Kind(StrEnum):
    """How much a button asks for attention."""

    PRIMARY = "primary"
    PLAIN = "plain"
    SOON = "soon"
    """What the next press of Space does."""
    ON = "on"
    """Chosen, or switched on."""
    WARM = "warm"
    DANGER = "danger"
    QUIET = "quiet"


class ButtonData(msgspec.Struct, frozen=True):
    """What a button shows. `key` is its key on the keyboard, drawn as a small cap; `progress` (0 to 1) fills it.

    `below` is a second line; `icon_last` puts the icon behind the words. `px` is the size of its words (pixels), 0 the
    usual one.
    """

    text: str = ""
    icon: str = ""
    key: str = ""
    kind: Kind = Kind.PLAIN
    enabled: bool = True
    hot: float = 0.0
    down: bool = False
    focused: bool = False
    progress: float = 0.0
    compact: bool = False
    px: int = 0
    below: str = ""
    key_column: int = 0
    icon_last: bool = False


def _grounds(theme: Theme, kind: Kind) -> tuple[QColor, QColor, QColor]:
    """Ground, line and ink of a kind at rest."""
    c = theme.colours
    clear = QColor(c.surface)
    clear.setAlpha(0)
    return {
        Kind.PRIMARY: (c.accent, c.accent, c.on_accent),
        Kind.PLAIN: (c.raised, c.line, c.text),
        Kind.SOON: (c.accent_ground, c.accent, c.text),
        Kind.ON: (c.accent_ground, mix(c.surface, c.accent, 0.45), c.text),
        Kind.WARM: (c.warm_ground, c.warm_line, c.warm),
        Kind.DANGER: (c.danger_ground, c.danger, c.on_danger),
        Kind.QUIET: (clear, clear, c.soft),
    }[kind]


def _font(theme: Theme, data: ButtonData) -> QFont:
    return theme.font(Role.SMALL if data.compact else Role.LABEL, QFont.Weight.DemiBold, tabular=True, px=data.px)


def _key_font(data: ButtonData, theme: Theme) -> QFont:
    return theme.font(Role.SMALL, QFont.Weight.Medium, px=max(0, data.px - (0 if data.compact else 2)))


def _key_width(data: ButtonData, theme: Theme) -> float:
    return max(20.0, text_width(data.key, _key_font(data, theme)) + 12) if data.key else 0.0


@lru_cache(maxsize=2048)
def _wish(data: ButtonData, theme: Theme) -> int:
    """The width (pixels) at which nothing is cut. A layout asks again and again; the sizes of a theme's type stay."""
    parts = [
        ICON if data.icon else 0,
        text_width(data.text[:200], _font(theme, data)) if data.text else 0,
        _key_width(data, theme),
    ]
    shown = [part for part in parts if part]
    pad = (10 if data.compact else PAD) if data.text else 11
    return round(sum(shown) + GAP * max(0, len(shown) - 1) + 2 * pad) + 1


def paint_button(painter: QPainter, rect: QRectF, data: ButtonData, theme: Theme) -> None:
    """Fill `rect`; content is centred. Where there is no room the key goes first, then the words are cut."""
    c = theme.colours
    ground, line, ink = _grounds(theme, data.kind)
    if not data.enabled:
        ground, line, ink = (c.surface, c.line, c.dim) if data.kind is not Kind.QUIET else (ground, line, c.dim)
    elif data.kind is Kind.QUIET:
        ground = mix(ground, c.raised, data.hot)
    else:
        ground = mix(ground, c.text if theme.tokens.dark else c.ground, 0.07 * data.hot)
    if data.down and data.enabled:
        ground = mix(ground, c.ground, 0.3)
    corner = theme.sizes.button_corner
    box = rect.adjusted(0.5, 0.5, -0.5, -0.5)
    painter.setBrush(ground)
    painter.setPen(QPen(line, 1))
    painter.drawRoundedRect(box, corner, corner)
    if data.progress > 0:
        painter.save()
        painter.setClipRect(QRectF(box.left(), box.top(), box.width() * min(1.0, data.progress), box.height()))
        painter.setBrush(c.accent_ground)
        painter.setPen(QPen(c.accent, 1))
        painter.drawRoundedRect(box, corner, corner)
        painter.restore()
    if data.focused:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if data.kind is Kind.PRIMARY:
            painter.setPen(QPen(c.on_accent, 2))
            painter.drawRoundedRect(rect.adjusted(3, 3, -3, -3), corner - 2, corner - 2)
        painter.setPen(QPen(c.text if data.kind is Kind.PRIMARY else c.accent, 2))
        painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), corner, corner)
    _content(painter, box, data, theme, ink)


def _content(painter: QPainter, box: QRectF, data: ButtonData, theme: Theme, ink: QColor) -> None:
    if data.below:
        half = box.height() / 2 - 3
        painter.setPen(ink)
        for words, top in ((data.text, box.top() + 3), (data.below, box.top() + 3 + half)):
            painter.setFont(_font(theme, data))
            shown = elided(words, _font(theme, data), box.width())
            painter.drawText(QRectF(box.left(), top, box.width(), half), int(Qt.AlignmentFlag.AlignCenter), shown)
        return
    if data.key_column:
        _cap(painter, QPointF(box.left() + GAP, box.center().y()), data, theme, ink)
        behind = box.adjusted(GAP + data.key_column, 0, -GAP, 0)
        font = theme.font(Role.LABEL, px=data.px)
        painter.setFont(font)
        painter.drawText(behind, int(Qt.AlignmentFlag.AlignVCenter), elided(data.text, font, behind.width()))
        return
    pad = (10 if data.compact else PAD) if data.text else 8
    if data.text and _wish(data, theme) > box.width() + 3:
        data = msgspec.structs.replace(data, key="")  # the words matter more than the hint
    key = _key_width(data, theme)
    fixed = (ICON if data.icon else 0) + key
    gaps = GAP * max(0, sum(map(bool, (data.icon, data.text, data.key))) - 1)
    room = max(0.0, box.width() - 2 * pad - fixed - gaps + 5)
    words = elided(data.text, _font(theme, data), room) if data.text else ""
    wide = text_width(words, _font(theme, data)) if words else 0.0
    left = box.center().x() - (fixed + gaps + wide) / 2
    middle = box.center().y()
    if data.icon:
        at = left + wide + GAP if data.icon_last else left
        theme.draw_icon(painter, data.icon, QRectF(at, middle - ICON / 2, ICON, ICON), ink)
        left += 0 if data.icon_last else ICON + GAP
    if words:
        painter.setFont(_font(theme, data))
        painter.setPen(ink)
        painter.drawText(QRectF(left, box.top(), wide + 2, box.height()), int(Qt.AlignmentFlag.AlignVCenter), words)
        left += wide + GAP + (ICON + GAP if data.icon_last else 0)
    if data.key:
        _cap(painter, QPointF(left, middle), data, theme, ink)


def _cap(painter: QPainter, place: QPointF, data: ButtonData, theme: Theme, ink: QColor) -> None:
    """The key as it looks on a keyboard, its left edge's middle at `place`."""
    high = 20.0 + max(0, data.px - theme.tokens.type.label)
    cap = QRectF(place.x(), place.y() - high / 2, _key_width(data, theme), high)
    edge = QColor(ink)
    edge.setAlphaF(0.4)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(edge, 1))
    painter.drawRoundedRect(cap.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
    painter.setFont(_key_font(data, theme))
    painter.setPen(ink)
    painter.drawText(cap, int(Qt.AlignmentFlag.AlignCenter), data.key)


class Button(QPushButton):
    """A button with words, an icon or both. `name` is what a screen reader says where the words do not."""

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        *,
        icon: str = "",
        key: str = "",
        kind: Kind = Kind.PLAIN,
        name: str = "",
        compact: bool = False,
    ) -> None:
        """`compact` is for a row of many: smaller words, less room around them, the same height."""
        super().__init__()
        self.theme = theme
        self.data = ButtonData(compact=compact)
        self._said: tuple[str, ...] = ()
        self._high = 0
        self._fingers = Fingers()
        self._hot = self._from = self._aim = 0.0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.show_as(text, icon=icon, key=key, kind=kind, name=name)

    def show_as(
        self, text: str = "", *, icon: str = "", key: str = "", kind: Kind = Kind.PLAIN, name: str = ""
    ) -> None:
        """Say something else; the place stays. What is said already costs nothing, however often it is said."""
        said = (text, icon, key, kind, name)
        if said == self._said:
            return
        self._said = said
        data = msgspec.structs.replace(self.data, text=text, icon=icon, key=key, kind=kind)
        self.setAccessibleName(name or text)
        self.setAccessibleDescription(f"key {key}" if key else "")
        self.setToolTip("" if text else f"{name}  ({key})" if key else name)
        if data != self.data:
            wider = _wish(data, self.theme) != _wish(self.data, self.theme)
            self.data = data
            if wider:
                self.updateGeometry()
            self.update()

    def show_below(self, text: str) -> None:
        """Say something in a second line, or nothing; the first line then stands without its icon and its key."""
        if text != self.data.below:
            self.data = msgspec.structs.replace(self.data, below=text)
            self.update()

    def set_measures(self, high: int, px: int) -> None:
        """Be `high` pixels high, with words of `px` pixels."""
        self._high = high
        self.data = msgspec.structs.replace(self.data, px=px)
        self.updateGeometry()
        self.update()

    def set_icon_last(self) -> None:
        """Have the icon behind the words: it points to where one goes."""
        self.data = msgspec.structs.replace(self.data, icon_last=True)
        self.update()

    def set_key_column(self, wide: int) -> None:
        """Be a row of a table: the key at the left, in a column `wide` pixels wide."""
        self.data = msgspec.structs.replace(self.data, key_column=wide)
        self.updateGeometry()
        self.update()

    def set_progress(self, share: float) -> None:
        """Fill the button from the left: 0 is none."""
        if share != self.data.progress:
            self.data = msgspec.structs.replace(self.data, progress=share)
            self.update()

    def width_as(self, text: str, *, icon: str = "", key: str = "") -> int:
        """How wide (pixels) it would be if it said that."""
        return _wish(msgspec.structs.replace(self.data, text=text, icon=icon, key=key), self.theme)

    def sizeHint(self) -> QSize:
        return QSize(max(self.theme.sizes.target, _wish(self.data, self.theme)), self._height())

    def minimumSizeHint(self) -> QSize:
        target = self.theme.sizes.target
        return QSize(max(target, min(self.sizeHint().width(), 96)) if self.data.text else target, self._height())

    def _height(self) -> int:
        return self._high or self.theme.sizes.target

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses; every other key, Space and arrows too, belongs to the screen."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        elif self._fingers.pressed(event.key(), now_ms(), repeats=event.isAutoRepeat()):
            self.click()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        self._fingers.released(event.key(), now_ms())
        event.ignore()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second press of a double click is a finger that bounced, as with the keys."""

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._aim_at(1.0)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._aim_at(0.0)

    @cached_property
    def _glide(self) -> Glide:
        """Made when a hand first comes near: a screen has more than a hundred buttons."""
        return Glide(self.theme, self, self._warm)

    def _aim_at(self, hot: float) -> None:
        self._aim, self._from = hot, self._hot
        self._glide.go()

    def _warm(self, share: float) -> None:
        self._hot = self._from + (self._aim - self._from) * share
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        data = msgspec.structs.replace(
            self.data,
            enabled=self.isEnabled(),
            hot=self._hot,
            down=self.isDown(),
            focused=self.hasFocus(),
        )
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_button(painter, QRectF(self.rect()), data, self.theme)
