"""The library's index on the disk: one plain SQLite file, which can be lost without losing any music.

Everything in it but the labels can be found again by another import. Files hold no client data.
"""

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import msgspec

from kapguide.audio.library.entry import LibraryEntry
from kapguide.audio.library.facts import FileFacts
from kapguide.audio.track import Labels
from kapguide.errors import KapGuideError
from kapguide.files import private_file

VERSION = 1
PATIENCE_S = 0.5
"""So long another program may hold the file before it counts as locked."""
_TABLES = """
CREATE TABLE IF NOT EXISTS folder (path TEXT PRIMARY KEY) STRICT;
CREATE TABLE IF NOT EXISTS track (
    path TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, there INTEGER NOT NULL, facts TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS labels (path TEXT PRIMARY KEY, labels TEXT NOT NULL) STRICT;
"""
_FULL, _CORRUPT, _NOT_A_DATABASE = 13, 11, 26
_HELD = (5, 6)  # BUSY, LOCKED
T = TypeVar("T")


class IndexTrouble(KapGuideError):
    """The index cannot be read or written now; the library goes on in memory."""


class IndexDamaged(IndexTrouble):
    """What lies in the file is no index any more."""


@dataclass
class Contents:
    """What an index holds, or what of it has changed: then None in place of what was removed."""

    folders: dict[str, bool] = field(default_factory=dict)
    entries: dict[str, LibraryEntry | None] = field(default_factory=dict)
    labels: dict[str, Labels | None] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        return not (self.folders or self.entries or self.labels)


