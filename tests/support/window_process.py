"""A window in a process of its own, to be talked to and killed; and a count of the processes that make sound."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from kapguide.paths import Home
from tests.support import forked
from tests.support.practice import PASSPHRASE

CHECKOUT = Path(__file__).resolve().parents[2]
CHILD = CHECKOUT / "tests" / "e2e" / "window_child.py"
PATIENCE_S = 60.0


class WindowProcess:
    """Starts the window on a practice; `started` is when (monotonic seconds). Killed at the end of its `with` block.

    `fresh` has it started by its command line, and not forked from what has read the program already.
    """

    def __init__(self, home: Home, boot: str = "", *, fresh: bool = False) -> None:
        path = os.pathsep.join(filter(None, [str(CHECKOUT), os.environ.get("PYTHONPATH")]))
        self.started = time.monotonic()
        what = [str(CHILD)] if fresh else ["-m", "tests.e2e.window_child"]
        self._process = subprocess.Popen(
            [sys.executable, *what, *(["--boot", boot] if boot else [])],
            cwd=CHECKOUT,
            env=dict(os.environ, KAPGUIDE_HOME=str(home.root), PYTHONPATH=path),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.saved: list[str] = []
        """The ids of all events that were acknowledged so far."""
        self._said: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.tell(PASSPHRASE)

    @property
    def pid(self) -> int:
        return self._process.pid

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.kill()

    def tell(self, line: str) -> None:
        """Have the window do something."""
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def wait_for(self, word: str) -> str:
        """What the window said with the next line that begins with `word`."""
        end = time.monotonic() + PATIENCE_S
        while True:
            try:
                said, _, rest = self._said.get(timeout=max(0.0, end - time.monotonic())).partition(" ")
            except queue.Empty:
                raise AssertionError(f"the window never said “{word}”") from None
            if said == word:
                return rest

    def wait_for_screen(self, name: str) -> None:
        """Until that screen is shown."""
        while self.wait_for("screen") != name:
            pass

    def unlock(self) -> None:
        """Give the passphrase at the door."""
        self.wait_for_screen("UnlockScreen")
        self.tell("unlock")

    def begin(self, protocol: str, **words: str) -> None:
        """Unlock, and begin a session with what the form says."""
        self.unlock()
        self.wait_for_screen("TodayScreen")
        self.tell("begin " + json.dumps({"client": "M-014", "protocol": protocol, **words}))
        self.wait_for_screen("LiveScreen")

    def end(self) -> None:
        """Go through the phases that are left, and end the session."""
        for _ in range(3 - int(self.state()["phase"])):
            self.tell("next")
        self.tell("end")
        self.wait_for_screen("NoteScreen")

    def state(self) -> dict[str, Any]:
        """The session as the window has it."""
        self.tell("state")
        told: dict[str, Any] = json.loads(self.wait_for("state"))
        return told

    def until_saved(self, count: int) -> None:
        """Until so many events have been acknowledged."""
        while len(self.saved) < count:
            self.wait_for("saved")

    def kill(self) -> None:
        """SIGKILL, and what it had said until then."""
        self._process.kill()
        self._process.wait()
        self._reader.join(PATIENCE_S)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def quit(self) -> int:
        """Close the window; the process' exit code."""
        self.tell("quit")
        return self._process.wait(PATIENCE_S)

    def ended(self) -> int:
        """The exit code of a window that is closing."""
        return self._process.wait(PATIENCE_S)

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith("saved "):
                self.saved.append(line.split()[1])
            self._said.put(line.rstrip("\n"))


def second_start(home: Home, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """The program as a person starts it once more, until it has ended."""
    return subprocess.run(
        [sys.executable, "-m", "kapguide", *arguments],
        env=dict(os.environ, KAPGUIDE_HOME=str(home.root)),
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


def sound_pids(home: Home) -> list[int]:
    """The processes that make sound for a practice."""
    wanted = [b"sound-process", os.fsencode(home.sound)]
    found = [pid for pid, command in forked.living().items() if command.endswith(f" sound-process {home.sound}")]
    for folder in Path("/proc").iterdir():
        try:
            arguments = (folder / "cmdline").read_bytes().split(b"\0")
        except (NotADirectoryError, FileNotFoundError, ProcessLookupError):
            continue
        if arguments[-3:-1] == wanted:
            found.append(int(folder.name))
    return found


def kill_sound(home: Home) -> int:
    """SIGKILL the one process that makes sound; its pid."""
    (pid,) = sound_pids(home)
    os.kill(pid, signal.SIGKILL)
    return pid


def until(condition: "Any", patience: float = PATIENCE_S) -> None:
    """Wait, with a bound, until something is so."""
    end = time.monotonic() + patience
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        pause.wait(0.03)
