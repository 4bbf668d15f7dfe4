"""The player that is heard: what is wanted of the sound, told to a process that plays it and outlives the window."""

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from kapguide.audio.player import player as p
from kapguide.audio.player.child import END_S, Child, NotOurs, Talk
from kapguide.audio.player.supervisor import FAILED, Supervisor
from kapguide.audio.player.wanted import LEVEL_S, PendingGo, ProcessHas, Wanted, WantedFade, WantedLine, plain, said
from kapguide.audio.sound.wire import FLOOR_DB, HELD_UP

log = logging.getLogger(__name__)

TELL_S = 1.0
"""Sound that cannot be reached is said after this long; what is back sooner is only said to be back."""


class SoundPlayer:
    """A player in a process of its own, which goes on when this one dies. `on_report` is called on a foreign thread.

    `cap_db` is the clinic's cap in dB of full scale (-60 to 0), `alone_s` how long the music plays on without a window
    (0: it ends with its window), `outputs` and `when_unplugged` are as in Player.outputs. Under a voice the music is
    lowered by `duck_db` in `duck_down_s`, and is back after `duck_up_s`; these three can be set at any time.

    `mine` tells whether the sound of the folder is this window's: then it is taken back from whoever takes it. Without
    `mine` the last one that comes steers it. `adopts`: music that plays already is taken over; else it is ended.
    """

    def __init__(
        self,
        folder: Path,
        on_report: p.Hear,
        *,
        cap_db: float = 0.0,
        decoder: str = "auto",
        alone_s: float = 45 * 60.0,
        outputs: tuple[p.Output, ...] = (),
        when_unplugged: str = p.MUTE,
        duck_db: float = -12.0,
        duck_down_s: float = 0.8,
        duck_up_s: float = 2.0,
        mine: Callable[[], bool] | None = None,
        adopts: bool = True,
    ) -> None:
        self._on_report = on_report
        self._outputs = outputs
        self._lowered: dict[str, float] = {}
        self.begun_alone: tuple[str, ...] = ()
        """The items that began in a process that was taken over, while no window heard of it."""
        self._setup = {"cap_db": cap_db, "decoder": decoder, "alone_s": alone_s, "when_unplugged": when_unplugged}
        self.duck_db, self.duck_down_s, self.duck_up_s = duck_db, duck_down_s, duck_up_s
        self._child = Child(folder, mine or (lambda: True), adopts)
        self._mine = mine
        self._lock = threading.RLock()
        self._wanted = Wanted()
        self._lines = 0
        self._talk: Talk | None = None
        self._told_at = 0.0
        self._status = self._was = p.Status()
        """The latest, told at `_told_at`, and the latest in which something sounded: where a new process goes on."""
        self._resuming = ""
        """The item that a new process was told to go on with: that it begins is nothing new."""
        self._missing_since: float | None = None
        """Since when what is wanted cannot be heard, by the monotonic clock; None while all is well."""
        self._said_missing = self._was_there = self._took_over = self._started = self._over = False
        self._tried = threading.Event()
        """The first attempt to reach a process has come to an end, either way."""
        self._supervisor: Supervisor | None = None

    # --- life ----------------------------------------------------------------------------------------------

    def start(self, patience_s: float = 0.0) -> bool:
        """Have what is wanted heard from now on. Returns at once, whatever the system does; see `went_on`."""
        with self._lock:
            if not self._started:
                self._started, self._missing_since = True, time.monotonic()
            self._supervise()
        return self.went_on(patience_s)

    def went_on(self, patience_s: float = 0.0) -> bool:
        """Whether music that played already was taken over, as far as that is known within `patience_s`."""
        self._tried.wait(patience_s)
        return self._took_over

    @property
    def over(self) -> bool:
        """It was never started, or has let go: nothing that it does is heard any more."""
        return self._over or not self._started

    @property
    def stops(self) -> bool:
        """All of it was asked to end."""
        return self._wanted.stops_at is not None

    def detach(self) -> None:
        """Let go and leave it playing: the next start takes it over."""
        if self._supervisor is not None:
            self._supervisor.let_go(END_S)

    def stop(self, seconds: float) -> None:
        with self._lock:
            self._wanted.stops_at = time.monotonic() + seconds
            self._send("stop", seconds=seconds)

    def close(self) -> None:
        supervisor = self._supervisor
        if supervisor is None or self._over:
            return
        if self._wanted.stops_at is None:
            self.stop(0.0)
        supervisor.join(max(0.0, (self._wanted.stops_at or 0.0) - time.monotonic()) + 2 * END_S)
        if supervisor.at_work:
            supervisor.let_go(END_S)
            self._child.kill()

    def _takes_back(self) -> bool:
        return self._mine is not None and self._mine()

    def _supervise(self) -> None:
        """Have somebody look after the sound; when there is no thread for it, the next command tries again."""
        if self._over or (self._supervisor is not None and self._supervisor.at_work):
            return
        supervisor = Supervisor(
            self._child,
            stops_at=lambda: self._wanted.stops_at,
            reached=self._reached,
            heard=self._heard,
            lost=self._lost,
            unreachable=self._unreachable,
            ended=self._ended,
            takes_back=self._takes_back,
        )
        try:
            supervisor.start()
            self._supervisor = supervisor
        except RuntimeError as error:
            self._unreachable(error)

    # --- the player ----------------------------------------------------------------------------------------

    def programme(self, programme: p.Programme) -> None:
        with self._lock:
            self._wanted.programme = programme
            if programme.items:
                self._send("programme", **plain(programme))

    def go(self, item_id: str, seconds: float, at_s: float = 0.0, from_s: float = 0.0) -> None:
        with self._lock:
            going = PendingGo(item_id, seconds, at_s, from_s)
            self._wanted.going = going if item_id else None
            self._send("go", **msgspec.structs.asdict(going))

    def fade(self, to_silence: bool, seconds: float) -> None:
        with self._lock:
            self._wanted.fade = WantedFade(FLOOR_DB if to_silence else 0.0, time.monotonic() + seconds)
            self._send("fade", to_db=self._wanted.fade.to_db, seconds=seconds)

    def level(self, db: float) -> None:
        with self._lock:
            self._wanted.level_db = db
            self._send("level", db=db, seconds=LEVEL_S)

    def duck(self, db: float, seconds: float) -> None:
        with self._lock:
            self._wanted.duck_db = db
            self._send("duck", db=db, seconds=seconds)

    def voice(self, path: str, gain_db: float = 0.0, at_s: float = 0.0) -> None:
        with self._lock:
            line = self._wanted.line
            if path:
                self._lines += 1
                line = self._wanted.line = WantedLine(self._lines, path, gain_db, at_s)
            elif line is not None:
                line = self._wanted.line = msgspec.structs.replace(line, cut=True)
            if line is not None:
                self._send("voice", **said(line.number, path, gain_db, at_s))

    def outputs(self, outputs: tuple[p.Output, ...], when_unplugged: str = p.MUTE) -> None:
        with self._lock:
            self._outputs, self._setup["when_unplugged"] = outputs, when_unplugged
            self._send("setup", **self._told())

    def output_level(self, role: str, db: float) -> None:
        with self._lock:
            self._lowered[role] = db
            for output in p.lowered(self._outputs, self._lowered):
                if output.role == role:
                    self._send("output_level", role=role, db=output.level_db, seconds=LEVEL_S)

    def test_tone(self, role: str, seconds: float) -> None:
        with self._lock:
            if not self._send("test_tone", role=role, seconds=seconds) and seconds:
                self._say(p.Fault("refused", "the sound is not there yet"))

    def chime(self, path: str = "", gain_db: float = 0.0) -> None:
        with self._lock:
            if not self._send("chime", path=path, gain_db=gain_db):
                self._say(p.ChimeEnded(False))

    def breath_chime(self, role: str, hertz: float) -> None:
        with self._lock:
            self._send("breath_chime", role=role, hertz=hertz)

    def cap(self, db: float) -> None:
        """The clinic's cap, dB of full scale."""
        with self._lock:
            self._setup["cap_db"] = db
            self._send("cap", db=db)

    def item(self, item_id: str) -> p.Item | None:
        return self._wanted.item(item_id)

    def status(self) -> p.Status:
        if self._talk is not None:
            return self._status.after(time.monotonic() - self._told_at)
        heard_on = p.SILENT_OUTPUT if self._tried.is_set() else ""
        return msgspec.structs.replace(self._status, state="silent", output=heard_on)

    def _told(self) -> dict[str, Any]:
        outputs = p.lowered(self._outputs, self._lowered)
        return self._setup | {"outputs": [msgspec.to_builtins(output) for output in outputs]}

    def _send(self, do: str, **fields: Any) -> bool:
        """Say it now; when nobody listens, `_wanted` is what will be told, as soon as somebody does. False then."""
        if not self._started or self._over:
            return False
        if self._talk is None:
            self._supervise()
            if self._supervisor is not None:
                self._supervisor.wake()
            return False
        self._step(self._talk, do, fields)
        return True

    def _step(self, talk: Talk, do: str, fields: dict[str, Any]) -> None:
        """One command over one connection; what cannot be said keeps no other from being told."""
        if do == "voice":
            fields |= {"duck_db": self.duck_db, "down_s": self.duck_down_s, "up_s": self.duck_up_s}
            if self._wanted.line is not None:
                self._wanted.line = msgspec.structs.replace(self._wanted.line, told=True)
        try:
            talk.send(do, **fields)
        except ValueError as error:
            log.warning("a sound command cannot be said: %s", error)
            self._say(p.Fault("refused", str(error)))

    # --- what is heard -------------------------------------------------------------------------------------

    def _heard(self, talk: Talk, message: dict[str, Any]) -> None:
        """A report that came over `talk`; what comes late over one that was given up is nothing."""
        if talk is not self._talk:
            return
        match message.pop("report"):
            case "heartbeat":
                self._status, self._told_at = msgspec.convert(message, p.Status), time.monotonic()
                self._was = self._status if self._status.item else self._was
            case "answer":
                if message["error"]:
                    self._say(p.Fault("refused", message["error"]))
            case "track_started":
                self._track_started(message["item"])
            case "track_ended":
                self._say(p.TrackEnded(self._item(message["item"])))
            case "voice_ended":
                self._line_ended(message["number"], message["heard"])
            case "fault":
                if message["code"] == HELD_UP:
                    log.warning("the sound process was held up: silent for %s", message["detail"])
                self._say(p.Fault(message["code"], message["detail"], message["item"]))
            case "chime_ended":
                self._say(p.ChimeEnded(message["heard"]))
            case "output_lost":
                self._say(p.OutputLost(message["role"], message["output"], message["then"]))
            case "output_back":
                back = message["after_ms"], message["role"], message["output"], message["moved"]
                self._say(p.OutputBack(*back))
            case "taken_over":
                if self._wanted.stops_at is None:
                    self._say(p.TakenOver(self._takes_back()))

    def _track_started(self, item_id: str) -> None:
        """An item that sounds again at its old place has not started: the sound has."""
        with self._lock:
            resumed, self._resuming = self._resuming == item_id, ""
            going = self._wanted.going
            if resumed and going is not None and going.item != item_id:
                self._send("go", **msgspec.structs.asdict(going))
            else:
                self._wanted.going = None
            self._wanted.sounds = item_id
            self._say_restarted()
        if not resumed:
            self._say(p.TrackBegan(self._item(item_id)))

    def _line_ended(self, number: int, heard: bool) -> None:
        """A line that was replaced meanwhile does not end the next one."""
        with self._lock:
            line = self._wanted.line
            if line is None or line.number != number:
                return
            self._wanted.line = None
        self._say(p.VoiceDone(heard))

    def _say_restarted(self) -> None:
        missing, told = self._missing_since, self._said_missing
        self._missing_since, self._said_missing = None, False
        if missing is not None and (self._was_there or told):
            self._say(p.SoundRestarted(round((time.monotonic() - missing) * 1000)))

    def _item(self, item_id: str) -> p.Item:
        """The item of that id, or a bare one when the programme has moved on."""
        return self._wanted.item(item_id) or p.Item(item_id, "", item_id)

    def _say(self, report: p.Report) -> None:
        try:
            self._on_report(report)
        except Exception:
            # The supervision of the sound must survive whoever listens to it.
            log.exception("a sound report was not taken")

    # --- what the supervisor tells -------------------------------------------------------------------------

    def _reached(self, talk: Talk, held: ProcessHas) -> None:
        """Compare what a process has with what is wanted, and tell it the difference."""
        with self._lock:
            wanted, was = self._wanted, self._was
            adopted = wanted.programme is None and not held.blank
            if adopted:
                self._keep_lowered(held)
                self.begun_alone = held.begun
            wanted.adopt(held)
            self._lines = max(self._lines, held.line)
            if wanted.line_is_over(held):
                wanted.line = None
                self._say(p.VoiceDone(heard=False))
            self._resuming = wanted.sounds if held.blank and wanted.resumes(was)[0] == wanted.sounds else ""
            self._step(talk, "setup", self._told())
            for do, fields in wanted.steps(held, was, time.monotonic()):
                self._step(talk, do, fields)
            self._status, self._told_at, self._talk = held.status, time.monotonic(), talk
            if not adopted:
                for item_id in held.begun:
                    self._track_started(item_id)
            if not self._resuming:
                self._say_restarted()
            self._took_over |= adopted
            self._was_there = True
        self._tried.set()
        self._say(p.Reached(adopted))

    def _keep_lowered(self, held: ProcessHas) -> None:
        """Nobody turns up an output that a person has turned down."""
        heard = {output.role: output.level_db for output in held.status.outputs}
        self._lowered |= {
            output.role: min(0.0, heard[output.role] - output.level_db)
            for output in self._outputs
            if output.role in heard
        }

    def _lost(self, taken: bool) -> None:
        """The connection has ended: taken by another window, given up, or because the process died."""
        with self._lock:
            if self._talk is not None:
                self._was = self._was.after(time.monotonic() - self._told_at)
            self._talk = None
            if not taken and self._missing_since is None:
                self._missing_since = time.monotonic()

    def _unreachable(self, error: Exception) -> None:
        """An attempt has failed. A line that waited for it is over: it would come too late."""
        with self._lock:
            since = self._missing_since = self._missing_since or time.monotonic()
            line, self._wanted.line = self._wanted.line, None
            late = isinstance(error, NotOurs) or time.monotonic() - since >= TELL_S
            say = late and not self._said_missing and self._wanted.stops_at is None
            self._said_missing |= say
        if line is not None:
            self._say(p.VoiceDone(heard=False))
        if say:
            self._say(p.Fault("not_ours" if isinstance(error, NotOurs) else "no_process", str(error)))
        self._tried.set()

    def _ended(self, how: str) -> None:
        """The supervisor's thread ends; by a bug that it does not know, the next command begins a new one."""
        with self._lock:
            self._talk = None
            self._over = how != FAILED
            line, self._wanted.line = self._wanted.line, None
        if line is not None:
            self._say(p.VoiceDone(heard=False))
        if how == FAILED:
            self._say(p.Fault("no_process", "the supervision has ended"))
        self._tried.set()
