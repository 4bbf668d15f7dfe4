"""Entries that the record's own drive does not take: they lie in the person's own folder until the next start."""

import stat
import threading
from pathlib import Path
from typing import Any

import pytest

from kapguide.paths import Home
from kapguide.store.keys.vault import Keys, create_vault
from kapguide.store.records import Store
from kapguide.store.writing import aside
from kapguide.store.writing.entries import Appended
from kapguide.store.writing.writer import Writer
from tests.store.test_aside import FULL, check_all_there, left_behind, no_room
from tests.support.practice import BOUND_S, CHEAP, PASSPHRASE, begin, line, noon, opened


@pytest.fixture
def person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The person's own folder, on another drive than the record."""
    folder = tmp_path / "person"
    folder.mkdir()
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(folder))
    return folder


def test_where_the_records_drive_takes_nothing_it_lies_in_the_persons_own_folder(
    home: Home, keys: Keys, person: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as gone:
        real = aside.write_safely

        def there_only(path: Path, data: bytes) -> None:
            if path.parent != person:
                raise FULL
            real(path, data)

        gone.setattr(aside, "write_safely", there_only)
        gone.setattr(aside.Aside, "_write_over", no_room)
        session = left_behind(home, keys, gone)
    (file,) = person.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert b"velvet" not in file.read_bytes()
    other = Home(home.root.with_name("another practice")).make()
    others, _ = create_vault(other.vault, PASSPHRASE, practice="Another", cost=CHEAP)
    Store.create(other, others, practice="Another").close()
    with opened(other, others) as store:
        assert store.notices == ()
    assert file.exists(), "it is not another practice's to touch"
    with opened(home, keys) as store:
        assert "Taken into the record" in store.notices[0]
        check_all_there(store, session)
    assert not list(person.iterdir())


def test_a_drive_that_does_not_answer_holds_nobody_up(
    home: Home, keys: Keys, person: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers, began = threading.Event(), []
    real = aside.Aside._write

    def hang(self: aside.Aside, data: bytes) -> None:
        began.append(data)
        assert answers.wait(BOUND_S)
        real(self, data)

    monkeypatch.setattr(aside, "ANSWER_S", 0.01)
    monkeypatch.setattr(aside.Aside, "_write", hang)
    put = aside.Aside(home.root, keys.main, noon(), (person,))
    known = [Appended(f"session {number}", noon(), ()) for number in range(3)]
    for many in (1, 2):
        path = put.put(known[:many])
        assert path.parent == person
        assert aside._open(path.read_bytes(), put._key) == known[:many]
    assert len(began) == 1, "what is older must not come later, over what is newer"
    answers.set()
    assert put._under_way is not None
    put._under_way.result(BOUND_S)
    monkeypatch.setattr(aside, "ANSWER_S", BOUND_S)
    assert put.put(known).parent == home.root
    assert not list(person.iterdir()), "one place, the last"
    put.drop()
    assert not list(home.root.glob("unsaved-*"))


def test_a_record_whose_drive_does_not_answer_closes_and_nothing_is_lost(
    home: Home, keys: Keys, person: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store.open(home, keys)
    session = begin(store, events=[line(1, "saved")])
    answers, real = threading.Event(), Writer._attempt

    def hang(self: Writer, job: Any) -> Exception | None:
        assert answers.wait(BOUND_S)
        return real(self, job)

    with monkeypatch.context() as drive:
        drive.setattr(aside, "ANSWER_S", 0.01)
        drive.setattr(Writer, "_attempt", hang)
        drive.setattr(aside.Aside, "_write", lambda self, data: answers.wait(BOUND_S))
        store.append(session, [line(2, "the last words")])
        assert len(store.close(0.01)) == 1
        assert len(list(person.iterdir())) == 1
        answers.set()
        store._keeping.writer._thread.join(BOUND_S)
    assert store.close() == ()
    with opened(home, keys) as again:
        assert [event.text for event in again.load_session(session)[2]] == ["saved", "the last words"]
        assert again.verify().problems == ()
