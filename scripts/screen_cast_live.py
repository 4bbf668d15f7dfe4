"""A scripted session, played to a moment and shown: the live screen and the note as they are in use."""

import math
import random
from datetime import UTC, datetime, timedelta

from PySide6.QtWidgets import QWidget

from kapguide import __version__
from kapguide.audio.player import HEADPHONES, ROOM, OutputStatus, Status
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


class ShownMusic:
    """Made-up music in the middle of a piece; `status` is what the sound process would say."""

    def __init__(self, status: Status | None = None) -> None:
        self._status = status or Status("still", "open", 214.0, 482.0, 248.0, "playing", output="Headphones")

    def status(self) -> Status:
        return self._status

    def title_of(self, item_id: str) -> str:
        return TITLES.get(item_id, "")

    def levels_of(self, item_id: str) -> bytes:
        """Waves of a slow piece, the same for the same name."""
        chance = random.Random(item_id)
        swells = [(chance.uniform(1, 9), chance.uniform(0, 6)) for _ in range(5)]
        swing = [sum(math.sin(speed * place / 100 + start) for speed, start in swells) for place in range(600)]
        return bytes(round(min(220, 160 + 9 * each + chance.uniform(-24, 24))) for each in swing)

    def crossfade_to(self, item_id: str) -> float:
        return 20.0

    def length_of(self, item_id: str) -> float:
        return 430.0


TWO_OUTPUTS = (OutputStatus(HEADPHONES, "Headphones", "heard"), OutputStatus(ROOM, "Speakers", "heard", -6.0))


def live_at(theme: Theme, minute: float, *commands: c.Command, status: Status | None = None) -> LiveScreen:
    """The live screen at that minute, after `commands`."""
    session = session_at(minute)
    for command in commands:
        session.send(command)
    return LiveScreen(theme, session, ShownMusic(status), shipped_observations(), shipped_emergency_card())


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


def live_music(theme: Theme) -> QWidget:
    """Deeper music is on its way, through headphones and a room whose speaker was pulled out."""
    outputs = (TWO_OUTPUTS[0], OutputStatus(ROOM, "Speakers", "muted", -6.0))
    status = Status(
        "still", "open", 196.0, 482.0, 266.0, "playing", going="open", going_from_s=222.0, output="PA", outputs=outputs
    )
    screen = live_at(theme, 52, c.ChangeOutputLevel(HEADPHONES, -2.0), c.ShiftMusic(1), status=status)
    screen.music.choose(HEADPHONES)
    return screen


def live_silence(theme: Theme) -> QWidget:
    """The music was taken to silence in a crossfade."""
    status = Status("still", "open", 466.0, 482.0, 0.0, "fading", output="PA", outputs=TWO_OUTPUTS)
    return live_at(theme, 60, c.FadeMusic(True), status=status)


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
