"""What is wanted sounds, whatever happens to the process that plays it and whatever the system answers meanwhile."""

import errno
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kapguide.audio import own_process
from kapguide.audio.player import child as sound_child
from kapguide.audio.player import player as p
from kapguide.audio.player import supervisor as sound_supervisor
from kapguide.audio.player.child import Child
from kapguide.audio.sound.link import SoundLock, hang_up
from tests.audio.sounds import wait_until
from tests.audio.studio import Ear, Studio, playing
from tests.support.busy import busy

REFUSALS = {
    "Popen": [OSError(errno.EAGAIN, "Resource temporarily unavailable"), OSError(errno.ENOMEM, "No memory")],
    "SoundLock": [OSError(errno.EMFILE, "Too many open files"), ValueError("what nobody thought of")],
    "connect": [OSError(errno.EMFILE, "Too many open files"), MemoryError()],
    "Talk": [RuntimeError("can't start new thread")],
}


def refusing(real: Callable[..., Any], *errors: BaseException) -> Callable[..., Any]:
    """`real`, which fails the first few times."""
    left = list(errors)

    def call(*arguments: Any, **named: Any) -> Any:
        if left:
            raise left.pop()
        return real(*arguments, **named)

    return call


def kill(studio: Studio, number: int = signal.SIGKILL) -> None:
    os.kill(studio.pid(), number)


@pytest.fixture(autouse=True)
def every_thread_ends() -> Iterator[None]:
    """Nobody looks after sound that is gone, and nobody waits for a thread that never ends."""
    yield
    names = ("sound supervisor", "sound commands", "sound reports")
    wait_until(lambda: not [thread for thread in threading.enumerate() if thread.name in names])


