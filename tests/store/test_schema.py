"""The tables, their triggers, and how a file grows from version to version."""

from pathlib import Path

import pytest
from sqlite_utils.db import Table
from sqlite_utils.migrations import Migrations

from kapguide.clinical.facts import ClientDescribed
from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.session import events as e
from kapguide.store.chain import seals
from kapguide.store.copies.backup import backups
from kapguide.store.failures import NewerSchema
from kapguide.store.file.database import Database, DriverError, open_database
from kapguide.store.records import Store
from kapguide.store.tables import schema
from tests.support.practice import begin, happened, hits_of, line, new_practice, opened, saved


@pytest.fixture
def db(tmp_path: Path) -> Database:
    database = open_database(tmp_path / "record.db", bytearray(32), create=True)
    schema.migrate(database)
    return database


def later_version() -> tuple[Migrations, int]:
    """The migrations of a made-up later version, which renames a column of the scores; and its number."""
    steps, version = Migrations("kapguide"), schema.VERSION + 1
    for step in schema.MIGRATIONS._migrations:
        steps(name=step.name)(step.fn)

    @steps(name=f"{version:04}_taken")
    def _taken(db: Database) -> None:
        for index in ("score_to_follow", "score_corrected"):
            db.conn.execute(f"DROP INDEX {index}")  # of some rows only: it could not make that anew, and refuses
        db.table("score").transform(rename={"taken_at": "taken"})
        for name in schema.missing_triggers(db):
            db.conn.execute(f"CREATE TRIGGER {name} {schema.TRIGGERS[name]}")
        db.conn.execute(f"PRAGMA user_version = {version}")

    return steps, version


def tables_of_ours(db: Database) -> list[Table]:
    return [table for table in db.tables if "_search" not in table.name and not table.name.startswith(("sqlite", "_"))]


def test_every_table_is_strict(db: Database) -> None:
    assert len(tables_of_ours(db)) == 17
    assert all(table.strict for table in tables_of_ours(db))


def test_every_column_of_every_table_is_sealed(db: Database) -> None:
    """All but the place in the file; the audit chain is no row of itself, and has its own, and what waits for a
    signature is no fact but an index of facts."""
    columns = {table.name: [column.name for column in table.columns] for table in tables_of_ours(db)}
    del columns["audit"], columns["waiting"]
    assert {name: sorted({*there} - {"row"}) for name, there in columns.items()} == {
        name: sorted(there) for name, there in seals.SEALED.items()
    }


def test_every_trigger_is_there(db: Database) -> None:
    assert {trigger.name for trigger in db.triggers} == set(schema.TRIGGERS)
    assert not schema.missing_triggers(db)


def test_a_transform_drops_triggers_and_that_is_seen(db: Database) -> None:
    for index in ("score_to_follow", "score_corrected"):
        db.conn.execute(f"DROP INDEX {index}")
    db.table("score").transform(rename={"taken_at": "taken"})
    assert schema.missing_triggers(db) == {"score_keeps", "score_locked", "score_stays"}


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("CREATE TABLE more (x TEXT) STRICT", "The file holds the table more, which KapGuide did not make."),
        ("DROP TRIGGER score_keeps", "The trigger score_keeps is gone from the file."),
        ("ALTER TABLE score ADD COLUMN more TEXT", "The table score is not as KapGuide made it."),
    ],
)
def test_what_is_no_table_of_ours_is_named(db: Database, statement: str, sentence: str) -> None:
    assert schema.schema_problems(db) == {}
    db.conn.execute(statement)
    assert list(schema.schema_problems(db).values()) == [sentence]


def test_the_same_version_is_migrated_once(db: Database) -> None:
    called = []
    schema.migrate(db, before_change=lambda: called.append(1))
    assert not called
    assert db.conn.execute("PRAGMA user_version").fetchone() == (schema.VERSION,)


def test_a_later_version_makes_its_backup_first_and_keeps_every_trigger(db: Database) -> None:
    called = []
    steps, version = later_version()
    schema.migrate(db, steps=steps, version=version, before_change=lambda: called.append(1))
    assert called == [1]
    assert not schema.missing_triggers(db)


def test_an_older_program_refuses_a_newer_file(db: Database) -> None:
    steps, version = later_version()
    schema.migrate(db, steps=steps, version=version)
    with pytest.raises(NewerSchema, match="newer KapGuide"):
        schema.migrate(db)


def test_a_failed_migration_changes_nothing(db: Database) -> None:
    steps, version = later_version()

    @steps(name="9999_broken")
    def _broken(db: Database) -> None:
        db.conn.execute("DROP TABLE meta")
        raise KapGuideError("no")

    with pytest.raises(KapGuideError):
        schema.migrate(db, steps=steps, version=version + 1)
    assert db.table("meta").exists()
    assert [step.name for step in steps.pending(db)] == ["9999_broken"]


def test_a_record_of_an_earlier_version_is_backed_up_and_brought_up_to_date(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys, _ = new_practice(home)
    with opened(home, keys) as store:
        saved(store.append(begin(store), [line(1, "before the change")]))
    steps, version = later_version()
    monkeypatch.setattr("kapguide.store.opening.opening.MIGRATIONS", steps)
    monkeypatch.setitem(schema.migrate.__kwdefaults__, "steps", steps)
    monkeypatch.setitem(schema.migrate.__kwdefaults__, "version", version)
    with pytest.raises(KapGuideError, match="older KapGuide"):
        Store.open(home, keys, read_only=True)
    with opened(home, keys) as store:
        assert [hit.text for hit in hits_of(store, "before")] == ["before the change"]
    assert len(backups(home.backups)) == 1


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE session_event SET text = 'x'",
        "DELETE FROM session_event",
        "INSERT OR REPLACE INTO session_event SELECT * FROM session_event",
        "UPDATE audit SET mac = 'x'",
        "DELETE FROM audit",
        "UPDATE note SET kind = 'x'",
        "DELETE FROM note WHERE id NOT IN (SELECT note_id FROM note_version)",
        "UPDATE note_version SET text = 'x'",
        "DELETE FROM note_version",
        "UPDATE score SET total = 1",
        "DELETE FROM score",
        "INSERT OR REPLACE INTO score SELECT * FROM score",
        "UPDATE fact SET kind = 'x'",
        "DELETE FROM fact",
        "INSERT OR REPLACE INTO fact SELECT * FROM fact",
        "UPDATE signature SET name = 'x'",
        "DELETE FROM signature",
        "UPDATE addendum SET text = 'x'",
        "DELETE FROM addendum",
    ],
)
def test_what_happened_can_be_neither_changed_nor_deleted(home: Home, change: str) -> None:
    keys, _ = new_practice(home)
    with opened(home, keys) as store:
        session = begin(store, events=[line(1, "stays")])
        store.notes.begin("M-014", "integration")
        saved(store.facts.say("M-014", ClientDescribed(music_dislikes="choirs")).ticket)
        saved(store.notes.finish(session, "Stays.", 0), store.scores.add("M-014", "phq-9", "1", {"1": 2}, None))
        saved(store.append(session, [happened(2, e.SessionEnded())]))
        lind = {"name": "K. Lind", "role": "therapist", "trainee": False}
        saved(store.notes.sign(session, "Stays.", 1, **lind))
        saved(store.notes.add_addendum(session, "Slept well.", reason="told later", **lind))
    db = open_database(home.database, keys.main)
    with pytest.raises(DriverError, match="never"):
        db.conn.execute(change)
    db.close()
