"""How early a reading may be taken and still be the one that is due."""

import pytest

from kapguide.session.care.readings import reading_meant
from kapguide.spans import HOUR, MINUTE
from tests.support.plans import Room, phase, plan, reading


@pytest.mark.parametrize(
    ("every", "early"),
    [(None, 5 * MINUTE), (15 * MINUTE, 5 * MINUTE), (10 * MINUTE, 5 * MINUTE), (4 * MINUTE, 2 * MINUTE)],
)
def test_it_is_five_minutes_at_most_and_half_of_the_time_between_two(every: int | None, early: int) -> None:
    state = Room(plan(phase("a", HOUR, readings=[reading("bp", 20 * MINUTE, every=every)]))).state
    soonest = 20 * MINUTE - early
    assert [reading_meant(state, taken) for taken in (soonest - 1, soonest, 20 * MINUTE)] == ["", "bp", "bp"]
