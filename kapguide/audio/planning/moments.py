"""The moment at which music can best be left: where the piece itself is quiet."""

from statistics import fmean

EARLIEST_S, LATEST_S = 2.0, 45.0
"""A change that was asked for begins within this time."""


def quiet_moment(overview: bytes, length_s: float, position_s: float) -> float:
    """Where in the piece (s) a crossfade should begin: its quietest place in the next 45 s, or at once (0).

    `overview` holds the piece's levels, evenly from its beginning to its end, 0 silent to 255; empty when unknown.
    """
    if not overview or length_s <= 0:
        return 0.0
    step = length_s / len(overview)
    first = int((position_s + EARLIEST_S) / step) + 1
    last = min(len(overview), int((position_s + LATEST_S) / step) + 1)
    if first >= last:
        return 0.0
    smooth = [fmean(overview[place - 1 : place + 2]) for place in range(first, last)]
    return (first + min(range(len(smooth)), key=smooth.__getitem__)) * step
