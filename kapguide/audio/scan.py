"""One file looked at from beginning to end: its tags, its true length, its loudness, its course, what is wrong with it.

It is read as it is played, in blocks, so that memory stays the same whatever the file's length.
"""

from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np

from kapguide.audio.facts import DAMAGED, EMPTY, ENDED_EARLY, TOO_LONG, UNREADABLE, Facts
from kapguide.audio.loudness import Meter
from kapguide.audio.overview import Overview
from kapguide.audio.sound.decoders import Block, DecodeError, Decoder, SoundFileDecoder, folded, look_at, open_decoder
from kapguide.audio.sound.mpeg import STATED, sound_start
from kapguide.audio.sound.source import EARLY_S, EARLY_SHARE, HOLES
from kapguide.audio.tags import read_tags
from kapguide.audio.vlc_reader import VlcReader

BLOCK_S = 1.0
BLOCK_VALUES = 4_000_000
"""No block holds more values than this, however many channels there are."""
SHORTEST_S = 0.02
LONGEST_S = 24 * 3600.0
_HEAD = 4_096
_ENDLESS = 0x7FFF_0000

Tell = Callable[[float], None]
Open = Callable[[str], Decoder]


def scan_file(path: str, tell: Tell = lambda _: None) -> Facts:
    """Everything about a file. `tell` hears how far it has come in seconds, about each second of sound. Never fails."""
    tags = read_tags(path)
    try:
        decoder = open_to_scan(path)
    except DecodeError as error:
        return msgspec.structs.replace(tags, measured=True, length_s=0.0, fault=error.code)
    scan = _Scan(path, decoder, tell)
    try:
        return scan.facts(tags, states_length(path))
    finally:
        scan.close()


def open_to_scan(path: str) -> Decoder:
    """The decoder that will play it, but not paced: libVLC as fast as it can. Raises DecodeError.

    libsndfile guesses the length of MPEG audio that does not state it, and reads no further: libVLC reads to the end.
    """
    look_at(path)
    openers: tuple[Open, ...] = (SoundFileDecoder, VlcReader) if states_length(path) else (VlcReader, SoundFileDecoder)
    first: DecodeError | None = None
    for opener in (*openers, _as_it_plays):
        try:
            return opener(path)
        except DecodeError as error:
            first = first or error
    raise first or DecodeError(UNREADABLE)


def _as_it_plays(path: str) -> Decoder:
    return open_decoder(path, "vlc")


def states_length(path: str) -> bool:
    """Whether what readers take for the length is what the file says, and can be held against it.

    MPEG audio says it only in a Xing, Info or VBRI header; without one readers guess from the size, and are far off
    where the bit rate changes. A WAV that was written while nobody knew its length has a size beyond anything.
    """
    try:
        with Path(path).open("rb") as file:
            head = file.read(10)
            start = sound_start(head)
            file.seek(start)
            head = file.read(_HEAD)
    except OSError:
        return False
    if head[:4] == b"RIFF":
        place = head.find(b"data") + 4
        return place > 4 and 0 < int.from_bytes(head[place : place + 4], "little") < _ENDLESS
    mpeg = start > 0 or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0)
    return not mpeg or any(name in head for name in (*STATED, b"fLaC"))


class _Scan:
    """Reads one decoder to its end, over the holes that it can get over."""

    def __init__(self, path: str, decoder: Decoder, tell: Tell) -> None:
        self._path, self._decoder, self._tell = path, decoder, tell
        self._block = max(1, min(round(BLOCK_S * decoder.rate), BLOCK_VALUES // decoder.channels))
        self._meter = Meter(decoder.rate)
        self._overview = Overview(decoder.rate)
        self._at = self._good = self._holes = 0

    def facts(self, tags: Facts, stated: bool) -> Facts:
        """What was found, and what the tags say. `stated` is whether the length that they and the decoder state can be
        held against the file."""
        rate = self._decoder.rate
        while len(block := self._next()):
            self._at += len(block)
            self._good += len(block)
            heard = block if block.shape[1] == 1 else folded(block)
            self._meter.push(heard)
            self._overview.push(heard)
            self._tell(self._at / rate)
            if self._at > LONGEST_S * rate:
                break
        length_s, good_s = self._at / rate, self._good / rate
        stated_s = max((self._decoder.length or 0) / rate, tags.length_s) if stated else 0.0
        loudness = self._meter.finish()
        return msgspec.structs.replace(
            tags,
            length_s=length_s,
            lufs=round(loudness.lufs, 2),
            true_peak_db=round(loudness.true_peak_db, 2),
            overview=self._overview.finish(),
            rate=rate,
            channels=self._decoder.channels,
            measured=True,
            fault=self._fault(length_s, good_s, stated_s),
            good_s=good_s,
            stated_s=stated_s,
        )

    def _next(self) -> Block:
        """The next frames, none at the end; what is damaged is jumped over in growing steps."""
        while True:
            try:
                return self._decoder.read(self._block)
            except DecodeError:
                if not self._jump():
                    return np.zeros((0, 1), np.float32)

    def _jump(self) -> bool:
        """To behind the damaged place, by a new decoder: libsndfile's cannot move once it has lost its way. False when
        there is nothing behind it."""
        length = self._decoder.length or 0
        step_s = 0.1
        while self._holes < HOLES and isinstance(self._decoder, SoundFileDecoder):
            self._holes += 1
            self._at += round(step_s * self._decoder.rate)
            step_s = min(2.0 * step_s, 5.0)
            if self._at >= length:
                break
            self._tell(self._at / self._decoder.rate)
            try:
                self._decoder.close()
                self._decoder = SoundFileDecoder(self._path)
                self._decoder.seek(self._at)
            except DecodeError:
                continue
            return True
        self._holes += 1
        self._at = min(self._at, max(length, self._good))
        return False

    def close(self) -> None:
        self._decoder.close()

    def _fault(self, length_s: float, good_s: float, stated_s: float) -> str:
        if good_s < SHORTEST_S:
            return DAMAGED if self._holes else EMPTY
        if self._holes:
            return DAMAGED
        if length_s > LONGEST_S:
            return TOO_LONG
        if stated_s - length_s > max(EARLY_S, stated_s * EARLY_SHARE):
            return ENDED_EARLY
        return ""
