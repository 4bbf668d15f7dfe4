"""What was prepared, as the session takes it. All pure."""

from datetime import UTC
from typing import NamedTuple

from msgspec.structs import replace

from kapguide.clinical.facts import ListAnswered, MedicineOrdered
from kapguide.clinical.preparing import Lack, MoodScore, Prepared, Preparing
from kapguide.clinical.vitals_line import TypedReading
from kapguide.session.events import BegunAnyway
from kapguide.session.people.people import Person, StaffRole
from kapguide.session.protocol.protocol import TherapyProtocol
from kapguide.ui.prepare.people_card import clock
from kapguide.ui.prepare.reading_back import baseline_of
from kapguide.usecases.sessions import NewSession


class SessionTold(NamedTuple):
    """All that was said of the session: `who` said it, and `reason` is why it begins although something is missing."""

    typed: Preparing
    who: str
    order: MedicineOrdered | None = None
    checklist: ListAnswered | None = None
    scores: tuple[MoodScore, ...] = ()
    missing: tuple[Lack, ...] = ()
    reason: str = ""


def session_of(new: NewSession, protocol: TherapyProtocol, told: SessionTold) -> NewSession:
    """`new` with all that was prepared. What belongs to a dose is left out of a session without one."""
    typed, dosed = told.typed, protocol.has_dose
    people = typed.people or ()
    therapist = next((each for each in people if each.role == StaffRole.THERAPIST and not each.in_house), None)
    others = [each for each in people if each is not therapist]
    asked = told.checklist if told.checklist is not None and told.checklist.replies else None
    return replace(
        new,
        protocol=typed.protocol or new.protocol,
        planned_dose=typed.dose if dosed else "",
        schedule=typed.schedule if dosed else "",
        therapist=therapist.name if therapist is not None else "",
        present=tuple(Person(each.name, each.role, each.staff, each.in_house) for each in others),
        pick_up=typed.pick_up_at.astimezone(UTC) if typed.pick_up_at is not None and dosed else None,
        intention=typed.intention,
        prepared=Prepared(
            typed.escort if dosed else "", told.order if dosed else None, asked if dosed else None, told.scores
        ),
        baseline=_baseline(told) if dosed else None,
        anyway=BegunAnyway(tuple(each.words for each in told.missing), told.reason) if told.missing else None,
    )


def _baseline(told: SessionTold) -> TypedReading | None:
    """The first reading: by whom, and at what time of day, as it came before the session."""
    reading = baseline_of(told.typed.baseline).reading
    if reading is None:
        return None
    at = clock(told.typed.baseline_at)
    by = ", ".join(filter(None, (reading.by or told.who, at and f"before the start, {at}")))
    return TypedReading(reading.vitals, by)
