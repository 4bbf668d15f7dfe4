"""Finding what was written: codes, notes, entries of sessions, scores, and what was said of a client; newest first.

Each kind is read newest first and no further than is asked for: a page, and the place from which to read on. So a
search costs what it shows, in a small practice and in a large one. A client, or a stretch of time, is looked for where
its rows lie. What was corrected is found by its correction, what was taken back not at all.
"""

import re
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from kapguide.clinical.facts import ScoreFollowed
from kapguide.store.codes import found_by
from kapguide.store.contents import staff
from kapguide.store.failures import whole
from kapguide.store.file.database import Database
from kapguide.store.search.hits import Hit, Hits, marked
from kapguide.store.search.search_rows import (
    EVERYWHERE,
    MOST_SPANS,
    Codes,
    Span,
    among,
    of_clients,
    paged,
    rows_of,
    values_of,
    within,
)
from kapguide.store.search.search_wish import Found, SearchWish, parse_search
from kapguide.store.tables import fact_rows, queries, score_rows
from kapguide.store.tables.fact_rows import body_of
from kapguide.store.tables.note_words import BEGIN, END, WrittenLine, best_line
from kapguide.store.tables.queries import LONGEST_SESSION, session_contact
from kapguide.store.times import spelled

PAGE = 40
_NUMBER = re.compile(r"[0-9]{1,4}(?:\.[0-9])?")
_MARKED = f"highlight({{}}, 0, '{BEGIN}', '{END}')"


class Search:
    """The search of an open record. It reads on a connection of its own: nobody waits for it."""

    def __init__(self, reading: Callable[[], AbstractContextManager[Database]], index: Callable[[], object]) -> None:
        """`index` brings the indexes up to what was written last."""
        self._reading = reading
        self._index = index

    def wish(self, typed: str, now: datetime) -> SearchWish:
        """What `typed` asks for. Never raises for what was typed."""
        with self._reading() as db:
            return parse_search(typed, queries.codes(db), staff.rows(db), now)

    def find(self, wish: SearchWish, kind: Found, limit: int = PAGE, after: int | None = None) -> Hits:
        """The newest `limit` places of this kind, or those after `further` of the page before."""
        if not wish.looks_at(kind) or limit < 1:
            return Hits()
        self._index()
        with self._reading() as db:
            return _FINDERS[kind](db, wish, limit, after)

    def everything(self, wish: SearchWish, limit: int = PAGE) -> dict[Found, Hits]:
        """The newest of each kind that is looked at."""
        self._index()
        with self._reading() as db:
            return {kind: _FINDERS[kind](db, wish, limit, None) for kind in Found if wish.looks_at(kind)}


# --- codes -----------------------------------------------------------------------------------------------------


def _clients(db: Database, wish: SearchWish, limit: int, after: int | None) -> Hits:
    """Clients by the codes that the words are part of, or that the filter names."""
    if wish.contacts or wish.authors is not None or wish.since or wish.before:
        return Hits()
    codes = queries.codes(db) if wish.clients is None else list(wish.clients)
    typed = " ".join(wish.words)
    found = found_by(typed, codes) if typed else codes
    begin = after or 0
    shown = found[begin : begin + limit]
    hits = tuple(Hit(Found.CLIENT, code, code, _where(typed, code), code) for code in shown)
    return Hits(hits, begin + limit if len(found) > begin + limit else None)


def _where(typed: str, code: str) -> tuple[tuple[int, int], ...]:
    at = code.casefold().find(typed.casefold()) if typed else -1
    return () if at < 0 else ((at, at + len(typed)),)


# --- entries of sessions ---------------------------------------------------------------------------------------

_TAKEN_BACK = """EXISTS (
    SELECT 1 FROM session_event AS undo WHERE undo.session_id = {0}.session_id
    AND undo.kind = 'undone' AND instr(undo.payload_json, {0}.command_id))"""
_STANDS = f"""NOT EXISTS (
    SELECT 1 FROM session_event AS later WHERE later.supersedes = event.id AND later.supersedes <> ''
    AND NOT {_TAKEN_BACK.format("later")})
AND NOT {_TAKEN_BACK.format("event")}"""
_CONTACT = f"coalesce({queries.SESSION_CONTACT}, 'dosing')"
_ENTRY = f"""SELECT event.row, event.id, event.session_id, session.client_id, {{text}}, event.at_utc, event.t_ms,
    event.author_id, session.started_at, session.number, {_CONTACT}
FROM {{source}} CROSS JOIN session ON session.id = event.session_id
WHERE {{found}} AND {{row}} BETWEEN :low AND :high
    AND {within("event.at_utc")} AND {among("session.client_id", "clients")}
    AND {among("event.author_id", "authors")} AND {among(_CONTACT, "contacts")} AND {_STANDS}
ORDER BY {{row}} DESC LIMIT :limit"""
_ENTRY_OF_WORDS = _ENTRY.format(
    text=_MARKED.format("event_search"),
    source="event_search CROSS JOIN session_event AS event ON event.row = event_search.rowid",
    found="event_search MATCH :query",
    row="event_search.rowid",
)
_ANY_ENTRY = _ENTRY.format(
    text="event.text", source="session_event AS event", found="event.text <> ''", row="event.row"
)


