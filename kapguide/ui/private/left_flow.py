"""One's own notes on clients who were removed, at the window: for whoever has the record open alone."""

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import QTimer

from kapguide.clinical.when import day_shown
from kapguide.errors import KapGuideError
from kapguide.store.contents.private_notes import LeftNotes
from kapguide.store.records import Store
from kapguide.ui.private.left_screen import LeftNotesScreen
from kapguide.ui.private.rows import private_row
from kapguide.ui.widgets.lists.book_row import BookRow
from kapguide.ui.window.frame import WindowFrame

REMOVED = "Your notes on {code} were removed."
NAMELESS = "a client"
"""Of whom no removal tells what they were called."""


class LeftNotesFlow:
    """`done` is called when the page is left."""

    def __init__(self, frame: WindowFrame, store: Store, done: Callable[[], object]) -> None:
        self._frame, self._store, self._done = frame, store, done
        self._left: dict[str, LeftNotes] = {}

    def show(self) -> LeftNotesScreen:
        """The page, with what is there now."""
        screen, me = LeftNotesScreen(self._frame.desk), self._store.staff.me
        screen.picked.connect(lambda client: self._read(screen, client))
        screen.removal_meant.connect(lambda client: self._remove(screen, client))
        screen.come_back.connect(lambda: self._come_back(screen, me))
        screen.closed.connect(self._done)
        self._frame.window.show_screen(screen)
        self._look(screen)
        return screen

    def _look(self, screen: LeftNotesScreen) -> None:
        try:
            self._left = {left.client: left for left in self._store.private.of_removed()}
        except KapGuideError as error:
            screen.say(error.sentence, good=False)
            return
        screen.show_clients(tuple(map(_client_row, self._left.values())))

    def _read(self, screen: LeftNotesScreen, client: str) -> None:
        left, now, me = self._left[client], datetime.now(UTC).astimezone(), self._store.staff.me
        names = {row.id: row.name for row in self._store.staff.rows() if row.id != me}
        halves = (private_row(half, now, None, "", half=True) for half in left.halves)
        notes = (
            private_row(note, now, None, names.get(note.author, ""), corrected=bool(note.supersedes))
            for note in reversed(left.notes)
        )
        screen.show_notes((*halves, *notes))

    def _remove(self, screen: LeftNotesScreen, client: str) -> None:
        code = self._left[client].code or NAMELESS
        try:
            self._store.private.remove_left(client)
        except KapGuideError as error:
            screen.say(error.sentence, good=False)
            return
        self._look(screen)
        screen.say(REMOVED.format(code=code))
        screen.setFocus()

    def _come_back(self, screen: LeftNotesScreen, me: str) -> None:
        """Behind the lock somebody else may have taken over: they see nothing of it."""
        if self._store.staff.me != me:
            screen.show_clients(())
            QTimer.singleShot(0, screen, self._done)


def _client_row(left: LeftNotes) -> BookRow:
    many, newest = len(left.notes), max(each.at for each in (*left.notes, *left.halves))
    notes = f"{many} note{'s' if many != 1 else ''}" if many else "half typed"
    return BookRow(left.client, left.code or NAMELESS, notes, "", f"last on {day_shown(newest.astimezone().date())}")
