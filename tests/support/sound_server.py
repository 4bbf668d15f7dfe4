"""A sound server that a test can kill, and start again at the same address."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MONITOR = "own.monitor"
"""The source that hears what is played into it."""


def address(folder: Path) -> str:
    """Where it listens, for PULSE_SERVER."""
    return f"unix:{folder / 'pulse.sock'}"


@contextmanager
def sound_server(folder: Path) -> Iterator[None]:
    """A PulseAudio of one's own, killed at the end."""
    command = ["pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "--enable-memfd=no"]
    command += ["-L", f"module-native-protocol-unix socket={folder / 'pulse.sock'} auth-anonymous=1"]
    command += ["-L", "module-null-sink sink_name=own rate=48000 channels=2 format=float32le"]
    environment = dict(os.environ, XDG_RUNTIME_DIR=str(folder), HOME=str(folder))
    environment.pop("PULSE_SERVER", None)
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, env=environment) as server:
        try:
            yield
        finally:
            server.kill()
