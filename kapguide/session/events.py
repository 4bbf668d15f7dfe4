"""Everything that can happen in a session, and its versioned JSON form: the record, never changed, read for ever.

All times are session time in milliseconds (`Elapsed`); the envelope carries the wall time beside it.
To change a body's meaning, give the new form a new `v` and teach `_upgrade` to read the old one.
"""

from datetime import datetime
from typing import Any

import msgspec

from kapguide.clinical.vitals import Vitals
from kapguide.errors import KapGuideError
from kapguide.session.clock import Elapsed, Origin


class Body(msgspec.Struct, frozen=True, tag_field="kind", omit_defaults=True):
    """What an event says. The tag is stored as `kind`; it and the field names are for ever."""


# --- the session -------------------------------------------------------------------------------------------


class SessionStarted(Body, frozen=True, tag="session_started"):
    """The start: who, by which protocol, and where session time is counted from."""

    session_id: str
    client_code: str
    protocol_id: str
    protocol_sha256: str
    origin: Origin
    number: int = 1
    """The session's number in the client's course, from 1."""
    therapist: str = ""
    present: tuple[str, ...] = ()
    planned_dose: str = ""
    intention: str = ""
    pick_up: datetime | None = None
    level_db: float = 0.0
    """The music's level to begin with, dB below the clinic's cap."""
    rehearsal: bool = False
    playlist: str = ""
    """The playlist of this session, by its name or its path; empty for the practice's usual one."""
    seed: int = 0
    """The order of the pieces: 0 is the playlist's own, any other number mixes it."""
    avoid: tuple[str, ...] = ()
    """Files of pieces that are not for this client."""


class SessionResumed(Body, frozen=True, tag="session_resumed"):
    """A new window took the session over, at most `lost_ms` after the last one wrote.

    If not `music_went_on`, it comes back silent. `slept` and `wall_shift` are the clock's totals from here on.
    """

    lost_ms: int
    rebooted: bool
    music_went_on: bool
    slept: int = 0
    wall_shift: int = 0


class ClockGap(Body, frozen=True, tag="clock_gap"):
    """The machine slept for `slept_ms`, or its wall clock moved by `wall_ms`; then the new totals of both."""

    slept_ms: int
    wall_ms: int
    slept: int
    wall_shift: int


class SessionEnded(Body, frozen=True, tag="session_ended"):
    """The end. Nothing is accepted after it."""


# --- the plan ----------------------------------------------------------------------------------------------


class PhaseBegan(Body, frozen=True, tag="phase_began"):
    """A person went on to phase `index` (from 0)."""

    phase: str
    index: int
    before: int


class PhaseHeld(Body, frozen=True, tag="phase_held"):
    """The phase's own time stands still from here; session time and the dose clock go on."""

    phase: str


class PhaseReleased(Body, frozen=True, tag="phase_released"):
    """The phase's time goes on after `held_ms` of hold."""

    phase: str
    held_ms: int


class PhaseExtended(Body, frozen=True, tag="phase_extended"):
    """The phase's planned end moved by `by_ms`: later, or earlier when negative."""

    phase: str
    by_ms: int


class CueFired(Body, frozen=True, tag="cue_fired"):
    """A prompt was shown, or a reading fell due, `late_by_ms` after its time."""

    cue: str
    title: str
    due: int
    late_by_ms: int = 0


class CueMissed(Body, frozen=True, tag="cue_missed"):
    """A cue's time passed by more than a cue may be late: it is listed, not shown."""

    cue: str
    title: str
    due: int
    late_by_ms: int = 0


class CueAcknowledged(Body, frozen=True, tag="cue_acknowledged"):
    """The therapist put the prompt away."""

    cue: str


class CueSnoozed(Body, frozen=True, tag="cue_snoozed"):
    """The prompt comes back at session time `until`."""

    cue: str
    until: int


class Undone(Body, frozen=True, tag="undone"):
    """The command `target` was taken back within its 10 s; what it changed is again as before it."""

    target: str
    what: str


# --- the record --------------------------------------------------------------------------------------------


class DoseGiven(Body, frozen=True, tag="dose_given"):
    """A dose, as the therapist records it. The first is T0; a later one starts a second dose clock.

    `given` is session time. `supersedes` is the id of the event that this one corrects.
    """

    amount: str
    route: str
    by: str
    given: Elapsed
    medicine: str = ""
    number: int = 1
    supersedes: str = ""


class DoseEnded(Body, frozen=True, tag="dose_ended"):
    """The end of an infusion, or of a lozenge's hold."""

    number: int = 1


class ReadingTaken(Body, frozen=True, tag="reading_taken"):
    """A set of vitals as a person typed it. `taken` is session time; `supersedes` the corrected event's id."""

    vitals: Vitals
    taken: Elapsed
    by: str = ""
    supersedes: str = ""


class NoteAdded(Body, frozen=True, tag="note_added"):
    """A note line. `manner` is note, verbatim or paraphrase; `begun` is the first keystroke's session time."""

    text: str
    begun: Elapsed
    manner: str = "note"
    supersedes: str = ""


class ObservationAdded(Body, frozen=True, tag="observation_added"):
    """A one-key observation; the label is kept as it read when it was pressed."""

    key: str
    label: str


