"""The library at the window: its screen, and the work that goes on behind any other."""

from collections.abc import Callable

from kapguide.ui.library.screen import LibraryScreen
from kapguide.ui.library.work import LibraryWork
from kapguide.ui.window.dialogs import Dialogs, SystemDialogs
from kapguide.ui.window.frame import WindowFrame
from kapguide.usecases.music import PracticeMusic


class LibraryFlow:
    """Shows the practice's music; `done` is called when its screen is left."""

    def __init__(self, frame: WindowFrame, music: PracticeMusic, done: Callable[[], object]) -> None:
        self.dialogs: Dialogs = SystemDialogs()
        self._frame, self._music, self._done = frame, music, done
        self._work: LibraryWork | None = None

    def show(self) -> None:
        """The library's screen; an import that runs goes on when it is left."""
        if self._work is None:
            self._work = LibraryWork(self._music.library, self._frame.post)
        screen = LibraryScreen(self._frame.desk, self._work, self.dialogs)
        screen.closed.connect(self._done)
        self._frame.window.show_screen(screen)

    def close(self) -> None:
        """End the work that goes on."""
        if self._work is not None:
            self._work.close()
