"""Keeps a sound process at work: reaches one, watches it, and puts it back, whatever the system answers."""

import contextlib
import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from kapguide.audio.player.child import END_S, Child, Ended, Talk
from kapguide.audio.player.wanted import ProcessHas
from kapguide.audio.sound import clocks
from kapguide.audio.sound.link import Position

log = logging.getLogger(__name__)

LOOK_S = 0.1
"""Between two looks at how far the sound has come."""
STILL_S = 1.0
"""Sound that stands still this long by the awake clock is dead; held up for less it is hardly heard, see DEPTH_S."""
STILL_MAX_S = 5.0
"""On a machine that lets nothing run, a process that was just started is given more and more time, up to this."""
GLANCE_S = 0.15
"""No look counts for more than this: a window that was held up itself accuses nobody."""
HELD_S = 1.0
"""A connection that lasted this long was none in vain."""
WELL_S = 10.0
"""What has sounded this long is well, and the next trouble is a new one."""
PAUSES_S = (0.1, 0.2, 0.5, 1.0, 2.0)
"""Between one attempt and the next."""

STOPPED, LET_GO, TAKEN, FAILED = "stopped", "let go", "taken", "failed"
"""How a supervision ends: as asked, either way; another window has the sound; or by a bug, which is in the log."""


class Supervisor:
    """One thread for one player. It says how it ended, whatever happened; until then it goes on trying.

    `stops_at` tells when all sound is to have ended, None while it is to go on. `reached` gets each connection,
    `heard` what comes over it, `lost` is called after it, `unreachable` after each attempt in vain. `takes_back` tells
    whether sound that another window took is this one's.
    """

    def __init__(
        self,
        child: Child,
        *,
        stops_at: Callable[[], float | None],
        reached: Callable[[Talk, ProcessHas], None],
        heard: Callable[[Talk, dict[str, Any]], None],
        lost: Callable[[bool], None],
        unreachable: Callable[[Exception], None],
        ended: Callable[[str], None],
        takes_back: Callable[[], bool],
    ) -> None:
        self._child = child
        self._stops_at, self._takes_back = stops_at, takes_back
        self._reached, self._heard, self._lost = reached, heard, lost
        self._unreachable, self._ended = unreachable, ended
        self._let_go, self._awake = threading.Event(), threading.Event()
        self._failures = self._stills = 0
        self._thread = threading.Thread(target=self._run, name="sound supervisor", daemon=True)

    def start(self) -> None:
        """Raises RuntimeError when the system has no thread to give."""
        self._thread.start()

    @property
    def at_work(self) -> bool:
        """Its thread has not ended."""
        return self._thread.is_alive()

    def wake(self) -> None:
        """What is wanted has changed: look again now."""
        self._awake.set()

    def let_go(self, patience_s: float) -> None:
        """Leave the process as it is, and end."""
        self._let_go.set()
        self._awake.set()
        self.join(patience_s)

    def join(self, patience_s: float) -> None:
        """Wait for its end."""
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(patience_s)

    def _run(self) -> None:
        how = FAILED
        try:
            how = self._keep()
        except BaseException:  # whatever it was: who waits for this thread is told, and the log has it
            log.exception("the sound is no longer looked after")
            raise
        finally:
            self._ended(how)

    def _keep(self) -> str:
        """Reach, watch and put back until there is nothing more to do; how that ended."""
        while not self._let_go.is_set():
            try:
                if self._deadline_passed() and self._child.alive():
                    self._child.kill()
                if self._stops_at() is not None and not self._child.alive():
                    return STOPPED
                taken = self._connection()
            except Ended:
                self._let_go.wait(LOOK_S)
                continue
            except Exception as error:  # noqa: BLE001 - no process, no thread, no file, no memory: told, and tried again
                log.warning("the sound process cannot be reached: %s: %s", type(error).__name__, error)
                self._unreachable(error)
                self._pause()
                continue
            if taken and (self._stops_at() is not None or not self._takes_back()):
                return TAKEN
            if taken or self._failures:
                self._pause()
        return LET_GO

    def _connection(self) -> bool:
        """Reach a process and watch it until the connection ends; whether another window has taken it."""
        talk, held = self._child.reach(self._let_go, lambda: self._stops_at() is None)
        since, taken = time.monotonic(), threading.Event()

        def hear(message: dict[str, Any]) -> None:
            if message.get("report") == "taken_over":
                taken.set()
            self._heard(talk, message)

        try:
            self._reached(talk, held)
            talk.open(hear)
            self._watch(talk)
        finally:
            talk.close(patience=1.0)
            self._lost(taken.is_set())
        lasted = time.monotonic() - since
        self._failures = 0 if lasted > HELD_S else self._failures + 1
        self._stills = 0 if lasted > WELL_S else self._stills
        return taken.is_set()

    def _watch(self, talk: Talk) -> None:
        """Until the connection ends; a process whose sound stands still, or which does not stop, is ended."""
        patience = min(STILL_MAX_S, STILL_S * 2**self._stills)
        still, looked, before = 0.0, clocks.awake(), -1
        position: Position | None = None
        with contextlib.ExitStack() as stack:
            while not talk.ended.wait(LOOK_S) and not self._let_go.is_set():
                if position is None:
                    with contextlib.suppress(OSError, ValueError):  # what cannot be looked at is not accused
                        position = stack.enter_context(contextlib.closing(self._child.position()))
                now = clocks.awake()
                if position is not None:
                    rendered, excused_until = position.read()
                    moved = rendered != before or now < excused_until
                    still = 0.0 if moved else still + min(now - looked, GLANCE_S)
                    before = rendered
                looked = now
                if still > patience or self._deadline_passed():
                    log.warning("the sound stood still" if still > patience else "the sound did not stop")
                    self._stills += 1
                    self._child.kill()
                    return

    def _deadline_passed(self) -> bool:
        stops_at = self._stops_at()
        return stops_at is not None and time.monotonic() > stops_at + END_S

    def _pause(self) -> None:
        """Wait before the next attempt, the longer the more have failed; what is newly wanted ends the wait."""
        self._awake.wait(PAUSES_S[min(self._failures, len(PAUSES_S) - 1)])
        self._awake.clear()
        self._failures += 1
