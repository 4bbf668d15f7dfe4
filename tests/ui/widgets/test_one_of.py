"""Words side by side in one field: chosen by arrows or a click, never by itself."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from kapguide.ui.theme import Theme
from kapguide.ui.widgets.base import elided
from kapguide.ui.widgets.forms import one_of
from kapguide.ui.widgets.forms.one_of import OneOf
from tests.ui.small_window import Window

Key = Qt.Key
REPLIES = ("Yes", "No", "Unknown")


@pytest.mark.parametrize(
    ("keys", "chosen"),
    [
        ((), -1),
        ((Key.Key_Right,), 0),
        ((Key.Key_Left,), 0),
        ((Key.Key_Right, Key.Key_Right), 1),
        ((Key.Key_Right,) * 5, 2),
        ((Key.Key_Right, Key.Key_Right, Key.Key_Left, Key.Key_Left, Key.Key_Left), 0),
    ],
)
def test_the_arrows_go_from_word_to_word(theme: Theme, window: Window, keys: tuple[Key, ...], chosen: int) -> None:
    field = OneOf(theme, "Signal practised", REPLIES)
    window.hold(field)
    for key in keys:
        QTest.keyClick(field, key)
    assert field.chosen == chosen


def test_of_two_each_arrow_is_one(theme: Theme, window: Window) -> None:
    field = OneOf(theme, "How", ("Taken", "Given"))
    window.hold(field)
    QTest.keyClick(field, Key.Key_Right)
    assert field.chosen == 1
    QTest.keyClick(field, Key.Key_Left)
    assert field.chosen == 0


def test_a_click_chooses_the_word_below_it(theme: Theme, window: Window) -> None:
    field = OneOf(theme, "Signal practised", REPLIES)
    window.hold(field)
    field.resize(300, 40)
    for place, word in ((5, "Yes"), (field.width() // 2, "No"), (field.width() - 2, "Unknown")):
        QTest.mouseClick(field, Qt.MouseButton.LeftButton, pos=QPoint(place, 20))
        assert field.describe() == word


ROLES = ("therapist", "trainee", "medical", "observer", "supervisor")


def test_no_word_is_cut_where_equal_places_are_too_narrow_for_one_of_them(
    theme: Theme, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As wide as the card of the people has it: each word has a place of its own width, and a click finds it there."""
    field = OneOf(theme, "Role of the person", ROLES)
    field.set_px(13)
    window.hold(field)
    field.setFixedSize(308, 40)
    painted = []
    monkeypatch.setattr(one_of, "elided", lambda *asked: painted.append(elided(*asked)) or painted[-1])
    for chosen in range(len(ROLES)):
        field.choose(chosen)
        field.grab()
    assert set(painted) == set(ROLES)
    found = []
    for x in range(field.width()):
        QTest.mouseClick(field, Qt.MouseButton.LeftButton, pos=QPoint(x, 20))
        found.append(field.chosen)
    assert found == sorted(found)
    assert found.count(0) > found.count(1), "the longer word has the wider place"
    assert found[0] == 0
    assert found[-1] == len(ROLES) - 1
