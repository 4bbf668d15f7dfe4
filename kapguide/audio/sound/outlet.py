"""One output: opened, watched, lost, found again, and nothing of it heard that its rule forbids."""

import math
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from kapguide.audio.sound.decoder import Block
from kapguide.audio.sound.ramps import RATE
from kapguide.audio.sound.reader import Reader
from kapguide.audio.sound.shape import Shape, ShapeState
from kapguide.audio.sound.tape import TAPS
from kapguide.audio.sound.wire import WireOutput

SILENT = "silent output"
STARTING, HEARD, MOVED, MUTED, LOST = "starting", "heard", "moved", "muted", "lost"
"""States: no device was heard, or missed, yet; on its device; on the system's own meanwhile; kept silent by the
clinic's rule; no device to be had."""
STILL_S = 0.6
"""A device that has not asked for sound in this long is gone, by the awake clock."""
CALLS_TO_FILL = 2
"""A device's first requests fill it: they come as its server pleases."""
START_S = 3.0
"""A sound server may take this long from a stream's first request to its second."""
OPENING_S = 6.0
"""A sound server that takes a stream and has not answered in this long may never do so."""
BACK_OFF_S = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0)
"""Before the next try at the system's own device, by how many were in vain."""
EACH_S = 1.0
"""A device that has a name is looked for this often: a look costs about 2 ms, on a thread."""
FIRST_S, RETURN_S, PLUGGED_S = 0.3, 1.0, 8.0
"""Fades in: at first, when the system's own device is back, and when one that was unplugged is."""
LEAVE_S, DRAIN_S = 0.3, 0.8
"""The fade out of an output that is given up, and what its device still holds then."""
MARGIN = 3 * RATE // 100
"""Frames before those that are just being played, 30 ms, are not written anew: they are gone before that arrives."""
KEPT = 64
"""How many of the last blocks can be written anew."""
SLIP_S = 0.005
"""A device that asks no later than this after it ran dry was not heard to."""
Pull = Callable[[Any, int], Block]


class OpenDevice(Protocol):
    """An opened device, see opening.py; one with `replace` takes back what is not played yet.

    `calls` counts what it was given; `asks` also what it asked for and is given later, with more.
    """

    name: str
    calls: int
    dropped: bool
    holds_s: float

    @property
    def asks(self) -> int: ...
    def drop(self) -> threading.Thread: ...


@dataclass(slots=True)
class GivenBlock:
    """A block that a device was given: `span` frames of the tape from `start` on, and the shape before it."""

    start: float
    span: float
    count: int
    repeat: Callable[[], Block]
    shape: ShapeState

    def place(self, frame: int) -> float:
        """Where on the tape a frame of the block lies."""
        return self.start + self.span * frame / self.count


class Host(Protocol):
    """What an output needs of the whole: see output.Outputs."""

    def open_device(self, pull: Pull, wanted: str, music: bool) -> OpenDevice: ...
    def is_there(self, wanted: str) -> bool: ...
    def awake(self) -> float: ...
    def mix(self, outlet: "Outlet", count: int) -> Block: ...
    def report(self, name: str, **fields: Any) -> None: ...
    def ran_dry(self, outlet: "Outlet", seconds: float) -> None: ...


