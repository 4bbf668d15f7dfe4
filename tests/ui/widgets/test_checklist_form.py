"""A checklist is gone through by keys alone and by mouse alone; what was answered, by whom and when, is kept."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kapguide.clinical.checklists import Checklist, ChecklistGroup, ChecklistItem, begun, reply_to, with_reply
from kapguide.clinical.facts import ItemReply, Reply
from kapguide.clinical.marks import Mark
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.forms.check_row import CheckRow, cells_of
from kapguide.ui.widgets.forms.checklist_form import ChecklistForm
from tests.ui.small_window import Window

NINE = datetime(2026, 12, 1, 9, 34, tzinfo=UTC)
NAMES = ("Fasting", "Other substances", "Suicidal thoughts changed since we spoke", "Water")
ITEMS = tuple(ChecklistItem(f"i{number}", text) for number, text in enumerate(NAMES))
LIST = Checklist("day-of", "Day", 3, "On the day.", (ChecklistGroup("", ITEMS, Mark.OURS, ("Ours.",)),))


@pytest.fixture
def form(theme: Theme, window: Window, qtbot: QtBot) -> ChecklistForm:
    """The list on the screen, nothing asked, the first row with the focus."""
    form = ChecklistForm(theme, "Day of the session", lambda: "K. Lind", lambda: NINE)
    form.show_list(begun(LIST), {"i3": "a glass"})
    window.resize(700, 400)
    window.hold(form)
    form.focus_item("i0")
    return form


def focused() -> CheckRow:
    row = QApplication.focusWidget()
    assert isinstance(row, CheckRow)
    return row


def press(*keys: str | Qt.Key) -> None:
    for key in keys:
        widget = QApplication.focusWidget()
        assert widget is not None
        if isinstance(key, str):
            QTest.keyClicks(widget, key)
        else:
            QTest.keyClick(widget, key)


def test_keys_alone_answer_with_who_and_when(form: ChecklistForm) -> None:
    press("y", Qt.Key.Key_Down, "n", Qt.Key.Key_Return, "u")
    assert form.answers.replies == (
        ItemReply("i0", Reply.YES, by="K. Lind", at=NINE),
        ItemReply("i1", Reply.NO, by="K. Lind", at=NINE),
        ItemReply("i2", Reply.UNKNOWN, by="K. Lind", at=NINE),
    )
    assert form.accessibleDescription() == "3 of 4 asked"
    press("n", Qt.Key.Key_Up, Qt.Key.Key_Backspace)
    assert [(each.item, each.reply) for each in form.answers.replies] == [("i0", Reply.YES), ("i2", Reply.NO)]


def test_a_comment_is_typed_over_its_row_and_kept_however_one_leaves(form: ChecklistForm) -> None:
    press("y", "c", "since ", "six", Qt.Key.Key_Return)
    assert reply_to(form.answers, "i0") == ItemReply("i0", Reply.YES, "since six", "K. Lind", NINE)
    assert focused() is form.row_of("i0")
    press(Qt.Key.Key_Down, "c", "wine on Sunday", Qt.Key.Key_Escape)
    assert reply_to(form.answers, "i1").comment == "wine on Sunday"
    assert reply_to(form.answers, "i1").reply is None, "a comment alone answers nothing"
    press("c", " and beer")
    form.row_of("i3").setFocus()
    assert reply_to(form.answers, "i1").comment == "wine on Sunday and beer"


def test_the_mouse_alone_answers_takes_back_and_comments(form: ChecklistForm) -> None:
    row = form.row_of("i1")
    no = cells_of(QRectF(row.rect()))[1].center().toPoint()
    QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=no)
    QTest.mouseDClick(row, Qt.MouseButton.LeftButton, pos=no)
    assert reply_to(form.answers, "i1").reply is Reply.NO, "a double click is one answer"
    QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=no)
    assert reply_to(form.answers, "i1").reply is None
    QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=QPoint(5, row.height() // 2))
    assert QApplication.focusWidget() is form.comment


def test_what_the_rows_do_not_take_goes_to_the_screen(form: ChecklistForm, window: Window, qtbot: QtBot) -> None:
    with qtbot.waitSignal(form.left):
        press(Qt.Key.Key_Escape)
    press("s", "h")
    assert window.keys == "sh"
    form.focus_item("i3")
    with qtbot.waitSignal(form.done):
        press(Qt.Key.Key_Return)


def test_tab_comes_to_one_row_the_one_that_was_last(form: ChecklistForm, window: Window, theme: Theme) -> None:
    other = ChecklistForm(theme, "Another", lambda: "", lambda: NINE)
    other.show_list(begun(LIST))
    window.hold(other)
    form.focus_item("i2")
    press(Qt.Key.Key_Tab)
    assert focused() is other.row_of("i0")
    press(Qt.Key.Key_Backtab)
    assert focused() is form.row_of("i2")


def test_an_old_record_is_read_and_not_answered(form: ChecklistForm) -> None:
    old = with_reply(begun(LIST), ItemReply("i0", Reply.UNKNOWN, "nobody knew", "R. Osei", NINE))
    form.show_list(old, to_answer=False)
    press("y", "c", Qt.Key.Key_Right, Qt.Key.Key_Backspace)
    assert form.answers is old
    assert form.comment.isHidden()
    assert form.row_of("i0").accessibleDescription().startswith("not known, nobody knew, R. Osei")
    assert form.row_of("i1").accessibleDescription() == "not asked"


def test_no_words_are_cut_and_no_row_stands_on_another_at_any_width(form: ChecklistForm, window: Window) -> None:
    for width in (320, 420, 610, 900, 1400):
        form.resize(width, form.heightForWidth(width))
        places = [form.row_of(item.id).geometry() for item in ITEMS]
        assert all(
            place.height() >= form.row_of("i2").heightForWidth(place.width()) or place is not places[2]
            for place in places
        )
        assert all(form.rect().contains(place) for place in places)
        assert not any(one.intersects(other) for at, one in enumerate(places) for other in places[:at])
    assert len({form.row_of(item.id).x() for item in ITEMS}) == 2
