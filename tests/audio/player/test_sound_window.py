"""Who steers the sound process, and for how long it goes on without anyone."""

import contextlib
import json
import os
import shutil
import signal
import time
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client
from pathlib import Path

import numpy as np
import pytest

from kapguide.audio.player import player as p
from kapguide.audio.sound.link import Address, Unreachable, connect
from tests.audio.sounds import wait_until
from tests.audio.studio import Ear, Record, Studio, playing
from tests.support import listening
from tests.support.busy import busy

MALFORMED = [
    b"\xff",
    b"[]",
    b"[" * 50_000,
    b'{"do": "sing"}',
    b'{"do": "level", "db": NaN, "seconds": 1}',
    b'{"do": "level", "db": "5", "seconds": 1}',
    b'{"do": "programme", "items": [], "repeat_from": 0}',
    b'{"do": "go", "item": "z", "seconds": 1, "at_s": 0, "from_s": 0}',
]


def test_malformed_commands_are_answered_and_change_nothing(studio: Studio) -> None:
    player = playing(studio, studio.tone("a", 400, 60.0))
    player.detach()
    wire, _ = connect(studio.folder)
    with contextlib.closing(wire):
        assert json.loads(wire.recv_bytes())["report"] == "hello"
        for data in MALFORMED:
            wire.send_bytes(data)
            while (message := json.loads(wire.recv_bytes()))["report"] != "answer":
                pass
            assert message["error"], data[:50]
        wire.send_bytes(b'{"do": "status"}')
        while (message := json.loads(wire.recv_bytes()))["report"] != "heartbeat":
            pass
    assert (message["item"], message["master_db"]) == ("a", 0.0)


def test_a_wrong_key_is_refused_and_the_music_goes_on(studio: Studio) -> None:
    player = playing(studio, studio.tone("a", 400, 60.0))
    with pytest.raises(AuthenticationError):
        Client(Address.read(studio.folder).address, authkey=b"guess")
    before = player.status().rendered
    wait_until(lambda: player.status().rendered > before + 20_000)
    assert studio.ear.of(p.TakenOver) == []


@pytest.mark.parametrize("gone", ["the folder", "the address", "what lies at it"])
def test_a_way_in_that_was_taken_away_is_put_back_and_there_is_one_voice(studio: Studio, gone: str) -> None:
    player = playing(studio, studio.tone("a", 400, 60.0))
    pid, address = studio.pid(), Address.read(studio.folder).address
    if gone == "the folder":
        shutil.rmtree(studio.folder)
    elif gone == "the address":
        (studio.folder / "link").write_bytes(b"\0")
    else:
        Path(address).unlink()
    wait_until(lambda: _way_in(studio) not in ("", address))
    before = player.status().rendered
    wait_until(lambda: player.status().rendered > before + 20_000)
    player.detach()
    second = studio.player(Ear())
    assert second.start(15.0)
    assert studio.pid() == pid
    assert (second.status().state, second.status().item) == ("playing", "a")
    wait_until(lambda: not studio.is_free())


def _way_in(studio: Studio) -> str:
    try:
        return Address.read(studio.folder).address
    except Unreachable:
        return ""


def test_a_window_that_reads_nothing_holds_up_nobody(studio: Studio) -> None:
    player = playing(studio, studio.tone("a", 400, 60.0))
    player.detach()
    wire, _ = connect(studio.folder)
    with contextlib.closing(wire):
        status = json.dumps({"do": "status"}).encode()
        for _ in range(2_000):
            wire.send_bytes(status)
        second = studio.player(Ear())
        assert second.start(15.0)
        wait_until(lambda: second.status().state == "playing")


def test_left_alone_it_plays_on_then_fades_out_and_ends(studio: Studio, recorder: Record) -> None:
    recording = recorder()
    player = playing(studio, studio.tone("a", 400, 60.0), alone_s=1.5)
    recording.wait_for_sound()
    player.detach()
    wait_until(studio.is_free)
    heard = recording.stop()
    levels = listening.levels_dbfs(heard, 0.1)
    start = int(np.flatnonzero(levels > -20.0)[0])
    assert levels[start + 3 : start + 12].min() > -14.0
    assert levels[start + 12 :].min() < -40.0
    assert np.abs(np.diff(heard[:, 0])).max() < 0.02


def test_a_window_that_comes_keeps_it_from_leaving(studio: Studio) -> None:
    player = playing(studio, studio.tone("a", 400, 60.0), alone_s=2.0)
    player.detach()
    wire, _ = connect(studio.folder)
    with contextlib.closing(wire):
        before = json.loads(wire.recv_bytes())["rendered"]
        while (message := json.loads(wire.recv_bytes())).get("rendered", 0) < before + 3 * 48_000:
            pass
        assert message["state"] == "playing"


def test_asked_to_end_by_the_system_it_ends(studio: Studio) -> None:
    playing(studio, studio.tone("a", 400, 60.0)).detach()
    os.kill(studio.pid(), signal.SIGTERM)
    wait_until(studio.is_free)


def test_interrupt_and_hangup_do_not_reach_it(studio: Studio) -> None:
    player = playing(studio, studio.tone("a", 400, 60.0))
    pid = studio.pid()
    assert os.getsid(pid) == pid
    for number in (signal.SIGINT, signal.SIGHUP):
        os.kill(pid, number)
    before = player.status().rendered
    wait_until(lambda: player.status().rendered > before + 24_000)
    assert studio.pid() == pid


def test_stop_fades_ends_and_leaves_no_orphan(studio: Studio, recorder: Record) -> None:
    recording = recorder()
    player = playing(studio, studio.tone("a", 400, 60.0))
    pid = studio.pid()
    recording.wait_for_sound()
    recording.wait_for(0.5)
    player.stop(0.5)
    player.close()
    assert studio.is_free()
    wait_until(lambda: not Path(f"/proc/{pid}").exists())
    heard = recording.stop()
    assert np.abs(np.diff(heard[:, 0])).max() < 0.02
    assert not (studio.folder / "link").exists()


def test_a_new_start_does_not_wait_for_a_long_goodbye(studio: Studio) -> None:
    leaving = playing(studio, studio.tone("a", 400, 60.0))
    leaving.stop(30.0)
    wait_until(lambda: leaving.status().state == "fading")
    player = studio.player()
    began = time.monotonic()
    assert not player.start(15.0)
    assert time.monotonic() - began < 3.0 * busy()
    assert player.status().item == ""
