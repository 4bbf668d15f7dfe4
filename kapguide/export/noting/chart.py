"""What the client's chart says that the session's own log does not, for the note."""

import msgspec


class Commitment(msgspec.Struct, frozen=True):
    """The one thing that the client meant to do: in which words, where it was said (`2 Dec, Integration`), and what
    became of it, as somebody asked; empty where nobody has."""

    words: str
    since: str = ""
    became: str = ""


class FromChart(msgspec.Struct, frozen=True):
    """As much of it as is known; empty where nothing is.

    `place` is the session's in the course (`Dosing 3 of 3`), `next_contact` and `check_ins` are what is planned after
    it, `scores` what was answered on forms in it, `risk` the answers about suicidal thoughts among these. `earlier` is
    the commitment that was open as it began, `made` what was meant in it.
    """

    place: str = ""
    next_contact: str = ""
    check_ins: str = ""
    scores: tuple[str, ...] = ()
    risk: tuple[str, ...] = ()
    earlier: Commitment | None = None
    made: str = ""
