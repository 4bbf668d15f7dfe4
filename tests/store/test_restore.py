"""The way back: a backup put in the record's place, whole or not at all, and nothing of what was there lost."""

import os
import shutil
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from attack.raw_sql import change
from kapguide.clinical.facts import TouchAgreed
from kapguide.paths import Home
from kapguide.session.event_json import encode
from kapguide.store.chain.anchor import RecordsMissing, read_anchor
from kapguide.store.copies.backup import vault_beside
from kapguide.store.file.database import open_database
from kapguide.store.file.lock import AlreadyOpen
from kapguide.store.keys.vault import Keys, change_passphrase, create_vault, unlock
from kapguide.store.opening import restore as r
from kapguide.store.records import Store
from tests.support.practice import CHEAP, PASSPHRASE, begin, hits_of, line, noon, opened, saved
from tests.support.restoring import LONG, epochs, everything, flip, go_on, lose_the_end, texts_of, written


def test_a_restore_brings_the_backup_back_and_keeps_the_old_file(home: Home, keys: Keys) -> None:
    session, backup = written(home, keys, "before")
    go_on(home, keys, session, 2, "after the backup")
    aside = r.restore(home, keys, backup, noon())
    assert aside == home.root / "kapguide.db.replaced-20260302-120000"
    assert texts_of(home, keys, session) == ["before"]
    old = open_database(aside, keys.main)
    assert old.conn.execute("SELECT count(*) FROM session_event").fetchone() == (2,)
    old.close()


def test_a_restore_can_be_taken_back_by_restoring_what_was_set_aside(home: Home, keys: Keys) -> None:
    session, backup = written(home, keys, "before")
    go_on(home, keys, session, 2, "after the backup")
    aside = r.restore(home, keys, backup, noon())
    assert aside is not None
    assert r.preview(home, keys, aside).more_in_backup.entries == 1
    r.restore(home, keys, aside, noon() + timedelta(minutes=1))
    assert texts_of(home, keys, session) == ["before", "after the backup"]


def test_what_still_waits_in_the_wal_of_the_old_file_is_kept_with_it(home: Home, keys: Keys) -> None:
    """A window died: its last entries lie in the -wal alone."""
    session, backup = written(home, keys, "before")
    store = Store.open(home, keys)
    saved(store.append(session, [line(2, "in the wal")]))
    there = {name: (home.root / name).read_bytes() for name in ("kapguide.db", "kapguide.db-wal")}
    store.close()
    for name, content in there.items():
        (home.root / name).write_bytes(content)
    aside = r.restore(home, keys, backup, noon())
    assert aside is not None
    assert texts_of(home, keys, session) == ["before"], "the old -wal is not read into the new file"
    r.restore(home, keys, aside, noon())
    assert texts_of(home, keys, session) == ["before", "in the wal"]


def test_a_restore_drill_gives_back_every_byte(home: Home, keys: Keys) -> None:
    events = [line(seq, f"entry {seq}") for seq in range(1, 51)]
    with opened(home, keys) as store:
        session = begin(store, events=events)
        saved(store.notes.save(session, "A note.", 0))
        backup = store.backup()
    home.database.unlink()
    assert r.restore(home, keys, backup, noon()) is None
    with opened(home, keys) as store:
        assert [encode(event) for event in store.load_session(session)[2]] == [encode(event) for event in events]
        assert store.notes.read(session).text == "A note."
        assert hits_of(store, "entry 7")
        assert store.verify().problems == ()


def test_after_records_were_lost_a_restore_ends_the_complaint(home: Home, keys: Keys) -> None:
    session, backup = written(home, keys, "before")
    lose_the_end(home, keys, session, 2, "later")
    with pytest.raises(RecordsMissing):
        Store.open(home, keys)
    before = r.preview(home, keys, backup)
    assert (before.at_hand.missing, before.at_hand.acceptable) == (1, True)
    r.restore(home, keys, backup, noon())
    assert texts_of(home, keys, session) == ["before"]
    (epoch,) = epochs(home, keys)
    assert epoch["because"] == "restored"
    assert epoch["missing"] == before.missing_in_backup > 0


def test_a_chain_never_passes_the_same_place_twice_under_one_number(home: Home, keys: Keys) -> None:
    """The same backup restored again and again, and written to each time: each goes on in an epoch of its own."""
    session, backup = written(home, keys, "before")
    seen = set()
    for number in range(4):
        r.restore(home, keys, backup, noon() + timedelta(hours=number))
        go_on(home, keys, session, 2, f"life number {number}")
        db = open_database(home.database, keys.main, read_only=True)
        ends = set(db.conn.execute("SELECT device_id, seq, epoch FROM audit WHERE epoch > 1").fetchall())
        db.close()
        assert ends
        assert not ends & seen
        seen |= ends


