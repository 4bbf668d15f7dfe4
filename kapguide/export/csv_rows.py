"""Tables for spreadsheet programs. What such a program would take for a formula is text here, whoever typed it."""

import csv
import io
from collections.abc import Iterable, Sequence

MARK = "\ufeff"
"""Tells a spreadsheet program that the letters are UTF-8."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def to_csv(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The table as CSV, every cell in quotation marks; one that begins like a formula gets an apostrophe before it."""
    file = io.StringIO()
    writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    return (MARK + file.getvalue()).encode()


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
