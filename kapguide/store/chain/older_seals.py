"""Records from before whole rows were sealed: what their chain vouches for, and the sealing of all that is there.

Each audit row of that time holds a hash of a part of what it records. That is checked once, before the rows are
spelled anew; then every row is sealed, and what did not fit is kept in the chain, so that `verify` goes on to say it.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from operator import itemgetter

import msgspec

from kapguide.store.chain.audit import EVENTS_APPENDED, Audit, sha256
from kapguide.store.chain.audit import rows as audit_rows
from kapguide.store.chain.seals import all_seals
from kapguide.store.file.database import Database
from kapguide.store.times import spelled

SEALED_ALL = "rows_sealed"
_AT_ONCE = 500
"""Seals in one row of the audit chain."""
_MARK = "sealed_at"
_FOUND = "found_before_sealing"


class _Detail(msgspec.Struct):
    first: int = 0
    last: int = 0
    sha256: str = ""
    protocol_sha256: str = ""


class _Span(msgspec.Struct):
    first: int
    last: int
    sha256: str


def is_sealed(db: Database) -> bool:
    """Whether every row is sealed. The mark is quickly read; where it is gone, the chain itself tells."""
    if db.conn.execute("SELECT 1 FROM meta WHERE key = ?", (_MARK,)).fetchone():
        return True
    return db.conn.execute("SELECT 1 FROM audit WHERE action = ? LIMIT 1", (SEALED_ALL,)).fetchone() is not None


def seal_all(db: Database, audit: Audit, at: datetime) -> None:
    """Seal every row that is there, with what is found wrong in the chain and by the older seals."""
    problems = [*filter(None, [audit.flaw(db)]), *kept_problems(db)]
    db.conn.execute("DELETE FROM meta WHERE key = ?", (_FOUND,))
    db.conn.execute("INSERT INTO meta (key, value) VALUES (?, ?)", (_MARK, spelled(at)))
    seals = list(all_seals(db))
    for begin in range(0, len(seals), _AT_ONCE):
        audit.append(db, at, SEALED_ALL, "", sealed=seals[begin : begin + _AT_ONCE], problems=problems)
        problems = []


def keep_older_problems(db: Database) -> None:
    """Keep what does not fit until the rows are sealed: a program that is killed between may have changed them."""
    if found := list(older_problems(db)):
        db.conn.execute("INSERT INTO meta (key, value) VALUES (?, ?)", (_FOUND, msgspec.json.encode(found).decode()))


def kept_problems(db: Database) -> list[str]:
    """What did not fit when the record was brought up to date, and is not yet in the chain."""
    found = db.conn.execute("SELECT value FROM meta WHERE key = ?", (_FOUND,)).fetchone()
    return msgspec.json.decode(found[0], type=list[str]) if found else []


def found_when_sealed(db: Database) -> list[str]:
    """What did not fit when every row was sealed."""
    return [problem for _, detail in audit_rows(db, SEALED_ALL) for problem in detail.get("problems", ())]


def older_problems(db: Database) -> Iterator[str]:
    """What does not fit the seals of that time, as far as they reach."""
    spans: dict[str, list[_Span]] = {}
    hashes: dict[tuple[str, str], str] = {}
    for action, subject, text in db.conn.execute("SELECT action, subject, detail FROM audit ORDER BY device_id, seq"):
        try:
            detail = msgspec.json.decode(text, type=_Detail)
        except (msgspec.DecodeError, UnicodeError):
            yield f"The audit row about {subject} cannot be read."
            continue
        hashes[action, subject] = detail.sha256 or detail.protocol_sha256
        if action == EVENTS_APPENDED:
            spans.setdefault(subject, []).append(_Span(detail.first, detail.last, detail.sha256))
    yield from _event_problems(db, spans)
    for action, what, query in (
        ("client_added", "The code of client {}", "SELECT id, code FROM client"),
        ("session_begun", "The plan kept with session {}", "SELECT id, protocol_json FROM session"),
        ("note_saved", "The note of session {}", "SELECT session_id, text FROM draft WHERE kind = 'note'"),
    ):
        there = {subject: hashlib.sha256(text.encode()).hexdigest() for subject, text in db.conn.execute(query)}
        saved = {subject: sha for (kind, subject), sha in hashes.items() if kind == action}
        for subject in sorted(there.keys() | saved.keys()):
            if there.get(subject) != saved.get(subject):
                yield f"{what.format(subject)} was changed after it was saved."


def _event_problems(db: Database, spans: dict[str, list[_Span]]) -> Iterator[str]:
    """The events of one session after the other, held against the spans that cover them."""
    stored = db.conn.execute(
        "SELECT session_id, seq, id || ' ' || seq || ' ' || at_utc || ' ' || t_ms || ' ' || payload_json "
        "FROM session_event ORDER BY session_id, seq"
    )
    for session, rows in groupby(stored, key=itemgetter(0)):
        events = {seq: text.encode() for _, seq, text in rows}
        for span in spans.pop(session, []):
            found = [events.pop(seq, b"") for seq in range(span.first, span.last + 1)]
            if sha256(*found) != span.sha256:
                yield f"Events {span.first} to {span.last} of session {session} were changed after they were saved."
        if events:
            yield f"{len(events)} events of session {session} were added by another program."
    yield from (f"The events of session {session} are gone." for session in spans)
