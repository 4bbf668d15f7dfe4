"""The log: what the program did, never what anyone wrote. Crashes of the interpreter itself land beside it."""

import errno
import faulthandler
import logging
import logging.handlers
import sys
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from kapguide.files import private_file
from kapguide.paths import private_folder

LOG = "kapguide.log"
CRASH = "crash.txt"

log = logging.getLogger("kapguide")
told: list[Callable[[BaseException], object]] = []
"""Who hears of each bug, on the thread that met it: a window says what a person can do about it."""


def start(folder: Path) -> str:
    """Log into `folder` from here on; return what the last run left when it crashed, or an empty string.

    Raises OSError where nothing can be written; a bug is caught all the same.
    """
    sys.excepthook = _log_bug
    threading.excepthook = lambda args: _log_bug(args.exc_type, args.exc_value, args.exc_traceback)
    sys.unraisablehook = lambda args: _log_bug(args.exc_type, args.exc_value, args.exc_traceback)
    private_folder(folder)
    for name in (LOG, CRASH):
        private_file(folder / name)
        if not (folder / name).is_file():  # a pipe would be waited for
            raise OSError(errno.EINVAL, f"{name} is not a file")
    handler = logging.handlers.RotatingFileHandler(folder / LOG, maxBytes=1_000_000, backupCount=5, encoding="utf-8")
    handler.setFormatter(_Wordless("%(asctime)s %(levelname)s %(name)s %(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    left = _last_crash(folder)
    faulthandler.enable(_crash_file(folder))
    return left


def _crash_file(folder: Path) -> TextIO:
    private_file(folder / CRASH)
    return (folder / CRASH).open("w", encoding="utf-8")


def _last_crash(folder: Path) -> str:
    """What faulthandler wrote in the last run; it is kept under its date."""
    file = folder / CRASH
    text = file.read_text("utf-8", errors="replace")
    if text:
        file.rename(folder / f"crash-{datetime.now(UTC):%Y%m%d-%H%M%S}.txt")
    return text


class _Wordless(logging.Formatter):
    """Writes of an exception where it lies and not what it says, which could quote what someone wrote."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's own name
        kind, _, trace = ei
        return f"{kind.__name__} at {_places(trace)}"


def _places(trace: TracebackType | None) -> str:
    """The lines that led to it, the innermost first."""
    frames = reversed(traceback.extract_tb(trace))
    return " < ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)


def _log_bug(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    """Log where a bug lies: type and places, not its message, which could quote what someone wrote."""
    if issubclass(kind, KeyboardInterrupt):
        return
    log.error("bug %s at %s", kind.__name__, _places(trace))
    for tell in told:
        with suppress(RuntimeError):  # of a window that has gone
            tell(error or kind())
    if sys.stderr is not None and sys.stderr.isatty():
        sys.__excepthook__(kind, error or kind(), trace)
