"""What looks after the sound goes on looking, whatever it meets: the music must not end with it."""

import json
import logging
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

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


class Paper:
    """The end of a wire on which a window is talked to: nothing comes from it, and what is said is kept."""

    def __init__(self) -> None:
        self.said: list[dict[str, Any]] = []
        self.hung_up = threading.Event()

    def recv_bytes(self, most: int) -> bytes:
        self.hung_up.wait(20.0)
        raise EOFError

    def send_bytes(self, data: bytes) -> None:
        self.said.append(json.loads(data))

    def names(self) -> list[str]:
        return [message["report"] for message in self.said]


def test_what_happens_is_told_at_once_and_not_with_the_next_heartbeat(
    service: process.Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "BEAT_S", 3_600.0)
    monkeypatch.setattr(process, "hang_up", lambda wire: wire.hung_up.set())
    paper = Paper()
    window = process.Window(cast("Any", paper), service)
    service._window = window
    thread = threading.Thread(target=window.run)
    thread.start()
    try:
        service._report("chime_ended", heard=True)
        wait_until(lambda: paper.names() == ["chime_ended", "heartbeat"])
        service._sequence._report("track_ended", item="a")
        wait_until(lambda: paper.names()[2:] == ["track_ended", "heartbeat"])
        window.tell(service.answer(b'{"do": "level", "n": 7, "db": -6.0, "seconds": 0.02}'))
        wait_until(lambda: paper.names()[4:] == ["answer", "heartbeat"])
    finally:
        paper.hung_up.set()
        thread.join(20.0)
        wait_until(lambda: "write" not in {each.name for each in threading.enumerate()})
    assert not thread.is_alive()


def test_news_is_for_the_window_that_steers_and_waits_for_it_where_nobody_does(service: process.Service) -> None:
    """One that leaves would take with it what the next one is to hear."""
    old, new = (process.Window(cast("Any", Paper()), service) for _ in range(2))
    service._window = old
    service._report("output_lost", output="USB", role="", then="lost")
    assert [each["report"] for each in service.news(old)] == ["output_lost", "heartbeat"]
    service._window = None
    service._report("output_back", output="USB", role="", after_ms=1, moved=False)
    assert service.news(old) == []
    service._window = new
    assert service.news(old) == []
    assert [each["report"] for each in service.news(new)] == ["output_back", "heartbeat"]
