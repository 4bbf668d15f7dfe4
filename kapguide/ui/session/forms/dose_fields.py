"""The fields of the dose form: what they offer, what stands in them to begin with, and which are still open."""

import re
from collections.abc import Iterator

import msgspec

from kapguide.session import commands as c
from kapguide.session.clock import Elapsed
from kapguide.session.doses.dose import Dose
from kapguide.session.protocol.protocol import Route
from kapguide.session.state import SessionState
from kapguide.session.wording import ROUTES, route_words

MEDICINES = ("Ketamine, racemic", "Esketamine", "Ketamine")
FORMS = ("Lozenge", "Troche", "Tablet", "Capsule", "Solution", "Injection", "Infusion", "Nasal spray")
UNITS = ("mg", "mcg", "ml", "mg/kg")
UNITS_KNOWN = {*UNITS, "g", "µg", "μg"}
ROLES = ("therapist", "nurse", "physician", "assistant", "anaesthetist")
PARTS = ("1 of 1", "1 of 2", "2 of 2", "1 of 3", "2 of 3", "3 of 3")
PART_NAMES: dict[str, str] = {
    Route.SUBLINGUAL: "Tablet",
    Route.ORAL: "Tablet",
    Route.ESKETAMINE: "Device",
    Route.INTRANASAL: "Device",
}
"""What a dose of a route may come in several of; other routes have no such field."""
TAKEN, GIVEN, UNSAID = 0, 1, -1
"""How it came to the client: taken by the client, given by staff, or nobody has said yet."""
WHO = {
    TAKEN: ("Watched by", "who saw it taken"),
    GIVEN: ("Given by", "who gave it"),
    UNSAID: ("Who", "who saw or gave it"),
}
"""What the name's field is called for each, and what it asks."""

_AMOUNT = re.compile(r"\s*(\d+(?:[.,]\d+)?)\s*(mg/kg|mg|mcg|µg|μg|ml|mL|g)?\s*")
_AMOUNT_FIRST = re.compile(r"\s*(\d+(?:[.,]\d+)?)\s*(mg/kg|mg|mcg|µg|μg|ml|mL|g)(?:\s*[,;(]|\s+(?=[^\W\d]))(.*)")
_MORE_OF_IT = re.compile(r"\d|[+×*/]|\b(?:per|an?|each|every|twice|times|x|then|and|or|to)\b", re.IGNORECASE)
"""What may change an amount that stands before it: `150 mg, then 75 mg`, `10 mg an hour`."""


class DoseDraft(msgspec.Struct, frozen=True):
    """What stands in the form, as text."""

    medicine: str = ""
    form: str = ""
    strength: str = ""
    amount: str = ""
    unit: str = ""
    route: str = ""
    part: str = ""
    how: int = UNSAID
    who: str = ""
    role: str = ""
    at: str = "now"


def split_amount(text: str) -> tuple[str, str]:
    """An amount and its unit, without words beside them as in `150 mg, as ordered`; what is no plain amount, or may be
    another one by what follows, is kept whole."""
    found = _AMOUNT.fullmatch(text)
    if found is None and (begins := _AMOUNT_FIRST.fullmatch(text)) and not _MORE_OF_IT.search(begins[3]):
        found = begins
    return (found[1], found[2] or "") if found else (text.strip(), "")


def _is_number(amount: str) -> bool:
    """Whether an amount is a number alone, which says nothing without its unit."""
    return re.fullmatch(r"\s*\d+(?:[.,]\d+)?\s*", amount) is not None


def part_of(text: str) -> tuple[int, int]:
    """`2 of 3`, `2/3` or `2`; (0, 0) for nothing that says so."""
    found = re.fullmatch(r"\s*(\d)\s*(?:(?:of|/)\s*(\d)\s*)?", text)
    return (int(found[1]), int(found[2] or 0)) if found else (0, 0)


def is_part(text: str) -> bool:
    """Whether it says which of how many, or nothing."""
    return not text.strip() or part_of(text) != (0, 0)


def route_of(text: str) -> str:
    """The route that words mean; words that are none of ours as they are."""
    return next((route.value for route, words in ROUTES.items() if text.lower() in (words, route.value)), text)


def first_draft(state: SessionState) -> DoseDraft:
    """What is known before a dose: of the first what the plan says, of a further one what the last one was.

    An amount only if the plan has one; who took, gave or saw it never. What a client can take, staff can give, too:
    that is asked. What goes into a vein or a muscle is given.
    """
    plan, started = state.protocol.dose_plan, state.started
    if state.doses:
        last = state.doses[-1]
        part = f"{last.part + 1} of {last.parts}" if last.part < last.parts else ""
        how = _way_of(last.route)
        return msgspec.structs.replace(draft_of(last), amount="", part=part, how=how, who="", role="", at="now")
    amount, unit = split_amount(started.planned_dose if started else "")
    route = state.protocol.route or ""
    return DoseDraft(
        plan.medicine,
        plan.form,
        amount=amount,
        unit=unit or (plan.unit if not amount or _is_number(amount) else ""),
        route=route_words(route),
        how=_way_of(route),
    )


def _way_of(route: str) -> int:
    """What a route alone says of how it came to the client."""
    return UNSAID if route in PART_NAMES else GIVEN


def draft_of(dose: Dose) -> DoseDraft:
    """A recorded dose as it stands in the form, but for its time."""
    return DoseDraft(
        dose.medicine,
        dose.form,
        dose.strength,
        dose.amount,
        dose.unit,
        route_words(dose.route),
        f"{dose.part} of {dose.parts}" if dose.parts else str(dose.part or ""),
        TAKEN if dose.by_client else GIVEN if dose.by else UNSAID,
        dose.watched_by if dose.by_client else dose.by,
        dose.role,
    )


def still_open(draft: DoseDraft) -> Iterator[tuple[str, str]]:
    """The fields that a whole entry has and this one lacks, each with the words for it, in their order."""
    who = {TAKEN: "who watched it", GIVEN: "who gave it"}.get(draft.how, "who")
    unit = draft.unit or not _is_number(draft.amount)
    for name, value, words in (
        ("medicine", draft.medicine, "medicine"),
        ("form", draft.form, "form"),
        ("amount", draft.amount, "amount"),
        ("unit", unit, "unit"),
        ("route", draft.route, "route"),
        ("how", draft.how != UNSAID, "taken or given"),
        ("who", draft.who, who),
        ("role", draft.role, "role"),
    ):
        if not value:
            yield name, words


def unlisted(draft: DoseDraft) -> Iterator[tuple[str, str]]:
    """The fields that have a known few values and hold none of them, each with what stands there."""
    for name, value, known in (
        ("unit", draft.unit, UNITS_KNOWN),
        ("route", draft.route, ROUTES.values()),
        ("role", draft.role, ROLES),
    ):
        if value and value.lower() not in known:
            yield name, value


def dose_command(draft: DoseDraft, given: Elapsed, supersedes: str) -> c.GiveDose:
    """The command that records what stands in the form."""
    part, parts = part_of(draft.part) if PART_NAMES.get(route_of(draft.route)) else (0, 0)
    return c.GiveDose(
        amount=draft.amount,
        route=route_of(draft.route),
        by=draft.who if draft.how == GIVEN else "",
        given=given,
        medicine=draft.medicine,
        supersedes=supersedes,
        form=draft.form,
        strength=draft.strength,
        unit=draft.unit,
        by_client=draft.how == TAKEN,
        watched_by=draft.who if draft.how == TAKEN else "",
        role=draft.role,
        part=part,
        parts=parts,
    )
