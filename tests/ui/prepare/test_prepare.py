"""Prepare: nine matters make Ready, what was typed survives, and nothing but the gate begins a session."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kapguide.clinical.chart import ClientChart, chart_of
from kapguide.clinical.facts import MedicineOrdered, TouchAgreed
from kapguide.clinical.preparing import from_fields
from kapguide.paths import Home
from kapguide.session import events as e
from kapguide.store.records import Store
from kapguide.ui.clients.page import ClientPage
from kapguide.ui.prepare.screen import PrepareScreen
from kapguide.ui.today.screen import TodayScreen
from kapguide.ui.widgets.forms.form import Form
from kapguide.usecases.sessions import NewSession
from tests.support.small_session import small_practice
from tests.support.therapist import Therapist, has_focus, window_of
from tests.support.window_process import sound_pids, until
from tests.ui.test_app import finish

ONE_EACH = {"arrive": (400.0,), "onset": (700.0,), "peak": (800.0,), "return": (300.0,)}


@pytest.fixture
def protocol(home: Home, null_sink: str) -> Iterator[str]:
    """A practice whose music reaches; nothing sounds on after the test."""
    yield small_practice(home, track_s=620.0, tones=ONE_EACH)
    until(lambda: not sound_pids(home))


def chart(store: Store, client: str = "M-014") -> ClientChart:
    return chart_of(store.facts.of_client(client))


def kept(store: Store) -> dict[str, str]:
    """What of the preparation is in the record now."""
    if "M-014" not in store.codes():
        return {}
    fact = chart(store).preparations.get("")
    return fact.body.fields if fact is not None else {}


def answer_the_mood_check(store: Store) -> None:
    for form in ("phq-2", "gad-2"):
        store.scores.add("M-014", form, "1", {"1": 1, "2": 0}, 1.0)
    store.settle(5.0)


def missing(screen: PrepareScreen) -> list[str]:
    return [each.field for each in screen.gate.missing]


def test_nine_matters_by_keys_alone_make_ready_and_the_session_knows_them(
    home: Home, protocol: str, qtbot: QtBot
) -> None:
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.screen(TodayScreen)
        store = app.navigator._store
        store.known_client("M-014")
        order = MedicineOrdered("ketamine", "lozenge", "150 mg", prescriber="R. Osei")
        store.facts.say("M-014", order)
        store.facts.say("M-014", TouchAgreed("hand"))
        answer_the_mood_check(store)
        screen = her.prepare(protocol)
        assert screen.order.ordered.whole_text() == "Ordered: ketamine 150 mg, lozenge; R. Osei"
        assert screen.chips[0].data.text == "Touch: hand only"
        assert not screen.gate.open
        assert has_focus() is screen.order.dose
        screen.order.schedule.activated.emit(screen.order.schedule.findData("quarter-hours"))
        her.write_in("150 mg")
        assert has_focus() is screen.escort.escort
        her.write_in("the sister")
        assert has_focus() is screen.escort.pick_up
        her.write_in("in 3 h")
        for place, _ in enumerate(screen.checklist.answers.items):
            for key in (ord("YNU"[place % 3]), Qt.Key.Key_Return):
                QTest.keyClick(app.window.windowHandle(), key)
        assert has_focus() is screen.intention.text
        her.write_in("to rest", enter=False)
        QTest.keyClick(app.window.windowHandle(), Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
        her.write_in("and to look")
        assert has_focus() is screen.baseline.line
        her.write_in("124/78 71")
        assert missing(screen)[0] == "baseline", "there is no value of SpO2"
        her.press(Qt.Key.Key_End)
        her.write_in(" 98 by L. Okafor")
        assert app.navigator.sessions.running is None, "no Enter begins"
        assert missing(screen) == ["output ", "undisturbed"]
        her.until(lambda: screen.pre_flight.outputs[""][1].isEnabled())
        her.press("a")
        her.until(lambda: screen.pre_flight.outputs[""][1].data.text == "Heard")
        her.press("a")
        her.press("d")
        assert screen.gate.rows() == ["Everything is here."]
        her.press("B", ctrl=True)
        live, session = her.live, her.session
        assert live is not None
        started = session.state.started
        assert started is not None
        assert (started.planned_dose, started.intention, started.therapist) == (
            "150 mg",
            "to rest\nand to look",
            "R. Ames",
        )
        assert session.state.protocol.schedule == "At 15, 30, 45, 60 and 90 min"
        assert started.pick_up is not None
        assert started.prepared is not None
        assert (started.prepared.escort, started.prepared.order) == ("the sister", order)
        assert started.prepared.checklist is not None
        assert len(started.prepared.checklist.replies) == 14
        assert [(score.title, score.total, score.most) for score in started.prepared.scores] == [
            ("PHQ-2", 1.0, 6),
            ("GAD-2", 1.0, 6),
        ]
        (reading,) = session.state.readings
        assert str(reading.vitals) == "BP 124/78  HR 71  SpO2 98 %"
        assert reading.by.startswith("L. Okafor, before the start, ")
        assert not any(isinstance(event.body, e.BegunAnyway) for event in session.log)
        assert kept(store) == {}, "nothing waits in the fields any more"
        finish(her)


def test_what_was_typed_survives_another_screen_a_crash_and_another_window(
    home: Home, protocol: str, qtbot: QtBot
) -> None:
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.screen(TodayScreen)
        store = app.navigator._store
        screen = her.prepare(protocol)
        assert "M-014" not in store.codes(), "a code that was only typed adds nobody"
        her.write_in("150 mg", enter=False)
        screen.checklist.focus_item("slept")
        her.press("n")
        her.until(lambda: from_fields(kept(store)).dose == "150 mg")  # as it would be found after a crash
        screen.gate.reason.put("")
        her.press("R", ctrl=True)
        her.write_in("no oximeter today", enter=False)
        her.press(Qt.Key.Key_Escape)
        her.press(Qt.Key.Key_Escape)
        today = her.screen(TodayScreen)
        her.click(today.form.prepare)
        again = her.screen(PrepareScreen)
        assert again is not screen
        assert again.order.dose.text() == "150 mg"
        her.write_in("the sister", enter=False)
        app.window.close()
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.screen(TodayScreen)
        screen = her.prepare(protocol, "m-014")
        assert screen.title.whole_text() == "Client M-014"
        assert screen.gate.reason.text() == "no oximeter today"
        assert screen.escort.escort.text() == "the sister"
        assert [reply.item for reply in screen.checklist.answers.replies] == ["slept"]
        her.click(screen.gate.override)
        her.write_in(", nor tomorrow")
        session = her.session
        (anyway,) = (event.body for event in session.log if isinstance(event.body, e.BegunAnyway))
        assert anyway.reason == "no oximeter today, nor tomorrow"
        assert "the pick-up time" in anyway.missing
        assert "the baseline reading" in anyway.missing
        assert app.navigator._store.load_session(session.state.started.session_id)[2][1].body == anyway
        finish(her)


def test_a_pick_up_time_that_has_gone_by_is_asked_about_and_never_moved_unsaid(
    home: Home, protocol: str, qtbot: QtBot
) -> None:
    now = datetime.now(UTC).astimezone()
    before = now - timedelta(minutes=2)
    if before.date() != now.date():  # in the first minutes of a day none of it has gone by
        before = now
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.screen(TodayScreen)
        screen = her.prepare(protocol)
        screen.escort.pick_up.setFocus()
        her.write_in(f"{before:%H:%M}")
        assert f"{before:%H:%M} today has gone by." in screen.escort.said.whole_text()
        assert [each.after for each in screen.gate.missing if each.field == "pick-up"] == ["has gone by"]
        her.click(screen.escort.next_time)
        assert screen.escort.pick_up.text() == f"{before:%H:%M} tomorrow"
        assert "pick-up" not in missing(screen)
        screen.escort.pick_up.clear()
        screen.escort.pick_up.setFocus()
        her.write_in("half past three")
        assert "is not a time" in screen.escort.said.whole_text()
        assert screen.escort.pick_up.text() == "half past three"
        for field in (
            screen.order.dose,
            screen.escort.pick_up,
            screen.intention.text,
            screen.checklist.row_of("slept"),
            screen.people.name,
        ):
            if field is screen.people.name:
                screen.people.open_form()
            field.setFocus()
            her.press(Qt.Key.Key_Escape)
            assert app.window.screen_shown is screen, "Escape leaves a field first"
            assert not field.hasFocus()
        her.press(Qt.Key.Key_Escape)
        her.screen(TodayScreen)


def test_a_session_without_a_dose_wants_less_and_people_are_named_in_it(
    home: Home, protocol: str, qtbot: QtBot
) -> None:
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        today = her.screen(TodayScreen)
        app.navigator._store.known_client("M-014")
        answer_the_mood_check(app.navigator._store)
        today.session_prepared.emit(NewSession("M-014", "integration"))
        screen = her.screen(PrepareScreen)
        shown = (screen.order.dose, screen.escort, screen.checklist_card, screen.baseline, screen.pre_flight)
        assert not any(card.isVisible() for card in shown)
        assert screen.gate.open
        her.click(screen.people.rows_shown["R. Ames"][1])
        assert missing(screen) == ["people"]
        her.press("B", ctrl=True)
        assert has_focus() is screen.people.name, "Ready leads to what is missing"
        her.write_in("K. Lind")
        her.press(Qt.Key.Key_Right)
        her.press(Qt.Key.Key_Return)
        her.press(Qt.Key.Key_Return)
        assert screen.gate.open
        assert "K. Lind" in screen.people.company.whole_text()
        her.press("B", ctrl=True)
        session = her.session
        assert session.state.started is not None
        assert session.state.started.therapist == "K. Lind"
        app.navigator.sessions.leave()


def test_a_contact_by_telephone_asks_who_makes_the_call(home: Home, protocol: str, qtbot: QtBot) -> None:
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        today = her.screen(TodayScreen)
        app.navigator._store.known_client("M-014")
        today.session_prepared.emit(NewSession("M-014", "integration", telephone=True))
        screen = her.screen(PrepareScreen)
        assert screen.people.company.whole_text() == "Makes the call: R. Ames"
        her.click(screen.people.rows_shown["R. Ames"][1])
        assert screen.people.company.whole_text() == "Nobody makes the call yet"
        assert "who makes the call" in screen.gate.rows()[0]


def test_an_order_that_nobody_wrote_down_is_written_on_the_clients_page_and_leads_back(
    home: Home, protocol: str, qtbot: QtBot
) -> None:
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.screen(TodayScreen)
        screen = her.prepare(protocol)
        her.write_in("150 mg", enter=False)
        assert screen.order.write.isVisible()
        her.click(screen.order.write)
        page = her.screen(ClientPage)
        form = page.form
        assert isinstance(form, Form)
        form.take_over({"medicine": "ketamine"})
        form.submit()
        again = her.screen(PrepareScreen)
        assert again.order.ordered.whole_text() == "Ordered: ketamine"
        assert again.order.dose.text() == "150 mg"
        assert not again.order.write.isVisible()
        her.press(Qt.Key.Key_Escape)
        her.press(Qt.Key.Key_Escape)
        her.screen(TodayScreen)
