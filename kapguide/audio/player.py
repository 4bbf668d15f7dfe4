"""The player as the program sees it: what can be asked of the sound and what it tells; and one that nobody hears."""

from typing import Protocol

import msgspec

from kapguide.audio.reports import (
    ChimeEnded,
    Fault,
    Hear,
    Item,
    OutputBack,
    OutputLost,
    Report,
    SoundRestarted,
    TakenOver,
    TrackEnded,
    TrackStarted,
    VoiceEnded,
)
from kapguide.audio.sound.order import Order, crossfade_length
from kapguide.audio.sound.wire import FLOOR_DB, HEADPHONES, MOVE, MUTE, ROOM, SILENCE, THERAPIST

__all__ = [
    "HEADPHONES", "MOVE", "MUTE", "ROOM", "SILENCE", "THERAPIST",
    "ChimeEnded", "Fault", "Hear", "Item", "OutputBack", "OutputLost", "Report", "SoundRestarted", "TakenOver",
    "TrackEnded", "TrackStarted", "VoiceEnded",
]  # fmt: skip
"""Words that belong to a player and are kept elsewhere: whoever asks one finds them here."""

SILENT_OUTPUT = "silent output"


class Programme(msgspec.Struct, frozen=True):
    """What is played in turn; behind the last item it goes on at `repeat_from`, so that it never ends."""

    items: tuple[Item, ...]
    repeat_from: int = 0

    def item(self, item_id: str) -> Item | None:
        """The first item of that id."""
        return next((item for item in self.items if item.id == item_id), None)


class Output(msgspec.Struct, frozen=True):
    """Where sound goes. HEADPHONES and ROOM carry the music, THERAPIST nothing but chimes.

    `device` is one of devices.choices(), the system's own when empty; only one that is named can be muted or moved
    when it is unplugged. Levels in dB: `level_db` below what is mixed, `cap_db` below full scale.
    """

    role: str
    device: str = ""
    level_db: float = 0.0
    cap_db: float = 0.0


class OutputStatus(msgspec.Struct, frozen=True):
    """One output now; the system's own, where nothing is set, has no role.

    `state` is heard, moved (to the system's own device, until its own is back), muted (its device is gone, and nothing
    else is to sound) or lost (no device to be had). `peak_db` is what leaves it.
    """

    role: str
    device: str
    state: str
    level_db: float = 0.0
    cap_db: float = 0.0
    peak_db: float = FLOOR_DB


class Status(msgspec.Struct, frozen=True):
    """What sounds now; times in seconds, levels in dB down to -120, which is silence.

    `state` is playing, silent or fading; `to_crossfade_s` is None while the track's end is not known; `output` names
    the device that leads. `going` is the item of a `go` that waits, until `going_from_s` of what sounds. `underruns`
    and `rendered` (frames) count from the start of the sound process.
    """

    item: str = ""
    next: str = ""
    position_s: float = 0.0
    length_s: float = 0.0
    to_crossfade_s: float | None = None
    state: str = "silent"
    fade_db: float = 0.0
    fade_s: float = 0.0
    master_db: float = 0.0
    duck_db: float = 0.0
    cap_db: float = 0.0
    peak_db: float = FLOOR_DB
    underruns: int = 0
    rendered: int = 0
    faults: int = 0
    output: str = SILENT_OUTPUT
    going: str = ""
    going_from_s: float = 0.0
    outputs: tuple[OutputStatus, ...] = ()


