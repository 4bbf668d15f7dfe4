"""The tables of the record, as migrations from the first version on.

Facts are never updated or deleted: a correction is a new row. Nothing but ids is unique over several machines: a copy
of the record that went on elsewhere can be merged row by row. Triggers hold that for events, versions of notes,
scores, facts, signatures and the audit chain, lock what is signed, and keep the notes' full-text index in step; events
and facts are indexed after they were acknowledged (see `indexing`). `user_version` is a floor: an older program refuses
a newer file.
"""

import functools
import hashlib
from collections.abc import Callable

from sqlcipher3 import dbapi2
from sqlite_utils.migrations import Migrations

from kapguide.store.chain.audit_rows import INDEXES_OF_ACTS
from kapguide.store.chain.older_seals import keep_older_problems
from kapguide.store.failures import NewerSchema
from kapguide.store.file.database import Database
from kapguide.store.tables.fact_rows import INDEX_OF_KIND
from kapguide.store.tables.fact_rows import TABLE as FACT_TABLE
from kapguide.store.tables.fact_rows import TRIGGERS as FACT_TRIGGERS
from kapguide.store.tables.note_tables import TRIGGERS as NOTE_TRIGGERS
from kapguide.store.tables.note_tables import lay_notes
from kapguide.store.tables.score_rows import INDEXES as SCORE_INDEXES
from kapguide.store.tables.search_tables import TRIGGERS as SEARCH_TRIGGERS
from kapguide.store.tables.search_tables import lay_search
from kapguide.store.tables.signature_tables import FILLED
from kapguide.store.tables.signature_tables import TABLES as SIGNATURE_TABLES
from kapguide.store.tables.signature_tables import TRIGGERS as SIGNATURE_TRIGGERS
from kapguide.store.times import respelled

VERSION = 5
MIGRATIONS = Migrations("kapguide")
_THEIRS = ("event_search_", "fact_search_", "note_search_", "_sqlite_migrations", "sqlite_")

_WHO_AND_WHEN = """
    device_id TEXT NOT NULL REFERENCES device(id),
    author_id TEXT NOT NULL REFERENCES staff(id),
    created_at TEXT NOT NULL,
    tz_min INTEGER NOT NULL
"""
TOKENIZER = "tokenize = 'porter unicode61 remove_diacritics 2'"

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
    f"CREATE VIRTUAL TABLE event_search USING fts5(text, content='session_event', content_rowid='row', {TOKENIZER})",
    f"CREATE VIRTUAL TABLE note_search USING fts5(text, content='draft', content_rowid='row', {TOKENIZER})",
)

