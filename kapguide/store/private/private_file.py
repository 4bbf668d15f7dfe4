"""Private files: what one person writes for nobody else, in an encrypted database of their own for each private key.

`private/<staff>.db` opens with the key `private:<staff>` alone, `private/<staff>.2.db` with `private:<staff>:2`. Only
that person's slots in the vault hold these keys, or of somebody to whom they handed them over. Nothing of a private
file comes into the record, its audit chain or its search. Backups carry copies of these files beside that of the
record, as unreadable as they are (see `private_copies`).
"""

import threading
from collections.abc import Iterable
from contextlib import closing
from itertools import count
from pathlib import Path

import msgspec

from kapguide.errors import KapGuideError
from kapguide.files import sync_file, sync_folder
from kapguide.paths import Home, private_folder
from kapguide.store.failures import NewerSchema, WrongKey
from kapguide.store.file.database import Database, explained, open_database
from kapguide.store.keys.slots import AUDIT, MAIN, PRIVATE
from kapguide.store.keys.vault import Keys
from kapguide.store.keys.vault_file import VaultFile, write_vault

VERSION = 1
_NEW = ".new"
_RETURNED = ".returned-"
FILES = threading.RLock()
"""Whoever reads or changes what lies in the private folder has it: a copy is made of whole files."""
NOTE_STAYS = """CREATE TRIGGER private_note_stays BEFORE DELETE ON private_note
    BEGIN SELECT RAISE(ABORT, 'a private note is never deleted'); END"""
_TABLES = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
    """CREATE TABLE private_note (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    client_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    supersedes TEXT NOT NULL,
    author_id TEXT NOT NULL,
    created_at TEXT NOT NULL,
    tz_min INTEGER NOT NULL) STRICT""",
    "CREATE INDEX private_note_of_client ON private_note (client_id, created_at)",
    """CREATE TABLE private_draft (
    place TEXT PRIMARY KEY,
    client_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    author_id TEXT NOT NULL,
    created_at TEXT NOT NULL,
    tz_min INTEGER NOT NULL) STRICT""",
    """CREATE TRIGGER private_note_keeps BEFORE UPDATE ON private_note
    BEGIN SELECT RAISE(ABORT, 'a private note is never changed'); END""",
    NOTE_STAYS,
)


def private_path(home: Home, name: str) -> Path:
    """Where the file of the private key `name` lies."""
    return home.private / f"{name.removeprefix(PRIVATE).replace(':', '.')}.db"


def waiting_path(home: Home, name: str) -> Path:
    """Where what was written waits, sealed, until it is in the file of that private key."""
    return private_path(home, name).with_suffix(".waiting")


def returned(path: Path) -> list[Path]:
    """The copies of a private file that came back beside it, for its author to take in."""
    return [each for each in sorted(path.parent.glob(f"{path.name}{_RETURNED}*")) if each.suffix[-1].isdigit()]


def next_returned(path: Path) -> Path:
    """Where one more copy of a private file may lie until its author reads it."""
    names = (path.with_name(f"{path.name}{_RETURNED}{number}") for number in count(1))
    return next(each for each in names if not each.exists())


def vault_of_left(home: Home, staff: str) -> Path:
    """Where the vault lies that opens the private files of somebody who has left, and nothing else."""
    return home.private / f"{staff}.vault.json"


def private_names(home: Home) -> list[str]:
    """The keys of the private files that lie here, whoever can open them."""
    return sorted(f"{PRIVATE}{path.stem.replace('.', ':')}" for path in home.private.glob("*.db"))


def create_private(home: Home, keys: Keys, name: str) -> None:
    """Make an empty private file for one of the person's keys. It appears under its name only when it is whole."""
    path = private_path(home, name)
    if path.exists():
        raise KapGuideError(f"There is already a private file at {path}. It was left as it is.")
    coming = path.with_name(path.name + _NEW)
    with explained():
        private_folder(home.private)
        for left in home.private.glob(f"{coming.name}*"):
            left.unlink()
        with closing(open_database(coming, _key(keys, name), create=True)) as db:
            for statement in _TABLES:
                db.conn.execute(statement)
            db.conn.execute("INSERT INTO meta VALUES ('key', ?)", (name,))
            db.conn.execute(f"PRAGMA user_version = {VERSION}")
            db.conn.execute("PRAGMA journal_mode=DELETE").fetchall()
        sync_file(coming)
        coming.replace(path)
        sync_folder(home.private)


def open_private(home: Home, keys: Keys, name: str, *, read_only: bool = False) -> Database:
    """The private file of one of the person's keys; the caller closes it. Raises StoreFailure, KapGuideError."""
    path, key = private_path(home, name), _key(keys, name)
    if not path.exists():
        raise KapGuideError(f"There is no private file at {path}.")
    try:
        db = open_database(path, key, read_only=read_only)
    except WrongKey as failure:
        raise WrongKey(
            f"The private file {path.name} does not open with its author's key: its beginning is damaged, or it comes "
            "from another time or practice. Nothing was changed.",
            failure.detail,
        ) from failure
    if db.conn.execute("PRAGMA user_version").fetchone()[0] > VERSION:
        db.close()
        raise NewerSchema(
            "This private file was written by a newer KapGuide. Nothing was changed; open it with that version.",
            f"newer than version {VERSION}",
        )
    return db


def _key(keys: Keys, name: str) -> bytearray:
    if not name.startswith(PRIVATE) or name not in keys.named:
        raise KapGuideError("This private file is somebody else's: it opens with their passphrase alone.")
    return keys.named[name]


def with_file(home: Home, names: Iterable[str]) -> list[str]:
    """The private keys among `names` that something was written with, if only what waits for the file."""
    mine = (name for name in names if name.startswith(PRIVATE))
    return [name for name in mine if private_path(home, name).exists() or waiting_path(home, name).exists()]


def vault_before(home: Home, staff: str) -> Path:
    """Where the next vault of somebody who gets another passphrase may lie, that opens what they wrote before."""
    names = (home.private / f"{staff}.before-{number}.vault.json" for number in count(1))
    return next(path for path in names if not path.exists())


def keep_sealed(home: Home, vault: VaultFile, staff: str, path: Path) -> None:
    """Where the person wrote private files, a vault at `path` that opens these for their owner, and nothing else."""
    mine = [slot for slot in vault.slots if slot.person == staff]
    if not mine or not with_file(home, mine[0].keys):
        return
    only = tuple(
        msgspec.structs.replace(slot, keys={name: key for name, key in slot.keys.items() if name not in (MAIN, AUDIT)})
        for slot in mine
    )
    write_vault(path, msgspec.structs.replace(vault, slots=only, left=True))
