"""Full-text search: plain words in, never an error."""

import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kapguide.paths import Home
from kapguide.session import events as e
from kapguide.store.failures import unwritable
from kapguide.store.records import Store
from kapguide.store.saving import SavingState
from kapguide.store.search import quoted
from kapguide.text import clean_text
from tests.support.practice import BOUND_S, States, begin, happened, line, saved
from tests.support.writing import Gate, writer_of

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=80)
ANY_NUMBER_OF_TIMES = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def found(store: Store, typed: str) -> list[str]:
    return [hit.text for hit in store.search(typed)]


def test_words_are_found_by_stem_without_accents_and_by_their_beginning(store: Store) -> None:
    session = begin(store)
    saved(store.append(session, [line(1, "Große Ängste, dann Stille"), line(2, "walking by the sea")]))
    assert found(store, "angste") == ["Große Ängste, dann Stille"]
    assert found(store, "walked") == ["walking by the sea"]
    assert found(store, "sea wal") == ["walking by the sea"]
    assert found(store, "sea stille") == []


def test_events_are_indexed_soon_though_nobody_searches(
    home: Home, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    tidied, tidy = threading.Event(), writer_of(store)._tidy
    session = begin(store)
    monkeypatch.setattr("kapguide.store.writer.LONGEST_LAG_S", 0.05)
    monkeypatch.setattr(writer_of(store), "_tidy", lambda db: (tidy(db), tidied.set()))
    saved(store.append(session, [line(1, "a lighthouse")]))
    tidied.clear()
    saved(store.append(session, [line(2, "a lantern")]))
    assert tidied.wait(BOUND_S)
    reader = Store.open(home, store._keys, read_only=True)
    assert found(reader, "lighthouse") == ["a lighthouse"]
    reader.close()


def test_a_disk_that_takes_nothing_can_still_be_searched(store: Store) -> None:
    session = begin(store)
    saved(store.append(session, [line(1, "a lighthouse")]))
    assert found(store, "lighthouse")
    states, gate = States(store), Gate(*[unwritable(str(number)) for number in range(1000)])
    gate.go.set()
    ticket = writer_of(store).keep(gate, "a gate")
    states.until(SavingState.NOT_SAVED)
    assert found(store, "lighthouse")
    gate.failures.clear()
    saved(ticket)


def test_a_hit_tells_where_it_lies(store: Store) -> None:
    session = begin(store)
    saved(store.append(session, [line(7, "a lighthouse")]), store.notes.save(session, "He spoke of a lighthouse.", 0))
    hits = store.search("lighthouse")
    assert {(hit.session_id, hit.client_code, hit.t) for hit in hits} == {
        (session, "M-014", 7000),
        (session, "M-014", None),
    }


def test_a_line_that_was_taken_back_is_not_found_and_one_whose_correction_was_is(store: Store) -> None:
    session = begin(store)
    calm = line(1, "calm as a lake")
    correction, slip = line(2, "calmer than a lake", supersedes=calm.id), line(3, "a lake, a slip")
    saved(store.append(session, [calm, correction, slip]))
    assert sorted(found(store, "lake")) == ["a lake, a slip", "calmer than a lake"]
    undone = [happened(4 + n, e.Undone(event.command_id, "Line")) for n, event in enumerate((slip, correction))]
    saved(store.append(session, undone))
    assert found(store, "lake") == ["calm as a lake"]


def test_a_corrected_line_is_found_by_its_correction(store: Store) -> None:
    session = begin(store)
    first = line(1, "left hand opens")
    saved(store.append(session, [first]), store.append(session, [line(2, "right hand opens", first.id)]))
    assert found(store, "hand") == ["right hand opens"]


def test_a_note_is_found_as_it_reads_now(store: Store) -> None:
    session = begin(store)
    saved(store.notes.save(session, "first words", 0), store.notes.save(session, "later words", 1))
    assert found(store, "first") == []
    assert found(store, "words") == ["later words"]


@pytest.mark.parametrize(
    "typed",
    ['"', "NEAR(", "-x", "", "   ", "\x00", "a\x00b", "*", "AND OR NOT", "^a", "text:a", "{a b}:c", "(", "'", "\ud800"],
)
def test_no_query_syntax_ever_raises(store: Store, typed: str) -> None:
    assert store.search(typed) == []


def test_very_long_queries_are_cut(store: Store) -> None:
    assert store.search("word " * 100_000) == []
    assert store.search("w" * 1_000_000) == []
    assert quoted("a " * 1000).count('"') == 48


@ANY_NUMBER_OF_TIMES
@given(typed=ANY_TEXT)
def test_searching_for_anything_raises_nothing(store: Store, typed: str) -> None:
    store.search(typed)


@ANY_NUMBER_OF_TIMES
@given(typed=ANY_TEXT)
def test_any_text_is_stored_and_read_again(store: Store, typed: str) -> None:
    session = begin(store)
    said = clean_text(typed)
    saved(store.append(session, [line(1, said)]), store.notes.save(session, typed, 0))
    saved(store.save_draft(session, typed, 5))  # type: ignore[arg-type]
    assert store.load_session(session)[2][0].text == said
    assert store.notes.read(session).text == said
    draft = store.draft(session)
    assert (draft.text if draft else "") == said
