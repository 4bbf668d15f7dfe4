"""Private notes as a session, a note and a client's page write them: on one client, in the classes that there are."""

from collections.abc import Callable

from kapguide.clinical.chart import chart_of
from kapguide.clinical.facts import ClientDescribed
from kapguide.clinical.private_notes import NoteClass, PrivateNote, note_classes
from kapguide.errors import KapGuideError
from kapguide.store.records import Store
from kapguide.store.writing.ticket import Ticket


class PrivatePad:
    """Where what is written in private of a client, in a session or outside of one, goes and comes back from.

    `in_log` tells whether the session's log has a line, without words, for each; it is asked each time.
    """

    def __init__(
        self, store: Store, code: str, session_id: str = "", in_log: Callable[[], bool] = lambda: True
    ) -> None:
        self._store, self._code, self.session_id = store, code, session_id
        self.in_log = in_log

    @property
    def classes(self) -> tuple[NoteClass, ...]:
        """The classes to choose from: where Part 2 holds for the client, there are two."""
        try:
            return note_classes(part2_holds(self._store, self._code))
        except KapGuideError:  # nothing keeps anybody from writing
            return note_classes(part2=False)

    def write(self, text: str, kind: NoteClass, supersedes: str = "") -> Ticket:
        """Keep a note; see `PrivateNotes.write`."""
        return self._store.private.write(
            self._code, text, kind, session_id=self.session_id, supersedes=supersedes
        )  # fmt: skip

    def save_draft(self, text: str, kind: NoteClass, supersedes: str = "") -> Ticket:
        """Keep what is half typed, of a new note or of a correction; an empty text takes it away."""
        return self._store.private.save_draft(self._code, text, kind, session_id=self.session_id, supersedes=supersedes)

    def draft(self) -> PrivateNote | None:
        """What was half typed here by whoever has the record open, if anything was. Raises KapGuideError."""
        halves = (half for half in self._store.private.drafts(self._code) if not half.supersedes)
        return next((half for half in halves if half.session_id == self.session_id), None)


def part2_holds(store: Store, code: str) -> bool:
    """Whether 42 CFR Part 2 holds for a client's record. Raises KapGuideError."""
    described = chart_of(store.facts.of_client(code)).described
    return described is not None and isinstance(described.body, ClientDescribed) and bool(described.body.part2)
