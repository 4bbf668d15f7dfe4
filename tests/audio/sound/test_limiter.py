"""Nothing passes the limiter's ceiling, and what is below it passes untouched."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapguide.audio.sound.limiter import AHEAD, LOUDEST, Limiter, is_sound, peak, sound_of, under
from kapguide.audio.sound.mixer import Mixer
from kapguide.audio.sound.ramps import RATE, amplitude
from kapguide.audio.sound.shape import Shape
from kapguide.audio.sound.wire import CAP_S
from tests.audio.sounds import steady, tone


def through(limiter: Limiter, samples: np.ndarray, ceiling: float, block: int = 4_800) -> np.ndarray:
    pieces = [limiter.process(samples[at : at + block], ceiling) for at in range(0, len(samples), block)]
    return np.concatenate(pieces)


def test_what_is_below_the_ceiling_is_only_delayed() -> None:
    sound = tone(440, 1.0, peak=0.8)
    heard = through(Limiter(), sound, 0.89)
    assert not heard[:AHEAD].any()
    assert np.array_equal(heard[AHEAD:], sound[:-AHEAD])


@given(
    st.lists(st.floats(0.0, 40.0), min_size=1, max_size=12),
    st.lists(st.integers(1, 9_600), min_size=1, max_size=8),
    st.floats(-60.0, -1.0),
    st.integers(0, 2**32 - 1),
)
def test_nothing_is_louder_than_the_ceiling(loudness: list[float], blocks: list[int], db: float, seed: int) -> None:
    noise = np.random.default_rng(seed)
    limiter, ceiling = Limiter(), np.float32(amplitude(db))
    for loud, count in zip(loudness, blocks * 12, strict=False):
        heard = limiter.process(noise.uniform(-loud, loud, (count, 2)).astype(np.float32), float(ceiling))
        assert len(heard) == count
        assert np.abs(heard).max() <= ceiling


def test_it_turns_down_before_the_peak_without_a_step() -> None:
    sound = np.concatenate((steady(0.2, 0.5), steady(2.0, 0.1), steady(0.2, 1.0)))
    heard = through(Limiter(), sound, 0.5)
    gain = heard[AHEAD:, 0] / sound[:-AHEAD, 0]
    assert np.abs(np.diff(gain)).max() < 1.5 / AHEAD
    assert gain.min() == np.float32(0.25)
    assert gain[-1] == 1.0


def test_its_gain_comes_back_slowly_after_a_peak() -> None:
    sound = np.concatenate((steady(0.2, 0.5), steady(2.0, 0.1), steady(0.2, 1.0)))
    gain = through(Limiter(), sound, 0.5)[AHEAD:, 0] / sound[:-AHEAD, 0]
    after = round(0.6 * RATE)
    assert gain[after + RATE // 10] < 0.6
    assert gain[after + RATE // 3] > gain[after + RATE // 10]


def test_it_makes_no_difference_in_which_blocks_it_is_fed() -> None:
    noise = np.random.default_rng(5).normal(0.0, 0.7, (RATE, 2)).astype(np.float32)
    assert np.allclose(through(Limiter(), noise, 0.8, 999), through(Limiter(), noise, 0.8, 7_001), atol=1e-6)


def test_a_ceiling_that_comes_down_holds_for_what_is_under_way() -> None:
    limiter = Limiter()
    limiter.process(steady(0.8, 0.1), 0.9)
    assert np.abs(limiter.process(steady(0.8, 0.1), 0.1)).max() <= np.float32(0.1)


@pytest.mark.parametrize("block", [RATE // 25, RATE // 4, RATE // 2])
def test_a_cap_that_comes_down_cuts_into_nothing_however_much_is_rendered_at_once(block: int) -> None:
    mixer, shape, sound = Mixer(), Shape(), tone(440, 3.0, peak=0.8)
    shape.enter(0.3)
    heard = []
    for at in range(0, len(sound), block):
        if at == RATE:
            mixer.settle()
            mixer.cap.to(-12.0, CAP_S)
            shape.ceiling.to(-12.0, CAP_S)
        out = np.zeros((block, 2), np.float32)
        mixer._level(out, sound[at : at + block], None)
        heard.append(shape.process(mixer.limited(out))[:, 0])
    whole = np.concatenate(heard)
    assert np.abs(whole[2 * RATE :]).max() == pytest.approx(0.8 * amplitude(-12.0), rel=0.01)
    turn = 2 * np.cos(2 * np.pi * 440 / RATE)  # of a tone that nothing cuts into, each value follows from two before it
    assert np.abs(whole[2:] - turn * whole[1:-1] + whole[:-2])[RATE // 2 :].max() < 0.01


def test_its_gain_is_all_back_four_tenths_of_a_second_after_silence() -> None:
    limiter = Limiter()
    limiter.process(steady(1.0, 0.1), 1e-6)
    gain = through(limiter, steady(0.2, 1.0), 0.5)[:, 0] / 0.2
    whole = int(np.argmax(gain >= 1.0 - 1e-6))
    assert whole == pytest.approx(0.4 * RATE + AHEAD, abs=20)


def test_what_waits_in_it_ends_without_a_step_or_at_once() -> None:
    for heard in (True, False):
        limiter = Limiter()
        limiter.process(steady(0.5, 0.1), 0.9)
        limiter.cut(heard)
        ending = limiter.process(steady(0.0, 0.1), 0.9)[:, 0]
        assert ending[0] == (0.5 if heard else 0.0)
        assert np.abs(np.diff(ending)).max() < 0.5 * 2 / AHEAD
        assert not ending[AHEAD - 1 :].any()


def test_a_copy_of_it_goes_its_own_way() -> None:
    limiter = Limiter()
    limiter.process(steady(0.9, 0.1), 0.5)
    copy = limiter.copy()
    once = limiter.process(steady(0.2, 0.1), 0.5)
    assert np.array_equal(copy.process(steady(0.2, 0.1), 0.5), once)


def test_a_peak_in_short_blocks_is_remembered_as_long_as_it_waits() -> None:
    sound = np.concatenate((steady(0.1, 0.1), steady(2.0, 0.001), steady(0.1, 0.1)))
    assert np.allclose(through(Limiter(), sound, 0.5, 48), through(Limiter(), sound, 0.5, len(sound)), atol=1e-6)


def test_the_loudest_that_a_recording_has_is_sound_and_more_is_none() -> None:
    for value, there in ((LOUDEST, True), (-LOUDEST, True), (LOUDEST * 1.01, False), (-LOUDEST * 1.01, False)):
        block = steady(value, 0.001)
        assert is_sound(block) == there
        assert sound_of(block).any() == there
        assert Limiter().process(np.concatenate((block, steady(0.0, 0.1))), 1.0).any() == there
    assert is_sound(steady(0.0, 0.0))


def test_the_peak_of_a_block_is_its_furthest_value_on_either_side() -> None:
    block = steady(0.25, 0.001)
    block[3, 1] = -0.75
    assert peak(block) == 0.75
    assert peak(block[:0]) == 0.0
    assert under(block, 0.75) == (pytest.approx(block), 0.75)
    assert under(block, 0.5)[1] == 0.5
    assert len(Limiter().process(block[:0], 0.5)) == 0
