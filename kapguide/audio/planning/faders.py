"""How loud: the music's fade and level, each output's level, the lines, the chimes. Which piece is not its matter."""

from kapguide.audio.player.player import Player
from kapguide.session import events as e
from kapguide.session.state import SessionState
from kapguide.settings import SoundSettings


class Faders:
    """Compares what the state wants with what the player was last told, so that undo needs no case."""

    def __init__(self, player: Player, settings: SoundSettings) -> None:
        self._player, self._settings = player, settings
        self._level_db = 0.0
        self._outputs: dict[str, float] = {}
        self._silent = False

    def follow(self, state: SessionState, events: tuple[e.Event, ...]) -> None:
        """Bring fade, levels and voice to where `state` wants them, by the fades that `events` ask for."""
        if state.music.silent != self._silent:
            self._silent = state.music.silent
            self._player.fade(self._silent, self._fade_seconds(events))
        if state.music.level_db != self._level_db:
            self._level_db = state.music.level_db
            self._player.level(self._level_db)
        self._output_levels(state)
        self._voice(state, events)

    def take_over(self, state: SessionState, sounds: bool) -> None:
        """Go on after a restart; music that sounds is steered by fades."""
        self._level_db, self._silent = state.music.level_db, state.music.silent
        self._player.level(self._level_db)
        self._player.fade(self._silent, self._settings.return_s if sounds else 0.0)
        self._output_levels(state)

    def _voice(self, state: SessionState, events: tuple[e.Event, ...]) -> None:
        """A line is said or ended; a prompt that falls due chimes, for the therapist alone."""
        for event in events:
            match event.body:
                case e.VoiceBegan(path=path, gain_db=gain_db, at_s=at_s):
                    self._player.voice(path, gain_db, at_s)
                case e.VoiceEnded(by_hand=True):
                    self._player.voice("")
                case e.EmergencyStarted():
                    self._player.voice("")
                case e.CueFired() if self._settings.therapist is not None:
                    self._player.chime()

    def _output_levels(self, state: SessionState) -> None:
        """Levels that were changed; one that was taken back is again as it was set."""
        for output in {*state.music.outputs, *self._outputs}:
            db = state.music.outputs.get(output, 0.0)
            if db != self._outputs.get(output, 0.0):
                self._player.output_level(output, db)
        self._outputs = dict(state.music.outputs)

    def _fade_seconds(self, events: tuple[e.Event, ...]) -> float:
        for event in events:
            match event.body:
                case e.EmergencyStarted():
                    return self._settings.emergency_s
                case e.MusicFaded(seconds=seconds):
                    return seconds
        return self._settings.return_s
