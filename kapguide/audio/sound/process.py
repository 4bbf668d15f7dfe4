"""The sound process itself: one folder, one voice, one window at a time, and music that goes on without any."""

import contextlib
import faulthandler
import gc
import logging
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kapguide.audio.sound import clocks, priority
from kapguide.audio.sound.link import FOLDER_IN_USE, Busy, LinkServer, Position, SoundLock, Wire, hang_up
from kapguide.audio.sound.way_in import WayIn
from kapguide.audio.sound.wire import CAP_S, MESSAGE_MAX, WireError, WireOutput, checked, packed, parse

log = logging.getLogger(__name__)

LOOK_S = 0.1
"""Between two looks at the outputs: short beside the time after which a still device counts as gone."""
AGAIN_S = 0.1
"""Before the next window is let in, when the system had nothing left for the last one."""
BEAT_S = 0.5
"""Between two heartbeats while nothing happens: whatever does is told at once, with a heartbeat."""
ALONE_S = 45 * 60.0
"""The music of a window that died plays on this long, if the clinic has not said otherwise."""
ALONE_FADE_S = 60.0
"""How gently it goes then."""
UNUSED_S = 10.0
"""A process that was never asked for music ends this long after its window."""
SETUP_S = 0.3
"""A window says this soon which outputs it wants; nobody opens the system's own in vain meanwhile."""
WELCOME_S = 3.0
"""The fade back up when a window comes while the music was leaving for want of one."""
DRAIN_S = 0.8
"""What the device still holds when the last frame was rendered."""
SWITCH_S = 0.0005
"""How soon a thread that decodes makes way for the one that plays."""
LOG_MAX = 200_000
"""Bytes: a longer log of tracebacks begins anew."""


class Window:
    """One connected window: its commands are read, its reports written, each on a thread of its own."""

    def __init__(self, wire: Wire, service: "Service") -> None:
        self._wire, self._service = wire, service
        self._news = threading.Condition()  # reports come from any thread; only `_write` may talk to the wire
        self._waiting: list[dict[str, Any]] = []
        self._news_there = False
        self._open = True
        self._last = False

    def run(self) -> None:
        """Talk until the window goes, or is sent away."""
        threading.Thread(target=self._write, name="write", daemon=True).start()
        priority.ask_later()  # what a hand changes is rendered anew on this thread
        while self._open:
            try:
                data = self._wire.recv_bytes(MESSAGE_MAX)
            except (EOFError, OSError):
                break
            if self._last:
                break
            self.tell(self._service.answer(data))
        with self._news:
            self._open = False
            self._news.notify()

    def tell(self, *messages: dict[str, Any]) -> None:
        """Send these now, in order, with all that has happened and a heartbeat behind them."""
        with self._news:
            self._waiting += messages
            self._news.notify()

    def wake(self) -> None:
        """Something happened: it is told without waiting for the next heartbeat. It may be called from any thread."""
        with self._news:
            self._news_there = True
            self._news.notify()

    def send_away(self) -> None:
        """Another window has taken over: say so and hang up."""
        with self._news:
            self._last = True
            self._waiting.append({"report": "taken_over"})
            self._news.notify()
        # A window that reads nothing any more cannot be told.
        timer = threading.Timer(1.0, hang_up, [self._wire])
        timer.daemon = True
        timer.start()

    def _write(self) -> None:
        try:
            with contextlib.suppress(OSError, ValueError):
                self._write_on()
        except Exception:
            log.exception("a window can be told nothing any more")
        self._open = False
        hang_up(self._wire)

    def _write_on(self) -> None:
        while self._open:
            with self._news:
                self._news.wait_for(lambda: self._waiting or self._news_there or not self._open, BEAT_S)
                messages, self._waiting, self._news_there = self._waiting, [], False
                last = self._last
            for message in messages if last else (*messages, *self._service.news(self)):
                self._wire.send_bytes(packed(message))
            if last:
                break


