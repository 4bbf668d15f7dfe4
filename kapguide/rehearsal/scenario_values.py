"""The readings that a scenario can come to: every one has to be possible, whichever way it goes. Spans are ms."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from kapguide.clinical.vitals import NAMES, RANGES
from kapguide.rehearsal.scenario import CoursePoint, Scenario, Turn
from kapguide.rehearsal.scenario_order import TurnOrder, TurnWindow


def course_at(course: Sequence[CoursePoint], field: str, at: int) -> float | None:
    """What the course shows of one field at a time: even between two points, before and after them as the nearest."""
    value: float | None = getattr(course[0].vitals, field)
    for before, after in pairwise(course):
        low, high = getattr(before.vitals, field), getattr(after.vitals, field)
        if at < before.at or low is None or high is None:
            break
        share = min(1.0, (at - before.at) / (after.at - before.at)) if after.at > before.at else 1.0
        value = low + (high - low) * share
    return value


def impossible_values(scenario: Scenario, order: TurnOrder) -> Iterator[tuple[int, int, str, str]]:
    """Each shift that leads where no reading can be: the numbers of turn and shift, what was expected, what came."""
    for index, turn in enumerate(scenario.turns):
        window = order.windows.get(turn.id)
        if window is None or not turn.shifts:
            continue
        moved = _moved(turn, order)
        times = _times(scenario, turn, window)
        for number, shift in enumerate(turn.shifts):
            found = _out_of_range(scenario, shift.field, moved, times)
            if found is None and shift.field in ("systolic", "diastolic"):
                found = _crossed(scenario, moved, times)
            if found is not None:
                yield index, number, *found


def _moved(turn: Turn, order: TurnOrder) -> Counter[str]:
    """By how much each field is moved at most, when the turn has come and what came before is still there."""
    over = order.over(turn)
    there = [order.turns[name] for name in order.before(turn) if name not in over and name not in turn.ends]
    moved: Counter[str] = Counter()
    for each in (turn, *there):
        for shift in each.shifts:
            moved[shift.field] += shift.by
    return moved


def _times(scenario: Scenario, turn: Turn, window: TurnWindow) -> list[int]:
    """When the course has to be looked at: it is straight in between."""
    ends = scenario.stretch.ends
    last = max(scenario.course[-1].at, window.earliest) if ends is None else ends
    stays = [turn.lasts if shift.stay is None else shift.rise + shift.stay for shift in turn.shifts]
    known = [stay for stay in stays if stay is not None]
    if len(known) == len(stays):
        last = min(last, window.latest + max(known))
    inside = [point.at for point in scenario.course if window.earliest <= point.at <= last]
    return sorted({window.earliest, *inside, max(last, window.earliest)})


def _out_of_range(scenario: Scenario, field: str, moved: Counter[str], times: Sequence[int]) -> tuple[str, str] | None:
    low, high = RANGES[field]
    for at in times:
        value = course_at(scenario.course, field, at)
        if value is not None and not low <= round(value + moved[field]) <= high:
            return f"{NAMES[field]} from {low} to {high} all along", f"{round(value + moved[field])}"
    return None


def _crossed(scenario: Scenario, moved: Counter[str], times: Sequence[int]) -> tuple[str, str] | None:
    for at in times:
        upper, lower = (course_at(scenario.course, field, at) for field in ("systolic", "diastolic"))
        if upper is None or lower is None:
            return None
        highest, lowest = round(upper + moved["systolic"]), round(lower + moved["diastolic"])
        if lowest >= highest:
            return "the upper value of BP above the lower one all along", f"{highest}/{lowest}"
    return None
