"""The books of an open record: what it tells of all its clients, for whoever keeps account of the practice."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime

from kapguide.store import queries
from kapguide.store.codes import client_code
from kapguide.store.database import Database
from kapguide.store.dose_rows import PracticeDose, doses_since
from kapguide.store.queries import DoseRecorded


class Books:
    """Read on any thread; nothing is written here."""

    def __init__(self, reading: Callable[[], AbstractContextManager[Database]]) -> None:
        self._reading = reading

    def doses_of(self, code: str) -> list[DoseRecorded]:
        """Every dose of a client as it stands, the first first. Raises KapGuideError for an unknown one."""
        with self._reading() as db:
            return queries.doses_of(db, queries.client_id(db, client_code(code)))

    def doses_since(self, since: datetime) -> list[PracticeDose]:
        """Every dose of the practice as it stands, in the sessions that began since then."""
        with self._reading() as db:
            return doses_since(db, since)
