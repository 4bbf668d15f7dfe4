"""The measures are right about sounds whose answer is known, and the recorder hears what is played."""

import subprocess
from collections.abc import Callable

import numpy as np
import pytest

from tests.support import listening
from tests.support.listening import RATE, Recorder, Samples


def tone(hertz: float, seconds: float, dbfs: float = -23.0) -> Samples:
    """A stereo sine whose RMS level is `dbfs`."""
    wave = np.sqrt(2) * 10 ** (dbfs / 20) * np.sin(2 * np.pi * hertz * np.arange(round(seconds * RATE)) / RATE)
    return np.repeat(wave[:, None], 2, axis=1).astype(np.float32)


def crossfade(seconds: float, equal_power: bool) -> Samples:
    """440 Hz alone, then 440 into 550 Hz, then 550 Hz alone."""
    share = np.clip((np.arange(round((seconds + 4) * RATE)) / RATE - 2) / seconds, 0, 1)[:, None]
    rise, fall = (np.sin(share * np.pi / 2), np.cos(share * np.pi / 2)) if equal_power else (share, 1 - share)
    return np.asarray(fall * tone(440, seconds + 4) + rise * tone(550, seconds + 4), dtype=np.float32)


def test_a_level_is_the_rms() -> None:
    assert listening.level_dbfs(tone(440, 1)) == pytest.approx(-23.0, abs=0.01)
    assert listening.level_dbfs(np.zeros((RATE, 2), np.float32)) == listening.SILENCE_DBFS
    assert listening.levels_dbfs(tone(440, 1), 0.1) == pytest.approx([-23.0] * 10, abs=0.05)


def test_the_longest_gap_is_found_to_the_sample() -> None:
    sound = tone(440, 2)
    sound[RATE : RATE + 480] = 0
    assert listening.longest_gap(sound) == pytest.approx(0.010, abs=0.0002)
    assert listening.longest_gap(tone(440, 2)) == 0.0


def test_silence_around_the_sound_is_no_gap() -> None:
    quiet = np.zeros((RATE, 2), np.float32)
    assert listening.longest_gap(np.concatenate([quiet, tone(440, 1), quiet])) == 0.0


def test_a_dropout_is_a_run_of_zeros() -> None:
    sound = tone(441.3, 2) + np.float32(1e-6)
    sound[RATE : RATE + 96] = 0
    ((start, length),) = listening.dropouts(sound)
    assert (start, length) == pytest.approx((1.0, 0.002), abs=1e-4)


def test_an_equal_power_crossfade_is_told_from_a_linear_one() -> None:
    assert listening.crossfade_ripple_db(crossfade(8, equal_power=True), 440, 550) < 0.05
    assert listening.crossfade_ripple_db(crossfade(8, equal_power=False), 440, 550) == pytest.approx(3.0, abs=0.1)


def test_the_length_of_a_crossfade_is_measured() -> None:
    assert listening.crossfade_seconds(crossfade(8, equal_power=True), 440, 550, window=0.1) == pytest.approx(
        8.0, abs=0.01
    )


def test_the_recorder_hears_what_is_played_into_the_tests_own_sink(
    null_sink: str, recorder: Callable[[], Recorder]
) -> None:
    recording = recorder()
    form = ["--format=float32le", f"--rate={RATE}", "--channels=2", "--raw"]
    with subprocess.Popen(["pacat", "--playback", *form], stdin=subprocess.PIPE) as player:
        assert player.stdin is not None
        player.stdin.write(tone(440, 1.5).tobytes())
        player.stdin.close()
        start = recording.wait_for_sound()
        heard = recording.wait_for(0.5)
    assert start < recording.seconds
    assert listening.level_dbfs(heard) == pytest.approx(-23.0, abs=0.3)
    assert listening.longest_gap(recording.stop()) == 0.0
