"""One column in the middle of a screen: how everything before the record is laid out."""

from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text

WIDTH, WIDE = 448, 560
"""Of the column in the middle: with one thing to type, and with several or a text to read (px)."""


def centre(screen: QWidget, theme: Theme, *parts: QWidget | QLayout, width: int = WIDTH) -> None:
    """Put these, under the program's name, in one column in the middle of a screen, a little above half its height."""
    middle = QWidget()
    middle.setFixedWidth(width)
    column = QVBoxLayout(middle)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.sizes.grid * 2)
    column.addWidget(Text(theme, "KapGuide", Role.EYEBROW, "dim"))
    for part in parts:
        if isinstance(part, QWidget):
            column.addWidget(part)
        else:
            column.addLayout(part)
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(middle)
    row.addStretch(1)
    whole = QVBoxLayout(screen)
    whole.addStretch(2)
    whole.addLayout(row)
    whole.addStretch(3)
