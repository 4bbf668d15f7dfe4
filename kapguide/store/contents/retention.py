"""What is kept long enough, and what became of it: the clients of an open record whose time is over."""

from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from datetime import datetime

import msgspec

from kapguide.clinical.facts import ClientRemoved, Fact
from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.session.ids import id_at
from kapguide.store.copies.backup import Backup, own_backups
from kapguide.store.copies.backup_folders import backup_folders
from kapguide.store.file.database import Database, DriverError, open_database
from kapguide.store.keys.vault import Keys
from kapguide.store.tables.changes import Stamp
from kapguide.store.tables.fact_rows import fact_row, newest_ms, practice_facts
from kapguide.store.tables.removal import OldClient, older_than, remove_client, row_count
from kapguide.store.writing.keeping import Keeping

WITHIN_S = 600.0
"""A removal takes seconds; it is waited for until it is done, so that nobody is told otherwise."""


class HeldBackup(msgspec.Struct, frozen=True):
    """A backup and whether it holds a client; None where today's key does not open it."""

    backup: Backup
    holds: bool | None


class Retention:
    """Lists and removes; see `removal` for what goes and what stays."""

    def __init__(
        self,
        home: Home,
        keys: Callable[[], Keys],
        keeping: Callable[[], Keeping],
        stamp: Callable[[], Stamp],
        reading: Callable[[], AbstractContextManager[Database]],
    ) -> None:
        self._home, self._keys = home, keys
        self._keeping, self._stamp, self._reading = keeping, stamp, reading

    def older_than(self, at: datetime) -> list[OldClient]:
        """The clients of whom nothing was written since then, the oldest first."""
        with self._reading() as db:
            return older_than(db, at)

    def last_begun(self) -> datetime | None:
        """When the last session of all clients began; None where there was none."""
        with self._reading() as db:
            (last,) = db.conn.execute("SELECT max(started_at) FROM session").fetchone()
        return datetime.fromisoformat(last) if last else None

    def remove(self, client: OldClient, years: int, reason: str, name: str) -> ClientRemoved:
        """Remove a client's record now, as `name` signs; what stays of it. Raises NewerContact, StoreFailure."""
        with self._reading() as db:
            rows, last = row_count(db, client.id), newest_ms(db, None)
        stamp = self._stamp()
        body = ClientRemoved(client.id, client.code, client.last, client.sessions, rows, years, reason, name)
        ms = max(int(stamp.at.timestamp() * 1000), last + 1)
        trace = fact_row(id_at(ms), "", "", body, "")
        keeping = self._keeping()
        keeping.writer.ask(
            lambda db: remove_client(db, keeping.audit, stamp, client, trace), "a removal", timeout_s=WITHIN_S
        )
        return body

    def removed(self) -> list[Fact]:
        """What stays of the clients that were removed and have not come back, the first first."""
        with self._reading() as db:
            there = {id for (id,) in db.conn.execute("SELECT id FROM client")}
            facts = practice_facts(db, (ClientRemoved,))
        return [fact for fact in facts if isinstance(fact.body, ClientRemoved) and fact.body.client not in there]

    def backups_with(self, client_id: str) -> list[HeldBackup]:
        """The backups that hold a client, or that cannot be looked into, the newest first."""
        found = [
            HeldBackup(backup, _holds(backup, self._keys().main, client_id))
            for folder in dict.fromkeys((self._home.backups, *backup_folders(self._home)))
            for backup in own_backups(self._home, folder)
        ]
        return sorted(
            (each for each in found if each.holds is not False), key=lambda each: each.backup.at, reverse=True
        )


def _holds(backup: Backup, key: bytearray, client_id: str) -> bool | None:
    try:
        with closing(open_database(backup.path, key, read_only=True)) as db:
            return db.conn.execute("SELECT 1 FROM client WHERE id = ?", (client_id,)).fetchone() is not None
    except (DriverError, KapGuideError, OSError):
        return None
