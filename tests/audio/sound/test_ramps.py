"""Gains move evenly, exactly, and never by a step."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapguide.audio.sound.ramps import HIGHEST_DB, RATE, SHORTEST, Ramp, Swing, amplitude, decibels
from kapguide.audio.sound.wire import FLOOR_DB

LEVELS = st.one_of(st.just(-120.0), st.floats(-60.0, 0.0))


def factors(stage: Ramp | Swing, count: int) -> np.ndarray:
    return np.broadcast_to(np.asarray(stage.next(count)), (count,))


def test_a_fade_arrives_exactly_when_it_was_asked_to() -> None:
    ramp = Ramp(0.0)
    ramp.to(-120.0, 8.0)
    heard = factors(ramp, 8 * RATE + 10)
    assert heard[8 * RATE - 2] > 0.0
    assert not heard[8 * RATE - 1 :].any()
    assert not ramp.moving


def test_the_way_back_mirrors_the_way_to_silence() -> None:
    out, back = Ramp(0.0), Ramp(-120.0)
    out.to(-120.0, 2.0)
    back.to(0.0, 2.0)
    down, up = factors(out, 2 * RATE), factors(back, 2 * RATE)
    assert np.allclose(down[:-1], up[-2::-1], atol=1e-6)


def test_half_way_to_silence_sounds_half_as_loud() -> None:
    ramp = Ramp(0.0)
    ramp.to(-120.0, 2.0)
    factors(ramp, RATE)
    assert ramp.db == pytest.approx(-10.0, abs=0.1)  # 10 dB: half as loud


def test_a_ramp_turned_around_goes_on_from_where_it_is() -> None:
    ramp = Ramp(0.0)
    ramp.to(-120.0, 1.0)
    first = factors(ramp, RATE // 2)
    ramp.to(0.0, 1.0)
    second = factors(ramp, RATE)
    assert abs(second[0] - first[-1]) < 1e-3
    assert second[-1] == pytest.approx(1.0)


def test_a_swing_turned_around_goes_on_from_where_it_is() -> None:
    swing = Swing()
    swing.begin(1.0, RATE)
    before = factors(swing, RATE // 2)
    swing.begin(0.0, RATE)
    assert abs(factors(swing, 100)[0] - before[-1]) < 1e-3


@given(st.lists(st.tuples(LEVELS, st.floats(0.0, 0.5), st.integers(1, 5_000)), min_size=1, max_size=8))
def test_no_level_moves_faster_than_the_whole_way_in_20_ms(moves: list[tuple[float, float, int]]) -> None:
    ramp = Ramp(0.0)
    heard = [np.ones(1)]
    for db, seconds, count in moves:
        ramp.to(db, seconds)
        heard.append(factors(ramp, count))
    steepest = 5 / 3 / SHORTEST  # the curve is loudness to the power of 5/3
    assert np.abs(np.diff(np.concatenate(heard))).max() <= steepest * 1.001


@given(st.lists(st.integers(1, 30_000), min_size=1, max_size=20))
def test_it_makes_no_difference_in_which_blocks_a_ramp_is_read(blocks: list[int]) -> None:
    whole, parts = Ramp(0.0), Ramp(0.0)
    for ramp in (whole, parts):
        ramp.to(-30.0, 1.0)
    together = np.concatenate([factors(parts, count) for count in blocks])
    assert np.allclose(together, factors(whole, sum(blocks)), atol=1e-7)


@given(st.lists(st.integers(1, RATE), min_size=1, max_size=4), st.integers(SHORTEST, 4 * RATE))
def test_crossfading_decks_always_sum_to_the_same_power(turns: list[int], length: int) -> None:
    decks = [Swing() for _ in turns] + [Swing()]
    decks[0].begin(1.0, SHORTEST)
    factors(decks[0], SHORTEST)
    for number, frames in enumerate(turns, start=1):
        for other in decks:
            other.begin(0.0, length)
        decks[number].begin(1.0, length)
        power = sum(np.square(factors(deck, frames).astype(float)) for deck in decks)
        assert np.abs(10 * np.log10(power)).max() < 0.001


def test_a_crossfade_has_its_length_to_the_sample() -> None:
    coming, leaving = Swing(), Swing()
    leaving.begin(1.0, SHORTEST)
    factors(leaving, SHORTEST)
    coming.begin(1.0, 12_345)
    leaving.begin(0.0, 12_345)
    up, down = factors(coming, 12_346), factors(leaving, 12_346)
    assert up[0] > 0.0
    assert up[12_300] < up[12_344] == 1.0 == up[12_345]
    assert down[12_343] > 1e-5 > down[12_344]
    assert leaving.over
    assert not coming.over


def test_levels_at_the_floor_are_silence() -> None:
    assert amplitude(-120.0) == 0.0
    assert amplitude(-20.0) == pytest.approx(0.1)
    assert amplitude(1_000.0) == amplitude(HIGHEST_DB) == pytest.approx(1000.0)
    assert [decibels(factor) for factor in (0.0, -1.0, 1e-9, 1.0)] == [FLOOR_DB, FLOOR_DB, FLOOR_DB, 0.0]
    assert decibels(0.1) == pytest.approx(-20.0)


def test_a_ramp_tells_how_long_it_takes_and_where_it_arrives() -> None:
    ramp = Ramp(-6.0)
    assert (ramp.remaining_s, ramp.moving) == (0.0, False)
    ramp.to(-12.0, 2.0)
    factors(ramp, RATE // 2)
    assert (ramp.remaining_s, ramp.moving) == (1.5, True)
    assert ramp.target_db == pytest.approx(-12.0)
    factors(ramp, 2 * RATE)
    assert (ramp.remaining_s, ramp.moving) == (0.0, False)
    ramp.jump(-20.0)
    assert (ramp.db, ramp.moving) == (pytest.approx(-20.0), False)
    ramp.to(0.0, 1.0)
    assert factors(ramp, 1)[0] == pytest.approx(0.1, abs=1e-4), "from where it was"


def test_nothing_is_faster_than_20_ms() -> None:
    ramp, swing = Ramp(0.0), Swing()
    ramp.to(-120.0, 0.0)
    swing.begin(1.0, 1)
    assert ramp.remaining_s == SHORTEST / RATE == 0.02
    assert swing.remaining == SHORTEST
    down, up = factors(ramp, SHORTEST), factors(swing, SHORTEST)
    assert 0.99 < down[0] < 1.0
    assert down[-2] > down[-1] == 0.0
    assert 0.0 < up[0] < up[-2] < up[-1] == 1.0


def test_a_swing_is_over_when_it_has_left_and_not_before() -> None:
    swing = Swing()
    assert (swing.over, swing.share) == (True, 0.0)
    swing.hold(0.5)
    assert (swing.over, swing.leaving, swing.share, swing.remaining) == (False, False, 0.5, 0)
    swing.begin(0.0, RATE)
    factors(swing, RATE - 1)
    assert (swing.over, swing.leaving, swing.remaining) == (False, True, 1)
    factors(swing, 1)
    assert (swing.over, swing.share) == (True, pytest.approx(0.0))


def test_a_copy_goes_its_own_way_and_can_be_gone_back_to() -> None:
    ramp = Ramp(0.0)
    ramp.to(-120.0, 1.0)
    before = ramp.copy()
    heard = factors(ramp, 1_000)
    assert before.remaining_s == 1.0
    ramp.set(before)
    assert np.array_equal(factors(ramp, 1_000), heard)
