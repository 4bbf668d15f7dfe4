"""A scripted session, played to a moment and shown: the live screen and the note as they are in use."""

from datetime import UTC, datetime, timedelta

from PySide6.QtWidgets import QWidget

from kapguide import __version__
from kapguide.audio.player import Status
from kapguide.export.note import generate_note
from kapguide.export.report import build_report
from kapguide.practice.rehearsal import opening
from kapguide.session import commands as c
from kapguide.session.clock import MINUTE, RehearsalClock
from kapguide.session.engine import Refused
from kapguide.session.ids import seeded_ids
from kapguide.session.live import LiveSession, Saved
from kapguide.session.plan import next_due
from kapguide.session.protocol_file import find_protocol, read_protocol
from kapguide.session.scenario import Cast, shipped_scenario
from kapguide.session.texts import shipped_emergency_card, shipped_observations
from kapguide.ui.live.screen import LiveScreen
from kapguide.ui.note_screen import NoteScreen
from kapguide.ui.theme import Theme

BEGAN = datetime(2026, 11, 23, 10, 15, tzinfo=UTC)
TITLES = {"still": "Still Water, Part II", "open": "Open Field"}


def session_at(minute: float) -> LiveSession:
    """The shipped scenario on the lozenge protocol, `minute` minutes after its start."""
    stop = round(minute * MINUTE)
    clock = RehearsalClock(BEGAN)
    protocol = read_protocol(find_protocol("lozenge"))
    session = LiveSession(protocol, clock, seeded_ids(7, clock), lambda _: Saved())
    scenario = shipped_scenario()
    session.send(opening("shown", protocol, scenario, clock, pick_up=BEGAN + timedelta(minutes=150), rehearsal=False))
    cast = Cast(scenario, 7, shipped_observations())
    while session.state.running:
        now = session.now().elapsed
        move = cast.next_move(session.state, now)
        due = next_due(session.state, now)
        moment = min(at for at in (move.at, due, stop) if at is not None)
        clock.advance(max(0, moment - now))
        if moment >= stop:
            break
        if moment < move.at:
            session.send(c.Tick())
            continue
        cast.made(move)
        try:
            session.send(move.command)
        except Refused:
            session.send(c.Tick())
    return session


def _status() -> Status:
    return Status("still", "open", 214.0, 482.0, 258.0, "playing", master_db=-9.0, output="Headphones")


def live_at(theme: Theme, minute: float, *commands: c.Command) -> LiveScreen:
    """The live screen at that minute, after `commands`."""
    session = session_at(minute)
    for command in commands:
        session.send(command)
    titles = shipped_observations()
    return LiveScreen(theme, session, _status, lambda item: TITLES.get(item, ""), titles, shipped_emergency_card())


def live_begin(theme: Theme) -> QWidget:
    return live_at(theme, 9)


def live_peak(theme: Theme) -> QWidget:
    return live_at(theme, 52)


def live_prompt(theme: Theme) -> QWidget:
    return live_at(theme, 43.1)


def live_held(theme: Theme) -> QWidget:
    screen = live_at(theme, 64, c.Hold(), c.FadeMusic(True))
    screen.vitals.field.put("118/76 70 9")
    screen.restore_draft("hand on chest, slower", 64 * MINUTE)
    return screen


def live_dose(theme: Theme) -> QWidget:
    screen = live_at(theme, 17)
    screen.open_dose()
    return screen


def live_emergency(theme: Theme) -> QWidget:
    return live_at(theme, 58, c.StartEmergency())


def live_keys(theme: Theme) -> QWidget:
    screen = live_at(theme, 40)
    screen.show_keys()
    return screen


def live_end(theme: Theme) -> QWidget:
    return live_at(theme, 130)


def note(theme: Theme) -> QWidget:
    session = session_at(600)
    report = build_report(
        session.state.protocol,
        session.log,
        practice="Willow Room",
        generated=BEGAN + timedelta(hours=4),
        version=__version__,
    )
    return NoteScreen(theme, report, generate_note(report))
