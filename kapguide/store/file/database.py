"""SQLCipher under sqlite-utils, and the one way in which the record's file is opened.

sqlite-utils catches the exceptions of the driver that it finds as `pysqlite3`; SQLCipher's are not those of
the standard library. The alias must be laid before sqlite-utils is first imported, so nothing else imports it.

Nothing in this process may open and close a database file by hand while a connection to it is open: on POSIX that
drops the connection's locks.
"""

import atexit
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlcipher3
from sqlcipher3 import dbapi2

sys.modules["pysqlite3"] = sqlcipher3
sys.modules["pysqlite3.dbapi2"] = dbapi2

_numpy = {name: module for name, module in sys.modules.items() if name == "numpy"}
sys.modules["numpy"] = None  # type: ignore[assignment]
# sqlite-utils imports numpy wherever it is installed, to store arrays; no record has any, and a window would carry it.
try:
    from sqlite_utils import utils
    from sqlite_utils.db import Database
finally:
    del sys.modules["numpy"]
    sys.modules.update(_numpy)

from kapguide.files import private_file  # noqa: E402
from kapguide.store.failures import Damaged, Unwritable, WrongKey, damaged, explain  # noqa: E402

__all__ = ["Database", "DriverError", "explained", "open_database", "transaction"]

KEY_BYTES = 32
PLAIN_HEADER = b"SQLite format 3\0"
DriverError = dbapi2.Error
_HEX = b"0123456789abcdef"

ALL_MEMORY = "cipher_memory_security=ON"
"""SQLCipher locks and wipes every piece of memory that SQLite takes, and not only what holds its keys."""
PRAGMAS = (
    ALL_MEMORY,
    "foreign_keys=ON",
    "recursive_triggers=ON",  # else INSERT OR REPLACE passes by the triggers that forbid to delete
    "trusted_schema=OFF",
    "cell_size_check=ON",  # a damaged page is found when it is read
    "secure_delete=ON",
    "temp_store=MEMORY",  # a temporary file would not be encrypted
    "busy_timeout=5000",  # ms: another program may just be taking the -wal in
)
left_out: set[str] = set()
"""What this process does without, see `lock_keys_alone`."""
WRITING_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "fullfsync=ON", "checkpoint_fullfsync=ON")
"""Committed is on the disk itself: a Mac's plain fsync leaves it in the drive's own memory."""


def check_driver(utils_driver: object, sqlite_version: tuple[int, ...]) -> None:
    """Raise RuntimeError unless sqlite-utils runs on SQLCipher, and on one without SQLite's WAL-reset bug."""
    if utils_driver is not sqlcipher3:
        raise RuntimeError("sqlite-utils was imported before kapguide.store.file.database")
    if sqlite_version < (3, 51, 3):
        raise RuntimeError(f"SQLite {sqlite_version} can damage files in WAL mode; 3.51.3 or later is needed")


check_driver(utils.__dict__["sqlite3"], dbapi2.sqlite_version_info)


def open_database(path: Path, key: bytearray, *, create: bool = False, read_only: bool = False) -> Database:
    """Open the encrypted file at `path` with its 32-byte key; the connection belongs to the calling thread.

    With `create` the file must not exist yet. Raises StoreFailure; driver errors that are not known propagate.
    """
    if create:
        _refuse_existing(path)
    else:
        _check_file(path)
    mode = "rwc" if create else "ro" if read_only else "rw"
    try:
        with explained():
            if create:
                private_file(path)  # its -wal and -shm become as private as it is
            try:
                db = _connect(path, key, mode)
            except dbapi2.OperationalError:
                if not read_only or os.access(
                    path.parent, os.W_OK, effective_ids=os.access in os.supports_effective_ids
                ):
                    raise
                db = _connect_where_nothing_is_written(path, key)
            if create:
                check_header(path)
            return db
    except WrongKey:
        check_header(path)
        raise


def path_of(db: Database) -> Path:
    """Where the file lies that `db` reads."""
    named = "SELECT CAST(file AS BLOB) FROM pragma_database_list WHERE name = 'main'"  # a name need not be UTF-8
    return Path(os.fsdecode(db.conn.execute(named).fetchone()[0]))


@contextmanager
def explained() -> Iterator[None]:
    """Turn the known failures of the driver and of the system into StoreFailure; bugs propagate as they are."""
    try:
        yield
    except (dbapi2.Error, OSError) as error:
        failure = explain(error)
        if failure is None:
            raise
        raise failure from error


