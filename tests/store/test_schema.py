"""The tables, their triggers, and how a file grows from version to version."""

from pathlib import Path

import pytest
from sqlite_utils.migrations import Migrations

from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.store import schema
from kapguide.store.backup import backups
from kapguide.store.database import Database, DriverError, open_database
from kapguide.store.failures import NewerSchema
from kapguide.store.records import Store
from tests.support.practice import begin, line, new_practice, opened, saved


@pytest.fixture
def db(tmp_path: Path) -> Database:
    database = open_database(tmp_path / "record.db", bytearray(32), create=True)
    schema.migrate(database)
    return database


def two_versions() -> Migrations:
    """The migrations of a made-up later version, which renames a column of the drafts."""
    steps = Migrations("kapguide")
    steps(name="0001_first")(schema._first)

    @steps(name="0002_begun")
    def _begun(db: Database) -> None:
        db.table("draft").transform(rename={"begun_ms": "begun"})
        for name in schema.missing_triggers(db):
            db.conn.execute(f"CREATE TRIGGER {name} {schema.TRIGGERS[name]}")
        db.conn.execute("PRAGMA user_version = 2")

    return steps


def test_every_table_is_strict(db: Database) -> None:
    ours = [table for table in db.tables if "_search" not in table.name and not table.name.startswith(("sqlite", "_"))]
    assert len(ours) == 9
    assert all(table.strict for table in ours)


def test_every_trigger_is_there(db: Database) -> None:
    assert {trigger.name for trigger in db.triggers} == set(schema.TRIGGERS)
    assert not schema.missing_triggers(db)


def test_a_transform_drops_triggers_and_that_is_seen(db: Database) -> None:
    db.table("draft").transform(rename={"begun_ms": "begun"})
    assert schema.missing_triggers(db) == {"note_found", "note_found_again", "note_gone"}


def test_the_same_version_is_migrated_once(db: Database) -> None:
    called = []
    schema.migrate(db, before_change=lambda: called.append(1))
    assert not called
    assert db.conn.execute("PRAGMA user_version").fetchone() == (schema.VERSION,)


def test_a_later_version_makes_its_backup_first_and_keeps_every_trigger(db: Database) -> None:
    called = []
    schema.migrate(db, steps=two_versions(), version=2, before_change=lambda: called.append(1))
    assert called == [1]
    assert not schema.missing_triggers(db)


def test_an_older_program_refuses_a_newer_file(db: Database) -> None:
    schema.migrate(db, steps=two_versions(), version=2)
    with pytest.raises(NewerSchema, match="newer KapGuide"):
        schema.migrate(db)


def test_a_failed_migration_changes_nothing(db: Database) -> None:
    steps = two_versions()

    @steps(name="0003_broken")
    def _broken(db: Database) -> None:
        db.conn.execute("DROP TABLE meta")
        raise KapGuideError("no")

    with pytest.raises(KapGuideError):
        schema.migrate(db, steps=steps, version=3)
    assert db.table("meta").exists()
    assert [step.name for step in steps.pending(db)] == ["0003_broken"]


def test_a_record_of_an_earlier_version_is_backed_up_and_brought_up_to_date(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys, _ = new_practice(home)
    with opened(home, keys) as store:
        saved(store.append(begin(store), [line(1, "before the change")]))
    steps = two_versions()
    monkeypatch.setattr("kapguide.store.opening.MIGRATIONS", steps)
    monkeypatch.setitem(schema.migrate.__kwdefaults__, "steps", steps)
    monkeypatch.setitem(schema.migrate.__kwdefaults__, "version", 2)
    with pytest.raises(KapGuideError, match="older KapGuide"):
        Store.open(home, keys, read_only=True)
    with opened(home, keys) as store:
        assert [hit.text for hit in store.search("before")] == ["before the change"]
    assert len(backups(home.backups)) == 1


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE session_event SET text = 'x'",
        "DELETE FROM session_event",
        "INSERT OR REPLACE INTO session_event SELECT * FROM session_event",
        "UPDATE audit SET mac = 'x'",
        "DELETE FROM audit",
    ],
)
def test_what_happened_can_be_neither_changed_nor_deleted(home: Home, change: str) -> None:
    keys, _ = new_practice(home)
    with opened(home, keys) as store:
        saved(store.append(begin(store), [line(1, "stays")]))
    db = open_database(home.database, keys.main)
    with pytest.raises(DriverError, match="never"):
        db.conn.execute(change)
    db.close()
