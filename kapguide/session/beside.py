"""What a session holds beside its plan: side timers, and how it stands with the leaving."""

import msgspec

from kapguide.session.clock import Elapsed


class SideTimer(msgspec.Struct, frozen=True):
    """A timer that the therapist named: it runs for `lasts` ms, until it ends or is let go."""

    number: int
    name: str
    began: Elapsed
    lasts: int
    ended: Elapsed | None = None
    cancelled: bool = False

    @property
    def until(self) -> int:
        """When its time is over (session time, ms)."""
        return self.began + self.lasts


class LeavingState(msgspec.Struct, frozen=True):
    """How it stood with the leaving, as `answers.LeavingOutcome` has it, and who was told when.

    `id` is the event that a correction supersedes.
    """

    id: str
    outcome: str
    told: str
    told_at: Elapsed
