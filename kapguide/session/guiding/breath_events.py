"""What can happen to a breath that is led, and to the client's display. See `events`, which has every kind."""

from kapguide.session.body import Body
from kapguide.session.guiding.breath import BreathPattern


class BreathStarted(Body, frozen=True, tag="breath_started"):
    """A breath is led from here on: the pattern as it was then, who hears a chime, and whether the client sees it.

    `reason` says why a pattern with a hold was opened while they are closed.
    """

    pattern: BreathPattern
    chime: str = ""
    shown: bool = False
    reason: str = ""


class BreathPaced(Body, frozen=True, tag="breath_paced"):
    """It is slower or quicker from here on: per cent of the pattern's length, before and after."""

    before: int
    after: int


class BreathChimed(Body, frozen=True, tag="breath_chimed"):
    """Somebody else hears the chime at each turn from here on, or nobody."""

    chime: str


class BreathStopped(Body, frozen=True, tag="breath_stopped"):
    """It was led for `used` ms and `breaths` whole breaths; `why` is one of `breathing.BreathEnd`.

    `shown`: the client's display showed it, for a time at least. `reason` is that of its start.
    """

    title: str
    used: int
    breaths: int = 0
    why: str = ""
    shown: bool = False
    reason: str = ""


class DisplayTurned(Body, frozen=True, tag="display_turned"):
    """What the client's display shows from here on: one of `display.Shows`; `words` is a line of text that it shows."""

    shows: str
    words: str = ""


class DisplayCovered(Body, frozen=True, tag="display_covered"):
    """The client's display covers its screen from here on, or has lost it: only what is covered is seen."""

    covered: bool
