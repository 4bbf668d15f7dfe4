"""Hands on the music at random moments, in bursts: the mix stays within 3 dB of the music, whatever is pressed when.

A whole session with its director and its mixer, by a clock of its own and without a device. The pieces are noise of one
level, each its own, so that a window of the mix has the power of what sounds in it.
"""

import random
import traceback
import zlib
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from attack.tally import Tally
from kapguide.audio.planning.director import Director
from kapguide.audio.player.player import Hear, Item, Output, Programme, Status
from kapguide.audio.player.reports import Fault, TrackBegan, VoiceDone
from kapguide.audio.playlists.playlist import Playlist
from kapguide.audio.sound.decoder import Block, Decoder
from kapguide.audio.sound.ramps import RATE
from kapguide.audio.sound.sequence import Sequence
from kapguide.audio.sound.wire import FLOOR_DB, MUTE, WireError, WireTrack
from kapguide.audio.track import Labels
from kapguide.audio.track import Track as Piece
from kapguide.session import commands as c
from kapguide.session.engine import Refused
from kapguide.settings import SoundSettings
from kapguide.spans import MINUTE
from tests.audio.planning.test_blocks import musical
from tests.audio.rendering import read_ahead, waiting
from tests.audio.sounds import wait_until
from tests.support.plans import Room

SESSIONS = 40
BURSTS = 6
WITHIN_DB = 3.0
LOUD = 0.05
ENTRANCE_S = 12.0
STEP_MS = 50
WINDOW = RATE * STEP_MS // 1000
SLOTS = (("arrive", 1), ("onset", 2), ("build", 4), ("peak", 5), ("return", 2))


class Noise:
    """A decoder of noise that is the same at the same place each time."""

    def __init__(self, name: str, seconds: float) -> None:
        self.rate, self.channels = RATE, 1
        self.length: int | None = round(seconds * RATE)
        self._name, self._at = zlib.crc32(name.encode()), 0

    def read(self, frames: int) -> Block:
        place, inside = divmod(self._at, RATE)
        count = max(0, min(frames, RATE - inside, (self.length or 0) - self._at))
        whole = np.random.default_rng((self._name, place)).standard_normal(RATE, np.float32)
        self._at += count
        return LOUD * whole[inside : inside + count, None]

    def seek(self, frame: int) -> None:
        self._at = min(frame, self.length or 0)

    def close(self) -> None:
        self._at = self.length or 0


class Rendered:
    """A player whose sound is kept: every step of time is rendered when it passes."""

    def __init__(self, hear: Hear, lengths: dict[str, float]) -> None:
        self._hear, self._lengths = hear, lengths
        self._items: dict[str, Item] = {}
        self.sequence = Sequence(self._open)
        self.powers: list[float] = []

    def _open(self, path: str) -> Decoder:
        return Noise(path, self._lengths[path])

    def programme(self, programme: Programme) -> None:
        self._items |= {item.id: item for item in programme.items}
        tracks = tuple(WireTrack(**msgspec.to_builtins(item)) for item in programme.items)
        self.sequence.programme(tracks, programme.repeat_from)

    def go(self, item_id: str, seconds: float, at_s: float = 0.0, from_s: float = 0.0) -> None:
        try:
            self.sequence.go(item_id, seconds, at_s, from_s)
        except WireError as error:
            self._hear(Fault("refused", str(error)))

    def fade(self, to_silence: bool, seconds: float) -> None:
        self.sequence.fade(FLOOR_DB if to_silence else 0.0, seconds)

    def level(self, db: float) -> None:
        self.sequence.level(db, 0.5)

    def duck(self, db: float, seconds: float) -> None:
        self.sequence.duck(db, seconds)

    def voice(self, path: str, gain_db: float = 0.0, at_s: float = 0.0) -> None:
        self._hear(VoiceDone())

    def outputs(self, outputs: tuple[Output, ...], when_unplugged: str = MUTE) -> None: ...
    def output_level(self, role: str, db: float) -> None: ...
    def test_tone(self, role: str, seconds: float) -> None: ...
    def chime(self, path: str = "", gain_db: float = 0.0) -> None: ...
    def breath_chime(self, role: str, hertz: float) -> None: ...
    def stop(self, seconds: float) -> None: ...

    def item(self, item_id: str) -> Item | None:
        return self._items.get(item_id)

    def status(self) -> Status:
        return msgspec.convert(self.sequence.snapshot(), Status)

    def close(self) -> None:
        self.sequence.close()

    def step(self) -> list[dict[str, Any]]:
        """Render one step, with every file read in time; what was told meanwhile."""
        for deck in self.sequence.mixer.decks:
            wait_until(partial(read_ahead, deck))
        wait_until(lambda: not waiting(self.sequence, ()))
        block = self.sequence.render(WINDOW).astype(np.float64)
        self.powers.append(float(np.square(block).mean()))
        return self.sequence.reports()


