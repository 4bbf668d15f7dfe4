"""What Today reads of the record: as much as it shows, however much there is."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from kapguide.paths import Home
from kapguide.session import events as e
from kapguide.store.records import Store
from kapguide.store.vault import Keys
from kapguide.ui.today.data import AT_ONCE, today_data
from kapguide.ui.today.screen import SessionMark
from tests.support.plans import MORNING
from tests.support.practice import begin, happened, new_practice, opened


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home(tmp_path_factory.mktemp("home"))


@pytest.fixture
def keys(home: Home) -> Keys:
    return new_practice(home)[0]


@pytest.fixture
def store(home: Home, keys: Keys) -> Iterator[Store]:
    with opened(home, keys) as store:
        yield store


def steps(store: Store, home: Home) -> int:
    """How many steps SQLite takes to read Today, in tens."""
    taken = 0

    def count() -> int:
        nonlocal taken
        taken += 1
        return 0

    with store._reading() as db:
        db.conn.set_progress_handler(count, 10)
    try:
        today_data(store, home)
    finally:
        with store._reading() as db:
            db.conn.set_progress_handler(None, 0)
    return taken


def add(store: Store, count: int, first: int) -> None:
    for number in range(first, first + count):
        begin(store, started=MORNING + timedelta(days=number), events=[happened(1, e.SessionEnded())])


def test_it_costs_the_same_however_many_sessions_there_are(store: Store, home: Home) -> None:
    add(store, AT_ONCE, 0)
    few = steps(store, home)
    add(store, 4 * AT_ONCE, AT_ONCE)
    assert steps(store, home) <= 1.1 * few


def test_a_session_that_was_thrown_away_asks_for_no_note(store: Store, home: Home) -> None:
    begin(store, events=[happened(1, e.SessionDiscarded()), happened(2, e.SessionEnded())])
    begin(store, events=[happened(1, e.SessionEnded())])
    data = today_data(store, home)
    assert {row.mark for row in data.sessions} == {SessionMark.DISCARDED, SessionMark.ENDED}
    assert (data.many, data.unsigned) == (2, 1)


def test_the_newest_are_shown_and_all_are_counted(store: Store, home: Home) -> None:
    add(store, AT_ONCE + 3, 0)
    data = today_data(store, home, MORNING + timedelta(days=AT_ONCE + 2))
    assert (len(data.sessions), data.many, data.unsigned) == (AT_ONCE, AT_ONCE + 3, AT_ONCE + 3)
    assert data.sessions[0].when.startswith("today")
    assert {row.mark for row in data.sessions} == {SessionMark.ENDED}
    assert data.newest is not None
    assert len(data.newest(2 * AT_ONCE)) == AT_ONCE + 3
    assert data.newest(2 * AT_ONCE)[:AT_ONCE] == data.sessions
    assert data.clients == ("M-014",)
