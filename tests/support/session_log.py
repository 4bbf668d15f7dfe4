"""A made-up session as its log tells it, for tests that read logs: documents, stores, views."""

from datetime import UTC, datetime, timedelta

from kapguide.clinical.vitals import Vitals
from kapguide.session import events as e
from kapguide.session.clock import Elapsed, Origin
from kapguide.session.protocol.protocol import (
    Phase,
    PhaseKind,
    Prompt,
    ReadingDue,
    Route,
    TherapyProtocol,
    Timing,
    freeze,
)
from kapguide.spans import HOUR, MINUTE, SECOND

START = datetime(2026, 11, 22, 9, 0, 0, tzinfo=UTC)


def a_protocol(route: Route = Route.IM) -> TherapyProtocol:
    """Five phases over two hours, five prompts and two readings due."""
    phases = (
        ("preparation", 20, "Arriving"),
        ("dosing", 10, "Onset"),
        ("imagery", 50, "Inner journey"),
        ("emergence", 20, "Coming back"),
        ("integration", 20, "Speaking"),
    )
    prompts = {
        "preparation": (_prompt("preparation/settle", 3, "Offer the eye mask"),),
        "dosing": (_prompt("dosing/breath", 5, "Remind of the breath"),),
        "imagery": (_prompt("imagery/quiet", 10, "Quiet presence"), _prompt("imagery/warm", 38, "Blanket and warmth")),
        "emergence": (_prompt("emergence/water", 10, "Offer water"),),
    }
    readings = {
        "preparation": (ReadingDue("preparation/before", Timing(10 * MINUTE), "Vitals before the dose"),),
        "imagery": (ReadingDue("imagery/middle", Timing(25 * MINUTE), "Vitals"),),
    }
    return TherapyProtocol(
        id="im-two-hours",
        title="Intramuscular, two hours",
        version=3,
        route=route,
        summary="A made-up protocol.",
        phases=tuple(
            Phase(
                id=kind,
                kind=PhaseKind(kind),
                title=title,
                planned=minutes * MINUTE,
                shortest=5 * MINUTE,
                longest=90 * MINUTE,
                prompts=prompts.get(kind, ()),
                readings=readings.get(kind, ()),
            )
            for kind, minutes, title in phases
        ),
    )


def _prompt(name: str, minutes: int, title: str) -> Prompt:
    return Prompt(name, Timing(minutes * MINUTE), title, acknowledge=True)


class SessionLog:
    """Writes a log by hand: `at(minutes, seconds, body)` appends an event and returns its id.

    `wall` is the wall time of session time 0 and `tz_min` the local offset; both can be changed on the way.
    """

    def __init__(self, wall: datetime = START, tz_min: int = 60) -> None:
        self.wall = wall
        self.tz_min = tz_min
        self.events: list[e.Event] = []

    def at(self, minutes: int, seconds: float, body: e.AnyBody, command: str = "") -> str:
        """Append what happened; events of one command share its name."""
        t = Elapsed(minutes * MINUTE + round(seconds * SECOND))
        seq = len(self.events) + 1
        event = e.Event(
            id=f"event-{seq:03}",
            command_id=command or f"command-{seq:03}",
            seq=seq,
            t=t,
            at=self.wall + timedelta(milliseconds=t),
            tz_min=self.tz_min,
            boot_id="boot-1",
            body=body,
        )
        self.events.append(event)
        return event.id


def started(protocol: TherapyProtocol, wall: datetime = START, *, rehearsal: bool = False) -> e.SessionStarted:
    """The start of client M-014's second session."""
    return e.SessionStarted(
        session_id="session-0002",
        client_code="M-014",
        protocol_id=protocol.id,
        protocol_sha256=freeze(protocol)[1],
        origin=Origin(wall, "boot-1", 0, 0),
        number=2,
        therapist="R. Ames",
        present=("R. Ames", "L. Okafor"),
        planned_dose="60 mg",
        intention="To meet the grief with a softer heart",
        pick_up=wall + timedelta(milliseconds=2 * HOUR + 30 * MINUTE),
        rehearsal=rehearsal,
    )


