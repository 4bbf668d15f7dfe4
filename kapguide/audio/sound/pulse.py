"""PulseAudio, and PipeWire in its stead: one stream with a deep buffer, of which the unplayed part is written anew.

The system's own library does the work, by the same calls that every player makes. A deep buffer alone would make the
therapist's hands slow; here a hand reaches what was given to the server and has not been played yet.
"""

import contextlib
import ctypes as ct
import threading
import time
from collections.abc import Callable, Iterator
from functools import cache

from kapguide.audio.sound.ramps import RATE

FRAME = 8
"""Bytes: two floats."""
ASKED_FRAMES = 2 * RATE // 25
"""The server asks for so much at a time, 80 ms: it hands on as much, and is not heard to be held up for that long."""
BUFFER_MS = 300
"""With 200 ms a start on a busy machine dropped out. Where nothing can be written anew, more makes the hands slow."""
LEAST_S = 0.54
"""It is given nothing before it holds no more than this: what is made in few long blocks costs half as much."""
KNOWN_S = 3.0
"""The server tells at least every 1.5 s where it is."""
LOOK_S = 0.06
"""A hand waits no longer for the server to say where it is."""
OPEN_S = 3.0
"""So long may it take to reach the server and have a stream."""
LIFE_S = 0.2
"""A stream that is being closed for longer than this is as good as closed."""
# libpulse's own numbers, from its headers def.h and sample.h.
_READY, _FAILED = 4, 5
_STREAM_READY, _STREAM_FAILED = 2, 3
_FLOAT32_LE = 5
_NO_SPAWN, _NO_MOVE, _TIMED, _SOON = 0x1, 0x200, 0x8, 0x4000
_NEXT = 0

NOTIFY = ct.CFUNCTYPE(None, ct.c_void_p, ct.c_void_p)
ANSWER = ct.CFUNCTYPE(None, ct.c_void_p, ct.c_int, ct.c_void_p)
REQUEST = ct.CFUNCTYPE(None, ct.c_void_p, ct.c_size_t, ct.c_void_p)
Give = Callable[[int], bytes]


class _Spec(ct.Structure):
    _fields_ = (("format", ct.c_int), ("rate", ct.c_uint32), ("channels", ct.c_uint8))


class _Attributes(ct.Structure):
    _fields_ = tuple((name, ct.c_uint32) for name in ("maxlength", "tlength", "prebuf", "minreq", "fragsize"))


class _Timing(ct.Structure):
    _fields_ = (
        ("seconds", ct.c_long),
        ("microseconds", ct.c_long),
        ("synchronized", ct.c_int),
        ("sink_us", ct.c_uint64),
        ("source_us", ct.c_uint64),
        ("transport_us", ct.c_uint64),
        ("playing", ct.c_int),
        ("write_corrupt", ct.c_int),
        ("write_index", ct.c_int64),
        ("read_corrupt", ct.c_int),
        ("read_index", ct.c_int64),
    )


class NoPulseServer(OSError):
    """There is no such sound server, or it gives no stream."""


@cache
def _library() -> ct.CDLL:
    """Raises NoPulseServer."""
    try:
        library = ct.CDLL("libpulse.so.0")
    except OSError as error:
        raise NoPulseServer(str(error)) from error
    pointers = ("threaded_mainloop_new", "threaded_mainloop_get_api", "context_new", "stream_new")
    for each in (*pointers, "stream_get_timing_info", "stream_update_timing_info"):
        getattr(library, f"pa_{each}").restype = ct.c_void_p
    return library


def _there(pointer: int | None) -> ct.c_void_p:
    """What the library has made. Raises NoPulseServer where it has made nothing: it ends the process that uses that."""
    if not pointer:
        raise NoPulseServer("the sound server's library gives nothing")
    return ct.c_void_p(pointer)


