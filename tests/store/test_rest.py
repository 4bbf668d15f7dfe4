"""A start that finds the practice at rest goes on at once; whatever was cut off, or taken away, is no rest."""

from collections.abc import Callable

import pytest

from kapguide.paths import Home
from kapguide.store.file.rest import MARK, PLAN, is_at_rest
from tests.support.practice import new_practice

Change = Callable[[Home], object]


def test_a_practice_in_its_place_is_at_rest(home: Home) -> None:
    assert not is_at_rest(home)
    new_practice(home)
    assert is_at_rest(home)


@pytest.mark.parametrize(
    "change",
    [
        lambda home: home.vault.unlink(),
        lambda home: home.database.unlink(),
        lambda home: home.database.rename(home.root / "kapguide.db.new"),
        lambda home: (home.root / PLAN).write_bytes(b"{}"),
        lambda home: (home.root / f"kapguide.db{MARK}abc").touch(),
        lambda home: (home.private.mkdir(), (home.private / f"one.db{MARK}abc").touch()),
    ],
)
def test_what_was_cut_off_is_no_rest(home: Home, change: Change) -> None:
    new_practice(home)
    change(home)
    assert not is_at_rest(home)
