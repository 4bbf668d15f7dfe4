"""A small run of the attacks on what is saved: kills, and disks that become full."""

from pathlib import Path

from attack import faulty_disk, full_disk, kills


def test_kills_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    for tally in kills.attack(tmp_path, 1, kills=4):
        assert tally.holds, tally.findings()


def test_a_disk_that_becomes_full_loses_nothing(tmp_path: Path) -> None:
    (tally,) = full_disk.attack(tmp_path, 1, points=2, mount=False)
    assert tally.holds, tally.findings()


def test_a_write_that_fails_leaves_the_record_as_before_or_as_after(tmp_path: Path) -> None:
    tallies = faulty_disk.attack(tmp_path, 1, most=12)
    assert sum(tally.tried for tally in tallies) == 12
    assert [tally.findings() for tally in tallies] == [[], [], []]
