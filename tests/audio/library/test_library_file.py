"""The library's index on a disk that is full, held, broken or not to be written: it is said, and nothing stops."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from kapguide.audio.library.entry import LibraryEntry
from kapguide.audio.library.facts import FileFacts
from kapguide.audio.library.index import LibraryIndex, inside
from kapguide.audio.library.library import Library
from kapguide.audio.track import Labels
from tests.audio.sounds import tone, wait_until, write

BOUND_S = 60.0
LABELS = Labels(slot="peak", intensity=3)
MANY = 400


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "library.db"


@contextlib.contextmanager
def index(file: Path) -> Iterator[LibraryIndex]:
    with contextlib.closing(LibraryIndex(file)) as index:
        yield index


def fill(file: Path) -> None:
    """An index of many pieces, each with labels."""
    with index(file) as made:
        made.add_folder("/music")
        made.put(
            LibraryEntry(f"/music/{number:04}.ogg", number, 1, FileFacts(overview=bytes(600))) for number in range(MANY)
        )
        for number in range(MANY):
            made.label(f"/music/{number:04}.ogg", LABELS)


def labelled(index: LibraryIndex) -> int:
    return sum(index.labels(path) == LABELS for path in index.labelled())


def test_it_is_one_plain_file_that_anyone_can_read(file: Path) -> None:
    fill(file)
    assert [each.name for each in file.parent.iterdir()] == [file.name]
    with contextlib.closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT labels FROM labels LIMIT 1").fetchone() == ('{"slot":"peak","intensity":3}',)
        assert connection.execute("SELECT count(*), sum(size) FROM track").fetchone() == (MANY, sum(range(MANY)))


def test_one_that_is_no_database_is_set_aside(file: Path) -> None:
    file.write_bytes(b"not an index at all" * 1_000)
    with index(file) as made:
        assert made.trouble == ""
        assert "The library's index was damaged. It was set aside as library.damaged-" in made.notices[0]
        made.label("/music/a.ogg", LABELS)
        assert made.save()
    (aside,) = file.parent.glob("library.damaged-*.db")
    assert aside.read_bytes().startswith(b"not an index")
    with index(file) as made:
        assert made.labels("/music/a.ogg") == LABELS
        assert made.notices == []


def test_labels_are_rescued_from_one_with_a_damaged_page(file: Path) -> None:
    fill(file)
    data = bytearray(file.read_bytes())
    page = int.from_bytes(data[16:18], "big")
    spoilt = next(
        at
        for at in range(page, len(data), page)
        if data[at] == 13 and b"0200.ogg" in data[at : at + page] and b"peak" in data[at : at + page]
    )
    data[spoilt : spoilt + page] = b"\xa5" * page
    file.write_bytes(data)
    with index(file) as made:
        assert "damaged" in made.notices[0]
        assert MANY / 2 < labelled(made) < MANY
        assert made.folders() == ("/music",)
        rescued = labelled(made)
    with index(file) as made:
        assert labelled(made) == rescued


def test_one_that_is_damaged_while_it_is_used_is_written_anew_from_memory(file: Path) -> None:
    fill(file)
    with index(file) as made:
        with file.open("r+b") as held:
            held.write(b"\xa5" * file.stat().st_size)
        made.label("/music/new.ogg", LABELS)
        wait_until(lambda: made.notices)
        assert made.save()
    with index(file) as made:
        assert labelled(made) == MANY + 1
        assert len(made.entries()) == MANY


def test_one_byte_that_sqlite_does_not_notice_costs_one_pieces_facts(file: Path) -> None:
    fill(file)
    with contextlib.closing(sqlite3.connect(file)) as connection, connection:
        connection.execute('UPDATE track SET facts = \'{"length_s":"x"}\' WHERE size = 1')
        connection.execute("UPDATE labels SET labels = '{' WHERE path = '/music/0002.ogg'")
    with index(file) as made:
        assert len(made.entries()) == MANY
        assert labelled(made) == MANY - 1
        assert made.entry("/music/0001.ogg") == LibraryEntry("/music/0001.ogg", 1, 1, FileFacts(), LABELS)


def test_one_that_another_program_holds_is_read_and_saved_when_it_is_free(file: Path) -> None:
    fill(file)
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with index(file) as made:
            assert "Another program holds the library's index" in made.trouble
            made.label("/music/0001.ogg", Labels(intensity=5))
            made.put([LibraryEntry("/music/new.ogg", 1, 1)])
            assert not made.save()
            other.execute("COMMIT")
            assert made.save()
            assert not made.trouble
            assert len(made.entries()) == MANY + 1
            assert labelled(made) == MANY - 1
    with index(file) as made:
        assert made.labels("/music/0001.ogg") == Labels(intensity=5)
        assert made.entry("/music/new.ogg") is not None


def test_a_full_disk_keeps_the_import_in_memory_and_saves_it_later(file: Path, tmp_path: Path) -> None:
    """`max_page_count` makes SQLite itself find the disk full."""
    write(tmp_path / "music.wav", tone(500, 1.0))
    with contextlib.closing(Library(file)) as library:
        library.set_labels("/music/a.ogg", LABELS)
        assert library.save()
        connection = library._index._file._open
        assert connection is not None
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")
        library._index.put(
            LibraryEntry(f"/music/{number}.ogg", facts=FileFacts(overview=bytes(600))) for number in range(MANY)
        )
        assert not library.save()
        assert library.trouble.startswith("The disk is full")
        report = library.import_([tmp_path / "music.wav"]).wait(BOUND_S)
        assert report is not None
        assert report.scanned == 1
        connection.execute("PRAGMA max_page_count = 1000000")
        assert library.save()
        assert not library.trouble
    with contextlib.closing(Library(file)) as library:
        assert len(library.search()) == MANY + 1


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with index(tmp_path / "nowhere" / "library.db") as made:
        made.label("/music/a.ogg", LABELS)
        assert not made.save()
        assert "library.db cannot be read or written" in made.trouble
        assert made.labels("/music/a.ogg") == LABELS


def test_one_of_a_newer_program_is_left_as_it_is(file: Path) -> None:
    fill(file)
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = file.read_bytes()
    with index(file) as made:
        assert "newer KapGuide" in made.trouble
        made.label("/music/a.ogg", LABELS)
        assert not made.save()
    assert file.read_bytes() == before


def test_inside_is_by_whole_names() -> None:
    assert inside("/music/deep/a.ogg", "/music/deep")
    assert inside("/music/deep", "/music/deep/")
    assert inside("/a.ogg", "/")
    assert not inside("/music/deeper/a.ogg", "/music/deep")
