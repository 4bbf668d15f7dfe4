"""What the tests of the sound may ask for."""

import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.audio.studio import Studio
from tests.support.null_sink import NullSink


@pytest.fixture(scope="session")
def wakeful_sink() -> Iterator[str]:
    """A sink that somebody always listens to: unheard, it would take its sound in gulps of two seconds."""
    with NullSink() as sink:
        command = ["parec", "--device", f"{sink.name}.monitor", "--latency-msec=10", "--raw"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as listener:
            yield sink.name
            listener.terminate()


@pytest.fixture
def null_sink(wakeful_sink: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of the sink that this test's children play into, one test after the other."""
    monkeypatch.setenv("PULSE_SINK", wakeful_sink)
    return wakeful_sink


@pytest.fixture
def studio(tmp_path: Path, null_sink: str) -> Iterator[Studio]:
    with contextlib.closing(Studio(tmp_path)) as studio:
        yield studio
