"""The people of an open practice: one more, one who forgot the passphrase, one who goes on with what is open."""

from contextlib import closing
from pathlib import Path

import pytest

from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.session.clock import Elapsed
from kapguide.session.events import NoteAdded
from kapguide.store.keys import vault as v
from kapguide.store.keys.vault import Keys
from kapguide.store.private.private_file import create_private, open_private
from kapguide.store.records import Store
from kapguide.store.writing.entries import StaffAdded, said
from tests.support.practice import BOUND_S, CHEAP, PASSPHRASE, begin, happened, opened
from tests.support.three_people import words, write, written

ANNA = "anna's words"


def authors(store: Store, kind: str) -> list[str]:
    """Who wrote the events of a kind, in order."""
    with store._reading() as db:
        rows = db.conn.execute("SELECT author_id FROM session_event WHERE kind = ? ORDER BY row", (kind,))
        return [row[0] for row in rows]


def acts(store: Store) -> list[tuple[str, str]]:
    """The audit chain's actions with their authors."""
    with store._reading() as db:
        return list(db.conn.execute("SELECT action, author_id FROM audit ORDER BY seq"))


def test_one_more_person_comes_while_the_practice_is_open(home: Home, keys: v.Keys) -> None:
    with opened(home, keys) as store:
        anna, recovery = store.staff.let_in("  A.  Orth ", ANNA, cost=CHEAP)
        assert [row.name for row in store.staff.rows()] == ["R. Ames", "A. Orth"]
        assert store.staff.with_passphrase() == (keys.staff, anna.staff)
        assert store.verify().problems == ()
    assert v.unlock(home.vault, ANNA).staff == anna.staff
    assert v.unlock_with_recovery(home.vault, recovery).main == keys.main


def test_who_is_in_the_record_already_is_let_in_as_the_same_person(home: Home, keys: v.Keys) -> None:
    with opened(home, keys) as store:
        known = StaffAdded(store.staff._stamp(), "staff-2", "A. Orth")
        assert said([known]) == "a person of the practice"
        store.staff._keeping().ask(known, "a person of the practice", (), BOUND_S)
        anna, _ = store.staff.let_in("A. Orth", ANNA, id="staff-2", cost=CHEAP)
        assert anna.staff == "staff-2"
        assert [row.name for row in store.staff.rows()] == ["R. Ames", "A. Orth"]
        assert [action for action, _ in acts(store)].count("person_added") == 1


def test_nobody_comes_without_a_name_or_a_passphrase(home: Home, keys: v.Keys) -> None:
    with opened(home, keys) as store:
        for name, passphrase in ((" ", ANNA), ("A. Orth", " ")):
            with pytest.raises(KapGuideError):
                store.staff.let_in(name, passphrase, cost=CHEAP)
        assert len(store.staff.rows()) == len(store.staff.with_passphrase()) == 1


def test_who_forgot_the_passphrase_gets_another_and_the_private_files_stay_sealed(home: Home, keys: v.Keys) -> None:
    with opened(home, keys) as store:
        anna, paper = store.staff.let_in("A. Orth", ANNA, cost=CHEAP)
        (name,) = (name for name in anna.named if name.startswith("private:"))
        create_private(home, anna, name)
        write(home, anna, name, words(anna, name))
        renewed, recovery = store.staff.renew(anna.staff, "three new words", cost=CHEAP)
        assert ("passphrase_renewed", keys.staff) in acts_once_saved(store)
        assert store.verify().problems == ()
    for secret in (ANNA,):
        with pytest.raises(v.WrongPassphrase):
            v.unlock(home.vault, secret)
    with pytest.raises(v.WrongRecoveryKey):
        v.unlock_with_recovery(home.vault, paper)
    now = v.unlock(home.vault, "three new words")
    assert (now.staff, now.main) == (anna.staff, keys.main)
    assert v.unlock_with_recovery(home.vault, recovery).named == renewed.named
    with pytest.raises(KapGuideError, match="somebody else"):
        open_private(home, now, name)
    with opened(home, keys):  # the next start takes nothing of it away
        pass
    (sealed,) = home.private.glob("*.before-*.vault.json")
    assert opened_by(sealed, ANNA) == {name}
    assert written(home, v.unlock(sealed, ANNA), name) == words(anna, name)


