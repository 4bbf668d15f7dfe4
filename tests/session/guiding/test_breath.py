"""A breath moves without a jump, keeps its period, and a change of pace keeps the place in it."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapguide.session.clock import Elapsed
from kapguide.session.guiding.breath import QUICKEST, SLOWEST, BreathPart, BreathPattern, BreathRun
from kapguide.session.guiding.breath_file import load_breath, shipped_breath
from kapguide.spans import MINUTE, SECOND

SHIPPED = {pattern.id: pattern for pattern in map(load_breath, shipped_breath())}
LED = [pattern for pattern in SHIPPED.values() if not pattern.free]
FRAME = 1000 / 60


def run_of(name: str, began: int = 0) -> BreathRun:
    return BreathRun(SHIPPED[name], Elapsed(began), Elapsed(began))


def test_a_breath_goes_through_its_parts_and_counts_in_each() -> None:
    run = run_of("four-seven-eight", began=500)
    seen = [
        (m.part, m.beat, m.beats, m.breath) for m in (run.at(500 + at * SECOND) for at in (0, 3.9, 4, 10.9, 11, 19))
    ]
    assert seen == [
        (BreathPart.IN, 1, "4", 1),
        (BreathPart.IN, 4, "4", 1),
        (BreathPart.HOLD, 1, "7", 1),
        (BreathPart.HOLD, 7, "7", 1),
        (BreathPart.OUT, 1, "8", 1),
        (BreathPart.IN, 1, "4", 2),
    ]
    assert run.at(0).fullness == 0.0, "a moment before the beginning is the beginning"


def test_a_pattern_of_which_no_more_is_said_goes_on_and_one_without_spans_leads_nobody() -> None:
    plain = BreathPattern("plain", "Plain", "To settle.", (4 * SECOND, 0, 6 * SECOND, 0))
    assert BreathRun(plain, Elapsed(0), Elapsed(0)).until is None
    assert BreathPattern("own", "Own", "To be left alone.").free


def test_both_holds_are_said_alike_and_are_full_and_empty() -> None:
    run = run_of("box")
    full, empty = run.at(6 * SECOND), run.at(14 * SECOND)
    assert (full.part, full.fullness, empty.part, empty.fullness) == (BreathPart.HOLD, 1.0, BreathPart.REST, 0.0)
    assert (BreathPart.HOLD.words, BreathPart.REST.words) == ("hold", "hold")


@pytest.mark.parametrize("pattern", LED, ids=lambda pattern: pattern.id)
def test_no_frame_jumps_and_at_a_turn_the_breath_stands_still(pattern: BreathPattern) -> None:
    run = BreathRun(pattern, Elapsed(0), Elapsed(0))
    frames = [run.at(n * FRAME).fullness for n in range(int(3 * pattern.cycle / FRAME))]
    steps = [after - before for before, after in pairwise(frames)]
    shortest = min(span for span in pattern.spans if span)
    assert max(map(abs, steps)) <= 0.5 * math.pi * FRAME / shortest + 1e-9
    speeds = [abs(after - before) for before, after in pairwise(steps)]
    assert max(speeds) <= 0.5 * (math.pi * FRAME / shortest) ** 2 + 1e-9, "speed itself changes gently"
    turn = pattern.spans[0]
    assert abs(run.at(turn + FRAME).fullness - run.at(turn - FRAME).fullness) < 1e-4


@pytest.mark.parametrize("pattern", LED, ids=lambda pattern: pattern.id)
def test_the_period_is_right_after_five_minutes(pattern: BreathPattern) -> None:
    """Turn by turn, each found from the one before: no error adds up."""
    run = BreathRun(pattern, Elapsed(0), Elapsed(0))
    now, turns = 0.0, []
    while now < 5 * MINUTE:
        now = run.next_turn(now) or 0.0
        turns.append(now)
    parts = sum(1 for span in pattern.spans if span)
    ends = turns[parts - 1 :: parts]
    assert ends == pytest.approx([pattern.cycle * (n + 1) for n in range(len(ends))], abs=0.01)
    assert run.breaths(ends[-1] + 1) == len(ends)


@given(st.sampled_from(LED), st.lists(st.tuples(st.integers(1, 40_000), st.integers(QUICKEST, SLOWEST)), max_size=8))
def test_a_change_of_pace_keeps_the_place_in_the_breath(pattern: BreathPattern, changes: list[tuple[int, int]]) -> None:
    run, now = BreathRun(pattern, Elapsed(0), Elapsed(0)), 0
    for wait, pace in changes:
        now += wait
        before = run.at(now)
        run = run.paced(pace, Elapsed(now))
        assert run.at(now).fullness == pytest.approx(before.fullness, abs=1e-9)
        assert run.at(now).breath == before.breath
        assert run.place_at(now + pace) == pytest.approx(run.place_at(now) + 100)


def test_no_pace_makes_a_quick_breath_or_a_long_hold() -> None:
    assert [pace for pace in range(50, 200, 10) if SHIPPED["long-out"].allows(pace)] == list(range(70, 160, 10))
    quick = BreathPattern("q", "q", "q", (3000, 0, 4000, 0))
    assert quick.allows(90)
    assert not quick.allows(80)
    assert SHIPPED["four-seven-eight"].allows(140)
    assert not SHIPPED["four-seven-eight"].allows(150)
    assert not SHIPPED["free"].allows(100)


@pytest.mark.parametrize(
    ("spans", "cycles", "first", "last"),
    [
        ((8, 0, 12, 0), 0, 70, 150),
        ((3, 0, 4, 0), 0, 86, 150),  # ten breaths a minute are not more than ten
        ((4, 5, 6, 0), 0, 70, 100),
        ((4, 0, 6, 5), 5, 70, 100),
        ((4, 0, 6, 8), 4, 70, 125),
    ],
)
def test_a_pace_goes_to_its_bounds_and_no_further(
    spans: tuple[int, int, int, int], cycles: int, first: int, last: int
) -> None:
    into, held, out, rest = (span * SECOND for span in spans)
    pattern = BreathPattern("p", "p", "p", (into, held, out, rest), cycles)
    assert [pace for pace in range(50, 200) if pattern.allows(pace)] == list(range(first, last + 1))


def test_one_hold_makes_a_pattern_with_holds() -> None:
    kinds = [
        BreathPattern("p", "p", "p", (4000, *spans)).holds for spans in ((7, 8, 0), (0, 8, 7), (7, 8, 7), (0, 8, 0))
    ]
    assert kinds == [True, True, True, False]


def test_four_seven_eight_is_over_after_four_breaths_at_any_pace() -> None:
    run = run_of("four-seven-eight", began=1000)
    assert run.until == 1000 + 4 * 19 * SECOND
    slower = run.paced(120, Elapsed(1000 + 19 * SECOND))
    assert slower.until == 1000 + 19 * SECOND + 3 * 19 * SECOND * 120 // 100
    assert slower.breaths(slower.until) == 4
    assert run_of("box").until is None


def test_a_free_breath_leads_nobody() -> None:
    run = run_of("free")
    moment = run.at(77_777)
    assert (moment.part, moment.beat, moment.breath, run.breaths(77_777)) == (None, 0, 0, 0)
    assert run.at(1).fullness == moment.fullness
    assert run.next_turn(5.0) is None
