"""No word of a question is cut and nothing meets, at every size and in both lights; the longest item has its place."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kapguide.clinical.form_run import FormRun
from kapguide.ui.hand_over.screen import QuestionScreen
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.forms.session_pin import SessionPin
from screen_cast_hand_over import KNOWN, SCREENS
from screens import SIZES
from tests.ui.emergency.test_geometry import wrong_at_each_size
from tests.ui.geometry import faults, written

__all__ = ["written"]


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("state", SCREENS)
def test_nothing_is_cut_and_nothing_meets(qtbot: QtBot, theme: Theme, state: str) -> None:
    assert wrong_at_each_size(SCREENS[state](theme), qtbot) == {}


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("size", [SIZES[0], (1366, 690)])
def test_every_question_that_ships_is_read_whole(qtbot: QtBot, theme: Theme, size: tuple[int, int]) -> None:
    asked = tuple(each for each in KNOWN.known.values() if each.asks)
    screen = QuestionScreen(theme, FormRun(asked), SessionPin())
    qtbot.addWidget(screen)
    screen.resize(*size)
    screen.show()
    while not screen.run.over:
        QApplication.processEvents()
        assert faults(screen) == [], screen.question.data.text
        assert screen.question.data.step.px >= 17
        (screen.next_button if screen.run.may_go_on else screen.skip_button).click()


def test_the_longest_item_stands_large_on_a_usual_laptop(qtbot: QtBot, theme: Theme) -> None:
    screen = QuestionScreen(theme, FormRun(KNOWN.named(["phq-9"]), at=7), SessionPin())
    qtbot.addWidget(screen)
    screen.resize(1366, 768)
    screen.show()
    assert screen.question.data.step.px == 32
    assert screen.choices.data.high >= 56
