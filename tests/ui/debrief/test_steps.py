"""The four steps: the rating comes before any data and stays, each step can be reached, and all of it by the keys."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from kapguide.rehearsal.kept import Reflection, RehearsalRecord, SelfRating
from kapguide.ui.debrief.reactions import GIVEN
from kapguide.ui.debrief.screen import ANALYSIS, FIRST, HAPPENED, REACTIONS, TAKE_HOME
from tests.ui.debrief.conftest import NOW, TalkDesk

Key = Qt.Key
RATED = Reflection("Fast.", SelfRating((7, 6, 4), NOW), reached=2)


def test_it_begins_with_reactions_and_nothing_of_the_run_is_in_sight(desk: TalkDesk, played: RehearsalRecord) -> None:
    screen = desk.flow.show(played)
    assert screen.step == REACTIONS
    assert not screen.data_page.isVisible()
    assert QApplication.focusWidget() is screen.reactions.words
    assert desk.record.reflection.reached == 1


@pytest.mark.parametrize("key", ["2", "3", "4"])
def test_no_step_with_data_opens_before_the_rating(desk: TalkDesk, played: RehearsalRecord, key: str) -> None:
    screen = desk.flow.show(played)
    desk.press(Key.Key_Escape, key)
    assert screen.step == REACTIONS
    assert not screen.data_page.isVisible()
    assert screen.message.data.text == FIRST
    assert QApplication.focusWidget() is screen.reactions.lines[0], "it is where one rates"
    assert desk.record.reflection.rating is None


def test_nothing_is_played_back_or_exported_before_the_rating(desk: TalkDesk, played: RehearsalRecord) -> None:
    screen = desk.flow.show(played)
    asked: list[str] = []
    screen.export_asked.connect(asked.append)
    desk.press(Key.Key_Escape, " ")
    for key in "pm":
        desk.press(key, ctrl=True)
    screen.header.play_back.click()
    assert (desk.went, asked) == ([], [])
    assert not screen.header.export.opens.isEnabled()
    desk.press("r", ctrl=True)
    assert screen.step == HAPPENED
    desk.press(" ")
    desk.press("m", ctrl=True)
    assert [what for what, _ in desk.went] == ["played back"]
    assert asked == ["md"]


def test_the_rating_is_given_by_digits_and_arrows_and_then_what_happened_is_shown(
    desk: TalkDesk, played: RehearsalRecord
) -> None:
    screen = desk.flow.show(played)
    desk.press("It was fast.", Key.Key_Tab, "7", Key.Key_Return, Key.Key_Right, Key.Key_Right, Key.Key_Return, "10")
    assert screen.reactions.answers == (7, 1, 10)
    desk.press(Key.Key_Return)
    assert QApplication.focusWidget() is screen.reactions.bar.go_on
    desk.press(Key.Key_Return)
    assert screen.step == HAPPENED
    assert screen.data_page.isVisible()
    said = desk.record.reflection
    assert said == Reflection("It was fast.", SelfRating((7, 1, 10), NOW), reached=2)


def test_what_is_not_rated_has_to_be_left_open_in_so_many_words(desk: TalkDesk, played: RehearsalRecord) -> None:
    screen = desk.flow.show(played)
    desk.press(Key.Key_Tab, "5", Key.Key_Return, ctrl=False)
    desk.press(Key.Key_Return, ctrl=True)
    assert screen.step == REACTIONS
    assert QApplication.focusWidget() is screen.reactions.lines[1], "the first that is open"
    desk.press("r", ctrl=True)
    assert screen.step == HAPPENED
    assert desk.record.reflection.rating == SelfRating((5, None, None), NOW)
    assert screen.data_page.took.rating.rows() == [
        "I saw what happened: 5 of 10",
        "I kept still: left open",
        "I knew the next step: left open",
    ]


def test_ctrl_enter_goes_on_from_the_words_too(desk: TalkDesk, played: RehearsalRecord) -> None:
    screen = desk.flow.show(played)
    desk.press("Fast.", Key.Key_Return, "And then still.")
    desk.press(Key.Key_Return, ctrl=True)
    assert desk.record.reflection.reactions == "Fast.\nAnd then still."
    assert QApplication.focusWidget() is screen.reactions.lines[0]


def test_a_digit_can_be_taken_back(desk: TalkDesk, played: RehearsalRecord) -> None:
    screen = desk.flow.show(played)
    desk.press(Key.Key_Tab, "1", "5", Key.Key_Backspace)
    assert screen.reactions.answers == (None, None, None)
    desk.press("0")
    assert screen.reactions.answers == (0, None, None)


def test_once_data_was_seen_the_rating_is_only_read(desk: TalkDesk, played: RehearsalRecord) -> None:
    screen = desk.flow.show(replace(played, reflection=RATED))
    desk.press("1")
    assert screen.step == REACTIONS
    assert all(not line.isVisible() for line in screen.reactions.lines)
    assert screen.reactions.dots.rows()[0] == "I saw what happened: 7 of 10"
    assert screen.reactions.note.whole_text() == GIVEN
    screen.reactions.sealed.emit((1, 1, 1))
    desk.press("r", ctrl=True)
    assert desk.record.reflection.rating == RATED.rating


def test_a_debrief_goes_on_where_it_was_left(desk: TalkDesk, played: RehearsalRecord) -> None:
    for reached, step in ((2, HAPPENED), (3, ANALYSIS), (4, ANALYSIS)):
        assert desk.flow.show(replace(played, reflection=replace(RATED, reached=reached))).step == step
    done = replace(RATED, reached=4, take_home="Two breaths first.")
    assert desk.flow.show(replace(played, reflection=done)).step == TAKE_HOME


def test_the_steps_open_by_their_digits_and_by_the_arrows_on_them(desk: TalkDesk, played: RehearsalRecord) -> None:
    screen = desk.flow.show(replace(played, reflection=RATED))
    desk.press("3")
    assert screen.step == ANALYSIS
    screen.header.tabs.setFocus()
    desk.press(Key.Key_Right)
    assert screen.step == TAKE_HOME
    assert desk.record.reflection.reached == 4
    assert screen.header.tabs.rows() == [
        "1 Reactions: done",
        "2 What happened: done",
        "3 Analysis: done",
        "4 Take home: shown",
    ]


def test_digits_in_a_field_are_words(desk: TalkDesk, played: RehearsalRecord) -> None:
    screen = desk.flow.show(replace(played, reflection=replace(RATED, reached=4, take_home="Two")))
    assert screen.step == TAKE_HOME
    desk.press(" 2 a +")
    assert desk.record.reflection.take_home == "Two 2 a +"
    desk.press(Key.Key_Escape, "2")
    assert screen.step == HAPPENED


def test_what_i_take_home_is_the_same_in_both_places(desk: TalkDesk, played: RehearsalRecord) -> None:
    screen = desk.flow.show(replace(played, reflection=replace(RATED, reached=3)))
    screen.data_page.tries.words.setFocus()
    desk.press("Two breaths")
    desk.press(Key.Key_Escape, "4")
    assert screen.take_home.words.take_home.text() == "Two breaths"
    desk.press(" first.")
    assert screen.data_page.tries.words.text() == desk.record.reflection.take_home == "Two breaths first."
    screen.take_home.words.analysis.setFocus()
    desk.press("I saw it late.")
    assert desk.record.reflection.analysis == "I saw it late."


def test_escape_leaves_the_field_first_and_then_the_screen(desk: TalkDesk, played: RehearsalRecord) -> None:
    desk.flow.show(played)
    desk.press(Key.Key_Escape)
    assert desk.went == []
    desk.press(Key.Key_Escape)
    assert [what for what, _ in desk.went] == ["left"]
