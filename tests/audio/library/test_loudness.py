"""The loudness meter against the standard's own cases and against ffmpeg."""

import subprocess
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from kapguide.audio.library.loudness import SILENT_DB, SILENT_LUFS, Loudness, Meter, integrated, powers
from tests.audio.sounds import RATE, Samples, tone, write


def measured(sound: Samples, rate: int = RATE, block: int = 10_007) -> Loudness:
    meter = Meter(rate)
    for start in range(0, len(sound), block):
        meter.push(sound[start : start + block])
    return meter.finish()


def ffmpeg(path: str, rate: int = RATE, channels: int = 2) -> tuple[float, float]:
    """Integrated loudness and true peak after ffmpeg, whose filters are off at rates below 48 kHz."""
    mono = "true" if channels == 1 else "false"
    measure = f"aresample={max(rate, RATE)},ebur128=peak=true:metadata=1:framelog=verbose:dualmono={mono}"
    peaks = [f"true_peaks_ch{channel}" for channel in range(channels)]
    prints = ",".join(f"ametadata=print:key=lavfi.r128.{key}:file=-" for key in ("I", *peaks))
    command = ["ffmpeg", "-v", "error", "-i", path, "-af", f"{measure},{prints}", "-f", "null", "-"]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    found = dict(line.split("=") for line in said.splitlines() if line.startswith("lavfi"))
    highest = max(float(found[f"lavfi.r128.{peak}"]) for peak in peaks)
    return float(found["lavfi.r128.I"]), float(20.0 * np.log10(highest))


def steps(*levels: tuple[float, float]) -> Samples:
    """A stereo sine of 1 kHz at one level (dBFS) after the other, each for so many seconds."""
    return np.concatenate([tone(1_000, seconds, peak=10 ** (level / 20)) for level, seconds in levels])


@pytest.mark.parametrize(
    ("sound", "lufs"),
    [
        (steps((-23, 20)), -23.0),
        (steps((-33, 20)), -33.0),
        (steps((-36, 10), (-23, 60), (-36, 10)), -23.0),
        (steps((-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)), -23.0),
        (steps((-26, 20), (-20, 20.1), (-26, 20)), -23.0),
    ],
    ids=["case 1", "case 2", "case 3", "case 4", "case 5"],
)
def test_the_ebus_own_loudness_cases(sound: Samples, lufs: float) -> None:
    assert measured(sound).lufs == pytest.approx(lufs, abs=0.1)


@pytest.mark.parametrize(
    ("part", "degrees", "level", "peak"),
    [(4, 0, 0.5, -6.0), (4, 45, 0.5, -6.0), (6, 60, 0.5, -6.0), (8, 67.5, 0.5, -6.0), (4, 45, 1.41, 3.0)],
)
def test_the_ebus_own_true_peak_cases(part: int, degrees: float, level: float, peak: float) -> None:
    """Tech 3341 cases 15 to 19: tones at a part of the sample rate whose peaks lie between the samples."""
    wave = level * np.sin(2 * np.pi * np.arange(RATE) / part + np.radians(degrees))
    ease = np.minimum(1.0, np.minimum(np.arange(RATE), np.arange(RATE)[::-1]) / 480)
    sound = np.repeat((wave * ease)[:, None], 2, axis=1).astype(np.float32)
    assert peak - 0.4 < measured(sound).true_peak_db < peak + 0.2


@pytest.mark.parametrize("rate", [8_000, 22_050, 44_100, 48_000, 96_000, 192_000])
@pytest.mark.parametrize("channels", [1, 2])
def test_it_agrees_with_ffmpeg(rate: int, channels: int, tmp_path: Path) -> None:
    random = np.random.default_rng(rate + channels)
    time = np.arange(6 * rate) / rate
    swell = 0.15 + 0.85 * np.sin(np.pi * time / 6) ** 2
    wave = 0.3 * np.sin(2 * np.pi * 61 * time) + 0.25 * np.sin(2 * np.pi * 2_900 * time)
    sound = swell[:, None] * (wave[:, None] + random.normal(0, 0.03, (len(time), channels)))
    sound[4 * rate : 4 * rate + rate // 8] *= 0.01
    sound = sound.astype(np.float32)
    lufs, peak = ffmpeg(write(tmp_path / "sound.wav", sound, rate, subtype="FLOAT"), rate, channels)
    found = measured(sound, rate)
    assert found.lufs == pytest.approx(lufs, abs=0.1)
    assert found.true_peak_db == pytest.approx(peak, abs=0.2)


def test_it_agrees_with_ffmpeg_on_hard_edges(tmp_path: Path) -> None:
    random = np.random.default_rng(5)
    sound = random.normal(0.0, 0.05, (3 * RATE, 2)).astype(np.float32)
    sound += random.choice([-0.7, 0.0, 0.7], sound.shape, p=[0.001, 0.998, 0.001])
    lufs, peak = ffmpeg(write(tmp_path / "sound.wav", sound, subtype="FLOAT"))
    found = measured(sound)
    assert found.lufs == pytest.approx(lufs, abs=0.1)
    assert found.true_peak_db == pytest.approx(peak, abs=0.2)


def test_one_channel_is_measured_as_it_is_played_from_both_sides() -> None:
    both = steps((-20, 3))
    assert measured(both[:, :1]).lufs == pytest.approx(measured(both).lufs, abs=0.001)


def test_the_size_of_the_blocks_makes_no_difference() -> None:
    sound = (np.random.default_rng(2).normal(0, 0.1, (3 * RATE, 2)) * np.linspace(0, 1, 3 * RATE)[:, None]).astype(
        np.float32
    )
    whole = measured(sound, block=len(sound))
    small = measured(sound, block=997)
    assert small.lufs == pytest.approx(whole.lufs, abs=1e-4)
    assert small.true_peak_db == pytest.approx(whole.true_peak_db, abs=1e-4)
    assert integrated(powers(sound)) == pytest.approx(whole.lufs, abs=1e-4)


def test_silence_and_nothing_are_silent() -> None:
    silent = Loudness(SILENT_LUFS, SILENT_DB)
    assert measured(np.zeros((RATE, 2), np.float32)) == silent
    assert measured(np.zeros((0, 2), np.float32)) == silent


def test_a_bell_shorter_than_the_standard_knows_is_measured_whole() -> None:
    assert measured(tone(1_000, 0.25, peak=0.1)).lufs == pytest.approx(-20.0, abs=0.3)
    assert measured(tone(1_000, 0.05, peak=0.1)).lufs == pytest.approx(-20.0, abs=1.0)


def test_a_quarter_of_an_hour_takes_no_more_memory_than_a_minute() -> None:
    meter, minute = Meter(8_000), tone(300, 60.0, 8_000)
    meter.push(minute)
    tracemalloc.start()
    for _ in range(15):
        meter.push(minute)
    left, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert left < 25_000
    assert meter.finish().lufs == pytest.approx(measured(minute, 8_000).lufs, abs=0.05)
