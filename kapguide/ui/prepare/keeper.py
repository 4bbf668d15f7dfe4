"""What stands in the fields of Prepare is kept a moment after it was typed, and before anything else happens."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from kapguide.clinical.facts import ListAnswered
from kapguide.clinical.preparing import Preparing
from kapguide.errors import KapGuideError
from kapguide.ui.prepare.record import PreparationRecord

KEEP_MS = 700


class PreparationKeeper(QObject):
    """Holds what waits to be kept; `said` gets a sentence where it cannot be, and the next change tries again."""

    def __init__(self, owner: QObject, record: PreparationRecord, said: Callable[[str], object]) -> None:
        super().__init__(owner)
        self._record, self._said = record, said
        self._typed: Preparing | None = None
        self._answers: ListAnswered | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(KEEP_MS)
        self._soon.timeout.connect(self.keep)

    def take(self, typed: Preparing | None = None, answers: ListAnswered | None = None) -> None:
        """This is to be kept."""
        self._typed = typed or self._typed
        self._answers = answers or self._answers
        self._soon.start()

    def keep(self) -> None:
        """Keep now what waits."""
        self._soon.stop()
        try:
            if self._typed is not None:
                self._record.keep(self._typed)
                self._typed = None
            if self._answers is not None:
                self._record.keep_list(self._answers)
                self._answers = None
        except KapGuideError as error:
            self._said(error.sentence)

    def forget(self) -> None:
        """The session has begun: nothing waits in the fields any more."""
        self._soon.stop()
        self._typed = self._answers = None
        try:
            self._record.clear()
        except KapGuideError as error:  # what is left in the fields of Prepare harms nothing
            self._said(error.sentence)
