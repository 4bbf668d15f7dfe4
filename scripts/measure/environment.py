"""Where measurements run: the program's own Python, and a screen and a sound server of their own."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import headless
import setup_machine


def go_on_in_venv(script: Path, arguments: Sequence[str], *extras: str) -> None:
    """Go on in `.venv`, made ready first with `extras`; returns at once where that is the Python that runs already."""
    if Path(sys.prefix).resolve() == setup_machine.VENV.resolve():
        return
    try:
        python = setup_machine.ready_venv(*extras)
    except setup_machine.SetupError as problem:
        sys.exit(str(problem))
    command = [str(python), str(script), *arguments]
    if os.name == "posix":
        os.execv(python, command)
    sys.exit(subprocess.run(command, check=False).returncode)


@contextmanager
def own_machine() -> Iterator[Path]:
    """A screen and a sound server for this process and its children; gives a private folder that is gone afterwards.

    Raises RuntimeError naming what could not be started.
    """
    lacking = [command for command in ("Xvfb", "openbox", "pulseaudio", "pactl", "parec") if not _there(command)]
    if lacking:
        packages = sorted({headless.PACKAGES[command] for command in lacking})
        raise RuntimeError(f"This machine lacks {', '.join(lacking)}. On Debian: apt-get install {' '.join(packages)}")
    before = dict(os.environ)
    with headless.Headless() as machine:
        os.environ.clear()
        os.environ.update(machine.environment)
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # from its second start on, nobody waits for a compiler
        try:
            yield machine.folder
        finally:
            os.environ.clear()
            os.environ.update(before)


def _there(command: str) -> bool:
    return headless.PACKAGES[command] not in headless.missing_packages()
