"""A restore that is killed, or meets a full disk; and a record that is accepted without its end."""

import resource
import shutil
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from sqlcipher3 import dbapi2

from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.store.chain.anchor import read_anchor
from kapguide.store.failures import (
    Damaged,
    DiskFull,
    Locked,
    StoreFailure,
    Unwritable,
    WrongKey,
    damaged,
    explain,
)
from kapguide.store.file.database import DriverError, open_database
from kapguide.store.keys.vault import Keys
from kapguide.store.opening import restore as r
from kapguide.store.records import Store
from tests.support.practice import begin, line, noon, opened
from tests.support.restoring import LONG, epochs, flip, go_on, lose_the_end, texts_of, written


@pytest.mark.parametrize("free", [0, 5000])
def test_a_full_disk_is_said_with_what_is_needed(
    home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch, free: int
) -> None:
    session, backup = written(home, keys, *LONG)
    go_on(home, keys, session, 61, "after")
    room = shutil.disk_usage(home.root)._replace(free=free)
    monkeypatch.setattr(r.shutil, "disk_usage", lambda path: room)
    with pytest.raises(r.NotRestored, match=r"not enough room .* 4 MB"):
        r.restore(home, keys, backup, noon())
    assert not list(home.root.glob("*.restored*"))
    assert texts_of(home, keys, session)[-1] == "after"


class Killed(BaseException):
    """The program was ended from outside."""


