"""The mixer's meter, its entrance, what it keeps to go back to, and how its pieces take turns: no file is read."""

from typing import Any

import numpy as np
import pytest

from kapguide.audio.sound.limiter import AHEAD
from kapguide.audio.sound.mixer import CROWDED, ENTRANCE, KEPT, MOST_LEAVING, Deck, Mixer
from kapguide.audio.sound.ramps import RATE, SHORTEST, amplitude
from kapguide.audio.sound.wire import FLOOR_DB, WireTrack
from tests.audio.sounds import Samples, steady

PIECE = RATE // 10


class Holding:
    """A source that gives the same value until it has given all that it has."""

    def __init__(self, left: int | None = None, value: float = 0.5) -> None:
        self.left, self._value = left, value

    def begin(self) -> None:
        """It is ready at once."""

    def read(self, count: int) -> Samples:
        there = count if self.left is None else min(count, self.left)
        self.left = None if self.left is None else self.left - there
        out = np.zeros((count, 2), np.float32)
        out[:there] = self._value
        return out


def deck(left: int | None = None, gain_db: float = 0.0) -> Deck:
    source: Any = Holding(left)
    return Deck(WireTrack(id="a", path="", gain_db=gain_db), source)


def heard(mixer: Mixer, count: int, piece: int = PIECE) -> Samples:
    """What it gives, from the left, as far as it is to be heard."""
    blocks = []
    for at in range(0, count, piece):
        out = np.zeros((min(piece, count - at), 2), np.float32)
        mixer.mix(out)
        blocks.append(mixer.limited(out)[:, 0])
    return np.concatenate(blocks)


def levelled(mixer: Mixer, value: float, count: int) -> Samples:
    out = np.zeros((count, 2), np.float32)
    mixer._level(out, np.full((count, 2), value, np.float32), None)
    return mixer.limited(out)


def settled(*decks: Deck) -> Mixer:
    """A mixer in which the first is heard alone, as it was from the beginning."""
    mixer = Mixer()
    for each in decks:
        mixer.raise_deck(each, RATE)
    heard(mixer, RATE)
    return mixer


