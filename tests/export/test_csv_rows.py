"""Tables for spreadsheet programs: nothing that was typed becomes a formula, and nothing is lost."""

import csv
import io

import pytest

from kapguide.export.csv_rows import MARK, to_csv


def read(data: bytes) -> list[list[str]]:
    text = data.decode()
    assert text.startswith(MARK)
    return list(csv.reader(io.StringIO(text.removeprefix(MARK), newline="")))


@pytest.mark.parametrize("typed", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\n=1", "＝1+1", "＠SUM(A1)"])
def test_what_begins_like_a_formula_is_text(typed: str) -> None:
    assert read(to_csv(["What"], [[typed]])) == [["What"], [f"'{typed}"]]


def test_everything_else_comes_back_as_it_was() -> None:
    rows = [["a;b,c", 'she said "no"', "two\nlines"], ["", "São", "1-2 = -1"]]
    assert read(to_csv(["A", "B", "C"], rows)) == [["A", "B", "C"], *rows]
