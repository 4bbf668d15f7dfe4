"""Signatures: what is signed stays as it was, with all that belongs to it; somebody else countersigns; addenda only."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils.migrations import Migrations

from attack.raw_sql import change
from kapguide.clinical.facts import ContactHeld, StaffDescribed, TouchAgreed
from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.store.copies.holding import held_by, more_in
from kapguide.store.file.database import DriverError, open_database
from kapguide.store.keys.vault import Keys
from kapguide.store.records import Store
from kapguide.store.tables import schema
from kapguide.store.tables.changes import event_row
from kapguide.store.tables.note_rows import NoteConflict
from kapguide.store.tables.signature_rows import HalfAddendum, SignedNote
from kapguide.store.tables.signature_tables import refusing
from kapguide.store.writing.aside import Aside
from kapguide.store.writing.entries import (
    AddendumAdded,
    AddendumTyped,
    Appended,
    Countersigned,
    NoteKept,
    NoteSigned,
    said,
)
from kapguide.store.writing.ticket import Ticket
from tests.support.practice import BOUND_S, CHEAP, begin, happened, line, new_id, noon, opened, saved

LIND: dict[str, Any] = {"name": "K. Lind", "role": "therapist", "trainee": False}
ORTH: dict[str, Any] = {"name": "A. Orth", "role": "therapist", "trainee": True}
COLLEAGUE = "seven grey herons at dusk"


def ended(store: Store, code: str = "M-014") -> str:
    """A session that has ended, with three entries before its end."""
    session = begin(store, code, events=[line(1, "quiet"), line(2, "tears"), line(3, "rest")])
    saved(store.append(session, [happened(4, e.SessionEnded())]))
    return session


def sign(store: Store, session: str, text: str = "Calm throughout.", who: dict[str, Any] = LIND) -> SignedNote:
    saved(store.notes.sign(session, text, store.notes.read(session).revision, **who))
    note = store.notes.signed(session)
    assert note is not None
    return note


def refused(ticket: Ticket) -> str:
    assert not ticket.wait(BOUND_S)
    assert isinstance(ticket.failure, KapGuideError)
    return ticket.failure.sentence


def colleague(store: Store, name: str = "R. Osei", *roles: str) -> str:
    keys, _ = store.staff.let_in(name, COLLEAGUE, cost=CHEAP)
    if roles:
        saved(store.facts.say("", StaffDescribed(keys.staff, name, roles)).ticket)
    return keys.staff


def test_a_signature_says_who_signed_what_in_which_role_and_when(store: Store) -> None:
    session = ended(store)
    assert store.notes.signed(session) is None
    saved(store.notes.save(session, "Calm.", 0))
    note = sign(store, session)
    assert (note.name, note.role, note.trainee, note.reason) == ("K. Lind", "therapist", False, "")
    assert (note.version.text, note.version.number, note.version.status) == ("Calm throughout.", 2, "signed")
    assert note.staff == note.version.author == store.staff.me
    assert len(note.seal) == 64
    assert note.final
    assert (note.addenda, note.others, note.later, note.countersigned) == ((), (), (), None)
    stands = store.notes.read(session)
    assert (stands.text, stands.signed, stands.unfinished) == ("Calm throughout.", True, False)
    assert store.notes.found_whole(session) is not None
    assert [one.note.signed for one in store.notes.of_client("M-014")] == [True]
    assert store.verify().problems == ()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE signature SET created_at = '2020'",
        "UPDATE addendum SET id = 'another'",
        "UPDATE addendum SET belongs_at = 'once'",
        "UPDATE note_version SET note_id = 'another' WHERE status = 'signed'",
    ],
)
def test_a_signed_note_that_another_program_took_apart_says_so(home: Home, keys: Keys, statement: str) -> None:
    with opened(home, keys) as store:
        session = ended(store)
        sign(store, session)
        saved(store.notes.add_addendum(session, "Slept well.", reason="told later", belongs_at=noon(), **LIND))
    change(home, keys, (statement,))
    store = Store.open(home, keys, read_only=True)
    with pytest.raises(KapGuideError, match="changed by another program"):
        store.notes.signed(session)
    assert store.verify().problems != ()
    store.close()


def test_signing_on_top_of_words_that_came_meanwhile_is_refused(store: Store) -> None:
    session = ended(store)
    saved(store.notes.save(session, "Theirs.", 0))
    ticket = store.notes.sign(session, "Mine.", 0, **LIND)
    assert not ticket.wait(BOUND_S)
    assert isinstance(ticket.failure, NoteConflict)
    assert store.notes.signed(session) is None
    assert store.notes.read(session).text == "Theirs."


def test_what_belongs_to_a_signed_note_takes_nothing_more(store: Store) -> None:
    session = ended(store)
    note = sign(store, session)
    for ticket in (
        store.notes.save(session, "More.", 1),
        store.notes.finish(session, "More.", 1),
        store.notes.sign(session, "Again.", 1, **LIND),
        store.append(session, [line(5, "afterwards")]),
        store.facts.say("M-014", TouchAgreed("none"), session_id=session).ticket,
        store.scores.add("M-014", "phq-9", "1", {"1": 2}, 2, session_id=session),
        store.save_draft(session, "half a", Elapsed(9)),
    ):
        assert "This note is signed" in refused(ticket)
    assert store.notes.signed(session) == note
    assert len(store.load_session(session)[2]) == 4
    saved(store.facts.say("M-014", ContactHeld()).ticket)
    saved(store.scores.add("M-014", "phq-9", "1", {"1": 2}, 2))
    assert store.verify().problems == ()


def test_what_comes_a_second_time_is_there_once(store: Store) -> None:
    session = ended(store)
    sign(store, session)
    events = store.load_session(session)[2]
    saved(store.append(session, events[2:]))
    assert store.verify().problems == ()


def test_a_session_that_goes_on_is_not_signed(store: Store) -> None:
    session = begin(store, events=[line(1, "quiet")])
    assert "has not ended" in refused(store.notes.sign(session, "Calm.", 0, **LIND))
    saved(store.append(session, [line(2, "goes on")]))


def test_words_that_were_typed_elsewhere_become_a_version_before(store: Store) -> None:
    session = ended(store)
    saved(store.notes.finish(session, "Calm.", 0))
    note = sign(store, session, "Calm. Wide.")
    assert [(one.text, one.status) for one in store.notes.versions(session)] == [
        ("Calm.", "draft"), ("Calm. Wide.", "signed"),
    ]  # fmt: skip
    assert note.later == ()


def test_a_trainees_note_is_final_once_somebody_else_has_countersigned(store: Store) -> None:
    session = ended(store)
    note = sign(store, session, who=ORTH)
    assert note.trainee
    assert not note.final
    assert "own signature" in refused(store.notes.countersign(note.id, name="A. Orth", role="therapist"))
    osei = colleague(store)
    assert "trainee" in refused(store.notes.countersign(note.id, name="R. Osei", role="trainee", staff=osei))
    saved(store.notes.countersign(note.id, name="R. Osei", role="medical", staff=osei))
    again = store.notes.signed(session)
    assert again is not None
    assert again.countersigned is not None
    assert (again.countersigned.name, again.countersigned.role, again.countersigned.staff) == (
        "R. Osei",
        "medical",
        osei,
    )
    assert again.final
    assert again.seal == note.seal
    assert "countersigned already" in refused(store.notes.countersign(note.id, name="R.", role="medical", staff=osei))
    assert "not in the record" in refused(store.notes.countersign("nowhere", name="R.", role="medical", staff=osei))
    assert store.notes.found_whole(session) is not None
    assert store.verify().problems == ()


def test_whom_the_practice_names_a_trainee_signs_as_one_and_countersigns_nothing(store: Store) -> None:
    session, other = ended(store), ended(store, "B-002")
    saved(store.facts.say("", StaffDescribed(store.staff.me, "A. Orth", ("therapist", "trainee"))).ticket)
    assert "You are a trainee" in refused(store.notes.sign(session, "Calm.", 0, **LIND))
    note = sign(store, session, who=ORTH)
    peer = colleague(store, "M. Dahl", "trainee")
    assert "trainee cannot" in refused(store.notes.countersign(note.id, name="M. Dahl", role="therapist", staff=peer))
    saved(store.facts.say("", StaffDescribed(store.staff.me, "A. Orth", ("therapist",))).ticket)
    assert sign(store, other).final, "no trainee any more"


def test_a_signed_note_takes_addenda_that_are_signed_themselves(store: Store) -> None:
    session = ended(store)
    assert "not signed yet" in refused(store.notes.add_addendum(session, "Later.", reason="told later", **LIND))
    note = sign(store, session)
    evening = datetime(2026, 12, 1, 19, 30, tzinfo=UTC)
    saved(store.notes.add_addendum(session, "Slept well.", reason="told later", belongs_at=evening, **ORTH))
    saved(store.notes.add_addendum(session, "A typing error.", reason="corrected", **LIND))
    again = store.notes.signed(session)
    assert again is not None
    first, second = again.addenda
    assert (first.text, first.reason, first.belongs_at, first.name) == ("Slept well.", "told later", evening, "A. Orth")
    assert second.belongs_at is None
    assert len({note.seal, first.seal, second.seal}) == 3
    assert (first.final, second.final) == (False, True)
    saved(store.notes.countersign(first.id, name="R. Osei", role="medical", staff=colleague(store)))
    done = store.notes.signed(session)
    assert done is not None
    assert done.addenda[0].final
    assert done.countersigned is None
    assert store.notes.found_whole(session) is not None
    assert store.verify().problems == ()


def test_what_waits_is_what_nobody_has_signed_or_countersigned(store: Store) -> None:
    first, second, third = ended(store), ended(store, "B-002"), ended(store, "C-003")
    begin(store, "D-004", events=[line(1, "goes on")])
    thrown = ended(store, "E-005")
    saved(store.append(thrown, [happened(5, e.SessionDiscarded())]))
    wordless, telephone = store.notes.begin("M-014", "integration"), store.notes.begin("M-014", "integration")
    saved(store.notes.save(telephone, "By telephone.", 0))
    waiting = [one.note_id for one in store.notes.unsigned(10)]
    assert sorted(waiting) == sorted([first, second, third, telephone])
    assert wordless not in waiting
    assert len(store.notes.unsigned(2)) == 2
    sign(store, telephone)
    sign(store, second)
    note = sign(store, third, who=ORTH)
    assert [(one.code, one.session_id) for one in store.notes.unsigned(10)] == [("M-014", first)]
    (one,) = store.notes.to_countersign(10)
    assert (one.code, one.note_id, one.signature_id, one.name) == ("C-003", third, note.id, "A. Orth")
    saved(store.notes.countersign(note.id, name="R. Osei", role="medical", staff=colleague(store)))
    assert store.notes.to_countersign(10) == []
    assert store.verify().problems == ()


def test_a_note_that_is_no_sessions_own_locks_itself_alone(store: Store) -> None:
    session = begin(store, events=[line(1, "quiet")])
    about = store.notes.begin("M-014", "supervision", session)
    note = sign(store, about, "Talked about it.")
    assert note.later == ()
    saved(store.append(session, [line(2, "goes on")]))
    assert store.notes.found_whole(about) is not None
    assert "This note is signed" in refused(store.notes.save(about, "More.", 1))


def test_a_record_of_the_fourth_version_is_brought_up_to_date(tmp_path: Path) -> None:
    db = open_database(tmp_path / "record.db", bytearray(32), create=True)
    steps = Migrations("kapguide")
    for step in schema.MIGRATIONS._migrations[:4]:
        steps(name=step.name)(step.fn)
    schema.migrate(db, steps=steps, version=4)
    who = "'d', 'a', '2026-11-20T10:00:00.000000Z', 60"
    db.conn.execute("INSERT INTO device VALUES ('d', 'x', '')")
    db.conn.execute("INSERT INTO staff VALUES ('a', 'K. Lind', 'x')")
    db.conn.execute(f"INSERT INTO client VALUES ('c', {who})")
    db.conn.execute(f"INSERT INTO client_code VALUES ('c', 'c', 'M-014', {who})")
    for session, kind in (("ended", "session_ended"), ("open", "note_added"), ("gone", "session_discarded")):
        db.conn.execute(f"INSERT INTO session VALUES ('{session}', 'c', 1, 'x', 'x', '{{}}', 'x', {who})")
        db.conn.execute(f"INSERT INTO note VALUES (NULL, '{session}', 'c', '{session}', 'progress', {who})")
        for seq, what in enumerate({kind, "session_ended" if session == "gone" else kind}):
            db.conn.execute(
                "INSERT INTO session_event VALUES (NULL, ?, ?, ?, 'x', '2026-11-20T12:00:00.000000Z', 0, 0, '', ?, 1, "
                "'{}', '', '', 'd', 0, 'a')",
                (f"{session}{seq}", session, seq + 1, what),
            )
    db.conn.execute(f"INSERT INTO note VALUES (NULL, 'telephone', 'c', NULL, 'integration', {who})")
    db.conn.execute(f"INSERT INTO note_version VALUES (NULL, 'v', 'telephone', 1, 'draft', 'a lighthouse', '', {who})")
    schema.migrate(db)
    assert schema.schema_problems(db) == {}
    assert sorted(db.conn.execute("SELECT * FROM waiting").fetchall()) == [
        ("ended", "sign", "2026-11-20T12:00:00.000000Z"), ("telephone", "sign", "2026-11-20T10:00:00.000000Z"),
    ]  # fmt: skip
    assert db.conn.execute("SELECT text, signed FROM note_shown").fetchall() == [("a lighthouse", 0)]
    assert db.conn.execute("SELECT rowid FROM note_search WHERE note_search MATCH 'lighthouse'").fetchall()
    db.close()


def test_an_act_that_comes_a_second_time_is_there_once(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        session, osei = ended(store), colleague(store)
        note = sign(store, session, who=ORTH)
        saved(store.notes.countersign(note.id, name="R. Osei", role="medical", staff=osei))
        saved(store.notes.add_addendum(session, "Slept well.", reason="told later", **ORTH))
        before = store.notes.signed(session)
        acts = NoteSigned | Countersigned | AddendumAdded
        done = [entry for entry in store._keeping._remembered if isinstance(entry, acts)]
        assert said(done) == "a signature, an addendum"
        saved(*(store._keeping.offer(entry, "") for entry in done))
        assert len(done) == 3
        assert store.notes.signed(session) == before
        assert store.verify().problems == ()


def test_what_was_signed_and_not_saved_is_signed_after_the_next_start(home: Home, keys: Keys) -> None:
    """The file was taken away under the window: what it had signed comes back, beside what was signed meanwhile."""
    with opened(home, keys) as store:
        session = ended(store)
        stamp = store._stamp()
        here = sign(store, session)
    theirs = {"id": new_id(), "note_id": session, "name": "A. Orth", "role": "therapist", "trainee": 1, "reason": ""}
    late = NoteSigned(stamp, theirs, "Signed elsewhere.", 0)
    more = Appended(session, noon(), (event_row(line(9, "written elsewhere")),), author=stamp.author)
    words = NoteKept(stamp, new_id(), session, "And written.", 0, finished=False)
    Aside(home.root, keys.main, noon()).put([late, more, words])
    with opened(home, keys) as store:
        assert "Taken into the record" in " ".join(store.notices)
        note = store.notes.signed(session)
        assert note is not None
        assert (note.id, [each.id for each in note.others]) == (theirs["id"], [here.id]), "it was signed before"
        assert sorted(each.text for each in note.later if each.what == "words") == ["And written."]
        assert [each.what for each in note.later].count("entry") == 1
        assert "is signed" in refused(store.notes.save(session, "More.", 9)), "the locks are laid again"
        assert store.verify().problems == ()


def test_what_is_no_refusal_of_a_lock_stays_what_it_is(home: Home, keys: Keys) -> None:
    db = open_database(home.database, keys.main)
    with pytest.raises(DriverError, match="no such table"), refusing():
        db.conn.execute("DELETE FROM nowhere")
    db.close()


def test_who_reads_beside_a_window_sees_whether_a_note_is_whole(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        session = ended(store)
        sign(store, session)
    beside = Store.open(home, keys, read_only=True)
    assert beside.notes.found_whole(session) is not None
    assert beside.notes.found_whole("nowhere") is None
    beside.close()


def test_what_a_backup_lacks_of_signatures_is_counted(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        session = ended(store)
        saved(store.notes.finish(session, "Calm throughout.", 0))
        backup = store.backup()
        note = sign(store, session)
        saved(store.notes.countersign(note.id, name="R. Osei", role="medical", staff=colleague(store)))
        saved(store.notes.add_addendum(session, "Slept well.", reason="told later", **LIND))
        more = more_in(held_by(home.database, keys.main), held_by(backup, keys.main))
    assert (more.signed, more.countersignatures, more.addenda) == (1, 1, 1)
    assert more


def test_a_half_typed_addendum_is_kept_until_it_is_signed_and_is_no_part_of_the_note(store: Store) -> None:
    session = ended(store)
    half = HalfAddendum("Slept", "told later")
    assert "not signed yet" in refused(store.notes.save_addendum(session, half))
    note = sign(store, session)
    saved(store.notes.save_addendum(session, HalfAddendum("S")), store.notes.save_addendum(session, half))
    assert store.notes.half_addendum(session) == half
    assert (store.notes.signed(session), store.notes.read(session).text) == (note, note.version.text)
    assert store.notes.found_whole(session) is not None
    assert store.verify().problems == ()
    saved(store.notes.add_addendum(session, "Slept well.", reason="told later", **LIND))
    assert store.notes.half_addendum(session) is None
    saved(store.notes.save_addendum(session, half), store.notes.save_addendum(session, HalfAddendum()))
    assert store.notes.half_addendum(session) is None
    assert store.verify().problems == ()


def test_a_half_typed_addendum_is_its_authors_and_survives_a_kill(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        session = ended(store)
        sign(store, session)
        saved(store.notes.save_addendum(session, HalfAddendum("Mine.")))
        osei, _ = store.staff.let_in("R. Osei", COLLEAGUE, cost=CHEAP)
        store.staff.take_over(osei)
        assert store.notes.half_addendum(session) is None
        saved(store.notes.add_addendum(session, "Hers.", reason="told later", **LIND))
    with opened(home, keys) as store:
        assert store.notes.half_addendum(session) == HalfAddendum("Mine.")


def test_a_half_typed_addendum_that_was_put_aside_is_taken_in(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        session = ended(store)
        unsigned = ended(store, "B-002")
        sign(store, session)
        stamp = store._stamp()
    typed = [AddendumTyped(stamp, one, HalfAddendum(text)) for one in (session, unsigned) for text in ("S", "Slept")]
    assert said(list(typed)) == "a half-typed addendum"
    Aside(home.root, keys.main, noon()).put(list(typed))
    with opened(home, keys) as store:
        assert store.notes.half_addendum(session) == HalfAddendum("Slept")
        assert store.verify().problems == ()
        sign(store, unsigned)
        assert store.notes.half_addendum(unsigned) == HalfAddendum("Slept")
        assert store.verify().problems == ()