def test_a_machine_that_remembers_nothing_begins_a_chain_of_its_own(home: Home, keys: Keys) -> None:
    session, backup = written(home, keys, "before")
    before = read_anchor(home.root / "anchor.json")
    for name in ("anchor.json", "anchor.last"):
        (home.root / name).unlink(missing_ok=True)
    home.database.unlink()
    r.restore(home, keys, backup, noon())
    after = read_anchor(home.root / "anchor.json")
    assert before is not None
    assert after is not None
    assert after.device != before.device
    assert texts_of(home, keys, session) == ["before"]


@pytest.mark.parametrize("damaged_part", ["beginning", "middle"])
def test_a_damaged_file_is_set_aside_under_that_name(home: Home, keys: Keys, damaged_part: str) -> None:
    session, backup = written(home, keys, *LONG)
    if damaged_part == "middle":
        flip(home.database, *range(1, 20))
    else:
        home.database.write_bytes(b"\0" * 100 + home.database.read_bytes()[100:])
    seen = r.preview(home, keys, backup)
    assert seen.at_hand.trouble
    assert not seen.at_hand.acceptable
    aside = r.restore(home, keys, backup, noon())
    assert aside is not None
    assert ".damaged-" in aside.name
    assert aside.exists()
    assert len(texts_of(home, keys, session)) == 60


