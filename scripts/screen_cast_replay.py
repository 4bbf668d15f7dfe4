"""A session that is played back, as the screens are photographed."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from kapguide.session import commands as c
from kapguide.session.clock import Elapsed
from kapguide.session.emergency_card import read_emergency_card, shipped_card_file
from kapguide.session.playback import MomentKind, Playback, PlayedMoment
from kapguide.session.played_session import PlayedSession
from kapguide.spans import MINUTE
from kapguide.ui.replay.choice_screen import SessionChoiceScreen
from kapguide.ui.replay.scenario_screen import ScenarioFromSession
from kapguide.ui.replay.screen import ReplayScreen
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.lists.book_row import BookRow
from kapguide.usecases.rehearsing.deidentify import deidentified, text_from
from screen_cast_live import session_at

REMARK = "What did the silence do here? You waited well over a minute, and the words came."


def replay(theme: Theme, minute: float = 42.3, *, writing: bool = False) -> ReplayScreen:
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


def replay_moments(theme: Theme) -> QWidget:
    """All moments, with the remark among them."""
    screen = replay(theme)
    QTimer.singleShot(0, screen, lambda: screen.strip.asked.emit("moments"))
    return screen


def replay_emergency(theme: Theme) -> QWidget:
    """In the middle of an emergency, of a session that nobody has ended."""
    session = session_at(52)
    session.send(c.StartEmergency())
    for what in ("called", "arrived"):
        session.send(c.TapEmergency(what, session.now().elapsed))
    session.send(c.AddNote("lies on the side, answers", session.now().elapsed))
    played = PlayedSession(Playback(session.state.protocol, session.log), session.now().elapsed)
    card = read_emergency_card(shipped_card_file())
    return ReplayScreen(theme, played, card, title="M-014", back="Note", remarks=True, scenario=True)


def replay_scenario(theme: Theme) -> QWidget:
    """What is made of that session, before it is written."""
    session = session_at(150)
    made = deidentified(Playback(session.state.protocol, session.log), id="from-a-session-1", seed=3)
    where = "/home/lind/.local/share/KapGuide/scenarios/from-a-session-1.toml"
    return ScenarioFromSession(theme, text_from(made), made.left_out, where, lambda moved: text_from(made))


def replay_choice(theme: Theme) -> QWidget:
    """The sessions of the record."""
    rows = (
        BookRow("1", "M-014", "session 3", "23 Nov 2026, 10:15", "note signed"),
        BookRow("2", "K-203", "session 1", "20 Nov 2026, 09:02", "note waits for a second name"),
        BookRow("3", "M-014", "session 2", "9 Nov 2026, 10:10", "note signed"),
        BookRow("4", "R-118", "session 6", "2 Nov 2026, 14:40", "thrown away in its first minutes"),
    )
    return SessionChoiceScreen(theme, rows, "Rehearse")
