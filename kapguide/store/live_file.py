"""The record's file as the writer holds it: opened, watched, and put back when somebody moves it away."""

from pathlib import Path

from kapguide.files import sync_file, sync_folder
from kapguide.store.database import Database, open_database


class LiveFile:
    """Opens the file and tells whether what was written still lies under its name.

    SQLite goes on writing happily to a file, or to a -wal, that has been unlinked or renamed; all of it is gone
    at the next start. `generation` grows when the file was written anew: other connections must open it again.
    """

    def __init__(self, path: Path, key: bytearray) -> None:
        self.path = path
        self._key = key
        self._main: tuple[int, int] | None = None
        self._wal: tuple[int, int] | None = None
        self.generation = 0

    def open(self, *, read_only: bool = False) -> Database:
        """A new connection to the file."""
        return open_database(self.path, self._key, read_only=read_only)

    def open_to_write(self) -> Database:
        """The writer's connection; `moved` speaks of this one."""
        db = self.open()
        self._main, self._wal = _identity(self.path), None
        return db

    def moved(self) -> bool:
        """Whether the file or its -wal is no longer the one that was written. Ask after a commit."""
        main, wal = _identity(self.path), _identity(_beside(self.path, "-wal"))
        if self._wal is None:
            self._wal = wal
        return main is None or wal is None or main != self._main or wal != self._wal

    def put_back(self, db: Database) -> None:
        """Write everything that the open connection still holds to a new file under the old name; closes `db`.

        Another file that lies there by now is not ours to delete: it is renamed. `db` is closed last, so that
        nothing is lost when a step fails; SQLite sees that its file was moved and leaves the new -wal alone.
        """
        fresh = _beside(self.path, ".fresh")
        fresh.unlink(missing_ok=True)
        copy = open_database(fresh, self._key, create=True)
        try:
            db.conn.backup(copy.conn)
            copy.conn.execute("PRAGMA journal_mode=DELETE").fetchall()
        finally:
            copy.close()
        sync_file(fresh)
        if _identity(self.path) not in (None, self._main):
            self.path.replace(free_name(self.path.parent, f"{self.path.name}.replaced"))
        for suffix in ("-wal", "-shm"):
            _beside(self.path, suffix).unlink(missing_ok=True)
        fresh.replace(self.path)
        sync_folder(self.path.parent)
        db.close()
        self.generation += 1


def free_name(folder: Path, stem: str, suffix: str = "") -> Path:
    """A file that does not exist yet: `stem` with `suffix`, or with `-2`, `-3`, … between them."""
    path, number = folder / f"{stem}{suffix}", 1
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}{suffix}"
    return path


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
