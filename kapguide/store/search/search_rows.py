"""How rows are looked through for what is searched: newest first, where they can lie, a page at a time."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any

import msgspec

from kapguide.store.file.database import Database
from kapguide.store.search.hits import Hit, Hits
from kapguide.store.search.search_wish import SearchWish, as_query, can_begin
from kapguide.store.times import spelled

PATIENCE_S = 0.5
"""After so long a page is shown as far as it is found; the next one goes on from there."""
STRETCH = 20_000
"""So many rows are looked through at first."""
MOST_SPANS = 400
"""In so many places rows are looked for by themselves; for more, all are looked through."""
Span = tuple[int, int]
"""The first and the last of some rows."""
EVERYWHERE: Span = (0, (1 << 63) - 1)


def within(column: str) -> str:
    """The condition that a moment lies in the time that is asked for."""
    return f"(:since IS NULL OR {column} >= :since) AND (:before IS NULL OR {column} < :before)"


def among(column: str, name: str) -> str:
    """The condition of a filter that several values pass, and all where there is none."""
    return f"(:{name} IS NULL OR {column} IN (SELECT value FROM json_each(:{name})))"


class Codes(dict[str, str]):
    """The codes of clients by their ids, each looked up once."""

    def __init__(self, db: Database) -> None:
        super().__init__()
        self.db = db

    def __missing__(self, client: str) -> str:
        found = self.db.conn.execute("SELECT code FROM coded WHERE id = ?", (client,)).fetchone()
        self[client] = str(found[0]) if found else ""
        return self[client]


def paged(
    db: Database, query: str, wish: SearchWish, limit: int, after: int | None, table: str, spans: list[Span],
    hit: Callable[[Sequence[Any], Codes], Hit],
) -> Hits:  # fmt: skip
    """So many hits from the spans of rows, the newest first, below the row `after`; where that takes too long, those
    that were found by then.

    The last word may be the beginning of one, where few rows hold it as it is: SQLite gathers all words that begin so
    before it finds the first, which takes the longer the more there are.
    """
    last = db.conn.execute(f"SELECT coalesce(max(row), 0) FROM {table}").fetchone()[0]
    values, read = values_of(db, wish), partial(_page, db, query, limit=limit, codes=Codes(db), hit=hit)
    plain = {**values, "query": as_query(wish.words)}
    first = read(plain, stretches(spans, last, STRETCH))
    if first.further is None and can_begin(wish.words) and spans:
        top = last if after is None else after - 1
        low, high = min(span[0] for span in spans), min(top, max(span[1] for span in spans))
        return read({**values, "query": as_query(wish.words, begun=True)}, [(low, high)])
    return first if after is None else read(plain, stretches(spans, after - 1, STRETCH))


def _page(
    db: Database, query: str, values: dict[str, Any], places: Iterable[Span], *, limit: int, codes: Codes,
    hit: Callable[[Sequence[Any], Codes], Hit],
) -> Hits:  # fmt: skip
    found = list[Hit]()
    until = time.monotonic() + PATIENCE_S
    for low, high in places:
        rows = db.conn.execute(query, {**values, "low": low, "high": high, "limit": limit - len(found)}).fetchall()
        found += (hit(row, codes) for row in rows)
        if len(found) == limit:
            return Hits(tuple(found), rows[-1][0])
        if time.monotonic() > until:
            return Hits(tuple(found), low)
    return Hits(tuple(found))


def stretches(spans: Iterable[Span], last: int, most: int) -> Iterator[Span]:
    """The rows of the spans up to the `last` one, from the newest on; none of them twice. So many at first, and twice
    as many each time: there may be millions in which nothing is found."""
    for low, high in joined(spans):
        top = min(high, last)
        while top >= low:
            yield max(low, top - most + 1), top
            top -= most
            most *= 2


def joined(spans: Iterable[Span]) -> list[Span]:
    """The spans, the newest first, those that meet as one."""
    whole: list[Span] = []
    for low, high in sorted(spans):
        if whole and low <= whole[-1][1] + 1:
            whole[-1] = (whole[-1][0], max(high, whole[-1][1]))
        else:
            whole.append((low, high))
    return whole[::-1]


def rows_of(db: Database, table: str, wish: SearchWish) -> list[Span]:
    """Where the clients' rows lie; all of them where no few clients are named."""
    if wish.clients is None:
        return [EVERYWHERE]
    query = f"SELECT row FROM {table} WHERE {of_clients('client_id', wish)} LIMIT {MOST_SPANS + 1}"
    rows = db.conn.execute(query, values_of(db, wish)).fetchall()
    return [(row, row) for (row,) in rows] if len(rows) <= MOST_SPANS else [EVERYWHERE]


def values_of(db: Database, wish: SearchWish) -> dict[str, Any]:
    """The filters, as the queries name them; lists as JSON."""
    ids = None
    if wish.clients is not None:
        known = "SELECT id FROM coded WHERE code IN (SELECT value FROM json_each(?))"
        ids = as_json([client for (client,) in db.conn.execute(known, (as_json(wish.clients),))])
    return {
        "clients": ids,
        "authors": None if wish.authors is None else as_json(wish.authors),
        "contacts": as_json(wish.contacts) if wish.contacts else None,
        "since": None if wish.since is None else spelled(wish.since),
        "before": None if wish.before is None else spelled(wish.before),
    }


def as_json(values: Sequence[str]) -> str:
    return msgspec.json.encode(values).decode()


def of_clients(column: str, wish: SearchWish) -> str:
    """The condition that an index can serve."""
    return "1" if wish.clients is None else f"{column} IN (SELECT value FROM json_each(:clients))"
