"""What was signed on two machines, brought together: nothing is lost, the first signature counts, the rest is named."""

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kapguide.clinical.facts import TouchAgreed
from kapguide.paths import Home
from kapguide.session.clock import Elapsed
from kapguide.store.file.database import open_database
from kapguide.store.keys.vault import Keys
from kapguide.store.opening.merge import merge_copy
from kapguide.store.records import Store
from kapguide.store.tables.signature_rows import SignedNote
from tests.store.test_signatures import LIND, ORTH, colleague, ended, refused, sign
from tests.support.practice import begin, hits_of, line, noon, opened, saved


@pytest.fixture
def session(home: Home, keys: Keys) -> str:
    with opened(home, keys) as store:
        session = ended(store)
        saved(store.notes.save(session, "A draft of both.", 0))
    return session


@pytest.fixture
def other(home: Home, session: str, tmp_path: Path) -> Home:
    shutil.copytree(home.root, tmp_path / "other")
    return Home(tmp_path / "other")


def after_merging(home: Home, keys: Keys, other: Home, session: str) -> tuple[SignedNote, tuple[str, ...]]:
    merge_copy(home, keys, other.database, noon())
    with opened(home, keys) as store:
        note, report = store.notes.signed(session), store.verify()
        assert note is not None
        assert report.problems == ()
        assert store.notes.found_whole(session) is not None
        assert "is signed" in refused(store.append(session, [line(90, "afterwards")])), "the locks are laid again"
    return note, report.notices


def test_what_came_from_a_machine_that_knew_of_no_signature_is_kept_beside_it(
    home: Home, keys: Keys, session: str, other: Home, apart: None
) -> None:
    with opened(home, keys) as store:
        signed = sign(store, session)
        saved(store.notes.add_addendum(session, "Slept well.", reason="told later", **LIND))
    with opened(other, keys) as store:
        saved(store.append(session, [line(5, "written there")]))
        saved(store.facts.say("M-014", TouchAgreed("none"), session_id=session).ticket)
        saved(store.scores.add("M-014", "phq-9", "1", {"1": 2}, 2, session_id=session))
        saved(store.save_draft(session, "half a line", Elapsed(9)), store.notes.save(session, "A draft, there.", 1))
        saved(store.notes.finish(session, "A version, there.", 2), store.notes.save(session, "And a draft.", 3))
    for one, two in ((home, other), (other, home)):
        note, notices = after_merging(one, keys, two, session)
        assert (note.id, note.seal, note.version.text) == (signed.id, signed.seal, "Calm throughout.")
        assert sorted(each.what for each in note.later) == ["entry", "page entry", "score", "words", "words"]
        assert {each.text for each in note.later} == {"", "A version, there.", "And a draft."}
        assert [each.text for each in note.addenda] == ["Slept well."]
        assert len(notices) == 1
        assert notices[0].startswith("3 entries came from another machine after a signature")
        with opened(one, keys) as store:
            assert store.notes.read(session).text == "Calm throughout."
            assert [hit.text for hit in hits_of(store, "throughout")] == ["Calm throughout."]
            assert len(store.load_session(session)[2]) == 5
            assert store.notes.unsigned(5) == []


def test_of_two_signatures_the_first_counts_and_the_other_is_shown(
    home: Home, keys: Keys, session: str, other: Home, apart: None
) -> None:
    made = []
    for place, text, who, after in ((home, "Here.", ORTH, 2), (other, "There.", LIND, 1)):
        store = Store.open(place, keys, now=lambda after=after: noon() + timedelta(hours=after))  # type: ignore[misc]
        osei = colleague(store, "R. Osei")
        note = sign(store, session, text, who)
        saved(store.notes.countersign(note.id, name="R. Osei", role="medical", staff=osei))
        store.close()
        made.append(note)
    for one, two in ((home, other), (other, home)):
        note, notices = after_merging(one, keys, two, session)
        assert (note.id, note.version.text) == (made[1].id, "There.")
        assert [each.id for each in note.others] == [made[0].id]
        assert note.countersigned is not None
        assert note.others[0].final
        assert (note.later, notices) == ((), ())
        with opened(one, keys) as store:
            assert store.notes.read(session).text == "There."
            assert [each.text for each in note.others] == ["Here."], "what another one signed can be read"
            assert [version.text for version in store.notes.versions(session)].count("Here.") == 1
            assert store.notes.waiting_counts() == (0, 0)


@pytest.mark.parametrize("first", [LIND, ORTH])
def test_of_two_signatures_only_the_one_that_counts_waits_to_be_countersigned(
    home: Home, keys: Keys, session: str, other: Home, apart: None, first: dict[str, Any]
) -> None:
    made = []
    for place, who, after in ((home, ORTH, 2), (other, first, 1)):
        store = Store.open(place, keys, now=lambda after=after: noon() + timedelta(hours=after))  # type: ignore[misc]
        made.append(sign(store, session, "Words.", who))
        store.close()
    for one, two in ((home, other), (other, home)):
        note, _ = after_merging(one, keys, two, session)
        assert (note.id, [each.id for each in note.others]) == (made[1].id, [made[0].id])
        with opened(one, keys) as store:
            waiting = [each.signature_id for each in store.notes.to_countersign(5)]
            assert waiting == ([made[1].id] if first is ORTH else [])


def test_a_trainees_signature_that_comes_from_elsewhere_waits_here_too(
    home: Home, keys: Keys, session: str, other: Home, apart: None
) -> None:
    with opened(other, keys) as store:
        note = sign(store, session, who=ORTH)
    merge_copy(home, keys, other.database, noon())
    with opened(home, keys) as store:
        assert [one.signature_id for one in store.notes.to_countersign(5)] == [note.id]
        saved(store.notes.countersign(note.id, name="R. Osei", role="medical", staff=colleague(store)))
    with opened(other, keys) as store:
        saved(store.notes.countersign(note.id, name="M. Dahl", role="medical", staff=colleague(store, "M. Dahl")))
    for one, two in ((home, other), (other, home)):
        again, _ = after_merging(one, keys, two, session)
        assert again.final
        assert again.countersigned is not None


def test_an_entry_that_loses_its_number_in_a_merge_is_still_what_was_signed(
    home: Home, keys: Keys, session: str, other: Home
) -> None:
    """One machine, whose record was put back and went on: its entries have the numbers of others that came back."""
    with opened(home, keys) as store:
        begin(store, "B-002", events=[line(seq, "a number that was given twice") for seq in range(1, 9)])
    with opened(other, keys) as store:
        mine = ended(store, "C-003")
        sign(store, mine)
    merge_copy(home, keys, other.database, noon())
    db = open_database(home.database, keys.main, read_only=True)
    zeroed = "SELECT count(*) FROM session_event WHERE session_id = ? AND device_seq = 0"
    assert db.conn.execute(zeroed, (mine,)).fetchone() == (4,)
    db.close()
    with opened(home, keys) as store:
        assert store.notes.found_whole(mine) is not None
        assert store.verify().problems == ()
        assert store.verify().notices == ()


def test_in_what_order_the_rows_lie_makes_no_difference(
    home: Home, keys: Keys, session: str, other: Home, apart: None
) -> None:
    for place in (home, other):
        with opened(place, keys) as store:
            saved(store.append(session, [line(5, f"written in {place.root.name}")]))
    merge_copy(home, keys, other.database, noon())
    with opened(home, keys) as store:
        sign(store, session)
    note, notices = after_merging(other, keys, home, session)
    assert (note.later, notices) == ((), ())
