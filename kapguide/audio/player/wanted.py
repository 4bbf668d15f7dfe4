"""What should sound: one value that every command changes, compared with what a process has after each connection."""

from collections.abc import Iterator
from typing import Any

import msgspec

from kapguide.audio.player import player as p
from kapguide.audio.sound.wire import FLOOR_DB

BACK_S = 0.3
"""The fade up at the same place after a restart."""
LEVEL_S = 0.5
"""The glide to a level that was set by hand."""

Step = tuple[str, dict[str, Any]]
"""A command for the sound process, and its fields."""


class PendingGo(msgspec.Struct, frozen=True):
    """A `go` of which nothing has been heard yet."""

    item: str
    seconds: float
    at_s: float = 0.0
    from_s: float = 0.0


class WantedFade(msgspec.Struct, frozen=True):
    """Where the music's fade is to be, and by what monotonic time."""

    to_db: float
    ends: float = 0.0


class WantedLine(msgspec.Struct, frozen=True):
    """A line that is to be said, is being said, or with `cut` is to end. `told`: a process knows of it."""

    number: int
    path: str = ""
    gain_db: float = 0.0
    at_s: float = 0.0
    told: bool = False
    cut: bool = False


class ProcessHas(msgspec.Struct, frozen=True):
    """What a process has that was just reached. `begun` are the items that began while nobody listened."""

    status: p.Status = p.Status()
    programme: p.Programme = p.Programme(())
    line: int = 0
    stopping: bool = False
    begun: tuple[str, ...] = ()

    @classmethod
    def of(cls, hello: dict[str, Any]) -> "ProcessHas":
        """From a greeting. Raises ValueError for one of another version."""
        try:
            return cls(
                msgspec.convert(hello, p.Status),
                p.Programme(msgspec.convert(hello["programme"], tuple[p.Item, ...]), hello["repeat_from"]),
                hello["voice"],
                hello["stopping"],
                tuple(hello["begun"]),
            )
        except (KeyError, TypeError, msgspec.ValidationError) as error:
            raise ValueError(f"a greeting that is not understood: {error}") from error

    @property
    def blank(self) -> bool:
        """It was never asked for music."""
        return not self.programme.items and not self.status.item


class Wanted(msgspec.Struct):
    """What the sound should be. What is None was never asked for: there a process that is taken over knows better.

    `sounds` is the item that began last; `stops_at` is the monotonic time by which all sound has ended.
    """

    programme: p.Programme | None = None
    going: PendingGo | None = None
    sounds: str = ""
    level_db: float | None = None
    duck_db: float | None = None
    fade: WantedFade | None = None
    line: WantedLine | None = None
    stops_at: float | None = None

    def item(self, item_id: str) -> p.Item | None:
        """The first item of that id in the programme."""
        return self.programme.item(item_id) if self.programme is not None else None

    def adopt(self, held: ProcessHas) -> None:
        """Want what the process has, wherever nothing else was asked for."""
        status = held.status
        if self.programme is None and not held.blank:
            self.programme, self.sounds = held.programme, status.item
            going = held.programme.item(status.going)
            if self.going is None and going is not None:
                self.going = PendingGo(going.id, going.crossfade_s, 0.0, status.going_from_s)
        if self.line is None and held.line:
            self.line = WantedLine(held.line, told=True)
        self.level_db = status.master_db if self.level_db is None else self.level_db
        self.duck_db = status.duck_db if self.duck_db is None else self.duck_db
        self.fade = WantedFade(status.fade_to_db) if self.fade is None else self.fade

    def line_is_over(self, held: ProcessHas) -> bool:
        """The line that was being said is not known to the process: whoever said it has died, or it has ended."""
        return self.line is not None and (self.line.told or self.line.cut) and self.line.number != held.line

    def resumes(self, was: p.Status) -> tuple[str, float]:
        """The item that a process which plays nothing should play, and from where; empty where there is none.

        `was` is the last that is known of the process before.
        """
        item, at_s, going = self.sounds, was.position_s if was.item == self.sounds else 0.0, self.going
        if going is not None and (not item or at_s >= going.from_s):
            item, at_s = going.item, going.at_s
        if self.programme is None or not self.programme.items or not item:
            return "", 0.0
        return (item, at_s) if self.item(item) is not None else (self.programme.items[0].id, 0.0)

    def steps(self, held: ProcessHas, was: p.Status, now: float) -> Iterator[Step]:
        """What brings a process that has `held` to what is wanted, in order."""
        if self.stops_at is not None:
            yield "stop", {"seconds": max(0.0, self.stops_at - now)}
            return
        yield from self._loudness(held, was, now)
        yield from self._music(held, was)
        line = self.line
        if held.line and (line is None or line.cut or line.number != held.line):
            yield "voice", said(held.line)
        if line is not None and not line.told and not line.cut:
            yield "voice", said(line.number, line.path, line.gain_db, line.at_s)

    def _loudness(self, held: ProcessHas, was: p.Status, now: float) -> Iterator[Step]:
        """Each stage as it should be: at once where nothing sounds, else by a fade."""
        status, quick = held.status, 0.0 if held.blank else LEVEL_S
        if self.level_db is not None and self.level_db != status.master_db:
            yield "level", {"db": self.level_db, "seconds": quick}
        if self.duck_db is not None and self.duck_db != status.duck_db:
            yield "duck", {"db": self.duck_db, "seconds": quick}
        if self.fade is None:
            return
        left = max(0.0, self.fade.ends - now)
        if not held.blank:
            if self.fade.to_db != status.fade_to_db:
                yield "fade", {"to_db": self.fade.to_db, "seconds": max(left, BACK_S)}
            return
        if self.fade.to_db <= FLOOR_DB:
            left = 0.0  # silence came when the process before died: nothing that is on its way there is heard after it
        yield "fade", {"to_db": was.fade_db if left else self.fade.to_db, "seconds": 0.0}
        if left:
            yield "fade", {"to_db": self.fade.to_db, "seconds": left}

    def _music(self, held: ProcessHas, was: p.Status) -> Iterator[Step]:
        if self.programme is None or not self.programme.items:
            return
        if self.programme != held.programme:
            yield "programme", plain(self.programme)
        status, going = held.status, self.going
        playing = status.item or status.going
        item, at_s = self.resumes(was)
        if item and self.item(playing) is None:
            yield "go", msgspec.structs.asdict(PendingGo(item, BACK_S, at_s))
        elif going is not None and going.item not in (status.item, status.going):
            yield "go", msgspec.structs.asdict(going)
        elif going is None and status.going:
            yield "go", msgspec.structs.asdict(PendingGo("", 0.0))


def said(number: int, path: str = "", gain_db: float = 0.0, at_s: float = 0.0) -> dict[str, Any]:
    """A line as the wire has it, but for the music under it; without a path it is one that ends."""
    return {"number": number, "path": path, "gain_db": gain_db, "at_s": at_s}


def plain(programme: p.Programme) -> dict[str, Any]:
    """A programme as the wire has it."""
    return {"items": [msgspec.to_builtins(item) for item in programme.items], "repeat_from": programme.repeat_from}
