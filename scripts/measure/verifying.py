"""verify: a record of 220,000 entries checked whole, against SQLCipher's own check of its pages alone.

Both in turn, three times; the best of each counts, since what else the machine does only ever adds.
"""

import random
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from kapguide.paths import Home
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.ids import system_ids
from kapguide.session.protocol_file import find_protocol, read_protocol
from kapguide.store import changes
from kapguide.store.audit import EVENTS_APPENDED, INSERT, head
from kapguide.store.database import Database, open_database
from kapguide.store.queries import SessionRow
from kapguide.store.records import Store
from kapguide.store.seals import sealer
from kapguide.store.vault import Keys, create_vault
from measure.figures import Figure, Outcome, Reference

ENTRIES, EACH, TIMES = 220_000, 550, 3
WORDS = [
    "the",
    "light",
    "opens",
    "slowly",
    "over",
    "water",
    "and",
    "a",
    "hand",
    "rests",
    "on",
    "the",
    "blanket",
    "breathing",
    "deep",
    "quiet",
    "music",
    "swells",
]
START = datetime(2026, 1, 5, 9, tzinfo=UTC)


def a_record(home: Home, entries: int = ENTRIES, each: int = EACH) -> Keys:
    """So many entries, each with an audit row of its own as the program writes it; only the statements are fewer."""
    keys, _ = create_vault(home.make().vault, "a blanket on the chair", practice="Measured")
    store = Store.create(home, keys, practice="Measured")
    new_id, chance = system_ids(), random.Random(1)
    plan = read_protocol(find_protocol("lozenge"))
    try:
        store.add_client("M-014")
        for number in range(entries // each):
            start = START + timedelta(days=number)
            row = SessionRow(new_id(), "M-014", number + 1, start, start + timedelta(hours=3), 0)
            store.begin_session(row, plan)
            _write(store, row, chance, each)
    finally:
        store.close()
    return keys


def _write(store: Store, row: SessionRow, chance: random.Random, each: int) -> None:
    """The entries of a session: the same rows and seals as the program's, in two statements."""
    new_id, trail, seal = system_ids(), store._auditing, sealer("session_event")  # noqa: SLF001 - as `a_record` says

    def all_of_it(db: Database) -> None:
        events, rows, last = [], [], head(db, trail.device)
        number = changes.last_number(db, trail.device)
        for seq in range(1, each + 1):
            body = e.NoteAdded(" ".join(chance.choices(WORDS, k=8)), Elapsed(1000 * seq))
            at = row.started_at + timedelta(seconds=seq)
            event = e.Event(new_id(), new_id(), seq, Elapsed(1000 * seq), at, 0, "boot", body)
            values = changes.event_values(trail, row.id, changes.event_row(event), number + seq)
            events.append(values)
            rows.append(trail.row(last, at, EVENTS_APPENDED, row.id, sealed=[seal(values)], first=seq, last=seq))
            last = msgspec.structs.replace(last, seq=last.seq + 1, mac=str(rows[-1][-1]))
        db.conn.executemany(changes.INSERT_EVENT, events)
        db.conn.executemany(INSERT, rows)

    store._writing.ask(all_of_it, "a session", timeout_s=60)  # noqa: SLF001 - as above


def measure(folder: Path, outcome: Outcome, entries: int = ENTRIES) -> None:
    """Add the figure."""
    home = Home(folder / "practice")
    keys = a_record(home, entries)
    store = Store.open(home, keys, read_only=True)
    pages, whole, report = [], [], None
    try:
        for _ in range(TIMES):
            began = time.perf_counter()
            db = open_database(home.database, keys.main, read_only=True)
            assert not db.conn.execute("PRAGMA cipher_integrity_check").fetchall(), "the record is damaged"
            db.close()
            between = time.perf_counter()
            report = store.verify()
            pages.append(between - began)
            whole.append(time.perf_counter() - between)
    finally:
        store.close()
    assert report is not None
    assert not report.problems, report.problems
    remark = f"{report.events:,} entries, {report.audit_rows:,} audit rows, {home.database.stat().st_size / 1e6:.0f} MB"
    reference = Reference("cipher_integrity_check", min(pages))
    outcome.figures.append(
        Figure("verify", min(whole), "s", 3.0, by_ratio=True, references=(reference,), remark=remark)
    )