def _entries(db: Database, wish: SearchWish, limit: int, after: int | None) -> Hits:
    query = _ENTRY_OF_WORDS if wish.words else _ANY_ENTRY
    return paged(db, query, wish, limit, after, "session_event", _event_spans(db, wish), _entry)


def _entry(row: Sequence[Any], codes: Codes) -> Hit:
    _, id, session, client, text, at, t, author, started, number, contact = row
    words, marks = marked(whole(text))
    return Hit(
        Found.ENTRY, codes[client], words, marks, id, session, datetime.fromisoformat(at), session_contact(contact),
        number, datetime.fromisoformat(started), t, author=author,
    )  # fmt: skip


def _event_spans(db: Database, wish: SearchWish) -> list[Span]:
    """Where the rows lie that can be meant: those of the clients' sessions, or of a stretch of time."""
    if wish.clients is None and wish.since is None and wish.before is None:
        return [EVERYWHERE]
    values = values_of(db, wish)
    if wish.since is not None:
        values["since"] = spelled(wish.since - LONGEST_SESSION)
    where = f"{within('started_at')} AND {of_clients('client_id', wish)}"
    query = f"SELECT id FROM session WHERE {where} LIMIT {MOST_SPANS + 1}"
    sessions = db.conn.execute(query, values).fetchall()
    if len(sessions) > MOST_SPANS:
        return [EVERYWHERE]
    ends = "SELECT min(row), max(row) FROM session_event WHERE session_id = ?"
    spans = [db.conn.execute(ends, session).fetchone() for session in sessions]
    return [(low, high) for low, high in spans if low is not None]


# --- notes -----------------------------------------------------------------------------------------------------

_NOTE_AT = "coalesce(session.started_at, note.created_at)"
_NOTE = f"""SELECT note.row, note.id, note.session_id, note.client_id, {{words}}, {_NOTE_AT}, note.text, note.author_id,
    session.started_at, session.number, {_CONTACT}
FROM {{source}} LEFT JOIN session ON session.id = note.session_id
WHERE {{found}} AND {{row}} BETWEEN :low AND :high
    AND {within(_NOTE_AT)} AND {among("note.client_id", "clients")}
    AND {among("note.author_id", "authors")} AND (:contacts IS NULL OR session.id IS NOT NULL)
    AND {among(_CONTACT, "contacts")}
ORDER BY {{row}} DESC LIMIT :limit"""
_NOTE_OF_WORDS = _NOTE.format(
    words=_MARKED.format("note_search"),
    source="note_search CROSS JOIN note_shown AS note ON note.row = note_search.rowid",
    found="note_search MATCH :query",
    row="note_search.rowid",
)
_ANY_NOTE = _NOTE.format(words="''", source="note_shown AS note", found="1", row="note.row")


def _notes(db: Database, wish: SearchWish, limit: int, after: int | None) -> Hits:
    query = _NOTE_OF_WORDS if wish.words else _ANY_NOTE
    return paged(db, query, wish, limit, after, "note", rows_of(db, "note", wish), _note)


def _note(row: Sequence[Any], codes: Codes) -> Hit:
    _, id, session, client, found, at, text, author, started, number, contact = row
    line, more = best_line(whole(text), _addenda(codes.db, id), whole(found))
    words, marks = marked(line.words)
    return Hit(
        Found.NOTE, codes[client], words, marks, line.id, session or "", datetime.fromisoformat(at),
        session_contact(contact) if session else None, number or 0, datetime.fromisoformat(started or at),
        section=line.section, author=author, more=more, note=id,
    )  # fmt: skip


def _addenda(db: Database, note: str) -> list[WrittenLine]:
    found = db.conn.execute("SELECT id, text FROM addendum WHERE note_id = ? ORDER BY created_at, id", (note,))
    return [WrittenLine(id, "Addendum", whole(text)) for id, text in found]


# --- what was said of a client ---------------------------------------------------------------------------------

