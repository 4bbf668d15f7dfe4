"""Backups beside the work: of everything that changed since the last one, and of nothing else."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.session.clock import Elapsed
from kapguide.store.copies.backup import backups
from kapguide.store.file.database import open_database
from kapguide.store.keys.vault import Keys
from kapguide.store.records import Store
from kapguide.usecases.backups import beside_the_record, folder_on, keep_safe, keep_safe_daily, keep_safe_signed
from tests.support.practice import begin, line, new_practice, noon, opened, saved


@pytest.fixture
def keys(home: Home) -> Keys:
    return new_practice(home)[0]


@pytest.fixture
def store(home: Home, keys: Keys) -> Iterator[Store]:
    with opened(home, keys) as store:
        yield store


def in_newest(home: Home, keys: Keys, question: str) -> list[tuple[object, ...]]:
    """What the newest backup answers."""
    db = open_database(backups(home.backups)[0].path, keys.main, read_only=True)
    try:
        return list(db.conn.execute(question).fetchall())
    finally:
        db.close()


def test_a_note_that_is_written_after_the_sessions_backup_gets_one_of_its_own(
    home: Home, keys: Keys, store: Store
) -> None:
    session = begin(store, events=[line(1, "x")])
    assert keep_safe(store) == ""
    store.notes.save(session, "What was said afterwards.", 0)
    assert keep_safe(store) == ""
    assert in_newest(home, keys, "SELECT text FROM draft") == [("What was said afterwards.",)]
    assert store.backed_up()


def test_a_session_that_is_closed_later_is_in_a_backup_with_its_half_typed_line(
    home: Home, keys: Keys, store: Store
) -> None:
    session = begin(store, events=[line(1, "x")])
    saved(store.save_draft(session, "half a thou", Elapsed(3000)))
    keep_safe(store)
    store.close_unfinished(session)
    assert keep_safe(store) == ""
    words = in_newest(home, keys, "SELECT kind, text FROM session_event ORDER BY seq")
    assert words[-2:] == [("note_added", "half a thou"), ("session_ended", "")]


def test_what_has_not_changed_is_not_copied_again(home: Home, keys: Keys, store: Store) -> None:
    begin(store, events=[line(1, "x")])
    assert [keep_safe(store) for _ in range(3)] == [""] * 3
    assert len(backups(home.backups)) == 1
    store.close()
    with opened(home, keys) as again:
        assert keep_safe(again) == ""
    assert len(backups(home.backups)) == 1


def test_a_backup_that_is_dated_ahead_hides_no_change(home: Home, keys: Keys) -> None:
    ahead = Store.open(home, keys, now=lambda: noon() + timedelta(days=400))
    keep_safe(ahead)
    ahead.close()
    with opened(home, keys) as store:
        begin(store, events=[line(1, "x")])
        assert keep_safe(store) == ""
        assert store.backed_up()
    assert len(backups(home.backups)) == 2


def test_a_backup_that_fails_is_said_and_remembered(home: Home, store: Store) -> None:
    home.backups.write_text("in the way")
    begin(store, events=[line(1, "x")])
    assert "failed" in keep_safe(store)
    store.settle(5.0)
    assert "failed" in store.backup_problem()


def test_a_window_that_stays_open_over_midnight_has_one_of_each_day(home: Home, keys: Keys) -> None:
    evening = datetime(2026, 3, 2, 22, 0).astimezone()
    store = Store.open(home, keys, now=lambda: evening)
    begin(store, events=[line(1, "x")])
    assert keep_safe_daily(store, evening) == ""
    begin(store, events=[line(1, "y")])
    assert keep_safe_daily(store, evening + timedelta(hours=1)) == ""
    assert len(backups(home.backups)) == 1, "the day has one"
    assert keep_safe_daily(store, evening + timedelta(hours=3)) == ""
    assert len(backups(home.backups)) == 2
    store.close()


def test_what_was_signed_since_the_last_backup_is_worth_one_and_nothing_else_is(home: Home) -> None:
    keys, _ = new_practice(home)
    with opened(home, keys) as store:
        session = begin(store, events=[line(1, "x")])
        saved(store.close_unfinished(session))
        now = datetime.now(UTC)
        assert keep_safe_signed(store, now) == ""
        assert backups(home.backups) == [], "nothing is signed"
        keep_safe(store)
        later = now + timedelta(hours=1)
        assert keep_safe_signed(store, later) == ""
        saved(store.notes.sign(session, "words", 0, name="R. Ames", role="therapist", trainee=False))
        assert keep_safe_signed(store, later) == ""
        assert in_newest(home, keys, "SELECT count(*) FROM signature") == [(1,)]
        made = len(backups(home.backups))
        assert keep_safe_signed(store, later) == ""
        assert len(backups(home.backups)) == made


@pytest.mark.parametrize("ahead", [timedelta(0), timedelta(hours=5)], ids=["by the clock", "dated ahead of now"])
def test_what_was_signed_on_a_day_that_has_its_backup_is_worth_another(
    home: Home, keys: Keys, ahead: timedelta
) -> None:
    now = [noon() + ahead]
    store = Store.open(home, keys, now=lambda: now[0])
    session = begin(store, events=[line(1, "x")])
    saved(store.close_unfinished(session))
    assert keep_safe_daily(store, now[0]) == ""
    now[0] = noon() + timedelta(hours=1)
    saved(store.notes.sign(session, "words", 0, name="R. Ames", role="therapist", trainee=False))
    assert keep_safe_daily(store, now[0]) == ""
    assert len(backups(home.backups)) == 2
    assert sorted(each.at for each in backups(home.backups)) == sorted([noon() + ahead, now[0]])
    store.close()


def test_a_disk_that_is_chosen_gets_a_folder_of_its_own(home: Home, tmp_path: Path) -> None:
    folder = folder_on(home, tmp_path)
    assert (folder.name, folder.is_dir()) == ("KapGuide backups", True)
    assert folder_on(home, folder) == folder, "not one inside the other"
    assert "both are gone" in beside_the_record(home, folder)
    assert beside_the_record(home, tmp_path / "gone") == ""
    with pytest.raises(KapGuideError, match="practice's own"):
        folder_on(home, home.root)
    (tmp_path / "file").write_text("x")
    with pytest.raises(KapGuideError, match="Nothing can be written"):
        folder_on(home, tmp_path / "file")
