"""How a rehearsal sounds in the room where it is practised."""

from enum import StrEnum


class RehearsalSound(StrEnum):
    """Nothing sounds before the rehearsal begins, whichever is chosen."""

    NONE = "none"
    LOW = "low"
    AS_IN_SESSION = "as in a session"
