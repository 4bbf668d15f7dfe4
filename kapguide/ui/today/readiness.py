"""How far a dosing session of today is prepared, as the record tells; sound and music are tried on Prepare."""

from datetime import datetime
from typing import NamedTuple

import msgspec

from kapguide.clinical.chart import ClientChart, said
from kapguide.clinical.checklists import DAY_OF
from kapguide.clinical.facts import ContactKind, ListAnswered, PreparationTyped
from kapguide.clinical.preparing import (
    MOOD_FORMS,
    Attending,
    KnownToo,
    Matter,
    Preparing,
    from_fields,
    lacks,
    of_today,
    wanted,
)
from kapguide.clinical.vitals import Vitals
from kapguide.clinical.vitals_line import parse_reading
from kapguide.errors import KapGuideError
from kapguide.store.records import Store
from kapguide.usecases.staff import me

UNKNOWN = frozenset({Matter.MUSIC, Matter.PRE_FLIGHT})
"""What nobody knows before somebody looks."""


class Readiness(NamedTuple):
    """How many matters of how many are there, and how many things are missing, as Prepare counts them."""

    ready: int = 0
    of: int = 0
    missing: int = 0


def readiness(store: Store, chart: ClientChart, code: str, contact: str, now: datetime) -> Readiness:
    """How far a dosing session is prepared. Whoever has the practice open is there unless somebody else is named, as on
    Prepare. Raises KapGuideError."""
    matters = wanted(ContactKind.DOSING) - UNKNOWN
    body = said(chart.preparations.get(contact), PreparationTyped)
    typed = of_today(from_fields(body.fields), now) if body is not None else Preparing()
    if typed.people is None and (name := me(store).name):
        typed = msgspec.structs.replace(typed, people=(Attending(name, "therapist", now),))
    answers = chart.lists.get((DAY_OF, contact))
    asked = answers is not None and _is_today(answers.at, now)
    known = KnownToo(
        now,
        _baseline(typed.baseline),
        said(answers, ListAnswered) if asked else None,
        _mood(store, code, now),
    )
    found = [lack.matter for lack in lacks(typed, known, matters)]
    if not asked:
        found.append(Matter.CHECKLIST)
    return Readiness(len(matters - set(found)), len(matters), len(found))


def _is_today(at: datetime, now: datetime) -> bool:
    return at.astimezone().date() == now.astimezone().date()


def _baseline(typed: str) -> Vitals | None:
    try:
        return parse_reading(typed).vitals if typed.strip() else None
    except KapGuideError:
        return None


def _mood(store: Store, code: str, now: datetime) -> tuple[tuple[str, bool], ...]:
    today = {score.instrument for score in store.scores.of_client(code) if _is_today(score.taken_at, now)}
    return tuple((form, form in today) for form in MOOD_FORMS)
