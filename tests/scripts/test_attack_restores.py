"""A small run of the attack on restores."""

from pathlib import Path

import pytest

from attack import restores
from kapguide.store import ballast


def test_a_restore_that_is_struck_leaves_the_old_record_or_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ballast, "SIZE", 4096)
    for tally in restores.attack(tmp_path, 3, kills=2, points=2, spoiled=3, mount=False):
        assert tally.holds, tally.findings()
