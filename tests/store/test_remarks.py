"""Remarks for supervision: signed, kept with the session, found, and no part of its note."""

import shutil
import sqlite3
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from attack.raw_sql import change, forge
from kapguide.clinical.facts import StaffDescribed
from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.session.clock import Elapsed
from kapguide.spans import MINUTE
from kapguide.store.keys.vault import Keys
from kapguide.store.opening.merge import merge_copy
from kapguide.store.records import Store
from kapguide.store.search.search_wish import Found
from kapguide.store.tables.remark_words import remark_problems
from kapguide.store.writing.aside import Aside
from kapguide.store.writing.entries import RemarkSigned, said
from kapguide.usecases.remarks import NO_REMARK, TRAINEE, add_remark, remarker
from tests.store.test_signatures import ended, refused, sign
from tests.support.practice import begin, line, new_id, noon, opened, saved

OSEI = {"name": "R. Osei", "role": "supervisor"}


def at(minutes: int) -> Elapsed:
    return Elapsed(minutes * MINUTE)


def test_a_remark_is_signed_kept_with_its_session_and_apart_from_its_note(store: Store) -> None:
    session, other = ended(store), ended(store, "M-015")
    saved(store.remarks.add(session, at(31), "The hand waited.\nTwice.", **OSEI))
    saved(store.remarks.add(session, at(24), "Two breaths first.", **OSEI))
    first, second = store.remarks.of(session)
    assert (first.t, first.text, second.t, second.text) == (
        at(24),
        "Two breaths first.",
        at(31),
        "The hand waited.\nTwice.",
    )
    assert (first.note.name, first.note.role, first.note.final, len(first.note.seal)) == (
        "R. Osei",
        "supervisor",
        True,
        64,
    )
    assert store.remarks.of(other) == ()
    assert store.notes.read(session).revision == 0
    assert store.notes.signed(session) is None
    assert store.notes.waiting_counts() == (2, 0)
    assert first.whole
    assert store.verify().problems == ()


def test_a_signed_note_and_its_remarks_do_not_touch_each_other(store: Store) -> None:
    session = ended(store)
    signed = sign(store, session)
    saved(store.remarks.add(session, at(5), "After the signature.", **OSEI))
    assert store.notes.signed(session) == signed
    assert store.notes.found_whole(session) is not None
    [remark] = store.remarks.of(session)
    saved(store.notes.add_addendum(remark.note.note_id, "Seen again.", reason="talked over", trainee=False, **OSEI))
    assert [added.text for added in store.remarks.of(session)[0].note.addenda] == ["Seen again."]
    assert store.notes.signed(session) == signed
    assert store.verify().problems == ()


def test_a_remark_on_a_session_that_goes_on_holds_nothing_of_it_fast(store: Store) -> None:
    session = begin(store)
    saved(store.remarks.add(session, at(1), "Seen from the door.", **OSEI))
    saved(store.append(session, [line(1, "goes on")]))
    assert len(store.load_session(session)[2]) == 1


def test_the_words_of_a_remark_are_found_and_its_moment_is_no_word(store: Store) -> None:
    session = ended(store)
    saved(store.remarks.add(session, Elapsed(987654), "The threshold was quiet.", **OSEI))
    wish = store.search.wish("threshold", noon())
    [hit] = store.search.find(wish, Found.NOTE, 5).hits
    assert (hit.text, hit.session_id) == ("The threshold was quiet.", session)
    assert store.search.find(store.search.wish("987654", noon()), Found.NOTE, 5).hits == ()


def test_a_trainee_signs_no_remark(store: Store) -> None:
    session = ended(store)
    saved(store.facts.say("", StaffDescribed(store.staff.me, "A. Orth", ("therapist", "trainee"))).ticket)
    with pytest.raises(KapGuideError, match=TRAINEE):
        add_remark(store, session, at(1), "Mine.")
    assert "trainee" in refused(store.remarks.add(session, at(1), "Mine.", **OSEI))
    assert store.remarks.of(session) == ()
    assert store.verify().problems == ()


def test_who_is_a_supervisor_among_else_remarks_as_one(store: Store) -> None:
    session = ended(store)
    saved(store.facts.say("", StaffDescribed(store.staff.me, "R. Osei", ("therapist", "medical", "supervisor"))).ticket)
    assert remarker(store).words == "R. Osei, supervisor"
    with pytest.raises(KapGuideError, match=NO_REMARK):
        add_remark(store, session, at(1), " \n ")
    saved(add_remark(store, session, at(1), " Well kept. "))
    [remark] = store.remarks.of(session)
    assert (remark.text, remark.note.name, remark.note.role) == ("Well kept.", "R. Osei", "supervisor")
    saved(store.facts.say("", StaffDescribed(store.staff.me, "R. Osei", ("therapist",))).ticket)
    assert remarker(store).words == "R. Osei, therapist"


