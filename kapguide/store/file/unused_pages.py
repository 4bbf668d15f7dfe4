"""The unused pages of the record's file, which SQLite never reads: whether they are as they were written.

SQLCipher itself reads the whole file to tell, as often as SQLite's check has already read every other page. The format
is that of SQLCipher 4: a page ends in its IV and a MAC over what comes before and its number; the first one begins with
the salt. SQLite keeps unused pages in a chain of lists that begins on the first page.
"""

import hmac
import os
from collections.abc import Iterator
from hashlib import pbkdf2_hmac
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

PAGE = 4096
SALT, IV, _MAC = 16, 16, 64
MAC_AT = PAGE - _MAC
IV_AT = MAC_AT - IV
_FIRST_LIST = 32
"""Where the first page names the first list, and behind it how many pages are unused."""
_FIRST_FILE = 3
_MOST_FILES = 1024


class Strange(Exception):
    """Something is not as it was written, or not as this module knows it."""


def are_sound(path: Path, key: bytearray, many: int) -> bool:
    """Whether there are so `many`, each as it was written, in the file at `path`, which a connection has open.

    Where this says no, it is for SQLCipher to say what is wrong, or that nothing is.
    """
    if not hasattr(os, "pread"):  # Windows
        return False
    try:
        pages = EncryptedPages(path, key)
        return sum(1 for _ in _unused(pages)) == many
    except (Strange, OSError):
        return False


def _unused(pages: "EncryptedPages") -> Iterator[int]:
    """Every unused page, read and found to be sound."""
    (following, _), seen = _numbers(pages.text(1), _FIRST_LIST, 2), set()
    while following:
        if following in seen:
            raise Strange
        seen.add(following)
        yield following
        text = pages.text(following)
        following, many = _numbers(text, 0, 2)
        if 8 + 4 * many > IV_AT:
            raise Strange
        for number in _numbers(text, 8, many):
            pages.sound(number)
            yield number


def _numbers(text: bytes, at: int, many: int) -> list[int]:
    return [int.from_bytes(text[begin : begin + 4]) for begin in range(at, at + 4 * many, 4)]


class EncryptedPages:
    """The pages of one file, by their numbers from 1."""

    def __init__(self, path: Path, key: bytearray) -> None:
        self.file = _open_file(path)
        self._key = key
        salt = os.pread(self.file, SALT, 0)
        self.mac_key = pbkdf2_hmac("sha512", key, bytes(byte ^ 0x3A for byte in salt), 2, len(key))

    def sound(self, number: int) -> bytes:
        """The page as it lies in the file. Raises Strange unless its MAC is right."""
        page = os.pread(self.file, PAGE, (number - 1) * PAGE)
        covered = page[SALT if number == 1 else 0 : MAC_AT] + number.to_bytes(4, "little")
        if not number or not hmac.compare_digest(hmac.digest(self.mac_key, covered, "sha512"), page[MAC_AT:]):
            raise Strange
        return page

    def text(self, number: int) -> bytes:
        """What was encrypted; the salt stands where it stands in the file."""
        page = self.sound(number)
        begin = SALT if number == 1 else 0
        reader = Cipher(AES(self._key), CBC(page[IV_AT:MAC_AT])).decryptor()
        return page[:begin] + reader.update(page[begin:IV_AT])


def _open_file(path: Path) -> int:
    """The handle through which SQLite itself reads the file: closing another one would drop its locks. Raises Strange
    where there is none."""
    for number in range(_FIRST_FILE, _MOST_FILES):
        try:
            if os.path.samestat(os.fstat(number), path.stat()):
                return number
        except OSError:
            continue
    raise Strange
