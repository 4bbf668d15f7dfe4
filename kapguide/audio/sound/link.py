"""The link between a window and the sound process: a private address, a key, and bytes. Standard library only.

The sound process holds `lock` in its folder for as long as it lives, and writes `link` there: address, key and pid,
readable by its owner alone. `position` is a little shared memory that tells how far the sound has come without asking.
"""

import contextlib
import errno
import json
import mmap
import os
import secrets
import socket
import struct
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection, Listener, answer_challenge, deliver_challenge
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self, TypeAlias

UNIX_PATH_MAX = 100
"""Socket paths may have 107 bytes on Linux, 103 on macOS."""
PATIENCE_S = 2.0
"""How long one end waits for the other to prove that it has the key: it may be another program, or hang."""
HELD = (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK)
"""What the system answers for a lock that another process holds."""
FOLDER_IN_USE = 3
"""Exit code of a sound process that finds another one playing from its folder."""

Wire: TypeAlias = "Connection[Any, Any]"


class Busy(Exception):
    """Another process holds it."""


class Unreachable(Exception):
    """No sound process answers."""


class SoundLock:
    """The exclusive right to make sound from a folder; the system takes it back when the process dies."""

    def __init__(self, folder: Path, name: str = "lock") -> None:
        """Take it. Raises Busy; OSError where the system has no file to give, or knows no locks."""
        self._file: IO[bytes] = _private(folder / name, "r+b")
        try:
            _lock(self._file.fileno())
        except OSError as error:
            self._file.close()
            if error.errno in HELD:
                raise Busy(str(folder)) from error
            raise
        self._path = folder / name

    @property
    def there(self) -> bool:
        """Whether the file that is held still lies in its place, where another process finds it."""
        try:
            return os.path.samestat(os.fstat(self._file.fileno()), self._path.stat())
        except OSError:
            return False

    def release(self) -> None:
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.release()