class LibraryFile:
    """Reads and writes the file at `path`. Used by one thread at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._open: sqlite3.Connection | None = None

    def read(self) -> Contents:
        """Everything in it; nothing when there is no file yet. Raises IndexTrouble."""
        if not self._path.exists():
            return Contents()
        with self._trouble():
            connection = self._connection()
            # What was damaged where nobody looks would be met in the middle of an import.
            for (verdict,) in connection.execute("PRAGMA quick_check(1)"):
                if verdict != "ok":
                    raise IndexDamaged(self._damaged_sentence(), str(verdict))
            return _contents(connection)

    def write(self, changes: Contents) -> None:
        """All of `changes`, or none. Raises IndexTrouble."""
        with self._trouble():
            connection = self._connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                _write(connection, changes)
                connection.execute("COMMIT")
            except sqlite3.Error:
                with contextlib.suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
                raise

    def set_aside(self) -> tuple[Contents, Path]:
        """Rename a damaged file; what could still be read of it, and its new name. Raises IndexTrouble."""
        self.close()
        rescued = rescue(self._path)
        name = f"{self._path.stem}.damaged-{datetime.now(UTC):%Y%m%d-%H%M%S%f}{self._path.suffix}"
        aside = self._path.with_name(name)
        with self._trouble():
            self._path.rename(aside)
            for beside in ("-journal", "-wal", "-shm"):
                self._path.with_name(self._path.name + beside).unlink(missing_ok=True)
        return rescued, aside

    def close(self) -> None:
        if self._open is not None:
            with contextlib.suppress(sqlite3.Error):
                self._open.close()
            self._open = None

    def _connection(self) -> sqlite3.Connection:
        if self._open is None:
            private_file(self._path)
            connection = sqlite3.connect(self._path, timeout=PATIENCE_S, isolation_level=None, check_same_thread=False)
            try:
                (version,) = connection.execute("PRAGMA user_version").fetchone()
                if version > VERSION:
                    raise IndexTrouble(
                        "The library's index was written by a newer KapGuide. It is left as it is, and changes to the "
                        "library are not kept."
                    )
                connection.executescript(_TABLES)
                connection.execute(f"PRAGMA user_version = {VERSION}")
            except BaseException:
                connection.close()
                raise
            self._open = connection
        return self._open

    @contextlib.contextmanager
    def _trouble(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            detail = f"{type(error).__name__} {getattr(error, 'sqlite_errorname', '')}"
            if code in (_CORRUPT, _NOT_A_DATABASE):
                raise IndexDamaged(self._damaged_sentence(), detail) from error
            if code == _FULL:
                raise IndexTrouble(
                    "The disk is full: what is found out about the music is kept in memory, and lost when KapGuide "
                    "closes. The music plays as before. Delete or move large files.",
                    detail,
                ) from error
            if code in _HELD:
                raise IndexTrouble(
                    "Another program holds the library's index. The library goes on in memory, and is saved as soon "
                    "as the index is free.",
                    detail,
                ) from error
            raise IndexTrouble(self._unwritable_sentence(), detail) from error
        except OSError as error:
            raise IndexTrouble(self._unwritable_sentence(), f"{type(error).__name__} {error.errno}") from error

    def trouble(self, detail: str) -> IndexTrouble:
        """What is raised when the file cannot be read or written, for no known reason."""
        return IndexTrouble(self._unwritable_sentence(), detail)

    def _damaged_sentence(self) -> str:
        return f"The library's index {self._path.name} is damaged."

    def _unwritable_sentence(self) -> str:
        return (
            f"The library's index {self._path.name} cannot be read or written. The library goes on in memory; "
            "check the disk and its folder."
        )


def rescue(path: Path) -> Contents:
    """What can still be read of a damaged index, from both ends of each table. Never fails."""
    found = Contents()
    with contextlib.suppress(sqlite3.Error, OSError), contextlib.closing(sqlite3.connect(path)) as connection:
        for order in ("ASC", "DESC"):
            for (folder,) in _rows(connection, f"SELECT path FROM folder ORDER BY rowid {order}"):
                found.folders[folder] = True
            for name, labels in _rows(connection, f"SELECT path, labels FROM labels ORDER BY rowid {order}"):
                if isinstance(read := _decoded(labels, Labels), Labels):
                    found.labels[name] = read
    return found


def _rows(connection: sqlite3.Connection, query: str) -> Iterator[tuple[str, ...]]:
    """Rows up to the first that is damaged."""
    with contextlib.suppress(sqlite3.Error):
        yield from connection.execute(query)


def _contents(connection: sqlite3.Connection) -> Contents:
    found = Contents()
    found.folders = {path: True for (path,) in connection.execute("SELECT path FROM folder")}
    for path, text in connection.execute("SELECT path, labels FROM labels"):
        if (labels := _decoded(text, Labels)) is not None:
            found.labels[path] = labels
    for path, size, mtime_ns, there, text in connection.execute("SELECT path, size, mtime_ns, there, facts FROM track"):
        # Facts of another version, or with a damaged byte, are taken anew by the next import.
        facts = _decoded(text, FileFacts) or FileFacts()
        found.entries[path] = LibraryEntry(path, size, mtime_ns, facts, found.labels.get(path) or Labels(), bool(there))
    return found


def _decoded(text: str, kind: type[T]) -> T | None:
    try:
        return msgspec.json.decode(text, type=kind)
    except msgspec.DecodeError:
        return None


def _write(connection: sqlite3.Connection, changes: Contents) -> None:
    for path, kept in changes.folders.items():
        order = "INSERT OR IGNORE INTO folder VALUES (?)" if kept else "DELETE FROM folder WHERE path = ?"
        connection.execute(order, [path])
    connection.executemany(
        "INSERT OR REPLACE INTO track VALUES (?, ?, ?, ?, ?)",
        (
            (entry.path, entry.size, entry.mtime_ns, entry.there, msgspec.json.encode(entry.facts).decode())
            for entry in changes.entries.values()
            if entry is not None
        ),
    )
    gone = [[path] for path, entry in changes.entries.items() if entry is None]
    connection.executemany("DELETE FROM track WHERE path = ?", gone)
    for path, labels in changes.labels.items():
        if labels is None:
            connection.execute("DELETE FROM labels WHERE path = ?", [path])
        else:
            text = msgspec.json.encode(labels).decode()
            connection.execute("INSERT OR REPLACE INTO labels VALUES (?, ?)", [path, text])
