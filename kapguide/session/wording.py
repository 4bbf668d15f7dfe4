"""How lengths of time, levels and routes are written, wherever an event is told."""

from kapguide.session.protocol.protocol import Route
from kapguide.spans import HOUR, MINUTE, SECOND

MINUS = "\N{MINUS SIGN}"

ROUTES = {
    Route.IV: "intravenous",
    Route.IM: "intramuscular",
    Route.SUBLINGUAL: "sublingual",
    Route.ORAL: "oral, swallowed",
    Route.INTRANASAL: "intranasal",
    Route.ESKETAMINE: "intranasal esketamine",
}


def route_words(route: str | None) -> str:
    """The route in words; one that is not ours as it was written, and nothing where there is none."""
    return ROUTES[Route(route)] if route and route in {*Route} else route or ""


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


def hours_minutes(ms: int) -> str:
    """`0:28`, `1:02`: a length in whole minutes, as documents count from the dose; `−0:31` before it."""
    minutes = ms // MINUTE
    return f"{MINUS if minutes < 0 else ''}{abs(minutes) // 60}:{abs(minutes) % 60:02}"


def decibels(db: float) -> str:
    """`−6 dB`, `+1.5 dB`, `0 dB`."""
    value = f"{abs(db):.1f}".removesuffix(".0")
    sign = "" if value == "0" else MINUS if db < 0 else "+"
    return f"{sign}{value} dB"
