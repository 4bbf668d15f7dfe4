"""A recorded session turned into a scenario: its course and what happened, and nothing that anybody wrote in it.

Words, names, codes, doses, dates and times of day never come over: a happening is told by fixed words alone, or has a
placeholder that somebody writes anew. Only what ships with KapGuide, an observation’s label or a side effect’s name, is
kept as it was.
"""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from kapguide.clinical.marks import Mark
from kapguide.clinical.side_effects import SEVERITIES
from kapguide.clinical.vitals import Vitals
from kapguide.errors import KapGuideError
from kapguide.rehearsal.deeds import Deed
from kapguide.rehearsal.scenario import (
    CoursePoint,
    Expectation,
    RoomFault,
    Scenario,
    Since,
    Source,
    Stretch,
    Turn,
    TurnTime,
)
from kapguide.rehearsal.scenario_check import MOST_DOSES
from kapguide.rehearsal.scenario_file import MOST_PEOPLE, MOST_POINTS, MOST_TURNS
from kapguide.rehearsal.sound import SOUND_GOES_ON
from kapguide.session import events as e
from kapguide.session.care.answers import AGREED, LeavingOutcome, Touch
from kapguide.session.doses.dose import first_given
from kapguide.session.people.people import Person, StaffRole
from kapguide.session.playback import standing_events
from kapguide.session.protocol.protocol import PhaseKind, Route, TherapyProtocol
from kapguide.session.safety.events import SideEffectFollowed, SideEffectNoted
from kapguide.spans import MINUTE, SECOND

STEP = 30 * SECOND
"""Every time is a whole number of these after the dose."""
NO_DOSE = (
    "No dose was recorded in this session, and a scenario counts from the dose. Write one by hand; its file is TOML."
)
NO_READING = "No reading was recorded after the dose or before it, and a scenario needs one. Write one by hand."
NO_ROUTE = "The protocol of this session has no route, and a scenario needs one. Write one by hand."
ANEW = "To be written anew."
SAYS = "To be written anew"
_BY_ITSELF = SOUND_GOES_ON | {"taken_over"}
"""Faults after which the sound went on."""


class KnownWords(msgspec.Struct, frozen=True):
    """What ships with KapGuide and may be kept: labels of observations, and titles of side effects by their ids."""

    labels: frozenset[str] = frozenset()
    effects: Mapping[str, str] = {}


class FromSession(msgspec.Struct, frozen=True):
    """A scenario, and what of the session is not in it, a sentence each."""

    scenario: Scenario
    left_out: tuple[str, ...]


class _Happening(msgspec.Struct, frozen=True):
    """Something of the session, at session time `t`; without its `id`, which counts by its kind."""

    t: int
    kind: str
    title: str
    until: int
    shows: str = ""
    says: str = ""
    fault: RoomFault | None = None
    person: Person | None = None
    asks: tuple[tuple[str, tuple[Deed | str, ...]], ...] = ()
    """A title and the deeds that are asked for."""


def scenario_of(
    protocol: TherapyProtocol,
    events: Sequence[e.Event],
    *,
    known: KnownWords,
    id: str = "from-a-session",
    seed: int = 0,
    jitter: int = 0,
) -> FromSession:
    """The scenario; its times are moved by up to `jitter` ms either way, by the chance of `seed`.

    Raises KapGuideError where nothing can be made of it.
    """
    log = standing_events(protocol, events)
    t0 = first_given(event.body.given for event in log if isinstance(event.body, e.DoseGiven))
    if t0 is None:
        raise KapGuideError(NO_DOSE)
    if protocol.route is None:
        raise KapGuideError(NO_ROUTE)
    last = max(event.t for event in log)
    ends = _stretch_end(protocol, last - t0)
    span = last - t0 if ends is None else ends
    moved = _Moved(random.Random(f"{seed}/times"), jitter, span)
    happened = sorted(_happenings(log, known), key=lambda each: each.t)
    within = [each for each in happened if t0 <= each.t <= t0 + span]
    turns = tuple(_turns(within[:MOST_TURNS], t0, moved)) or (_something(moved),)
    started = next((event.body for event in log if isinstance(event.body, e.SessionStarted)), None)
    scenario = Scenario(
        id=id,
        title="From a session, to be named",
        practises="to be written",
        opening="To be written: how it begins, in one sentence.",
        about="To be written: what it is about, without its turns.",
        aim="To be written: what one can learn from it.",
        hard=2,
        routes=(Route(protocol.route),),
        stretch=Stretch(_first_kind(protocol), 0, ends),
        client=_fictional(random.Random(f"{seed}/code"), started.client_code if started is not None else ""),
        course=_course(log, t0, moved),
        turns=turns,
        sources=(
            Source(
                Mark.OURS,
                "Made by KapGuide from a recorded session. A story for practice: nothing in it is a medical fact.",
            ),
        ),
        planned_dose="as prescribed",
        doses=min(
            MOST_DOSES[protocol.route], len({event.body.number for event in log if isinstance(event.body, e.DoseGiven)})
        ),
        touch=_touch(log, t0),
        present=_present(started),
    )
    return FromSession(scenario, tuple(_left_out(log, len(happened) - len(within), len(within) - MOST_TURNS)))


