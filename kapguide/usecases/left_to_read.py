"""A record that is not gone on with, or a backup, read line by line: what is there in words, and what is not."""

from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from kapguide.errors import KapGuideError
from kapguide.export.log import Log
from kapguide.export.log_rows import rows
from kapguide.export.note_file import decode_note
from kapguide.store.copies.salvage import SalvagedEntries, SalvagedSession, salvaged, salvaged_sessions
from kapguide.store.keys.vault import Keys

OTHERS = "There may be others: part of the file cannot be read."


class LeftLine(msgspec.Struct, frozen=True):
    """One line: its clock time and its words; `head` begins a part, and has no time."""

    time: str
    words: str
    head: bool = False

    def __str__(self) -> str:
        return f"{self.time}  {self.words}" if self.time else self.words


class LeftSession(msgspec.Struct, frozen=True):
    """What can be read of one session, and in a sentence what cannot; empty where all of it can."""

    lines: tuple[LeftLine, ...]
    lacks: str = ""


class LeftSessions(msgspec.Struct, frozen=True):
    """The sessions of a file, newest first, and in a sentence what is wrong with the list."""

    sessions: tuple[SalvagedSession, ...]
    lacks: str = ""


def sessions_left(path: Path, keys: Keys) -> LeftSessions:
    """The sessions that can be read. Raises StoreFailure where nothing opens."""
    found, cut = salvaged_sessions(path, keys.main)
    return LeftSessions(found, OTHERS if cut else "")


def session_left(path: Path, keys: Keys, session: SalvagedSession) -> LeftSession:
    """The log of a session and its notes, as far as they can be read."""
    found = salvaged(path, keys.main, session.id)
    lines = [*_log(found, session), *(line for text in found.notes for line in _note(text))]
    return LeftSession(tuple(lines), _lacks(found))


def _log(found: SalvagedEntries, session: SalvagedSession) -> list[LeftLine]:
    told = []
    if found.events and found.protocol is not None:
        log = Log(found.events, found.protocol)
        told = [
            (row.when.at, LeftLine(row.when.clock[:5], f"{row.what}{row.standing and f' ({row.standing})'}"))
            for row in rows(log)
        ]
    elif found.events:  # its plan is not readable: what was written is all that can be told
        told = [
            (event.at, LeftLine(_clock(event.at, event.tz_min), event.text)) for event in found.events if event.text
        ]
    for at, words in found.plain:
        moment = datetime.fromisoformat(at)
        told.append((moment, LeftLine(_clock(moment, session.tz_min), words)))
    return [LeftLine("", "Log", head=True), *(line for _, line in sorted(told, key=lambda one: one[0]))]


def _note(text: str) -> list[LeftLine]:
    try:
        note = decode_note(text)
    except KapGuideError:
        return [LeftLine("", "Note", head=True), LeftLine("", text)]
    lines = [LeftLine("", "Note", head=True)]
    for section in note.sections:
        lines += [LeftLine("", f"{section.title}: {line.text}") for line in section.lines if line.text]
    return lines


def _lacks(found: SalvagedEntries) -> str:
    if found.cut:
        return "Part of this session lies on a page that cannot be read."
    numbers = {event.seq for event in found.events}
    lost = found.lost or max(numbers, default=0) - len(numbers)
    return f"{lost} entries cannot be read." if lost > 1 else "1 entry cannot be read." if lost else ""


def _clock(at: datetime, tz_min: int) -> str:
    return f"{at + timedelta(minutes=tz_min):%H:%M}"
