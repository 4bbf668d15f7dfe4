"""Seals: the sha256 over a whole row as it is stored, kept in the audit row of the change that wrote it.

Adding up all seals (plus one where a row was written, minus one where it was replaced or removed) gives the rows that
must lie in the file, each exactly once, in whatever order several machines wrote them.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import msgspec

from kapguide.store.file.database import Database

WHO_AND_WHEN = ("device_id", "author_id", "created_at", "tz_min")
SEALED = {
    "meta": ("key", "value"),
    "staff": ("id", "name", "created_at"),
    "device": ("id", "created_at", "place"),
    "client": ("id", *WHO_AND_WHEN),
    "client_code": ("id", "client_id", "code", *WHO_AND_WHEN),
    "session": (
        "id", "client_id", "number", "started_at", "expected_end", "protocol_json", "protocol_sha256", *WHO_AND_WHEN,
    ),
    "session_event": (
        "id", "session_id", "seq", "command_id", "at_utc", "tz_min", "t_ms", "boot_id", "kind", "v", "payload_json",
        "text", "supersedes", "device_id", "device_seq", "author_id",
    ),
    "note": ("id", "client_id", "session_id", "kind", *WHO_AND_WHEN),
    "note_version": ("id", "note_id", "number", "status", "text", "replaces", *WHO_AND_WHEN),
    "draft": ("session_id", "note_id", "revision", "begun_ms", "text", *WHO_AND_WHEN),
    "score": (
        "id", "client_id", "session_id", "instrument", "instrument_version", "answers_json", "total", "taken_at",
        "supersedes", *WHO_AND_WHEN,
    ),
    "fact": (
        "id", "client_id", "session_id", "kind", "v", "payload_json", "due_at", "supersedes", *WHO_AND_WHEN,
    ),
    "addendum": ("id", "note_id", "text", "reason", "belongs_at", *WHO_AND_WHEN),
    "signature": (
        "id", "note_id", "version_id", "addendum_id", "kind", "name", "role", "trainee", "reason", "sha256",
        "covers_json", *WHO_AND_WHEN,
    ),
    "backup_log": ("id", "at", "name", "problem", "device_id"),
}  # fmt: skip
"""Every table of rows and its columns. `row`, where there is one, is a place in this file and not part of the fact."""

Value = str | int | float | None
_encode = msgspec.json.Encoder().encode


def sealer(table: str) -> Callable[[Sequence[Value]], str]:
    """What seals a row of `table`, its columns in the order of `SEALED`."""

    def seal(row: Sequence[Value]) -> str:
        return hashlib.sha256(spelled_here(table, row)).hexdigest()

    return seal


def spelled_here(table: str, row: Sequence[Value]) -> bytes:
    """What the seal of a row is the sha256 over."""
    return b"%b\n%b" % (table.encode(), _encode(row))


def spelled(table: str) -> str:
    """The same in SQL: of texts and whole numbers to the letter, and in half the time. A cell that is neither, as no
    program writes one, the database spells otherwise, or not at all: that is an error."""
    return f"CAST('{table}' || char(10) || json_array({', '.join(SEALED[table])}) AS BLOB)"


def select(table: str) -> str:
    """The query for all columns that a seal covers."""
    return f"SELECT {', '.join(SEALED[table])} FROM {table}"


def insert(db: Database, table: str, row: Mapping[str, Value]) -> str:
    """Add a row and return its seal."""
    values = tuple(row[column] for column in SEALED[table])
    db.conn.execute(f"INSERT INTO {table} ({', '.join(SEALED[table])}) VALUES ({', '.join('?' * len(values))})", values)
    return sealer(table)(values)


def seals_of(db: Database, table: str, where: str, values: Iterable[Value]) -> list[str]:
    """The seals of the rows that are stored now."""
    return [sealer(table)(row) for row in db.conn.execute(f"{select(table)} WHERE {where}", tuple(values))]


def all_seals(db: Database) -> Iterator[str]:
    """The seal of every row of every table."""
    for table in SEALED:
        yield from map(sealer(table), db.conn.execute(select(table)))
