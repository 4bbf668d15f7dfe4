"""The tables of signatures and addenda, and the locks that a signature lays on all that belongs to its note.

A signature is a row beside the version that it signs; an addendum is a row with a signature of its own; a
countersignature is one more row, for the same version or addendum. With a session's note all that is attached to the
session is locked. The rules stand here, in triggers, so that they hold for whoever writes with the practice's key; what
a merge brings from another machine passes them (`opened`), as it was written where nobody knew of the signature.

`waiting` is no fact but an index: the notes to be signed and the signatures to be countersigned, so that nobody looks
through all sessions for the few that wait.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from kapguide.errors import KapGuideError
from kapguide.session.people.people import StaffRole
from kapguide.store.file.database import Database, DriverError
from kapguide.store.tables.note_tables import SIGNED, guards

COUNTERSIGNED = "countersigned"
TO_SIGN, TO_COUNTERSIGN = "sign", "countersign"
HALF_ADDENDUM = 0
"""The revision of a draft that is no draft of the note itself, but of an addendum to it."""

_WHO_AND_WHEN = """
    device_id TEXT NOT NULL REFERENCES device(id),
    author_id TEXT NOT NULL REFERENCES staff(id),
    created_at TEXT NOT NULL,
    tz_min INTEGER NOT NULL
