"""The file of the sheet for home: what it may say, and that the clinic's own is known as its own."""

from pathlib import Path

from kapguide.clinical.aftercare import Aftercare, AftercarePart, clinic_aftercare, read_aftercare
from tests.support.toml_bounds import bounds, passed_over

GOOD = """\
title = "At home"
version = 3
mark = "OURS"
sources = ["Our own."]
numbers = ["On call 000"]

[[parts]]
title = "Today"
lines = ["Rest."]
"""


def test_a_clinics_own_is_read_whole_and_known_as_its_own(tmp_path: Path) -> None:
    file = tmp_path / "aftercare.toml"
    assert not clinic_aftercare(file).own
    file.write_text(GOOD, encoding="utf-8")
    parts = (AftercarePart("Today", ("Rest.",)),)
    assert clinic_aftercare(file) == Aftercare("At home", 3, parts, ("On call 000",), own=True)
    file.write_text(GOOD.replace('numbers = ["On call 000"]\n', ""), encoding="utf-8")
    assert read_aftercare(file) == Aftercare("At home", 3, parts)


def test_what_a_file_may_say_has_its_bounds_and_nothing_in_it_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "whole.toml"
    assert bounds(GOOD, read_aftercare, file) == {
        "title": "at most 60 characters",
        "version": "a whole number from 1 to 9999",
        "sources": "a list of 1 to 10 texts",
        "sources[]": "at most 500 characters",
        "numbers": "a list of 1 to 6 texts",
        "numbers[]": "at most 80 characters",
        "parts": "1 to 8 tables [[parts]]",
        "parts[].title": "at most 60 characters",
        "parts[].lines": "a list of 1 to 20 texts",
        "parts[].lines[]": "at most 240 characters",
    }
    assert passed_over(GOOD, read_aftercare, file) == []
