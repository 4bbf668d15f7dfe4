"""A window for tests: it has the focus, and tells which keys nobody took."""

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget


class Window(QWidget):
    """An active window that takes widgets one below the other, and keeps the keys that none of them wanted."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self.keys = ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.keys += event.text()

    def hold(self, *widgets: QWidget) -> None:
        """Show the widgets; the first one has the focus."""
        for widget in widgets:
            self._column.addWidget(widget)
            widget.show()
        widgets[0].setFocus()
