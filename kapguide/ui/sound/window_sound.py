"""The one sound process of the window: which session has it, and who hears what it reports."""

import contextlib
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from kapguide import paths
from kapguide.audio.player.child import still_playing
from kapguide.audio.player.player import Reached, Report
from kapguide.audio.player.sound_player import SoundPlayer
from kapguide.audio.sound.link import Busy, SoundLock
from kapguide.audio.sound.wire import FLOOR_DB
from kapguide.paths import Home
from kapguide.settings import Settings
from kapguide.ui.window.window_thread import WindowThread
from kapguide.usecases.outputs import sound_player

if TYPE_CHECKING:
    from kapguide.session import commands as c

WAY_S = 0.1
"""The end of music that makes way for what begins."""
CLOSING_S = 0.5
"""The end of music that still fades out when its window is closed."""
LEFT_MUSIC = (
    "Music plays on that belongs to no session of the record. “Silence” below ends it, and so does the next session, "
    "or closing KapGuide."
)
UNHEARD = ("no_process", "not_ours", "taken_over")
"""Faults that are said for as long as they last, on whatever screen is shown."""


class WindowSound:
    """Gives out players, one at a time; `heard` is called on the window's thread with what the player reports.

    `given` is called for each new player, `reached` once it steers a process: with whether that played already.
    """

    def __init__(self, home: Home, settings: Settings, post: WindowThread) -> None:
        self.settings = settings.sound
        self._all = settings
        self.player: SoundPlayer | None = None
        self.heard: Callable[[c.Command], object] = lambda _: None
        self.given: Callable[[], object] = lambda: None
        self.reached: Callable[[bool], object] = lambda _: None
        self.fault = ""
        """Why nothing can be heard just now, in a sentence; empty while all is well."""
        self.fault_report: c.Command | None = None
        """What a session that begins meanwhile is told of it."""
        self._tried = False
        self._left_alone = False
        """The player was given to take over what a dead window left, and no session has it yet."""
        self._lock: SoundLock | None = None
        self._locking = threading.Lock()  # the window's thread and the supervisor's both ask whose the sound is
        self._folder = home.sound
        self._post = post

    def take(self, settings: Settings) -> None:
        """Have these settings from the next player on."""
        if settings.sound != self.settings or settings.voice != self._all.voice:
            self._tried = False
        self.settings, self._all = settings.sound, settings

    @property
    def playing(self) -> bool:
        """Whether a sound process is at work that is none of this window's: most likely that of one that died."""
        return (self.player is None or self.player.over) and still_playing(self._folder)

    @property
    def sounds(self) -> bool:
        """Whether music is heard now."""
        return self.player is not None and not self.player.over and self.player.status().state != "silent"

    def new_player(self, *, adopts: bool = False, rehearsal: bool = False) -> SoundPlayer:
        """A player for what begins; the one before has faded out, or does so now.

        `adopts`: music that plays already is taken over. A `rehearsal` sounds no longer than its window.
        """
        before, self._tried, self._left_alone = self.player, False, adopts
        if before is not None and not before.over:
            before.stop(WAY_S)
        with contextlib.suppress(OSError):  # said by the player, which tries again
            paths.private_folder(self._folder)
        self.fault, self.fault_report = "", None
        self.player = player = sound_player(
            self._folder,
            lambda report: self._on_report(player, report),
            self._all,
            mine=self._mine,
            adopts=adopts,
            alone=not rehearsal,
        )
        self.given()
        return player

    def ready_player(self, *, rehearsal: bool = False) -> SoundPlayer:
        """The player that was tried before the session, or a new one; it is started."""
        tried = self.player if self._tried and not rehearsal else None
        player = tried or self.new_player(rehearsal=rehearsal)
        self._tried = False
        player.start()
        return player

    def player_to_try(self) -> SoundPlayer:
        """A player for trying the outputs; the session that follows takes it."""
        if not self._tried or self.player is None:
            self.new_player()
            self._tried = True
        assert self.player is not None
        self.player.start()
        return self.player

    def player_to_go_on(self) -> SoundPlayer:
        """The player for a session that goes on: the one that steers what a dead window left, if there is one."""
        player = self.player if self._left_alone and self.player is not None else self.new_player(adopts=True)
        self._left_alone = False
        return player

    def keep_what_was_left(self) -> str:
        """Music that no session goes on with plays on: a client may lie there. What to do with it, if it is heard."""
        if not self._left_alone or self.player is None:
            return ""
        self._left_alone = False
        if self.sounds and self.player.status().fade_to_db > FLOOR_DB:
            return LEFT_MUSIC
        self.player.stop(CLOSING_S)
        return ""

    def silence(self) -> None:
        """End what still sounds, gently."""
        if self.player is not None:
            self.player.stop(CLOSING_S)

    def close(self, *, leave_playing: bool) -> None:
        """Let go of the player: it plays on for the next window, or ends. What no session has is left as it was."""
        if self.player is not None:
            if leave_playing or self._left_alone:
                self.player.detach()
            else:
                self.player.stop(CLOSING_S)
                self.player.close()
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _mine(self) -> bool:
        """Whether this window is the one that steers the practice's sound: the first that asks, until it is closed."""
        with self._locking:
            if self._lock is None:
                try:
                    self._lock = SoundLock(self._folder, "window")
                except Busy:
                    return False
            return True

    def _on_report(self, player: SoundPlayer, report: Report) -> None:
        """On the link's thread."""
        self._post(lambda: self._told(player, report))

    def _told(self, player: SoundPlayer, report: Report) -> None:
        from kapguide.session import commands as c  # with the session's words, which no start waits for
        from kapguide.usecases.player_reports import command_of

        if player is not self.player:  # it has made way for another one
            return
        if isinstance(report, Reached):
            self.fault, self.fault_report = "", None
            if self._left_alone and not report.went_on:  # nothing was left
                self._left_alone = False
                player.stop(0.0)
            self.reached(report.went_on)
        command = command_of(report)
        if isinstance(command, c.ReportFault) and command.fault in UNHEARD:
            self.fault, self.fault_report = command.detail, command
        if command is not None:
            self.heard(command)
