"""The sheet for home: the clinic's own or the one that ships, with lines to write on, and nothing of a client."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from kapguide import check, paths
from kapguide.clinical.aftercare import Aftercare, AftercarePart, clinic_aftercare
from kapguide.export.aftercare import aftercare_to_pdf
from kapguide.paths import Home
from kapguide.toml_file import FileError
from kapguide.usecases.clinic.aftercare import print_sheet
from tests.export.test_pdf import text_of

MADE = datetime(2026, 12, 1, 13, 5, tzinfo=UTC)
OWN = Aftercare("Heimweg", 3, (AftercarePart("Today", ("Rest. #set *x* $y$",)),), ("On call 000",), own=True)


def test_it_holds_the_clinics_words_to_the_letter() -> None:
    text = text_of(aftercare_to_pdf(OWN, "Lindenhof", MADE))
    for words in ("Lindenhof", "Heimweg", "Rest. #set *x* $y$", "On call 000", "version 3", "printed 2026-12-01 13:05"):
        assert words in text
    assert aftercare_to_pdf(OWN, "Lindenhof", MADE) == aftercare_to_pdf(OWN, "Lindenhof", MADE)


def test_the_one_that_ships_is_printed_on_one_page_until_the_clinic_has_its_own(home: Home, tmp_path: Path) -> None:
    shipped = clinic_aftercare(home.aftercare)
    assert [part.title for part in shipped.parts] == ["Today", "The next days", "Call us"]
    text = text_of(print_sheet(home, tmp_path / "paper", MADE).read_bytes())
    assert "page 1 of 1" in text
    assert "Do not drive" in text
    assert "the practice has not made it its own yet" in text


def test_a_clinics_own_with_a_mistake_is_named_and_nothing_else_goes_home_in_its_place(home: Home) -> None:
    home.make()
    words = paths.resource("texts", "aftercare.toml").read_text(encoding="utf-8")
    home.aftercare.write_text(words.replace("version = 1", "version = 0"), encoding="utf-8")
    with pytest.raises(FileError, match="version: expected a whole number from 1"):
        clinic_aftercare(home.aftercare)
    assert "version: expected" in check.check_file(home.aftercare)
    home.aftercare.write_text(words.replace("# numbers", "numbers"), encoding="utf-8")
    assert check.check_file(home.aftercare) == ""
    own = clinic_aftercare(home.aftercare)
    assert (len(own.numbers), own.own) == (2, True)