def test_the_meter_shows_the_highest_of_late_and_falls_by_24_db_in_a_second() -> None:
    mixer = Mixer()
    assert mixer.peak_db == FLOOR_DB
    levelled(mixer, 0.5, RATE)
    assert mixer.peak_db == pytest.approx(20 * np.log10(0.5), abs=0.01)
    levelled(mixer, 0.0, AHEAD)
    at_first = mixer.peak_db
    for _ in range(10):
        levelled(mixer, 0.0, RATE // 10)
    assert mixer.peak_db == pytest.approx(at_first - 24.0, abs=0.01)
    levelled(mixer, 0.25, RATE)
    assert mixer.peak_db == pytest.approx(20 * np.log10(0.25), abs=0.01)


def test_whatever_is_allowed_nothing_is_louder_than_a_decibel_below_full_scale() -> None:
    mixer = Mixer()
    assert levelled(mixer, 2.0, RATE).max() == pytest.approx(amplitude(-1.0))
    mixer.cap.jump(-6.0)
    assert levelled(mixer, 2.0, RATE)[-1, 0] == pytest.approx(amplitude(-6.0))


def test_the_music_is_silent_once_its_fade_has_arrived() -> None:
    mixer = Mixer()
    assert not mixer.silent
    mixer.fade.to(FLOOR_DB, 1.0)
    levelled(mixer, 0.5, RATE - 1)
    assert not mixer.silent
    levelled(mixer, 0.5, 1)
    assert mixer.silent
    mixer.fade.to(0.0, 1.0)
    assert not mixer.silent, "on its way back"


def test_after_an_interruption_it_comes_up_from_silence_in_the_time_that_was_asked_for() -> None:
    mixer = Mixer()
    levelled(mixer, 0.5, RATE)
    mixer.enter(1.0, heard=False)
    sound = levelled(mixer, 0.5, RATE + AHEAD)[:, 0]
    assert not sound[:AHEAD].any()
    assert np.all(np.diff(sound[AHEAD:]) >= 0)
    assert sound[-2] < 0.5 == sound[-1]
    assert mixer.back(3 * RATE) == RATE + AHEAD, "what was before the interruption stays as it was"


def test_it_can_go_back_by_a_second_and_not_into_what_was_settled() -> None:
    mixer = Mixer()
    for _ in range(30):
        levelled(mixer, 0.5, PIECE)
    assert mixer.back(10 * RATE) == KEPT
    mixer.again()
    levelled(mixer, 0.5, PIECE)
    mixer.settle()
    levelled(mixer, 0.5, 100)
    assert mixer.back(PIECE) == 100
    assert len(mixer.again()) == 100
    assert mixer.back(0) == 0
    assert mixer.again().shape == (0, 2)


def test_a_pieces_own_gain_and_all_stages_are_one_factor() -> None:
    mixer = settled(deck(gain_db=-6.0))
    for ramp in (mixer.cap, mixer.master, mixer.fade, mixer.duck, mixer.voice_duck, mixer.entry, mixer.exit):
        ramp.jump(-1.0)
    assert heard(mixer, PIECE)[-1] == pytest.approx(0.5 * amplitude(-13.0), abs=1e-6)


def test_the_voice_is_under_the_cap_and_not_under_what_the_music_is_under() -> None:
    mixer = Mixer()
    mixer.voice = deck(gain_db=-6.0)
    mixer.voice.swing.hold(1.0)
    for ramp in (mixer.master, mixer.fade, mixer.duck, mixer.voice_duck):
        ramp.jump(FLOOR_DB)
    mixer.cap.jump(-2.0)
    assert heard(mixer, PIECE)[-1] == pytest.approx(0.5 * amplitude(-8.0), abs=1e-6)


def test_a_file_that_gives_no_more_is_finished() -> None:
    assert [deck(left).finished for left in (None, 1, 0)] == [False, False, True]


# --- pieces take turns ------------------------------------------------------------------------------------------


def test_out_of_silence_a_piece_rises_in_the_time_that_was_asked_for() -> None:
    mixer = Mixer()
    mixer.raise_deck(deck(), RATE)
    sound = heard(mixer, RATE + AHEAD)[AHEAD:]
    assert sound[0] < 0.5 * 2 / RATE
    assert np.all(np.diff(sound) >= 0)
    assert sound[RATE // 2] == pytest.approx(0.5 * np.sqrt(0.5), abs=1e-4), "half of its power half way"
    assert sound[-1] == pytest.approx(0.5)


def test_out_of_the_silence_that_a_piece_leaves_the_next_one_rises_as_softly() -> None:
    for gone_s, begins in ((2.0, 0.0), (1.0 + 0.01, 0.5 * np.sqrt(0.5))):  # silent, and half of the way there
        mixer = settled(deck(left=4 * RATE))
        mixer.decks[0].swing.begin(0.0, SHORTEST)
        heard(mixer, round((gone_s - 1.0) * RATE), piece=SHORTEST // 2)
        mixer.raise_deck(deck(), RATE)
        sound = heard(mixer, RATE + AHEAD)[AHEAD:]
        assert sound[0] == pytest.approx(begins, abs=0.01)
        assert np.abs(np.diff(sound)).max() < 0.5 / SHORTEST
        assert sound[-1] == pytest.approx(0.5)


def test_one_that_is_asked_for_again_is_not_heard_twice() -> None:
    first, second = deck(), deck()
    mixer = settled(first)
    mixer.raise_deck(second, RATE)
    heard(mixer, PIECE)
    mixer.raise_deck(first, RATE)
    assert mixer.decks == [first, second]
    heard(mixer, RATE)
    assert (first.swing.share, second.swing.over) == (1.0, True)


def test_one_too_many_leaves_in_half_a_second_but_no_sooner_than_it_would() -> None:
    decks = [deck() for _ in range(MOST_LEAVING + 2)]
    mixer = settled(decks[0])
    for each in decks[1:]:
        mixer.raise_deck(each, 10 * RATE)
        heard(mixer, PIECE)
    out = [each for each in decks if each.crowded]
    assert len(out) == 1
    assert out[0].swing.remaining == CROWDED - PIECE
    mixer.raise_deck(deck(), 10 * RATE)
    assert out[0].swing.remaining == CROWDED - PIECE, "it does not begin anew"
    mixer.raise_deck(out[0], RATE)
    assert not out[0].crowded


def test_a_piece_that_ends_while_it_is_left_is_gone_by_then_and_the_sum_stays() -> None:
    leaving, coming = deck(left=5 * RATE), deck()
    mixer = settled(leaving)
    mixer.raise_deck(coming, 10 * RATE)
    sound = heard(mixer, 6 * RATE, piece=1_000)[AHEAD:]
    assert leaving.swing.over
    # Two pieces of one wave add up by their amplitudes: never less than one, never more than both of half the power.
    assert sound.min() > 0.49
    assert sound.max() < 0.5 * np.sqrt(2) * 1.01
    assert np.abs(np.diff(sound)).max() < 0.5 / SHORTEST
    assert sound[-1] == pytest.approx(0.5, abs=1e-4)


def test_a_piece_that_ends_with_nothing_behind_it_leaves_in_the_shortest_time() -> None:
    mixer = settled(alone := deck(left=2 * RATE))
    heard(mixer, RATE)
    assert alone.finished
    assert not alone.swing.leaving
    heard(mixer, 1, piece=1)
    assert alone.swing.leaving
    assert alone.swing.remaining == SHORTEST - 1


def test_a_loud_piece_that_ends_far_too_soon_hands_over_no_faster_than_an_entrance() -> None:
    leaving, coming = deck(left=RATE + RATE // 10), deck()
    mixer = settled(leaving)
    mixer.raise_deck(coming, 10 * RATE)
    heard(mixer, 1, piece=1)
    assert leaving.swing.remaining == coming.swing.remaining == ENTRANCE - 1


def test_steady_music_is_left_as_it_is() -> None:
    assert np.array_equal(heard(settled(deck()), RATE)[AHEAD:], steady(0.5, 1.0)[AHEAD:, 0])
