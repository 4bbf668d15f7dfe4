"""Files of checklists: what ships, what is refused and why, a clinic's own in the place of what ships."""

from pathlib import Path

import pytest

from kapguide.clinical.checklist_file import load_checklist, shipped_checklists
from kapguide.clinical.checklists import Agreement, Checklist, ChecklistGroup, ChecklistItem
from kapguide.clinical.marks import Mark
from kapguide.toml_file import FileError
from tests.clinical.broken_checklists import BROKEN, GOOD
from tests.support.left_out import said_unsaid
from tests.support.toml_bounds import bounds, passed_over


def test_a_good_file_is_read_whole(tmp_path: Path) -> None:
    file = tmp_path / "arrival.toml"
    file.write_text(GOOD, encoding="utf-8")
    checklist = load_checklist(file)
    assert (checklist.id, checklist.title, checklist.version, checklist.signed) == ("arrival", "Arrival", 2, False)
    assert (checklist.agrees, said_unsaid(Checklist)) == (None, {})
    assert checklist.groups == (
        ChecklistGroup(
            "At the door", (ChecklistItem("shoes", "Shoes off", "socks are there"),), Mark.OURS, ("Our own.",)
        ),
        ChecklistGroup("", (ChecklistItem("telephone", "Telephone silent"),), Mark.PRACTICE, ("Seen at one clinic.",)),
    )


def test_a_list_may_have_sixty_items_in_all(tmp_path: Path) -> None:
    file = tmp_path / "long.toml"
    more = "".join(f'[[groups.items]]\nid = "i{n}"\ntext = "Item {n}"\n' for n in range(58))
    file.write_text(GOOD + more, encoding="utf-8")
    assert len(load_checklist(file).items) == 60


@pytest.mark.parametrize("broken", BROKEN)
def test_what_is_wrong_is_refused_with_its_place(broken: str, tmp_path: Path) -> None:
    text, words = BROKEN[broken]
    file = tmp_path / "broken.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(FileError) as refused:
        load_checklist(file)
    assert words in refused.value.sentence


def test_what_ships_asks_what_the_clinical_facts_name_and_says_where_it_comes_from() -> None:
    shipped = {file.stem: load_checklist(file) for file in shipped_checklists()}
    assert {name: len(checklist.items) for name, checklist in shipped.items()} == {
        "consent": 14,
        "day-of": 14,
        "leaving": 11,
        "observers": 5,
        "recording": 5,
        "screening": 27,
        "sharing": 5,
        "touch": 6,
    }
    assert all(checklist.id == name for name, checklist in shipped.items())
    assert all(group.sources for checklist in shipped.values() for group in checklist.groups)
    assert {checklist.agrees for checklist in shipped.values()} == {None, *Agreement}


def test_what_a_file_may_say_has_its_bounds_and_nothing_in_it_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "whole.toml"
    whole = GOOD
    assert bounds(whole, load_checklist, file) == {
        "title": "at most 40 characters",
        "version": "a whole number from 1 to 9999",
        "purpose": "at most 200 characters",
        "sources": "a list of 1 to 10 texts",
        "sources[]": "at most 500 characters",
        "groups": "1 to 20 tables [[groups]]",
        "groups[].title": "at most 40 characters",
        "groups[].items": "1 to 60 tables [[groups.items]]",
        "groups[].items[].text": "at most 120 characters",
        "groups[].items[].hint": "at most 80 characters",
        "groups[].sources": "a list of 1 to 10 texts",
        "groups[].sources[]": "at most 500 characters",
    }
    assert passed_over(whole, load_checklist, file) == []
