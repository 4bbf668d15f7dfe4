"""One output: opened, watched, lost, found again, and nothing of it heard that its rule forbids."""

import threading
from collections.abc import Callable
from typing import Any, Protocol

import miniaudio
import numpy as np

from kapguide.audio.sound.decoders import Block
from kapguide.audio.sound.devices import Device
from kapguide.audio.sound.reader import Reader
from kapguide.audio.sound.shape import Shape
from kapguide.audio.sound.wire import Output

SILENT = "silent output"
HEARD, MOVED, MUTED, LOST = "heard", "moved", "muted", "lost"
"""States: on its device; on the system's own meanwhile; kept silent by the clinic's rule; no device to be had."""
STILL_S = 0.6
"""A device that has not asked for sound in this long is gone, by the awake clock."""
START_S = 3.0
"""A sound server may take this long from a stream's first request to its second."""
BACK_OFF_S = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0)
EACH_S = 1.0
"""A device that has a name is looked for this often: a look costs about 2 ms, on a thread."""
FIRST_S, RETURN_S, PLUGGED_S = 0.3, 1.0, 8.0
"""Fades in: at first, when the system's own device is back, and when one that was unplugged is."""
LEAVE_S, DRAIN_S = 0.3, 0.5
"""The fade out of an output that is given up, and what its device still holds then."""
Pull = Callable[[Device, int], Block]


class Host(Protocol):
    """What an output needs of the whole: see output.Outputs."""

    def open_device(self, pull: Pull, wanted: str) -> Device: ...
    def is_there(self, wanted: str) -> bool: ...
    def awake(self) -> float: ...
    def mix(self, outlet: "Outlet", count: int) -> Block: ...
    def report(self, name: str, **fields: Any) -> None: ...


