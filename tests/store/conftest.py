"""What the store's tests share: a practice, its record, and the bugs that reach the program."""

import hashlib
import threading
from collections.abc import Iterator

import pytest

from kapguide.paths import Home
from kapguide.store.keys.vault import Keys
from kapguide.store.records import Store
from kapguide.store.tables import device
from tests.support.practice import new_practice


@pytest.fixture
def keys(home: Home) -> Keys:
    return new_practice(home)[0]


@pytest.fixture
def store(home: Home, keys: Keys) -> Iterator[Store]:
    store = Store.open(home, keys)
    yield store
    store.close()


@pytest.fixture
def reported(monkeypatch: pytest.MonkeyPatch) -> list[BaseException | None]:
    """The bugs that reach the program's hook."""
    bugs: list[BaseException | None] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: bugs.append(args.exc_value))
    return bugs


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each folder is a place of its own, as it is outside of tests."""
    monkeypatch.setattr(device, "place_of", lambda keys, path, *_: hashlib.sha256(bytes(path)).hexdigest()[:32])
