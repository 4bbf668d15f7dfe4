"""Today shows what it is given, and a session begins from an inline form that keeps what was typed."""

import msgspec
import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kapguide.clinical.facts import ContactKind
from kapguide.ui.theme import Theme
from kapguide.ui.today.head import Page
from kapguide.ui.today.new_session import ProtocolChoice
from kapguide.ui.today.screen import TodayData, TodayScreen
from kapguide.ui.today.standing import StandingData
from kapguide.ui.today.upcoming import UpcomingData
from kapguide.ui.today.work_rows import CLIENT, CONTACT, MORE_NOTES, NOTE, SETTINGS, WorkRow, with_lines
from kapguide.ui.widgets.button import Kind
from kapguide.ui.widgets.lists.row_list import RowList
from kapguide.usecases.contacts import PlanChoices
from kapguide.usecases.sessions import NewSession
from tests.ui.small_window import Window

AGENDA = (
    WorkRow(CONTACT + "f2", "R-203", "Preparation 2 of 2", "K. Lind", "Prepare", "15:30", ContactKind.PREPARATION),
    WorkRow("day", heading="Tomorrow, Tuesday 24"),
    WorkRow(CONTACT + "f3", "K-051", "Screening", "1 h", "Prepare", "16:00", ContactKind.SCREENING),
)
WORK = (
    WorkRow(NOTE + "s1", "T-077", "Session 2, yesterday", "never ended", "Close it", icon="circle-alert", warm=True),
    WorkRow(CLIENT + "K-051", "K-051", "Screening, Fri 20 Nov", "not held", "Look", icon="circle-alert", warm=True),
    WorkRow("h1", heading="Check-ins due"),
    WorkRow(CONTACT + "f9", "H-132", "1 week after dosing 3", "10:20", "Record", icon="phone"),
    WorkRow("h2", heading="Notes not signed"),
    WorkRow(NOTE + "s2", "M-014", "Session 1, Fri 20 Nov", "draft, 3 days", "Finish", icon="pencil"),
    WorkRow(MORE_NOTES, what="12 older", verb="Show", icon="layers"),
    WorkRow("h3", heading="Practice"),
    WorkRow(
        SETTINGS + "card",
        what="Emergency card",
        aside="nothing is written",
        verb="Fill in",
        icon="file-text",
        warm=True,
    ),
)
NEXT = UpcomingData("f1", "10:00", "in 1 h 19", False, ContactKind.DOSING, "M-014", "Dosing 3 of 3", ("touch: hand",))
DATA = TodayData(
    practice="Willow Room",
    date="Monday 23 November",
    next=NEXT,
    agenda=with_lines(AGENDA),
    coming="2 today, 3 this week",
    planned_today=True,
    work=with_lines(WORK),
    things=16,
    standings=(
        StandingData("circle-check", "Backup good", "yesterday, 18:40"),
        StandingData("hard-drive", "41 GB free", "where the record lies"),
        StandingData("shield-check", "Record whole", "yesterday, 18:40"),
        StandingData("file-text", "Emergency card", "R. Osei, 3 Nov 2026"),
    ),
    choices=PlanChoices(("M-014", "K-203")),
    protocols=(ProtocolChoice("lozenge", "Sublingual lozenge", "2 h 30 min"), ProtocolChoice("im", "Intramuscular")),
)


PAGES = [
    Page("Clients", "users", "c", list),
    Page("Library", "music", "b", list),
    Page("Rehearse", "theater", "r", list),
]


@pytest.fixture
def today(theme: Theme, window: Window) -> TodayScreen:
    screen = TodayScreen(theme, DATA, PAGES)
    window.resize(1280, 720)
    window.hold(screen)
    return screen


def row_of(rows: RowList, row_id: str) -> QModelIndex:
    """The row with this id."""
    model = rows.model()
    found = (model.index(place, 0) for place in range(model.rowCount()))
    return next(index for index in found if index.data(Qt.ItemDataRole.UserRole).id == row_id)


def entered(rows: RowList, row_id: str) -> None:
    rows.setFocus()
    rows.setCurrentIndex(row_of(rows, row_id))
    QTest.keyClick(rows, Qt.Key.Key_Return)


