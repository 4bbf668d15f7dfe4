"""The music of the window: its library, the playlists, the lines, and who pauses what while a session runs."""

from collections.abc import Callable

from kapguide.audio.library import Library
from kapguide.audio.narration import Narrator
from kapguide.jobs import Jobs
from kapguide.log import log
from kapguide.paths import Home
from kapguide.practice.music import ChosenMusic, chosen_music, overview_in
from kapguide.settings import Settings
from kapguide.ui.dialogs import Dialogs, SystemDialogs
from kapguide.ui.library.screen import LibraryScreen
from kapguide.ui.library.work import LibraryWork
from kapguide.ui.post import Post
from kapguide.ui.sitting import Narration
from kapguide.ui.theme import Theme


class MusicDesk:
    """Opens the library when it is first asked for; a session never waits for an import."""

    def __init__(self, home: Home, settings: Settings, jobs: Jobs, post: Post) -> None:
        self.dialogs: Dialogs = SystemDialogs()
        self._home, self._settings, self._jobs, self._post = home, settings, jobs, post
        self._library: Library | None = None
        self._work: LibraryWork | None = None

    @property
    def library(self) -> Library:
        """The practice's library."""
        if self._library is None:
            self._library = Library(self._home.make().library)
            for notice in self._library.notices:
                log.warning("library: %s", notice)
        return self._library

    def screen(self, theme: Theme, closed: Callable[[], object]) -> LibraryScreen:
        """The library's screen; an import that runs goes on behind any other."""
        if self._work is None:
            self._work = LibraryWork(self.library, self._post)
        screen = LibraryScreen(theme, self._work, self.dialogs)
        screen.closed.connect(closed)
        return screen

    def music(self, name: str) -> ChosenMusic:
        """A playlist as far as it may sound; the practice's usual one where no name is given."""
        return chosen_music(name or self._settings.sound.playlist, self.library)

    def levels_of(self, path: str) -> bytes:
        """A piece's levels by its path; empty while they are not known."""
        return overview_in(self.library, path)

    def narration(self) -> Narration:
        """Who finds a prompt's line, and where the search runs."""
        home = self._home
        narrator = Narrator(home.lines, home.made_lines, self._settings.voice, self.library.named)
        return Narration(narrator, self._jobs)

    def rest(self, resting: bool) -> None:
        """Hold imports while a session runs, or let them go on."""
        if self._library is not None or resting:
            self.library.pause(resting)

    def close(self) -> None:
        """Save and let go of the library."""
        if self._work is not None:
            self._work.close()
        if self._library is not None:
            self._library.close()
