"""What the client's display is asked to show. Whether there is a screen for it is the window's matter."""

from enum import StrEnum

import msgspec


class Shows(StrEnum):
    """Off leaves the screen alone; each of the others covers it. A breath that is led is shown over any of them."""

    OFF = "off"
    BLACK = "black"
    INTENTION = "intention"
    LINE = "line"
    PICTURE = "picture"


LONGEST_LINE = 80
"""Signs of a line of text: what is read from a bed at one glance [OURS]."""


LONGEST_INTENTION = 240
"""Signs of an intention that still stands there in words of a size that is read."""


class DisplayState(msgspec.Struct, frozen=True):
    """What it is asked to show; `words` is the line of text."""

    shows: str = Shows.OFF
    words: str = ""
    covered: bool = False
    """Whether there is a screen for it, as the window said last."""

    @property
    def on(self) -> bool:
        """Is it wanted?"""
        return self.shows != Shows.OFF

    @property
    def seen(self) -> bool:
        """Does the client see it?"""
        return self.on and self.covered

    def turned(self, shows: str, words: str = "") -> "DisplayState":
        """It shows something else; what is off covers nothing."""
        return DisplayState(shows, words, self.covered and shows != Shows.OFF)


def shows_words(shows: str, words: str = "") -> str:
    """What it shows as it is told; what only a newer KapGuide knows as it was written."""
    told = {Shows.INTENTION: "the intention", Shows.LINE: f"“{words}”", Shows.PICTURE: "the picture"}
    return told[Shows(shows)] if shows in set(told) else shows
