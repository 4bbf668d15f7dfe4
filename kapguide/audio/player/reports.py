"""What a player tells: which piece sounds, what was wrong and was dealt with, which output is lost or back."""

from collections.abc import Callable

import msgspec


class Item(msgspec.Struct, frozen=True):
    """A piece of music. `crossfade_s` is how it joins what sounds before it, `slot` its place in the plan.

    One whose path is SILENCE is a planned silence of `length_s`. Only a length that was `measured` is held against the
    file while it plays.
    """

    id: str
    path: str
    title: str
    gain_db: float = 0.0
    crossfade_s: float = 10.0
    slot: str = ""
    length_s: float = 0.0
    measured: bool = False


class TrackBegan(msgspec.Struct, frozen=True):
    """The item's crossfade begins: it is heard from here on."""

    item: Item


class TrackEnded(msgspec.Struct, frozen=True):
    """The item is no longer heard."""

    item: Item


class Fault(msgspec.Struct, frozen=True):
    """Something could not be played as asked, and was passed over.

    `code` is missing, empty, unreadable, damaged, ended_early, slow or stalled (a file), more (so many files more, the
    number in `detail`), held_up (the process was, and the sound silent for as long as `detail` says), refused (a
    command), no_process (sound could not be started; it is tried again), or not_ours (another window has the sound; it
    is left alone). `detail` names the file, `item` is VOICE where the voice met it. Each is said once, until that file
    has sounded.
    """

    code: str
    detail: str = ""
    item: str = ""


class VoiceDone(msgspec.Struct, frozen=True):
    """The voice has spoken to its end; or not `heard` so, as it was ended, its file could not be read or sound died."""

    heard: bool = True


class ChimeEnded(msgspec.Struct, frozen=True):
    """The chime is over; `heard` is False where the therapist has no output, or it was lost, or the file not read."""

    heard: bool


class OutputLost(msgspec.Struct, frozen=True):
    """The output's device is gone and is looked for; time goes on, and so does the other output.

    `then` is muted where the clinic's rule keeps it silent, else lost; OutputBack tells if it moves elsewhere.
    """

    role: str = ""
    device: str = ""
    then: str = "lost"


class OutputBack(msgspec.Struct, frozen=True):
    """The output is heard again, `after_ms` of silence; `moved`: by the system's own device, until its own is back."""

    after_ms: int
    role: str = ""
    device: str = ""
    moved: bool = False


class SoundRestarted(msgspec.Struct, frozen=True):
    """The sound process had died and was put back to the same place, `after_ms` of silence."""

    after_ms: int


class Reached(msgspec.Struct, frozen=True):
    """A sound process is steered from here on; `went_on`: it played already, and what it plays was taken over."""

    went_on: bool = False


class TakenOver(msgspec.Struct, frozen=True):
    """Another window steers the sound; this player takes it back where the sound is its own, else it has no effect."""

    takes_back: bool = False


Report = (
    TrackBegan
    | TrackEnded
    | Fault
    | VoiceDone
    | ChimeEnded
    | OutputLost
    | OutputBack
    | SoundRestarted
    | Reached
    | TakenOver
)
Hear = Callable[[Report], None]
