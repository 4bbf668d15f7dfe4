"""The cards of Prepare, each by itself: what stands in one is read whole."""

import pytest
from pytestqt.qtbot import QtBot

from kapguide.clinical.preparing import Attending, MoodScore
from kapguide.ui.prepare.cards import MoodCard
from kapguide.ui.prepare.people_card import AttendingCard
from kapguide.ui.prepare.screen import RIGHT, PrepareHead, PrepareScreen
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.chip import ChipData, Tone
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


@pytest.mark.parametrize("client", ["M-014", "M" * 24])
def test_the_touch_chip_is_never_cut_however_long_the_code(theme: Theme, qtbot: QtBot, client: str) -> None:
    screen = PrepareScreen(theme, lambda: "K. Lind")
    qtbot.addWidget(screen)
    chips = (
        ChipData("Touch: hand and shoulder", "hand", Tone.ACCENT),
        ChipData("No choirs, no rain", "music"),
    )
    screen.time.set_text("09:46")
    screen.ends.set_text("12:35")
    screen.show_head(PrepareHead("Prepare  ·  Dosing 3 of 3  ·  Tuesday, 1 December", client, chips, "10:00"))
    for width in (1440, 960):
        screen.resize(width, 500)
        screen.show()
        touch = screen.chips[0]
        assert touch.width() >= touch.sizeHint().width()
        assert touch.geometry().right() < screen.time.geometry().left()
        assert not touch.geometry().intersects(screen.title.geometry())
        assert screen.title.width() >= screen.title.sizeHint().width(), "nor is the code"
        assert screen.back.geometry().right() <= screen.width()
