"""Contacts through the whole window: planned by keys, moved, prepared, held; and a client's page from Today."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from kapguide.clinical.chart import chart_of, said
from kapguide.clinical.facts import ContactHeld, ContactKind, ContactPlanned
from kapguide.paths import Home
from kapguide.session import events as e
from kapguide.ui.clients.page import ClientPage
from kapguide.ui.hand_over.score_screen import ScoreScreen
from kapguide.ui.note.screen import NoteScreen
from kapguide.ui.prepare.screen import PrepareScreen
from kapguide.ui.search.screen import SearchScreen
from kapguide.ui.today.screen import TodayScreen
from kapguide.ui.today.work_rows import SCORE
from kapguide.usecases.scores import FormKeeper
from kapguide.usecases.shipped.instruments import instruments_of
from tests.support.practice import saved
from tests.support.small_session import small_practice
from tests.support.therapist import Therapist, choose, window_of
from tests.support.window_process import sound_pids, until


@pytest.fixture
def protocol(home: Home, null_sink: str) -> Iterator[str]:
    """The protocol of a practice that plays into a sink of its own; nothing sounds on after the test."""
    yield small_practice(home, track_s=30.0, tones={"arrive": (400.0,)})
    until(lambda: not sound_pids(home))


def in_half_an_hour() -> datetime:
    return datetime.now(UTC) + timedelta(minutes=30)


@pytest.mark.usefixtures("protocol")
def test_a_contact_is_planned_by_keys_prepared_and_held(home: Home, qtbot: QtBot) -> None:
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        today = her.screen(TodayScreen)
        her.press("p")
        her.until(today.planning.isVisible)
        her.write_in("k-051", enter=False)
        her.press(Qt.Key.Key_Tab)
        her.write_in("in 30 min")
        her.until(lambda: not today.planning.isVisible())
        assert "k-051: Screening" in today.message.rows()[-1]
        store = app.navigator._store
        (planned,) = store.facts.planned(datetime.now(UTC), datetime.now(UTC) + timedelta(hours=1))
        assert any("k-051" in row for row in today.rows())
        today.contact_asked.emit(planned.fact.id)
        her.click(her.screen(PrepareScreen).gate.way_on)
        started = her.session.state.started
        assert started is not None
        assert (started.contact, started.protocol_id) == (planned.fact.id, "screening")
        her.press("q")
        her.click(app.navigator.sessions.running.screen.leave.end)
        note = her.screen(NoteScreen)
        lines = {line.id: line.text for section in note.note.sections for line in section.lines}
        assert "Screening" not in lines.get("next/contact", ""), "it was this one, though it was planned for later"
        note._close()
        her.screen(TodayScreen)
        contact = chart_of(store.facts.of_client("k-051")).contacts[planned.fact.id]
        held = said(contact.ended, ContactHeld)
        assert held is not None
        assert held.session == started.session_id


@pytest.mark.usefixtures("protocol")
def test_a_contact_is_moved_and_leads_to_the_clients_page(home: Home, qtbot: QtBot) -> None:
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.screen(TodayScreen)
        store = app.navigator._store
        store.known_client("M-014")
        plan = ContactPlanned(ContactKind.INTEGRATION, "Integration 1", in_half_an_hour(), 50, protocol="integration")
        first = store.facts.say("M-014", plan)
        saved(first.ticket)
        app.navigator._record.today.refresh()
        today = her.screen(TodayScreen)
        today.move_asked.emit(first.fact.id)
        assert today.planning.client.text() == "M-014"
        today.planning.when.put("in 45 min")
        today.planning.submit()
        her.until(lambda: not today.planning.isVisible())
        (moved,) = store.facts.planned(datetime.now(UTC), datetime.now(UTC) + timedelta(hours=1))
        assert (moved.fact.supersedes, moved.plan.title, moved.plan.minutes) == (first.fact.id, "Integration 1", 50)
        today.contact_asked.emit(first.fact.id)
        assert "waits no more" in today.message.rows()[-1]
        today.client_asked.emit("M-014")
        page = her.screen(ClientPage)
        page.closed.emit()
        her.screen(TodayScreen)


def test_a_dosing_whose_plan_is_open_asks_for_it_first(home: Home, protocol: str, qtbot: QtBot) -> None:
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.screen(TodayScreen)
        store = app.navigator._store
        store.known_client("M-014")
        told = store.facts.say("M-014", ContactPlanned(ContactKind.DOSING, "Dosing 1 of 3", in_half_an_hour()))
        saved(told.ticket)
        app.navigator._record.today.refresh()
        today = her.screen(TodayScreen)
        today.contact_asked.emit(told.fact.id)
        assert (today.form.isVisible(), today.form.client.text()) == (True, "M-014")
        her.click(today.form.prepare)
        assert today.form.fault.whole_text() == "Choose the protocol."
        choose(today.form, protocol)
        her.click(today.form.prepare)
        preparing = her.screen(PrepareScreen)
        her.begin_anyway(preparing)
        started = next(event.body for event in her.session.log if isinstance(event.body, e.SessionStarted))
        assert started.contact == told.fact.id
        her.press("q")
        her.click(app.navigator.sessions.running.screen.leave.discard)
        her.screen(TodayScreen)
        assert store.facts.planned(datetime.now(UTC), datetime.now(UTC) + timedelta(hours=1)), "it still waits"


@pytest.mark.usefixtures("protocol")
def test_a_typed_code_opens_the_clients_page_and_what_several_have_the_search(home: Home, qtbot: QtBot) -> None:
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        today = her.screen(TodayScreen)
        store = app.navigator._store
        for code in ("M-014", "M-015", "T-077"):
            store.known_client(code)
        her.press("/")
        assert today.finder.hasFocus()
        her.write_in("n", enter=False)
        assert today.form.isHidden(), "a letter is typed into it"
        her.press(Qt.Key.Key_Backspace)
        her.write_in("m014")
        page = her.screen(ClientPage)
        assert page.data.code == "M-014"
        her.press(Qt.Key.Key_Escape)
        today = her.screen(TodayScreen)
        her.press("/")
        her.write_in("m-01")
        search = her.screen(SearchScreen)
        her.until(lambda: [row.split()[0] for row in search.rows()] == ["Clients", "M-014", "M-015"])
        assert search.field.text() == "m-01"
        her.press(Qt.Key.Key_Escape)  # out of the field
        her.press(Qt.Key.Key_Escape)
        her.screen(TodayScreen)
        her.press("/")
        her.press(Qt.Key.Key_Escape)
        assert her.screen(TodayScreen).new.hasFocus()


@pytest.mark.usefixtures("protocol")
def test_an_answer_that_waits_leads_to_its_score_and_goes_once_it_was_followed_up(home: Home, qtbot: QtBot) -> None:
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.screen(TodayScreen)
        store = app.navigator._store
        store.known_client("M-014")
        form = instruments_of(home).known["phq-9"]
        keeper = FormKeeper(store, "M-014", "asked aloud")
        keeper.enter(form, {item.id: 1 for item in form.items}, datetime.now(UTC))
        assert keeper.settle(5.0)
        app.navigator._record.today.refresh()
        today = her.screen(TodayScreen)
        today.work.setFocus()
        row = next(at for at, row in enumerate(today.data.work) if row.id.startswith(SCORE))
        today.work.setCurrentIndex(today.work.model().index(row, 0))
        her.press(Qt.Key.Key_Return)
        scores = her.screen(ScoreScreen)
        (card,) = scores.follow
        scores.kept.emit(card.follow, "asked, a safety plan is there")
        her.until(lambda: not store.scores.to_follow(9))
        scores.closed.emit()
        today = her.screen(TodayScreen)
        assert not any(row.id.startswith(SCORE) for row in today.data.work)
