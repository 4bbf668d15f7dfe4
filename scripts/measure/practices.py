"""Practices as years of work leave them: clients in a course, and sessions with all their entries, notes and seals.

The rows, seals and audit rows are the program's own; only the statements are fewer, as 4 million entries are many. One
session is played by the cast and written again and again, at other times and with other lines. `python -m
measure.practices FOLDER CLIENTS SESSIONS ENTRIES` makes one.
"""

import os
import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import accumulate, groupby, product
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

import msgspec

from kapguide.clinical import facts as f
from kapguide.export.note_file import encode_note
from kapguide.export.noting.generate import generate_note
from kapguide.export.report import build_report
from kapguide.paths import Home
from kapguide.session import events as e
from kapguide.session.clinic_texts import shipped_observations
from kapguide.session.clock import Elapsed, RehearsalClock
from kapguide.session.ids import seeded_ids, system_ids
from kapguide.session.live import LiveSession, Saved
from kapguide.session.protocol.protocol import TherapyProtocol
from kapguide.session.protocol.protocol_file import find_protocol, read_protocol
from kapguide.session.scripted_session import Cast, shipped_scripted_session
from kapguide.store.chain.audit import EVENTS_APPENDED, INSERT, Audit, Head, head
from kapguide.store.chain.seals import Value, sealer
from kapguide.store.file import database
from kapguide.store.file.database import Database
from kapguide.store.keys.vault import Keys, create_vault, unlock
from kapguide.store.records import Store
from kapguide.store.tables import changes, fact_rows, note_rows
from kapguide.store.tables.changes import EventRow, Stamp
from kapguide.store.tables.queries import SessionRow
from kapguide.store.times import spelled
from kapguide.store.writing.entries import ClientAdded, FactAdded, NoteSigned, begun
from kapguide.usecases.rehearsing.rehearsal import opening, play

