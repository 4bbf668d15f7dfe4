"""What people and other programs do to the record's files, while it is open and while it is not."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kapguide import cli
from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.store.failures import Damaged, Unwritable, WrongKey
from kapguide.store.keys.vault import Keys, create_vault
from kapguide.store.records import Store
from kapguide.store.writing.saving import SavingState
from tests.support.practice import CHEAP, PASSPHRASE, States, begin, hits_of, line, new_practice, opened, saved

NOBODY = 65534


@pytest.fixture
def keys(home: Home) -> Keys:
    return new_practice(home)[0]


def wal(home: Home) -> Path:
    return home.database.with_name("kapguide.db-wal")


def texts(store: Store, session: str) -> list[str]:
    return [event.text for event in store.load_session(session)[2]]


@pytest.mark.parametrize("gone", [["kapguide.db"], ["kapguide.db-wal"], ["kapguide.db", "kapguide.db-wal"]])
def test_a_file_deleted_while_open_is_written_again(home: Home, keys: Keys, gone: list[str]) -> None:
    """On POSIX the open file lives on without its name: everything would be gone at the next start."""
    with opened(home, keys) as store:
        session = begin(store, events=[line(1, "before")])
        for name in gone:
            (home.root / name).unlink()
        saved(store.append(session, [line(2, "after")]), store.append(session, [line(3, "and on")]))
        assert texts(store, session) == ["before", "after", "and on"]
        assert store.verify().problems == ()
        assert store.state.saving is SavingState.SAVED
    with opened(home, keys) as store:
        assert texts(store, session) == ["before", "after", "and on"]
        assert hits_of(store, "after")


def test_a_file_moved_away_while_open_stays_where_it_was_moved(home: Home, keys: Keys, tmp_path: Path) -> None:
    with opened(home, keys) as store:
        session = begin(store, events=[line(1, "before")])
        home.database.rename(tmp_path / "moved.db")
        saved(store.append(session, [line(2, "after")]))
    assert (tmp_path / "moved.db").exists()
    with opened(home, keys) as store:
        assert texts(store, session) == ["before", "after"]


def test_a_file_put_in_its_place_while_open_is_kept_under_another_name(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        session = begin(store, events=[line(1, "before")])
        foreign = home.root / "foreign"
        foreign.write_bytes(b"from somewhere else")
        foreign.replace(home.database)
        saved(store.append(session, [line(2, "after")]))
        assert texts(store, session) == ["before", "after"]
    assert (home.root / "kapguide.db.replaced").read_bytes() == b"from somewhere else"


def test_a_folder_that_vanishes_keeps_everything_in_memory_until_it_is_back(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        states = States(store)
        session = begin(store, events=[line(1, "before")])
        away = home.root.with_name("away")
        home.root.rename(away)
        ticket = store.append(session, [line(2, "after")])
        assert states.until(SavingState.NOT_SAVED).sentence
        assert not ticket.saved
        home.root.mkdir(mode=0o700)
        saved(ticket)
        assert texts(store, session) == ["before", "after"]
    shutil.copy(away / "vault.json", home.vault)
    with opened(home, keys) as store:
        assert texts(store, session) == ["before", "after"]


def test_a_writer_whose_file_is_gone_before_its_first_word_says_so(home: Home, keys: Keys) -> None:
    """There is nothing to write it again from: the session's lines wait in memory for the file to come back."""
    store = Store.open(home, keys)
    states = States(store)
    content = home.database.read_bytes()
    home.database.unlink()
    ticket = store.save_draft("s", "", 0)  # type: ignore[arg-type]
    assert "no record" in states.until(SavingState.NOT_SAVED).sentence
    home.database.write_bytes(content)
    saved(ticket)
    store.close()


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"", Damaged), (b"\0" * 8192, WrongKey), (os.urandom(8192), WrongKey), (b"SQLite format 3\0" * 512, Damaged)],
)
def test_a_file_of_something_else_is_refused_and_left_alone(
    home: Home, keys: Keys, content: bytes, kind: type[KapGuideError]
) -> None:
    home.database.write_bytes(content)
    with pytest.raises(kind):
        Store.open(home, keys)
    with pytest.raises(kind):
        Store.open(home, keys, read_only=True)
    assert home.database.read_bytes() == content


def test_a_plain_database_in_its_place_is_refused(home: Home, keys: Keys) -> None:
    home.database.unlink()
    plain = sqlite3.connect(home.database)
    plain.execute("CREATE TABLE session (id)")
    plain.close()
    with pytest.raises(Damaged, match="not encrypted"):
        Store.open(home, keys)


def test_the_keys_of_another_practice_open_nothing(home: Home, keys: Keys, tmp_path: Path) -> None:
    other, _ = create_vault(tmp_path / "vault.json", PASSPHRASE, practice="Other", cost=CHEAP)
    with pytest.raises(WrongKey, match="another practice"):
        Store.open(home, other)


def test_a_practice_without_its_record_says_what_to_do(home: Home, keys: Keys) -> None:
    home.database.unlink()
    with pytest.raises(Unwritable, match="Restore a backup"):
        Store.open(home, keys)


