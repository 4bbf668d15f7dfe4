"""ready, grow, search, commit: what a practice reads, draws, finds and saves after months, years and a working life.

`ready` is from the open vault to Today on the screen; `grow` what opening, Today, a client's page and the search for a
code take in a record; `search` the words of all entries and notes; `commit` an entry that is saved. Processor time, the
best of several in turn: what else the machine does only ever adds.
"""

import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from functools import partial

from PySide6.QtWidgets import QApplication

from kapguide.clinical.chart import chart_of
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.ids import system_ids
from kapguide.session.protocol.protocol_file import find_protocol, read_protocol
from kapguide.store.codes import found_by
from kapguide.store.records import Store
from kapguide.store.tables.queries import SessionRow
from kapguide.ui.clients.page_data import page_data
from kapguide.ui.theme import Theme
from kapguide.ui.today.data import today_data
from kapguide.ui.today.screen import TodayScreen
from measure.figures import Figure, Outcome, Reference
from measure.practices import PLAN, Practice, Size

SIZES = (Size(20), Size(200), Size(2_000))
TIMES, COMMITS = 12, 200
FLAT, READY_MS, CODE_MS, FOUND_MS = 1.5, 150.0, 16.0, 250.0
Practices = Mapping[Size, Practice]
Work = Callable[[Store], object]


def measure_grow(practices: Practices, outcome: Outcome) -> None:
    """Add the figures of what is read."""
    now = datetime.now(UTC).astimezone()
    opened = {size: _best(partial(_open, practice)) for size, practice in practices.items()}
    outcome.figures.append(_figure("grow.open", opened))
    reads: dict[str, Work] = {
        "today": lambda store: today_data(store, store.home, now),
        "client": lambda store: page_data(
            "M-0001", chart_of(store.facts.of_client("M-0001")), store.sessions_of("M-0001"), now
        ),
        "code": lambda store: list(found_by("m-0001", store.codes())),
    }
    for name, took in _of_all(practices, reads).items():
        outcome.figures.append(_figure(f"grow.{name}", took, CODE_MS if name == "code" else None))


def measure_search(practices: Practices, outcome: Outcome) -> None:
    """Add the figures of what is found: a word of many lines, one of few, and the beginning of any."""
    words = {"often": "the", "seldom": "velpelpel pelvi", "begun": "m"}
    looks = {name: _looking_for(typed) for name, typed in words.items()}
    for name, took in _of_all(practices, looks).items():
        outcome.figures.append(_figure(f"search.{name}", took, FOUND_MS))


def measure_commit(practices: Practices, outcome: Outcome) -> None:
    """Add the figure of an entry that is saved, one by one in a session that begins now."""
    took = {}
    for size, practice in practices.items():
        with closing(Store.open(*practice)) as store:
            took[size] = _commits(store)
    outcome.figures.append(_figure("commit", took))


def measure_ready(practices: Practices, outcome: Outcome) -> None:
    """Add the figures of what is drawn."""
    application = QApplication.instance() or QApplication([])
    theme = Theme.named("light")
    assert isinstance(application, QApplication)
    theme.dress(application)

    def draw(practice: Practice) -> None:
        with closing(Store.open(*practice)) as store:
            screen = TodayScreen(theme, today_data(store, practice.home, datetime.now(UTC).astimezone()))
            screen.resize(1366, 690)
            screen.grab()
            screen.deleteLater()

    took = {size: _best(partial(draw, practice)) for size, practice in practices.items()}
    outcome.figures.append(_figure("ready", took))
    outcome.figures.append(Figure("ready.itself", took[max(took)], "ms", most=READY_MS))


def _open(practice: Practice) -> None:
    Store.open(*practice).close()


def _looking_for(typed: str) -> Work:
    now = datetime.now(UTC).astimezone()
    return lambda store: store.search.everything(store.search.wish(typed, now))


def _of_all(practices: Practices, works: dict[str, Work]) -> dict[str, dict[Size, float]]:
    """What each work takes in each practice."""
    with ExitStack() as opened:
        stores = {size: opened.enter_context(closing(Store.open(*each))) for size, each in practices.items()}
        return {
            name: {size: _best(partial(work, store)) for size, store in stores.items()} for name, work in works.items()
        }


def _commits(store: Store) -> float:
    """Milliseconds of processor time for one entry of many that are saved one by one."""
    new_id, now = system_ids(), datetime.now(UTC)
    row = SessionRow(new_id(), "M-0001", store.next_number("M-0001"), now, now + timedelta(hours=3), 0)
    store.begin_session(row, read_protocol(find_protocol(PLAN)))
    began = time.process_time()
    for seq in range(1, COMMITS + 1):
        body = e.NoteAdded("a hand rests on the blanket", Elapsed(seq))
        event = e.Event(new_id(), new_id(), seq, Elapsed(seq), now, 0, "boot", body)
        assert store.append(row.id, (event,)).wait(60)
    took = time.process_time() - began
    store.close_unfinished(row.id).wait(60)
    return 1000 * took / COMMITS


def _best(work: Callable[[], object]) -> float:
    """Milliseconds; what takes long is not asked so often."""
    took: list[float] = []
    while len(took) < TIMES and sum(took) < 10_000:
        began = time.process_time()
        work()
        took.append(1000 * (time.process_time() - began))
    return min(took)


def _figure(name: str, took: dict[Size, float], most_ms: float | None = None) -> Figure:
    """Flat, or at the most so long: where each code or word is looked at, it is over before anybody waits for it."""
    few, *between, many = took
    references = tuple(Reference(str(size), took[size]) for size in (few, *between))
    return Figure(
        name, took[many], "ms", most_ms or FLAT, by_ratio=most_ms is None, references=references, remark=str(many)
    )
