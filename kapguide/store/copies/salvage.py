"""What can be read of a file that is damaged, or not gone on with: session by session, and nothing is ever changed.

After a bad page SQLCipher reads nothing more through its connection. So each question has a connection of its own, and
one that meets a bad page is asked once more from the other end: what lies on either side of the page is found.
"""

from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from kapguide.errors import KapGuideError
from kapguide.session.events import Event
from kapguide.session.protocol.protocol import TherapyProtocol, thaw
from kapguide.store.failures import StoreFailure, explain, whole
from kapguide.store.file.database import DriverError, open_database
from kapguide.store.tables.changes import EventRow

T = TypeVar("T")
_SESSIONS = "SELECT rowid, id, client_id, number, started_at, tz_min FROM session ORDER BY rowid"
_COLUMNS = "id, command_id, seq, t_ms, at_utc, tz_min, boot_id, payload_json, v, kind, text"
_EVENTS = f"SELECT {_COLUMNS} FROM session_event WHERE session_id = ? ORDER BY seq"
_ROW_BY_ROW = f"SELECT {_COLUMNS} FROM session_event NOT INDEXED WHERE session_id = ? ORDER BY row"
"""Slower, and without the index, which may be what is damaged."""
_NOTES = "SELECT id, text FROM note_shown WHERE session_id = ? ORDER BY id"


class SalvagedSession(msgspec.Struct, frozen=True):
    """A session that there is a row of: its name such as M-014/2."""

    id: str
    name: str
    at: datetime
    tz_min: int


class SalvagedEntries(msgspec.Struct, frozen=True):
    """What can be read of one session. `lost` are entries that are there and say nothing any more; `cut` tells that
    there may be others; `plain` are those that no rule of today makes an event of: when, and the words."""

    protocol: TherapyProtocol | None
    events: tuple[Event, ...]
    plain: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    lost: int
    cut: bool


def salvaged_sessions(path: Path, key: bytearray) -> tuple[tuple[SalvagedSession, ...], bool]:
    """The sessions that can be read, newest first, and whether there may be others. Raises StoreFailure where nothing
    opens."""
    with closing(open_database(path, key, read_only=True)):
        pass
    found, cut = _from_both_ends(path, key, _SESSIONS, ())
    codes, _ = _from_both_ends(path, key, "SELECT rowid, id, code FROM client ORDER BY rowid", ())
    newer, _ = _from_both_ends(path, key, "SELECT rowid, client_id, code FROM client_code ORDER BY created_at", ())
    named = {client: code for _, client, code in (*codes, *newer)}
    sessions = [
        SalvagedSession(id, f"{named.get(client, 'code not readable')}/{number}", datetime.fromisoformat(at), tz_min)
        for _, id, client, number, at, tz_min in found
    ]
    return tuple(sorted(sessions, key=lambda session: session.at, reverse=True)), cut


def salvaged(path: Path, key: bytearray, session_id: str) -> SalvagedEntries:
    """What can be read of that session. Raises StoreFailure where nothing opens."""
    rows, cut = _as_far_as_it_goes(path, key, _EVENTS, (session_id,))
    if cut:
        rows, cut = _from_both_ends(path, key, _ROW_BY_ROW, (session_id,))
        rows.sort(key=lambda row: row[2])
    notes, notes_cut = _from_both_ends(path, key, _NOTES, (session_id,))
    plan, _ = _from_both_ends(path, key, "SELECT rowid, protocol_json FROM session WHERE id = ?", (session_id,))
    events, plain, lost = [], [], 0
    for id, command, seq, t, at, tz_min, boot, body, v, kind, text in rows:
        try:
            events.append(EventRow(id, command, seq, t, at, tz_min, boot, msgspec.Raw(whole(body)), v).event())
        except (KapGuideError, msgspec.MsgspecError):
            lost += 1
            if text and "\0" not in text:
                plain.append((at, f"{kind}: {text}"))
    return SalvagedEntries(
        _tried(lambda: thaw(whole(plan[0][1]))) if plan else None,
        tuple(events),
        tuple(plain),
        tuple(text for _, text in notes if text and "\0" not in text),
        lost,
        cut or notes_cut,
    )


def _from_both_ends(path: Path, key: bytearray, query: str, given: tuple[str, ...]) -> tuple[list[Any], bool]:
    """The rows that can be read, in order, and whether a bad page lies between them."""
    first, cut = _as_far_as_it_goes(path, key, query, given)
    if not cut:
        return first, False
    last, _ = _as_far_as_it_goes(path, key, f"{query} DESC", given) if "ORDER BY" in query else ([], True)
    known = {row[0] for row in first}
    return [*first, *(row for row in reversed(last) if row[0] not in known)], True


def _as_far_as_it_goes(path: Path, key: bytearray, query: str, given: tuple[str, ...]) -> tuple[list[Any], bool]:
    rows: list[Any] = []
    try:
        with closing(open_database(path, key, read_only=True)) as db:
            for row in db.conn.execute(query, given):
                rows.append(row)  # noqa: PERF402 - those before a bad page are kept
    except (DriverError, StoreFailure) as error:
        if explain(error) is None and "no such" not in str(error):  # a table that this version of the file has not
            raise
        return rows, "no such" not in str(error)
    return rows, False


def _tried(work: Callable[[], T]) -> T | None:
    try:
        return work()
    except (KapGuideError, msgspec.MsgspecError):
        return None
