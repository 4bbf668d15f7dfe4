"""The preparation of a session: what was typed, what is known beside it, and what is missing for Ready. All pure.

Nothing of it is judged: a matter is there or it is not, and a session can begin without it for a reason.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from kapguide.clinical.facts import ContactKind, ListAnswered, MedicineOrdered
from kapguide.clinical.vitals import Vitals
from kapguide.text import in_words


class Matter(StrEnum):
    """What makes Ready."""

    ORDER = "order"
    PEOPLE = "people"
    CHECKLIST = "checklist"
    BASELINE = "baseline"
    MOOD = "mood"
    ESCORT = "escort"
    INTENTION = "intention"
    MUSIC = "music"
    PRE_FLIGHT = "pre-flight"


MOOD_FORMS = ("phq-2", "gad-2")
"""The forms of the mood check."""
EVERY = frozenset(Matter)
WANTED = {
    ContactKind.DOSING: EVERY,
    ContactKind.SCREENING: frozenset({Matter.PEOPLE}),
    ContactKind.CONSENT: frozenset({Matter.PEOPLE}),
}
"""Which matters a contact wants; every other one without a dose wants those of OTHERWISE [OURS]."""
OTHERWISE = frozenset({Matter.PEOPLE, Matter.MOOD})


def wanted(contact: ContactKind) -> frozenset[Matter]:
    """What a session of this kind wants for Ready: one without a dose wants less."""
    return WANTED.get(contact, OTHERWISE)


class Attending(msgspec.Struct, frozen=True, omit_defaults=True):
    """Somebody who is named for the session: with the client, or in the house. `staff` is the id, empty for a guest."""

    name: str
    role: str = ""
    since: datetime | None = None
    in_house: bool = False
    staff: str = ""

    @property
    def accompanies(self) -> bool:
        """Whether a client is not alone with them, as of a person in a session."""
        return not self.in_house and self.role != "observer"


class MoodScore(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a form of the mood check came to: its title, the total out of `most`, how it was asked."""

    instrument: str
    title: str
    total: float | None = None
    most: int = 0
    at: datetime | None = None
    how: str = ""

    @property
    def words(self) -> str:
        """`PHQ-2: 2 of 6`; a form that was left before its end has no total."""
        total = "incomplete" if self.total is None else f"{self.total:g}{f' of {self.most}' if self.most else ''}"
        return f"{self.title}: {total}"


