"""Somebody starts the program once more in the middle of a session: nothing of it is to be heard."""

from collections.abc import Callable

import pytest

from kapguide.paths import Home
from kapguide.ui.window.second_start import CAME_FORWARD
from tests.support.listening import RATE, Recorder, levels_dbfs, longest_gap
from tests.support.small_session import FULL_DBFS, small_practice
from tests.support.window_process import WindowProcess, second_start, sound_pids, until


def test_a_second_start_touches_neither_the_sound_nor_the_record(home: Home, recorder: Callable[[], Recorder]) -> None:
    protocol = small_practice(home, track_s=60.0)
    recording = recorder()
    with WindowProcess(home) as first:
        first.begin(protocol)
        since = recording.wait_for_sound()
        until(lambda: levels_dbfs(recording.last(0.2)).min() > FULL_DBFS - 1)
        steady = len(recording.samples())
        voice, item = sound_pids(home), first.state()["item"]
        (home.root / "kapguide.lock").unlink()
        for arguments in ([], ["rehearse"]):
            second = second_start(home, *arguments)
            assert (second.returncode, second.stdout, second.stderr) == (0, f"{CAME_FORWARD}\n", "")
        first.tell("note still here")
        after = first.state()
        assert (sound_pids(home), after["item"]) == (voice, item)
        assert "track_started" in after["kinds"]
        assert after["kinds"].count("track_started") == 1
        heard = recording.samples()[steady:]
        assert longest_gap(recording.samples()[round(since * RATE) :]) < 0.001
        assert levels_dbfs(heard).min() == pytest.approx(levels_dbfs(heard).max(), abs=1.0)
        first.end()
        assert first.quit() == 0
    until(lambda: not sound_pids(home))