def pressed(rows: RowList, row_id: str) -> None:
    rows.scrollTo(row_of(rows, row_id))
    place = rows.visualRect(row_of(rows, row_id)).center()
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_it_tells_what_is_planned_what_waits_and_how_the_practice_stands(today: TodayScreen) -> None:
    assert today.rows() == [
        "10:00  in 1 h 19  M-014  Dosing 3 of 3  touch: hand",
        *map(str, AGENDA),
        *map(str, WORK),
        "Backup good: yesterday, 18:40",
        "41 GB free: where the record lies",
        "Record whole: yesterday, 18:40",
        "Emergency card: R. Osei, 3 Nov 2026",
    ]
    assert today.sessions.trailing.whole_text() == "2 today, 3 this week"
    assert today.to_do.trailing.whole_text() == "16 things"


def test_a_row_is_read_as_it_is_seen() -> None:
    assert str(AGENDA[0]) == "15:30  R-203  Preparation 2 of 2  K. Lind  Prepare"
    assert [row.line for row in with_lines(WORK)] == [True, False, False, False, False, True, False, False, False]


def test_there_is_one_primary_act(today: TodayScreen) -> None:
    assert (today.next.act.data.kind, today.new.data.kind) == (Kind.PRIMARY, Kind.PLAIN)
    today.show_data(msgspec.structs.replace(DATA, next=UpcomingData()))
    assert not today.next.isVisible()
    assert today.new.data.kind is Kind.PRIMARY


def test_an_empty_practice_says_what_to_do_first(today: TodayScreen) -> None:
    today.show_data(TodayData(new_practice=True))
    assert "Plan the first contact" in today.agenda.empty_text
    assert today.work.empty_text == "Nothing waits."
    today.show_data(TodayData())
    assert today.agenda.empty_text == "Nothing is planned. Plan a contact, or begin one now."


def test_enter_prepares_the_next_contact_as_a_press_does(qtbot: QtBot, today: TodayScreen) -> None:
    today.setFocus()
    assert today.next.act.hasFocus()
    with qtbot.waitSignal(today.contact_asked) as asked:
        QTest.keyClick(today.next.act, Qt.Key.Key_Return)
    assert asked.args == ["f1"]
    for link, signal, told in (
        (today.next.move_link, today.move_asked, "f1"),
        (today.next.client, today.client_asked, "M-014"),
    ):
        with qtbot.waitSignal(signal) as asked:
            link.click()
        assert asked.args == [told]


def test_a_contact_of_the_agenda_is_prepared_by_enter_and_stands_large_by_a_press(
    qtbot: QtBot, today: TodayScreen
) -> None:
    with qtbot.waitSignal(today.contact_asked) as asked:
        entered(today.agenda, CONTACT + "f3")
    assert asked.args == ["f3"]
    with qtbot.waitSignal(today.contact_shown) as asked:
        pressed(today.agenda, CONTACT + "f2")
    assert asked.args == ["f2"]
    with qtbot.assertNotEmitted(today.contact_shown):
        pressed(today.agenda, "day")


def test_what_is_to_be_done_is_done_by_enter_or_a_press(qtbot: QtBot, today: TodayScreen) -> None:
    for row_id, signal, told in (
        (NOTE + "s1", today.session_chosen, ["s1"]),
        (CONTACT + "f9", today.contact_asked, ["f9"]),
        (NOTE + "s2", today.session_chosen, ["s2"]),
        (CLIENT + "K-051", today.client_asked, ["K-051"]),
        (MORE_NOTES, today.notes_asked, []),
        (SETTINGS + "card", today.settings_asked, ["card"]),
    ):
        for way in (entered, pressed):
            with qtbot.waitSignal(signal) as asked:
                way(today.work, row_id)
            assert asked.args == told


def test_low_space_is_said_also_before_a_session_begins(today: TodayScreen) -> None:
    today.show_data(msgspec.structs.replace(DATA, space="Only 3 MB are free."))
    today.new.click()
    assert today.form.reminder.whole_text() == "Only 3 MB are free."
    assert today.form.reminder.isVisible()


def test_a_contact_is_planned_beside_the_agenda_and_what_was_typed_stays(qtbot: QtBot, today: TodayScreen) -> None:
    today.setFocus()
    QTest.keyClick(today, Qt.Key.Key_P)
    assert today.planning.isVisible()
    assert today.agenda.isVisible()
    assert not today.to_do.isVisible()
    qtbot.waitUntil(today.planning.client.hasFocus)
    QTest.keyClicks(today.planning.client, "M-014")
    QTest.keyClick(today.planning.client, Qt.Key.Key_Escape)
    assert not today.planning.isVisible()
    assert today.next.act.hasFocus()
    today.plan.click()
    assert today.planning.client.text() == "M-014"
    today.planning.when.put("tomorrow 10")
    with qtbot.waitSignal(today.planning.asked):
        QTest.keyClick(today.planning.when.line, Qt.Key.Key_Return)


