"""The steps of the last dose as they stand: said, on, due or to come. Functions of (state, now); no clock acts here."""

from enum import StrEnum

import msgspec

from kapguide.session.clock import Elapsed
from kapguide.session.doses.dose import Dose, DoseStep
from kapguide.session.protocol.protocol import DosePlan, Route
from kapguide.session.state import SessionState
from kapguide.spans import MINUTE

FORGOTTEN = 30 * MINUTE
"""Steps that nobody has said so long after the last one was expected are not shown any more [OURS]."""


class StepState(StrEnum):
    """Where a step stands. DUE is one whose time is over, and that a person is waited for to say."""

    DONE = "done"
    ON = "on"
    DUE = "due"
    TO_COME = "to come"


class RailStep(msgspec.Struct, frozen=True):
    """One step: `ms` is what it took once it is done, what is left while it is on, and else what is planned.

    `planned` is that in any state, 0 for none; `until` is the session time at which one that is on is over, or was.
    """

    words: str
    state: StepState = StepState.TO_COME
    ms: int | None = None
    planned: int = 0
    until: int | None = None


class StepAct(StrEnum):
    """What a person can say of the steps: a `DoseStep`, the end of an infusion, or the next tablet."""

    DISSOLVED = "dissolved"
    SWISH = "swish"
    SPAT = "spat"
    SWALLOWED = "swallowed"
    DEVICE = "device"
    ENDED = "ended"
    NEXT = "next"


class DoseRail(msgspec.Struct, frozen=True):
    """All steps in order, and what can be said now."""

    steps: tuple[RailStep, ...]
    acts: tuple[StepAct, ...] = ()

    @property
    def current(self) -> RailStep | None:
        """The step that is on or due."""
        return next((step for step in self.steps if step.state in (StepState.ON, StepState.DUE)), None)


def dose_rail(state: SessionState, now: int) -> DoseRail | None:
    """The steps of the last dose; None when it has none, all are said, or nobody says them."""
    if not state.doses:
        return None
    dose, plan = state.doses[-1], state.protocol.dose_plan
    expected = plan.dissolve + plan.hold + plan.swish + plan.infusion + plan.rest
    last = max((taken.at for taken in dose.steps), default=dose.given)
    return _rail(dose, plan, now) if now - last <= expected + FORGOTTEN else None


def steps_ahead(route: str, plan: DosePlan, part: int, parts: int) -> tuple[RailStep, ...]:
    """The steps that a dose of that route would have: part `part` of `parts`, where that is known."""
    rail = _rail(Dose("", "", route, "", Elapsed(0), part=part, parts=parts), plan, 0)
    return tuple(RailStep(step.words, ms=step.ms or None) for step in rail.steps) if rail else ()


def _rail(dose: Dose, plan: DosePlan, now: int) -> DoseRail | None:
    match dose.route:
        case Route.SUBLINGUAL:
            return _lozenge(dose, plan, now)
        case Route.IV:
            return _infusion(dose, plan, now)
        case Route.ESKETAMINE:
            return _devices(dose, plan, now)
    return None


def _lozenge(dose: Dose, plan: DosePlan, now: int) -> DoseRail | None:
    dissolved, swish, ended = dose.stepped(DoseStep.DISSOLVED), dose.stepped(DoseStep.SWISH), dose.ended
    more = dose.part < dose.parts
    if ended is not None and not more:
        return None
    held = swish if swish is not None else ended
    steps = [
        _timed("Dissolve", dose.given, plan.dissolve, dissolved if dissolved is not None else held, now),
        _timed("Hold", dissolved, plan.hold, held, now),
        _timed("Swish", swish, plan.swish, ended, now),
        RailStep("Spat or swallowed"),
    ]
    if steps[2].state is StepState.DUE:  # the swish is over by itself: what comes after it is waited for
        over = steps[2].until
        steps[2:] = [RailStep("Swish", StepState.DONE), RailStep("Spat or swallowed", StepState.DUE, until=over)]
    if ended is not None:
        spat = dose.stepped(DoseStep.SPAT) is not None
        steps[3] = RailStep("Spat out" if spat else "Swallowed", StepState.DONE)
    if more:
        on = StepState.ON if ended is not None else StepState.TO_COME
        steps.append(RailStep(f"Tablet {dose.part + 1}", on))
    end = (StepAct.SPAT, StepAct.SWALLOWED)
    if ended is not None:
        acts: tuple[StepAct, ...] = (StepAct.NEXT,)
    elif swish is not None:
        acts = end
    elif dissolved is not None:
        acts = (StepAct.SWISH, *end) if steps[1].state is StepState.DUE else (StepAct.SWISH,)
    else:
        acts = (StepAct.DISSOLVED,)
    return DoseRail(tuple(steps), acts)


def _infusion(dose: Dose, plan: DosePlan, now: int) -> DoseRail | None:
    if dose.ended is not None:
        return None
    return DoseRail((_timed("Infusion", dose.given, plan.infusion, None, now), RailStep("Ended")), (StepAct.ENDED,))


def _devices(dose: Dose, plan: DosePlan, now: int) -> DoseRail | None:
    """Each device and the rest after it. A rest is over by itself; whoever told no number of devices may add one."""
    given = [dose.given, *(taken.at for taken in dose.steps if taken.step == DoseStep.DEVICE)]
    number = max(dose.parts, len(given))
    resting = now - given[-1] < plan.rest
    if not resting and len(given) >= dose.parts > 0:
        return None
    steps = []
    for device in range(1, number + 1):
        if device > len(given):
            due = device == len(given) + 1 and not resting
            until = given[-1] + plan.rest if due else None
            steps.append(RailStep(f"Device {device}", StepState.DUE if due else StepState.TO_COME, until=until))
            steps.append(RailStep("Rest", ms=plan.rest or None))
            continue
        steps.append(RailStep(f"Device {device}", StepState.DONE))
        on = device == len(given) and resting
        steps.append(_timed("Rest", given[device - 1], plan.rest, None if on else given[device - 1] + plan.rest, now))
    acts = (StepAct.DEVICE,) if len(given) < dose.parts or not dose.parts else ()
    return DoseRail(tuple(steps), acts)


def _timed(words: str, since: int | None, planned: int, done: int | None, now: int) -> RailStep:
    """A step that has been on since `since`, for `planned` ms if that is known, until it was `done`."""
    if done is not None:
        return RailStep(words, StepState.DONE, done - since if since is not None else None)
    if since is None:
        return RailStep(words, ms=planned or None)
    if not planned:
        return RailStep(words, StepState.ON)
    until = since + planned
    if until > now:
        return RailStep(words, StepState.ON, until - now, planned, until)
    return RailStep(words, StepState.DUE, 0, planned, until)
