"""The clinic's own limits: as a clinic writes them, what lies outside of them, and what stands where there are none."""

from pathlib import Path

import pytest

from kapguide.clinical.limits import (
    NOT_WRITTEN,
    ClinicLimits,
    Limit,
    clinic_limits,
    outside,
    read_limits,
    shipped_limits_file,
)
from kapguide.clinical.vitals import Vitals
from kapguide.toml_file import FileError
from tests.support.toml_bounds import bounds, passed_over

LIMITS = """\
filled_by = "Dr R. Example"
filled_on = "3 Nov 2026"

[[limits]]
value = "bp"
above = "160/90"
below = "90/50"

[[limits]]
value = "hr"
above = 100
when = "before the dose"

[[limits]]
value = "spo2"
below = 92
"""
PRESSURE = Limit("bp", "above", (160, 90))


def written(folder: Path, text: str) -> Path:
    file = folder / "limits.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_what_ships_names_no_limit_and_says_so(tmp_path: Path) -> None:
    assert read_limits(shipped_limits_file()) == ClinicLimits()
    assert clinic_limits(tmp_path / "none.toml").reminder == NOT_WRITTEN


def test_a_clinic_writes_signs_and_dates_them(tmp_path: Path) -> None:
    found = clinic_limits(written(tmp_path, LIMITS))
    assert [limit.words for limit in found.in_force] == [
        "BP above 160/90",
        "BP below 90/50",
        "HR above 100 before the dose",
        "SpO2 below 92 %",
    ]
    assert (found.signed_by, found.reminder) == ("Dr R. Example, 3 Nov 2026", "")


def test_what_nobody_has_signed_is_not_shown_and_is_said(tmp_path: Path) -> None:
    unsigned = LIMITS.partition("\n\n")[2]
    found = clinic_limits(written(tmp_path, unsigned))
    assert len(found.limits) == 4
    assert found.in_force == ()
    assert found.reminder == "Nobody has signed the clinic’s limits: until then they are not shown."


@pytest.mark.parametrize(
    ("vitals", "dosed", "words"),
    [
        (Vitals(160, 90, 100, 92), False, []),  # on the limit is not outside of it
        (Vitals(161, 90), True, ["BP above 160/90"]),
        (Vitals(120, 91), True, ["BP above 160/90"]),
        (Vitals(89, 60), True, ["BP below 90/50"]),
        (Vitals(120, 49), True, ["BP below 90/50"]),
        (Vitals(heart_rate=101), False, ["HR above 100 before the dose"]),
        (Vitals(heart_rate=101), True, []),
        (Vitals(170, 80, 130, 91), False, ["BP above 160/90", "HR above 100 before the dose", "SpO2 below 92 %"]),
        (Vitals(comfort=0, sedation=3, dissociation=10), True, []),  # of these there are no limits
        (Vitals(), True, []),
    ],
)
def test_a_reading_lies_outside_by_the_clinics_numbers_alone(
    tmp_path: Path, vitals: Vitals, dosed: bool, words: list[str]
) -> None:
    limits = clinic_limits(written(tmp_path, LIMITS)).in_force
    assert [limit.words for limit in outside(limits, vitals, dosed=dosed)] == words


@pytest.mark.parametrize(
    ("row", "place", "expected"),
    [
        ('value = "weight"\nabove = 3', "limits[0].value", '"bp", "hr", "spo2" or "rr"'),
        ('value = "bp"', "limits[0].above", '"above" or "below"'),
        ('value = "bp"\nabove = 160', "limits[0].above", "a text"),
        ('value = "bp"\nabove = "160"', "limits[0].above", 'a pressure such as "150/95"'),
        ('value = "bp"\nabove = "90/160"', "limits[0].above", "the upper value first"),
        ('value = "bp"\nabove = "1600/90"', "limits[0].above", "BP upper 30 to 320"),
        ('value = "bp"\nabove = "٣٠٠/90"', "limits[0].above", 'a pressure such as "150/95"'),
        ('value = "hr"\nabove = "100"', "limits[0].above", "a whole number from 10 to 350"),
        ('value = "hr"\nabove = 50\nbelow = 100', "limits[0].below", 'less than the 50 of "above"'),
        ('value = "hr"\nabove = 100\nbelow = 100', "limits[0].below", 'less than the 100 of "above"'),
        ('value = "bp"\nabove = "160/90"\nbelow = "100/95"', "limits[0].below", 'less than the 160/90 of "above"'),
        ('value = "bp"\nabove = "90/90"', "limits[0].above", "the upper value first"),
        ('value = "hr"\nabove = 100\nwhen = "peak"', "limits[0].when", '"before the dose" or "after the dose"'),
        ('value = "hr"\nabove = 100\ncolour = "red"', "limits[0].colour", "a key of a limit"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_no_limit_is_shown(
    tmp_path: Path, row: str, place: str, expected: str
) -> None:
    file = written(tmp_path, f'filled_by = "R"\nfilled_on = "today"\n[[limits]]\n{row}\n')
    with pytest.raises(FileError) as raised:
        read_limits(file)
    problem = raised.value.problems[0]
    assert problem.path == place
    assert expected in problem.expected
    assert clinic_limits(file).in_force == ()
    assert place in clinic_limits(file).reminder


def test_a_name_without_a_date_signs_nothing(tmp_path: Path) -> None:
    file = written(tmp_path, LIMITS.replace('filled_on = "3 Nov 2026"\n', ""))
    assert "filled_on" in clinic_limits(file).fault
    assert ClinicLimits((PRESSURE,), "Dr R. Example").in_force == ()


def test_what_a_file_may_say_has_its_bounds_and_nothing_in_it_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "whole.toml"
    whole = LIMITS
    assert bounds(whole, read_limits, file) == {
        "filled_by": "at most 80 characters",
        "filled_on": "at most 20 characters",
        "limits": "0 to 24 tables [[limits]]",
        "limits[].above": "a whole number from 10 to 350",
        "limits[].below": "a whole number from 20 to 100",
    }
    assert passed_over(whole, read_limits, file) == []
