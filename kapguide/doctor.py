"""`kapguide doctor`: what this machine has of what KapGuide needs. Reads, and changes nothing.

Each examination imports what it looks at: what is missing or broken there is a finding, and the others go on.
"""

import itertools
import json
import platform
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from importlib import metadata
from typing import Any

from kapguide import __version__, paths
from kapguide.audio import own_process
from kapguide.paths import Home

LIBRARIES = (
    "PySide6-Essentials",
    "sqlcipher3",
    "sqlite-utils",
    "python-vlc",
    "numpy",
    "soundfile",
    "miniaudio",
    "typst",
)

ASKING_S = 30.0
"""A slow old laptop loads Qt in some seconds."""

TRIAL_S, FILLED = 1.0, 2
"""How long the sound is tried for, after the first requests, which fill the device."""

Finding = dict[str, object]


def examine(home: Home) -> dict[str, Finding]:
    """Findings by part; each has `ok`, and what was found or why it was not."""
    parts: dict[str, Callable[[], Finding]] = {
        "versions": _versions,
        "sound outputs": _outputs,
        "sound in time": _in_time,
        "voice": lambda: _voice(home),
        "decoders": _decoders,
        "store": lambda: _store(home),
        "music": _music,
        "fonts": _fonts,
        "screens": _screens,
    }
    return {name: _tried(look) for name, look in parts.items()}


def _tried(look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except Exception as error:  # noqa: BLE001  a broken part is a finding, whatever is broken in it
        return {"ok": False, "why": f"{type(error).__name__}: {error}"}


def _versions() -> Finding:
    found: Finding = {"ok": True, "KapGuide": __version__, "Python": platform.python_version(), "system": sys.platform}
    for name in LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "present" if getattr(sys, "frozen", False) else "not installed"
    return found


def _outputs() -> Finding:
    from kapguide.audio.sound.devices import choices

    if names := choices():
        return {"ok": True, "outputs": names}
    return {"ok": False, "why": "no sound output; a session runs on in silence and sounds as soon as there is one"}


def _voice(home: Home) -> Finding:
    """Who can say a line: a person at a microphone, or a program. Without either the music is none the worse."""
    from kapguide.audio.made_voice import maker_in
    from kapguide.audio.sound.devices import microphones

    maker = maker_in(home.voice, "en")
    return {
        "ok": True,
        "microphones": microphones() or "none: no line can be recorded here",
        "made by": maker.program if maker is not None else "nothing: neither piper nor espeak-ng is there",
    }


def _in_time() -> Finding:
    """Whether the sound is likely to go on when the computer is busy: a second of silence is played for it."""
    import miniaudio
    import numpy as np

    from kapguide.audio.sound import opening, pulse

    asked: list[float] = []
    enough = threading.Event()

    def give(_: object, count: int) -> Any:
        asked.append(time.monotonic())
        if asked[-1] - asked[:FILLED][-1] > TRIAL_S:
            enough.set()
        return np.zeros((count, 2), np.float32)

    given = _asked("sound-process").stdout.decode().strip() or "not known: the sound's process did not say"
    try:
        device = opening.opened(give)
    except (OSError, miniaudio.MiniaudioError) as error:
        return {"ok": True, "priority": given, "trial": f"no sound output to try it on: {error}"}
    enough.wait(4 * TRIAL_S)
    device.drop().join(TRIAL_S)
    longest = max((later - before for before, later in itertools.pairwise(asked[FILLED:])), default=0.0)
    return {
        "ok": True,
        "held up unheard": f"for {pulse.LEAST_S * 1000:.0f} ms"
        if isinstance(device, opening.Deep)
        else "not known here",
        "longest wait": f"{longest * 1000:.0f} ms in a trial of {TRIAL_S:g} s",
        "priority": given,
    }


def _decoders() -> Finding:
    import soundfile

    found: Finding = {"ok": True, "built in": sorted(soundfile.available_formats())}
    try:
        import vlc

        found["VLC"] = vlc.libvlc_get_version().decode()
    except (ImportError, NameError, OSError, AttributeError) as error:
        found["VLC"] = f"not found ({type(error).__name__}): M4A, WMA and AIFF files need it. Install VLC to play them."
    return found


def _store(home: Home) -> Finding:
    import sqlcipher3

    with sqlcipher3.connect(":memory:") as connection:
        cipher = connection.execute("PRAGMA cipher_version").fetchone()[0]
    return {
        "ok": True,
        "SQLCipher": cipher,
        "SQLite": sqlcipher3.sqlite_version,
        "data folder": str(home.root),
        "practice": "set up" if home.vault.exists() else "none yet",
    }


def _music() -> Finding:
    from kapguide.audio.playlists.playlist import read_playlist

    found = {}
    for file in sorted(paths.playlists().glob("*.m3u8")):
        playlist = read_playlist(file)
        minutes = sum(track.length_s for track in playlist.tracks) / 60
        found[file.stem] = f"{len(playlist.tracks)} tracks, {minutes:.0f} min, {len(playlist.refused)} refused"
    return {"ok": bool(found), "playlists": found}


def _fonts() -> Finding:
    fonts = sorted(file.name for file in paths.resource("fonts").glob("*.otf"))
    return {"ok": len(fonts) >= 4, "fonts": fonts}


def _screens() -> Finding:
    """What Qt sees. It is asked in a process of its own: where no window can open, Qt ends the process that asks."""
    asked = _asked("doctor", "--screens")
    if asked.returncode:
        return {"ok": False, "why": "no window can open here: Qt finds no screen. Commands without a window work."}
    return {"ok": True, "screens": json.loads(asked.stdout)}


def _asked(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    """What a process of our own says: it may see more than this one, or end. Raises TimeoutExpired."""
    return subprocess.run(
        own_process.command(*arguments),
        env=own_process.environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        creationflags=own_process.NO_CONSOLE,
        timeout=ASKING_S,
        check=False,
    )
