"""The books of an open record: what it tells of all its clients, for whoever keeps account of the practice."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime

from kapguide.store.chain.audit_rows import ALL, AuditRow, AuditWish, audit_rows
from kapguide.store.codes import client_code
from kapguide.store.file.database import Database, explained
from kapguide.store.tables import queries
from kapguide.store.tables.dose_rows import PracticeDose, doses_since
from kapguide.store.tables.queries import DoseRecorded


class Books:
    """Read on any thread; nothing is written here. What may take long has a connection of its own, `apart`."""

    def __init__(
        self,
        reading: Callable[[], AbstractContextManager[Database]],
        apart: Callable[[], AbstractContextManager[Database]],
    ) -> None:
        self._reading, self._apart = reading, apart

    def doses_of(self, code: str) -> list[DoseRecorded]:
        """Every dose of a client as it stands, the first first. Raises KapGuideError for an unknown one."""
        with self._reading() as db:
            return queries.doses_of(db, queries.client_id(db, client_code(code)))

    def doses_since(self, since: datetime) -> list[PracticeDose]:
        """Every dose of the practice as it stands, in the sessions that began since then."""
        with self._reading() as db:
            return doses_since(db, since)

    def audit(self, wish: AuditWish, limit: int = ALL) -> list[AuditRow]:
        """The rows of the audit log that are wanted, the newest first."""
        with explained(), self._apart() as db:
            return list(audit_rows(db, wish, limit))

    def client_id(self, code: str) -> str:
        """The id of the client with that code. Raises KapGuideError."""
        with self._reading() as db:
            return queries.client_id(db, queries.known_code(db, client_code(code)) or client_code(code))

    def code_of(self, session_id: str) -> str:
        """The code that the client of a session has now; empty for a session that is not in the record."""
        query = "SELECT code FROM session JOIN coded ON coded.id = session.client_id WHERE session.id = ?"
        with self._reading() as db:
            found = db.conn.execute(query, (session_id,)).fetchone()
        return str(found[0]) if found else ""
