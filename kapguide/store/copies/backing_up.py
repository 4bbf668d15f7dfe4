"""The backups of an open record: where one goes, what thins the old ones out, and how the last one went."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path

from kapguide.log import log
from kapguide.paths import Home
from kapguide.store.copies.backup import FLAWED, BackupFailed, beside_as_now, is_flawed, make_backup, own_backups, thin
from kapguide.store.copies.backup_folders import backup_folders
from kapguide.store.copies.holding import heads, heads_in
from kapguide.store.file.database import Database
from kapguide.store.keys.vault import Keys

DAY = timedelta(days=1)


class BackingUp:
    """Makes backups, and remembers in the record how each went: `log` is called with its name and what was wrong."""

    def __init__(
        self,
        home: Home,
        keys: Keys,
        now: Callable[[], datetime],
        reading: Callable[[], AbstractContextManager[Database]],
        log: Callable[[datetime, str, str], object],
    ) -> None:
        self._home, self._keys, self._now, self._reading, self._log = home, keys, now, reading, log

    def make(self, folder: Path | None = None) -> Path:
        """Make a proven backup and thin out the old ones; return it. Without a `folder`, it goes to the other disk that
        was chosen, and beside the record where there is none, where that fails, and once a day.

        Raises BackupFailed, which is remembered, as it is that the record itself is flawed.
        """
        at = self._now()
        failed: BackupFailed | None = None
        made: list[Path] = []
        preferred, *beside = backup_folders(self._home) if folder is None else (folder,)
        for place in (preferred, *beside):
            if place is not preferred and failed is None and self._has_one_of_a_day(place, at):
                continue
            try:
                made.append(make_backup(self._home.database, self._keys, self._home.vault, place, at))
            except BackupFailed as failure:
                failed = failed or failure
            else:
                self._thin(place, at)
        if failed is not None:
            self._log(at, made[0].name if made else "", failed.sentence)
            raise failed
        self._log(at, made[0].name, FLAWED if is_flawed(made[0]) else "")
        return made[0]

    def _thin(self, folder: Path, at: datetime) -> None:
        """What cannot be deleted stays, on a disk that goes away meanwhile or among files that are somebody else's: the
        backup itself is made, and proven."""
        try:
            thin(folder, at, self._home)
        except OSError as error:
            log.warning("old backups not thinned out: %s", type(error).__name__)

    def is_done(self, folder: Path | None = None) -> bool:
        """Whether one of the backups in a folder, or in the preferred one, ends where the record ends, opens with
        today's passphrase, and has the private files of now. On a disk that goes away meanwhile there is none."""
        with self._reading() as db:
            now = heads(db)
        try:
            return any(
                heads_in(backup.path, self._keys.main) == now and beside_as_now(backup, self._home)
                for backup in own_backups(self._home, folder or backup_folders(self._home)[0])
            )
        except OSError:
            return False

    def problem(self) -> str:
        """Why the last backup failed, or is not good; empty once one is."""
        with self._reading() as db:
            found = db.conn.execute("SELECT problem FROM backup_log ORDER BY id DESC LIMIT 1").fetchone()
        return str(found[0]) if found else ""

    def _has_one_of_a_day(self, folder: Path, at: datetime) -> bool:
        return any(at - DAY < backup.at <= at for backup in own_backups(self._home, folder))
