"""Build the bundle and prove that it works: python3 scripts/build.py

A folder dist/kapguide and a tar.xz of it. Before it calls itself done it starts the bundle on a screen of its own, and
runs sessions with sound into a sink of its own, once through each of the two ways to read a file.
"""

import array
import json
import math
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import time
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 - said to the person whose Python is older
    sys.exit(f"KapGuide needs Python 3.11 or newer; this is Python {sys.version_info[0]}.{sys.version_info[1]}.")

import headless
import setup_machine

DIST = setup_machine.CHECKOUT / "dist"
PROGRAM = DIST / "kapguide" / ("kapguide.exe" if os.name == "nt" else "kapguide")
MUST_BE_WELL = ("versions", "sound outputs", "decoders", "store", "music", "fonts", "screens")
AUDIBLE_DBFS = -50.0


class CheckError(Exception):
    """The bundle was built and does not work."""


def main() -> int:
    """Build, check, pack; return 0 where the bundle is good."""
    started = time.monotonic()
    try:
        python = setup_machine.ready_venv("build")
        setup_machine.ready_libraries(python)
        _ready_system()
        setup_machine.say("Building the bundle ...")
        command = [str(python), "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN", "kapguide.spec"]
        subprocess.run(command, cwd=setup_machine.CHECKOUT, check=True, stdout=sys.stderr)
        if setup_machine.LINUX:
            with headless.Headless() as machine:
                check_bundle(machine)
        else:
            setup_machine.say("Start it by hand: it is checked by itself on Linux only.")
    except (setup_machine.SetupError, subprocess.CalledProcessError, CheckError) as problem:
        setup_machine.say(f"No bundle: {problem}")
        return 1
    archive = pack()
    print(f"{PROGRAM.parent}: {_megabytes(PROGRAM.parent):.0f} MB")
    print(f"{archive}: {archive.stat().st_size / 1e6:.0f} MB")
    print(f"{time.monotonic() - started:.0f} s in all")
    return 0


def _ready_system() -> None:
    """What building and checking need beyond the program: binutils, Python as a shared library, a screen and a sink."""
    if not setup_machine.LINUX:
        return
    missing = headless.missing_packages()
    if shutil.which("objdump") is None:
        missing.append("binutils")
    if sysconfig.get_config_var("Py_ENABLE_SHARED"):
        folder = Path(str(sysconfig.get_config_var("LIBDIR")))
        name = str(sysconfig.get_config_var("INSTSONAME"))
        if not any(
            path.exists() for path in (folder / name, folder / str(sysconfig.get_config_var("MULTIARCH")) / name)
        ):
            missing.append(f"libpython{sys.version_info[0]}.{sys.version_info[1]}")
    if missing:
        setup_machine.install_packages(missing, "what the build and its check need")


def check_bundle(machine: headless.Headless) -> None:
    """Raise CheckError where the bundle's parts, its window or its sound are not as they should be."""
    found = json.loads(_run(machine, "doctor", "--json").stdout)
    ill = {part: found.get(part) for part in MUST_BE_WELL if not found.get(part, {}).get("ok")}
    if ill:
        raise CheckError(f"kapguide doctor finds fault with {ill}")
    setup_machine.say(f"Decoders: {json.dumps(found['decoders'])}")
    _check_window(machine)
    _check_rehearsals(machine)
    for decoder in ("builtin", "vlc"):
        _check_sound(machine, decoder)


def _environment(machine: headless.Headless, home: str) -> dict[str, str]:
    """A data folder of its own, and none of the places where a developer's machine would have the parts."""
    kept = {name: value for name, value in machine.environment.items() if not name.startswith(("PYTHON", "VLC", "LD_"))}
    return kept | {"KAPGUIDE_HOME": str(machine.folder / home)}


def _run(machine: headless.Headless, *arguments: str, home: str = "home") -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [str(PROGRAM), *arguments],
        check=False,
        env=_environment(machine, home),
        cwd=machine.folder,
        capture_output=True,
        text=True,
        timeout=180,
    )
    if done.returncode:
        raise CheckError(f"kapguide {' '.join(arguments)} ended with {done.returncode}: {done.stdout}{done.stderr}")
    return done


