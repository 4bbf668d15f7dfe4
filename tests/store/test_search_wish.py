"""What is typed to search by: words, filters, and nothing that anybody can type wrong."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapguide.clinical.facts import ContactKind
from kapguide.store.contents.staff import StaffRow
from kapguide.store.search.search_wish import (
    LONGEST_WORD,
    MOST_WORDS,
    Found,
    SearchWish,
    as_query,
    can_begin,
    parse_search,
    with_filter,
)

NOW = datetime(2026, 12, 1, 10).astimezone()
PEOPLE = (StaffRow("s1", "K. Lind"), StaffRow("s2", "Rosa Osei"))
CODES = ("M-014", "M-0145", "T-077", "R 118")


def wish(typed: str) -> SearchWish:
    return parse_search(typed, CODES, PEOPLE, NOW)


def days(typed: str) -> tuple[date | None, date | None]:
    """From which day on, and before which."""
    since, before = wish(typed).since, wish(typed).before
    return since.date() if since else None, before.date() if before else None


def test_words_are_words_and_those_in_quotes_are_one() -> None:
    assert wish('sea  "a blanket" "open').words == ("sea", "a blanket", "open")
    assert wish("text:a http://x -y").words == ("text:a", "http://x", "-y")
    assert as_query(("a blanket", 'a"b')) == '"a blanket" "a""b"'
    assert as_query(("a", "bla"), begun=True) == '"a" "bla"*'
    assert (can_begin(("a", "bla")), can_begin(("bla", "b")), can_begin(())) == (True, False, False)


@pytest.mark.parametrize(
    ("typed", "clients"),
    [
        ("client:m-014", ("M-014",)),
        ("CLIENT: m-01 sea", ("M-014", "M-0145")),
        ('client:"r 118"', ("R 118",)),
        ("client:t-077 client:m-014", ("T-077", "M-014")),
        ("client:", None),
        ("client:quite-unknown", ()),
    ],
)
def test_a_client_is_meant_by_the_code_or_a_part_of_it(typed: str, clients: tuple[str, ...] | None) -> None:
    assert wish(typed).clients == clients


def test_a_code_among_other_words_is_the_client() -> None:
    assert (wish("m-014 tears").clients, wish("m-014 tears").words) == (("M-014",), ("tears",))
    assert (wish("m-014").clients, wish("m-014").words) == (None, ("m-014",))
    assert wish("client:t-077 m-014 tears").words == ("m-014", "tears")


def test_kinds_are_those_of_what_is_found_and_of_contacts() -> None:
    found = wish("kind:n kind:entries kind:dosing kind:check-in kind:notes")
    assert found.kinds == (Found.NOTE, Found.ENTRY)
    assert found.contacts == (ContactKind.DOSING, ContactKind.CHECK_IN)
    assert found.looks_at(Found.NOTE)
    assert not found.looks_at(Found.SCORE)
    assert wish("sea").looks_at(Found.SCORE)


def test_people_are_meant_by_a_part_of_their_name() -> None:
    assert wish("by:lind").authors == ("s1",)
    assert wish('by: osei sea by:"k. l"').authors == ("s2", "s1")
    assert wish("by:").authors is None


@pytest.mark.parametrize(
    ("typed", "since", "before"),
    [
        ("from:3 nov sea", date(2026, 11, 3), None),
        ("from: 3 nov 2025 to:yesterday", date(2025, 11, 3), date(2026, 12, 1)),
        ("from:nov", date(2026, 11, 1), None),
        ("from:dec 2025 to:dec 2025", date(2025, 12, 1), date(2026, 1, 1)),
        ("to:january", None, date(2026, 2, 1)),
        ("from:2026", date(2026, 1, 1), None),
        ("from:2000-01-01", date(2000, 1, 1), None),
        ("from:2026-11-03 to:3.11.2026", date(2026, 11, 3), date(2026, 11, 4)),
        ('from:"24 dec" to:monday', date(2025, 12, 24), date(2026, 12, 1)),
        ("from:sept to:sept", date(2026, 9, 1), date(2026, 10, 1)),
    ],
)
def test_days_are_those_that_have_been(typed: str, since: date | None, before: date | None) -> None:
    assert days(typed) == (since, before)
    assert wish(typed).unclear == ()


@pytest.mark.parametrize(
    ("typed", "first", "behind"),
    [
        ("jan", date(2027, 1, 1), date(2027, 2, 1)),
        ("feb", date(2026, 2, 1), date(2026, 3, 1)),
        ("dec", date(2026, 12, 1), date(2027, 1, 1)),
    ],
)
def test_a_month_that_has_not_been_this_year_is_that_of_the_last(typed: str, first: date, behind: date) -> None:
    found = parse_search(f"from:{typed} to:{typed}", CODES, PEOPLE, datetime(2027, 1, 20, 10).astimezone())
    assert found.since is not None
    assert found.before is not None
    assert (found.since.date(), found.before.date()) == (first, behind)


@pytest.mark.parametrize(
    "typed",
    ["from:tomorrow", "to:31 feb", "from:marches", "from:9999-12-31", "from:0001-01-01", "from:1999-12-31", "to:99"],
)
def test_what_is_no_day_narrows_nothing_and_is_said(typed: str) -> None:
    assert days(typed) == (None, None)
    assert "is not a day that has been" in wish(typed).unclear[0]


def test_what_means_nobody_and_nothing_is_said() -> None:
    assert wish("kind:novel client:q-9 by:quill").unclear == (
        "“novel” is no kind: client, note, log, score, about, or a contact such as dosing.",
        "No client’s code is like “q-9”.",
        "Nobody here is called “quill”.",
    )


def test_a_whole_page_that_was_pasted_is_looked_for_by_its_beginning_and_said_back_in_short() -> None:
    assert len(wish("sea " * 40).words) == MOST_WORDS
    assert wish("x" * 99).words == ("x" * LONGEST_WORD,)
    long, short = "q" * 31, f"“{'q' * 30}”"
    for name in ("client", "kind", "by", "from"):
        (said,) = wish(f"{name}:{long}").unclear
        assert short in said


def test_words_behind_a_day_stay_words() -> None:
    assert wish("from:3 nov tears of joy").words == ("tears", "of", "joy")
    assert wish("from: client:m-014 sea").clients == ("M-014",)
    assert wish("from:31 feb sea").words == ("feb", "sea")


def test_nothing_is_asked_for_by_nothing_and_by_empty_filters() -> None:
    assert wish(" client: from: ").nothing
    assert not wish("from:2026").nothing
    assert not wish("sea").nothing


def test_a_filter_is_put_in_changed_and_taken_out() -> None:
    assert with_filter("sea", "kind", "log") == "kind:log sea"
    assert with_filter("KIND:note from:3 nov sea", "kind", "log") == "kind:log from:3 nov sea"
    assert with_filter("sea kind:note", "kind", "") == "sea"
    assert wish(with_filter("", "client", "R 118")).clients == ("R 118",)


@given(st.text(st.sampled_from('client:kindfromtoby"  \x00\ud8003nov2026.-/(*'), max_size=60))
def test_whatever_is_typed_is_taken(typed: str) -> None:
    wish(typed)
