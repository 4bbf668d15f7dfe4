"""join: two tracks crossfading 8 s in the mixer, and in every player that is there, recorded side by side.

Two tones of 30 s, equally loud. Gap: the longest silence where one gives way to the other. Power: how far the sum of
both tones' powers strays meanwhile (a linear crossfade dips by 3 dB). Length: how far it is from the 8 s asked for,
from where the second tone begins to where the first one ends. Of players that cannot crossfade only the gap is told.
"""

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kapguide.audio.player.player import Item, Programme
from kapguide.audio.player.sound_player import SoundPlayer
from kapguide.paths import private_folder
from measure import peers
from measure.figures import Figure, Outcome, Reference
from measure.sinks import Sink, into, recorded, until
from measure.tones import write_tone
from tests.support.listening import RATE, Samples, crossfade_ripple_db, longest_gap, tone_levels_dbfs

US = "kapguide"
FIRST, SECOND = 400, 700
TONE_S, CROSSFADE_S = 30.0, 8.0
AROUND_S = (TONE_S - CROSSFADE_S - 2.0, TONE_S + CROSSFADE_S + 2.0)
"""After the first sound: the first tone alone, the join wherever a player puts it, the second tone alone."""
PEERS = ("mpd", "audacious", "mpv", "cvlc")
CAN_CROSSFADE = ("mpd", "audacious")
STEP_S = 0.01
PATIENCE_S = 120.0


def measure(folder: Path, outcome: Outcome) -> None:
    """Add the figures of one run, which takes about a minute."""
    music = folder / "music"
    music.mkdir()
    files = [write_tone(music, hertz, TONE_S) for hertz in (FIRST, SECOND)]
    outcome.said += [why for name in PEERS if (why := peers.missing(name))]
    recordings = _record(folder, files, [name for name in PEERS if not peers.missing(name)])
    around = {name: around_join(samples) for name, samples in recordings.items()}
    outcome.said += [f"{name} was not heard to the end, and is left out." for name in around if not len(around[name])]
    outcome.figures += figures({name: samples for name, samples in around.items() if len(samples)})


def figures(around: dict[str, Samples]) -> Iterator[Figure]:
    """The figures of what was recorded around each join."""
    gap = {name: 1000 * longest_gap(samples) for name, samples in around.items()}
    yield Figure("join.gap", gap[US], "ms", most=0.0, references=_others(gap))
    fading = [name for name in around if name == US or name in CAN_CROSSFADE]
    power = {name: crossfade_ripple_db(around[name], FIRST, SECOND) for name in fading}
    yield Figure("join.power", power[US], "dB", most=0.1, references=_others(power))
    off = {name: 1000 * abs(overlap_s(around[name]) - CROSSFADE_S) for name in fading}
    yield Figure("join.length", off[US], "ms off", most=10.0, references=_others(off))


def overlap_s(samples: Samples) -> float:
    """How long both tones are heard, whatever the shape of the crossfade."""
    first, second = (10 ** (tone_levels_dbfs(samples, hertz, STEP_S) / 20) for hertz in (FIRST, SECOND))
    return len(first) * STEP_S - _silent_s(second) - _silent_s(first[::-1])


def _silent_s(factors: npt.NDArray[np.float64]) -> float:
    """When a tone begins that is silent at first, by a line through its first rise, which every shape begins with."""
    share = factors / factors.max()
    begins = int(np.argmax(share > 0.1))
    places = np.flatnonzero(share[:begins] > 0.01)
    if len(places) < 3:
        return begins * STEP_S
    slope, at_zero = np.polyfit((places + 0.5) * STEP_S, share[places], 1)
    return float(-at_zero / slope)


def around_join(samples: Samples) -> Samples:
    """The part of a recording in which the join lies; empty where it does not reach so far."""
    sounding = np.flatnonzero(np.abs(samples).max(axis=1) > 1e-3)
    first, last = (round(each * RATE) for each in AROUND_S)
    if not len(sounding) or sounding[-1] - sounding[0] < last:
        return samples[:0]
    return np.asarray(samples[sounding[0] + first : sounding[0] + last])


def _record(folder: Path, files: list[Path], there: list[str]) -> dict[str, Samples]:
    """Everybody at once, each into a sink of its own."""
    with ExitStack() as leave:
        sinks = {name: Sink(f"join_{name}") for name in (US, *there)}
        recordings = {name: leave.enter_context(recorded(sink, folder / f"{name}.raw")) for name, sink in sinks.items()}
        with into(sinks[US]):
            leave.enter_context(_mixer(folder / "sound", files))
        for name in there:
            with suppress(OSError, subprocess.SubprocessError):  # then nothing is heard of it, and that is said
                leave.enter_context(peers.playing(name, files, sinks[name], folder, CROSSFADE_S))
        begun = recordings[US].seconds
        until(lambda: recordings[US].seconds > begun + AROUND_S[1] + 8.0, PATIENCE_S)
        return {name: recording.stop() for name, recording in recordings.items()}


@contextmanager
def _mixer(folder: Path, files: list[Path]) -> Iterator[SoundPlayer]:
    """Our own sound process, in which the second tone joins the first."""
    player = SoundPlayer(private_folder(folder), lambda report: None)
    player.start(15.0)
    try:
        items = tuple(Item(file.stem, str(file), file.stem, crossfade_s=CROSSFADE_S) for file in files)
        player.programme(Programme(items))
        player.go(items[0].id, 0.5)
        yield player
    finally:
        player.close()


def _others(values: dict[str, float]) -> tuple[Reference, ...]:
    return tuple(Reference(name, value) for name, value in values.items() if name != US)
