"""A debrief at the window: shown step by step, its words kept as they are typed, exported."""

from collections.abc import Sequence
from pathlib import Path

from kapguide.rehearsal.kept import RehearsalRecord
from kapguide.ui.debrief.doors import DebriefDoors
from kapguide.ui.debrief.screen import DebriefScreen
from kapguide.ui.window.frame import WindowFrame


class DebriefFlow:
    """Shows the debrief of one rehearsal at a time."""

    def __init__(self, frame: WindowFrame, doors: DebriefDoors) -> None:
        self._frame, self._doors = frame, doors

    def show(
        self,
        record: RehearsalRecord,
        path: Path | None = None,
        earlier: Sequence[RehearsalRecord] = (),
        *,
        observer: bool = False,
    ) -> DebriefScreen:
        """The debrief of `record`, kept at `path` or not yet; `earlier` are other runs of its scenario.

        An `observer` has a colleague's file open: reads, writes remarks, and changes nothing that the trainee said.
        """
        screen = DebriefScreen(self._frame.theme)
        self._record, self._path = record, path
        screen.closed.connect(lambda: self._doors.left(self._record, self._path))
        self._frame.window.show_screen(screen)
        return screen

    def again(self) -> None:
        """Back from what was opened from here, at the moment that was chosen."""
        self.show(self._record, self._path)
