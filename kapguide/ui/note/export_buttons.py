"""A button and a key for each form in which a note goes out."""

from collections.abc import Callable

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from kapguide.export.forms import FORMS
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.button import Button


def export_buttons(theme: Theme, screen: QWidget, export: Callable[[str], object]) -> list[Button]:
    """They call `export` with the form's name; their keys hold on the whole `screen`."""
    buttons = []
    for name, form in FORMS.items():
        button = Button(theme, form.title, icon="file-text", key=form.key, name=f"Export as {form.title}")
        button.clicked.connect(lambda _=False, name=name: export(name))
        QShortcut(QKeySequence(form.key), screen).activated.connect(button.click)
        buttons.append(button)
    return buttons