class _Moved:
    """Times after the dose as they stand in the file."""

    def __init__(self, chance: random.Random, jitter: int, span: int) -> None:
        self._chance, self._jitter, self._most = chance, jitter // STEP, max(1, span // STEP) - 1

    def at(self, ms: int) -> int:
        """`ms` after the dose, rounded, and moved by chance within the stretch."""
        steps = round(ms / STEP)
        if self._jitter and steps:
            steps = max(1, steps + self._chance.randint(-self._jitter, self._jitter))
        return min(steps, self._most) * STEP


def length_of(ms: int) -> int:
    """A length, rounded; never nothing."""
    return max(1, round(ms / STEP)) * STEP


def _stretch_end(protocol: TherapyProtocol, after: int) -> int | None:
    """When the stretch ends after the dose: as the session did, in whole minutes; None where that is beyond what the
    protocol plans."""
    ends = max(MINUTE, -(-after // MINUTE) * MINUTE)
    return None if protocol.planned_t0 + ends > protocol.planned else ends


def _first_kind(protocol: TherapyProtocol) -> PhaseKind:
    """Where the stretch begins: with the dosing, or with the first phase where there is none of that kind."""
    kinds = [phase.kind for phase in protocol.phases]
    return PhaseKind.DOSING if PhaseKind.DOSING in kinds else kinds[0]


def _fictional(chance: random.Random, code: str) -> str:
    """A made-up code that has nothing of the client's own; of a code that stands in every made-up one, the plainest."""
    own, numbers = code.casefold(), chance.sample(range(100, 1000), 900)
    apart = (number for number in numbers if own not in f"r-{number}" and f"r-{number}" not in own)
    return f"R-{next(apart, 0):03}"


def _touch(log: Sequence[e.Event], t0: int) -> str:
    """What was agreed to before the dose."""
    said = [event.body.touch for event in log if isinstance(event.body, e.TouchMarked) and event.t <= t0]
    return said[-1] if said and said[-1] in [*AGREED] else ""


def _present(started: e.SessionStarted | None) -> tuple[Person, ...]:
    """Those who were there from the beginning, by what they were there for."""
    people = [each for each in (started.present if started is not None else ()) if isinstance(each, Person)]
    return tuple(_somebody(person, number) for number, person in enumerate(people[:MOST_PEOPLE], 1))


def _somebody(person: Person, number: int) -> Person:
    """A person without a name; a role of the clinic's own words is none here."""
    role = person.role if person.role in [*StaffRole] else ""
    return Person(f"Colleague {number}", role, in_house=person.in_house)


def _course(log: Sequence[e.Event], t0: int, moved: _Moved) -> tuple[CoursePoint, ...]:
    """The readings since the dose, each with all that was read in any of them; the one before it stands at its time."""
    taken = sorted((event.body for event in log if isinstance(event.body, e.ReadingTaken)), key=lambda body: body.taken)
    if not taken:
        raise KapGuideError(NO_READING)
    points: dict[int, Vitals] = {}
    whole = _filled([body.vitals for body in taken])
    for body, vitals in zip(taken, whole, strict=True):
        points[moved.at(max(0, body.taken - t0))] = vitals
    points.setdefault(0, whole[0])
    times = sorted(points)
    if len(times) > MOST_POINTS:
        times = [times[round(place * (len(times) - 1) / (MOST_POINTS - 1))] for place in range(MOST_POINTS)]
    return tuple(CoursePoint(at, points[at]) for at in times)


def _filled(read: Sequence[Vitals]) -> list[Vitals]:
    """Each reading with what it lacks as it was read last, or else as it was read first after it."""
    found = []
    known: dict[str, int] = {}
    for vitals in reversed(read):
        known |= _values(vitals)
    for vitals in read:
        known |= _values(vitals)
        found.append(Vitals(**known))
    return found


def _values(vitals: Vitals) -> dict[str, int]:
    return {field: value for field, value in msgspec.structs.asdict(vitals).items() if value is not None}


def _turns(happened: Sequence[_Happening], t0: int, moved: _Moved) -> Iterator[Turn]:
    """Each with an id that counts by its kind."""
    counted: Counter[str] = Counter()
    for each in happened:
        counted[each.kind] += 1
        name = f"{each.kind}-{counted[each.kind]}"
        asks = tuple(Expectation(f"{name}-{title.replace(' ', '-')}", title, deeds) for title, deeds in each.asks)
        yield Turn(
            id=name,
            when=TurnTime(Since.DOSE, moved.at(each.t - t0)),
            title=each.title,
            shows=each.shows,
            says=each.says,
            lasts=length_of(each.until - each.t),
            fault=each.fault,
            person=each.person,
            asks=asks,
        )


def _something(moved: _Moved) -> Turn:
    """A scenario has at least one turn."""
    return Turn("something", TurnTime(Since.DOSE, moved.at(10 * MINUTE)), "something happens", shows=ANEW, lasts=MINUTE)


def _happenings(log: Sequence[e.Event], known: KnownWords) -> Iterator[_Happening]:
    """What happened to the client and to the room; what the therapist did is for whoever rehearses."""
    people = 0
    for place, event in enumerate(log):
        later, t = log[place + 1 :], event.t
        match event.body:
            case e.ObservationAdded(label=label):
                title, shows = (label, f"{label}.") if label in known.labels else ("something is seen", ANEW)
                yield _Happening(t, "seen", title, t + 2 * MINUTE, shows)
            case e.NoteAdded(manner="observation", begun=begun):
                yield _Happening(begun, "seen", "something is seen", begun + 2 * MINUTE, ANEW)
            case e.NoteAdded(manner="verbatim" | "paraphrase", begun=begun):
                yield _Happening(begun, "says", "says something", begun + MINUTE, says=SAYS)
            case SideEffectNoted():
                yield _effect(event.id, event.body, later, known)
            case e.TouchMarked(touch=Touch.WITHDRAWN):
                yield _Happening(t, "no-touch", "touch withdrawn", t + 3 * MINUTE, DRAWS_BACK, asks=NO_TOUCH)
            case e.EmergencyStarted():
                left = next((each.t for each in later if isinstance(each.body, e.EmergencyEnded)), t + 10 * MINUTE)
                yield _Happening(t, "emergency", "something that needs help", left, ANEW, asks=HELP)
            case e.SoundFault(fault=fault) if fault not in _BY_ITSELF:
                back = next((each.t for each in later if isinstance(each.body, e.SoundBack)), t + 2 * MINUTE)
                yield _Happening(t, "sound", "the sound is gone", back, fault=RoomFault.SOUND_DIES)
            case e.ClockGap(slept_ms=slept) if slept >= STEP:
                yield _Happening(t - slept, "sleeps", "the computer sleeps", t, fault=RoomFault.SLEEPS)
            case e.PersonCame(person=person, happened=happened):
                people += 1
                there = t if happened is None else happened
                came = msgspec.structs.replace(_somebody(person, people), name=f"Visitor {people}")
                yield _Happening(
                    there, "comes", "somebody comes to the door", there + 5 * MINUTE, person=came, asks=CAME
                )
            case e.LeavingNoted(outcome=outcome, told_at=told_at) if outcome in _LEAVING:
                title, shows = _LEAVING[outcome]
                yield _Happening(told_at, "leaving", title, told_at + 10 * MINUTE, shows)


DRAWS_BACK = "Draws the hand away, or says that no touch is wanted."
NO_TOUCH = (("touch withdrawn noted", (Deed.TOUCH_OFF,)),)
HELP = (("emergency called", (Deed.EMERGENCY,)), ("help called", (Deed.CALLED, "call", "ring")))
CAME = (("noted who came", (Deed.PERSON_CAME,)),)
UNWELL = (("side effect noted", (Deed.SIDE_EFFECT,)),)
_LEAVING = {
    LeavingOutcome.NO_ESCORT.value: ("nobody is there to fetch them", "Nobody has come, and the hour is past."),
    LeavingOutcome.STAYS.value: ("is not ready to leave", "Sits on the edge, unsteady, and does not want to go yet."),
    LeavingOutcome.AGAINST_ADVICE.value: ("wants to leave now", "Stands up and looks for the coat."),
}
"""What may be seen of the leaving, and its title."""


def _effect(entry: str, body: SideEffectNoted, later: Sequence[e.Event], known: KnownWords) -> _Happening:
    """A side effect of the list by its name, any other without; it is seen until it was over."""
    strong = body.severity if body.severity in SEVERITIES else ""
    named = ", ".join(filter(None, (known.effects.get(body.effect, "something is not well"), strong)))
    over = (
        each.body.happened
        for each in later
        if isinstance(each.body, SideEffectFollowed) and each.body.over and each.body.entry == entry
    )
    until = next((at for at in over if at > body.onset), body.onset + 10 * MINUTE)
    return _Happening(body.onset, "unwell", named, until, ANEW, asks=UNWELL)


def _left_out(log: Sequence[e.Event], outside: int, beyond: int) -> Iterator[str]:
    """What a person may look for in it and does not find."""
    bodies = [event.body for event in log]
    notes = [body for body in bodies if isinstance(body, e.NoteAdded)]
    plain = sum(body.manner == "note" for body in notes)
    said = sum(body.manner in ("verbatim", "paraphrase") for body in notes)
    yield "The client’s code, names, dates, times of day, doses, devices and pieces of music are not in it."
    yield "The intention, reasons and whatever else was typed are not in it."
    if plain:
        yield f"Note lines: {plain}, none of them is in it."
    if said:
        yield f"The client’s words: {said}, each has its place, to be written anew."
    if outside > 0:
        yield f"Happenings before the dose or after the stretch: {outside}, none of them is in it."
    if beyond > 0:
        yield f"Happenings beyond the {MOST_TURNS} that a scenario has room for: {beyond}."
