"""Prepare at the window: one session after the other, and what was chosen for each client."""

from collections.abc import Callable

from kapguide.session.emergency_card import clinic_card
from kapguide.session.protocol_file import find_protocol, read_protocol
from kapguide.store.records import Store
from kapguide.ui.prepare.preparation import Preparation
from kapguide.ui.sound.window_sound import WindowSound
from kapguide.ui.widgets.chip import Tone
from kapguide.ui.window.frame import WindowFrame
from kapguide.usecases.music import PracticeMusic
from kapguide.usecases.sessions import MusicChoice, NewSession, avoided_by


class PrepareFlow:
    """The music laid out and the outputs tried, before a session begins."""

    def __init__(self, frame: WindowFrame, store: Store, sound: WindowSound, music: PracticeMusic) -> None:
        self._frame, self._store, self._sound, self._music = frame, store, sound, music
        self._choices: dict[str, MusicChoice] = {}
        """What was chosen on a screen that was left again, by client."""

    def show(self, new: NewSession, begin: Callable[[MusicChoice], object]) -> None:
        """Prepare this session; the form that was filled in waits behind it. `begin` is called when it is to begin.

        Raises KapGuideError.
        """
        protocol = read_protocol(find_protocol(new.protocol))
        preparation = Preparation(
            self._frame.theme,
            self._frame.home,
            self._music.library,
            self._sound.settings,
            self._sound.player_to_try(),
            new.client,
            protocol,
            self.choice_for(new.client),
            begin,
            lambda choice: self._leave(new.client, choice),
        )
        if reminder := clinic_card(self._frame.home.emergency_card).reminder:
            preparation.screen.message.say(reminder, Tone.WARM)
        self._frame.window.cover(preparation.screen)

    def choice_for(self, client: str) -> MusicChoice:
        """What was chosen for a client a moment ago, or what the last session tells."""
        if client in self._choices:
            return self._choices[client]
        return MusicChoice(self._sound.settings.playlist, avoid=avoided_by(self._store, client))

    def forget(self, client: str) -> None:
        """The session that was prepared has begun."""
        self._choices.pop(client, None)

    def _leave(self, client: str, choice: MusicChoice) -> None:
        self._choices[client] = choice
        self._frame.window.uncover()
