"""The sound process is killed, stopped, starved and refused in every state: what is wanted sounds again, or is said."""

import contextlib
import errno
import logging
import os
import random
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import soundfile

from attack.tally import Tally
from kapguide.audio.player import child as sound_child
from kapguide.audio.player import player as p
from kapguide.audio.player.sound_player import SoundPlayer
from kapguide.audio.sound.link import Address, Busy, SoundLock, Unreachable

RATE = 48_000
AGAIN_S = 20.0
"""What is wanted sounds again within this, and the person is told of any lack that lasts."""
CLOSED_S = 12.0
TOLD_S = 2.0
"""A lack longer than this that nobody names is a finding."""
THREADS = ("sound supervisor", "sound commands", "sound reports")


class Scene:
    """One player in one state, and what it tells."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "sound"
        self.folder.mkdir(mode=0o700)
        self.told: list[p.Report] = []
        self.items = tuple(_tone(folder, name, hertz, 90.0) for name, hertz in (("a", 400.0), ("b", 700.0)))
        self.line = _tone(folder, "line", 900.0, 60.0)
        self.player = SoundPlayer(self.folder, self.told.append, mine=lambda: True, adopts=False)

    def of(self, kind: type[p.Report]) -> list[p.Report]:
        return [report for report in tuple(self.told) if isinstance(report, kind)]

    def pid(self) -> int:
        """The process that plays; 0 where there is none."""
        try:
            return Address.read(self.folder).pid
        except Unreachable:
            return 0

    def begin(self) -> None:
        """Ask for the first piece."""
        self.player.programme(p.Programme(self.items))
        self.player.go("a", 0.3)

    def playing(self) -> bool:
        status = self.player.status()
        return status.state == "playing" and bool(status.item)

    def free(self) -> bool:
        try:
            SoundLock(self.folder).release()
        except Busy:
            return False
        return True


def _idle(scene: Scene) -> Callable[[], bool]:
    return lambda: scene.player.status().rendered > 0


def _starting(scene: Scene) -> Callable[[], bool]:
    scene.begin()
    return scene.playing


def _playing(scene: Scene) -> Callable[[], bool]:
    scene.begin()
    _until(scene.playing)
    return scene.playing


def _crossfade(scene: Scene) -> Callable[[], bool]:
    _playing(scene)
    scene.player.go("b", 5.0)
    _until(lambda: scene.player.status().item == "b")
    return lambda: scene.playing() and scene.player.status().item == "b"


def _waiting(scene: Scene) -> Callable[[], bool]:
    _playing(scene)
    scene.player.go("b", 1.0, 0.0, 60.0)
    return lambda: scene.playing() and scene.player.status().going == "b"


def _silence(scene: Scene) -> Callable[[], bool]:
    _playing(scene)
    scene.player.fade(True, 0.2)
    _until(lambda: scene.player.status().state == "silent")
    status = scene.player.status
    return lambda: status().state == "silent" and status().fade_to_db < -100 and status().item == "a"


def _voice(scene: Scene) -> Callable[[], bool]:
    _playing(scene)
    scene.player.voice(scene.line.path)
    pid = scene.pid()
    return lambda: scene.playing() and (scene.pid() == pid or len(scene.of(p.VoiceDone)) == 1)


def _stopping(scene: Scene) -> Callable[[], bool]:
    _playing(scene)
    scene.player.stop(1.5)
    return scene.free


STATES = {
    "idle": _idle, "starting": _starting, "playing": _playing, "crossfade": _crossfade, "waiting": _waiting,
    "silence": _silence, "voice": _voice, "stopping": _stopping,
}  # fmt: skip


def _send(scene: Scene, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        if pid := scene.pid():
            os.kill(pid, number)


def _killed(scene: Scene, _: random.Random) -> None:
    _send(scene, signal.SIGKILL)


def _stopped(scene: Scene, _: random.Random) -> None:
    _send(scene, signal.SIGSTOP)


def _starved(scene: Scene, chance: random.Random) -> None:
    for _round in range(5):
        _send(scene, signal.SIGSTOP)
        time.sleep(chance.uniform(0.1, 0.5))
        _send(scene, signal.SIGCONT)
        time.sleep(chance.uniform(0.05, 0.2))


def _refusing(where: Any, name: str, errors: list[BaseException]) -> contextlib.AbstractContextManager[object]:
    real = getattr(where, name)

    def call(*arguments: Any, **named: Any) -> Any:
        if errors:
            raise errors.pop()
        return real(*arguments, **named)

    return mock.patch.object(where, name, call)


def _refused(scene: Scene, chance: random.Random) -> None:
    """The process dies, and the system refuses the next ones, and then files."""
    answers = [errno.EAGAIN, errno.EMFILE, errno.ENOMEM, errno.ENFILE]
    spawns: list[BaseException] = [OSError(chance.choice(answers), "refused") for _ in range(3)]
    files: list[BaseException] = [OSError(errno.EMFILE, "refused"), MemoryError(), RuntimeError("no thread")]
    with _refusing(subprocess, "Popen", spawns), _refusing(sound_child, "connect", files):
        _send(scene, signal.SIGKILL)
        end = time.monotonic() + 8.0
        while (spawns or files) and time.monotonic() < end and not scene.player.over:
            time.sleep(0.02)


def _held(scene: Scene, _: random.Random) -> None:
    """Somebody else has the right to make sound, for a while."""
    _send(scene, signal.SIGKILL)
    end = time.monotonic() + 5.0
    while time.monotonic() < end:
        with contextlib.suppress(Busy), SoundLock(scene.folder):
            time.sleep(2.5)
            return


STRIKES = {
    "killed": _killed, "stopped": _stopped, "starved": _starved, "refused": _refused, "output held": _held,
}  # fmt: skip


class _Errors(logging.Handler):
    """Tracebacks that end in the log."""

    def __init__(self, tally: Tally) -> None:
        super().__init__(logging.ERROR)
        self._tally = tally

    def emit(self, record: logging.LogRecord) -> None:
        self._tally.tracebacks.append(record.getMessage())


@contextlib.contextmanager
def _traced(tally: Tally) -> Iterator[None]:
    """Every bug of a thread, and every traceback in the log, is a finding."""
    handler, log, before = _Errors(tally), logging.getLogger("kapguide"), threading.excepthook
    threading.excepthook = lambda bug: tally.tracebacks.append(f"{bug.exc_type.__name__} in {bug.thread}")
    log.addHandler(handler)
    try:
        yield
    finally:
        log.removeHandler(handler)
        threading.excepthook = before


def strike(folder: Path, state: str, how: str, chance: random.Random, tally: Tally) -> None:
    """Bring a player into `state`, strike, and see what becomes of it."""
    folder.mkdir()
    scene, what = Scene(folder), f"{how} while {state}"
    tally.tried += 1
    with _traced(tally):
        scene.player.start(0.0 if state == "starting" else 10.0)
        wanted = STATES[state](scene)
        struck = time.monotonic()
        STRIKES[how](scene, chance)
        if not _within(AGAIN_S, wanted):
            tally.lost.append(f"{what}: not so again: {scene.player.status()}")
        lack = time.monotonic() - struck
        named = scene.of(p.SoundRestarted) or scene.of(p.Fault) or scene.of(p.TrackBegan)
        if lack > TOLD_S and not named and state not in ("idle", "stopping"):
            tally.unnamed.append(f"{what}: {lack:.1f} s that nobody named")
        began = time.monotonic()
        if state != "stopping":
            scene.player.stop(0.1)
        scene.player.close()
        if time.monotonic() - began > CLOSED_S or not _within(3.0, scene.free):
            tally.lost.append(f"{what}: it does not end")
        if not _within(5.0, lambda: not [each for each in threading.enumerate() if each.name in THREADS]):
            tally.lost.append(f"{what}: a thread waits for ever")
        _send(scene, signal.SIGKILL)


def attack(folder: Path, seed: int) -> list[Tally]:
    """Every strike in every state."""
    chance, tallies = random.Random(seed), []
    for how in STRIKES:
        tally = Tally(f"sound process {how} in every state")
        for state in STATES:
            strike(folder / f"{how}-{state}".replace(" ", "-"), state, how, chance, tally)
        tallies.append(tally)
    return tallies


def _tone(folder: Path, name: str, hertz: float, seconds: float) -> p.Item:
    path = folder / f"{name}.wav"
    wave = 0.2 * np.sin(2 * np.pi * hertz * np.arange(round(seconds * RATE)) / RATE)
    soundfile.write(path, wave.astype(np.float32), RATE)
    return p.Item(name, str(path), name, crossfade_s=2.0)


def _within(seconds: float, condition: Callable[[], object]) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def _until(condition: Callable[[], object]) -> None:
    assert _within(20.0, condition), "the state to be struck in was never reached"
