"""The player that is heard: steers the sound process, takes over one that plays, and puts it back when it dies."""

import contextlib
import logging
import threading
import time
from pathlib import Path
from typing import Any

import msgspec

from kapguide.audio import player as p
from kapguide.audio.sound import clocks
from kapguide.audio.sound.link import Position, Unreachable
from kapguide.audio.sound.wire import FLOOR_DB
from kapguide.audio.sound_child import END_S, Child, Talk

log = logging.getLogger(__name__)

LOOK_S = 0.05
STILL_S = 0.6
"""Sound that stands still this long by the awake clock is dead, whatever its process says."""
GLANCE_S = 0.15
"""No look counts for more than this: a window that was held up itself accuses nobody."""
AGAIN_S = 2.0
"""Pause before the next attempt when the process could not be started."""
BACK_S = 0.3
"""The fade up at the same place after a restart."""
LEVEL_S = 0.5


class _Going(msgspec.Struct, frozen=True):
    """A `go` of which nothing has been heard yet."""

    item: str
    seconds: float
    at_s: float
    from_s: float


class _Wanted(msgspec.Struct):
    """What the sound should be: what a new process is told. `fade_ends` is by the monotonic clock."""

    programme: p.Programme = p.Programme(())
    level_db: float = 0.0
    duck_db: float = 0.0
    fade_db: float = 0.0
    fade_ends: float = 0.0
    going: _Going | None = None


