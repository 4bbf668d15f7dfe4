"""One session at the window: its screen, timer, sound and draft line, and what the sound process says of it."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from kapguide.audio.narration import Narrator, SpokenLine
from kapguide.audio.planning.director import Director, Overview
from kapguide.audio.player.player import Player
from kapguide.audio.playlists.playlist import Playlist
from kapguide.errors import KapGuideError
from kapguide.jobs import Jobs
from kapguide.session import commands as c
from kapguide.session.clinic_texts import shipped_observations
from kapguide.session.clock import Elapsed
from kapguide.session.emergency_card import EmergencyCard, read_emergency_card, shipped_card_file
from kapguide.session.guiding.breath import BreathPattern
from kapguide.session.live import LiveSession
from kapguide.session.plan import prompt_of
from kapguide.settings import SoundSettings
from kapguide.ui.display.client_display import ClientDisplay
from kapguide.ui.session.breath_chimes import BreathChimes, chimes_for
from kapguide.ui.session.cards.breath_card import BreathCard
from kapguide.ui.session.screen import LiveScreen
from kapguide.ui.session.script_voice import ScriptVoice
from kapguide.ui.session.ticker import Ticker
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.chip import Tone
from kapguide.ui.window.window_thread import there
from kapguide.usecases.shipped.scripts import Scripts

DRAFT_AFTER_MS = 500
"""A half-typed line is saved this long after its last key, and so within a second."""


class Narration(NamedTuple):
    """Who finds a prompt's line, and the lane that the search runs in."""

    narrator: Narrator
    jobs: Jobs


KeepDraft = Callable[[str, Elapsed], object]


class SessionFlow(QObject):
    """Holds together what belongs to one running session, and lets go of it at its end."""

    over = Signal()
    lock_asked = Signal(bool)
    """Whether nobody has asked: the window locks by itself."""

    def __init__(
        self,
        theme: Theme,
        session: LiveSession,
        player: Player,
        playlist: Playlist,
        sound: SoundSettings,
        keep_draft: KeepDraft,
        rehearsal: str = "",
        *,
        narration: Narration | None = None,
        overview_of: Overview = lambda path: b"",
        card: EmergencyCard | None = None,
        patterns: Sequence[BreathPattern] | None = None,
        display: ClientDisplay | None = None,
        scripts: Callable[[], Scripts] = lambda: Scripts({}),
    ) -> None:
        """`overview_of` tells a piece's levels by its path; `card` is the practice's own, if it has one.

        `patterns` are the practice's patterns of breath, by default those that ship; `display` is the client's;
        `scripts` are read anew each time that one is to be chosen.
        """
        super().__init__()
        self.session = session
        self.player = player
        self.rehearsal = bool(rehearsal)
        self.director = Director(player, playlist, sound, overview_of=overview_of)
        self._narration = narration
        self._sound = sound
        self._saying = ""
        self._left = False
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
            card or read_emergency_card(shipped_card_file()),
            rehearsal,
            sound,
            narration.narrator.can_say if narration is not None else lambda prompt: False,
            patterns,
            display,
        )
        self.screen.speak_asked.connect(self._speak)
        self.screen.over.connect(self._end)
        self.screen.imagery.known = scripts
        self._voice = self._script_voice()
        self.screen.lock_asked.connect(self.lock)
        self.screen.draft_changed.connect(self._draft_changed)
        self.screen.once(BreathCard, self._offer_chimes)
        self._chimes = BreathChimes(session, player, self)
        self._ticker = Ticker(session, self)

    def _offer_chimes(self, card: BreathCard) -> None:
        card.chimes = chimes_for(self._sound)

    def _script_voice(self) -> ScriptVoice | None:
        """Who says a script's lines, where there is somebody to find them."""
        if self._narration is None:
            return None
        narrator, jobs = self._narration
        voice = ScriptVoice(self.session, self.screen.send, narrator, jobs, there(self.screen), self)
        voice.failed.connect(lambda why: self.screen.quiet.say(why, Tone.WARM))
        self.screen.imagery.can_say = voice.can_say
        return voice

    def lock(self, *, unasked: bool = False) -> None:
        """Behind a covered screen no voice begins another line: nobody is there who could stop it."""
        if self._voice is not None:
            self._voice.give_way()
        self.screen.beside.private.put_away()
        self.lock_asked.emit(unasked)

    @property
    def running(self) -> bool:
        """Whether the session has begun and not ended."""
        return self.session.state.running

    def hear(self, command: c.Command) -> None:
        """What the sound process reported, as a command; once the window goes, it is the next window's to hear."""
        if self.running and not self._left:
            self.screen.send(command)

    def silence(self) -> bool:
        """Take the music to silence, if the session is running."""
        state = self.session.state
        if state.running and not state.music.silent:
            self.screen.send(c.FadeMusic(True))
        return state.running

    def pace_changed(self) -> None:
        """The clock of a rehearsal goes at another rate, or stands."""
        self._ticker.pace_changed()
        self._chimes.follow(self.session.state)
        self.screen.each_second()

    def save_draft(self) -> None:
        """Save the half-typed line now."""
        self._saver.stop()
        self._keep_draft(*self._draft)

    def leave(self) -> None:
        """The window goes while the session is running: save the half-typed line, and do nothing more."""
        if self.running:
            self.screen.keep_draft()
            self.save_draft()
            self.screen.beside.private.save()
        self._left = True
        self._chimes.stop()
        self._ticker.stop()
        if self._voice is not None:
            self._voice.stop()
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
                lambda error: self._not_found(cue, error),
                there(self.screen),
            )

    def _found(self, cue: str, line: SpokenLine) -> None:
        """The line is there; it is said if it still is the one that was asked for, and its prompt on the screen."""
        if self._saying == cue:
            self._saying = ""
            if cue == self.screen.prompt.cue:
                self.hear(c.Speak(cue, line.path, line.gain_db))

    def _not_found(self, cue: str, error: KapGuideError) -> None:
        if self._saying == cue:
            self._saying = ""
        self.screen.quiet.say(error.sentence, Tone.WARM)

    def _draft_changed(self, text: str, begun: int) -> None:
        """Also when it was entered or erased: what is gone must not come back after a crash."""
        self._draft = (text, Elapsed(begun))
        if not self._saver.isActive():
            self._saver.start()

    def _end(self) -> None:
        self._saver.stop()
        self.over.emit()
