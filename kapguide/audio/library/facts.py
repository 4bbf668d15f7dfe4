"""What is known of a sound file itself, and the sentences for what is wrong with one."""

import re
import unicodedata
from pathlib import Path

import msgspec

from kapguide.audio.track import CAREFUL_DB, levelling_gain

MISSING, EMPTY, UNREADABLE, DAMAGED, ENDED_EARLY = "missing", "empty", "unreadable", "damaged", "ended_early"
"""The sound process' own codes, here without what it takes to decode."""
CRASHED, HUNG, TOO_LONG, SILENT = "crashed", "hung", "too_long", "silent"
"""Faults that only a scan meets."""
SILENT_LUFS = -70.0
"""Nothing below this counts, and a sound without anything above it is silent."""
STEP_DB = 0.25
"""What a byte of an overview counts in: 255 is full scale, 1 is 63.5 dB below it, 0 is silence."""

_OUT = "It stays out of sessions."
_SENTENCES = {
    MISSING: "{name} is not where it was: it was moved, renamed or deleted, or its disk is not connected.",
    EMPTY: f"{{name}} holds no sound. {_OUT}",
    UNREADABLE: "{name} cannot be read as music: it is another kind of file, or this user may not open it. "
    f"M4A and WMA need VLC on this computer. {_OUT}",
    DAMAGED: f"{{name}} is damaged inside; {{good}} of it can be read. {_OUT}",
    ENDED_EARLY: f"{{name}} is cut off or damaged: it ends after {{good}}, and should last {{stated}}. {_OUT}",
    CRASHED: f"{{name}} made the program that reads music crash; nothing else was harmed. {_OUT}",
    HUNG: "{name} could not be read to its end: the disk or the network did not answer, or the file is damaged. "
    f"The next import tries it again. {_OUT}",
    SILENT: f"{{name}} is silent from its beginning to its end. {_OUT}",
    TOO_LONG: f"{{name}} lasts longer than a day. {_OUT}",
}
_MARKS = re.compile("[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


class FileFacts(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the tags say, and once it is `measured` what decoding the whole file has shown.

    `lufs` and `true_peak_db` are None when not known; before it is measured, they and the length are what tags claim.
    """

    title: str = ""
    artist: str = ""
    album: str = ""
    genre: str = ""
    length_s: float = 0.0
    lufs: float | None = None
    true_peak_db: float | None = None
    overview: bytes = b""
    """The course of its level from beginning to end, see STEP_DB."""
    rate: int = 0
    channels: int = 0
    measured: bool = False
    fault: str = ""
    """Why it stays out of sessions; empty when it may sound."""
    good_s: float = 0.0
    """How much of it could be read."""
    stated_s: float = 0.0
    """How long the file says that it is, when it ended early."""

    @property
    def gain_db(self) -> float:
        """The gain that levels it; 0 when it is silent all along. What nobody has measured is not raised: tags may
        claim anything."""
        if self.lufs is None:
            return CAREFUL_DB
        if self.lufs <= SILENT_LUFS:
            return 0.0 if self.measured else CAREFUL_DB
        gain = levelling_gain(self.lufs, 0.0 if self.true_peak_db is None else self.true_peak_db)
        return gain if self.measured else min(gain, 0.0)

    @property
    def course_db(self) -> tuple[float, ...]:
        """The overview in dB below full scale; silence is minus infinity."""
        return tuple((byte - 255) * STEP_DB if byte else float("-inf") for byte in self.overview)


def reason(path: str, fault: str, facts: FileFacts) -> str:
    """What is wrong with a file, in a sentence that names it; empty when nothing is."""
    if not fault:
        return ""
    sentence = _SENTENCES.get(fault, f"{{name}} cannot be used ({fault}). {_OUT}")
    return sentence.format(name=shown(Path(path).name), good=minutes(facts.good_s), stated=minutes(facts.stated_s))


def shown(text: str) -> str:
    """A name as it may be shown: what has no shape, breaks lines or reorders text is spelt out."""
    return "".join(f"‹U+{ord(each):04X}›" if _hidden(each) else each for each in text)


def _hidden(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") or _MARKS.match(character) is not None


def minutes(seconds: float) -> str:
    """`4:05`, `1:02:07`."""
    whole = round(seconds)
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"
