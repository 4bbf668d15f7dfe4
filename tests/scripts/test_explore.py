"""The long exploration: the property tests with seeds of their own, and the seed of what fails."""

from pathlib import Path

from attack import explore
from tests.conftest import settings


def test_the_suite_draws_the_same_examples_each_time() -> None:
    assert settings.get_profile("suite").derandomize
    assert not settings.get_profile("explore").derandomize


def test_it_runs_the_property_tests_with_seeds_of_its_own(tmp_path: Path) -> None:
    test = tmp_path / "test_right.py"
    test.write_text(
        "import pytest\nfrom hypothesis import given, strategies as st\nfrom tests.conftest import settings\n\n\n"
        "@given(st.integers())\ndef test_right(number):\n    assert not settings().derandomize\n\n\n"
        "def test_that_draws_nothing():\n    pytest.fail('it has no seed')\n",
        encoding="utf-8",
    )
    (tally,) = explore.attack(tmp_path, 1, str(test), rounds=1)
    assert (tally.tried, tally.holds) == (1, True)


def test_what_fails_is_named_with_its_seed(tmp_path: Path) -> None:
    test = tmp_path / "test_wrong.py"
    test.write_text(
        "from hypothesis import given, strategies as st\n\n\n"
        "@given(st.integers(0, 1))\ndef test_wrong(number):\n    assert number < 2 and False\n",
        encoding="utf-8",
    )
    (tally,) = explore.attack(tmp_path, 7, str(test), rounds=1)
    (found,) = tally.lost
    assert "--hypothesis-seed=" in found
    assert found.endswith("::test_wrong")
    assert "AssertionError" in next(tmp_path.glob("seed-*.txt")).read_text(encoding="utf-8")
