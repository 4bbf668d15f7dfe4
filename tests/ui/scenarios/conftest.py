"""Who stands before the locked door, from where a rehearsal is three actions away."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from kapguide.paths import Home
from kapguide.store.keys import vault as v
from tests.support.practice import CHEAP, new_practice
from tests.support.therapist import Therapist, window_of


@pytest.fixture
def her(home: Home, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Therapist]:
    """Somebody before the locked door."""
    monkeypatch.setattr(v, "default_cost", lambda: CHEAP)
    keys, recovery = new_practice(home)
    v.keep_recovery_key(home.vault, keys, recovery)
    with window_of(home) as app:
        yield Therapist(qtbot, app)
