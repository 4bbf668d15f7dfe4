"""The window dies in the middle of a session, and the next one goes on as if nothing had been."""

from collections.abc import Callable

import pytest

from kapguide.paths import Home
from tests.support.busy import busy
from tests.support.listening import RATE, Recorder, level_dbfs, levels_dbfs, longest_gap, tone_levels_dbfs
from tests.support.small_session import FULL_DBFS, TONES, small_practice
from tests.support.window_process import WindowProcess, kill_sound, sound_pids, until

TRACK_S = 5.0


def test_a_window_killed_across_a_tracks_end_is_followed_by_one_that_goes_on(
    home: Home, recorder: Callable[[], Recorder], record_property: Callable[[str, object], None]
) -> None:
    protocol = small_practice(home, track_s=TRACK_S)
    recording = recorder()
    with WindowProcess(home) as first:
        first.begin(protocol)
        sounding_since = recording.wait_for_sound()
        written = 0
        while recording.seconds < sounding_since + TRACK_S - 2:
            written += 1
            first.tell(f"note line {written}")
            first.until_saved(written)
        before = first.state()
        first.tell("note the last one")
        first.kill()
    assert len(first.saved) >= written
    (voice,) = sound_pids(home)
    until(lambda: recording.seconds > sounding_since + TRACK_S + 0.5)

    with WindowProcess(home) as second:
        door = float(second.wait_for("door")) - second.started
        unbroken = recording.samples()[round(sounding_since * RATE) :]
        second.tell("click fade")
        until(lambda: level_dbfs(recording.last(0.1)) < -70)
        second.tell("click fade")
        until(lambda: level_dbfs(recording.last(0.1)) > -20)
        second.tell("unlock")
        derived = float(second.wait_for("derived"))
        back = float(second.wait_for("live")) - derived
        after = second.state()
        assert set(first.saved) <= set(after["ids"])
        assert after["ids"][: len(before["ids"])] == before["ids"]
        assert after["phase"] == before["phase"]
        assert after["elapsed"] - before["elapsed"] == pytest.approx(1000 * (after["at"] - before["at"]), abs=100)
        assert after["item"]
        assert not after["silent"]
        assert after["kinds"].count("track_started") >= 2, "what began while no window was there is in the record"
        assert sound_pids(home) == [voice]
        second.end()
        assert second.quit() == 0
    until(lambda: not sound_pids(home))
    assert longest_gap(unbroken) < 0.001
    assert levels_dbfs(unbroken).max() < FULL_DBFS + 0.1, "there is one voice and not two"
    for hertz in TONES["arrive"]:
        assert tone_levels_dbfs(unbroken, hertz).max() == pytest.approx(FULL_DBFS, abs=0.1)
    record_property("door_s", door)
    record_property("session_back_s", back)
    print(f"door {door:.2f} s after the start, session {back:.2f} s after the key")
    assert door < 6 * busy()
    assert back < 3 * busy()


def test_after_a_restart_of_the_machine_the_session_is_silent_until_one_key_brings_the_music_back(
    home: Home, recorder: Callable[[], Recorder]
) -> None:
    protocol = small_practice(home)
    recording = recorder()
    with WindowProcess(home, boot="before") as first:
        first.begin(protocol)
        recording.wait_for_sound()
        first.tell("next")
        first.tell("note the last one")
        before = first.state()
        while before["ids"][-1] not in first.saved:
            first.wait_for("saved")
        kill_sound(home)
        first.kill()
    with WindowProcess(home, boot="after") as second:
        second.unlock()
        second.wait_for_screen("LiveScreen")
        after = second.state()
        assert set(first.saved) <= set(after["ids"])
        assert after["silent"]
        assert after["phase"] == before["phase"] == 1
        assert after["elapsed"] - before["elapsed"] == pytest.approx(1000 * (after["at"] - before["at"]), abs=100)
        assert "session_resumed" in after["kinds"]
        assert levels_dbfs(recording.wait_for(0.5), 0.02).max() < -70
        second.tell("type m")
        until(lambda: tone_levels_dbfs(recording.last(0.1), TONES["onset"][0])[0] > FULL_DBFS - 0.5)
        assert len(sound_pids(home)) == 1
        second.end()
        assert second.quit() == 0
    until(lambda: not sound_pids(home))
