"""Changes handed straight to a record's writer, for tests that hold it up or make it fail."""

import threading

from kapguide.store.file.database import Database
from kapguide.store.records import Store
from kapguide.store.writing.writer import Change, Writer
from tests.support.practice import BOUND_S


class Gate:
    """A change that waits inside the writer until it is let through, and fails as often as it is told."""

    def __init__(self, *failures: Exception) -> None:
        self.reached = threading.Event()
        self.go = threading.Event()
        self.failures = list(failures)

    def __call__(self, db: Database) -> None:
        self.reached.set()
        assert self.go.wait(BOUND_S)
        if self.failures:
            raise self.failures.pop(0)


def set_meta(key: str) -> Change:
    def change(db: Database) -> None:
        db.conn.execute("INSERT INTO meta VALUES (?, '')", (key,))

    return change


def writer_of(store: Store) -> Writer:
    return store._writing


def meta_keys(store: Store) -> list[str]:
    with store._reading() as db:
        found = db.conn.execute("SELECT key FROM meta WHERE key LIKE 'k%' ORDER BY rowid")
        return [key for (key,) in found]
