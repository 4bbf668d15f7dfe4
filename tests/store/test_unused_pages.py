"""Unused pages are read beside SQLite, which never reads them, and SQLCipher need not read the whole file for them."""

from contextlib import closing

import pytest

from kapguide.paths import Home
from kapguide.store.checking import checks
from kapguide.store.file.database import open_database
from kapguide.store.file.unused_pages import PAGE, are_sound
from kapguide.store.keys.vault import Keys
from tests.support.practice import begin, opened, saved


@pytest.fixture
def unused(home: Home, keys: Keys) -> int:
    """How many pages of the record are unused: more than one list of them names."""
    with opened(home, keys) as store:
        session = begin(store)
        saved(store.notes.save(session, "y" * 5_000_000, 0), store.notes.save(session, "short", 1))
    with closing(open_database(home.database, keys.main, read_only=True)) as db:
        many: int = db.conn.execute("PRAGMA freelist_count").fetchone()[0]
    assert many > PAGE // 4
    return many


def test_sound_ones_are_counted(home: Home, keys: Keys, unused: int) -> None:
    assert not are_sound(home.database, keys.main, unused), "the file is read as a connection holds it open"
    with closing(open_database(home.database, keys.main, read_only=True)):
        assert are_sound(home.database, keys.main, unused)
        assert not are_sound(home.database, keys.main, unused - 1)
        assert not are_sound(home.database, bytearray(32), unused)


def test_of_a_sound_file_no_page_is_read_once_more(
    home: Home, keys: Keys, unused: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(checks, "_bad_pages", lambda db: asked.append(db) or [])
    with closing(open_database(home.database, keys.main, read_only=True)) as db:
        assert list(checks.file_problems(db, keys.main)) == []
        assert not asked
        assert list(checks.file_problems(db)) == []
        assert asked


def test_whichever_page_is_damaged_it_is_named(home: Home, keys: Keys, unused: int) -> None:
    sound = home.database.read_bytes()
    for page in {*range(1, len(sound) // PAGE, 53), *range(len(sound) // PAGE - 4, len(sound) // PAGE)}:
        content = bytearray(sound)
        content[PAGE * page + 50] ^= 1
        home.database.write_bytes(content)
        with closing(open_database(home.database, keys.main, read_only=True)) as db:
            assert list(checks.file_problems(db, keys.main)), page


@pytest.mark.parametrize("lists", [{1: (2, 1), 2: (2, 0)}, {1: (2, 1), 2: (0, 5000)}], ids=["in a circle", "too long"])
def test_a_list_that_cannot_be_so_is_for_sqlcipher_to_say(
    home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch, lists: dict[int, tuple[int, int]]
) -> None:
    def text(self: object, number: int) -> bytes:
        return bytes(32 if number == 1 else 0) + b"".join(each.to_bytes(4) for each in lists[number]) + bytes(20_000)

    monkeypatch.setattr("kapguide.store.file.unused_pages.EncryptedPages.text", text)
    monkeypatch.setattr("kapguide.store.file.unused_pages.EncryptedPages.sound", lambda self, number: b"")
    with closing(open_database(home.database, keys.main, read_only=True)):
        assert not are_sound(home.database, keys.main, 5001), "though as many are named"


def test_where_the_system_reads_no_page_in_place_it_is_for_sqlcipher_to_say(
    home: Home, keys: Keys, unused: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(open_database(home.database, keys.main, read_only=True)):
        monkeypatch.delattr("os.pread")
        assert not are_sound(home.database, keys.main, unused)
