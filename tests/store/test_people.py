"""Somebody comes, and somebody goes: what they could open has other keys from then on, and nothing else is lost."""

import errno
import json
import os
from contextlib import closing
from pathlib import Path
from types import ModuleType

import pytest

from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.store import people
from kapguide.store.checking.checks import file_problems
from kapguide.store.copies.backup import vault_beside
from kapguide.store.failures import Damaged, WrongKey
from kapguide.store.file.database import Database, open_database
from kapguide.store.file.live_file import beside
from kapguide.store.file.lock import AlreadyOpen, hold
from kapguide.store.keys import vault as v
from kapguide.store.keys import vault_file
from kapguide.store.opening import rekeying
from kapguide.store.opening.restore import NotRestored, preview
from kapguide.store.people import HANDED_OVER, NotRemoved, add_person, remove_person
from kapguide.store.private.private_file import create_private, open_private, private_names, private_path
from kapguide.store.records import Store
from kapguide.store.writing.aside import lying
from tests.support.practice import CHEAP, PASSPHRASE, begin, opened
from tests.support.three_people import ANNA, BIRK, files, private, three_people, words, written

FIRST_VAULT = Path(__file__).parent / "vault-1.json"


def test_each_writes_into_the_record_under_their_own_name(home: Home) -> None:
    everybody = three_people(home)[:3]
    with opened(home, everybody[0]) as store:
        assert len(store.sessions()) == 3
        assert store.verify().problems == ()
        with store._reading() as db:
            authors = {row[0] for row in db.conn.execute("SELECT DISTINCT author_id FROM session")}
            names = {row[0] for row in db.conn.execute("SELECT name FROM staff")}
    assert authors == {keys.staff for keys in everybody}
    assert names == {"R. Ames", "A. Orth", "B. Roth"}


def test_nobody_comes_without_a_passphrase(home: Home, keys: v.Keys) -> None:
    before = files(home.root)
    with pytest.raises(KapGuideError, match="empty"):
        add_person(home, keys, "A. Orth", "  ")
    assert files(home.root) == before


def test_who_is_removed_opens_nothing_any_more_and_the_others_everything(home: Home) -> None:
    first, anna, birk, paper = three_people(home)
    now = remove_person(home, first, anna.staff)
    with pytest.raises(v.WrongPassphrase):
        v.unlock(home.vault, ANNA)
    with pytest.raises(v.WrongRecoveryKey):
        v.unlock_with_recovery(home.vault, paper)
    for key in (*anna.named.values(), first.main, birk.main):
        with pytest.raises(WrongKey):
            open_database(home.database, key)
    assert v.people(home.vault) == (first.staff, birk.staff)
    others = (v.unlock(home.vault, PASSPHRASE), v.unlock(home.vault, BIRK))
    assert others[0].named == now.named
    assert others[0].main == others[1].main
    for keys in others:
        with opened(home, keys) as store:
            begin(store)
            assert store.verify().problems == ()
        for name in private(keys):
            assert written(home, keys, name) == words(keys, name)
    with opened(home, now) as store:
        assert len(store.sessions()) == 5


def test_the_rows_of_before_and_after_are_one_chain_that_tells_of_it(home: Home) -> None:
    first, anna, _, _ = three_people(home)
    audit = first.audit
    now = remove_person(home, first, anna.staff)
    first.forget()
    assert now.audit == audit
    with opened(home, now) as store, store._reading() as db:
        told = db.conn.execute("SELECT action, subject, author_id FROM audit WHERE action LIKE 'person_%'").fetchall()
        assert store.verify().problems == ()
    assert told[0][:2] == ("person_added", anna.staff)
    assert told[-1] == ("person_removed", anna.staff, first.staff)


def test_a_hand_over_is_an_act_of_the_one_who_leaves(home: Home) -> None:
    first, anna, _, _ = three_people(home)
    now = remove_person(home, first, anna.staff, leaving=anna)
    with opened(home, now) as store, store._reading() as db:
        query = "SELECT action, subject, author_id, detail FROM audit ORDER BY seq DESC LIMIT 20"
        told = [row for row in db.conn.execute(query) if row[0] in (HANDED_OVER, "person_removed")]
        assert store.verify().problems == ()
    assert [row[:3] for row in told] == [
        ("person_removed", anna.staff, first.staff),
        (HANDED_OVER, first.staff, anna.staff),
    ]
    assert all(name in told[1][3] for name in private(anna))