def acts_once_saved(store: Store) -> list[tuple[str, str]]:
    store.settle(5)
    return acts(store)


def opened_by(vault: Path, passphrase: str) -> set[str]:
    return set(v.unlock(vault, passphrase).named)


def test_nobody_renews_their_own_or_that_of_a_stranger(home: Home, keys: v.Keys) -> None:
    with opened(home, keys) as store:
        for staff in (keys.staff, "nobody"):
            with pytest.raises(KapGuideError):
                store.staff.renew(staff, "three new words", cost=CHEAP)
    assert v.unlock(home.vault, PASSPHRASE).staff == keys.staff


def test_a_colleague_goes_on_and_every_row_after_that_is_theirs(home: Home, keys: v.Keys) -> None:
    with opened(home, keys) as store:
        anna, _ = store.staff.let_in("A. Orth", ANNA, cost=CHEAP)
        session = begin(store, "M-014")
        store.append(session, [happened(2, NoteAdded("before", Elapsed(0)))])
        store.settle(5)
        assert (store.staff.last_in(session), store.staff.last_in("no session")) == (keys.staff, "")
        before = dict(keys.named)
        store.staff.take_over(anna)
        store.append(session, [happened(3, NoteAdded("after", Elapsed(0)))])
        store.save_draft(session, "half", Elapsed(0))
        store.add_client("R-203")
        store.settle(5)
        assert authors(store, "note_added") == [keys.staff, anna.staff]
        assert store.staff.last_in(session) == anna.staff
        assert [author for action, author in acts(store) if action in ("taken_over", "client_added")][-2:] == [
            anna.staff, anna.staff,
        ]  # fmt: skip
        with store._reading() as db:
            assert db.conn.execute("SELECT author_id FROM draft").fetchone()[0] == anna.staff
        assert store.verify().problems == ()
        assert store.backup().exists()
    private = [key for name, key in before.items() if name.startswith("private:")]
    assert all(not any(key) for key in private), "what is private to the one before is forgotten"


def test_what_was_handed_over_before_keeps_its_author_however_long_the_disk_takes(home: Home, keys: v.Keys) -> None:
    with opened(home, keys) as store:
        anna, _ = store.staff.let_in("A. Orth", ANNA, cost=CHEAP)
        session = begin(store, "M-014")
        store.append(session, [happened(2, NoteAdded("before", Elapsed(0)))])
        store.staff.take_over(anna)
        store.settle(5)
        assert authors(store, "note_added") == [keys.staff]
        appended = [author for action, author in acts(store) if action == "events_appended"]
        assert set(appended) == {keys.staff}


def test_the_keys_of_another_practice_take_nothing_over(home: Home, keys: v.Keys, tmp_path: Path) -> None:
    strangers, _ = v.create_vault(tmp_path / "vault.json", "other words", practice="Other", cost=CHEAP)
    with opened(home, keys) as store:
        with pytest.raises(KapGuideError, match="not those of the record"):
            store.staff.take_over(strangers)
        assert store.staff.me == keys.staff


def test_the_keys_are_overwritten_once_the_record_is_closed(home: Home, keys: v.Keys) -> None:
    with closing(Store.open(home, keys)) as store:
        main = keys.main
    store.staff.forget()
    assert not any(main)


def test_the_keys_that_open_a_closed_record_again_outlive_those_that_it_forgot(home: Home, keys: Keys) -> None:
    named = keys.again().named
    with opened(home, keys) as store:
        again = store.staff.keys_again()
        store.staff.forget()
    assert not keys.named
    assert (again.named, again.staff) == (named, keys.staff)
    with opened(home, again) as store:
        assert store.verify().problems == ()
