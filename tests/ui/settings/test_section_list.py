"""The sections of the settings: each name is read whole, also where something waits."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kapguide.ui.settings import section_list
from kapguide.ui.settings.section_list import SectionList, SectionRow
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.base import elided

BESIDE_THE_BAR = 184
"""What the list has in the settings of a laptop, beside its bar (pixels)."""


def test_the_name_of_a_section_that_waits_is_whole(qtbot: QtBot, theme: Theme, monkeypatch: pytest.MonkeyPatch) -> None:
    row = SectionRow("card", "Emergency card", "file-text", waits=True)
    sections = SectionList(theme)
    qtbot.addWidget(sections)
    sections.set_rows((row, SectionRow("sound", "Sound and caps", "volume-2")))
    sections.setFixedSize(BESIDE_THE_BAR, 200)
    painted: list[str] = []
    monkeypatch.setattr(section_list, "elided", lambda *asked: painted.append(elided(*asked)) or painted[-1])
    for chosen in range(2):
        sections.setCurrentIndex(sections.model().index(chosen, 0))
        QApplication.processEvents()
        sections.grab()
    assert set(painted) == {"Emergency card", "Sound and caps"}
