"""Everything a person, a timer or the sound process can ask of a session."""

from kapguide.clinical.vitals import Vitals
from kapguide.session.clock import Elapsed
from kapguide.session.command import Command
from kapguide.session.events import BegunAnyway, SessionStarted
from kapguide.session.guiding.breath import BreathPattern, ChimeFor
from kapguide.session.guiding.script import Script
from kapguide.session.guiding.script_run import PACE_STEP
from kapguide.session.people.commands import NoteArrival, NoteDeparture, TakeOver
from kapguide.spans import MINUTE

__all__ = ["Command", "NoteArrival", "NoteDeparture", "TakeOver"]
"""What other files hold is found here, too: this one has all of it."""


class Start(Command, frozen=True):
    """Begin the session and its first phase; `anyway` where something of its preparation was missing.

    `said` is what was said before it and holds from its first moment: written with it, and not taken back by Undo.
    """

    started: SessionStarted
    anyway: BegunAnyway | None = None
    said: tuple[Command, ...] = ()


class Resume(Command, frozen=True):
    """A new window goes on with a session whose last window died."""

    rebooted: bool
    music_went_on: bool


class Tick(Command, frozen=True):
    """Time has passed: let fall due what is due."""


class Next(Command, frozen=True):
    """Go on to the next phase."""


class Hold(Command, frozen=True):
    """Let the phase's time stand still."""


class Release(Command, frozen=True):
    """Let the phase's time go on; after an emergency, the prompts too."""


class Extend(Command, frozen=True):
    """Move the phase's planned end by `by_ms`, earlier when negative."""

    by_ms: int = 2 * MINUTE


class Acknowledge(Command, frozen=True):
    """Put the prompt away."""

    cue: str


class Snooze(Command, frozen=True):
    """Let the prompt come back later."""

    cue: str
    for_ms: int = 2 * MINUTE


class AnswerCue(Command, frozen=True):
    """Answer what was due or is to be attested: `answer` is one of `answers.Answer`.

    `supersedes` names the event to correct.
    """

    cue: str
    answer: str
    by: str = ""
    reason: str = ""
    supersedes: str = ""


class GiveDose(Command, frozen=True):
    """Record a dose as given at session time `given`; `supersedes` names the event to correct."""

    amount: str
    route: str
    by: str
    given: Elapsed
    medicine: str = ""
    supersedes: str = ""
    form: str = ""
    strength: str = ""
    unit: str = ""
    by_client: bool = False
    watched_by: str = ""
    role: str = ""
    part: int = 0
    parts: int = 0


class StepDose(Command, frozen=True):
    """Record a step of the last dose, a `DoseStep`: a lozenge has dissolved, a further device was given.

    `supersedes` names the event to correct, and `happened` when it was, in session time.
    """

    step: str
    happened: Elapsed | None = None
    supersedes: str = ""


class TakeReading(Command, frozen=True):
    """Record vitals read at session time `taken`."""

    vitals: Vitals
    taken: Elapsed
    by: str = ""
    supersedes: str = ""


class AddNote(Command, frozen=True):
    """Record a line begun at session time `begun`; `manner` is note, verbatim, paraphrase or observation."""

    text: str
    begun: Elapsed
    manner: str = "note"
    supersedes: str = ""


class NotePrivately(Command, frozen=True):
    """Record that a private line was written now, and nothing of what it says."""


class Observe(Command, frozen=True):
    """Record a one-key observation."""

    key: str
    label: str


class FadeMusic(Command, frozen=True):
    """Take the music to silence, or bring it back, over `seconds`."""

    silent: bool
    seconds: float = 6.0


class ChangeLevel(Command, frozen=True):
    """Raise or lower the music by `by_db`."""

    by_db: float


class ShiftMusic(Command, frozen=True):
    """Let the phase's music be one step softer (-1) or deeper (+1); asked again before it has come, at once."""

    by: int


class NextTrack(Command, frozen=True):
    """Let the next piece begin, by a crossfade of `seconds`."""

    seconds: float = 15.0


class ReturnMusic(Command, frozen=True):
    """Let the music of the way back sound now, whatever the phase; or go back to the phase's own."""

    on: bool = True
    seconds: float = 25.0


class ChangeOutputLevel(Command, frozen=True):
    """Raise or lower one output, `headphones` or `room`, by `by_db`."""

    output: str
    by_db: float


class Speak(Command, frozen=True):
    """Let a prompt's line be heard, the music ducked under it: the sound file at `path`, raised by `gain_db`."""

    cue: str
    path: str
    gain_db: float = 0.0