class Fuse:
    """Ends the program after that many steps that change a name in a folder."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, steps: int) -> None:
        self.left = steps
        for name in ("replace", "unlink"):
            monkeypatch.setattr(Path, name, self.fused(getattr(Path, name)))

    def fused(self, real: Callable[..., object]) -> Callable[..., object]:
        def step(path: Path, *rest: object, **how: object) -> object:
            self.left -= 1
            if self.left < 0:
                raise Killed  # also from then on: nothing is tidied up behind a program that was killed
            return real(path, *rest, **how)

        return step


@pytest.mark.parametrize("steps", range(17))
def test_killed_at_any_step_the_record_is_the_old_or_the_new_one(
    home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    session, backup = written(home, keys, "before")
    go_on(home, keys, session, 2, "after")
    with monkeypatch.context() as patched:
        Fuse(patched, steps)
        with suppress(Killed):
            r.restore(home, keys, backup, noon())
    with closing(Store.open(home, keys, read_only=True)) as reader:
        texts = [event.text for event in reader.load_session(session)[2]]
    assert texts in (["before"], ["before", "after"])
    assert texts_of(home, keys, session) == texts
    r.restore(home, keys, backup, noon() + timedelta(hours=1))
    assert texts_of(home, keys, session) == ["before"]
    olds = [path for path in home.root.glob("kapguide.db.replaced-*") if path.suffix not in ("-wal", "-shm")]
    held = [r.held_by(path, keys.main).entries for path in olds if not path.name.endswith(("-wal", "-shm"))]
    assert 2 in held, "what was there before lies under its date"
    assert not (home.root / r.PLAN).exists()


def test_a_plan_on_a_full_disk_takes_the_ballast(home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    session, backup = written(home, keys, "before")
    tries = iter([OSError(28, "No space left on device"), None, OSError(28, "full"), None])
    real = r.write_anchor

    def full(path: Path, head: object) -> None:
        failure = next(tries)
        if failure is not None:
            raise failure
        real(path, head)  # type: ignore[arg-type]

    (home.root / "ballast").write_bytes(b"room")
    monkeypatch.setattr(r, "write_anchor", full)
    r.restore(home, keys, backup, noon())
    assert not (home.root / "ballast").exists()
    assert texts_of(home, keys, session) == ["before"]
    (home.root / "ballast").unlink()
    with pytest.raises(KapGuideError, match="next start puts it"):
        r.restore(home, keys, backup, noon())
    monkeypatch.undo()
    assert texts_of(home, keys, session) == ["before"], "the next opening ends what the full disk cut off"


def test_a_plan_that_cannot_be_read_is_nobodys(home: Home, keys: Keys) -> None:
    session, _ = written(home, keys, "before")
    (home.root / r.PLAN).write_bytes(b"{")
    assert texts_of(home, keys, session) == ["before"]


def test_a_reader_leaves_an_unfinished_swap_to_the_window_that_writes(home: Home, keys: Keys) -> None:
    session, _ = written(home, keys, "before")
    anchor = read_anchor(home.root / "anchor.json")
    assert anchor is not None
    with opened(home, keys):
        (home.root / r.PLAN).write_bytes(msgspec.json.encode(r.Swap("aside", anchor)))
        Store.open(home, keys, read_only=True).close()
        assert (home.root / r.PLAN).exists()
    assert texts_of(home, keys, session) == ["before"]


def test_what_is_there_is_accepted_and_the_chain_says_so(home: Home, keys: Keys) -> None:
    session, _ = written(home, keys, "before")
    lose_the_end(home, keys, session, 2, "lost")
    assert r.accept(home, keys, noon()) == 1
    (epoch,) = epochs(home, keys)
    assert (epoch["because"], epoch["missing"]) == ("accepted", 1)
    assert texts_of(home, keys, session) == ["before"]
    with pytest.raises(r.NotRestored, match="Nothing is missing"):
        r.accept(home, keys, noon())


def test_a_damaged_record_cannot_be_accepted(home: Home, keys: Keys) -> None:
    session, _ = written(home, keys, *LONG)
    lose_the_end(home, keys, session, 61, "lost")
    flip(home.database)
    with pytest.raises(r.NotRestored, match="is not whole"):
        r.accept(home, keys, noon())
    home.database.unlink()
    with pytest.raises(Unwritable):
        r.accept(home, keys, noon())


def test_a_folder_that_takes_nothing_is_said_and_nothing_is_changed(
    home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, backup = written(home, keys, "before")

    def refused(path: Path, data: bytes) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(r, "write_safely", refused)
    with pytest.raises(r.NotRestored, match="left as it is"):
        r.restore(home, keys, backup, noon())
    assert texts_of(home, keys, session) == ["before"]
    assert not list(home.root.glob("*.restored*"))


def test_a_record_whose_tables_cannot_be_read_is_no_reason_to_refuse_a_look(
    home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(home, keys, "before")

    def unread(*what: object) -> None:
        raise damaged("a page")

    with monkeypatch.context() as patched:
        patched.setattr(r, "held_by", unread)
        here = r.look_at_hand(home, keys)
    monkeypatch.setattr(r, "unlike", unread)
    for seen in (here, r.look_at_hand(home, keys)):
        assert (seen.holds, seen.missing) == (None, 0)
        assert "damaged" in seen.trouble


def test_a_copy_that_fails_is_as_well_known_as_any_other_failure(home: Home, keys: Keys, tmp_path: Path) -> None:
    """The driver's error of a whole copy carries no code."""
    source = open_database(home.database, keys.main, read_only=True)
    copy = open_database(tmp_path / "copy.db", keys.main, create=True)
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, limit[1]))
    try:
        with pytest.raises(DriverError) as failed:
            source.conn.backup(copy.conn, pages=-1)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        source.close()
        copy.close()
    assert isinstance(explain(failed.value), StoreFailure)
    words = {
        "database or disk is full": DiskFull,
        "database is locked": Locked,
        "database table is locked": Locked,
        "attempt to write a readonly database": Unwritable,
        "disk I/O error": Unwritable,
        "unable to open database file": Unwritable,
        "database disk image is malformed": Damaged,
        "file is not a database": WrongKey,
    }
    assert {said: type(explain(dbapi2.OperationalError(said))) for said in words} == words
    assert explain(dbapi2.OperationalError("no such table: x")) is None


def test_a_folder_in_the_place_of_the_plan_keeps_no_record_shut(home: Home, keys: Keys) -> None:
    (home.root / "restore.json").mkdir()
    with opened(home, keys) as store:
        begin(store, events=[line(1, "a")])
    Store.open(home, keys, read_only=True).close()
