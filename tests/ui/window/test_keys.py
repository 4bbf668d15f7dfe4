"""The window's own keys: none is lost because nothing has the focus."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kapguide.ui.theme import Theme
from kapguide.ui.window.main_window import MainWindow


class Screen(QWidget):
    """Takes F12, and nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.pressed: list[int] = []

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.pressed.append(event.key())
        event.setAccepted(event.key() == Qt.Key.Key_F12)


def test_a_key_that_nothing_has_the_focus_for_is_the_shown_screens(theme: Theme, qtbot: QtBot) -> None:
    window, screen, cover = MainWindow(theme, lambda: True), Screen(), Screen()
    qtbot.addWidget(window)
    window.show_screen(screen)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    for shown in (screen, cover):
        if shown is cover:
            window.cover(cover)
        for key in (Qt.Key.Key_Escape, Qt.Key.Key_F12):
            shown.clearFocus()
            assert QApplication.focusWidget() is None
            QTest.keyClick(window, key)
            assert shown.hasFocus()
        assert shown.pressed == [Qt.Key.Key_Escape, Qt.Key.Key_F12], "each once"
    assert len(screen.pressed) == 2
    assert window.isVisible()
    cover.setEnabled(False)
    QTest.keyClick(window, Qt.Key.Key_F12)
    assert len(cover.pressed) == 2
