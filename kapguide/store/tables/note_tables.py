"""The tables of notes and scores, and how the notes of a record of the first version come into them.

A note is a row that never changes, and so is each of its versions; what is being typed lies apart, in `draft`. Each
session has its note from its beginning, under the session's own id; other notes and scores belong to a client, and
to a session where they are about one. `note_shown` is the one place that says which words of a note count; here it is
as it was before notes were signed (see `signature_tables`).
"""

from kapguide.store.file.database import Database

_WHO_AND_WHEN = """
    device_id TEXT NOT NULL REFERENCES device(id),
    author_id TEXT NOT NULL REFERENCES staff(id),
    created_at TEXT NOT NULL,
    tz_min INTEGER NOT NULL
"""
PROGRESS = "progress"
"""The kind of the note that each session has."""
UNSIGNED, SIGNED = "draft", "signed"
"""The status of a version: one that nobody has signed, or the words to which somebody put their name."""

_TABLES = (
    f"""CREATE TABLE note (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    client_id TEXT NOT NULL REFERENCES client(id),
    session_id TEXT REFERENCES session(id),
    kind TEXT NOT NULL,
    {_WHO_AND_WHEN}) STRICT""",
    "CREATE INDEX note_of_client ON note (client_id)",
    f"""CREATE TABLE note_version (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    note_id TEXT NOT NULL REFERENCES note(id),
    number INTEGER NOT NULL CHECK (number > 0),
    status TEXT NOT NULL,
    text TEXT NOT NULL,
    replaces TEXT NOT NULL,
    {_WHO_AND_WHEN}) STRICT""",
    "CREATE INDEX note_newest ON note_version (note_id, number, id)",
    f"""CREATE TABLE draft (
    row INTEGER PRIMARY KEY,
    session_id TEXT REFERENCES session(id),
    note_id TEXT REFERENCES note(id),
    revision INTEGER NOT NULL,
    begun_ms INTEGER NOT NULL,
    text TEXT NOT NULL,
    {_WHO_AND_WHEN}) STRICT""",
    "CREATE INDEX draft_in_session ON draft (session_id)",
    "CREATE INDEX draft_of_note ON draft (note_id)",
    f"""CREATE TABLE score (
    id TEXT PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES client(id),
    session_id TEXT REFERENCES session(id),
    instrument TEXT NOT NULL,
    instrument_version TEXT NOT NULL,
    answers_json TEXT NOT NULL,
    total REAL,
    taken_at TEXT NOT NULL,
    supersedes TEXT NOT NULL,
    {_WHO_AND_WHEN}) STRICT""",
    "CREATE INDEX score_of_client ON score (client_id)",
)
_SHOWN = """CREATE VIEW note_shown AS
    SELECT note.row AS row, note.id AS id, note.client_id AS client_id, note.session_id AS session_id,
        note.kind AS kind, note.created_at AS created_at, coalesce(draft.text, newest.text) AS text,
        coalesce(draft.revision, newest.number) AS revision, coalesce(draft.author_id, newest.author_id) AS author_id,
        draft.row IS NOT NULL AS unfinished
    FROM note
    LEFT JOIN note_version AS newest ON newest.row = (
        SELECT row FROM note_version WHERE note_id = note.id ORDER BY number DESC, id DESC LIMIT 1
    )
    LEFT JOIN draft ON draft.row = (
        SELECT row FROM draft WHERE note_id = note.id AND revision > coalesce(newest.number, 0)
        ORDER BY revision DESC, created_at DESC, row DESC LIMIT 1
    )
    WHERE newest.row IS NOT NULL OR draft.row IS NOT NULL"""
"""The words of each note that has any: those of its newest version, or of a draft that is newer still."""


def guards(table: str, what: str) -> dict[str, str]:
    """The triggers that keep the rows of `table` as they were written."""
    refusal = "BEGIN SELECT RAISE(ABORT, '{} is never {}'); END"
    return {
        f"{table}_keeps": f"BEFORE UPDATE ON {table} {refusal.format(what, 'changed')}",
        f"{table}_stays": f"BEFORE DELETE ON {table} {refusal.format(what, 'deleted')}",
    }


def _taken_out(note: str) -> str:
    return f"""BEGIN INSERT INTO note_search (note_search, rowid, text)
        SELECT 'delete', row, text FROM note_shown WHERE id = {note}; END"""


def _put_in(note: str) -> str:
    return f"""BEGIN INSERT INTO note_search (rowid, text)
        SELECT row, text FROM note_shown WHERE id = {note}; END"""


TRIGGERS = {
    **guards("note", "a note"),
    **guards("note_version", "a version"),
    **guards("score", "a score"),
    "version_comes": f"BEFORE INSERT ON note_version {_taken_out('new.note_id')}",
    "version_found": f"AFTER INSERT ON note_version {_put_in('new.note_id')}",
    "draft_comes": f"BEFORE INSERT ON draft {_taken_out('new.note_id')}",
    "draft_found": f"AFTER INSERT ON draft {_put_in('new.note_id')}",
    "draft_changes": f"BEFORE UPDATE ON draft {_taken_out('old.note_id')}",
    "draft_found_again": f"AFTER UPDATE ON draft {_put_in('new.note_id')}",
    "draft_goes": f"BEFORE DELETE ON draft {_taken_out('old.note_id')}",
    "draft_gone": f"AFTER DELETE ON draft {_put_in('old.note_id')}",
}
"""A note is in the full-text index once, with the words that are shown. Those of the index are as the third version
of the record laid them; the fifth lays its own in their place (see `note_words`)."""

_FROM_THE_FIRST = (
    f"""INSERT INTO note (id, client_id, session_id, kind, device_id, author_id, created_at, tz_min)
    SELECT session.id, client.id, session.id, '{PROGRESS}',
        session.device_id, session.author_id, session.created_at, session.tz_min
    FROM session JOIN client ON client.id = session.client_id""",
    f"""INSERT INTO note_version
        (id, note_id, number, status, text, replaces, device_id, author_id, created_at, tz_min)
    SELECT note.id, note.id, max(revision, 1), '{UNSIGNED}', text, '',
        older.device_id, older.author_id, utc(older.created_at), older.tz_min
    FROM older_draft AS older JOIN note ON note.id = older.session_id WHERE older.kind = 'note'""",
    """INSERT INTO draft (session_id, revision, begun_ms, text, device_id, author_id, created_at, tz_min)
    SELECT note.id, revision, begun_ms, text, older.device_id, older.author_id, utc(older.created_at), older.tz_min
    FROM older_draft AS older JOIN note ON note.id = older.session_id WHERE older.kind = 'line'""",
)


def lay_notes(db: Database, tokenizer: str) -> None:
    """Lay the tables, and move what the drafts of the first version hold: a note is its note's first version."""
    for name in ("note_found", "note_found_again", "note_gone"):
        db.conn.execute(f"DROP TRIGGER {name}")
    db.conn.execute("DROP TABLE note_search")
    db.conn.execute("ALTER TABLE draft RENAME TO older_draft")
    for statement in (*_TABLES, _SHOWN):
        db.conn.execute(statement)
    of_the_view = "text, content='note_shown', content_rowid='row'"
    db.conn.execute(f"CREATE VIRTUAL TABLE note_search USING fts5({of_the_view}, {tokenizer})")
    for name, rest in TRIGGERS.items():
        db.conn.execute(f"CREATE TRIGGER {name} {rest}")
    for statement in _FROM_THE_FIRST:
        db.conn.execute(statement)
    db.conn.execute("DROP TABLE older_draft")
