"""The private line on the live screen: one key, and what is typed is its author's alone."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, QTimer

from kapguide.clinical.private_notes import NEVER_IN_SHORT, NoteClass, PrivateNote, note_classes
from kapguide.errors import KapGuideError
from kapguide.session import commands as c
from kapguide.ui.session.layout import LiveLayout

SAVE_AFTER_MS = 500
LEADS = {NoteClass.PSYCHOTHERAPY: "Private", NoteClass.COUNSELLING: "SUD counselling"}
"""What stands before the words while they are typed."""


class Pad(Protocol):
    """Where private words go, and half of them come back from; see `PrivatePad`."""

    @property
    def classes(self) -> tuple[NoteClass, ...]: ...

    @property
    def in_log(self) -> Callable[[], bool]: ...

    def write(self, text: str, kind: NoteClass) -> object: ...

    def save_draft(self, text: str, kind: NoteClass) -> object: ...

    def draft(self) -> PrivateNote | None: ...


class NoPad:
    """Of a rehearsal nothing is kept, and of what is private there neither."""

    classes = note_classes(part2=False)

    def in_log(self) -> bool:
        return True

    def write(self, text: str, kind: NoteClass) -> None:
        pass

    def save_draft(self, text: str, kind: NoteClass) -> None:
        pass

    def draft(self) -> None:
        pass


class PrivateHands(QObject):
    """Turns the note line private and back, keeps what is half typed in it, and hands the words to `pad`.

    None of them is told to the session: its log has a line without words, or nothing.
    """

    def __init__(self, screen: LiveLayout, send: Callable[[c.Command], bool]) -> None:
        super().__init__(screen)
        self.pad: Pad = NoPad()
        self._notes, self._send = screen.notes, send
        self._kind: NoteClass | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(SAVE_AFTER_MS)
        self._later.timeout.connect(self.save)
        self._notes.line.draft_changed.connect(lambda _: self._typed())
        self._notes.written_in_private.connect(self._write)
        self._notes.private_left.connect(self._leave)

    def turn(self) -> None:
        """Make the line private; where there is another class, that one; and then a line for the log again."""
        kinds: tuple[NoteClass | None, ...] = (*self.pad.classes, None)
        before = self._kind
        self._be(kinds[0 if before is None else kinds.index(before) + 1])
        if before is not None and self._kind is None:
            self._later.stop()
            self.pad.save_draft("", before)  # from here on it is the session's
        self._notes.line.setFocus()

    def save(self) -> None:
        """Keep what is half typed now."""
        if self._kind is not None:
            self._later.stop()
            self.pad.save_draft(self._notes.line.text(), self._kind)

    def put_away(self) -> None:
        """Take it from the screen: somebody else may look at it next. It is kept."""
        if self._kind is not None:
            self.save()
            self._notes.line.put("")
            self._be(None)

    def take_up(self) -> None:
        """Have the half-typed private line of whoever is here in the line again, where that is free."""
        try:
            draft = self.pad.draft() if self._kind is None and not self._notes.line.text() else None
        except KapGuideError:  # it stays where it is, and stands on the page of one's own notes
            return
        if draft is not None:
            self._notes.line.put(draft.text)
            self._be(draft.kind)

    def _be(self, kind: NoteClass | None) -> None:
        self._kind = kind
        self._notes.be_private(LEADS[kind] if kind is not None else "")
        if kind is not None:
            self._notes.quiet.say(NEVER_IN_SHORT)
            self._typed()
        elif self._notes.quiet.describe() == NEVER_IN_SHORT:
            self._notes.quiet.say("")

    def _typed(self) -> None:
        if self._kind is not None and not self._later.isActive():
            self._later.start()

    def _write(self, words: str) -> None:
        assert self._kind is not None
        self._later.stop()
        try:
            self.pad.write(words, self._kind)
        except KapGuideError as error:
            self._notes.line.put(words)
            self._notes.quiet.say(error.sentence)
            return
        if self.pad.in_log():
            self._send(c.NotePrivately())

    def _leave(self) -> None:
        """Out of an empty line, or to another one: what is half typed waits for its author."""
        self.put_away()
