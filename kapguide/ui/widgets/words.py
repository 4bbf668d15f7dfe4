"""Times as the screens write them."""

from kapguide.spans import MINUTE, SECOND


def clock_text(ms: int) -> str:
    """`0:42:18`, and `−0:05:00` before zero; whole seconds, rounded down."""
    seconds = abs(ms) // SECOND
    return f"{'−' if ms <= -SECOND else ''}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def minutes_text(ms: int) -> str:
    """`0:42`, hours and minutes: ticks and stamps."""
    minutes = abs(ms) // MINUTE
    return f"{'−' if ms <= -MINUTE else ''}{minutes // 60}:{minutes % 60:02}"


def countdown_text(ms: int) -> str:
    """What is left: `4:42`, from an hour on `1:04:42`; rounded up, so that 0:00 means now."""
    seconds = max(0, -(-ms // SECOND))
    if seconds >= 3600:
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"{seconds // 60}:{seconds % 60:02}"


def span_words(ms: int) -> str:
    """A length in words: `45 s`, `12 min`, `1 h 5 min`."""
    seconds = round(abs(ms) / SECOND)
    if seconds < 60:
        return f"{seconds} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"
