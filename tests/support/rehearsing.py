"""Small scenarios for tests, and a run of one that a test moves on by hand."""

from typing import Any

from kapguide.clinical.vitals import Vitals
from kapguide.rehearsal import told as b
from kapguide.rehearsal.client import ClientState, client_of, folded
from kapguide.rehearsal.run import RehearsalRun
from kapguide.rehearsal.scenario import CoursePoint, Expectation, Scenario, Since, Stretch, Turn, TurnTime
from kapguide.session import commands as c
from kapguide.session.clock import Elapsed
from kapguide.session.protocol.protocol import PhaseKind, Route, TherapyProtocol
from kapguide.spans import HOUR, MINUTE
from tests.support.plans import MORNING, whole

LEVEL = (CoursePoint(0, Vitals(120, 80, 70, 98)),)
"""A course that stays as it is."""


def turn(id: str, at: int = 0, since: Since = Since.PHASE, of: str = "preparation", **more: Any) -> Turn:
    """A turn `at` ms after `of`; the rest of its time by `deeds` and `dose`."""
    when = TurnTime(since, at, of, more.pop("deeds", ()), more.pop("dose", 1))
    return Turn(id, when, more.pop("title", id.title()), shows=more.pop("shows", f"It shows {id}."), **more)


def ask(id: str, *deeds: str, every: bool = False, within: int = 3 * MINUTE) -> Expectation:
    """Something that a turn asks for."""
    return Expectation(id, id.title(), deeds, every, within)


def story(*turns: Turn, **more: Any) -> Scenario:
    """A scenario of these turns, by default from the start of a session to two hours after its dose."""
    known: dict[str, Any] = {
        "stretch": Stretch(ends=2 * HOUR),
        "course": LEVEL,
        "routes": (Route.IM,),
        "touch": "hand",
    } | more
    return Scenario(
        "story", "A story", "practice", "It begins.", "About.", "An aim.", 1, client="R-100", turns=turns, **known
    )


def run_of(
    scenario: Scenario, protocol: TherapyProtocol | None = None, *, seed: int = 1, speed: float = 0
) -> RehearsalRun:
    """A run that has begun."""
    run = RehearsalRun(
        scenario, protocol or whole(), seed=seed, trainee="K. Lind", watching="R. Osei", speed=speed, began=MORNING
    )
    run.begin()
    return run


def later(run: RehearsalRun, ms: int) -> RehearsalRun:
    """The run after so much time, with a tick at each thing that is due."""
    until = run.clock.now().elapsed + ms
    while (due := run.next_due()) is not None and due <= until:
        run.advance(max(0, due - run.clock.now().elapsed))
    run.advance(max(0, until - run.clock.now().elapsed))
    return run


def dose(run: RehearsalRun) -> RehearsalRun:
    """The run with a dose given now."""
    run.session.send(c.GiveDose("50 mg", "im", "K. Lind", run.session.now().elapsed))
    return run


def at_imagery(*turns: Turn, **more: Any) -> RehearsalRun:
    """A run that the trainee takes over at the start of the imagery, 9 min 30 s after the dose."""
    return run_of(story(*turns, stretch=Stretch(PhaseKind.IMAGERY, ends=2 * HOUR), **more))


def beats(run: RehearsalRun, *kinds: type[b.Beat]) -> list[b.AnyBeat]:
    """The beats of these kinds."""
    return [beat for beat in run.beats if isinstance(beat, kinds)]


def named(run: RehearsalRun) -> list[tuple[str, int]]:
    """What came, went, was met or ran out, and when: short enough to be read in a test."""
    words = {b.Happened: "", b.SignOver: "-", b.StayedAway: "~", b.Met: "+", b.MetNoMore: "/", b.RanOut: "!"}
    return [
        (words[type(beat)] + (getattr(beat, "turn", "") or getattr(beat, "expectation", "")), int(beat.t))
        for beat in run.beats
        if type(beat) in words
    ]


def refolded(run: RehearsalRun) -> ClientState:
    """The client as a kept rehearsal gives it."""
    record = run.record()
    return folded(client_of(record.scenario, record.protocol, record.seed), record.log, record.beats)


def now(run: RehearsalRun) -> Elapsed:
    """The session time of a run."""
    return run.clock.now().elapsed
