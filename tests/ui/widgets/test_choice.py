"""One of several in a field that may be narrower than what is chosen."""

from PySide6.QtWidgets import QStyleOptionComboBox
from pytestqt.qtbot import QtBot

from kapguide.ui.theme import Theme
from kapguide.ui.widgets.forms.fields import Choice

LONG = "Esketamine nasal spray, one session"


def painted(choice: Choice) -> str:
    """The words that the style is told to paint."""
    option = QStyleOptionComboBox()
    choice.initStyleOption(option)
    return option.currentText


def test_what_is_too_long_ends_in_dots_and_is_chosen_whole(theme: Theme, qtbot: QtBot) -> None:
    choice = Choice(theme, "Protocol")
    qtbot.addWidget(choice)
    choice.addItems([LONG, "Short"])
    choice.show()
    choice.resize(500, 40)
    assert painted(choice) == LONG
    choice.resize(240, 40)
    assert painted(choice).endswith("…")
    assert choice.currentText() == LONG
    image = choice.grab().toImage()
    choice.setItemText(0, painted(choice))
    assert choice.grab().toImage() == image, "so it is painted, too"