def test_private_files_stay_sealed_for_their_owner(home: Home) -> None:
    first, anna, birk, paper = three_people(home)
    now = remove_person(home, first, anna.staff)
    theirs = home.private / f"{anna.staff}.vault.json"
    for keys in (v.unlock(theirs, ANNA), v.unlock_with_recovery(theirs, paper)):
        assert sorted(keys.named) == private(anna)
        for name in private(anna):
            assert written(home, keys, name) == words(anna, name)
    for words_of_others in (PASSPHRASE, BIRK):
        with pytest.raises(v.WrongPassphrase):
            v.unlock(theirs, words_of_others)
        theirs.with_name(f"{theirs.name}.tries").unlink()
    for keys in (now, birk):
        with pytest.raises(KapGuideError, match="somebody else's"):
            open_private(home, keys, private(anna)[0])


def test_private_files_that_are_handed_over_have_new_keys(home: Home) -> None:
    first, anna, _, _ = three_people(home)
    now = remove_person(home, first, anna.staff, leaving=v.unlock(home.vault, ANNA))
    again = v.unlock(home.vault, PASSPHRASE)
    assert again.named == now.named
    assert again.staff == first.staff
    assert private(again) == sorted(private(first) + private(anna))
    assert not list(home.private.glob("*.vault.json*"))
    for name in private_names(home):
        if name in again.named:
            owner = anna if name in anna.named else first
            assert written(home, again, name) == words(owner, name)
        if name in anna.named:
            with pytest.raises(WrongKey):
                open_private(home, anna, name)
            assert name not in v.unlock(home.vault, BIRK).named


def test_what_still_waits_beside_a_file_comes_along_and_is_not_read_into_the_new_one(home: Home) -> None:
    """As a window that was killed leaves it: the newest rows lie in the -wal alone."""
    first, anna, _, _ = three_people(home)
    name = private(anna)[0]
    path = private_path(home, name)
    with closing(open_private(home, anna, name)) as db:
        db.conn.execute("INSERT INTO meta VALUES ('newest', 'of a moment ago')")
        left = {part: part.read_bytes() for part in (path, beside(path, "-wal"))}
    for part, content in left.items():
        part.write_bytes(content)
    now = remove_person(home, first, anna.staff, leaving=anna)
    assert not beside(path, "-wal").exists()
    with closing(open_private(home, now, name)) as db:
        assert db.conn.execute("SELECT value FROM meta WHERE key = 'newest'").fetchone() == ("of a moment ago",)
        assert list(file_problems(db)) == []


def test_what_was_handed_over_goes_on_to_the_next(home: Home) -> None:
    first, anna, birk, _ = three_people(home)
    remove_person(home, birk, anna.staff, leaving=anna)
    birk = v.unlock(home.vault, BIRK)
    now = remove_person(home, v.unlock(home.vault, PASSPHRASE), birk.staff, leaving=birk)
    assert v.people(home.vault) == (first.staff,)
    assert len(private(now)) == 6
    for name in private(anna):
        assert written(home, now, name) == words(anna, name)


def test_a_person_who_wrote_no_private_file_leaves_nothing_behind(home: Home, keys: v.Keys) -> None:
    anna, _ = add_person(home, keys, "A. Orth", ANNA, cost=CHEAP)
    now = remove_person(home, keys, anna.staff, leaving=anna)
    assert not list(home.private.iterdir())
    assert private(now) == private(keys)
    birk, _ = add_person(home, now, "B. Roth", BIRK, cost=CHEAP)
    remove_person(home, now, birk.staff)
    assert not list(home.private.iterdir())


def test_a_backup_of_before_opens_with_the_vault_beside_it_and_is_not_this_practices_any_more(home: Home) -> None:
    first, anna, _, _ = three_people(home)
    with opened(home, first) as store:
        backup = store.backup()
    now = remove_person(home, first, anna.staff)
    with pytest.raises(NotRestored, match="other keys"):
        preview(home, now, backup)
    elsewhere = Home(home.root.parent / "elsewhere").make()
    then = v.unlock(vault_beside(backup), ANNA)
    assert preview(elsewhere, then, backup).holds.entries == preview(elsewhere, first, backup).holds.entries
    with opened(home, now) as store:
        assert preview(home, now, store.backup()).at_hand.trouble == ""


def test_keys_of_before_change_nothing_in_the_vault_of_after(home: Home) -> None:
    first, anna, birk, _ = three_people(home)
    remove_person(home, first, anna.staff)
    before = home.vault.read_bytes()
    for keys in (first, anna, birk):
        with pytest.raises(KapGuideError, match="were changed"):
            v.change_passphrase(home.vault, keys, "other words", cost=CHEAP)
        with pytest.raises(KapGuideError):
            remove_person(home, keys, first.staff if keys is not first else birk.staff)
    assert home.vault.read_bytes() == before


