"""The medicine log in the record: each dose has its line or is named, and what is changed behind it is found."""

import csv
import io
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from kapguide.clinical.facts import MedicineMoved, Movement, RecordExported
from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.store.chain.seals import SEALED
from kapguide.store.file.database import open_database
from kapguide.store.keys.vault import Keys
from kapguide.store.records import Store
from kapguide.usecases.exports import sha256_of
from kapguide.usecases.medicine_log import book_of, export_log, moved_for, write_line
from tests.support.plans import MORNING
from tests.support.practice import begin, happened, new_practice, opened, saved

BEFORE = MORNING - timedelta(days=1)
RECEIVED = MedicineMoved(
    Movement.RECEIVED, "Ketamine", Decimal(20), "lozenges", BEFORE, "lozenge", "150 mg", "A1", words="the pharmacy"
)
COLUMNS = ", ".join(SEALED["fact"])


@pytest.fixture
def keys(home: Home) -> Keys:
    return new_practice(home)[0]


def dose(store: Store, code: str = "M-014") -> str:
    """A session with a dose; the dose's id."""
    given = happened(1, e.DoseGiven("150", "sublingual", "R. Ames", Elapsed(0), "Ketamine", unit="mg"))
    saved(store.append(begin(store, code), [given]))
    return given.id


def line(store: Store, moved: MedicineMoved, corrects: str = "") -> str:
    said = write_line(store, moved, corrects)
    saved(said.ticket)
    return said.fact.id


def given(store: Store, dose_id: str) -> MedicineMoved:
    found = next(each for each in book_of(store).without if each.id == dose_id)
    return msgspec.structs.replace(
        moved_for(found), amount=Decimal(1), unit="lozenges", form="lozenge", strength="150 mg"
    )


def test_every_dose_since_the_log_began_has_its_line_or_is_named(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        first = dose(store)
        assert book_of(store).without == (), "nobody keeps a log yet"
        line(store, RECEIVED)
        second = dose(store, "B-002")
        assert [each.id for each in book_of(store).without] == [first, second]
        wrong = line(store, given(store, first))
        assert [each.id for each in book_of(store).without] == [second]
        line(store, msgspec.structs.replace(given(store, second), what=Movement.OWN, amount=Decimal(0)))
        assert book_of(store).without == ()
        line(store, msgspec.structs.replace(RECEIVED, amount=Decimal(1)), wrong)
        assert [each.id for each in book_of(store).without] == [first], "its line was about something else"
        assert store.verify().problems == ()


def test_a_dose_that_is_corrected_later_has_its_line_still_and_a_count_that_was_none_holds_no_more(
    home: Home, keys: Keys
) -> None:
    with opened(home, keys) as store:
        line(store, RECEIVED)
        first = dose(store)
        line(store, given(store, first))
        count = msgspec.structs.replace(RECEIVED, what=Movement.COUNTED, amount=Decimal(18))
        counted = line(store, count)
        (stock,) = book_of(store).log.stocks
        assert stock.counted is not None
        line(store, msgspec.structs.replace(count, what=Movement.WASTED, amount=Decimal(1)), counted)
        session = store.sessions_of("M-014")[0].row.id
        mended = e.DoseGiven("75", "sublingual", "R. Ames", Elapsed(0), "Ketamine", supersedes=first, unit="mg")
        saved(store.append(session, [happened(2, mended)]))
        assert book_of(store).without == ()
        (stock,) = book_of(store).log.stocks
        assert stock.counted is None


def test_a_line_that_says_too_little_is_not_written(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        with pytest.raises(KapGuideError, match="from whom"):
            write_line(store, msgspec.structs.replace(RECEIVED, words=""))
        assert book_of(store).log.lines == ()


@pytest.mark.parametrize(
    "change",
    [
        """UPDATE fact SET payload_json = replace(payload_json, '"20"', '"19"')""",
        """UPDATE fact SET payload_json = replace(payload_json, '"A1"', '"B2"')""",
        "UPDATE fact SET supersedes = ''",
        "UPDATE fact SET created_at = '2020-01-01T12:00:00.000000+00:00'",
        "DELETE FROM fact WHERE supersedes <> ''",
        f"INSERT INTO fact ({COLUMNS}) SELECT {COLUMNS.replace('id,', 'id || 1,', 1)} FROM fact WHERE supersedes = ''",
    ],
)
def test_what_is_changed_behind_the_log_is_found(home: Home, keys: Keys, change: str) -> None:
    with opened(home, keys) as store:
        wrong = line(store, RECEIVED)
        line(store, RECEIVED, wrong)
    db = open_database(home.database, keys.main)
    guards = {trigger.name: trigger.sql for trigger in db.triggers if trigger.table == "fact"}
    for name in guards:
        db.conn.execute(f"DROP TRIGGER {name}")
    assert db.conn.execute(change).rowcount > 0
    for sql in guards.values():
        db.conn.execute(sql)
    db.close()
    with opened(home, keys) as store:
        assert (
            "page entries" in " ".join(store.verify().problems) or "rows that were saved" in store.verify().problems[0]
        )


def test_the_exported_log_says_all_of_it_and_is_itself_written_down(home: Home, keys: Keys, tmp_path: Path) -> None:
    with opened(home, keys) as store:
        first = dose(store)
        line(store, RECEIVED)
        wrong = line(store, given(store, first))
        line(store, msgspec.structs.replace(given_again(store, first), amount=Decimal(2), words="=two"), wrong)
        file = export_log(store, tmp_path, datetime(2026, 12, 1, 12, tzinfo=UTC))
        store.settle(10)
        (said,) = store.facts.of_practice(RecordExported)
    assert said.body == RecordExported("medicine log", "csv", sha256_of(file.read_bytes()))
    assert file.name == "2026-12-01-medicine-log.csv"
    rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"))))
    assert [(row["Movement"], row["Amount"], row["Balance"], row["Client/session"]) for row in rows] == [
        ("Received", "20", "20", ""), ("Given", "1", "19", "M-014/1"), ("Given", "2", "18", "M-014/1"),
    ]  # fmt: skip
    assert [row["Corrected by line"] for row in rows] == ["", "3", ""]
    assert rows[2]["Words"] == "'=two"
    assert {row["Written by"] for row in rows} == {"R. Ames"}


def given_again(store: Store, dose_id: str) -> MedicineMoved:
    """What the line of a dose says that has one."""
    return next(each.moved for each in book_of(store).log.lines if each.moved.dose == dose_id)
