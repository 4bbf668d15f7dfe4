"""Start KapGuide from a checkout: python3 scripts/start.py [--demo] [kapguide arguments]

The first run makes the folder .venv, installs what requirements.lock says and looks after the system libraries; later
runs start at once. Whatever follows is handed to kapguide as it is; without anything the window opens. Where there is
no screen, and nothing else is asked for, the demonstration session runs without one and says where its note lies.
"""

import os
import subprocess
import sys
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 - said to the person whose Python is older
    sys.exit(f"KapGuide needs Python 3.11 or newer; this is Python {sys.version_info[0]}.{sys.version_info[1]}.")

import setup_machine

OUT = Path.home() / "kapguide-demonstration"
WITHOUT_SCREEN = ["rehearse", "--demo", "--headless", "--speed", "0", "--out", str(OUT)]


def has_screen() -> bool:
    """Whether a window can open: only Linux can lack a screen."""
    return not setup_machine.LINUX or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def main(arguments: list[str]) -> int:
    """Make the machine ready and hand over to kapguide; return its exit code."""
    opens_window = arguments in ([], ["--demo"])
    if opens_window and not has_screen():
        setup_machine.say("There is no screen here: running the demonstration session without a window.")
        arguments, opens_window = WITHOUT_SCREEN, False
    try:
        python = setup_machine.ready_venv()
        if not setup_machine.ready_libraries(python) and opens_window:
            return 1
    except setup_machine.SetupError as problem:
        setup_machine.say(str(problem))
        return 1
    command = [str(python), "-m", "kapguide", *arguments]
    if os.name == "posix":
        os.execv(python, command)
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("Stopped. The same command goes on from here.")
