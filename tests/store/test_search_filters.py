"""Filters of the search: by whom and when each kind of thing was written, to the very moment."""

import msgspec
import pytest

from kapguide.clinical.facts import TouchAgreed
from kapguide.store.records import Store
from kapguide.store.search.search_wish import Found, SearchWish
from tests.support.plans import MORNING
from tests.support.practice import CHEAP, begin, hits_of, line, saved

WRITTEN = {Found.NOTE, Found.ENTRY, Found.SCORE, Found.SAID}
"""All that somebody writes."""


def write_each(store: Store, seq: int, words: str) -> None:
    """One thing of each kind, by whoever has the record open."""
    session = begin(store)
    saved(store.append(session, [line(seq, words)]), store.notes.finish(session, words, 0))
    saved(store.scores.add("M-014", "phq-9", "1", {"1": 2}, float(seq), taken_at=MORNING))
    saved(store.facts.say("M-014", TouchAgreed("hand", signal=words)).ticket)


@pytest.fixture
def both(store: Store) -> Store:
    """Two people have written."""
    write_each(store, 1, "a quiet lamp")
    keys, _ = store.staff.let_in("M. Dahl", "seven grey herons at dusk", cost=CHEAP)
    store.staff.take_over(keys)
    write_each(store, 2, "a quiet lantern")
    return store


def test_what_is_found_of_each_kind_is_the_persons_who_is_named(both: Store) -> None:
    authors = {row.id: row.name for row in both.staff.rows()}
    for typed, name, kinds in (
        ("by:ames", "R. Ames", WRITTEN),
        ("by:dahl", "M. Dahl", WRITTEN),
        ("quiet by:dahl", "M. Dahl", WRITTEN - {Found.SCORE}),
    ):
        hits = hits_of(both, typed)
        assert {authors[hit.author] for hit in hits} == {name}, typed
        assert {hit.kind for hit in hits} == kinds, typed
        assert len(hits) == len(kinds), typed


def test_a_time_ends_before_its_last_moment_and_begins_with_its_first(both: Store) -> None:
    wish = SearchWish(kinds=tuple(WRITTEN))
    for kind in WRITTEN:
        for hit in both.search.find(wish, kind).hits:
            ends = both.search.find(msgspec.structs.replace(wish, before=hit.at), kind).hits
            begins = both.search.find(msgspec.structs.replace(wish, since=hit.at), kind).hits
            assert hit.place not in [each.place for each in ends], kind
            assert hit.place in [each.place for each in begins], kind
