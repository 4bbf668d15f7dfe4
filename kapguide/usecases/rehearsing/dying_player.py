"""A player whose sound dies with the story of a rehearsal, and comes back with it."""

from kapguide.audio.player.sound_player import SoundPlayer
from kapguide.rehearsal.scenario import RoomFault

DEATH_S, BACK_S = 0.05, 1.5


class DyingPlayer(SoundPlayer):
    """While it is dead nothing is heard, whatever is asked of it; the music keeps its time."""

    _dead = _silent = False

    def fault(self, fault: RoomFault, there: bool) -> None:
        """A fault of the room came, or is over; the session has been told of it. Of headphones that are out the
        program knows nothing, as in life."""
        if fault is not RoomFault.SOUND_DIES or there == self._dead:
            return
        self._dead = there
        if there:
            super().voice("")
            super().fade(True, DEATH_S)
        elif not self._silent:
            super().fade(False, BACK_S)

    def fade(self, to_silence: bool, seconds: float) -> None:
        self._silent = to_silence
        if not self._dead:
            super().fade(to_silence, seconds)

    def voice(self, path: str, gain_db: float = 0.0, at_s: float = 0.0) -> None:
        if not (self._dead and path):
            super().voice(path, gain_db, at_s)

    def chime(self, path: str = "", gain_db: float = 0.0) -> None:
        if not self._dead:
            super().chime(path, gain_db)

    def breath_chime(self, role: str, hertz: float) -> None:
        if not self._dead:
            super().breath_chime(role, hertz)
