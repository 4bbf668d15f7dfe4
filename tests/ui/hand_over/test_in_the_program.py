"""The mood check from Prepare, in the whole program: handed over, left by the PIN, back where one was; or killed."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from kapguide.paths import Home
from kapguide.store.keys.vault import unlock
from kapguide.store.people import add_person
from kapguide.ui.hand_over.score_screen import ScoreScreen
from kapguide.ui.hand_over.screen import QuestionScreen
from kapguide.ui.hand_over.start import StartScreen
from kapguide.ui.prepare.screen import PrepareScreen
from kapguide.ui.today.screen import TodayScreen
from kapguide.usecases.scores import TakenScore, taken_of
from tests.clinical.test_instrument_file import SHIPPED
from tests.support.practice import CHEAP, PASSPHRASE
from tests.support.small_session import small_practice
from tests.support.therapist import Therapist, window_of
from tests.support.window_process import sound_pids, until

Key = Qt.Key


@pytest.fixture
def protocol(home: Home, null_sink: str) -> Iterator[str]:
    """A practice that plays into a sink of its own; nothing sounds on after the test."""
    yield small_practice(home, track_s=30.0, tones={"arrive": (400.0,)})
    until(lambda: not sound_pids(home))


def at_the_mood_check(her: Therapist, protocol: str) -> PrepareScreen:
    return her.prepare(protocol)


def handed(her: Therapist, prepare: PrepareScreen) -> QuestionScreen:
    her.click(prepare.mood.hand_over)
    start = her.screen(StartScreen)
    assert [each.id for each in start.instruments] == ["phq-2", "gad-2"]
    assert start.theme is prepare.theme, "it keeps the light it was opened in"
    her.write_in("2580")
    return her.screen(QuestionScreen)


def scores(her: Therapist) -> dict[str, TakenScore]:
    record = her.app.navigator._open
    assert record is not None
    return {each.score.instrument: each for each in taken_of(record.store, "M-014", SHIPPED)}


def test_the_mood_check_is_handed_over_and_back(home: Home, protocol: str, qtbot: QtBot) -> None:
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        prepare = at_the_mood_check(her, protocol)
        question = handed(her, prepare)
        her.until(app.window.isFullScreen)
        assert not app.window.saving.isVisible()
        for digit in "2341":
            her.press(digit)
            her.press(Key.Key_Return)
        assert question.run.over
        her.press("L", ctrl=True)
        for digit in "2580":
            her.press(digit)
        her.screen(ScoreScreen)
        her.press(Key.Key_Escape)
        assert her.screen(PrepareScreen) is prepare
        assert not app.window.isFullScreen()
        assert {name: each.words for name, each in scores(her).items()} == {"phq-2": "3", "gad-2": "3"}


def test_a_program_that_ends_in_the_middle_has_what_was_answered(home: Home, protocol: str, qtbot: QtBot) -> None:
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        handed(her, at_the_mood_check(her, protocol))
        her.press("2")
        her.press(Key.Key_Return)
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.screen(TodayScreen)
        assert not app.window.isFullScreen()
        assert {name: each.words for name, each in scores(her).items()} == {"phq-2": "incomplete, 1 of 2 answered"}


def test_a_colleague_whose_passphrase_leads_back_is_the_author_from_then_on(
    home: Home, protocol: str, qtbot: QtBot
) -> None:
    mine = unlock(home.vault, PASSPHRASE)
    anna, _ = add_person(home, mine, "A. Orth", "anna has a red kettle", cost=CHEAP)
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        handed(her, at_the_mood_check(her, protocol))
        her.press("2")
        her.press(Key.Key_Return)
        her.press("L", ctrl=True)
        her.press("p")
        her.write_in("anna has a red kettle")
        her.screen(ScoreScreen)
        record = app.navigator._open
        assert record is not None
        assert record.store.staff.me == anna.staff
        assert scores(her)["phq-2"].score.author == mine.staff
