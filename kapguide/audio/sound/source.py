"""A file on its way to a deck: opened, decoded, brought to 48 kHz stereo and held 10 s ahead by a thread of its own."""

import ctypes
import functools
import logging
import threading
from collections import deque
from collections.abc import Callable

import numpy as np
import soxr

from kapguide.audio.sound import gate
from kapguide.audio.sound.decoder import DAMAGED, EMPTY, UNREADABLE, Block, DecodeError, Decoder
from kapguide.audio.sound.decoders import folded
from kapguide.audio.sound.ramps import RATE, SHORTEST

log = logging.getLogger(__name__)

DRY, DRYING = 4 * RATE, RATE
"""When nothing has come for as long as what is in hand will last, at least DRYING, and no more than DRY is left, then
that is taken for the end: on a drive that hangs the music goes over to another piece while it still sounds."""
SPARE = RATE // 10
"""Of what is in hand then, this much is not counted on: blocks do not end where a crossfade does."""
AHEAD, WAITING_AHEAD = 10 * RATE, 3 * RATE
"""How much is decoded in advance while it sounds, and while it waits its turn."""
REFILL = RATE
"""So much has been played before more is decoded: the thread that decodes is not woken for each block of the mix."""
ENOUGH = RATE // 2
"""A deck can be raised when this much is decoded, or all of it."""
BLOCK_S = 0.25
"""So much is decoded at once."""
BLOCK_VALUES = 1_000_000
"""No block holds more values than this, however many channels there are."""
ENDED_EARLY = "ended_early"
"""Fault: the file ends far before the length that it states, or that is known of it."""
EARLY_S, EARLY_SHARE = 2.0, 0.02
"""Seconds and share of the length: what is missing must be more than both, as stated lengths are rounded."""
HOLES = 40
"""A file with more damaged places than this is given up."""

Open = Callable[[str], Decoder]


class FileSource:
    """Frames of one file. `read` never waits; what is not there yet is silence, and an underrun.

    `changed` is called, on the decoding thread, when the file turns out to give nothing.
    """

    def __init__(
        self,
        path: str,
        opener: Open,
        at_s: float = 0.0,
        length_s: float = 0.0,
        changed: Callable[[], None] = lambda: None,
        *,
        measured: bool = False,
    ) -> None:
        """`length_s` counts where it was `measured`; one that a playlist claims does not."""
        self._path, self._open, self._at_s = path, opener, at_s
        self._measured_s = length_s if measured else 0.0
        self._tell = changed
        self._changed = threading.Condition()  # between the decoding thread and the mixer's, which never waits for it
        self._blocks: deque[Block] = deque()
        self._buffered = 0
        self._given = self._given_at_last = 0
        self._start = frames_at(at_s)
        self._length: int | None = None
        self._ahead = WAITING_AHEAD
        self._ended = self._closed = self._hungry = False
        self._faults: deque[str] = deque()
        self.failed: str | None = None
        self.opening = True
        """The system has not yet answered whether there is such a file: on a drive that hangs it may never do."""
        self.underruns = 0
        self.starving = 0
        """Frames missed in a row until now."""
        try:
            threading.Thread(target=self._run, name="decode", daemon=True).start()
        except RuntimeError:  # the system has no thread to give
            self.failed, self.opening = UNREADABLE, False

    @property
    def ready(self) -> bool:
        """Enough is decoded to be heard."""
        with self._changed:
            return self._buffered >= ENOUGH or (self._ended and self._buffered > 0)

    @property
    def position(self) -> int:
        """The frame of the file that is given out next, at 48 kHz."""
        return self._start + self._given

    def position_before(self, count: int) -> int:
        """The frame that was given out `count` frames ago, or the first one: before it nothing of it was heard."""
        return self.position - min(count, self._given)

    @property
    def length(self) -> int | None:
        """Frames in the whole file at 48 kHz, as far as is known."""
        with self._changed:
            return self._start + self._given + self._buffered if self._ended else self._length

    @property
    def left(self) -> int | None:
        """Frames still to come, None when not known; exact once the end is decoded."""
        with self._changed:
            if self._ended:
                return self._buffered
            if self._is_dry():
                return max(1, self._buffered - SPARE)
            if self._length is None:
                return None
            return max(self._length - self.position, self._buffered)

    @property
    def dry(self) -> bool:
        """Nothing more comes, though this is not the end."""
        with self._changed:
            return not self._ended and self._is_dry()

    def _is_dry(self) -> bool:
        return self._buffered <= min(DRY, self._given - self._given_at_last) and (
            self._given - self._given_at_last >= DRYING
        )

    def begin(self) -> None:
        """It sounds from now on: decode as far ahead as that takes."""
        with self._changed:
            self._ahead = AHEAD
            self._changed.notify()

    def fault(self) -> str | None:
        """The next fault that was met and got over, by its code."""
        return self._faults.popleft() if self._faults else None

    def read(self, count: int) -> Block:
        """The next `count` frames, [count, 2], the place of what is missing silent."""
        out = np.zeros((count, 2), np.float32)
        with self._changed:
            done = self._take(out)
            if done < count and not self._ended:
                self._starve(out, done)
            elif done and self._hungry:
                ease_in(out)
                self._hungry, self.starving = False, 0
            if self._buffered <= self._ahead - REFILL:
                self._changed.notify()
        return out

    def _take(self, out: Block) -> int:
        done = 0
        while done < len(out) and self._blocks:
            block = self._blocks[0]
            part = min(len(block), len(out) - done)
            out[done : done + part] = block[:part]
            if part == len(block):
                self._blocks.popleft()
            else:
                self._blocks[0] = block[part:]
            done += part
        self._buffered -= done
        self._given += done
        return done

    def _starve(self, out: Block, done: int) -> None:
        """The decoder is late: no step down, and none up when it is back."""
        if self._hungry:
            ease_in(out[:done])
        ease_out(out[:done])
        self.underruns += not self._hungry
        self._hungry = True
        self.starving += len(out) - done

    def close(self) -> None:
        """Let go of the file; the thread does it, so that a slow disk holds up nobody."""
        with self._changed:
            self._closed = True
            self._changed.notify()

    def _run(self) -> None:
        try:
            decoder = self._open(self._path)
        except DecodeError as error:
            self.failed = error.code
        except Exception:
            log.exception("opening was broken off")
            self.failed = UNREADABLE
        finally:
            self.opening = False
        if self.failed is None:
            try:
                self._decode(decoder)
            except Exception:
                # Whatever a reader meets, the music must not wait for a thread that has gone.
                log.exception("reading was broken off")
                self._faults.append(DAMAGED)
                self._finish()
            finally:
                decoder.close()
                give_back()
        if self.failed is not None and not self._closed:
            self._tell()

    def _decode(self, decoder: Decoder) -> None:
        pipe = _Pipe(decoder)
        told = (decoder.length or 0) * RATE / decoder.rate
        with self._changed:
            # Too long is put right before the end is heard, too short takes the piece away in its middle.
            self._length = round(max(told, self._measured_s * RATE)) or None
        at = round(self._at_s * decoder.rate)
        holes = 0
        move, jumped = at > 0, False
        while self._wait_for_room():
            try:
                if move:
                    decoder.seek(at)
                    move = False
                raw = gate.read(decoder, pipe.block)
            except DecodeError:
                holes += 1
                at += round(min(0.1 * 2**holes, 5.0) * decoder.rate)
                move = jumped = True
                self._jump(pipe, holes)
                if holes > HOLES or (decoder.length is not None and at >= decoder.length):
                    break
                continue
            if jumped and len(raw):
                self._passed(at, decoder)
                jumped = False
            at += len(raw)
            self._append(pipe.push(raw))
            if not len(raw):
                break
        self._append(pipe.end())
        self._finish()

    def _jump(self, pipe: "_Pipe", holes: int) -> None:
        """Past a damaged place: down to silence before it, up again behind it."""
        self._append(pipe.end())
        pipe.restart()
        if holes == 1:
            self._faults.append(DAMAGED)
        with self._changed:
            if self._blocks:
                ease_out(self._blocks[-1])

    def _passed(self, at: int, decoder: Decoder) -> None:
        """There is sound behind a damaged place: what was jumped over has passed, positions stay those of the file."""
        with self._changed:
            self._start = round(at * RATE / decoder.rate) - self._given - self._buffered

    def _append(self, block: Block) -> None:
        if len(block):
            with self._changed:
                self._blocks.append(block)
                self._buffered += len(block)
                self._given_at_last = self._given

    def _wait_for_room(self) -> bool:
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._buffered < self._ahead)
            return not self._closed

    def _finish(self) -> None:
        with self._changed:
            end = self.position + self._buffered
            stated = max((self._length or 0) / RATE, self._measured_s)
            short = stated - end / RATE
            if end - self._start < SHORTEST and not self._given:
                self.failed = self._faults.popleft() if self._faults else EMPTY
            elif short > max(EARLY_S, stated * EARLY_SHARE):
                if self._blocks:
                    ease_out(self._blocks[-1])
                self._faults.append(ENDED_EARLY)
            self._ended = True


