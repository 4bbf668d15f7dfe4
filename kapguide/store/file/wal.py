"""The -wal read as SQLite reads it: SQLite takes its first bad frame for its end, and says nothing of what lay behind.

A machine that stops while it saves leaves one transaction half written at the end: nobody was told that it is saved.
A bad frame with a later transaction behind it is damage: what follows had been saved, and SQLite would drop it.
"""

import struct
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from kapguide.store.file.live_file import beside

# As the file format has it: https://sqlite.org/fileformat2.html#the_write_ahead_log
_HEADER, _FRAME = 32, 24
_BIG, _LITTLE = 0x377F0683, 0x377F0682
"""The magic number says in which byte order the sums are made."""
_PAGES = {1 << power for power in range(9, 17)}


class Wal(StrEnum):
    """What lies beside the record."""

    WHOLE = "whole"
    """All of it can be read, or there is none."""
    CUT_OFF = "cut off"
    """Its last transaction is not whole: the machine stopped while it was written, or it was damaged since."""
    BROKEN = "broken"
    """It is damaged, and something that was saved lies behind the damage."""


def wal_of(database: Path) -> Wal:
    """The state of the -wal beside `database`. Raises OSError for one that cannot be read.

    No lock hangs on a -wal, so that it may be opened and closed by hand.
    """
    try:
        data = beside(database, "-wal").read_bytes()
    except FileNotFoundError:
        return Wal.WHOLE
    return judge(data)


def judge(data: bytes) -> Wal:
    """The state of a -wal with these bytes."""
    if len(data) <= _HEADER:
        return Wal.WHOLE
    magic, _, page, _, *salts_and_sum = struct.unpack(">8I", data[:_HEADER])
    order = {_BIG: ">", _LITTLE: "<"}.get(magic, "")
    if not order or page not in _PAGES or _add(order, (0, 0), data[: _HEADER - 8]) != tuple(salts_and_sum[2:]):
        return Wal.BROKEN
    salts, state = tuple(salts_and_sum[:2]), (salts_and_sum[2], salts_and_sum[3])
    frames = _frames(data, page)
    for _, commits, found_salts, head, body, wanted in frames:
        state = _add(order, _add(order, state, head), body)
        if found_salts != salts or state != wanted:
            return _behind(found_salts == salts, commits > 0, [f[1] > 0 for f in frames if f[2] == salts])
    return Wal.WHOLE


def _frames(data: bytes, page: int) -> Iterator[tuple[int, int, tuple[int, int], bytes, bytes, tuple[int, int]]]:
    """Each whole frame: page, size of the file where it ends a transaction, salts, what is summed up, its sum."""
    for begin in range(_HEADER, len(data) - _FRAME - page + 1, _FRAME + page):
        number, size, *rest = struct.unpack(">6I", data[begin : begin + _FRAME])
        body = data[begin + _FRAME : begin + _FRAME + page]
        yield number, size, (rest[0], rest[1]), data[begin : begin + 8], body, (rest[2], rest[3])


def _behind(mine: bool, ends: bool, later: list[bool]) -> Wal:
    """What a bad frame means: `mine` and `ends` tell whether it is of this -wal's time and ends a transaction, `later`
    whether each frame of this time behind it does. Frames of an earlier time are what was there before."""
    own = [ends] * mine + later
    if not own:
        return Wal.WHOLE
    return Wal.BROKEN if any(own[:-1]) else Wal.CUT_OFF


def _add(order: str, state: tuple[int, int], data: bytes) -> tuple[int, int]:
    """SQLite's running sum over `data`."""
    one, two = state
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for first, second in zip(words[::2], words[1::2], strict=True):
        one = (one + first + two) & 0xFFFFFFFF
        two = (two + second + one) & 0xFFFFFFFF
    return one, two
