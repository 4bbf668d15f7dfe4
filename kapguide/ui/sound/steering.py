"""Sound and Emergency at the locked door: for the window that died in a session, and for the covered screen."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QKeySequence, QShortcut

from kapguide.audio.player.player import Status
from kapguide.session.levels import LEVEL_RANGE
from kapguide.ui.sound.running_panel import SteeredScreen
from kapguide.ui.widgets.level_bar import LevelData

LOOK_MS = 500


class SoundWish:
    """What is done to the sound before the record is open, to be said in the session afterwards."""

    def __init__(self, status: Status) -> None:
        self.level_db = status.master_db
        self.silent = status.fade_to_db < 0


class SoundSteering(QObject):
    """Connects the running panel of an unlock screen to the sound; it lives as long as that screen."""

    def __init__(
        self,
        screen: SteeredScreen,
        silence: Callable[[bool], object],
        step: Callable[[float], object],
        emergency: Callable[[], object],
        look: Callable[[], tuple[str, float, bool]],
    ) -> None:
        """`look` tells the title that sounds, the level in dB, and whether it is faded out."""
        super().__init__(screen)
        self._panel = screen.running
        self._look = look
        panel = screen.running
        panel.fade_asked.connect(lambda: self._do(lambda: silence(True)))
        panel.back_asked.connect(lambda: self._do(lambda: silence(False)))
        panel.stepped.connect(lambda db: self._do(lambda: step(float(db))))
        panel.emergency_asked.connect(lambda: self._do(emergency))
        for keys in ("F12", "Ctrl+E"):
            QShortcut(QKeySequence(keys), screen).activated.connect(lambda: self._do(emergency))
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        screen.show_running(True)
        self.look()

    def look(self) -> None:
        """Show what sounds now."""
        title, level, silent = self._look()
        self._panel.show_sound(title, LevelData(level, *LEVEL_RANGE, silent))

    def _do(self, what: Callable[[], object]) -> None:
        what()
        self.look()
