"""Side effects and the clinic's limits on the live screen."""

from PySide6.QtWidgets import QWidget

from kapguide.clinical.limits import Limit
from kapguide.clinical.vitals_line import parse_vitals
from kapguide.session import commands as c
from kapguide.session.clock import Elapsed
from kapguide.session.live import LiveSession
from kapguide.session.safety.commands import NoteSideEffect, ReportNoSideEffects
from kapguide.spans import MINUTE
from kapguide.ui.session.screen import LiveScreen
from kapguide.ui.theme import Theme
from screen_cast_live import live_of, session_at

LIMITS = (Limit("bp", "above", (150, 95)), Limit("hr", "above", (100,)), Limit("spo2", "below", (92,)))


def affected() -> LiveSession:
    """Two side effects that are not over."""
    session = session_at(64)
    now = session.now().elapsed
    session.send(ReportNoSideEffects(Elapsed(now - 30 * MINUTE)))
    session.send(NoteSideEffect("vision", "Double or blurred vision", Elapsed(now - 12 * MINUTE), "mild"))
    session.send(NoteSideEffect("nausea", "Nausea", Elapsed(now - 3 * MINUTE), "moderate", "bowl held"))
    return session


def live_asks(theme: Theme) -> QWidget:
    """The client is to be asked for side effects."""
    return live_of(theme, session_at(148.4))


def live_effects(theme: Theme) -> QWidget:
    screen = live_of(theme, affected())
    screen.beside.effects.open()
    return screen


def live_limit(theme: Theme) -> QWidget:
    """The last reading lies outside of the clinic's limits, and nobody has said that this was seen."""
    return _read(theme, "158/98 104 97")


def live_limit_form(theme: Theme) -> QWidget:
    """It waits beside what the person has called up."""
    screen = _read(theme, "158/98 104 91")
    screen.beside.open_timers()
    return screen


def live_limit_seen(theme: Theme) -> QWidget:
    screen = _read(theme, "158/98 104 91")
    screen.beside.effects.see_limit()
    return screen


def _read(theme: Theme, line: str) -> LiveScreen:
    session = session_at(64, limits=LIMITS)
    session.send(c.TakeReading(parse_vitals(line), session.now().elapsed))
    return live_of(theme, session)
