"""At the foot of every screen without hands on the sound: what still sounds, its silence, and why nothing sounds."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kapguide.audio.sound.wire import FLOOR_DB
from kapguide.ui.sound.window_sound import WindowSound
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.chip import Tone
from kapguide.ui.widgets.quiet_line import QuietLine

LOOK_MS, STEERED_MS = 250, 1_000
PLAYS, ENDS = "Music is playing.", "The music is fading out."


class SoundStrip(QWidget):
    """Nothing sounds that cannot be silenced on the screen that is shown. It looks only while there is a player.

    `look` is to be called when another screen is shown: while it steers the sound itself there is little to look for.
    """

    def __init__(
        self, theme: Theme, sound: WindowSound, shown: Callable[[], QWidget | None], silence: Callable[[], object]
    ) -> None:
        super().__init__()
        self._sound, self._shown = sound, shown
        self.line = QuietLine(theme)
        self.button = Button(theme, "Silence", icon="volume-x", kind=Kind.PLAIN, name="Silence the music", compact=True)
        self.button.clicked.connect(silence)
        row = QHBoxLayout(self)
        grid = theme.sizes.grid
        row.setContentsMargins(grid * 2, grid, grid * 2, grid)
        row.setSpacing(grid * 2)
        row.addWidget(self.line, 1)
        row.addWidget(self.button)
        self.setAccessibleName("Sound")
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        sound.given = self._timer.start
        self.hide()

    def look(self) -> None:
        """Show what is so now."""
        sound, player = self._sound, self._sound.player
        steered = getattr(self._shown(), "steers_sound", False)
        if self._timer.interval() != (each := STEERED_MS if steered else LOOK_MS):
            self._timer.setInterval(each)
        if player is None or player.over:
            self._timer.stop()
        if steered:
            self.hide()
            return
        sounds = sound.sounds
        ends = player is not None and sounds and (player.stops or player.status().fade_to_db <= FLOOR_DB)
        self.line.say(
            sound.fault or (ENDS if ends else PLAYS if sounds else ""), Tone.WARM if sound.fault else Tone.PLAIN
        )
        self.button.setVisible(sounds)
        self.setVisible(bool(sound.fault or sounds))
