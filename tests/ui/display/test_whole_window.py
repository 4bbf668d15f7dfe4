"""The client's display beside the whole window: sound that dies, a lock, the end of the session and the way back."""

import pytest
from pytestqt.qtbot import QtBot

from kapguide.paths import Home
from kapguide.session import events as e
from kapguide.ui.display import client_display as displays
from kapguide.ui.display.content import BLACK_SCREEN, Content, Layer
from kapguide.ui.note.screen import NoteScreen
from kapguide.ui.today.screen import TodayScreen
from tests.support.small_session import small_practice
from tests.support.therapist import Therapist, window_of
from tests.support.window_process import kill_sound
from tests.ui.display.hand_screens import TV, HandScreens
from tests.ui.test_app import finish


def test_a_breath_goes_on_through_all_of_it_and_the_screen_is_given_back_at_the_end(
    home: Home, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(displays, "Screens", lambda owner: HandScreens(TV))
    protocol = small_practice(home)
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.begin(protocol)
        for key in ("b", "j", "b", "p"):
            her.press(key)
        display, (run,) = app.navigator.sessions.display, her.session.state.breath
        assert (run.chime, run.shown) == ("client", True)
        assert display.window.covers
        assert display.window.content == Content(Layer.BREATH)

        her.until(lambda: her.flow.player.status().item)
        kill_sound(home)
        her.until(lambda: any(isinstance(event.body, e.SoundBack) for event in her.session.log))
        assert her.session.state.breath == (run,), "nothing of it hangs on the sound"
        assert display.window._frames.on

        app.navigator.access.cover(her.flow, False)
        assert not her.flow.screen.isVisible()
        assert display.window.content == Content(Layer.BREATH)
        assert display.window._frames.on
        assert not her.flow.screen.breath._frames.on, "behind the lock nobody draws for the therapist"
        app.window.uncover()

        finish(her)
        her.screen(NoteScreen)
        assert (display.window.covers, display.window.content) == (True, BLACK_SCREEN)
        app.navigator._note_left()
        her.screen(TodayScreen)
        assert not display.window.isVisible()
