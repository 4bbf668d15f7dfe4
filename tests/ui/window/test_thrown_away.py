"""A session that was thrown away, through the whole window: Today asks for no note of it, and its number is free."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from kapguide.paths import Home
from kapguide.store.tables.queries import SessionStatus
from kapguide.ui.today.screen import TodayScreen
from kapguide.ui.today.work_rows import NOTE
from tests.support.small_session import small_practice
from tests.support.therapist import Therapist, window_of
from tests.support.window_process import sound_pids, until


@pytest.fixture
def protocol(home: Home, null_sink: str) -> Iterator[str]:
    """The protocol of a practice that plays into a sink of its own; nothing sounds on after the test."""
    yield small_practice(home, track_s=30.0, tones={"arrive": (400.0,)})
    until(lambda: not sound_pids(home))


def test_it_stays_in_the_record_leads_to_today_and_leaves_its_number_free(
    home: Home, protocol: str, qtbot: QtBot
) -> None:
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        live = her.begin(protocol)
        her.press("q")
        her.click(live.leave.discard)
        her.screen(TodayScreen)
        store = app.navigator._store
        her.until(lambda: store.sessions()[0].state is SessionStatus.DISCARDED)
        assert store.next_number("M-014") == 1
        kinds = [event.kind for event in store.load_session(store.sessions()[0].row.id)[2]]
        assert kinds[-2:] == ["session_discarded", "session_ended"]
        today = her.screen(TodayScreen)
        her.until(lambda: not any(row.id.startswith(NOTE) for row in today.data.work))
