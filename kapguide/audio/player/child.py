"""Reaching the sound process: one connection to it, and finding, starting and ending the process itself."""

import contextlib
import logging
import os
import queue
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kapguide.audio import own_process
from kapguide.audio.player.wanted import ProcessHas
from kapguide.audio.sound.link import (
    FOLDER_IN_USE,
    Address,
    Busy,
    Position,
    SoundLock,
    Unreachable,
    Wire,
    bounded,
    connect,
    hang_up,
)
from kapguide.audio.sound.wire import MESSAGE_MAX, packed, parse

log = logging.getLogger(__name__)

START_S = 10.0
"""So long may it take to find or start a process and be let in: a slow laptop loads the decoders first."""
LOOK_S = 0.01
"""Between two tries to be let in."""
HANG_S = 1.0
"""A process that holds the folder, makes no sound and answers nobody for this long is ended."""
END_S = 3.0
"""What was told to end is given so long, before it is made to."""
GREETING_S = 3.0
"""So long may its first word take; a folder that is held and silent for longer is left for this time."""
OFF_S = 0.1
"""The fade of music that nothing goes on with."""


_started: list[subprocess.Popen[bytes]] = []


class NotOurs(Exception):
    """The sound of the folder is another window's."""


class Ended(Exception):
    """No process is there, and none is wanted."""


class Talk:
    """One connection: messages out and in by threads, so that a held-up process holds up nobody here."""

    def __init__(self, wire: Wire) -> None:
        self.ended = threading.Event()
        self._wire = wire
        self._out: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []

    def hello(self) -> dict[str, Any]:
        """The first message. Raises Unreachable."""
        try:
            with bounded(self._wire, GREETING_S):
                return parse(self._wire.recv_bytes(MESSAGE_MAX))
        except (OSError, EOFError, ValueError) as error:
            raise Unreachable(f"no greeting: {error}") from error

    def send(self, do: str, **fields: Any) -> None:
        """Say this soon. Raises ValueError for what is too long to be taken."""
        message = packed({"do": do, "n": 0, **fields})
        if len(message) > MESSAGE_MAX:
            raise ValueError(f"{do}: too long")
        self._out.put(message)

    def open(self, hear: Callable[[dict[str, Any]], None]) -> None:
        """Send what is said, and hand every message to `hear`, until the connection ends.

        Raises RuntimeError when the system has no thread to give.
        """
        for work, name in ((self._write, "sound commands"), (lambda: self._read(hear), "sound reports")):
            thread = threading.Thread(target=work, name=name, daemon=True)
            thread.start()
            self._threads.append(thread)

    def ends_within(self, seconds: float) -> bool:
        """Listen to nothing any more; whether the other end hangs up within that time. Not after `open`."""
        end = time.monotonic() + seconds
        with contextlib.suppress(OSError, EOFError), bounded(self._wire, seconds):
            self._out.put(None)
            self._write()
            while True:
                self._wire.recv_bytes(MESSAGE_MAX)
        return time.monotonic() < end

    def close(self, patience: float = 0.0) -> None:
        """Send what waits, for at most `patience` seconds, and hang up."""
        self._out.put(None)
        for thread in self._threads[:1]:
            thread.join(patience)
        hang_up(self._wire)
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(END_S)
        with contextlib.suppress(OSError):
            self._wire.close()

    def _read(self, hear: Callable[[dict[str, Any]], None]) -> None:
        try:
            with contextlib.suppress(EOFError, OSError):
                while True:
                    self._hand(self._wire.recv_bytes(MESSAGE_MAX), hear)
        finally:
            self.ended.set()

    def _hand(self, data: bytes, hear: Callable[[dict[str, Any]], None]) -> None:
        try:
            hear(parse(data))
        except Exception:
            # One report that is not understood is not the end of the others.
            log.exception("a sound report was not taken")

    def _write(self) -> None:
        try:
            while (message := self._out.get()) is not None:
                self._wire.send_bytes(message)
        except OSError:
            hang_up(self._wire)  # nobody believes that a command was said over a connection that takes none


