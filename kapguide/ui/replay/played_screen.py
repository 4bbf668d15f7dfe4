"""What is played back, behind glass: the live screen with nothing to press, and what lies over it."""

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from kapguide.session.clinic_texts import shipped_observations
from kapguide.session.emergency_card import EmergencyCard
from kapguide.session.played_session import PlayedSession
from kapguide.ui.replay.as_recorded import RecordedMusic, UntouchedDisplay
from kapguide.ui.session.called_up import Part
from kapguide.ui.session.classes import class_for
from kapguide.ui.session.screen import LiveScreen
from kapguide.ui.theme import Theme


class PlayedScreen(LiveScreen):
    """The live screen of a session that is over. What one writes or presses with has given its place to the strip."""

    steers_sound = False
    covered = 0
    """How much of its foot the strip lies over (pixels)."""

    def __init__(self, theme: Theme, session: PlayedSession, card: EmergencyCard, mark: str) -> None:
        music = RecordedMusic(session)
        super().__init__(theme, session, music, shipped_observations(), card, mark, display=UntouchedDisplay(theme))

    def _place(self) -> None:
        super()._place()
        folded = class_for(self.width(), self.height()).folded
        (self.music if folded else self.observe).hide()

    def emergency_place(self) -> QRect:
        """Of the emergency nothing lies below the strip."""
        return self.rect().adjusted(0, 0, 0, -self.covered)

    def _take(self, part: Part) -> Part:
        """Behind the glass nothing takes the keys, whenever it comes."""
        super()._take(part)
        part.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for behind in part.findChildren(QWidget):
            behind.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return part

    def show_end(self, session: PlayedSession) -> None:
        """The lines that came with the end; the rest stays as it was last."""
        self.notes.show_log(session.state.protocol, session.log)


class Glass(QWidget):
    """Lies over what is played: a press on it does nothing but say so. The log below can be scrolled."""

    pressed = Signal()

    def __init__(self, behind: LiveScreen) -> None:
        super().__init__(behind.parentWidget())
        self._behind = behind

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        self.pressed.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """To whatever lies below it."""
        below = self._behind.childAt(self._behind.mapFromGlobal(event.globalPosition().toPoint()))
        event.accept()
        if below is not None:
            local = below.mapFromGlobal(event.globalPosition())
            passed = QWheelEvent(
                local, event.globalPosition(), event.pixelDelta(), event.angleDelta(), event.buttons(),
                event.modifiers(), event.phase(), event.inverted(),
            )  # fmt: skip
            QApplication.sendEvent(below, passed)
