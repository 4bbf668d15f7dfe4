"""The doors to what is played back, by the keys of somebody at the window: from Rehearse, and from a debrief."""

from datetime import timedelta

from PySide6.QtCore import Qt

from kapguide.paths import Home, resource
from kapguide.spans import MINUTE
from kapguide.store.chain.audit_rows import AuditWish
from kapguide.store.tables.queries import SessionRow
from kapguide.ui.debrief.screen import DebriefScreen
from kapguide.ui.door.unlock import UnlockScreen
from kapguide.ui.replay.choice_screen import SessionChoiceScreen
from kapguide.ui.replay.screen import ReplayScreen
from kapguide.ui.scenarios.screen import RehearseScreen
from kapguide.ui.today.screen import TodayScreen
from tests.support.plans import MORNING
from tests.support.practice import saved
from tests.support.session_log import a_session
from tests.support.therapist import Therapist
from tests.ui.scenarios.conftest import her
from tests.ui.scenarios.test_chain import begun, ended

__all__ = ["her"]


def test_a_session_is_chosen_from_rehearse_and_every_esc_leads_one_back(her: Therapist) -> None:
    her.screen(UnlockScreen)
    her.unlock()
    her.screen(TodayScreen)
    store = her.app.navigator._store
    plan, events = a_session()
    row = SessionRow("session-0002", store.known_client("M-014"), 2, MORNING, MORNING + timedelta(hours=2), 60)
    saved(store.begin_session(row, plan, events))
    before = len(store.books.audit(AuditWish(typed=True)))
    her.press("r")
    her.screen(RehearseScreen)
    her.press("c")
    her.screen(SessionChoiceScreen)
    her.press(Qt.Key.Key_Return)
    screen = her.screen(ReplayScreen)
    assert screen.session.playback.events == tuple(events)
    assert screen.theme is her.app.navigator._frame.theme
    for expected in (SessionChoiceScreen, RehearseScreen, TodayScreen):
        her.press(Qt.Key.Key_Escape)
        her.screen(expected)
    assert len(store.books.audit(AuditWish(typed=True))) == before, "a look writes nothing, as at a note"
    assert store.load_session("session-0002")[2] == events


def test_a_scenario_that_was_made_of_a_session_is_there_to_rehearse_right_after(her: Therapist, home: Home) -> None:
    her.screen(UnlockScreen)
    her.unlock()
    her.screen(TodayScreen)
    her.press("r")
    rehearse = her.screen(RehearseScreen)
    rehearse.card.trainee.put("R. Osei")
    before = {row.id for row in rehearse.data.scenarios}
    her.press("c")
    her.screen(SessionChoiceScreen)
    home.scenarios.mkdir()
    panic = (resource("scenarios") / "panic.toml").read_text(encoding="utf-8")
    (home.scenarios / "own.toml").write_text(panic.replace('id = "panic"', 'id = "own"'), encoding="utf-8")
    her.press(Qt.Key.Key_Escape)
    assert her.screen(RehearseScreen) is rehearse
    assert {row.id for row in rehearse.data.scenarios} - before == {"own"}
    assert rehearse.wish.trainee == "R. Osei", "what was typed is there still"


def test_the_screen_as_it_was_leads_back_to_the_debrief(her: Therapist, home: Home) -> None:
    her.click(her.screen(UnlockScreen).rehearse)
    begun(her)
    ended(her, "still and pale")
    debrief = her.screen(DebriefScreen)
    debrief.play_back_asked.emit()
    screen = her.screen(ReplayScreen)
    assert screen.rows()[0] == "PLAYBACK OF A REHEARSAL"
    assert not screen.strip.scenario.isVisible(), "it is a scenario already"
    at = screen.session.playback.ends - MINUTE
    her.press(Qt.Key.Key_Escape)
    debrief = her.screen(DebriefScreen)
    debrief.as_it_was_asked.emit(at)
    assert her.screen(ReplayScreen).session.now().elapsed == max(0, at)
    her.press(Qt.Key.Key_Escape)
    her.screen(DebriefScreen)
