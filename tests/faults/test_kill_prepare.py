"""The window dies while a session is prepared, and the next one has what was typed."""

import json

from kapguide.paths import Home
from tests.support.small_session import small_practice
from tests.support.window_process import WindowProcess, kill_sound, sound_pids, until


def prepared(window: WindowProcess) -> dict[str, str]:
    """The dose on the screen and in the record."""
    window.tell("prepared")
    told: dict[str, str] = json.loads(window.wait_for("prepared"))
    return told


def test_what_was_typed_on_prepare_is_there_after_the_window_was_killed(home: Home, null_sink: str) -> None:
    protocol = small_practice(home, track_s=5.0, tones={"arrive": (400.0,)})
    with WindowProcess(home) as first:
        first.unlock()
        first.wait_for_screen("TodayScreen")
        first.tell(f"prepare {protocol}")
        first.tell("type 150 mg")
        until(lambda: prepared(first) == {"shown": "150 mg", "kept": "150 mg"})
        first.kill()
    with WindowProcess(home) as second:
        second.unlock()
        second.wait_for_screen("TodayScreen")
        second.tell(f"prepare {protocol}")
        assert prepared(second)["shown"] == "150 mg"
    if sound_pids(home):
        kill_sound(home)
