"""Reading through libVLC as fast as it is wanted: what plays in step with time has nothing in hand on a slow drive.

libVLC decodes into its "smem" output, which hands every block to us. Where an installation lacks that output, nothing
comes, and the paced decoder is left. Nothing of libVLC is called from its callbacks.
"""

import ctypes
import threading
from collections import deque
from typing import Any

import numpy as np

from kapguide.audio.sound.decoder import DAMAGED, UNREADABLE, Block, DecodeError, look_at
from kapguide.audio.sound.edit_list import Without, lead_list
from kapguide.audio.sound.mpeg import bare_file
from kapguide.audio.sound.vlc_decoder import is_ogg, length_of, library, media

OPEN_S = 8.0
"""A file that has given no sound and no error by then cannot be read."""
DRY_S = 8.0
"""So long without anything new, and the rest is taken to be damaged: a slow drive may take its time."""
WAITING = 200_000
"""libVLC is held up while so many values wait to be read, two seconds: what is read is held far ahead elsewhere."""

_BEFORE = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p), ctypes.c_size_t)
_AFTER = ctypes.CFUNCTYPE(
    None,
    ctypes.c_void_p,
    ctypes.c_void_p,
    ctypes.c_uint,
    ctypes.c_uint,
    ctypes.c_uint,
    ctypes.c_uint,
    ctypes.c_size_t,
    ctypes.c_int64,
)


class VlcReader:
    """Whatever libVLC reads, at its own rate, as stereo, straight on. Raises DecodeError, also when there is no
    libVLC."""

    def __init__(self, path: str) -> None:
        look_at(path)
        self._path = path
        self._vlc, self._instance = library()
        self.rate, self.channels = 0, 2
        self.length: int | None = None
        self._news = threading.Condition()  # libVLC delivers on threads of its own
        self._blocks: deque[Block] = deque()
        self._waiting = self._told_ms = 0
        self._over = self._closed = self._stopped = False
        self._room = ctypes.create_string_buffer(1 << 16)
        self._before, self._after = _BEFORE(self._make_room), _AFTER(self._take)
        self._player: Any = None
        self._lead_list = lead_list(path)
        self._without: Without | None = None
        self._ends = (
            self._vlc.EventType.MediaPlayerEndReached,
            self._vlc.EventType.MediaPlayerEncounteredError,
        )
        if not self._begin():
            self.close()
            raise DecodeError(UNREADABLE, "libVLC finds no sound in it")
        self.length = length_of(path, self._told_ms, self.rate)
        # In such files libVLC does not find a place, or another one: they are read up to it.
        self._blind = bare_file(path) or is_ogg(path)

    def _begin(self, at_s: float = 0.0) -> bool:
        """Read on from there; False when nothing comes."""
        if self._lead_list:
            try:
                self._without = Without(self._vlc, self._instance, self._path, self._lead_list)
            except OSError:
                return False
            self._media = self._without.media
        else:
            self._media = media(self._instance, self._path)
        options = (
            f":sout={self._chain()}",
            ":no-sout-all",
            ":no-sout-video",
            ":no-sout-spu",
            f":start-time={at_s:.3f}",
        )
        for option in options:
            self._media.add_option(option)
        self._player = self._instance.media_player_new()
        self._player.set_media(self._media)
        self._events = self._player.event_manager()
        for event in self._ends:
            self._events.event_attach(event, self._on_end)
        if self._player.play() != 0 or not self._first_sound():
            return False
        self._told_ms = self._player.get_length()
        return True

    def _chain(self) -> str:
        before, after = (ctypes.cast(each, ctypes.c_void_p).value for each in (self._before, self._after))
        return (
            "#transcode{acodec=f32l,channels=2}:smem{no-time-sync,"
            f"audio-prerender-callback={before},audio-postrender-callback={after}}}"
        )

    # --- called by libVLC's threads ------------------------------------------------------------------------

    def _make_room(self, _data: Any, place: Any, size: int) -> None:
        if size > len(self._room):
            self._room = ctypes.create_string_buffer(size)
        place[0] = ctypes.addressof(self._room)

    def _take(
        self, _data: Any, _at: Any, channels: int, rate: int, _count: int, _bits: int, size: int, _t: int
    ) -> None:
        block = np.frombuffer(ctypes.string_at(self._room, size), np.float32).reshape(-1, channels)
        with self._news:
            self.rate, self.channels = rate, channels
            self._news.wait_for(lambda: self._waiting < WAITING or self._closed)
            if not self._closed:
                self._blocks.append(block)
                self._waiting += block.size
            self._news.notify_all()

    def _on_end(self, _event: Any) -> None:
        with self._news:
            self._over = True
            self._news.notify_all()

    # --- called by the reader ------------------------------------------------------------------------------

    def _first_sound(self) -> bool:
        with self._news:
            self._news.wait_for(lambda: self._waiting or self._over, OPEN_S)
        self._drain()
        return self._waiting > 0

    def read(self, frames: int) -> Block:
        """As much of `frames` as comes before the end: libVLC's own blocks are short, and many."""
        wanted = min(frames * self.channels, WAITING)
        with self._news:
            before = -1
            while self._waiting < wanted and not self._over and not self._closed:
                if self._waiting == before:
                    raise DecodeError(DAMAGED, "libVLC gives no more sound")
                before = self._waiting
                self._news.wait_for(lambda: self._waiting >= wanted or self._over or self._closed, DRY_S)
        self._drain()
        taken = [np.zeros((0, self.channels), np.float32)]
        with self._news:
            while self._blocks and frames:
                block = self._blocks.popleft()
                if len(block) > frames:
                    self._blocks.appendleft(block[frames:])
                    block = block[:frames]
                frames -= len(block)
                self._waiting -= block.size
                taken.append(block)
            self._news.notify_all()
        return np.concatenate(taken)

    def _drain(self) -> None:
        """At the end libVLC gives what its codec still holds only when it is stopped."""
        with self._news:
            if self._stopped or self._waiting or not self._over or self._player is None:
                return
            self._stopped = True
        self._player.stop()

    def seek(self, frame: int) -> None:
        self._end()
        with self._news:
            self._blocks.clear()
            self._waiting = 0
            self._closed = self._stopped = False
            self._over = beyond = self.length is not None and frame >= self.length
        if not beyond and not self._begin(0.0 if self._blind else max(0, frame) / self.rate):
            self._over = True  # nothing lies so far behind
        left = frame if self._blind and not beyond else 0
        while left > 0 and len(block := self.read(min(left, self.rate))):
            left -= len(block)

    def close(self) -> None:
        if self._closed and self._player is None:
            return
        self._end()
        # What calls us and is called by us holds the other in memory, and a folder has thousands of files.
        del self._before, self._after
        self._blocks.clear()
        self._room = ctypes.create_string_buffer(0)

    def _end(self) -> None:
        """Let go of the player; libVLC is not held up in a callback meanwhile."""
        with self._news:
            self._closed = True
            self._news.notify_all()
        if self._player is None:
            return
        self._player.stop()
        for event in self._ends:
            self._events.event_detach(event)
        self._player.release()
        self._media.release()
        self._player = None
        del self._events, self._media
        if self._without is not None:
            self._without.close()
            self._without = None
