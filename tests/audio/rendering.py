"""Hearing a sequence without a device: what it renders, with every file read in time, and what it tells."""

from collections.abc import Collection
from functools import partial
from typing import Any

import numpy as np

from kapguide.audio.sound.mixer import Deck
from kapguide.audio.sound.ramps import RATE
from kapguide.audio.sound.sequence import Sequence
from kapguide.audio.sound.source import AHEAD
from tests.audio.sounds import Samples, wait_until


def prepared(sequence: Sequence) -> None:
    """Wait until the coming track is read, so that what follows is exact."""
    wait_until(lambda: sequence._coming is not None and sequence._coming.source.ready)


def waiting(sequence: Sequence, hung: Collection[str]) -> bool:
    """The coming track is still being opened, and is not one of those that hang."""
    coming = sequence._coming
    if coming is None or coming.track.path in hung:
        return False
    return not coming.source.ready and coming.source.failed is None


def read_ahead(deck: Deck) -> bool:
    """A deck is read as far ahead as it is wherever the machine is fast enough, or its file is at its end.

    Rendered faster than time passes, one that has less in hand looks like one on a drive that hangs.
    """
    return deck.source._ended or deck.source._buffered >= AHEAD - RATE


def listen(sequence: Sequence, seconds: float, block: int = 1_000, hung: Collection[str] = ()) -> Samples:
    """Render that much, with every file read in time but those that hang."""
    heard = []
    for at in range(0, round(seconds * RATE), block):
        for deck in sequence.mixer.decks:
            if deck.track.path not in hung:
                wait_until(partial(read_ahead, deck))
        wait_until(lambda: not waiting(sequence, hung))
        heard.append(sequence.render(min(block, round(seconds * RATE) - at)))
    return np.concatenate(heard)


def playing(sequence: Sequence, *items: Any, fade_in: float = 0.4, hung: Collection[str] = ()) -> Samples:
    """Give the programme, begin with its first item, and listen until it is fully there."""
    sequence.programme(items, 0)
    prepared(sequence)
    sequence.go(items[0].id, 0.0, 0.0)
    return listen(sequence, fade_in, hung=hung)


def told(sequence: Sequence, name: str) -> list[dict[str, Any]]:
    return [report for report in sequence.reports() if report["report"] == name]
