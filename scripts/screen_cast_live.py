"""A scripted session, played to a moment and shown: the live screen as it is in use."""

import functools
import math
import random
from datetime import UTC, datetime, timedelta

import msgspec
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from kapguide.audio.player.player import HEADPHONES, ROOM, OutputStatus, Status
from kapguide.clinical.facts import Reply
from kapguide.clinical.limits import Limit
from kapguide.session import commands as c
from kapguide.session.care.answers import LeavingOutcome
from kapguide.session.clinic_texts import shipped_observations
from kapguide.session.clock import RehearsalClock
from kapguide.session.emergency_card import EmergencyCard, read_emergency_card, shipped_card_file
from kapguide.session.engine import Refused
from kapguide.session.events import Event
from kapguide.session.ids import seeded_ids
from kapguide.session.leaving.commands import AnswerLeaving
from kapguide.session.live import LiveSession, Saved
from kapguide.session.people.people import Person
from kapguide.session.plan import next_due
from kapguide.session.protocol.protocol import TherapyProtocol
from kapguide.session.protocol.protocol_file import find_protocol, read_protocol
from kapguide.session.scripted_session import Cast, shipped_scripted_session
from kapguide.spans import MINUTE
from kapguide.ui.session.screen import LiveScreen
from kapguide.ui.theme import Theme
from kapguide.usecases.rehearsing.rehearsal import opening
from kapguide.usecases.shipped.breath import shipped_patterns
from kapguide.usecases.shipped.checklists import shipped_lists

BEGAN = datetime(2026, 11, 23, 10, 15, tzinfo=UTC)
TITLES = {"still": "Still Water, Part II", "open": "Open Field"}


def session_at(
    minute: float, protocol: TherapyProtocol | None = None, code: str = "", limits: tuple[Limit, ...] = ()
) -> LiveSession:
    """The shipped script on a protocol, by default the lozenge's, `minute` minutes after its start; `limits` are the
    clinic's."""
    protocol = protocol or _lozenge()
    elapsed, log = _played(minute, protocol, code, limits)
    clock = RehearsalClock(BEGAN)
    clock.advance(elapsed)
    return LiveSession(protocol, clock, seeded_ids(8, clock), lambda _: Saved(), log)


@functools.cache
def _lozenge() -> TherapyProtocol:
    return read_protocol(find_protocol("lozenge"))


@functools.cache
def _played(
    minute: float, protocol: TherapyProtocol, code: str, limits: tuple[Limit, ...]
) -> tuple[int, tuple[Event, ...]]:
    """How far it came, and its log: played once, and gone on with wherever it is shown."""
    stop = round(minute * MINUTE)
    clock = RehearsalClock(BEGAN)
    session = LiveSession(protocol, clock, seeded_ids(7, clock), lambda _: Saved())
    scripted = shipped_scripted_session()
    scripted = msgspec.structs.replace(scripted, client=code or scripted.client)
    start = opening("shown", protocol, scripted, clock, pick_up=BEGAN + timedelta(minutes=150), rehearsal=False)
    session.send(c.Start(msgspec.structs.replace(start.started, limits=limits)))
    cast = Cast(scripted, 7, shipped_observations())
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
    return session.now().elapsed, tuple(session.log)


@functools.cache
def _shipped_card() -> EmergencyCard:
    return read_emergency_card(shipped_card_file())


class ShownMusic:
    """Made-up music in the middle of a piece; `status` is what the sound process would say."""

    def __init__(self, status: Status | None = None) -> None:
        self._status = status or Status("still", "open", 214.0, 482.0, 248.0, "playing", output="Headphones")

    def status(self) -> Status:
        return self._status

    def title_of(self, item_id: str) -> str:
        return TITLES.get(item_id, "")

    def levels_of(self, item_id: str) -> bytes:
        return _waves(item_id)

    def crossfade_to(self, item_id: str) -> float:
        return 20.0

    def length_of(self, item_id: str) -> float:
        return 430.0


