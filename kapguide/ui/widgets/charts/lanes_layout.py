"""Where everything of a debrief's lanes stands: rows by the height there is, words packed so that none meet.

A row of words is packed by itself: words stand beside their mark, to its right or its left, are shortened where their
neighbours leave less, and where even that has no room the mark joins its neighbour's words as `+2`.
"""

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont

from kapguide.spans import MINUTE
from kapguide.ui.widgets.base import elided, text_width
from kapguide.ui.widgets.charts.lanes_data import DebriefLanesData, LaneMark

BESIDE, APART, OVER = 10, 8, 10
"""From a mark to its words, between two words, and how far words may reach past the next mark (pixels)."""
WORTH = 46
"""Words shortened to less than this say too little (pixels)."""
TOGETHER, SPAN = 26, 64
"""Marks so close to each other share their words, over no more than the second (pixels)."""
REACH = 90
"""What has no room joins words that are no further away; else its moment has them (pixels)."""
STEPS_MIN = (1, 2, 3, 5, 6, 10, 15, 20, 30, 60, 120)
ROW = 16
COLUMN = 113
"""The width of the lanes' names (pixels)."""


class LanesRows(msgspec.Struct, frozen=True):
    """Heights from the top: the strip's, and the middle of each row of marks and of words."""

    strip: float
    happened_words: float
    happened: float
    answer_words: float
    done_words: float
    done: float
    late_words: float
    asked: float
    asked_words: float
    remarks: float
    axis: float


ROOMY = LanesRows(24, 46, 58, 85, 99, 112, 150, 166, 180, 208, 232)
DENSE = LanesRows(20, 31, 43, 59, 72, 84, 103, 114, 127, 149, 167)
HIGH, LOW = 244, 179
"""The height that the roomy rows take, and the dense ones (pixels)."""


def rows_for(height: float) -> LanesRows:
    """The rows that `height` has room for, between the dense and the roomy ones."""
    share = max(0.0, min(1.0, (height - LOW) / (HIGH - LOW)))

    def way(name: str) -> float:
        low, high = getattr(DENSE, name), getattr(ROOMY, name)
        return float(round(low + (high - low) * share))

    return LanesRows(*(way(name) for name in LanesRows.__struct_fields__))


class LanesScale:
    """From ms to pixels."""

    def __init__(self, rect: QRectF, data: DebriefLanesData) -> None:
        self.left, self.right = rect.left() + COLUMN, rect.right() - 8
        self.low, self.high = data.low, max(data.high, data.low + 1)

    def x(self, at: int) -> float:
        """Where a time stands."""
        return self.left + (self.right - self.left) * (at - self.low) / (self.high - self.low)

    def at(self, x: float) -> int:
        """The time at a place."""
        return self.low + round((x - self.left) * (self.high - self.low) / max(1.0, self.right - self.left))

    def has(self, at: int) -> bool:
        """Whether a time is in sight."""
        return self.low <= at <= self.high


class WordsPlaced(msgspec.Struct, frozen=True):
    """Words that have a place in their row: from `left`, `wide` pixels."""

    text: str
    left: float
    wide: float
    lead: int
    """Which of the wishes they are of."""


class WordsWish(msgspec.Struct, frozen=True):
    """Words beside `x`; a smaller `order` comes first. `others` are the words of marks that share the place."""

    x: float
    words: str
    order: int = 1
    others: tuple[str, ...] = ()
    folded: int = 0
    lead: int = 0


def clusters(xs: Sequence[tuple[float, LaneMark]], chosen: str) -> list[WordsWish]:
    """Marks of one lane as wishes; marks that stand together are one, led by what matters most of them."""
    groups: list[list[tuple[float, int, LaneMark]]] = []
    for index, (x, mark) in sorted(enumerate(xs), key=lambda each: each[1][0]):
        if groups and x - groups[-1][-1][0] < TOGETHER and x - groups[-1][0][0] < SPAN:
            groups[-1].append((x, index, mark))
        else:
            groups.append([(x, index, mark)])
    wishes = []
    for group in groups:
        lead = min(group, key=lambda each: (not each[2].words, _order(each[2], chosen), each[0]))
        rest = [each[2].words for each in group if each is not lead and each[2].words]
        others = tuple(words for words in dict.fromkeys(rest) if words != lead[2].words)
        if lead[2].words:
            order = _order(lead[2], chosen)
            wishes.append(WordsWish(lead[0], lead[2].words, order, others, len(rest) - len(others), lead[1]))
    return wishes


