"""What every test may ask for: a data folder of its own, a sink to play into, and a recorder to hear it with."""

import faulthandler
import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from pytestqt.qtbot import QtBot

from kapguide.paths import Home
from tests.support import orphans
from tests.support.forked import Forked
from tests.support.listening import Recorder
from tests.support.null_sink import NullSink

# Speed is measured elsewhere, and the same code gets the same verdict twice; `scripts/attack explore` tries its luck.
settings.register_profile("suite", deadline=None, print_blob=True, derandomize=True, max_examples=40)
settings.register_profile(
    "explore", deadline=None, print_blob=True, derandomize=False, suppress_health_check=list(HealthCheck)
)
settings.load_profile(os.environ.get("KAPGUIDE_HYPOTHESIS", "suite"))


gc.disable()  # widgets of one test must not be thrown away by a thread of the next: see kapguide/ui/window/garbage.py


PATIENCE_MS = 60_000
for wait in (QtBot.waitUntil, QtBot.waitSignal, QtBot.waitSignals, QtBot.waitActive, QtBot.waitExposed):
    # A bound, not a measure: what is waited for comes at once, but for a machine that does much else.
    (wait.__kwdefaults__ or {})["timeout"] = PATIENCE_MS

END_S = 60.0
"""What an interpreter that has run all its tests may take to end. Left to itself, a thread that nobody ended would hold
it for ever, with nothing said."""


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What is there before the first test stays to the end: no sweep after a test looks through it again."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    faulthandler.dump_traceback_later(END_S, exit=True, file=2)


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    from kapguide.ui.window.garbage import sweep

    sweep()
    _prove_that_loops_run()


def _prove_that_loops_run() -> None:
    """After a stray `quit` every loop ends at once, and no window of any later test hears of anything."""
    from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer

    if QCoreApplication.instance() is not None:
        loop = QEventLoop()
        QTimer.singleShot(0, loop.quit)
        assert loop.exec() == 0, "a stray quit ends every loop of Qt before it begins"


@pytest.fixture(scope="session", autouse=True)
def nobodys_data(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test ever reaches the data, or the own folder, of the person who runs it."""
    os.environ["KAPGUIDE_HOME"] = str(tmp_path_factory.mktemp("home"))
    os.environ["HOME"] = os.environ["USERPROFILE"] = str(tmp_path_factory.mktemp("person"))


@pytest.fixture(scope="session", autouse=True)
def one_place() -> Iterator[None]:
    """The practice that `new_practice` lays into each test's folder was made there; `test_places` moves it about."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kapguide.store.tables.device.place_of", lambda *_, **__: "here")
        yield


@pytest.fixture(scope="session", autouse=True)
def unlocked_memory() -> Iterator[None]:
    """SQLCipher locks in memory and wipes each piece that it takes: more than half of what a test of the store costs.
    Only a fresh process has never been told to, so `test_database` asks one; all that are started do it as ever."""
    from kapguide.store.file import database

    database.lock_keys_alone()
    yield
    database.left_out.clear()


@pytest.fixture(scope="session", autouse=True)
def empty_ballast() -> Iterator[None]:
    """Hundreds of practices are made and opened: to write 16 MB beside each would fill the disk of a small machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kapguide.store.writing.ballast.SIZE", 0)
        yield


@pytest.fixture(scope="session", autouse=True)
def forked_processes() -> Iterator[None]:
    """Hundreds of processes make sound or read files: they are forked, and do not each read the program anew."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("subprocess.Popen", Forked)
        yield


@pytest.fixture(scope="session", autouse=True)
def nothing_left_running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test leaves a process behind; the folder in its command line names the test."""
    yield
    left = orphans.end(tmp_path_factory.getbasetemp())
    assert not left, "left running: " + "; ".join(left)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A data folder that holds nothing yet."""
    return Home(tmp_path / "home").make()


@pytest.fixture
def null_sink(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The name of a sink that only this test plays into; children inherit it as their output."""
    with NullSink() as sink:
        monkeypatch.setenv("PULSE_SINK", sink.name)
        yield sink.name


@pytest.fixture
def recorder(null_sink: str) -> Iterator[Callable[[], Recorder]]:
    """Starts a recording of the test's sink; `stop()` of what it returns gives the samples."""
    started: list[Recorder] = []

    def start() -> Recorder:
        started.append(Recorder(f"{null_sink}.monitor"))
        return started[-1]

    yield start
    for each in started:
        each.close()
