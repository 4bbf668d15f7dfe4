"""The hands on a sound that goes on behind a screen: what plays, its level, silence, and Emergency."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.level_bar import LevelBar, LevelData


class RunningPanel(Card):
    """A session goes on without its window: what it plays, its level, silence, and Emergency, before any passphrase."""

    fade_asked = Signal()
    back_asked = Signal()
    stepped = Signal(int)
    emergency_asked = Signal()

    def __init__(self, theme: Theme, way_on: str = "Unlock to go on; the session’s clock never stopped.") -> None:
        """`way_on` says what brings the session itself back."""
        super().__init__(theme, "A session is running", accent=True)
        self._silent = False
        self.title = Text(theme, "", Role.HEADING, wrap=True)
        self.state = Text(theme, way_on, Role.LABEL, "soft", wrap=True)
        self.level = LevelBar(theme)
        self.fade = Button(theme, "")
        self.emergency = Button(theme, "Emergency", icon="circle-alert", key="F12", kind=Kind.DANGER)
        row = QHBoxLayout()
        row.setSpacing(theme.sizes.grid)
        row.addWidget(self.fade, 1)
        row.addWidget(self.emergency, 1)
        for widget in (self.title, self.state, self.level):
            self.add(widget)
        self.add(row)
        self.level.stepped.connect(self.stepped)
        self.fade.clicked.connect(self._fade)
        self.emergency.clicked.connect(self.emergency_asked)
        self.show_sound("", LevelData())

    def show_sound(self, playing: str, level: LevelData) -> None:
        """Name what plays; `level.silent` says that it was faded out."""
        self._silent = level.silent
        self.title.set_text("The music is silent" if level.silent else playing or "The music plays on")
        self.level.set_data(level)
        if level.silent:
            self.fade.show_as("Bring it back", icon="volume-2", name="Bring the music back")
        else:
            self.fade.show_as("Fade to silence", icon="volume-x")

    def _fade(self) -> None:
        (self.back_asked if self._silent else self.fade_asked).emit()


class SteeredScreen(QWidget):
    """A screen before the record on which the sound of a session that still plays can be steered."""

    running: RunningPanel

    @property
    def steers_sound(self) -> bool:
        """There is a hand on what sounds."""
        return not self.running.isHidden()

    def show_running(self, running: bool) -> None:
        """Show the sound's controls, or take them away."""
        self.running.setVisible(running)
