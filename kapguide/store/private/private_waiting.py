"""What waits for a private file: each piece is sealed under its author's key, and anybody may add to what waits.

So the record's writer, which has no private key, can put a private line on the disk as soon as it is written, and take
in one that an earlier window could not. Its author alone reads it, and moves it into the private file.
"""

import hmac
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kapguide.files import private_file, sync_folder
from kapguide.paths import Home, private_folder
from kapguide.store.file.live_file import free_name
from kapguide.store.private.private_file import FILES, waiting_path

_MAGIC = b"KGP1"
_LENGTH = 4
_NONCE = 12


def seal(key: bytearray, name: str, piece: bytes) -> bytes:
    """`piece` as only the private key `name` reads it."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(_own(key)).encrypt(nonce, piece, name.encode())


def add_waiting(home: Home, name: str, sealed: bytes) -> None:
    """Put one more piece on the disk, behind the others and behind what a kill cut off. Raises OSError."""
    add_all(waiting_path(home, name), _MAGIC + len(sealed).to_bytes(_LENGTH, "big") + sealed)


def add_all(path: Path, pieces: bytes) -> None:
    """Put pieces behind those that wait at `path`. Raises OSError."""
    with FILES:
        if not path.exists():
            private_folder(path.parent)
            private_file(path)
            sync_folder(path.parent)
        with path.open("ab") as file:
            file.write(pieces)
            file.flush()
            os.fsync(file.fileno())


def pieces(home: Home, name: str, key: bytearray) -> tuple[list[bytes], bool]:
    """What waits for a file, in the order in which it was written, and whether all of it could be read. The caller
    has FILES. Raises OSError."""
    path = waiting_path(home, name)
    data = path.read_bytes() if path.exists() else b""
    found, read, start = [], 0, data.find(_MAGIC)
    while start >= 0:
        begin = start + len(_MAGIC) + _LENGTH
        end = begin + int.from_bytes(data[begin - _LENGTH : begin], "big")
        sealed = data[begin:end]
        try:
            found.append(AESGCM(_own(key)).decrypt(sealed[:_NONCE], sealed[_NONCE:], name.encode()))
        except (InvalidTag, ValueError):  # cut off, or damaged: the next one begins somewhere behind it
            end = start + 1
        else:
            read += end - start
        start = data.find(_MAGIC, end)
    return found, read == len(data)


def clear_waiting(home: Home, name: str, *, whole: bool) -> None:
    """All that could be read is in the file; what could not is kept under another name. The caller has FILES."""
    path = waiting_path(home, name)
    if whole:
        path.unlink(missing_ok=True)
    else:
        path.replace(free_name(path.parent, path.name, ".unread"))
    sync_folder(path.parent)


def _own(key: bytearray) -> bytes:
    """A key of its own, derived from the private one."""
    return hmac.digest(key, b"kapguide private waiting 1", "sha256")
