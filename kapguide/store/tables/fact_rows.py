"""The rows of facts: what was said of a client between sessions, or of the practice; never changed, only added to."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, get_args

import msgspec

from kapguide.clinical.fact_words import words_of
from kapguide.clinical.facts import AnyFact, ContactPlanned, Fact, FactBody
from kapguide.errors import KapGuideError
from kapguide.session.ids import ms_of
from kapguide.store.chain.audit import Audit
from kapguide.store.chain.seals import Value, insert
from kapguide.store.failures import whole
from kapguide.store.file.database import Database
from kapguide.store.tables.changes import Row, Stamp, check_session
from kapguide.store.times import spelled
from kapguide.text import clean_text

ALL = -1
"""No limit, as SQLite says it."""
VERSION = 1
"""The form of a fact's body; a newer one is kept, and left out of what is read."""
TABLE = (
    """CREATE TABLE fact (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    client_id TEXT REFERENCES client(id),
    session_id TEXT REFERENCES session(id),
    kind TEXT NOT NULL,
    v INTEGER NOT NULL,
    payload_json TEXT NOT NULL,
    due_at TEXT NOT NULL,
    supersedes TEXT NOT NULL,
    device_id TEXT NOT NULL REFERENCES device(id),
    author_id TEXT NOT NULL REFERENCES staff(id),
    created_at TEXT NOT NULL,
    tz_min INTEGER NOT NULL) STRICT""",
    "CREATE INDEX fact_of_client ON fact (client_id, created_at)",
    "CREATE INDEX fact_due ON fact (due_at) WHERE due_at <> ''",
    "CREATE INDEX fact_superseded ON fact (supersedes) WHERE supersedes <> ''",
)
TRIGGERS = {
    "fact_keeps": "BEFORE UPDATE ON fact BEGIN SELECT RAISE(ABORT, 'a fact is never changed'); END",
    "fact_stays": "BEFORE DELETE ON fact BEGIN SELECT RAISE(ABORT, 'a fact is never deleted'); END",
}
_READ = "fact.id, fact.client_id, fact.session_id, fact.created_at, fact.author_id, fact.payload_json, fact.supersedes"
OPEN = "NOT EXISTS (SELECT 1 FROM fact AS later WHERE later.supersedes = fact.id AND later.supersedes <> '')"
"""What waits; the last condition, like that on `due_at` below, is what lets SQLite use the index of only such rows."""
_WRITTEN = "substr(fact.id, 1, 13), fact.created_at, fact.row"
"""The order in which facts were written: the time in their ids goes on where a clock was set back."""
_encoder = msgspec.json.Encoder(order="deterministic")
_decoder = msgspec.json.Decoder(AnyFact)
_KINDS = {str(each.__struct_config__.tag) for each in get_args(AnyFact)}
INDEX_OF_KIND = "CREATE INDEX fact_of_kind ON fact (kind, client_id)"
"""What is said of the practice is asked for by its kind: a medicine log may have thousands of lines."""


class _Kind(msgspec.Struct, frozen=True):
    kind: str


_kind_decoder = msgspec.json.Decoder(_Kind)


class Planned(msgspec.Struct, frozen=True):
    """A planned contact that waits, as the agenda shows it. `fact` holds a ContactPlanned."""

    code: str
    fact: Fact
    plan: ContactPlanned


def fact_row(fact_id: str, client: str, session: str, body: AnyFact, supersedes: str) -> dict[str, Value]:
    """What is stored of a fact, but for who and when."""
    return {
        "id": fact_id,
        "client_id": client or None,
        "session_id": session or None,
        "kind": kind_of(body),
        "v": VERSION,
        "payload_json": _encoder.encode(body).decode(),
        "due_at": due_at(body),
        "supersedes": supersedes,
    }


def kind_of(body: AnyFact) -> str:
    """The kind of a fact, as its column has it."""
    return tag_of(type(body))


def tag_of(kind: type[FactBody]) -> str:
    """The same of a kind of bodies."""
    return str(kind.__struct_config__.tag)


def due_at(body: AnyFact) -> str:
    """When something is to happen by it, as its column has it; empty for never."""
    return spelled(body.due) if body.due is not None else ""


