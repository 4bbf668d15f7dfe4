"""What a practice can set: one TOML file in the data folder, every key optional, every wrong one named."""

import re
import tomllib
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from kapguide.errors import KapGuideError
from kapguide.files import read_file, text_of
from kapguide.toml_edit import line_of

LONGEST_FILE = 256 * 1024
_PLACE = re.compile(r"\w+")
_UNKNOWN = re.compile(r"unknown field `(.+?)`")
_LONG = re.compile(r"(['`])([^'`]{60})[^'`]+\1")
_PLAIN = r"^[^\x00-\x1f\x7f]*$"
Words = Annotated[str, msgspec.Meta(pattern=_PLAIN, max_length=1000)]
"""On one line, without signs that no name and no path can have."""
Db = Annotated[float, msgspec.Meta(ge=-60.0, le=0.0)]
Seconds = Annotated[float, msgspec.Meta(ge=0.0, le=600.0)]


class OutputSetting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One output: the device's name as `kapguide doctor` lists it (empty: the system's own), its level and its cap."""

    device: Words = ""
    level_db: Db = 0.0
    cap_db: Db = 0.0


class SoundSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Music and output. Times are seconds, levels dB. Defaults are our own proposals unless a source is named."""

    playlist: Words = "evening"
    decoder: Literal["auto", "builtin", "vlc"] = "auto"
    cap_db: Db = 0.0
    level_db: Db = 0.0
    """The level a session begins with, dB below the cap."""
    crossfade_s: Seconds = 10.0
    between_phases_s: Seconds = 25.0
    turn_s: Seconds = 15.0
    """To the next piece, when it is asked for."""
    shift_s: Seconds = 25.0
    """To softer or deeper music, begun at a quiet moment; `shift_now_s` when it is asked for again."""
    shift_now_s: Seconds = 10.0
    silence_block_s: Seconds = 75.0
    """Into a silence that is planned."""
    silence_s: Seconds = 8.0
    return_s: Seconds = 8.0
    emergency_s: Seconds = 3.0
    end_s: Seconds = 20.0
    alone_min: Annotated[float, msgspec.Meta(ge=1.0, le=600.0)] = 45.0
    headphones: OutputSetting | None = None
    room: OutputSetting | None = None
    therapist: OutputSetting | None = None
    """Chimes alone, never the music. Without headphones and room, the music goes to the system's own output."""
    when_unplugged: Literal["mute", "move"] = "mute"
    """What becomes of an output whose device is pulled out: silence, or the system's own output."""


class Voice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Lines said to the client, and the music under them [OURS]. `pace` is in words a minute."""

    made: bool = False
    """Let piper, where it lies in the folder `voice` of the data folder, or espeak-ng say what nobody has recorded."""
    language: Words = "en"
    pace: Annotated[int, msgspec.Meta(ge=40, le=300)] = 120
    duck_db: Db = -12.0
    duck_s: Seconds = 0.8
    back_s: Seconds = 2.0


class LookSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the screens look: `session` is the theme of the room, `desk` that of the desk; `low-light` is for both."""

    session: Words = "low-light"
    desk: Words = "light"
    motion: bool = True
    size: Annotated[int, msgspec.Meta(ge=100, le=200)] = 100
    """How large everything is on the screen, in percent; the window has it from its next start on."""


class DisplaySettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The client's display: its screen by name, where the one that was chosen last is not to be used, and a picture."""

    screen: Words = ""
    picture: Words = ""


class ClientSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is kept of clients: `names` beside the codes, where the clinic wants that."""

    names: bool = False


class PrivateSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Private lines: whether the log of a session has a line, without words, for each."""

    in_log: bool = True


class LockSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When the window locks by itself, in minutes without a touch; 0 is never [OURS].

    A running session is covered, and goes on behind it; at the desk the record is closed.
    """

    desk_min: Annotated[float, msgspec.Meta(ge=0.0, le=600.0)] = 15.0
    session_min: Annotated[float, msgspec.Meta(ge=0.0, le=600.0)] = 30.0
    after_sleep: bool = True


class BackupSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where backups go beside the practice's own folder, and how much room they may take there [OURS]."""

    folder: Words = ""
    """One on another disk; empty: none was chosen."""
    most_gb: Annotated[float, msgspec.Meta(ge=0.0, le=100_000.0)] = 0.0
    """In each folder; 0: half of what is free without them."""


class MedicineSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whether the practice keeps a `log` of the medicine it holds: its registrant decides."""

    log: bool = False


class RetentionSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long the record of a client is kept after what was written last, in `years` (0: nobody has said), and why."""

    years: Annotated[int, msgspec.Meta(ge=0, le=100)] = 0
    reason: Words = ""

    @property
    def said(self) -> bool:
        """Whether the clinic has said both."""
        return self.years > 0 and bool(self.reason.strip())


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A practice's settings."""

    therapist: Words = ""
    sound: SoundSettings = SoundSettings()
    voice: Voice = Voice()
    look: LookSettings = LookSettings()
    display: DisplaySettings = DisplaySettings()
    locking: LockSettings = LockSettings()
    clients: ClientSettings = ClientSettings()
    private: PrivateSettings = PrivateSettings()
    backups: BackupSettings = BackupSettings()
    medicine: MedicineSettings = MedicineSettings()
    retention: RetentionSettings = RetentionSettings()


def read_settings(path: Path) -> Settings:
    """The settings in `path`, or the defaults where there is no file.

    Raises KapGuideError naming the file, the line and the key that is wrong.
    """
    try:
        return settings_in(text_of(read_file(path, LONGEST_FILE)))
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise KapGuideError(
            f"The settings file {path} cannot be read: {error.strerror}. Mend that, or move it away for the defaults.",
            str(error),
        ) from error
    except (ValueError, RecursionError) as error:  # not UTF-8, not TOML, not a setting
        raise KapGuideError(
            f"The settings file {path} has a mistake: {error}. Mend it, or move it away to use the defaults.",
            str(error),
        ) from error


def settings_in(text: str) -> Settings:
    """The settings that a text says. Raises ValueError or RecursionError with what is wrong, and in which line."""
    try:
        return msgspec.convert(tomllib.loads(text), Settings)
    except msgspec.ValidationError as error:
        said = str(error).replace(f"`str` matching regex {_PLAIN!r}", "a text on one line, without control signs")
        said = _LONG.sub(r"\1\2…\1", said)
        place = tuple(_PLACE.findall(said.partition(" - at `$")[2]))
        unknown = _UNKNOWN.search(said)
        line = line_of(text, (*place, unknown[1]) if unknown else place)
        raise ValueError(f"{said} (line {line})" if line else said) from error
