"""A player that nobody hears: it knows what would sound, by the time of a session that may run faster than life."""

import msgspec

from kapguide.audio.player.player import (
    MUTE,
    SILENT_OUTPUT,
    THERAPIST,
    ChimeEnded,
    Fault,
    Hear,
    Item,
    Output,
    OutputStatus,
    Programme,
    Status,
    TrackBegan,
    TrackEnded,
    VoiceDone,
    lowered,
)
from kapguide.audio.sound.order import TrackOrder, crossfade_length
from kapguide.audio.sound.wire import FLOOR_DB

UNKNOWN_LENGTH_S = 240.0
"""How long a track is taken to be that does not say."""


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
        self.breath_chimes: tuple[tuple[str, float], ...] = ()
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

    def voice(self, path: str, gain_db: float = 0.0, at_s: float = 0.0) -> None:
        self._on_report(VoiceDone())

    def outputs(self, outputs: tuple[Output, ...], when_unplugged: str = MUTE) -> None:
        self._outputs = outputs

    def output_level(self, role: str, db: float) -> None:
        self._lowered[role] = db

    def test_tone(self, role: str, seconds: float) -> None:
        """Nobody hears it."""

    def chime(self, path: str = "", gain_db: float = 0.0) -> None:
        self._on_report(ChimeEnded(any(output.role == THERAPIST for output in self._outputs)))

    def breath_chime(self, role: str, hertz: float) -> None:
        """Nobody hears it; it is kept."""
        self.breath_chimes = (*self.breath_chimes, (role, hertz))

    def stop(self, seconds: float) -> None:
        self._stopping, self._stops_at = True, self._now + round(seconds * 1000)

    def item(self, item_id: str) -> Item | None:
        return self._programme.item(item_id)

    def status(self) -> Status:
        coming, item, going = self._coming(), self._item, self._going
        fading = self._now < self._fading_until
        silent = item is None or (self._silent and not fading)
        state = "silent" if silent else "fading" if fading or self._stopping else "playing"
        return Status(
            item=item.id if item else "",
            next=coming.item.id if coming else "",
            position_s=(self._now - self._began) / 1000 if item else 0.0,
            length_s=_length(item) if item else 0.0,
            to_crossfade_s=max(0.0, (self._join_at(coming) - self._now) / 1000) if coming and item else None,
            state=state,
            fade_db=FLOOR_DB if self._silent else 0.0,
            fade_to_db=FLOOR_DB if self._silent else 0.0,
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

    def put(self, item_id: str, position_s: float, now: int) -> None:
        """Be `position_s` into that item at `now`, as another player was; nobody is told, who knows it already."""
        index = self._order.index_of(item_id)
        self._now, self._going, self._index = now, None, index
        self._item = self._programme.items[index] if index is not None else None
        self._began = now - round(position_s * 1000)

    @property
    def next_at(self) -> int | None:
        """When something else begins (ms of the session), if nobody asks for anything; None while nothing would."""
        coming = self._coming()
        return self._join_at(coming) if coming is not None and self._item is not None else None

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
    def _order(self) -> TrackOrder[Item]:
        return TrackOrder(self._programme.items, self._programme.repeat_from)

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
        self._on_report(TrackBegan(coming.item))
        if before is not None:
            self._on_report(TrackEnded(before))

    def _end(self) -> None:
        item, self._item, self._programme = self._item, None, Programme(())
        if item is not None:
            self._on_report(TrackEnded(item))


def _length(item: Item) -> float:
    return item.length_s or UNKNOWN_LENGTH_S