class Hush(Command, frozen=True):
    """End the line that is being said."""


class ScriptCommand(Command, frozen=True):
    """A hand on an imagery script."""


class BeginScript(ScriptCommand, frozen=True):
    """Let a script run; `cue` is the prompt that named it, if one did."""

    script: Script
    cue: str = ""


class SayNow(ScriptCommand, frozen=True):
    """Let the silence before the line be over, or the voice that was paused go on."""


class FinishLine(ScriptCommand, frozen=True):
    """The line has been said by a person."""


class RepeatLine(ScriptCommand, frozen=True):
    """Let the last line be said again, or the one that the voice has begun."""


class SkipLine(ScriptCommand, frozen=True):
    """Leave the line out."""


class PaceScript(ScriptCommand, frozen=True):
    """Let it go quicker, or slower where `by` is negative, by a share of its own pace."""

    by: float = PACE_STEP


class StretchScript(ScriptCommand, frozen=True):
    """Let its silences fill the phase, or be as written again."""

    on: bool = True


class GiveScript(ScriptCommand, frozen=True):
    """Let the voice say it, or a person read it: `at_once`, or when the voice has said the line that it has begun."""

    to_voice: bool
    at_once: bool = True


class SpeakLine(ScriptCommand, frozen=True):
    """The voice of line `line` has been found: the sound file at `path`, raised by `gain_db`."""

    line: int
    path: str
    gain_db: float = 0.0


class PauseLine(ScriptCommand, frozen=True):
    """Pause the voice in its line."""


class StopScript(ScriptCommand, frozen=True):
    """Leave the script where it is, or put it away when all of it has been said."""


class StartBreath(Command, frozen=True):
    """Lead a breath; `reason` opens a pattern with a hold while they are closed."""

    pattern: BreathPattern
    chime: str = ChimeFor.NOBODY
    reason: str = ""


class PaceBreath(Command, frozen=True):
    """Let the breath that is led be a step slower, or quicker."""

    slower: bool


class ChimeBreath(Command, frozen=True):
    """Let its chime be for `chime`, one of ChimeFor."""

    chime: str


class StopBreath(Command, frozen=True):
    """Lead the breath no more."""


class TurnDisplay(Command, frozen=True):
    """Let the client's display show that, one of `display.Shows`; `words` is the line of text."""

    shows: str
    words: str = ""


class ReportDisplay(Command, frozen=True):
    """Whether the client's display covers a screen: the window knows."""

    covered: bool


class Undo(Command, frozen=True):
    """Take back the last undoable command of the last 10 s."""


class StartEmergency(Command, frozen=True):
    """The emergency key."""


class TapEmergency(Command, frozen=True):
    """Record what was done in the emergency at session time `tapped`: called, arrived or gave, and whom or what.

    `supersedes` names the event that this one completes.
    """

    what: str
    tapped: Elapsed
    detail: str = ""
    supersedes: str = ""


class EndEmergency(Command, frozen=True):
    """Leave the emergency; nothing resumes by itself."""


class End(Command, frozen=True):
    """End the session; before the observation time is over with a `reason`."""

    reason: str = ""


class Discard(Command, frozen=True):
    """Throw away the session that has just begun."""

    reason: str = ""


class NoteLeaving(Command, frozen=True):
    """Record how it stands with the leaving, one of `LeavingOutcome`, and who was told at session time `told_at`.

    `supersedes` names the event to correct.
    """

    outcome: str
    told: str
    told_at: Elapsed
    supersedes: str = ""


class MarkTouch(Command, frozen=True):
    """Record which touch the client agrees to, or that it is withdrawn: one of `answers.Touch`."""

    touch: str


class Strike(Command, frozen=True):
    """Strike out what the event `entry` said: an answer, a step of a dose, an entry on the leaving."""

    entry: str


class StartTimer(Command, frozen=True):
    """Let a side timer run for `for_ms`."""

    name: str
    for_ms: int


class CancelTimer(Command, frozen=True):
    """Let a side timer go before its time."""

    number: int


class ReportTrack(Command, frozen=True):
    """The sound process: another track has begun."""

    track: str
    title: str


class ReportVoiceEnded(Command, frozen=True):
    """The sound process: the line has been said; or not `heard` to its end, as its file or its process has gone."""

    heard: bool = True


class ReportFault(Command, frozen=True):
    """The sound process: something went wrong and was dealt with."""

    fault: str
    detail: str = ""


class ReportSoundBack(Command, frozen=True):
    """The sound process: sound is heard again."""

    after_ms: int
