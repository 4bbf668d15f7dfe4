"""The list of side effects: what ships, a practice's own, and how one is found by its first letters."""

from pathlib import Path

import pytest

from kapguide.clinical.side_effects import clinic_effects, effects_like, read_effects, shipped_effects
from kapguide.toml_file import FileError
from tests.support.toml_bounds import bounds, passed_over

OWN = """\
version = "3"
[source]
mark = "OURS"
text = "Agreed in the team."
[[effects]]
id = "cold-hands"
title = "Cold hands"
"""


def test_what_ships_has_all_that_is_known_and_says_where_it_comes_from() -> None:
    found = shipped_effects()
    assert len([each for each in found.effects if not each.between]) == 20
    assert [each.id for each in found.effects if each.between] == ["urinary", "mania", "suicidal-thoughts", "cravings"]
    assert found.source
    assert not any("cry" in each.title.casefold() for each in found.effects)  # an observation


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("n", "Nausea"),
        ("NAU", "Nausea"),
        ("panic", "Anxiety or panic"),
        ("bp", "Raised BP"),
        ("fall", "Unsteadiness or"),
    ],
)
def test_a_few_letters_find_one(typed: str, first: str) -> None:
    assert any(each.title.startswith(first) for each in effects_like(shipped_effects().effects, typed)[:2])


def test_nothing_typed_is_the_whole_list_and_nonsense_is_none_of_it() -> None:
    assert effects_like(shipped_effects().effects, " ") == list(shipped_effects().effects)
    assert effects_like(shipped_effects().effects, "zzz") == []


def test_a_practices_own_list_takes_its_place_and_a_mistake_leaves_ours(tmp_path: Path) -> None:
    own = tmp_path / "side-effects.toml"
    assert clinic_effects(own) == shipped_effects()
    own.write_text(OWN, encoding="utf-8")
    assert [each.title for each in clinic_effects(own).effects] == ["Cold hands"]
    own.write_text(OWN.replace("cold-hands", "Cold Hands"), encoding="utf-8")
    found = clinic_effects(own)
    assert found.effects == shipped_effects().effects
    assert found.fault == (
        "side-effects.toml has 1 problem and was not used. Correct it and try again. "
        "The list that comes with KapGuide is used."
    )


def test_two_of_one_id_are_named(tmp_path: Path) -> None:
    own = tmp_path / "side-effects.toml"
    own.write_text(OWN + '[[effects]]\nid = "cold-hands"\ntitle = "Other"\n', encoding="utf-8")
    with pytest.raises(FileError, match=r"effects\[1\]\.id"):
        read_effects(own)


def test_a_list_that_does_not_say_where_it_comes_from_is_not_used(tmp_path: Path) -> None:
    own = tmp_path / "side-effects.toml"
    own.write_text(OWN.replace('[source]\nmark = "OURS"\ntext = "Agreed in the team."\n', ""), encoding="utf-8")
    with pytest.raises(FileError) as raised:
        read_effects(own)
    assert [problem.path for problem in raised.value.problems] == ["source"]
    assert clinic_effects(own).effects == shipped_effects().effects


def test_what_a_file_may_say_has_its_bounds_and_nothing_in_it_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "whole.toml"
    whole = OWN
    assert bounds(whole, read_effects, file) == {
        "version": "at most 20 characters",
        "source.text": "at most 500 characters, in lines",
        "effects": "1 to 60 tables [[effects]]",
        "effects[].title": "at most 40 characters",
    }
    assert passed_over(whole, read_effects, file) == []
