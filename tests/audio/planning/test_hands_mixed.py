"""Whatever is pressed when, the sum of what sounds stays with the music: seen in the mix, sample by sample."""

import functools
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kapguide.audio.sound.limiter import AHEAD
from kapguide.audio.sound.ramps import RATE
from kapguide.audio.sound.sequence import Sequence
from tests.audio.rendering import listen, playing, prepared
from tests.audio.sounds import Band, Samples, tone, track

WINDOW = RATE // 20
PEAK = 0.1
PIECES = {name: 200.0 + 40.0 * place for place, name in enumerate("abcdefghijkl")}
STEEPEST = 2 * np.pi * max(PIECES.values()) / RATE * PEAK * np.sqrt(len(PIECES)) + PEAK * np.pi / RATE / 0.02
"""No wave rises faster, the fastest crossfade that there is included."""


@pytest.fixture(autouse=True)
def everyone_goes_home() -> Iterator[None]:
    yield
    Band.go_home()


def band(seconds: float = 30.0, **lengths: float) -> Sequence:
    """Pieces that are tones far enough from each other that their powers add up in a twentieth of a second."""
    return Band(**{name: piece(name, lengths.get(name, seconds)) for name in PIECES}).sequence()


@functools.cache
def piece(name: str, seconds: float) -> Samples:
    return tone(PIECES[name], seconds, peak=PEAK)


def off(heard: Samples) -> np.ndarray:
    """By how many dB each twentieth of a second is off the level of one piece."""
    windows = heard[: len(heard) // WINDOW * WINDOW, 0].reshape(-1, WINDOW)
    return 10.0 * np.log10(np.square(windows, dtype=np.float64).mean(axis=1) / (PEAK**2 / 2) + 1e-12)


def holds(heard: Samples, within_db: float = 1.0) -> None:
    away = off(heard)
    assert np.abs(away).max() < within_db, away.round(1)
    assert np.abs(np.diff(heard[:, 0])).max() < STEEPEST


def began(sequence: Sequence, **fields: Any) -> None:
    playing(sequence, *(track(name, **{"crossfade_s": 8.0} | fields) for name in PIECES))


def press(sequence: Sequence, name: str, seconds: float, then: float, at_s: float = 0.0) -> Samples:
    if name == sequence.snapshot()["item"]:  # nobody asks for what sounds
        name = "l" if name == "a" else "a"
    sequence.go(name, seconds, at_s)
    prepared(sequence)
    return listen(sequence, then)


def test_next_three_times_in_a_hurry() -> None:
    sequence = band()
    began(sequence)
    heard = [press(sequence, name, 8.0, 0.45) for name in "bcd"]
    holds(np.concatenate([*heard, listen(sequence, 10.0)]))
    assert sequence.snapshot()["item"] == "d"


def test_three_changes_in_a_hurry_do_not_take_the_first_piece_away_sooner() -> None:
    hurried, calm = band(), band()
    began(hurried)
    began(calm)
    pressed = np.concatenate([*(press(hurried, name, 8.0, 0.45) for name in "bcd"), listen(hurried, 6.5)])
    once = press(calm, "b", 8.0, len(pressed) / RATE)
    before, after = level_of("a", once), level_of("a", pressed)
    fading = (before < -1.0) & (before > -25.0)
    assert fading.sum() > 80, "the first fade is there to be looked at"
    assert (after - before)[fading].min() > -0.3


def level_of(name: str, heard: Samples) -> np.ndarray:
    """How loud one piece is in each twentieth of a second, dB beside its full level."""
    windows = heard[: len(heard) // WINDOW * WINDOW, 0].reshape(-1, WINDOW)
    wave = np.exp(-2j * np.pi * PIECES[name] * np.arange(WINDOW) / RATE)
    return 20.0 * np.log10(np.abs(windows @ wave) * 2 / WINDOW / PEAK + 1e-6)


def test_next_twice_inside_the_crossfade_of_a_phase() -> None:
    sequence = band(60.0)
    began(sequence)
    heard = [press(sequence, "b", 25.0, 4.0), press(sequence, "c", 8.0, 1.0), press(sequence, "d", 8.0, 10.0)]
    holds(np.concatenate(heard))


def test_as_often_as_a_hand_can() -> None:
    sequence = band()
    began(sequence)
    heard = [press(sequence, name, 8.0, 0.15) for name in "bcdefghijklabcdef"]
    assert len(sequence.mixer.decks) <= 8
    holds(np.concatenate([*heard, listen(sequence, 10.0)]))
    assert len(sequence.mixer.decks) == 1


def test_next_when_the_piece_is_about_to_end() -> None:
    sequence = band(a=6.0)
    began(sequence, crossfade_s=1.0)
    listen(sequence, 4.0)
    holds(np.concatenate([press(sequence, "c", 8.0, 1.0), press(sequence, "d", 20.0, 8.0)]))


def test_into_a_piece_that_is_shorter_than_its_crossfade() -> None:
    sequence = band(b=3.0)
    began(sequence, crossfade_s=1.0)
    holds(press(sequence, "b", 8.0, 9.0))


def test_before_the_entrance_is_over() -> None:
    sequence = band()
    items = tuple(track(name) for name in PIECES)
    sequence.programme(items, 0)
    prepared(sequence)
    sequence.go("a", 2.0, 0.0)
    listen(sequence, 0.5)
    heard = np.concatenate([press(sequence, "b", 8.0, 0.3), press(sequence, "c", 8.0, 9.0)])
    assert np.diff(off(heard))[:25].min() > -0.5
    holds(heard[round(1.5 * RATE) + AHEAD :])


def test_out_of_silence_it_comes_by_the_crossfade_that_was_asked_for() -> None:
    sequence = band()
    sequence.programme(tuple(track(name) for name in PIECES), 0)
    prepared(sequence)
    sequence.go("a", 2.0, 0.0)
    levels = off(listen(sequence, 2.5)[AHEAD:])
    assert levels[20] == pytest.approx(-3.0, abs=0.4)
    assert levels[-3:] == pytest.approx(0.0, abs=0.1)


HAND = st.tuples(st.sampled_from(list(PIECES)), st.sampled_from([0.0, 0.8, 4.0, 8.0, 25.0]), st.floats(0.02, 3.0))


@settings(max_examples=20)
@given(st.lists(HAND, min_size=2, max_size=5), st.floats(0.4, 9.0))
def test_the_mix_stays_with_the_music_whatever_is_pressed_when(
    hands: list[tuple[str, float, float]], first: float
) -> None:
    sequence = band(10.0)
    began(sequence, crossfade_s=2.0)
    heard = [listen(sequence, first)]
    heard += [press(sequence, *hand) for hand in hands]
    holds(np.concatenate([*heard, listen(sequence, 3.0)]), within_db=3.0)
    Band.go_home()


def test_a_piece_that_is_still_heard_comes_back_where_it_is_whatever_else_it_was_meant_for() -> None:
    sequence = band()
    began(sequence)
    press(sequence, "b", 8.0, 2.0)
    items = (track("a", slot="peak", crossfade_s=3.0), track("b"))
    sequence.programme(items, 0)
    heard = press(sequence, "a", 8.0, 9.0, at_s=2.3)
    assert len(sequence.mixer.decks) == 1
    holds(heard)
    assert sequence.snapshot()["position_s"] == pytest.approx(11.4, abs=0.1)
