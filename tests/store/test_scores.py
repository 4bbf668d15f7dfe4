"""Scores: forms that were filled in, with a session or without, never changed."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from kapguide.clinical.facts import ScoreFollowed
from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.store.chain.audit import Audit
from kapguide.store.file.database import open_database, transaction
from kapguide.store.keys.vault import Keys
from kapguide.store.records import Store
from kapguide.store.tables import score_rows
from kapguide.store.tables.changes import Stamp
from kapguide.store.writing.entries import ScoreAdded
from tests.support.practice import BOUND_S, begin, noon, opened, saved

TAKEN = datetime(2026, 2, 27, 18, 0, tzinfo=timezone(timedelta(hours=1)))


def test_a_score_is_read_as_it_was_taken(store: Store) -> None:
    session = begin(store)
    saved(store.scores.add("M-014", "phq-9", "1", {"2": 3, "1": 2, "3": None}, None, session_id=session))
    saved(store.scores.add("m-014", "own", "2", {"how": "better\x00", "sleep": 6.5}, 7, taken_at=TAKEN))
    telephone, form = store.scores.of_client("M-014")
    assert (telephone.session_id, telephone.instrument, telephone.version) == ("", "own", "2")
    assert (telephone.answers, telephone.total) == ({"how": "better", "sleep": 6.5}, 7.0)
    assert telephone.taken_at == TAKEN
    assert (form.session_id, form.answers, form.total) == (session, {"1": 2, "2": 3, "3": None}, None)
    assert form.taken_at.tzinfo is UTC
    assert form.author
    assert store.verify().problems == ()


def test_a_corrected_score_shows_as_its_correction(store: Store) -> None:
    store.known_client("M-014")
    saved(store.scores.add("M-014", "gad-7", "1", {"1": 3}, 3))
    (first,) = store.scores.of_client("M-014")
    saved(store.scores.add("M-014", "gad-7", "1", {"1": 2}, 2, supersedes=first.id))
    (second,) = store.scores.of_client("M-014")
    assert (second.total, second.id != first.id) == (2, True)
    assert store.verify().problems == ()


def test_what_cannot_be_a_score_is_refused(store: Store) -> None:
    session = begin(store, "B-002")
    store.known_client("M-014")
    saved(store.scores.add("B-002", "gad-7", "1", {"1": 3}, 3))
    (others,) = store.scores.of_client("B-002")
    with pytest.raises(KapGuideError, match="not one of this client"):
        store.scores.add("M-014", "gad-7", "1", {"1": 3}, 3, session_id=session)
    for corrects in (others.id, "nowhere"):
        ticket = store.scores.add("M-014", "gad-7", "1", {"1": 3}, 3, supersedes=corrects)
        assert not ticket.wait(BOUND_S)
        assert isinstance(ticket.failure, KapGuideError)
    for total, answer in ((float("nan"), 1.0), (1.0, float("inf"))):
        with pytest.raises(KapGuideError, match="not a number"):
            store.scores.add("M-014", "gad-7", "1", {"1": answer}, total)
    with pytest.raises(KapGuideError, match="no client"):
        store.scores.add("K-999", "gad-7", "1", {}, None)
    assert store.scores.of_client("M-014") == []


def test_the_same_score_again_is_left_alone(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        store.known_client("M-014")
    db = open_database(home.database, keys.main)
    (device,), (client,) = (db.conn.execute(f"SELECT id FROM {table}").fetchone() for table in ("device", "client"))
    row = {
        "id": "s", "client_id": client, "session_id": None, "instrument": "gad-7", "instrument_version": "1",
        "answers_json": "{}", "total": None, "taken_at": noon().isoformat(), "supersedes": "",
    }  # fmt: skip
    entry = ScoreAdded(Stamp(noon(), 0, device, keys.staff), row)
    with transaction(db):
        for _ in range(2):
            entry.apply(db, Audit(keys.audit, device, keys.staff))
    db.close()
    with opened(home, keys) as store:
        assert len(store.scores.of_client("M-014")) == 1
        assert store.verify().problems == ()


def test_an_answer_waits_to_be_followed_up_until_somebody_has_or_it_was_corrected(store: Store) -> None:
    for code in ("M-014", "T-077"):
        store.known_client(code)
    saved(store.scores.add("M-014", "phq-9", "1", {"9": 1, "to follow": "9"}, 12, taken_at=TAKEN, score_id="first"))
    saved(store.scores.add("M-014", "phq-9", "1", {"9": 0}, 11, score_id="none"))
    saved(store.scores.add("T-077", "phq-9", "1", {"9": 2, "to follow": "9"}, 12, score_id="slip"))
    saved(store.scores.add("T-077", "own", "1", {"words": 'said "to follow": 9'}, None, score_id="words"))
    assert [(each.code, each.score_id, each.items) for each in store.scores.to_follow(9)] == [
        ("M-014", "first", ("9",)),
        ("T-077", "slip", ("9",)),
    ]
    assert [each.score_id for each in store.scores.to_follow(1)] == ["first"]
    saved(store.scores.add("T-077", "phq-9", "1", {"9": 0}, 10, supersedes="slip"))
    saved(store.facts.say("M-014", ScoreFollowed("none", "9", "asked")).ticket)
    assert [each.score_id for each in store.scores.to_follow(9)] == ["first"]
    saved(store.facts.say("M-014", ScoreFollowed("first", "9", "asked, a safety plan made")).ticket)
    assert store.scores.to_follow(9) == []


def test_what_waits_is_found_without_reading_every_score(store: Store) -> None:
    with store._reading() as db:
        plan = [row[-1] for row in db.conn.execute("EXPLAIN QUERY PLAN " + score_rows.TO_FOLLOW, (9,))]
    assert any("score_to_follow" in step for step in plan)
    assert any("score_corrected" in step for step in plan)
    assert any("fact_of_kind" in step for step in plan)
    assert not any(step.startswith("SCAN score") and "score_to_follow" not in step for step in plan)
