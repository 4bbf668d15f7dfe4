"""What one output does to the mix: its entrance and leaving, its level, its cap, and what only it is given."""

import numpy as np
import pytest

from kapguide.audio.sound.decoder import Block
from kapguide.audio.sound.limiter import AHEAD
from kapguide.audio.sound.ramps import RATE, amplitude
from kapguide.audio.sound.shape import Shape
from kapguide.audio.sound.wire import FLOOR_DB
from tests.audio.sounds import steady


class Extra:
    """A sound for so many blocks."""

    def __init__(self, blocks: int) -> None:
        self.left, self.given_up = blocks, False

    @property
    def over(self) -> bool:
        return self.left == 0

    def add_to(self, out: Block) -> None:
        out += 0.25
        self.left -= 1

    def give_up(self) -> None:
        self.given_up = True


def heard(shape: Shape, value: float = 0.5, seconds: float = 0.1) -> Block:
    return shape.process(steady(value, seconds))[:, 0]


def entered(**fields: float) -> Shape:
    """One that is fully there."""
    shape = Shape(**fields)
    shape.enter(0.02)
    heard(shape)
    return shape


def test_it_begins_in_silence_and_enters_in_the_time_that_was_asked_for() -> None:
    shape = Shape()
    assert shape.gone
    assert not heard(shape).any()
    shape.enter(1.0)
    assert not shape.gone
    sound = heard(shape, seconds=1.0 + AHEAD / RATE)
    assert not sound[:AHEAD].any()
    assert np.all(np.diff(sound[AHEAD:]) >= 0)
    assert sound[-2] < 0.5 == sound[-1]


def test_at_its_entrance_nothing_is_heard_of_what_was_on_its_way_before() -> None:
    shape = entered()
    shape.enter(1.0)
    assert not heard(shape, 0.0).any()


def test_it_is_gone_once_it_has_left_and_not_before() -> None:
    shape = entered()
    shape.leave(1.0)
    heard(shape, seconds=0.5)
    assert not shape.gone
    heard(shape, seconds=0.5)
    assert shape.gone
    heard(shape, seconds=AHEAD / RATE)
    assert not heard(shape).any()


def test_its_level_is_its_own() -> None:
    assert heard(entered(level_db=-6.0))[-1] == pytest.approx(0.5 * amplitude(-6.0), abs=1e-6)
    shape = entered()
    assert heard(shape)[-1] == 0.5
    shape.level.to(-12.0, 0.02)
    assert heard(shape)[-1] == pytest.approx(0.5 * amplitude(-12.0), abs=1e-6)


def test_nothing_is_above_the_lowest_of_its_caps() -> None:
    for caps, wanted in (((0.0, 0.0), -1.0), ((-6.0, 0.0), -6.0), ((0.0, -9.0), -9.0)):
        shape = entered(cap_db=caps[0], ceiling_db=caps[1])
        heard(shape, 1.0)
        assert heard(shape, 1.0)[-1] == pytest.approx(amplitude(wanted), abs=1e-6)
    shape.ceiling.to(-20.0, 0.02)
    heard(shape, 1.0)
    assert heard(shape, 1.0)[-1] == pytest.approx(amplitude(-20.0), abs=1e-6)


def test_what_only_it_is_given_is_under_its_level_and_ends() -> None:
    shape = entered(level_db=-6.0)
    shape.add(first := Extra(1))
    shape.add(second := Extra(2))
    heard(shape, 0.0)
    assert shape.extras == [second]
    assert heard(shape, 0.0)[-1] == pytest.approx(0.25 * amplitude(-6.0), abs=1e-6)
    assert shape.extras == []
    assert not any(extra.given_up for extra in (first, second))


def test_what_was_given_before_is_passed_by_without_what_only_it_is_given_now() -> None:
    shape = entered()
    shape.level.to(-12.0, 0.1)
    shape.add(extra := Extra(5))
    shape.pass_by(steady(0.0, 0.1))
    assert (shape.extras, extra.left) == ([extra], 5)
    assert not shape.level.moving
    assert heard(shape, 0.0)[-1] == pytest.approx(0.25 * amplitude(-12.0), abs=1e-6)


def test_where_its_device_goes_all_is_silent_and_given_up_at_once() -> None:
    shape = entered()
    heard(shape)
    shape.add(extra := Extra(99))
    shape.silence()
    assert (shape.gone, shape.peak_db, shape.extras, extra.given_up) == (True, FLOOR_DB, [], True)
    assert not heard(shape).any(), "nor is what waited in its delay"


def test_its_meter_falls_by_24_db_in_a_second() -> None:
    shape = entered()
    assert heard(shape)[-1] == 0.5
    heard(shape, 0.0, AHEAD / RATE)
    at_first = shape.peak_db
    assert at_first == pytest.approx(20 * np.log10(0.5), abs=0.01)
    for _ in range(10):
        heard(shape, 0.0)
    assert shape.peak_db == pytest.approx(at_first - 24.0, abs=0.01)


def test_gone_back_it_gives_the_same_again() -> None:
    shape = entered(level_db=-3.0)
    shape.leave(1.0)
    shape.level.to(-9.0, 1.0)
    shape.ceiling.to(-20.0, 1.0)
    state = shape.state()
    once = heard(shape, 0.9, 0.5)
    shape.back(state)
    assert np.array_equal(heard(shape, 0.9, 0.5), once)


def test_the_mix_itself_is_left_as_it_was() -> None:
    shape, mix = entered(level_db=-6.0), steady(0.5, 0.1)
    shape.add(Extra(1))
    shape.process(mix)
    assert np.array_equal(mix, steady(0.5, 0.1))
