"""Damaged and hostile files of every kind, played by the real sound process into a sink that is recorded.

Nothing above the cap is heard, whatever a file holds, as music or as a spoken line; the next piece is heard each time;
and what is no sound is named.
"""

import os
import random
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import soundfile

from attack.tally import Tally
from kapguide.audio.player import player as p
from kapguide.audio.player.sound_player import SoundPlayer
from kapguide.audio.sound.ramps import amplitude
from kapguide.paths import private_folder
from tests.audio.studio import Ear
from tests.support.listening import RATE, Recorder, tone_levels_dbfs
from tests.support.null_sink import NullSink

FILES = 80
CAP_DB = -20.0
ABOVE = 1.0001
"""What the sink's own arithmetic may add."""
GOOD_HZ = 400.0
SECONDS = 1.6
PATIENCE_S = 15.0
NO_SOUND = {
    "nan": float("nan"),
    "inf": float("inf"),
    "minus-inf": float("-inf"),
    "1e30": 1e30,
    "minus-1e30": -1e30,
    "3e38": 3e38,
    "int-scaled": 30_000.0,
}
FLOATS = (("wav", "FLOAT"), ("wav", "DOUBLE"), ("aiff", "FLOAT"), ("w64", "FLOAT"), ("caf", "FLOAT"), ("au", "DOUBLE"))
INTEGERS = (("wav", "PCM_16"), ("flac", "PCM_16"), ("ogg", "VORBIS"), ("mp3", "MPEG_LAYER_III"), ("aiff", "PCM_24"))

Make = Callable[[Path, random.Random], Path]


def _wave(chance: random.Random, channels: int = 2, rate: int = RATE, peak: float = 0.9) -> np.ndarray:
    turn = 2 * np.pi * chance.uniform(600.0, 900.0) * np.arange(round(SECONDS * rate)) / rate
    return np.repeat((peak * np.sin(turn))[:, None], channels, axis=1)


