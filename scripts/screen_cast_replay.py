"""A session that is played back, as the screens are photographed."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from kapguide.session.clock import Elapsed
from kapguide.session.emergency_card import read_emergency_card, shipped_card_file
from kapguide.session.playback import MomentKind, Playback, PlayedMoment
from kapguide.session.played_session import PlayedSession
from kapguide.spans import MINUTE
from kapguide.ui.replay.screen import ReplayScreen
from kapguide.ui.theme import Theme
from screen_cast_live import session_at

REMARK = "What did the silence do here? You waited well over a minute, and the words came."


def replay(theme: Theme, minute: float = 42.3, *, writing: bool = False) -> QWidget:
    """A whole session, standing at that minute; a supervisor has remarked something, or writes."""
    session = session_at(150)
    given = [PlayedMoment(Elapsed(41 * MINUTE), MomentKind.REMARK, f"{REMARK}  R. Osei, supervisor", "r-1")]
    played = PlayedSession(Playback(session.state.protocol, session.log, given), round(minute * MINUTE))
    card = read_emergency_card(shipped_card_file())
    screen = ReplayScreen(theme, played, card, title="M-014", back="Note", remarks=True, scenario=True)
    if writing:
        screen.strip.line.put("Hand given without asking again")
        QTimer.singleShot(0, screen, lambda: screen.strip.asked.emit("remark"))
    return screen