def test_the_form_opens_beside_the_sessions_and_one_is_prepared(qtbot: QtBot, today: TodayScreen) -> None:
    today.new.click()
    assert today.form.isVisible()
    assert today.agenda.isVisible()
    qtbot.waitUntil(today.form.client.hasFocus)
    QTest.keyClicks(today.form.client, "M-014")
    today.form.protocol.setCurrentIndex(1)
    with qtbot.waitSignal(today.session_prepared) as prepared:
        QTest.keyClick(today.form.client, Qt.Key.Key_Return)
    assert prepared.args == [NewSession("M-014", "im")]


def test_the_protocol_of_a_client_who_is_known_is_offered_unless_another_was_chosen(today: TodayScreen) -> None:
    usual = {"M-014": "lozenge", "T-077": "im", "K-051": ""}
    today.form.client_named.connect(lambda code: today.form.suggest(usual[code]))
    today.open_form()
    choices = (
        ProtocolChoice("esketamine", "Spray"),
        ProtocolChoice("im", "Injection"),
        ProtocolChoice("lozenge", "Lozenge"),
    )
    today.form.offer(tuple(usual), choices)
    for typed, protocol in (("m-014", "lozenge"), ("m-01", "lozenge"), ("t-077", "im"), ("K-051", "im"), ("X", "im")):
        today.form.client.setText(typed)
        assert today.form.protocol.currentData() == protocol, typed
    today.form.protocol.setFocus()
    QTest.keyClick(today.form.protocol, Qt.Key.Key_Up)
    today.form.client.setText("M-014")
    assert today.form.protocol.currentData() == "esketamine", "what a person chose stays"
    today.form.clear()
    today.form.client.setText("M-014")
    assert today.form.protocol.currentData() == "lozenge"


def test_a_new_code_that_looks_like_another_is_prepared_when_it_is_asked_again(
    qtbot: QtBot, today: TodayScreen
) -> None:
    today.open_form()
    today.form.offer(("M-014",), (ProtocolChoice("im", "Intramuscular"),))
    today.form.client.setText("M-O14")
    with qtbot.assertNotEmitted(today.session_prepared):
        today.form.prepare.click()
    assert "M-O14 is a new client, easily taken for M-014." in today.form.fault.whole_text()
    with qtbot.waitSignal(today.session_prepared) as prepared:
        today.form.prepare.click()
    assert prepared.args == [NewSession("M-O14", "im")]


def test_on_a_low_screen_the_form_has_the_place_of_the_sessions(
    qtbot: QtBot, today: TodayScreen, window: Window
) -> None:
    window._column.setContentsMargins(0, 0, 0, 0)
    window.resize(960, 500)
    qtbot.waitUntil(lambda: today.size() == window.size())
    today.open_form()
    assert not today.sessions.isVisible()
    qtbot.waitUntil(today.form.client.hasFocus)
    seen = []
    for _ in today.form._fields:
        stop = QApplication.focusWidget()
        assert stop is not None
        seen.append(stop)
        qtbot.waitUntil(lambda stop=stop: stop.visibleRegion().boundingRect() == stop.rect())  # type: ignore[misc]
        QTest.keyClick(stop, Qt.Key.Key_Tab)
    assert tuple(seen) == today.form._fields
    today.close_form()
    assert today.sessions.isVisible()


def test_letters_are_keys_of_the_screen_until_one_fills_in_the_form(qtbot: QtBot, today: TodayScreen) -> None:
    today.agenda.setFocus()
    with qtbot.waitSignal(today.page_asked) as asked:
        QTest.keyClick(today.agenda, Qt.Key.Key_R)
    assert asked.args == ["Rehearse"]
    today.resize(1366, 690)
    QTest.keyClick(today.agenda, Qt.Key.Key_Slash)
    qtbot.waitUntil(today.finder.hasFocus)
    today.resize(800, 690)
    assert today.finder.isHidden(), "there is no room for it"
    with qtbot.waitSignal(today.sought) as asked:
        QTest.keyClick(today.agenda, Qt.Key.Key_Slash)
    assert asked.args == [""], "to the page of the search"
    QTest.keyClick(today.agenda, Qt.Key.Key_N)
    assert today.form.isVisible()
    qtbot.waitUntil(today.form.client.hasFocus)
    with qtbot.assertNotEmitted(today.page_asked):
        QTest.keyClicks(today.form.client, "rn")
        QTest.keyClick(today.form.protocol, Qt.Key.Key_R)
    assert today.form.client.text() == "rn"


