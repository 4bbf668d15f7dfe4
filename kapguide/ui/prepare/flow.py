"""Prepare at the window: one session after the other, by way of its own page of music and sound."""

from collections.abc import Callable
from typing import NamedTuple

from msgspec.structs import replace
from shiboken6 import isValid

from kapguide.clinical.limits import clinic_limits
from kapguide.session.emergency_card import clinic_card
from kapguide.store.records import Store
from kapguide.ui.display.client_display import ClientDisplay
from kapguide.ui.prepare.desk import PrepareDesk
from kapguide.ui.prepare.music_planning import MusicPlanning
from kapguide.ui.prepare.ways import AskMood, Ways
from kapguide.ui.sound.window_sound import WindowSound
from kapguide.ui.widgets.chip import Tone
from kapguide.ui.window.frame import WindowFrame
from kapguide.usecases.music import PracticeMusic
from kapguide.usecases.sessions import MusicChoice, NewSession, avoided_by, code_of


class Prepares(NamedTuple):
    """What a preparation uses of the practice: its sound and music, the client's display, who it is that is here."""

    sound: WindowSound
    music: PracticeMusic
    display: ClientDisplay
    therapist: Callable[[], str]
    ask_mood: AskMood | None = None
    write_order: Callable[[str, Callable[[], object]], object] | None = None
    """The order of a client is written down on the client's page; then it is called back."""


class PrepareFlow:
    """A session is prepared before whatever screen asked for it, which waits behind."""

    def __init__(self, frame: WindowFrame, store: Store, uses: Prepares) -> None:
        self._frame, self._store, self._uses = frame, store, uses
        self._desk: PrepareDesk | None = None

    def show(
        self,
        new: NewSession,
        begin: Callable[[NewSession, MusicChoice], object],
        left: Callable[[], object] = lambda: None,
    ) -> None:
        """Prepare this session. `begin` is called when it is to begin, `left` when that waits; Raises KapGuideError."""
        uses = self._uses
        new = replace(new, client=code_of(self._store, new.client))
        choice = MusicChoice(uses.sound.settings.playlist, avoid=avoided_by(self._store, new.client))

        def leave() -> None:
            self.keep()
            self._desk = None
            self._frame.window.uncover()
            left()

        def write_order() -> None:
            code = desk.known_client()
            self.keep()
            self._desk = None
            if uses.write_order is not None:
                uses.write_order(code, lambda: self.show(replace(new, client=code), begin, left))

        there = write_order if uses.write_order is not None else None
        ways = Ways(begin, leave, lambda: self._show_music(desk), uses.ask_mood, there)
        desk = PrepareDesk(
            self._frame, self._store, uses.sound, uses.music, uses.display, uses.therapist(), new, choice, ways
        )
        self._desk = desk
        home = self._frame.home
        limits = clinic_limits(home.limits)
        if reminder := (limits.reminder if limits.fault else "") or clinic_card(home.emergency_card).reminder:
            desk.screen.message.say(reminder, Tone.WARM)
        self._frame.window.cover(desk.screen)

    def keep(self) -> None:
        """What was typed is kept, and no tone sounds on: for when the window goes."""
        if self._desk is not None and isValid(self._desk.screen):
            self._desk.leave()

    def begun(self) -> None:
        """The session that was prepared has begun."""
        self._desk = None

    def _show_music(self, desk: PrepareDesk) -> None:
        """The page of music and sound before Prepare."""
        desk.leave()

        def back(choice: MusicChoice) -> None:
            self._frame.window.uncover()
            desk.choose_music(choice)

        planning = MusicPlanning(
            self._frame.theme,
            self._frame.home,
            self._uses.music.library,
            self._uses.sound.settings,
            self._uses.sound.player_to_try(),
            desk.client,
            desk.protocol,
            desk.choice,
            back,
        )
        self._frame.window.cover(planning.screen)