class Outlet:
    """Keeps one output open where that can be. `tend` is called about every 50 ms; its device asks on its thread."""

    def __init__(self, setting: Output, reader: Reader, host: Host, ceiling_db: float) -> None:
        self.setting, self.reader, self._host = setting, reader, host
        self.shape = Shape(setting.level_db, setting.cap_db, ceiling_db)
        self.quiet_since = host.awake()
        """When its device was last known to have asked."""
        self._lock = threading.Lock()
        self._device: Device | None = None
        self._candidate: Device | None = None
        self._candidate_since = 0.0
        self._opening = self._looking = self._seen = False
        self._moving = self._moved = self._may_move = False
        self._entrance: float | None = None
        self._failures = 0
        self._retry_at = self._looked_at = self._lost_at = self.quiet_since
        self._calls = 0
        self._still = 0.0
        self._told = self._told_moved = self._closed = False
        self._leaves_at: float | None = None
        self.retired = False

    @property
    def heard(self) -> bool:
        """A device asks for its sound."""
        return self._device is not None

    @property
    def hopeful(self) -> bool:
        """It is heard, or may be in a moment: nobody has said yet that there is no device for it."""
        return self._device is not None or self._candidate is not None or not self._told

    @property
    def staying(self) -> bool:
        """It is heard, and is to be."""
        return self._device is not None and self._leaves_at is None

    @property
    def device_name(self) -> str:
        """The device it is heard by, else the one it is meant for, or SILENT."""
        device = self._device
        return device.name if device is not None else self.setting.device or SILENT

    @property
    def state(self) -> str:
        if self._device is not None:
            return MOVED if self._moved else HEARD
        return MUTED if self.setting.device and self.setting.music and not self._may_move else LOST

    def tend(self, now: float, gone_by: float, may_move: bool) -> None:
        """Look after the device. `may_move`: while its own is gone, the system's may stand in."""
        self._may_move = may_move and bool(self.setting.device)
        device = self._device
        if device is not None:
            self._watch(device, gone_by, now)
            self._look_for_home(now)
            self._leave_in_time(device, now)
            return
        if self._candidate is not None and now - self._candidate_since > START_S:
            self._candidate.drop()
            self._candidate = None
            self._failed(now, "the device asks for no sound")
        free = not self._opening and self._candidate is None and not self.retired
        if free and now >= self._retry_at:
            self._opening = True
            threading.Thread(target=self._try_to_open, name="open output", daemon=True).start()

    def retire(self) -> None:
        """Fade out and let go of the device, for good."""
        self.retired = True
        self._begin_to_leave()

    def close(self) -> list[threading.Thread]:
        """Let go of the device at once; the threads that do so."""
        with self._lock:
            self._closed = self.retired = True
            devices = {device for device in (self._device, self._candidate) if device is not None}
            self._device = self._candidate = None
        return [device.drop() for device in devices]

    # --- its life ------------------------------------------------------------------------------------------

    def _watch(self, device: Device, gone_by: float, now: float) -> None:
        if device.calls != self._calls:
            self._calls, self._still = device.calls, 0.0
            if device.calls > 1:
                self._say_back(device, now)
            return
        self._still += gone_by
        if self._still > (STILL_S if device.calls > 1 else START_S):
            name = device.name
            self._let_go(device, now - self._still)
            self._retry_at = now
            self._say_lost(now - self._still, name)

    def _let_go(self, device: Device, quiet_since: float) -> None:
        with self._lock:
            self._device = self._candidate = None
        self.shape.silence()
        self.quiet_since, self._leaves_at = quiet_since, None
        device.drop()

    def _look_for_home(self, now: float) -> None:
        """While the system's own device stands in: is the right one back, or is this one not wanted any more?"""
        if not self._moved or self._leaves_at is not None:
            return
        if self._seen or not self._may_move:
            self._begin_to_leave()
        elif not self._looking and now - self._looked_at > EACH_S:
            self._looking, self._looked_at = True, now
            threading.Thread(target=self._look, name="look for output", daemon=True).start()

    def _look(self) -> None:
        try:
            self._seen = self._host.is_there(self.setting.device)
        finally:
            self._looking = False

    def _begin_to_leave(self) -> None:
        self.shape.leave(LEAVE_S)
        self._leaves_at = self._host.awake() + LEAVE_S + DRAIN_S

    def _leave_in_time(self, device: Device, now: float) -> None:
        if self._leaves_at is not None and now >= self._leaves_at and self._device is device:
            self._let_go(device, now)
            self._retry_at = now

    def _say_lost(self, since: float, name: str) -> None:
        if self.retired or (self._told and not self._told_moved):
            return
        self._told, self._told_moved, self._lost_at = True, False, since
        self._host.report("output_lost", output=name, role=self.setting.role, then=self.state)

    def _say_back(self, device: Device, now: float) -> None:
        if not self._told or self._told_moved is self._moved is True or self.retired:
            return
        self._told, self._told_moved = self._moved, self._moved
        after = round((now - self._lost_at) * 1000)
        role = self.setting.role
        self._host.report("output_back", output=device.name, role=role, after_ms=after, moved=self._moved)

    # --- opening -------------------------------------------------------------------------------------------

    def _try_to_open(self) -> None:
        """On a thread, for as long as the system takes."""
        try:
            device = self._open()
            self._candidate, self._candidate_since = device, self._host.awake()
            if self.retired:
                device.drop()
        except (miniaudio.MiniaudioError, OSError) as error:
            self._failed(self._host.awake(), str(error))
        finally:
            self._opening = False

    def _open(self) -> Device:
        self._moving = False
        try:
            return self._host.open_device(self._pull, self.setting.device)
        except (miniaudio.MiniaudioError, OSError):
            if not self._may_move:
                raise
        self._moving = True
        return self._host.open_device(self._pull, "")

    def _failed(self, now: float, why: str) -> None:
        named = bool(self.setting.device)
        self._retry_at = now + (EACH_S if named else BACK_OFF_S[min(self._failures, len(BACK_OFF_S) - 1)])
        self._failures += 1
        if named or self._failures > 1:
            self._say_lost(now, self.setting.device or why)

    def _pull(self, device: Device, count: int) -> Block:
        """A device asks: the first request makes it the one that sounds."""
        if device.calls == 1 and not self._take(device):
            return np.zeros((count, 2), np.float32)
        music = self.setting.music
        block = self._host.mix(self, count) if music else np.zeros((count, 2), np.float32)
        if self._entrance is not None and (self.reader.settled or not music):
            self.shape.enter(self._entrance)
            self._entrance = None
        return self.shape.process(block)

    def _take(self, device: Device) -> bool:
        with self._lock:
            if self._closed or self.retired or self._device is not None:
                device.dropped = True
                return False
            self.reader.begin(self._host.awake())
            self._entrance = FIRST_S
            if self._told:
                self._entrance = PLUGGED_S if self.setting.device and not self._moving else RETURN_S
            self._moved, self._seen = self._moving, False
            self._looked_at = self._host.awake()
            self._device, self._calls, self._still, self._failures = device, 0, 0.0, 0
        return True