class Outlet:
    """Keeps one output open where that can be. `tend` is called about every 100 ms; its device asks on its thread."""

    def __init__(self, setting: WireOutput, reader: Reader, host: Host, ceiling_db: float) -> None:
        self.setting, self.reader, self._host = setting, reader, host
        self.shape = Shape(setting.level_db, setting.cap_db, ceiling_db)
        self.quiet_since = host.awake()
        """When its device was last known to have asked."""
        self._lock = threading.Lock()
        self._device: OpenDevice | None = None
        self._candidate: OpenDevice | None = None
        self._candidate_since = 0.0
        self._opening = self._looking = self._seen = False
        self._moving = self._moved = self._may_move = False
        self._opening_since = 0.0
        self._entrance: float | None = None
        self._failures = 0
        self._retry_at = self._looked_at = self._lost_at = self.quiet_since
        self._asks = 0
        self._still = 0.0
        self._told = self._told_moved = self._closed = False
        self._leaves_at: float | None = None
        self.retired = False
        self._dry_at: float | None = None
        """When its device has played all that it was given."""
        self._given: deque[GivenBlock] = deque(maxlen=KEPT)
        self._from_silence = False
        """What its device was given before the first of these is silent, and stays so."""
        self._gone_back: list[GivenBlock] = []

    @property
    def heard(self) -> bool:
        """A device asks for its sound."""
        return self._device is not None

    @property
    def hopeful(self) -> bool:
        """It is heard, or may be in a moment: nobody has said yet that there is no device for it."""
        return self._device is not None or self._candidate is not None or not self._told

    @property
    def sounding(self) -> bool:
        """What its device was given last is heard, or will be: it has found its place."""
        return self._device is not None and self._entrance is None

    @property
    def staying(self) -> bool:
        """It is heard, and is to be."""
        return self._device is not None and self._leaves_at is None

    @property
    def device_name(self) -> str:
        """The device it is heard by, else the one it is meant for; without either SILENT, once that is known."""
        device = self._device
        return device.name if device is not None else self.setting.device or (SILENT if self._told else "")

    @property
    def unplayed_s(self) -> float:
        """How much its device has not played yet of what it was given."""
        dry_at = self._dry_at
        return max(0.0, dry_at - self._host.awake()) if self._device is not None and dry_at is not None else 0.0

    @property
    def state(self) -> str:
        if self._device is not None:
            return MOVED if self._moved else HEARD
        if not self._told:
            return STARTING
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
        if self._opening and now - self._opening_since > OPENING_S:
            self._say_lost(self._opening_since, self.setting.device or "the sound server does not answer")
        free = not self._opening and self._candidate is None and not self.retired
        if free and now >= self._retry_at:
            self._opening, self._opening_since = True, now
            try:
                threading.Thread(target=self._try_to_open, name="open output", daemon=True).start()
            except RuntimeError as error:  # the system has no thread to give
                self._opening = False
                self._failed(now, str(error))

    # --- what is not played yet is written anew ------------------------------------------------------------

    @property
    def deep(self) -> Any:
        """Its device, where that takes back what is not played yet."""
        device = self._device
        return device if device is not None and hasattr(device, "replace") else None

    def settle(self, from_silence: bool = False) -> None:
        """What its device was given stays as it is; `from_silence`: none of it is heard."""
        self._given = deque(maxlen=KEPT)
        self._from_silence = from_silence

    def can_go_back_to(self, left: int) -> float:
        """The first frame of the tape that can be given anew, when `left` frames are not played yet."""
        start, left = self.reader.at, left - MARGIN
        for each in reversed(tuple(self._given)):
            if left <= 0:
                break
            start = each.place(max(0, each.count - left))
            left -= each.count
        return 0.0 if left > 0 and self._from_silence else start

    def back(self, frame: int) -> None:
        """Go back to before that frame of the tape; `again` must follow."""
        self._gone_back, stays = [], 0
        given = self._given  # another thread may settle it meanwhile
        while given and given[-1].place(given[-1].count) > frame:
            self._gone_back.insert(0, given.pop())
        if self._gone_back:
            first = self._gone_back[0]
            self.shape.back(first.shape)
            # What lies between two frames of the tape is made of some on both sides.
            stays = math.floor((frame - first.start) / first.span * first.count) - TAPS
            if stays > 0:
                self._gone_back[0] = self._end_of(first, stays)
        self.settle(from_silence=self._from_silence and not given and stays <= 0)

    def _end_of(self, given: GivenBlock, stays: int) -> GivenBlock:
        """A block behind its first frames, which stay as they are: the shape comes to where they end."""
        self.shape.pass_by(given.repeat()[:stays])
        start = given.place(stays)
        span, count = given.place(given.count) - start, given.count - stays
        return GivenBlock(start, span, count, lambda: given.repeat()[stays:], self.shape.state())

    def again(self) -> Block:
        """What the device is to have in the place of what it was given since."""
        gone_back, self._gone_back = self._gone_back, []
        blocks = [self._shaped(each.start, each.span, each.repeat, each.repeat()) for each in gone_back]
        return np.concatenate(blocks) if blocks else np.zeros((0, 2), np.float32)

    def _shaped(self, start: float, span: float, repeat: Callable[[], Block] | None, block: Block) -> Block:
        """A block as it leaves, kept for as long as it can be given anew."""
        if repeat is None or self.shape.extras:
            self.settle()
        else:
            self._from_silence &= len(self._given) < KEPT
            self._given.append(GivenBlock(start, span, len(block), repeat, self.shape.state()))
        return self.shape.process(block)

    # --- its end -------------------------------------------------------------------------------------------

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

    def _watch(self, device: OpenDevice, gone_by: float, now: float) -> None:
        if device.asks != self._asks:
            self._asks, self._still = device.asks, 0.0
            if device.calls > 1:
                self._say_back(device, now)
            return
        self._still += gone_by
        if self._still > (STILL_S if device.calls > 1 else START_S):
            name = device.name
            self._let_go(device, now - self._still)
            self._retry_at = now
            self._say_lost(now - self._still, name)

    def _let_go(self, device: OpenDevice, quiet_since: float) -> None:
        with self._lock:
            self._device = self._candidate = None
        self.shape.silence()
        self.settle()
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
        self.settle()
        self.shape.leave(LEAVE_S)
        self._leaves_at = self._host.awake() + LEAVE_S + DRAIN_S

    def _leave_in_time(self, device: OpenDevice, now: float) -> None:
        if self._leaves_at is not None and now >= self._leaves_at and self._device is device:
            self._let_go(device, now)
            self._retry_at = now

    def _say_lost(self, since: float, name: str) -> None:
        if self.retired or (self._told and not self._told_moved):
            return
        self._told, self._told_moved, self._lost_at = True, False, since
        self._host.report("output_lost", output=name, role=self.setting.role, then=self.state)

    def _say_back(self, device: OpenDevice, now: float) -> None:
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
        except Exception as error:  # noqa: BLE001  whatever it is, it is said, and tried again
            self._failed(self._host.awake(), str(error))
        finally:
            self._opening = False

    def _open(self) -> OpenDevice:
        self._moving = False
        try:
            return self._host.open_device(self._pull, self.setting.device, self.setting.music)
        except Exception:  # each library has errors of its own; whatever this one is, another device may do
            if not self._may_move:
                raise
        self._moving = True
        return self._host.open_device(self._pull, "", self.setting.music)

    def _failed(self, now: float, why: str) -> None:
        named = bool(self.setting.device)
        self._retry_at = now + (EACH_S if named else BACK_OFF_S[min(self._failures, len(BACK_OFF_S) - 1)])
        self._failures += 1
        if named or self._failures > 1:
            self._say_lost(now, self.setting.device or why)

    def _pull(self, device: OpenDevice, count: int) -> Block:
        """A device asks: the first request makes it the one that sounds."""
        if device.calls == 1 and not self._take(device):
            return np.zeros((count, 2), np.float32)
        self._note_dry(device)
        music, start = self.setting.music, self.reader.at
        block = self._host.mix(self, count) if music else np.zeros((count, 2), np.float32)
        if self._entrance is not None and (self.reader.settled or not music):
            self.settle(from_silence=True)
            self.shape.enter(self._entrance)
            self._entrance = None
            start = self.reader.at - count  # before it was heard it was put elsewhere
        return self._shaped(start, self.reader.at - start, self.reader.repeat if music else None, block)

    def _note_dry(self, device: OpenDevice) -> None:
        """A device that asks after it has played all that it was given was silent meanwhile."""
        now = self._host.awake()
        if self._dry_at is not None and now - self._dry_at > SLIP_S and device.calls > CALLS_TO_FILL:
            self._host.ran_dry(self, now - self._dry_at)
        self._dry_at = now + device.holds_s

    def _take(self, device: OpenDevice) -> bool:
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
            self._device, self._asks, self._still, self._failures = device, 0, 0.0, 0
            self._dry_at = None
            self.settle()
        return True