"""
_SHOWN = f"""CREATE VIEW note_shown AS
    SELECT note.row AS row, note.id AS id, note.client_id AS client_id, note.session_id AS session_id,
        note.kind AS kind, note.created_at AS created_at, coalesce(draft.text, newest.text) AS text,
        coalesce(draft.revision, newest.number) AS revision, coalesce(draft.author_id, newest.author_id) AS author_id,
        draft.row IS NOT NULL AS unfinished, newest.status IS '{SIGNED}' AS signed
    FROM note
    LEFT JOIN note_version AS newest ON newest.row = coalesce(
        (SELECT row FROM note_version WHERE note_id = note.id AND status = '{SIGNED}' ORDER BY created_at, id LIMIT 1),
        (SELECT row FROM note_version WHERE note_id = note.id ORDER BY number DESC, id DESC LIMIT 1)
    )
    LEFT JOIN draft ON newest.status IS NOT '{SIGNED}' AND draft.row = (
        SELECT row FROM draft WHERE note_id = note.id AND revision > coalesce(newest.number, 0)
        ORDER BY revision DESC, created_at DESC, row DESC LIMIT 1
    )
    WHERE newest.row IS NOT NULL OR draft.row IS NOT NULL"""
"""The words of each note that has any: those that were signed first; else those of its newest version, or of a draft
that is newer still."""

TABLES = (
    f"""CREATE TABLE addendum (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    note_id TEXT NOT NULL REFERENCES note(id),
    text TEXT NOT NULL,
    reason TEXT NOT NULL,
    belongs_at TEXT NOT NULL,
    {_WHO_AND_WHEN}) STRICT""",
    "CREATE INDEX addendum_of_note ON addendum (note_id)",
    f"""CREATE TABLE signature (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    note_id TEXT NOT NULL REFERENCES note(id),
    version_id TEXT NOT NULL REFERENCES note_version(id),
    addendum_id TEXT REFERENCES addendum(id),
    kind TEXT NOT NULL CHECK (kind IN ('{SIGNED}', '{COUNTERSIGNED}')),
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    trainee INTEGER NOT NULL CHECK (trainee IN (0, 1)),
    reason TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    covers_json TEXT NOT NULL,
    {_WHO_AND_WHEN}) STRICT""",
    "CREATE INDEX signature_of_note ON signature (note_id, kind)",
    f"CREATE INDEX version_signed ON note_version (note_id, created_at, id) WHERE status = '{SIGNED}'",
    "CREATE INDEX fact_in_session ON fact (session_id) WHERE session_id IS NOT NULL",
    "CREATE INDEX score_in_session ON score (session_id)",
    f"""CREATE TABLE waiting (
    id TEXT NOT NULL PRIMARY KEY,
    what TEXT NOT NULL CHECK (what IN ('{TO_SIGN}', '{TO_COUNTERSIGN}')),
    since TEXT NOT NULL) STRICT, WITHOUT ROWID""",
    "CREATE INDEX waiting_longest ON waiting (what, since, id)",
    "DROP VIEW note_shown",
    _SHOWN,
)

ALREADY, RUNNING, AS_TRAINEE, NO_WORDS, NOT_SIGNED, NOTHING, OWN, BY_TRAINEE, TWICE = (
    "the note is signed",
    "the session goes on",
    "a trainee signs as a trainee",
    "a signature without its words",
    "the note is not signed",
    "nothing to countersign",
    "the signer countersigns",
    "a trainee countersigns nothing",
    "countersigned already",
)
_SENTENCES = {
    ALREADY: "This note is signed, and nothing that belongs to it can change. Write an addendum. Nothing was changed.",
    RUNNING: "The session has not ended yet. End it, then sign its note. Nothing was signed.",
    AS_TRAINEE: "You are a trainee in this practice, and sign as one: somebody else countersigns. Nothing was signed.",
    NOT_SIGNED: "This note is not signed yet. Write into the note itself. Nothing was changed.",
    NOTHING: "The signature that you countersign is not in the record. Nothing was signed.",
    OWN: "Nobody countersigns their own signature: another person does. Nothing was signed.",
    BY_TRAINEE: "A trainee cannot countersign. Somebody who is no trainee does. Nothing was signed.",
    TWICE: "This is countersigned already. Nothing was signed.",
}


def _signed(note: str) -> str:
    return f"EXISTS (SELECT 1 FROM signature WHERE note_id = {note} AND kind = '{SIGNED}')"


def _there(table: str) -> str:
    return f"EXISTS (SELECT 1 FROM {table} WHERE id = new.id)"


def _refused(why: str, when: str) -> str:
    return f"SELECT RAISE(ABORT, '{why}') WHERE {when};"


def _theirs(kind: str, more: str = "1") -> str:
    """Whether there is a signature of that kind under the same words."""
    return (
        f"EXISTS (SELECT 1 FROM signature AS theirs WHERE theirs.note_id = new.note_id AND theirs.kind = '{kind}' "
        f"AND theirs.version_id = new.version_id AND theirs.addendum_id IS new.addendum_id AND {more})"
    )


_OF_A_TRAINEE = (
    "coalesce((SELECT instr(json_extract(payload_json, '$.roles'), '\"trainee\"') > 0 FROM fact "
    "WHERE client_id IS NULL AND kind = 'staff_described' "
    "AND iif(json_valid(payload_json), json_extract(payload_json, '$.staff'), '') = new.author_id "
    "ORDER BY substr(id, 1, 13) DESC, created_at DESC, row DESC LIMIT 1), 0)"
)
"""Whether the practice says that the author is a trainee, as it says it now."""
_GOES_ON = (
    "EXISTS (SELECT 1 FROM note WHERE id = new.note_id AND session_id = id) AND NOT EXISTS "
    "(SELECT 1 FROM session_event WHERE session_id = new.note_id AND kind = 'session_ended')"
)
_HAS_VERSION = (
    "EXISTS (SELECT 1 FROM note_version WHERE id = new.version_id AND note_id = new.note_id "
    f"AND status = '{SIGNED}' AND author_id = new.author_id)"
)
_HAS_ADDENDUM = (
    "EXISTS (SELECT 1 FROM addendum WHERE id = new.addendum_id AND note_id = new.note_id AND author_id = new.author_id)"
)
_DRAFT_LOCKED = f"""BEGIN
            {_refused(ALREADY, f"new.revision <> {HALF_ADDENDUM} AND {_signed('new.note_id')}")}
            {_refused(ALREADY, _signed("new.session_id"))}
            {_refused(NOT_SIGNED, f"new.revision = {HALF_ADDENDUM} AND NOT {_signed('new.note_id')}")}
        END"""

LOCKS = {
    "version_locked": f"""BEFORE INSERT ON note_version WHEN {_signed("new.note_id")}
        BEGIN {_refused(ALREADY, f"NOT {_there('note_version')}")} END""",
    "draft_locked": f"BEFORE INSERT ON draft {_DRAFT_LOCKED}",
    "draft_locked_too": f"BEFORE UPDATE ON draft {_DRAFT_LOCKED}",
    "event_locked": f"""BEFORE INSERT ON session_event WHEN {_signed("new.session_id")}
        BEGIN {_refused(ALREADY, f"NOT {_there('session_event')}")} END""",
    "fact_locked": f"""BEFORE INSERT ON fact WHEN {_signed("new.session_id")}
        BEGIN {_refused(ALREADY, f"NOT {_there('fact')}")} END""",
    "score_locked": f"""BEFORE INSERT ON score WHEN {_signed("new.session_id")}
        BEGIN {_refused(ALREADY, f"NOT {_there('score')}")} END""",
    "addendum_locked": f"""BEFORE INSERT ON addendum WHEN NOT {_signed("new.note_id")}
        BEGIN {_refused(NOT_SIGNED, "1")} END""",
    "signature_locked": f"""BEFORE INSERT ON signature WHEN new.kind = '{SIGNED}'
        BEGIN
            {_refused(ALREADY, f"new.addendum_id IS NULL AND {_signed('new.note_id')}")}
            {_refused(RUNNING, _GOES_ON)}
            {_refused(AS_TRAINEE, f"new.trainee = 0 AND (new.role = '{StaffRole.TRAINEE}' OR {_OF_A_TRAINEE})")}
            {_refused(NO_WORDS, f"NOT iif(new.addendum_id IS NULL, {_HAS_VERSION}, {_HAS_ADDENDUM})")}
        END""",
    "countersignature_locked": f"""BEFORE INSERT ON signature WHEN new.kind = '{COUNTERSIGNED}'
        BEGIN
            {_refused(NOTHING, f"NOT {_theirs(SIGNED)}")}
            {_refused(OWN, _theirs(SIGNED, "theirs.author_id = new.author_id"))}
            {_refused(BY_TRAINEE, f"new.trainee = 1 OR new.role = '{StaffRole.TRAINEE}' OR {_OF_A_TRAINEE}")}
            {_refused(TWICE, _theirs(COUNTERSIGNED))}
        END""",
}
"""What a signature holds fast, and what is no signature: each refuses a row. A row that comes a second time is left to
whoever adds it."""

_OWN_NOTE = f"""BEGIN INSERT OR IGNORE INTO waiting (id, what, since) SELECT id, '{TO_SIGN}', new.created_at FROM note
    WHERE id = new.note_id AND session_id IS NOT id AND NOT {_signed("new.note_id")}; END"""
"""A note that is no session's waits from its first words on."""
_OF_SAME_NOTE = (
    f"SELECT id FROM signature AS one WHERE one.note_id = new.note_id AND one.kind = '{SIGNED}' "
    "AND one.addendum_id IS NULL AND new.addendum_id IS NULL AND (one.created_at, one.id)"
)
_COUNTS = f"NOT EXISTS ({_OF_SAME_NOTE} < (new.created_at, new.id))"
"""Whether it is the first signature of its note: of two only that counts. An addendum’s always does."""
_OUTDONE = f"{_OF_SAME_NOTE} > (new.created_at, new.id)"
TRIGGERS = {
    **guards("signature", "a signature"),
    **guards("addendum", "an addendum"),
    **LOCKS,
    "session_note_waits": f"""AFTER INSERT ON session_event WHEN new.kind = 'session_ended'
        BEGIN INSERT OR IGNORE INTO waiting (id, what, since) SELECT new.session_id, '{TO_SIGN}', new.at_utc
            WHERE NOT {_signed("new.session_id")} AND NOT EXISTS (SELECT 1 FROM session_event AS gone
                WHERE gone.session_id = new.session_id AND gone.kind = 'session_discarded'); END""",
    "session_thrown_away_waits_not": """AFTER INSERT ON session_event WHEN new.kind = 'session_discarded'
        BEGIN DELETE FROM waiting WHERE id = new.session_id; END""",
    "version_waits": f"AFTER INSERT ON note_version {_OWN_NOTE}",
    "draft_waits": f"""AFTER INSERT ON draft WHEN new.note_id IS NOT NULL AND new.revision <> {HALF_ADDENDUM}
        {_OWN_NOTE}""",
    "signed_waits_not": f"""AFTER INSERT ON signature WHEN new.kind = '{SIGNED}'
        BEGIN
            DELETE FROM waiting WHERE id = new.note_id OR id IN ({_OUTDONE});
            INSERT OR IGNORE INTO waiting (id, what, since) SELECT new.id, '{TO_COUNTERSIGN}', new.created_at
                WHERE new.trainee = 1 AND NOT {_theirs(COUNTERSIGNED)} AND {_COUNTS};
        END""",
    "countersigned_waits_not": f"""AFTER INSERT ON signature WHEN new.kind = '{COUNTERSIGNED}'
        BEGIN DELETE FROM waiting WHERE id IN (SELECT id FROM signature WHERE note_id = new.note_id
            AND kind = '{SIGNED}' AND version_id = new.version_id AND addendum_id IS new.addendum_id); END""",
}

