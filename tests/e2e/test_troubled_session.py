"""A whole session in a real window, in which somebody starts it again, the sound server dies and the disk is full."""

import subprocess
from pathlib import Path

import pytest

from kapguide.paths import Home
from kapguide.session import events as e
from kapguide.store.keys.vault import unlock
from kapguide.store.records import Store
from kapguide.ui.window.second_start import CAME_FORWARD
from tests.support.listening import Recorder, longest_gap, tone_levels_dbfs
from tests.support.practice import PASSPHRASE
from tests.support.small_session import FULL_DBFS, TONES, small_practice
from tests.support.sound_server import MONITOR, address, sound_server
from tests.support.window_process import WindowProcess, second_start, sound_pids, until

TONE = TONES["arrive"][0]


def test_nothing_of_it_is_lost_and_the_music_goes_on(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULSE_SERVER", address(tmp_path))
    monkeypatch.delenv("PULSE_SINK", raising=False)
    protocol = small_practice(home, track_s=300.0)
    with WindowProcess(home) as window:
        with sound_server(tmp_path):
            recording = listening()
            window.begin(protocol)
            until_full(recording)
            begun = recording.seconds
            again = second_start(home)
            assert (again.returncode, again.stdout) == (0, f"{CAME_FORWARD}\n")
            window.tell("note before")
            assert longest_gap(recording.stop()[round(begun * 48_000) :]) < 0.001
        (voice,) = sound_pids(home)
        until(lambda: "sound_fault" in window.state()["kinds"])
        window.tell("note in silence")
        with sound_server(tmp_path):
            recording = listening()
            until_full(recording)
            assert sound_pids(home) == [voice], "it went on by the clock until it could be heard"
            window.tell("disk full")
            for number in range(5):
                window.tell(f"note on a full disk {number} " + "x" * 3_000)
            until(lambda: "NOT SAVED" in window.state()["saving"])
            assert tone_levels_dbfs(recording.wait_for(0.5), TONE).min() > FULL_DBFS - 1.0
            window.tell("disk free")
            until(lambda: "NOT SAVED" not in window.state()["saving"])
            window.tell("note after")
            told = window.state()
            assert told["kinds"].count("track_started") == 1, "one piece all along"
            assert {"sound_fault", "sound_back"} <= set(told["kinds"])
            window.end()
            assert window.quit() == 0
            recording.close()
    until(lambda: not sound_pids(home))
    store = Store.open(home, unlock(home.vault, PASSPHRASE), read_only=True)
    (summary,) = store.sessions()
    log = store.load_session(summary.row.id)[2]
    assert [event.id for event in log][: len(told["ids"])] == told["ids"]
    assert [event.seq for event in log] == list(range(1, len(log) + 1))
    notes = [event.text.rstrip("x ") for event in log if isinstance(event.body, e.NoteAdded)]
    assert notes == ["before", "in silence", *(f"on a full disk {number}" for number in range(5)), "after"]
    assert isinstance(log[-1].body, e.SessionEnded)
    assert store.verify().problems == ()
    store.close()


def listening() -> Recorder:
    """A recording of the server, once it is there."""
    until(lambda: subprocess.run(["pactl", "info"], capture_output=True, check=False).returncode == 0)
    return Recorder(MONITOR)


def until_full(recording: Recorder) -> None:
    """Until the first piece is heard at its own level."""
    until(lambda: tone_levels_dbfs(recording.wait_for(0.2), TONE).min() > FULL_DBFS - 1.0)
