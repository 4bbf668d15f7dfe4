"""The data model of an imagery script: the lines that are said, and the silence after each. All spans are milliseconds.

A line takes its words' time at the script's pace, then a silence. One multiplier fits a script to a chosen length: it
scales every silence that may stretch, between its base and its longest, and no word is ever said faster for it.
"""

import hashlib
import re

import msgspec

from kapguide.spans import MINUTE

SLOWEST, QUICKEST = 60, 160
"""Words a minute that a script may ask for: below, words fall apart; above, nobody is guided."""

WORD = 5
"""Signs, the blank behind it among them: the word of a pace, as typists count. Lengths of words differ too much."""
BREATH = 5
"""Signs that a comma or a full stop within a line takes. Fitted, like WORD, to 202 lines as espeak-ng says them: a line
is off by 8 % (standard deviation); by 15 %, were its words counted."""


def spoken(words: str, pace: int) -> int:
    """How long words take to be said at a pace."""
    signs = len(words) + BREATH * len(re.findall(r"[,.;:?!](?=\s)", words))
    return signs * MINUTE // (WORD * pace)


class ScriptLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line, as it is said; the silence after it, which may stretch to `longest` where that is more than `quiet`."""

    say: str
    quiet: int
    longest: int = 0
    choice: bool = False
    """Whether it offers the client a choice, whose answer a voice waits for until a person lets it go on."""
    voice: str = ""
    """The name of a recorded sound file that says it."""

    @property
    def recording(self) -> str:
        """The name of the sound file that says it: its own, or one made of its words, so that others get another."""
        if self.voice:
            return self.voice
        words = "-".join(re.findall(r"\w+", self.say.casefold()))
        return f"{words[:40].rstrip('-')}-{hashlib.sha256(words.encode()).hexdigest()[:8]}"

    @property
    def stretches(self) -> bool:
        """May its silence grow?"""
        return self.longest > self.quiet


class Script(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One imagery script, whole: a session that runs it keeps it as it was."""

    id: str
    title: str
    purpose: str
    """One plain line: what it is for, for the person who chooses."""
    pace: int
    """Words a minute, while they are said."""
    lines: tuple[ScriptLine, ...]
    sources: tuple[str, ...] = ()

    def said(self, index: int) -> int:
        """How long the words of one line take at the script's pace."""
        return spoken(self.lines[index].say, self.pace)

    def quiet(self, index: int, stretch: float = 0.0) -> int:
        """The silence after one line, at a stretch from 0 (as written) to 1 (as long as it may become)."""
        line = self.lines[index]
        return round(line.quiet + stretch * max(0, line.longest - line.quiet))

    def length(self, stretch: float = 0.0, since: int = 0) -> int:
        """How long it takes from line `since` on, at its own pace."""
        return sum(self.said(i) + self.quiet(i, stretch) for i in range(since, len(self.lines)))

    def stretch_to(self, span: int, since: int = 0) -> float:
        """The stretch with which the lines from `since` on fill `span` as well as they can: 0 to 1."""
        short, long = self.length(0.0, since), self.length(1.0, since)
        return min(1.0, max(0.0, (span - short) / (long - short))) if long > short else 0.0