def _connect_where_nothing_is_written(path: Path, key: bytearray) -> "Database":
    """Read on a medium that takes no file beside the record. What waits in its -wal is read from a copy of both, as
    encrypted as they are, which goes with the program."""
    wal = path.with_name(path.name + "-wal")
    if not wal.exists() or not wal.stat().st_size:
        return _connect(path, key, "ro&immutable=1")
    folder = Path(tempfile.mkdtemp(prefix="kapguide-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for part in (path, wal):
        (folder / part.name).write_bytes(part.read_bytes())
    return _connect(folder / path.name, key, "ro")


def _connect(path: Path, key: bytearray, mode: str) -> Database:
    connection = dbapi2.connect(
        f"{path.resolve().as_uri()}?mode={mode}", uri=True, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA cipher_log_level=NONE")
        _set_key(connection, key)
        check_cipher(connection.execute("PRAGMA cipher_version").fetchone())
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        for pragma in PRAGMAS if mode == "ro" else PRAGMAS + WRITING_PRAGMAS:
            if pragma not in left_out:
                connection.execute(f"PRAGMA {pragma}").fetchall()
        return Database(connection, execute_plugins=False)
    except BaseException:
        connection.close()
        raise


def open_plain(path: Path) -> Database:
    """Read the file at `path`, which has no key, and may be empty until it is read. Nobody writes to it meanwhile, so
    that no lock is asked for. As much of it as may be is read in place."""
    uri = f"{path.resolve().as_uri()}?mode=ro&nolock=1"
    connection = dbapi2.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    for pragma in (*PRAGMAS, f"mmap_size={sys.maxsize}"):
        if pragma not in left_out:
            connection.execute(f"PRAGMA {pragma}").fetchall()
    return Database(connection, execute_plugins=False)


def lock_keys_alone() -> None:
    """For a process that lives for one look at the record: what holds keys is locked and wiped as ever, the rest of
    SQLite's memory goes with the process. With 220,000 entries that is three fifths of a check's time. SQLCipher never
    leaves off again once it has begun: this comes before any connection."""
    left_out.add(ALL_MEMORY)


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """One write transaction; an error leaves nothing behind. sqlite-utils' own begins without the lock it will need."""
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.conn.execute("COMMIT")
    finally:
        if db.conn.in_transaction:
            db.conn.execute("ROLLBACK")


def _set_key(connection: "dbapi2.Connection", key: bytearray) -> None:
    """Hand SQLCipher the raw key as `x'…'`, in memory that is wiped afterwards: a str could not be."""
    if len(key) != KEY_BYTES:
        raise ValueError("the data key has 32 bytes")
    raw = bytearray(2 * KEY_BYTES + 3)
    raw[:2], raw[-1:] = b"x'", b"'"
    for index, byte in enumerate(key):
        raw[2 + 2 * index] = _HEX[byte >> 4]
        raw[3 + 2 * index] = _HEX[byte & 15]
    try:
        connection.set_key(raw)
    finally:
        raw[:] = bytes(len(raw))


def check_cipher(version: tuple[str] | None) -> None:
    """Raise RuntimeError if the connection is not SQLCipher's: plain SQLite answers an unknown pragma with nothing."""
    if not version or not version[0]:
        raise RuntimeError("this SQLite does not encrypt")


def check_header(path: Path) -> None:
    """Raise Damaged if the file at `path` is a plain SQLite file."""
    with path.open("rb") as file:
        if file.read(len(PLAIN_HEADER)) == PLAIN_HEADER:
            raise Damaged(
                f"{path.name} is not encrypted, so KapGuide did not write it. It was left as it is. "
                "Move it away and restore the newest backup.",
                "plain SQLite header",
            )


def _check_file(path: Path) -> None:
    """SQLCipher takes an empty file for a new database and any key for its key: refuse it here."""
    try:
        size = path.stat().st_size
    except FileNotFoundError as error:
        raise Unwritable(f"There is no record at {path}. Restore a backup, or start a new practice.") from error
    except OSError as error:
        raise Unwritable(f"The record at {path} cannot be reached. Check the disk.", str(error)) from error
    if not size:
        raise damaged("empty file")


def _refuse_existing(path: Path) -> None:
    if path.exists():
        raise Unwritable(f"There is already a file at {path}. It was left as it is.", "create over an existing file")
