"""Files of breath patterns: what ships, what is refused and why, all mistakes at once."""

from pathlib import Path

import pytest

from kapguide.session.guiding.breath_file import load_breath, shipped_breath
from kapguide.spans import SECOND
from kapguide.toml_file import FileError
from tests.session.guiding.broken_breath import BROKEN, GOOD
from tests.support.toml_bounds import bounds, passed_over


def test_a_good_file_is_read_whole(tmp_path: Path) -> None:
    file = tmp_path / "slow.toml"
    file.write_text(GOOD, encoding="utf-8")
    pattern = load_breath(file)
    assert pattern.spans == (4 * SECOND, 2 * SECOND, 6 * SECOND, 0)
    assert (pattern.cycles, pattern.mark, pattern.sources) == (20, "OURS", ("Our own.",))


@pytest.mark.parametrize("broken", BROKEN)
def test_what_is_wrong_is_refused_with_the_reason(broken: str, tmp_path: Path) -> None:
    data, words = BROKEN[broken]
    file = tmp_path / "broken.toml"
    file.write_bytes(data)
    with pytest.raises(FileError) as refused:
        load_breath(file)
    assert words in refused.value.sentence


@pytest.mark.parametrize(
    ("figures", "cycles"),
    [("3-0-3-0", 100), ("2-0-4-0", 1), ("5-0-4-0", 20), ("20-0-20-0", 20), ("4-5-6-5", 20), ("4-10-8-10", 4)],
)
def test_what_only_just_may_be_led_is_read(figures: str, cycles: int, tmp_path: Path) -> None:
    file = tmp_path / "slow.toml"
    text = GOOD.replace("4-2-6-0", figures).replace("cycles = 20", f"cycles = {cycles}")
    file.write_text(text, encoding="utf-8")
    pattern = load_breath(file)
    assert (pattern.figures, pattern.cycles) == (figures, cycles)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    file = tmp_path / "broken.toml"
    file.write_text('title = "Holotropic"\nbreath = "3-20-1-0"\nspeed = 3', encoding="utf-8")
    with pytest.raises(FileError) as refused:
        load_breath(file)
    said = refused.value.sentence
    for words in ("id: ", "purpose: ", "never led", "for the breath out", "much longer", "a hold of at most", "speed"):
        assert words in said


def test_what_ships_is_what_the_clinical_facts_name_and_says_where_it_comes_from() -> None:
    shipped = {file.stem: load_breath(file) for file in shipped_breath()}
    assert {name: (pattern.figures, pattern.cycles) for name, pattern in shipped.items()} == {
        "even": ("5.5-0-5.5-0", 0),
        "six-a-minute": ("5-0-5-0", 0),
        "long-out": ("4-0-6-0", 0),
        "box": ("4-4-4-4", 0),
        "four-seven-eight": ("4-7-8-0", 4),
        "free": ("free", 0),
    }
    assert all(pattern.id == name and pattern.sources and pattern.mark for name, pattern in shipped.items())


def test_what_a_file_may_say_has_its_bounds_and_nothing_in_it_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "whole.toml"
    whole = GOOD
    assert bounds(whole, load_breath, file) == {
        "title": "at most 24 characters",
        "purpose": "at most 160 characters",
        "breath": "at most 40 characters",
        "cycles": "a whole number from 1 to 100",
        "sources": "a list of 1 to 10 texts",
        "sources[]": "at most 500 characters",
    }
    assert passed_over(whole, load_breath, file) == []
