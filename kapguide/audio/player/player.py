"""The player as the program sees it: what can be asked of the sound and what it tells."""

import math
from typing import Protocol

import msgspec

from kapguide.audio.player.reports import (
    ChimeEnded,
    Fault,
    Hear,
    Item,
    OutputBack,
    OutputLost,
    Reached,
    Report,
    SoundRestarted,
    TakenOver,
    TrackBegan,
    TrackEnded,
    VoiceDone,
)
from kapguide.audio.sound.wire import FLOOR_DB, HEADPHONES, MOVE, MUTE, ROOM, SILENCE, THERAPIST, VOICE

__all__ = [
    "HEADPHONES", "MOVE", "MUTE", "ROOM", "SILENCE", "THERAPIST", "VOICE",
    "ChimeEnded", "Fault", "Hear", "Item", "OutputBack", "OutputLost", "Reached", "Report", "SoundRestarted",
    "TakenOver", "TrackBegan", "TrackEnded", "VoiceDone",
]  # fmt: skip
"""Words that belong to a player and are kept elsewhere: whoever asks one finds them here."""

SILENT_OUTPUT = "silent output"
GOES_ON_S = 0.6
"""A status goes on with the time for so long: then the next one is overdue, and nobody knows."""


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

    `state` is starting (no device has been heard, or missed, yet), heard, moved (to the system's own device, until its
    own is back), muted (its device is gone, and nothing else is to sound) or lost (no device to be had). `peak_db` is
    what leaves it.
    """

    role: str
    device: str
    state: str
    level_db: float = 0.0
    cap_db: float = 0.0
    peak_db: float = FLOOR_DB


class Status(msgspec.Struct, frozen=True):
    """What sounds now; times in seconds, levels in dB down to -120, which is silence.

    `state` is playing, silent or fading, the music's fade is on its way to `fade_to_db`; `to_crossfade_s` is None while
    the track's end is not known; `output` names the device that leads, and nothing while the sound is starting.
    `going` is the item of a `go` that waits, until `going_from_s` of what sounds. `underruns`, `dropouts` (how often,
    and how long in all, the process was held up for longer than the devices hold) and `rendered` (frames) count from
    the start of the sound process.
    """

    item: str = ""
    next: str = ""
    position_s: float = 0.0
    length_s: float = 0.0
    to_crossfade_s: float | None = None
    state: str = "silent"
    fade_db: float = 0.0
    fade_s: float = 0.0
    fade_to_db: float = 0.0
    master_db: float = 0.0
    duck_db: float = 0.0
    cap_db: float = 0.0
    peak_db: float = FLOOR_DB
    underruns: int = 0
    dropouts: int = 0
    dropouts_s: float = 0.0
    rendered: int = 0
    faults: int = 0
    output: str = SILENT_OUTPUT
    going: str = ""
    going_from_s: float = 0.0
    outputs: tuple[OutputStatus, ...] = ()

    def after(self, seconds: float) -> "Status":
        """The same so much later, if nothing happens meanwhile: no later than the next that is told."""
        gone = min(max(0.0, seconds), GOES_ON_S)
        if not self.item or not gone:
            return self
        left = self.to_crossfade_s
        return msgspec.structs.replace(
            self,
            position_s=max(self.position_s, min(self.position_s + gone, self.length_s or math.inf)),
            to_crossfade_s=None if left is None else max(0.0, left - gone),
            fade_s=max(0.0, self.fade_s - gone),
        )


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

    def voice(self, path: str, gain_db: float = 0.0, at_s: float = 0.0) -> None:
        """Say the file at `path` from `at_s` of it on, the music ducked under it. No path ends what is being said."""
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

    def breath_chime(self, role: str, hertz: float) -> None:
        """A soft chime at a turn of the breath: for THERAPIST alone, or for HEADPHONES, below the music."""
        ...

    def stop(self, seconds: float) -> None:
        """Fade everything out in `seconds`, then end."""
        ...

    def item(self, item_id: str) -> Item | None:
        """The first item of that id in the programme, one that was taken over included."""
        ...

    def status(self) -> Status:
        """What is so now, as far as is known: places go on with the time, levels are half a second old at most."""
        ...

    def close(self) -> None:
        """Let go of everything, waiting for the end of a `stop`; without one the sound ends here and now."""
        ...


def lowered(outputs: tuple[Output, ...], by_db: dict[str, float]) -> tuple[Output, ...]:
    """The outputs at the levels that are set for them, less what some are lowered by."""
    return tuple(
        msgspec.structs.replace(output, level_db=max(FLOOR_DB, output.level_db + by_db.get(output.role, 0.0)))
        for output in outputs
    )
