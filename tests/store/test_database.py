"""The file as it is opened: encrypted, checked, and refused in words."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import sqlcipher3

from kapguide.store import failures as f
from kapguide.store.file import database as d

CHECKOUT = Path(__file__).resolve().parents[2]
KEY = bytearray(range(32))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "records of a practice #1?.db"


def made(path: Path) -> None:
    db = d.open_database(path, KEY, create=True)
    db.conn.execute("CREATE TABLE word (text TEXT) STRICT")
    db.conn.execute("INSERT INTO word VALUES ('velvet')")
    db.close()


def words(db: d.Database) -> list[str]:
    return [text for (text,) in db.conn.execute("SELECT text FROM word")]


def test_what_was_written_is_read_again_with_the_key_alone(path: Path) -> None:
    made(path)
    assert words(d.open_database(path, KEY)) == ["velvet"]
    assert b"velvet" not in path.read_bytes()
    assert not path.read_bytes().startswith(d.PLAIN_HEADER)


def test_the_key_given_is_left_alone(path: Path) -> None:
    made(path)
    assert bytearray(range(32)) == KEY


def test_sqlite_utils_runs_on_sqlcipher(path: Path) -> None:
    """Its error handling works only with the driver's own exceptions: this is where a wrong alias shows."""
    made(path)
    db = d.open_database(path, KEY)
    db.table("word").insert({"text": "linen", "colour": "blue"}, alter=True)
    assert [row["colour"] for row in db.table("word").rows] == [None, "blue"]


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("foreign_keys", 1),
        ("recursive_triggers", 1),
        ("trusted_schema", 0),
        ("cell_size_check", 1),
        ("secure_delete", 1),
        ("temp_store", 2),
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("fullfsync", 1),
        ("checkpoint_fullfsync", 1),
        ("busy_timeout", 5000),
    ],
)
def test_every_connection_is_set_as_decided(path: Path, pragma: str, value: object) -> None:
    made(path)
    assert d.open_database(path, KEY).conn.execute(f"PRAGMA {pragma}").fetchone() == (value,)


@pytest.mark.parametrize(
    ("first", "how", "locked"), [("", {}, "1"), ("", {"read_only": True}, "1"), ("d.lock_keys_alone();", {}, "0")]
)
def test_what_it_holds_in_memory_is_locked_and_wiped_but_for_one_look(
    path: Path, first: str, how: dict[str, bool], locked: str
) -> None:
    """Once on, it stays on in its process: a fresh one is asked, for each of the ways to open."""
    made(path)
    code = (
        f"import sys; from pathlib import Path; from kapguide.store.file import database as d; {first}"
        f"db = d.open_database(Path(sys.argv[1]), bytearray(range(32)), **{how});"
        "print(db.conn.execute('PRAGMA cipher_memory_security').fetchone())"
    )
    asked = subprocess.run([sys.executable, "-c", code, path], cwd=CHECKOUT, capture_output=True, text=True)
    assert asked.stdout == f"('{locked}',)\n", asked.stderr


def test_a_reader_cannot_write(path: Path) -> None:
    made(path)
    db = d.open_database(path, KEY, read_only=True)
    assert words(db) == ["velvet"]
    with pytest.raises(d.DriverError) as refused:
        db.conn.execute("INSERT INTO word VALUES ('x')")
    assert isinstance(f.explain(refused.value), f.Unwritable)


def test_another_key_opens_nothing(path: Path) -> None:
    made(path)
    with pytest.raises(f.WrongKey, match="another practice"):
        d.open_database(path, bytearray(32))


def test_a_key_of_another_length_is_a_bug(path: Path) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        d.open_database(path, bytearray(16), create=True)


def test_an_empty_file_is_not_taken_for_a_new_record(path: Path) -> None:
    path.touch()
    with pytest.raises(f.Damaged):
        d.open_database(path, KEY)
    assert path.stat().st_size == 0


