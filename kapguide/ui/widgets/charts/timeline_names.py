"""Where the names of the phases stand: inside their bars, or above them where these are too short."""

import msgspec
from PySide6.QtGui import QFont

from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import elided, text_width
from kapguide.ui.widgets.charts.timeline_data import Scale, TimelineData

BEFORE, AFTER = 9, 7
"""Room at the left and the right of a name inside its bar (pixels)."""
APART = 10
BESIDE_NOW = 9
"""From the line of now to a name above."""
WORTH = 40
"""A name that is elided to less than this is left out (pixels)."""


class PhaseName(msgspec.Struct, frozen=True):
    """A phase's name at `left` (pixels), above the bars or inside its own."""

    index: int
    left: int
    text: str
    above: bool


class _Above(msgspec.Struct, frozen=True):
    index: int
    title: str
    wide: float
    start: float
    end: float


def name_font(theme: Theme, data: TimelineData, index: int, px: int) -> QFont:
    """The current phase's name is the strongest."""
    return theme.font(Role.SMALL, QFont.Weight.DemiBold if index == data.current else QFont.Weight.Medium, px=px)


def phase_names(scale: Scale, data: TimelineData, theme: Theme, px: int, gap: int) -> list[PhaseName]:
    """Every name that has a place. `gap` is what a bar ends short of the next one (pixels).

    A name above stands at its bar's left edge, pushed to the right by the one before and by the line of now, at most
    to its bar's own end; if that fails, past names give way, then the current one goes to the left of the line, and
    then each has as much as there is room for.
    """
    now = scale.x(data.now)
    names, above = [], []
    for index, phase in enumerate(data.phases):
        font = name_font(theme, data, index, px)
        start = scale.x(phase.start)
        last = index == len(data.phases) - 1
        end = scale.x(max(phase.start, phase.end)) - (0 if last else gap)
        title = " ".join(phase.title[:200].split())
        wide = text_width(title, font)
        left = start + BEFORE
        crossed = index == data.current and left - 4 < now < left + wide + 4
        if BEFORE + wide + AFTER <= end - start and not crossed:
            names.append(PhaseName(index, round(left), title, above=False))
        elif title:
            above.append(_Above(index, title, wide, start, end))
    return names + _placed(above, scale, data, theme, px, now)


def _placed(
    above: list[_Above], scale: Scale, data: TimelineData, theme: Theme, px: int, now: float
) -> list[PhaseName]:
    past = [each for each in above if each.index < data.current]
    rest = above[len(past) :]
    for aside in (None, data.current):
        for dropped in range(len(past) + 1):
            kept = [*past[: len(past) - dropped], *rest]
            found = _in_a_row(kept, scale, now, aside)
            if found is not None:
                return found
    return _as_far_as_there_is_room(rest, scale, data, theme, px, now)


def _in_a_row(above: list[_Above], scale: Scale, now: float, aside: int | None) -> list[PhaseName] | None:
    """Each name whole; the phase `aside` stands at the left of the line of now. None if one has no place."""
    names, free = [], scale.left
    for each in above:
        if each.index == aside:
            left = now - BESIDE_NOW - each.wide
            if left < free:
                return None
            free = now + BESIDE_NOW
        else:
            left = max(each.start, free)
            if left - BESIDE_NOW < now < left + each.wide + BESIDE_NOW:
                left = now + BESIDE_NOW
            if left > each.end or left + each.wide > scale.right:
                return None
            free = left + each.wide + APART
        names.append(PhaseName(each.index, round(left), each.title, above=True))
    return names


def _as_far_as_there_is_room(
    above: list[_Above], scale: Scale, data: TimelineData, theme: Theme, px: int, now: float
) -> list[PhaseName]:
    """The current name whole, others whole while the next one still has a place, or elided to their own stretch."""
    names: list[PhaseName] = []
    free = scale.left
    for place, each in enumerate(above):
        following = above[place + 1] if place + 1 < len(above) else None
        left = max(each.start, free)
        whole = (
            left + each.wide
            if each.index == data.current or following is None
            else min(left + each.wide, following.end - APART)
        )
        if left - BESIDE_NOW < now < whole + BESIDE_NOW:
            left, whole = now + BESIDE_NOW, whole + now + BESIDE_NOW - left
        own = (following.start - APART if following else scale.right) - left
        room = each.wide if left + each.wide <= min(whole, scale.right) else own
        near = left <= each.end or each.index == data.current
        if near and room >= min(each.wide, WORTH):
            text = elided(each.title, name_font(theme, data, each.index, px), room + 1)
            names.append(PhaseName(each.index, round(left), text, above=True))
            free = left + min(each.wide, room) + APART
    return names