class Service:
    """What the commands do, and who may give them."""

    def __init__(self, position: Position) -> None:
        # With numpy and the decoders: a process that finds the folder in use has ended before they are loaded.
        from kapguide.audio.sound.decoders import open_decoder
        from kapguide.audio.sound.output import Outputs
        from kapguide.audio.sound.sequence import Sequence

        self._decoder = "auto"
        self._alone_for = ALONE_S
        self._window: Window | None = None
        self._sequence = Sequence(lambda path: open_decoder(path, self._decoder), self._wake)
        self._outputs = Outputs(self._sequence, self._report, self._write_position)
        self._told = threading.Event()
        self.positions = [position]
        self._excused_until = 0.0
        self._stumbled: set[str] = set()
        self._windows = threading.Lock()  # a second window may come while the first goes
        self._alone_since: float | None = time.monotonic()
        self._leaving = self._stopping = False
        self._own: deque[dict[str, Any]] = deque(maxlen=100)
        self._commands: dict[str, Callable[..., None]] = {
            "setup": self._setup,
            "programme": self._sequence.programme,
            "go": self._sequence.go,
            "fade": self._by_hand(self._sequence.fade),
            "level": self._by_hand(self._sequence.level),
            "cap": self._by_hand(self._cap),
            "duck": self._by_hand(self._sequence.duck),
            "voice": self._sequence.voice,
            "output_level": self._by_hand(self._outputs.level),
            "test_tone": self._outputs.test_tone,
            "chime": self._outputs.chime,
            "breath_chime": self._outputs.breath_chime,
            "status": lambda: None,  # its answer comes with a heartbeat, as every answer does
            "stop": self._by_hand(self._stop),
        }

    def _by_hand(self, command: Callable[..., None]) -> Callable[..., None]:
        """A command that is heard at once, not behind what the devices hold."""
        return lambda **arguments: self._outputs.by_hand(lambda: command(**arguments))

    def greet(self, wire: Wire) -> None:
        """A window has been let in: it steers from now on. Returns when it is gone."""
        window = Window(wire, self)
        with self._windows:
            before, self._window = self._window, window
            self._alone_since = None
            unheard = (report for report in self._sequence.reports() if report["report"] == "track_started")
            hello = {"report": "hello", "stopping": self._stopping, "begun": [report["item"] for report in unheard]}
            hello |= self._sequence.holdings()
            window.tell(hello | self._heartbeat() | {"report": "hello"})
        if before is not None:
            before.send_away()
        if self._leaving and not self._stopping:
            self._leaving = False
            self._sequence.stay(WELCOME_S)
        try:
            window.run()
        finally:  # however it went: music that nobody steers is counted as alone
            with self._windows:
                if self._window is window:
                    self._window = None
                    self._alone_since = time.monotonic()
            wire.close()

    def answer(self, data: bytes) -> dict[str, Any]:
        """Do what a message says; the answer to it."""
        number = None
        try:
            message = parse(data)
            number = message["n"] if isinstance(message.get("n"), int) else None
            name, arguments = checked(message)
            self._commands[name](**arguments)
        except WireError as error:
            return {"report": "answer", "n": number, "error": str(error)[:500]}
        except Exception as error:
            # Whatever this order met, the next one, which may be silence, is still to be heard.
            log.exception("an order failed")
            return {"report": "answer", "n": number, "error": type(error).__name__}
        return {"report": "answer", "n": number, "error": None}

    def news(self, window: Window) -> list[dict[str, Any]]:
        """What happened, and a heartbeat; nothing for a window that steers no longer: the next one is to hear it."""
        with self._windows:
            if window is not self._window:
                return []
            own = [self._own.popleft() for _ in range(len(self._own))]
            return [*own, *self._sequence.reports(), self._heartbeat()]

    def _heartbeat(self) -> dict[str, Any]:
        outputs = self._outputs
        told = self._sequence.snapshot(outputs.ahead_s)
        dropouts = {"dropouts": outputs.dropouts, "dropouts_s": outputs.silent_s}
        return {
            "report": "heartbeat",
            "output": outputs.name,
            "outputs": outputs.states(),
            **dropouts,
            **told,
        }

    def _report(self, name: str, **fields: Any) -> None:
        self._own.append({"report": name, **fields})
        self._wake()

    def _wake(self) -> None:
        window = self._window
        if window is not None:
            window.wake()

    def _setup(
        self,
        cap_db: float,
        decoder: str,
        alone_s: float,
        outputs: tuple[WireOutput | WireError, ...],
        when_unplugged: str,
    ) -> None:
        self._cap(cap_db)
        self._decoder, self._alone_for = decoder, alone_s
        self._outputs.wish(tuple(each for each in outputs if isinstance(each, WireOutput)), when_unplugged)
        self._told.set()
        if odd := [each for each in outputs if isinstance(each, WireError)]:
            raise WireError("; ".join(f"setup.{each}" for each in odd))

    def _cap(self, db: float) -> None:
        self._sequence.cap(db)
        self._outputs.cap(db, CAP_S)

    def _stop(self, seconds: float) -> None:
        self._stopping = self._leaving = True
        self._sequence.leave(seconds)

    def run(self, ended: threading.Event) -> None:
        """Look after the outputs until it is time to go."""
        self._told.wait(SETUP_S)
        while not ended.wait(LOOK_S):
            tended, looked = self._in_spite(self._outputs.tend), self._in_spite(self._sequence.look)
            if tended and looked:
                # As long as this goes round, a device that stands still is dealt with here.
                self._excused_until = clocks.awake() + 2 * LOOK_S
            self._in_spite(self._write_position)
            self._in_spite(self._look_alone)
            if self._leaving and self._sequence.gone:
                ended.wait(DRAIN_S)
                break

    def _in_spite(self, look: Callable[[], None]) -> bool:
        """Whether it went well. The devices play on their own threads: nothing that is met in looking after them may
        end the process."""
        try:
            look()
        except Exception:
            if look.__name__ not in self._stumbled:  # once, and not ten times a second
                self._stumbled.add(look.__name__)
                log.exception("looking after the sound was broken off")
            return False
        return True

    def _write_position(self) -> None:
        for position in self.positions:
            position.write(self._sequence.rendered, self._excused_until)

    def _look_alone(self) -> None:
        since = self._alone_since
        if since is None or self._leaving:
            return
        alone = time.monotonic() - since
        if alone > self._alone_for:
            self._leaving = True
            self._sequence.leave(min(ALONE_FADE_S, self._alone_for))
        elif alone > UNUSED_S and not self._sequence.begun:
            self._leaving = True
            self._sequence.leave(0.0)

    def quick_end(self) -> None:
        """Asked to end by the system: go within a second, without a click."""
        # Not on the thread that the signal interrupted: it may hold what this needs.
        threading.Thread(target=self._commands["stop"], kwargs={"seconds": 0.2}, name="stop", daemon=True).start()

    def close(self) -> bool:
        """Let go of files and devices; False when a device does not let go."""
        self._sequence.close()
        return self._outputs.close()


