"""Lines said to the client: recorded ones by their names, or made by a program as the last resort; all levelled."""

import hashlib
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import msgspec

from kapguide.audio.library.facts import FileFacts
from kapguide.audio.made_voice import ESPEAK, VoiceMaker, maker_in, say
from kapguide.audio.recording.places import found_in, leads_nowhere
from kapguide.errors import KapGuideError
from kapguide.paths import private_folder
from kapguide.session.protocol.protocol import Audience, Prompt
from kapguide.settings import Voice


class SpokenLine(msgspec.Struct, frozen=True):
    """A sound file that says the words of a prompt or of a script's line, and the gain (dB) that levels it."""

    path: str
    gain_db: float


def _scan(path: str) -> FileFacts:
    """All about a recording."""
    from kapguide.audio.library.scan import scan_file  # it brings numpy and the decoders, which a window rarely needs

    return scan_file(path)


class Narrator:
    """Finds or makes what is said to the client. `recorded` is the practice's folder of recordings, `made` ours.

    `scripts` is its folder of scripts, with their recordings beside them. `in_library` finds a recording by its file's
    name, with or without its ending, among what was imported. `voice` is the folder where a practice may have put
    piper.
    """

    def __init__(
        self,
        recorded: Path,
        made: Path,
        settings: Voice,
        in_library: Callable[[str], Path | None] = lambda name: None,
        scan: Callable[[str], FileFacts] = _scan,
        voice: Path | None = None,
        scripts: Path | None = None,
    ) -> None:
        self._folders = (recorded,) if scripts is None else (recorded, scripts)
        self._made, self._settings = made, settings
        self._in_library, self._scan, self._voice = in_library, scan, voice
        self._known: dict[tuple[str, int, int], float] = {}

    def can_say(self, prompt: Prompt) -> bool:
        """Whether there is a line for a prompt, or one can be made. Quick."""
        return prompt.audience is Audience.CLIENT and bool(prompt.text) and self.has_voice(prompt.voice)

    def has_voice(self, name: str) -> bool:
        """Whether there is a recording of that name, or one can be made in its place. Quick."""
        return self._find(name) is not None or (self._settings.made and self._maker() is not None)

    def line(self, prompt: Prompt) -> SpokenLine:
        """The line of a prompt, made if need be; takes a second or two. Raises KapGuideError."""
        return self.spoken(prompt.title, prompt.text, prompt.voice)

    def spoken(self, title: str, words: str, name: str, pace: int = 0) -> SpokenLine:
        """The recording of that name, or else `words` made at `pace` (words a minute), by default the practice's own;
        takes a second or two. Raises KapGuideError."""
        found = self._find(name)
        if found is None and not self._settings.made:
            raise KapGuideError(f"“{title}” has no recording. Say it yourself.")
        path = found or self._make(words, pace or self._settings.pace)
        return SpokenLine(str(path), self._gain(path))

    def _find(self, name: str) -> Path | None:
        """The recording of that name; a name leads nowhere else than into the practice's folders."""
        return (found_in(self._folders, name) or self._in_library(name)) if leads_nowhere(name) else None

    def _gain(self, path: Path) -> float:
        try:
            seen = path.stat()
        except OSError as error:
            raise KapGuideError(f"The recording {path.name} has gone. Say the line yourself.", str(error)) from error
        key = (str(path), seen.st_size, seen.st_mtime_ns)
        if key not in self._known:
            facts = self._scan(str(path))
            if facts.fault and not facts.length_s:
                raise KapGuideError(f"The recording {path.name} cannot be played. Say the line yourself.", facts.fault)
            self._known[key] = facts.gain_db
        return self._known[key]

    def _maker(self) -> VoiceMaker | None:
        return maker_in(self._voice, self._settings.language)

    def _make(self, words: str, pace: int) -> Path:
        """The words as a program says them, made once."""
        maker = self._maker()
        if maker is None:
            raise KapGuideError(
                f"{ESPEAK} is not installed, so that no line can be made. Say it yourself, or record it."
            )
        said = f"{maker.name}\n{pace}\n{words}"
        file = private_folder(self._made) / f"{hashlib.sha256(said.encode()).hexdigest()[:32]}.wav"
        if file.exists():
            return file
        draft = file.with_suffix(f".{os.getpid()}.wav")
        try:
            say(maker, words, pace, draft)
            draft.replace(file)
        except (OSError, RuntimeError, subprocess.SubprocessError) as error:  # RuntimeError: what it wrote is no sound
            draft.unlink(missing_ok=True)
            raise KapGuideError(f"{maker.program} could not make this line. Say it yourself.", str(error)) from error
        return file