def _check_window(machine: headless.Headless) -> None:
    """The window opens within ten seconds, and closes when it is asked to."""
    window = subprocess.Popen([str(PROGRAM)], env=_environment(machine, "window"), cwd=machine.folder)
    try:
        search = ["timeout", "10", "xdotool", "search", "--sync", "--onlyvisible", "--name", "KapGuide"]
        if subprocess.run(search, check=False, env=machine.environment, stdout=subprocess.DEVNULL).returncode:
            raise CheckError("no window opened")
        setup_machine.say("The window opens.")
    finally:
        window.terminate()
        try:
            window.wait(10)
        except subprocess.TimeoutExpired:
            window.kill()
            window.wait()


def _check_rehearsals(machine: headless.Headless) -> None:
    """The scenarios and the scripted therapists are in it, and the process that runs many of them starts."""
    out = machine.folder / "rehearsed"
    _run(
        machine, "rehearse", "--headless", "--scenario", "all", "--policy", "all", "--policy", "wandering",
        "--runs", "2", "--out", str(out), home="rehearsed-home",
    )  # fmt: skip
    if not any(out.rglob("*.csv")):
        raise CheckError(f"rehearsals left no report in {out}")
    setup_machine.say("Every scenario is rehearsed.")


def _check_sound(machine: headless.Headless, decoder: str) -> None:
    """A session with sound, read by `decoder` alone: it can be heard, and its note lies where it was asked for."""
    home = machine.folder / f"home-{decoder}"
    home.mkdir(mode=0o700)
    (home / "settings.toml").write_text(f'[sound]\ndecoder = "{decoder}"\n', encoding="utf-8")
    out = machine.folder / f"out-{decoder}"
    form = ["--format=float32le", "--rate=8000", "--channels=1", "--raw"]
    recording = machine.folder / f"{decoder}.raw"
    with recording.open("wb") as file:
        recorder = subprocess.Popen(["parec", "--device", "ci.monitor", *form], env=machine.environment, stdout=file)
        try:
            _run(machine, "rehearse", "--headless", "--speed", "600", "--out", str(out), home=home.name)
        finally:
            recorder.terminate()
            recorder.wait()
    loudest = _loudest_dbfs(recording)
    if loudest < AUDIBLE_DBFS:
        raise CheckError(f"a session read by the {decoder} decoder was silent ({loudest:.0f} dBFS)")
    if not any(out.rglob("*.md")):
        raise CheckError(f"a session left no note in {out}")
    setup_machine.say(f"A session read by the {decoder} decoder is heard, {loudest:.0f} dBFS at its loudest second.")


def _loudest_dbfs(recording: Path) -> float:
    """The RMS level of the loudest second of a mono recording at 8 kHz."""
    samples = array.array("f")
    data = recording.read_bytes()
    samples.frombytes(data[: len(data) // 4 * 4])
    powers = [sum(x * x for x in samples[at : at + 8000]) / 8000 for at in range(0, len(samples), 8000)]
    return 10 * math.log10(max(powers, default=0.0) + 1e-12)


def pack() -> Path:
    """The bundle as one compressed file beside it, named for the system it runs on."""
    setup_machine.say("Packing ...")
    release = _version()
    archive = DIST / f"kapguide-{release}-{platform.system().lower()}-{platform.machine().lower()}.tar.xz"
    with tarfile.open(archive, "w:xz") as packed:
        packed.add(PROGRAM.parent, f"kapguide-{release}")
    return archive


def _version() -> str:
    """The version as the package states it, read without importing it."""
    text = (setup_machine.CHECKOUT / "kapguide" / "__init__.py").read_text(encoding="utf-8")
    return text.split('__version__ = "')[1].split('"')[0]


def _megabytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink()) / 1e6


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("Stopped.")
