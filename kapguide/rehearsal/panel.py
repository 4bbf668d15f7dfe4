"""What the client's panel shows at a moment: a function of the client and the time."""

import msgspec

from kapguide.clinical.vitals import Vitals, sedation_word
from kapguide.clinical.vitals_line import USUAL
from kapguide.rehearsal.client import ClientState, at_the_door
from kapguide.rehearsal.scenario import RoomFault
from kapguide.session.clock import Elapsed
from kapguide.session.people.people import Person

_BARE = {"heart_rate": "hr", "spo2": "spo2"}
_LABELLED = (("respiratory_rate", "rr {}"), ("dissociation", "d {}"), ("comfort", "c {}"))


class Sign(msgspec.Struct, frozen=True):
    """Something that can be seen or heard of the client now, since session time `since`."""

    turn: str
    shows: str
    says: str
    since: Elapsed


class CuffView(msgspec.Struct, frozen=True):
    """The cuff: at rest, measuring since `since`, or with what was said last, `words` as it would be typed."""

    measuring: bool = False
    since: Elapsed | None = None
    words: str = ""
    vitals: Vitals | None = None
    said: Elapsed | None = None


class PanelView(msgspec.Struct, frozen=True):
    """Everything that the panel shows."""

    signs: tuple[Sign, ...]
    """What is to be seen now, oldest first."""
    words: str
    """What the client said last, without quotation marks; it stays when its sign is over."""
    spoke: Elapsed | None
    cuff: CuffView
    door: tuple[Person, ...]
    """Who stands at the door: until the therapist has noted that somebody came."""
    faults: frozenset[RoomFault]
    doses: int
    """How many doses the client has had: tablets, devices, injections."""
    ordered: int
    """How many the order has."""
    in_stretch: int
    """How long the stretch has gone on (ms)."""
    ends: int | None
    """When it is over as things stand (session time); None where it ends with the session."""
    over: bool


def panel_of(client: ClientState, now: Elapsed, ends: int | None) -> PanelView:
    """The panel at session time `now`."""
    signs = tuple(
        Sign(turn.id, turn.shows, turn.says, Elapsed(client.happened[turn.id]))
        for turn in client.active
        if turn.shows or turn.says
    )
    until = now if client.over is None else min(now, client.over)
    return PanelView(
        signs=signs,
        words=client.words,
        spoke=client.spoke,
        cuff=_cuff(client),
        door=tuple(turn.person for turn in at_the_door(client) if turn.person is not None),
        faults=client.faults,
        doses=len(client.doses),
        ordered=client.scenario.doses,
        in_stretch=max(0, until - client.began) if client.began is not None else 0,
        ends=ends,
        over=client.over is not None,
    )


def _cuff(client: ClientState) -> CuffView:
    cuff = client.cuff
    if cuff.since is not None:
        return CuffView(measuring=True, since=cuff.since)
    if cuff.said is None:
        return CuffView()
    return CuffView(words=reading_words(cuff.said), vitals=cuff.said, said=cuff.told)


def reading_words(vitals: Vitals) -> str:
    """A reading as somebody says it, and as it can be typed: `132/84, 76, 97`."""
    parts = []
    if vitals.systolic is not None:
        parts.append(f"{vitals.systolic}/{vitals.diastolic}")
    bare = vitals.systolic is not None and all(_usual(vitals, field) for field in _BARE)
    for field, label in _BARE.items():
        value = getattr(vitals, field)
        if value is not None:
            parts.append(str(value) if bare else f"{label} {value}")
    parts += [form.format(value) for field, form in _LABELLED if (value := getattr(vitals, field)) is not None]
    if vitals.sedation is not None:
        parts.append(sedation_word(vitals.sedation))
    return ", ".join(parts)


def _usual(vitals: Vitals, field: str) -> bool:
    """Whether a number is one that can be read without a label beside its neighbours."""
    value = getattr(vitals, field)
    least, most = USUAL[field]
    return value is not None and least <= value <= most
