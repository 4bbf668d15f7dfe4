"""What every test may ask for: a data folder of its own, a sink to play into, and a recorder to hear it with."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from kapguide.paths import Home
from tests.support import orphans
from tests.support.listening import Recorder
from tests.support.null_sink import NullSink

# Speed is measured elsewhere; and where a change is judged, the same change gets the same verdict twice.
settings.register_profile("suite", deadline=None, print_blob=True, derandomize="CI" in os.environ)
settings.load_profile("suite")


@pytest.fixture(scope="session", autouse=True)
def nobodys_data(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test ever reaches the data of the person who runs it."""
    os.environ["KAPGUIDE_HOME"] = str(tmp_path_factory.mktemp("home"))


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
