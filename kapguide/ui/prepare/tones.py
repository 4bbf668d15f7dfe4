"""The outputs of a preparation: how they stand, and the tone that is played on each until somebody has heard it."""

from collections.abc import Callable, Mapping
from datetime import datetime

from PySide6.QtCore import QObject, QTimer

from kapguide.audio.player.player import HEADPHONES, ROOM, THERAPIST
from kapguide.audio.player.sound_player import SoundPlayer
from kapguide.ui.prepare.music_planning import NAMES, TONE_S, output_rows
from kapguide.ui.prepare.pre_flight import TriedOutput
from kapguide.ui.sound.window_sound import WindowSound

IN_A_SENTENCE = {HEADPHONES: "the headphones", ROOM: "the room speaker", THERAPIST: "the therapist’s output"}
SYSTEM = "the sound"
WAITS = "music plays; it ends with the first tone"


class Tones(QObject):
    """Music that still plays for somebody is left alone until a tone is asked for."""

    def __init__(self, owner: QObject, sound: WindowSound, changed: Callable[[], object]) -> None:
        super().__init__(owner)
        self._sound, self._changed = sound, changed
        self._player: SoundPlayer | None = None if sound.sounds else sound.player_to_try()
        self._sounding: set[str] = set()
        self._tried: set[str] = set()
        self._ready: set[str] = set()
        """The outputs from which sound came since the screen was opened."""

    def outputs(self, heard: Mapping[str, datetime]) -> tuple[TriedOutput, ...]:
        """Each output as it stands now."""
        if self._player is None:
            set_up = {HEADPHONES: self._sound.settings.headphones, ROOM: self._sound.settings.room}
            roles = [role for role, output in set_up.items() if output is not None]
            return tuple(TriedOutput(role, NAMES[role], True, WAITS, heard.get(role)) for role in roles or [""])
        rows = output_rows(self._player.status())
        self._ready |= {row.role for row in rows if row.heard}
        return tuple(
            TriedOutput(
                row.role,
                row.name.partition(",")[0],
                row.heard,
                row.words,
                heard.get(row.role),
                row.role in self._sounding,
                row.role in self._tried,
            )
            for row in rows
        )

    def lost(self, heard: Mapping[str, datetime]) -> set[str]:
        """Outputs that were heard, had sound, and have none any more: they are to be heard again."""
        return {each.role for each in self.outputs(heard) if each.heard and not each.ready and each.role in self._ready}

    def press(self, role: str) -> None:
        """A tone on that output; while it is heard, its end."""
        if role in self._sounding:
            self.end(role)
            return
        if self._player is None:
            self._player = self._sound.player_to_try()
        self._player.test_tone(role, TONE_S)
        self._sounding.add(role)
        self._tried.add(role)
        QTimer.singleShot(round(TONE_S * 1000), self, lambda: self._over(role))
        self._changed()

    def heard(self, role: str) -> None:
        """Somebody heard it: its tone ends."""
        self._tried.discard(role)
        if role in self._sounding:
            self.end(role)

    def end(self, role: str) -> None:
        """End the tone of an output."""
        if self._player is not None:
            self._player.test_tone(role, 0.0)
        self._over(role)

    def end_all(self) -> None:
        """No tone sounds on behind a screen that cannot end it."""
        for role in tuple(self._sounding):
            self.end(role)

    def _over(self, role: str) -> None:
        self._sounding.discard(role)
        self._changed()


def in_a_sentence(role: str) -> str:
    """What an output is called in a sentence."""
    return IN_A_SENTENCE.get(role, SYSTEM)
