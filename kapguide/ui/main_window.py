"""The one window: it shows a screen at a time, and asks before it closes over a running session, without a dialog."""

from collections.abc import Callable

from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from kapguide.ui.theme import Theme

SMALLEST = (1120, 680)


class MainWindow(QWidget):
    """Its title names the program and nothing else."""

    def __init__(self, theme: Theme, may_close: Callable[[], bool]) -> None:
        """`may_close` is asked each time, and says on the screen why not."""
        super().__init__()
        self._may_close = may_close
        self._pages = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)
        self.setWindowTitle("KapGuide")
        self.setMinimumSize(*SMALLEST)
        self.resize(1440, 900)
        self.setPalette(theme.palette())
        self.setAutoFillBackground(True)

    @property
    def screen_shown(self) -> QWidget | None:
        """The screen that is on the window."""
        return self._pages.currentWidget()

    def show_screen(self, screen: QWidget) -> None:
        """Show `screen`; all others are thrown away."""
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
        self._drop(front)
        self._front(behind)

    def _screens(self) -> list[QWidget]:
        """From the hindmost to the one in front."""
        pages = [self._pages.widget(place) for place in range(self._pages.count())]
        return [page for page in pages if page is not None]

    def _drop(self, page: QWidget) -> None:
        self._pages.removeWidget(page)
        page.deleteLater()

    def _front(self, screen: QWidget) -> None:
        self._pages.setCurrentWidget(screen)
        screen.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape does not close a window."""
        event.ignore()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close, or stay and let the screen say why."""
        if self._may_close():
            event.accept()
        else:
            event.ignore()
