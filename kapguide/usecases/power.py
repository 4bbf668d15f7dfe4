"""Whether the computer is fed from the wall, as far as its system says so."""

import subprocess
import sys
from contextlib import suppress
from pathlib import Path

SUPPLIES = Path("/sys/class/power_supply")
PATIENCE_S = 2.0


def on_mains() -> bool | None:
    """From the wall (True) or from its battery (False); None where the system does not say."""
    with suppress(OSError, ValueError, subprocess.SubprocessError):
        if sys.platform == "win32":
            return _windows()
        if sys.platform == "darwin":
            told = subprocess.run(
                ["/usr/bin/pmset", "-g", "batt"], capture_output=True, text=True, timeout=PATIENCE_S, check=True
            )
            return "AC Power" in told.stdout if "Power" in told.stdout else None
        return mains_of(SUPPLIES)
    return None


def mains_of(supplies: Path) -> bool | None:
    """As Linux tells it in a folder for each supply; a battery that empties says it where no plug does."""
    kinds: dict[str, list[Path]] = {}
    for supply in sorted(supplies.iterdir()):
        with suppress(OSError):
            kinds.setdefault(_word(supply / "type"), []).append(supply)
    if plugs := [*kinds.get("Mains", []), *kinds.get("USB", [])]:
        online = [_word(plug / "online") for plug in plugs if (plug / "online").exists()]
        if online:
            return "1" in online
    states = [_word(battery / "status") for battery in kinds.get("Battery", []) if (battery / "status").exists()]
    return "Discharging" not in states if states else None


def _word(file: Path) -> str:
    return file.read_text(encoding="ascii", errors="replace").strip()


def _windows() -> bool | None:
    import ctypes

    status = (ctypes.c_ubyte * 12)()
    if not ctypes.windll.kernel32.GetSystemPowerStatus(status):  # type: ignore[attr-defined,unused-ignore]
        return None
    return {0: False, 1: True}.get(status[0])
