"""Setting a practice up, cut off anywhere: nothing is left, or the next start goes on with it."""

import errno
import itertools
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from kapguide.errors import KapGuideError
from kapguide.files import write_safely
from kapguide.paths import Home
from kapguide.store.chain.anchor import EndUnknown
from kapguide.store.file.lock import AlreadyOpen, hold
from kapguide.store.file.place import UnsafePlace
from kapguide.store.keys.vault import Keys, create_vault, unlock, unlock_with_recovery
from kapguide.store.opening import setup
from kapguide.store.opening.setup import SetupFailed, Stage, resume, set_up, stage
from kapguide.store.records import Store
from tests.support.practice import CHEAP, PASSPHRASE, begin, new_practice, opened

STEPS = ("create_vault", "_make_record", "write_anchor", "sync_folder")


def made(home: Home) -> tuple[Keys, str]:
    return set_up(home, PASSPHRASE, practice="Willow Room", author="R. Ames", cost=CHEAP)


def names(home: Home) -> set[str]:
    """What lies in the folder, but for the lock."""
    return {path.name for path in home.root.iterdir()} - {"kapguide.lock"}


def test_a_practice_is_its_vault_its_record_and_its_anchor(home: Home) -> None:
    keys, recovery = made(home)
    assert names(home) == {"vault.json", "kapguide.db", "anchor.json"}
    assert unlock_with_recovery(home.vault, recovery).named == keys.named
    with opened(home, unlock(home.vault, PASSPHRASE)) as store:
        assert store.practice == "Willow Room"
        assert store.verify().problems == ()


def test_a_folder_that_is_not_there_yet_is_made(tmp_path: Path) -> None:
    home = Home(tmp_path / "of" / "its own")
    made(home)
    assert stage(home) is Stage.MADE


@pytest.mark.parametrize("where", ["Dropbox/kapguide", "OneDrive - Praxis/kapguide"])
def test_where_the_record_must_not_lie_nothing_is_written(tmp_path: Path, where: str) -> None:
    home = Home(tmp_path / where)
    with pytest.raises(UnsafePlace):
        made(home)
    assert not home.root.exists()


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES])
def test_a_disk_that_refuses_any_step_leaves_nothing_and_says_why(
    home: Home, monkeypatch: pytest.MonkeyPatch, step: str, code: int
) -> None:
    whole: Callable[..., object] = getattr(setup, step)
    for place in range(3 if step == "sync_folder" else 1):
        calls: list[int] = []

        def refuse(*what: object, _place: int = place, _calls: list[int] = calls, **how: object) -> object:
            _calls.append(1)
            if len(_calls) > _place:
                raise OSError(code, os.strerror(code))
            return whole(*what, **how)

        monkeypatch.setattr(setup, step, refuse)
        with pytest.raises(SetupFailed, match="the disk is full" if code == errno.ENOSPC else "cannot be written"):
            made(home)
        assert names(home) == set()
        assert stage(home) is Stage.NEW
    monkeypatch.setattr(setup, step, whole)
    made(home)
    assert stage(home) is Stage.MADE


