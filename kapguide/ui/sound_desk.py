"""The one sound process of the window: which session has it, and who hears what it reports."""

import threading
from collections.abc import Callable

from kapguide import paths
from kapguide.audio.player import Report
from kapguide.audio.sound_child import still_playing
from kapguide.audio.sound_process import SoundProcess
from kapguide.paths import Home
from kapguide.practice.sounding import command_of
from kapguide.session import commands as c
from kapguide.settings import Sound
from kapguide.ui.post import Post


class SoundDesk:
    """Gives out players, one at a time; `heard` is called on the window's thread with what the player reports."""

    def __init__(self, home: Home, settings: Sound, post: Post) -> None:
        self.settings = settings
        self.player: SoundProcess | None = None
        self.heard: Callable[[c.Command], object] = lambda _: None
        self._folder = home.sound
        self._post = post

    @property
    def playing(self) -> bool:
        """Whether a sound process, most likely of a window that died, is still at work."""
        return still_playing(self._folder)

    def new_player(self) -> SoundProcess:
        """A player for what begins; the one before has faded out, or does so now."""
        sound, before = self.settings, self.player
        paths.private_folder(self._folder)
        self.player = SoundProcess(
            self._folder, self._on_report, cap_db=sound.cap_db, decoder=sound.decoder, alone_s=60 * sound.alone_min
        )
        if before is not None:
            threading.Thread(target=before.close, name="sound that ends", daemon=True).start()
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