class Prepared(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a session was begun with, as it was then: who fetches the client, the order, the list of the day as it was
    asked, the mood check; and in words how it stood with the client's consent."""

    escort: str = ""
    order: MedicineOrdered | None = None
    checklist: ListAnswered | None = None
    scores: tuple[MoodScore, ...] = ()
    consent: str = ""


class Preparing(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was typed and done on Prepare. Texts stand as they were typed; `pick_up_at` is what `pick_up` meant then.

    `people` is None before anybody was named; `heard` says when each output was heard, `undisturbed` who says that
    the computer keeps quiet; `asked_again` is the next of a pick-up time that had gone by.
    """

    protocol: str = ""
    schedule: str = ""
    """The schedule of readings in the place of the protocol's own, by its id."""
    dose: str = ""
    people: tuple[Attending, ...] | None = None
    escort: str = ""
    pick_up: str = ""
    pick_up_at: datetime | None = None
    intention: str = ""
    baseline: str = ""
    baseline_at: datetime | None = None
    heard: dict[str, datetime] = {}
    undisturbed: str = ""
    undisturbed_at: datetime | None = None
    playlist: str | None = None
    seed: int = 0
    avoid: tuple[str, ...] = ()
    reason: str = ""


def as_fields(typed: Preparing) -> dict[str, str]:
    """As a fact keeps it: a text for each field that is not empty."""
    found: dict[str, Any] = msgspec.to_builtins(typed)
    return {
        name: value if isinstance(value, str) else msgspec.json.encode(value).decode() for name, value in found.items()
    }


def from_fields(fields: Mapping[str, str]) -> Preparing:
    """What a fact keeps; a field that cannot be read, as of another version, is left empty."""
    typed = Preparing()
    for field in msgspec.structs.fields(Preparing):
        if (text := fields.get(field.name)) is not None:
            try:
                value = _read(text, field.type)
            except (msgspec.DecodeError, msgspec.ValidationError):
                continue
            typed = msgspec.structs.replace(typed, **{field.name: value})
    return typed


def _read(text: str, kind: Any) -> Any:
    if kind is str or kind == str | None:
        return text
    if kind == datetime | None:
        return msgspec.convert(text, datetime)
    return msgspec.json.decode(text, type=kind)


def of_today(typed: Preparing, now: datetime) -> Preparing:
    """What of it still holds on another day: words do; who was there, what was read and heard is of its own day."""

    def today(at: datetime | None) -> bool:
        return at is not None and at.astimezone().date() == now.astimezone().date()

    read = today(typed.baseline_at)
    quiet = today(typed.undisturbed_at)
    there = tuple(each for each in typed.people or () if today(each.since))
    return msgspec.structs.replace(
        typed,
        people=there or (() if typed.people == () else None),  # whom another day named, nobody has named today
        baseline=typed.baseline if read else "",
        baseline_at=typed.baseline_at if read else None,
        heard={role: at for role, at in typed.heard.items() if today(at)},
        undisturbed=typed.undisturbed if quiet else "",
        undisturbed_at=typed.undisturbed_at if quiet else None,
    )


class KnownToo(msgspec.Struct, frozen=True):
    """What is known beside what was typed: the reading that the line gives, how far the checklist, the mood check and
    the music are, and what the machine says of itself (None where it does not say)."""

    now: datetime
    baseline: Vitals | None = None
    checklist: ListAnswered | None = None
    mood: tuple[tuple[str, bool], ...] = ()
    """The forms of the mood check by their titles, and whether each was answered today."""
    music: str = ""
    """What the music lacks, as `does not reach for Onset`; empty where nothing."""
    outputs: tuple[tuple[str, str], ...] = ()
    """The outputs that are to be heard: role, and what it is called in a sentence."""
    on_mains: bool | None = None
    disk_low: bool = False
    telephone: bool = False
    """The contact is a call: nobody is in the room with the client."""


class Lack(msgspec.Struct, frozen=True):
    """One thing that is missing: `link` are the words that lead to `field`, `after` what is said of it."""

    matter: Matter
    field: str
    link: str
    after: str = ""

    @property
    def words(self) -> str:
        """`the room speaker has not been heard`."""
        return f"{self.link} {self.after}" if self.after else self.link


def lacks(typed: Preparing, known: KnownToo, matters: Iterable[Matter]) -> tuple[Lack, ...]:
    """What is missing, in the order of the screen."""
    wants = frozenset(matters)
    return tuple(lack for lack in _lacks(typed, known) if lack.matter in wants)


def _lacks(typed: Preparing, known: KnownToo) -> Iterator[Lack]:
    if not typed.dose.strip():
        yield Lack(Matter.ORDER, "dose", "the dose")
    if not any(person.accompanies for person in typed.people or ()):
        yield Lack(Matter.PEOPLE, "people", "who makes the call" if known.telephone else "who stays with the client")
    yield from _escort(typed, known.now)
    yield from _checklist(known.checklist)
    if not typed.intention.strip():
        yield Lack(Matter.INTENTION, "intention", "the intention")
    if known.music:
        yield Lack(Matter.MUSIC, "music", "the music", known.music)
    if (left := unread(known.baseline)) is not None:
        link = f"{in_words(left)} in the baseline reading" if left else "the baseline reading"
        yield Lack(Matter.BASELINE, "baseline", link)
    if open_forms := [title for title, asked in known.mood if not asked]:
        yield Lack(Matter.MOOD, "mood", in_words(open_forms), f"{_has(open_forms)} not been answered today")
    for role, name in known.outputs:
        if role not in typed.heard:
            yield Lack(
                Matter.PRE_FLIGHT, f"output {role}", name, f"{'have' if name.endswith('s') else 'has'} not been heard"
            )
    if known.on_mains is False:
        yield Lack(Matter.PRE_FLIGHT, "power", "the power", "does not come from the wall")
    if known.disk_low:
        yield Lack(Matter.PRE_FLIGHT, "disk", "room on the disk")
    if not typed.undisturbed:
        yield Lack(Matter.PRE_FLIGHT, "undisturbed", "do-not-disturb")


def _escort(typed: Preparing, now: datetime) -> Iterator[Lack]:
    nobody, gone = not typed.escort.strip(), typed.pick_up_at is not None and typed.pick_up_at <= now
    if nobody and typed.pick_up_at is None:
        yield Lack(Matter.ESCORT, "escort", "the escort and the pick-up time")
    elif nobody:
        yield Lack(Matter.ESCORT, "escort", "the escort")
    elif typed.pick_up_at is None:
        yield Lack(Matter.ESCORT, "pick-up", "the pick-up time")
    if gone:
        yield Lack(Matter.ESCORT, "pick-up", "the pick-up time", "has gone by")


def _checklist(answers: ListAnswered | None) -> Iterator[Lack]:
    if answers is None:
        return
    asked = {reply.item for reply in answers.replies if reply.reply is not None}
    left = [item for item in answers.items if item.id not in asked]
    if len(left) == 1:
        yield Lack(Matter.CHECKLIST, f"item {left[0].id}", f"“{left[0].text}”", "has not been asked")
    elif left:
        many = "all" if len(left) == len(answers.items) else str(len(left))
        yield Lack(Matter.CHECKLIST, f"item {left[0].id}", f"{many} items of the checklist", "have not been asked")


def unread(vitals: Vitals | None) -> list[str] | None:
    """What a baseline reading lacks of pressure, heart rate and SpO2; empty where there is none, None where nothing is
    missing."""
    if vitals is None or vitals == Vitals():
        return []
    there = {"BP": vitals.systolic, "HR": vitals.heart_rate, "SpO2": vitals.spo2}
    return [name for name, value in there.items() if value is None] or None


def _has(words: list[str]) -> str:
    return "has" if len(words) == 1 else "have"
