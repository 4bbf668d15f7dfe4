"""A client's record is removed: every row of it goes, with its seal, and one fact of the practice stays.

It is one transaction, in which the triggers that keep rows are lifted. Deleted pages are written over with zeros
(`secure_delete`), and the words leave the full-text index for good.
"""

import functools
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

import msgspec

from kapguide.clinical.facts import ClientRemoved
from kapguide.errors import KapGuideError
from kapguide.store.chain.audit import Audit, walk
from kapguide.store.chain.seals import Value, sealer, seals_of, select
from kapguide.store.file.database import Database
from kapguide.store.tables.changes import Row, Stamp
from kapguide.store.tables.fact_rows import add_fact, practice_facts
from kapguide.store.tables.indexing import index_new
from kapguide.store.tables.schema import TRIGGERS
from kapguide.store.times import spelled

AT_ONCE = 500
"""So many seals are named in one row of the audit log."""
_SESSIONS = "SELECT id FROM session WHERE client_id = ?1"
_NOTES = "SELECT id FROM note WHERE client_id = ?1"
OF_CLIENT = {
    "signature": f"note_id IN ({_NOTES})",
    "addendum": f"note_id IN ({_NOTES})",
    "draft": f"note_id IN ({_NOTES}) OR session_id IN ({_SESSIONS})",
    "note_version": f"note_id IN ({_NOTES})",
    "score": "client_id = ?1",
    "fact": "client_id = ?1",
    "session_event": f"session_id IN ({_SESSIONS})",
    "note": "client_id = ?1",
    "session": "client_id = ?1",
    "client_code": "client_id = ?1",
    "client": "id = ?1",
}
"""Which rows of each table are a client's, in the order in which they can go."""
_LIFTED = (*(f"{table}_stays" for table in OF_CLIENT), "draft_goes", "draft_gone")
_SEEN = "kind <> 'record_exported'"
"""Whoever hands a record out has not seen the client."""
LAST = f"""max(
    coalesce((SELECT max(started_at) FROM session WHERE client_id = client.id), ''),
    coalesce((SELECT max(created_at) FROM score WHERE client_id = client.id), ''),
    coalesce((SELECT created_at FROM fact WHERE client_id = client.id AND {_SEEN}
        ORDER BY created_at DESC LIMIT 1), ''),
    coalesce((SELECT max(note_version.created_at) FROM note CROSS JOIN note_version ON note_version.note_id = note.id
        WHERE note.client_id = client.id), ''),
    coalesce((SELECT max(draft.created_at) FROM note CROSS JOIN draft ON draft.note_id = note.id
        WHERE note.client_id = client.id), ''),
    coalesce((SELECT max(draft.created_at) FROM session CROSS JOIN draft ON draft.session_id = session.id
        WHERE session.client_id = client.id), ''),
    coalesce((SELECT max(addendum.created_at) FROM note CROSS JOIN addendum ON addendum.note_id = note.id
        WHERE note.client_id = client.id), ''),
    client.created_at)"""
"""When something was last written of a client, or the last session began."""


class OldClient(msgspec.Struct, frozen=True):
    """A client of whom nothing was written for a long time: since `last`."""

    id: str
    code: str
    last: datetime
    sessions: int


class NewerContact(KapGuideError):
    """Something was written of the client since the list was read; nothing was removed."""


def older_than(db: Database, at: datetime) -> list[OldClient]:
    """The clients of whom nothing was written since then, the oldest first."""
    found = db.conn.execute(
        f"SELECT client.id, code, {LAST} AS last, (SELECT count(*) FROM session WHERE client_id = client.id) "
        "FROM client JOIN coded ON coded.id = client.id WHERE last < ? ORDER BY last, code",
        (spelled(at),),
    )
    return [OldClient(id, code, datetime.fromisoformat(last), many) for id, code, last, many in found]


def last_of(db: Database, client: str) -> str:
    """When something was last written of a client; empty for one that is not there."""
    found = db.conn.execute(f"SELECT {LAST} FROM client WHERE id = ?", (client,)).fetchone()
    return str(found[0]) if found else ""


def remove_client(db: Database, audit: Audit, stamp: Stamp, client: OldClient, trace: Row) -> None:
    """Remove all rows of a client, and add the `trace` of it. Raises NewerContact."""
    if last_of(db, client.id) != spelled(client.last):
        raise NewerContact(f"Something was written of {client.code} meanwhile, or it was removed. Nothing was changed.")
    seals = delete_rows(db, client.id)
    for begin in range(0, len(seals), AT_ONCE):
        dropped = seals[begin : begin + AT_ONCE]
        audit.append(db, stamp.at, "rows_removed", client.id, dropped=dropped, rows=len(dropped))
    add_fact(db, audit, stamp, trace)