def test_a_slot_that_somebody_who_has_left_puts_back_is_given_nothing(home: Home) -> None:
    first, anna, birk, _ = three_people(home)
    old = json.loads(home.vault.read_text())["slots"]
    now = remove_person(home, first, anna.staff)
    whole = json.loads(home.vault.read_text())
    whole["slots"] += [slot for slot in old if slot["person"] == anna.staff]
    home.vault.write_text(json.dumps(whole))
    before = files(home.root)
    with pytest.raises(v.VaultUnreadable, match="damaged"):
        remove_person(home, now, birk.staff)
    assert home.vault.read_bytes() == before["vault.json"]


def test_what_cannot_be_asked_for_is_refused_and_changes_nothing(home: Home) -> None:
    first, anna, birk, _ = three_people(home)
    before = home.vault.read_bytes(), home.database.read_bytes()
    for staff, leaving, said in (
        (first.staff, None, "their own access"),
        ("nobody", None, "Nobody with this id"),
        (anna.staff, birk, "by the person who leaves"),
    ):
        with pytest.raises(NotRemoved, match=said):
            remove_person(home, first, staff, leaving=leaving)
    with hold(home), pytest.raises(AlreadyOpen):
        remove_person(home, first, anna.staff)
    assert (home.vault.read_bytes(), home.database.read_bytes()) == before


def test_entries_that_wait_and_cannot_be_taken_in_keep_the_keys(home: Home, keys: v.Keys) -> None:
    anna, _ = add_person(home, keys, "A. Orth", ANNA, cost=CHEAP)
    (home.root / "unsaved-x.sealed").write_bytes(b"damaged")
    assert lying(home.root, keys.main)
    with pytest.raises(NotRemoved, match="could not be taken in"):
        remove_person(home, keys, anna.staff)
    assert v.unlock(home.vault, ANNA).main == keys.main


def test_where_somebodys_way_in_is_of_an_older_kapguide_a_new_one_comes_first(home: Home) -> None:
    home.vault.write_bytes(FIRST_VAULT.read_bytes())
    first = v.unlock(home.vault, PASSPHRASE)
    Store.create(home, first, practice="Lindenhof").close()
    anna, _ = add_person(home, first, "A. Orth", ANNA, cost=CHEAP)
    with pytest.raises(KapGuideError, match="Make a new passphrase first"):
        remove_person(home, first, anna.staff)
    v.change_passphrase(home.vault, first, PASSPHRASE, cost=CHEAP)
    with pytest.raises(KapGuideError, match="Make a new recovery key first"):
        remove_person(home, first, anna.staff)
    assert not list(home.root.glob("*.rekeyed-*"))
    v.keep_recovery_key(home.vault, first, v.new_recovery_key())
    now = remove_person(home, first, anna.staff)
    with opened(home, now) as store:
        assert store.verify().problems == ()


def test_the_first_person_of_an_older_vault_can_leave_and_opens_what_is_sealed_for_them(home: Home) -> None:
    home.vault.write_bytes(FIRST_VAULT.read_bytes())
    first = v.unlock(home.vault, PASSPHRASE)
    Store.create(home, first, practice="Lindenhof").close()
    create_private(home, first, private(first)[0])
    anna, _ = add_person(home, first, "A. Orth", ANNA, cost=CHEAP)
    remove_person(home, anna, first.staff)
    keys = v.unlock(home.private / f"{first.staff}.vault.json", PASSPHRASE)
    assert list(keys.named) == private(first)
    open_private(home, keys, private(first)[0]).close()
    with pytest.raises(v.WrongPassphrase):
        v.unlock(home.vault, PASSPHRASE)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES])
