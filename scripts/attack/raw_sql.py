"""Changes made with the practice's own key, past the program: each is found by `verify`, none ends in a traceback."""

import itertools
import shutil
from pathlib import Path

from attack.tally import Tally
from kapguide.paths import Home
from kapguide.store.audit import Audit
from kapguide.store.database import open_database
from kapguide.store.records import Store
from kapguide.store.vault import Keys
from tests.support.practice import begin, line, new_practice, noon, opened, saved

EVENT = "(SELECT id FROM session_event WHERE seq = 3 ORDER BY row LIMIT 1)"
COPY_EVENT = (
    "INSERT INTO session_event (id, session_id, seq, command_id, at_utc, tz_min, t_ms, boot_id, kind, v, payload_json, "
    "text, supersedes, device_id, device_seq, author_id) SELECT 'x' || id, session_id, 900, command_id, at_utc, "
    "tz_min, t_ms, boot_id, kind, v, payload_json, text, supersedes, device_id, 900, author_id FROM session_event "
    "WHERE seq = 3 LIMIT 1"
)
OTHER_PLAN = "'{}', protocol_sha256 = '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a'"
BROKEN = ("", "x", "[]", "{", "null", '{"sealed": 5}', '{"sealed": [7]}', '{"first": "x"}')

CHANGES: dict[str, tuple[str, ...]] = {
    **{
        f"an event's {column}": (f"UPDATE session_event SET {column} = {value} WHERE id = {EVENT}",)
        for column, value in {
            "id": "'x'", "seq": "77", "command_id": "'x'", "at_utc": "'2020-01-01T00:00:00Z'", "tz_min": "5",
            "t_ms": "1", "boot_id": "'x'", "kind": "'session_ended'", "v": "9", "payload_json": "'{}'",
            "text": "'nothing'", "supersedes": "'x'", "row": "row + 1000", "author_id": "'x'", "device_id": "'x'",
            "session_id": "(SELECT max(id) FROM session)", "device_seq": "0",
        }.items()
    },
    "an event more": (COPY_EVENT,),
    "an event less": (f"DELETE FROM session_event WHERE id = {EVENT}",),
    "the last event of a session less": ("DELETE FROM session_event WHERE seq = 9",),
    "two events' texts swapped": (
        ("UPDATE session_event SET text = (SELECT text FROM session_event AS o WHERE o.session_id = "
        "session_event.session_id AND o.seq = 9 - session_event.seq) WHERE seq IN (4, 5)"),
    ),
    "a session's client": ("UPDATE session SET client_id = (SELECT max(id) FROM client) WHERE number = 1",),
    "a session's number": ("UPDATE session SET number = 5",),
    "a session's start": ("UPDATE session SET started_at = '2020-01-01T00:00:00+00:00'",),
    "a session's end": ("UPDATE session SET expected_end = '2020-01-01T00:00:00+00:00'",),
    "a session's plan": ("UPDATE session SET protocol_json = '{}'",),
    "a session's plan with its hash": (f"UPDATE session SET protocol_json = {OTHER_PLAN}",),
    "a session less": (
        "DELETE FROM session_event WHERE session_id = (SELECT max(id) FROM session)",
        "DELETE FROM note WHERE session_id = (SELECT max(id) FROM session)",
        "DELETE FROM session WHERE id = (SELECT max(id) FROM session)",
    ),
    "a session more": (
        ("INSERT INTO session SELECT 'x', client_id, 9, started_at, expected_end, protocol_json, protocol_sha256, "
        "device_id, author_id, created_at, tz_min FROM session LIMIT 1"),
    ),
    "codes swapped": (
        "UPDATE client_code SET code = 'tmp' WHERE code = 'M-014'",
        "UPDATE client_code SET code = 'M-014' WHERE code = 'B-002'",
        "UPDATE client_code SET code = 'B-002' WHERE code = 'tmp'",
    ),
    "a client's code": ("UPDATE client_code SET code = 'Z-9' WHERE code = 'M-014'",),
    "a client's code more": (
        "INSERT INTO client_code SELECT 'x', client_id, 'X-1', device_id, author_id, '3', 0 FROM client_code LIMIT 1",
    ),
    "a client's code less": ("DELETE FROM client_code WHERE code = 'C-003'",),
    "a client more": ("INSERT INTO client SELECT 'x', device_id, author_id, created_at, 0 FROM client LIMIT 1",),
    "a client less": ("DELETE FROM client WHERE id = (SELECT client_id FROM client_code WHERE code = 'C-003')",),
    **{
        f"a {what}'s {column}": (f"UPDATE {table} SET {column} = {value}",)
        for what, table, columns in (
            ("note", "note", {
                "id": "'x' || id", "client_id": "'x'", "session_id": "NULL", "kind": "'x'", "device_id": "'x'",
                "author_id": "'x'", "created_at": "'2020'", "tz_min": "5",
            }),
            ("version", "note_version", {
                "id": "'x' || id", "note_id": "'x'", "number": "number + 1", "status": "'signed'", "text": "'Fine.'",
                "replaces": "'x'", "device_id": "'x'", "author_id": "'x'", "created_at": "'2020'", "tz_min": "5",
            }),
            ("draft", "draft", {
                "revision": "revision + 1", "begun_ms": "7", "text": "'other'", "device_id": "'x'",
                "author_id": "'x'", "created_at": "'2020'", "tz_min": "5",
            }),
            ("score", "score", {
                "id": "'x' || id", "client_id": "'x'", "session_id": "'x'", "instrument": "'x'",
                "instrument_version": "'2'", "answers_json": "'{}'", "total": "9", "taken_at": "'2020'",
                "supersedes": "'x'", "device_id": "'x'", "author_id": "'x'", "created_at": "'2020'", "tz_min": "5",
            }),
        )
        for column, value in columns.items()
    },
    "a note without words less": ("DELETE FROM note WHERE id NOT IN (SELECT id FROM note_shown)",),
    "a note more": (
        ("INSERT INTO note (id, client_id, kind, device_id, author_id, created_at, tz_min) "
        "SELECT 'x', client_id, kind, device_id, author_id, created_at, tz_min FROM note LIMIT 1"),
    ),
    "a version less": ("DELETE FROM note_version WHERE number = 1",),
    "a version more": (
        ("INSERT INTO note_version (id, note_id, number, status, text, replaces, device_id, author_id, created_at, "
        "tz_min) SELECT 'x', note_id, number + 9, status, 'New.', replaces, device_id, author_id, created_at, tz_min "
        "FROM note_version LIMIT 1"),
    ),
    "a note that is being written deleted": ("DELETE FROM draft WHERE note_id IS NOT NULL",),
    "a half-typed line deleted": ("DELETE FROM draft WHERE session_id IS NOT NULL",),
    "a half-typed line more": (
        ("INSERT INTO draft (session_id, revision, begun_ms, text, device_id, author_id, created_at, tz_min) "
        "SELECT id, 1, 0, 'New.', device_id, author_id, created_at, 0 FROM session ORDER BY id LIMIT 1"),
    ),
    "a score less": ("DELETE FROM score",),
    "a score more": (
        ("INSERT INTO score SELECT 'x', client_id, session_id, instrument, instrument_version, answers_json, total, "
        "taken_at, supersedes, device_id, author_id, created_at, tz_min FROM score LIMIT 1"),
    ),
    "the practice's name": ("UPDATE meta SET value = 'Other' WHERE key = 'practice'",),
    "a fact of the practice more": ("INSERT INTO meta VALUES ('x', 'y')",),
    "the facts of the practice gone": ("DELETE FROM meta",),
    "a person's name": ("UPDATE staff SET name = 'Nobody'",),
    "a person more": ("INSERT INTO staff VALUES ('x', 'X', '2020')",),
    "a person less": ("DELETE FROM staff",),
    "a machine more": ("INSERT INTO device VALUES ('x', '2020', '')",),
    "a machine's place": ("UPDATE device SET place = 'x'",),
    "a machine's date": ("UPDATE device SET created_at = '2020'",),
    "the backups' log": ("UPDATE backup_log SET problem = 'x'",),
    "the backups' log emptied": ("DELETE FROM backup_log",),
    "a line in the backups' log": ("INSERT INTO backup_log VALUES ('x', '2020', 'x', '', '')",),
    "an audit row's time": ("UPDATE audit SET at = '2020' WHERE seq = 5",),
    "an audit row's author": ("UPDATE audit SET author_id = 'x' WHERE seq = 5",),
    "an audit row's epoch": ("UPDATE audit SET epoch = 2 WHERE seq = 5",),
    "an audit row less": ("DELETE FROM audit WHERE seq = 5",),
    "the last audit rows less": ("DELETE FROM audit WHERE seq > 33",),
    "a trigger dropped": ("DROP TRIGGER audit_keeps",),
    "a trigger weakened": (
        "DROP TRIGGER audit_stays", "CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT 1; END",
    ),
    "a trigger added": ("CREATE TRIGGER more AFTER INSERT ON client BEGIN SELECT 1; END",),
    "an index dropped": ("DROP INDEX correction",),
    "an index added": ("CREATE INDEX more ON client (created_at)",),
    "an index of another kind": (
        "DROP INDEX session_by_start", "CREATE INDEX session_by_start ON session (started_at DESC)",
    ),
    "a table added": ("CREATE TABLE more (x)",),
    "a table dropped": ("DROP TABLE backup_log",),
    "a column added": ("ALTER TABLE client ADD COLUMN name TEXT",),
    "the newest code of a client": (
        "DROP VIEW coded", "CREATE VIEW coded AS SELECT client_id AS id, min(code) AS code FROM client_code GROUP BY 1",
    ),
    "the view of notes shows another": (
        "DROP VIEW note_shown", "CREATE VIEW note_shown AS SELECT row, id, '' AS text FROM note",
    ),
    "a view added": ("CREATE VIEW more AS SELECT * FROM client",),
    "the file's version": ("PRAGMA user_version = 1",),
    "the search index emptied": ("INSERT INTO event_search (event_search) VALUES ('delete-all')",),
    "a text taken from the search index": (
        "INSERT INTO event_search (event_search, rowid, text) SELECT 'delete', row, text FROM session_event LIMIT 1",
    ),
    "a text in the search index changed": (
        "INSERT INTO event_search (event_search, rowid, text) SELECT 'delete', row, text FROM session_event LIMIT 1",
        "INSERT INTO event_search (rowid, text) SELECT row, 'entry another' FROM session_event LIMIT 1",
    ),
    "a text more in the search index": ("INSERT INTO event_search (rowid, text) VALUES (5000, 'more')",),
    "the search index's pages": ("DELETE FROM event_search_data WHERE id > 10",),
    "the notes' search index": (
        "INSERT INTO note_search (note_search, rowid, text) SELECT 'delete', row, text FROM note_shown",
        "INSERT INTO note_search (rowid, text) SELECT row, 'another' FROM note_shown",
    ),
    **{f"an audit row's detail: {text}": (f"UPDATE audit SET detail = '{text}' WHERE seq = 5",) for text in BROKEN},
}  # fmt: skip
_KEPT = ("audit", "session_event", "note", "note_version", "score")
SAFEGUARDS = {
    *(f"{table}_{guard}" for table in _KEPT for guard in ("keeps", "stays")),
    "draft_changes", "draft_found_again", "note_found_again",
}  # fmt: skip
"""The triggers that would hold a change up, or make the index fit it; the last is the first version's."""


