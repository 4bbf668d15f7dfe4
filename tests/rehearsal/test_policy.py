"""Scripted therapists in files: read whole, refused with every mistake, and the same chance for the same seed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kapguide import paths
from kapguide.errors import KapGuideError
from kapguide.rehearsal.policy import Habit, HumanDelay
from kapguide.rehearsal.policy_file import NAMES, find_policy, read_policy, shipped_policy
from kapguide.spans import MINUTE, SECOND
from kapguide.toml_file import FileError
from tests.support.toml_bounds import passed_over

GOOD = paths.resource("policies", "attentive.toml").read_text(encoding="utf-8")


@pytest.fixture
def problems(tmp_path: Path) -> Callable[[str], list[str]]:
    """The problems of a file with these words."""

    def of(words: str) -> list[str]:
        file = tmp_path / "own.toml"
        file.write_text(words, encoding="utf-8")
        with pytest.raises(FileError) as error:
            read_policy(file)
        return [f"{problem.path}: {problem.expected}" for problem in error.value.problems]

    return of


def test_those_that_ship_differ_in_all_that_is_seen_of_them() -> None:
    attentive, forgetful, overwhelmed = map(shipped_policy, NAMES)
    for habit in ("notices", "cues", "readings", "notes", "touch", "emergency", "leaving"):
        chances = [getattr(policy, habit).chance for policy in (attentive, forgetful, overwhelmed)]
        assert chances == sorted(chances, reverse=True)
        assert len(set(chances)) == 3
    assert attentive.asked > forgetful.asked > overwhelmed.asked
    assert attentive.phases.latest < forgetful.phases.latest < overwhelmed.phases.latest
    assert attentive.mistyped == 0 < forgetful.mistyped < overwhelmed.mistyped
    assert attentive.mended == 1, "a file without [typing] types no number wrongly"


def test_every_table_must_be_there_and_each_value_in_its_bounds(problems: Callable[[str], list[str]]) -> None:
    said = problems('id = "own"\ntitle = "Own"\nsummary = "Ours."\nnotices = 3\n')
    assert "notices: a table [notices]" in said
    for part in ("cues", "readings", "notes", "touch", "emergency", "leaving", "hands", "doses", "phases", "does"):
        assert f"{part}: a table [{part}]" in said
    assert problems(GOOD.replace("chance = 0.98", "chance = 98")) == [
        "notices.chance: a number from 0 to 1, such as 0.5"
    ]
    assert problems(GOOD.replace('latest = "20s"', 'latest = "31m"', 1)) == ["notices.latest: at most 30m"]
    assert problems(GOOD.replace('latest = "20s"', 'latest = "3s"', 1)) == [
        "notices.latest: 4s or more, as “soonest” has it"
    ]
    assert problems(GOOD.replace("other = 0.02", "other = 0.2")) == [
        "does.other: at most 0.03: with “asked” it is 1 at most"
    ]
    assert problems(GOOD.replace("[hands]", "[hands]\nchance = 1")) == ["hands.chance: a key of [hands]"]
    assert problems(GOOD + "\n[typing]\nmistyped = 2\nmended = 0\n") == [
        "typing.mistyped: a number from 0 to 1, such as 0.5"
    ]


def test_nothing_in_a_file_is_passed_over(tmp_path: Path) -> None:
    assert passed_over(f"{GOOD}\n[typing]\nmistyped = 0\nmended = 1\n", read_policy, tmp_path / "own.toml") == []


def test_one_is_found_by_its_name_or_in_a_file(tmp_path: Path) -> None:
    assert find_policy("forgetful").id == "forgetful"
    own = tmp_path / "own.toml"
    own.write_text(GOOD.replace('"attentive"', '"own"'), encoding="utf-8")
    assert find_policy(str(own)).id == "own"
    with pytest.raises(KapGuideError, match="No policy is called “careful”"):
        find_policy("careful")
    with pytest.raises(FileError):
        find_policy(str(tmp_path / "none.toml"))


def test_chance_is_the_seeds_and_the_things_own() -> None:
    delay = HumanDelay(5 * SECOND, 2 * MINUTE)
    drawn = [delay.drawn(seed, "p1") for seed in range(40)]
    assert drawn == [delay.drawn(seed, "p1") for seed in range(40)]
    assert len(set(drawn)) > 20
    assert min(drawn) >= delay.soonest
    assert max(drawn) <= delay.latest
    kept = [Habit(0, 0, chance=0.3).kept(seed, "p1") for seed in range(400)]
    assert 80 < sum(kept) < 160
    assert all(Habit(0, 0).kept(seed, "p1") for seed in range(40))
    assert not any(Habit(0, 0, chance=0).kept(seed, "p1") for seed in range(40))