class Child:
    """The sound process of a folder, whoever started it.

    `mine` tells whether the sound of the folder is for this window to steer at all; `adopts`: music that plays from it
    already is taken over. Music that is neither one's own nor to be adopted is ended where the folder is ours, and
    never touched where it is not.
    """

    def __init__(self, folder: Path, mine: Callable[[], bool] = lambda: True, adopts: bool = True) -> None:
        self._folder, self._mine, self._adopts = folder, mine, adopts
        self._spawned: subprocess.Popen[bytes] | None = None
        self._awaited = False
        """What was started has not been reached yet."""
        self._pid = 0
        """The process that was reached last; 0 before there was one."""

    def reach(self, given_up: threading.Event, wanted: Callable[[], bool]) -> tuple[Talk, ProcessHas]:
        """Connect to the process that plays from the folder, or start one where sound is `wanted`.

        Raises Unreachable within START_S or when `given_up` is set meanwhile, NotOurs, Ended; and whatever the system
        answers.
        """
        end = time.monotonic() + START_S
        still_since, place = time.monotonic(), -1
        while time.monotonic() < end and not given_up.is_set():
            if not self._mine():
                raise NotOurs("the sound belongs to another window")
            started = self._start(wanted)
            try:
                wire, pid = self._wait_to_be_let_in(end) if started else connect(self._folder)
            except Unreachable:
                if started:
                    raise
                before, place = place, self._place()
                if place != before:
                    still_since = time.monotonic()
                elif time.monotonic() - still_since > GREETING_S:
                    raise
                elif time.monotonic() - still_since > HANG_S:
                    self._end_who_holds_the_folder()
                given_up.wait(LOOK_S)
                continue
            found = self._greeted(Talk(wire), pid, wanted)
            if found is not None:
                return found
        raise Unreachable("the sound process does not start")

    def _greeted(self, talk: Talk, pid: int, wanted: Callable[[], bool]) -> tuple[Talk, ProcessHas] | None:
        """The talk with a process that was reached, and what it has; None with one that was sent on its way."""
        try:
            held = ProcessHas.of(talk.hello())
            ours = held.blank or pid == self._pid or (self._spawned is not None and pid == self._spawned.pid)
            if (ours or (self._adopts and not self._pid)) and not (held.stopping and wanted()):
                self._pid, self._awaited = pid, False
                return talk, held
            log.warning("music that nobody goes on with is ended")
        except ValueError as error:
            log.warning("a sound process of another version is ended: %s", error)
        except BaseException:
            talk.close()
            raise
        talk.send("stop", seconds=OFF_S)
        if not talk.ends_within(END_S):
            _kill(pid)
        talk.close()
        return None

    def position(self) -> Position:
        """How far the sound of the folder has come. Raises OSError, ValueError before there was any."""
        return Position(self._folder)

    def alive(self) -> bool:
        """Whether the process that is ours to end is there."""
        if self._spawned is not None and self._spawned.poll() is None:
            return True
        if self._folder_is_free() or not self._mine():
            return False
        if not self._pid:
            return self._adopts
        try:
            return Address.read(self._folder).pid == self._pid
        except Unreachable:
            return False

    def kill(self) -> None:
        """End the process that was started or reached, at once."""
        if self._spawned is not None and self._spawned.poll() is None:
            self._spawned.kill()
        if self._pid and not (self._spawned is not None and self._spawned.pid == self._pid):
            _kill(self._pid)

    def wait(self, seconds: float) -> bool:
        """Whether the process has ended within `seconds`."""
        end = time.monotonic() + seconds
        while (alive := self.alive()) and time.monotonic() < end:
            time.sleep(LOOK_S)
        return not alive

    def _start(self, wanted: Callable[[], bool]) -> bool:
        """Start a process where none holds the folder; whether one that was started is to be waited for."""
        if not self._folder_is_free():
            return False
        if not wanted():
            raise Ended
        if not self._awaited or self._spawned is None or self._spawned.poll() is not None:
            self._spawn()
        return True

    def _folder_is_free(self) -> bool:
        try:
            SoundLock(self._folder).release()
        except Busy:
            return False
        return True

    def _place(self) -> int:
        """How far the sound of the folder has come; 0 before there was any."""
        try:
            with contextlib.closing(self.position()) as position:
                return position.read()[0]
        except (OSError, ValueError):
            return 0

    def _wait_to_be_let_in(self, end: float) -> tuple[Wire, int]:
        """Connect to the process just started. Raises Unreachable when it has ended, or when time is up."""
        spawned = self._spawned
        assert spawned is not None
        while True:
            code = spawned.poll()
            try:
                return connect(self._folder)
            except Unreachable:
                if code not in (None, FOLDER_IN_USE):
                    raise Unreachable(f"the sound process ended with code {code}") from None
                if time.monotonic() > end:
                    spawned.kill()
                    raise
                time.sleep(LOOK_S)

    def _end_who_holds_the_folder(self) -> None:
        """It has said where it listens, and lets nobody in: the address it wrote names it."""
        with contextlib.suppress(Unreachable):
            _kill(Address.read(self._folder).pid)

    def _spawn(self) -> None:
        flags = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0) | own_process.NO_CONSOLE
        self._spawned = subprocess.Popen(
            own_process.command("sound-process", str(self._folder)),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=own_process.environment(),
            start_new_session=True,
            creationflags=flags,
        )
        self._awaited = True
        # Taken note of when it ends, however much later, by whomever it is steered then.
        _started[:] = [self._spawned, *(each for each in _started if each.poll() is None)]


def _kill(pid: int) -> None:
    if pid > 0:  # 0 would be this window and all its kin
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))


def still_playing(folder: Path) -> bool:
    """Whether a sound process, most likely one whose window died, holds the folder."""
    if not folder.is_dir():
        return False
    try:
        SoundLock(folder).release()
    except Busy:
        return True
    except OSError:  # nobody can tell
        return False
    return False
