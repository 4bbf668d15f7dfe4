"""Private files: each opens with its own key, and with no other that anybody has."""

import stat
from contextlib import closing

import pytest

from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.store.failures import NewerSchema, Unwritable, WrongKey
from kapguide.store.file.database import open_database
from kapguide.store.keys.vault import Keys
from kapguide.store.private import private_file as p
from tests.support.three_people import private, three_people, words, write, written


def test_a_private_file_is_encrypted_and_its_owners_alone(home: Home, keys: Keys) -> None:
    (name,) = private(keys)
    assert p.private_names(home) == []
    p.create_private(home, keys, name)
    assert p.private_names(home) == [name]
    write(home, keys, name, "velvetlighthouse")
    assert written(home, keys, name) == "velvetlighthouse"
    path = home.private / f"{keys.staff}.db"
    assert b"velvetlighthouse" not in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(home.private.stat().st_mode) == 0o700


def test_of_three_people_none_opens_what_is_anothers(home: Home) -> None:
    everybody = three_people(home)[:3]
    for keys in everybody:
        assert len(private(keys)) == 2
        for name in p.private_names(home):
            if name in keys.named:
                assert written(home, keys, name) == words(keys, name)
                continue
            with pytest.raises(KapGuideError, match="somebody else's"):
                p.open_private(home, keys, name)
            for key in keys.named.values():
                with pytest.raises(WrongKey):
                    open_database(p.private_path(home, name), key)


def test_the_key_of_the_record_is_not_that_of_a_private_file(home: Home, keys: Keys) -> None:
    with pytest.raises(KapGuideError, match="somebody else's"):
        p.create_private(home, keys, "main")
    assert p.private_names(home) == []


def test_what_lies_there_is_never_made_anew(home: Home, keys: Keys) -> None:
    (name,) = private(keys)
    p.create_private(home, keys, name)
    write(home, keys, name, "of yesterday")
    with pytest.raises(KapGuideError, match="already"):
        p.create_private(home, keys, name)
    assert written(home, keys, name) == "of yesterday"


def test_what_a_kill_left_of_one_makes_room(home: Home, keys: Keys) -> None:
    (name,) = private(keys)
    home.private.mkdir()
    for suffix in (".new", ".new-wal"):
        (home.private / f"{keys.staff}.db{suffix}").write_bytes(b"half a file")
    assert p.private_names(home) == []
    p.create_private(home, keys, name)
    assert [path.name for path in home.private.iterdir()] == [f"{keys.staff}.db"]


def test_what_is_wrong_with_one_is_said(home: Home, keys: Keys) -> None:
    (name,) = private(keys)
    with pytest.raises(KapGuideError, match="no private file"):
        p.open_private(home, keys, name)
    p.create_private(home, keys, name)
    path = p.private_path(home, name)
    whole = path.read_bytes()
    path.write_bytes(bytes(64) + whole[64:])
    with pytest.raises(WrongKey, match="its author's key"):
        p.open_private(home, keys, name)
    path.write_bytes(whole)
    with closing(p.open_private(home, keys, name)) as db:
        db.conn.execute("PRAGMA user_version = 2")
    with pytest.raises(NewerSchema, match="newer KapGuide"):
        p.open_private(home, keys, name)


def test_a_folder_that_takes_nothing_is_a_known_failure(home: Home, keys: Keys) -> None:
    home.private.write_bytes(b"a file in the way")
    with pytest.raises(Unwritable):
        p.create_private(home, keys, private(keys)[0])
