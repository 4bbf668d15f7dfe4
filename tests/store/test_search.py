"""Full-text search: plain words in, never an error."""

import threading
from datetime import UTC, datetime, timedelta
from itertools import count
from types import SimpleNamespace

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kapguide.clinical import facts as f
from kapguide.paths import Home
from kapguide.session import events as e
from kapguide.store.failures import unwritable
from kapguide.store.records import Store
from kapguide.store.search.hits import Hits
from kapguide.store.search.search_rows import stretches
from kapguide.store.search.search_wish import Found, as_query
from kapguide.store.writing.saving import SavingState
from kapguide.text import clean_text
from tests.support.plans import MORNING
from tests.support.practice import BOUND_S, States, begin, happened, hits_of, line, saved
from tests.support.writing import Gate, writer_of

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=80)
ANY_NUMBER_OF_TIMES = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


NOW = datetime(2026, 12, 1, 10).astimezone()


def found(store: Store, typed: str) -> list[str]:
    return [hit.text for hit in hits_of(store, typed)]


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
    monkeypatch.setattr("kapguide.store.writing.writer.LONGEST_LAG_S", 0.05)
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
    there = hits_of(store, "lighthouse")
    assert {(hit.session_id, hit.client_code, hit.t) for hit in there} == {
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
    assert hits_of(store, typed) == []


def test_very_long_queries_are_cut(store: Store) -> None:
    assert hits_of(store, "word " * 100_000) == []
    assert hits_of(store, "w" * 1_000_000) == []
    assert as_query(store.search.wish("a " * 1000, NOW).words).count('"') == 48


@ANY_NUMBER_OF_TIMES
@given(typed=ANY_TEXT)
def test_searching_for_anything_raises_nothing(store: Store, typed: str) -> None:
    hits_of(store, typed)


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


NOTE = {
    "session_id": "s",
    "version": 2,
    "sections": [
        {"id": "summary", "title": "Summary", "lines": [{"id": "a", "original": "", "label": "Summary"}]},
        {
            "id": "happened",
            "title": "What happened",
            "lines": [
                {"id": "b", "original": "He spoke of a lighthouse", "written": "He spoke of a lantern"},
                {"id": "c", "original": "A lamp, a lamp and a sea", "source": "typed"},
                {"id": "d", "original": "not asked, by the sea", "gap": True},
            ],
        },
        {"id": "words", "title": "Words", "lines": [{"id": "e", "original": "“the lamp, the sea and the boat”"}]},
    ],
}


def noted(store: Store, note: object, code: str = "M-014", started: datetime = MORNING) -> str:
    session = begin(store, code, started=started)
    saved(store.notes.save(session, msgspec.json.encode(note).decode(), 0))
    return session


def places(store: Store, typed: str) -> list[tuple[str, str]]:
    return [(hit.kind.value, hit.place) for hit in hits_of(store, typed)]


def test_a_note_is_found_by_what_its_lines_say_and_opened_at_the_line(store: Store) -> None:
    session = noted(store, NOTE)
    (hit,) = hits_of(store, "lamp boat")
    assert (hit.place, hit.section, hit.note, hit.session_id) == ("e", "Words", session, session)
    assert hit.text == "“the lamp, the sea and the boat”"
    assert [hit.text[low:high] for low, high in hit.marks] == ["lamp", "boat"]
    assert hit.more == 1
    assert places(store, "lantern") == [("note", "b")]
    for nowhere in ("lighthouse", "sections", "original", "asked", "happened"):
        assert hits_of(store, nowhere) == [], "what nobody wrote, or what was put in the place of it"


@pytest.mark.parametrize(
    "note",
    [123, None, [1], {"sections": 5}, {"sections": ["a", 1, {"lines": ["lamp", {"original": ["lamp"]}]}]}, "lamp"],
)
def test_a_note_of_any_form_is_kept_and_harms_no_search(store: Store, note: object) -> None:
    noted(store, note)
    hits_of(store, "lamp")
    hits_of(store, "kind:note")
    assert store.verify().problems == ()


def test_an_addendum_is_found_with_its_note(store: Store) -> None:
    session = noted(store, NOTE)
    saved(store.append(session, [happened(1, e.SessionEnded())]))
    text = store.notes.read(session)
    who = {"name": "K. Lind", "role": "therapist", "trainee": False}
    saved(store.notes.sign(session, text.text, text.revision, **who))  # type: ignore[arg-type]
    saved(store.notes.add_addendum(session, "The harbour came later.", reason="told later", **who))  # type: ignore[arg-type]
    (hit,) = hits_of(store, "harbour")
    assert (hit.note, hit.section, hit.text) == (session, "Addendum", "The harbour came later.")
    assert places(store, "lantern") == [("note", "b")]
    assert store.verify().problems == ()


def test_what_was_said_of_a_client_is_found_as_it_counts(store: Store) -> None:
    store.known_client("M-014")
    first = store.facts.say(
        "M-014", f.ClientDescribed(music_dislikes="choirs", people=(f.NamedPerson("Ines", "aunt"),))
    )
    saved(first.ticket)
    assert [(hit.section, hit.text) for hit in hits_of(store, "choirs")] == [("client_described", "choirs")]
    saved(
        store.facts.say("M-014", f.ClientDescribed(music_dislikes="bells"), supersedes=first.fact.id).ticket,
        store.facts.say("M-014", f.ScoreFollowed("score-1", "9", "telephoned")).ticket,
        store.facts.say("", f.StaffDescribed("s", "Quill")).ticket,
    )
    assert hits_of(store, "choirs") == []
    assert [hit.place for hit in hits_of(store, "telephoned")] == ["score-1"]
    assert hits_of(store, "quill") == [], "the practice’s own facts are of no client"
    assert [hit.text for hit in hits_of(store, "kind:about client:m-014")] == ["telephoned", "bells"]
    assert store.verify().problems == ()


def test_scores_are_found_by_the_instrument_and_the_total(store: Store) -> None:
    for code, name, total in (("M-014", "phq-9", 11), ("T-077", "phq-9", 17), ("M-014", "gad-7", None)):
        store.known_client(code)
        saved(store.scores.add(code, name, "1", {}, total, score_id=f"{code} {name}"))
    saved(store.scores.add("T-077", "phq-9", "1", {}, 16.5, score_id="right", supersedes="T-077 phq-9"))
    assert places(store, "phq") == [("score", "right"), ("score", "M-014 phq-9")]
    assert places(store, "PHQ-9 11") == [("score", "M-014 phq-9")]
    assert places(store, "phq9 16.5") == [("score", "right")]
    assert places(store, "phq client:m-014") == [("score", "M-014 phq-9")]
    assert places(store, "11") == places(store, "phq 11 12") == places(store, "phq kind:dosing") == []
    wish = store.search.wish("kind:score", NOW)
    first = store.search.find(wish, Found.SCORE, 2)
    assert [hit.place for hit in first.hits] == ["right", "M-014 gad-7"]
    assert [hit.place for hit in store.search.find(wish, Found.SCORE, 2, first.further).hits] == ["M-014 phq-9"]


def test_filters_narrow_and_widen_as_they_say(store: Store) -> None:
    early, late = datetime(2026, 3, 2, 8, tzinfo=UTC), datetime(2026, 11, 19, 8, tzinfo=UTC)
    for code, started in (("M-014", early), ("T-077", early), ("M-014", late)):
        session = noted(store, NOTE, code, started)
        entry = msgspec.structs.replace(line(5, f"a lamp of {started.month}"), at=started + timedelta(hours=1))
        saved(store.append(session, [entry]))
    me = store.staff.rows()[0].name

    def found_in(typed: str) -> list[tuple[str, str, int]]:
        return [(hit.kind.value, hit.client_code, (hit.started_at or NOW).month) for hit in hits_of(store, typed)]

    assert found_in("lamp kind:log") == [("log", "M-014", 11), ("log", "T-077", 3), ("log", "M-014", 3)]
    assert found_in("lamp client:m-014") == [
        ("note", "M-014", 11), ("note", "M-014", 3), ("log", "M-014", 11), ("log", "M-014", 3),
    ]  # fmt: skip
    assert found_in("lamp from:nov") == [("note", "M-014", 11), ("log", "M-014", 11)]
    assert found_in("lamp to:2 mar client:t-077") == [("note", "T-077", 3), ("log", "T-077", 3)]
    assert found_in("lamp from:3 mar to:18 nov") == []
    assert found_in(f'lamp by:"{me}" from:nov') == found_in("lamp from:nov")
    assert found_in("lamp by:nobody") == found_in("lamp client:nobody") == []
    assert found_in("lamp kind:integration") == []
    assert found_in("lamp from:nov kind:dosing") == found_in("lamp from:nov")
    assert found_in("client:m-014 from:nov") == [("note", "M-014", 11), ("log", "M-014", 11)]
    assert found_in("client:t-077 kind:client kind:log") == [("client", "T-077", 12), ("log", "T-077", 3)]


def test_more_is_found_from_where_a_page_ended(store: Store) -> None:
    for code in ("M-014", "M-015", "M-016"):
        saved(store.append(begin(store, code), [line(at, f"a lamp, {at}") for at in range(1, 6)]))
    wish, after, seen = store.search.wish("lamp", NOW), None, list[str]()
    while True:
        page = store.search.find(wish, Found.ENTRY, 4, after)
        seen += [f"{hit.client_code} {hit.text[-1]}" for hit in page.hits]
        if (after := page.further) is None:
            break
    assert seen == [f"{code} {at}" for code in ("M-016", "M-015", "M-014") for at in range(5, 0, -1)]
    codes = store.search.wish("m-01", NOW)
    first = store.search.find(codes, Found.CLIENT, 2)
    assert [hit.text for hit in (*first.hits, *store.search.find(codes, Found.CLIENT, 2, first.further).hits)] == [
        "M-014", "M-015", "M-016",
    ]  # fmt: skip
    assert (
        store.search.find(wish, Found.ENTRY, 0) == store.search.find(store.search.wish("", NOW), Found.ENTRY) == Hits()
    )


def test_a_beginning_finds_words_where_few_rows_hold_it_as_it_is(store: Store) -> None:
    first = begin(store, "M-014")
    saved(store.append(first, [line(at, f"lamplight, {at}") for at in range(1, 4)]))
    saved(store.append(begin(store, "M-015"), [line(1, "a lamp"), line(2, "two lamps")]))
    wish = store.search.wish("lamp", NOW)
    assert [hit.text for hit in store.search.find(wish, Found.ENTRY, 2).hits] == ["two lamps", "a lamp"]
    page = store.search.find(wish, Found.ENTRY, 3)
    assert [hit.text for hit in page.hits] == ["two lamps", "a lamp", "lamplight, 3"]
    rest = store.search.find(wish, Found.ENTRY, 3, page.further)
    assert [hit.text for hit in rest.hits] == ["lamplight, 2", "lamplight, 1"]
    assert found(store, "lamplig client:m-014") == [f"lamplight, {at}" for at in (3, 2, 1)]
    assert found(store, "la") == found(store, "lamplig client:m-015") == []


def test_who_waits_too_long_sees_what_was_found_by_then(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    saved(store.append(begin(store), [line(at, f"a lamp, {at}") for at in range(1, 7)]))
    monkeypatch.setattr("kapguide.store.search.search_rows.STRETCH", 2)
    monkeypatch.setattr("kapguide.store.search.search_rows.PATIENCE_S", -1.0)
    wish = store.search.wish("lamp", NOW)
    first = store.search.find(wish, Found.ENTRY)
    assert [hit.text for hit in first.hits] == ["a lamp, 6", "a lamp, 5"]
    assert [hit.text for hit in store.search.find(wish, Found.ENTRY, 40, first.further).hits] == [
        "a lamp, 4",
        "a lamp, 3",
    ]


def test_nobody_waits_longer_than_half_a_second_for_a_page(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    saved(store.append(begin(store), [line(at, f"a lamp, {at}") for at in range(1, 7)]))
    monkeypatch.setattr("kapguide.store.search.search_rows.STRETCH", 1)
    looks = count(0, 0.3)
    monkeypatch.setattr("kapguide.store.search.search_rows.time", SimpleNamespace(monotonic=lambda: next(looks)))
    page = store.search.find(store.search.wish("lamp", NOW), Found.ENTRY)
    assert [hit.text for hit in page.hits] == ["a lamp, 6", "a lamp, 5", "a lamp, 4"]


def test_of_very_many_sessions_all_is_looked_through(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for code in ("M-014", "M-015", "T-077"):
        saved(
            store.append(begin(store, code), [line(1, "a lamp")]), store.facts.say(code, f.OrderEnded("a lamp")).ticket
        )
    every = [(hit.kind.value, hit.client_code) for hit in hits_of(store, "lamp client:m-0")]
    for module in ("search", "search_rows"):
        monkeypatch.setattr(f"kapguide.store.search.{module}.MOST_SPANS", 1)
    assert [(hit.kind.value, hit.client_code) for hit in hits_of(store, "lamp client:m-0")] == every
    assert len(every) == 4


@given(
    spans=st.lists(
        st.tuples(st.integers(1, 60), st.integers(1, 60)).map(lambda ends: (min(ends), max(ends))), max_size=8
    ),
    last=st.integers(0, 70),
)
def test_every_row_of_the_spans_is_looked_at_once_the_newest_first(spans: list[tuple[int, int]], last: int) -> None:
    wanted = sorted({row for low, high in spans for row in range(low, high + 1) if row <= last}, reverse=True)
    looked_at = [row for low, high in stretches(spans, last, 7) for row in range(high, low - 1, -1)]
    assert looked_at == wanted
