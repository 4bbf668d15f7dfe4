"""How a rehearsal sounds in the room where it is practised."""

from enum import StrEnum


class RehearsalSound(StrEnum):
    """Nothing sounds before the rehearsal begins, whichever is chosen."""

    NONE = "none"
    LOW = "low"
    AS_IN_SESSION = "as in a session"


SOUND_GOES_ON = frozenset(
    {
        "missing", "empty", "unreadable", "damaged", "ended_early", "slow", "stalled", "more", "refused", "held_up",
        "output_moved",
    }
)  # fmt: skip
"""The faults with which something is heard all the same: what plays goes on, or the next piece does."""
