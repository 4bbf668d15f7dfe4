"""Today shows what it is given, and a session begins from an inline form that keeps what was typed."""

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kapguide.errors import KapGuideError
from kapguide.ui.theme import Theme
from kapguide.ui.today.new_session import ProtocolChoice
from kapguide.ui.today.screen import Page, SessionMark, TodayData, TodayRow, TodayScreen
from kapguide.usecases.sessions import NewSession
from tests.ui.window import Window

DATA = TodayData(
    practice="Willow Room",
    date="Monday 23 November",
    sessions=(
        TodayRow("s1", "today, 10:15", "M-014", "Sublingual lozenge", SessionMark.RUNNING),
        TodayRow("s2", "Friday, 14:00", "K-203", "Intramuscular", SessionMark.DRAFT),
    ),
    unsigned=1,
    backup="Yesterday at 18:40.",
    clients=("M-014", "K-203"),
    protocols=(ProtocolChoice("lozenge", "Sublingual lozenge", "2 h 30 min"), ProtocolChoice("im", "Intramuscular")),
)


@pytest.fixture
def today(theme: Theme, window: Window) -> TodayScreen:
    screen = TodayScreen(theme, DATA, [Page("Library", "music", "b", list), Page("Rehearse", "theater", "r", list)])
    window.resize(1280, 720)
    window.hold(screen)
    return screen


def test_it_tells_its_sessions_notes_and_backup(today: TodayScreen) -> None:
    assert today.rows() == [
        "today, 10:15  M-014  Sublingual lozenge  running",
        "Friday, 14:00  K-203  Intramuscular  draft note",
        "1 note still to finish",
        "Yesterday at 18:40.",
    ]
    today.show_data(TodayData())
    assert today.rows() == ["No note is waiting", "No backup yet"]


def listed(count: int) -> tuple[TodayRow, ...]:
    return tuple(TodayRow(f"s{n}", "today", f"C-{n:03}", "session 1", SessionMark.ENDED) for n in range(count))


def test_who_looks_further_down_sees_all_sessions(qtbot: QtBot, today: TodayScreen) -> None:
    asked: list[int] = []

    def newest(count: int) -> tuple[TodayRow, ...]:
        asked.append(count)
        return listed(min(count, 100))

    data = msgspec.structs.replace(DATA, sessions=listed(24), many=100, newest=newest)
    today.show_data(data)
    assert today.sessions.trailing.whole_text() == "100"
    QApplication.processEvents()
    assert asked == []
    for count in (48, 96, 192):
        today.list.scrollToBottom()
        qtbot.waitUntil(lambda count=count: asked[-1:] == [count])
    assert today.rows()[:100] == [str(row) for row in listed(100)]
    today.list.scrollToBottom()
    QApplication.processEvents()
    assert asked == [48, 96, 192]
    today.show_data(msgspec.structs.replace(data, backup="Just now."))
    assert len(today.list.rows()) == 100


def test_a_high_screen_is_filled(qtbot: QtBot, today: TodayScreen, window: Window) -> None:
    data = msgspec.structs.replace(DATA, sessions=listed(3), many=100, newest=lambda count: listed(min(count, 100)))
    today.show_data(data)
    qtbot.waitUntil(lambda: today.list.verticalScrollBar().maximum() > 0)
    assert 3 < len(today.list.rows()) < 100


def test_what_cannot_be_read_further_down_is_said(qtbot: QtBot, today: TodayScreen) -> None:
    def newest(count: int) -> tuple[TodayRow, ...]:
        raise KapGuideError("The disk cannot be read.")

    today.show_data(msgspec.structs.replace(DATA, sessions=listed(24), many=100, newest=newest))
    today.list.scrollToBottom()
    qtbot.waitUntil(lambda: today.message.data.text == "The disk cannot be read.")
    assert len(today.list.rows()) == 24


def test_low_space_is_said_also_before_a_session_begins(today: TodayScreen) -> None:
    assert not today.space.isVisible()
    today.show_data(msgspec.structs.replace(DATA, space="Only 3 MB are free."))
    today.new.click()
    assert today.space.isVisible()
    assert today.rows()[-1] == today.space_text.whole_text() == "Only 3 MB are free."


def test_a_session_is_opened_by_enter_or_a_click(qtbot: QtBot, today: TodayScreen) -> None:
    model = today.list.model()
    assert model is not None
    today.list.setFocus()
    today.list.setCurrentIndex(model.index(0, 0))
    with qtbot.waitSignal(today.session_chosen) as chosen:
        QTest.keyClick(today.list, Qt.Key.Key_Return)
    assert chosen.args == ["s1"]
    place = today.list.visualRect(model.index(1, 0)).center()
    with qtbot.waitSignal(today.session_chosen) as chosen:
        QTest.mouseClick(today.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen.args == ["s2"]


def test_the_form_opens_beside_the_sessions_and_one_is_prepared(qtbot: QtBot, today: TodayScreen) -> None:
    today.new.click()
    assert today.form.isVisible()
    assert today.list.isVisible()
    qtbot.waitUntil(today.form.client.hasFocus)
    QTest.keyClicks(today.form.client, "M-014")
    today.form.protocol.setCurrentIndex(1)
    with qtbot.waitSignal(today.session_prepared) as prepared:
        QTest.keyClick(today.form.client, Qt.Key.Key_Return)
    assert prepared.args == [NewSession("M-014", "im")]


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
    today.list.setFocus()
    with qtbot.waitSignal(today.page_asked) as asked:
        QTest.keyClick(today.list, Qt.Key.Key_R)
    assert asked.args == ["Rehearse"]
    QTest.keyClick(today.list, Qt.Key.Key_N)
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
    assert today.new.hasFocus()


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
    today.show_data(msgspec.structs.replace(DATA, backup="Just now."))
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
    assert not today.card.isVisible(), "it has been told of none"
    lacks = msgspec.structs.replace(DATA, card="This clinic has not written its emergency card.", card_lacks=True)
    today.show_data(lacks)
    assert today.card.isVisible()
    assert "This clinic has not written its emergency card." in today.rows()
    with qtbot.waitSignal(today.card_writing_asked):
        today.card_write.click()
    with qtbot.waitSignal(today.card_asked):
        QTest.keyClick(today, Qt.Key.Key_E)
    today.open_form()
    assert not today.card.isVisible()
    assert today.form.reminder.isVisible()
    assert today.form.reminder.whole_text() == "The emergency card is not finished."
    today.show_data(msgspec.structs.replace(DATA, card="Card by R. Example, 3 Nov 2026"))
    assert not today.form.reminder.isVisible()
    today.close_form()
    assert today.card.isVisible()
    assert not today.card_write.isVisible()