class Player(Protocol):
    """Plays a programme. Every method returns at once; what comes of it is reported."""

    def programme(self, programme: Programme) -> None:
        """Replace what follows. What sounds goes on; then comes what stands behind it here, or else the first item."""
        ...

    def go(self, item_id: str, seconds: float, at_s: float = 0.0, from_s: float = 0.0) -> None:
        """Crossfade to that item of the programme, from `at_s` of it. The first `go` is what begins to sound.

        It begins when the item that sounds has come to `from_s` of itself, or ends; now where that is past. A later
        `go` takes its place; one without an item takes back what waits. An item that is just being faded out is
        brought back where it is.
        """
        ...

    def fade(self, to_silence: bool, seconds: float) -> None:
        """Take the music to silence, in which it goes on unheard, or bring it back."""
        ...

    def level(self, db: float) -> None:
        """The master level, dB below the clinic's cap: -120 to 0."""
        ...

    def duck(self, db: float, seconds: float) -> None:
        """Lower the music by `db` (0 or less) in `seconds`; 0 brings it back."""
        ...

    def voice(self, path: str, gain_db: float = 0.0) -> None:
        """Say the file at `path`, the music ducked under it. An empty path ends what is being said."""
        ...

    def outputs(self, outputs: tuple[Output, ...], when_unplugged: str = MUTE) -> None:
        """Have these outputs; none is the system's own. `when_unplugged` is MUTE or MOVE, for those with a name."""
        ...

    def output_level(self, role: str, db: float) -> None:
        """Lower one output by `db` (-120 to 0) below the level that is set for it; 0 is as it is set."""
        ...

    def test_tone(self, role: str, seconds: float) -> None:
        """A gentle tone on that output alone; 0 seconds end it. Where it is not heard, that is a Fault (refused)."""
        ...

    def chime(self, path: str = "", gain_db: float = 0.0) -> None:
        """Chime for the therapist and nobody else: the file at `path`, or the built-in chime."""
        ...

    def stop(self, seconds: float) -> None:
        """Fade everything out in `seconds`, then end."""
        ...

    def item(self, item_id: str) -> Item | None:
        """The first item of that id in the programme, one that was taken over included."""
        ...

    def status(self) -> Status:
        """The latest that is known, at most 0.2 s old while sound runs."""
        ...

    def close(self) -> None:
        """Let go of everything, waiting for the end of a `stop`; without one the sound ends here and now."""
        ...


UNKNOWN_LENGTH_S = 240.0
"""How long the silent player takes a track to be that does not say."""


class _Coming(msgspec.Struct, frozen=True):
    """What is heard next, how it joins, and for a `go` where it begins and when."""

    item: Item
    index: int
    crossfade_s: float
    at_s: float = 0.0
    from_s: float | None = None


