"""The audit log as people read it: the acts, the newest first, by kind, person, client and day; all rows on demand."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kapguide.clinical.facts import ClinicTextSigned, RecordExported, TouchAgreed
from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.store.chain.audit_rows import About, AuditWish
from kapguide.store.keys.vault import Keys
from kapguide.store.opening.merge import merge_copy
from kapguide.store.records import Store
from kapguide.store.tables import device
from tests.support.practice import begin, line, opened, saved

ALL = AuditWish(typed=True)


def told(store: Store, wish: AuditWish, limit: int = -1) -> list[tuple[str, str]]:
    return [(row.action, row.about.where) for row in store.books.audit(wish, limit)]


def test_what_was_done_comes_without_what_was_typed_the_newest_first(store: Store) -> None:
    session = begin(store)
    saved(store.append(session, [line(1, "a"), line(2, "b")]))
    saved(store.notes.save(session, "words", 0))
    assert told(store, AuditWish(), 2) == [("session_begun", "M-014/1"), ("client_added", "M-014")]
    typed = told(store, ALL, 3)
    assert typed == [("note_saved", "M-014/1"), ("events_appended", "M-014/1"), ("session_begun", "M-014/1")]
    first = store.books.audit(ALL)[-1]
    assert (first.seq, first.action, first.about) == (1, "device_added", About())


def test_only_the_acts_are_looked_at_by_an_index(store: Store) -> None:
    with store._reading() as db:
        plan = "EXPLAIN QUERY PLAN SELECT seq FROM audit WHERE action NOT IN ('draft_finished', 'events_appended', "
        plan += "'line_removed', 'line_saved', 'note_saved') ORDER BY at DESC"
        assert "audit_act" in str(db.conn.execute(plan).fetchall())


def test_a_client_and_what_is_about_the_client(store: Store) -> None:
    begin(store, "B-002")
    session = begin(store)
    saved(store.facts.say("M-014", TouchAgreed("hand")).ticket)
    saved(store.append(session, [line(1, "a")]))
    wish = AuditWish(client=store.books.client_id("m-014"))
    assert told(store, wish) == [("fact_added", "M-014"), ("session_begun", "M-014/1"), ("client_added", "M-014")]
    assert ("events_appended", "M-014/1") in told(store, AuditWish(client=wish.client, typed=True))
    (said, *_) = store.books.audit(wish)
    assert (said.about.kind, "hand" in said.about.payload) == ("touch_agreed", True)
    with pytest.raises(KapGuideError, match="no client with the code"):
        store.books.client_id("Z-9")


def test_kinds_of_facts_and_of_acts(store: Store) -> None:
    begin(store)
    saved(store.facts.say("", ClinicTextSigned("limits", "0", "R. Osei")).ticket)
    saved(store.facts.say("M-014", RecordExported("note", "pdf", "0")).ticket)
    assert told(store, AuditWish(facts=("record_exported",))) == [("fact_added", "M-014")]
    both = AuditWish(("client_added",), ("clinic_text_signed",))
    assert told(store, both) == [("fact_added", ""), ("client_added", "M-014")]


def test_by_person_and_by_day(store: Store) -> None:
    begin(store)
    now = store.books.audit(AuditWish(), 1)[0]
    assert told(store, AuditWish(author=now.author), 1)
    assert told(store, AuditWish(author="nobody")) == []
    assert told(store, AuditWish(since=now.at + timedelta(seconds=1))) == []
    assert told(store, AuditWish(since=now.at), 1) == told(store, AuditWish(), 1)
    assert ("session_begun", "M-014/1") not in told(store, AuditWish(before=now.at))


def test_the_rows_of_several_machines_come_in_the_order_of_their_time(
    home: Home, keys: Keys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device, "place_of", lambda keys, path, *_: f"{hash(path)}")
    copy = Home(tmp_path / "copy")
    with opened(home, keys) as store:
        begin(store)
    shutil.copytree(home.root, copy.root)
    with opened(copy, keys) as other:
        begin(other, "B-002")
    with opened(home, keys) as store:
        begin(store, "Q-070")
    merge_copy(home, keys, copy.database, datetime.now(UTC))
    with opened(home, keys) as store:
        rows = store.books.audit(ALL)
        acts = store.books.audit(AuditWish())
    assert len({row.device for row in rows}) > 1
    assert [row.at for row in rows] == sorted((row.at for row in rows), reverse=True)
    assert [(row.device, row.seq) for row in acts] == [(row.device, row.seq) for row in rows if row in acts]
    assert {row.about.code for row in acts} >= {"M-014", "B-002", "Q-070"}