def main(folder: Path) -> int:
    """Play from `folder` until told to stop; FOLDER_IN_USE at once when another process does."""
    _stand_alone()
    log = _log(folder)
    faulthandler.enable(log)
    try:
        lock = SoundLock(folder)
    except Busy:
        return FOLDER_IN_USE
    with lock:
        position = Position(folder, create=True)
        service = Service(position)
        way_in = WayIn(folder, lock, lambda server: _serve(server, service), service.positions.append)
        ended = threading.Event()
        signal.signal(signal.SIGTERM, lambda _number, _frame: service.quick_end())
        threading.Thread(target=way_in.watch, args=[ended], name="way in", daemon=True).start()
        gc.freeze()
        sys.setswitchinterval(SWITCH_S)
        service.run(ended)
        ended.set()
        way_in.close()
        if not service.close():
            # A device that never returns would hold up the end of the interpreter as well.
            os._exit(0)
        return 0


def _serve(server: LinkServer, service: Service) -> None:
    """Let windows in until it is closed, whatever the system answers to one of them."""
    while not server.closed.is_set():
        try:
            wire = server.accept()
            threading.Thread(target=_admit, args=[server, service, wire], name="window", daemon=True).start()
        except (OSError, RuntimeError, MemoryError, EOFError):  # no descriptor or no thread left: later, perhaps
            server.closed.wait(AGAIN_S)


def _admit(server: LinkServer, service: Service, wire: Wire) -> None:
    if server.let_in(wire):
        service.greet(wire)


def _stand_alone() -> None:
    """Out of the reach of the window's terminal, its signals and its end, and a little ahead of other processes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        with contextlib.suppress(PermissionError):
            os.setsid()
    priority.process_ahead()


def _log(folder: Path) -> Any:
    """Where tracebacks go."""
    path = folder / "errors.log"
    long = path.exists() and path.stat().st_size > LOG_MAX
    path.touch(0o600)
    file = path.open("w" if long else "a", encoding="utf-8")
    sys.stderr = file
    return file