def _order(mark: LaneMark, chosen: str) -> int:
    return 0 if chosen and mark.moment == chosen else 1 if mark.late or not mark.seen else 3 if mark.minor else 2


def pack(
    wishes: Sequence[WordsWish], left: float, right: float, font: QFont, blocked: Sequence[tuple[float, float]] = ()
) -> list[WordsPlaced]:
    """Give every wish a place; those that find none are folded into their neighbour's words."""
    wishes = sorted(wishes, key=lambda each: each.x)
    while True:
        placed, lost = _placed(wishes, left, right, font, blocked)
        if not lost:
            return placed
        wishes = _folded(wishes, lost)


def _folded(wishes: Sequence[WordsWish], lost: set[int]) -> list[WordsWish]:
    """Each wish that found no place joins the nearest one that did, or that comes to it; far from any it has no words
    on the line."""
    rest = {place: wish for place, wish in enumerate(wishes) if place not in lost}
    for place in sorted(lost):
        wish = wishes[place]
        near = min(rest, key=lambda each: abs(rest[each].x - wish.x), default=None)
        if near is not None and abs(rest[near].x - wish.x) <= REACH:
            rest[near] = _joined(rest[near], wish)
        elif place + 1 in lost and wishes[place + 1].x - wish.x <= REACH:
            rest[place] = wish  # the next one joins it, and the two have a sign at least
    return [rest[place] for place in sorted(rest)]


def _joined(one: WordsWish, other: WordsWish) -> WordsWish:
    first, second = (other, one) if other.order < one.order else (one, other)
    more = 1 + len(first.others) + first.folded + len(second.others) + second.folded
    return msgspec.structs.replace(first, others=(), folded=more)


def _placed(
    wishes: Sequence[WordsWish], left: float, right: float, font: QFont, blocked: Sequence[tuple[float, float]]
) -> tuple[list[WordsPlaced], set[int]]:
    taken: list[tuple[float, float]] = list(blocked)
    placed, lost = [], set()
    for place in sorted(range(len(wishes)), key=lambda each: (wishes[each].order, each)):
        wish = wishes[place]
        before = wishes[place - 1].x if place else left
        after = wishes[place + 1].x if place + 1 < len(wishes) else right
        found = _place(wish, (before, after), (left, right), taken, font)
        if found is None:
            lost.add(place)
        else:
            taken.append((found.left - APART, found.left + found.wide + APART))
            placed.append(found)
    return placed, lost


def _place(
    wish: WordsWish,
    beside: tuple[float, float],
    edge: tuple[float, float],
    taken: Sequence[tuple[float, float]],
    font: QFont,
) -> WordsPlaced | None:
    """Whole to the right, whole to the left, then shorter words."""
    start, stop = wish.x + BESIDE, wish.x - BESIDE
    pushed = max([start, *(other for one, other in taken if one <= start < other)])
    start = pushed if pushed <= start + BESIDE else start
    right = min([edge[1], beside[1] + OVER, *(one for one, other in taken if other > start)]) - start
    left = stop - max([edge[0], beside[0] - OVER, *(other for one, other in taken if one < stop)])
    for text in _texts(wish):
        wide = text_width(text, font) + 1
        if wide <= right:
            return WordsPlaced(text, start, wide, wish.lead)
        if wide <= left:
            return WordsPlaced(text, stop - wide, wide, wish.lead)
    more = len(wish.others) + wish.folded
    sign = f" +{more}" if more else ""
    room = max(right, left)
    if room >= WORTH + text_width(sign, font):
        text = elided(wish.words, font, room - 1 - text_width(sign, font)) + sign
        wide = text_width(text, font) + 1
        return WordsPlaced(text, start if right >= left else stop - wide, wide, wish.lead)
    alone = f"+{more + 1}"
    wide = text_width(alone, font) + 1
    if more and wide <= room:
        return WordsPlaced(alone, start if right >= left else stop - wide, wide, wish.lead)
    return None


def _texts(wish: WordsWish) -> list[str]:
    """From all of it to the least that still says it whole."""
    said, more = wish.others, wish.folded
    texts = []
    for kept in range(len(said), -1, -1):
        left_out = len(said) - kept + more
        texts.append(", ".join((wish.words, *said[:kept])) + (f" +{left_out}" if left_out else ""))
    return texts


def axis_step(span: int, wide: float) -> int:
    """From one time of the axis to the next (ms), so that the times stand at least 64 px apart."""
    most = max(1, int(wide / 64))
    return next((step for step in STEPS_MIN if span <= step * MINUTE * min(most, 8)), STEPS_MIN[-1] * 2) * MINUTE
