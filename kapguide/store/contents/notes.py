"""Notes and scores of an open record, as the rest of the program writes and reads them."""

import math
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime

import msgspec

from kapguide.errors import KapGuideError
from kapguide.session.ids import system_ids
from kapguide.store.checking.signature_check import is_whole
from kapguide.store.codes import client_code
from kapguide.store.file.database import Database
from kapguide.store.tables import note_rows, queries, score_rows, signature_rows
from kapguide.store.tables.changes import Stamp, check_session
from kapguide.store.tables.note_rows import ClientNote, Note, NoteVersion
from kapguide.store.tables.score_rows import Answer, Answers, Score, ToFollow
from kapguide.store.tables.signature_rows import HalfAddendum, SignedNote, WaitingNote
from kapguide.store.times import spelled
from kapguide.store.writing.entries import (
    AddendumAdded,
    AddendumTyped,
    Columns,
    Countersigned,
    NoteBegun,
    NoteKept,
    NoteSigned,
    ScoreAdded,
)
from kapguide.store.writing.keeping import Keeping
from kapguide.store.writing.ticket import Ticket
from kapguide.text import clean_text, one_line

Reading = Callable[[], AbstractContextManager[Database]]
_new_id = system_ids()
_NOT_AS_SIGNED = (
    "What belongs to the signature of this note was changed by another program, and cannot be shown as it was signed. "
    "“kapguide verify” names the place; a backup from before holds it."
)


def read_signed(db: Database, note_id: str) -> SignedNote | None:
    """The note as it is signed; None where it is not. Raises KapGuideError where nobody can tell."""
    try:
        return signature_rows.signed_note(db, note_id)
    except (KeyError, ValueError) as error:
        raise KapGuideError(_NOT_AS_SIGNED, type(error).__name__) from error


class Notes:
    """The notes. That of a session has the session's id, and is there from its beginning."""

    def __init__(
        self,
        keeping: Callable[[], Keeping],
        stamp: Callable[[], Stamp],
        reading: Reading,
        now: Callable[[], datetime],
    ) -> None:
        self._keeping = keeping
        self._stamp = stamp
        self._reading = reading
        self._now = now

    def read(self, note_id: str) -> Note:
        """The note as it stands: its newest version, or the draft that is newer."""
        with self._reading() as db:
            return note_rows.read_note(db, note_id)

    def versions(self, note_id: str) -> list[NoteVersion]:
        """Every version of a note, the newest last."""
        with self._reading() as db:
            return note_rows.versions(db, note_id)

    def of_client(self, code: str) -> list[ClientNote]:
        """The client's notes that hold words. Raises KapGuideError for an unknown client."""
        with self._reading() as db:
            return note_rows.notes_of(db, queries.client_id(db, client_code(code)))

    def begin(self, code: str, kind: str, session_id: str = "") -> str:
        """A new note of a client, about one of the client's sessions or about none; its id. Raises KapGuideError."""
        note_id = _new_id()
        with self._reading() as db:
            client = queries.client_id(db, client_code(code))
            row: Columns = {"id": note_id, "client_id": client, "session_id": session_id or None, "kind": kind}
            check_session(db, row)
        self._keeping().keep(NoteBegun(self._stamp(), row), "a new note")
        return note_id

    def save(self, note_id: str, text: str, revision: int) -> Ticket:
        """Keep what is being written on top of `revision`, as the note's draft of `revision` + 1.

        The ticket fails with NoteConflict, and nothing is overwritten, when another revision lies there.
        """
        return self._keep(note_id, text, revision, finished=False)

    def finish(self, note_id: str, text: str, revision: int) -> Ticket:
        """Make a version of what was written on top of `revision`: for when the note is left, or goes out."""
        return self._keep(note_id, text, revision, finished=True)

    def sign(
        self, note_id: str, text: str, revision: int, *, name: str, role: str, trainee: bool, reason: str = ""
    ) -> Ticket:
        """Make a version of the words on top of `revision`, and put the name of whoever has the record open under it.

        From then on nothing that belongs to the note can change. It is signed now or not at all: the ticket fails with
        NoteConflict, SignatureRefused or StoreFailure. `reason` says why it is signed with something missing.
        """
        said = self._said(_new_id(), name, role, trainee=trainee)
        said |= {"note_id": note_id, "reason": clean_text(reason)}
        return self._keeping().offer(NoteSigned(self._stamp(), said, clean_text(text), revision), "a signature")

    def countersign(self, signature_id: str, *, name: str, role: str, staff: str = "") -> Ticket:
        """Put another name under a signature: that of whoever has the record open, or of the colleague `staff`, who has
        shown with their own passphrase that it is them. Now or not at all: the ticket fails with SignatureRefused."""
        stamp = self._stamp()
        stamp = msgspec.structs.replace(stamp, author=staff or stamp.author)
        said = self._said(_new_id(), name, role, trainee=False)
        return self._keeping().offer(Countersigned(stamp, signature_id, said), "a countersignature")

    def add_addendum(
        self, note_id: str, text: str, *, name: str, role: str, trainee: bool, reason: str,
        belongs_at: datetime | None = None,
    ) -> Ticket:  # fmt: skip
        """Add words to a signed note, and sign them. Now or not at all: the ticket fails with SignatureRefused."""
        addendum: Columns = {
            "id": _new_id(), "note_id": note_id, "text": clean_text(text), "reason": clean_text(reason),
            "belongs_at": spelled(belongs_at) if belongs_at else "",
        }  # fmt: skip
        said = self._said(_new_id(), name, role, trainee=trainee)
        return self._keeping().offer(AddendumAdded(self._stamp(), addendum, said), "an addendum")

    def save_addendum(self, note_id: str, half: HalfAddendum) -> Ticket:
        """Keep what whoever has the record open has typed of an addendum; with nothing in it there is none any more."""
        cleaned = HalfAddendum(*map(clean_text, (half.text, half.reason, half.belongs)))
        return self._keeping().keep(AddendumTyped(self._stamp(), note_id, cleaned), "the addendum")

    def half_addendum(self, note_id: str) -> HalfAddendum | None:
        """What whoever has the record open has typed of an addendum, and not signed yet."""
        with self._reading() as db:
            return signature_rows.half_addendum(db, note_id, self._stamp().author)

    def signed(self, note_id: str) -> SignedNote | None:
        """The note as it is signed, with its addenda and what came later; None where it is not. Raises KapGuideError
        where another program changed so much of it that nobody can tell."""
        with self._reading() as db:
            return read_signed(db, note_id)

    def found_whole(self, note_id: str) -> datetime | None:
        """Look whether all that the note's signatures cover is what was signed: the time of now where it is."""
        with self._reading() as db:
            rows = signature_rows.signatures_of(db, note_id)
            whole = bool(rows) and all(is_whole(db, row) for row in rows)
        return self._now() if whole else None

    def last_signed(self) -> datetime | None:
        """When anything was last signed; None where nothing is."""
        with self._reading() as db:
            return signature_rows.last_signed(db)

    def unsigned(self, limit: int) -> list[WaitingNote]:
        """The notes of all clients that nobody has signed, the newest first, so many."""
        with self._reading() as db:
            return signature_rows.unsigned(db, limit)

    def to_countersign(self, limit: int) -> list[WaitingNote]:
        """The signatures of trainees that nobody has countersigned, the newest first, so many."""
        with self._reading() as db:
            return signature_rows.to_countersign(db, limit)

    def waiting_counts(self) -> tuple[int, int]:
        """How many notes wait to be signed, and how many signatures to be countersigned."""
        with self._reading() as db:
            return signature_rows.waiting_counts(db)

    def _said(self, id: str, name: str, role: str, *, trainee: bool) -> Columns:
        return {"id": id, "name": one_line(name), "role": one_line(role), "trainee": int(trainee)}

    def _keep(self, note_id: str, text: str, revision: int, *, finished: bool) -> Ticket:
        entry = NoteKept(self._stamp(), _new_id(), note_id, clean_text(text), revision, finished)
        return self._keeping().keep(entry, "the note")


