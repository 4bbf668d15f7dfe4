"""Voices that a computer makes, for lines that nobody has recorded: piper where the practice has put it, or espeak-ng.

Words reach them by their input: the arguments of a program can be read by anybody on the machine.
"""

import shutil
import subprocess
from pathlib import Path
from typing import Protocol

import msgspec

MAKING_S = 30.0
ESPEAK = "espeak-ng"
ESPEAK_PACE = 1.335
"""Words a minute, as a script counts them, for each word of espeak-ng's own speed; fitted to 202 short lines."""
ESPEAK_SLOWEST = 85
"""Below this speed it speaks no slower; gaps between the words do it then."""
ESPEAK_WORD_S, ESPEAK_GAP_S = 0.579, 0.026
"""What a word of a pace takes at its slowest with gaps, and what each unit of them adds."""
PIPER_PACE = 170
"""Words a minute that a voice of piper says when it is not slowed [OURS]; voices differ."""


class VoiceMaker(Protocol):
    """Says words into a WAV file."""

    @property
    def program(self) -> str:
        """What people call it."""
        ...

    @property
    def name(self) -> str:
        """It, with all that changes how it sounds."""
        ...

    def command(self, pace: int, file: Path) -> list[str]:
        """What is run, with the words as its input."""
        ...


class Espeak(msgspec.Struct, frozen=True):
    """espeak-ng: small, in many languages, and plainly a machine."""

    language: str
    program: str = ESPEAK

    @property
    def name(self) -> str:
        """Its language."""
        return f"{ESPEAK} 2\n{self.language}"

    def command(self, pace: int, file: Path) -> list[str]:
        """Said at its own speed for the pace; a pace below that speed's range takes gaps between the words."""
        speed = max(ESPEAK_SLOWEST, round(pace / ESPEAK_PACE))
        gap = max(0, round((60 / pace - ESPEAK_WORD_S) / ESPEAK_GAP_S))
        return [ESPEAK, "-v", self.language, "-s", str(speed), "-g", str(gap), "-w", str(file), "--stdin"]


class Piper(msgspec.Struct, frozen=True):
    """piper, as a practice has put it beside a voice of its choice."""

    path: Path
    voice: Path
    program: str = "piper"

    @property
    def name(self) -> str:
        """Its voice."""
        return f"piper\n{self.voice.name}"

    def command(self, pace: int, file: Path) -> list[str]:
        """Said as slowly as the pace asks."""
        slower = f"{PIPER_PACE / pace:.2f}"
        return [str(self.path), "--model", str(self.voice), "--length_scale", slower, "--output_file", str(file)]


def maker_in(folder: Path | None, language: str) -> VoiceMaker | None:
    """piper, where `folder` holds it and a voice (`*.onnx` with its `.onnx.json`); else espeak-ng; else nothing."""
    if folder is not None:
        piper = shutil.which("piper", path=str(folder))
        voices = (file for file in sorted(folder.glob("*.onnx")) if file.with_name(f"{file.name}.json").exists())
        voice = next(voices, None)
        if piper is not None and voice is not None:
            return Piper(Path(piper), voice)
    return Espeak(language) if shutil.which(ESPEAK) is not None else None


def say(maker: VoiceMaker, words: str, pace: int, file: Path) -> None:
    """Let `maker` say words into a file, trimmed to them. Raises OSError, RuntimeError or SubprocessError."""
    import soundfile  # with numpy: a window rarely needs them

    from kapguide.audio.recording.take import trimmed

    command = maker.command(pace, file)
    subprocess.run(command, input=words.encode(), capture_output=True, timeout=MAKING_S, check=True)
    sound, rate = soundfile.read(file, dtype="float32", always_2d=True)
    soundfile.write(file, trimmed(sound, rate), rate, subtype="PCM_16")
