"""What looks after the sound goes on looking, whatever it meets: the music must not end with it."""

import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kapguide.audio.sound import process
from kapguide.audio.sound.link import Position
from tests.audio.sounds import wait_until


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[process.Service]:
    """One that is not told what to play, and looks often."""
    monkeypatch.setattr(process, "LOOK_S", 0.005)
    service = process.Service(Position(tmp_path, create=True))
    service._told.set()
    yield service
    service.close()


def test_a_bug_in_looking_after_the_devices_is_logged_once_and_ends_nothing(
    service: process.Service, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ended, met, looked = threading.Event(), [], []

    def broken() -> None:
        met.append(1)
        raise RuntimeError("can't start new thread")

    broken.__name__ = "tend"
    monkeypatch.setattr(service._outputs, "tend", broken)
    monkeypatch.setattr(service._sequence, "look", lambda: looked.append(1))
    before = service._excused_until
    with caplog.at_level(logging.ERROR):
        thread = threading.Thread(target=service.run, args=[ended])
        thread.start()
        wait_until(lambda: len(looked) > 5)
        ended.set()
        thread.join(20.0)
    assert not thread.is_alive()
    assert len(met) > 5
    assert len(caplog.records) == 1
    assert service._excused_until == before, "a device that stands still is not being dealt with"
