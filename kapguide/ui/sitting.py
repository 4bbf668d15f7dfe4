"""One session at the window: its screen, timer, sound and draft line, and what the sound process says of it."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from kapguide.audio.director import Director, Overview
from kapguide.audio.narration import Line, Narrator
from kapguide.audio.player import Player
from kapguide.audio.playlist import Playlist
from kapguide.jobs import Jobs
from kapguide.session import commands as c
from kapguide.session.clock import Elapsed
from kapguide.session.live import LiveSession
from kapguide.session.plan import prompt_of
from kapguide.session.texts import shipped_emergency_card, shipped_observations
from kapguide.settings import Sound
from kapguide.ui.live.screen import LiveScreen
from kapguide.ui.theme import Theme
from kapguide.ui.ticker import Ticker
from kapguide.ui.widgets.chip import Tone

DRAFT_AFTER_MS = 500
"""A half-typed line is saved this long after its last key, and so within a second."""


class Narration(NamedTuple):
    """Who finds a prompt's line, and the lane that the search runs in."""

    narrator: Narrator
    jobs: Jobs


KeepDraft = Callable[[str, Elapsed], object]


class Sitting(QObject):
    """Holds together what belongs to one running session, and lets go of it at its end."""

    over = Signal()

    def __init__(
        self,
        theme: Theme,
        session: LiveSession,
        player: Player,
        playlist: Playlist,
        sound: Sound,
        keep_draft: KeepDraft,
        rehearsal: str = "",
        *,
        narration: Narration | None = None,
        overview_of: Overview = lambda path: b"",
    ) -> None:
        """`overview_of` tells a piece's levels by its path."""
        super().__init__()
        self.session = session
        self.player = player
        self.director = Director(player, playlist, sound, overview_of=overview_of)
        self._narration = narration
        self._saying = ""
        self._keep_draft = keep_draft
        self._draft = ("", Elapsed(0))
        self._saver = QTimer(self)
        self._saver.setSingleShot(True)
        self._saver.setInterval(DRAFT_AFTER_MS)
        self._saver.timeout.connect(self.save_draft)
        session.heard_by(self.director.follow)
        self.screen = LiveScreen(
            theme,
            session,
            self.director,
            shipped_observations(),
            shipped_emergency_card(),
            rehearsal,
            sound,
            narration.narrator.can_say if narration is not None else lambda prompt: False,
        )
        self.screen.speak_asked.connect(self._speak)
        self.screen.over.connect(self._end)
        self.screen.draft_changed.connect(self._draft_changed)
        self._ticker = Ticker(session, self)

    def hear(self, command: c.Command) -> None:
        """What the sound process reported, as a command."""
        if self.session.state.running:
            self.screen.send(command)

    def show_saving(self, sentence: str, urgent: bool) -> None:
        """Say whether everything is on disk."""
        self.screen.saving.say(sentence, Tone.WARM if urgent else Tone.PLAIN)

    def save_draft(self) -> None:
        """Save the half-typed line now."""
        self._saver.stop()
        self._keep_draft(*self._draft)

    def leave(self) -> None:
        """The window goes while the session is running: save the half-typed line, and do nothing more."""
        if self.session.state.running:
            self.save_draft()
        self._ticker.stop()
        self.screen.rest()

    def _speak(self, cue: str) -> None:
        """Find or make the line, away from the window's thread, and let it be heard; asked again meanwhile, not."""
        prompt, narration = prompt_of(self.session.state, cue), self._narration
        if prompt is None or narration is None:
            return
        self._saying = "" if self._saying == cue else cue
        if self._saying:
            narration.jobs.run(
                lambda: narration.narrator.line(prompt),
                lambda line: self._found(cue, line),
                lambda error: self.screen.quiet.say(error.sentence, Tone.WARM),
            )

    def _found(self, cue: str, line: Line) -> None:
        """The line is there; it is said if its prompt still is the one on the screen."""
        wanted, self._saying = self._saying, ""
        if wanted == cue == self.screen.prompt.cue:
            self.hear(c.Speak(cue, line.path, line.gain_db))

    def _draft_changed(self, text: str, begun: int) -> None:
        """Also when it was entered or erased: what is gone must not come back after a crash."""
        self._draft = (text, Elapsed(begun))
        if not self._saver.isActive():
            self._saver.start()

    def _end(self) -> None:
        self._saver.stop()
        self.over.emit()