def _no_sound(value: float, form: tuple[str, str], share: str, rate: int) -> Make:
    def make(folder: Path, chance: random.Random) -> Path:
        wave = _wave(chance, rate=rate)
        at = chance.randrange(len(wave) // 4, len(wave) // 2)
        if share == "one":
            wave[at, chance.randrange(2)] = value
        elif share == "many":
            wave[at : at + rate // 5 : chance.randint(1, 50)] = value
        else:
            wave[:] = value
        path = folder / f"hurtful.{form[0]}"
        soundfile.write(path, wave if form[1] == "DOUBLE" else wave.astype(np.float32), rate, subtype=form[1])
        return path

    return make


def _denormals(folder: Path, chance: random.Random) -> Path:
    path = folder / "denormals.wav"
    soundfile.write(path, np.full((RATE, 2), 1e-42, np.float32), RATE, subtype="FLOAT")
    return path


def _flipped(form: tuple[str, str]) -> Make:
    def make(folder: Path, chance: random.Random) -> Path:
        path = _written(folder, chance, form)
        data = bytearray(path.read_bytes())
        for _ in range(chance.choice((1, 10, 200))):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        path.write_bytes(bytes(data))
        return path

    return make


def _cut(form: tuple[str, str]) -> Make:
    def make(folder: Path, chance: random.Random) -> Path:
        path = _written(folder, chance, form)
        data = path.read_bytes()
        kept, hole = chance.randrange(len(data)), chance.randrange(1, 5_000)
        path.write_bytes(data[:kept] if chance.random() < 0.5 else data[:kept] + bytes(hole) + data[kept + hole :])
        return path

    return make


def _written(folder: Path, chance: random.Random, form: tuple[str, str]) -> Path:
    path = folder / f"damaged.{form[0]}"
    channels = chance.choice((1, 2)) if form[0] == "mp3" else chance.choice((1, 2, 6))
    soundfile.write(path, _wave(chance, channels), RATE, subtype=form[1])
    return path


def _nonsense(ending: str) -> Make:
    def make(folder: Path, chance: random.Random) -> Path:
        path = folder / f"nonsense.{ending}"
        path.write_bytes(chance.randbytes(chance.choice((0, 1, 100, 40_000))))
        return path

    return make


def _header(folder: Path, chance: random.Random) -> Path:
    """A WAV whose header says what it likes, over bytes that are anything."""
    path = folder / "header.wav"
    channels, rate = chance.choice((0, 1, 2, 300, 1_024)), chance.choice((0, 1, 999, 8_000, 768_000, 2**31 - 1))
    kind, bits = chance.choice(((1, 8), (1, 16), (3, 32), (3, 64), (1, 32)))
    form = struct.pack("<HHIIHH", kind, channels, rate, rate * channels * bits // 8 % 2**32, 8, bits)
    data = chance.randbytes(60_000)
    sizes = [chance.choice((0, 36 + len(data), 2**32 - 1)), chance.choice((0, len(data), 2**32 - 1))]
    head = b"RIFF" + struct.pack("<I", sizes[0]) + b"WAVEfmt " + struct.pack("<I", 16) + form
    path.write_bytes(head + b"data" + struct.pack("<I", sizes[1]) + data)
    return path


def _no_file(folder: Path, chance: random.Random) -> Path:
    path = folder / "thing.wav"
    kind = chance.randrange(4)
    if kind == 0:
        path.mkdir()
    elif kind == 1:
        os.mkfifo(path)
    elif kind == 2:
        path.symlink_to(path)
    return path if kind != 3 else folder / ("x" * 3_000 + "/") / "y.wav"


def _kinds(chance: random.Random) -> Iterator[tuple[str, Make, bool]]:
    """What to make, without end: a name, how it is made, and whether it must be named."""
    while True:
        for word, value in NO_SOUND.items():
            share, form, rate = (
                chance.choice(("one", "many", "all")),
                chance.choice(FLOATS),
                chance.choice((RATE, 44_100)),
            )
            yield f"{word} {share} {form[1]}.{form[0]} {rate}", _no_sound(value, form, share, rate), True
        for form in INTEGERS:
            yield f"flipped {form[0]}", _flipped(form), False
            yield f"cut {form[0]}", _cut(form), False
        yield "denormals", _denormals, False
        yield "header", _header, False
        yield "header", _header, False
        yield "no file", _no_file, True
        yield (
            f"nonsense {(ending := chance.choice(('wav', 'mp3', 'flac', 'ogg', 'm4a', 'wma')))}",
            _nonsense(ending),
            True,
        )


class Bench:
    """A sound process under the cap, a good piece, and ears at the sink."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        turn = 2 * np.pi * GOOD_HZ * np.arange(120 * RATE) / RATE
        good = folder / "good.wav"
        soundfile.write(good, 0.5 * np.sin(turn), RATE, subtype="PCM_16")
        self.good = p.Item("good", str(good), "good", crossfade_s=0.3)
        self.ear = Ear()
        self.sound = private_folder(folder / "sound")
        self.player = SoundPlayer(self.sound, self.ear, cap_db=CAP_DB)

    def hears_good(self, recording: Recorder) -> bool:
        """Wait until the good piece is heard again."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            if float(tone_levels_dbfs(recording.wait_for(0.1), GOOD_HZ)[-1]) > CAP_DB - 20.0:
                return True
        return False

    def strike(self, recording: Recorder, path: Path, spoken: bool) -> tuple[float, bool]:
        """Play it; the highest sample that was heard until the good piece is heard again, and whether it was."""
        start = round(recording.seconds * RATE)
        if spoken:
            self.player.voice(str(path), 24.0)
            ended = self._waits_for(p.VoiceDone)
        else:
            begun = len(self.ear.of(p.TrackBegan))
            bad = p.Item("bad", str(path), "bad", gain_db=24.0, crossfade_s=0.3)
            self.player.programme(p.Programme((bad, self.good), 1))
            self.player.go("bad", 0.1)
            ended = self._good_begins(begun)
        heard = ended and self.hears_good(recording)
        return float(np.abs(recording.samples()[start:]).max(initial=0.0)), heard

    def _waits_for(self, kind: type[object]) -> bool:
        try:
            self.ear.wait_for(kind, len(self.ear.of(kind)) + 1, PATIENCE_S)
        except AssertionError:
            return False
        return True

    def _good_begins(self, begun: int) -> bool:
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            started = self.ear.of(p.TrackBegan)
            if len(started) > begun and started[-1].item.id == "good":
                return True
            try:
                self.ear.wait_for(p.TrackBegan, len(started) + 1, end - time.monotonic())
            except AssertionError:
                break
        return False

    def errors(self) -> str:
        """What the sound process wrote of its own mistakes."""
        log = self.sound / "errors.log"
        return log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""


def attack(folder: Path, seed: int, files: int = FILES) -> list[Tally]:
    """So many files, each in its turn as the next piece, every fourth of them as a spoken line."""
    chance = random.Random(seed)
    tally = Tally("hurtful files, heard")
    with NullSink() as sink:
        os.environ["PULSE_SINK"] = sink.name
        bench = Bench(folder)
        with closing(bench.player), closing(Recorder(f"{sink.name}.monitor")) as recording:
            bench.player.start(15.0)
            bench.player.programme(p.Programme((bench.good,)))
            bench.player.go("good", 0.1)
            bench.hears_good(recording)
            for number, (kind, make, named) in zip(range(files), _kinds(chance), strict=False):
                place = folder / str(number)
                place.mkdir()
                _strike(tally, bench, recording, f"{number} {kind}", make(place, chance), named, number % 4 == 3)
        if "Traceback" in (errors := bench.errors()):
            tally.tracebacks.append(errors[-2_000:])
    return [tally]


def _strike(tally: Tally, bench: Bench, recording: Recorder, words: str, path: Path, named: bool, spoken: bool) -> None:
    tally.tried += 1
    words += " spoken" * spoken
    faults, restarts = len(bench.ear.of(p.Fault)), len(bench.ear.of(p.SoundRestarted))
    peak, heard = bench.strike(recording, path, spoken)
    if peak > amplitude(CAP_DB) * ABOVE:
        tally.lost.append(f"{words}: {peak:.3f} is above the cap")
    if not heard:
        tally.lost.append(f"{words}: the next piece is not heard")
    if named and len(bench.ear.of(p.Fault)) == faults:
        tally.unnamed.append(words)
    if len(bench.ear.of(p.SoundRestarted)) > restarts:
        tally.tracebacks.append(f"{words}: the sound process ended")
