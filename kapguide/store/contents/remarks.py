"""What a supervisor says of a session: each remark signed, kept with the session, and apart from its note.

A remark is a note about the session that is never the session's own note: whoever reads or exports that does not meet
it. It is signed as it is written; what is added to it later is an addendum, as to any signed note.
"""

from collections.abc import Callable

import msgspec

from kapguide.errors import KapGuideError
from kapguide.session.clock import Elapsed
from kapguide.session.ids import system_ids
from kapguide.store.checking.signature_check import is_whole
from kapguide.store.contents.notes import Reading, read_signed
from kapguide.store.file.database import Database
from kapguide.store.tables.changes import Stamp
from kapguide.store.tables.remark_words import KIND, RemarkLine, RemarkSection, RemarkWords
from kapguide.store.tables.signature_rows import SignedNote, signatures_of
from kapguide.store.writing.entries import Columns, RemarkSigned
from kapguide.store.writing.keeping import Keeping
from kapguide.store.writing.ticket import Ticket
from kapguide.text import clean_text, one_line

_OF_SESSION = "SELECT id FROM note WHERE session_id = ? AND kind = ? ORDER BY created_at, id"
_new_id = system_ids()


class SupervisionRemark(msgspec.Struct, frozen=True):
    """A remark on session time `t` (ms), its signature, and what was added to it; `whole`: it is as it was signed."""

    t: Elapsed
    text: str
    note: SignedNote
    whole: bool


class SupervisionRemarks:
    """The remarks of an open record."""

    def __init__(self, keeping: Callable[[], Keeping], stamp: Callable[[], Stamp], reading: Reading) -> None:
        self._keeping, self._stamp, self._reading = keeping, stamp, reading

    def of(self, session_id: str) -> tuple[SupervisionRemark, ...]:
        """The remarks on a session, by the moments that they are about. Raises KapGuideError where another program
        changed so much of one that nobody can tell."""
        with self._reading() as db:
            ids = [id for (id,) in db.conn.execute(_OF_SESSION, (session_id, KIND))]
            found = [_remark(db, note, session_id) for id in ids if (note := read_signed(db, id)) is not None]
        return tuple(sorted(found, key=lambda remark: remark.t))

    def add(self, session_id: str, t: Elapsed, text: str, *, name: str, role: str) -> Ticket:
        """Sign a remark on session time `t`, by whoever has the record open. Now or not at all: the ticket fails with
        SignatureRefused, of a trainee among others, or StoreFailure. Raises KapGuideError for an unknown session."""
        note_id = _new_id()
        with self._reading() as db:
            found = db.conn.execute("SELECT client_id FROM session WHERE id = ?", (session_id,)).fetchone()
        if found is None:
            raise KapGuideError("This session is not in the record. Nothing was signed.")
        row: Columns = {"id": note_id, "client_id": found[0], "session_id": session_id, "kind": KIND}
        said: Columns = {
            "id": _new_id(), "name": one_line(name), "role": one_line(role), "trainee": 0, "note_id": note_id,
            "reason": "",
        }  # fmt: skip
        words = RemarkWords(t, session_id, (RemarkSection((RemarkLine(clean_text(text)),)),))
        entry = RemarkSigned(self._stamp(), row, said, msgspec.json.encode(words, order="sorted").decode())
        return self._keeping().offer(entry, "a remark")


def _remark(db: Database, note: SignedNote, session_id: str) -> SupervisionRemark:
    try:
        words = msgspec.json.decode(note.version.text, type=RemarkWords)
    except msgspec.DecodeError as error:
        raise KapGuideError(
            "A remark on this session cannot be read: it was changed by another program, or written by a newer "
            "KapGuide. The session and its note are as they were; “kapguide verify” names the place.",
            str(error),
        ) from error
    lines = (line.written for section in words.sections for line in section.lines)
    whole = words.session == session_id and all(is_whole(db, row) for row in signatures_of(db, note.note_id))
    return SupervisionRemark(words.t, "\n".join(lines), note, whole)