@pytest.mark.parametrize("where", REFUSALS)
def test_whatever_the_system_answers_the_sound_is_put_back(
    studio: Studio, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    player = playing(studio, studio.tone("a", 400, 60.0))
    module = subprocess if where == "Popen" else sound_child
    monkeypatch.setattr(module, where, refusing(getattr(module, where), *REFUSALS[where]))
    kill(studio)
    studio.ear.wait_for(p.SoundRestarted)
    wait_until(lambda: player.status().state == "playing")
    assert player.status().item == "a"


def test_a_watch_that_cannot_look_goes_on_listening(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    player = playing(studio, studio.tone("a", 400, 60.0))
    broken = refusing(Child.position, *[OSError(errno.EMFILE, "Too many open files")] * 5)
    monkeypatch.setattr(Child, "position", lambda self: broken(self))
    kill(studio)
    studio.ear.wait_for(p.SoundRestarted)
    hung = studio.pid()
    wait_until(lambda: player.status().state == "playing")
    kill(studio, signal.SIGSTOP)
    studio.ear.wait_for(p.SoundRestarted, 2)
    assert studio.pid() != hung, "and once it can, it sees that the sound stands still"


def test_a_start_that_finds_no_thread_is_said_and_the_next_command_tries_again(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = refusing(threading.Thread.start, RuntimeError("can't start new thread"))
    monkeypatch.setattr(sound_supervisor.threading.Thread, "start", lambda self: start(self))
    player = studio.player()
    assert not player.start()
    item = studio.tone("a", 400, 60.0)
    player.programme(p.Programme((item,)))
    player.go("a", 0.3)
    assert studio.ear.wait_for(p.TrackBegan).item == item


def test_a_supervisor_that_ends_by_a_bug_says_so_and_the_next_command_brings_the_sound_back(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    bugs: list[object] = []
    monkeypatch.setattr(threading, "excepthook", lambda arguments: bugs.append(arguments.exc_value))
    player = playing(studio, studio.tone("a", 400, 60.0))
    with monkeypatch.context() as patch:
        patch.setattr(Child, "reach", refusing(Child.reach, KeyboardInterrupt()))
        kill(studio)
        assert studio.ear.wait_for(p.Fault).code == "no_process"
    wait_until(lambda: bugs)
    player.level(-3.0)
    studio.ear.wait_for(p.SoundRestarted)
    wait_until(lambda: player.status().state == "playing")


def test_a_process_that_never_starts_holds_up_nobody_and_is_said_once(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_process, "command", lambda *_: [sys.executable, "-c", "raise SystemExit(1)"])
    monkeypatch.setattr(sound_supervisor, "PAUSES_S", (0.02,))
    player = studio.player()
    item = studio.tone("a", 400, 60.0)
    assert player.status().output == "", "nothing is known of it, so nothing is amiss yet"
    began = time.monotonic()
    player.start()
    player.programme(p.Programme((item,)))
    player.go("a", 0.3)
    player.voice(studio.tone("line", 700, 1.0).path)
    assert time.monotonic() - began < 0.5 * busy()
    assert studio.ear.wait_for(p.Fault).code == "no_process"
    wait_until(lambda: player.status().output == p.SILENT_OUTPUT)
    studio.ear.wait_for(p.VoiceDone)
    monkeypatch.undo()
    assert studio.ear.wait_for(p.TrackBegan).item == item
    assert studio.ear.wait_for(p.SoundRestarted).after_ms >= 1_000
    assert len(studio.ear.of(p.Fault)) == 1
    assert len(studio.ear.of(p.VoiceDone)) == 1


def slow_to_reach(monkeypatch: pytest.MonkeyPatch) -> tuple[threading.Event, threading.Event]:
    """The next process that is reached is only had once the second event is set; the first tells that it is there."""
    reached, go = threading.Event(), threading.Event()
    real = Child.reach

    def reach(self: Child, *arguments: Any) -> Any:
        answer = real(self, *arguments)
        reached.set()
        go.wait(10)
        return answer

    monkeypatch.setattr(Child, "reach", reach)
    return reached, go


def test_a_stop_asked_for_while_the_sound_is_put_back_is_kept(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    player = playing(studio, studio.tone("a", 400, 60.0))
    reached, go = slow_to_reach(monkeypatch)
    kill(studio)
    assert reached.wait(10)
    player.stop(0.3)
    go.set()
    wait_until(studio.is_free)
    wait_until(lambda: not supervisors())


def test_what_was_asked_for_while_the_sound_is_put_back_is_so_afterwards(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b = studio.tone("a", 400, 60.0), studio.tone("b", 700, 60.0)
    player = playing(studio, a)
    reached, go = slow_to_reach(monkeypatch)
    kill(studio)
    assert reached.wait(10)
    player.programme(p.Programme((a, b)))
    player.go("b", 0.2)
    player.level(-6.0)
    player.fade(True, 0.2)
    player.voice(studio.tone("line", 900, 0.5).path)
    go.set()
    assert studio.ear.wait_for(p.TrackBegan, 2).item == b
    studio.ear.wait_for(p.VoiceDone)
    # A player that has not been told yet says silent, too: both in one answer.
    wait_until(lambda: player.status().state == "silent" and player.status().master_db == pytest.approx(-6.0))


def supervisors() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "sound supervisor"]


def test_a_stop_ends_a_process_that_hangs_and_one_that_nobody_reached(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    player = playing(studio, studio.tone("a", 400, 60.0))
    kill(studio, signal.SIGSTOP)
    player.stop(0.2)
    wait_until(studio.is_free)
    second = studio.player(Ear())
    second.start()
    second.stop(0.0)
    second.close()
    assert studio.is_free()


def test_a_line_whose_process_died_is_over_once(studio: Studio) -> None:
    player = playing(studio, studio.tone("a", 400, 60.0))
    player.voice(studio.tone("line", 700, 20.0).path)
    wait_until(lambda: player.status().state == "playing")
    kill(studio)
    studio.ear.wait_for(p.SoundRestarted)
    assert not studio.ear.wait_for(p.VoiceDone).heard
    player.voice(studio.tone("next", 900, 0.3).path)
    assert studio.ear.wait_for(p.VoiceDone, 2).heard
    assert len(studio.ear.of(p.VoiceDone)) == 2


def test_a_line_that_is_replaced_does_not_end_the_next_one(studio: Studio) -> None:
    player = playing(studio, studio.tone("a", 400, 60.0))
    player.voice(studio.tone("one", 700, 20.0).path)
    before = player.status().rendered
    wait_until(lambda: player.status().rendered > before + 24_000)
    player.voice(studio.tone("two", 900, 3.0).path)
    before = player.status().rendered
    wait_until(lambda: player.status().rendered > before + 48_000)
    assert not studio.ear.of(p.VoiceDone)
    studio.ear.wait_for(p.VoiceDone)
    assert len(studio.ear.of(p.VoiceDone)) == 1


def test_killed_again_before_it_sounded_it_still_knows_its_place(studio: Studio) -> None:
    player = playing(studio, studio.tone("a", 400, 60.0))
    wait_until(lambda: player.status().position_s > 2.0)
    for number in (1, 2, 3):
        kill(studio)
        studio.ear.wait_for(p.SoundRestarted, number)
    wait_until(lambda: player.status().state == "playing")
    assert player.status().position_s > 2.0
    assert len(studio.ear.of(p.TrackBegan)) == 1


def test_a_link_that_breaks_is_taken_up_again_and_the_music_never_stops(studio: Studio) -> None:
    player = playing(studio, studio.tone("a", 400, 60.0))
    pid, before = studio.pid(), player.status().rendered
    assert player._talk is not None
    hang_up(player._talk._wire)
    wait_until(lambda: player.status().state == "playing" and player.status().rendered > before + 48_000)
    assert studio.pid() == pid
    assert len(studio.ear.of(p.TrackBegan)) == 1


def test_a_folder_that_somebody_holds_is_said_and_never_waited_for(studio: Studio) -> None:
    lock = SoundLock(studio.folder)
    try:
        player = studio.player()
        player.start()
        assert studio.ear.wait_for(p.Fault, patience=20.0).code == "no_process"
        began = time.monotonic()
        player.close()
        assert time.monotonic() - began < 3 * sound_child.END_S * busy()
    finally:
        lock.release()


@pytest.mark.parametrize("ends", ["close", "stop"])
def test_sound_that_is_another_windows_is_never_taken_or_stopped(studio: Studio, ends: str) -> None:
    owner = playing(studio, studio.tone("a", 400, 60.0), mine=lambda: True)
    pid, ear = studio.pid(), Ear()
    other = studio.player(ear, mine=lambda: False)
    other.start()
    assert ear.wait_for(p.Fault).code == "not_ours"
    other.programme(p.Programme((studio.tone("b", 700, 60.0),)))
    other.go("b", 0.1)
    if ends == "stop":
        other.stop(0.0)
    other.close()
    before = owner.status().rendered
    wait_until(lambda: owner.status().rendered > before + 24_000)
    assert (studio.pid(), owner.status().state, owner.status().item) == (pid, "playing", "a")
    assert studio.ear.of(p.TakenOver) == []


def test_a_window_whose_sound_is_taken_says_so_and_takes_it_back(studio: Studio) -> None:
    a, b = studio.tone("a", 400, 60.0), studio.tone("b", 700, 60.0)
    owner = playing(studio, a, mine=lambda: True)
    thief = studio.player(Ear())
    assert thief.start(15.0)
    thief.programme(p.Programme((b,)))
    thief.go("b", 0.1)
    assert studio.ear.wait_for(p.TakenOver).takes_back
    wait_until(lambda: owner.status().item == "a" and owner.status().state == "playing")
    wait_until(lambda: not thief._supervisor.at_work)  # type: ignore[union-attr]
    thief.close()
    before = owner.status().rendered
    wait_until(lambda: owner.status().rendered > before + 24_000)


def test_music_that_nobody_goes_on_with_gives_way_to_what_begins(studio: Studio) -> None:
    playing(studio, studio.tone("a", 400, 60.0)).detach()
    left, ear = studio.pid(), Ear()
    player = studio.player(ear, adopts=False)
    b = studio.tone("b", 700, 60.0)
    player.programme(p.Programme((b,)))
    player.go("b", 0.1)
    assert not player.start(15.0)
    assert ear.wait_for(p.TrackBegan).item == b
    assert studio.pid() != left


def test_music_without_a_life_of_its_own_ends_with_its_window(studio: Studio) -> None:
    playing(studio, studio.tone("a", 400, 60.0), alone_s=0.0).detach()
    wait_until(studio.is_free)


def test_closing_what_was_never_reached_harms_nobody(studio: Studio, tmp_path: Path) -> None:
    """A process number that is not known is no process number: 0 would be everybody here."""
    child = Child(tmp_path)
    child.kill()
    assert not child.alive()
    player = studio.player()
    player.close()
    player.stop(0.0)
    player.close()
