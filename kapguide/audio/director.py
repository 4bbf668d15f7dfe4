"""What the session wants of the sound: follows the state, and tells the player in programmes, crossfades and fades."""

from kapguide.audio.player import Item, Player, Programme
from kapguide.audio.playlist import Playlist
from kapguide.audio.track import Track
from kapguide.session import events as e
from kapguide.session.state import SessionState
from kapguide.settings import Sound


class Director:
    """Steers one player: compares what the state wants with what it last asked for, so that undo needs no case."""

    def __init__(self, player: Player, playlist: Playlist, settings: Sound) -> None:
        self._player = player
        self._playlist = playlist
        self._settings = settings
        self._slots: tuple[str, ...] = ()
        self._level_db = 0.0
        self._silent = False
        self._ended = False

    def title_of(self, item_id: str) -> str:
        """The title of a programme item; empty for an unknown one."""
        return title_in(self._playlist, item_id)

    def follow(self, state: SessionState, events: tuple[e.Event, ...]) -> None:
        """Bring the sound to where `state` wants it, by the fades that `events` ask for."""
        if self._ended or not state.flow.runs:
            return
        if state.ended is not None:
            self._ended = True
            self._player.stop(self._settings.end_s)
            return
        if state.music.silent != self._silent:
            self._silent = state.music.silent
            self._player.fade(self._silent, self._fade_seconds(events))
        if state.music.level_db != self._level_db:
            self._level_db = state.music.level_db
            self._player.level(self._level_db)
        self._follow_phase(state, first=any(isinstance(event.body, e.SessionStarted) for event in events))

    def take_over(self, state: SessionState, sounding: str) -> None:
        """Go on after a restart. `sounding` is the id of the item that never stopped, empty when there is none.

        Music that sounds is steered by fades; where there is silence it stays silent, until someone brings it back.
        """
        self._level_db, self._silent = state.music.level_db, state.music.silent
        self._player.level(self._level_db)
        self._player.fade(self._silent, self._settings.return_s if sounding else 0.0)
        wanted = self._wanted(state)
        programme = self._programme(wanted)
        if not programme.items:
            return
        self._slots = wanted
        self._player.programme(programme)
        if programme.item(sounding) is None:
            self._player.go(programme.items[0].id, self._settings.between_phases_s if sounding else 0.0)

    def _follow_phase(self, state: SessionState, first: bool) -> None:
        """A phase whose music is another crossfades to it; what sounds and belongs to both goes on."""
        wanted = self._wanted(state)
        if wanted == self._slots:
            return
        programme = self._programme(wanted)
        if not programme.items:
            return
        self._slots = wanted
        self._player.programme(programme)
        if programme.item(self._player.status().item) is None:
            seconds = self._settings.crossfade_s if first else self._settings.between_phases_s
            self._player.go(programme.items[0].id, seconds)

    def _wanted(self, state: SessionState) -> tuple[str, ...]:
        """The slots of the current phase, or of the last one before it that has a wish."""
        phases = state.protocol.phases[: state.flow.index + 1]
        return next((phase.music for phase in reversed(phases) if phase.music), ())

    def _programme(self, slots: tuple[str, ...]) -> Programme:
        """The playlist's tracks for `slots` in order; the last slot's go round for as long as they are wanted."""
        items: list[Item] = []
        repeat_from = 0
        for slot in slots:
            tracks = self._playlist.of_slot(slot)
            repeat_from = len(items) if tracks else repeat_from
            items += [
                Item(
                    id=_item_id(slot, track),
                    path=track.path,
                    title=track.title,
                    crossfade_s=self._settings.crossfade_s,
                    slot=slot,
                    length_s=track.length_s,
                )
                for track in tracks
            ]
        return Programme(tuple(items), repeat_from)

    def _fade_seconds(self, events: tuple[e.Event, ...]) -> float:
        for event in events:
            match event.body:
                case e.EmergencyStarted():
                    return self._settings.emergency_s
                case e.MusicFaded(seconds=seconds):
                    return seconds
        return self._settings.return_s


def title_in(playlist: Playlist, item_id: str) -> str:
    """The title of the playlist's track that a programme calls `item_id`; empty for an unknown one."""
    return next((track.title for track in playlist.tracks if _item_id(track.slot, track) == item_id), "")


def _item_id(slot: str, track: Track) -> str:
    return f"{slot}/{track.id}"