def _lock(descriptor: int) -> None:
    """Raises OSError when another process holds it."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _private(path: Path, mode: str) -> IO[bytes]:
    """Open `path`, which only its owner may read."""
    path.touch(0o600)
    path.chmod(0o600)
    return path.open(mode)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a sound process listens, the key to be let in, and its process id."""

    address: str
    key: bytes
    pid: int

    @classmethod
    def read(cls, folder: Path) -> "Address":
        """What the process of `folder` wrote. Raises Unreachable."""
        try:
            data = json.loads((folder / "link").read_bytes())
            return cls(str(data["address"]), bytes.fromhex(data["key"]), int(data["pid"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Unreachable(str(error)) from error

    def write(self, folder: Path) -> None:
        written = folder / "link.new"
        with _private(written, "wb") as file:
            file.write(json.dumps({"address": self.address, "key": self.key.hex(), "pid": self.pid}).encode())
        written.replace(folder / "link")


class LinkServer:
    """The sound process' side: listens at a private address and lets in whoever has the key."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.closed = threading.Event()
        self._rented: Path | None = None
        address = self._choose()
        family = "AF_PIPE" if sys.platform == "win32" else "AF_UNIX"
        self._listener = Listener(address, family, backlog=8)
        self.key = secrets.token_bytes(32)
        Address(address, self.key, os.getpid()).write(folder)
        self._address = address
        self._written = self._seen()

    @property
    def there(self) -> bool:
        """Whether a window still finds the address that was written, and what lies at it."""
        try:
            return self._seen() == self._written and (sys.platform == "win32" or os.path.lexists(self._address))
        except OSError:
            return False

    def _seen(self) -> tuple[int, int, int]:
        found = (self._folder / "link").stat()
        return found.st_ino, found.st_mtime_ns, found.st_size

    def _choose(self) -> str:
        if sys.platform == "win32":
            return rf"\\.\pipe\kapguide-{secrets.token_hex(16)}"
        place = self._folder / f"{secrets.token_hex(4)}.sock"
        for left in self._folder.glob("*.sock"):
            left.unlink(missing_ok=True)
        if len(os.fsencode(place)) > UNIX_PATH_MAX:
            runtime = os.environ.get("XDG_RUNTIME_DIR", "")
            # Below 60 bytes, with what is added to it, it stays short enough.
            root = runtime if runtime and len(os.fsencode(runtime)) < 60 and os.access(runtime, os.W_OK) else "/tmp"
            self._rented = Path(tempfile.mkdtemp(prefix="kapguide-", dir=root))
            place = self._rented / "sock"
        return str(place)

    def accept(self) -> Wire:
        """The next one that knocks, not let in yet. Raises OSError when it is closed."""
        return self._listener.accept()

    def let_in(self, wire: Wire) -> bool:
        """Whether that one is the same user and has the key; else it is sent away. Waits for PATIENCE_S at most."""
        try:
            with bounded(wire, PATIENCE_S):
                if _same_user(wire):
                    deliver_challenge(wire, self.key)
                    answer_challenge(wire, self.key)
                    return True
        except (AuthenticationError, EOFError, OSError, AssertionError, ValueError):
            pass
        wire.close()
        return False

    def close(self) -> None:
        """Listen no more, and leave nothing behind."""
        self.closed.set()
        self._listener.close()
        (self._folder / "link").unlink(missing_ok=True)
        if self._rented is not None:
            with contextlib.suppress(OSError):
                self._rented.rmdir()


def _same_user(wire: Wire) -> bool:
    """Where the system tells who is at the other end, it must be us."""
    if sys.platform != "linux":
        return True
    with _socket_of(wire) as twin:
        seen = twin.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    return bool(struct.unpack("3i", seen)[1] == os.getuid())


@contextlib.contextmanager
def _socket_of(wire: Wire) -> Iterator[socket.socket]:
    """The connection as a socket: the very same, as there may be no descriptor left for another one."""
    twin = socket.socket(fileno=wire.fileno())
    try:
        yield twin
    finally:
        twin.detach()


def hang_up(wire: Wire) -> None:
    """End a connection, waking whoever reads or writes it; they close it."""
    if sys.platform == "win32":
        wire.close()
        return
    with contextlib.suppress(OSError), _socket_of(wire) as twin:
        twin.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def bounded(wire: Wire, seconds: float) -> Iterator[None]:
    """Whatever waits for the other end in here is woken after `seconds`: the connection is ended then."""
    timer = threading.Timer(seconds, hang_up, [wire])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def connect(folder: Path) -> tuple[Wire, int]:
    """A connection to the sound process of `folder`, and its process id. Raises Unreachable, within PATIENCE_S."""
    address = Address.read(folder)
    try:
        wire: Wire = Client(address.address)
    except (OSError, EOFError) as error:
        raise Unreachable(str(error)) from error
    try:
        with bounded(wire, PATIENCE_S):
            answer_challenge(wire, address.key)
            deliver_challenge(wire, address.key)
    except (AuthenticationError, EOFError, OSError, AssertionError, ValueError) as error:
        wire.close()
        raise Unreachable(str(error)) from error
    except BaseException:
        wire.close()
        raise
    return wire, address.pid


class Position:
    """Shared memory: frames rendered since the start, and until what awake time standing still is being dealt with."""

    _FORM = struct.Struct("<Qd")

    def __init__(self, folder: Path, create: bool = False) -> None:
        path = folder / "position"
        if create:
            # Never cut short: a window may still be looking at the memory of the process before.
            with _private(path, "r+b") as file:
                file.write(self._FORM.pack(0, 0.0))
        with path.open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), self._FORM.size)

    def write(self, rendered: int, excused_until: float) -> None:
        self._memory[:] = self._FORM.pack(rendered, excused_until)

    def read(self) -> tuple[int, float]:
        return self._FORM.unpack(self._memory[:])

    def close(self) -> None:
        self._memory.close()