def give_back() -> None:
    """Hand memory that was freed back to the system: what a decoder took would else stay with this process for good,
    spread over as many arenas as there were threads."""
    if (trim := _trim()) is not None:
        trim(0)


@functools.cache
def _trim() -> Callable[[int], int] | None:
    try:
        found: Callable[[int], int] = ctypes.CDLL(None).malloc_trim
    except (OSError, TypeError, AttributeError):  # another system's C library
        return None
    return found


class _Pipe:
    """A file's own channels and rate, made 48 kHz stereo."""

    def __init__(self, decoder: Decoder) -> None:
        self._rate = decoder.rate
        self.block = max(1, min(round(BLOCK_S * decoder.rate), BLOCK_VALUES // decoder.channels))
        self.restart(eased=False)

    def restart(self, eased: bool = True) -> None:
        """Begin anew behind a hole, eased in."""
        self._eased = eased
        self._resampler = None if self._rate == RATE else soxr.ResampleStream(self._rate, RATE, 2, "float32", "HQ")

    def push(self, raw: Block) -> Block:
        stereo = folded(raw)
        if self._resampler is not None:
            stereo = np.ascontiguousarray(self._resampler.resample_chunk(np.ascontiguousarray(stereo)))
        if self._eased and len(stereo):
            stereo = stereo.copy()
            ease_in(stereo)
            self._eased = False
        return stereo

    def end(self) -> Block:
        """What the resampler still holds."""
        rest = np.zeros((0, 2), np.float32)
        return rest if self._resampler is None else self._resampler.resample_chunk(rest, last=True)


def frames_at(seconds: float) -> int:
    """The frame at 48 kHz that lies `seconds` into a file."""
    return round(seconds * RATE)


def ease_in(block: Block) -> None:
    """Bring the start of `block` up from silence in at most 20 ms, in place."""
    count = min(SHORTEST, len(block))
    block[:count] *= np.linspace(0.0, 1.0, count, dtype=np.float32)[:, None]


def ease_out(block: Block) -> None:
    """Take the end of `block` down to silence in at most 20 ms, in place."""
    count = min(SHORTEST, len(block))
    block[len(block) - count :] *= np.linspace(1.0, 0.0, count, dtype=np.float32)[:, None]
