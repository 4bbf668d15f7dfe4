"""What a session's state and the practice's settings wish of the music, as the planner takes it."""

from kapguide.audio.planning.programme import Crossfades, MusicWish
from kapguide.session.state import SessionState
from kapguide.settings import SoundSettings


def crossfades_of(settings: SoundSettings) -> Crossfades:
    """The programme's crossfades as the practice has set them."""
    return Crossfades(settings.crossfade_s, settings.between_phases_s, settings.silence_block_s)


def wished_of(state: SessionState) -> tuple[object, ...]:
    """What decides which music sounds; an undo that leaves it as it is moves none."""
    return state.flow.index, state.flow.run.shift, state.music.returning


def wish_of(state: SessionState, fades: Crossfades, heard: tuple[str, ...] = ()) -> MusicWish:
    """What a session's programme is made for."""
    started = state.started
    return (
        MusicWish(started.seed, heard, frozenset(started.avoid), fades)
        if started
        else MusicWish(0, heard, crossfades=fades)
    )
