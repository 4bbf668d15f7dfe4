"""How a dose, its hands and its steps are written, wherever they are told."""

from kapguide.session.doses.dose import Dose, DoseStep
from kapguide.session.doses.events import DoseGiven
from kapguide.session.wording import route_words

STEPS = {
    DoseStep.DISSOLVED: "dissolved, hold begins",
    DoseStep.SWISH: "swish",
    DoseStep.SPAT: "spat out",
    DoseStep.SWALLOWED: "swallowed",
}


def quantity(dose: Dose | DoseGiven) -> str:
    """How much, with its unit: `100 mg`, also where somebody typed the unit as well."""
    if dose.unit and dose.amount.casefold().endswith(dose.unit.casefold()):
        return dose.amount
    return f"{dose.amount} {dose.unit}".strip()


def substance(dose: Dose | DoseGiven) -> str:
    """Which medicine, in which form and strength: `Ketamine, lozenge, 100 mg a tablet, 1 of 2`."""
    part = f"{dose.part} of {dose.parts}" if dose.parts else ""
    return ", ".join(filter(None, (dose.medicine, within(dose.form), dose.strength, part)))


def hands(dose: Dose | DoseGiven, roles: bool = True) -> str:
    """Who gave it, or who saw it taken: `taken by the client, watched by K. Lind, therapist`; empty if not told."""
    who = dose.watched_by if dose.by_client else dose.by
    named = ", ".join(filter(None, (who, dose.role if who and roles else "")))
    if dose.by_client:
        return f"taken by the client, watched by {named}" if who else "taken by the client"
    return f"given by {named}" if who else ""


def dose_sentence(dose: DoseGiven) -> str:
    """`Dose 1: 80 mg ketamine, intramuscular, given by R. Ames`."""
    what = f"{quantity(dose)} {substance(dose)}".strip()
    return ", ".join(filter(None, (f"Dose {dose.number}: {what}", route_words(dose.route), hands(dose))))


def dose_line(dose: DoseGiven) -> str:
    """The same in few words, for the running notes."""
    if not dose.by_client and not dose.form:
        return f"{quantity(dose)}, by {dose.by}" if dose.by else quantity(dose)
    return ", ".join(filter(None, (quantity(dose), within(dose.form), hands(dose, roles=False))))


def within(words: str) -> str:
    """`Lozenge` as it is written within a sentence; what has capitals of its own keeps them."""
    return words[:1].lower() + words[1:] if words[1:].islower() else words


def step_words(step: str, part: int = 0) -> str:
    """A step as it is told; one that is not ours as it was written."""
    if step == DoseStep.DEVICE:
        return f"device {part}"
    return STEPS[DoseStep(step)] if step in STEPS else step
