"""Rehearsals made by hand: a session by the engine alone, and beside it the beats that a run would write."""

from datetime import UTC, datetime

import msgspec

from kapguide.clinical.vitals import Vitals
from kapguide.rehearsal import told
from kapguide.rehearsal.debrief.making import debrief_of
from kapguide.rehearsal.debrief.shape import Debrief, DebriefMark, Lane
from kapguide.rehearsal.kept import RehearsalRecord
from kapguide.rehearsal.scenario import CoursePoint, Expectation, Scenario, Since, Stretch, Turn, TurnTime
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.people.people import Person
from kapguide.session.protocol.protocol import PhaseKind, Route, TherapyProtocol, freeze
from kapguide.spans import MINUTE, SECOND
from tests.support.plans import Room, phase, plan, prompt, reading

EVENING = datetime(2026, 11, 30, 17, 40, tzinfo=UTC)
READ = Vitals(124, 78, 76, 98)


def turn(name: str, *asks: Expectation, title: str = "", says: str = "") -> Turn:
    """A turn; when it comes is said by the test."""
    return Turn(name, TurnTime(Since.DOSE), title or name.replace("-", " "), says=says, asks=asks)


def wants(name: str, *deeds: str, within: int = 3 * MINUTE, every: bool = False, title: str = "") -> Expectation:
    """What a turn asks for."""
    return Expectation(name, title or name.replace("-", " "), deeds, every, within)


def scenario(*turns: Turn, touch: str = "", stretch: Stretch | None = None, name: str = "panic") -> Scenario:
    """A scenario of these turns."""
    return Scenario(
        id=name,
        title="Panic that calms",
        practises="soften, one line, stay",
        opening="The client breathes fast.",
        about="A story.",
        aim="To see a breath change early.",
        hard=2,
        routes=(Route.IM,),
        stretch=stretch or Stretch(),
        client="R-104",
        course=(CoursePoint(0, READ),),
        turns=turns,
        touch=touch,
    )


def quiet() -> TherapyProtocol:
    """A protocol that asks for nothing by itself but what a test wants: four phases of 30 min."""
    kinds = (PhaseKind.PREPARATION, PhaseKind.DOSING, PhaseKind.IMAGERY, PhaseKind.EMERGENCE)
    return plan(*(phase(kind.value, 30 * MINUTE, kind=kind) for kind in kinds))


def reads(*minutes: int) -> TherapyProtocol:
    """One that asks for readings at these minutes since the dose, and once for a look."""
    readings = [reading(f"r{at}", at * MINUTE, t0=True) for at in minutes]
    return plan(phase("dosing", 90 * MINUTE, kind=PhaseKind.DOSING, readings=readings, prompts=[]))


class Acted:
    """A rehearsal as it goes: the room, and what the run writes beside it."""

    def __init__(self, scenario: Scenario, protocol: TherapyProtocol | None = None, **started: object) -> None:
        self.scenario = scenario
        self.room = Room(protocol or quiet(), begun=False)
        self.beats: list[told.AnyBeat] = []
        self.prelude = 0
        self.remarks: list[told.Remark] = []
        frozen = self.room.state.protocol
        body = e.SessionStarted(
            "s-1",
            "R-104",
            frozen.id,
            freeze(frozen)[1],
            self.room.clock.origin(),
            therapist="K. Lind",
            rehearsal=True,
        )
        self.room.do(c.Start(msgspec.structs.replace(body, **started)))

    @property
    def now(self) -> Elapsed:
        return self.room.now

    @property
    def seq(self) -> int:
        return self.room.state.seq

    def at(self, minutes: float) -> "Acted":
        """Let time pass up to then, with a tick every half minute."""
        self.room.live(round(minutes * MINUTE) - self.now)
        return self

    def begins(self) -> "Acted":
        """What came up to here was the prelude."""
        self.beats.append(told.StretchBegan(self.now, self.seq))
        self.prelude = self.seq
        return self

    def ends(self) -> "Acted":
        """The scenario is over."""
        self.beats.append(told.StretchOver(self.now, self.seq))
        return self

    def does(self, *commands: c.Command) -> "Acted":
        for command in commands:
            self.room.do(command)
        return self

    def doses(self, minutes: float | None = None) -> "Acted":
        self.room.dose(None if minutes is None else round(minutes * MINUTE))
        return self

    def reads(self, taken: float | None = None) -> "Acted":
        at = self.now if taken is None else Elapsed(round(taken * MINUTE))
        return self.does(c.TakeReading(READ, at))

    def comes(self, name: str) -> "Acted":
        """The turn comes."""
        self.beats.append(told.Happened(self.now, self.seq, name))
        return self

    def measures(self) -> "Acted":
        """The cuff is started, and what it shows is said, twice."""
        self.beats.append(told.ReadingAsked(self.now, self.seq))
        for misread in (True, False):
            self.beats.append(told.ReadingGiven(self.now, self.seq, Vitals(120, 80), misread))
        return self

    def acts(self, act: str, words: str = "") -> "Acted":
        """Something is done in the room."""
        self.beats.append(told.ActDone(self.now, self.seq, act, words))
        return self

    def skips(self, minutes: float) -> "Acted":
        """The clock is moved on to then."""
        self.beats.append(told.Skipped(self.now, self.seq, Elapsed(round(minutes * MINUTE))))
        return self.at(minutes)

    def remarked(self, minutes: float, text: str, by: str = "K. Lind", *, supervisor: bool = False) -> "Acted":
        at = Elapsed(round(minutes * MINUTE))
        self.remarks.append(told.Remark(f"m{len(self.remarks)}", at, by, text, EVENING, supervisor))
        return self

    def record(self, name: str = "run-1", *, over: bool = True) -> RehearsalRecord:
        """All of it; one that is over ends now."""
        over_now = not any(isinstance(beat, told.StretchOver) for beat in self.beats) and over
        beats = (*self.beats, told.StretchOver(self.now, self.seq)) if over_now else tuple(self.beats)
        return RehearsalRecord(
            id=name,
            began=EVENING,
            scenario=self.scenario,
            protocol=self.room.state.protocol,
            seed=7,
            speed=10,
            trainee="K. Lind",
            watching="R. Osei, supervisor",
            log=tuple(self.room.log),
            beats=beats,
            prelude=self.prelude,
            over=over,
            left=None if over else self.now,
            remarks=tuple(self.remarks),
        )

    def debrief(self, *earlier: RehearsalRecord, over: bool = True) -> Debrief:
        return debrief_of(self.record(over=over), earlier)


