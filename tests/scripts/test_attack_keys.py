"""Small runs of the attacks on set-up and clocks; the whole of them is for `python3 scripts/attack`."""

from pathlib import Path

from attack import setup_kills, wrong_clocks


def test_a_set_up_that_is_struck_is_finished_by_the_next_start(tmp_path: Path) -> None:
    for tally in setup_kills.attack(tmp_path, 1, moments=2, rooms=1):
        assert tally.holds, tally.findings()


def test_a_wrong_clock_keeps_nobody_out(tmp_path: Path) -> None:
    for tally in wrong_clocks.attack(tmp_path, 1):
        assert tally.holds, tally.findings()
