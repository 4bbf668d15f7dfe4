"""A dose as it was recorded, and the steps that a person says it has gone through."""

from enum import StrEnum

import msgspec

from kapguide.session.clock import Elapsed
from kapguide.session.dose_events import DoseGiven


class DoseStep(StrEnum):
    """What can be said of a dose after it was given: of a lozenge, or of a spray."""

    DISSOLVED = "dissolved"
    SWISH = "swish"
    SPAT = "spat"
    SWALLOWED = "swallowed"
    DEVICE = "device"


ENDS = (DoseStep.SPAT, DoseStep.SWALLOWED)
"""The steps that are a lozenge's end: one of both."""


class StepTaken(msgspec.Struct, frozen=True):
    """A step, and when a person said it; `part` is the number of a device."""

    step: str
    at: Elapsed
    part: int = 0


class Dose(msgspec.Struct, frozen=True):
    """A dose as recorded, corrections applied. `id` is the event that a further correction supersedes."""

    id: str
    amount: str
    route: str
    by: str
    given: Elapsed
    medicine: str = ""
    ended: Elapsed | None = None
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

    def stepped(self, *steps: DoseStep) -> Elapsed | None:
        """When the first of `steps` was said; None while none was."""
        return next((taken.at for taken in self.steps if taken.step in steps), None)


def dose_of(event_id: str, body: DoseGiven, old: Dose | None) -> Dose:
    """The dose that `body` records; one that it corrects keeps its steps and its end."""
    told = {name: getattr(body, name) for name in Dose.__struct_fields__ if name not in ("id", "ended", "steps")}
    return Dose(id=event_id, ended=old.ended if old else None, steps=old.steps if old else (), **told)
