"""Small scenarios, policies that do exactly what a test asks for, and runs that a scripted therapist has played."""

from typing import Any

import msgspec

from kapguide.clinical.vitals import Vitals
from kapguide.rehearsal.hands import Means
from kapguide.rehearsal.policy import Habit, HumanDelay, Policy
from kapguide.rehearsal.run import RehearsalRun
from kapguide.rehearsal.scenario import CoursePoint, Expectation, Scenario, Since, Stretch, Turn, TurnTime
from kapguide.rehearsal.scripted_run import play_out
from kapguide.rehearsal.therapist import ScriptedTherapist
from kapguide.session.events import AnyBody
from kapguide.session.protocol.protocol import PhaseKind, Route, TherapyProtocol
from kapguide.session.protocol.protocol_file import find_protocol, read_protocol
from kapguide.spans import MINUTE, SECOND
from tests.support.plans import MORNING

AT_ONCE = Habit(SECOND, SECOND)
NEVER = Habit(SECOND, SECOND, chance=0.0)
FIRM = Policy(
    id="firm", title="Firm", summary="Does everything at once.", notices=AT_ONCE, asked=1.0, other=0.0,
    hands=HumanDelay(SECOND, SECOND), cues=AT_ONCE, readings=AT_ONCE, notes=NEVER, touch=AT_ONCE, emergency=AT_ONCE,
    leaving=AT_ONCE, doses=HumanDelay(SECOND, SECOND), phases=HumanDelay(SECOND, SECOND),
)  # fmt: skip
"""Does all that is asked for, a second after it came."""


def firm(**changed: Any) -> Policy:
    """That policy with something else in it."""
    return msgspec.structs.replace(FIRM, **changed)


def asking_for(*deeds: str, every: bool = False, at: int = 5 * MINUTE, name: str = "asks", **turn: Any) -> Turn:
    """A turn so long after the dose that asks for one of these deeds."""
    asks = (Expectation(f"{name}-wanted", "something", deeds, every),)
    return Turn(name, TurnTime(Since.DOSE, at), "something happens", asks=asks, **turn)


def a_story(*turns: Turn, **changed: Any) -> Scenario:
    """A scenario from the dose to half an hour after it, with these turns."""
    scenario = Scenario(
        id="story", title="A story", practises="", opening="", about="", aim="", hard=1, routes=(Route.SUBLINGUAL,),
        stretch=Stretch(PhaseKind.DOSING, 0, 30 * MINUTE), client="R-100",
        course=(CoursePoint(0, Vitals(124, 78, 72, 98)),), turns=turns, planned_dose="as prescribed", touch="hand",
    )  # fmt: skip
    return msgspec.structs.replace(scenario, **changed)


def lozenge() -> TherapyProtocol:
    """The shipped protocol for a lozenge."""
    return read_protocol(find_protocol("lozenge"))


class Played:
    """A run that is over, and what the session refused in it."""

    def __init__(
        self,
        scenario: Scenario,
        policy: Policy = FIRM,
        *,
        seed: int = 1,
        protocol: TherapyProtocol | None = None,
        means: Means | None = None,
    ) -> None:
        self.run = RehearsalRun(scenario, protocol or lozenge(), seed=seed, trainee="K. Lind", speed=0.0, began=MORNING)
        self.run.begin()
        self.refused = play_out(self.run, ScriptedTherapist(policy, seed, scenario, means, "K. Lind"))
        self.record = self.run.record()

    def bodies(self, *kinds: type) -> list[tuple[int, AnyBody]]:
        """What happened of these kinds since the stretch began, with its time."""
        later = self.record.log[self.record.prelude :]
        return [(event.t, event.body) for event in later if isinstance(event.body, kinds)]

    def beats(self, *kinds: type) -> list[Any]:
        """The beats of these kinds."""
        return [beat for beat in self.record.beats if isinstance(beat, kinds)]