class Scores:
    """What was answered on forms: in a session, between two, by telephone."""

    def __init__(self, keeping: Callable[[], Keeping], stamp: Callable[[], Stamp], reading: Reading) -> None:
        self._keeping = keeping
        self._stamp = stamp
        self._reading = reading

    def of_client(self, code: str) -> list[Score]:
        """The client's scores that stand, in the order in which they were taken."""
        with self._reading() as db:
            return score_rows.scores_of(db, queries.client_id(db, client_code(code)))

    def to_follow(self, limit: int) -> list[ToFollow]:
        """The scores of all clients with an answer that nobody has followed up, the oldest first, so many."""
        with self._reading() as db:
            return score_rows.to_follow(db, limit)

    def add(
        self,
        code: str,
        instrument: str,
        version: str,
        answers: Answers,
        total: float | None,
        *,
        taken_at: datetime | None = None,
        session_id: str = "",
        supersedes: str = "",
        score_id: str = "",
    ) -> Ticket:
        """Keep a form that was filled in, now or at `taken_at`. `supersedes` is the id of a score that it corrects,
        `score_id` the one that it is to have.

        Raises KapGuideError for an unknown client and for what is no number.
        """
        numbers = [value for value in (total, *answers.values()) if isinstance(value, float)]
        if not all(map(math.isfinite, numbers)):
            raise KapGuideError("An answer or the total is not a number. Nothing was saved.")
        with self._reading() as db:
            client = queries.client_id(db, client_code(code))
            check_session(db, {"client_id": client, "session_id": session_id or None})
        stamp = self._stamp()
        cleaned: dict[str, Answer] = {
            clean_text(item): clean_text(answer) if isinstance(answer, str) else answer
            for item, answer in answers.items()
        }
        row: Columns = {
            "id": score_id or _new_id(), "client_id": client, "session_id": session_id or None,
            "instrument": instrument,
            "instrument_version": version, "answers_json": msgspec.json.encode(cleaned, order="sorted").decode(),
            "total": None if total is None else float(total),
            "taken_at": spelled(taken_at or stamp.at), "supersedes": supersedes,
        }  # fmt: skip
        return self._keeping().keep(ScoreAdded(stamp, row), "a score")
