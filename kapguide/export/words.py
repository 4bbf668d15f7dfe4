"""How documents write times, lengths, levels and the text of people."""

import re
import unicodedata

from kapguide.session.clock import HOUR, MINUTE, SECOND
from kapguide.session.protocol import Route

MINUS = "\N{MINUS SIGN}"

ROUTES = {
    Route.IV: "intravenous",
    Route.IM: "intramuscular",
    Route.SUBLINGUAL: "sublingual",
    Route.ORAL: "oral, swallowed",
    Route.INTRANASAL: "intranasal",
    Route.ESKETAMINE: "intranasal esketamine",
}

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


def route_words(route: str) -> str:
    """The route in words; one that is not ours as it was written."""
    return ROUTES[Route(route)] if route in {*Route} else route


def length(ms: int) -> str:
    """`1 h 05 min`, `12 min 30 s`, `45 s`, and `0.8 s` for what lasted less than ten seconds."""
    sign, ms = (MINUS, -ms) if ms < 0 else ("", ms)
    seconds = ms // SECOND
    if ms < 10 * SECOND:
        words = f"{ms / SECOND:.1f}".removesuffix(".0") + " s"
    elif ms < MINUTE:
        words = f"{seconds} s"
    else:
        hours, minutes, seconds = seconds // 3600, seconds // 60 % 60, seconds % 60
        parts = [f"{hours} h"] if hours else []
        parts += [f"{minutes:02} min" if hours else f"{minutes} min"] if minutes or (hours and seconds) else []
        parts += [f"{seconds} s"] if seconds else []
        words = " ".join(parts)
    return sign + words


def clock_span(ms: int) -> str:
    """`1:02:05`: session time, cut to whole seconds."""
    sign, ms = (MINUS, -ms) if ms < 0 else ("", ms)
    return f"{sign}{ms // HOUR}:{ms // MINUTE % 60:02}:{ms // SECOND % 60:02}"


def since_dose(ms: int) -> str:
    """`T+0:12:05`, or `T−0:03:00` before the dose."""
    return "T" + (clock_span(ms) if ms <= -SECOND else "+" + clock_span(abs(ms)))


def offset(tz_min: int) -> str:
    """`UTC+02:00`."""
    sign = MINUS if tz_min < 0 else "+"
    return f"UTC{sign}{abs(tz_min) // 60:02}:{abs(tz_min) % 60:02}"


def decibels(db: float) -> str:
    """`−6 dB`, `+1.5 dB`, `0 dB`."""
    value = f"{abs(db):.1f}".removesuffix(".0")
    sign = "" if value == "0" else MINUS if db < 0 else "+"
    return f"{sign}{value} dB"
