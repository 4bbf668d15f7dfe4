"""What a file's tags say, by tinytag: taken for a first guess, and never trusted."""

import math
import re
from pathlib import Path
from typing import Any

import tinytag

from kapguide.audio.library.facts import FileFacts
from kapguide.text import clean_text

TEXT_MAX = 4_096
"""Bytes of a text that are kept."""
REPLAYGAIN_LUFS, R128_LUFS = -18.0, -23.0
"""What the two kinds of gain level to (ReplayGain 2.0; RFC 7845, 5.2.1)."""
LONGEST_S = 100 * 3600.0
"""A tag that claims more is a mistake."""


def read_tags(path: str) -> FileFacts:
    """The tags' title, artist, album, genre, length and loudness; nothing where they cannot be read. Never fails."""
    try:
        if not Path(path).is_file():  # a pipe would be waited for
            return FileFacts()
        tag = tinytag.TinyTag.get(path, image=False)
    except Exception:  # noqa: BLE001 - whatever a hostile tag does to a parser, the file may still sound
        return FileFacts()
    other = {str(key).lower(): value for key, value in (tag.other or {}).items()}
    lufs, peak_db = _loudness(other)
    return FileFacts(
        title=_text(tag.title),
        artist=_text(tag.artist),
        album=_text(tag.album),
        genre=_text(tag.genre),
        length_s=_number(tag.duration, 0.0, LONGEST_S) or 0.0,
        lufs=lufs,
        true_peak_db=peak_db,
    )


def _text(value: object) -> str:
    """One line, without controls, of at most TEXT_MAX bytes."""
    if not isinstance(value, str):
        return ""
    line = " ".join(clean_text(value[: 4 * TEXT_MAX]).split())
    return line.encode("utf-8")[:TEXT_MAX].decode("utf-8", "ignore").strip()


def _loudness(other: dict[str, Any]) -> tuple[float | None, float | None]:
    """Loudness and peak after R128_TRACK_GAIN (in 256ths of a dB) or ReplayGain."""
    r128 = _first(other, "r128_track_gain", -32_768.0, 32_767.0)
    gain = _first(other, "replaygain_track_gain", -60.0, 60.0)
    peak = _first(other, "replaygain_track_peak", 1e-6, 100.0)
    peak_db = None if peak is None else 20.0 * math.log10(peak)
    if r128 is not None:
        return R128_LUFS - r128 / 256.0, peak_db
    return (None if gain is None else REPLAYGAIN_LUFS - gain), peak_db


def _first(other: dict[str, Any], name: str, low: float, high: float) -> float | None:
    """The number that the tag `name`, or one that ends so, begins with; None when it has none in that range."""
    for key, value in other.items():
        if key.endswith(name):
            text = str(value[0] if isinstance(value, list) and value else value)
            found = re.match(r"\s*([+-]?\d{1,9}(?:\.\d{1,9})?)", text[:100])
            return _number(float(found[1]), low, high) if found else None
    return None


def _number(value: object, low: float, high: float) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value) if low <= value <= high else None
