"""What the clients of all scenarios show and say is read whole at a rehearsal's foot, in the smallest window, too."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from kapguide.rehearsal.scenario_file import shipped_scenarios
from kapguide.ui.rehearsal.client_line import LEAST_PX, PX, ClientWords, fitting_px, lines_of
from kapguide.ui.rehearsal.data import RoomData
from kapguide.ui.theme import Theme
from screen_cast_rehearsal import run_of, shown


@pytest.mark.parametrize("size", [(960, 500), (1280, 640), (1366, 690)], ids=str)
def test_every_turn_is_read_whole(size: tuple[int, int], theme: Theme, qtbot: QtBot) -> None:
    screen = shown(theme, run_of("panic", 1))
    screen.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    qtbot.addWidget(screen)
    screen.resize(*size)
    screen.show()
    screen.show_data(RoomData(reading="132/81 · 82 · 96 · rr 16 · d 5 · c 4 · drowsy"))
    client = screen.strip.client
    small, cut = [], []
    for scenario in shipped_scenarios():
        for turn in scenario.turns:
            words = ClientWords(turn.shows, turn.says).first
            px = fitting_px(words, client.width(), client.lines, theme)
            if px < PX:
                small.append((scenario.id, turn.id))
            if not lines_of(words, client.width(), client.lines, px, theme)[1]:
                cut.append((scenario.id, turn.id, words))
    assert cut == []
    assert size[0] < 1200 or small == []
    assert LEAST_PX >= 15