# --- sound and safety --------------------------------------------------------------------------------------


class MusicFaded(Body, frozen=True, tag="music_faded"):
    """The therapist took the music to silence, or brought it back."""

    silent: bool
    seconds: float


class LevelChanged(Body, frozen=True, tag="level_changed"):
    """The music's master level, in dB below the clinic's cap."""

    before_db: float
    after_db: float


class MusicShifted(Body, frozen=True, tag="music_shifted"):
    """The phase's music is to be softer or deeper: steps from what was planned, before and after.

    `at_once`: not at the piece's next quiet moment but now; then nothing else may have changed.
    """

    before: int
    after: int
    at_once: bool = False


class MusicTurned(Body, frozen=True, tag="music_turned"):
    """The therapist let the next piece begin, by a crossfade of `seconds`."""

    seconds: float


class MusicReturned(Body, frozen=True, tag="music_returned"):
    """The music of the way back was asked for, or let go again for the phase's own."""

    on: bool
    seconds: float


class OutputLevelChanged(Body, frozen=True, tag="output_level_changed"):
    """One output's level, in dB beside the others."""

    output: str
    before_db: float
    after_db: float


class VoiceBegan(Body, frozen=True, tag="voice_began"):
    """A prompt's line is said to the client: a sound file, raised by `gain_db`, the music ducked under it."""

    cue: str
    title: str
    path: str
    gain_db: float = 0.0


class VoiceEnded(Body, frozen=True, tag="voice_ended"):
    """The line has been said, or was ended by hand."""

    by_hand: bool = False


class TrackStarted(Body, frozen=True, tag="track_started"):
    """What the client hears from here on."""

    track: str
    title: str
    phase: str = ""


class SoundFault(Body, frozen=True, tag="sound_fault"):
    """Something went wrong in the sound and was dealt with: what, in words for the log and the screen."""

    fault: str
    detail: str = ""


class SoundBack(Body, frozen=True, tag="sound_back"):
    """Sound is heard again after `after_ms`."""

    after_ms: int


class EmergencyStarted(Body, frozen=True, tag="emergency_started"):
    """The emergency key: music fades, prompts stop, a clock starts."""


class EmergencyEnded(Body, frozen=True, tag="emergency_ended"):
    """The emergency was left after `lasted_ms`; nothing resumes by itself."""

    lasted_ms: int


AnyBody = (
    SessionStarted
    | SessionResumed
    | ClockGap
    | SessionEnded
    | PhaseBegan
    | PhaseHeld
    | PhaseReleased
    | PhaseExtended
    | CueFired
    | CueMissed
    | CueAcknowledged
    | CueSnoozed
    | Undone
    | DoseGiven
    | DoseEnded
    | ReadingTaken
    | NoteAdded
    | ObservationAdded
    | MusicFaded
    | LevelChanged
    | MusicShifted
    | MusicTurned
    | MusicReturned
    | OutputLevelChanged
    | VoiceBegan
    | VoiceEnded
    | TrackStarted
    | SoundFault
    | SoundBack
    | EmergencyStarted
    | EmergencyEnded
)


class Event(msgspec.Struct, frozen=True):
    """One thing that happened, in its envelope.

    `seq` counts from 1 without a hole; `command_id` is shared by all events of one command; `t` is session
    time (ms), `at` the same moment in UTC, `tz_min` the local offset then, `boot_id` the machine's boot.
    """

    id: str
    command_id: str
    seq: int
    t: Elapsed
    at: datetime
    tz_min: int
    boot_id: str
    body: AnyBody
    v: int = 1

    @property
    def kind(self) -> str:
        """The body's tag, as it is stored."""
        return str(self.body.__struct_config__.tag)

    @property
    def text(self) -> str:
        """The words of a person in this event: what full-text search reads. Empty for most kinds."""
        match self.body:
            case NoteAdded(text=text):
                return text
            case ObservationAdded(label=label):
                return label
            case SessionStarted(intention=intention):
                return intention
        return ""

    @property
    def supersedes(self) -> str:
        """The id of the event that this one corrects, or an empty string."""
        return str(getattr(self.body, "supersedes", ""))


VERSION = 1
_encoder = msgspec.json.Encoder(order="deterministic")
_decoder = msgspec.json.Decoder(Event)


def encode(event: Event) -> bytes:
    """The event as JSON; equal events give equal bytes."""
    return _encoder.encode(event)


def decode(data: bytes | str) -> Event:
    """Read an event of this or any earlier version.

    Raises KapGuideError for one that a newer KapGuide wrote, or that is not an event.
    """
    try:
        event = _decoder.decode(data)
    except msgspec.DecodeError as error:
        return _upgrade(data, error)
    return event if event.v <= VERSION else _upgrade(data, ValueError("newer"))


def _upgrade(data: bytes | str, error: Exception) -> Event:
    try:
        raw: Any = msgspec.json.decode(data)
    except msgspec.DecodeError:
        raw = None
    written = raw.get("v", 1) if isinstance(raw, dict) else 0
    if isinstance(written, int) and written > VERSION:
        raise KapGuideError(
            "This session was recorded by a newer KapGuide. Nothing is lost; open it with that version.",
            f"event version {written}",
        )
    raise KapGuideError("An entry of this session cannot be read. The others are shown.", str(error)) from error
