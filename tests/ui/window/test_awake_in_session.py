"""While a session runs the computer stays awake and imports rest; behind its end neither is kept from its own ways."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from kapguide.paths import Home
from kapguide.ui.note.screen import NoteScreen
from kapguide.usecases.music import PracticeMusic
from tests.support.small_session import small_practice
from tests.support.therapist import Therapist, window_of
from tests.support.window_process import sound_pids, until
from tests.ui.test_app import finish


@pytest.fixture
def protocol(home: Home, null_sink: str) -> Iterator[str]:
    """The protocol of a practice that plays into a sink of its own; nothing sounds on after the test."""
    yield small_practice(home, track_s=30.0, tones={"arrive": (400.0,)})
    until(lambda: not sound_pids(home))


def test_the_computer_stays_awake_and_imports_rest_from_a_sessions_begin_to_its_end(
    home: Home, protocol: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    class Awake:
        def hold(self) -> None:
            told.append("awake")

        def release(self) -> None:
            told.append("may sleep")

    monkeypatch.setattr("kapguide.ui.session.sessions.Awake", Awake)
    monkeypatch.setattr(PracticeMusic, "rest", lambda self, resting: told.append("rest" if resting else "go on"))
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        assert told == []
        her.begin(protocol)
        assert sorted(told) == ["awake", "rest"]
        told.clear()
        finish(her)
        assert her.screen(NoteScreen)
        assert sorted(told) == ["go on", "may sleep"]
