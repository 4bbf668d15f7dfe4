"""The record's file as the writer holds it: opened, watched, and put back when somebody moves it away."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kapguide.files import sync_file, sync_folder, write_safely
from kapguide.store.failures import CutOff, StoreFailure
from kapguide.store.file.database import Database, DriverError, open_database


class LiveFile:
    """Opens the file and tells whether what was written still lies under its name.

    SQLite goes on writing happily to a file, or to a -wal, that has been unlinked or renamed; all of it is gone
    at the next start. To one that was cut off it writes on, behind the hole. `generation` grows when the file was
    written anew: other connections must open it again.
    """

    def __init__(self, path: Path, key: bytearray) -> None:
        self.path = path
        self._key = key
        self._main: tuple[int, int] | None = None
        self._wal: tuple[int, int] | None = None
        self._sizes = (0, 0)
        self._cut_off = False
        self.generation = 0

    def open(self, *, read_only: bool = False) -> Database:
        """A new connection to the file."""
        return open_database(self.path, self._key, read_only=read_only)

    @contextmanager
    def reading(self) -> Iterator[Database]:
        """A connection that reads, for a while."""
        db = self.open(read_only=True)
        try:
            yield db
        finally:
            db.close()

    def open_to_write(self) -> Database:
        """The writer's connection; `moved` speaks of this one."""
        db = self.open()
        self._main, self._wal, self._sizes = _identity(self.path), None, (0, 0)
        return db

    def moved(self) -> bool:
        """Whether the file or its -wal is no longer the one that was written. Ask after a commit."""
        main, wal = _identity(self.path), _identity(beside(self.path, "-wal"))
        if self._wal is None:
            self._wal = wal
        self._sizes = self._sizes_now()
        return main is None or wal is None or main != self._main or wal != self._wal

    def check_whole(self) -> None:
        """Ask before anything is written. Raises CutOff where the file or its -wal is shorter than it was: neither
        ever is by itself while it is open."""
        if self._cut_off or any(now < then for now, then in zip(self._sizes_now(), self._sizes, strict=True)):
            self._cut_off = not self.moved()
        if self._cut_off:
            raise CutOff

    def let_go(self, db: Database) -> None:
        """Close `db` so that it does not copy the holes of a -wal that was cut off into the file.

        SQLite leaves alone what no longer lies where it was opened: a copy takes the file's place.
        """
        fresh = beside(self.path, ".fresh")
        fresh.unlink(missing_ok=True)
        write_safely(fresh, self.path.read_bytes())
        fresh.replace(self.path)
        sync_folder(self.path.parent)
        db.close()
        self.generation += 1

    def _sizes_now(self) -> tuple[int, int]:
        return size_of(self.path), size_of(beside(self.path, "-wal"))

    def astray(self) -> bool:
        """Whether something was written, and lies no longer where it should. Ask at any time."""
        return self._wal is not None and self.moved()

    def save_from(self, db: Database) -> None:
        """Where nothing lies under the name any more, write what an open connection still holds."""
        if not self.path.exists():
            with suppress(DriverError, StoreFailure, OSError):  # nothing is left to lose
                self.put_back(db)

    def put_back(self, db: Database) -> None:
        """Write everything that the open connection still holds to a new file under the old name; closes `db`.

        Another file that lies there by now is not ours to delete: it is renamed. `db` is closed last, so that
        nothing is lost when a step fails; SQLite sees that its file was moved and leaves the new -wal alone.
        """
        fresh = beside(self.path, ".fresh")
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
            beside(self.path, suffix).unlink(missing_ok=True)
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


def beside(path: Path, suffix: str) -> Path:
    """The file beside `path` that has its whole name and `suffix`: `-wal`, `-shm`."""
    return path.with_name(path.name + suffix)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def size_of(path: Path) -> int:
    """How many bytes lie at `path`; 0 where nothing does."""
    try:
        return path.stat().st_size
    except OSError:
        return 0