def test_the_preview_tells_both_ways_and_changes_nothing(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        first = begin(store, "K-021", events=[line(1, "a"), line(2, "b")])
        saved(store.notes.save(first, "A note.", 0))
        begin(store, events=[line(1, "c")])
        backup = store.backup()
    with opened(home, keys) as store:
        saved(store.append(first, [line(3, "later")]), store.notes.save(first, "Another note.", 1))
        begin(store, "M-014", events=[line(1, "d")])
        saved(store.notes.finish(store.notes.begin("K-021", "integration"), "By telephone.", 0))
        saved(store.scores.add("K-021", "gad-7", "1", {"1": 2}, 2))
        saved(store.facts.say("K-021", TouchAgreed("hand")).ticket)
    files = everything(home.root)
    seen = r.preview(home, keys, backup)
    assert everything(home.root) == files
    assert (len(seen.holds.clients), len(seen.holds.sessions), seen.holds.entries) == (2, 2, 3)
    assert seen.at_hand.holds is not None
    assert (len(seen.at_hand.holds.sessions), seen.at_hand.holds.entries) == (3, 5)
    assert not seen.more_in_backup
    more = seen.more_at_hand
    assert (more.clients, more.sessions, more.entries, more.notes, more.scores, more.facts) == (0, 1, 2, 2, 1, 1)
    assert more.named == ("K-021/1", "M-014/2")
    assert (seen.at_hand.trouble, seen.at_hand.missing, seen.at_hand.acceptable) == ("", 0, False)
    assert timedelta() <= datetime.now(UTC) - seen.made < timedelta(hours=1)
    assert seen.holds.last == line(2, "").at


def test_a_record_whose_session_reads_otherwise_is_not_taken_for_the_same(home: Home, keys: Keys) -> None:
    _, backup = written(home, keys, "as it was said")
    db = open_database(home.database, keys.main)
    db.conn.execute("DROP TRIGGER session_event_keeps")
    db.conn.execute("UPDATE session_event SET payload_json = replace(payload_json, 'said', 'sung')")
    db.close()
    seen = r.preview(home, keys, backup)
    assert (seen.more_in_backup.entries, seen.more_at_hand.entries) == (1, 1)


def test_a_backup_that_was_renamed_is_dated_by_its_file(home: Home, keys: Keys, tmp_path: Path) -> None:
    session, backup = written(home, keys, "x")
    other = tmp_path / "from the stick"
    shutil.copyfile(backup, other)
    os.utime(other, (noon().timestamp(), noon().timestamp()))
    assert r.preview(home, keys, other).made == noon()
    r.restore(home, keys, other, noon())
    assert texts_of(home, keys, session) == ["x"]


def test_a_lost_vault_comes_back_and_a_damaged_one_is_kept_beside(home: Home, keys: Keys) -> None:
    _, backup = written(home, keys, "x")
    vault = vault_beside(backup).read_bytes()
    home.vault.unlink()
    r.restore(home, unlock(vault_beside(backup), PASSPHRASE), backup, noon(), vault)
    assert unlock(home.vault, PASSPHRASE).main == keys.main
    home.vault.write_bytes(b"half a vault")
    r.restore(home, keys, backup, noon(), vault)
    assert unlock(home.vault, PASSPHRASE).main == keys.main
    assert (home.root / "vault.json.damaged-20260302-120000").read_bytes() == b"half a vault"


def test_a_backup_older_than_the_passphrase_opens_with_todays(home: Home, keys: Keys) -> None:
    session, backup = written(home, keys, "x")
    change_passphrase(home.vault, keys, "another blanket", cost=CHEAP)
    r.restore(home, unlock(home.vault, "another blanket"), backup, noon())
    assert texts_of(home, keys, session) == ["x"]
    assert unlock(home.vault, "another blanket").main == keys.main, "the passphrase of today stays"


def of_another_practice(folder: Path, *, with_vault: bool) -> Path:
    other = Home(folder / "other").make()
    keys, _ = create_vault(other.vault, PASSPHRASE, practice="Other", cost=CHEAP)
    with closing(Store.create(other, keys, practice="Other")) as store:
        backup = store.backup()
    if not with_vault:
        vault_beside(backup).unlink()
    return backup


Spoil = Callable[[Home, Path, Path], Path]
SPOILED: dict[str, tuple[Spoil, str]] = {
    "not a database": (lambda home, backup, tmp: _with(tmp / "kapguide-20260101-000000.db", b"not one " * 999), "key"),
    "empty": (lambda home, backup, tmp: _with(tmp / "empty.db", b""), "damaged"),
    "plain": (lambda home, backup, tmp: _with(tmp / "plain.db", b"SQLite format 3\0" * 512), "damaged"),
    "one page": (lambda home, backup, tmp: (flip(backup), backup)[1], "damaged"),
    "many pages": (lambda home, backup, tmp: (flip(backup, *range(1, 15)), backup)[1], "damaged"),
    "cut short": (lambda home, backup, tmp: _with(backup, backup.read_bytes()[: 4096 * 5]), "cannot be restored"),
    "not there": (lambda home, backup, tmp: tmp / "nowhere.db", "no backup at"),
    "a folder": (lambda home, backup, tmp: tmp, "no backup at"),
    "the record itself": (lambda home, backup, tmp: home.database, "the record itself"),
    "foreign": (lambda home, backup, tmp: of_another_practice(tmp, with_vault=True), "another practice"),
    "foreign, no vault": (lambda home, backup, tmp: of_another_practice(tmp, with_vault=False), "another practice"),
}


def _with(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("what", SPOILED)
def test_what_is_no_whole_backup_of_this_practice_is_named_and_changes_nothing(
    home: Home, keys: Keys, tmp_path: Path, what: str
) -> None:
    session, backup = written(home, keys, *LONG)
    spoil, words = SPOILED[what]
    chosen = spoil(home, backup, tmp_path)
    files = everything(home.root)
    for attempt in (lambda: r.preview(home, keys, chosen), lambda: r.restore(home, keys, chosen, noon())):
        with pytest.raises(r.NotRestored, match=words) as refused:
            attempt()
        assert "othing was changed" in refused.value.sentence
    assert everything(home.root) == files
    assert len(texts_of(home, keys, session)) == 60


def test_a_backup_whose_chain_breaks_is_not_restored(home: Home, keys: Keys) -> None:
    session, backup = written(home, keys, "x")
    db = open_database(backup, keys.main)
    db.conn.execute("PRAGMA journal_mode=DELETE").fetchall()
    db.conn.execute("DROP TRIGGER audit_keeps")
    db.conn.execute("UPDATE audit SET subject = 'x' WHERE seq = 1")
    db.close()
    with pytest.raises(r.NotRestored, match="cannot be restored"):
        r.restore(home, keys, backup, noon())
    assert texts_of(home, keys, session) == ["x"]


def test_a_flawed_record_is_gone_on_with_and_its_backup_brings_it_back(home: Home, keys: Keys) -> None:
    session, _ = written(home, keys, "x")
    change(home, keys, ("UPDATE audit SET subject = 'x' WHERE seq = 1",))
    for anchor in ("anchor.json", "anchor.last"):
        (home.root / anchor).unlink()
    here = r.look_at_hand(home, keys)
    assert (here.acceptable, here.trouble) == (True, "")
    assert "breaks at row 1" in here.flaw
    r.accept(home, keys, noon())
    with opened(home, keys) as store:
        backup = store.backup()
        saved(store.append(session, [line(2, "later")]))
    seen = r.preview(home, keys, backup)
    assert "breaks at row 1" in seen.flaw
    r.restore(home, keys, backup, noon())
    with opened(home, keys) as store:
        assert [event.text for event in store.load_session(session)[2]] == ["x"]
        assert "breaks at row 1" in store.verify().problems[0]


def test_a_backup_that_is_older_than_its_index_is_whole_once_restored(home: Home, keys: Keys) -> None:
    """One is made at a session's end, within the seconds in which the newest entries are not indexed yet."""
    with opened(home, keys) as store:
        session = begin(store, events=[line(1, "first")])
        saved(store.append(session, [line(2, "second")]))
        saved(store.append(session, [line(3, "third")]))
        backup = store.backup()
    with closing(open_database(backup, keys.main)) as copy:
        assert copy.conn.execute("SELECT count(*) FROM event_search_docsize").fetchone()[0] < 3
    r.restore(home, keys, backup, noon())
    store = Store.open(home, keys, read_only=True)
    assert store.verify().problems == ()
    store.close()


def test_nothing_is_restored_or_accepted_under_an_open_window(home: Home, keys: Keys) -> None:
    _, backup = written(home, keys, "x")
    with opened(home, keys):
        for attempt in (lambda: r.restore(home, keys, backup, noon()), lambda: r.accept(home, keys, noon())):
            with pytest.raises(AlreadyOpen, match="close it first"):
                attempt()