def newest_ms(db: Database, client_id: str | None) -> int:
    """The time (Unix ms) in the id of what was said last of a client, or of the practice; 0 for nothing."""
    found = db.conn.execute("SELECT coalesce(max(id), '') FROM fact WHERE client_id IS ?", (client_id,)).fetchone()
    return ms_of(str(found[0]))


def add_fact(db: Database, audit: Audit, stamp: Stamp, row: Row) -> None:
    """Add a fact. The same one again is left alone; raises KapGuideError where it supersedes none of the client's."""
    if db.conn.execute("SELECT 1 FROM fact WHERE id = ?", (row["id"],)).fetchone():
        return
    check_session(db, row)
    of_the_client = "SELECT 1 FROM fact WHERE id = ? AND client_id IS ?"
    earlier = (row["supersedes"], row["client_id"])
    if row["supersedes"] and not db.conn.execute(of_the_client, earlier).fetchone():
        raise KapGuideError("What is to be changed is not in this client’s record. Nothing was changed.")
    sealed = insert(db, "fact", {**row, **stamp.columns()})
    audit.append(db, stamp.at, "fact_added", str(row["id"]), sealed=[sealed])


def index_facts(db: Database) -> None:
    """Bring the full-text index up to the last fact: what persons said in each, and nothing of most."""
    new = "SELECT row, payload_json FROM fact WHERE row > (SELECT coalesce(max(id), 0) FROM fact_search_docsize)"
    texts = [(row, text_of(payload)) for row, payload in db.conn.execute(new)]
    db.conn.executemany("INSERT INTO fact_search (rowid, text) VALUES (?, ?)", texts)


def text_of(payload: str) -> str:
    """What is searched of a fact; nothing of one that only a newer KapGuide can read."""
    body = body_of(payload)
    return clean_text(words_of(body)) if body is not None else ""


def facts_of(db: Database, client_id: str) -> list[Fact]:
    """The facts of a client, in the order in which they were written."""
    found = db.conn.execute(f"SELECT {_READ} FROM fact WHERE client_id = ? ORDER BY {_WRITTEN}", (client_id,))
    return _facts(found)


def practice_facts(db: Database, kinds: Sequence[type[FactBody]]) -> list[Fact]:
    """The facts of the practice itself that are of these kinds, in the order in which they were written."""
    marks = ", ".join("?" * len(kinds))
    found = db.conn.execute(
        f"SELECT {_READ} FROM fact WHERE client_id IS NULL AND kind IN ({marks}) ORDER BY {_WRITTEN}",
        [tag_of(kind) for kind in kinds],
    )
    return _facts(found)


def planned(db: Database, after: datetime, before: datetime, limit: int = ALL, *, last: bool = False) -> list[Planned]:
    """The contacts that are planned between two moments and wait, the first first: at most so many, from the beginning
    or, with `last`, up to the end."""
    way = "DESC" if last else "ASC"
    found = db.conn.execute(
        f"SELECT coded.code, {_READ} FROM fact JOIN coded ON coded.id = fact.client_id "
        f"WHERE fact.due_at >= ? AND fact.due_at < ? AND fact.due_at <> '' AND {OPEN} "
        f"ORDER BY fact.due_at {way}, fact.row {way} LIMIT ?",
        (spelled(after), spelled(before), limit),
    ).fetchall()
    if last:
        found.reverse()
    return [
        Planned(code, fact, fact.body)
        for code, *columns in found
        for fact in _facts([columns])
        if isinstance(fact.body, ContactPlanned)
    ]


def body_of(payload: str) -> AnyFact | None:
    """A fact's body, or None for one that only a newer KapGuide can read."""
    try:
        body: AnyFact = _decoder.decode(payload)
    except msgspec.DecodeError:
        return None
    return body


def of_newer(payload: str, kind: str, version: int) -> bool:
    """Whether a newer KapGuide said it: in a form of its own, or of a kind that is not known here."""
    try:
        said = _kind_decoder.decode(payload).kind
    except msgspec.DecodeError:
        return False
    return version > VERSION or (said == kind and kind not in _KINDS)


def _facts(found: Iterable[Sequence[Any]]) -> list[Fact]:
    return [
        Fact(id, client or "", session or "", datetime.fromisoformat(at), author, body, supersedes)
        for id, client, session, at, author, payload, supersedes in found
        if (body := body_of(whole(payload))) is not None
    ]
