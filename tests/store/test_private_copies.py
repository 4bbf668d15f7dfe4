"""Copies of the private files: in every backup, unreadable to others, and back without losing what came since."""

import shutil
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.store.copies.backup import backups, private_beside, thin
from kapguide.store.keys.vault import Keys, unlock_with_recovery
from kapguide.store.opening.merge import merge_copy, preview_merge
from kapguide.store.opening.restore import restore
from kapguide.store.people import add_person, remove_person
from kapguide.store.private.private_copies import NoCopies, copies, flaw_of_copies, lay_back
from kapguide.store.private.private_file import private_names, private_path, waiting_path
from kapguide.store.records import Store
from tests.store.test_removal import remove
from tests.support.practice import CHEAP, begin, new_practice, noon, opened, saved

WORDS = "velvetlighthouse"


def own(keys: Keys) -> str:
    return f"private:{keys.staff}"


def say(home: Home, keys: Keys, *texts: str) -> Path:
    """Private notes, and a backup made after them."""
    with opened(home, keys) as store:
        if not store.codes():
            begin(store, "M-014")
        for text in texts:
            saved(store.private.write("M-014", text))
        return store.backup()


def said(home: Home, keys: Keys) -> list[str]:
    with opened(home, keys) as store:
        return [note.text for note in store.private.of_client("M-014")]


def test_they_lie_beside_a_backup_and_nobody_else_reads_them(home: Home, keys: Keys) -> None:
    backup = say(home, keys, WORDS)
    packed = private_beside(backup)
    with zipfile.ZipFile(packed) as archive:
        assert archive.namelist() == [f"{keys.staff}.db"]
        assert all(WORDS.encode() not in archive.read(name) for name in archive.namelist())
    assert packed.stat().st_mode & 0o077 == 0
    assert copies(home) == packed.read_bytes()  # the same files make the same copy


def test_where_nobody_wrote_in_private_there_is_no_copy(home: Home, keys: Keys) -> None:
    assert not private_beside(say(home, keys)).exists()
    assert copies(home) == b""


def test_a_backup_is_of_now_only_with_the_private_files_of_now(store: Store, home: Home, keys: Keys) -> None:
    begin(store, "M-014")
    store.backup()
    assert store.backed_up()
    saved(store.private.write("M-014", WORDS))
    store.settle(10.0)
    assert not store.backed_up()
    store.backup()
    assert store.backed_up()