_KEPT = {
    "session_event_keeps": """BEFORE UPDATE ON session_event
        BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END""",
    "session_event_stays": """BEFORE DELETE ON session_event
        BEGIN SELECT RAISE(ABORT, 'an event is never deleted'); END""",
    "audit_keeps": """BEFORE UPDATE ON audit
        BEGIN SELECT RAISE(ABORT, 'the audit chain is never changed'); END""",
    "audit_stays": """BEFORE DELETE ON audit
        BEGIN SELECT RAISE(ABORT, 'the audit chain is never deleted'); END""",
}
_OF_THE_FIRST = {
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
TRIGGERS = {**_KEPT, **NOTE_TRIGGERS, **FACT_TRIGGERS, **SIGNATURE_TRIGGERS, **SEARCH_TRIGGERS}
"""Every trigger by name. A migration that transforms a table drops its triggers: it must lay them again."""


@MIGRATIONS(name="0001_first")
def _first(db: Database) -> None:
    for statement in _FIRST:
        db.conn.execute(statement)
    _lay(db, {**_KEPT, **_OF_THE_FIRST})
    db.conn.execute("PRAGMA user_version = 1")


_SECOND = (
    """CREATE TABLE client_code (
    id TEXT PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES client(id),
    code TEXT NOT NULL COLLATE NOCASE,
    {who_and_when}) STRICT""",
    "INSERT INTO client_code SELECT id, id, code, device_id, author_id, utc(created_at), tz_min FROM client",
    "CREATE INDEX code_of_client ON client_code (client_id)",
    "CREATE TABLE new_client (id TEXT PRIMARY KEY, {who_and_when}) STRICT",
    "INSERT INTO new_client SELECT id, device_id, author_id, utc(created_at), tz_min FROM client",
    "DROP TABLE client",
    "ALTER TABLE new_client RENAME TO client",
    """CREATE VIEW coded AS SELECT client_id AS id, code FROM client_code AS one WHERE NOT EXISTS (
        SELECT 1 FROM client_code AS later
        WHERE later.client_id = one.client_id AND (later.created_at, later.id) > (one.created_at, one.id))""",
    """CREATE TABLE new_event (
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
    device_seq INTEGER NOT NULL,
    author_id TEXT NOT NULL REFERENCES staff(id)) STRICT""",
    """INSERT INTO new_event SELECT row, id, session_id, seq, command_id, utc(at_utc), tz_min, t_ms, boot_id, kind, v,
        payload_json, text, supersedes, device_id, 0, author_id FROM session_event""",
    "DROP TABLE session_event",
    "ALTER TABLE new_event RENAME TO session_event",
    "CREATE INDEX event_in_session ON session_event (session_id, seq)",
    "CREATE UNIQUE INDEX event_of_device ON session_event (device_id, device_seq) WHERE device_seq > 0",
    "CREATE INDEX session_end ON session_event (session_id) WHERE kind = 'session_ended'",
    "CREATE INDEX session_thrown_away ON session_event (session_id) WHERE kind = 'session_discarded'",
    "CREATE INDEX correction ON session_event (supersedes) WHERE supersedes <> ''",
    "ALTER TABLE device ADD COLUMN place TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE backup_log ADD COLUMN device_id TEXT NOT NULL DEFAULT ''",
    "UPDATE meta SET value = utc(value) WHERE key = 'created_at'",
    "UPDATE staff SET created_at = utc(created_at)",
    "UPDATE device SET created_at = utc(created_at)",
    """UPDATE session SET
        created_at = utc(created_at), started_at = utc(started_at), expected_end = utc(expected_end)""",
    "UPDATE backup_log SET at = utc(at)",
)


def _name_the_practice(db: Database) -> None:
    """Give a practice of the first version its id: one that any copy of it will give itself, too."""
    first = db.conn.execute("SELECT mac FROM audit WHERE seq = 1 ORDER BY at, device_id LIMIT 1").fetchone()
    if first is not None:
        named = hashlib.sha256(f"kapguide practice {first[0]}".encode()).hexdigest()[:32]
        db.conn.execute("INSERT INTO meta (key, value) VALUES ('practice_id', ?)", (named,))


@MIGRATIONS(name="0002_many_machines")
def _many_machines(db: Database) -> None:
    """What took one machine for granted is gone, and every moment is spelled alike; whole rows are sealed from here on.

    What the seals of before say of the old rows is looked up now and kept until `device.enrol` seals the new ones. The
    rows of the audit chain stay as they were spelled: their MACs cover that. Events of before have no number of their
    device: two copies may have gone on under the same one.
    """
    keep_older_problems(db)
    _name_the_practice(db)
    db.conn.create_function("utc", 1, respelled, deterministic=True)
    for statement in _SECOND:
        db.conn.execute(statement.format(who_and_when=_WHO_AND_WHEN))
    _lay(db, _KEPT)
    db.conn.execute("PRAGMA user_version = 2")


@MIGRATIONS(name="0003_notes")
def _notes(db: Database) -> None:
    """Notes in versions, drafts apart, scores."""
    db.conn.create_function("utc", 1, respelled, deterministic=True)
    lay_notes(db, TOKENIZER)
    db.conn.execute("PRAGMA user_version = 3")


@MIGRATIONS(name="0004_facts")
def _facts(db: Database) -> None:
    """What is said of a client between sessions."""
    for statement in (*FACT_TABLE, *SCORE_INDEXES):
        db.conn.execute(statement)
    db.conn.execute("CREATE INDEX client_of_code ON client_code (code, client_id)")
    db.conn.execute("CREATE INDEX session_of_client ON session (client_id)")
    db.conn.execute("CREATE INDEX session_dosed ON session_event (session_id) WHERE kind = 'dose_given'")
    _lay(db, FACT_TRIGGERS)
    db.conn.execute("PRAGMA user_version = 4")


_CLIENTS_BY_START = (
    "DROP INDEX session_of_client",
    "CREATE INDEX session_of_client ON session (client_id, started_at)",
)
"""When a client's last session was, without a look into its row, which is as long as its plan."""


@MIGRATIONS(name="0005_signatures")
def _signatures(db: Database) -> None:
    """Signatures, countersignatures and addenda, and what waits for one; what can be found."""
    for statement in (*SIGNATURE_TABLES, INDEX_OF_KIND, *INDEXES_OF_ACTS, FILLED, *_CLIENTS_BY_START):
        db.conn.execute(statement)
    db.conn.execute("DROP INDEX fact_followed")  # the one of every kind finds the same
    db.conn.execute("CREATE INDEX session_undone ON session_event (session_id) WHERE kind = 'undone'")
    db.conn.execute("CREATE INDEX version_written ON note_version (note_id, created_at)")
    of_addendum = "signature (addendum_id) WHERE addendum_id IS NOT NULL"
    db.conn.execute(f"CREATE INDEX signature_of_addendum ON {of_addendum}")
    _lay(db, SIGNATURE_TRIGGERS)
    lay_search(db, TOKENIZER)
    db.conn.execute("PRAGMA user_version = 5")


def _lay(db: Database, triggers: dict[str, str]) -> None:
    for name in sorted(triggers.keys() - {trigger.name for trigger in db.triggers}):
        db.conn.execute(f"CREATE TRIGGER {name} {triggers[name]}")


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
        db.conn.execute("PRAGMA foreign_keys=OFF").fetchall()  # a table that others point to is made anew
        try:
            steps.apply(db)
        finally:
            db.conn.execute("PRAGMA foreign_keys=ON").fetchall()


def missing_triggers(db: Database) -> set[str]:
    """The triggers that should be in the file and are not."""
    return set(TRIGGERS) - {trigger.name for trigger in db.triggers}


@functools.cache
def _expected() -> dict[tuple[str, str], str]:
    fresh = Database(dbapi2.connect(":memory:", isolation_level=None), execute_plugins=False)
    try:
        migrate(fresh)
        return _objects(fresh)
    finally:
        fresh.close()


def _objects(db: Database) -> dict[tuple[str, str], str]:
    """Every table, index and trigger with its SQL, and the version.

    What the libraries lay down themselves counts by its name alone: another version of theirs may word it otherwise.
    """
    (version,) = db.conn.execute("PRAGMA user_version").fetchone()
    steps = {("migration", step.name): "" for step in MIGRATIONS.applied(db)}
    objects = {
        (kind, name): "" if name.startswith(_THEIRS) else sql or ""
        for kind, name, sql in db.conn.execute("SELECT type, name, sql FROM sqlite_schema")
    }
    return {("version", f"{version}"): ""} | steps | objects


def schema_problems(db: Database) -> dict[tuple[str, str], str]:
    """Where tables, indexes and triggers are not those that the migrations make: kind and name, and a sentence."""
    there, expected = _objects(db), _expected()
    problems = {}
    for kind, name in sorted(there.keys() | expected.keys()):
        if (kind, name) not in there:
            problems[kind, name] = f"The {kind} {name} is gone from the file."
        elif (kind, name) not in expected:
            problems[kind, name] = f"The file holds the {kind} {name}, which KapGuide did not make."
        elif there[kind, name] != expected[kind, name]:
            problems[kind, name] = f"The {kind} {name} is not as KapGuide made it."
    return problems
