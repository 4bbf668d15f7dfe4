"""Lengths, session times, levels and routes read as a person writes them."""

import pytest

from kapguide.session.wording import clock_span, decibels, hours_minutes, length, route_words


@pytest.mark.parametrize(
    ("ms", "words"),
    [
        (0, "0 s"),
        (840, "0.8 s"),
        (9_960, "10 s"),
        (10_500, "10 s"),
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
    ("ms", "words"), [(28 * 60_000 + 59_000, "0:28"), (62 * 60_000, "1:02"), (-31 * 60_000, "−0:31"), (0, "0:00")]
)
def test_minutes_since_the_dose(ms: int, words: str) -> None:
    assert hours_minutes(ms) == words


def test_levels_and_routes() -> None:
    assert [decibels(db) for db in (0.0, -6.0, 1.5, -0.01)] == ["0 dB", "−6 dB", "+1.5 dB", "0 dB"]
    assert (route_words("im"), route_words("Rectal")) == ("intramuscular", "Rectal")
