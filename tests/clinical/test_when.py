"""When something is to happen, as people type it."""

import os
import time as clock
from collections.abc import Iterator
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapguide.clinical.when import (
    Lead,
    day_begins,
    day_words,
    parse_lead,
    parse_past_day,
    parse_time,
    parse_when,
    when_words,
)
from kapguide.errors import KapGuideError


@pytest.fixture(autouse=True)
def in_berlin() -> Iterator[None]:
    """A place whose clocks change in the year."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "Europe/Berlin"
    clock.tzset()
    yield
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    clock.tzset()


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone()


def tuesday() -> datetime:
    """Tuesday 1 December 2026, 08:41."""
    return local("2026-12-01 08:41")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("15:00", "2026-12-01 15:00"),
        ("3pm", "2026-12-01 15:00"),
        ("3 p.m.", "2026-12-01 15:00"),
        ("3.30 pm", "2026-12-01 15:30"),
        ("12am tomorrow", "2026-12-02 00:00"),
        ("12 pm", "2026-12-01 12:00"),
        ("noon", "2026-12-01 12:00"),
        ("1530", "2026-12-01 15:30"),
        ("15h30", "2026-12-01 15:30"),
        ("10", "2026-12-01 10:00"),
        ("8:41", "2026-12-01 08:41"),
        ("1pm", "2026-12-01 13:00"),
        ("  At 15:00 ", "2026-12-01 15:00"),
        ("today 10", "2026-12-01 10:00"),
        ("tomorrow 10", "2026-12-02 10:00"),
        ("Tomorrow at 10:15", "2026-12-02 10:15"),
        ("10 tomorrow", "2026-12-02 10:00"),
        ("thu 9.30", "2026-12-03 09:30"),
        ("Thursday, 9:30", "2026-12-03 09:30"),
        ("on thursday at 9:30", "2026-12-03 09:30"),
        ("tue 10", "2026-12-01 10:00"),
        ("mon 10", "2026-12-07 10:00"),
        ("4 dec 14:00", "2026-12-04 14:00"),
        ("4. December 14:00", "2026-12-04 14:00"),
        ("Dec 4 2pm", "2026-12-04 14:00"),
        ("4 dec 2027 14:00", "2027-12-04 14:00"),
        ("4 dec 1500", "2026-12-04 15:00"),
        ("2026-12-04 14:00", "2026-12-04 14:00"),
        ("8 jan 9", "2027-01-08 09:00"),
        ("1 jun 9", "2027-06-01 09:00"),
        ("2031-12-05 9:00", "2031-12-05 09:00"),
        ("in 3 h", "2026-12-01 11:41"),
        ("in 3h", "2026-12-01 11:41"),
        ("in 1 h 30", "2026-12-01 10:11"),
        ("in 1h 30m", "2026-12-01 10:11"),
        ("in 90 min", "2026-12-01 10:11"),
        ("in 3 days 10", "2026-12-04 10:00"),
        ("in 2 weeks 9:30", "2026-12-15 09:30"),
        ("in 1 month 9:30", "2027-01-01 09:30"),
    ],
)
def test_what_is_typed_is_read(typed: str, meant: str) -> None:
    found = parse_when(typed, tuesday())
    assert found is not None
    assert (found.at, found.past) == (local(meant), False)


@pytest.mark.parametrize(
    ("typed", "meant", "next_time"),
    [
        ("8", "2026-12-01 08:00", "2026-12-02 08:00"),
        ("3am", "2026-12-01 03:00", "2026-12-02 03:00"),
        ("tue 8", "2026-12-01 08:00", "2026-12-08 08:00"),
        ("today 8", "2026-12-01 08:00", None),
        ("30 nov 14:00", "2026-11-30 14:00", None),
        ("2 jun 9", "2026-06-02 09:00", None),
        ("2025-12-04 14:00", "2025-12-04 14:00", None),
    ],
)
def test_a_time_that_has_gone_by_is_not_moved_unsaid(typed: str, meant: str, next_time: str | None) -> None:
    found = parse_when(typed, tuesday())
    assert found is not None
    assert (found.at, found.past) == (local(meant), True)
    assert found.next_time == (local(next_time) if next_time else None)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("tomorrow", "time of day"),
        ("4 dec", "time of day"),
        ("4 dec 2026", "time of day"),
        ("in 2 weeks", "time of day"),
        ("31 nov 10", "November has 30 days."),
        ("2027-02-29 10:00", "February has 28 days."),
        ("2026-13-01 10:00", "not a date"),
        ("2026-12-32 10:00", "December has 31 days."),
        ("0000-01-01 10:00", "not a date"),
        ("0 dec 10", "not a date"),
        ("25:00", "not a time"),
        ("13pm", "not a time"),
        ("15:75", "not a time"),
        ("soon", "not a time"),
        ("in a bit", "not a time"),
        ("in 999 weeks 10", "five years"),
        ("in 99 months 2 h", "five years"),
        ("2031-12-06 9:00", "five years"),
        ("2099-01-01 10:00", "five years"),
        ("0001-01-01 10:00", "five years"),
        ("9999-12-31 23:00", "five years"),
    ],
)
def test_what_names_no_moment_is_said(typed: str, said: str) -> None:
    with pytest.raises(KapGuideError, match=said):
        parse_when(typed, tuesday())


def test_nothing_typed_is_no_moment() -> None:
    assert parse_when("  ", tuesday()) is None
    assert parse_time("") is None


@given(st.text(max_size=40) | st.from_regex(r"(in |tomorrow |4 dec )?[0-9]{1,4}[:.h ]?[0-9apm]{0,4}"))
def test_whatever_is_typed_is_read_or_refused_in_a_sentence(typed: str) -> None:
    try:
        found = parse_when(typed, tuesday())
    except KapGuideError:
        found = None
    assert found is None or found.at.tzinfo is not None


def test_when_the_clocks_change_hours_are_counted_and_days_keep_their_time() -> None:
    saturday = local("2027-03-27 14:00")
    assert parse_lead("24 h").after(saturday) == local("2027-03-28 15:00")
    assert parse_lead("1 day").after(saturday) == local("2027-03-28 14:00")
    assert parse_when("tomorrow 14:00", saturday) == (local("2027-03-28 14:00"), False, 0)
    assert day_begins(local("2027-03-28 14:00")) == local("2027-03-28 00:00")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("24 h", Lead(minutes=24 * 60)),
        ("72h", Lead(minutes=72 * 60)),
        ("1 week", Lead(days=7)),
        ("2 weeks", Lead(days=14)),
        ("1 month 1 week 2 days 3 h 4 min", Lead(1, 9, 184)),
        ("1 month", Lead(months=1)),
        ("3 months", Lead(months=3)),
    ],
)
def test_a_length_by_the_calendar(typed: str, meant: Lead) -> None:
    assert parse_lead(typed) == meant


def test_a_month_after_the_last_day_of_a_long_one_is_the_last_of_a_short_one() -> None:
    assert Lead(months=1).after(local("2027-01-31 10:00")) == local("2027-02-28 10:00")
    assert Lead(months=3).after(local("2026-11-30 10:00")) == local("2027-02-28 10:00")


@pytest.mark.parametrize("typed", ["", "soon", "3", "1 fortnight", "-1 h"])
def test_what_is_no_length_is_refused(typed: str) -> None:
    with pytest.raises(KapGuideError, match="not a length"):
        parse_lead(typed)


@pytest.mark.parametrize(
    ("at", "words", "day"),
    [
        ("2026-12-01 13:00", "13:00 today", "today"),
        ("2026-12-02 10:00", "10:00 tomorrow", "tomorrow"),
        ("2026-11-30 10:00", "10:00 yesterday", "yesterday"),
        ("2026-12-03 09:30", "09:30 on Thu 3 Dec", "Thu 3 Dec"),
        ("2027-01-08 09:00", "09:00 on Fri 8 Jan 2027", "Fri 8 Jan 2027"),
    ],
)
def test_a_moment_is_read_back(at: str, words: str, day: str) -> None:
    assert when_words(local(at).astimezone(UTC), tuesday()) == words
    assert day_words(local(at), tuesday()) == day


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("15:30", time(15, 30)),
        ("1530", time(15, 30)),
        ("930", time(9, 30)),
        ("15h30", time(15, 30)),
        ("15", time(15, 0)),
        (" 3.30 PM ", time(15, 30)),
        ("12 am", time(0, 0)),
        ("1 am", time(1, 0)),
        ("23:59", time(23, 59)),
        ("12pm", time(12, 0)),
        ("", None),
    ],
)
def test_a_time_of_day_is_read_as_people_type_it(text: str, when: time | None) -> None:
    assert parse_time(text) == when


@pytest.mark.parametrize("text", ["tea", "24:00", "15:60", "13 pm", "0 am", "15:3", "-1", "15:30:00"])
def test_what_is_no_time_of_day_is_named(text: str) -> None:
    with pytest.raises(KapGuideError, match="not a time of day"):
        parse_time(text)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("", None),
        ("today", "2026-12-01"),
        ("yesterday", "2026-11-30"),
        ("6 Oct 2026", "2026-10-06"),
        ("6 oct", "2026-10-06"),
        ("October 6", "2026-10-06"),
        ("2026-10-06", "2026-10-06"),
        ("6.10.2026", "2026-10-06"),
        ("30 dec", "2025-12-30"),
        ("3 jan", "2026-01-03"),
        ("mon", "2026-11-30"),
        ("wed", "2026-11-25"),
    ],
)
def test_a_day_that_has_been_is_the_last_such_one(typed: str, day: str | None) -> None:
    assert parse_past_day(typed, tuesday()) == (date.fromisoformat(day) if day else None)


@pytest.mark.parametrize("typed", ["2 Dec 2026", "2026-12-02", "tomorrow", "in 3 days", "31 feb", "soon", "15:00"])
def test_a_day_to_come_and_no_day_are_refused(typed: str) -> None:
    with pytest.raises(KapGuideError):
        parse_past_day(typed, tuesday())