def test_who_comes_back_to_an_open_form_can_type_on(qtbot: QtBot, today: TodayScreen) -> None:
    today.open_form()
    today.form.pin.setFocus()
    today.setFocus()
    assert today.form.client.hasFocus()
    today.close_form()
    today.setFocus()
    assert today.next.act.hasFocus()


def test_escape_leaves_the_form_of_a_new_session_and_what_was_typed_stays(qtbot: QtBot, today: TodayScreen) -> None:
    for field in (today.form.client, today.form.protocol, today.form.pin):
        today.open_form()
        qtbot.waitUntil(today.form.client.hasFocus)
        field.setFocus()
        QTest.keyClicks(today.form.client, "M")
        QTest.keyClick(field, Qt.Key.Key_Escape)
        assert not today.form.isVisible(), field.accessibleName()
        assert today.next.act.hasFocus()
    assert today.form.client.text() == "MMM"


def test_a_fault_is_said_and_nothing_typed_goes(qtbot: QtBot, today: TodayScreen) -> None:
    today.open_form()
    form = today.form
    with qtbot.assertNotEmitted(today.session_prepared):
        form.prepare.click()
        assert form.fault.whole_text() == "Type the client’s code."
        form.client.put("M" * 25)
        form.prepare.setFocus()
        form.prepare.click()
        assert "25 characters" in form.fault.whole_text()
        assert form.client.hasFocus()
    form.client.put("M-014")
    today.show_data(msgspec.structs.replace(DATA, coming="3 today"))
    assert form.client.text() == "M-014"
    form.cancel.click()
    assert not form.isVisible()
    today.new.click()
    assert form.client.text() == "M-014"


def test_without_a_protocol_it_says_so(qtbot: QtBot, today: TodayScreen) -> None:
    today.show_data(TodayData())
    today.open_form()
    today.form.client.put("M-014")
    with qtbot.assertNotEmitted(today.session_prepared):
        today.form.prepare.click()
    assert "protocol" in today.form.fault.whole_text()


def test_the_form_is_walked_in_reading_order(qtbot: QtBot, today: TodayScreen) -> None:
    today.open_form()
    form = today.form
    qtbot.waitUntil(form.client.hasFocus)
    walked = []
    for _ in range(5):
        focused = QApplication.focusWidget()
        assert focused is not None
        walked.append(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert walked == [
        form.client,
        form.protocol,
        form.pin,
        form.prepare,
        form.cancel,
    ]
    assert all(widget.accessibleName() for widget in walked)


def test_it_reminds_of_the_emergency_card_until_it_is_written_and_shows_it(qtbot: QtBot, today: TodayScreen) -> None:
    assert not today.form.reminder.isVisibleTo(today.form)
    today.show_data(msgspec.structs.replace(DATA, card="This clinic has not written its emergency card."))
    with qtbot.waitSignal(today.card_asked):
        QTest.keyClick(today, Qt.Key.Key_E)
    with qtbot.waitSignal(today.card_asked):
        today.standing.card.click()
    today.open_form()
    assert today.form.reminder.whole_text() == "The emergency card is not finished."
    assert today.form.reminder.isVisible()
    today.show_data(DATA)
    assert not today.form.reminder.isVisible()


def test_a_press_on_the_chip_of_a_row_leads_to_the_order_and_one_beside_it_does_not(
    qtbot: QtBot, today: TodayScreen
) -> None:
    row = WorkRow(f"{CONTACT}x", "M-014", "Dosing 1", clock="10:00", kind=ContactKind.DOSING, chip="no order yet")
    today.show_data(TodayData(agenda=(row,), next=UpcomingData("y", code="T-077", no_order=True)))
    qtbot.waitUntil(lambda: today.agenda.visualRect(today.agenda.model().index(0, 0)).height() > 0)
    place = today.agenda.visualRect(today.agenda.model().index(0, 0))
    with qtbot.waitSignal(today.order_asked) as asked:
        QTest.mouseClick(
            today.agenda.viewport(), Qt.MouseButton.LeftButton, pos=place.center() + QPoint(place.width() // 2 - 40, 0)
        )
    assert asked.args == ["M-014"]
    with qtbot.waitSignal(today.contact_shown):
        QTest.mouseClick(today.agenda.viewport(), Qt.MouseButton.LeftButton, pos=place.topLeft() + QPoint(20, 20))
    with qtbot.waitSignal(today.order_asked) as asked:
        today.next.order.click()
    assert asked.args == ["T-077"]
