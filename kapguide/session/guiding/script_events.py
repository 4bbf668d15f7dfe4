"""What can happen to an imagery script that runs: a part of the record, as `events` is.

Lines are told by their place in the script, from 0.
"""

from enum import StrEnum

from kapguide.session.body import Body
from kapguide.session.guiding.script import Script


class ScriptLeft(StrEnum):
    """How a script was left: read to its end, stopped by hand, or gone with an emergency or with the session."""

    END = "end"
    STOPPED = "stopped"
    EMERGENCY = "emergency"
    SESSION = "session"


class ScriptStep(Body, frozen=True):
    """Something that happened to the script that runs."""


class ScriptBegan(ScriptStep, frozen=True, tag="script_began"):
    """A script runs from here on, kept whole as it was; `cue` is the prompt that named it, if one did."""

    script: Script
    cue: str = ""


class ScriptLineSaid(ScriptStep, frozen=True, tag="script_line_said"):
    """A line has been said, by a person or by the voice. `stretch` is that of the silences from here on."""

    line: int
    by_voice: bool = False
    stretch: float = 0.0


class ScriptLineSkipped(ScriptStep, frozen=True, tag="script_line_skipped"):
    """A line is left out; `broken_off`: the voice had begun it."""

    line: int
    broken_off: bool = False


class ScriptLineRepeated(ScriptStep, frozen=True, tag="script_line_repeated"):
    """A line is to be said again, now."""

    line: int


class ScriptQuietCut(ScriptStep, frozen=True, tag="script_quiet_cut"):
    """The line is to be said now: the silence before it is over, or what was paused goes on."""

    line: int


class ScriptPaused(ScriptStep, frozen=True, tag="script_paused"):
    """The voice was paused in a line, to go on `place` ms into it."""

    line: int
    place: int


class ScriptPaced(ScriptStep, frozen=True, tag="script_paced"):
    """It goes slower or quicker: the pace as a share of the script's own."""

    before: float
    after: float


class ScriptStretched(ScriptStep, frozen=True, tag="script_stretched"):
    """Its silences are to fill the phase, from here on by `stretch` (0 to 1); or they are as written again."""

    on: bool
    stretch: float = 0.0


class ScriptGiven(ScriptStep, frozen=True, tag="script_given"):
    """Who says it from here on: the voice or a person. `failed`: the voice could not say its line."""

    to_voice: bool
    failed: bool = False


class ScriptEnded(ScriptStep, frozen=True, tag="script_ended"):
    """It is over: how it was left, at which of its lines, after how long, and what its planned length was (ms).

    `read` and `spoken` count the lines that a person and the voice have said.
    """

    title: str
    left: str
    line: int
    lines: int
    lasted: int
    planned: int
    read: int = 0
    spoken: int = 0


AnyStepWithin = (
    ScriptLineSaid
    | ScriptLineSkipped
    | ScriptLineRepeated
    | ScriptQuietCut
    | ScriptPaused
    | ScriptPaced
    | ScriptStretched
    | ScriptGiven
    | ScriptEnded
)
"""What happens to a script that has begun."""
AnyScriptStep = ScriptBegan | AnyStepWithin
