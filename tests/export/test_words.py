"""Lengths, levels and offsets read as a person writes them."""

import pytest

from kapguide.export.words import clock_span, decibels, length, offset, plain, route_words, since_dose


@pytest.mark.parametrize(
    ("ms", "words"),
    [
        (0, "0 s"),
        (840, "0.8 s"),
        (9_960, "10 s"),
        (45_900, "45 s"),
        (60_000, "1 min"),
        (750_000, "12 min 30 s"),
        (3_600_000, "1 h"),
        (3_605_000, "1 h 00 min 5 s"),
        (7_500_000, "2 h 05 min"),
        (-120_000, "−2 min"),
    ],
)
def test_lengths(ms: int, words: str) -> None:
    assert length(ms) == words


@pytest.mark.parametrize(("ms", "words"), [(0, "0:00:00"), (3_725_999, "1:02:05"), (-61_000, "−0:01:01")])
def test_session_time(ms: int, words: str) -> None:
    assert clock_span(ms) == words


@pytest.mark.parametrize(
    ("ms", "words"), [(0, "T+0:00:00"), (725_000, "T+0:12:05"), (-999, "T+0:00:00"), (-1_000, "T−0:00:01")]
)
def test_time_since_the_dose(ms: int, words: str) -> None:
    assert since_dose(ms) == words


def test_offsets_levels_and_routes() -> None:
    assert [offset(minutes) for minutes in (0, 120, 345, -210)] == ["UTC+00:00", "UTC+02:00", "UTC+05:45", "UTC−03:30"]
    assert [decibels(db) for db in (0.0, -6.0, 1.5, -0.01)] == ["0 dB", "−6 dB", "+1.5 dB", "0 dB"]
    assert (route_words("im"), route_words("Rectal")) == ("intramuscular", "Rectal")


def test_text_is_shown_without_what_cannot_be_seen() -> None:
    assert plain("\n a\r\nb\rc\u2029d\x00\x7f\ud800\t ") == " a\nb\nc\nd\ufffd\t "
