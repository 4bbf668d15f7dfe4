"""The window on the client's screen: black until it covers all of it, and never in the way of the therapist's keys."""

import time

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from kapguide.session.live import LiveSession
from kapguide.spans import SECOND
from kapguide.ui.display.black_ground import lay_black
from kapguide.ui.display.content import BLACK_SCREEN, Content, Layer, paint_picture, paint_words
from kapguide.ui.display.screens import ScreenInfo, Screens
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.frames import Frames
from kapguide.ui.widgets.pacer import BLACK, RESTING_DATA, Pacer, PacerData, lit, pacer_at

FADE_MS = 700
"""What is shown goes down to black in this time, and what comes after it up again."""


class ClientWindow(QWidget):
    """Shows one content after the other, each out of the black and back into it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(None, _flags())
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.setWindowTitle("KapGuide")
        self.theme = theme
        self.word = True
        """Whether the parts of a breath are named."""
        self.picture = QImage()
        self.pacer = Pacer(theme, "The client’s display")
        self.pacer.setParent(self)
        self.pacer.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.pacer.hide()
        self._place = QRectF().toRect()
        self._session: LiveSession | None = None
        self._shown = self._wanted = BLACK_SCREEN
        self._level = 0.0
        self._last: PacerData = BLACK
        self._at = 0.0
        self._frames = Frames(self, self._frame)

    @property
    def content(self) -> Content:
        """What is to be seen, once what was seen before it is gone."""
        return self._wanted

    @property
    def covers(self) -> bool:
        """Does it lie over all of its screen? Before that it is black."""
        return self.isVisible() and self.geometry() == self._place

    def cover(self, screens: Screens, info: ScreenInfo) -> None:
        """Lie over all of that screen."""
        self._place = info.place
        screens.seat(self, info)
        lay_black(self)
        if QGuiApplication.platformName().startswith("wayland"):  # where no window says where it stands
            self.showFullScreen()
        else:
            self.show()
            self.setGeometry(info.place)
            self.raise_()
        self._beat()

    def uncover(self) -> None:
        """Leave the screen at once, and be black when it comes again."""
        self.hide()
        self._shown, self._level = BLACK_SCREEN, 0.0
        self._show_pacer(False)
        self._frames.run(False)

    def show_content(self, content: Content, session: LiveSession) -> None:
        """Show that from now on; what a breath looks like is asked of the session's clock."""
        self._session = session
        self._wanted = content
        self._beat()

    def _beat(self) -> None:
        """Frames come while something moves."""
        if not self.theme.motion:
            self._shown, self._level = self._wanted, 1.0
        settled = self._shown == self._wanted and self._level >= 1.0
        moving = self.isVisible() and (not settled or self._shown.layer is Layer.BREATH)
        if moving and not self._frames.on:
            self._at = time.monotonic()
        self._frames.run(moving)
        self._draw()

    def _frame(self) -> None:
        now = time.monotonic()
        step, self._at = (now - self._at) * 1000 / FADE_MS, now
        if self._shown != self._wanted:
            self._level -= step
            if self._level <= 0.0 or self._shown == BLACK_SCREEN:
                self._shown, self._level = self._wanted, 0.0
        else:
            self._level = min(1.0, self._level + step)
        self._beat() if self._level >= 1.0 and self._shown.layer is not Layer.BREATH else self._draw()

    def _draw(self) -> None:
        breath = self._shown.layer is Layer.BREATH and self.covers
        self._show_pacer(breath)
        if breath:
            self.pacer.set_data(lit(self._breath(), self._level))
        else:
            self.update()

    def _breath(self) -> PacerData:
        """The breath at this moment; the last that was seen of one that has ended."""
        run = self._session.state.breath[0] if self._session is not None and self._session.state.breath else None
        if self._session is None or run is None:
            return self._last
        if 0 < self._session.clock.wait_ms(SECOND) < SECOND:  # a rehearsal that is faster than life
            return RESTING_DATA
        now = self._session.now().elapsed
        self._last = pacer_at(run, now, word=self.word, still=not self.theme.motion)
        return self._last

    def _show_pacer(self, on: bool) -> None:
        if on != self.pacer.isVisibleTo(self):
            self.pacer.setGeometry(self.rect())
            self.pacer.setVisible(on)
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.pacer.setGeometry(self.rect())

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            rect = QRectF(self.rect())
            painter.fillRect(rect, Qt.GlobalColor.black)
            if not self.covers:
                return
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setOpacity(max(0.0, self._level))
            if self._shown.layer is Layer.WORDS:
                paint_words(painter, rect, self._shown.words, self.theme)
            elif self._shown.layer is Layer.PICTURE and not self.picture.isNull():
                paint_picture(painter, rect, self.picture)


def _flags() -> Qt.WindowType:
    flags = Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
    flags |= Qt.WindowType.WindowDoesNotAcceptFocus
    if QGuiApplication.platformName() == "xcb":  # no window manager moves it, shrinks it or gives it the keys
        flags |= Qt.WindowType.X11BypassWindowManagerHint
    return flags
