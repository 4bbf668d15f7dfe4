"""Run by the environment's own Python: which system libraries do Qt, sound output and libVLC miss? Prints JSON.

The libraries are loaded rather than looked up, in the end by Qt itself. The table only says which Debian package has
a library, and lets all that is missing be named at once.
"""

import ctypes
import json
import re
from pathlib import Path

WINDOW = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}


def loads(library: str) -> bool:
    """Whether the dynamic loader finds and accepts `library`."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def window() -> dict[str, str]:
    """What Qt misses to open a window, by library; a package of "" is not known."""
    missing = {library: package for library, package in WINDOW.items() if not loads(library)}
    if missing:
        return missing
    try:
        from PySide6 import QtWidgets

        plugins = Path(QtWidgets.__file__).parent / "Qt" / "plugins" / "platforms"
        ctypes.CDLL(str(plugins / "libqxcb.so"))
    except (ImportError, OSError) as problem:
        named = re.match(r"(\S+\.so[.\d]*): cannot open", str(problem))
        return {named.group(1) if named else str(problem): ""}
    return {}


def sound() -> dict[str, str]:
    """What the sound output misses: it plays through PulseAudio's library or ALSA's, whichever loads."""
    return {} if loads("libpulse.so.0") or loads("libasound.so.2") else {"libpulse.so.0": "libpulse0"}


def vlc() -> dict[str, str]:
    """What libVLC misses: the library itself, or the plugins without which it has no decoder.

    With them comes their index: without it libVLC loads them all to see what they are, and keeps 40 MB of them.
    """
    needed = {"libvlc.so.5": "libvlc5", "libVLC's plugins": "vlc-plugin-base", "their index": "libvlc-bin"}
    try:
        import vlc as libvlc

        usable = libvlc.Instance("--quiet", "--no-video") is not None
    except (ImportError, NameError, NotImplementedError, OSError):
        usable = False
    return {} if usable else needed


if __name__ == "__main__":
    found = {"window": window(), "sound": sound(), "vlc": vlc()}
    print(json.dumps({part: missing for part, missing in found.items() if missing}))
