"""The sound process, heard: a real child plays into a sink that is recorded, and is killed, taken over and starved."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import numpy as np
import pytest

from kapguide.audio.player import player as p
from tests.audio.sounds import wait_until, write
from tests.audio.studio import Ear, Record, Studio, playing, silences
from tests.support import listening
from tests.support.busy import busy
from tests.support.sound_server import address, sound_server


def test_a_crossfade_is_heard_without_gap_or_dip_and_as_long_as_asked(studio: Studio, recorder: Record) -> None:
    recording = recorder()
    playing(studio, studio.tone("a", 400, 5.0), studio.tone("b", 1000, 60.0, crossfade_s=2.0))
    recording.wait_for_sound()
    studio.ear.wait_for(p.TrackEnded)
    recording.wait_for(1.3)
    heard = recording.stop()
    start = int(np.flatnonzero(np.abs(heard[:, 0]) > 0.01)[0])
    passage = heard[start + 48_000 * 2 : start + 48_000 * 6]
    assert listening.dropouts(passage) == []
    assert listening.crossfade_ripple_db(passage, 400, 1000) < 0.1
    assert listening.crossfade_seconds(passage, 400, 1000) == pytest.approx(2.0, abs=0.010)


def test_a_killed_process_is_back_at_the_same_place_within_a_second(studio: Studio, recorder: Record) -> None:
    recording = recorder()
    slope = np.repeat(np.linspace(0.1, 0.9, 48_000 * 40, dtype=np.float32)[:, None], 2, axis=1)
    item = p.Item("slope", write(studio.root / "slope.wav", slope, subtype="FLOAT"), "slope")
    player = playing(studio, item)
    player.level(-6.0)
    recording.wait_for_sound()
    recording.wait_for(2.0)
    os.kill(studio.pid(), signal.SIGKILL)
    restarted = studio.ear.wait_for(p.SoundRestarted)
    recording.wait_for(1.5)
    heard = recording.stop()
    within_s = 1.0 * busy()
    assert restarted.after_ms < 1_000 * within_s
    [gap] = silences(heard)
    assert gap < within_s
    start, length = listening.gaps(heard, -50.0, 0.02)[0]
    before, after = round(start * 48_000), round((start + length) * 48_000) + 24_000
    went_on = (float(heard[after, 0]) - float(heard[before - 2_000, 0])) / 0.5012 / 0.8 * 40
    assert went_on == pytest.approx(0.54, abs=0.7)
    assert [report.item.id for report in studio.ear.of(p.TrackBegan)] == ["slope"]
    assert player.status().master_db == pytest.approx(-6.0)


def test_a_process_that_hangs_is_replaced_though_it_lives(studio: Studio, recorder: Record) -> None:
    recording = recorder()
    player = playing(studio, studio.tone("a", 400, 60.0))
    recording.wait_for_sound()
    recording.wait_for(1.0)
    hung = studio.pid()
    os.kill(hung, signal.SIGSTOP)
    studio.ear.wait_for(p.SoundRestarted)
    wait_until(lambda: player.status().state == "playing")
    recording.wait_for(1.0)
    assert studio.pid() != hung
    assert max(silences(recording.stop())) < 1.6 * busy()


def test_a_start_finds_a_process_that_hangs_and_replaces_it(studio: Studio) -> None:
    playing(studio, studio.tone("a", 400, 60.0)).detach()
    hung = studio.pid()
    os.kill(hung, signal.SIGSTOP)
    player = studio.player(Ear())
    assert not player.start(15.0)
    assert studio.pid() != hung


def test_a_process_with_a_late_heartbeat_is_left_alone(studio: Studio) -> None:
    """A window that is held up for seconds hears nothing meanwhile, and must not take that for silence."""
    player = playing(studio, studio.tone("a", 400, 60.0))
    pid = studio.pid()
    program = "import os, signal, sys, threading; os.kill(int(sys.argv[1]), signal.SIGSTOP)\n"
    program += "threading.Event().wait(3); os.kill(int(sys.argv[1]), signal.SIGCONT)"
    subprocess.run([sys.executable, "-c", program, str(os.getpid())], timeout=30, check=True)
    before = player.status().rendered
    wait_until(lambda: player.status().rendered > before)
    assert studio.pid() == pid
    assert studio.ear.of(p.SoundRestarted) == []


PARENT = """
import sys, threading
from pathlib import Path
import msgspec
from kapguide.audio.player.player import Programme, TrackBegan
from kapguide.audio.player.sound_player import SoundPlayer
started = threading.Event()
player = SoundPlayer(Path(sys.argv[1]), lambda report: isinstance(report, TrackBegan) and started.set())
player.start(15.0)
programme = msgspec.json.decode(sys.argv[2], type=Programme)
player.programme(programme)
player.go(programme.items[0].id, 0.3)
assert started.wait(10)
print("playing", flush=True)
threading.Event().wait()
"""


def test_the_music_goes_on_across_a_tracks_end_when_its_window_is_killed(studio: Studio, recorder: Record) -> None:
    recording = recorder()
    programme = p.Programme((studio.tone("a", 400, 4.0), studio.tone("b", 1000, 60.0)))
    command = [sys.executable, "-c", PARENT, str(studio.folder), msgspec.json.encode(programme).decode()]
    environment = dict(os.environ, PYTHONPATH=str(Path(p.__file__).parents[3]))
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, start_new_session=True) as window:
        assert window.stdout is not None
        assert window.stdout.readline() == b"playing\n"
        recording.wait_for_sound()
        os.killpg(window.pid, signal.SIGKILL)
    recording.wait_for(4.5)
    player = studio.player()
    began = time.monotonic()
    assert player.start(15.0)
    assert time.monotonic() - began < 1.0 * busy()
    assert player.status().item == "b"
    player.fade(True, 0.5)
    wait_until(lambda: player.status().state == "silent")
    recording.wait_for(1.0)
    heard = recording.stop()
    start = int(np.flatnonzero(np.abs(heard[:, 0]) > 0.01)[0])
    assert silences(heard) == []
    assert listening.level_dbfs(heard[-12_000:]) < -90.0
    assert listening.crossfade_ripple_db(heard[start + 48_000 : start + 220_000], 400, 1000) < 0.1


def test_a_process_taken_over_is_put_back_like_ones_own(studio: Studio) -> None:
    first = playing(studio, studio.tone("a", 400, 60.0), studio.tone("b", 1000, 60.0))
    first.detach()
    ear = Ear()
    second = studio.player(ear)
    assert second.start(15.0)
    os.kill(studio.pid(), signal.SIGKILL)
    ear.wait_for(p.SoundRestarted)
    wait_until(lambda: second.status().state == "playing")
    assert (second.status().item, second.status().next) == ("a", "b")


def test_two_windows_have_one_voice_and_the_newer_one_steers(studio: Studio, recorder: Record) -> None:
    recording = recorder()
    first = playing(studio, studio.tone("a", 400, 60.0))
    pid = studio.pid()
    second = studio.player(Ear())
    assert second.start(15.0)
    studio.ear.wait_for(p.TakenOver)
    first.fade(True, 0.1)
    recording.wait_for(1.0)
    assert studio.pid() == pid
    level = listening.level_dbfs(recording.stop()[-24_000:])
    assert level == pytest.approx(20 * np.log10(0.3 / np.sqrt(2)), abs=0.1)
    assert (
        subprocess.run([sys.executable, "-m", "kapguide", "sound-process", str(studio.folder)], timeout=20).returncode
        == 3
    )


def test_broken_tracks_are_passed_over_unheard(studio: Studio, recorder: Record) -> None:
    missing, noise, cut = (
        studio.tone(name, 700, 12.0, length_s=12.0, measured=True) for name in ("missing", "noise", "cut")
    )
    Path(missing.path).unlink()
    Path(noise.path).write_bytes(np.random.default_rng(2).bytes(100_000))
    Path(cut.path).write_bytes(Path(cut.path).read_bytes()[: 48_000 * 8 * 3])
    recording = recorder()
    playing(studio, studio.tone("a", 400, 3.0), missing, noise, cut, studio.tone("c", 1000, 60.0, crossfade_s=1.0))
    recording.wait_for_sound()
    studio.ear.wait_for(p.TrackEnded, 2)
    recording.wait_for(1.2)  # what the sound server still holds is heard by then
    heard = recording.stop()
    codes = [(fault.item, fault.code) for fault in studio.ear.of(p.Fault)]
    # On a busy machine there may be no time left to find out what is wrong with the noise.
    assert codes in [[("missing", "missing"), ("noise", why), ("cut", "ended_early")] for why in ("unreadable", "slow")]
    assert silences(heard) == []
    assert listening.tone_levels_dbfs(heard, 1000)[-1] == pytest.approx(-13.5, abs=0.5)


def test_going_to_a_broken_track_is_followed_by_the_next_within_a_second(studio: Studio, recorder: Record) -> None:
    recording = recorder()
    gone = p.Item("gone", str(studio.root / "gone.flac"), "gone")
    player = playing(studio, studio.tone("a", 400, 60.0), gone, studio.tone("c", 1000, 60.0))
    recording.wait_for_sound()
    asked = time.monotonic()
    player.go("gone", 1.0)
    assert studio.ear.wait_for(p.TrackBegan, 2).item.id == "c"
    assert time.monotonic() - asked < 1.0 * busy()
    assert studio.ear.of(p.Fault)[0].code == "missing"


def test_without_a_sound_server_time_goes_on_and_its_return_is_heard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULSE_SERVER", address(tmp_path))
    monkeypatch.delenv("PULSE_SINK", raising=False)
    (tmp_path / "studio").mkdir()
    with contextlib.closing(Studio(tmp_path / "studio")) as studio:
        player = playing(studio, studio.tone("a", 400, 120.0))
        studio.ear.wait_for(p.OutputLost)
        place, seen = player.status().position_s, time.monotonic()
        wait_until(lambda: player.status().position_s > place + 2.0)
        assert time.monotonic() - seen == pytest.approx(2.0, abs=0.5)
        assert player.status().output == p.SILENT_OUTPUT
        for number in (1, 2):
            with sound_server(tmp_path):
                studio.ear.wait_for(p.OutputBack, number, patience=30.0)
                place, seen = player.status().position_s, time.monotonic()
                wait_until(lambda place=place: player.status().position_s > place + 1.0)
                assert player.status().output != p.SILENT_OUTPUT
            gone = time.monotonic()
            studio.ear.wait_for(p.OutputLost, number + 1)
            assert time.monotonic() - gone < 0.9 * busy()
        assert studio.ear.of(p.SoundRestarted) == []
        assert player.status().item == "a"


def test_it_is_small(studio: Studio) -> None:
    playing(studio, studio.tone("a", 400, 60.0), studio.tone("b", 1000, 60.0))
    wait_until(lambda: studio.players[0].status().next == "b")
    status = Path(f"/proc/{studio.pid()}/status").read_text()
    kilobytes = int(status.split("VmRSS:")[1].split()[0])
    assert kilobytes < 60_000
