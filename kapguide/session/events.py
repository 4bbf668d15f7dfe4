"""Everything that can happen in a session: the record, never changed, read for ever.

All times are session time in milliseconds (`Elapsed`); the envelope carries the wall time beside it.
To change a body's meaning, give the new form a new `v` and teach `event_json` to read the old one.
"""

from datetime import datetime

import msgspec

from kapguide.clinical.limits import Limit
from kapguide.clinical.preparing import Prepared
from kapguide.session.body import Body
from kapguide.session.care.events import (
    BegunAnyway,
    CueAnswered,
    EntryStruck,
    LeavingNoted,
    SessionDiscarded,
    SessionEnded,
    TimerCancelled,
    TimerEnded,
    TimerStarted,
    TouchMarked,
)
from kapguide.session.clock import Elapsed, Origin
from kapguide.session.consent.events import AnyConsentStep, ConsentStep
from kapguide.session.doses.events import DoseEnded, DoseGiven, DoseStepped
from kapguide.session.emergency_events import EmergencyEnded, EmergencyStarted, EmergencyTapped
from kapguide.session.guiding.breath_events import (
    BreathChimed,
    BreathPaced,
    BreathStarted,
    BreathStopped,
    DisplayCovered,
    DisplayTurned,
)
from kapguide.session.guiding.script_events import (
    AnyScriptStep,
    ScriptBegan,
    ScriptEnded,
    ScriptGiven,
    ScriptLineRepeated,
    ScriptLineSaid,
    ScriptLineSkipped,
    ScriptPaced,
    ScriptPaused,
    ScriptQuietCut,
    ScriptStep,
    ScriptStretched,
)
from kapguide.session.leaving.events import AnyLeavingStep, LeavingStep
from kapguide.session.people.events import PersonCame, PersonLeft, SessionTakenOver
from kapguide.session.people.people import Person
from kapguide.session.record_events import NoteAdded, ObservationAdded, PrivateLineWritten, ReadingTaken
from kapguide.session.safety.events import AnySafetyStep, SafetyStep
from kapguide.session.sound_events import (
    LevelChanged,
    MusicFaded,
    MusicReturned,
    MusicShifted,
    MusicTurned,
    OutputLevelChanged,
    SoundBack,
    SoundFault,
    TrackStarted,
    VoiceBegan,
    VoiceEnded,
)

__all__ = [
    "BegunAnyway",
    "Body",
    "BreathChimed",
    "BreathPaced",
    "BreathStarted",
    "BreathStopped",
    "CueAnswered",
    "DisplayCovered",
    "DisplayTurned",
    "DoseEnded",
    "DoseGiven",
    "DoseStepped",
    "EmergencyEnded",
    "EmergencyStarted",
    "EmergencyTapped",
    "EntryStruck",
    "LeavingNoted",
    "LevelChanged",
    "MusicFaded",
    "MusicReturned",
    "MusicShifted",
    "MusicTurned",
    "NoteAdded",
    "ObservationAdded",
    "OutputLevelChanged",
    "PersonCame",
    "PersonLeft",
    "PrivateLineWritten",
    "ReadingTaken",
    "ScriptBegan",
    "ScriptEnded",
    "ScriptGiven",
    "ScriptLineRepeated",
    "ScriptLineSaid",
    "ScriptLineSkipped",
    "ScriptPaced",
    "ScriptPaused",
    "ScriptQuietCut",
    "ScriptStep",
    "ScriptStretched",
    "SessionDiscarded",
    "SessionEnded",
    "SessionTakenOver",
    "SoundBack",
    "SoundFault",
    "TimerCancelled",
    "TimerEnded",
    "TimerStarted",
    "TouchMarked",
    "TrackStarted",
    "VoiceBegan",
    "VoiceEnded",
]
"""Kinds of the other files that are found here, too: this one has them all."""


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
    present: tuple[Person | str, ...] = ()
    """Who else is there; a bare name is one of whom nobody said what for."""
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
    contact: str = ""
    """The id of the planned contact that this session is; empty for one that nobody planned."""
    telephone: bool = False
    """Whether the client is at the telephone, and not in the room."""
    limits: tuple[Limit, ...] = ()
    """The clinic's limits for readings as they were then, and who answers for them."""
    limits_by: str = ""
    prepared: Prepared | None = None


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
    """The therapist put the prompt away. That attests nothing."""

    cue: str


class CueSnoozed(Body, frozen=True, tag="cue_snoozed"):
    """The prompt comes back at session time `until`."""

    cue: str
    until: int


class Undone(Body, frozen=True, tag="undone"):
    """The command `target` was taken back within its 10 s; what it changed is again as before it.

    `cues` are those that had come with a phase that was taken back: they leave with it, and come with it again.
    """

    target: str
    what: str
    cues: tuple[str, ...] = ()


# --- safety ------------------------------------------------------------------------------------------------


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
    | CueAnswered
    | BegunAnyway
    | TimerStarted
    | TimerEnded
    | TimerCancelled
    | LeavingNoted
    | AnyLeavingStep
    | TouchMarked
    | PersonCame
    | PersonLeft
    | SessionTakenOver
    | AnyConsentStep
    | EntryStruck
    | SessionDiscarded
    | Undone
    | DoseGiven
    | DoseEnded
    | DoseStepped
    | ReadingTaken
    | AnySafetyStep
    | NoteAdded
    | ObservationAdded
    | PrivateLineWritten
    | MusicFaded
    | LevelChanged
    | MusicShifted
    | MusicTurned
    | MusicReturned
    | OutputLevelChanged
    | VoiceBegan
    | VoiceEnded
    | AnyScriptStep
    | BreathStarted
    | BreathPaced
    | BreathChimed
    | BreathStopped
    | DisplayTurned
    | DisplayCovered
    | TrackStarted
    | SoundFault
    | SoundBack
    | EmergencyStarted
    | EmergencyTapped
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
            case EmergencyTapped(detail=detail):
                return detail
            case CueAnswered() | SessionEnded() | SessionDiscarded() | BegunAnyway():
                return self.body.reason
            case BreathStarted(reason=reason):
                return reason
            case LeavingNoted(told=told):
                return told
            case DisplayTurned(words=words):
                return words
            case TimerStarted(name=name):
                return name
            case ConsentStep(text=text) | LeavingStep(text=text):
                return text
            case SafetyStep():
                return self.body.text
        return ""

    @property
    def supersedes(self) -> str:
        """The id of the event that this one corrects, or an empty string."""
        return str(getattr(self.body, "supersedes", ""))