def damage(home: Home, *pages_from_the_end: int) -> None:
    whole = bytearray(home.database.read_bytes())
    for page in pages_from_the_end:
        whole[-4096 * page + 50] ^= 1
    home.database.write_bytes(whole)


def test_damaged_pages_are_named_and_the_rest_is_read(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        session = begin(store)
        saved(*[store.append(session, [line(seq, "x" * 3000)]) for seq in range(1, 40)])
    damage(home, 1, 3)
    store = Store.open(home, keys, read_only=True)
    assert "2 pages of the file are damaged" in store.verify().problems[0]
    assert store.practice == "Lindenhof"
    with pytest.raises(KapGuideError):
        store.load_session(session)
    assert store.practice == "Lindenhof"
    assert len(store.sessions()) == 1
    store.close()


def note_or_refusal(home: Home, keys: Keys, session: str) -> str:
    try:
        store = Store.open(home, keys, read_only=True)
    except Damaged:
        return "refused"
    try:
        return store.notes.read(session).text
    except Damaged:
        return "refused"
    finally:
        store.close()


def test_a_long_text_with_a_damaged_page_is_never_shown_as_if_it_were_whole(home: Home, keys: Keys) -> None:
    """SQLCipher reads such a page as zeros."""
    with opened(home, keys) as store:
        session = begin(store)
        saved(store.notes.save(session, "y" * 30_000, 0))
    shown = set()
    for page in range(1, home.database.stat().st_size // 4096 // 2):
        damage(home, page)
        shown.add(note_or_refusal(home, keys, session))
        damage(home, page)
    assert shown == {"y" * 30_000, "refused"}


@contextmanager
def folder_of_nobody() -> Iterator[Path]:
    """A folder outside the tests' own, which another user may enter; root is turned into that user for a while."""
    folder = Path(tempfile.mkdtemp(prefix="kapguide-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        for each in (folder, *filter(Path.is_dir, folder.rglob("*"))):
            each.chmod(0o755)  # what a test made unwritable, only root can remove
        shutil.rmtree(folder)


@contextmanager
def as_nobody() -> Iterator[None]:
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def test_a_folder_that_cannot_be_written_is_said_so(keys: Keys, home: Home) -> None:
    with folder_of_nobody() as folder:
        there = Home(folder / "practice")
        shutil.copytree(home.root, there.root)
        (there.root / "kapguide.lock").unlink(missing_ok=True)
        there.root.chmod(0o555)
        for path in there.root.iterdir():
            path.chmod(0o444)
        with as_nobody(), pytest.raises(Unwritable, match="cannot be written"):
            Store.open(there, keys)


def test_a_file_that_cannot_be_read_is_said_so(keys: Keys, home: Home) -> None:
    with folder_of_nobody() as folder:
        there = Home(folder / "practice")
        shutil.copytree(home.root, there.root)
        there.root.chmod(0o777)
        there.database.chmod(0o000)
        with as_nobody(), pytest.raises(Unwritable):
            Store.open(there, keys, read_only=True)


def test_a_note_is_exported_from_a_medium_that_takes_nothing(
    keys: Keys, home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with opened(home, keys) as store:
        begin(store, events=[line(1, "kept")])
    with folder_of_nobody() as folder:
        there, out, secret = Home(folder / "practice"), folder / "out", folder / "secret"
        shutil.copytree(home.root, there.root)
        secret.write_text(PASSPHRASE, encoding="utf-8-sig")
        out.mkdir()
        for path, mode in ((out, 0o777), (secret, 0o444), (there.root, 0o555)):
            path.chmod(mode)
        for path in there.root.rglob("*"):
            path.chmod(0o555 if path.is_dir() else 0o444)
        monkeypatch.setenv("KAPGUIDE_HOME", str(home.root))
        asked = ["export", "M-014/1", "--format", "md", "--passphrase-file", str(secret), "--out"]
        assert cli.main([*asked, str(folder)]) == 0  # the program itself may lie where nobody can read it
        monkeypatch.setenv("KAPGUIDE_HOME", str(there.root))
        before = sorted(there.root.rglob("*"))
        with as_nobody():
            assert cli.main([*asked, str(out)]) == 0
        owned = os.geteuid() != 0  # whoever owns the files has them made writable again
        assert owned or "the record could not keep that" in capsys.readouterr().err
        (note,) = out.iterdir()
        assert "kept" in note.read_text("utf-8")
        assert owned or sorted(there.root.rglob("*")) == before


@pytest.mark.parametrize("closed", [True, False])
def test_a_practice_on_a_medium_that_takes_nothing_is_read_and_verified(keys: Keys, home: Home, closed: bool) -> None:
    store = Store.open(home, keys)
    session = begin(store, events=[line(1, "kept")])
    if closed:
        store.close()
    with folder_of_nobody() as folder:
        there = Home(folder / "practice")
        shutil.copytree(home.root, there.root, ignore=shutil.ignore_patterns("*-shm"))
        for path in there.root.rglob("*"):
            path.chmod(0o555 if path.is_dir() else 0o444)
        there.root.chmod(0o555)
        with as_nobody():
            reader = Store.open(there, keys, read_only=True)
            assert texts(reader, session) == ["kept"]
            assert reader.verify().problems == ()
            reader.close()
    if not closed:
        store.close()
