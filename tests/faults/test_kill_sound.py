"""The sound process dies in the middle of a session: it is put back at the same place, and the session knows of it."""

import time
from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from kapguide.paths import Home
from kapguide.session import events as e
from kapguide.ui.note.screen import NoteScreen
from tests.support.busy import busy
from tests.support.listening import Recorder, gaps, level_dbfs, tone_levels_dbfs
from tests.support.small_session import FULL_DBFS, TONES, small_practice
from tests.support.therapist import Therapist, window_of
from tests.support.window_process import kill_sound, sound_pids, until


def test_sound_that_dies_is_back_at_its_place_and_the_session_says_so(
    home: Home,
    qtbot: QtBot,
    recorder: Callable[[], Recorder],
    record_property: Callable[[str, object], None],
) -> None:
    protocol = small_practice(home)
    recording = recorder()

    def full() -> bool:
        return level_dbfs(recording.last(0.2)) > FULL_DBFS - 0.02

    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.begin(protocol)
        her.until(full)
        status = her.flow.player.status
        before, at = status(), time.monotonic()
        dead = kill_sound(home)
        her.until(lambda: any(isinstance(event.body, e.SoundBack) for event in her.session.log))
        her.until(lambda: status().rendered < before.rendered and status().item)
        after, lost = status(), time.monotonic() - at
        her.until(lambda: len(gaps(recording.samples(), at_least=0.1)) == 1)
        her.until(full)
        assert after.item == before.item
        # A status may be 0.2 s old, and a new device is given 0.3 s of sound at once.
        assert before.position_s - 0.2 <= after.position_s <= before.position_s + lost + 0.5
        (voice,) = sound_pids(home)
        assert voice != dead
        heard = recording.last(0.2)
        assert tone_levels_dbfs(heard, TONES["arrive"][0])[-1] == pytest.approx(FULL_DBFS, abs=0.1)
        (gap,) = [length for _, length in gaps(recording.samples(), at_least=0.1)]
        for _ in range(3):
            her.next_phase()
        her.end()
        her.screen(NoteScreen)
    until(lambda: not sound_pids(home))
    record_property("silence_s", gap)
    print(f"sound was back after {gap:.2f} s")
    assert gap < 2 * busy()
