"""The parts that a session's state is made of. `state` puts them together, and only it changes them."""

import msgspec

from kapguide.clinical.limits import Limit
from kapguide.clinical.vitals import Vitals
from kapguide.session.clock import Elapsed


class PhaseRun(msgspec.Struct, frozen=True):
    """A phase as it went: `held` and `extended` in ms in all, `shift` the steps its music is deeper than planned."""

    began: Elapsed
    ended: Elapsed | None = None
    held: int = 0
    extended: int = 0
    shift: int = 0
    shifted: Elapsed | None = None
    """When the music was last asked to be softer or deeper."""
    heading: int = 0
    """Which of both: -1 or +1."""


class Flow(msgspec.Struct, frozen=True):
    """Where the session stands in its plan. `runs` has one entry for each phase begun, the current one last."""

    runs: tuple[PhaseRun, ...] = ()
    held_since: Elapsed | None = None
    prompts_stopped: bool = False
    """An emergency stopped the prompts; they come again when a person lets the phase, or the next one, go on."""

    @property
    def index(self) -> int:
        """The current phase's place in the protocol; -1 before the start."""
        return len(self.runs) - 1

    @property
    def run(self) -> PhaseRun:
        """The current phase."""
        return self.runs[-1]


class MusicState(msgspec.Struct, frozen=True):
    """What the therapist wants of the music, and what has been reported as sounding."""

    level_db: float = 0.0
    silent: bool = False
    turn: int = 0
    """How often the next piece was asked for."""
    returning: bool = False
    outputs: dict[str, float] = {}
    """The level of each output that was changed, dB."""
    track: str = ""
    title: str = ""
    since: Elapsed | None = None
    """When the track began."""
    heard: tuple[str, ...] = ()
    """Every track that has sounded, each once, in the order in which it sounded last."""


class Cue(msgspec.Struct, frozen=True):
    """What became of a cue: it fires or is missed once, and may be answered, put away or snoozed."""

    title: str
    due: int
    at: Elapsed
    missed: bool = False
    acknowledged: bool = False
    answer: str = ""
    """What a person answered, as `answers.Answer` has it; a reading that was taken answers its cue by itself."""
    said: str = ""
    """The event that answered it, which a correction supersedes."""
    answered: Elapsed | None = None
    """When it was answered first."""
    snoozed_until: int | None = None


class Reading(msgspec.Struct, frozen=True):
    """A reading as recorded, corrections applied."""

    id: str
    vitals: Vitals
    taken: Elapsed
    by: str = ""
    cue: str = ""
    """The reading due that it answers."""
    outside: tuple[Limit, ...] = ()
    """The clinic's limits that it lies outside of."""


class LoggedLine(msgspec.Struct, frozen=True):
    """A line of the running notes; `manner` is note, verbatim, paraphrase or observation."""

    id: str
    text: str
    at: Elapsed
    manner: str = "note"


class EmergencyTap(msgspec.Struct, frozen=True):
    """What was done in an emergency: called, arrived or gave, when, and whom or what."""

    id: str
    what: str
    at: Elapsed
    detail: str = ""