class Stream:
    """A stream that plays what `give` gives, once it is open. Raises NoPulseServer.

    `give` is asked on the stream's thread for so many frames, [frames, 2] floats as bytes; it may be before `open` has
    come to its end.
    """

    def __init__(self, give: Give) -> None:
        self._pa = _library()
        self._give = give
        self._loop = ct.c_void_p(self._pa.pa_threaded_mainloop_new())
        self._context = self._stream = ct.c_void_p()
        self._told, self._looked = threading.Event(), threading.Event()
        self._life = threading.RLock()
        self._closed = False
        self._holder = 0
        """The thread by which it is held."""
        self._gulp = ASKED_FRAMES
        """What is asked for is given when it has come to so many frames."""
        self._known = False
        self.asks = 0
        """How often the server has asked."""
        # Kept as long as the library may call them.
        self._on_state = NOTIFY(lambda *_: self._told.set())
        self._on_request = REQUEST(self._asked)
        self._on_look = ANSWER(lambda *_: self._looked.set())

    def open(self, depth_s: float, sink: str = "") -> None:
        """Play on the server's `sink`, by default its own choice, which holds so much. Raises NoPulseServer."""
        try:
            self._open(depth_s, sink)
        except BaseException:
            self.close()
            raise

    def _open(self, depth_s: float, sink: str) -> None:
        pa = self._pa
        api = ct.c_void_p(pa.pa_threaded_mainloop_get_api(self._loop))
        self._context = _there(pa.pa_context_new(api, b"KapGuide"))
        pa.pa_context_set_state_callback(self._context, self._on_state, None)
        if pa.pa_context_connect(self._context, None, _NO_SPAWN, None) < 0 or pa.pa_threaded_mainloop_start(self._loop):
            raise NoPulseServer("no sound server")
        self._until(lambda: pa.pa_context_get_state(self._context), _READY, _FAILED)
        with self.held():
            spec = _Spec(_FLOAT32_LE, RATE, 2)
            self._stream = _there(pa.pa_stream_new(self._context, b"KapGuide", ct.byref(spec), None))
            pa.pa_stream_set_state_callback(self._stream, self._on_state, None)
            pa.pa_stream_set_write_callback(self._stream, self._on_request, None)
            asked, depth = ASKED_FRAMES * FRAME, round(depth_s * RATE) * FRAME
            self._gulp = max(ASKED_FRAMES, round((depth_s - LEAST_S) * RATE))
            wanted = _Attributes(0xFFFFFFFF, depth, asked, asked, 0xFFFFFFFF)
            flags = _TIMED | _SOON | (_NO_MOVE if sink else 0)
            name = sink.encode() if sink else None
            if pa.pa_stream_connect_playback(self._stream, name, ct.byref(wanted), flags, None, None) < 0:
                raise NoPulseServer(sink)
        self._until(lambda: pa.pa_stream_get_state(self._stream), _STREAM_READY, _STREAM_FAILED)

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Nothing is asked for meanwhile, and it is not closed."""
        there = self._life.acquire(timeout=LIFE_S)
        held = there and not self._closed
        try:
            if held:
                self._pa.pa_threaded_mainloop_lock(self._loop)
                self._holder = threading.get_ident()
            yield
        finally:
            if held:
                self._holder = 0
                self._pa.pa_threaded_mainloop_unlock(self._loop)
            if there:
                self._life.release()

    @property
    def _usable(self) -> bool:
        return self._holder == threading.get_ident()

    def _until(self, state: Callable[[], int], wanted: int, bad: int) -> None:
        end = time.monotonic() + OPEN_S
        while True:
            self._told.clear()
            with self.held():
                now = state()
            if now == wanted:
                return
            if now >= bad or not self._told.wait(max(0.0, end - time.monotonic())):
                raise NoPulseServer("the sound server gives no stream")

    def _asked(self, stream: int, size: int, _data: int) -> None:
        if not self._known:
            # The server's thread stays known to Python, which else makes its acquaintance anew at every call.
            self._known = True
            ct.pythonapi.PyGILState_Ensure()
        self.asks += 1
        if size < self._gulp * FRAME:
            return
        block = self._give(size // FRAME)
        if not self._closed:
            self._pa.pa_stream_write(self._stream, block, ct.c_size_t(len(block)), None, ct.c_int64(0), _NEXT)

    def replace(self, block: bytes) -> None:
        """Put `block` in the place of the last that was given; while it is `held`."""
        size = len(block)
        if size and self._usable:
            self._pa.pa_stream_write(self._stream, block, ct.c_size_t(size), None, ct.c_int64(-size), _NEXT)

    def look(self) -> None:
        """Have the server say where it is, within LOOK_S: after it ran dry, what it said last leads astray."""
        self._looked.clear()
        with self.held():
            asked = self._pa.pa_stream_update_timing_info(self._stream, self._on_look, None) if self._usable else None
            if asked:
                self._pa.pa_operation_unref(ct.c_void_p(asked))
        if asked:
            self._looked.wait(LOOK_S)

    def left(self) -> int:
        """Frames that the server holds and has not passed on, by what it said last; while it is `held`."""
        if not self._usable:
            return 0
        timing = self._pa.pa_stream_get_timing_info(self._stream)
        if not timing:
            return 0
        known = _Timing.from_address(timing)
        if known.write_corrupt or known.read_corrupt:
            return 0
        age = time.time() - known.seconds - known.microseconds / 1e6
        if not 0.0 <= age <= KNOWN_S:
            return 0  # the computer's clock was set meanwhile
        return max(0, int((known.write_index - known.read_index) // FRAME - age * RATE))

    def close(self) -> None:
        """Let go of it."""
        with self._life:
            if self._closed:
                return
            with self.held():
                self._closed = True
                if self._stream.value:
                    self._pa.pa_stream_disconnect(self._stream)
                    self._pa.pa_stream_unref(self._stream)
                if self._context.value:
                    self._pa.pa_context_disconnect(self._context)
                    self._pa.pa_context_unref(self._context)
            self._pa.pa_threaded_mainloop_stop(self._loop)
            self._pa.pa_threaded_mainloop_free(self._loop)
