"""Reaching the sound process: one connection to it, and finding, starting and ending the process itself."""

import contextlib
import os
import queue
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from kapguide.audio import own_process
from kapguide.audio.sound.link import FOLDER_IN_USE, Address, Busy, Lock, Position, Unreachable, Wire, connect, hang_up
from kapguide.audio.sound.wire import MESSAGE_MAX, packed

START_S = 10.0
LOOK_S = 0.01
HANG_S = 1.0
"""A process that holds the folder, makes no sound and answers nobody for this long is ended."""
END_S = 3.0
GREETING_S = 3.0


class Talk:
    """One connection: messages out by a thread, so that a held-up process holds up nobody here."""

    def __init__(self, wire: Wire) -> None:
        self.ended = threading.Event()
        self._wire = wire
        self._out: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._writer = threading.Thread(target=self._write, name="sound commands", daemon=True)
        self._writer.start()

    def send(self, do: str, **fields: Any) -> None:
        """Say this soon. Raises ValueError for what is no finite number."""
        self._out.put(packed({"do": do, **fields}))

    def hello(self) -> dict[str, Any]:
        """The first message. Raises Unreachable."""
        try:
            if self._wire.poll(GREETING_S):
                return _object(self._wire.recv_bytes(MESSAGE_MAX))
        except (OSError, EOFError) as error:
            raise Unreachable(str(error)) from error
        raise Unreachable("no greeting")

    def listen(self, hear: Callable[[dict[str, Any]], None]) -> None:
        """Hand every message to `hear` until the connection ends."""
        try:
            with contextlib.suppress(EOFError, OSError):
                while True:
                    hear(_object(self._wire.recv_bytes(MESSAGE_MAX)))
        finally:
            self.ended.set()
            self._out.put(None)
            self._writer.join()
            self._wire.close()

    def close(self, patience: float = 0.0) -> None:
        """Send what waits, for at most `patience` seconds, and hang up."""
        self._out.put(None)
        self._writer.join(patience)
        with contextlib.suppress(OSError):
            hang_up(self._wire)

    def _write(self) -> None:
        with contextlib.suppress(OSError):
            while (message := self._out.get()) is not None:
                self._wire.send_bytes(message)


def _object(data: bytes) -> dict[str, Any]:
    return msgspec.json.decode(data, type=dict[str, Any])


class Child:
    """The sound process of a folder, whoever started it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._spawned: subprocess.Popen[bytes] | None = None
        self._pid = 0

    def reach(self, given_up: threading.Event) -> tuple[Talk, dict[str, Any], bool]:
        """Connect to the process that plays from the folder, or start one: the talk, its greeting, whether it is new.

        Raises Unreachable within START_S, or when `given_up` is set meanwhile.
        """
        end = time.monotonic() + START_S
        still_since, place = time.monotonic(), -1
        while time.monotonic() < end and not given_up.is_set():
            new = self._folder_is_free() and self._spawn()
            try:
                talk = self._wait_for_door(end) if new else Talk(self._connect())
                hello = talk.hello()
            except Unreachable:
                if new:
                    continue
                before, place = place, self._place()
                if place != before:
                    still_since = time.monotonic()
                elif time.monotonic() - still_since > HANG_S:
                    self._end_who_holds_the_folder()
                given_up.wait(LOOK_S)
                continue
            if not hello["stopping"]:
                return talk, hello, new
            # On its way out after another session: not to be waited for.
            talk.send("stop", n=0, seconds=0.1)
            talk.listen(lambda _: None)
        raise Unreachable("the sound process does not start")

    def kill(self) -> None:
        """End the process that was reached, at once."""
        _kill(self._pid)

    def wait(self, seconds: float) -> bool:
        """Whether the process that was reached has ended within `seconds`."""
        end = time.monotonic() + seconds
        while not (free := self._folder_is_free()) and time.monotonic() < end:
            time.sleep(LOOK_S)
        return free

    def _folder_is_free(self) -> bool:
        try:
            Lock(self._folder).release()
        except Busy:
            return False
        return True

    def _place(self) -> int:
        """How far the sound of the folder has come; 0 before there was any."""
        try:
            with contextlib.closing(Position(self._folder)) as position:
                return position.read()[0]
        except (OSError, ValueError):
            return 0

    def _connect(self) -> Wire:
        wire, self._pid = connect(self._folder)
        return wire

    def _wait_for_door(self, end: float) -> Talk:
        """Connect to the process just started. Raises Unreachable when it has ended, or when time is up."""
        while True:
            try:
                return Talk(self._connect())
            except Unreachable:
                code = self._spawned.poll() if self._spawned is not None else None
                if code not in (None, FOLDER_IN_USE):
                    raise Unreachable(f"the sound process ended with code {code}") from None
                if code is not None or time.monotonic() > end:
                    raise
                time.sleep(LOOK_S)

    def _end_who_holds_the_folder(self) -> None:
        """It has said where it listens, and lets nobody in: the address it wrote names it."""
        with contextlib.suppress(Unreachable):
            _kill(Address.read(self._folder).pid)

    def _spawn(self) -> bool:
        """Start a process; True."""
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
        # Taken note of when it ends, however much later, by whomever it is steered then.
        threading.Thread(target=self._spawned.wait, name="sound process", daemon=True).start()
        return True


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))


def still_playing(folder: Path) -> bool:
    """Whether a sound process, most likely one whose window died, holds the folder."""
    if not folder.is_dir():
        return False
    try:
        Lock(folder).release()
    except Busy:
        return True
    return False
