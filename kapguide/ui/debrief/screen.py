"""The screen of a debrief."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kapguide.ui.theme import Theme
from kapguide.ui.widgets.button import Button, Kind


class DebriefScreen(QWidget):
    """Four steps."""

    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.setAccessibleName("Debrief")
        self.done = Button(theme, "Done", icon="undo-2", key="Esc", kind=Kind.QUIET)
        self.done.clicked.connect(self.closed)
        QVBoxLayout(self).addWidget(self.done)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            event.ignore()
