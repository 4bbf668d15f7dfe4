"""Whether the record is whole: the file, the chain, the anchor, and that events and plans are what was written."""

import hashlib
from collections.abc import Iterator

import msgspec

from kapguide.store.anchor import missing_rows
from kapguide.store.audit import Head, audit_key, rows, sha256, verify
from kapguide.store.database import Database, DriverError
from kapguide.store.failures import explain
from kapguide.store.schema import missing_triggers

_TABLES = ("client", "session", "session_event", "draft", "audit")


class Report(msgspec.Struct, frozen=True):
    """What was looked at and what was found; an empty `problems` means that everything is in order."""

    clients: int
    sessions: int
    events: int
    audit_rows: int
    problems: tuple[str, ...]


def file_problems(db: Database) -> Iterator[str]:
    """The file itself: the pages' MACs, SQLite's own check and the foreign keys.

    After one bad page SQLCipher lets nothing more be read through that connection, so the pages come first and alone.
    """
    pages = db.conn.execute("PRAGMA cipher_integrity_check").fetchall()
    if pages:
        yield f"{len(pages)} pages of the file are damaged: {pages[0][0]}."
        return
    (found,) = db.conn.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        yield f"The file's structure is damaged: {found}"
    dangling = db.conn.execute("PRAGMA foreign_key_check").fetchall()
    if dangling:
        yield f"{len(dangling)} rows name a row that does not exist, the first in {dangling[0][0]}."


def counts(db: Database) -> dict[str, int]:
    """How many rows each table of facts holds."""
    return {table: db.conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in _TABLES}


def verify_all(db: Database, main_key: bytearray, anchor: Head | None) -> Report:
    """Check everything. What cannot even be read is a problem, not an exception; bugs propagate."""
    count = dict.fromkeys(_TABLES, 0)
    problems = tuple(_problems(db, main_key, anchor, count))
    return Report(count["client"], count["session"], count["session_event"], count["audit"], problems)


def _problems(db: Database, main_key: bytearray, anchor: Head | None, count: dict[str, int]) -> Iterator[str]:
    try:
        yield from file_problems(db)
        count |= counts(db)
        yield from _chain_problems(db, main_key, anchor)
        yield from _event_problems(db)
        yield from _protocol_problems(db)
        yield from (f"The safeguard {name} is gone from the file." for name in sorted(missing_triggers(db)))
    except DriverError as error:
        failure = explain(error)
        if failure is None:
            raise
        yield failure.sentence


def _chain_problems(db: Database, main_key: bytearray, anchor: Head | None) -> Iterator[str]:
    bad = verify(db, audit_key(main_key))
    if bad is not None:
        yield f"The audit chain breaks at row {bad.seq} of device {bad.device}: {bad.problem}."
    if anchor is None:
        yield "There is no anchor beside the record, so lost records at its end would not show."
    elif missing := missing_rows(db, anchor):
        yield f"Records are missing: {missing} changes that were saved are not in the file."


def _event_problems(db: Database) -> Iterator[str]:
    holes = db.conn.execute(
        "SELECT session_id, max(seq) - count(*) FROM session_event GROUP BY session_id HAVING max(seq) <> count(*)"
    )
    yield from (f"Session {session} lacks {lost} of its events." for session, lost in holes)
    for session, detail in rows(db, "events_appended"):
        found = db.conn.execute(
            "SELECT id || ' ' || seq || ' ' || at_utc || ' ' || t_ms || ' ' || payload_json FROM session_event "
            "WHERE session_id = ? AND seq BETWEEN ? AND ? ORDER BY seq",
            (session, detail["first"], detail["last"]),
        )
        if sha256(*(sealed.encode() for (sealed,) in found)) != detail["sha256"]:
            span = f"{detail['first']} to {detail['last']}"
            yield f"Events {span} of session {session} were changed after they were saved."


def _protocol_problems(db: Database) -> Iterator[str]:
    yield from (
        f"The plan kept with session {session} was changed after it was saved."
        for session, text, sha in db.conn.execute("SELECT id, protocol_json, protocol_sha256 FROM session")
        if hashlib.sha256(text.encode()).hexdigest() != sha
    )
