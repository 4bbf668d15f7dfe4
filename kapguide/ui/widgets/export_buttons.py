"""`Export`, and in its place the forms in which something goes out once it has been pressed."""

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from kapguide.export.forms import FORMS
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.button import Button

OPENS = "Ctrl+P"


class ExportButtons(QObject):
    """The buttons of a `screen`, with keys that hold on all of it; `asked` carries the form's name."""

    asked = Signal(str)
    turned = Signal(bool)
    """The forms are offered, or not any more."""

    def __init__(self, theme: Theme, screen: QWidget) -> None:
        super().__init__(screen)
        self._before: QWidget | None = None
        """What had the keys before the forms were offered."""
        self.opens = Button(theme, "Export", icon="file-text", key=OPENS)
        self.opens.clicked.connect(self._open)
        self.forms: dict[str, Button] = {}
        for name, form in FORMS.items():
            button = Button(theme, form.title, icon="file-text", key=form.key, name=f"Export as {form.title}")
            button.clicked.connect(lambda _=False, name=name: self._ask(name))
            button.hide()
            self.forms[name] = button
            if form.key != OPENS:
                QShortcut(QKeySequence(form.key), screen).activated.connect(lambda name=name: self._ask(name))
        QShortcut(QKeySequence(OPENS), screen).activated.connect(self._key)
        QApplication.instance().focusChanged.connect(self._look)  # type: ignore[union-attr]

    @property
    def buttons(self) -> tuple[Button, ...]:
        """All of them, for the screen to place."""
        return self.opens, *self.forms.values()

    def _key(self) -> None:
        """The key opens the choice, and on it is the key of the first form."""
        if not self.opens.isEnabled():
            return
        if self.opens.isHidden():
            self._ask(next(iter(self.forms)))
        else:
            self._open()

    def _open(self) -> None:
        self._before = QApplication.focusWidget()
        self._show(opened=True)
        next(iter(self.forms.values())).setFocus()

    def _ask(self, name: str) -> None:
        if not self.opens.isEnabled():
            return
        asking = QApplication.focusWidget() in self.forms.values()
        self._show(opened=False)
        before, self._before = self._before, None
        if asking:  # nobody is led to what stands beside the forms, where Enter would do something else
            (before if before is not None and before.isVisible() else self.opens).setFocus()
        self.asked.emit(name)

    def _show(self, *, opened: bool) -> None:
        self.opens.setVisible(not opened)
        for button in self.forms.values():
            button.setVisible(opened)
        self.turned.emit(opened)

    def _look(self, _: QWidget | None, now: QWidget | None) -> None:
        """Somebody who turns to something else exports nothing now."""
        if self.opens.isHidden() and now not in self.forms.values():
            QTimer.singleShot(0, self, lambda: self._show(opened=False))
