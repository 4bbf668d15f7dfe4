"""What was said into a microphone is trimmed to its words and levelled, whatever the room and the distance."""

import numpy as np
import pytest

from kapguide.audio.library.loudness import Meter, Sound
from kapguide.audio.recording.take import AFTER_S, BEFORE_S, levelled, trimmed
from kapguide.audio.track import PEAK_DBTP, TARGET_LUFS

RATE = 48_000


def said(before_s: float = 1.0, words_s: float = 2.0, after_s: float = 1.5, *, peak: float = 0.2) -> Sound:
    """Two words with a pause between them, in silence."""
    time = np.arange(round(words_s * RATE)) / RATE
    words = peak * np.sin(2 * np.pi * 200 * time) * (np.abs(time - words_s / 2) > 0.2)
    silences = [np.zeros(round(s * RATE)) for s in (before_s, after_s)]
    return np.concatenate([silences[0], words, silences[1]]).astype(np.float32)[:, None]


def with_noise(sound: Sound, db: float) -> Sound:
    noise = np.random.default_rng(7).standard_normal(sound.shape) * 10 ** (db / 20)
    return (sound + noise).astype(np.float32)


@pytest.mark.parametrize("noise_db", [-120.0, -70.0, -55.0, -45.0])
@pytest.mark.parametrize("peak", [0.05, 0.5])
def test_it_is_trimmed_to_the_words_with_a_breath_on_each_side(noise_db: float, peak: float) -> None:
    sound = trimmed(with_noise(said(peak=peak), noise_db), RATE)
    assert len(sound) / RATE == pytest.approx(2.0 + BEFORE_S + AFTER_S, abs=0.08)
    assert abs(float(sound[0, 0])) < 1e-6, "no click at the cut"


def test_words_at_the_very_edge_are_kept() -> None:
    assert len(trimmed(said(0.0, 2.0, 0.0), RATE)) / RATE == pytest.approx(2.0, abs=0.04)


def test_a_click_before_and_after_the_words_is_cut_away() -> None:
    sound = with_noise(said(), -70.0)
    for place in (0.2, 4.2):
        sound[round(place * RATE) : round((place + 0.03) * RATE)] += 0.3
    assert len(trimmed(sound, RATE)) / RATE == pytest.approx(2.0 + BEFORE_S + AFTER_S, abs=0.08)


def test_a_short_word_near_the_others_is_none() -> None:
    sound = said()
    sound[round(0.9 * RATE) : round(0.95 * RATE)] = 0.2
    assert len(trimmed(sound, RATE)) / RATE == pytest.approx(2.1 + BEFORE_S + AFTER_S, abs=0.08)


@pytest.mark.parametrize("sound", [said(peak=0.0), with_noise(said(peak=0.0), -75.0), said()[:0], said()[:10]])
def test_where_nobody_spoke_there_is_nothing(sound: Sound) -> None:
    assert not len(trimmed(sound, RATE))


def test_one_unbroken_sound_is_kept_whole() -> None:
    tone = (0.1 * np.sin(2 * np.pi * 300 * np.arange(RATE) / RATE)).astype(np.float32)[:, None]
    assert len(trimmed(tone, RATE)) == RATE


@pytest.mark.parametrize("peak", [0.03, 0.1, 0.9])
def test_it_is_as_loud_as_the_music(peak: float) -> None:
    meter = Meter(RATE)
    meter.push(levelled(trimmed(said(peak=peak), RATE), RATE))
    found = meter.finish()
    assert found.lufs == pytest.approx(TARGET_LUFS, abs=0.3)


def test_a_whisper_is_raised_only_so_far_and_a_clap_keeps_it_from_clipping() -> None:
    quiet = said(peak=0.001)
    assert float(np.abs(levelled(quiet, RATE)).max()) < 0.001 * 16
    clap = said(peak=0.02)
    clap[RATE] = 0.9
    meter = Meter(RATE)
    meter.push(levelled(clap, RATE))
    assert meter.finish().true_peak_db <= PEAK_DBTP + 0.2
