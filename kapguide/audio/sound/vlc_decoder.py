"""Reading what libsndfile cannot (AAC, ALAC, WMA, ...) through libVLC: it reads, our mixer mixes.

libVLC plays at real time into our callbacks, about a second ahead. It is not reentrant: nothing of it is called from
them. Version 3 gives its callbacks 16-bit samples and nothing else.
"""

import ctypes
import functools
import threading
from collections import deque
from pathlib import Path
from typing import Any

import numpy as np

from kapguide.audio.sound.decoder import DAMAGED, UNREADABLE, Block, DecodeError, look_at
from kapguide.audio.sound.mpeg import Mpeg, bare_file
from kapguide.audio.sound.packets import stated_s as packets_s

OPEN_S = 2.5
"""A file that has given no sound and no error by then cannot be read."""
DRY_S = 2.0
"""So long without a block, and the file is taken to have ended there, or to be damaged."""
FLUSH_S = 1.0
"""So long a seek waits for libVLC to let go of what lay at the old place."""
FULL_S, LOW_S = 4.0, 2.0
"""libVLC is paused when this much waits to be read, and goes on below that."""
QUIET = ("--quiet", "--no-video", "--no-audio-time-stretch", "--no-lua", "--no-interact", "--no-media-library")


@functools.cache
def library() -> tuple[Any, Any]:
    """The vlc module and one instance. Raises DecodeError when libVLC is not installed or does not start."""
    try:
        import vlc
    except (ImportError, OSError, NotImplementedError, AttributeError, NameError) as error:
        raise DecodeError(UNREADABLE, f"libVLC is not installed: {error}") from error
    instance = vlc.Instance(list(QUIET))
    if instance is None:
        raise DecodeError(UNREADABLE, "libVLC does not start")
    return vlc, instance


def media(instance: Any, path: str) -> Any:
    """The file as libVLC is to take it. Its own reader loses the first second of FLAC in Ogg."""
    made = instance.media_new_path(path)
    if is_ogg(path):
        made.add_option(":demux=avformat,any")
    return made


def is_ogg(path: str) -> bool:
    """Whether the file begins as Ogg does; what cannot be read does not."""
    try:
        with Path(path).open("rb") as file:
            return file.read(4) == b"OggS"
    except OSError:
        return False


def length_of(path: str, told_ms: int, rate: int) -> int | None:
    """The length in frames that the file states; None where libVLC guesses it."""
    exact_s = packets_s(path) or told_ms / 1000
    if bare_file(path):
        try:
            mpeg = Mpeg(path)
            exact_s = mpeg.stated_s if mpeg.believable() else 0.0
        except OSError:
            return None
    return round(exact_s * rate) if exact_s > 0 else None


def vlc_version() -> str | None:
    """libVLC's version, None when there is none to use."""
    try:
        version: bytes = library()[0].libvlc_get_version()
    except DecodeError:
        return None
    return version.decode(errors="replace")


_SETUP = ctypes.CFUNCTYPE(
    ctypes.c_int,
    ctypes.POINTER(ctypes.c_void_p),
    ctypes.c_void_p,
    ctypes.POINTER(ctypes.c_uint),
    ctypes.POINTER(ctypes.c_uint),
)
_CLEANUP = ctypes.CFUNCTYPE(None, ctypes.c_void_p)
_PLAY = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_uint, ctypes.c_int64)
_AT = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int64)
_DRAIN = ctypes.CFUNCTYPE(None, ctypes.c_void_p)


