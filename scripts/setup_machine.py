"""What start, test and build have in common: the virtual environment, and the system's own libraries.

Only the standard library is used here, for there may be nothing else yet. All messages go to standard error, so that
the output of a KapGuide command stays its own.
"""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import venv
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
LOCK = CHECKOUT / "requirements.lock"
VENV = CHECKOUT / ".venv"
STAMP = VENV / "kapguide.json"
SECTION = "# == "
LINUX = sys.platform.startswith("linux")


class SetupError(Exception):
    """The machine cannot be made ready; the text says what to do."""


def say(text: str) -> None:
    """One line of progress."""
    print(text, file=sys.stderr, flush=True)


def read_lock() -> dict[str, str]:
    """The sections of the lock by name: `program`, and one for each extra."""
    sections: dict[str, list[str]] = {}
    name = ""
    for line in LOCK.read_text(encoding="utf-8").splitlines(keepends=True):
        if line.startswith(SECTION):
            name = line.removeprefix(SECTION).strip()
        elif name:
            sections.setdefault(name, []).append(line)
    return {name: "".join(lines) for name, lines in sections.items()}


def venv_python() -> Path:
    """The interpreter inside the virtual environment."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def ready_venv(*extras: str) -> Path:
    """Make `.venv` hold what the lock says for the program and `extras`; return its Python.

    The stamp is written last and taken away before anything changes: an environment without one was never finished, and
    is made anew.
    """
    lock = read_lock()
    wanted = {name: hashlib.sha256(lock[name].encode()).hexdigest() for name in ("program", *extras)}
    installed = _installed()
    if installed.items() >= wanted.items():
        return venv_python()
    if not installed:
        _make_venv()
    STAMP.unlink(missing_ok=True)
    say("Installing the Python packages; the first time this fetches some 150 MB ...")
    _pip_install("\n".join(lock[name] for name in wanted))
    STAMP.write_text(json.dumps({"checkout": str(CHECKOUT), "installed": installed | wanted}), encoding="utf-8")
    return venv_python()


def _installed() -> dict[str, str]:
    """The digests of the lock's sections that are installed; empty where the environment is unusable."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
        usable = stamp["checkout"] == str(CHECKOUT) and venv_python().exists()
        return dict(stamp["installed"]) if usable else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _make_venv() -> None:
    if importlib.util.find_spec("ensurepip") is None:
        install_packages(["python3-venv"], "Python's venv module")
    say(f"Making {VENV} ...")
    try:
        venv.EnvBuilder(clear=True, with_pip=True, symlinks=os.name != "nt").create(VENV)
    except (OSError, subprocess.CalledProcessError) as problem:
        raise SetupError(f"Python could not make the folder {VENV} ready: {problem}") from problem
    places = {"base": str(VENV), "platbase": str(VENV)}
    packages = Path(sysconfig.get_path("purelib", "venv", places))
    (packages / "kapguide-checkout.pth").write_text(f"{CHECKOUT}\n", encoding=_pth_encoding())


def _pth_encoding() -> str:
    """What Python reads `.pth` files with: UTF-8 since 3.13, the system's own encoding before."""
    return "utf-8" if sys.version_info >= (3, 13) else "locale"


def _pip_install(requirements: str) -> None:
    """Install exactly these; pip refuses whatever has another hash, or is not listed."""
    command = [str(venv_python()), "-I", "-m", "pip", "install", "--require-hashes", "--no-input"]
    command += ["--disable-pip-version-check", "--requirement"]
    with tempfile.TemporaryDirectory() as scratch:
        listing = Path(scratch) / "requirements.txt"
        listing.write_text(requirements, encoding="utf-8")
        if subprocess.run([*command, str(listing)], check=False, stdout=sys.stderr).returncode:
            raise SetupError(
                "The Python packages could not be installed; the lines above say why. Nothing is lost: run the same "
                "command again, with the network there."
            )


def ready_libraries(python: Path) -> bool:
    """Install the system libraries that Qt and sound miss, or say how; False where a window cannot open.

    They are found by loading them in the environment itself (see probe_libraries.py). Only Linux needs this.
    """
    stamp = VENV / "libraries"
    if not LINUX or stamp.exists():
        return True
    missing = _probe(python)
    if missing:
        packages = sorted({package for part in missing.values() for package in part.values() if package})
        try:
            install_packages(packages, ", ".join(library for part in missing.values() for library in part))
            missing = _probe(python)
        except SetupError as problem:
            say(str(problem))
    if missing.get("sound"):
        say("Without these libraries there is no sound output: a session runs in silence.")
    if missing.get("vlc"):
        say("Without libVLC, WAV, FLAC, MP3, Ogg and Opus still play; AAC, M4A and WMA do not.")
    if not missing:
        stamp.touch()
    return not missing.get("window")


def _probe(python: Path) -> dict[str, dict[str, str]]:
    """What does not load: by part (window, sound, vlc), the library and the Debian package that has it."""
    probe = [str(python), "-I", str(CHECKOUT / "scripts" / "probe_libraries.py")]
    answer = subprocess.run(probe, stdout=subprocess.PIPE, text=True, check=True).stdout
    found: dict[str, dict[str, str]] = json.loads(answer)
    return found


def install_packages(packages: list[str], what: str) -> None:
    """Install Debian packages when that is ours to do; otherwise raise SetupError with the one command to run."""
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    if not LINUX or not packages:
        raise SetupError(f"This machine lacks {what}.")
    if shutil.which("apt-get") is None:
        raise SetupError(
            f"This machine lacks {what}. On Debian the packages are called {', '.join(packages)}; install the like of "
            "them with this system's package manager, then start again."
        )
    if os.geteuid() != 0:
        raise SetupError(f"This machine lacks {what}. Run this, then start again:\n  sudo {' '.join(command)}")
    say(f"Installing with apt-get: {' '.join(packages)} ...")
    said = ""
    for step in (["apt-get", "update"], command):
        done = subprocess.run(
            step,
            check=False,
            env=dict(os.environ, DEBIAN_FRONTEND="noninteractive"),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        said += done.stdout.decode(errors="replace")
    if done.returncode:
        say(said)
        raise SetupError(f"apt-get could not install {what}; its words are above. It was:\n  {' '.join(command)}")
