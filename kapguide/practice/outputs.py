"""The outputs as a practice has set them."""

from pathlib import Path

from kapguide.audio.player import HEADPHONES, ROOM, THERAPIST, Hear, Output
from kapguide.audio.sound_process import SoundProcess
from kapguide.settings import Settings, Sound


def outputs_of(sound: Sound) -> tuple[Output, ...]:
    """The outputs of a session; none where the system's own is meant."""
    asked = {HEADPHONES: sound.headphones, ROOM: sound.room, THERAPIST: sound.therapist}
    return tuple(
        Output(role, setting.device, setting.level_db, setting.cap_db) for role, setting in asked.items() if setting
    )


def sound_process(folder: Path, hear: Hear, settings: Settings) -> SoundProcess:
    """A player that plays from `folder` as the practice has set it."""
    sound, voice = settings.sound, settings.voice
    return SoundProcess(
        folder,
        hear,
        cap_db=sound.cap_db,
        decoder=sound.decoder,
        alone_s=60 * sound.alone_min,
        outputs=outputs_of(sound),
        when_unplugged=sound.when_unplugged,
        duck_db=voice.duck_db,
        duck_down_s=voice.duck_s,
        duck_up_s=voice.back_s,
    )
