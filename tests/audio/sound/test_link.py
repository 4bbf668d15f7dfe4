"""The link lets in whoever has the key, and nobody else; the folder has one voice."""

import contextlib
import errno
import json
import os
import socket
import stat
import threading
from collections.abc import Iterator
from multiprocessing import AuthenticationError, Pipe
from multiprocessing.connection import Client
from pathlib import Path

import pytest

from kapguide.audio.player.child import Talk
from kapguide.audio.sound import process
from kapguide.audio.sound.link import Address, Busy, LinkServer, Position, SoundLock, Unreachable, connect
from kapguide.audio.sound.process import Window


@pytest.fixture
def door(tmp_path: Path) -> Iterator[LinkServer]:
    with contextlib.closing(LinkServer(tmp_path)) as door:
        yield door


def attend(door: LinkServer) -> tuple[threading.Thread, list[bool]]:
    """Answer the next knock on a thread; whether that one was let in."""
    answers: list[bool] = []

    def run() -> None:
        wire = door.accept()
        answers.append(door.let_in(wire))
        wire.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread, answers


def test_whoever_has_the_key_is_let_in(door: LinkServer, tmp_path: Path) -> None:
    thread, answers = attend(door)
    wire, pid = connect(tmp_path)
    thread.join(5)
    assert answers == [True]
    assert pid == os.getpid()
    wire.close()


def test_a_wrong_key_is_refused(door: LinkServer, tmp_path: Path) -> None:
    thread, answers = attend(door)
    with pytest.raises(AuthenticationError):
        Client(Address.read(tmp_path).address, authkey=b"guess")
    thread.join(5)
    assert answers == [False]


def test_one_who_says_nothing_is_sent_away_and_holds_up_nobody(door: LinkServer, tmp_path: Path) -> None:
    thread, answers = attend(door)
    with contextlib.closing(Client(Address.read(tmp_path).address)):
        thread.join(5)
        assert answers == [False]


def test_the_key_is_readable_by_its_owner_alone(door: LinkServer, tmp_path: Path) -> None:
    assert stat.S_IMODE((tmp_path / "link").stat().st_mode) == 0o600
    assert len(door.key) == 32


def test_a_long_folder_gets_a_short_address_in_a_private_place(tmp_path: Path) -> None:
    folder = tmp_path / ("a" * 60) / ("b" * 60)
    folder.mkdir(parents=True)
    door = LinkServer(folder)
    address = Path(Address.read(folder).address)
    assert len(os.fsencode(address)) < 104
    assert stat.S_IMODE(address.parent.stat().st_mode) == 0o700
    thread, answers = attend(door)
    wire, _ = connect(folder)
    thread.join(5)
    assert answers == [True]
    wire.close()
    door.close()
    assert not address.parent.exists()
    assert not (folder / "link").exists()


@pytest.mark.parametrize("said", [b"", b"{}", b"[]", b'{"address": 5, "key": "zz", "pid": 1}', b"\xff"])
def test_a_spoilt_address_is_nobody_there(said: bytes, tmp_path: Path) -> None:
    (tmp_path / "link").write_bytes(said)
    with pytest.raises(Unreachable):
        connect(tmp_path)


def test_an_address_that_nobody_listens_at_is_nobody_there(tmp_path: Path) -> None:
    gone = {"address": str(tmp_path / "gone.sock"), "key": "00", "pid": 1}
    (tmp_path / "link").write_text(json.dumps(gone))
    with pytest.raises(Unreachable):
        connect(tmp_path)


def test_a_folder_is_locked_once(tmp_path: Path) -> None:
    with SoundLock(tmp_path), pytest.raises(Busy):
        SoundLock(tmp_path)
    SoundLock(tmp_path).release()


def test_the_position_is_seen_at_once_by_whoever_looks(tmp_path: Path) -> None:
    written = Position(tmp_path, create=True)
    with contextlib.closing(Position(tmp_path)) as seen:
        assert seen.read() == (0, 0.0)
        written.write(48_000, 12.5)
        assert seen.read() == (48_000, 12.5)
        written.close()
        Position(tmp_path, create=True).close()
        assert seen.read() == (0, 0.0)


def test_a_door_that_finds_no_descriptor_or_thread_lets_the_next_one_in(
    door: LinkServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a window that lost its link in a bad moment would never steer its music again."""
    refusals: list[BaseException] = [OSError(errno.EMFILE, "Too many open files"), RuntimeError("no thread")]
    admitted = threading.Event()

    def accept() -> object:
        if refusals:
            raise refusals.pop()
        door.closed.set()
        return None

    monkeypatch.setattr(door, "accept", accept)
    monkeypatch.setattr(process, "_admit", lambda door, service, wire: admitted.set())
    monkeypatch.setattr(process, "AGAIN_S", 0.001)
    process._serve(door, None)  # type: ignore[arg-type]
    assert admitted.wait(5)


def test_a_connection_that_takes_no_more_commands_is_given_up() -> None:
    """What is said over it would be lost, while reports still come."""
    ours, theirs = Pipe()
    talk = Talk(ours)
    with socket.socket(fileno=ours.fileno()) as same:
        same.shutdown(socket.SHUT_WR)
        same.detach()
    talk.open(lambda message: None)
    talk.send("fade", to_db=-120.0, seconds=0.5)
    assert talk.ended.wait(5.0)
    talk.close()
    theirs.close()


def test_a_window_that_can_be_told_nothing_is_sent_away() -> None:
    class Broken:
        def news(self, window: Window) -> list[dict[str, object]]:
            raise RuntimeError("nobody knows")

    ours, theirs = Pipe()
    window = threading.Thread(target=Window(ours, Broken()).run)  # type: ignore[arg-type]
    window.start()
    window.join(5.0)
    assert not window.is_alive()
    with pytest.raises(EOFError):
        theirs.recv_bytes()
    ours.close()
    theirs.close()
