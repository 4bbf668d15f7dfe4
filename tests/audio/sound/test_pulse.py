"""The sound server's stream: it asks, what it holds can be replaced, and it lets go whatever becomes of the server."""

import threading
import time
from pathlib import Path

import numpy as np
import pytest

from kapguide.audio.sound import opening, pulse
from tests.audio.sounds import Samples, wait_until


def test_without_a_server_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path / 'nobody'}")
    with pytest.raises(pulse.NoPulseServer):
        pulse.Stream(lambda count: bytes(count * pulse.FRAME)).open(0.3)


def test_a_sink_that_is_not_there_is_said(null_sink: str) -> None:
    with pytest.raises(pulse.NoPulseServer):
        pulse.Stream(lambda count: bytes(count * pulse.FRAME)).open(0.3, sink=f"not {null_sink}")


def test_it_fills_asks_again_and_takes_back_only_while_it_is_held(null_sink: str) -> None:
    asked: list[int] = []
    enough = threading.Event()

    def give(count: int) -> bytes:
        asked.append(count)
        if len(asked) > 8:
            enough.set()
        return bytes(count * pulse.FRAME)

    stream = pulse.Stream(give)
    try:
        stream.open(0.5)
        assert enough.wait(20.0)
        assert asked[0] == pytest.approx(0.5 * 48_000, rel=0.01)
        assert stream.left() == 0
        with stream.held():
            left = stream.left()
            assert 0 < left <= 0.6 * 48_000
            stream.replace(bytes(left // 2 * pulse.FRAME))
    finally:
        stream.close()
    stream.close()
    with stream.held():
        assert stream.left() == 0
        stream.replace(bytes(pulse.FRAME))


def test_it_is_given_long_blocks_before_little_is_left_by_one_thread_that_is_known(null_sink: str) -> None:
    asked: list[int] = []
    known = threading.local()
    seen: list[int] = []

    def give(count: int) -> bytes:
        asked.append(count)
        known.calls = getattr(known, "calls", 0) + 1  # lost with a thread that Python has to make anew
        seen.append(known.calls)
        return bytes(count * pulse.FRAME)

    stream = pulse.Stream(give)
    try:
        stream.open(opening.DEPTH_S)
        wait_until(lambda: len(asked) > 5)
    finally:
        stream.close()
    gulp = (opening.DEPTH_S - pulse.LEAST_S) * 48_000
    assert all(gulp - 1 <= count <= gulp + 2 * pulse.ASKED_FRAMES for count in asked[1:])
    assert seen == list(range(1, len(seen) + 1))
    assert stream.asks > len(asked), "each time it asks it is known to be there"


def test_what_is_left_is_known_at_once_when_it_ran_dry_and_was_filled_again(null_sink: str) -> None:
    """A hand that comes just after a hold-up reaches all that was given since; what was known before it tells less."""
    asked: list[int] = []
    goes_on, full = threading.Event(), threading.Event()
    goes_on.set()

    def give(count: int) -> bytes:
        goes_on.wait()
        asked.append(count)
        if sum(asked) > 0.7 * 48_000:
            full.set()
        return bytes(count * pulse.FRAME)

    stream = pulse.Stream(give)
    try:
        stream.open(opening.DEPTH_S)
        for _ in range(4):
            before = len(asked) + 3
            wait_until(lambda before=before: len(asked) > before)  # type: ignore[misc]
            goes_on.clear()
            dry = time.monotonic() + opening.DEPTH_S + 0.4
            wait_until(lambda dry=dry: time.monotonic() > dry)  # type: ignore[misc]
            asked.clear()
            full.clear()
            goes_on.set()
            assert full.wait(20.0)
            stream.look()
            with stream.held():
                assert stream.left() > 0.5 * 48_000
    finally:
        goes_on.set()
        stream.close()


def test_who_waits_for_it_in_vain_takes_it_from_nobody(null_sink: str) -> None:
    asked: list[int] = []
    seen: list[int] = []

    def give(count: int) -> bytes:
        asked.append(count)
        return bytes(count * pulse.FRAME)

    stream = pulse.Stream(give)
    try:
        stream.open(0.5)
        wait_until(lambda: len(asked) > 8)

        def other() -> None:
            with stream.held():
                seen.append(stream.left())

        with stream.held():
            assert stream.left() > 0
            thread = threading.Thread(target=other)
            thread.start()
            thread.join()
            assert seen == [0]
            assert stream.left() > 0
    finally:
        stream.close()


def test_a_device_is_whole_when_it_first_asks(null_sink: str) -> None:
    told: list[int] = []

    def pull(device: opening.Deep, count: int) -> Samples:
        told.append(device.left())
        return np.zeros((count, 2), np.float32)

    device = opening.Deep(pull)
    wait_until(lambda: len(told) > 2)
    device.drop().join(5.0)
    assert told[0] == 0
