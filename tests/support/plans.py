"""Small protocols for tests, and a room in which a session runs by a clock that the test moves."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import Elapsed, Instant, Origin
from kapguide.session.engine import Refused, step
from kapguide.session.guiding.script import Script, ScriptLine
from kapguide.session.ids import seeded_ids
from kapguide.session.protocol.protocol import (
    Anchor,
    Ask,
    Later,
    Phase,
    PhaseKind,
    Prompt,
    ReadingDue,
    Route,
    TherapyProtocol,
    Timing,
    freeze,
)
from kapguide.session.protocol.protocol_file import read_protocol, shipped_protocols
from kapguide.session.state import SessionState
from kapguide.spans import MINUTE, SECOND

MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DOSING_FILES = tuple(path for path in shipped_protocols() if read_protocol(path).has_dose)
"""The protocols of a dosing session that ship."""


def prompt(
    name: str,
    at: int,
    *,
    t0: bool = False,
    every: int | None = None,
    until: int | None = None,
    acknowledge: bool = False,
    ask: Ask | None = None,
) -> Prompt:
    """A prompt that is due `at` ms after its phase's start, or after the dose."""
    timing = Timing(at, Anchor.T0 if t0 else Anchor.PHASE, every, until)
    return Prompt(name, timing, name.title(), acknowledge=acknowledge, ask=ask or msgspec.UNSET)


def reading(name: str, at: int, *, t0: bool = False, every: int | None = None, until: int | None = None) -> ReadingDue:
    """A reading that is due `at` ms after its phase's start, or after the dose."""
    return ReadingDue(name, Timing(at, Anchor.T0 if t0 else Anchor.PHASE, every, until))


def phase(
    name: str,
    planned: int,
    *,
    kind: PhaseKind = PhaseKind.IMAGERY,
    shortest: int | None = None,
    longest: int | None = None,
    t0: bool = False,
    prompts: Sequence[Prompt] = (),
    readings: Sequence[ReadingDue] = (),
) -> Phase:
    """A phase of `planned` ms; its limits are half and twice that unless given."""
    return Phase(
        id=name,
        kind=kind,
        title=name.title(),
        planned=planned,
        shortest=planned // 2 if shortest is None else shortest,
        longest=planned * 2 if longest is None else longest,
        anchor=Anchor.T0 if t0 else Anchor.PREVIOUS,
        prompts=tuple(prompts),
        readings=tuple(readings),
    )


def plan(*phases: Phase, later: Later = Later.MOVE, observe_at_least: int = 0) -> TherapyProtocol:
    """A protocol of these phases."""
    return TherapyProtocol("plan", "A plan", 1, Route.IM, "For tests.", phases, later, observe_at_least)


def three(later: Later = Later.MOVE) -> TherapyProtocol:
    """Three phases of 30 min that hold no cues: each may last 20 to 45 min."""
    names = ("first", "second", "third")
    phases = [phase(name, 30 * MINUTE, shortest=20 * MINUTE, longest=45 * MINUTE) for name in names]
    return plan(*phases, later=later)


def whole(later: Later = Later.MOVE) -> TherapyProtocol:
    """A session of 100 min with every kind of cue: once and repeated, by the phase and by the dose."""
    return plan(
        phase(
            "preparation",
            10 * MINUTE,
            kind=PhaseKind.PREPARATION,
            prompts=[prompt("welcome", 0, acknowledge=True), prompt("intention", 3 * MINUTE)],
            readings=[reading("baseline", 5 * MINUTE)],
        ),
        phase(
            "dosing",
            10 * MINUTE,
            kind=PhaseKind.DOSING,
            prompts=[prompt("ready", 0, acknowledge=True), prompt("mask", 2 * MINUTE, t0=True)],
            readings=[reading("early", 10 * MINUTE, t0=True, every=10 * MINUTE, until=40 * MINUTE)],
        ),
        phase(
            "imagery",
            40 * MINUTE,
            t0=True,
            prompts=[
                prompt("breath", 1 * MINUTE, every=4 * MINUTE, until=13 * MINUTE),
                prompt("look", 20 * MINUTE, t0=True, every=7 * MINUTE),
                prompt("deepen", 20 * MINUTE, acknowledge=True),
            ],
            readings=[reading("depth", 15 * MINUTE, every=15 * MINUTE)],
        ),
        phase(
            "emergence",
            20 * MINUTE,
            kind=PhaseKind.EMERGENCE,
            t0=True,
            prompts=[prompt("water", 5 * MINUTE)],
            readings=[reading("late", 60 * MINUTE, t0=True)],
        ),
        phase(
            "integration",
            20 * MINUTE,
            kind=PhaseKind.INTEGRATION,
            prompts=[prompt("words", 0), prompt("escort", 15 * MINUTE, acknowledge=True)],
        ),
        later=later,
        observe_at_least=90 * MINUTE,
    )


