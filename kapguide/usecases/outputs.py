"""The outputs as a practice has set them."""

from collections.abc import Callable
from pathlib import Path

from kapguide.audio.player.player import HEADPHONES, ROOM, THERAPIST, Hear, Output
from kapguide.audio.player.sound_player import SoundPlayer
from kapguide.settings import Settings, SoundSettings


def outputs_of(sound: SoundSettings) -> tuple[Output, ...]:
    """The outputs of a session; none where the system's own is meant."""
    asked = {HEADPHONES: sound.headphones, ROOM: sound.room, THERAPIST: sound.therapist}
    return tuple(
        Output(role, setting.device, setting.level_db, setting.cap_db) for role, setting in asked.items() if setting
    )


def sound_player(
    folder: Path,
    hear: Hear,
    settings: Settings,
    *,
    mine: Callable[[], bool] | None = None,
    adopts: bool = False,
    alone: bool = False,
    kind: type[SoundPlayer] = SoundPlayer,
) -> SoundPlayer:
    """A player that plays from `folder` as the practice has set it; `alone`: also when its window is gone.

    `mine` and `adopts` are as in SoundPlayer.
    """
    sound, voice = settings.sound, settings.voice
    return kind(
        folder,
        hear,
        cap_db=sound.cap_db,
        decoder=sound.decoder,
        alone_s=60 * sound.alone_min if alone else 0.0,
        outputs=outputs_of(sound),
        when_unplugged=sound.when_unplugged,
        duck_db=voice.duck_db,
        duck_down_s=voice.duck_s,
        duck_up_s=voice.back_s,
        mine=mine,
        adopts=adopts,
    )
