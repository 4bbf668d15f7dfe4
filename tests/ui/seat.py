"""A therapist's seat at a live screen: a session whose clock, fingers and music a test has in hand."""

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from kapguide.audio.player.player import HEADPHONES, ROOM, Output
from kapguide.audio.playlists.playlist import Playlist
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.ids import seeded_ids
from kapguide.session.live import LiveSession, Saved
from kapguide.session.protocol.protocol import TherapyProtocol, freeze
from kapguide.settings import SoundSettings
from kapguide.ui.display.client_display import ClientDisplay
from kapguide.ui.session.flow import SessionFlow
from kapguide.ui.session.screen import SETTLING_MS, LiveScreen
from kapguide.ui.theme import Theme
from tests.support.plans import HandClock, whole
from tests.support.silent_player import SilentPlayer
from tests.ui.small_window import Window

Key = Qt.Key | str
CALLED_UP = (
    "reader", "dose", "breath", "display_form", "timers", "people", "scripts", "consent", "effects", "question",
    "keys", "leave", "leaving_list", "emergency",
)  # fmt: skip


def call_up(screen: LiveScreen) -> list[QWidget]:
    """Every part that is made when it is first called up, as of a session in which all were."""
    return [getattr(screen, name) for name in CALLED_UP]


class Wrist:
    """The time by which fingers are judged, moved by the test."""

    def __init__(self) -> None:
        self.ms = 10_000

    def monotonic_ns(self) -> int:
        return self.ms * 1_000_000


class Seat:
    """A session on the screen, its clock moved by the test, its music heard by nobody."""

    def __init__(
        self,
        theme: Theme,
        window: Window,
        wrist: Wrist,
        protocol: TherapyProtocol | None = None,
        planned: str = "",
        display: ClientDisplay | None = None,
    ) -> None:
        """`protocol` is another plan than the tests' own; `planned` is its dose; `display` is the client's."""
        self.clock = HandClock()
        self.wrist = wrist
        self.window = window
        self.session = LiveSession(protocol or whole(), self.clock, seeded_ids(1, self.clock), lambda _: Saved())
        self.drafts: list[tuple[str, int]] = []
        self.player = SilentPlayer(lambda _: None)
        self.player.outputs((Output(HEADPHONES), Output(ROOM)))
        self.flow = SessionFlow(
            theme,
            self.session,
            self.player,
            Playlist("Nothing", ()),
            SoundSettings(),
            lambda text, begun: self.drafts.append((text, begun)),
            display=display,
        )
        self.screen = self.flow.screen
        self.said: list[str] = []
        self.screen.prompt._can_say = lambda prompt: True
        self.screen.speak_asked.connect(self.said.append)
        window.resize(1440, 900)
        window.hold(self.screen)
        plan, origin = self.session.state.protocol, self.clock.origin()
        start = e.SessionStarted("s-1", "M-014", plan.id, freeze(plan)[1], origin, therapist="R. Ames")
        self.session.send(c.Start(msgspec.structs.replace(start, planned_dose=planned)))
        wrist.ms += SETTLING_MS

    def press(self, key: Key, ctrl: bool = False, later_ms: int = 500) -> None:
        """Press a key `later_ms` after the one before."""
        self.wrist.ms += later_ms
        code = ord(key) if isinstance(key, str) else key
        held = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
        QTest.keyClick(self.window.windowHandle(), code, held)

    def write_in(self, words: str) -> None:
        """Type into whatever has the focus."""
        for sign in words:
            self.press(sign)

    def wait(self, ms: int) -> None:
        """Let time pass in the session."""
        self.clock.elapsed += ms
        self.session.send(c.Tick())
        self.screen.render_now()

    def kinds(self) -> list[str]:
        """What has happened since the start."""
        return [event.kind for event in self.session.log]

    def last(self) -> e.AnyBody:
        return self.session.log[-1].body
