"""A few odd files through the import and the player; `scripts/attack` takes many more."""

from pathlib import Path

from attack import odd_files


def test_odd_files(tmp_path: Path) -> None:
    for tally in odd_files.attack(tmp_path, 3, files=10, cancels=2):
        assert tally.holds, tally.findings()
