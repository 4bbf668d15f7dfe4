"""What the cuff and the clip would show at a moment: the scenario's course, what its turns do to it, and a small
scatter. A story's numbers, and no more than that."""

import random

import msgspec

from kapguide.clinical.vitals import RANGES, Vitals
from kapguide.rehearsal.client import ClientState
from kapguide.rehearsal.scenario import CoursePoint, Shift, Turn

SCATTER = {"systolic": 3, "diastolic": 2, "heart_rate": 3, "spo2": 1, "respiratory_rate": 1}
"""How far a number may lie beside its course [OURS]."""
APART = 10
"""The upper pressure is at least so much above the lower one."""


def reading_at(client: ClientState, at: int, number: int) -> Vitals:
    """What reading `number`, measured at session time `at`, shows."""
    shown = _between(client.scenario.course, at - (client.t0 if client.t0 is not None else at))
    chance = random.Random(f"{client.seed}/reading/{number}")
    found: dict[str, int] = {}
    for field, (low, high) in RANGES.items():
        scatter = chance.randint(-SCATTER.get(field, 0), SCATTER.get(field, 0))
        value = shown.get(field)
        if value is not None:
            moved = value + sum(_moved(client, turn, shift, at) for turn, shift in _shifts(client, field))
            found[field] = min(high, max(low, round(moved) + scatter))
    if "systolic" in found and "diastolic" in found:
        found["diastolic"] = min(found["diastolic"], found["systolic"] - APART)
    return Vitals(**found)


def misread(vitals: Vitals, said: Vitals | None) -> Vitals:
    """The reading as it is said at first: what `said` holds stands in the place of its own."""
    wrong = {field: value for field in RANGES if (value := getattr(said, field, None)) is not None}
    return msgspec.structs.replace(vitals, **wrong)


def _between(course: tuple[CoursePoint, ...], since: int) -> dict[str, float]:
    """Each number `since` ms after the first dose, evenly between the points that have it."""
    found: dict[str, float] = {}
    for field in RANGES:
        points = [(p.at, v) for p in course if (v := getattr(p.vitals, field)) is not None]
        before = [point for point in points if point[0] <= since]
        after = [point for point in points if point[0] > since]
        if before and after:
            (began, first), (ends, last) = before[-1], after[0]
            found[field] = first + (last - first) * (since - began) / (ends - began)
        elif points:
            found[field] = (before[-1:] or after)[0][1]
    return found


def _shifts(client: ClientState, field: str) -> list[tuple[Turn, Shift]]:
    turns = (turn for turn in client.scenario.turns if turn.id in client.happened)
    return [(turn, shift) for turn in turns for shift in turn.shifts if shift.field == field]


def _moved(client: ClientState, turn: Turn, shift: Shift, at: int) -> float:
    """How far `shift` moves its number at session time `at`: it rises, stays, and falls from where it was by then."""
    came = client.happened[turn.id]
    ends = _shift_ends(client, turn, shift)
    reached = _risen(shift, min(at, ends) - came)
    if at <= ends:
        return reached
    left = 1 - (at - ends) / shift.fall if shift.fall else 0.0
    return reached * max(0.0, left)


def _risen(shift: Shift, since: float) -> float:
    return shift.by * (min(1.0, since / shift.rise) if shift.rise else 1.0)


def _shift_ends(client: ClientState, turn: Turn, shift: Shift) -> float:
    """When a shift begins to fall: by its own time, or with its turn where another one ended that, or where it has no
    time of its own."""
    came, gone = client.happened[turn.id], client.gone.get(turn.id)
    own = float("inf") if shift.stay is None else came + shift.rise + shift.stay
    by_itself = gone is not None and turn.lasts is not None and gone >= came + turn.lasts
    if gone is None or (by_itself and shift.stay is not None):
        return own
    return min(own, gone)
