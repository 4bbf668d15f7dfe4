"""Where the sound goes: one or two outputs from the same mix, one for chimes, or silence that keeps time."""

import contextlib
import logging
import math
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from kapguide.audio.sound import clocks, opening
from kapguide.audio.sound.decoder import Block
from kapguide.audio.sound.extras import BreathChime, Chime, TrialTone
from kapguide.audio.sound.outlet import SILENT, STARTING, OpenDevice, Outlet, Pull
from kapguide.audio.sound.ramps import RATE
from kapguide.audio.sound.reader import Reader
from kapguide.audio.sound.source import Open
from kapguide.audio.sound.tape import Tape
from kapguide.audio.sound.wire import HEADPHONES, HELD_UP, MOVE, MUTE, THERAPIST, WireError, WireOutput

log = logging.getLogger(__name__)

LOOK_S = 0.15
"""No look at a device counts for more than this, so that a stall of this process does not accuse it."""
WAKE_S = 8.0
"""The fade in after the machine slept."""
SLEPT_S = 2.0
"""A shorter sleep is none, as for the session: two clocks that are read one after the other differ a little."""
TELL_S = 5.0
"""Dropouts are told this often at most."""
LEVEL_S = 0.5
"""The glide of an output to a level that was set anew."""


class Renderer(Protocol):
    """What renders the sound: see sequence.Sequence."""

    @property
    def opener(self) -> Open: ...
    def render(self, count: int) -> Block: ...
    def enter(self, seconds: float, heard: bool) -> None: ...
    def back(self, count: int) -> int: ...
    def again(self) -> Block: ...