def row_count(db: Database, client: str) -> int:
    """How many rows a client has."""
    tables = OF_CLIENT.items()
    return sum(
        db.conn.execute(f"SELECT count(*) FROM {table} WHERE {where}", (client,)).fetchone()[0]
        for table, where in tables
    )


def delete_rows(db: Database, client: str) -> list[str]:
    """Delete all rows of a client, and what stands of them in the indexes; their seals."""
    seals = [seal for table, where in OF_CLIENT.items() for seal in seals_of(db, table, where, (client,))]
    index_new(db)
    with _lifted(db), _forgetting(db):
        db.conn.execute(
            "INSERT INTO event_search (event_search, rowid, text) SELECT 'delete', row, text FROM session_event "
            f"WHERE text <> '' AND {OF_CLIENT['session_event']}",
            (client,),
        )
        notes = db.conn.execute(_NOTES, (client,)).fetchall()
        for (note,) in notes:  # asked for all of them, the view would be made of every note
            db.conn.execute(
                "INSERT INTO note_search (note_search, rowid, words) "
                "SELECT 'delete', row, words FROM note_words WHERE id = ?",
                (note,),
            )
        db.conn.execute(
            f"DELETE FROM waiting WHERE id IN ({_NOTES}) "
            f"OR id IN (SELECT id FROM signature WHERE {OF_CLIENT['signature']})",
            (client,),
        )
        for table, where in OF_CLIENT.items():
            db.conn.execute(f"DELETE FROM {table} WHERE {where}", (client,))
    return seals


@contextmanager
def _lifted(db: Database) -> Iterator[None]:
    there = [name for name in _LIFTED if name in TRIGGERS]
    for name in there:
        db.conn.execute(f"DROP TRIGGER {name}")
    yield
    for name in there:
        db.conn.execute(f"CREATE TRIGGER {name} {TRIGGERS[name]}")


@contextmanager
def _forgetting(db: Database) -> Iterator[None]:
    """What leaves the full-text indexes is gone from their pages, too, and not only marked as gone. The index of the
    notes has such marks from their earlier drafts as well: it is made of one piece, which has none."""
    for setting in (1, 0):
        for index in ("event_search", "fact_search"):
            db.conn.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('secure-delete', {setting})")
        if setting:
            yield
            db.conn.execute("INSERT INTO note_search (note_search) VALUES ('optimize')")


# --- another copy --------------------------------------------------------------------------------------------


def removed(db: Database) -> dict[str, ClientRemoved]:
    """The clients whose record was removed, by id, as it was last."""
    bodies = [fact.body for fact in practice_facts(db, (ClientRemoved,))]
    return _newest(*({body.client: body} for body in bodies if isinstance(body, ClientRemoved)))


def gone_for_good(db: Database, other: Database, key: bytes) -> tuple[set[str], dict[str, str]]:
    """The clients that one of two copies has removed, and of whom the other has nothing newer; and the ids and codes of
    those of whom it has: nobody knew of that who removed them, and their record is kept."""
    gone: set[str] = set()
    back: dict[str, str] = {}
    ever_sealed = functools.cache(lambda remover: _ever_sealed(remover, key))
    for client, trace in _newest(removed(db), removed(other)).items():
        holds = [each for each in (db, other) if last_of(each, client)]
        if not holds:
            gone.add(client)
        elif len(holds) == 1:
            here, remover = (db, other) if holds[0] is db else (other, db)
            if _has_news(here, trace, ever_sealed(remover)):
                back[client] = trace.code
            else:
                gone.add(client)
    return gone, back


def _ever_sealed(db: Database, key: bytes) -> set[str]:
    chain = walk(db, key)
    return {*chain.events, *chain.sealed}


def _has_news(db: Database, trace: ClientRemoved, known: set[str]) -> bool:
    """Whether something was written of a client since, or a row that whoever removed them never had: an entry or a
    countersignature belongs to a session of before."""
    last = spelled(trace.last)
    if last_of(db, trace.client) > last:
        return True
    for table, where in OF_CLIENT.items():
        seal, at = sealer(table), "at_utc" if table == "session_event" else "created_at"
        seen = _SEEN if table == "fact" else "1"
        rows = db.conn.execute(f"{select(table)} WHERE ({where}) AND {at} > ?2 AND {seen}", (trace.client, last))
        if any(seal(row) not in known for row in rows):
            return True
    return False


def _newest(*found: dict[str, ClientRemoved]) -> dict[str, ClientRemoved]:
    traces: dict[str, ClientRemoved] = {}
    for client, trace in (each for one in found for each in one.items()):
        if client not in traces or traces[client].last < trace.last:
            traces[client] = trace
    return traces


def rows_of(db: Database, table: str, clients: Iterable[str]) -> set[tuple[Value, ...]]:
    """The rows of a table that are one of those clients'."""
    where = OF_CLIENT.get(table)
    if where is None:
        return set()
    return {tuple(row) for client in clients for row in db.conn.execute(f"{select(table)} WHERE {where}", (client,))}
