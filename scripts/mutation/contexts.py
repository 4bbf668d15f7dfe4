"""A pytest plugin that tells coverage which test runs (`tests/session/test_plan.py::test_hold`), whatever it is given.

What is made once for a file counts for each of its tests: the first one to ask for it is not the only one that sees it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from coverage import Coverage


class _Contexts:
    def __init__(self) -> None:
        self._now = ""

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        with self._in(item.nodeid.partition("[")[0]):
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[object]) -> Iterator[None]:
        once = fixturedef.scope != "function"
        with self._in(self._now.partition("::")[0] if once else self._now):
            return (yield)

    @contextmanager
    def _in(self, name: str) -> Iterator[None]:
        before, self._now = self._now, name
        self._tell()
        yield
        self._now = before
        self._tell()

    def _tell(self) -> None:
        running = Coverage.current()
        assert running is not None
        running.switch_context(self._now)


def pytest_configure(config: pytest.Config) -> None:
    """Called by pytest."""
    config.pluginmanager.register(_Contexts())