class Session:
    """A session of three phases with pieces of 12 to 90 s, by a clock that its steps move."""

    def __init__(self, chance: random.Random) -> None:
        pieces = []
        for slot, strength in SLOTS:
            for number in range(1, chance.randint(2, 7)):
                name, seconds = f"{slot}-{number}", chance.uniform(12.0, 90.0)
                labels = Labels(slot=slot, intensity=strength)
                pieces.append(Piece(f"{name}.flac", f"/music/{name}.flac", name, labels, seconds, gain_db=0.0))
        self.room = Room(musical(("onset",), ("build", "peak"), ("return",)), begun=False)
        self.player = Rendered(self._hear, {piece.path: piece.length_s for piece in pieces})
        self.director = Director(self.player, Playlist("Noise", tuple(pieces)), SoundSettings())
        self.faults: list[str] = []
        self.done: list[str] = []
        self.do(self.room.opening())

    def _hear(self, report: object) -> None:
        if isinstance(report, Fault):
            self.faults.append(report.detail)

    def do(self, command: c.Command) -> None:
        """Carry out a command, where it is not refused."""
        before = len(self.room.log)
        try:
            self.room.do(command)
        except Refused:
            return
        self.director.follow(self.room.state, tuple(self.room.log[before:]))

    def wait(self, seconds: float) -> None:
        for _ in range(max(1, round(seconds * 1000 / STEP_MS))):
            self.room.clock.elapsed += STEP_MS
            for report in self.player.step():
                if report["report"] == "track_started":
                    item = self.player.item(report["item"])
                    started = TrackBegan(item or Item(report["item"], "", ""))
                    self.do(c.ReportTrack(started.item.id, started.item.title))
                elif report["report"] == "fault":
                    self.faults.append(f"{report['code']} {report['item']}")

    def press(self, command: c.Command) -> None:
        self.done.append(f"{type(command).__name__} at {self.room.now / 1000:.2f} s")
        self.do(command)

    def off_db(self) -> np.ndarray:
        """By how much each step is off the level of one piece, once the music is there."""
        powers = np.array(self.player.powers[round(ENTRANCE_S * 1000) // STEP_MS :])
        return np.asarray(10.0 * np.log10(np.maximum(powers, 1e-12) / LOUD**2))


def attack(folder: Path, seed: int, sessions: int = SESSIONS) -> list[Tally]:
    """Sessions of bursts of hands; what left the 3 dB, with the hands before it."""
    tally = Tally("hands on the music: 3 dB of it")
    for number in range(sessions):
        chance = random.Random(f"{seed}:{number}")
        tally.tried += BURSTS
        session = Session(chance)
        try:
            _play(session, chance)
            off = session.off_db()
            worst = int(np.abs(off).argmax())
            if abs(off[worst]) > WITHIN_DB:
                at = ENTRANCE_S + worst * STEP_MS / 1000
                tally.lost.append(f"session {number}: {off[worst]:+.1f} dB at {at:.1f} s; {'; '.join(session.done)}")
            tally.unnamed += [f"session {number}: {fault}" for fault in session.faults]
        except Exception:  # noqa: BLE001 - whatever it is, it is counted
            tally.tracebacks.append(f"session {number}: {traceback.format_exc()}")
        finally:
            session.player.close()
    return [tally]


def _play(session: Session, chance: random.Random) -> None:
    session.wait(ENTRANCE_S)
    for _ in range(BURSTS):
        session.wait(chance.uniform(0.1, 25.0))
        for _ in range(chance.randint(2, 5)):
            session.press(_hand(chance))
            session.wait(chance.choice((chance.uniform(0.05, 0.6), chance.uniform(0.6, 6.0))))
    session.wait(5.0)


def _hand(chance: random.Random) -> c.Command:
    hands: tuple[tuple[c.Command, int], ...] = (
        (c.NextTrack(chance.choice((2.0, 8.0, 15.0))), 6),
        (c.ShiftMusic(1), 3),
        (c.ShiftMusic(-1), 3),
        (c.ReturnMusic(chance.random() < 0.5, chance.choice((10.0, 25.0))), 3),
        (c.Next(), 1),
        (c.Hold(), 1),
        (c.Release(), 1),
        (c.Extend(5 * MINUTE), 1),
        (c.Undo(), 5),
    )
    return chance.choices([hand for hand, _ in hands], [weight for _, weight in hands])[0]
