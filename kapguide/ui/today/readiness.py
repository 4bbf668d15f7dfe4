"""How far a dosing session of today is prepared, as the record tells; sound and music are tried on Prepare."""

from datetime import datetime

from kapguide.clinical.chart import ClientChart, said
from kapguide.clinical.checklists import DAY_OF
from kapguide.clinical.facts import ContactKind, ListAnswered, PreparationTyped
from kapguide.clinical.preparing import MOOD_FORMS, KnownToo, Matter, Preparing, from_fields, lacks, of_today, wanted
from kapguide.clinical.vitals import Vitals
from kapguide.clinical.vitals_line import parse_reading
from kapguide.errors import KapGuideError
from kapguide.store.records import Store

UNKNOWN = frozenset({Matter.MUSIC, Matter.PRE_FLIGHT})
"""What nobody knows before somebody looks."""


def readiness(store: Store, chart: ClientChart, code: str, contact: str, now: datetime) -> tuple[int, int]:
    """How many matters of how many are there for a dosing session. Raises KapGuideError."""
    matters = wanted(ContactKind.DOSING) - UNKNOWN
    body = said(chart.preparations.get(contact), PreparationTyped)
    typed = of_today(from_fields(body.fields), now) if body is not None else Preparing()
    answers = chart.lists.get((DAY_OF, contact))
    asked = answers is not None and _is_today(answers.at, now)
    known = KnownToo(
        now,
        _baseline(typed.baseline),
        said(answers, ListAnswered) if asked else None,
        _mood(store, code, now),
    )
    missing = {lack.matter for lack in lacks(typed, known, matters)}
    if not asked:
        missing |= matters & {Matter.CHECKLIST}
    return len(matters - missing), len(matters)


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
