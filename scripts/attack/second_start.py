"""A second start in every state of a session: the window that is open comes to the front, and its music plays on.

The sound process must be the same before and after, still in the same piece, and the second start must end by itself
with a sentence; where the first window is held up, the second says so and touches nothing.
"""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from attack.tally import Tally
from kapguide.audio.sound.link import Position
from kapguide.paths import Home
from kapguide.store.keys.vault import Cost
from kapguide.store.opening.setup import set_up
from kapguide.ui.window.second_start import CAME_FORWARD
from tests.support.practice import PASSPHRASE
from tests.support.small_session import small_practice
from tests.support.window_process import CHECKOUT, WindowProcess, second_start, sound_pids, until

WAYS: dict[str, list[str]] = {"started again": [], "started again to rehearse": ["rehearse"]}
LOCKS = ("", "window.lock", "kapguide.lock")
"""Which file somebody deletes before the second start; empty: none."""
HELD_UP_S = 10.0
"""A second start waits for 8 s."""


def attack(folder: Path, seed: int, states: tuple[str, ...] = ()) -> list[Tally]:
    """Every way of starting, with every lock deleted, in every state (or those that are named)."""
    named = {"first run": _first_run, "a session's way": _way, "a rehearsal": _rehearsal, "held up": _held_up}
    tally = Tally("second start, in every state")
    for name, play in named.items():
        if not states or name in states:
            home = Home(folder / name.replace(" ", "-").replace("'", "")).make()
            play(home, tally)
    return [tally]


def _first_run(home: Home, tally: Tally) -> None:
    with WindowProcess(home) as first:
        first.wait_for_screen("FirstRunScreen")
        _again(tally, home, "first run")
    waiting = Home(home.root / "waiting")
    set_up(waiting, PASSPHRASE, practice="Attacked", cost=Cost(1024, 1, 1))
    with WindowProcess(waiting) as first:
        first.unlock()
        first.wait_for_screen("RecoveryKeyScreen")
        _again(tally, waiting, "the recovery key on the screen")


def _way(home: Home, tally: Tally) -> None:
    """From the door to the note, and away while the music plays on."""
    protocol = small_practice(home, track_s=120.0)
    with WindowProcess(home) as first:
        first.wait_for_screen("UnlockScreen")
        _again(tally, home, "at the door")
        first.tell("unlock")
        first.wait_for_screen("TodayScreen")
        _again(tally, home, "on Today")
        first.tell(f'begin {{"client": "M-014", "protocol": "{protocol}"}}')
        first.wait_for_screen("LiveScreen")
        until(lambda: first.state()["item"])
        _again(tally, home, "in a session")
        first.tell("type m")
        _again(tally, home, "in a session, silent")
        first.tell("type m")
        first.tell("type l")
        _again(tally, home, "covered")
        first.tell("unlock")
        first.until_saved(1)
        first.end()
        until(lambda: not sound_pids(home))
        _again(tally, home, "on the note")
        assert first.quit() == 0
    until(lambda: not sound_pids(home))
    with WindowProcess(home) as first:
        first.begin(protocol)
        until(lambda: first.state()["item"])
        _closing(tally, home, first)


def _rehearsal(home: Home, tally: Tally) -> None:
    with WindowProcess(home) as first:
        first.wait_for_screen("FirstRunScreen")
        first.tell("rehearse")
        first.wait_for_screen("RehearseScreen")
        _again(tally, home, "before a rehearsal")
        first.tell("type \\n")
        first.wait_for_screen("RehearsalScreen")
        until(lambda: sound_pids(home) and _sounding(home))
        _again(tally, home, "in a rehearsal")
    for pid in sound_pids(home):
        os.kill(pid, signal.SIGKILL)


def _again(tally: Tally, home: Home, state: str) -> None:
    for way, arguments in WAYS.items():
        for deleted in LOCKS:
            what = f"{way}, {state}" + (f", {deleted} deleted" if deleted else "")
            (home.root / deleted).unlink(missing_ok=True) if deleted else None
            with _untouched(tally, home, what):
                ended = second_start(home, *arguments)
                if "Traceback" in ended.stderr:
                    tally.tracebacks.append(f"{what}: {ended.stderr[-300:]}")
                elif (ended.returncode, ended.stdout.strip()) != (0, CAME_FORWARD):
                    tally.unnamed.append(f"{what}: ended with {ended.returncode}: {ended.stdout}{ended.stderr}")


def _closing(tally: Tally, home: Home, first: WindowProcess) -> None:
    """Closed twice over a running session, whose music goes on; the second start waits, and then is its window."""
    what = "started again while it closes over a running session"
    with _untouched(tally, home, what):
        first.tell("quit")
        first.tell("quit")
        with _started(home) as second:
            first.ended()
            until(lambda: (home.root / "window.sock").exists())
            if second.poll() is not None:
                tally.lost.append(f"{what}: there is no window left")
    for pid in sound_pids(home):
        os.kill(pid, signal.SIGKILL)


def _held_up(home: Home, tally: Tally) -> None:
    """The first window is stopped: the second says so on a window of its own, and touches nothing."""
    protocol = small_practice(home, track_s=120.0)
    with WindowProcess(home) as first:
        first.begin(protocol)
        until(lambda: first.state()["item"])
        what = "started again while the window is held up in a session"
        os.kill(first.pid, signal.SIGSTOP)
        try:
            with (
                _untouched(tally, home, what),
                _started(home) as second,
                contextlib.suppress(subprocess.TimeoutExpired),
            ):
                second.wait(HELD_UP_S)
                tally.unnamed.append(f"{what}: ended with {second.returncode}")
        finally:
            os.kill(first.pid, signal.SIGCONT)
        if not first.state()["item"]:
            tally.lost.append(f"{what}: the first window has lost its music")
        first.end()
        assert first.quit() == 0


@contextlib.contextmanager
def _untouched(tally: Tally, home: Home, what: str) -> Iterator[None]:
    """Counts what is done in it; the sound must be the same process throughout, and come on all the time."""
    tally.tried += 1
    before, place = sound_pids(home), _sounding(home)
    yield
    if sound_pids(home) != before:
        tally.lost.append(f"{what}: the sound process is another")
    elif before and place and not _comes_on(home):
        tally.lost.append(f"{what}: the sound stands still")


def _comes_on(home: Home) -> bool:
    place = _sounding(home)
    with contextlib.suppress(AssertionError):
        until(lambda: _sounding(home) > place, 2.0)
        return True
    return False


def _sounding(home: Home) -> int:
    """How far the sound has come; 0 where there is none."""
    try:
        with contextlib.closing(Position(home.sound)) as position:
            return position.read()[0]
    except (OSError, ValueError):
        return 0


@contextlib.contextmanager
def _started(home: Home, *arguments: str) -> Iterator["subprocess.Popen[bytes]"]:
    """The program as a person starts it; killed afterwards."""
    process = subprocess.Popen(
        [sys.executable, "-m", "kapguide", *arguments],
        env=dict(os.environ, KAPGUIDE_HOME=str(home.root)),
        cwd=CHECKOUT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
