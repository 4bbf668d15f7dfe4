"""One file looked at from beginning to end: its tags, its true length, its loudness, its course, what is wrong with it.

It is read as it is played, in blocks, so that memory stays the same whatever the file's length.
"""

from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np

from kapguide.audio.library.facts import DAMAGED, EMPTY, ENDED_EARLY, SILENT, TOO_LONG, FileFacts
from kapguide.audio.library.loudness import Meter
from kapguide.audio.library.overview import Overview
from kapguide.audio.library.tags import read_tags
from kapguide.audio.sound import gate
from kapguide.audio.sound.decoder import UNREADABLE, Block, DecodeError, Decoder, look_at
from kapguide.audio.sound.decoders import folded, open_built_in, open_decoder
from kapguide.audio.sound.mpeg import Mpeg, bare, sound_start
from kapguide.audio.sound.packets import LONGEST_S as PACKET_S
from kapguide.audio.sound.packets import stated_s as packets_s
from kapguide.audio.sound.source import EARLY_S, EARLY_SHARE, HOLES
from kapguide.audio.sound.vlc_decoder import VlcDecoder
from kapguide.audio.sound.vlc_reader import VlcReader

BLOCK_S = 1.0
"""How much is read at a time: between two blocks a scan can be cancelled."""
BLOCK_VALUES = 4_000_000
"""No block holds more values than this, however many channels there are."""
SHORTEST_S = 0.02
"""A file with less sound than this has none."""
SMALL_S = 0.5
"""Holes of no more than this together keep no file out: it dips where it is played."""
QUIET_DB = -90.0
"""Below the smallest step of 16 bits nothing is music."""
LONGEST_S = 24 * 3600.0
"""What is longer does not end: a stream, or a damaged file that repeats."""
_HEAD = 4_096
_ENDLESS = 0x7FFF_0000
PATIENCE_S = 15.0
"""A file is looked at so long before it is read: a process that says nothing for longer counts as hung."""

Tell = Callable[[float], None]


def scan_file(path: str, tell: Tell = lambda _: None) -> FileFacts:
    """Everything about a file. `tell` hears how far it has come in seconds, about each second of sound. Never fails."""
    tags = FileFacts()
    try:
        look_at(path)
        tags = read_tags(path)
        decoder = open_to_scan(path)
    except DecodeError as error:
        return msgspec.structs.replace(tags, measured=True, length_s=0.0, fault=error.code)
    scan = _Scan(path, decoder, tell)
    try:
        return scan.facts(tags, stated_length(path, decoder, tags))
    finally:
        scan.close()


def open_to_scan(path: str) -> Decoder:
    """The decoder that will play it, but not paced: libVLC as fast as it can. Raises DecodeError."""
    first: DecodeError | None = None
    for opener in (_built_in, VlcReader, _as_it_plays):
        try:
            return opener(path)
        except DecodeError as error:
            first = first or error
    raise first or DecodeError(UNREADABLE)


def _built_in(path: str) -> Decoder:
    return open_built_in(path, PATIENCE_S)


def _as_it_plays(path: str) -> Decoder:
    return open_decoder(path, "vlc")


def stated_length(path: str, decoder: Decoder, tags: FileFacts) -> float:
    """How long the file itself says that it is, in seconds; 0 where it does not say it.

    Readers guess the length of MPEG audio and of other bare streams from their size. A WAV that was written while
    nobody knew its length has a size beyond anything.
    """
    try:
        with Path(path).open("rb") as file:
            start = sound_start(file)
            file.seek(start)
            head = file.read(_HEAD)
        if head[:4] == b"RIFF":
            place = head.find(b"data") + 4
            states = place > 4 and 0 < int.from_bytes(head[place : place + 4], "little") < _ENDLESS
        elif bare(head) or (start and head[:4] != b"fLaC"):
            return Mpeg(path).stated_s
        else:
            states = True
    except OSError:
        return 0.0
    return max((decoder.length or 0) / decoder.rate, tags.length_s) if states else 0.0


class _Scan:
    """Reads one decoder to its end, over the holes that it can get over."""

    def __init__(self, path: str, decoder: Decoder, tell: Tell) -> None:
        self._path, self._decoder, self._tell = path, decoder, tell
        self._block = max(1, min(round(BLOCK_S * decoder.rate), BLOCK_VALUES // decoder.channels))
        self._meter = Meter(decoder.rate)
        self._overview = Overview(decoder.rate)
        self._at = self._good = self._holes = self._closely_until = 0
        self._hurtful = False
        """What it holds somewhere is no sound: however small the place, such a file stays out."""

    def facts(self, tags: FileFacts, stated_s: float) -> FileFacts:
        """What was found, and what the tags say. `stated_s` is the length that is held against the file, if any."""
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
        if 0.0 < (kept := packets_s(self._path) - length_s) < PACKET_S and isinstance(self._decoder, VlcReader):
            length_s, good_s = length_s + kept, good_s + kept
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
            fault=self._fault(length_s, good_s, stated_s) or (SILENT if loudness.true_peak_db < QUIET_DB else ""),
            good_s=good_s,
            stated_s=stated_s,
        )

    def _next(self) -> Block:
        """The next frames, none at the end; what is damaged is jumped over in growing steps."""
        while True:
            closely = self._at < self._closely_until
            try:
                return gate.read(self._decoder, self._decoder.rate // 50 if closely else self._block)
            except DecodeError as error:
                self._hurtful |= isinstance(error, gate.NoSound)
                if (closely or not self._look_closely()) and not self._jump():
                    return np.zeros((0, 1), np.float32)

    def _look_closely(self) -> bool:
        """Read the block that is damaged again, bit by bit: much of it may be good."""
        self._closely_until = self._at + 2 * self._block
        return self._open_anew()

    def _jump(self) -> bool:
        """To behind the damaged place. False when there is nothing behind it."""
        length = self._decoder.length
        step_s = 0.1
        while self._holes < HOLES:
            self._holes += 1
            self._at += round(step_s * self._decoder.rate)
            step_s = min(2.0 * step_s, 5.0)
            if length is not None and self._at >= length:
                break
            self._tell(self._at / self._decoder.rate)
            if self._open_anew():
                return True
            if isinstance(self._decoder, VlcReader | VlcDecoder):
                break
        self._holes += 1
        self._at = min(self._at, max(length or 0, self._good))
        return False

    def _open_anew(self) -> bool:
        """A new decoder at this place: libsndfile's cannot move once it has lost its way, and libVLC's need not try."""
        if isinstance(self._decoder, VlcReader | VlcDecoder):
            return False
        try:
            self._decoder.close()
            self._decoder = open_built_in(self._path, PATIENCE_S)
            self._decoder.seek(self._at)
        except DecodeError:
            return False
        return True

    def close(self) -> None:
        self._decoder.close()

    def _fault(self, length_s: float, good_s: float, stated_s: float) -> str:
        if good_s < SHORTEST_S:
            return DAMAGED if self._holes else EMPTY
        if self._hurtful or (self._holes and length_s - good_s > SMALL_S):
            return DAMAGED
        if length_s > LONGEST_S:
            return TOO_LONG
        if stated_s - length_s > max(EARLY_S, stated_s * EARLY_SHARE):
            return ENDED_EARLY
        return ""
