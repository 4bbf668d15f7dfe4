"""The words of a debrief on their way into its file: soon after they are typed, one writing at a time."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer

from kapguide.errors import KapGuideError
from kapguide.jobs import Jobs, always
from kapguide.rehearsal.kept import RehearsalRecord

SOON_MS = 400
"""So long after the last key the words are written; with the writing itself, within a second."""
Keep = Callable[[RehearsalRecord, Path], object]


class DebriefKeeper:
    """Holds the record as it is now. Without a file it is only held; whoever is handed it decides about it.

    `told` hears of each writing: nothing where it went well, else the sentence of what went wrong.
    """

    def __init__(
        self, jobs: Jobs, keep: Keep, record: RehearsalRecord, path: Path | None, told: Callable[[str], object]
    ) -> None:
        self._jobs, self._keep, self._told = jobs, keep, told
        self.record, self.path = record, path
        self.unsaved = False
        """Something was said that its file does not have yet."""
        self._timer = QTimer()
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.write)

    def put(self, record: RehearsalRecord) -> None:
        """The record is another one now."""
        if record != self.record:
            self.record, self.unsaved = record, True
            if self.path is not None:
                self._timer.start(SOON_MS)

    def write(self, then: Callable[[], object] = lambda: None) -> None:
        """Write what is not written yet, beside the window; `then` is called once it is there."""
        self._timer.stop()
        path, record = self.path, self.record
        if path is None or not self.unsaved:
            then()
            return

        def done(_: object) -> None:
            self.unsaved = self.record != record
            self._told("")
            then()

        def failed(error: KapGuideError) -> None:
            self._told(error.sentence)

        self._jobs.run(lambda: self._keep(record, path), done, failed, always)

    def rest(self) -> None:
        """Write nothing by itself any more."""
        self._timer.stop()

    def write_now(self) -> bool:
        """Write while the caller waits: the window goes. Whether nothing would be lost with it."""
        self._timer.stop()
        if self.path is None:
            return False
        if not self.unsaved:
            return True
        try:
            self._keep(self.record, self.path)
        except KapGuideError as error:
            self._told(error.sentence)
            return False
        self.unsaved = False
        return True
