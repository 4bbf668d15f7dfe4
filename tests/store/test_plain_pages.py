"""A check reads pages that were decrypted once: all of them, only sound ones, and nowhere but in memory."""

import os
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from sqlcipher3 import dbapi2

from kapguide.paths import Home
from kapguide.store.checking import plain_pages
from kapguide.store.checking.entries_read import read_entries
from kapguide.store.checking.plain_pages import MEMORY, decrypted
from kapguide.store.file.database import open_database
from kapguide.store.file.live_file import beside
from kapguide.store.file.unused_pages import PAGE
from kapguide.store.keys.vault import Keys
from kapguide.store.records import Store
from tests.support.practice import begin, line, opened, saved


@pytest.fixture
def pages(home: Home, keys: Keys) -> int:
    """How many pages the record has, some of them unused: more than are decrypted in one piece."""
    with opened(home, keys) as store:
        session = begin(store, events=[line(seq, f"entry {seq}") for seq in range(1, 400)])
        saved(store.notes.save(session, "y" * 900_000, 0), store.notes.save(session, "short", 1))
    many = home.database.stat().st_size // PAGE
    assert many > 3 * plain_pages._AT_ONCE
    return many


def had(home: Home, keys: Keys) -> bool:
    """Whether the decrypted pages can be had."""
    with closing(open_database(home.database, keys.main, read_only=True)) as db, decrypted(db, keys.main, 1) as plain:
        return bool(plain)


def verified(home: Home, keys: Keys) -> tuple[str, ...]:
    with closing(Store.open(home, keys, read_only=True)) as store:
        return store.verify().problems


def test_they_hold_what_the_record_holds(home: Home, keys: Keys, pages: int) -> None:
    asked = (
        "PRAGMA page_count", "PRAGMA freelist_count", "SELECT * FROM sqlite_schema", "SELECT * FROM session_event",
        "SELECT * FROM audit", "SELECT * FROM draft", "SELECT text FROM event_search WHERE event_search MATCH 'entr*'",
    )  # fmt: skip
    with closing(open_database(home.database, keys.main, read_only=True)) as db, decrypted(db, keys.main, 2) as plain:
        assert len(plain) == 2
        for each in plain:
            assert each.conn.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            for query in asked:
                assert each.conn.execute(query).fetchall() == db.conn.execute(query).fetchall(), query
            with pytest.raises(dbapi2.OperationalError, match="readonly"):
                each.conn.execute("DELETE FROM meta")
        assert plain[0].conn.execute("PRAGMA page_count").fetchone() == (pages,)


