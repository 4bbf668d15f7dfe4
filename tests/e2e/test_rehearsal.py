"""A rehearsal in a real window: what is heard at the speed of life, when the sound server dies, and at thirty times."""

import subprocess
from pathlib import Path

import numpy as np
import pytest

from kapguide.paths import Home
from tests.support.listening import Recorder, level_dbfs, longest_gap
from tests.support.null_sink import NullSink
from tests.support.small_session import small_practice
from tests.support.sound_server import MONITOR, address, sound_server
from tests.support.window_process import WindowProcess, sound_pids, until

HEARD, UNHEARD = -45.0, -100.0


@pytest.fixture
def own_server(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a sound server of this test's own listens; the practice has short fades and long pieces."""
    monkeypatch.setenv("PULSE_SERVER", address(tmp_path))
    monkeypatch.delenv("PULSE_SINK", raising=False)
    small_practice(home, track_s=300.0)
    return tmp_path


def listening() -> Recorder:
    """A recording of the server, once it is there."""
    until(lambda: subprocess.run(["pactl", "info"], capture_output=True, check=False).returncode == 0)
    return Recorder(MONITOR)


def until_heard(recording: Recorder) -> None:
    until(lambda: level_dbfs(recording.wait_for(0.2)) > HEARD)


def until_silent(recording: Recorder) -> None:
    until(lambda: np.abs(recording.wait_for(0.3)).max() == 0)


def begun(window: WindowProcess, words: str) -> None:
    window.wait_for_screen("UnlockScreen")
    window.tell("rehearse")
    window.wait_for_screen("RehearseScreen")
    window.tell(f"rehearsing {words}")
    window.wait_for_screen("RehearsalScreen")


def test_at_the_speed_of_life_it_is_heard_as_a_session_is(home: Home, own_server: Path) -> None:
    with WindowProcess(home) as window:
        with sound_server(own_server):
            recording = listening()
            begun(window, "as in a session 1")
            until_heard(recording)
            first = recording.seconds
            window.tell("note before")
            recording.wait_for(2.0)
            assert longest_gap(recording.stop()[round(first * 48_000) :]) < 0.001
        (voice,) = sound_pids(home)
        until(lambda: "sound_fault" in window.state()["kinds"])
        with sound_server(own_server):
            recording = listening()
            until_heard(recording)
            assert sound_pids(home) == [voice]
            until(lambda: "sound_back" in window.state()["kinds"])
            window.tell("press pause")
            until_silent(recording)
            stood = window.state()["elapsed"]
            recording.wait_for(1.0)
            assert window.state()["elapsed"] == stood, "the clock stands"
            window.tell("press pause")
            until_heard(recording)
            kinds = window.state()["kinds"]
            assert kinds.count("track_started") == 1, "one piece all along"
            window.kill()
            until(lambda: not sound_pids(home))
            until_silent(recording)
            recording.close()


def test_at_thirty_times_nothing_is_heard_and_the_session_knows_its_music(home: Home, own_server: Path) -> None:
    with sound_server(own_server), WindowProcess(home) as window:
        recording = listening()
        begun(window, "as in a session 30")
        until(lambda: window.state()["elapsed"] > 0 and "track_started" in window.state()["kinds"])
        before = window.state()
        recording.wait_for(10.0)
        after = window.state()
        assert after["elapsed"] - before["elapsed"] > 9 * 30_000
        assert np.abs(recording.stop()).max() == 0
        recording.close()
        assert "music_faded" not in after["kinds"]
    until(lambda: not sound_pids(home))


def test_turned_jumped_and_gone_back_it_sounds_without_a_gap(home: Home, own_server: Path) -> None:
    with sound_server(own_server), WindowProcess(home) as window:
        recording = listening()
        begun(window, "low 1")
        until_heard(recording)
        recording.wait_for(1.0)
        first = recording.seconds
        window.tell("press mark")
        for asked in ("press faster", "press slower", "goal 0", "bookmark 0"):
            window.tell(asked)
            before = window.state()["elapsed"]
            recording.wait_for(4.0)
            assert window.state()["elapsed"] > before
        heard = recording.stop()[round(first * 48_000) :]
        recording.close()
        assert longest_gap(heard) < 0.001
        assert largest_step(heard) < 3 * largest_step(heard[:48_000]), "no click"
    until(lambda: not sound_pids(home))


def largest_step(samples: np.ndarray) -> float:
    """Between two samples."""
    return float(np.abs(np.diff(samples[:, 0])).max())


def test_headphones_that_are_pulled_out_are_silent_until_they_are_back(home: Home, own_server: Path) -> None:
    phones = NullSink()
    settings = home.settings.read_text("utf-8")
    home.settings.write_text(f'{settings}[sound.headphones]\ndevice = "{phones.name}"\n', encoding="utf-8")
    with sound_server(own_server), WindowProcess(home) as window:
        elsewhere = listening()
        with phones:
            recording = Recorder(f"{phones.name}.monitor")
            begun(window, "as in a session 1")
            until_heard(recording)
            recording.stop()
            recording.close()
        until(lambda: "sound_fault" in window.state()["kinds"])
        with phones:
            recording = Recorder(f"{phones.name}.monitor")
            until_heard(recording)
            until(lambda: "sound_back" in window.state()["kinds"])
            recording.close()
        assert np.abs(elsewhere.stop()).max() == 0, "nobody else in the room hears it"
        elsewhere.close()
    until(lambda: not sound_pids(home))