def small_script(lines: int = 4, quiet: int = 10 * SECOND, longest: int = 40 * SECOND) -> Script:
    """A script of so many lines of three seconds, each with the same silence after it."""
    said = tuple(ScriptLine(f"Here is line {number}.", quiet, longest) for number in range(1, lines + 1))
    return Script("open-space", "Open space", "A wide place to rest in.", 60, said)


def asking() -> TherapyProtocol:
    """A label to attest at 1 min, a look each 10 min from 5 min on, a reading each 15 min; nothing else."""
    prompts = [prompt("label", MINUTE, ask=Ask.ATTEST), prompt("look", 5 * MINUTE, every=10 * MINUTE, ask=Ask.LOOK)]
    readings = [reading("bp", 15 * MINUTE, every=15 * MINUTE)]
    return plan(phase("a", 60 * MINUTE, prompts=prompts, readings=readings), observe_at_least=120 * MINUTE)


class HandClock:
    """A clock that a test moves by hand: forward, through sleep, and its wall clock either way."""

    def __init__(self, boot_id: str = "boot-1") -> None:
        self.boot_id = boot_id
        self.elapsed = 0
        self.slept = 0
        self.wall_shift = 0

    def origin(self) -> Origin:
        return Origin(MORNING, self.boot_id, 0, 0)

    def now(self) -> Instant:
        utc = MORNING + timedelta(milliseconds=self.elapsed + self.wall_shift)
        return Instant(Elapsed(self.elapsed), utc, 60, self.slept, self.wall_shift)

    def wait_ms(self, span: int) -> int:
        return span


class Room:
    """A session by the engine alone: `do` carries out a command now, `wait` lets time pass and ticks."""

    def __init__(self, protocol: TherapyProtocol, *, begun: bool = True, seed: int = 1) -> None:
        self.clock = HandClock()
        self.state = SessionState(protocol)
        self.log: list[e.Event] = []
        self._ids = seeded_ids(seed, self.clock)
        if begun:
            self.do(self.opening())

    def opening(self) -> c.Start:
        """The command that begins this room's session."""
        protocol = self.state.protocol
        return c.Start(e.SessionStarted("s-1", "M-014", protocol.id, freeze(protocol)[1], self.clock.origin()))

    @property
    def now(self) -> Elapsed:
        return Elapsed(self.clock.elapsed)

    def do(self, command: c.Command) -> list[e.AnyBody]:
        """What happens because of `command`."""
        self.state, events = step(self.state, command, self.clock.now(), self._ids, self.clock.boot_id)
        self.log += events
        return [event.body for event in events]

    def wait(self, ms: int, *, asleep: bool = False) -> list[e.AnyBody]:
        """What happens when time has passed, awake or asleep, and the timer ticks once after it."""
        self.clock.elapsed += ms
        self.clock.slept += ms if asleep else 0
        return self.do(c.Tick())

    def live(self, ms: int, by: int = MINUTE // 2) -> list[e.AnyBody]:
        """What happens when time passes with a tick every half minute."""
        happened: list[e.AnyBody] = []
        for done in range(0, ms, by):
            happened += self.wait(min(by, ms - done))
        return happened

    def refuses(self, command: c.Command) -> str:
        """The sentence by which `command` is refused, or an empty string when it is carried out."""
        try:
            self.do(command)
        except Refused as refusal:
            return refusal.sentence
        return ""

    def dose(self, given: int | None = None, supersedes: str = "", route: str = "im") -> list[e.AnyBody]:
        """Record a dose, by default as given now."""
        at = self.clock.elapsed if given is None else given
        return self.do(c.GiveDose("50 mg", route, "R. Okafor", Elapsed(at), supersedes=supersedes))


def fired(bodies: Sequence[e.AnyBody]) -> list[str]:
    """The cues that fired, in order."""
    return [body.cue for body in bodies if isinstance(body, e.CueFired)]


def missed(bodies: Sequence[e.AnyBody]) -> list[str]:
    """The cues that were missed, in order."""
    return [body.cue for body in bodies if isinstance(body, e.CueMissed)]
