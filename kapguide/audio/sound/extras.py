"""Sounds for one output alone: the test tone, and a chime that the therapist hears and the client does not."""

from collections.abc import Callable

import numpy as np

from kapguide.audio.sound.coming import PATIENCE, SLOW
from kapguide.audio.sound.decoder import Block
from kapguide.audio.sound.mixer import Deck
from kapguide.audio.sound.ramps import RATE, SHORTEST, amplitude, frames
from kapguide.audio.sound.source import FileSource, Open
from kapguide.audio.sound.wire import WireTrack

TONE_HZ, TONE_DB = 220.0, -20.0
"""A low, soft tone: -20 dB of full scale at its peaks, below the clinic's cap and at the output's own level."""
TONE_FADE_S = 0.5
"""Long enough that a test tone neither clicks nor startles."""
CHIME_DB = -18.0
"""Its peak: just above the music in one ear, and no start."""
CHIME_S = 1.8
PARTIALS = ((660.0, 1.0, 0.45), (1320.0, 0.35, 0.25), (1986.0, 0.12, 0.15))
"""The built-in chime: Hz, share, and seconds until it has fallen to about a third."""


BREATH_DB = -28.0
"""The chime of a breath at its peak: below the music, and again and again."""
BREATH_CHIME_S, BREATH_SWELL_S, BREATH_FALL_S = 1.6, 0.12, 0.45


class TrialTone:
    """A sine with soft ends, of `seconds` in all."""

    def __init__(self, seconds: float, gain_db: float = 0.0) -> None:
        self._peak = amplitude(TONE_DB + gain_db)
        self._fade = frames(TONE_FADE_S)
        self._done, self._length = 0, max(2 * self._fade, frames(seconds))

    @property
    def over(self) -> bool:
        return self._done >= self._length

    def end(self) -> None:
        """Fade out now."""
        self._length = min(self._length, self._done + self._fade)

    def give_up(self) -> None:
        """There is no output for it any more."""
        self._length = self._done

    def add_to(self, out: Block) -> None:
        place = np.arange(self._done, self._done + len(out))
        up = np.clip(place / self._fade, 0.0, 1.0)
        down = np.clip((self._length - place) / self._fade, 0.0, 1.0)
        swell = np.square(np.sin(np.minimum(up, down) * np.pi / 2))
        wave = self._peak * swell * np.sin(2 * np.pi * TONE_HZ * place / RATE)
        out += wave[:, None].astype(np.float32)
        self._done += len(out)


class BreathChime:
    """A low, round tone that swells and fades within a turn of the breath."""

    def __init__(self, hertz: float) -> None:
        time = np.arange(frames(BREATH_CHIME_S)) / RATE
        wave = np.sin(2 * np.pi * hertz * time) + 0.2 * np.sin(4 * np.pi * hertz * time)
        swell = np.sin(np.minimum(time / BREATH_SWELL_S, 1.0) * np.pi / 2) ** 2
        fall = np.exp(-time / BREATH_FALL_S) * np.minimum((BREATH_CHIME_S - time) / 0.2, 1.0)
        shaped = wave * swell * fall
        peak = amplitude(BREATH_DB) / float(np.abs(shaped).max())
        self._left = np.repeat((shaped * peak)[:, None], 2, axis=1).astype(np.float32)

    @property
    def over(self) -> bool:
        return not len(self._left)

    def add_to(self, out: Block) -> None:
        part, self._left = self._left[: len(out)], self._left[len(out) :]
        out[: len(part)] += part

    def give_up(self) -> None:
        """There is no output for it any more."""
        self._left = self._left[:0]


class Chime:
    """A file, or the built-in chime where `path` is empty. `ended` hears whether it was heard to its end.

    Every end is told once: `add_to` is called by the output while there is one, `give_up` when there is none any more.
    """

    def __init__(self, path: str, gain_db: float, opener: Open, ended: Callable[[bool, str | None], None]) -> None:
        self._ended: Callable[[bool, str | None], None] | None = ended
        self._bell = bell(gain_db) if not path else None
        self._deck: Deck | None = None
        self._source: FileSource | None = None
        self.path = path
        if path:
            self._source = FileSource(path, opener)
            self._deck = Deck(WireTrack(id="", path=path, gain_db=gain_db), self._source)
        self._raised = False
        self._waited = 0

    @property
    def over(self) -> bool:
        return self._ended is None

    def add_to(self, out: Block) -> None:
        if self._bell is not None:
            part, self._bell = self._bell[: len(out)], self._bell[len(out) :]
            out[: len(part)] += part
            if not len(self._bell):
                self._end(True)
        elif self._deck is not None and self._source is not None:
            self._add_file(self._deck, self._source, out)

    def give_up(self) -> None:
        """There is no output for it any more."""
        self._end(False)

    def _add_file(self, deck: Deck, source: FileSource, out: Block) -> None:
        if not self._raised and source.ready:
            deck.swing.begin(1.0, SHORTEST)
            self._raised = True
        if self._raised:
            deck.add_to(out, 1.0)
            if deck.finished or source.starving >= RATE // 2:
                self._end(deck.finished)
            return
        self._waited += len(out)
        if source.failed or self._waited > PATIENCE:
            self._end(False, source.failed or SLOW)

    def _end(self, heard: bool, failed: str | None = None) -> None:
        ended, self._ended = self._ended, None
        if ended is not None:
            if self._source is not None:
                self._source.close()
            ended(heard, failed)


def bell(gain_db: float) -> Block:
    """The built-in chime: [frames, 2]."""
    time = np.arange(frames(CHIME_S)) / RATE
    wave = sum(share * np.exp(-time / fall) * np.sin(2 * np.pi * hertz * time) for hertz, share, fall in PARTIALS)
    wave = wave * np.minimum(time / 0.02, 1.0) * np.minimum((CHIME_S - time) / 0.2, 1.0)
    peak = amplitude(CHIME_DB + gain_db) / float(np.abs(wave).max())
    return np.repeat((wave * peak)[:, None], 2, axis=1).astype(np.float32)