class Outputs:
    """Keeps the music rendered: by the devices where there are any, else by the awake clock.

    One device leads, another follows it; each renders what it is the first to need, so that losing one is nothing to
    the other. `tend` is to be called about every 100 ms; `report` hears what became of the devices, as in wire.REPORTS,
    and `rendered` is called after every block, on the thread that asked for it.
    """

    def __init__(
        self,
        music: Renderer,
        report: Callable[..., None],
        rendered: Callable[[], None] = lambda: None,
        open_device: Callable[[Pull, str, bool], OpenDevice] = opening.opened,
        is_there: Callable[[str], bool] = opening.is_there,
        awake: Callable[[], float] = clocks.awake,
        slept: Callable[[], float] = clocks.slept,
    ) -> None:
        self._music, self._rendered, self._slept = music, rendered, slept
        self.report, self.open_device, self.is_there, self.awake = report, open_device, is_there, awake
        self._tape = Tape(self._render)
        self._lock = threading.Lock()  # wishes come on the wire's thread, `tend` runs on its own
        self._rule, self._cap_db = MUTE, 0.0
        self._closed = False
        self._looked = awake()
        self._slept_before = slept()
        self._kept = 0
        self._quiet_since: float | None = self._looked
        self._lead: Outlet | None = None
        self._outlets: tuple[Outlet, ...] = (self._outlet(WireOutput()),)
        self._leaving: tuple[Outlet, ...] = ()
        self.dropouts, self.silent_s = 0, 0.0
        """How often, and how long in all, an output had nothing to play because this process was held up."""
        self._untold_s = 0.0
        self._told_at = self._looked - TELL_S

    # --- what is wished ------------------------------------------------------------------------------------

    def wish(self, outputs: tuple[WireOutput, ...], when_unplugged: str) -> None:
        """Have these outputs from now on; what plays already goes on. Without one for the music, the system's own.

        One device carries the music once: a second time it would be louder than any cap allows.
        """
        music = {output.device: output for output in reversed(outputs) if output.music}
        wanted = tuple(output for output in outputs if not output.music or output in music.values())
        wanted = wanted if music else (WireOutput(), *wanted)
        with self._lock:
            self._rule = when_unplugged
            left = list(self._outlets)
            kept: dict[str, Outlet] = {}
            # Those that keep their role first: another's device must not be taken from it.
            for same_role in (True, False):
                for output in wanted:
                    each = next((each for each in left if _alike(each.setting, output, same_role)), None)
                    if each is not None and output.role not in kept:
                        left.remove(each)
                        _adjust(each, output)
                        kept[output.role] = each
            for each in left:
                each.retire()
            self._outlets = tuple(kept.get(output.role) or self._outlet(output) for output in wanted)
            self._leaving = (*self._leaving, *left)

    def cap(self, db: float, seconds: float) -> None:
        """The clinic's cap, for what is not in the mix."""
        if db == self._cap_db:
            return  # what the devices hold can still be written anew
        self._cap_db = db
        for outlet in (*self._outlets, *self._leaving):
            outlet.settle()
            outlet.shape.ceiling.to(db, seconds)

    def level(self, role: str, db: float, seconds: float) -> None:
        """One output's own level. Raises WireError when there is no such output."""
        outlet = self._with_role(role)
        if outlet is None:
            raise WireError("output_level.role: there is no such output")
        outlet.setting = WireOutput(role, outlet.setting.device, db, outlet.setting.cap_db)
        outlet.settle()
        outlet.shape.level.to(db, seconds)

    def by_hand(self, change: Callable[[], None]) -> None:
        """Carry out a change of levels so that it is heard at once: what the devices hold is written anew.

        Where one of them takes nothing back, it is heard behind what that one holds. Raises WireError as `change` does.
        """
        done: list[Exception | None] = []

        def once() -> None:
            try:
                change()
                done.append(None)
            except Exception as error:  # noqa: BLE001  what was gone back by is to be given again first
                done.append(error)

        try:
            self._anew(once)
        except Exception:
            # Whatever a device meets there, the hand counts.
            log.exception("what the devices hold could not be written anew")
            if not done:
                once()
        if done[0] is not None:
            raise done[0]

    def _anew(self, change: Callable[[], None]) -> None:
        heard = [(outlet, outlet.deep) for outlet in self._sounding() if outlet.sounding]
        # Locks in the order in which a device that asks takes them: the device's, the tape's, the sequence's.
        with contextlib.ExitStack() as held:
            if not all(device is not None for _, device in heard):
                heard = []
            for _, device in heard:
                device.look()
            for _, device in heard:
                held.enter_context(device.held())

            def anew(written: int) -> Block:
                first = max((outlet.can_go_back_to(device.left()) for outlet, device in heard), default=written)
                gone = self._music.back(max(0, written - math.ceil(first)))
                for outlet, _ in heard if gone else ():
                    outlet.back(written - gone)
                change()
                return self._music.again()

            self._tape.rewrite(anew)
            for outlet, device in heard:
                device.replace(outlet.again())

    def ran_dry(self, outlet: Outlet, seconds: float) -> None:
        """An output's device had played all that it was given, so long ago."""
        self.dropouts += 1
        self.silent_s += seconds
        self._untold_s += seconds if outlet.setting.music else 0.0

    def _tell_dropouts(self, now: float) -> None:
        """Say how long it was silent, in one word for many that come together."""
        if self._untold_s and now - self._told_at >= TELL_S:
            silent_s, self._untold_s, self._told_at = self._untold_s, 0.0, now
            self.report("fault", code=HELD_UP, item="", detail=f"{max(0.1, silent_s):.1f} s")

    def test_tone(self, role: str, seconds: float) -> None:
        """A gentle tone on that output alone; 0 seconds end it. Raises WireError when no sound goes there."""
        outlet = self._with_role(role)
        if outlet is None or not outlet.heard:
            raise WireError("test_tone.role: no sound goes there")
        for extra in outlet.shape.extras:
            if isinstance(extra, TrialTone):
                extra.end()
        if seconds:
            outlet.shape.add(TrialTone(seconds, self._cap_db))

    def chime(self, path: str, gain_db: float) -> None:
        """Chime for the therapist, and for nobody else; what came of it is reported."""

        def ended(heard: bool, failed: str | None) -> None:
            if failed is not None:
                self.report("fault", code=failed, item="", detail=Path(path).name)
            self.report("chime_ended", heard=heard)

        outlet = self._with_role(THERAPIST)
        chime = Chime(path, gain_db, self._music.opener, ended) if outlet is not None and outlet.heard else None
        if outlet is None or chime is None:
            ended(False, None)
        else:
            outlet.shape.add(chime)

    def breath_chime(self, role: str, hertz: float) -> None:
        """A soft chime at a turn of the breath; the client's goes to the system's own output where no other is set."""
        outlet = self._with_role(role) or (self._with_role("") if role == HEADPHONES else None)
        if outlet is not None and outlet.heard:
            outlet.shape.add(BreathChime(hertz))

    # --- what is told --------------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """The device that leads; SILENT where there is none, and nothing as long as one may come in a moment."""
        sounding = self._sounding()
        heard = [outlet for outlet in sounding if outlet.heard]
        lead = self._lead if self._lead in heard else heard[0] if heard else None
        if lead is not None:
            return lead.device_name
        return "" if any(outlet.state == STARTING for outlet in sounding) else SILENT

    @property
    def ahead_s(self) -> float:
        """How far what is rendered is ahead of what is heard, where a device holds much."""
        return max((outlet.unplayed_s for outlet in self._sounding() if outlet.deep is not None), default=0.0)

    def states(self) -> list[dict[str, Any]]:
        """Every output as it is now, for the heartbeat."""
        return [
            {
                "role": outlet.setting.role,
                "device": outlet.device_name,
                "state": outlet.state,
                "level_db": outlet.shape.level.db,
                "cap_db": outlet.setting.cap_db,
                "peak_db": outlet.shape.peak_db,
            }
            for outlet in self._outlets
        ]

    # --- the sound goes on ---------------------------------------------------------------------------------

    def tend(self) -> None:
        """Look after the devices; without one for the music, let time pass."""
        if self._closed:
            return
        now = self.awake()
        gone_by, self._looked = min(now - self._looked, LOOK_S), now
        for outlet in (*self._outlets, *self._leaving):
            outlet.tend(now, gone_by, self._may_move(outlet))
        with self._lock:
            self._leaving = tuple(outlet for outlet in self._leaving if outlet.heard)
        self._tell_dropouts(now)
        self._keep_time(now)

    def mix(self, outlet: Outlet, count: int) -> Block:
        """The next `count` frames of the music for that output."""
        with self._lock:
            lead = self._lead
            if lead is None or not lead.staying:
                ready = (each for each in self._outlets if each.setting.music and each.staying and each.reader.settled)
                self._lead = lead = next(ready, outlet)
        return outlet.reader.read(count, self.awake(), None if lead is outlet else lead.reader)

    def close(self, patience: float = 1.0) -> bool:
        """Close the devices; False when one does not let go in time."""
        self._closed = True
        threads = [thread for outlet in (*self._outlets, *self._leaving) for thread in outlet.close()]
        end = time.monotonic() + patience
        for thread in threads:
            thread.join(max(0.0, end - time.monotonic()))
        return not any(thread.is_alive() for thread in threads)

    def _outlet(self, output: WireOutput) -> Outlet:
        return Outlet(output, Reader(self._tape), self, self._cap_db)

    def _with_role(self, role: str) -> Outlet | None:
        return next((outlet for outlet in self._outlets if outlet.setting.role == role), None)

    def _sounding(self) -> list[Outlet]:
        return [outlet for outlet in (*self._outlets, *self._leaving) if outlet.setting.music]

    def _may_move(self, outlet: Outlet) -> bool:
        """Only where nobody else is heard: else the system's own device might sound beside the one that it is."""
        others = (each for each in self._outlets if each is not outlet and each.setting.music)
        return self._rule == MOVE and outlet.setting.music and not any(each.hopeful for each in others)

    def _keep_time(self, now: float) -> None:
        """While nobody is heard, render into silence what would have been played since."""
        sounding = self._sounding()
        if any(outlet.heard for outlet in sounding):
            self._quiet_since = None
            return
        if self._quiet_since is None:
            self._quiet_since, self._kept = max((each.quiet_since for each in sounding), default=now), 0
        due = round((now - self._quiet_since) * RATE)
        while self._kept < due and not any(outlet.heard for outlet in sounding):
            step = min(due - self._kept, RATE // 10)  # a device that comes meanwhile waits for no more than this
            self._tape.go_on(step)
            self._kept += step

    def _render(self, count: int) -> Block:
        slept = self._slept()
        if slept - self._slept_before > SLEPT_S:
            self._music.enter(WAKE_S, heard=any(outlet.heard for outlet in self._sounding()))
        self._slept_before = slept
        block = self._music.render(count)
        self._rendered()
        return block


def _alike(one: WireOutput, other: WireOutput, same_role: bool) -> bool:
    """Whether the device that plays for `one` can go on for `other`."""
    return one.device == other.device and one.music == other.music and (one.role == other.role or not same_role)


def _adjust(outlet: Outlet, output: WireOutput) -> None:
    before, outlet.setting = outlet.setting, output
    if (before.level_db, before.cap_db) != (output.level_db, output.cap_db):
        outlet.settle()
        outlet.shape.cap_db = output.cap_db
        outlet.shape.level.to(output.level_db, LEVEL_S)