class SoundProcess:
    """A player in a process of its own, which goes on when this one dies. `on_report` is called on a foreign thread.

    `cap_db` is the clinic's cap in dB of full scale (-60 to 0), `alone_s` how long the music plays on without a window,
    `outputs` and `when_unplugged` are as in Player.outputs. Under a voice the music is lowered by `duck_db` in
    `duck_down_s`, and is back after `duck_up_s`; these three can be set at any time.
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
    ) -> None:
        self._folder, self._on_report = folder, on_report
        self._outputs = outputs
        self._lowered: dict[str, float] = {}
        self.begun_alone: tuple[str, ...] = ()
        """The items that began in a process that was taken over, while no window heard of it."""
        self._setup = {"cap_db": cap_db, "decoder": decoder, "alone_s": alone_s, "when_unplugged": when_unplugged}
        self.duck_db, self.duck_down_s, self.duck_up_s = duck_db, duck_down_s, duck_up_s
        self._child = Child(folder)
        self._lock = threading.RLock()
        self._starting = threading.Lock()
        self._talk: Talk | None = None
        self._status = p.Status()
        self._wanted = _Wanted()
        self._lost_at: float | None = None
        self._resuming = ""
        self._over = threading.Event()
        """This player has let go: it was detached or closed, its process has stopped, or another window took over."""
        self._taken = self._took_over = False
        self._stops_at: float | None = None
        self._supervisor: threading.Thread | None = None

    # --- life ----------------------------------------------------------------------------------------------

    def start(self) -> bool:
        """Take over the process that is playing from the folder, or start one; True when it was taken over.

        Again while it runs, or while another thread starts it: the same answer, and nothing happens. After a `stop`: a
        new process, at once. When none can be started, a Fault is reported and it is tried again for as long as this
        player lives.
        """
        with self._starting:
            if self._stops_at is not None:
                self.detach()
                self._stops_at, self._wanted, self._status, self._lowered = None, _Wanted(), p.Status(), {}
            if self._supervisor is None or not self._supervisor.is_alive():
                self._over.clear()
                self._taken = False
                self._took_over = self._connect()
                self._supervisor = threading.Thread(target=self._supervise, name="sound supervisor", daemon=True)
                self._supervisor.start()
            return self._took_over

    def detach(self) -> None:
        """Let go and leave it playing: the next start takes it over."""
        self._over.set()
        if self._supervisor is not None:
            self._supervisor.join(END_S)

    def stop(self, seconds: float) -> None:
        with self._lock:
            self._stops_at = time.monotonic() + seconds
            self._send("stop", seconds=seconds)

    def close(self) -> None:
        if self._supervisor is None or (self._over.is_set() and self._stops_at is None):
            return
        if self._stops_at is None:
            self.stop(0.0)
        self._supervisor.join(max(0.0, (self._stops_at or 0.0) - time.monotonic()) + END_S)
        self.detach()
        if not self._taken and not self._child.wait(END_S):
            self._child.kill()

    # --- the player ----------------------------------------------------------------------------------------

    def programme(self, programme: p.Programme) -> None:
        with self._lock:
            self._wanted.programme = programme
            self._send("programme", **_plain(programme))

    def go(self, item_id: str, seconds: float, at_s: float = 0.0, from_s: float = 0.0) -> None:
        with self._lock:
            self._wanted.going = _Going(item_id, seconds, at_s, from_s) if item_id else None
            self._send("go", item=item_id, seconds=seconds, at_s=at_s, from_s=from_s)

    def fade(self, to_silence: bool, seconds: float) -> None:
        with self._lock:
            self._wanted.fade_db = FLOOR_DB if to_silence else 0.0
            self._wanted.fade_ends = time.monotonic() + seconds
            self._send("fade", to_db=self._wanted.fade_db, seconds=seconds)

    def level(self, db: float) -> None:
        with self._lock:
            self._wanted.level_db = db
            self._send("level", db=db, seconds=LEVEL_S)

    def duck(self, db: float, seconds: float) -> None:
        with self._lock:
            self._wanted.duck_db = db
            self._send("duck", db=db, seconds=seconds)

    def voice(self, path: str, gain_db: float = 0.0) -> None:
        with self._lock:
            duck = {"duck_db": self.duck_db, "down_s": self.duck_down_s, "up_s": self.duck_up_s}
            self._send("voice", path=path, gain_db=gain_db, **duck)

    def outputs(self, outputs: tuple[p.Output, ...], when_unplugged: str = p.MUTE) -> None:
        with self._lock:
            self._outputs, self._setup["when_unplugged"] = outputs, when_unplugged
            if self._talk is not None:
                self._send("setup", **self._told())

    def output_level(self, role: str, db: float) -> None:
        with self._lock:
            self._lowered[role] = db
            for output in p.lowered(self._outputs, self._lowered):
                if output.role == role:
                    self._send("output_level", role=role, db=output.level_db, seconds=LEVEL_S)

    def test_tone(self, role: str, seconds: float) -> None:
        with self._lock:
            self._send("test_tone", role=role, seconds=seconds)

    def chime(self, path: str = "", gain_db: float = 0.0) -> None:
        with self._lock:
            self._send("chime", path=path, gain_db=gain_db)

    def cap(self, db: float) -> None:
        """The clinic's cap, dB of full scale."""
        with self._lock:
            self._setup["cap_db"] = db
            self._send("cap", db=db)

    def item(self, item_id: str) -> p.Item | None:
        return self._wanted.programme.item(item_id)

    def status(self) -> p.Status:
        if self._talk is None:
            return msgspec.structs.replace(self._status, state="silent", output=p.SILENT_OUTPUT)
        return self._status

    def _told(self) -> dict[str, Any]:
        outputs = p.lowered(self._outputs, self._lowered)
        return self._setup | {"outputs": [msgspec.to_builtins(output) for output in outputs]}

    def _send(self, do: str, **fields: Any) -> None:
        """Say it now; when nobody listens, `_wanted` is what a new process will be told."""
        if self._talk is not None and not self._over.is_set():
            self._talk.send(do, n=0, **fields)

    # --- what is heard -------------------------------------------------------------------------------------

    def _hear(self, message: dict[str, Any]) -> None:
        match message.pop("report"):
            case "heartbeat":
                self._status = msgspec.convert(message, p.Status)
            case "answer":
                if message["error"]:
                    self._say(p.Fault("refused", message["error"]))
            case "track_started":
                self._track_started(message["item"])
            case "track_ended":
                self._say(p.TrackEnded(self._item(message["item"])))
            case "voice_ended":
                self._say(p.VoiceEnded())
            case "fault":
                self._say(p.Fault(message["code"], message["detail"], message["item"]))
            case "chime_ended":
                self._say(p.ChimeEnded(message["heard"]))
            case "output_lost":
                self._say(p.OutputLost(message["role"], message["output"], message["then"]))
            case "output_back":
                back = message["after_ms"], message["role"], message["output"], message["moved"]
                self._say(p.OutputBack(*back))
            case "taken_over":
                self._taken = True
                self._over.set()
                self._say(p.TakenOver())

    def _track_started(self, item_id: str) -> None:
        """An item that sounds again at its old place has not started: the sound has."""
        with self._lock:
            resumed = self._lost_at is not None and self._resuming == item_id
            going = self._wanted.going
            if resumed and going is not None and going.item != item_id:
                self._send("go", **msgspec.structs.asdict(going))
            else:
                self._wanted.going = None
            self._say_restarted()
        if not resumed:
            self._say(p.TrackStarted(self._item(item_id)))

    def _say_restarted(self) -> None:
        if self._lost_at is not None:
            self._say(p.SoundRestarted(round((time.monotonic() - self._lost_at) * 1000)))
            self._lost_at = None

    def _item(self, item_id: str) -> p.Item:
        """The item of that id, or a bare one when the programme has moved on."""
        return self._wanted.programme.item(item_id) or p.Item(item_id, "", item_id)

    def _say(self, report: p.Report) -> None:
        try:
            self._on_report(report)
        except Exception:
            # The supervision of the sound must survive whoever listens to it.
            log.exception("a sound report was not taken")

    # --- supervision ---------------------------------------------------------------------------------------

    def _supervise(self) -> None:
        """Watch the process until this player lets go; put it back when it is dead."""
        while not self._over.is_set():
            talk = self._talk
            if talk is None:
                if self._over.wait(AGAIN_S) or self._stops_at is not None:
                    break
            else:
                self._watch(talk)
                with self._lock:
                    self._talk = None
                talk.close(patience=1.0)
                if self._over.is_set() or self._stops_at is not None:
                    break
                self._lost_at = time.monotonic()
                log.warning("the sound process is gone")
            self._connect()
        self._over.set()

    def _watch(self, talk: Talk) -> None:
        """Until the connection ends; a process whose sound stands still is ended."""
        with contextlib.closing(Position(self._folder)) as position:
            still, looked, before = 0.0, clocks.awake(), -1
            while not talk.ended.wait(LOOK_S) and not self._over.is_set():
                now = clocks.awake()
                rendered, excused_until = position.read()
                moved = rendered != before or now < excused_until
                still = 0.0 if moved else still + min(now - looked, GLANCE_S)
                looked, before = now, rendered
                if still > STILL_S:
                    log.warning("the sound stood still")
                    self._child.kill()
                    return

    def _connect(self) -> bool:
        """Reach a process and tell it what is wanted, or learn it from one that plays: then True."""
        try:
            talk, hello, new = self._child.reach(self._over)
        except Unreachable as error:
            self._say(p.Fault("no_process", str(error)))
            return False
        with self._lock:
            self.begun_alone = tuple(hello.pop("begun"))
            if not new:
                self._adopt(hello)
            talk.send("setup", n=0, **self._told())
            if new:
                self._restore(talk)
            self._talk = talk
        threading.Thread(target=talk.listen, args=[self._hear], name="sound reports", daemon=True).start()
        return not new

    def _adopt(self, hello: dict[str, Any]) -> None:
        """Learn what a running process plays."""
        items = msgspec.convert(hello.pop("programme"), tuple[p.Item, ...])
        self._status = was = msgspec.convert(hello, p.Status)
        programme = p.Programme(items, hello["repeat_from"])
        # Nobody turns up an output that a person has turned down.
        heard = {output.role: output.level_db for output in was.outputs}
        self._lowered |= {
            output.role: min(0.0, heard[output.role] - output.level_db)
            for output in self._outputs
            if output.role in heard
        }
        fade_db = was.fade_db if was.fade_s == 0.0 else self._wanted.fade_db
        self._wanted = _Wanted(programme, level_db=was.master_db, duck_db=was.duck_db, fade_db=fade_db)
        if was.going:
            item = programme.item(was.going)
            seconds = item.crossfade_s if item is not None else BACK_S
            self._wanted.going = _Going(was.going, seconds, 0.0, was.going_from_s)
        self._lost_at = None

    def _restore(self, talk: Talk) -> None:
        """Put a new process where the old one was."""
        wanted, was = self._wanted, self._status
        talk.send("level", n=0, db=wanted.level_db, seconds=0.0)
        talk.send("duck", n=0, db=wanted.duck_db, seconds=0.0)
        talk.send("fade", n=0, to_db=was.fade_db, seconds=0.0)
        talk.send("fade", n=0, to_db=wanted.fade_db, seconds=max(0.0, wanted.fade_ends - time.monotonic()))
        if wanted.programme.items:
            talk.send("programme", n=0, **_plain(wanted.programme))
        item, at_s = was.item, was.position_s
        if wanted.going is not None and (was.position_s >= wanted.going.from_s or not was.item):
            item, at_s = wanted.going.item, wanted.going.at_s
        if item and wanted.programme.items and wanted.programme.item(item) is None:
            item, at_s = wanted.programme.items[0].id, 0.0
        if wanted.programme.item(item) is None:
            self._say_restarted()
            return
        self._resuming = was.item
        talk.send("go", n=0, item=item, seconds=BACK_S, at_s=at_s, from_s=0.0)


def _plain(programme: p.Programme) -> dict[str, Any]:
    return {"items": [msgspec.to_builtins(item) for item in programme.items], "repeat_from": programme.repeat_from}
