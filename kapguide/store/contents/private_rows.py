"""The rows of a private file, and how what waits for it, or came back with a backup, gets into it."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from kapguide.clinical.private_notes import NoteClass, PrivateNote
from kapguide.files import stamp, sync_folder
from kapguide.paths import Home
from kapguide.store.checking.checks import file_problems
from kapguide.store.failures import Damaged, StoreFailure, WrongKey
from kapguide.store.file.database import Database, explained, open_database, transaction
from kapguide.store.file.live_file import free_name
from kapguide.store.keys.slots import PRIVATE
from kapguide.store.keys.vault import Keys
from kapguide.store.private.private_file import FILES, NOTE_STAYS, create_private, open_private, private_path, returned
from kapguide.store.private.private_waiting import clear_waiting, pieces
from kapguide.store.times import spelled

_WHO = "client_id, session_id, kind, text, author_id, created_at, tz_min"
_NOTES = f"SELECT id, supersedes, {_WHO} FROM private_note"
_DRAFTS = (
    "SELECT place, CASE place WHEN coalesce(nullif(session_id, ''), client_id) THEN '' ELSE place END, "
    f"{_WHO} FROM private_draft"
)
"""The place of a half-typed correction is the note that it corrects."""
_ADD_NOTE = f"INSERT OR IGNORE INTO private_note (id, supersedes, {_WHO}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_ADD_DRAFT = f"INSERT OR IGNORE INTO private_draft (place, {_WHO}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_REMOVED = "removed:"
"""Of which client what was written until when was removed."""
_LATER = (
    "SELECT 1 FROM private_note WHERE client_id = ? "
    "AND coalesce(nullif(supersedes, ''), nullif(session_id, ''), client_id) = ? "
)


class Piece(msgspec.Struct, frozen=True):
    """What is sealed and waits: a note, or as a `draft` one that is half typed. Either takes the place of the draft of
    before."""

    note: PrivateNote
    draft: bool = False


def private_keys(keys: Keys) -> list[str]:
    """The names of the private keys that somebody has: one's own, and those that were handed over."""
    return [name for name in keys.named if name.startswith(PRIVATE)]


def own_key(keys: Keys) -> str:
    """The name of the key that is written with: the newest of one's own."""
    mine = (name for name in private_keys(keys) if _parts(name)[0] == keys.staff)
    return max(mine, key=lambda name: int(_parts(name)[1] or 1))


def place_of(note: PrivateNote) -> str:
    """Of what a draft is the only one: of a correction of that note, of a session, or of a client."""
    return note.supersedes or note.session_id or note.client_id


def notes_of(home: Home, keys: Keys, name: str, client: str) -> list[PrivateNote]:
    """The notes on a client in the file of that key. Raises KapGuideError, StoreFailure."""
    return _read(home, keys, name, f"{_NOTES} WHERE client_id = ? ORDER BY created_at, row", client)


def drafts_of(home: Home, keys: Keys, name: str, client: str) -> list[PrivateNote]:
    """What is half typed on a client, the newest last. Raises KapGuideError, StoreFailure."""
    return _read(home, keys, name, f"{_DRAFTS} WHERE client_id = ? ORDER BY created_at", client)


def clients_in(home: Home, keys: Keys, name: str) -> set[str]:
    """The ids of the clients of whom anything stands in the file of that key. Raises KapGuideError, StoreFailure."""
    with FILES, explained():
        take_in_private(home, keys, name)
        if not private_path(home, name).exists():
            return set()
        with closing(open_private(home, keys, name)) as db:
            found = db.conn.execute("SELECT client_id FROM private_note UNION SELECT client_id FROM private_draft")
            return {client for (client,) in found}


def remove_private(home: Home, keys: Keys, name: str, client: str, at: datetime) -> None:
    """Remove all that stands on a client in the file of that key; no copy of the file brings it back. Raises
    KapGuideError, StoreFailure."""
    with FILES, explained():
        take_in_private(home, keys, name)
        if not private_path(home, name).exists():
            return
        with closing(open_private(home, keys, name)) as db, transaction(db):
            db.conn.execute("DROP TRIGGER private_note_stays")
            for table in ("private_note", "private_draft"):
                db.conn.execute(f"DELETE FROM {table} WHERE client_id = ?", (client,))
            db.conn.execute(NOTE_STAYS)
            db.conn.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_REMOVED + client, spelled(at)))


