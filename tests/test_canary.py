"""Proofs that the suite itself would notice: failures inside Qt, and the Qt release that loses references."""

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


@pytest.mark.parametrize(
    ("inner", "reason"),
    [(EXCEPTION_IN_A_SLOT, "a slot went wrong"), (WARNING_FROM_QT, "a window went wrong")],
    ids=["exception in a slot", "warning from Qt"],
)
def test_what_goes_wrong_inside_qt_fails_the_suite(pytester: pytest.Pytester, inner: str, reason: str) -> None:
    path = pytester.makepyfile(inner)
    result = pytester.runpytest_subprocess("-c", str(PYPROJECT), "--rootdir", str(pytester.path), str(path))
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.assert_outcomes(failed=1)
    assert reason in result.stdout.str()


def test_void_calls_into_qt_keep_their_reference_to_none() -> None:
    """PySide6 6.12.0 loses one with each call, and the process dies after some thousands."""
    item = QObject()
    before = sys.getrefcount(None)
    for _ in range(1_000):
        item.setObjectName("a")
    assert sys.getrefcount(None) > before - 100
