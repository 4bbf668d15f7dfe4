"""One's own notes at the window: before the screen they were opened from, for whoever has the record open alone."""

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import QTimer

from kapguide.clinical.private_notes import NoteClass, PrivateNote, as_they_stand
from kapguide.errors import KapGuideError
from kapguide.store.records import Store
from kapguide.store.writing.ticket import Ticket
from kapguide.ui.private.rows import PrivateRow, private_row
from kapguide.ui.private.screen import PrivateScreen
from kapguide.ui.window.frame import WindowFrame
from kapguide.usecases.private_notes import PrivatePad

KEPT_S = 0.3
"""So long one waits at most until what was written is on disk; it takes some milliseconds."""
KEPT, NOT_YET = "Kept.", "Not saved yet: it is kept, and saved as soon as the disk takes it."
STRUCK = "Struck out. Its words stay in your file."


class PrivateFlow:
    """Lies before the screen it was called from, and gives the window back to it."""

    def __init__(self, frame: WindowFrame, store: Callable[[], Store]) -> None:
        self._frame, self._store = frame, store
        self._sitting: PrivateSitting | None = None
        """What the page that is open stands on."""

    def show(self, code: str, back: str, session_id: str = "") -> PrivateScreen:
        """One's own notes on a client; what is written belongs to that session, or to none. Esc goes `back`.

        Raises KapGuideError.
        """
        self._sitting = sitting = PrivateSitting(self._frame, self._store(), code, session_id, back)
        self._frame.window.cover(sitting.screen)
        return sitting.screen

    def close(self) -> None:
        """The window goes, or the record is closed: what is half typed is kept."""
        if isinstance(shown := self._frame.window.screen_shown, PrivateScreen):
            shown.keep_words()


class PrivateSitting:
    """The page while it is open."""

    def __init__(self, frame: WindowFrame, store: Store, code: str, session_id: str, back: str) -> None:
        self._frame, self._store, self._code, self._session_id = frame, store, code, session_id
        self._me = store.staff.me
        self._pad = PrivatePad(store, code, session_id)
        self._corrects: PrivateNote | None = None
        self._shown: dict[str, PrivateNote] = {}
        self.screen = screen = PrivateScreen(frame.desk, code, self._pad.classes, back)
        screen.kept.connect(self._keep)
        screen.struck.connect(self._strike)
        screen.half_changed.connect(self._save_half)
        screen.chosen.connect(self._choose)
        screen.correction_left.connect(self._leave_correction)
        screen.come_back.connect(self._come_back)
        screen.closed.connect(frame.window.uncover)
        self._begin()
        self._read()

    def _read(self) -> None:
        """Raises KapGuideError."""
        store, now = self._store, datetime.now(UTC).astimezone()
        notes, halves = store.private.of_client(self._code), store.private.drafts(self._code)
        numbers = {each.row.id: each.row.number for each in store.sessions_of(self._code)}
        names = {row.id: row.name for row in store.staff.rows() if row.id != self._me}
        elsewhere = [half for half in halves if half.supersedes or half.session_id != self._pad.session_id]
        stand = as_they_stand(notes)
        self._shown = {note.id: note for note in (*elsewhere, *stand)}  # a half-typed correction has its note's id

        def row(note: PrivateNote, *, half: bool = False) -> PrivateRow:
            number = numbers.get(note.session_id)
            by = names.get(note.author, "")
            return private_row(note, now, number, by, corrected=bool(note.supersedes), half=half)

        rows = [*(row(half, half=True) for half in elsewhere), *(row(note) for note in reversed(stand))]
        self.screen.show_rows(tuple(rows))

    def _begin(self) -> None:
        """What was half typed here is in the field again."""
        self._corrects = None
        half = self._pad.draft()
        if half is not None:
            self.screen.begin(half.text, half.kind)
        else:
            self.screen.begin("", self.screen.class_now)

    def _choose(self, id: str) -> None:
        """A note is corrected; one that is half typed elsewhere is gone on with, and belongs where it was begun."""
        note = self._shown[id]
        if note.author != self._me:
            self.screen.say("It was handed over to you, and stays as it was written.")
            return
        self._save_half(KEPT_S)
        half = next((each for each in self._store.private.drafts(self._code) if each.id == id), None)
        if half is not None and not half.supersedes:
            self._pad = PrivatePad(self._store, self._code, half.session_id)
            self._begin()
        else:
            self._corrects, typed = note, half or note
            before = note.text if note is not half else ""  # what it corrects may stand no more
            self.screen.begin(typed.text, typed.kind, corrects=before)
        self._read()

    def _leave_correction(self) -> None:
        """It changes nothing any more."""
        self._save_half(KEPT_S)
        self._begin()
        self._read()

    def _keep(self, text: str, kind: NoteClass) -> None:
        before = self._corrects
        pad = self._pad if before is None else PrivatePad(self._store, self._code, before.session_id)
        self._done(pad.write(text, kind, before.id if before is not None else ""), KEPT)

    def _strike(self) -> None:
        assert self._corrects is not None
        pad = PrivatePad(self._store, self._code, self._corrects.session_id)
        self._done(pad.write("", self._corrects.kind, self._corrects.id), STRUCK)

    def _done(self, ticket: Ticket, words: str) -> None:
        """What was written is in the list; the field is free for the next."""
        saved = ticket.wait(KEPT_S)
        if self._pad.session_id != self._session_id:
            self._pad = PrivatePad(self._store, self._code, self._session_id)
        try:
            self._begin()
            self._read()
        except KapGuideError as error:
            self.screen.begin("", self.screen.class_now)
            self.screen.say(error.sentence, good=False)
        else:
            self.screen.say(words if saved else NOT_YET, good=saved)

    def _save_half(self, wait_s: float = 0.0) -> None:
        """Whoever has taken over behind the lock saves nothing: it was kept as the lock came."""
        if self._store.staff.me != self._me:
            return
        half, kind, corrects = self.screen.half, self.screen.class_now, self._corrects
        if corrects is None:
            self._pad.save_draft(half, kind).wait(wait_s)
        else:
            pad = PrivatePad(self._store, self._code, corrects.session_id)
            pad.save_draft(half, kind, corrects.id).wait(wait_s)

    def _come_back(self) -> None:
        """Behind the lock somebody else may have taken over: they see what is their own."""
        if self._store.staff.me != self._me:
            self.screen.begin("", NoteClass.PSYCHOTHERAPY)
            self.screen.show_rows(())
            QTimer.singleShot(0, self.screen, self._go)

    def _go(self) -> None:
        if self._frame.window.screen_shown is self.screen:
            self._frame.window.uncover()