def test_they_go_with_their_backup(home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    backup = say(home, keys, WORDS)
    monkeypatch.setattr("kapguide.store.copies.backup.to_keep", lambda times: set())
    monkeypatch.setattr("kapguide.store.copies.backup.KEEP_ALWAYS", 0)
    thin(home.backups, backups(home.backups)[0].at, home)
    assert backups(home.backups) == []
    assert not private_beside(backup).exists()


def test_on_a_fresh_computer_they_come_back_with_the_record(home: Home, tmp_path: Path) -> None:
    keys, recovery = new_practice(home)
    backup = say(home, keys, WORDS)
    fresh = Home(tmp_path / "fresh").make()
    (fresh.root / "vault.json").write_bytes(home.vault.read_bytes())
    theirs = unlock_with_recovery(fresh.vault, recovery)
    restore(fresh, theirs, backup, noon())
    assert said(fresh, theirs) == [WORDS]


def test_what_was_written_since_the_backup_stays(home: Home, keys: Keys) -> None:
    backup = say(home, keys, "before")
    say(home, keys, "since")
    restore(home, keys, backup, noon())
    assert said(home, keys) == ["before", "since"]
    assert sorted(path.name for path in home.private.iterdir()) == [f"{keys.staff}.db"]


def test_what_is_missing_here_comes_back_beside_what_is_not_in_the_backup(home: Home, keys: Keys) -> None:
    backup = say(home, keys, "lost")
    private_path(home, own(keys)).unlink()
    say(home, keys, "new")
    restore(home, keys, backup, noon())
    assert said(home, keys) == ["lost", "new"]


def test_a_damaged_private_file_gives_way_to_the_copy(home: Home, keys: Keys) -> None:
    backup = say(home, keys, WORDS)
    path = private_path(home, own(keys))
    path.write_bytes(bytes(4096) + path.read_bytes()[4096:])
    restore(home, keys, backup, noon())
    assert said(home, keys) == [WORDS]
    assert [each.name for each in home.private.glob("*.damaged-*")] != []


def test_a_copy_that_its_author_cannot_open_is_kept(home: Home, keys: Keys) -> None:
    backup = say(home, keys, WORDS)
    path = private_path(home, own(keys))
    (home.private / f"{path.name}.returned-1").write_bytes(bytes(4096) + path.read_bytes()[4096:])
    assert said(home, keys) == [WORDS]
    assert [each.name for each in home.private.glob("*.unread")] == [f"{path.name}.returned-1.unread"]
    assert backup.exists()


def test_what_waits_comes_back_too_and_only_once(home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("kapguide.store.contents.private_notes.PrivateNotes.settle", lambda self: None)
        backup = say(home, keys, WORDS)
    waiting = waiting_path(home, own(keys)).read_bytes()
    for _ in range(2):
        lay_back(home, private_beside(backup))
        assert waiting_path(home, own(keys)).read_bytes() == waiting
    waiting_path(home, own(keys)).write_bytes(b"")
    lay_back(home, private_beside(backup))
    assert said(home, keys) == [WORDS]


def test_done_twice_it_lays_one_copy(home: Home, keys: Keys) -> None:
    backup = say(home, keys, "before")
    say(home, keys, "since")
    for _ in range(2):
        lay_back(home, private_beside(backup))
    assert len(list(home.private.glob("*.returned-*"))) == 1


def test_a_wal_goes_with_its_file_alone(home: Home, keys: Keys) -> None:
    """One beside another file would be read into that one."""
    backup = say(home, keys, WORDS)
    name = f"{keys.staff}.db"
    with zipfile.ZipFile(private_beside(backup)) as archive:
        data = archive.read(name)
    packed = home.root / "copy.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name, data)
        archive.writestr(f"{name}-wal", b"frames")
    lay_back(home, packed)
    assert not (home.private / f"{name}-wal").exists()
    say(home, keys, "since")
    lay_back(home, packed)
    assert (home.private / f"{name}.returned-1-wal").read_bytes() == b"frames"
    private_path(home, own(keys)).unlink()
    (home.private / f"{name}-wal").write_bytes(b"of another file")
    lay_back(home, packed)
    assert (home.private / f"{name}-wal").read_bytes() == b"frames"
    private_path(home, own(keys)).unlink()
    lay_back(home, private_beside(backup))
    assert not (home.private / f"{name}-wal").exists()
    assert said(home, keys) == [WORDS]


@pytest.mark.parametrize(
    "name", ["../vault.json", "/etc/passwd", "a.db/../../x.db", "kapguide.exe", "x.db-shm", "a.99999.db", ""]
)
def test_a_strange_name_is_refused_before_anything_is_written(home: Home, name: str) -> None:
    packed = home.root / "copy.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("good.db", b"whole")
        archive.writestr(zipfile.ZipInfo(name or "."), b"x")
    with pytest.raises(NoCopies):
        lay_back(home, packed)
    assert not home.private.exists()


def test_a_damaged_copy_keeps_nobody_from_the_record(home: Home, keys: Keys) -> None:
    backup = say(home, keys, WORDS)
    for bad in (b"no archive", private_beside(backup).read_bytes()[:-30]):
        private_beside(backup).write_bytes(bad)
        restore(home, keys, backup, noon())
        assert said(home, keys) == [WORDS]


def test_a_copy_that_is_far_too_large_is_refused(home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    backup = say(home, keys, WORDS)
    packed = private_beside(backup)
    monkeypatch.setattr("kapguide.store.private.private_copies.MOST", 1000)
    with pytest.raises(OSError, match="far too long"):
        lay_back(home, packed)
    monkeypatch.setattr("kapguide.store.private.private_copies.read_file", lambda path, most: packed.read_bytes())
    with pytest.raises(NoCopies):
        lay_back(home, packed)


def test_what_waits_for_whoever_leaves_is_handed_over_with_their_file(
    home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, _ = add_person(home, keys, "A. Orth", "anna's words", cost=CHEAP)
    with monkeypatch.context() as patch:
        patch.setattr("kapguide.store.contents.private_notes.PrivateNotes.settle", lambda self: None)
        with opened(home, anna) as store:
            begin(store, "M-014")
            saved(store.private.write("M-014", "anna's own"))
    say(home, keys, "mine")
    assert private_names(home) == [own(keys)]
    now = remove_person(home, keys, anna.staff, leaving=anna)
    assert sorted(said(home, now)) == ["anna's own", "mine"]
    with opened(home, now) as store:
        assert {note.author for note in store.private.of_client("M-014")} == {anna.staff, keys.staff}
    with closing(Store.open(home, now)) as store:
        saved(store.private.write("M-014", "after"))
        assert store.private.of_client("M-014")[-1].author == keys.staff


def test_what_was_sealed_for_somebody_who_left_is_in_the_copy_and_never_written_over(home: Home, keys: Keys) -> None:
    anna, _ = add_person(home, keys, "A. Orth", "anna's words", cost=CHEAP)
    say(home, anna, "anna's own")
    now = remove_person(home, keys, anna.staff)
    backup = say(home, now)
    sealed = home.private / f"{anna.staff}.vault.json"
    with zipfile.ZipFile(private_beside(backup)) as archive:
        assert archive.namelist() == sorted((f"{anna.staff}.db", sealed.name))
    before = sealed.read_bytes()
    sealed.write_bytes(b"another")
    lay_back(home, private_beside(backup))
    assert sealed.read_bytes() == b"another"
    sealed.unlink()
    lay_back(home, private_beside(backup))
    assert sealed.read_bytes() == before


def test_a_copy_that_went_on_elsewhere_brings_what_was_written_there(home: Home, keys: Keys, tmp_path: Path) -> None:
    say(home, keys, "before")
    other = Home(Path(shutil.copytree(home.root, tmp_path / "other")))
    assert not preview_merge(home, keys, other.database, noon()).private
    say(other, keys, "there")
    say(home, keys, "here")
    assert preview_merge(home, keys, other.database, noon()).private
    for _ in range(2):
        merge_copy(home, keys, other.database, noon())
        assert sorted(said(home, keys)) == ["before", "here", "there"]


def test_a_backup_of_a_copy_that_went_on_elsewhere_brings_it_too(home: Home, keys: Keys, tmp_path: Path) -> None:
    say(home, keys, "before")
    other = Home(Path(shutil.copytree(home.root, tmp_path / "other")))
    backup = say(other, keys, "there")
    merge_copy(home, keys, backup, noon())
    assert said(home, keys) == ["before", "there"]


def half(home: Home, keys: Keys, text: str) -> None:
    with opened(home, keys) as store:
        saved(store.private.save_draft("M-014", text))
        store.private.settle()


def halves(home: Home, keys: Keys) -> list[str]:
    with opened(home, keys) as store:
        return [draft.text for draft in store.private.drafts("M-014")]


def test_what_was_half_typed_then_does_not_come_back_over_what_was_written_since(home: Home, keys: Keys) -> None:
    say(home, keys)
    half(home, keys, "velvet")
    backup = say(home, keys)
    half(home, keys, "velvet light")
    lay_back(home, private_beside(backup))
    assert halves(home, keys) == ["velvet light"], "the newer half stays"
    say(home, keys, WORDS)
    lay_back(home, private_beside(backup))
    assert halves(home, keys) == [], "it was written, and is half typed no more"
    assert said(home, keys) == [WORDS]


def test_what_was_half_typed_then_comes_back_where_nothing_was_written(home: Home, keys: Keys) -> None:
    say(home, keys, "before")
    half(home, keys, "velvet")
    backup = say(home, keys)
    half(home, keys, "")
    assert halves(home, keys) == []
    lay_back(home, private_beside(backup))
    assert halves(home, keys) == ["velvet"]


def test_a_half_typed_correction_does_not_come_back_once_it_was_kept(home: Home, keys: Keys) -> None:
    say(home, keys, "first")
    with opened(home, keys) as store:
        (first,) = store.private.of_client("M-014")
        saved(store.private.save_draft("M-014", "first and", supersedes=first.id))
        store.private.settle()
    backup = say(home, keys)
    with opened(home, keys) as store:
        saved(store.private.write("M-014", "first and last", supersedes=first.id))
        store.private.settle()
    lay_back(home, private_beside(backup))
    assert halves(home, keys) == []


def test_what_was_written_on_a_client_who_was_removed_is_its_authors_to_read_and_to_remove(
    home: Home, keys: Keys
) -> None:
    say(home, keys, "first")
    with opened(home, keys) as store:
        store.add_client("B-231")
        saved(store.private.write("B-231", "of another"), store.private.save_draft("M-014", "half"))
        (first,) = store.private.of_client("M-014")
        assert store.private.of_removed() == []
        with pytest.raises(KapGuideError, match="in the record again"):
            store.private.remove_left(first.client_id)
    backup = say(home, keys)
    with opened(home, keys) as store:
        remove(store)
        (left,) = store.private.of_removed()
        assert (left.client, left.code) == (first.client_id, "M-014")
        assert [note.text for note in (*left.notes, *left.halves)] == ["first", "half"]
        store.private.remove_left(left.client)
        assert store.private.of_removed() == []
    lay_back(home, private_beside(backup))
    with opened(home, keys) as store:
        assert store.private.of_removed() == [], "no copy brings it back"
        assert [note.text for note in store.private.of_client("B-231")] == ["of another"]


def test_a_copy_that_is_damaged_is_told_of(home: Home, keys: Keys) -> None:
    backup = say(home, keys, "before")
    packed = private_beside(backup)
    assert flaw_of_copies(packed) == ""
    packed.write_bytes(packed.read_bytes()[:-20])
    assert "is damaged" in flaw_of_copies(packed)
    packed.unlink()
    assert flaw_of_copies(packed) == ""
