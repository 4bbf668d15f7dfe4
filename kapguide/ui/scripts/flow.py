"""The scripts at the window: the page, and the recording that ends with it."""

from collections.abc import Callable

from kapguide.ui.scripts.desk import RecordingDesk
from kapguide.ui.scripts.screen import ScriptsScreen
from kapguide.ui.window.frame import WindowFrame
from kapguide.usecases.shipped.scripts import scripts_of, voice_of


class ScriptsFlow:
    """Shows the practice's scripts; `done` is called when the page is left."""

    def __init__(self, frame: WindowFrame, done: Callable[[], object]) -> None:
        self._frame, self._done = frame, done
        self._desk: RecordingDesk | None = None

    def show(self) -> ScriptsScreen:
        """The page, with the scripts read anew."""
        self.close()
        home, known = self._frame.home, scripts_of(self._frame.home)
        self._desk = RecordingDesk(home, self._frame.post)
        recorded = {
            name: sum(voice_of(home, line).found is not None for line in each.script.lines)
            for name, each in known.known.items()
        }
        screen = ScriptsScreen(self._frame.desk, known, self._desk, recorded)
        screen.closed.connect(self._left)
        self._frame.window.show_screen(screen)
        return screen

    def _left(self) -> None:
        self.close()
        self._done()

    def close(self) -> None:
        """End the recording, and its process."""
        if self._desk is not None:
            self._desk.close()
            self._desk = None
