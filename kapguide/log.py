"""The log: what the program did, never what anyone wrote. Crashes of the interpreter itself land beside it."""

import faulthandler
import logging
import logging.handlers
import sys
import threading
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TextIO

from kapguide.paths import private_folder

LOG = "kapguide.log"
CRASH = "crash.txt"

log = logging.getLogger("kapguide")


def start(folder: Path) -> str:
    """Log into `folder` from here on; return what the last run left when it crashed, or an empty string."""
    private_folder(folder)
    handler = logging.handlers.RotatingFileHandler(folder / LOG, maxBytes=1_000_000, backupCount=5, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    left = _last_crash(folder)
    faulthandler.enable(_crash_file(folder))
    sys.excepthook = _log_bug
    threading.excepthook = lambda args: _log_bug(args.exc_type, args.exc_value, args.exc_traceback)
    sys.unraisablehook = lambda args: _log_bug(args.exc_type, args.exc_value, args.exc_traceback)
    return left


def _crash_file(folder: Path) -> TextIO:
    return (folder / CRASH).open("w", encoding="utf-8")


def _last_crash(folder: Path) -> str:
    """What faulthandler wrote in the last run; it is kept under its date."""
    file = folder / CRASH
    try:
        text = file.read_text("utf-8", errors="replace")
        if text:
            file.rename(folder / f"crash-{datetime.now(UTC):%Y%m%d-%H%M%S}.txt")
    except FileNotFoundError:
        return ""
    return text


def _log_bug(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    """Log where a bug lies: type and places, not its message, which could quote what someone wrote."""
    if issubclass(kind, KeyboardInterrupt):
        return
    places = [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in traceback.extract_tb(trace)]
    log.error("bug %s at %s", kind.__name__, " < ".join(reversed(places)))
    if sys.stderr is not None and sys.stderr.isatty():
        sys.__excepthook__(kind, error or kind(), trace)
