"""The tables of the record, as migrations from the first version on.

Facts are never updated or deleted: a correction is a new row. Triggers hold that for events and for the audit
chain, and keep the notes' full-text index in step; events are indexed after they were acknowledged (see
`changes.index_events`). `user_version` is a floor: an older program refuses a newer file.
"""

from collections.abc import Callable

from sqlite_utils.migrations import Migrations

from kapguide.store.database import Database
from kapguide.store.failures import NewerSchema

VERSION = 1
MIGRATIONS = Migrations("kapguide")

_WHO_AND_WHEN = """
    device_id TEXT NOT NULL REFERENCES device(id),
    author_id TEXT NOT NULL REFERENCES staff(id),
    created_at TEXT NOT NULL,
    tz_min INTEGER NOT NULL
"""
_TOKENIZER = "tokenize = 'porter unicode61 remove_diacritics 2'"

_FIRST = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
    "CREATE TABLE staff (id TEXT PRIMARY KEY, name TEXT NOT NULL, created_at TEXT NOT NULL) STRICT",
    "CREATE TABLE device (id TEXT PRIMARY KEY, created_at TEXT NOT NULL) STRICT",
    f"CREATE TABLE client (id TEXT PRIMARY KEY, code TEXT NOT NULL UNIQUE COLLATE NOCASE, {_WHO_AND_WHEN}) STRICT",
    f"""CREATE TABLE session (
    id TEXT PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES client(id),
    number INTEGER NOT NULL CHECK (number > 0),
    started_at TEXT NOT NULL,
    expected_end TEXT NOT NULL,
    protocol_json TEXT NOT NULL,
    protocol_sha256 TEXT NOT NULL,
    {_WHO_AND_WHEN}) STRICT""",
    "CREATE INDEX session_by_start ON session (started_at)",
    """CREATE TABLE session_event (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    session_id TEXT NOT NULL REFERENCES session(id),
    seq INTEGER NOT NULL CHECK (seq > 0),
    command_id TEXT NOT NULL,
    at_utc TEXT NOT NULL,
    tz_min INTEGER NOT NULL,
    t_ms INTEGER NOT NULL,
    boot_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    v INTEGER NOT NULL,
    payload_json TEXT NOT NULL,
    text TEXT NOT NULL,
    supersedes TEXT NOT NULL,
    device_id TEXT NOT NULL REFERENCES device(id),
    author_id TEXT NOT NULL REFERENCES staff(id),
    UNIQUE (session_id, seq)) STRICT""",
    "CREATE INDEX session_end ON session_event (session_id) WHERE kind = 'session_ended'",
    "CREATE INDEX correction ON session_event (supersedes) WHERE supersedes <> ''",
    f"""CREATE TABLE draft (
    row INTEGER PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES session(id),
    kind TEXT NOT NULL CHECK (kind IN ('line', 'note')),
    revision INTEGER NOT NULL,
    begun_ms INTEGER NOT NULL,
    text TEXT NOT NULL,
    {_WHO_AND_WHEN},
    UNIQUE (session_id, kind)) STRICT""",
    """CREATE TABLE audit (
    device_id TEXT NOT NULL REFERENCES device(id),
    seq INTEGER NOT NULL CHECK (seq > 0),
    epoch INTEGER NOT NULL,
    at TEXT NOT NULL,
    author_id TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    mac TEXT NOT NULL,
    PRIMARY KEY (device_id, seq)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE backup_log (
    id TEXT PRIMARY KEY,
    at TEXT NOT NULL,
    name TEXT NOT NULL,
    problem TEXT NOT NULL) STRICT""",
    f"CREATE VIRTUAL TABLE event_search USING fts5(text, content='session_event', content_rowid='row', {_TOKENIZER})",
    f"CREATE VIRTUAL TABLE note_search USING fts5(text, content='draft', content_rowid='row', {_TOKENIZER})",
)

TRIGGERS = {
    "session_event_keeps": """BEFORE UPDATE ON session_event
        BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END""",
    "session_event_stays": """BEFORE DELETE ON session_event
        BEGIN SELECT RAISE(ABORT, 'an event is never deleted'); END""",
    "audit_keeps": """BEFORE UPDATE ON audit
        BEGIN SELECT RAISE(ABORT, 'the audit chain is never changed'); END""",
    "audit_stays": """BEFORE DELETE ON audit
        BEGIN SELECT RAISE(ABORT, 'the audit chain is never deleted'); END""",
    "note_found": """AFTER INSERT ON draft WHEN new.kind = 'note'
        BEGIN INSERT INTO note_search (rowid, text) VALUES (new.row, new.text); END""",
    "note_found_again": """AFTER UPDATE ON draft WHEN new.kind = 'note'
        BEGIN
            INSERT INTO note_search (note_search, rowid, text) VALUES ('delete', old.row, old.text);
            INSERT INTO note_search (rowid, text) VALUES (new.row, new.text);
        END""",
    "note_gone": """AFTER DELETE ON draft WHEN old.kind = 'note'
        BEGIN INSERT INTO note_search (note_search, rowid, text) VALUES ('delete', old.row, old.text); END""",
}
"""Every trigger by name. A migration that transforms a table drops its triggers: it must lay them again."""


@MIGRATIONS(name="0001_first")
def _first(db: Database) -> None:
    for statement in _FIRST:
        db.conn.execute(statement)
    for name, rest in TRIGGERS.items():
        db.conn.execute(f"CREATE TRIGGER {name} {rest}")
    db.conn.execute("PRAGMA user_version = 1")


def check_version(db: Database, version: int = VERSION) -> None:
    """Raise NewerSchema for a file that a newer KapGuide has migrated."""
    if db.conn.execute("PRAGMA user_version").fetchone()[0] > version:
        raise NewerSchema(
            "This record was written by a newer KapGuide. Nothing was changed; open it with that version.",
            f"newer than schema {version}",
        )


def migrate(
    db: Database,
    *,
    steps: Migrations = MIGRATIONS,
    version: int = VERSION,
    before_change: Callable[[], None] = lambda: None,
) -> None:
    """Bring the file up to date; `before_change`, called only when something is pending, makes a verified backup."""
    check_version(db, version)
    if steps.pending(db):
        before_change()
        steps.apply(db)


def missing_triggers(db: Database) -> set[str]:
    """The triggers that should be in the file and are not."""
    return set(TRIGGERS) - {trigger.name for trigger in db.triggers}
