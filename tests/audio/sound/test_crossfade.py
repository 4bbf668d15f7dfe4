"""Who leaves how soon when several pieces are sent away one after the other."""

from typing import Any

import numpy as np

from kapguide.audio.sound.decoder import Block
from kapguide.audio.sound.mixer import MOST_LEAVING, Deck, Mixer
from kapguide.audio.sound.ramps import RATE
from kapguide.audio.sound.wire import WireTrack

LONG = 10 * RATE
QUICK_S = 0.1


class Endless:
    """A source that always gives the same."""

    left = 600 * RATE

    def begin(self) -> None:
        """It is ready at once."""

    def read(self, count: int) -> Block:
        return np.full((count, 2), 0.01, np.float32)


def deck(name: str) -> Deck:
    source: Any = Endless()
    return Deck(WireTrack(id=name, path=""), source)


def listen(mixer: Mixer, seconds: float) -> None:
    for _ in range(round(seconds / QUICK_S)):
        mixer.mix(np.zeros((round(QUICK_S * RATE), 2), np.float32))


def sent_away(count: int) -> tuple[Mixer, list[Deck]]:
    """So many pieces that leave because of the next one, the first of which had been heard alone."""
    mixer, decks = Mixer(), [deck(name) for name in "abcdefgh"[: count + 1]]
    mixer.raise_deck(decks[0], RATE)
    listen(mixer, 1.0)
    for each in decks[1:]:
        mixer.raise_deck(each, LONG)
        listen(mixer, QUICK_S)
    return mixer, decks[:-1]


def test_changes_in_a_hurry_shorten_no_fade() -> None:
    mixer, leaving = sent_away(3)
    listen(mixer, 9.5)
    assert not any(each.swing.over for each in leaving), "each takes the 10 s that were asked for"
    listen(mixer, 1.0)
    assert all(each.swing.over for each in leaving)


def test_of_more_than_can_leave_at_their_ease_the_quietest_go_first() -> None:
    mixer, leaving = sent_away(MOST_LEAVING + 2)
    loudest = leaving[0]
    assert loudest.swing.share == max(each.swing.share for each in leaving)
    listen(mixer, 0.6)
    assert next(each for each in leaving if not each.swing.over) is loudest
    assert sum(not each.swing.over for each in leaving) == MOST_LEAVING
    assert loudest.swing.remaining > 9 * RATE
