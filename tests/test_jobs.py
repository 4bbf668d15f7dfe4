"""Work off the window's thread: its outcome comes back in order, and never to somebody who has gone."""

import logging
import queue
import threading
from collections.abc import Callable, Iterator
from importlib import import_module

import pytest

from kapguide.errors import KapGuideError
from kapguide.jobs import Jobs, always
from kapguide.lost_files import NOT_OPENED

BOUND_S = 60.0


class Window:
    """Takes what is posted, and does it when the test lets it."""

    def __init__(self) -> None:
        self._posted: queue.Queue[Callable[[], None]] = queue.Queue()
        self.heard: list[object] = []
        self.jobs = Jobs(self._posted.put)

    def one(self) -> None:
        self._posted.get(timeout=BOUND_S)()


@pytest.fixture
def window() -> Iterator[Window]:
    window = Window()
    yield window
    window.jobs.close()


def test_a_result_and_a_failure_come_back_to_whoever_asked(window: Window) -> None:
    def fail() -> None:
        raise KapGuideError("It did not work.")

    window.jobs.run(lambda: 7, window.heard.append, window.heard.append, always)
    window.jobs.run(fail, window.heard.append, lambda error: window.heard.append(error.sentence), always)
    window.one()
    window.one()
    assert window.heard == [7, "It did not work."]


def test_work_that_misses_the_programs_own_files_fails_with_a_sentence_and_not_as_a_bug(window: Window) -> None:
    def read_late() -> object:
        return import_module("kapguide.gone_with_an_update")

    window.jobs.run(read_late, window.heard.append, lambda error: window.heard.append(error.sentence), always)
    window.one()
    assert window.heard == [NOT_OPENED]


def test_nobody_is_told_once_the_one_who_asked_has_gone(window: Window) -> None:
    def fail() -> None:
        raise KapGuideError("It did not work.")

    left: list[int] = []
    window.jobs.run(lambda: 7, window.heard.append, window.heard.append, lambda: False, left.append)
    window.jobs.run(lambda: 8, window.heard.append, window.heard.append, lambda: False)
    window.jobs.run(fail, window.heard.append, window.heard.append, lambda: False)
    for _ in range(3):
        window.one()
    assert window.heard == []
    assert left == [7]


def test_what_was_asked_for_ends_on_the_thread_of_those_who_asked(window: Window) -> None:
    ended: list[threading.Thread] = []

    class Screen:
        def __del__(self) -> None:
            ended.append(threading.current_thread())

        def show(self, result: object) -> None:
            window.heard.append(result)

    screen = Screen()
    window.jobs.run(lambda: 7, screen.show, screen.show, always)
    del screen
    window.one()
    assert window.heard == [7]
    assert ended == [threading.main_thread()], "the thread that worked, and waits for more, holds on to nothing"


def test_closing_finishes_what_was_asked_and_leaves_what_never_ends(
    window: Window, caplog: pytest.LogCaptureFixture
) -> None:
    answers = threading.Event()
    window.jobs.run(lambda: 1, window.heard.append, window.heard.append, always)
    assert window.jobs.close(BOUND_S)
    window.one()
    assert window.heard == [1]
    hung = Jobs(lambda what: None)
    hung.run(lambda: answers.wait(BOUND_S), window.heard.append, window.heard.append, always)
    with caplog.at_level(logging.WARNING, "kapguide"):
        assert not hung.close(0.01)
    assert "did not end" in caplog.text
    assert all(thread.daemon for thread in threading.enumerate() if thread.name == "jobs"), "none holds up the end"
    answers.set()
    assert hung.close(BOUND_S)


def test_a_window_that_has_gone_ends_no_lane() -> None:
    heard: queue.Queue[Callable[[], None]] = queue.Queue()

    def gone(_: Callable[[], None]) -> None:
        raise RuntimeError("the window's thread is gone")

    jobs = Jobs(gone)
    jobs.run(lambda: 7, lambda _: None, lambda _: None, always)
    jobs.run(lambda: heard.put(lambda: None), lambda _: None, lambda _: None, always)
    heard.get(timeout=BOUND_S)
    assert jobs.close(BOUND_S)


def test_a_bug_is_raised_where_it_is_posted(window: Window) -> None:
    window.jobs.run(lambda: 1 / 0, window.heard.append, window.heard.append, always)
    with pytest.raises(ZeroDivisionError):
        window.one()
