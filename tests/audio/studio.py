"""A place to play in: players on one folder, what they report, and tracks for them."""

import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kapguide.audio.player import player as p
from kapguide.audio.player.sound_player import SoundPlayer
from kapguide.audio.sound.link import Address, Busy, SoundLock
from tests.audio.sounds import tone, wait_until, write
from tests.support import listening
from tests.support.listening import Recorder, Samples

Record = Callable[[], Recorder]


class Ear:
    """Collects what a player reports."""

    def __init__(self) -> None:
        self.heard: list[p.Report] = []
        self._news = threading.Condition()

    def __call__(self, report: p.Report) -> None:
        with self._news:
            self.heard.append(report)
            self._news.notify_all()

    def of(self, kind: type[Any]) -> list[Any]:
        with self._news:
            return [report for report in self.heard if isinstance(report, kind)]

    def wait_for(self, kind: type[Any], count: int = 1, patience: float = 15.0) -> Any:
        """The `count`th report of that kind, waited for."""
        with self._news:
            assert self._news.wait_for(lambda: len(self.of(kind)) >= count, patience), (kind, self.heard)
            return self.of(kind)[count - 1]


class Studio:
    """Players on one folder, and tracks in another."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / "sound"
        self.folder.mkdir(mode=0o700)
        self.ear = Ear()
        self.players: list[SoundPlayer] = []

    def player(self, ear: Ear | None = None, **settings: Any) -> SoundPlayer:
        self.players.append(SoundPlayer(self.folder, ear or self.ear, **settings))
        return self.players[-1]

    def tone(self, name: str, hertz: float, seconds: float, **fields: Any) -> p.Item:
        path = write(self.root / f"{name}.wav", tone(hertz, seconds), subtype="FLOAT")
        return p.Item(name, path, name, **{"crossfade_s": 2.0} | fields)

    def pid(self) -> int:
        return Address.read(self.folder).pid

    def is_free(self) -> bool:
        try:
            SoundLock(self.folder).release()
        except Busy:
            return False
        return True

    def close(self) -> None:
        for player in self.players:
            player.close()
        if not self.is_free():
            os.kill(self.pid(), signal.SIGKILL)
        wait_until(self.is_free)


def playing(studio: Studio, *items: p.Item, **settings: Any) -> SoundPlayer:
    player = studio.player(**settings)
    player.start(15.0)
    player.programme(p.Programme(items))
    player.go(items[0].id, 0.3)
    studio.ear.wait_for(p.TrackBegan)
    return player


def silences(samples: Samples) -> list[float]:
    """How long each silence between the first and the last sound is, those of a fade's end left out."""
    return [length for _, length in listening.gaps(samples, below_dbfs=-50.0) if length > 0.005]