def lane(debrief: Debrief, which: Lane) -> list[tuple[str, str]]:
    """Each mark of a lane as time and words."""
    return [(debrief.clock(mark.t), mark.words) for mark in debrief.lane(which)]


def asked(debrief: Debrief, kind: str) -> DebriefMark:
    """What was asked for under that id."""
    return next(mark for mark in debrief.lane(Lane.ASKED) if mark.kind == kind)


def facts(debrief: Debrief, label: str) -> list[str]:
    """What is told under that label."""
    return [fact.words for group in debrief.facts for fact in group.facts if fact.label == label]


def panic() -> Acted:
    """The run of the picture: 42 min from the dose on, with everything that can be seen in it."""
    turns = (
        turn("coughs", wants("cup", "cup", within=MINUTE, title="cup given"), title="coughs, cup wanted"),
        turn(
            "fast",
            wants("softer", "softer", "say", every=True, title="softer and one line"),
            wants("second", "call", "person came", within=4 * MINUTE, title="second person"),
            title="breath fast, “the room is closing”",
            says="The room is closing.",
        ),
        turn("reaches", wants("hand", "hand", "say", within=90 * SECOND, title="hand answered"), title="reaches out"),
        turn("slows", title="breath slows, jaw loosens"),
    )
    protocol = plan(
        phase("prepare", 10 * MINUTE, kind=PhaseKind.PREPARATION),
        phase(
            "hold",
            10 * MINUTE,
            kind=PhaseKind.DOSING,
            readings=[reading(f"r{n}", n * MINUTE, t0=True) for n in (15, 30)],
        ),
        phase("onset", 10 * MINUTE),
        phase("deepening", 14 * MINUTE, prompts=[prompt("breath", 1 * MINUTE, acknowledge=True)]),
        phase("peak", 30 * MINUTE, prompts=[prompt("rest", 3 * MINUTE, acknowledge=True)]),
    )
    it = Acted(
        scenario(*turns, touch="hand", stretch=Stretch(PhaseKind.DOSING, 0, 42 * MINUTE)),
        protocol,
        present=(Person("R. Osei", "medical", in_house=True),),
    )
    it.at(10).does(c.Next()).begins().doses()
    it.at(19).comes("coughs").at(19.6).acts("cup")
    it.at(20).does(c.Next()).at(25.5).reads()
    it.at(30).does(c.Next()).at(31.4).does(c.Acknowledge("breath"))
    it.at(32 + 10 / 60).comes("fast").at(34 + 10 / 60).does(c.ShiftMusic(-1))
    it.at(35 + 2 / 60).acts("say", "You are here. I am here.")
    it.at(41).comes("reaches").at(41.7).acts("say", "I am here.")
    it.at(44).does(c.Next()).at(46).comes("slows").at(47).reads().at(50.2).does(c.Acknowledge("rest")).at(52).ends()
    it.remarked(19.6, "The cup was where I wanted it.")
    it.remarked(34 + 10 / 60, "Two breaths before you touched the music.", "R. Osei", supervisor=True)
    return it.remarked(35.5, "I was looking for the key.")
