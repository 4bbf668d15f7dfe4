"""The sound of the window belongs to one session; nothing sounds without a hand on it on the screen that is shown."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from kapguide.audio.player import player as p
from kapguide.audio.player.sound_player import SoundPlayer
from kapguide.audio.sound.link import SoundLock
from kapguide.paths import Home
from kapguide.rehearsal.sound import RehearsalSound
from kapguide.store.keys.vault import unlock
from kapguide.store.records import Store
from kapguide.ui.door.unlock import UnlockScreen
from kapguide.ui.emergency.view import EmergencyView
from kapguide.ui.note.screen import NoteScreen
from kapguide.ui.prepare.music_screen import MusicScreen
from kapguide.ui.prepare.screen import PrepareScreen
from kapguide.ui.rehearsal.screen import RehearsalScreen
from kapguide.ui.scenarios.data import SOUNDS
from kapguide.ui.scenarios.screen import RehearseScreen
from kapguide.ui.session.screen import LiveScreen
from kapguide.ui.sound.strip import ENDS, PLAYS, SoundStrip
from kapguide.ui.today.screen import TodayScreen
from tests.support.practice import PASSPHRASE
from tests.support.small_session import QUICK, small_practice
from tests.support.therapist import Therapist, window_of
from tests.support.window_process import WindowProcess, kill_sound, sound_pids, until
from tests.ui.test_app import finish

SLOW = QUICK | {"end_s": 30.0}
"""Fades of a practice whose music takes its time to go."""


@pytest.fixture
def protocol(home: Home, null_sink: str) -> Iterator[str]:
    yield small_practice(home, track_s=60.0, fades=SLOW, tones={"arrive": (400.0,), "onset": (700.0,)})
    until(lambda: not sound_pids(home))


def strip_of(her: Therapist) -> SoundStrip:
    strip = her.app.window.findChild(SoundStrip)
    assert isinstance(strip, SoundStrip)
    return strip


def sounds(her: Therapist) -> bool:
    """Music is heard, by what the sound process tells."""
    player = her.app.sound.player
    return player is not None and player.status().state == "playing"


def test_what_fades_out_behind_a_note_can_be_silenced_on_every_screen(home: Home, protocol: str, qtbot: QtBot) -> None:
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.begin(protocol)
        strip = strip_of(her)
        her.until(lambda: sounds(her))
        assert not strip.isVisible(), "the session's own screen has hands on it"
        finish(her)
        her.screen(NoteScreen)
        her.until(strip.button.isVisible)
        assert strip.line.rows()[-1] == ENDS
        her.click(her.screen(NoteScreen).back)
        her.screen(TodayScreen)
        assert strip.button.isVisible()
        her.click(strip.button)
        her.until(lambda: not sound_pids(home))
        her.until(lambda: not strip.isVisible())


def rehearsing(her: Therapist, sound: RehearsalSound = RehearsalSound.LOW) -> RehearsalScreen:
    """A rehearsal that was chosen and has begun, at the speed of life."""
    choice = her.screen(RehearseScreen)
    choice.card.sound.choose(SOUNDS.index(sound))
    choice.card.speed.choose(0)
    her.press(Qt.Key.Key_Return)
    return her.screen(RehearsalScreen)


def test_a_rehearsals_music_ends_with_its_window(home: Home, protocol: str, qtbot: QtBot) -> None:
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.screen(TodayScreen)
        her.press("r")
        her.screen(RehearseScreen)
        assert not sound_pids(home), "nothing sounds before it begins"
        rehearsing(her)
        her.until(lambda: sounds(her))
        app.window.close()
        app.window.close()
    until(lambda: not sound_pids(home))


def test_a_rehearsal_without_sound_has_no_process_for_it(home: Home, protocol: str, qtbot: QtBot) -> None:
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.click(her.screen(UnlockScreen).rehearse)
        rehearsing(her, RehearsalSound.NONE)
        flow = app.navigator.rehearsals.running
        assert flow is not None
        her.until(lambda: flow.session.state.music.track)
        assert not sound_pids(home)


@pytest.mark.parametrize("paused", [False, True], ids=["playing", "paused"])
def test_a_rehearsals_music_ends_when_its_window_is_killed(home: Home, protocol: str, paused: bool) -> None:
    with WindowProcess(home) as window:
        window.wait_for_screen("UnlockScreen")
        window.tell("rehearse")
        window.wait_for_screen("RehearseScreen")
        assert not sound_pids(home)
        window.tell("rehearsing low 1")
        window.wait_for_screen("RehearsalScreen")
        until(lambda: window.state()["item"])
        if paused:
            window.tell("press pause")
        assert window.state()["item"]
        assert sound_pids(home)
    until(lambda: not sound_pids(home))


def test_after_a_rehearsal_nothing_of_its_sound_is_left(home: Home, protocol: str, qtbot: QtBot) -> None:
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.click(her.screen(UnlockScreen).rehearse)
        screen = rehearsing(her)
        her.until(lambda: sounds(her))
        her.press(Qt.Key.Key_Escape)
        leave = screen.live.leave
        her.until(leave.isVisible)
        her.click(leave.end)
        her.screen(RehearseScreen)
        her.until(lambda: not sound_pids(home))


def leave_playing(home: Home, protocol: str, qtbot: QtBot) -> str:
    """A session whose window is closed over it; its id."""
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.begin(protocol)
        her.until(lambda: sounds(her))
        started = her.session.state.started
        assert started is not None
        app.window.close()
        assert app.window.close()
    return started.session_id


def test_a_door_that_is_closed_again_leaves_the_sessions_music(home: Home, protocol: str, qtbot: QtBot) -> None:
    leave_playing(home, protocol, qtbot)
    (voice,) = sound_pids(home)
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        door = her.screen(UnlockScreen)
        her.until(door.running.isVisible)
        assert not strip_of(her).isVisible()
        her.click(door.emergency_card)
        her.screen(EmergencyView)
        strip = strip_of(her)
        her.until(strip.button.isVisible)
        assert strip.line.rows()[-1] == PLAYS
        her.press(Qt.Key.Key_Escape)
        her.until(lambda: not strip.isVisible())
    assert sound_pids(home) == [voice]
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.until(her.screen(UnlockScreen).running.isVisible)
        her.unlock()
        her.screen(LiveScreen)
        assert not her.session.state.music.silent
        assert sound_pids(home) == [voice]
        finish(her)


def test_music_of_no_session_plays_on_and_can_be_silenced_on_today(home: Home, protocol: str, qtbot: QtBot) -> None:
    session = leave_playing(home, protocol, qtbot)
    store = Store.open(home, unlock(home.vault, PASSPHRASE))
    store.close_unfinished(session).wait(5.0)
    store.close()
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        today = her.screen(TodayScreen)
        assert any("belongs to no session" in row for row in today.message.rows())
        strip, player = strip_of(her), app.sound.player
        her.until(strip.button.isVisible)
        assert strip.line.rows()[-1] == PLAYS
        assert player is not None
        assert player.status().fade_to_db == 0.0
        her.click(strip.button)
        her.until(lambda: strip.line.rows()[-1] == ENDS)
        her.until(lambda: not sound_pids(home))


def test_what_was_silenced_at_the_door_stays_silent_though_the_sound_dies_there(
    home: Home, protocol: str, qtbot: QtBot
) -> None:
    leave_playing(home, protocol, qtbot)
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        door = her.screen(UnlockScreen)
        her.until(door.running.isVisible)
        her.click(door.running.fade)
        killed = kill_sound(home)
        door.secret.setFocus()
        her.unlock()
        her.screen(LiveScreen)
        assert her.session.state.music.silent
        her.until(lambda: sound_pids(home) not in ([], [killed]))
        status = her.flow.player.status
        # The last that the dead process told, half way down, stands until the new one is reached.
        her.until(lambda: status().output != p.SILENT_OUTPUT and status().item and status().fade_to_db < 0)
        assert status().fade_db < -100, "and nothing of it was heard on the way"
        finish(her)


def test_a_tone_ends_where_it_was_begun_and_with_its_screen(home: Home, protocol: str, qtbot: QtBot) -> None:
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.click(her.prepare(protocol).music.button)
        screen = her.screen(MusicScreen)
        player = app.sound.player
        assert player is not None
        her.until(lambda: screen.tones[""].isEnabled())
        tone = screen.tones[""]
        her.click(tone)
        her.until(lambda: player.status().outputs[0].peak_db > -60 if player.status().outputs else True)
        assert tone.data.text == "End tone"
        her.click(tone)
        assert tone.data.text == "Test tone"
        her.click(tone)
        her.press(Qt.Key.Key_Escape)
        her.screen(PrepareScreen)
        her.until(lambda: player.status().peak_db < -60)


def test_a_window_whose_sound_is_taken_says_so_where_one_looks_and_takes_it_back(
    home: Home, protocol: str, qtbot: QtBot
) -> None:
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        live = her.begin(protocol)
        her.until(lambda: sounds(her))
        (voice,) = sound_pids(home)
        thief = SoundPlayer(home.sound, lambda report: None)
        assert thief.start(15.0)
        her.until(lambda: any("took the sound" in row for row in live.quiet.rows()))
        her.until(lambda: sounds(her))
        thief.close()
        assert sound_pids(home) == [voice]
        finish(her)


def test_sound_of_another_program_is_said_and_left_alone(home: Home, protocol: str, qtbot: QtBot) -> None:
    home.sound.mkdir(exist_ok=True)
    with SoundLock(home.sound, "window"), window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        live = her.begin(protocol)
        her.until(lambda: any("belongs to another" in row for row in live.quiet.rows()))
        assert not sound_pids(home)
        finish(her)
        her.screen(NoteScreen)
        strip = strip_of(her)
        assert not strip.button.isVisible(), "there is nothing to silence"


def test_a_strip_says_why_nothing_sounds_until_it_does(home: Home, protocol: str, qtbot: QtBot) -> None:
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.screen(TodayScreen)
        strip, sound = strip_of(her), app.sound
        player = sound.new_player()
        sound._told(player, p.Fault("no_process", ""))
        strip.look()
        assert strip.isVisible()
        assert "could not be started" in strip.line.rows()[-1]
        sound._told(player, p.Reached(False))
        strip.look()
        assert not strip.isVisible()
