"""What the foot of a running rehearsal shows, as frozen data: the client, the cuff, who is at the door, the clock."""

import msgspec

from kapguide.ui.widgets.words import clock_text

RATES = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
"""How many seconds of the session a second takes; a pause is none of them."""
NOTHING_SEEN = "Nothing new is to be seen."
OVER = "The scenario is over."


class RoomData(msgspec.Struct, frozen=True):
    """All of it at one moment; texts are empty where there is nothing to say.

    `signs` is what can be seen and heard, the latest first; `says` the client's last words; `reading` what the cuff and
    the clip have shown last, and `measuring` that they are at work; `door` who waits there. `elapsed` is the time in
    the stretch (ms) and `whole` how long that is, 0 where it is open; `rate` 0 a pause, and `pace` the rate that it
    goes on with.
    """

    signs: tuple[str, ...] = ()
    says: str = ""
    reading: str = ""
    measuring: bool = False
    door: str = ""
    elapsed: int = 0
    whole: int = 0
    rate: float = 1.0
    pace: float = 1.0
    over: bool = False
    marks: int = 0

    @property
    def clock(self) -> str:
        """The time in the stretch, in words."""
        return clock_text(self.elapsed)


def rate_text(rate: float) -> str:
    """`×10`"""
    return f"×{rate:g}"


def stepped(rate: float, by: int) -> float:
    """The next faster or slower rate; the last one stays."""
    known = sorted({*RATES, rate})
    return known[min(len(known) - 1, max(0, known.index(rate) + by))]