@functools.cache
def _waves(item_id: str) -> bytes:
    """The levels of a slow piece, the same for the same name."""
    chance = random.Random(item_id)
    swells = [(chance.uniform(1, 9), chance.uniform(0, 6)) for _ in range(5)]
    swing = [sum(math.sin(speed * place / 100 + start) for speed, start in swells) for place in range(600)]
    return bytes(round(min(220, 160 + 9 * each + chance.uniform(-24, 24))) for each in swing)


NO_MUSIC = Status(output="Headphones")
TWO_OUTPUTS = (OutputStatus(HEADPHONES, "Headphones", "heard"), OutputStatus(ROOM, "Speakers", "heard", -6.0))


def live_at(theme: Theme, minute: float, *commands: c.Command, status: Status | None = None) -> LiveScreen:
    """The live screen at that minute, after `commands`."""
    session = session_at(minute)
    for command in commands:
        session.send(command)
    return live_of(theme, session, status)


def live_of(
    theme: Theme,
    session: LiveSession,
    status: Status | None = None,
    card: EmergencyCard | None = None,
    rehearsal: str = "",
) -> LiveScreen:
    """The live screen of that session; `card` is the emergency card, else the one that ships."""
    card = card or _shipped_card()
    return LiveScreen(theme, session, ShownMusic(status), shipped_observations(), card, rehearsal)


def live_begin(theme: Theme) -> QWidget:
    return live_at(theme, 9)


def live_without_dose(theme: Theme) -> QWidget:
    """An integration: the head begins with the phase, and no dose is asked for."""
    return live_of(theme, session_at(13, read_protocol(find_protocol("integration"))), NO_MUSIC)


def live_leave_without_dose(theme: Theme) -> QWidget:
    screen = live_of(theme, session_at(48, read_protocol(find_protocol("integration"))), NO_MUSIC)
    screen.beside.show_leave()
    return screen


def live_peak(theme: Theme) -> QWidget:
    return live_at(theme, 52)


def live_prompt(theme: Theme) -> QWidget:
    return live_at(theme, 44.55)


def live_held(theme: Theme) -> QWidget:
    screen = live_at(theme, 64, c.Hold(), c.FadeMusic(True))
    screen.vitals.field.put("118/76 70 9")
    screen.restore_draft("hand on chest, slower", 64 * MINUTE)
    return screen


def live_dose(theme: Theme) -> QWidget:
    screen = live_at(theme, 17)
    screen.doses.open()
    return screen


def live_steps(theme: Theme) -> QWidget:
    """The tablet is held; what it goes through stands below the prompt."""
    return live_at(theme, 31)


def breath_led(theme: Theme, *commands: c.Command, minute: float = 46) -> LiveScreen:
    """A breath is led on the screen, in the middle of a way out."""
    patterns = {pattern.id: pattern for pattern in shipped_patterns().known}
    session = session_at(minute)
    for command in (*commands, c.StartBreath(patterns["long-out"])):
        session.send(command)
    session.clock.advance(102_700)  # type: ignore[attr-defined]
    screen = live_of(theme, session)
    screen.breaths.press()
    return screen


def live_breath(theme: Theme) -> QWidget:
    return breath_led(theme)


def live_breath_choice(theme: Theme) -> QWidget:
    """Which pattern? Those with a hold are closed."""
    screen = live_at(theme, 46)
    screen.breaths.press()
    return screen


def live_breath_why(theme: Theme) -> QWidget:
    """One that is closed is to be opened."""
    screen = live_at(theme, 46)
    screen.breaths.press()
    screen.breath.choices[-2].click()
    screen.breath.reason.put("She asks for it, practised before")
    return screen


def live_people(theme: Theme) -> QWidget:
    """Somebody was alone for a while, and who is here is asked for."""
    session = session_at(30)
    for minutes, command in (
        (0, c.NoteDeparture("R. Osei")),
        (0, c.NoteDeparture("K. Lind")),
        (6, c.NoteArrival(Person("R. Osei", "medical"))),
        (9, c.NoteArrival(Person("P. Low", "observer"))),
    ):
        session.clock.advance(minutes * MINUTE)  # type: ignore[attr-defined]
        session.send(command)
    screen = live_of(theme, session)
    people = [Person("A. Winter", "therapist"), Person("M. Bello", "supervisor")]
    screen.beside.people.known = lambda: people
    screen.beside.people.press()
    return screen


