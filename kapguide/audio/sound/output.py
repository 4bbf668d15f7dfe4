"""Where the sound goes: a device, or silence that keeps time until there is a device again."""

import threading
from collections.abc import Callable, Generator
from typing import Protocol

import miniaudio
import numpy as np

from kapguide.audio.sound import clocks
from kapguide.audio.sound.decoders import Block
from kapguide.audio.sound.ramps import RATE

SILENT = "silent output"
BUFFER_MS = 300
"""With 200 ms a start on a busy machine dropped out; from 400 ms PulseAudio stays silent."""
STILL_S = 0.6
"""A device that has not asked for sound in this long is gone, by the awake clock."""
START_S = 3.0
"""A sound server may take this long from a stream's first request to its second."""
LOOK_S = 0.15
"""No look at the device counts for more than this, so that a stall of this process does not accuse it."""
BACK_OFF_S = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0)
FIRST_S, RETURN_S, WAKE_S = 0.3, 1.0, 8.0
"""Fades in at the first device, after one was lost, and after the machine slept: the music may be under way already."""
SLEPT_S = 2.0
BACKENDS = (
    miniaudio.Backend.WASAPI,
    miniaudio.Backend.COREAUDIO,
    miniaudio.Backend.PULSEAUDIO,
    miniaudio.Backend.ALSA,
    miniaudio.Backend.JACK,
    miniaudio.Backend.DSOUND,
    miniaudio.Backend.WINMM,
)
"""In this order; not miniaudio's null backend, which would pass for a device."""


class Music(Protocol):
    """What renders the sound: see sequence.Sequence."""

    def render(self, count: int) -> Block: ...
    def enter(self, seconds: float, heard: bool) -> None: ...


class Device:
    """One opened output. Its thread asks `pull` for frames until `dropped`."""

    def __init__(self, pull: Callable[["Device", int], Block]) -> None:
        self._pull = pull
        self.dropped = False
        self.calls = 0
        self._device = miniaudio.PlaybackDevice(
            output_format=miniaudio.SampleFormat.FLOAT32,
            nchannels=2,
            sample_rate=RATE,
            buffersize_msec=BUFFER_MS,
            backends=list(BACKENDS),
            app_name="KapGuide",
        )
        self.name: str = self._device.backend
        feed = self._feed()
        next(feed)
        self._device.start(feed)

    def _feed(self) -> Generator[bytes, int, None]:
        frames = yield b""
        while True:
            self.calls += 1
            block = np.zeros((frames, 2), np.float32) if self.dropped else self._pull(self, frames)
            frames = yield block.tobytes()

    def drop(self) -> threading.Thread:
        """Close it on a thread: a device whose server has died may never return from that."""
        self.dropped = True
        thread = threading.Thread(target=self._device.close, name="close output", daemon=True)
        thread.start()
        return thread


class Output:
    """Keeps the music rendered: by a device where there is one, else by the awake clock.

    `tend` is to be called about every 50 ms; `report` hears what became of the device, as in wire.REPORTS, and
    `rendered` is called after every block, on the thread that asked for it.
    """

    def __init__(
        self,
        music: Music,
        report: Callable[..., None],
        rendered: Callable[[], None] = lambda: None,
        open_device: Callable[[Callable[[Device, int], Block]], Device] = Device,
        awake: Callable[[], float] = clocks.awake,
        slept: Callable[[], float] = clocks.slept,
    ) -> None:
        self._music, self._report, self._open = music, report, open_device
        self._rendered = rendered
        self._awake, self._slept = awake, slept
        self._device: Device | None = None
        self._opening = False
        self._candidate: Device | None = None
        self._candidate_since = 0.0
        self._failures = 0
        self._looked = self._quiet_since = self._lost_at = awake()
        self._retry_at = self._looked
        self._kept = 0
        self._calls = 0
        self._still = 0.0
        self._slept_before = slept()
        self._told = self._closed = False
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """The device's name, or SILENT."""
        device = self._device
        return device.name if device is not None else SILENT

    def tend(self) -> None:
        """Look after the device; without one, let time pass."""
        if self._closed:
            return
        now = self._awake()
        gone_by, self._looked = now - self._looked, now
        device = self._device
        if device is not None:
            self._watch(device, min(gone_by, LOOK_S), now)
            return
        self._keep_time(now)
        if self._candidate is not None and now - self._candidate_since > START_S:
            self._candidate.drop()
            self._candidate = None
            self._failed(now, "the device asks for no sound")
        if not self._opening and self._candidate is None and now >= self._retry_at:
            self._opening = True
            threading.Thread(target=self._try_to_open, name="open output", daemon=True).start()

    def _watch(self, device: Device, gone_by: float, now: float) -> None:
        if device.calls != self._calls:
            self._calls, self._still = device.calls, 0.0
            if device.calls > 1 and self._told:
                self._told = False
                self._report("output_back", output=device.name, after_ms=round((now - self._lost_at) * 1000))
            return
        self._still += gone_by
        if self._still > (STILL_S if device.calls > 1 else START_S):
            self._lose(device, now)

    def _lose(self, device: Device, now: float) -> None:
        with self._lock:
            self._device = None
        self._candidate = None
        device.drop()
        self._quiet_since, self._kept = now - self._still, 0
        self._retry_at = now
        self._say_lost(now - self._still, device.name)

    def _say_lost(self, since: float, name: str) -> None:
        if not self._told:
            self._told, self._lost_at = True, since
            self._report("output_lost", output=name)

    def _keep_time(self, now: float) -> None:
        """Render into silence what would have been played since."""
        due = round((now - self._quiet_since) * RATE)
        while self._kept < due and self._device is None:
            step = min(due - self._kept, RATE // 10)
            self._render(step)
            self._kept += step

    def _try_to_open(self) -> None:
        """On a thread, for as long as the system takes."""
        try:
            device = self._open(self._pull)
            self._candidate, self._candidate_since = device, self._awake()
        except (miniaudio.MiniaudioError, OSError) as error:
            self._failed(self._awake(), str(error))
        finally:
            self._opening = False

    def _failed(self, now: float, why: str) -> None:
        self._retry_at = now + BACK_OFF_S[min(self._failures, len(BACK_OFF_S) - 1)]
        self._failures += 1
        if self._failures > 1:
            self._say_lost(now, why)

    def _pull(self, device: Device, count: int) -> Block:
        """A device asks: the first request makes it the one that sounds."""
        if device.calls == 1 and not self._take(device):
            return np.zeros((count, 2), np.float32)
        return self._render(count)

    def _take(self, device: Device) -> bool:
        with self._lock:
            if self._closed or self._device is not None:
                device.dropped = True
                return False
            self._device, self._calls, self._still, self._failures = device, 0, 0.0, 0
        self._music.enter(RETURN_S if self._told else FIRST_S, heard=False)
        return True

    def _render(self, count: int) -> Block:
        slept = self._slept()
        if slept - self._slept_before > SLEPT_S:
            self._music.enter(WAKE_S, heard=self._device is not None)
        self._slept_before = slept
        block = self._music.render(count)
        self._rendered()
        return block

    def close(self, patience: float = 1.0) -> bool:
        """Close the device; False when it does not let go in time."""
        with self._lock:
            self._closed = True
            device, self._device = self._device or self._candidate, None
        if device is None:
            return True
        thread = device.drop()
        thread.join(patience)
        return not thread.is_alive()
