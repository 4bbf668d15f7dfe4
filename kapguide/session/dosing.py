"""The rules of the doses: what is recorded of one, and of its steps."""

from collections.abc import Iterator

from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.dose import ENDS, Dose, DoseStep
from kapguide.session.entries import happened, known
from kapguide.session.refused import Refused
from kapguide.session.state import SessionState
from kapguide.session.text import clean_text


def dosed(state: SessionState, command: c.GiveDose | c.StepDose | c.EndDose, t: Elapsed) -> Iterator[e.AnyBody]:
    """What is recorded of a dose."""
    match command:
        case c.GiveDose():
            ids = [dose.id for dose in state.doses]
            known(command.supersedes, iter(ids), "dose")
            if not clean_text(command.amount).strip():
                raise Refused("The dose has no amount. Type it as it was given.")
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
        case c.StepDose():
            if not state.doses:
                raise Refused("There is no dose yet. Record it first.")
            yield _step_of(state.doses[-1], len(state.doses), command.step)
        case _:
            if not state.doses or state.doses[-1].ended is not None:
                raise Refused("There is no dose whose end could be recorded.")
            yield e.DoseEnded(len(state.doses))


def _step_of(dose: Dose, number: int, name: str) -> e.DoseStepped:
    """The step that comes next by that name. Raises Refused where it has been recorded, or a later one has."""
    if name == DoseStep.DEVICE:
        if dose.parts and dose.devices >= dose.parts:
            raise Refused(f"All {dose.parts} devices are recorded.")
        return e.DoseStepped(name, number, dose.devices + 1)
    if dose.ended is not None:
        raise Refused("The end of this dose is recorded already.")
    later = {DoseStep.DISSOLVED: (DoseStep.DISSOLVED, DoseStep.SWISH), DoseStep.SWISH: (DoseStep.SWISH,)}
    if name not in later and name not in ENDS:
        raise Refused("A dose has no such step.")
    if name in later and dose.stepped(*later[DoseStep(name)]) is not None:
        raise Refused("That step of the dose is recorded already.")
    return e.DoseStepped(name, number)
