"""The facts of an open record, as the rest of the program says and reads them."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from kapguide.clinical.facts import AnyFact, Fact, FactBody
from kapguide.session.ids import id_at
from kapguide.store.codes import client_code
from kapguide.store.file.database import Database
from kapguide.store.tables import fact_rows, queries
from kapguide.store.tables.changes import Stamp
from kapguide.store.tables.fact_rows import Planned
from kapguide.store.writing.entries import FactAdded
from kapguide.store.writing.keeping import Keeping
from kapguide.store.writing.ticket import Ticket
from kapguide.text import clean_text


class Said(NamedTuple):
    """A fact that was handed over; the ticket tells when it is saved."""

    fact: Fact
    ticket: Ticket


class Facts:
    """What is said of the clients and of the practice. Each fact is kept for ever; a later one counts instead."""

    def __init__(
        self,
        keeping: Callable[[], Keeping],
        stamp: Callable[[], Stamp],
        reading: Callable[[], AbstractContextManager[Database]],
    ) -> None:
        self._keeping = keeping
        self._stamp = stamp
        self._reading = reading
        self._last: dict[str, int] = {}
        """The time (Unix ms) in the id of what was said last, by client: the record may still be writing it."""

    def of_client(self, code: str) -> list[Fact]:
        """All facts of a client, in the order in which they were written. Raises KapGuideError for an unknown one."""
        with self._reading() as db:
            return fact_rows.facts_of(db, queries.client_id(db, client_code(code)))

    def of_practice(self, *kinds: type[FactBody]) -> list[Fact]:
        """The facts of the practice itself that are of these kinds: its people, what was signed."""
        with self._reading() as db:
            return fact_rows.practice_facts(db, kinds)

    def planned(
        self, after: datetime, before: datetime, limit: int = fact_rows.ALL, *, last: bool = False
    ) -> list[Planned]:
        """The contacts of all clients that are planned between two moments and wait, the first first: so many, or the
        `last` so many."""
        with self._reading() as db:
            return fact_rows.planned(db, after, before, limit, last=last)

    def say(self, code: str, body: AnyFact, *, session_id: str = "", supersedes: str = "") -> Said:
        """Keep what is said of the client `code`, or of the practice (an empty code), at once; text is cleaned here.

        Raises KapGuideError for an unknown client. The ticket fails with one where `supersedes` is not the client's.
        """
        with self._reading() as db:
            client = queries.client_id(db, client_code(code)) if code else ""
            if client not in self._last:
                self._last[client] = fact_rows.newest_ms(db, client or None)
        stamp, body, last = self._stamp(), cleaned(body), self._last[client]
        # Each after the one before, also by a clock that was set back.
        self._last[client] = ms = max(int(stamp.at.timestamp() * 1000), last + 1)
        fact = Fact(id_at(ms), client, session_id, stamp.at, stamp.author, body, supersedes)
        row = fact_rows.fact_row(fact.id, client, session_id, body, supersedes)
        return Said(fact, self._keeping().keep(FactAdded(stamp, row), "what was said of a client"))


def cleaned(body: AnyFact) -> AnyFact:
    """`body` with each text in the form in which text is kept."""
    return msgspec.convert(_clean(msgspec.to_builtins(body)), type(body))


def _clean(value: Any) -> Any:
    match value:
        case str():
            return clean_text(value)
        case dict():
            return {clean_text(name): _clean(each) for name, each in value.items()}
        case list() | tuple():
            return [_clean(each) for each in value]
    return value