class VlcDecoder:
    """Whatever libVLC reads, at its own rate, mono or stereo. Raises DecodeError; also when there is no libVLC."""

    def __init__(self, path: str) -> None:
        look_at(path)
        self._vlc, instance = library()
        self.rate = 0
        self.channels = 2
        self.length: int | None = None
        self._news = threading.Condition()  # libVLC delivers on threads of its own
        self._blocks: deque[Block] = deque()
        self._waiting = 0
        self._over = self._closed = self._paused = self._seeking = False
        self._media = media(instance, path)
        self._player = instance.media_player_new()
        self._player.set_media(self._media)
        self._hook_up()
        self._play()
        if not self._first_sound():
            self.close()
            raise DecodeError(UNREADABLE, "libVLC finds no sound in it")
        self.length = length_of(path, self._player.get_length(), self.rate)
        threading.Thread(target=self._pace, name="pace vlc", daemon=True).start()

    def _hook_up(self) -> None:
        """The callbacks, kept for as long as libVLC may call them."""
        self._setup_cb = _SETUP(self._on_setup)
        self._cleanup_cb = _CLEANUP(lambda _data: None)
        self._play_cb = _PLAY(self._on_play)
        self._flush_cb = _AT(lambda _data, _pts: self._on_flush())
        self._drain_cb = _DRAIN(lambda _data: None)
        lib = self._vlc
        cast = ctypes.cast
        pointer = ctypes.c_void_p
        none = pointer(None)
        self._player.audio_set_callbacks(
            cast(self._play_cb, lib.AudioPlayCb),
            cast(none, lib.AudioPauseCb),
            cast(none, lib.AudioResumeCb),
            cast(self._flush_cb, lib.AudioFlushCb),
            cast(self._drain_cb, lib.AudioDrainCb),
            None,
        )
        self._player.audio_set_format_callbacks(
            cast(self._setup_cb, lib.AudioSetupCb), cast(self._cleanup_cb, lib.AudioCleanupCb)
        )
        self._events = self._player.event_manager()
        self._ends = (lib.EventType.MediaPlayerEndReached, lib.EventType.MediaPlayerEncounteredError)
        for event in self._ends:
            self._events.event_attach(event, self._on_end)

    # --- called by libVLC's threads ------------------------------------------------------------------------

    def _on_setup(self, _data: Any, form: int, rate: Any, channels: Any) -> int:
        ctypes.memmove(form, b"S16N", 4)
        channels[0] = min(channels[0], 2)
        with self._news:
            self.rate, self.channels = rate[0], channels[0]
        return 0

    def _on_play(self, _data: Any, samples: int, count: int, _pts: int) -> None:
        size = count * self.channels
        block = np.ctypeslib.as_array((ctypes.c_int16 * size).from_address(samples)).astype(np.float32)
        with self._news:
            if not self._closed and not self._seeking:
                self._blocks.append(block.reshape(-1, self.channels) / 32768.0)
                self._waiting += count
            self._news.notify_all()

    def _on_flush(self) -> None:
        """libVLC flushes after a seek, but also at the end: what it has given by then is still to be read."""
        with self._news:
            if self._seeking:
                self._blocks.clear()
                self._waiting, self._seeking = 0, False
                self._news.notify_all()

    def _on_end(self, _event: Any) -> None:
        with self._news:
            self._over = True
            self._news.notify_all()

    # --- called by the reader ------------------------------------------------------------------------------

    def _play(self) -> None:
        if self._player.play() != 0:
            raise DecodeError(UNREADABLE, "libVLC refuses it")

    def _first_sound(self) -> bool:
        with self._news:
            self._news.wait_for(lambda: self._waiting or self._over, OPEN_S)
            return self._waiting > 0

    def read(self, frames: int) -> Block:
        with self._news:
            if not self._news.wait_for(lambda: self._waiting or self._over or self._closed, DRY_S):
                raise DecodeError(DAMAGED, "libVLC gives no more sound")
            if not self._blocks:
                return np.zeros((0, self.channels), np.float32)
            block = self._blocks.popleft()
            if len(block) > frames:
                self._blocks.appendleft(block[frames:])
                block = block[:frames]
            self._waiting -= len(block)
            self._news.notify_all()
        return block

    def seek(self, frame: int) -> None:
        beyond = self.length is not None and frame >= self.length
        with self._news:
            self._blocks.clear()
            # What is under way from the old place is not wanted: libVLC flushes before it plays the new one.
            self._waiting, self._seeking, self._over = 0, not beyond, beyond
            self._news.notify_all()
        if beyond:
            return
        self._player.set_time(round(max(0, frame) * 1000 / self.rate))
        with self._news:
            self._news.wait_for(lambda: not self._seeking or self._over, FLUSH_S)
            self._seeking = False

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
        # What calls us and is called by us holds the other in memory, and all that was not read with it.
        del self._setup_cb, self._cleanup_cb, self._play_cb, self._flush_cb, self._drain_cb, self._events
        self._blocks.clear()

    def _pace(self) -> None:
        """Pause libVLC while nobody reads, so that it does not run ahead without end."""
        while True:
            with self._news:
                self._news.wait_for(lambda: self._closed or self._paused != self._should_pause())
                if self._closed:
                    return
                self._paused = not self._paused
                pause = self._paused
            self._player.set_pause(1 if pause else 0)

    def _should_pause(self) -> bool:
        return self._waiting > (LOW_S if self._paused else FULL_S) * self.rate
