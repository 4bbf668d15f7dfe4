"""The way back in words: what each file holds, what would be lost, which backup is looked at."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from kapguide.paths import Home
from kapguide.session.events import SessionEnded
from kapguide.store.copies.backup import backups
from kapguide.store.copies.holding import HeldSession, Holding, More, heads_in, more_in, read_file
from kapguide.store.keys.vault import Keys, VaultUnreadable, WrongPassphrase, WrongRecoveryKey, unlock
from kapguide.store.opening.restore import AtHand, Preview
from kapguide.usecases import way_back as w
from kapguide.usecases.recovery_key import is_recovery_key
from tests.support.practice import PASSPHRASE, begin, happened, line, new_practice, opened, saved
from tests.support.restoring import flip, go_on, written

AT = datetime(2020, 3, 2, 12, 0, tzinfo=UTC)
NEW = "three quiet herons"


@pytest.fixture
def practice(home: Home) -> tuple[Keys, str]:
    return new_practice(home)


def holding(sessions: int, entries: int, seq: int) -> Holding:
    held = {
        str(n): HeldSession(f"M-014/{n + 1}", frozenset(bytes([n, e]) for e in range(entries))) for n in range(sessions)
    }
    return Holding(frozenset({"M-014"}), held, {}, AT, {"device": (seq, "mac")})


def seen(here: AtHand, more_in_backup: More, more_at_hand: More, missing_in_backup: int = 0) -> Preview:
    return Preview(
        Path("kapguide-20200302-120000.db"), AT, 3 * 1024**2, holding(2, 50, 120), here, missing_in_backup,
        more_in_backup, more_at_hand,
    )  # fmt: skip


NOTHING = More(0, 0, 0, 0, ())


def test_what_would_be_lost_is_said_in_things_that_a_therapist_knows() -> None:
    whole = AtHand(holding(2, 50, 120), "", 0)
    assert w.lost(seen(whole, NOTHING, NOTHING)) == (
        "Nothing that the record at hand holds: all of its 100 entries are in the backup, too.",
    )
    (one,) = w.lost(seen(whole, NOTHING, More(0, 0, 1, 0, ("M-014/2",))))
    assert one.startswith("1 entry is in the record at hand alone (M-014/2).")
    (many,) = w.lost(seen(whole, NOTHING, More(0, 1, 12, 2, ("M-014/2", "R-203/1"))))
    assert many.startswith("1 session, 12 entries and 2 notes are in the record at hand alone (M-014/2, R-203/1).")
    assert "restored the same way" in many
    (scores,) = w.lost(seen(whole, NOTHING, More(0, 0, 0, 0, (), 2)))
    assert scores.startswith("2 scores are in the record at hand alone. It is kept")
    (facts,) = w.lost(seen(whole, NOTHING, More(0, 0, 0, 0, (), 0, 2)))
    assert facts.startswith("2 page entries are in the record at hand alone. It is kept")
    (clients,) = w.lost(seen(whole, NOTHING, More(2, 0, 0, 0, ())))
    assert clients.startswith("2 clients are in the record at hand alone. It is kept")


def test_what_is_in_neither_is_counted_and_what_cannot_be_read_is_not_guessed() -> None:
    behind = AtHand(holding(2, 50, 120), "", 9)
    assert w.lost(seen(behind, NOTHING, NOTHING, 4))[1].startswith("4 changes are in neither.")
    assert w.lost(seen(behind, NOTHING, NOTHING, 1))[1].startswith("1 change is in neither.")
    none = AtHand(None, "There is no record here.", 0, absent=True)
    assert w.lost(seen(none, NOTHING, NOTHING)) == (
        "Nothing: there is no record here that anything could be lost from.",
    )
    assert [row.at_hand for row in w.compared(seen(none, NOTHING, NOTHING))] == ["no record", *[""] * 6]
    unread = AtHand(None, "The record's file is damaged.", 0)
    (words,) = w.lost(seen(unread, NOTHING, NOTHING))
    assert "cannot be read" in words
    assert "It is kept." in words


def test_the_terminal_shows_both_side_by_side_with_the_trouble() -> None:
    here = AtHand(None, "The record's file is damaged.", 0)
    lines = w.told(seen(here, More(0, 2, 100, 0, tuple(f"M-014/{n}" for n in range(1, 7))), NOTHING))
    assert lines[0] == f"Backup kapguide-20200302-120000.db, made {w.when(AT)}, 3 MB"
    assert "2020" in w.when(AT), "the year, where it is another one"
    assert any("Sessions" in row and "2: M-014/1, M-014/2, M-014/3, M-014/4, …" in row for row in lines)
    assert any(row.startswith("Last entry    cannot be read") for row in lines)
    assert any("The record at hand: The record's file is damaged." in row for row in lines)
    behind = seen(AtHand(holding(1, 2, 9), "", 3), NOTHING, NOTHING, 2)
    assert [row for row in w.told(behind) if row.count("whole as far as it goes") == 2]
    assert w.when(None) == "none"
    assert w.size_words(2000) == "1 KB"


def test_a_signed_note_that_only_one_holds_is_named_as_one(home: Home, practice: tuple[Keys, str]) -> None:
    keys, _ = practice
    with opened(home, keys) as store:
        session = begin(store, events=[line(1, "x"), happened(2, SessionEnded())])
        saved(store.notes.save(session, "Calm.", 0))
        store.backup()
        saved(store.notes.sign(session, "Calm.", 1, name="R. Ames", role="therapist", trainee=False))
    found = w.look(home, keys).preview
    assert found is not None
    assert w.lost(found)[0].startswith("1 signed note is in the record at hand alone (M-014/1).")
    rows = {row.what: (row.at_hand, row.backup) for row in w.compared(found)}
    assert rows["Notes signed"] == ("1", "0")
    assert rows["Notes, draft"] == ("0", "1")


def test_a_report_holds_numbers_and_no_code(home: Home, practice: tuple[Keys, str]) -> None:
    keys, _ = practice
    at = datetime.now().astimezone()
    assert "There is no record here" in w.report("None", w.look(Home(home.root / "empty"), keys), at)
    _, backup = written(home, keys, "velvet")
    path = w.save_report(home, "The record was not opened", w.look(home, keys), at)
    told = path.read_text("utf-8")
    assert told.startswith("The record was not opened\n")
    assert "Entries       1" in told
    assert "M-014" not in told
    assert "velvet" not in told
    backup.write_bytes(b"x" * 8192)
    assert "Choose another backup" in w.report("None", w.look(home, keys), at)


def test_the_newest_backup_that_is_whole_is_looked_at(home: Home, practice: tuple[Keys, str]) -> None:
    keys, _ = practice
    assert w.look(home, keys).preview is None
    session, first = written(home, keys, "a")
    newer = first.with_name(f"kapguide-{datetime.now(UTC) + timedelta(days=1):%Y%m%d-%H%M%S}.db")
    newer.write_bytes(first.read_bytes())
    flip(newer)
    assert backups(home.backups)[0].path == newer
    found = w.look(home, keys)
    assert found.preview is not None
    assert found.preview.backup == first
    assert "damaged" in found.problem
    go_on(home, keys, session, 2, "b")
    chosen = w.look(home, keys, first).preview
    assert chosen is not None
    assert chosen.more_at_hand.entries == 1


def test_what_has_the_form_of_a_recovery_key_is_taken_for_one(home: Home, practice: tuple[Keys, str]) -> None:
    keys, recovery = practice
    assert is_recovery_key(recovery)
    assert is_recovery_key(recovery.lower().replace("-", " "))
    assert not any(map(is_recovery_key, ("", PASSPHRASE, "A" * 31, "A" * 33, "9" * 32)))
    assert w.open_with(home.vault, recovery.lower()).main == keys.main
    assert w.open_with(home.vault, PASSPHRASE).main == keys.main


def test_while_the_vault_is_there_it_alone_is_asked(home: Home, practice: tuple[Keys, str]) -> None:
    keys, recovery = practice
    _, backup = written(home, keys, "a")
    assert w.keys_for(home, backup, PASSPHRASE, recovery=False).main == keys.main
    with pytest.raises(WrongPassphrase, match="this practice"):
        w.keys_for(home, backup, NEW, recovery=False)
    with pytest.raises(WrongRecoveryKey, match="this practice"):
        w.keys_for(home, backup, "A" * 32, recovery=True)
    home.vault.unlink()
    with pytest.raises(WrongPassphrase, match="this backup"):
        w.keys_for(home, backup, NEW, recovery=False)
    with pytest.raises(WrongRecoveryKey, match="this backup"):
        w.keys_for(home, backup, "A" * 32, recovery=True)
    with pytest.raises(WrongRecoveryKey, match="32 letters"):
        w.keys_for(home, backup, recovery[:-1], recovery=True)
    with pytest.raises(VaultUnreadable, match=r"vault\.json lies beside"):
        w.keys_for(home, home.root / "alone.db", PASSPHRASE, recovery=False)


@pytest.mark.parametrize("new", ["", NEW])
def test_a_vault_that_is_laid_back_opens_with_the_new_passphrase_or_as_before(
    home: Home, practice: tuple[Keys, str], new: str
) -> None:
    keys, _ = practice
    _, backup = written(home, keys, "a")
    home.vault.unlink()
    w.put_vault_back(home, keys, backup, AT, new)
    assert unlock(home.vault, new or PASSPHRASE).main == keys.main
    assert not list(home.root.glob("*.restored"))


def test_a_record_that_is_restored_under_its_own_vault_may_get_a_new_passphrase(
    home: Home, practice: tuple[Keys, str]
) -> None:
    keys, _ = practice
    _, backup = written(home, keys, "a")
    assert w.bring_back(home, keys, backup, AT, NEW) is not None
    assert unlock(home.vault, NEW).main == keys.main
    named = w.chosen_backup(home, backup.name)
    assert named == backup
    assert w.chosen_backup(home, str(backup)) == backup


def test_a_newer_note_counts_and_an_older_or_equal_one_does_not() -> None:
    old, new = holding(1, 1, 5), holding(1, 1, 5)
    old = msgspec.structs.replace(old, notes={"0": (1, b"first")})
    new = msgspec.structs.replace(new, notes={"0": (2, b"second")})
    assert more_in(new, old).notes == 1
    assert more_in(old, new).notes == 0
    assert more_in(new, new).notes == 0
    assert more_in(new, holding(1, 1, 5)).named == ("M-014/1",)


def test_scores_are_counted_where_there_are_any() -> None:
    here, scored = holding(1, 1, 5), msgspec.structs.replace(holding(1, 1, 5), scores=frozenset({"s"}))
    for at_hand, backup, words in ((here, here, []), (here, scored, ["0", "1"]), (scored, here, ["1", "0"])):
        preview = msgspec.structs.replace(
            seen(AtHand(at_hand, "", 0), more_in(backup, at_hand), more_in(at_hand, backup)), holds=backup
        )
        rows = [[row.at_hand, row.backup] for row in w.compared(preview) if row.what == "Scores"]
        assert rows == ([words] if words else [])


def test_page_entries_are_counted_where_there_are_any() -> None:
    here, told = holding(1, 1, 5), msgspec.structs.replace(holding(1, 1, 5), facts=frozenset({"f", "g"}))
    preview = msgspec.structs.replace(seen(AtHand(here, "", 0), more_in(told, here), more_in(here, told)), holds=told)
    assert [[row.at_hand, row.backup] for row in w.compared(preview) if row.what == "Page entries"] == [["0", "2"]]


def test_what_is_no_record_has_no_heads_and_what_is_not_there_no_content(
    home: Home, practice: tuple[Keys, str], tmp_path: Path
) -> None:
    keys, _ = practice
    other = tmp_path / "other.db"
    other.write_bytes(b"not one " * 999)
    assert heads_in(other, keys.main) is None
    assert heads_in(home.database, keys.main)
    assert read_file(tmp_path / "nowhere") == b""


def test_countersignatures_and_addenda_are_counted_where_there_are_any() -> None:
    here, bare = holding(1, 1, 5), holding(1, 1, 5)
    here = msgspec.structs.replace(here, countersignatures=frozenset({"s", "t"}), addenda=frozenset({"a", "b"}))
    found = seen(AtHand(here, "", 0), more_in(bare, here), more_in(here, bare))
    preview = msgspec.structs.replace(found, holds=bare)
    counted = {row.what: (row.at_hand, row.backup) for row in w.compared(preview)}
    assert (counted["Countersigned"], counted["Addenda"]) == (("2", "0"), ("2", "0"))
    assert w.lost(preview)[0].startswith("2 countersignatures and 2 addenda are in the record at hand alone.")
