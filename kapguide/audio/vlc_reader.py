"""Reading through libVLC as fast as it can: the decoder that plays is paced, and would take an hour for an hour.

libVLC decodes into its "smem" output, which hands every block to us. Where an installation lacks that output, nothing
comes, and the paced decoder is left. Nothing of libVLC is called from its callbacks.
"""

import ctypes
import threading
from collections import deque
from typing import Any

import numpy as np

from kapguide.audio.sound.decoders import DAMAGED, UNREADABLE, Block, DecodeError, look_at
from kapguide.audio.sound.vlc_decoder import library

OPEN_S = 8.0
"""A file that has given no sound and no error by then cannot be read."""
DRY_S = 8.0
WAITING = 1_000_000
"""libVLC is held up while so many values wait to be read."""

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
        vlc, instance = library()
        self.rate, self.channels = 0, 2
        self.length: int | None = None
        self._news = threading.Condition()
        self._blocks: deque[Block] = deque()
        self._waiting = 0
        self._over = self._closed = self._stopped = False
        self._room = ctypes.create_string_buffer(1 << 16)
        self._before, self._after = _BEFORE(self._make_room), _AFTER(self._take)
        self._media = instance.media_new_path(path)
        for option in (f":sout={self._chain()}", ":no-sout-all", ":no-sout-video", ":no-sout-spu"):
            self._media.add_option(option)
        self._player = instance.media_player_new()
        self._player.set_media(self._media)
        self._events = self._player.event_manager()
        self._ends = (vlc.EventType.MediaPlayerEndReached, vlc.EventType.MediaPlayerEncounteredError)
        for event in self._ends:
            self._events.event_attach(event, self._on_end)
        if self._player.play() != 0 or not self._first_sound():
            self.close()
            raise DecodeError(UNREADABLE, "libVLC finds no sound in it")
        length_ms = self._player.get_length()
        self.length = round(length_ms * self.rate / 1000) if length_ms > 0 else None

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
            if self._stopped or self._waiting or not self._over:
                return
            self._stopped = True
        self._player.stop()

    def seek(self, frame: int) -> None:
        raise DecodeError(DAMAGED, "read straight on")

    def close(self) -> None:
        with self._news:
            if self._closed:
                return
            self._closed = True
            self._news.notify_all()
        self._player.stop()
        for event in self._ends:
            self._events.event_detach(event)
        self._player.release()
        self._media.release()
        # What calls us and is called by us holds the other in memory, and a folder has thousands of files.
        del self._before, self._after, self._events