def test_a_vault_that_cannot_be_written_is_said_as_the_disk_says_it(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("kapguide.store.keys.vault_file.write_safely", full)
    with pytest.raises(SetupFailed, match="the disk is full"):
        made(home)
    assert names(home) == set()


CHILD_S = 60
"""What hangs is ended, and is not taken for what was killed."""


def killed_at(home: Home, step: str, place: int) -> int:
    """Set it up in a process of its own that dies as it takes that step for the so-manieth time; how it ended."""
    child = os.fork()
    if not child:
        try:
            signal.alarm(CHILD_S)
            whole, calls = getattr(setup, step), itertools.count()

            def kill(*what: object, **how: object) -> object:
                if next(calls) == place:
                    os.kill(os.getpid(), signal.SIGKILL)
                return whole(*what, **how)

            setattr(setup, step, kill)
            made(home)
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.parametrize(
    ("step", "place", "then"),
    [
        ("_make_record", 0, Stage.NEW),
        ("write_anchor", 0, Stage.NEW),
        ("sync_folder", 0, Stage.NEW),
        ("sync_folder", 1, Stage.MADE),
        ("sync_folder", 2, Stage.MADE),
    ],
)
def test_after_a_kill_the_next_start_begins_anew_or_goes_on(home: Home, step: str, place: int, then: Stage) -> None:
    assert killed_at(home, step, place) == -signal.SIGKILL
    assert resume(home) is then
    if then is Stage.NEW:
        made(home)
    with opened(home, unlock(home.vault, PASSPHRASE)) as store:
        assert store.verify().problems == ()
    assert {"vault.json", "kapguide.db", "anchor.json"} <= names(home)
    assert not [name for name in names(home) if ".new" in name]


def test_a_record_that_is_only_to_be_renamed_opens(home: Home) -> None:
    keys, _ = made(home)
    home.database.rename(home.root / "kapguide.db.new")
    assert stage(home) is Stage.MADE
    Store.open(home, keys, read_only=True).close()
    assert home.database.exists()


def test_another_program_at_work_is_not_disturbed(home: Home) -> None:
    with hold(home), pytest.raises(AlreadyOpen):
        made(home)
    keys, _ = made(home)
    home.database.rename(home.root / "kapguide.db.new")
    with hold(home):
        assert resume(home) is Stage.MADE
        assert not home.database.exists()
        with pytest.raises(AlreadyOpen):
            Store.open(home, keys)


def test_a_practice_is_never_made_over_another(home: Home) -> None:
    made(home)
    before = home.vault.read_bytes(), home.database.read_bytes()
    with pytest.raises(KapGuideError, match="already"):
        made(home)
    assert (home.vault.read_bytes(), home.database.read_bytes()) == before


def test_a_vault_beside_no_trace_of_a_record_makes_room_and_is_kept(home: Home) -> None:
    """As an older KapGuide left it where the record was refused."""
    create_vault(home.vault, "of another day", practice="x", cost=CHEAP)
    content = home.vault.read_bytes()
    assert resume(home) is Stage.NEW
    made(home)
    (kept,) = home.root.glob("vault.json.replaced-*")
    assert kept.read_bytes() == content
    assert unlock(home.vault, PASSPHRASE)


@pytest.mark.parametrize("trace", ["anchor.json", "anchor.last", "backup"])
def test_a_vault_whose_record_is_gone_is_never_taken_for_nothing(home: Home, trace: str) -> None:
    keys, _ = new_practice(home)
    with opened(home, keys) as store:
        store.backup()
    home.database.unlink()
    for path in (home.root / "anchor.json", home.root / "anchor.last", *home.backups.iterdir()):
        if path.name != trace and (trace != "backup" or path.parent != home.backups):
            path.unlink()
    assert resume(home) is Stage.MADE
    with pytest.raises(KapGuideError, match="already"):
        made(home)
    with pytest.raises(KapGuideError, match="Restore a backup"):
        Store.open(home, keys)


def test_what_a_practice_that_was_deleted_left_behind_is_no_memory_of_the_next(home: Home) -> None:
    old, _ = new_practice(home)
    with opened(home, old) as store:
        begin(store)
    for path in home.root.iterdir():
        if path.is_file() and path.name not in ("anchor.last", "kapguide.lock"):
            path.unlink()
    keys, _ = made(home)
    assert "anchor.last" not in names(home)
    (home.root / "anchor.json").unlink()
    with pytest.raises(EndUnknown, match="does not remember"):  # and not that it belongs to another record
        Store.open(home, keys)


def test_what_a_set_up_that_was_killed_left_of_its_record_goes_with_the_next(home: Home) -> None:
    home.make()
    left = home.root / "kapguide.db.new-journal"
    left.write_bytes(b"left by a kill")
    made(home)
    assert not left.exists()


def test_what_the_disk_refuses_takes_what_a_killed_set_up_left_along(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    home.make()
    (home.root / "kapguide.db.new-journal").write_bytes(b"left by a kill")
    monkeypatch.setattr(setup, "create_vault", refuse)
    with pytest.raises(SetupFailed, match="Nothing was left behind"):
        made(home)
    assert names(home) == set()


def test_a_record_without_its_vault_takes_the_one_beside_its_newest_backup(home: Home) -> None:
    keys, _ = new_practice(home)
    with opened(home, keys) as store:
        store.backup()
    home.vault.unlink()
    assert stage(home) is Stage.LOST
    assert resume(home) is Stage.MADE
    with opened(home, unlock(home.vault, PASSPHRASE)) as store:
        assert store.practice == "Lindenhof"


def test_a_record_without_any_vault_is_left_alone(home: Home) -> None:
    new_practice(home)
    home.vault.unlink()
    content = home.database.read_bytes()
    assert resume(home) is Stage.LOST
    with pytest.raises(KapGuideError, match="without the vault"):
        made(home)
    assert home.database.read_bytes() == content
    assert not home.vault.exists()


def test_backups_of_a_practice_that_is_gone_are_not_mixed_with_those_of_another(home: Home) -> None:
    keys, _ = new_practice(home)
    with opened(home, keys) as store:
        store.backup()
    for path in (home.vault, home.database, home.root / "anchor.json"):
        path.unlink()
    assert resume(home) is Stage.LOST
    with pytest.raises(KapGuideError, match="Restore the newest backup"):
        made(home)


def test_a_backups_vault_that_cannot_be_copied_changes_nothing(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    keys, _ = new_practice(home)
    with opened(home, keys) as store:
        store.backup()
    home.vault.unlink()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(setup, "write_safely", full)
    assert resume(home) is Stage.LOST
    monkeypatch.setattr(setup, "write_safely", write_safely)
    assert resume(home) is Stage.MADE


def test_a_name_in_bytes_that_are_no_text_is_kept_as_far_as_it_is(home: Home) -> None:
    keys, _ = set_up(home, PASSPHRASE, practice="Linden\udcff", author="R.\0 Ames", cost=CHEAP)
    with opened(home, keys) as store:
        assert store.practice == "Linden\N{REPLACEMENT CHARACTER}"