def a_record(home: Home) -> Keys:
    """A practice with clients, sessions, notes, scores, drafts and a backup."""
    keys, _ = new_practice(home)
    with opened(home, keys) as store:
        for code in ("M-014", "B-002"):
            session = begin(store, code)
            for seq in range(1, 10):
                saved(store.append(session, [line(seq, f"entry {seq} of {code}")]))
            saved(store.notes.finish(session, f"A note on {code}.", 0), store.notes.finish(session, "Another.", 1))
            saved(store.scores.add(code, "gad-7", "1", {"1": 2}, 2))
        saved(store.notes.save(session, "A third that is not finished.", 2))
        saved(store.save_draft(session, "half a", line(1, "").t))
        begin(store, "C-004", events=[line(1, "one")])
        store.add_client("C-003")
        store.backup()
    return keys


def change(home: Home, keys: Keys, statements: tuple[str, ...]) -> None:
    """Do as one with the key can do: the safeguards are taken off and laid again."""
    db = open_database(home.database, keys.main)
    try:
        db.conn.execute("PRAGMA foreign_keys = OFF")
        laid = dict(db.conn.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall())
        off = [] if "TRIGGER" in statements[0] else sorted(SAFEGUARDS & laid.keys())
        for name in off:
            db.conn.execute(f"DROP TRIGGER {name}")
        for statement in (*statements, *(laid[name] for name in off)):
            db.conn.execute(statement)
    finally:
        db.close()