def take_in_private(home: Home, keys: Keys, name: str) -> None:
    """Move what waits for the file of that key into it, and what came back. Raises KapGuideError, StoreFailure; what
    is not moved goes on to wait."""
    key = keys.named[name]
    with FILES, explained():
        waiting, whole = pieces(home, name, key)
        came_back = returned(private_path(home, name))
        if not (waiting or came_back) and whole:
            return
        if not private_path(home, name).exists():
            create_private(home, keys, name)
        for copy in came_back:
            _take_back(home, keys, name, copy)
        with closing(open_private(home, keys, name)) as db, transaction(db):
            for piece in waiting:
                _put(db, msgspec.json.decode(piece, type=Piece))
        clear_waiting(home, name, whole=whole)


def private_problems(home: Home, keys: Keys) -> Iterator[str]:
    """What is wrong with the private files that these keys open."""
    for name in private_keys(keys):
        path = private_path(home, name)
        if not path.exists():
            continue
        try:
            with FILES, explained(), closing(open_private(home, keys, name)) as db:
                yield from (f"Your private file {path.name} is damaged: {problem}" for problem in file_problems(db))
        except StoreFailure as failure:
            yield failure.sentence


def _take_back(home: Home, keys: Keys, name: str, copy: Path) -> None:
    """Take in what a copy holds beyond the file; it is the file where that one does not open any more."""
    path, key = private_path(home, name), keys.named[name]
    try:
        with closing(open_database(copy, key)) as db:
            found = [Piece(_note(row)) for row in db.conn.execute(_NOTES)]
            found += [Piece(_note(row), draft=True) for row in db.conn.execute(_DRAFTS)]
    except (WrongKey, Damaged):
        copy.replace(free_name(path.parent, copy.name, ".unread"))
        return
    try:
        with closing(open_private(home, keys, name)) as db, transaction(db):
            for piece in found:
                _put(db, piece)
    except (WrongKey, Damaged):
        path.replace(free_name(path.parent, f"{path.name}.damaged-{stamp(datetime.now(UTC))}"))
        copy.replace(path)
    copy.unlink(missing_ok=True)
    sync_folder(path.parent)


def _put(db: Database, piece: Piece) -> None:
    """Into the file. What is there already stays as it is, and no draft comes after what was written later."""
    note, place, at = piece.note, place_of(piece.note), spelled(piece.note.at)
    removed = "SELECT 1 FROM meta WHERE key = ? AND value >= ?"
    if db.conn.execute(removed, (_REMOVED + note.client_id, at)).fetchone():
        return
    row = (note.client_id, note.session_id, note.kind, note.text, note.author, at, note.tz_min)
    db.conn.execute("DELETE FROM private_draft WHERE place = ? AND created_at <= ?", (place, at))
    if not piece.draft:
        db.conn.execute(_ADD_NOTE, (note.id, note.supersedes, *row))
    elif note.text and not db.conn.execute(f"{_LATER} AND created_at > ?", (note.client_id, place, at)).fetchone():
        db.conn.execute(_ADD_DRAFT, (place, *row))


def _read(home: Home, keys: Keys, name: str, query: str, client: str) -> list[PrivateNote]:
    with FILES, explained():
        take_in_private(home, keys, name)
        if not private_path(home, name).exists():
            return []
        with closing(open_private(home, keys, name)) as db:  # who only reads leaves a -wal and a -shm behind
            return list(map(_note, db.conn.execute(query, (client,))))


def _note(row: Sequence[Any]) -> PrivateNote:
    id, supersedes, client, session, kind, text, author, at, tz_min = row
    return PrivateNote(
        id, client, session, NoteClass(kind), text, author, datetime.fromisoformat(at), tz_min, supersedes
    )


def _parts(name: str) -> tuple[str, str]:
    person, _, number = name.removeprefix(PRIVATE).partition(":")
    return person, number
