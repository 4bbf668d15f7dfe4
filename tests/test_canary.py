"""Proofs that the suite itself would notice: failures inside Qt, and the Qt release that loses references."""

import re
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QObject

PYPROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"

EXCEPTION_IN_A_SLOT = """
from PySide6.QtCore import QTimer


def test_that_ought_to_fail(qtbot):
    def slot():
        raise RuntimeError("a slot went wrong")

    timer = QTimer(singleShot=True)
    timer.timeout.connect(slot)
    with qtbot.waitSignal(timer.timeout):
        timer.start(0)
"""
WARNING_FROM_QT = """
from PySide6.QtCore import qWarning


def test_that_ought_to_fail(qapp):
    qWarning("a window went wrong")
"""


def test_what_goes_wrong_inside_qt_fails_the_suite(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_slot=EXCEPTION_IN_A_SLOT, test_warning=WARNING_FROM_QT)
    folder = str(pytester.path)
    result = pytester.runpytest_subprocess("-c", str(PYPROJECT), "--rootdir", folder, folder)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.assert_outcomes(failed=2)
    for file, reason in (("test_slot", "a slot went wrong"), ("test_warning", "a window went wrong")):
        assert re.search(rf"_+ {file}|FAILED {file}", result.stdout.str())
        assert reason in result.stdout.str()


def test_void_calls_into_qt_keep_their_reference_to_none() -> None:
    """PySide6 6.12.0 loses one with each call, and the process dies after some thousands."""
    item = QObject()
    before = sys.getrefcount(None)
    for _ in range(1_000):
        item.setObjectName("a")
    assert sys.getrefcount(None) > before - 100
