"""Whether what stands twice in the record agrees: columns that repeat a part of another column or row.

Seals show what another program changed; this shows what was written so, by a bug. An entry's kind, text and
correction repeat its body, which alone is read; a plan's hash repeats the plan; the client of a note or score about
a session is the session's; each version names the hash of one before it. The beginning of a session repeats its id
and the plan's hash, too; its client's code and number are what was said at the time, and no copies.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

import msgspec

from kapguide.errors import KapGuideError
from kapguide.session.events import SessionStarted
from kapguide.store.chain.audit import sha256
from kapguide.store.failures import whole
from kapguide.store.file.database import Database
from kapguide.store.tables.changes import EventRow, event_row
from kapguide.store.tables.fact_rows import body_of, due_at, kind_of, of_newer

_WHOLE = """
SELECT id, command_id, seq, t_ms, at_utc, tz_min, boot_id, payload_json, v, kind, text, supersedes
FROM session_event WHERE row = ?
"""
_OF_SESSIONS = """
SELECT count(*) FROM {0} JOIN session ON session.id = {0}.session_id WHERE {0}.client_id <> session.client_id
"""


class _Body(msgspec.Struct, gc=False):
    """What an entry's columns repeat, wherever a body of any kind has it."""

    kind: str
    text: str = ""
    label: str = ""
    intention: str = ""
    supersedes: str = ""


_read_body = msgspec.json.Decoder(_Body).decode


def repeats_its_body(payload: str, kind: str, text: str, supersedes: str) -> bool:
    """Whether the columns of an entry are, to the letter, what stands in its body."""
    try:
        body = _read_body(payload)
    except msgspec.DecodeError:
        return False
    return kind == body.kind and text == (body.text or body.label or body.intention) and supersedes == body.supersedes


def entries_otherwise(db: Database, otherwise: Iterable[int]) -> Iterator[str]:
    """How many of the entries in the rows `otherwise` differ from their bodies, in a sentence."""
    if entries := sum(_differs(db, row) for row in otherwise):
        yield f"{entries} entries say one thing in their words and another in their columns."


def disagreements(db: Database) -> Iterator[str]:
    """What else stands twice and differs, in sentences."""
    yield from _plans(db)
    for table, what in (("note", "notes"), ("score", "scores"), ("fact", "page entries")):
        (others,) = db.conn.execute(_OF_SESSIONS.format(table)).fetchone()
        if others:
            yield f"{others} {what} are about a session of another client."
    found = db.conn.execute("SELECT note_id, text, replaces FROM note_version ORDER BY note_id, number, id")
    if strange := sum(_strange(versions) for _, versions in groupby(found, key=itemgetter(0))):
        yield f"{strange} versions of notes name no version before them."
    corrected = "SELECT count(*) FROM score WHERE supersedes <> '' AND supersedes NOT IN (SELECT id FROM score)"
    (lost,) = db.conn.execute(corrected).fetchone()
    if lost:
        yield f"{lost} scores correct one that is not there."
    yield from _facts_differ(db)


def _facts_differ(db: Database) -> Iterator[str]:
    """Facts whose columns say another thing than their bodies, or that change one that is not there. Of what a newer
    KapGuide said nobody knows that here."""
    found = db.conn.execute("SELECT payload_json, kind, due_at, v FROM fact")
    bodies = (
        (body_of(payload), kind, due) for payload, kind, due, version in found if not of_newer(payload, kind, version)
    )
    strange = sum(body is None or (kind_of(body), due_at(body)) != (kind, due) for body, kind, due in bodies)
    if strange:
        yield f"{strange} page entries say one thing in their words and another in their columns."
    changed = "SELECT count(*) FROM fact WHERE supersedes <> '' AND supersedes NOT IN (SELECT id FROM fact)"
    (lost,) = db.conn.execute(changed).fetchone()
    if lost:
        yield f"{lost} page entries change one that is not there."


def _differs(db: Database, row: int) -> bool:
    """Whether it is so for those who know every kind and version, and that text is kept clean of some signs."""
    found = db.conn.execute(_WHOLE, (row,)).fetchone()
    id, command, seq, t, at, tz_min, boot, body, v, kind, text, supersedes = found
    try:
        again = event_row(EventRow(id, command, seq, t, at, tz_min, boot, msgspec.Raw(whole(body)), v).event())
    except KapGuideError:
        return True
    return (again.kind, again.text, again.supersedes) != (kind, text, supersedes)


def _plans(db: Database) -> Iterator[str]:
    """Each session's plan and its hash, in its row and in its beginning."""
    found = db.conn.execute(
        "SELECT session.id, protocol_json, protocol_sha256, payload_json FROM session LEFT JOIN session_event "
        "ON session_id = session.id AND seq = 1 AND kind = 'session_started'"
    )
    for session, plan, sha, begun in found:
        said = _began(begun)
        if sha256(plan.encode()) != sha or (
            said is not None and (said.session_id, said.protocol_sha256) != (session, sha)
        ):
            yield f"The plan kept with session {session} is not the one that its hash names."


def _began(payload: str | None) -> SessionStarted | None:
    try:
        return None if payload is None else msgspec.json.decode(payload, type=SessionStarted)
    except msgspec.DecodeError:  # counted among the entries
        return None


def _strange(versions: Iterator[tuple[str, str, str]]) -> int:
    """How many of one note's versions, in order, replace words that no version before them has."""
    before, strange = {""}, 0
    for _, text, replaces in versions:
        strange += replaces not in before
        before.add(sha256(text.encode()))
    return strange
