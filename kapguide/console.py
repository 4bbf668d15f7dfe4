"""What a command was started in: a console that may lack anything, and a screen or none.

Whatever is missing, the command ends with a sentence and its exit code.
"""

import ctypes
import os
import socket
import sys
from collections.abc import Callable
from datetime import datetime

from kapguide.errors import KapGuideError

STOPPED, NOBODY_READS = 130, 141
"""Exit codes of a program that Ctrl-C, or a pipe whose reader has gone, has ended: 128 and the signal's number."""


def prepare() -> None:
    """Make the three streams usable: each there, and none failing for a letter that the console cannot show."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            # Else the next file that is opened gets this number, and what is printed goes into it.
            os.open(os.devnull, os.O_RDWR)
    sys.stdin = sys.stdin or open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115  for as long as the program
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def ended(command: Callable[[], int]) -> int:
    """Run a command to its exit code. A known failure says its sentence; so does what the system refuses."""
    try:
        try:
            return command()
        finally:
            sys.stdout.flush()
    except KapGuideError as error:
        return _failed(error.outside or error.sentence)
    except BrokenPipeError:
        _say_nothing_more()
        return NOBODY_READS
    except OSError as error:
        place = f"“{error.filename}”: " if error.filename else ""
        _say_nothing_more()
        return _failed(f"The system refused this. {place}{error.strerror or error}. Mend that and try again.")
    except EOFError:
        return _failed("Nothing was typed. Nothing was done.")
    except KeyboardInterrupt:
        return STOPPED


def check_clock() -> None:
    """Raise KapGuideError where the system's time is none: a zone a whole day away, a year that there is not."""
    try:
        datetime.now().astimezone()
    except (ValueError, OverflowError) as error:
        zone = f" (TZ is “{name}”)" if (name := os.environ.get("TZ")) else ""
        raise KapGuideError(
            f"This computer’s clock or time zone{zone} is one that cannot be. Set it right and start again."
        ) from error


def check_screen() -> None:
    """Raise KapGuideError where no window can open. Qt ends the whole process there, without a word that helps."""
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM", "xcb").partition(":")[0] not in ("xcb", "wayland"):
        return
    if not (_x11_answers() or _wayland_answers()):
        raise KapGuideError(
            "No window can open here: there is no screen that answers. The commands that need none work; "
            "`kapguide --help` lists them, and `kapguide rehearse --headless` plays a session without a window."
        )


def _x11_answers() -> bool:
    if not os.environ.get("DISPLAY"):
        return False
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return False
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    refused = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    return not refused


def _wayland_answers() -> bool:
    name = os.environ.get("WAYLAND_DISPLAY")
    if not name:
        return False
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as trial:
        try:
            trial.connect(os.path.join(os.environ.get("XDG_RUNTIME_DIR", ""), name))  # noqa: PTH118  of whole names too
        except OSError:
            return False
    return True


def _failed(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


def _say_nothing_more() -> None:
    """Let what is still waiting for a console that takes nothing go nowhere, so that leaving does not fail at it."""
    try:
        sys.stdout.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
