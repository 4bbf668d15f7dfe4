"""An office that is open, and closed after the test, whatever is in a client's hands then."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from kapguide.paths import Home
from kapguide.store.records import Store
from kapguide.ui.theme import Theme
from tests.support.practice import new_practice, opened
from tests.ui.hand_over.office import SECRET, Office


@pytest.fixture
def store(home: Home) -> Iterator[Store]:
    keys, _ = new_practice(home)
    with opened(home, keys) as store:
        store.known_client(SECRET)
        yield store


@pytest.fixture
def office(qtbot: QtBot, theme: Theme, home: Home, store: Store) -> Iterator[Office]:
    office = Office(theme, home, store)
    qtbot.addWidget(office.window)
    with qtbot.waitActive(office.window):
        office.window.show()
        office.window.activateWindow()
    yield office
    office.window.handed_over = False
    if office.flow._covers.on:
        office.flow._covers.end()
    office.jobs.close()
    office.window.close()