def a_session(
    wall: datetime = START, tz_min: int = 60, *, rehearsal: bool = False
) -> tuple[TherapyProtocol, list[e.Event]]:
    """Two hours in which nearly everything happens that can, the dose given 20:50 after the start."""
    protocol = a_protocol()
    log = SessionLog(wall, tz_min)
    at = log.at

    at(0, 0, started(protocol, wall, rehearsal=rehearsal), "start")
    at(0, 0, e.PhaseBegan("preparation", 0, -1), "start")
    at(0, 4, e.TrackStarted("arrive/first-light.ogg", "First light", "preparation"))
    at(3, 0, e.CueFired("preparation/settle", "Offer the eye mask", 3 * MINUTE))
    at(3, 20, e.CueAcknowledged("preparation/settle"))
    at(5, 30, e.NoteAdded("Hands are cold, voice is steady.", Elapsed(5 * MINUTE + 12 * SECOND)))
    at(10, 0, e.CueFired("preparation/before", "Vitals before the dose", 10 * MINUTE))
    at(10, 45, e.ReadingTaken(Vitals(118, 76, 72, 98), Elapsed(10 * MINUTE + 30 * SECOND), "L. Okafor"))
    at(12, 15, e.NoteAdded("I want to put the suitcase down", Elapsed(12 * MINUTE), "verbatim"))

    at(20, 0, e.PhaseBegan("dosing", 1, 0))
    dose = at(21, 20, e.DoseGiven("80 mg", "im", "R. Ames", Elapsed(21 * MINUTE), "ketamine"))
    at(22, 5, e.TrackStarted("onset/slow-water.ogg", "Slow water", "dosing"))
    at(23, 10, e.DoseGiven("60 mg", "im", "R. Ames", Elapsed(20 * MINUTE + 50 * SECOND), "ketamine", 1, dose))
    at(25, 0, e.CueFired("dosing/breath", "Remind of the breath", 25 * MINUTE))
    at(25, 10, e.CueSnoozed("dosing/breath", 27 * MINUTE + 10 * SECOND))
    at(27, 30, e.CueAcknowledged("dosing/breath"))
    at(28, 0, e.NoteAdded("Breath slows.", Elapsed(27 * MINUTE + 55 * SECOND)))

    at(30, 0, e.PhaseBegan("imagery", 2, 1))
    at(32, 0, e.ObservationAdded("1", "Tears"))
    at(35, 0, e.PhaseBegan("emergence", 3, 2), "slip")
    at(35, 6, e.Undone("slip", "Phase moved on"))
    at(38, 40, e.NoteAdded("Says it is like lying under ice, but warm", Elapsed(38 * MINUTE), "paraphrase"))
    at(40, 0, e.CueFired("imagery/quiet", "Quiet presence", 40 * MINUTE))
    at(40, 30, e.CueAcknowledged("imagery/quiet"))
    at(45, 0, e.PhaseHeld("imagery"))
    line = at(46, 0, e.NoteAdded("Left hand lifts, opens.", Elapsed(45 * MINUTE + 50 * SECOND)))
    at(46, 30, e.NoteAdded("Right hand lifts, opens.", Elapsed(45 * MINUTE + 50 * SECOND), "note", line))
    at(50, 0, e.PhaseReleased("imagery", 5 * MINUTE))
    at(52, 0, e.PhaseExtended("imagery", 2 * MINUTE))
    at(55, 0, e.CueFired("imagery/middle", "Vitals", 55 * MINUTE))
    reading = at(55, 20, e.ReadingTaken(Vitals(132, 84, 88, 97, 14, 1, 6, 8), Elapsed(55 * MINUTE), "L. Okafor"))
    at(
        56,
        0,
        e.ReadingTaken(Vitals(123, 84, 88, 97, 14, 1, 6, 8), Elapsed(55 * MINUTE), "L. Okafor", reading),
    )
    at(58, 0, e.MusicFaded(True, 75.0))
    at(59, 0, e.NoteAdded("Asked for silence.\nNods when asked if all is well.", Elapsed(58 * MINUTE + 50 * SECOND)))
    at(62, 0, e.MusicFaded(False, 10.0))
    at(63, 0, e.LevelChanged(0.0, -1.0))
    at(63, 10, e.OutputLevelChanged("headphones", 0.0, -2.0))
    at(63, 20, e.MusicShifted(0, 1))
    at(63, 30, e.MusicShifted(1, 1, at_once=True))
    at(63, 40, e.MusicShifted(1, 0))
    at(63, 50, e.MusicTurned(15.0))
    at(64, 0, e.MusicReturned(True, 25.0))
    at(64, 5, e.MusicReturned(False, 25.0))
    at(64, 10, e.VoiceBegan("imagery/quiet", "Quiet presence", "/lines/quiet.ogg"))
    at(64, 20, e.VoiceEnded())
    at(64, 30, e.VoiceBegan("imagery/quiet", "Quiet presence", "/lines/quiet.ogg"))
    at(64, 32, e.VoiceEnded(by_hand=True))
    at(65, 0, e.SoundFault("The sound process stopped", "exit code -9"))
    at(65, 0.8, e.SoundBack(800))
    at(72, 0, e.ClockGap(4 * MINUTE, 0, 4 * MINUTE, 0), "wake")
    at(72, 0, e.CueMissed("imagery/warm", "Blanket and warmth", 70 * MINUTE, 2 * MINUTE), "wake")
    at(75, 0, e.EmergencyStarted())
    at(75, 30, e.NoteAdded("Nausea. Turned on the side, bowl held.", Elapsed(75 * MINUTE + 10 * SECOND)))
    at(75, 40, e.EmergencyTapped("called", Elapsed(75 * MINUTE + 40 * SECOND), "Doctor on call"))
    at(77, 30, e.EmergencyEnded(150 * SECOND))
    at(78, 0, e.PhaseReleased("imagery", 3 * MINUTE))
    at(81, 12, e.SessionResumed(12 * SECOND, rebooted=False, music_went_on=True))

    at(84, 0, e.PhaseBegan("emergence", 3, 2))
    at(84, 30, e.TrackStarted("return/open-window.ogg", "Open window", "emergence"))
    at(94, 0, e.CueFired("emergence/water", "Offer water", 94 * MINUTE))
    at(95, 0, e.NoteAdded("the light was kind", Elapsed(94 * MINUTE + 55 * SECOND), "verbatim"))
    at(96, 0, e.NoteAdded("Drinks, sits up with help.", Elapsed(96 * MINUTE)))
    at(104, 0, e.PhaseBegan("integration", 4, 3))
    at(110, 0, e.NoteAdded("Speaks of her grandmother’s kitchen, smiles.", Elapsed(109 * MINUTE + 30 * SECOND)))
    at(112, 0, e.ObservationAdded("2", "Smile"))
    at(125, 44, e.SessionEnded())
    return protocol, log.events
