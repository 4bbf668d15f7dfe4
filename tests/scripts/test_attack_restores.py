"""A small run of the attack on restores."""

from pathlib import Path

from attack import restores


def test_a_restore_that_is_struck_leaves_the_old_record_or_the_new_one(tmp_path: Path) -> None:
    for tally in restores.attack(tmp_path, 3, kills=2, points=2, spoiled=3, mount=False):
        assert tally.holds, tally.findings()