_SAID = f"""SELECT fact.row, fact.id, fact.session_id, fact.client_id, {{words}}, fact.created_at, fact.payload_json,
    fact.author_id
FROM fact_search CROSS JOIN fact ON fact.row = fact_search.rowid
WHERE {{found}} AND fact_search.rowid BETWEEN :low AND :high AND fact.client_id IS NOT NULL
    AND {within("fact.created_at")} AND {among("fact.client_id", "clients")}
    AND {among("fact.author_id", "authors")} AND {fact_rows.OPEN}
ORDER BY fact_search.rowid DESC LIMIT :limit"""
_SAID_WORDS = _SAID.format(words=_MARKED.format("fact_search"), found="fact_search MATCH :query")
_ANY_SAID = _SAID.format(words="fact_search.text", found="fact_search.text <> ''")


def _said(db: Database, wish: SearchWish, limit: int, after: int | None) -> Hits:
    if wish.contacts:
        return Hits()
    query = _SAID_WORDS if wish.words else _ANY_SAID
    return paged(db, query, wish, limit, after, "fact", rows_of(db, "fact", wish), _fact)


def _fact(row: Sequence[Any], codes: Codes) -> Hit:
    _, id, session, client, text, at, payload, author = row
    body = body_of(whole(payload))
    place = body.score if isinstance(body, ScoreFollowed) else id
    lines = text.split("\n")
    words, marks = marked(max(lines, key=lambda line: line.count(BEGIN)))
    section = fact_rows.kind_of(body) if body is not None else ""
    return Hit(
        Found.SAID, codes[client], words, marks, place, session or "", datetime.fromisoformat(at), section=section,
        author=author,
    )  # fmt: skip


# --- scores ----------------------------------------------------------------------------------------------------

_SCORE = f"""SELECT score.id, score.session_id, score.client_id, score.instrument, score.total, score.taken_at,
    score.author_id, session.started_at, session.number, {_CONTACT}
FROM score LEFT JOIN session ON session.id = score.session_id
WHERE {{of}} AND (:total IS NULL OR score.total = :total) AND {among("score.author_id", "authors")}
    AND (:contacts IS NULL OR session.id IS NOT NULL) AND {among(_CONTACT, "contacts")}
    AND {within("score.taken_at")}
    AND NOT EXISTS (SELECT 1 FROM score AS later WHERE later.supersedes = score.id AND later.supersedes <> '')
ORDER BY score.taken_at DESC LIMIT :limit"""


def _scores(db: Database, wish: SearchWish, limit: int, after: int | None) -> Hits:
    """Scores of the instruments that the words name; a number among the words is the total."""
    numbers = [word for word in wish.words if _NUMBER.fullmatch(word)]
    names = [plain for word in wish.words if word not in numbers and (plain := _plain(word))]
    known = [each for each in score_rows.instruments(db) if all(name in _plain(each) for name in names)]
    if (wish.words and not names) or len(numbers) > 1:
        return Hits()
    begin, codes = after or 0, Codes(db)
    values = {**values_of(db, wish), "total": float(numbers[0]) if numbers else None, "limit": begin + limit + 1}
    of = "score.instrument = :instrument"
    if wish.clients is not None:  # few scores of a client, many of an instrument
        of = f"+{of} AND {of_clients('score.client_id', wish)}"
    query = _SCORE.format(of=of)
    found = [row for each in known for row in db.conn.execute(query, {**values, "instrument": each})]
    found.sort(key=_taken_at, reverse=True)
    hits = tuple(_score(row, codes) for row in found[begin : begin + limit])
    return Hits(hits, begin + limit if len(found) > begin + limit else None)


def _taken_at(row: Sequence[Any]) -> tuple[str, str]:
    return row[5], row[0]


def _score(row: Sequence[Any], codes: Codes) -> Hit:
    id, session, client, instrument, total, at, author, started, number, contact = row
    return Hit(
        Found.SCORE, codes[client], instrument, (), id, session or "", datetime.fromisoformat(at),
        session_contact(contact) if session else None, number or 0,
        datetime.fromisoformat(started) if started else None, author=author, total=total,
    )  # fmt: skip


def _plain(name: str) -> str:
    """`PHQ-9` as `phq9`."""
    return "".join(sign for sign in name.casefold() if sign.isalnum())


_FINDERS: dict[Found, Callable[[Database, SearchWish, int, int | None], Hits]] = {
    Found.CLIENT: _clients,
    Found.NOTE: _notes,
    Found.ENTRY: _entries,
    Found.SCORE: _scores,
    Found.SAID: _said,
}
