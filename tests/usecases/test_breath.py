"""A practice's patterns of breath: those that ship, its own before them, and a sentence for what cannot be used."""

from pathlib import Path

from kapguide.paths import Home
from kapguide.usecases.shipped.breath import patterns, patterns_of
from tests.session.guiding.broken_breath import GOOD


def test_what_ships_stands_in_the_order_of_the_buttons(home: Home) -> None:
    found = patterns_of(home)
    assert [each.title for each in found.known] == ["Even", "Six a minute", "Long out", "Free", "Box", "4-7-8"]
    assert found.refused == ()


def test_the_practices_own_takes_the_place_of_a_shipped_one_and_a_broken_one_is_named(home: Home) -> None:
    home.breath.mkdir()
    (home.breath / "mine.toml").write_text(GOOD.replace('"slow"', '"even"'), encoding="utf-8")
    (home.breath / "quick.toml").write_text(GOOD.replace("4-2-6-0", "1-0-1-0"), encoding="utf-8")
    found = patterns_of(home)
    assert "Slow" in [each.title for each in found.known]
    assert "Even" not in [each.title for each in found.known]
    (refused,) = found.refused
    assert refused.startswith("quick.toml has ")
    assert "high ventilation" in refused


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert patterns([tmp_path / "not there"]).known == ()


def test_of_two_files_with_one_id_one_is_used_and_the_other_is_named(tmp_path: Path) -> None:
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(GOOD, encoding="utf-8")
    found = patterns([tmp_path])
    assert len(found.known) == 1
    assert found.refused == ("a.toml was not used: b.toml has the same id, “slow”. Change one of them.",)
