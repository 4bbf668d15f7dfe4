"""Which machine this is, as its system names it for as long as it is installed."""

import re
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import appdirs

from kapguide.files import write_safely
from kapguide.paths import APP, private_folder

_LINUX = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))
_UUID = re.compile(r'"IOPlatformUUID" = "([0-9A-Fa-f-]+)"')


def machine_id() -> str:
    """The system's own name for this machine, or a random one that is kept for this person; empty where none can be."""
    for ask in (*_named_by_the_system(), _kept):
        with suppress(OSError, UnicodeError, subprocess.SubprocessError):
            if found := ask().strip():
                return found
    return ""


def _named_by_the_system() -> Iterator[Callable[[], str]]:
    if sys.platform == "win32":
        yield _registry
    elif sys.platform == "darwin":
        yield _platform_uuid
    else:
        yield from (path.read_text for path in _LINUX)


def _registry() -> str:
    import winreg

    with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography") as key:  # type: ignore[attr-defined]
        return str(winreg.QueryValueEx(key, "MachineGuid")[0])  # type: ignore[attr-defined]


def _platform_uuid() -> str:
    command = ["/usr/sbin/ioreg", "-rd1", "-c", "IOPlatformExpertDevice"]
    told = subprocess.run(command, capture_output=True, text=True, timeout=5, check=True).stdout
    found = _UUID.search(told)
    return found[1] if found else ""


def _kept() -> str:
    path = Path(appdirs.user_config_dir(APP, False)) / "machine-id"
    if not path.exists():
        private_folder(path.parent)
        write_safely(path, secrets.token_hex(16).encode())
    return path.read_text(encoding="ascii")
