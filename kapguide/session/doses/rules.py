"""The rules of the doses: what is recorded of one, and of its steps."""

from collections.abc import Iterator

from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.doses.dose import ENDS, STEPS_OF, Dose, DoseStep
from kapguide.session.doses.words import step_words
from kapguide.session.entries import happened, known
from kapguide.session.refused import Refused
from kapguide.session.state import SessionState
from kapguide.session.wording import route_words
from kapguide.text import clean_text

NO_DOSE = "This session has no dose. A medicine that was taken is a note line."
IN_ORDER = (DoseStep.DISSOLVED, DoseStep.SWISH, *ENDS)
"""The steps of which none comes before those that stand before it here."""


def dosed(state: SessionState, command: c.GiveDose | c.StepDose, t: Elapsed) -> Iterator[e.AnyBody]:
    """What is recorded of a dose."""
    if isinstance(command, c.StepDose):
        yield _stepped(state, command, t)
        return
    if not state.protocol.has_dose:
        raise Refused(NO_DOSE)
    ids = [dose.id for dose in state.doses]
    known(command.supersedes, ids, "dose")
    if not clean_text(command.amount).strip():
        raise Refused("The dose has no amount. Type it as it was given.")
    if command.supersedes:
        _keeps_its_steps(state.doses[ids.index(command.supersedes)], command.route)
    yield e.DoseGiven(
        amount=clean_text(command.amount),
        route=command.route,
        by=clean_text(command.by),
        given=happened(command.given, t),
        medicine=clean_text(command.medicine),
        number=ids.index(command.supersedes) + 1 if command.supersedes else len(ids) + 1,
        supersedes=command.supersedes,
        form=clean_text(command.form),
        strength=clean_text(command.strength),
        unit=clean_text(command.unit),
        by_client=command.by_client,
        watched_by=clean_text(command.watched_by),
        role=clean_text(command.role),
        part=command.part,
        parts=command.parts,
    )


def _keeps_its_steps(dose: Dose, route: str) -> None:
    """Refuse another route for a dose of which steps are recorded that it would not have."""
    strange = [step_words(taken.step, taken.part) for taken in dose.steps if taken.step not in STEPS_OF.get(route, ())]
    if route != dose.route and strange:
        raise Refused(
            f"A dose that is {route_words(route)} has no such step: {', '.join(strange)}. Strike that out first, by a "
            "click on its line."
        )


def _stepped(state: SessionState, command: c.StepDose, t: Elapsed) -> e.DoseEnded | e.DoseStepped:
    """A step of the last dose, or one corrected. Raises Refused where the dose has no such step, or not now."""
    if not state.doses:
        raise Refused("There is no dose yet. Record it first.")
    if command.step not in list(DoseStep):
        raise Refused("A dose has no such step.")
    step = DoseStep(command.step)
    if command.supersedes:
        return _corrected_step(state, step, command, t)
    dose, number = state.doses[-1], len(state.doses)
    if step not in STEPS_OF.get(dose.route, ()):
        raise Refused(f"The dose is {route_words(dose.route)}: it has no such step.")
    if step is DoseStep.DEVICE:
        if dose.parts and dose.devices >= dose.parts:
            raise Refused(f"All {dose.parts} devices are recorded.")
        return e.DoseStepped(step, number, dose.devices + 1)
    if dose.ended is not None:
        raise Refused("The end of this dose is recorded already.")
    if step not in ENDS and dose.stepped(*IN_ORDER[IN_ORDER.index(step) :]) is not None:
        raise Refused("That step of the dose is recorded already.")
    return e.DoseEnded(number) if step is DoseStep.ENDED else e.DoseStepped(step, number)


def _corrected_step(
    state: SessionState, step: DoseStep, command: c.StepDose, t: Elapsed
) -> e.DoseEnded | e.DoseStepped:
    """The step in the place of another: at another time, and spat out for swallowed, or the other way round."""
    said = [(number, dose, taken) for number, dose in enumerate(state.doses, 1) for taken in dose.steps]
    known(command.supersedes, [taken.id for _, _, taken in said], "step")
    number, dose, old = next(each for each in said if each[2].id == command.supersedes)
    if step != old.step and not (step in STEPS_OF.get(dose.route, ()) and {step, old.step} <= {*ENDS}):
        raise Refused("That is another step of the dose. Strike this one out, and say the other one.")
    place = dose.steps.index(old)
    before = dose.steps[place - 1].at if place else dose.given
    after = dose.steps[place + 1].at if place + 1 < len(dose.steps) else t
    at = happened(old.at if command.happened is None else command.happened, t)
    if not before <= at <= after and at != old.at:
        raise Refused("The steps of a dose come one after the other, and after the dose. Look at the time once more.")
    if step is DoseStep.ENDED:
        return e.DoseEnded(number, at, old.id)
    return e.DoseStepped(step, number, old.part, at, old.id)
