"""Whether the full-text index says what the texts say: it is made again in memory, and the two are held together.

The driver of the standard library makes it: it is five times as fast as SQLCipher's, which wipes all memory. Nothing
of it is ever written.
"""

import random
import sqlite3
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

import msgspec

from kapguide.store.chain.audit import Head
from kapguide.store.file.database import Database
from kapguide.store.tables.fact_rows import text_of
from kapguide.store.tables.note_words import NOTES, words_of
from kapguide.store.tables.schema import TOKENIZER

MOST = 20_000
"""So many texts are looked at; of more, those are taken that were written last, and others from all over."""
begin_of_stretch = random.randrange
_EVENTS = "event_search", "The search index of the sessions"
_NOTES = "note_search", "The search index of the notes"
_FACTS = "The search index of what was said of clients"
_Texts = Callable[[Database, str], Iterable[tuple[int, str]]]
_BY_TERM = (
    "SELECT term, count(*), sum(doc), sum(doc % 10007 * (doc % 9973)), sum((offset + 1) * (doc % 8191 + 1)) "
    "FROM {} WHERE {} GROUP BY term"
)


def index_problems(db: Database, tidied: Head | None) -> Iterator[str]:
    """What is wrong with the indexes, as of one moment. Events that came after the record was `tidied` need not be in
    theirs yet."""
    texts = [row for (row,) in db.conn.execute("SELECT row FROM session_event WHERE text <> '' ORDER BY row")]
    indexed = _indexed(db, "event_search")
    late = len(texts) - bisect_right(texts, indexed[-1] if indexed else 0)
    if tidied is not None and late > _saved_after(db, tidied):
        late = 0
    yield from _problems(db, *_EVENTS, texts[: len(texts) - late], indexed, [_entries_say])
    notes = [row for (row,) in db.conn.execute("SELECT row FROM note_shown ORDER BY row")]
    yield from _problems(db, *_NOTES, notes, _indexed(db, "note_search"), [_notes_say, _notes_are_said_to_say])
    yield from _problems_of_facts(db)


def _indexed(db: Database, index: str) -> list[int]:
    return [row for (row,) in db.conn.execute(f"SELECT id FROM {index}_docsize ORDER BY id")]


def _problems(
    db: Database, index: str, name: str, rows: list[int], indexed: list[int], told: Sequence[_Texts]
) -> Iterator[str]:
    """What is wrong with one index, whose texts can be `told` in several ways: the last of them counts, which is
    slower, where the others say that something differs."""
    if indexed != rows and (lacking := set(rows).difference(indexed)):
        yield f"{name} lacks {len(lacking)} texts. Nothing that was written is lost; searching misses them."
    elif indexed != rows and set(indexed).difference(rows):
        yield f"{name} holds texts that are not in the record."
    elif all(_differs(db, texts, index, list(_spans(rows))) for texts in told):
        yield f"{name} does not say what the texts say. Nothing that was written is lost; searching may miss it."


def _problems_of_facts(db: Database) -> Iterator[str]:
    """What the index of facts says is kept in it; facts that came last need not be in it yet."""
    last = "(SELECT coalesce(max(id), 0) FROM fact_search_docsize)"
    both = (
        f"SELECT fact.payload_json, fact_search.text FROM fact LEFT JOIN fact_search ON fact_search.rowid = fact.row "
        f"WHERE fact.row <= {last} ORDER BY fact.row DESC LIMIT {MOST}"
    )
    if any(text_of(payload) != text for payload, text in db.conn.execute(both)):
        yield f"{_FACTS} does not say what the facts say. Nothing that was said is lost; searching may miss it."
    if db.conn.execute("SELECT 1 FROM fact_search_docsize WHERE id NOT IN (SELECT row FROM fact) LIMIT 1").fetchone():
        yield f"{_FACTS} holds texts that are not in the record."


def _spans(rows: list[int]) -> Iterator[str]:
    """Which rows to look at: all of them, or the last ones and a stretch somewhere before."""
    if not rows:
        return
    recent = rows[-MOST // 2 :] if len(rows) > MOST else rows
    yield f"BETWEEN {recent[0]} AND {recent[-1]}"
    if len(rows) > MOST:
        begin = begin_of_stretch(len(rows) - MOST)
        yield f"BETWEEN {rows[begin]} AND {rows[begin + MOST // 2]}"


def _saved_after(db: Database, tidied: Head) -> int:
    """How many events came after the anchor that is written once they are indexed."""
    query = "SELECT detail FROM audit WHERE device_id = ? AND seq > ? AND action = 'events_appended'"
    found = (
        msgspec.json.decode(detail, type=_Span) for (detail,) in db.conn.execute(query, (tidied.device, tidied.seq))
    )
    return sum(span.last - span.first + 1 for span in found)


class _Span(msgspec.Struct):
    first: int
    last: int


def _entries_say(db: Database, span: str) -> Iterable[tuple[int, str]]:
    texts = f"SELECT row, text FROM session_event WHERE row {span} AND text <> ''"
    found: Iterable[tuple[int, str]] = db.conn.execute(texts)
    return found


def _notes_say(db: Database, span: str) -> Iterable[tuple[int, str]]:
    return ((row, words_of(text) + more) for row, text, more in db.conn.execute(f"{NOTES} WHERE row {span}"))


def _notes_are_said_to_say(db: Database, span: str) -> Iterable[tuple[int, str]]:
    """By the view that the index is made from."""
    found: Iterable[tuple[int, str]] = db.conn.execute(f"SELECT row, words FROM note_words WHERE row {span}")
    return found


def _differs(db: Database, texts: _Texts, index: str, spans: list[str]) -> bool:
    try:
        fresh = made_again(chain.from_iterable(texts(db, span) for span in spans))
    except sqlite3.OperationalError:  # a Python whose SQLite has no full-text search: what it says is not looked at
        return False
    try:
        return _by_term(fresh, "again", spans) != _by_term(db.conn, index, spans)
    finally:
        fresh.close()


def made_again(texts: Iterable[tuple[int, str]]) -> sqlite3.Connection:
    """An index of these texts, in memory."""
    fresh = sqlite3.connect(":memory:", isolation_level=None)
    fresh.execute(f"CREATE VIRTUAL TABLE again USING fts5(text, content='', columnsize=0, {TOKENIZER})")
    fresh.execute("BEGIN")
    fresh.executemany("INSERT INTO again (rowid, text) VALUES (?, ?)", texts)
    return fresh


def _by_term(connection: Any, index: str, spans: list[str]) -> list[tuple[object, ...]]:
    """Of each term: how often it stands, and sums that change when it stands in another text or another place."""
    where = " OR ".join(f"doc {span}" for span in spans) or "FALSE"
    connection.execute(f"CREATE VIRTUAL TABLE temp.{index}_terms USING fts5vocab(main, {index}, instance)")
    try:
        found: list[tuple[object, ...]] = connection.execute(_BY_TERM.format(f"temp.{index}_terms", where)).fetchall()
    finally:
        connection.execute(f"DROP TABLE temp.{index}_terms")
    return found
