"""What a practice can set: one TOML file in the data folder, every key optional, every wrong one named."""

import tomllib
from pathlib import Path

import msgspec

from kapguide.errors import KapGuideError


class Sound(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Music and output. Times are seconds, levels dB. Defaults are our own proposals unless a source is named."""

    playlist: str = "evening"
    decoder: str = "auto"
    cap_db: float = 0.0
    level_db: float = 0.0
    """The level a session begins with, dB below the cap."""
    crossfade_s: float = 10.0
    between_phases_s: float = 25.0
    silence_s: float = 8.0
    return_s: float = 8.0
    emergency_s: float = 3.0
    end_s: float = 20.0
    alone_min: float = 45.0


class Look(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the screens look; `session` is the theme of the live screen, `paper` that of the others."""

    session: str = "low-light"
    paper: str = "low-light"
    motion: bool = True


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A practice's settings."""

    therapist: str = ""
    sound: Sound = Sound()
    look: Look = Look()


def read_settings(path: Path) -> Settings:
    """The settings in `path`, or the defaults where there is no file.

    Raises KapGuideError naming the file and the key that is wrong.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return msgspec.convert(data, Settings)
    except FileNotFoundError:
        return Settings()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise KapGuideError(
            f"The settings file {path} has a mistake: {error}. Mend it, or move it away to use the defaults.",
            str(error),
        ) from error