CHECKOUT = Path(__file__).resolve().parents[2]
PASSPHRASE = "a blanket on the chair"
PLAN, SEED = "lozenge", 1
AT_ONCE, CACHE_KIB = 50, 64_000
"""So many sessions are written in one transaction, whose pages are held in so much memory."""
UNSIGNED = 12
"""Of the newest sessions the notes are not signed yet."""
A_DAY = 8
"""Sessions: a practice has as many hours, however many its clients are."""
_SAID = (
    "the and a it is she of in then my on over here light opens slowly water hand rests blanket breathing deep quiet "
    "music swells tears come smile says wide mother sings far away warm cold safe again"
)
_SYLLABLES = ("ba", "ri", "lo", "ten", "mu", "sa", "ke", "dor", "vi", "pel")
WORDS = [*_SAID.split(), *("".join(each) for each in product(_SYLLABLES, repeat=3))]
_OFTEN = list(accumulate(1 / (place + 3) for place in range(len(WORDS))))
"""As in any language: a word is the rarer the further down its list it stands."""
_ID = re.compile("([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
_SPOKEN = "words that were spoken"
_seal = sealer("session_event")


class Size(NamedTuple):
    """How large a practice is: its clients, the sessions of each, and the entries of each session."""

    clients: int
    sessions: int = 10
    entries: int = 200

    @property
    def all_entries(self) -> int:
        return self.clients * self.sessions * self.entries

    def __str__(self) -> str:
        many = f"{self.clients:,} clients, {self.clients * self.sessions:,} sessions"
        return f"{many}, {self.all_entries:,} entries" if self.entries else many


class Practice(NamedTuple):
    """A practice that was made, and what opens it."""

    home: Home
    keys: Keys


class _Part(NamedTuple):
    """An entry of the played session. Of `body`, cut at the ids in it, every second piece is one."""

    row: EventRow
    body: list[str]
    spoken: bool


class _Played(NamedTuple):
    plan: TherapyProtocol
    parts: tuple[_Part, ...]
    note: list[str]
    ids: tuple[str, ...]


def made(folder: Path, size: Size) -> Practice:
    """A practice of that size below `folder`, made the first time that it is asked for, by a process of its own: in
    this one SQLCipher locks what it holds in memory, and seven eighths of the time would go there."""
    home = Home(folder / f"{size.clients}-{size.sessions}-{size.entries}")
    if not home.root.exists():
        paths = os.pathsep.join((str(CHECKOUT), str(CHECKOUT / "scripts")))
        command = [sys.executable, "-m", __name__, str(home.root), *map(str, size)]
        subprocess.run(command, env=os.environ | {"PYTHONPATH": paths}, check=True)
    return Practice(home, unlock(home.vault, PASSPHRASE))


def practice_of(folder: Path, size: Size) -> Practice:
    """Make a practice of that size in `folder`: as many contacts are due in a week, however many clients there are."""
    home = Home(folder)
    keys, _ = create_vault(home.make().vault, PASSPHRASE, practice="Measured")
    store = Store.create(home, keys, practice="Measured", author="K. Lind")
    try:
        _fill(store, size)
    finally:
        store.close(timeout_s=60)
    return Practice(home, keys)


def _fill(store: Store, size: Size) -> None:
    new_id, chance, now = system_ids(), random.Random(SEED), datetime.now(UTC)
    trail: Audit = store._auditing  # noqa: SLF001 - as the module says
    codes = {f"M-{number:04}": new_id() for number in range(size.clients)}
    many = size.clients * size.sessions
    first = now - timedelta(days=1 + many // A_DAY)

    def clients(db: Database) -> None:
        db.conn.execute(f"PRAGMA cache_size=-{CACHE_KIB}").fetchall()
        for number, (code, client) in enumerate(codes.items()):
            stamp = Stamp(first, 0, trail.device, trail.author)
            ClientAdded(stamp, client, code).apply(db, trail)
            for body in _facts(number, now, chance):
                FactAdded(stamp, fact_rows.fact_row(new_id(), client, "", body, "")).apply(db, trail)

    store._writing.ask(clients, "clients", timeout_s=300)  # noqa: SLF001 - as the module says
    by_turns = [(number + 1, code, codes[code]) for number in range(size.sessions) for code in codes]
    for begin in range(0, many, AT_ONCE):

        def sessions(db: Database, begin: int = begin) -> None:
            for place, (number, code, client) in enumerate(by_turns[begin : begin + AT_ONCE], begin):
                start = first + timedelta(days=place // A_DAY, hours=place % A_DAY)
                row = SessionRow(new_id(), code, number, start, start + timedelta(hours=3), 0)
                _write(db, trail, row, client, chance, size.entries, signed=place < many - UNSIGNED)

        store._writing.ask(sessions, "sessions", timeout_s=300)  # noqa: SLF001 - as the module says


def _facts(number: int, now: datetime, chance: random.Random) -> tuple[f.AnyFact, ...]:
    coming = now + timedelta(days=1 + number // 2, hours=chance.randrange(8))
    return (
        f.ClientDescribed(music_dislikes="choirs", part2=False),
        f.CourseBegun("three-dosings", "Two preparations, three dosings"),
        f.MedicineOrdered("ketamine", "lozenge", "150 mg", sessions=3),
        f.TouchAgreed("hand", signal="a raised hand"),
        f.PermissionSaid("recording", f.Reply.NO),
        f.ContactPlanned(f.ContactKind.INTEGRATION, "Integration", coming, 50),
        f.ContactPlanned(f.ContactKind.CHECK_IN, "1 month", coming + timedelta(days=20), 15, telephone=True),
    )


def _write(
    db: Database, trail: Audit, row: SessionRow, client: str, chance: random.Random, entries: int, *, signed: bool
) -> None:
    """A session with its entries and its note."""
    played = _played(entries)
    stamp = Stamp(row.started_at, 0, trail.device, trail.author)
    begun(row, client, played.plan, stamp, ()).apply(db, trail)
    if not entries:
        return
    anew = {old: _id(row.started_at, place, chance) for place, old in enumerate(played.ids)} | {played.ids[0]: row.id}
    number = changes.last_number(db, trail.device)
    values = list(_values(trail, row, played.parts, anew, number, chance))
    db.conn.executemany(changes.INSERT_EVENT, values)
    db.conn.executemany(INSERT, _audit_rows(trail, head(db, trail.device), row, values))
    words = "".join(anew.get(piece, piece) for piece in played.note)
    version = _id(row.expected_end, 0, chance)
    if signed:
        said: dict[str, Value] = {
            "id": version,
            "note_id": row.id,
            "name": "K. Lind",
            "role": "therapist",
            "trainee": 0,
        }
        NoteSigned(stamp, said | {"reason": ""}, words, 0).apply(db, trail)
    else:
        note_rows.finish_note(db, trail, stamp, row.id, version, words, 0)


def _values(
    trail: Audit, row: SessionRow, parts: Sequence[_Part], anew: dict[str, str], number: int, chance: random.Random
) -> Iterator[tuple[Value, ...]]:
    """The entries as they are stored."""
    for place, (entry, body, spoken) in enumerate(parts, 1):
        payload, text = "".join(anew.get(piece, piece) for piece in body), entry.text
        if spoken:
            text = " ".join(chance.choices(WORDS, cum_weights=_OFTEN, k=9))
            payload = payload.replace(_SPOKEN, text)
        if entry.kind == "session_started":
            said = msgspec.json.decode(payload, type=e.SessionStarted)
            said = msgspec.structs.replace(said, client_code=row.client_code, number=row.number)
            payload = msgspec.json.encode(said).decode()
        yield (
            anew[entry.id], row.id, place, anew[entry.command_id],
            spelled(row.started_at + timedelta(milliseconds=entry.t)), 0, entry.t, "boot", entry.kind, entry.v,
            payload, text, anew.get(entry.supersedes, ""), trail.device, number + place, trail.author,
        )  # fmt: skip


def _audit_rows(
    trail: Audit, last: Head, row: SessionRow, values: Sequence[tuple[Value, ...]]
) -> Iterator[tuple[Value, ...]]:
    """An audit row for the entries of each command, as they are saved together."""
    for _, together in groupby(values, key=lambda value: value[3]):
        entries = list(together)
        at = row.started_at + timedelta(milliseconds=int(entries[-1][6] or 0))
        sealed, first, end = [_seal(entry) for entry in entries], entries[0][2], entries[-1][2]
        written = trail.row(last, at, EVENTS_APPENDED, row.id, sealed=sealed, first=first, last=end)
        last = msgspec.structs.replace(last, seq=last.seq + 1, mac=str(written[-1]))
        yield written


def _id(at: datetime, place: int, chance: random.Random) -> str:
    """A UUIDv7 of that moment; spelled here, as `ids.uuid7` takes its time."""
    ms, bits = int(at.timestamp() * 1000) + place, f"{chance.getrandbits(72):018x}"
    return f"{ms >> 16:08x}-{ms & 0xFFFF:04x}-7{bits[:3]}-8{bits[3:6]}-{bits[6:]}"


@cache
def _played(entries: int) -> _Played:
    """The shipped protocol played once, with so many lines more that it has as many entries; without any, its plan."""
    plan, scripted, clock = (
        read_protocol(find_protocol(PLAN)),
        shipped_scripted_session(),
        RehearsalClock(datetime.now(UTC)),
    )
    if not entries:
        return _Played(plan, (), [], ())
    ids = seeded_ids(SEED, clock)
    session = LiveSession(plan, clock, ids, lambda _: Saved())
    session.send(opening(ids(), plan, scripted, clock, rehearsal=False))
    play(session, Cast(scripted, SEED, shipped_observations()), clock.advance)
    log = _lengthened(list(session.log), entries, ids)
    rows = [changes.event_row(event) for event in log]
    parts = tuple(_Part(row, _ID.split(bytes(row.body).decode()), row.text == _SPOKEN) for row in rows)
    started = log[0].body
    assert isinstance(started, e.SessionStarted)
    made = dict.fromkeys([started.session_id, *(id for row in rows for id in (row.command_id, row.id))])
    note = generate_note(build_report(plan, tuple(log), practice="Measured", generated=clock.now().utc, version="1"))
    return _Played(plan, parts, _ID.split(encode_note(note).decode()), tuple(made))


def _lengthened(log: Sequence[e.Event], entries: int, new_id: Callable[[], str]) -> list[e.Event]:
    """The log with lines between its beginning and its end until it has that many entries."""
    lacking, last = max(0, entries - len(log)), log[-1].t
    lines = []
    for place in range(1, lacking + 1):
        at = Elapsed(last * place // (lacking + 1))
        wall = log[0].at + timedelta(milliseconds=at)
        lines.append(e.Event(new_id(), new_id(), 0, at, wall, 0, "boot", e.NoteAdded(_SPOKEN, at)))
    between = sorted([*log[1:-1], *lines], key=attrgetter("t"))
    return [msgspec.structs.replace(event, seq=seq) for seq, event in enumerate([log[0], *between, log[-1]], 1)]


if __name__ == "__main__":
    database.lock_keys_alone()
    practice_of(Path(sys.argv[1]), Size(*map(int, sys.argv[2:])))
