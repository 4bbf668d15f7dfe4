"""A small run of the attack on private lines; the whole of it is for `python3 scripts/attack`."""

from pathlib import Path

import pytest

from attack import private_lines
from kapguide.store.records import Store
from kapguide.store.writing.ticket import Ticket


def test_no_private_word_is_found_and_none_is_lost(tmp_path: Path) -> None:
    for tally in private_lines.attack(tmp_path, 1, sessions=4, kills=1):
        assert tally.holds, tally.findings()


def test_a_word_that_reaches_the_log_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the attack looks for can be found: here a private line is told to the search as well."""

    def leaking(self: object, text: str, *_: object) -> Ticket:
        store: Store = self._store  # type: ignore[attr-defined]
        return store.notes.save(store.notes.begin("M-014", "progress"), text, 0)

    monkeypatch.setattr("kapguide.usecases.private_notes.PrivatePad.write", leaking)
    tally = private_lines.attack(tmp_path, 1, sessions=4, kills=0)[0]
    assert any("stands in the record" in found for found in tally.findings())
