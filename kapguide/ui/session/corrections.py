"""A reading that is chosen in the log is corrected in the line in which it was typed."""

from collections.abc import Callable

from kapguide.clinical.vitals import Vitals
from kapguide.session import commands as c
from kapguide.session.live import LiveSession
from kapguide.ui.session.layout import LiveLayout

CORRECTING = "Enter records the correction; Esc leaves the reading as it was."


class Corrections:
    """Takes a chosen reading back into its line, and sends what becomes of it."""

    def __init__(self, screen: LiveLayout, session: LiveSession, send: Callable[[c.Command], bool]) -> None:
        self._screen, self._session, self._send = screen, session, send
        screen.notes.reading_chosen.connect(self._begin)
        screen.vitals.corrected.connect(self._record)
        screen.vitals.field.accepted.connect(lambda _: self._over())
        screen.vitals.field.left.connect(self._over)

    def _begin(self, reading_id: str) -> None:
        reading = next(each for each in self._session.state.readings if each.id == reading_id)
        self._screen.vitals.correct(reading.id, reading.vitals)
        self._screen.quiet.say(CORRECTING)

    def _over(self) -> None:
        """What was said of the correction is true no longer."""
        if self._screen.quiet.describe() == CORRECTING:
            self._screen.quiet.say("")

    def _record(self, vitals: Vitals, reading_id: str) -> None:
        """Both stay in the record, at the time at which it was taken; if that one was taken back since, it is new."""
        old = next((each for each in self._session.state.readings if each.id == reading_id), None)
        taken, by = (old.taken, old.by) if old is not None else (self._session.now().elapsed, "")
        self._send(c.TakeReading(vitals, taken, by, supersedes=reading_id if old is not None else ""))
