"""A hand in every moment of the first seconds of the music: heard at once, and nothing but the hand is heard."""

from collections.abc import Iterator

import numpy as np
import pytest

from kapguide.audio.sound.mixer import KEPT, Mixer
from kapguide.audio.sound.ramps import RATE, SHORTEST
from kapguide.audio.sound.sequence import Sequence
from kapguide.audio.sound.source import WAITING_AHEAD
from kapguide.audio.sound.wire import CAP_S, FLOOR_DB, HEADPHONES, WireOutput
from tests.audio.cards import STEP_S, Card, Room
from tests.audio.sounds import Band, Samples, steady, track, wait_until

LOUD, FADE_S = 0.4, 0.3
GULP, DEEP = round(0.24 * RATE), round(0.78 * RATE)
"""What PulseAudio asks for at once, and holds."""
MOMENT_S = 0.047
"""Between two of the moments, so that they fall everywhere between two requests."""


@pytest.fixture(autouse=True)
def everyone_goes_home() -> Iterator[None]:
    yield
    Band.go_home()


def ready() -> Sequence:
    """Music that can begin, read as far ahead as it is by then."""
    sequence = Band(a=steady(LOUD, 10)).sequence()
    sequence.programme((track("a"),), 0)
    wait_until(lambda: sequence._coming is not None and sequence._coming.source._buffered >= WAITING_AHEAD)
    return sequence


def silenced(before_s: float, hand_s: float) -> tuple[Samples, int]:
    """All that is heard of music that begins when the output has asked for so long, and is silenced by hand so long
    after; and from what frame on that is to be over."""
    card, sequence = Card("card", period=GULP, deep=DEEP), ready()
    room = Room(card, music=sequence)
    room.pass_time(before_s)
    sequence.go("a", 0.3, 0.0)
    room.pass_time(hand_s // STEP_S * STEP_S)
    room.now += hand_s % STEP_S
    for stream in card.streams:
        stream.play(room.now)
    hand = card.stream.played if card.streams else 0
    room.outputs.by_hand(lambda: sequence.fade(FLOOR_DB, FADE_S))
    room.pass_time(FADE_S + 0.4)
    return card.stream.heard()[: card.stream.played, 0], hand + round((FADE_S + 0.15) * RATE)


@pytest.mark.parametrize("before_s", [0.0, 0.31])
def test_silence_in_any_moment_of_the_beginning_is_one_fade(before_s: float) -> None:
    for hand_s in np.arange(0.0, 2.0, MOMENT_S):
        heard, over = silenced(before_s, float(hand_s))
        steps = np.diff(heard)
        top = int(heard.argmax())
        assert not heard[over:].any(), f"heard late, at {hand_s:.3f} s"
        assert steps[:top].min(initial=0.0) > -1e-4, f"a hole on the way up, at {hand_s:.3f} s"
        assert steps[top:].max(initial=0.0) < 1e-4, f"a hole on the way down, at {hand_s:.3f} s"
        assert np.abs(steps).max(initial=0.0) < LOUD * 3 / SHORTEST, f"a click, at {hand_s:.3f} s"


def test_what_a_window_says_again_keeps_no_hand_from_being_heard_at_once() -> None:
    """Outputs and cap as they are: what a window says when it comes, and when one output of two is set."""
    card, sequence = Card("card", period=GULP, deep=DEEP), ready()
    room = Room(card, music=sequence)
    for again in (False, True):
        sequence.cap(-6.0)
        room.outputs.cap(-6.0, CAP_S)
        room.wish(WireOutput(HEADPHONES, level_db=-3.0))
        if not again:
            sequence.go("a", 0.3, 0.0)
            room.pass_time(3.0)
    hand = card.stream.played
    room.outputs.by_hand(lambda: sequence.fade(FLOOR_DB, FADE_S))
    room.pass_time(FADE_S + 0.4)
    heard = card.stream.heard()[: card.stream.played, 0]
    assert heard[hand] > 0.1
    assert not heard[hand + round((FADE_S + 0.15) * RATE) :].any()


def test_all_that_is_kept_can_be_gone_back_by_into_the_middle_of_its_first_block() -> None:
    mixer = Mixer()

    def mixed(count: int) -> Samples:
        out = np.zeros((count, 2), np.float32)
        mixer._level(out, np.full((count, 2), LOUD, np.float32), None)
        return mixer.limited(out)

    for _ in range(KEPT // GULP + 3):
        mixed(GULP)
    kept = mixer._frames_kept
    assert mixer.back(kept - GULP // 2) == kept - GULP // 2
    assert np.array_equal(mixer.again(), np.full((kept - GULP // 2, 2), LOUD, np.float32))
