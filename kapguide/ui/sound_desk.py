"""The one sound process of the window: which session has it, and who hears what it reports."""

import threading
from collections.abc import Callable

from kapguide import paths
from kapguide.audio.player import Report
from kapguide.audio.sound_child import still_playing
from kapguide.audio.sound_process import SoundProcess
from kapguide.paths import Home
from kapguide.practice.outputs import sound_process
from kapguide.practice.sounding import command_of
from kapguide.session import commands as c
from kapguide.settings import Settings
from kapguide.ui.post import Post


class SoundDesk:
    """Gives out players, one at a time; `heard` is called on the window's thread with what the player reports."""

    def __init__(self, home: Home, settings: Settings, post: Post) -> None:
        self.settings = settings.sound
        self._all = settings
        self.player: SoundProcess | None = None
        self.heard: Callable[[c.Command], object] = lambda _: None
        self._tried = False
        self._folder = home.sound
        self._post = post

    @property
    def playing(self) -> bool:
        """Whether a sound process, most likely of a window that died, is still at work."""
        return still_playing(self._folder)

    def new_player(self) -> SoundProcess:
        """A player for what begins; the one before has faded out, or does so now."""
        before, self._tried = self.player, False
        paths.private_folder(self._folder)
        self.player = sound_process(self._folder, self._on_report, self._all)
        if before is not None:
            threading.Thread(target=before.close, name="sound that ends", daemon=True).start()
        return self.player

    def ready_player(self) -> SoundProcess:
        """The player that was tried before the session, or a new one; it is started. Takes a moment."""
        player = self.player if self._tried and self.player is not None else self.new_player()
        self._tried = False
        player.start()
        return player

    def player_to_try(self) -> SoundProcess:
        """A player for trying the outputs; the session that follows takes it."""
        if not self._tried or self.player is None:
            self.new_player()
            self._tried = True
        assert self.player is not None
        return self.player

    def close(self, *, leave_playing: bool) -> None:
        """Let go of the player: it plays on for the next window, or ends."""
        if self.player is not None:
            (self.player.detach if leave_playing else self.player.close)()

    def _on_report(self, report: Report) -> None:
        """On the link's thread."""
        command = command_of(report)
        if command is not None:
            self._post(lambda: self.heard(command))
