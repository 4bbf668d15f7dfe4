"""Times of documents read as a person writes them, and people's text shows as it is."""

import pytest

from kapguide.export.words import offset, plain, since_dose


@pytest.mark.parametrize(
    ("ms", "words"), [(0, "T+0:00:00"), (725_000, "T+0:12:05"), (-999, "T+0:00:00"), (-1_000, "T−0:00:01")]
)
def test_time_since_the_dose(ms: int, words: str) -> None:
    assert since_dose(ms) == words


def test_offsets() -> None:
    assert [offset(minutes) for minutes in (0, 120, 345, -210)] == ["UTC+00:00", "UTC+02:00", "UTC+05:45", "UTC−03:30"]


def test_text_is_shown_without_what_cannot_be_seen() -> None:
    assert plain("\n a\r\nb\rc\u2029d\x00\x7f\ud800\t ") == " a\nb\nc\nd\ufffd\t "
