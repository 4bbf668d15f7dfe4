"""What the client's chart says that the session's own log does not, for the note."""

import msgspec

from kapguide.clinical.facts import ListAnswered


class FromChart(msgspec.Struct, frozen=True):
    """As much of it as is known; empty where nothing is.

    `place` is the session's in the course (`Dosing 3 of 3`), `next_contact` and `check_ins` are what is planned after
    it, `scores` what was answered on forms that day, `risk` the answers among these that somebody has to follow up.
    `commitment` is the one that was open as it began, `committed` the day on which it was made.
    """

    place: str = ""
    next_contact: str = ""
    check_ins: str = ""
    scores: tuple[str, ...] = ()
    risk: tuple[str, ...] = ()
    lists: tuple[ListAnswered, ...] = ()
    """The checklists of the client's page that were asked on that day."""
    commitment: str = ""
    committed: str = ""
