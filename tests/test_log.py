"""The log says what the program did and where it went wrong, and never what anyone wrote."""

import faulthandler
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kapguide import log as logging

WORDS = "she saw the sea"


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    """The log's file, with the program's own hooks taken out again."""
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    handlers = list(logging.log.handlers)
    assert logging.start(tmp_path) == ""
    yield tmp_path / logging.LOG
    faulthandler.disable()
    faulthandler.enable()
    for handler in set(logging.log.handlers) - set(handlers):
        handler.close()
        logging.log.removeHandler(handler)
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks


def fail() -> None:
    try:
        raise KeyError(WORDS)
    except KeyError as cause:
        raise ValueError(f"cannot read “{WORDS}”") from cause


def test_an_exception_is_logged_by_its_kind_and_place_without_its_words(file: Path) -> None:
    try:
        fail()
    except ValueError:
        logging.log.exception("a report was not taken")
    written = file.read_text("utf-8")
    assert "a report was not taken" in written
    assert "ValueError at test_log.py:" in written
    assert " fail" in written
    assert WORDS not in written


@pytest.mark.parametrize("hook", ["excepthook", "unraisablehook"])
def test_a_bug_that_nobody_caught_is_logged_so_too(file: Path, hook: str) -> None:
    try:
        fail()
    except ValueError as bug:
        if hook == "excepthook":
            sys.excepthook(ValueError, bug, bug.__traceback__)
        else:
            threading.excepthook(threading.ExceptHookArgs((ValueError, bug, bug.__traceback__, None)))
    written = file.read_text("utf-8")
    assert "bug ValueError at test_log.py:" in written
    assert WORDS not in written