def live_display(theme: Theme) -> QWidget:
    """What the client's display shows, where there is no second screen."""
    screen = live_at(theme, 46)
    screen.displays.press()
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


def live_keys(theme: Theme) -> QWidget:
    screen = live_at(theme, 40)
    screen.show_keys()
    return screen


def live_attest(theme: Theme) -> QWidget:
    """An item waits for its answer, and a name is being typed."""
    screen = live_at(theme, 0.2)
    QTimer.singleShot(0, screen, lambda: screen.prompt.answers.press(0))  # only what is seen can be answered
    return screen


def live_due(theme: Theme) -> QWidget:
    """A look and a reading are due, and two side timers run."""
    session = session_at(46.05)
    session.send(c.StartTimer("Call the escort", 45 * MINUTE))
    session.send(c.StartTimer("Blanket", 30 * MINUTE))
    session.send(c.Next())
    clock = session.clock
    assert isinstance(clock, RehearsalClock)
    for _ in range(21 * 4):
        clock.advance(MINUTE // 4)
        session.send(c.Tick())
    session.send(c.AnswerCue("deepening/agreed", "done"))
    return live_of(theme, session)


def live_timers(theme: Theme) -> QWidget:
    session = session_at(46.05)
    session.send(c.StartTimer("Call the escort", 22 * MINUTE))
    session.send(c.StartTimer("Blanket", 5 * MINUTE))
    screen = live_of(theme, session)
    screen.beside.open_timers()
    return screen


def live_consent(theme: Theme) -> QWidget:
    """A recording was agreed to, observers were not; the client wishes for more."""
    session = session_at(46.05)
    screen = live_of(theme, session)
    screen.beside.open_consent()
    screen.consent.wish.put("that you hold my hand with both of yours")
    return screen


def live_leaving_list(theme: Theme) -> QWidget:
    """Half of the list has been gone through."""
    session = session_at(118)
    checklist = shipped_lists().leaving
    replies = (Reply.NO, Reply.YES, Reply.UNKNOWN, Reply.YES, Reply.NO)
    comments = ("", "", "stairs not tried", "", "sips of ginger tea")
    for item, reply, comment in zip(checklist.items, replies, comments, strict=False):
        session.send(AnswerLeaving(checklist, item.id, reply, comment, "K. Lind"))
    screen = live_of(theme, session)
    screen.beside.going.next_contact = lambda: "tomorrow 11:00, integration"
    screen.beside.going.open()
    return screen


def live_leave(theme: Theme) -> QWidget:
    """The escort is not here; the observation time is not over."""
    session = session_at(118)
    session.send(c.NoteLeaving("stays", "R. Osei", session.now().elapsed))
    screen = live_of(theme, session)
    screen.beside.show_leave()
    screen.leave.choose(LeavingOutcome.NO_ESCORT)
    return screen


def live_touch(theme: Theme) -> QWidget:
    """Which touch the client agrees to is asked."""
    screen = live_at(theme, 5)
    screen.beside.mark_touch()
    return screen


def live_correct(theme: Theme) -> QWidget:
    """An entry on the leaving that was not so is asked about once more."""
    session = session_at(118)
    session.send(c.NoteLeaving("ready", "the sister, by telephone", session.now().elapsed))
    screen = live_of(theme, session)
    screen.notes.list.chosen.emit(session.log[-1].id)
    screen.question.say("Type who was told.")
    return screen


def live_discard(theme: Theme) -> QWidget:
    """The first two minutes."""
    screen = live_at(theme, 1)
    screen.beside.show_leave()
    return screen


def live_end(theme: Theme) -> QWidget:
    return live_at(theme, 130)
