"""The rows of notes: versions that are only ever added, and the one draft of a note that is being written."""

from datetime import datetime

import msgspec

from kapguide.errors import KapGuideError
from kapguide.session.ids import system_ids
from kapguide.store.chain.audit import Audit, sha256
from kapguide.store.chain.seals import insert
from kapguide.store.failures import whole
from kapguide.store.file.database import Database
from kapguide.store.tables.changes import (
    OF_NOTE,
    Row,
    Stamp,
    check_session,
    drafts,
    latest_draft,
    put_draft,
    remove_draft,
)
from kapguide.store.tables.note_tables import UNSIGNED
from kapguide.store.tables.signature_tables import ALREADY, HALF_ADDENDUM, SignatureRefused

_new_id = system_ids()


class Note(msgspec.Struct, frozen=True):
    """A note as it stands. `revision` counts its saves, 0 is a note without words; `unfinished` ones are a draft, and
    a `signed` one shows what was signed."""

    text: str = ""
    revision: int = 0
    owner: str = ""
    unfinished: bool = False
    signed: bool = False


class ClientNote(msgspec.Struct, frozen=True):
    """A note among those of a client; `session_id` is empty where it is about none."""

    id: str
    session_id: str
    kind: str
    begun: datetime
    note: Note


class NoteVersion(msgspec.Struct, frozen=True):
    """What a note said when it was left. `number` is the revision that it keeps; `replaces` the sha256 of the words
    before it."""

    number: int
    status: str
    text: str
    at: datetime
    author: str
    replaces: str
    id: str = ""


class NoteConflict(KapGuideError):
    """The note was saved elsewhere since this text was read; `stored` is what lies there. Nothing was overwritten."""

    def __init__(self, stored: Note) -> None:
        super().__init__(
            "This note was changed in another place since you opened it. Your text is still on the screen and the "
            "other one is kept: compare them, then save again.",
            f"stored revision {stored.revision}",
        )
        self.stored = stored


def begin_note(db: Database, audit: Audit, stamp: Stamp, row: Row) -> None:
    """Add a note of a client's own. The same note again is left alone."""
    if db.conn.execute("SELECT 1 FROM note WHERE id = ?", (row["id"],)).fetchone():
        return
    check_session(db, row)
    audit.append(db, stamp.at, "note_begun", str(row["id"]), sealed=[insert(db, "note", {**row, **stamp.columns()})])


def read_note(db: Database, note_id: str) -> Note:
    """The note as it stands; one of revision 0 when nothing was written."""
    found = db.conn.execute(
        "SELECT text, revision, author_id, unfinished, signed FROM note_shown WHERE id = ?", (note_id,)
    ).fetchone()
    return Note(whole(found[0]), found[1], found[2], bool(found[3]), bool(found[4])) if found else Note()


def save_note(db: Database, audit: Audit, stamp: Stamp, note_id: str, text: str, revision: int) -> None:
    """Keep what is being written as the note's draft, its revision `revision` + 1. Raises NoteConflict when `revision`
    is not the stored one."""
    stored = read_note(db, note_id)
    if (stored.text, stored.revision, stored.owner) == (text, revision + 1, stamp.author):
        return
    _check_open(stored, revision)
    before = latest_draft(db, OF_NOTE, note_id) if stored.unfinished else None
    put_draft(db, audit, stamp, "note_saved", OF_NOTE, note_id, revision + 1, 0, text, before)


def finish_note(
    db: Database, audit: Audit, stamp: Stamp, note_id: str, version: str, text: str, revision: int,
    status: str = UNSIGNED,
) -> None:  # fmt: skip
    """Make a version of what was written, in place of the draft; drafts of other machines, which were merged and
    are not shown, become versions before it. The same version again is left alone; raises NoteConflict when
    `revision` is not the stored one."""
    if _is_there(db, version):
        return
    stored = read_note(db, note_id)
    _check_open(stored, revision)
    left = [draft for draft in drafts(db, OF_NOTE, note_id) if draft.revision != HALF_ADDENDUM]
    for other in left[stored.unfinished :]:
        _add_version(db, audit, stamp.at, note_id, _new_id(), other.text, other.revision, other.who)
    _add_version(db, audit, stamp.at, note_id, version, text, revision + 1, stamp.columns(), status)
    for draft in left:
        audit.append(db, stamp.at, "draft_finished", note_id, dropped=[remove_draft(db, draft)])


def keep_late(
    db: Database, audit: Audit, stamp: Stamp, note_id: str, version: str, text: str, revision: int,
    status: str = UNSIGNED,
) -> None:  # fmt: skip
    """Keep words that come when the note has gone on without them: as a version in their place, which shows later
    words no less. Words that the note holds already are left alone, unless it is a signature that brings them."""
    known = "SELECT 1 FROM note_version WHERE note_id = :note AND (id = :id OR text = :text)"
    drawn = "SELECT 1 FROM draft WHERE note_id = :note AND text = :text"
    there = db.conn.execute(f"{known} UNION ALL {drawn}", {"note": note_id, "id": version, "text": text}).fetchone()
    if not there or status != UNSIGNED:
        _add_version(db, audit, stamp.at, note_id, version, text, revision + 1, stamp.columns(), status)


def versions(db: Database, note_id: str) -> list[NoteVersion]:
    """Every version of the note, the newest last."""
    found = db.conn.execute(
        "SELECT number, status, text, created_at, author_id, replaces, id FROM note_version "
        "WHERE note_id = ? ORDER BY number, id",
        (note_id,),
    )
    return [
        NoteVersion(number, status, whole(text), datetime.fromisoformat(at), author, replaces, id)
        for number, status, text, at, author, replaces, id in found
    ]


def notes_of(db: Database, client_id: str) -> list[ClientNote]:
    """The client's notes that hold words, in the order in which they were begun."""
    found = db.conn.execute(
        "SELECT id, session_id, kind, created_at, text, revision, author_id, unfinished, signed FROM note_shown "
        "WHERE client_id = ? ORDER BY created_at, id",
        (client_id,),
    )
    return [
        ClientNote(
            id, session or "", kind, datetime.fromisoformat(at),
            Note(whole(text), revision, owner, bool(new), bool(signed)),
        )
        for id, session, kind, at, text, revision, owner, new, signed in found
    ]  # fmt: skip


def _check_open(stored: Note, revision: int) -> None:
    """Raise SignatureRefused where the note is signed, NoteConflict where another revision lies there."""
    if stored.signed:
        raise SignatureRefused(ALREADY)
    if stored.revision != revision:
        raise NoteConflict(stored)


def _is_there(db: Database, version: str) -> bool:
    return db.conn.execute("SELECT 1 FROM note_version WHERE id = ?", (version,)).fetchone() is not None


def _add_version(
    db: Database, audit: Audit, at: datetime, note_id: str, version: str, text: str, number: int, who: Row,
    status: str = UNSIGNED,
) -> None:  # fmt: skip
    before = [each for each in versions(db, note_id) if each.number < number]
    row: Row = {
        "id": version, "note_id": note_id, "number": number, "status": status, "text": text,
        "replaces": sha256(before[-1].text.encode()) if before else "", **who,
    }  # fmt: skip
    audit.append(db, at, "note_finished", note_id, sealed=[insert(db, "note_version", row)], revision=number)
