"""What the attack by raw SQL changes in a record: each row of each table, the triggers, the indexes, the chain."""

from kapguide.store.tables.signature_tables import LOCKS

EVENT = "(SELECT id FROM session_event WHERE seq = 3 ORDER BY row LIMIT 1)"
COPY_EVENT = (
    "INSERT INTO session_event (id, session_id, seq, command_id, at_utc, tz_min, t_ms, boot_id, kind, v, payload_json, "
    "text, supersedes, device_id, device_seq, author_id) SELECT 'x' || id, session_id, 900, command_id, at_utc, "
    "tz_min, t_ms, boot_id, kind, v, payload_json, text, supersedes, device_id, 900, author_id FROM session_event "
    "WHERE seq = 3 LIMIT 1"
)
OF_SIGNED = "session_id IN (SELECT note_id FROM signature)"
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
            ("page entry", "fact", {
                "id": "'x' || id", "client_id": "'x'", "session_id": "(SELECT max(id) FROM session)", "kind": "'x'",
                "v": "9", "payload_json": "'{}'", "due_at": "'2020'", "supersedes": "'x'", "device_id": "'x'",
                "author_id": "'x'", "created_at": "'2020'", "tz_min": "5",
            }),
            ("signature", "signature", {
                "id": "'x' || id", "note_id": "(SELECT max(id) FROM note)", "version_id": "'x'",
                "addendum_id": "(SELECT id FROM addendum)", "kind": "'signed'", "name": "'Nobody'", "role": "'medical'",
                "trainee": "1 - trainee", "reason": "'x'", "sha256": "'x'", "covers_json": "'{}'", "device_id": "'x'",
                "author_id": "'x'", "created_at": "'2020'", "tz_min": "5",
            }),
            ("addendum", "addendum", {
                "id": "'x' || id", "note_id": "(SELECT max(id) FROM note)", "text": "'Well.'", "reason": "'x'",
                "belongs_at": "'2020'", "device_id": "'x'", "author_id": "'x'", "created_at": "'2020'", "tz_min": "5",
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
    "a page entry less": ("DELETE FROM fact",),
    "a page entry more": (
        ("INSERT INTO fact (id, client_id, session_id, kind, v, payload_json, due_at, supersedes, device_id, "
        "author_id, created_at, tz_min) SELECT 'x', client_id, session_id, kind, v, payload_json, due_at, supersedes, "
        "device_id, author_id, created_at, tz_min FROM fact LIMIT 1"),
    ),
    "a countersignature less": ("DELETE FROM signature WHERE kind = 'countersigned'",),
    "all signatures of a note less": ("DELETE FROM signature",),
    "a countersignature by a trainee": ("UPDATE signature SET trainee = 1 WHERE kind = 'countersigned'",),
    "a countersignature by the signer": (
        ("UPDATE signature SET author_id = (SELECT author_id FROM signature WHERE kind = 'signed') "
        "WHERE kind = 'countersigned'"),
    ),
    "a countersignature more": (
        ("INSERT INTO signature SELECT NULL, 'x', note_id, version_id, addendum_id, 'countersigned', 'Nobody', 'x', 0, "
        "'', sha256, '{}', device_id, 'x', created_at, tz_min FROM signature WHERE addendum_id IS NOT NULL"),
    ),
    "a signature under a draft": (
        ("INSERT INTO signature SELECT NULL, 'x', note_id, id, NULL, 'signed', 'Nobody', 'medical', 0, '', '', '{}', "
        "device_id, author_id, created_at, tz_min FROM note_version WHERE status = 'draft' LIMIT 1"),
    ),
    "an addendum less": ("DELETE FROM signature WHERE addendum_id IS NOT NULL", "DELETE FROM addendum"),
    "an addendum more": (
        ("INSERT INTO addendum SELECT NULL, 'x', note_id, 'More.', '', '', device_id, author_id, created_at, tz_min "
        "FROM addendum"),
    ),
    "the words of a signed note": ("UPDATE note_version SET text = 'Fine.' WHERE status = 'signed'",),
    "a signed version is a draft again": ("UPDATE note_version SET status = 'draft' WHERE status = 'signed'",),
    "a version after a signed one": (
        ("INSERT INTO note_version SELECT NULL, 'x', note_id, number + 1, 'signed', 'New.', replaces, device_id, "
        "author_id, '2020', tz_min FROM note_version WHERE status = 'signed'"),
    ),
    "an entry moved into a signed session": (
        f"UPDATE session_event SET session_id = (SELECT note_id FROM signature LIMIT 1), seq = 99 WHERE id = {EVENT}",
    ),
    "an entry moved out of a signed session": (
        f"UPDATE session_event SET session_id = (SELECT max(id) FROM session), seq = 99 WHERE seq = 1 AND {OF_SIGNED}",
    ),
    "an entry of a signed session less": (f"DELETE FROM session_event WHERE seq = 1 AND {OF_SIGNED}",),
    "a score moved into a signed session": (
        "UPDATE score SET session_id = (SELECT note_id FROM signature LIMIT 1) WHERE session_id IS NULL",
    ),
    "a score moved out of a signed session": (f"UPDATE score SET session_id = NULL WHERE {OF_SIGNED}",),
    "a page entry moved out of a signed session": (f"UPDATE fact SET session_id = NULL WHERE {OF_SIGNED}",),
    "a signed session of another client": (
        "UPDATE session SET client_id = (SELECT max(id) FROM client) WHERE id = (SELECT note_id FROM signature)",
        "UPDATE note SET client_id = (SELECT max(id) FROM client) WHERE id = (SELECT note_id FROM signature)",
    ),
    "what waits for a signature emptied": ("DELETE FROM waiting",),
    "what waits for a signature, more": ("INSERT INTO waiting SELECT note_id, 'sign', '2020' FROM signature LIMIT 1",),
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
    **{
        f"the lock {name} {how}": (f"DROP TRIGGER {name}", *more)
        for name, (_, _, table) in ((name, rest.partition(" ON ")) for name, rest in LOCKS.items())
        for how, more in (
            ("dropped", ()),
            ("weakened", (f"CREATE TRIGGER {name} BEFORE INSERT ON {table.split()[0]} BEGIN SELECT 1; END",)),
        )
    },
    "a trigger weakened in the schema's own table": (
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_schema SET sql = replace(sql, 'RAISE(ABORT', 'coalesce(0') WHERE name = 'signature_stays'",
    ),
    "a trigger taken out of the schema's own table": (
        "PRAGMA writable_schema = ON", "DELETE FROM sqlite_schema WHERE name = 'event_locked'",
    ),
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
    "a text more in the facts' search index": ("INSERT INTO fact_search (rowid, text) VALUES (5000, 'more')",),
    "the facts' search index": ("UPDATE fact_search SET text = 'another'",),
    "the notes' search index": (
        "INSERT INTO note_search (note_search, rowid, words) SELECT 'delete', row, words FROM note_words",
        "INSERT INTO note_search (rowid, words) SELECT row, 'another' FROM note_shown",
    ),
    **{f"an audit row's detail: {text}": (f"UPDATE audit SET detail = '{text}' WHERE seq = 5",) for text in BROKEN},
}  # fmt: skip
THE_SIGNATURE = "WHERE kind = 'signed' AND addendum_id IS NULL"
FORGED = {
    "the words of a signed note": ("note_version", "UPDATE note_version SET text = 'Fine.' WHERE status = 'signed'"),
    "an entry of a signed session": (
        "session_event", f"UPDATE session_event SET text = 'x' WHERE seq = 1 AND {OF_SIGNED}",
    ),
    "a score of a signed session": ("score", f"UPDATE score SET total = 9 WHERE {OF_SIGNED}"),
    "a page entry of a signed session": ("fact", f"UPDATE fact SET v = 9 WHERE {OF_SIGNED}"),
    "the signer's name": ("signature", f"UPDATE signature SET name = 'Nobody' {THE_SIGNATURE}"),
    "that a trainee signed": ("signature", f"UPDATE signature SET trainee = 0 {THE_SIGNATURE}"),
    "what a signature covers": ("signature", "UPDATE signature SET covers_json = '{}' WHERE covers_json <> '{}'"),
    "the words of an addendum": ("addendum", "UPDATE addendum SET text = 'Well.'"),
}  # fmt: skip
"""Of one signed session: the table, and what is changed in it."""