def with_the_chain_made_again(home: Home, keys: Keys) -> None:
    """An audit row whose MAC is right and whose detail is nonsense: written by a program that has the key."""
    db = open_database(home.database, keys.main)
    try:
        (device,) = db.conn.execute("SELECT id FROM device").fetchone()
        Audit(keys.audit, device, keys.staff).append(db, noon(), "nonsense", "x", first=[1], problems=5)
    finally:
        db.close()


def problems(home: Home, keys: Keys) -> tuple[str, ...]:
    """What `verify` says."""
    store = Store.open(home, keys, read_only=True)
    try:
        return store.verify().problems
    finally:
        store.close()


def attack(folder: Path, seed: int, most: int | None = None) -> list[Tally]:
    """Make each change to a copy of one record; `most` of them in the suite."""
    tally = Tally("changes by raw SQL")
    original = Home(folder / "original").make()
    keys = a_record(original)
    if found := problems(original, keys):
        tally.unnamed.append(f"nothing was changed, and verify says {found}")
    chosen = list(CHANGES.items())
    step = 1 if most is None else max(1, len(chosen) // most)
    for what, statements in itertools.islice(chosen, seed % step, None, step):
        home = Home(folder / "changed")
        shutil.copytree(original.root, home.root)
        tally.tried += 1
        try:
            change(home, keys, statements)
            if not problems(home, keys):
                tally.unnamed.append(what)
        except Exception as error:  # noqa: BLE001 - a traceback is what is looked for
            tally.tracebacks.append(f"{what}: {type(error).__name__}: {error}")
        shutil.rmtree(home.root)
    tally.tried += 1
    with_the_chain_made_again(original, keys)
    if not problems(original, keys):
        tally.unnamed.append("an audit row that cannot be read")
    return [tally]
