"""ready, grow: what is read and drawn of a practice with 10, 200 and 2,000 clients.

`ready` is from the open vault to Today on the screen; `grow` what Today, a client's page and the search for a code read
of a record that is open. Processor time, the best of several in turn: what else the machine does only ever adds.
"""

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtWidgets import QApplication

from kapguide.clinical import facts as f
from kapguide.clinical.chart import chart_of
from kapguide.paths import Home
from kapguide.session.ids import system_ids
from kapguide.session.protocol_file import find_protocol, read_protocol
from kapguide.store import fact_rows
from kapguide.store.audit import Audit
from kapguide.store.changes import Stamp
from kapguide.store.codes import found_by
from kapguide.store.database import Database
from kapguide.store.entries import ClientAdded, FactAdded, begun
from kapguide.store.queries import SessionRow
from kapguide.store.records import Store
from kapguide.store.vault import Keys, create_vault
from kapguide.ui.clients.page_data import page_data
from kapguide.ui.theme import Theme
from kapguide.ui.today.data import today_data
from kapguide.ui.today.screen import TodayScreen
from measure.figures import Figure, Outcome, Reference

COUNTS = (10, 200, 2_000)
TIMES, SESSIONS = 12, 3
FLAT, READY_MS, SEARCH_MS = 1.5, 150.0, 16.0


class Practice(NamedTuple):
    """A practice with so many clients."""

    home: Home
    keys: Keys


def practice_of(folder: Path, clients: int) -> Practice:
    """A practice of so many clients, each in a course, with sessions, consent, an order and contacts to come.

    However many there are, as many are due in a week: a practice has as many hours.
    """
    home = Home(folder / f"{clients}")
    keys, _ = create_vault(home.make().vault, "a blanket on the chair", practice="Measured")
    store = Store.create(home, keys, practice="Measured", author="K. Lind")
    try:
        store._writing.ask(_everything(store, clients), "a practice", timeout_s=300)  # noqa: SLF001 - in one go
    finally:
        store.close()
    return Practice(home, keys)


def _everything(store: Store, clients: int) -> Callable[[Database], None]:
    new_id, chance, now = system_ids(), random.Random(1), datetime.now(UTC)
    trail: Audit = store._auditing  # noqa: SLF001 - as above
    plan = read_protocol(find_protocol("integration"))

    def write(db: Database) -> None:
        for number in range(clients):
            stamp = Stamp(now - timedelta(days=60), 0, trail.device, trail.author)
            client, code = new_id(), f"M-{number:04}"
            ClientAdded(stamp, client, code).apply(db, trail)
            for each in range(SESSIONS):
                start = now - timedelta(days=5 + 9 * each + 30 * (number // COUNTS[0]))
                row = SessionRow(new_id(), code, each + 1, start, start + timedelta(hours=1), 0)
                begun(row, client, plan, stamp, ()).apply(db, trail)
            for body in _facts(number, now, chance):
                FactAdded(stamp, fact_rows.fact_row(new_id(), client, "", body, "")).apply(db, trail)

    return write


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


def measure_grow(folder: Path, outcome: Outcome, counts: tuple[int, ...] = COUNTS) -> None:
    """Add the figures of what is read."""
    practices = {count: practice_of(folder, count) for count in counts}
    stores = {count: Store.open(*practice) for count, practice in practices.items()}
    now = datetime.now(UTC).astimezone()
    reads: dict[str, Callable[[Store], object]] = {
        "today": lambda store: today_data(store, store.home, now),
        "client": lambda store: page_data(
            "M-0001", chart_of(store.facts.of_client("M-0001")), store.sessions_of("M-0001"), now
        ),
        "search": lambda store: list(found_by("m-0001", store.codes())),
    }
    try:
        for name, read in reads.items():
            took = {count: _best(partial(read, store)) for count, store in stores.items()}
            outcome.figures.append(_figure(f"grow.{name}", took, SEARCH_MS if name == "search" else None))
    finally:
        for store in stores.values():
            store.close()


def measure_ready(folder: Path, outcome: Outcome, counts: tuple[int, ...] = COUNTS) -> None:
    """Add the figures of what is drawn."""
    application = QApplication.instance() or QApplication([])
    theme = Theme.named("light")
    assert isinstance(application, QApplication)
    theme.dress(application)

    def draw(practice: Practice) -> None:
        store = Store.open(*practice)
        try:
            screen = TodayScreen(theme, today_data(store, practice.home, datetime.now(UTC).astimezone()))
            screen.resize(1366, 690)
            screen.grab()
            screen.deleteLater()
        finally:
            store.close()

    practices = {count: practice_of(folder, count) for count in counts}
    took = {count: _best(partial(draw, practice)) for count, practice in practices.items()}
    outcome.figures.append(_figure("ready", took))
    outcome.figures.append(Figure("ready.itself", took[counts[-1]], "ms", most=READY_MS))


def _best(work: Callable[[], object]) -> float:
    took = []
    for _ in range(TIMES):
        began = time.process_time()
        work()
        took.append(1000 * (time.process_time() - began))
    return min(took)


def _figure(name: str, took: dict[int, float], most_ms: float | None = None) -> Figure:
    """Flat, or at the most so long: a search looks at each code, and is over before anybody sees it begin."""
    few, *between, many = took
    references = tuple(Reference(f"{count:,} clients", took[count]) for count in (few, *between))
    remark, by_ratio = f"{many:,} clients", most_ms is None
    return Figure(name, took[many], "ms", most_ms or FLAT, by_ratio=by_ratio, references=references, remark=remark)
