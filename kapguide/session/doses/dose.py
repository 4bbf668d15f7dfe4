"""A dose as it was recorded, and the steps that a person says it has gone through."""

from collections.abc import Iterable
from enum import StrEnum

import msgspec

from kapguide.session.clock import Elapsed
from kapguide.session.doses.events import DoseGiven
from kapguide.session.protocol.protocol import Route


class DoseStep(StrEnum):
    """What can be said of a dose after it was given."""

    DISSOLVED = "dissolved"
    SWISH = "swish"
    SPAT = "spat"
    SWALLOWED = "swallowed"
    DEVICE = "device"
    ENDED = "ended"


STEPS_OF: dict[str, tuple[DoseStep, ...]] = {
    Route.SUBLINGUAL: (DoseStep.DISSOLVED, DoseStep.SWISH, DoseStep.SPAT, DoseStep.SWALLOWED),
    Route.ESKETAMINE: (DoseStep.DEVICE,),
    Route.IV: (DoseStep.ENDED,),
}
"""What can be said by the route: of a lozenge, of each device of a spray, of an infusion; of other routes nothing."""
ENDS = (DoseStep.SPAT, DoseStep.SWALLOWED, DoseStep.ENDED)
"""The steps that are a dose's end: one of them."""


class StepTaken(msgspec.Struct, frozen=True):
    """A step, and when it was; `part` is the number of a device, `id` the event that a correction supersedes."""

    step: str
    at: Elapsed
    part: int = 0
    id: str = ""


class Dose(msgspec.Struct, frozen=True):
    """A dose as recorded, corrections applied. `id` is the event that a further correction supersedes."""

    id: str
    amount: str
    route: str
    by: str
    given: Elapsed
    medicine: str = ""
    form: str = ""
    strength: str = ""
    unit: str = ""
    by_client: bool = False
    watched_by: str = ""
    role: str = ""
    part: int = 0
    parts: int = 0
    steps: tuple[StepTaken, ...] = ()

    @property
    def devices(self) -> int:
        """How many devices of a spray have been given."""
        return max((taken.part for taken in self.steps if taken.step == DoseStep.DEVICE), default=1)

    @property
    def taken_until(self) -> Elapsed:
        """When all of it had been given: a spray with its last device."""
        return max((taken.at for taken in self.steps if taken.step == DoseStep.DEVICE), default=self.given)

    @property
    def ended(self) -> Elapsed | None:
        """When the infusion ended, or a lozenge's hold."""
        return self.stepped(*ENDS)

    def stepped(self, *steps: DoseStep) -> Elapsed | None:
        """When the first of `steps` was said; None while none was."""
        return next((taken.at for taken in self.steps if taken.step in steps), None)


def first_given(given: Iterable[Elapsed]) -> Elapsed | None:
    """T0, by the times at which the doses of a session were given: the first of them, whenever it was recorded."""
    return min(given, default=None)


def dose_of(event_id: str, body: DoseGiven, old: Dose | None) -> Dose:
    """The dose that `body` records; one that it corrects keeps its steps."""
    told = {name: getattr(body, name) for name in Dose.__struct_fields__ if name not in ("id", "steps")}
    return Dose(id=event_id, steps=old.steps if old else (), **told)


def with_step(doses: tuple[Dose, ...], taken: StepTaken, supersedes: str) -> tuple[Dose, ...]:
    """`doses` with a step of the last one, or with one in the place of the step that it corrects.

    Raises LookupError where there is no such dose.
    """
    if not supersedes:
        return (*doses[:-1], _with(doses[-1], (*doses[-1].steps, taken)))
    return tuple(_with(dose, tuple(taken if old.id == supersedes else old for old in dose.steps)) for dose in doses)


def without_step(doses: tuple[Dose, ...], step_id: str) -> tuple[Dose, ...]:
    """`doses` without the step that was struck out."""
    return tuple(_with(dose, tuple(taken for taken in dose.steps if taken.id != step_id)) for dose in doses)


def _with(dose: Dose, steps: tuple[StepTaken, ...]) -> Dose:
    return dose if steps == dose.steps else msgspec.structs.replace(dose, steps=steps)
