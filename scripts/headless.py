"""A screen and a sound card for tests and the build: Xvfb, openbox and a PulseAudio null sink in a private folder.

Nothing of the person's own desktop is used or touched, and everything that was started here is stopped here, by pid.
"""

import os
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO

SCREEN = "1440x900x24"
PATIENCE_S = 20.0
PACKAGES = {
    "Xvfb": "xvfb",
    "openbox": "openbox",
    "setxkbmap": "x11-xkb-utils",
    "xdotool": "xdotool",
    "xrandr": "x11-xserver-utils",
    "pulseaudio": "pulseaudio",
    "pactl": "pulseaudio-utils",
    "parec": "pulseaudio-utils",
    "pdftotext": "poppler-utils",
    "ffmpeg": "ffmpeg",
    "espeak-ng": "espeak-ng",
}


def missing_packages() -> list[str]:
    """The Debian packages of the commands that this machine lacks."""
    return sorted({package for command, package in PACKAGES.items() if shutil.which(command) is None})


class Headless:
    """A context that starts the servers and gives the `environment` to run things in; off Linux it starts nothing."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="kapguide-"))
        self.environment = dict(os.environ, KAPGUIDE_HOME=str(self.folder / "home"))
        self._running: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> "Headless":
        if sys.platform.startswith("linux"):
            try:
                self._start_all()
            except BaseException:
                self.stop()
                raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """End what was started, the last first, and remove the folder; what had ended by itself is named."""
        for process in reversed(self._running):
            if process.poll() is not None:
                said = self._said(process)
                print(f"{_name(process)} ended by itself with {process.returncode}. It said:\n{said}", file=sys.stderr)
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._running.clear()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start_all(self) -> None:
        for name in ("WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "PULSE_SINK", "DBUS_SESSION_BUS_ADDRESS"):
            self.environment.pop(name, None)
        address = self.folder / "pulse.sock"
        self.environment |= {"XDG_RUNTIME_DIR": str(self.folder), "PULSE_SERVER": f"unix:{address}"}
        reading, writing = os.pipe()
        with os.fdopen(reading, "rb", buffering=0) as answer:
            screen = ["Xvfb", "-displayfd", str(writing), "-screen", "0", SCREEN, "-noreset", "-nolisten", "tcp"]
            server = self._start(screen, pass_fds=(writing,))
            os.close(writing)
            self.environment["DISPLAY"] = f":{self._read_display(answer, server)}"
        sound = ["pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1"]
        sound += ["-L", f"module-native-protocol-unix socket={address} auth-anonymous=1"]
        sound += ["-L", "module-null-sink sink_name=ci rate=48000 channels=2 format=float32le"]
        self._wait(self._start(sound), lambda: _listens(address))
        managed = self.folder / "managed"
        manager = ["openbox", "--sm-disable", "--startup", f"touch {managed}"]
        self._wait(self._start(manager), managed.exists)

    def _start(self, command: list[str], pass_fds: tuple[int, ...] = ()) -> subprocess.Popen[bytes]:
        """Start a server in a session of its own, so that Ctrl-C reaches it only through `stop`."""
        with self._log(command[0]).open("wb") as log:
            process = subprocess.Popen(
                command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=pass_fds,
                start_new_session=True,
            )
        self._running.append(process)
        return process

    def _log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def _read_display(self, answer: IO[bytes], server: subprocess.Popen[bytes]) -> str:
        """The display's number, which Xvfb writes once it takes connections."""
        number = b""
        while not number.endswith(b"\n"):
            ready, _, _ = select.select([answer], [], [], PATIENCE_S)
            piece = answer.read(16) if ready else b""
            if not piece:
                raise self._failed(server)
            number += piece
        return number.decode().strip()

    def _wait(self, server: subprocess.Popen[bytes], is_ready: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE_S
        while not is_ready():
            if server.poll() is not None or time.monotonic() > end:
                raise self._failed(server)
            time.sleep(0.02)

    def _failed(self, server: subprocess.Popen[bytes]) -> RuntimeError:
        return RuntimeError(f"{_name(server)} did not start. It said:\n{self._said(server)}")

    def _said(self, server: subprocess.Popen[bytes]) -> str:
        return self._log(_name(server)).read_text(encoding="utf-8", errors="replace")


def _name(server: subprocess.Popen[bytes]) -> str:
    return str(server.args[0]) if isinstance(server.args, list) else str(server.args)


def _listens(address: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as trial:
        try:
            trial.connect(str(address))
        except OSError:
            return False
    return True
