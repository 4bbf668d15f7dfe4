"""What the parts of the window do for one another: each works alone, and these ask whether they were joined."""

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from kapguide.clinical.checklists import askings
from kapguide.clinical.facts import PermissionSaid, Reply, TouchAgreed
from kapguide.paths import Home
from kapguide.session import commands as c
from kapguide.session.clock import Elapsed, RehearsalClock
from kapguide.session.ids import seeded_ids
from kapguide.session.protocol.protocol_file import find_protocol, read_protocol
from kapguide.store.copies.backup import backups
from kapguide.store.file.database import open_database
from kapguide.store.keys.vault import unlock
from kapguide.ui.checklist.screen import ChecklistScreen
from kapguide.ui.clients.page import ClientPage
from kapguide.ui.note.screen import NoteScreen
from kapguide.ui.today.screen import TodayScreen
from kapguide.usecases.sessions import begin
from tests.clinical.broken_checklists import GOOD
from tests.support.practice import PASSPHRASE, opened, saved
from tests.support.small_session import small_practice
from tests.support.therapist import Therapist, window_of
from tests.ui.test_app import finish


@pytest.fixture
def protocol(home: Home) -> str:
    return small_practice(home)


def ended_in_backups(home: Home) -> int:
    """How many sessions have ended in the newest backup."""
    if not (found := backups(home.backups)):
        return 0
    db = open_database(found[0].path, unlock(home.vault, PASSPHRASE).main, read_only=True)
    (count,) = db.conn.execute("SELECT count(*) FROM session_event WHERE kind = 'session_ended'").fetchone()
    db.close()
    return int(count)


def test_a_session_is_in_a_backup_as_soon_as_it_has_ended(home: Home, protocol: str, qtbot: QtBot) -> None:
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.begin(protocol)
        finish(her)
        her.until(lambda: ended_in_backups(home) == 1)
        her.screen(NoteScreen)


def test_a_window_that_stays_open_makes_the_backup_of_the_day(home: Home, protocol: str, qtbot: QtBot) -> None:
    with opened(home, unlock(home.vault, PASSPHRASE)) as store:
        store.known_client("M-014")
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.screen(TodayScreen)
        assert not backups(home.backups)
        app.navigator.safe.keep_daily()
        her.until(lambda: len(backups(home.backups)) == 1)
        her.begin(protocol)
        before = backups(home.backups)
        app.navigator.safe.keep_daily()  # a session is not disturbed; its end makes one
        finish(her)
        her.until(lambda: ended_in_backups(home) == 1)
        assert len(backups(home.backups)) == len(before) + 1


def test_check_ins_are_planned_also_where_the_program_went_down_as_the_session_ended(home: Home, qtbot: QtBot) -> None:
    small_practice(home)
    clock = RehearsalClock(datetime.now(UTC))
    with opened(home, unlock(home.vault, PASSPHRASE)) as store:
        lozenge = read_protocol(find_protocol("lozenge"))
        session, start = begin(store, lozenge, clock, seeded_ids(1, clock), client_code="M-014")
        for command in (start, c.GiveDose("60", "sublingual", "R. Ames", Elapsed(0)), c.End("the end")):
            session.send(command)
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.screen(TodayScreen)
        planned = app.navigator._store.facts.planned
        her.until(lambda: len(planned(clock.now().utc, clock.now().utc + timedelta(days=120))) == 6)


def test_a_line_that_was_entered_is_no_draft_any_more(home: Home, protocol: str, qtbot: QtBot) -> None:
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.begin(protocol)
        started = her.session.state.started
        assert started is not None

        def draft() -> str:
            kept = app.navigator._store.draft(started.session_id)
            return kept.text if kept is not None else ""

        her.press("n")
        her.write_in("her hands are warm", enter=False)
        her.until(lambda: draft() == "her hands are warm")
        her.write_in("")
        her.until(lambda: draft() == "")
        assert [line.text for line in her.session.state.lines] == ["her hands are warm"]
        finish(her)


def test_a_session_has_what_was_agreed_the_practices_own_leaving_list_and_the_sheet_for_home(
    home: Home, protocol: str, qtbot: QtBot
) -> None:
    home.checklists.mkdir(parents=True)
    own = GOOD.replace('id = "arrival"', 'id = "leaving"')
    (home.checklists / "leaving.toml").write_text(own, encoding="utf-8")
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.screen(TodayScreen)
        store = app.navigator._store
        store.known_client("M-014")
        saved(
            store.facts.say("M-014", TouchAgreed("hand")).ticket,
            store.facts.say("M-014", PermissionSaid("recording", Reply.NO)).ticket,
        )
        live = her.begin(protocol)
        state = her.session.state
        assert (state.touch, state.consent.marked) == ("hand", {"recording": "refused"})
        her.press("q")
        her.press("5")
        panel = live.leaving_list
        assert [item.text for item in panel.form.answers.items] == ["Shoes off", "Telephone silent"]
        her.click(panel.sheet)
        her.until(lambda: panel.said.whole_text().startswith("Written to "))
        assert [file.name for file in home.exports.iterdir()] == ["sheet-for-home.pdf"]
        live.calm()
        finish(her)


def test_a_checklist_is_asked_from_the_clients_page_which_tells_of_it_at_once(
    home: Home, protocol: str, qtbot: QtBot
) -> None:
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.screen(TodayScreen)
        app.navigator._store.known_client("M-014")
        app.navigator._record.clients.show_client("M-014")
        page = her.screen(ClientPage)
        her.press("l")
        lists = her.screen(ChecklistScreen)
        assert lists.title.whole_text() == "Screening"
        lists.list_picked.emit("consent")
        her.press("y")
        her.press(Qt.Key.Key_Escape)
        her.press(Qt.Key.Key_Escape)
        her.screen(ClientPage)
        assert "version 1" in " ".join(page.consent.rows())
        (kept,) = askings(app.navigator._store.facts.of_client("M-014"), "consent")
        assert kept.answers.replies[0].by == "R. Ames"
