"""The mark that every default which ships carries: how its source was come by."""

from enum import StrEnum


class Mark(StrEnum):
    """Where a default comes from."""

    FACT = "F"
    """Read in the source that is named."""
    SECOND_HAND = "F2"
    """Read in a secondary source that quotes the primary one."""
    GENERAL = "GK"
    """General knowledge, to be confirmed by a person before anybody relies on it."""
    PRACTICE = "P"
    """Practice seen at one or more clinics, without authority."""
    OURS = "OURS"
    """Our own proposal."""


MARK_WORDS = {
    Mark.FACT: "read in the source",
    Mark.SECOND_HAND: "read in another source that quotes it",
    Mark.GENERAL: "general knowledge, to be confirmed",
    Mark.PRACTICE: "practice seen, no authority",
    Mark.OURS: "our own proposal",
}
"""Each mark as it is read."""
