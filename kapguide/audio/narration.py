"""Lines said to the client: recorded ones by their names, or made by espeak-ng as the last resort; all levelled."""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import msgspec

from kapguide.audio.library.facts import FileFacts
from kapguide.errors import KapGuideError
from kapguide.files import Spellings
from kapguide.paths import private_folder
from kapguide.session.protocol import Audience, Prompt
from kapguide.settings import Voice

MAKER = "espeak-ng"
MAKING_S = 30.0
SUFFIXES = (".ogg", ".opus", ".flac", ".wav", ".mp3", ".m4a")


class SpokenLine(msgspec.Struct, frozen=True):
    """A sound file that says a prompt's words, and the gain (dB) that levels it."""

    path: str
    gain_db: float


def _scan(path: str) -> FileFacts:
    """All about a recording."""
    from kapguide.audio.library.scan import scan_file  # it brings numpy and the decoders, which a window rarely needs

    return scan_file(path)


class Narrator:
    """Finds or makes the line of a prompt. `recorded` is the practice's folder of recordings, `made` ours.

    `in_library` finds a recording by its file's name, with or without its ending, among what was imported.
    """

    def __init__(
        self,
        recorded: Path,
        made: Path,
        settings: Voice,
        in_library: Callable[[str], Path | None] = lambda name: None,
        scan: Callable[[str], FileFacts] = _scan,
    ) -> None:
        self._recorded, self._made, self._settings = recorded, made, settings
        self._in_library, self._scan = in_library, scan
        self._known: dict[tuple[str, int, int], float] = {}

    def can_say(self, prompt: Prompt) -> bool:
        """Whether there is a line for a prompt, or one can be made. Quick."""
        if prompt.audience is not Audience.CLIENT or not prompt.text:
            return False
        return self._find(prompt) is not None or (self._settings.made and shutil.which(MAKER) is not None)

    def line(self, prompt: Prompt) -> SpokenLine:
        """The line of a prompt, made if need be; takes a second or two. Raises KapGuideError."""
        found = self._find(prompt)
        if found is None and not self._settings.made:
            raise KapGuideError(f"“{prompt.title}” has no recording in {self._recorded}. Say it yourself.")
        path = found or self._make(prompt.text)
        return SpokenLine(str(path), self._gain(path))

    def _find(self, prompt: Prompt) -> Path | None:
        """The recording that a prompt names; a name leads nowhere else than into the practice's folder."""
        name = prompt.voice
        if not name or Path(name).name != name or "\\" in name:
            return None
        spellings = Spellings()
        places = [spellings.find(self._recorded, [f"{name}{suffix}"]) for suffix in ("", *SUFFIXES)]
        return next((place for place in places if place.is_file()), None) or self._in_library(name)

    def _gain(self, path: Path) -> float:
        seen = path.stat()
        key = (str(path), seen.st_size, seen.st_mtime_ns)
        if key not in self._known:
            facts = self._scan(str(path))
            if facts.fault and not facts.length_s:
                raise KapGuideError(f"The recording {path.name} cannot be played. Say the line yourself.", facts.fault)
            self._known[key] = facts.gain_db
        return self._known[key]

    def _make(self, words: str) -> Path:
        """The words as espeak-ng says them. They reach it by its input: an argument could be read by anybody."""
        said = f"{self._settings.language}\n{self._settings.pace}\n{words}"
        file = private_folder(self._made) / f"{hashlib.sha256(said.encode()).hexdigest()[:32]}.wav"
        if file.exists():
            return file
        draft = file.with_suffix(f".{os.getpid()}.wav")
        command = [MAKER, "-v", self._settings.language, "-s", str(self._settings.pace), "-w", str(draft), "--stdin"]
        try:
            subprocess.run(command, input=words.encode(), capture_output=True, timeout=MAKING_S, check=True)
            draft.replace(file)
        except FileNotFoundError as error:
            raise KapGuideError(
                f"{MAKER} is not installed, so that no line can be made. Say it yourself, or record it.", str(error)
            ) from error
        except (OSError, subprocess.SubprocessError) as error:
            draft.unlink(missing_ok=True)
            raise KapGuideError(f"{MAKER} could not make this line. Say it yourself.", str(error)) from error
        return file
