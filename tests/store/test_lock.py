"""One writer, whatever happens to the lock's file; and one window."""

import errno
import fcntl
import os
import stat

import pytest

from kapguide.paths import Home
from kapguide.store.failures import Unwritable
from kapguide.store.file import lock
from kapguide.store.file.lock import AlreadyOpen, hold, hold_window, is_written
from kapguide.store.keys.vault import Keys
from kapguide.store.records import Store


def test_a_lock_file_that_is_deleted_lets_no_second_writer_in(home: Home, keys: Keys, store: Store) -> None:
    (home.root / "kapguide.lock").unlink()
    with pytest.raises(AlreadyOpen):
        Store.open(home, keys)
    assert is_written(home)
    store.close()
    Store.open(home, keys).close()


def test_a_lock_file_that_was_put_in_its_place_lets_no_second_writer_in(home: Home) -> None:
    with hold(home):
        foreign = home.root / "foreign"
        foreign.touch()
        foreign.replace(home.root / "kapguide.lock")
        with pytest.raises(AlreadyOpen):
            hold(home)
    assert not is_written(home)


def test_a_program_that_holds_the_file_alone_keeps_others_out(home: Home) -> None:
    """As KapGuide did it before it locked the folder too."""
    with lock._take(home.root / "kapguide.lock"), pytest.raises(AlreadyOpen):
        hold(home)
    hold(home).release()


def test_a_file_system_that_locks_no_folders_has_the_lock_file(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = fcntl.flock

    def flock(handle: int, how: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.ENOTSUP, "no")
        whole(handle, how)

    monkeypatch.setattr(fcntl, "flock", flock)
    with hold(home), pytest.raises(AlreadyOpen):
        hold(home)
    monkeypatch.setattr(lock.sys, "platform", "win32")
    with hold(home), pytest.raises(AlreadyOpen):
        hold(home)


def test_a_folder_that_is_not_there_is_said(home: Home) -> None:
    home.root.rmdir()
    home.root.touch()
    with pytest.raises(Unwritable):
        hold(home)
    assert not is_written(home)
    assert hold_window(home) is None


def test_one_window_at_a_time_shows_a_practice_and_another_program_may_write_it(home: Home) -> None:
    window = hold_window(home)
    assert window is not None
    with pytest.raises(AlreadyOpen):
        hold_window(home)
    with hold(home):
        assert is_written(home)
    window.release()
    again = hold_window(home)
    assert again is not None
    again.release()
