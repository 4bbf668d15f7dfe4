"""Two screens side by side on a server of their own: the therapist's and the client's, which can be pulled out."""

import os
import select
import subprocess
import sys
from pathlib import Path
from types import TracebackType

PATIENCE_S = 20.0
DESK, CLIENT = "DESK", "CLIENT"


class TwoScreens:
    """A context with the `environment` to run a window in. The desktop is white, so that whoever sees it is seen."""

    def __init__(self, client: str = "640/200x360/110+1024+0", whole: str = "1664x640x24") -> None:
        self._client, self._whole = client, whole
        self._running: list[subprocess.Popen[bytes]] = []
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("QT_")}
        self.environment.pop("WAYLAND_DISPLAY", None)

    def __enter__(self) -> "TwoScreens":
        try:
            self._start()
        except BaseException:
            self._end()
            raise
        return self

    def _start(self) -> None:
        reading, writing = os.pipe()
        server = ["Xvfb", "-displayfd", str(writing), "-screen", "0", self._whole, "-wr", "-noreset"]
        server += ["-nolisten", "tcp"]
        self._running.append(subprocess.Popen(server, pass_fds=(writing,), stderr=subprocess.DEVNULL))
        os.close(writing)
        with os.fdopen(reading, "rb", buffering=0) as answer:
            number = b""
            while not number.endswith(b"\n"):
                assert select.select([answer], [], [], PATIENCE_S)[0], "Xvfb does not answer"
                piece = answer.read(20)
                assert piece, "Xvfb did not start"
                number += piece
        self.environment["DISPLAY"] = f":{number.decode().strip()}"
        manager = subprocess.Popen(["openbox", "--sm-disable"], env=self.environment, stderr=subprocess.DEVNULL)
        self._running.append(manager)
        place_monitor(DESK, "1024/270x640/170+0+0", "screen", self.environment)
        place_monitor(CLIENT, self._client, "none", self.environment)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def _end(self) -> None:
        for process in reversed(self._running):
            process.terminate()
            process.wait(PATIENCE_S)

    def run(self, script: Path, *arguments: str, timeout_s: float = 120) -> subprocess.CompletedProcess[str]:
        """Run a script on these screens, and give back what it printed."""
        command = [sys.executable, str(script), *arguments]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=timeout_s)


def place_monitor(name: str, place: str, output: str, environment: dict[str, str] | None = None) -> None:
    """Plug a screen in, or give it another place."""
    subprocess.run(["xrandr", "--setmonitor", name, place, output], env=environment, capture_output=True, check=False)


def pull_monitor(name: str) -> None:
    """Pull a screen out."""
    subprocess.run(["xrandr", "--delmonitor", name], capture_output=True, check=False)
