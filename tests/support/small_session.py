"""A practice with a short protocol and music of plain tones, for tests that run whole sessions in real time."""

import functools
import io
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import soundfile

from kapguide.audio.track import CAREFUL_DB
from kapguide.paths import Home
from tests.support.practice import new_practice

RATE = 48_000
PEAK = 0.3
FULL_DBFS = float(20 * np.log10(PEAK / np.sqrt(2)))
"""The level of one tone that is not faded."""
LOUDER = float(10 ** (-CAREFUL_DB / 20))
"""Its file is so much louder: a piece that nobody has measured plays carefully."""
Tones = Mapping[str, tuple[float, ...]]
TONES: Tones = {"arrive": (400.0, 500.0), "onset": (700.0,), "peak": (800.0, 900.0), "return": (300.0,)}
"""The frequencies of each slot's tracks: whole periods in 10 ms, so that every tone is blind to the others."""

PROTOCOL = """\
id = "small"
title = "A small session"
version = 1
route = "im"
summary = "For tests."

[[phases]]
id = "preparation"
kind = "preparation"
title = "Arriving"
planned = "5m"
shortest = "0s"
longest = "10m"
music = ["arrive"]
prompts = [
    { at = "0s", title = "Confirm the escort", acknowledge = true },
    { at = "1s", title = "Offer the eye mask", text = "If it is wanted.", acknowledge = true },
]
readings = [{ at = "0s", title = "Vitals before" }]

[[phases]]
id = "dosing"
kind = "dosing"
title = "Onset"
planned = "5m"
shortest = "0s"
longest = "10m"
music = ["onset"]
prompts = [{ at = "0s", title = "Ready for the dose", acknowledge = true }]

[[phases]]
id = "imagery"
kind = "imagery"
title = "Inner journey"
planned = "10m"
shortest = "0s"
longest = "20m"
music = ["peak"]
prompts = [{ at = "0s", title = "Quiet presence", acknowledge = true }]

[[phases]]
id = "integration"
kind = "integration"
title = "Speaking"
planned = "5m"
shortest = "0s"
longest = "10m"
music = ["return"]
prompts = [{ at = "0s", title = "Water and words", acknowledge = true }]
"""

QUICK = {
    "crossfade_s": 1.0,
    "between_phases_s": 1.0,
    "silence_s": 0.6,
    "return_s": 0.6,
    "emergency_s": 0.5,
    "end_s": 0.5,
}
"""Fades of a session that has no time; seconds."""


def small_practice(
    home: Home,
    *,
    track_s: float = 60.0,
    fades: Mapping[str, float] = QUICK,
    tones: Mapping[str, tuple[float, ...]] = TONES,
) -> str:
    """Set up a practice in `home` with its settings and music, each track `track_s` long; the path of its protocol."""
    new_practice(home)
    settings = "".join(f"{name} = {value}\n" for name, value in fades.items())
    playlist = write_music(home.root / "music", track_s, tones)
    home.settings.write_text(f'therapist = "R. Ames"\n[sound]\nplaylist = "{playlist}"\n{settings}', encoding="utf-8")
    home.protocols.mkdir()
    protocol = home.protocols / "small.toml"
    protocol.write_text(PROTOCOL, encoding="utf-8")
    return str(protocol)


def write_music(folder: Path, track_s: float, tones: Tones = TONES) -> Path:
    """FLAC files of one tone each and the playlist that puts them into their slots; its path."""
    folder.mkdir()
    lines = ["#EXTM3U", "#PLAYLIST:Tones"]
    for slot, frequencies in tones.items():
        for hertz in frequencies:
            name = f"{slot}-{hertz:.0f}.flac"
            (folder / name).write_bytes(_flac(hertz, track_s))
            lines += [f"#EXTGRP:{slot}", f"#EXTINF:{track_s},Tone of {hertz:.0f} Hz", name]
    playlist = folder / "tones.m3u8"
    playlist.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return playlist


@functools.cache
def _flac(hertz: float, seconds: float) -> bytes:
    """A tone of whole periods in a second as a file, made once for all the tests that play it."""
    second = (LOUDER * PEAK * np.sin(2 * np.pi * hertz * np.arange(RATE) / RATE)).astype(np.float32)
    file = io.BytesIO()
    # One channel and the least effort: a quarter of the time that the encoder takes for two and a small file.
    soundfile.write(file, np.resize(second, round(seconds * RATE)), RATE, format="FLAC", compression_level=0.0)
    return file.getvalue()
