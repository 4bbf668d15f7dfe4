"""The table of keys as buttons: every key has its row, every row does what it says; and what is pasted does no harm."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from kapguide.text import one_line
from kapguide.ui.session.keys import BINDINGS, shown_bindings
from tests.ui.seat import Seat
from tests.ui.session.test_keys import DOES


def test_every_row_of_the_table_says_its_key_and_every_observation_has_its_row(seat: Seat) -> None:
    rows = [row.data.key for row in seat.screen.keys.rows]
    wanted = [binding.cap for binding in shown_bindings() if binding.action != "observe"]
    assert sorted(rows) == sorted([*wanted, *"123456789"])


def test_each_row_of_the_table_asks_for_its_own_action(seat: Seat) -> None:
    keys, asked = seat.screen.keys, []
    keys.pressed.disconnect()
    keys.pressed.connect(lambda action, sign: asked.append((action, sign)))
    for row in keys.rows:
        row.click()
    wanted = [(binding.action, binding.text) for binding in shown_bindings() if not binding.held]
    place = next(n for n, (action, _) in enumerate(wanted) if action == "observe")
    wanted[place : place + 1] = [("observe", sign) for sign in "123456789"]
    assert asked == wanted


@pytest.mark.parametrize("action", ["acknowledge", "undo", "note", "vitals", "observe", "emergency", "lock"])
def test_a_row_of_the_table_does_what_it_says(seat: Seat, action: str) -> None:
    seat.locked = []  # type: ignore[attr-defined]
    seat.screen.lock_asked.connect(lambda: seat.locked.append("l"))  # type: ignore[attr-defined]
    in_the_table(seat, action)
    assert not seat.screen.keys.isVisible()
    assert DOES[action][2](seat)


def in_the_table(seat: Seat, action: str, times: int = 1) -> None:
    """Press the row of an action with the mouse."""
    seat.press("?")
    cap = "1" if action == "observe" else next(binding.cap for binding in BINDINGS if binding.action == action)
    row = next(row for row in seat.screen.keys.rows if row.data.key == cap)
    seat.screen.keys.area.ensureWidgetVisible(row)
    for _ in range(times):
        seat.wrist.ms += 500
        QTest.mouseClick(row, Qt.MouseButton.LeftButton)


def test_the_row_of_the_next_phase_is_pressed_twice(seat: Seat) -> None:
    in_the_table(seat, "next")
    assert seat.session.state.flow.index == 0
    seat.press(Qt.Key.Key_Escape)
    in_the_table(seat, "next", times=2)
    assert seat.session.state.flow.index == 1
    assert not seat.screen.keys.isVisible()


@pytest.mark.parametrize("action", ["calm", "keys"])
def test_the_table_closes_by_its_own_rows(seat: Seat, action: str) -> None:
    in_the_table(seat, action)
    assert not seat.screen.keys.isVisible()
    assert seat.screen.hasFocus()


@pytest.mark.parametrize("size", [(1366, 690), (960, 500)], ids=["1366x690", "960x500"])
def test_on_a_low_screen_every_row_of_the_table_comes_into_sight_with_tab(seat: Seat, size: tuple[int, int]) -> None:
    seat.window.resize(*size)
    seat.press("?")
    keys = seat.screen.keys
    keys.rows[0].setFocus()
    for row in keys.rows:
        assert row.hasFocus()
        place = QRect(row.mapTo(keys.area.viewport(), QPoint()), row.size())
        assert keys.area.viewport().rect().contains(place)
        seat.press(Qt.Key.Key_Tab)


@pytest.mark.parametrize("page", ["one\ntwo\r\n\tthree \u2028 four\x00", "Ää 120/80 <b>" * 800], ids=["breaks", "long"])
def test_a_paste_into_any_field_does_no_harm(seat: Seat, page: str) -> None:
    QApplication.clipboard().setText(page)
    pasted = set()
    for key in ("n", "v", "d", "k"):
        seat.press(Qt.Key.Key_Escape)
        seat.press(key)
        for field in seat.screen.findChildren(QLineEdit):
            if field.isVisible() and not field.isReadOnly():
                field.setFocus()
                field.clear()
                field.paste()
                seat.screen.render_now()
                pasted.add(field)
                field.clear()
    assert len(pasted) >= 5
    seat.press(Qt.Key.Key_Escape)
    seat.press(Qt.Key.Key_Escape)
    seat.press("n")
    seat.screen.notes.line.paste()
    seat.press(Qt.Key.Key_Return)
    assert seat.last().text == one_line(page)  # type: ignore[union-attr]
    seat.press("v")
    seat.screen.vitals.field.line.paste()
    seat.press(Qt.Key.Key_Return)
    assert seat.session.state.readings == ()
    assert len(seat.screen.vitals.field.answer.whole_text()) < 200


def test_the_readme_names_every_key_of_the_table() -> None:
    readme = (Path(__file__).resolve().parents[3] / "README.md").read_text(encoding="utf-8")
    section = readme.partition("### Keys on the live screen")[2].partition("In an emergency")[0]
    cells = [cell for row in section.splitlines() for cell in row.split("|")[1:4:2]]
    named = set(" ".join(cells).replace("`", " ").split()) | set(re.findall(r"`([^`]+)`", section))
    assert {binding.cap.split()[0] for binding in shown_bindings()} <= named
