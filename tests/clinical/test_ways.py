"""Ways of working: the list that ships, a practice's own, and how a line of them is completed."""

from pathlib import Path

import pytest

from kapguide.clinical.ways import WayOfWorking, clinic_ways, completions, read_ways, shipped_ways
from kapguide.toml_file import FileError
from tests.support.toml_bounds import bounds, passed_over

OWN = """
version = "1"
[source]
mark = "OURS"
text = "Agreed in the team."
[[ways]]
id = "walking"
title = "Walking"
methods = ["in silence"]
"""
CBT = WayOfWorking("cbt", "CBT", ("thought record", "graded exposure"))
ACT = WayOfWorking("act", "ACT", ("values",))
WALK = WayOfWorking("walk", "Walking")


def test_the_list_has_the_ways_that_go_with_integration() -> None:
    assert [way.title for way in shipped_ways().ways] == [
        "CBT",
        "ACT",
        "Mindfulness",
        "Imagery",
        "Breath and body",
        "Journalling",
        "Expressive arts",
    ]
    assert all(way.methods for way in shipped_ways().ways)


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("", ["CBT", "ACT", "Walking"]),
        ("a", ["ACT"]),
        ("CBT", []),
        ("CBT: ", ["CBT: thought record", "CBT: graded exposure"]),
        ("CBT: thought record, gr", ["CBT: thought record, graded exposure"]),
        ("cbt: thought record,", ["CBT: thought record, graded exposure"]),
        ("CBT: thought record; ", ["CBT: thought record; ACT", "CBT: thought record; Walking"]),
        ("CBT: thought record; act:v", ["CBT: thought record; ACT: values"]),
        ("Dancing: slowly", []),
        ("Walking:", []),
    ],
)
def test_a_line_goes_on_with_what_fits_and_offers_nothing_twice(line: str, offered: list[str]) -> None:
    assert [each.line for each in completions((CBT, ACT, WALK), line)] == offered


def test_a_practices_own_list_takes_its_place_and_a_mistake_leaves_ours(tmp_path: Path) -> None:
    own = tmp_path / "ways-of-working.toml"
    assert clinic_ways(own) == shipped_ways()
    own.write_text(OWN, encoding="utf-8")
    assert clinic_ways(own).ways == (WayOfWorking("walking", "Walking", ("in silence",)),)
    own.write_text(OWN.replace('"walking"', '"Wal king"'), encoding="utf-8")
    assert clinic_ways(own).ways == shipped_ways().ways
    assert clinic_ways(own).fault.startswith("ways-of-working.toml has 1 problem")


@pytest.mark.parametrize(
    ("more", "less", "place"),
    [
        ('[[ways]]\nid = "walking"\ntitle = "Other"\n', "", "ways[1].id"),
        ("", '[source]\nmark = "OURS"\ntext = "Agreed in the team."\n', "source"),
    ],
)
def test_every_mistake_has_its_place(more: str, less: str, place: str, tmp_path: Path) -> None:
    own = tmp_path / "ways-of-working.toml"
    own.write_text(OWN.replace(less, "") + more if less else OWN + more, encoding="utf-8")
    with pytest.raises(FileError) as raised:
        read_ways(own)
    assert [problem.path for problem in raised.value.problems] == [place]


def test_what_a_file_may_say_has_its_bounds_and_nothing_in_it_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "whole.toml"
    assert bounds(OWN, read_ways, file) == {
        "version": "at most 20 characters",
        "source.text": "at most 500 characters, in lines",
        "ways": "1 to 30 tables [[ways]]",
        "ways[].title": "at most 40 characters",
        "ways[].methods": "a list of 1 to 20 texts",
        "ways[].methods[]": "at most 40 characters",
    }
    assert passed_over(OWN, read_ways, file) == []
