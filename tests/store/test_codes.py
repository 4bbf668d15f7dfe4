"""Client codes that are easily mistaken for each other, and how one is found."""

import pytest

from kapguide.store.codes import alike, found_by, meant_by, new_taken_for, seen_as

CODES = ["A-003", "K-014", "M-014", "M-0140", "R-118-second-course-2026", "ז-14", "Ж-014"]


@pytest.mark.parametrize(
    "other", ["m-014", "M-O14", "M-0l4", "M014", "M 014", "М-014", "Μ–014", "M-０14", "M-oI4", "M.0.14", "M-٠١٤"]
)
def test_codes_that_look_alike_are_seen_as_one(other: str) -> None:
    assert seen_as(other) == seen_as("M-014")


@pytest.mark.parametrize("other", ["M-015", "N-014", "M-0144", "Ж-014", "ז-014"])
def test_other_codes_are_not(other: str) -> None:
    assert seen_as(other) != seen_as("M-014")


def test_a_code_is_not_taken_for_itself() -> None:
    assert alike("m-014", ["M-014", "M-O14", "A-003"]) == ["M-O14"]


def test_a_new_code_alone_is_taken_for_others() -> None:
    assert new_taken_for("M-O14", CODES) == "M-014"
    assert new_taken_for("m-014", ["M-014", "M-O14"]) == ""
    assert new_taken_for("B-002", CODES) == ""
    assert new_taken_for("Q-011", ["Q-0I1", "Q-0l1", "Q-01I", "Q-OII"]) == "Q-0I1 or Q-0l1 or Q-01I"


def test_what_is_typed_finds_the_code_itself_first() -> None:
    assert found_by("m-014", ["M-0140", "KM-014", "M-014", "A-003"]) == ["M-014", "M-0140", "KM-014"]
    assert found_by(" second ", CODES) == ["R-118-second-course-2026"]
    assert found_by("ז", CODES) == ["ז-14"]
    assert found_by("", CODES) == CODES
    assert found_by("zz", CODES) == []


def test_what_is_typed_means_the_code_that_it_is_or_the_only_one_that_it_can_be() -> None:
    assert meant_by("m-014", ["M-0140", "KM-014", "M-014"]) == "M-014"
    assert meant_by("a003", ["M-0140", "A-003"]) == "A-003"
    assert meant_by("m", ["M-0140", "M-014"]) == ""
    assert meant_by(" ", ["M-014"]) == ""
