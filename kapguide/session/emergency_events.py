"""What happens in an emergency: a part of the record, as `events` is."""

from kapguide.session.body import Body
from kapguide.session.clock import Elapsed


class EmergencyStarted(Body, frozen=True, tag="emergency_started"):
    """The emergency key: music fades, prompts stop, a clock starts."""


class EmergencyTapped(Body, frozen=True, tag="emergency_tapped"):
    """What was done in the emergency: `what` is called, arrived or gave, `detail` whom or what, as a person wrote it.

    `tapped` is the session time of the tap; `supersedes` the id of the event that this one completes.
    """

    what: str
    tapped: Elapsed
    detail: str = ""
    supersedes: str = ""


class EmergencyEnded(Body, frozen=True, tag="emergency_ended"):
    """The emergency was left after `lasted_ms`; nothing resumes by itself."""

    lasted_ms: int