def test_a_copy_that_no_wal_lies_beside_is_decrypted_as_well(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        backup = store.backup()
    with closing(open_database(backup, keys.main, read_only=True)) as db:
        with decrypted(db, keys.main, 1) as plain:
            assert plain
        assert not beside(backup, "-wal").exists()


def test_nobody_finds_them(home: Home, keys: Keys, pages: int) -> None:
    before = set(MEMORY.iterdir())
    with closing(open_database(home.database, keys.main, read_only=True)) as db, decrypted(db, keys.main, 1) as plain:
        assert plain
        assert set(MEMORY.iterdir()) <= before
        assert any("(deleted)" in held for held in _held()), "they lie in a file without a name"
    assert not any("(deleted)" in held for held in _held()), "and are gone with the last who read them"


def _held() -> list[str]:
    """What this process has open there."""
    links = [each for each in Path("/proc/self/fd").iterdir() if each.is_symlink()]
    return [name for each in links if (name := str(each.readlink())).startswith(str(MEMORY))]


def test_whichever_page_is_damaged_there_are_none_and_the_damage_is_named(home: Home, keys: Keys, pages: int) -> None:
    sound = home.database.read_bytes()
    for page in {*range(0, pages, 37), 1, pages - 1}:
        for place in (20, PAGE - 90, PAGE - 70, PAGE - 1):
            spoiled = bytearray(sound)
            spoiled[PAGE * page + place] ^= 1
            home.database.write_bytes(spoiled)
            if page:  # else it is no record that anybody opens
                assert not had(home, keys), (page, place)
    home.database.write_bytes(spoiled)
    assert "1 pages of the file are damaged" in verified(home, keys)[0]


def test_a_page_in_another_ones_place_is_no_sound_one(home: Home, keys: Keys, pages: int) -> None:
    moved = bytearray(home.database.read_bytes())
    moved[-PAGE:] = moved[-2 * PAGE : -PAGE]
    home.database.write_bytes(moved)
    assert not had(home, keys)
    home.database.write_bytes(moved[: -PAGE // 2])
    assert not had(home, keys), "nor is a part of one"


def test_what_waits_in_a_wal_is_read_as_ever(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        begin(store, events=[line(1, "in the -wal")])
        assert not had(home, keys)
        assert verified(home, keys) == ()
    assert had(home, keys)


@pytest.mark.parametrize("lacking", ["/proc/mounts", "/proc/meminfo", "room", "preadv", "unlocked"])
def test_where_they_have_no_place_the_record_is_checked_all_the_same(
    home: Home, keys: Keys, pages: int, monkeypatch: pytest.MonkeyPatch, lacking: str
) -> None:
    assert had(home, keys)
    if lacking == "room":
        monkeypatch.setattr(plain_pages, "_SHARE", 10**9)
    elif lacking == "preadv":
        monkeypatch.delattr("os.preadv")
    elif lacking == "unlocked":
        monkeypatch.setattr(plain_pages, "left_out", set())
    else:
        read = Path.read_text
        monkeypatch.setattr(Path, "read_text", lambda path, *how: "" if str(path) == lacking else read(path, *how))
    assert not had(home, keys)
    assert verified(home, keys) == ()
    sound = home.database.read_bytes()
    home.database.write_bytes(sound[:-1] + bytes([sound[-1] ^ 1]))
    assert "1 pages of the file are damaged" in verified(home, keys)[0]
    home.database.write_bytes(sound)
    with closing(open_database(home.database, keys.main)) as db:
        db.conn.execute("PRAGMA writable_schema = ON")
        db.conn.execute("DELETE FROM sqlite_schema WHERE name = 'session_by_start'")
    assert "The file's structure is damaged" in verified(home, keys)[0]


@pytest.mark.parametrize("call", ["preadv", "pwritev"])
def test_where_not_all_of_them_is_read_or_laid_there_are_none(
    home: Home, keys: Keys, pages: int, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """The file became shorter meanwhile, or the memory is full."""
    whole = getattr(os, call)
    monkeypatch.setattr(os, call, lambda file, parts, at: whole(file, parts[:-1], at))
    assert not had(home, keys)
    assert verified(home, keys) == ()


# --- the entries, as the database spells them -------------------------------------------------------------------


def test_the_database_spells_a_row_to_the_letter_as_the_seals_do() -> None:
    signs = "".join(chr(sign) for sign in range(0x110000) if not 0xD800 <= sign < 0xE000)
    numbers = 0, -1, 2**63 - 1, -(2**63)
    with closing(dbapi2.connect(":memory:")) as connection:
        (found,) = connection.execute("SELECT CAST(json_array(?, ?, ?, ?, ?) AS BLOB)", (signs, *numbers)).fetchone()
    assert found == msgspec.json.encode((signs, *numbers))


def test_what_the_database_cannot_spell_is_named_like_any_other_change(home: Home, keys: Keys, pages: int) -> None:
    with closing(open_database(home.database, keys.main)) as db:
        sound = read_entries(db)
        (strict,) = db.conn.execute("SELECT sql FROM sqlite_schema WHERE name = 'session_event'").fetchone()
        (laid,) = db.conn.execute("SELECT sql FROM sqlite_schema WHERE name = 'session_event_keeps'").fetchone()
        db.conn.execute("DROP TRIGGER session_event_keeps")
    changed = "UPDATE session_event SET boot_id = x'00' WHERE row = 7"
    for sql, change in ((strict.removesuffix("STRICT"), changed), (strict, laid)):
        with closing(open_database(home.database, keys.main)) as db:
            db.conn.execute("PRAGMA writable_schema = ON")
            db.conn.execute("UPDATE sqlite_schema SET sql = ? WHERE name = 'session_event'", (sql,))
        with closing(open_database(home.database, keys.main)) as db:
            db.conn.execute(change)
    with closing(open_database(home.database, keys.main)) as db:
        found = read_entries(db)
    assert [place for place, both in enumerate(zip(sound.seals, found.seals, strict=True)) if len({*both}) > 1] == [6]
    assert found.otherwise == sound.otherwise
    (problem,) = verified(home, keys)
    assert "non-TEXT value in session_event.boot_id" in problem


def test_the_page_that_is_passed_over_is_where_sqlite_keeps_its_locks() -> None:
    """At 1 GiB: https://sqlite.org/fileformat2.html#the_lock_byte_page"""
    begins = (plain_pages._LOCKING - 1) * PAGE
    assert begins <= 1024**3 < begins + PAGE