@pytest.mark.parametrize(
    ("module", "step"), [(people, "private_folder"), (people, "reencrypt"), (vault_file, "write_safely")]
)
def test_a_disk_that_refuses_a_step_leaves_all_as_it_was_and_says_why(
    home: Home, monkeypatch: pytest.MonkeyPatch, module: ModuleType, step: str, code: int
) -> None:
    first, anna, _, _ = three_people(home)

    def refuse(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patch:
        patch.setattr(module, step, refuse)
        with pytest.raises(NotRemoved, match="the disk is full" if code == errno.ENOSPC else "nothing was changed"):
            remove_person(home, first, anna.staff, leaving=anna)
    assert not list(home.root.rglob("*.rekeyed-*"))
    assert v.unlock(home.vault, ANNA).main == first.main
    remove_person(home, first, anna.staff)


def test_without_room_for_the_copies_nothing_is_begun(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    first, anna, _, _ = three_people(home)
    monkeypatch.setattr(people, "free_space", lambda folder: people.ROOM)
    with pytest.raises(NotRemoved, match="the disk is full"):
        remove_person(home, first, anna.staff)
    assert v.unlock(home.vault, ANNA).main == first.main


def test_a_vault_that_lies_there_although_the_disk_was_not_heard_again_holds(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, anna, _, _ = three_people(home)
    write = vault_file.write_safely

    def deaf(path: Path, data: bytes) -> None:
        """The disk is not heard any more once the vault lies there."""
        write(path, data)
        if path == home.vault:
            monkeypatch.setattr(rekeying, "sync_folder", refuse)
            refuse(path)

    def refuse(_: Path) -> None:
        raise OSError(errno.EIO, "no answer")

    with monkeypatch.context() as patch:
        patch.setattr(vault_file, "write_safely", deaf)
        now = remove_person(home, first, anna.staff)
    monkeypatch.undo()
    assert list(home.root.glob("kapguide.db.rekeyed-*")), (
        "nothing is put in its place before the vault is there for good"
    )
    with opened(home, now) as store:
        assert store.verify().problems == ()
    assert not list(home.root.rglob("*.rekeyed-*"))


def test_only_what_belongs_to_no_vault_is_cleared_away(home: Home, keys: v.Keys) -> None:
    ours, stray = (home.root / f"kapguide.db.rekeyed-{keyring}" for keyring in (keys.keyring, "another"))
    for path in (ours, stray):
        path.write_bytes(b"prepared")
    rekeying.clear_strays(home)
    assert ours.exists()
    assert not stray.exists()


def test_a_removal_that_was_given_up_leaves_no_second_way_into_private_files(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would open them with the passphrase of then, whatever their owner changes it to."""
    first, anna, _, _ = three_people(home)

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "told by the test")

    with monkeypatch.context() as patch:
        patch.setattr(people, "_lay", refuse)
        with pytest.raises(NotRemoved):
            remove_person(home, first, anna.staff)
    assert not list(home.private.glob("*.vault.json"))
    remove_person(home, first, anna.staff)
    rekeying.clear_strays(home)
    assert private_names(home)
    assert len(list(home.private.glob("*.vault.json"))) == 1, "who has left has it still"


def test_without_a_vault_nothing_is_put_in_place_and_nothing_cleared(home: Home, keys: v.Keys) -> None:
    prepared = home.root / f"kapguide.db.rekeyed-{keys.keyring}"
    prepared.write_bytes(b"prepared")
    before = home.database.read_bytes()
    home.vault.unlink()
    rekeying.finish_rekeying(home)
    with pytest.raises(v.VaultUnreadable):
        rekeying.clear_strays(home)
    assert (prepared.read_bytes(), home.database.read_bytes()) == (b"prepared", before)


@pytest.mark.parametrize("when", ["while it is read", "in what was copied", "in what was written"])
def test_damage_is_never_copied_under_a_new_key(home: Home, monkeypatch: pytest.MonkeyPatch, when: str) -> None:
    first, anna, _, _ = three_people(home)
    if when == "while it is read":
        monkeypatch.setattr(rekeying, "met_damage", lambda db: True)
    elif when == "in what was copied":
        counted = iter(({"session": 1}, {"session": 0}))
        monkeypatch.setattr(rekeying, "_rows", lambda db: next(counted))
    else:
        monkeypatch.setattr(rekeying, "file_problems", lambda db: iter(["A page is damaged."]))
    with pytest.raises(NotRemoved, match="Restore the newest backup") as failure:
        remove_person(home, first, anna.staff)
    assert isinstance(failure.value.__cause__, Damaged)
    monkeypatch.undo()
    assert v.unlock(home.vault, ANNA).main == first.main


def test_the_copy_is_whole(home: Home, keys: v.Keys) -> None:
    new = v.new_key()
    seen: list[Database] = []
    rekeying.reencrypt(home.database, keys.main, new, "other", seen.append)
    with closing(open_database(home.root / "kapguide.db.rekeyed-other", new)) as copy:
        assert list(file_problems(copy)) == []
    assert len(seen) == 1
    assert private_path(home, "private:x:2").name == "x.2.db"
