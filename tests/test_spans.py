"""Lengths of time are read as people write them, and written so that they can be read again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapguide.errors import KapGuideError
from kapguide.spans import HOUR, MINUTE, SECOND, format_span, parse_span


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("90s", 90 * SECOND),
        ("12m", 12 * MINUTE),
        ("1h 30m", 90 * MINUTE),
        ("1h30m", 90 * MINUTE),
        ("2h", 2 * HOUR),
        ("0m", 0),
        (" 1 h 2 m 3 s ", HOUR + 2 * MINUTE + 3 * SECOND),
    ],
)
def test_spans_are_read_as_people_write_them(text: str, ms: int) -> None:
    assert parse_span(text) == ms


NO_SPANS = ["", " ", "12", "m", "1.5h", "-2m", "2 min", "30m 1h", "١٢m", "1h 1h", "999999h", "12m!"]


@pytest.mark.parametrize("text", NO_SPANS)
def test_what_is_no_span_is_refused(text: str) -> None:
    with pytest.raises(KapGuideError, match="length of time"):
        parse_span(text)


@given(st.integers(0, 99_999 * 3600))
def test_a_span_is_read_as_it_was_written(seconds: int) -> None:
    assert parse_span(format_span(seconds * SECOND)) == seconds * SECOND
