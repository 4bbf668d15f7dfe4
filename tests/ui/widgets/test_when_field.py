"""A line for a moment: what is understood is read back, what has gone by is asked about."""

from datetime import datetime

import pytest
from PySide6.QtTest import QTest

from kapguide.errors import KapGuideError
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.forms.when_field import WhenField
from tests.ui.small_window import Window


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone()


@pytest.fixture
def field(theme: Theme, window: Window) -> WhenField:
    found = WhenField(theme, "When", now=lambda: local("2026-12-01 08:41"))
    window.hold(found)
    found.line.setFocus()
    return found


def test_what_is_understood_stands_below_as_it_is_typed(field: WhenField) -> None:
    QTest.keyClicks(field.line, "tomorrow 10")
    assert field.said.whole_text() == "10:00 tomorrow"
    assert field.moment() == local("2026-12-02 10:00")
    assert not field.meant.isVisible()


def test_what_is_not_understood_yet_is_no_fault_before_the_line_is_left(field: WhenField) -> None:
    QTest.keyClicks(field.line, "tom")
    assert field.said.whole_text() == " "
    field.line.clearFocus()
    assert "“tom” is not a time" in field.said.whole_text()
    assert field.text() == "tom", "nothing typed is cleared"


def test_a_time_that_has_gone_by_is_asked_about_and_one_press_says_what_was_meant(field: WhenField) -> None:
    QTest.keyClicks(field.line, "8:00")
    assert field.said.whole_text() == "08:00 has gone by."
    assert field.meant.data.text == "Tomorrow?"
    with pytest.raises(KapGuideError, match="gone by"):
        field.moment()
    field.meant.click()
    assert field.text() == "2 dec 2026 08:00"
    assert field.moment() == local("2026-12-02 08:00")
    assert field.said.whole_text() == "08:00 tomorrow"


def test_a_date_that_has_gone_by_has_no_other_meaning(field: WhenField) -> None:
    QTest.keyClicks(field.line, "30 nov 10")
    assert "has gone by" in field.said.whole_text()
    assert not field.meant.isVisible()


def test_nothing_is_no_moment(field: WhenField) -> None:
    assert field.moment() is None