def test_a_plain_database_is_refused_and_left_alone(path: Path) -> None:
    plain = sqlite3.connect(path)
    plain.execute("CREATE TABLE word (text)")
    plain.close()
    before = path.read_bytes()
    with pytest.raises(f.Damaged, match="not encrypted"):
        d.open_database(path, KEY)
    assert path.read_bytes() == before


def test_a_file_that_is_not_there_is_not_made(path: Path) -> None:
    with pytest.raises(f.Unwritable, match="no record"):
        d.open_database(path, KEY)
    assert not path.exists()


def test_a_path_through_a_file_is_named(path: Path) -> None:
    made(path)
    with pytest.raises(f.Unwritable, match="cannot be reached"):
        d.open_database(path / "inside", KEY)


def test_a_folder_in_its_place_is_named(path: Path) -> None:
    path.mkdir()
    with pytest.raises(f.Unwritable):
        d.open_database(path, KEY)


def test_nothing_is_created_over_a_file(path: Path) -> None:
    path.write_text("mine")
    with pytest.raises(f.Unwritable, match="already a file"):
        d.open_database(path, KEY, create=True)
    assert path.read_text() == "mine"


def test_damage_in_the_middle_is_found_when_it_is_read(path: Path) -> None:
    made(path)
    whole = bytearray(path.read_bytes())
    whole[4096 + 100] ^= 1
    path.write_bytes(whole)
    db = d.open_database(path, KEY)
    with pytest.raises(d.DriverError) as damage:
        words(db)
    assert isinstance(f.explain(damage.value), f.Damaged | f.Unwritable)


def test_damage_at_the_beginning_is_refused(path: Path) -> None:
    made(path)
    whole = bytearray(path.read_bytes())
    whole[20] ^= 1
    path.write_bytes(whole)
    with pytest.raises(f.WrongKey, match="Restore the newest backup"):
        d.open_database(path, KEY)


def test_what_is_not_known_stays_a_bug(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(path)
    monkeypatch.setattr(d, "PRAGMAS", ("no such thing at all",))
    with pytest.raises(d.DriverError):
        d.open_database(path, KEY)


def test_a_driver_that_does_not_encrypt_is_refused() -> None:
    plain = sqlite3.connect(":memory:").execute("PRAGMA cipher_version").fetchone()
    with pytest.raises(RuntimeError, match="does not encrypt"):
        d.check_cipher(plain)
    with pytest.raises(RuntimeError, match="does not encrypt"):
        d.check_cipher(("",))


def test_a_driver_that_can_lose_data_is_refused() -> None:
    with pytest.raises(RuntimeError, match=r"3\.51\.3"):
        d.check_driver(sqlcipher3, (3, 51, 2))
    with pytest.raises(RuntimeError, match="imported before"):
        d.check_driver(sqlite3, (3, 53, 0))


def code_of(number: int, name: str = "") -> Exception:
    error = sqlcipher3.dbapi2.OperationalError("x")
    error.sqlite_errorcode, error.sqlite_errorname = number, name
    return error


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (code_of(13), f.DiskFull),
        (code_of(5), f.Locked),
        (code_of(6 | 1 << 8), f.Locked),
        (code_of(11 | 3 << 8), f.Damaged),
        (code_of(26), f.WrongKey),
        (code_of(10 | 3 << 8), f.Unwritable),
        (code_of(14), f.Unwritable),
        (OSError(28, "full"), f.DiskFull),
        (OSError(5, "I/O"), f.Unwritable),
        (f.DiskFull("x"), f.DiskFull),
    ],
)
def test_known_failures_have_their_kind(error: Exception, kind: type) -> None:
    failure = f.explain(error)
    assert type(failure) is kind


@pytest.mark.parametrize("error", [code_of(1), code_of(19), ValueError("x")])
def test_everything_else_is_a_bug(error: Exception) -> None:
    assert f.explain(error) is None


def test_zeros_in_a_text_are_a_page_that_could_not_be_read() -> None:
    assert f.whole("calm") == "calm"
    with pytest.raises(f.Damaged):
        f.whole("calm\0\0")
