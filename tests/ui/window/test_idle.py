"""The window notices that nobody is there: by no touch for a while, through sleep and a clock that is set."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from kapguide.spans import HOUR, MINUTE, SECOND
from kapguide.ui.window.idle import IdleWatch
from tests.support.plans import HandClock


class Guard:
    """A watch whose clock a test moves, and what it noticed."""

    def __init__(self, window: QWidget) -> None:
        self.clock = HandClock()
        self.limit = 10 * MINUTE
        self.passed: list[int] = []
        self.watch = IdleWatch(
            window, lambda: self.limit, lambda: self.passed.append(self.clock.elapsed), now=self.clock.now
        )
        self.watch.look()

    def wait(self, ms: int, *, asleep: bool = False, looks: bool = True) -> None:
        self.clock.elapsed += ms
        self.clock.slept += ms if asleep else 0
        if looks:
            self.watch.look()


@pytest.fixture
def guard(window: QWidget) -> Iterator[Guard]:
    guard = Guard(window)
    yield guard
    guard.watch.close()


def test_nobody_for_ten_minutes_is_noticed_once_and_again_after_ten_more(guard: Guard) -> None:
    guard.wait(9 * MINUTE)
    assert guard.passed == []
    guard.wait(MINUTE)
    guard.wait(9 * MINUTE)
    assert guard.passed == [10 * MINUTE]
    guard.wait(MINUTE)
    assert len(guard.passed) == 2


@pytest.mark.parametrize("touch", ["key", "mouse", "move"])
def test_each_touch_begins_anew(guard: Guard, window: QWidget, touch: str) -> None:
    guard.wait(9 * MINUTE)
    if touch == "key":
        QTest.keyClick(window.windowHandle(), Qt.Key.Key_A)
    elif touch == "mouse":
        QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton)
    else:
        QTest.mouseMove(window.windowHandle(), window.rect().center())
    guard.wait(9 * MINUTE)
    assert guard.passed == []


def test_a_sleep_is_noticed_at_once_however_short_the_day_was(guard: Guard) -> None:
    guard.wait(20 * SECOND, asleep=True)
    assert len(guard.passed) == 1
    guard.wait(5 * SECOND, asleep=True)
    assert len(guard.passed) == 1, "a blink is no sleep"


def test_the_first_touch_after_a_sleep_comes_too_late(guard: Guard, window: QWidget) -> None:
    guard.wait(HOUR, asleep=True, looks=False)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_A)
    assert len(guard.passed) == 1


def test_a_timer_that_stood_still_is_made_up_by_the_clock_on_the_wall(guard: Guard) -> None:
    guard.clock.wall_shift += HOUR
    guard.wait(SECOND)
    assert len(guard.passed) == 1


def test_where_there_is_no_limit_nothing_is_noticed_and_the_time_does_not_add_up(guard: Guard) -> None:
    guard.limit = 0
    guard.wait(HOUR)
    guard.wait(HOUR, asleep=True)
    assert guard.passed == []
