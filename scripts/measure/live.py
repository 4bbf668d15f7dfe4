"""A whole session at the program's own window, in a process of its own, steered as a person steers it."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kapguide.paths import Home
from kapguide.session import events as e
from kapguide.store.keys.vault import Keys
from kapguide.store.records import Store
from measure.processes import family
from tests.support.practice import new_practice
from tests.support.window_process import WindowProcess, sound_pids, until

PHASES = ("preparation", "dosing", "imagery", "integration")
MUSIC = ("arrive", "onset", "peak", "return")
SHORTEST_S = 60.0
"""No protocol plans a phase that is shorter."""
SETTINGS = """\
therapist = "R. Ames"
[sound]
playlist = "{playlist}"
end_s = 1.0
"""
HEAD = """\
id = "measured"
title = "A measured session"
version = 1
route = "im"
summary = "For measurements."
"""
PHASE = """
[[phases]]
id = "{kind}"
kind = "{kind}"
title = "{kind}"
planned = "{seconds:.0f}s"
shortest = "0s"
longest = "4h"
music = ["{music}"]
prompts = [{{ at = "0s", title = "Quiet presence", acknowledge = true }}]
"""


class LiveSession:
    """A session that runs at a window; what was recorded of it is read when the window has closed."""

    def __init__(self, home: Home, keys: Keys, window: WindowProcess) -> None:
        self._home, self._keys, self._window = home, keys, window

    def press(self, keys: str) -> None:
        """Type keys of the live screen."""
        self._window.tell(f"type {keys}")

    def next_phase(self) -> None:
        """Go on to the next phase."""
        self._window.tell("next")

    @property
    def sounding(self) -> str:
        """The id of the piece that sounds; empty while there is none."""
        return str(self._window.state()["item"])

    def processes(self) -> list[int]:
        """The window's process, and every one that it started, the sound process among them."""
        return sorted({*family(self._window.pid), *sound_pids(self._home)})

    @property
    def window(self) -> int:
        """The window's process."""
        return self._window.pid

    def sound_process(self) -> int:
        """The process that makes the sound."""
        return sound_pids(self._home)[0]

    def end(self) -> list[e.Event]:
        """End the session and close the window; everything that happened."""
        self._window.tell("end")
        self._window.wait_for_screen("NoteScreen")
        self._window.quit()
        store = Store.open(self._home, self._keys)
        try:
            (summary,) = store.sessions()
            return list(store.load_session(summary.row.id)[2])
        finally:
            store.close()


@contextmanager
def live_session(folder: Path, lengths_s: tuple[float, ...], playlist: str = "evening") -> Iterator[LiveSession]:
    """A session of four phases, that long each, which has begun and sounds; the window is gone after the block."""
    home = Home(folder / "home").make()
    keys, _ = new_practice(home)
    home.settings.write_text(SETTINGS.format(playlist=playlist), encoding="utf-8")
    protocol = home.root / "measured.toml"
    phases = zip(PHASES, lengths_s, MUSIC, strict=True)
    told = (PHASE.format(kind=kind, seconds=max(SHORTEST_S, long), music=music) for kind, long, music in phases)
    protocol.write_text(HEAD + "".join(told), encoding="utf-8")
    with WindowProcess(home) as window:
        try:
            window.begin(str(protocol))
            session = LiveSession(home, keys, window)
            until(lambda: session.sounding)
            yield session
        finally:
            window.kill()
            _end_sound(home)


def _end_sound(home: Home) -> None:
    """Nothing plays on after a measurement that failed."""
    for pid in sound_pids(home):
        os.kill(pid, signal.SIGTERM)