_HAS = "EXISTS (SELECT 1 FROM session_event WHERE session_id = note.id AND kind = '{}')"
_DUE = f"{_HAS.format('session_ended')} AND NOT {_HAS.format('session_discarded')}"
WAITING_NOW = f"""
    SELECT note.id AS id, '{TO_SIGN}' AS what FROM note WHERE NOT {_signed("note.id")}
        AND CASE WHEN note.session_id IS note.id THEN {_DUE}
            ELSE EXISTS (SELECT 1 FROM note_shown WHERE note_shown.id = note.id) END
    UNION ALL
    SELECT id, '{TO_COUNTERSIGN}' FROM signature AS new WHERE kind = '{SIGNED}' AND trainee = 1
        AND NOT {_theirs(COUNTERSIGNED)} AND {_COUNTS}"""
"""What waits, asked of the facts themselves: `waiting` says the same."""
FILLED = f"""INSERT INTO waiting (id, what, since) SELECT now.id, now.what, coalesce(
        (SELECT max(at_utc) FROM session_event WHERE session_id = now.id AND kind = 'session_ended'), note.created_at
    ) FROM ({WAITING_NOW}) AS now JOIN note ON note.id = now.id"""


class SignatureRefused(KapGuideError):
    """What a signature holds fast, or what cannot be signed so; nothing was changed."""

    def __init__(self, why: str) -> None:
        super().__init__(_SENTENCES[why], why)


@contextmanager
def refusing() -> Iterator[None]:
    """Turn what the locks refuse into SignatureRefused; all else propagates."""
    try:
        yield
    except DriverError as error:
        if str(error) in _SENTENCES:
            raise SignatureRefused(str(error)) from error
        raise


@contextmanager
def opened(db: Database) -> Iterator[None]:
    """The locks are open, inside a transaction: for what was written where nobody knew of the signature."""
    for name in LOCKS:
        db.conn.execute(f"DROP TRIGGER {name}")
    yield
    for name, rest in LOCKS.items():
        db.conn.execute(f"CREATE TRIGGER {name} {rest}")
