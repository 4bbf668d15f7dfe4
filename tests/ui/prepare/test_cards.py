"""The cards of Prepare, each by itself: what stands in one is read whole."""

import pytest
from pytestqt.qtbot import QtBot

from kapguide.clinical.preparing import Attending, MoodScore
from kapguide.ui.prepare.cards import MoodCard
from kapguide.ui.prepare.people_card import AttendingCard
from kapguide.ui.prepare.screen import RIGHT
from kapguide.ui.theme import Theme
from tests.ui.geometry import faults, written

__all__ = ["written"]


@pytest.mark.usefixtures("written")
def test_a_form_that_was_left_in_the_middle_is_incomplete_in_a_word_that_is_read_whole(
    theme: Theme, qtbot: QtBot
) -> None:
    card = MoodCard(theme)
    qtbot.addWidget(card)
    forms = (("PHQ-2", MoodScore("phq-2", "PHQ-2", 1, 6)), ("GAD-2", MoodScore("gad-2", "GAD-2", None, 6)))
    card.show_scores(forms, "handed over, 09:37")
    card.setFixedWidth(RIGHT)
    card.show()
    assert card.figures.rows() == ["PHQ-2 1 of 6", "GAD-2 – incomplete"]
    assert faults(card) == []


def test_on_the_telephone_it_is_said_who_makes_the_call(theme: Theme, qtbot: QtBot) -> None:
    card = AttendingCard(theme)
    qtbot.addWidget(card)
    card.show_people((Attending("K. Lind", "therapist"),), telephone=True)
    assert card.company.whole_text() == "Makes the call: K. Lind"
    card.show_people((), telephone=True)
    assert card.company.whole_text() == "Nobody makes the call yet"
    card.show_people((Attending("K. Lind", "therapist"),))
    assert card.company.whole_text() == "Stays with the client: K. Lind"
