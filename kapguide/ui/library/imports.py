"""The imports that run, as one: how far they are, and what they did. They go on whatever the window shows."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, Signal

from kapguide.audio.library.importing import Import, Imported
from kapguide.audio.library.library import Library
from kapguide.ui.widgets.chip import Tone

OnWindow = Callable[[Callable[[], object]], None]


class ImportProgress(msgspec.Struct, frozen=True):
    """How far an import is. `total` is 0 while folders are being listed: then `done` were found in `name`."""

    done: int = 0
    total: int = 0
    name: str = ""


class Imports(QObject):
    """Starts imports and follows them. Used on the window's thread."""

    moved = Signal()
    """One began, is further, or has ended; see `going`."""
    ended = Signal(object)
    """What one did, as an Imported."""

    def __init__(self, library: Library, post: OnWindow) -> None:
        """`post` brings a call from any thread to the window's."""
        super().__init__()
        self.going: ImportProgress | None = None
        """How far the imports are; None when there is none."""
        self.notes: tuple[str, ...] = ()
        """What the last one could not look at, in sentences."""
        self._library = library
        self._post = post
        self._running: list[Import] = []
        self._guard = threading.Lock()  # `_hear` is called on the import's thread
        self._heard: ImportProgress | None = None

    def start(self, paths: Sequence[Path] = ()) -> None:
        """Import these paths, or everything again that was added."""
        started = self._library.import_(paths, self._hear, lambda report: self._post(lambda: self._ended(report)))
        self._running.append(started)
        self.going = self.going or ImportProgress()
        self.moved.emit()

    def cancel(self) -> None:
        """End them at once; what was scanned by now stays."""
        for each in self._running:
            each.cancel()

    def _hear(self, done: int, total: int, name: str) -> None:
        """On the import's threads: only the newest word goes to the window, once for each time that it has a moment."""
        with self._guard:
            waiting, self._heard = self._heard, ImportProgress(done, total, name)
        if waiting is None:
            self._post(self._tell)

    def _tell(self) -> None:
        with self._guard:
            heard, self._heard = self._heard, None
        if heard is None or self.going is None:
            return
        same = heard.total and heard.total == self.going.total
        self.going = heard if heard.name or not same else msgspec.structs.replace(heard, name=self.going.name)
        self.moved.emit()

    def _ended(self, report: Imported) -> None:
        self._running = [each for each in self._running if not each.over]
        self.going = self.going if self._running else None
        self.notes = report.notes
        self.moved.emit()
        self.ended.emit(report)


def outcome(report: Imported) -> tuple[str, Tone]:
    """What an import did, in one line."""
    if report.cancelled:
        parts = [f"Cancelled; {report.scanned:,} pieces were taken in"]
    else:
        parts = [f"{report.found:,} pieces looked at"]
        parts += [f"{report.scanned:,} new or changed"] if report.scanned else []
    parts += [f"{len(report.bad):,} cannot be used"] if report.bad else []
    parts += [f"{report.missing:,} are missing"] if report.missing else []
    parts += report.notes[:1]
    return "  ·  ".join(parts), Tone.WARM if report.bad or report.missing or report.notes else Tone.PLAIN
