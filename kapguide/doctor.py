"""`kapguide doctor`: what this machine has of what KapGuide needs. Reads, and changes nothing."""

import platform
import sys
from collections.abc import Callable
from importlib import metadata

from kapguide import __version__, paths
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

Finding = dict[str, object]


def examine(home: Home, screens: Callable[[], list[str]]) -> dict[str, Finding]:
    """Findings by part; each has `ok`, and what was found or why it was not. `screens` asks Qt."""
    parts: dict[str, Callable[[], Finding]] = {
        "versions": _versions,
        "sound outputs": _outputs,
        "decoders": _decoders,
        "store": lambda: _store(home),
        "music": _music,
        "fonts": _fonts,
        "screens": lambda: {"ok": True, "screens": screens()},
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
    from kapguide.audio.playlist import read_playlist

    found = {}
    for file in sorted(paths.playlists().glob("*.m3u8")):
        playlist = read_playlist(file)
        minutes = sum(track.length_s for track in playlist.tracks) / 60
        found[file.stem] = f"{len(playlist.tracks)} tracks, {minutes:.0f} min, {len(playlist.refused)} refused"
    return {"ok": bool(found), "playlists": found}


def _fonts() -> Finding:
    fonts = sorted(file.name for file in paths.resource("fonts").glob("*.otf"))
    return {"ok": len(fonts) >= 4, "fonts": fonts}
