"""The one window: it shows a screen at a time, in its light, and asks before it closes over a running session."""

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QPlainTextEdit, QStackedWidget, QVBoxLayout, QWidget

from kapguide.store.writing.saving import WriterState
from kapguide.ui.theme import Theme
from kapguide.ui.window.other_light import OtherLight, relight
from kapguide.ui.window.saving_line import SavingLine

SMALLEST = (960, 500)
LOW = 768
"""A lower window has no room for a line that says nothing."""


class Pages(QStackedWidget):
    """The screens, of which one is shown: never smaller than the smallest of them all needs, nor than any that is."""

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint().expandedTo(QSize(*SMALLEST))


class MainWindow(QWidget):
    """Its title names the program and nothing else; `closed` comes when it has agreed to close.

    `seen` comes once: when something is on the screen; `turned` whenever another screen is in front.
    """

    closed = Signal()
    turned = Signal()
    seen = Signal()

    def __init__(self, theme: Theme, may_close: Callable[[], bool]) -> None:
        """`theme` is the light until a screen is shown; `may_close` is asked each time, and says why not."""
        super().__init__()
        self.theme = theme
        """The light the window is in: that of the screen that is shown."""
        self._colours = theme.colours
        self._may_close = may_close
        self._painted = False
        self.handed_over = False
        """It is in a client's hands: it closes for nobody, and says nothing at its foot."""
        self._coming: dict[QWidget, Callable[[], object]] = {}
        self._pages = Pages()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._pages, 1)
        self._column = column
        self.saving = SavingLine(theme)
        self._foot: list[QWidget] = [self.saving]
        self._said = QWidget()
        foot = QHBoxLayout(self._said)
        foot.setContentsMargins(3 * theme.sizes.grid, 0, 3 * theme.sizes.grid, 0)
        foot.addWidget(self.saving)
        column.addWidget(self._said)
        self.setWindowTitle("KapGuide")
        self.resize(1440, 900)
        self.setPalette(theme.palette())
        self.setAutoFillBackground(True)

    @property
    def screen_shown(self) -> QWidget | None:
        """The screen that is on the window."""
        return self._pages.currentWidget()

    @property
    def half_typed(self) -> str:
        """What the screen that is shown says of words that would go with the window; empty for none."""
        return str(getattr(self.screen_shown, "half_typed", ""))

    def put_below(self, strip: QWidget) -> None:
        """Have `strip` at the foot of every screen; it shows itself when it has something to say."""
        self._column.insertWidget(1, strip)
        self._foot.append(strip)

    def hand_over(self, on: bool) -> None:
        """Be in a client's hands, or the therapist's again."""
        self.handed_over = on
        self._said.setVisible(not on)

    def holds(self, screen: QWidget) -> bool:
        """Whether `screen` is shown, or behind the one that is."""
        return screen in self._screens()

    def come_forward(self) -> None:
        """Before all other windows, with the keys, however it was put away."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def show_screen(self, screen: QWidget) -> None:
        """Show `screen`; all others are thrown away."""
        self._light_of(screen)
        for page in self._screens():
            if page is not screen:
                self._drop(page)
        if self._pages.indexOf(screen) < 0:
            self._pages.addWidget(screen)
        self._front(screen)

    def cover(self, screen: QWidget) -> None:
        """Show `screen` before the others, which live on behind it."""
        self._pages.addWidget(screen)
        self._front(screen)

    def uncover(self) -> None:
        """Throw the screen in front away, and show the one behind it."""
        *_, behind, front = self._screens()
        self._light_of(behind)
        self._drop(front)
        self._front(behind)

    def show_saving(self, state: WriterState) -> None:
        """Say how saving stands, on whichever screen; the writer's word may come after the window has gone."""
        if shiboken6.isValid(self):
            self.saving.show_state(state)

    @property
    def locked(self) -> bool:
        """Whether what is shown keeps the record out of sight."""
        return bool(getattr(self.screen_shown, "locks", False))

    def keep_words(self) -> bool:
        """Let each screen keep what was typed in it; whether nothing would be lost with them."""
        kept = [keep() for page in self._screens() if (keep := getattr(page, "keep_words", None)) is not None]
        rest = [page for page in self._screens() if not hasattr(page, "keep_words")]
        typed = (field for page in rest for field in page.findChildren(QLineEdit))
        written = (field for page in rest for field in page.findChildren(QPlainTextEdit))
        return not (
            False in kept
            or any(each.isModified() and each.text() and not _secret(each) for each in typed)
            or any(each.document().isModified() and each.toPlainText() for each in written)
        )

    def once_in_front(self, screen: QWidget, then: Callable[[], object]) -> None:
        """Call `then` as soon as nothing covers `screen`; never, when it is thrown away before."""
        if self.screen_shown is screen:
            then()
        else:
            self._coming[screen] = then

    def _screens(self) -> list[QWidget]:
        """From the hindmost to the one in front."""
        pages = [self._pages.widget(place) for place in range(self._pages.count())]
        return [page for page in pages if page is not None]

    def _drop(self, page: QWidget) -> None:
        self._coming.pop(page, None)
        self._pages.removeWidget(page)
        page.deleteLater()

    def _light_of(self, screen: QWidget) -> None:
        """Take the light of `screen`, while the one that goes is still seen: its picture is what fades."""
        light = getattr(screen, "theme", self.theme)
        if light is not self.theme:
            self.take_light(light)

    def _front(self, screen: QWidget) -> None:
        self._light_of(screen)
        self._pages.setCurrentWidget(screen)
        self.turned.emit()
        screen.setFocus()
        if (then := self._coming.pop(screen, None)) is not None:
            then()

    def take_light(self, theme: Theme) -> None:
        """Take another light, from one door to the other by and by; one of the same colours is there already."""
        other = theme.colours != self._colours
        if other and self.isVisible() and theme.motion:
            OtherLight(self)
        self.theme, self._colours = theme, theme.colours
        if other:
            app = QApplication.instance()
            assert isinstance(app, QApplication)
            theme.colour_in(app)
            self.setPalette(theme.palette())
        for part in self._foot:
            relight(part, theme)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes no window. Where nothing has the keys they are the shown screen's: Emergency is a key."""
        screen = self.screen_shown
        if QApplication.focusWidget() is None and screen is not None:
            screen.setFocus()
            focused = QApplication.focusWidget()
            if focused is not None and (focused is screen or screen.isAncestorOf(focused)):
                QApplication.sendEvent(focused, event)
                return
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """What is painted is on the screen when the loop comes round again."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self.seen.emit)

    def changeEvent(self, event: QEvent) -> None:
        """Stay in the light of the screen that is shown: under a style sheet Qt puts an earlier palette back by itself
        when a screen comes to the front, and the room would be as bright as the desk."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and self.palette().window().color() != self._colours.ground:
            self.setPalette(self.theme.palette())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a low window the line of saving has its place once it has had something to say."""
        super().resizeEvent(event)
        self.saving.keep_place(self.height() >= LOW)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close, or stay and let the screen say why; in a client's hands it stays and says nothing."""
        if not self.handed_over and self._may_close():
            event.accept()
            self.closed.emit()
        else:
            event.ignore()


def _secret(field: QLineEdit) -> bool:
    """Nobody misses a passphrase that was half typed."""
    return field.echoMode() is not QLineEdit.EchoMode.Normal
