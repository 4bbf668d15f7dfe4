"""Processes of the program that need not read it again: each is forked from one that has, and has done nothing yet.

Most tests that start a process ask what it does and how it dies; that its command line starts it as well is asked by
those with a window, which starts its sound itself. Linux only; elsewhere all are started as ever.
"""

import ctypes
import importlib
import json
import os
import runpy
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

CHECKOUT = Path(__file__).resolve().parents[2]
READ: Mapping[str, tuple[str, ...]] = {
    "kapguide": (
        *("kapguide.audio.sound.process", "kapguide.audio.sound.decoders", "kapguide.audio.sound.output"),
        *("kapguide.audio.sound.sequence", "kapguide.audio.library.scan_process", "vlc"),
    ),
    "tests.e2e.window_child": (
        *("kapguide.app", "kapguide.ui.navigator", "kapguide.ui.note.screen", "kapguide.ui.session.flow"),
        *("kapguide.ui.window.second_start", "kapguide.cli", "tests.support.note_hand"),
    ),
    "tests.faults.writing_child": ("kapguide.store.records", "kapguide.store.keys.vault", "tests.support.practice"),
}
"""What is forked when `python -m` such a module is asked for, and what has been read by then."""
OWN = {"sound-process", "scan-process"}
"""What of the program itself. A recording that is forked hears nothing now and then: that one is started as ever."""
ORDER_MAX = 1_000_000
_PR_SET_CHILD_SUBREAPER = 36


class Forked(subprocess.Popen[Any]):
    """In place of `subprocess.Popen`: the same, and soon there where it can be forked."""

    def _execute_child(self, args: Any, *rest: Any) -> None:
        fork = sys.platform == "linux" and isinstance(args, list) and _can_be_forked(args)
        if not fork:
            super()._execute_child(args, *rest)  # type: ignore[misc]
            return
        cwd, env, pipes, new_session = rest[4], rest[5], rest[9:15], rest[20]
        reads, _, _, writes, _, errs = pipes
        streams = [own if own >= 0 else inherited for own, inherited in ((reads, 0), (writes, 1), (errs, 2))]
        order = {
            "module": args[2],
            "arguments": list(map(os.fspath, args[3:])),
            "folder": os.fspath(cwd or Path.cwd()),
            "environment": dict(os.environ if env is None else env),
            "alone": new_session,
        }
        try:
            self.pid = _Source.of(args[2]).fork(order, streams)
            self._child_created = True
            started[self.pid] = " ".join(map(os.fspath, args))
        finally:
            self._close_pipe_fds(*pipes)  # type: ignore[attr-defined]


def _can_be_forked(command: Sequence[str]) -> bool:
    if list(command[:2]) != [sys.executable, "-m"] or command[2] not in READ:
        return False
    return command[2] != "kapguide" or (len(command) > 3 and command[3] in OWN)


class _Source:
    """The process that all of one kind are forked from, started when the first is wanted."""

    _all: ClassVar[dict[str, "_Source"]] = {}
    _turns = threading.Lock()

    def __init__(self, module: str) -> None:
        self._wire, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        environment = dict(os.environ, OPENBLAS_NUM_THREADS="1", MALLOC_ARENA_MAX="2", PYTHONPATH=str(CHECKOUT))
        command = [sys.executable, "-m", __spec__.name, module, str(theirs.fileno())]
        with theirs:
            self._process = _POPEN(command, cwd=CHECKOUT, env=environment, pass_fds=[theirs.fileno()])

    @classmethod
    def of(cls, module: str) -> "_Source":
        with cls._turns:
            if module not in cls._all:
                cls._all[module] = cls(module)
            return cls._all[module]

    def fork(self, order: dict[str, Any], streams: Sequence[int]) -> int:
        """The pid of a new child of this very process."""
        with self._turns:
            _adopt(True)
            try:
                socket.send_fds(self._wire, [json.dumps(order).encode()], streams)
                return int(self._wire.recv(100))
            finally:
                _adopt(False)


_POPEN = subprocess.Popen
started: dict[int, str] = {}
"""The commands of what was forked, by pid."""


def living() -> dict[int, str]:
    """The commands of what was forked and has not ended, by pid."""
    return {pid: command for pid, command in started.items() if _is_mine(pid)}


def _is_mine(pid: int) -> bool:
    try:
        state, parent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:2]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return int(parent) == os.getpid() and state != "Z"


def _adopt(on: bool) -> None:
    """Whether a process whose parent has ended becomes a child of this one: it is waited for as if it had been."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, int(on), 0, 0, 0)


def _serve(module: str, wire: socket.socket) -> None:
    """Fork until the socket ends; returns in each child, which has become what was asked for."""
    for name in READ[module]:
        importlib.import_module(name)
    assert len(list(Path("/proc/self/task").iterdir())) == 1, "a process with threads cannot be forked"
    while True:
        data, streams, _, _ = socket.recv_fds(wire, ORDER_MAX, 3)
        if not data:
            sys.exit()
        told, tell = os.pipe()
        between = os.fork()
        if not between:
            child = os.fork()
            if child:
                os.write(tell, str(child).encode())
                os._exit(0)
            for each in (told, tell):
                os.close(each)
            wire.close()
            _become(json.loads(data), streams)
            return
        os.close(tell)
        os.waitpid(between, 0)
        wire.send(os.read(told, 100))
        for each in (told, *streams):
            os.close(each)


def _become(order: dict[str, Any], streams: Sequence[int]) -> None:
    for place, stream in enumerate(streams):
        os.dup2(stream, place)
        os.close(stream)
    os.environ.clear()
    os.environ.update(order["environment"])
    os.chdir(order["folder"])
    if order["alone"]:
        os.setsid()
    sys.argv = [order["module"], *order["arguments"]]


if __name__ == "__main__":
    _serve(sys.argv[1], socket.socket(fileno=int(sys.argv[2])))
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
