"""Other players on the same sound server: started, made to play some files in turn, ended."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from measure.processes import started
from measure.sinks import Sink, until
from tests.support.null_sink import pactl

NEEDS = {
    "mpv": ("mpv",),
    "mpd": ("mpd", "mpc"),
    "audacious": ("audacious",),
    "cvlc": ("cvlc",),
}
FIRST_START_S = 2.0
NOBODY = 65534
"""cvlc refuses to run as root: then it is nobody."""

AUDACIOUS = """\
[audacious]
repeat=FALSE

[crossfade]
automatic=TRUE
length={seconds:g}
"""
MPD = """\
music_directory "{music}"
bind_to_address "{folder}/socket"
db_file "{folder}/database"
log_file "{folder}/log"
replaygain "off"
zeroconf_enabled "no"
audio_output {{
    type "pulse"
    name "sink"
    sink "{sink}"
}}
"""


def missing(name: str) -> str:
    """Why a peer cannot take part; empty where it can."""
    lacking = [command for command in NEEDS[name] if shutil.which(command) is None]
    if lacking:
        return f"{name} is left out: {', '.join(lacking)} is not installed."
    if name == "cvlc" and _is_root() and shutil.which("setpriv") is None:
        return "cvlc is left out: it refuses to run as root, and setpriv is not installed."
    return ""


@contextmanager
def playing(
    name: str, files: Sequence[Path], sink: Sink, folder: Path, crossfade_s: float = 0.0
) -> Iterator[subprocess.Popen[bytes]]:
    """A peer that plays `files`, which lie in one folder, into `sink`, crossfading where it can; its process."""
    place = folder / f"{name}-{sink.name}"
    place.mkdir()
    with PEERS[name](files, sink, place, crossfade_s) as process:
        yield process


@contextmanager
def _mpv(files: Sequence[Path], sink: Sink, place: Path, crossfade_s: float) -> Iterator[subprocess.Popen[bytes]]:
    options = ["--no-config", "--no-terminal", "--no-video", "--ao=pulse", f"--audio-device=pulse/{sink.name}"]
    options += ["--gapless-audio=yes", "--replaygain=no", "--volume=100"]
    with started("mpv", *options, *map(str, files), HOME=str(place)) as process:
        yield process


@contextmanager
def _mpd(files: Sequence[Path], sink: Sink, place: Path, crossfade_s: float) -> Iterator[subprocess.Popen[bytes]]:
    conf = place / "mpd.conf"
    conf.write_text(MPD.format(music=files[0].parent, folder=place, sink=sink.name), encoding="utf-8")
    with started("mpd", "--no-daemon", str(conf), HOME=str(place)) as process:
        until((place / "socket").exists)

        def ask(*words: str) -> None:
            subprocess.run(["mpc", f"--host={place / 'socket'}", "--quiet", *words], check=True, timeout=60)

        ask("update", "--wait")
        ask("crossfade", f"{crossfade_s:.0f}")
        for file in files:
            ask("add", file.name)
        ask("play")
        yield process


@contextmanager
def _audacious(files: Sequence[Path], sink: Sink, place: Path, crossfade_s: float) -> Iterator[subprocess.Popen[bytes]]:
    """Its crossfade is a plugin that is off: the registry is made by a first start, and then it is on."""
    settings = place / ".config" / "audacious"
    settings.mkdir(parents=True)
    (settings / "config").write_text(AUDACIOUS.format(seconds=crossfade_s), encoding="utf-8")
    registry = settings / "plugin-registry"
    home = {"HOME": str(place), "XDG_CONFIG_HOME": str(place / ".config"), "PULSE_SINK": sink.name}
    if crossfade_s:
        with started("audacious", "--headless", **home):
            time.sleep(FIRST_START_S)
        head, name, rest = registry.read_text(encoding="utf-8").partition("/crossfade.so")
        registry.write_text(head + name + rest.replace("enabled 0", "enabled 1", 1), encoding="utf-8")
    with started("audacious", "--headless", *map(str, files), **home) as process:
        yield process


@contextmanager
def _cvlc(files: Sequence[Path], sink: Sink, place: Path, crossfade_s: float) -> Iterator[subprocess.Popen[bytes]]:
    command = ["cvlc", "--no-video", "--aout=pulse", "--play-and-exit"]
    with ExitStack() as leave:
        more = {"PULSE_SINK": sink.name, "HOME": str(place)}
        if _is_root():
            door = leave.enter_context(_door_for_nobody())
            files = [Path(shutil.copy(file, door["HOME"])) for file in files]
            more |= door
            command = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", *command]
        command += map(str, files)
        yield leave.enter_context(started(*command, **more))


@contextmanager
def _door_for_nobody() -> Iterator[dict[str, str]]:
    """A second way to the sound server, outside root's private folder, and a home; the environment that names them."""
    folder = Path("/tmp") / f"kapguide-nobody-{os.getpid()}"
    folder.mkdir(mode=0o755)
    module = ""
    try:
        home = folder / "home"
        home.mkdir(mode=0o700)
        os.chown(home, NOBODY, NOBODY)
        socket = folder / "pulse.sock"
        module = pactl("load-module", "module-native-protocol-unix", f"socket={socket}", "auth-anonymous=1")
        socket.chmod(0o777)
        yield {"PULSE_SERVER": f"unix:{socket}", "HOME": str(home), "XDG_RUNTIME_DIR": str(home)}
    finally:
        if module:
            pactl("unload-module", module)
        shutil.rmtree(folder, ignore_errors=True)


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


PEERS = {"mpv": _mpv, "mpd": _mpd, "audacious": _audacious, "cvlc": _cvlc}
