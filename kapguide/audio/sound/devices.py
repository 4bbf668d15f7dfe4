"""The system's sound devices: which there are, and one of them opened."""

import threading
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any

import miniaudio
import numpy as np

from kapguide.audio.sound import priority
from kapguide.audio.sound.decoder import Block
from kapguide.audio.sound.pulse import BUFFER_MS
from kapguide.audio.sound.ramps import RATE

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
ALSA_NOTHING = ("ALSA", "null")
"""Where there is no card ALSA still lists this one, which swallows what it is given and would pass for a device too."""
MONITOR = ".monitor"
"""How PulseAudio calls what hears an output: `hdmi.monitor`."""
_SHUT = "shut"


class NotThere(OSError):
    """No device of that name is plugged in."""


@dataclass(frozen=True, slots=True)
class FoundDevice:
    """A device as the system names it. `key` tells two of the same name apart, where the system has such a key."""

    name: str
    key: str
    id: Any


class _Seen(miniaudio.Devices):  # type: ignore[misc]  # miniaudio tells no types
    """Devices of which one that cannot be opened now does not hide the others."""

    def _get_info(self, device_type: Any, device_info: Any) -> dict[str, Any]:
        try:
            return dict(super()._get_info(device_type, device_info))
        except miniaudio.MiniaudioError:
            return {_SHUT: True}


def look() -> list[FoundDevice]:
    """The devices that can play, in the system's order; costs about 2 ms, and may hang with the system's sound server.

    Raises miniaudio.MiniaudioError when the system has no sound at all.
    """
    seen = _Seen(list(BACKENDS))
    able = [device for device in seen.get_playbacks() if not device.get(_SHUT)]
    found = [FoundDevice(device["name"], _key(device["id"]), device["id"]) for device in able]
    return [device for device in found if (seen.backend, device.key) != ALSA_NOTHING]


def microphones() -> list[str]:
    """The devices that can be recorded from, by name. What only hears what the computer plays is none.

    Raises miniaudio.MiniaudioError when the system has no sound at all.
    """
    seen = _Seen(list(BACKENDS))
    able = [(device["name"], _key(device["id"])) for device in seen.get_captures() if not device.get(_SHUT)]
    return [name for name, key in able if not key.endswith(MONITOR) and (seen.backend, key) != ALSA_NOTHING]


def choices() -> list[str]:
    """What can be set as an output's device: names, and keys where two devices have the same name."""
    found = look()
    names = [device.name for device in found]
    return [device.name if names.count(device.name) == 1 or not device.key else device.key for device in found]


def find(wanted: str, found: list[FoundDevice] | None = None) -> FoundDevice:
    """The device of that key, else of that name. Raises NotThere, miniaudio.MiniaudioError."""
    devices = look() if found is None else found
    for device in devices:
        if wanted and wanted == device.key:
            return device
    for device in devices:
        if wanted == device.name:
            return device
    raise NotThere(wanted)


def _key(device_id: Any) -> str:
    """The system's own word for a device, where its id is text."""
    raw = bytes(miniaudio.ffi.buffer(device_id))
    if raw[1:2] == b"\0":
        wide = raw[: len(raw) // 2 * 2].decode("utf-16-le", "ignore").split("\0")[0]
        return wide if wide.isprintable() else ""
    try:
        text = raw.split(b"\0")[0].decode()
    except UnicodeDecodeError:
        return ""
    return text if text.isprintable() else ""


class Device:
    """One opened output: the one of that name or key, or the system's own. Its thread asks `pull` until `dropped`.

    One that is opened by its name stays there: the sound server does not move it elsewhere when it is unplugged.
    Raises NotThere, miniaudio.MiniaudioError.
    """

    def __init__(self, pull: Callable[["Device", int], Block], wanted: str = "") -> None:
        self._pull = pull
        self.dropped = False
        self.calls = 0
        # It asks for a buffer at a time, and holds at least as much again: nobody is told of a silence that was none.
        self.holds_s = 2 * BUFFER_MS / 1000
        found = find(wanted) if wanted else None
        self._device = miniaudio.PlaybackDevice(
            output_format=miniaudio.SampleFormat.FLOAT32,
            nchannels=2,
            sample_rate=RATE,
            buffersize_msec=BUFFER_MS,
            device_id=found.id if found is not None else None,
            backends=list(BACKENDS),
            app_name="KapGuide",
        )
        self.name: str = found.name if found is not None else self._device.backend
        feed = self._feed()
        next(feed)
        self._device.start(feed)

    @property
    def asks(self) -> int:
        """How often it asked: it is given at once."""
        return self.calls

    def _feed(self) -> Generator[bytes, int, None]:
        frames = yield b""
        priority.thread_of_sound()
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


def is_there(wanted: str) -> bool:
    """Whether that device can be seen."""
    try:
        find(wanted)
    except (OSError, miniaudio.MiniaudioError):
        return False
    return True
