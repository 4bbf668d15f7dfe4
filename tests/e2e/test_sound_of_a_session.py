"""What a client hears: the recording of a session in the window, with plain tones for music."""

from collections.abc import Callable

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from kapguide.paths import Home
from tests.support.listening import (
    RATE,
    Recorder,
    Samples,
    crossfade_ripple_db,
    crossfade_seconds,
    level_dbfs,
    longest_gap,
    tone_levels_dbfs,
)
from tests.support.small_session import FULL_DBFS, QUICK, small_practice
from tests.support.therapist import Therapist, window_of

FIRST, SECOND = 400.0, 700.0
CROSSFADE_S = 2.0
SILENCE_S, RETURN_S = 1.5, 1.0


@pytest.fixture
def heard(
    home: Home, qtbot: QtBot, recorder: Callable[[], Recorder]
) -> tuple[Samples, tuple[float, float], tuple[float, float]]:
    """The recording of one session, and where in it (s) lie the phase change, and the silence with its return."""
    fades = {**QUICK, "between_phases_s": CROSSFADE_S, "silence_s": SILENCE_S, "return_s": RETURN_S}
    protocol = small_practice(home, fades=fades, tones={"arrive": (FIRST,), "onset": (SECOND,)})
    recording = recorder()
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.begin(protocol)
        her.until(lambda: level_dbfs(recording.last(0.2)) > FULL_DBFS - 0.02)
        before = recording.seconds
        her.next_phase()
        her.until(lambda: recording.seconds > before + 1 + CROSSFADE_S + 1)
        change = (before, recording.seconds)
        her.press("m")
        her.until(lambda: recording.seconds > change[1] + SILENCE_S + 0.7)
        her.press("m")
        her.until(lambda: recording.seconds > change[1] + SILENCE_S + 0.7 + RETURN_S + 0.7)
        silence = (change[1], recording.seconds)
        her.next_phase()
        her.next_phase()
        her.end()
    return recording.stop(), change, silence


def test_music_changes_phase_without_a_dip_and_falls_silent_and_returns(
    heard: tuple[Samples, tuple[float, float], tuple[float, float]],
) -> None:
    samples, change, silence = heard

    crossing = part(samples, *change)
    assert longest_gap(crossing) < 0.001
    assert crossfade_ripple_db(crossing, FIRST, SECOND) < 0.1
    assert crossfade_seconds(crossing, FIRST, SECOND) == pytest.approx(CROSSFADE_S, abs=0.01)

    levels = tone_levels_dbfs(part(samples, *silence), SECOND, window=0.05)
    assert levels[0] == pytest.approx(FULL_DBFS, abs=0.1)
    assert levels[-1] == pytest.approx(FULL_DBFS, abs=0.1)
    unheard = np.flatnonzero(levels < -70)
    assert len(unheard) * 0.05 > 0.4
    down, up = levels[: unheard[0]], levels[unheard[-1] + 1 :]
    assert np.all(np.diff(down) < 0.05), "it only falls on the way to silence"
    assert np.all(np.diff(up) > -0.05), "it only rises on the way back"


def part(samples: Samples, start: float, end: float) -> Samples:
    """The recording from `start` to `end` seconds."""
    return samples[round(start * RATE) : round(end * RATE)]