class SilentPlayer:
    """A player that nobody hears: it keeps its place by the time that `tick` is given, in ms of the session."""

    def __init__(self, on_report: Hear, now: int = 0) -> None:
        self._on_report = on_report
        self._now = now
        self._programme = Programme(())
        self._item: Item | None = None
        self._index: int | None = None
        self._going: _Coming | None = None
        self._began = 0
        self._level_db = self._duck_db = 0.0
        self._outputs: tuple[Output, ...] = ()
        self._lowered: dict[str, float] = {}
        self._silent = False
        self._fading_until = self._stops_at = 0
        self._stopping = False

    def programme(self, programme: Programme) -> None:
        self._programme = programme
        self._index = self._order.index_of(self._item.id) if self._item else None

    def go(self, item_id: str, seconds: float, at_s: float = 0.0, from_s: float = 0.0) -> None:
        index = self._order.index_of(item_id)
        if index is None and item_id:
            self._on_report(Fault("refused", "not in the programme", item_id))
            return
        self._going = None
        if index is None:
            return
        coming = _Coming(self._programme.items[index], index, seconds, at_s, from_s)
        if self._item is None or self._began + from_s * 1000 <= self._now:
            self._start(coming, self._now)
        else:
            self._going = coming

    def fade(self, to_silence: bool, seconds: float) -> None:
        self._silent = to_silence
        self._fading_until = self._now + round(seconds * 1000)

    def level(self, db: float) -> None:
        self._level_db = db

    def duck(self, db: float, seconds: float) -> None:
        self._duck_db = db

    def voice(self, path: str, gain_db: float = 0.0) -> None:
        self._on_report(VoiceEnded())

    def outputs(self, outputs: tuple[Output, ...], when_unplugged: str = MUTE) -> None:
        self._outputs = outputs

    def output_level(self, role: str, db: float) -> None:
        self._lowered[role] = db

    def test_tone(self, role: str, seconds: float) -> None:
        """Nobody hears it."""

    def chime(self, path: str = "", gain_db: float = 0.0) -> None:
        self._on_report(ChimeEnded(any(output.role == THERAPIST for output in self._outputs)))

    def stop(self, seconds: float) -> None:
        self._stopping, self._stops_at = True, self._now + round(seconds * 1000)

    def item(self, item_id: str) -> Item | None:
        return self._programme.item(item_id)

    def status(self) -> Status:
        coming, item, going = self._coming(), self._item, self._going
        fading = self._now < self._fading_until or self._stopping
        state = "silent" if item is None else "fading" if fading else "silent" if self._silent else "playing"
        return Status(
            item=item.id if item else "",
            next=coming.item.id if coming else "",
            position_s=(self._now - self._began) / 1000 if item else 0.0,
            length_s=_length(item) if item else 0.0,
            to_crossfade_s=max(0.0, (self._join_at(coming) - self._now) / 1000) if coming and item else None,
            state=state,
            fade_db=FLOOR_DB if self._silent else 0.0,
            master_db=self._level_db,
            duck_db=self._duck_db,
            rendered=self._now * 48,
            going=going.item.id if going else "",
            going_from_s=going.from_s or 0.0 if going else 0.0,
            outputs=tuple(
                OutputStatus(output.role, SILENT_OUTPUT, "lost", output.level_db, output.cap_db)
                for output in lowered(self._outputs, self._lowered)
            ),
        )

    def close(self) -> None:
        self._end()

    def tick(self, now: int) -> None:
        """Let time pass up to `now`, reporting every track that began meanwhile."""
        end = min(now, self._stops_at) if self._stopping else now
        while (coming := self._coming()) is not None and self._item is not None:
            at = self._join_at(coming)
            if at > end:
                break
            self._start(coming, at)
        self._now = now
        if self._stopping and now >= self._stops_at:
            self._end()

    @property
    def _order(self) -> Order[Item]:
        return Order(self._programme.items, self._programme.repeat_from)

    def _coming(self) -> _Coming | None:
        if self._going is not None:
            return self._going
        index = self._order.after(self._index)
        if index is None:
            return None
        item = self._programme.items[index]
        return _Coming(item, index, item.crossfade_s)

    def _join_at(self, coming: _Coming) -> int:
        """When it begins to sound; a track is never shorter than a second, so that time always gets on."""
        if self._item is None:
            return self._now
        length = max(1.0, _length(self._item))
        join = length - crossfade_length(coming.crossfade_s, length, _length(coming.item))
        return self._began + round(1000 * (join if coming.from_s is None else min(join, coming.from_s)))

    def _start(self, coming: _Coming, at: int) -> None:
        before, self._item, self._index, self._going = self._item, coming.item, coming.index, None
        self._began = at - round(coming.at_s * 1000)
        self._on_report(TrackStarted(coming.item))
        if before is not None:
            self._on_report(TrackEnded(before))

    def _end(self) -> None:
        item, self._item, self._programme = self._item, None, Programme(())
        if item is not None:
            self._on_report(TrackEnded(item))


def lowered(outputs: tuple[Output, ...], by_db: dict[str, float]) -> tuple[Output, ...]:
    """The outputs at the levels that are set for them, less what some are lowered by."""
    return tuple(
        msgspec.structs.replace(output, level_db=max(FLOOR_DB, output.level_db + by_db.get(output.role, 0.0)))
        for output in outputs
    )


def _length(item: Item) -> float:
    return item.length_s or UNKNOWN_LENGTH_S
