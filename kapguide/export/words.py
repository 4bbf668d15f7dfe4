"""How documents write the times of a session and the text of people."""

import re
import unicodedata

from kapguide.session.wording import MINUS, clock_span
from kapguide.spans import SECOND

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}]")
_REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def whole(text: str) -> str:
    """`text` with halves of characters replaced, so that it can be saved."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def plain(text: str) -> str:
    """`text` as it may be shown: one kind of line end, no control characters, marks that reorder text made visible."""
    text = _LINE_ENDS.sub("\n", whole(text))
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc")
    return _REORDERING.sub(lambda mark: in_code(mark[0]), text).strip("\n")


def in_code(character: str) -> str:
    """`‹U+202E›`: a character that cannot or must not be shown as itself."""
    return f"‹U+{ord(character):04X}›"


def since_dose(ms: int) -> str:
    """`T+0:12:05`, or `T−0:03:00` before the dose."""
    return "T" + (clock_span(ms) if ms <= -SECOND else "+" + clock_span(abs(ms)))


def offset(tz_min: int) -> str:
    """`UTC+02:00`."""
    sign = MINUS if tz_min < 0 else "+"
    return f"UTC{sign}{abs(tz_min) // 60:02}:{abs(tz_min) % 60:02}"
