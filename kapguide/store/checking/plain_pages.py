"""The record's pages decrypted once, into memory, for a check that reads each of them many times.

SQLCipher makes a page's MAC and decrypts it each time that a connection reads it anew: that was half of a check's time.
Here every page of the file, unused ones as well, is read once, held against its MAC and decrypted; then connections
without a key read them as SQLite reads any file. They lie in a file in the system's memory that loses its name before
the first page is laid into it: nothing else can open it, no disk holds it, and it goes with its last connection.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from kapguide.store.checking.side_process import side_process
from kapguide.store.file.database import ALL_MEMORY, PLAIN_HEADER, Database, DriverError, left_out, open_plain, path_of
from kapguide.store.file.live_file import beside, size_of
from kapguide.store.file.unused_pages import IV, IV_AT, MAC_AT, PAGE, SALT, EncryptedPages, Strange

MEMORY = Path("/dev/shm")
_MOUNTED = re.compile(rf"^\S+ {MEMORY} tmpfs ", re.MULTILINE)
_AVAILABLE = re.compile(r"^MemAvailable: +([0-9]+) kB$", re.MULTILINE)
_SHARE = 4
"""Of the memory that is free it takes at most this part: a session beside it comes first."""
_AT_ONCE = 64
_AES_BLOCK, _SHA512_BLOCK = 16, 128
_LOCKING = 2**30 // PAGE + 1
"""The page that SQLite leaves out for its locks."""
_FORMAT_AT = slice(18, 20)
_NO_WAL = b"\1\1"
_RESERVED = bytes(PAGE - IV_AT)
"""Behind the text of each page, where its IV and MAC were."""


@contextmanager
def decrypted(db: Database, key: bytearray, many: int) -> Iterator[list[Database]]:
    """So `many` connections to the decrypted pages of the record that `db` reads, as of one moment. None where they
    cannot be had: in a process that locks all its memory, on another system than Linux, of a file that is large, or
    damaged, or that has a -wal beside it."""
    plain: list[Database] = []
    with ExitStack() as opened:
        with suppress(Strange, OSError, DriverError), _as_it_is(db) as path:
            size = path.stat().st_size
            if not size % PAGE and size <= _room():
                laid, connections = _nameless(opened, many)
                _lay(path, laid, key, size // PAGE)
                plain = connections
        yield plain


@contextmanager
def _as_it_is(db: Database) -> Iterator[Path]:
    """The record's file, into which nobody writes meanwhile: while somebody reads and no -wal is to be taken in, all
    that is new goes into a -wal."""
    path = path_of(db)
    db.conn.execute("BEGIN")
    try:
        db.conn.execute("SELECT count(*) FROM sqlite_schema").fetchall()
        if ALL_MEMORY not in left_out or size_of(beside(path, "-wal")):
            raise Strange
        yield path
    finally:
        db.conn.execute("ROLLBACK")


def _room() -> int:
    """How many bytes may be taken of the system's memory; 0 where that is no place for them."""
    if not hasattr(os, "preadv") or not _MOUNTED.search(Path("/proc/mounts").read_text("utf-8", "replace")):
        return 0
    free, there = _AVAILABLE.search(Path("/proc/meminfo").read_text("utf-8")), os.statvfs(MEMORY)
    return min(int(free[1]) * 1024 // _SHARE, there.f_bavail * there.f_frsize) if free else 0


def _nameless(opened: ExitStack, many: int) -> tuple[int, list[Database]]:
    """An empty file that nobody finds any more, to write to, and connections that read it."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        path = Path(folder) / "pages"
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        opened.callback(os.close, file)
        connections = [open_plain(path) for _ in range(many)]
        for connection in connections:
            opened.callback(connection.close)
    return file, connections


def _lay(path: Path, laid: int, key: bytearray, last: int) -> None:
    """Decrypt the pages of the file at `path` into the other, half of them by a process beside this one. Raises
    Strange."""
    pages = EncryptedPages(path, key)
    macs, half = _Macs(pages.mac_key), 2 + last // 2

    def lay(numbers: range) -> bool:
        _lay_part(pages.file, laid, key, macs, numbers)
        return True

    with side_process(lambda: lay(range(half, last + 1))) as second:
        first = bytearray(pages.text(1).ljust(PAGE, b"\0"))
        first[:SALT], first[_FORMAT_AT] = PLAIN_HEADER, _NO_WAL
        os.pwrite(laid, first, 0)
        lay(range(2, half))
        if not second.of(0, bool):
            lay(range(half, last + 1))


class _Macs:
    """HMAC-SHA512 of pages; what the key has to do with it is worked out once."""

    def __init__(self, key: bytes) -> None:
        padded = key.ljust(_SHA512_BLOCK, b"\0")
        self._inner, self._outer = (hashlib.sha512(bytes(byte ^ pad for byte in padded)) for pad in (0x36, 0x5C))

    def of(self, text: memoryview, iv: memoryview, number: int) -> bytes:
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(text)
        inner.update(iv)
        inner.update(number.to_bytes(4, "little"))
        outer.update(inner.digest())
        return outer.digest()


def _lay_part(file: int, laid: int, key: bytearray, macs: _Macs, pages: range) -> None:
    """Lay the pages with these numbers. Each is read with its IV put before its text: so the blocks of many pages are
    one chain, and are decrypted at once."""
    raw, plain, ends = (memoryview(bytearray(_AT_ONCE * size)) for size in (MAC_AT, MAC_AT + _AES_BLOCK, PAGE - MAC_AT))
    ivs, texts, clear = (
        [of[at + begin : at + end] for at in range(0, _AT_ONCE * MAC_AT, MAC_AT)]
        for of, begin, end in ((raw, 0, IV), (raw, IV, MAC_AT), (plain, IV, MAC_AT))
    )
    found = [ends[at : at + PAGE - MAC_AT] for at in range(0, len(ends), PAGE - MAC_AT)]
    to_read = [part for each in zip(texts, ivs, found, strict=True) for part in each]
    to_lay = [part for text in clear for part in (text, _RESERVED)]
    for first in pages[::_AT_ONCE]:
        many = min(_AT_ONCE, pages.stop - first)
        if os.preadv(file, to_read[: 3 * many], (first - 1) * PAGE) != many * PAGE:
            raise Strange
        for place, number in enumerate(range(first, first + many)):
            if macs.of(texts[place], ivs[place], number) != found[place] and number != _LOCKING:
                raise Strange
        Cipher(AES(key), CBC(bytes(IV))).decryptor().update_into(raw[: many * MAC_AT], plain)
        if os.pwritev(laid, to_lay[: 2 * many], (first - 1) * PAGE) != many * PAGE:
            raise Strange
