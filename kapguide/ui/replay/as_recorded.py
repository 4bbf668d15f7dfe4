"""What stands in the place of sound and client's display while a session is played back: neither is there."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from kapguide.audio.player.player import Status
from kapguide.session.events import Event
from kapguide.session.live import LiveSession
from kapguide.session.state import SessionState
from kapguide.ui.display.client_display import ClientDisplay, DisplayStatus
from kapguide.ui.display.screens import ScreenInfo, Screens
from kapguide.ui.theme import Theme

AS_RECORDED = "as recorded, nothing sounds"
NOTHING = "nothing"
"""What comes next: nobody knows. How far a piece was, and how loud, is not in the record either."""


class RecordedMusic:
    """Tells the music card that nothing sounds now; the title is what the record says of then."""

    def __init__(self, session: LiveSession) -> None:
        self._session = session

    def status(self) -> Status:
        return Status(next=NOTHING, output=AS_RECORDED)

    def title_of(self, item_id: str) -> str:
        title = self._session.state.music.title or "No music recorded"
        return "" if item_id == NOTHING else title

    def levels_of(self, item_id: str) -> bytes:
        return b""

    def crossfade_to(self, item_id: str) -> float:
        return 0.0

    def length_of(self, item_id: str) -> float:
        return 0.0


class _NoScreens(Screens):
    """No screen is asked for, and none is watched."""

    def __init__(self) -> None:
        QObject.__init__(self)

    def all(self) -> tuple[ScreenInfo, ...]:
        return ()


class UntouchedDisplay(ClientDisplay):
    """The client's screen is not taken, and nothing is said of it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, screens=_NoScreens())
        self._session: LiveSession | None = None

    @property
    def status(self) -> DisplayStatus:
        covered = self._session is not None and self._session.state.display.covered
        return DisplayStatus(covered=covered)

    @property
    def word(self) -> bool:
        return False

    def serve(self, session: LiveSession, therapist: QWidget) -> None:
        """It follows no session."""
        self._session = session

    def follow(self, state: SessionState, events: tuple[Event, ...] = ()) -> None:
        """Nothing is shown on it."""