def test_a_session_that_nobody_knows_has_no_remark(store: Store) -> None:
    with pytest.raises(KapGuideError, match="not in the record"):
        store.remarks.add("nowhere", at(1), "Lost.", **OSEI)


def test_a_remark_that_was_put_aside_is_taken_in_once(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        session = ended(store)
        saved(store.remarks.add(session, at(1), "Here.", **OSEI))
        [entry] = [each for each in store._keeping._remembered if isinstance(each, RemarkSigned)]
        assert said([entry]) == "a remark"
        said_again = {**entry.said, "id": new_id(), "note_id": (note := new_id())}
        other = RemarkSigned(entry.stamp, {**entry.row, "id": note}, said_again, entry.text.replace("Here", "There"))
    Aside(home.root, keys.main, noon()).put([entry, other, other])
    with opened(home, keys) as store:
        assert sorted(remark.text for remark in store.remarks.of(session)) == ["Here.", "There."]
        assert store.verify().problems == ()


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE note_version SET text = 'other' WHERE status = 'signed'", "changed by another program"),
        ("UPDATE note_version SET note_id = 'another' WHERE status = 'signed'", "belongs to the signature"),
        ("UPDATE note_version SET text = replace(text, 'Once', 'Never') WHERE status = 'signed'", ""),
    ],
)
def test_a_remark_that_another_program_changed_is_never_shown_as_signed(
    home: Home, keys: Keys, statement: str, sentence: str
) -> None:
    with opened(home, keys) as store:
        session = ended(store)
        saved(store.remarks.add(session, at(1), "Once.", **OSEI))
    change(home, keys, (statement,))
    with opened(home, keys) as store:
        assert store.verify().problems != ()
        if sentence:
            with pytest.raises(KapGuideError, match=sentence):
                store.remarks.of(session)
        else:
            assert [(remark.text, remark.whole) for remark in store.remarks.of(session)] == [("Never.", False)]


OTHER = "(SELECT id FROM session WHERE number = 1 AND client_id = (SELECT max(id) FROM client))"


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE note SET session_id = {OTHER}, client_id = (SELECT max(id) FROM client) WHERE kind = 'remark'",
        "UPDATE note SET kind = 'session' WHERE kind = 'remark'",
        "UPDATE note_version SET text = 'nothing' WHERE status = 'signed'",
    ],
)
def test_a_remark_moved_by_one_who_knows_how_the_chain_is_made_is_named_and_not_shown_as_signed(
    home: Home, keys: Keys, statement: str
) -> None:
    """Which session it is about is part of what was signed."""
    with opened(home, keys) as store:
        session, other = ended(store), ended(store, "Z-001")
        saved(store.remarks.add(session, at(1), "Once.", **OSEI))
        assert store.verify().problems == ()
    forge(home, keys, "note", statement, seal_anew=True)
    with opened(home, keys) as store:
        assert any("emark" in problem for problem in store.verify().problems)
        with suppress(KapGuideError):
            assert not any(remark.whole for each in (session, other) for remark in store.remarks.of(each))


def test_remarks_of_two_machines_come_together(home: Home, keys: Keys, tmp_path: Path, apart: None) -> None:
    with opened(home, keys) as store:
        session = ended(store)
    other = Home(shutil.copytree(home.root, tmp_path / "other"))
    with opened(home, keys) as store:
        sign(store, session)
        saved(store.remarks.add(session, at(2), "Here.", **OSEI))
    with opened(other, keys) as store:
        saved(store.remarks.add(session, at(1), "There.", **OSEI))
    merge_copy(home, keys, other.database, noon())
    with opened(home, keys) as store:
        assert [(remark.text, remark.whole) for remark in store.remarks.of(session)] == [
            ("There.", True),
            ("Here.", True),
        ]
        assert store.verify().problems == ()


def test_of_another_note_that_has_the_word_only_one_that_was_a_remark_is_named() -> None:
    conn = sqlite3.connect(":memory:")
    conn.executescript("CREATE TABLE note (id, session_id, kind); CREATE TABLE note_version (note_id, text)")
    moved = '{"t":1,"session":"s","sections":[{"lines":[{"id":"remark","written":"Once."}]}]}'
    for note, text in (("plain", '{"id":"remark"}'), ("moved", moved)):
        conn.execute("INSERT INTO note VALUES (?, 's', 'session')", (note,))
        conn.execute("INSERT INTO note_version VALUES (?, ?)", (note, text))
    problems = list(remark_problems(cast(Any, SimpleNamespace(conn=conn))))
    conn.close()
    assert problems == ["A remark does not stand at the session that it was signed for: note moved."]
