"""A sample of the kills over a restore, a merge and changed keys; the attack itself strikes two hundred times."""

from pathlib import Path

from attack import keeping_kills


def test_a_few_kills_leave_the_practice_of_before_or_the_one_of_after(tmp_path: Path) -> None:
    tallies = keeping_kills.attack(tmp_path, 7, kills=5)
    assert [tally.tried for tally in tallies] == [1] * 5
    for tally in tallies:
        assert tally.holds, tally.findings()
