"""When things come: the next thing that the client, the room or the cuff does by itself, as a function of the state."""

import random
from collections.abc import Iterator

import msgspec

from kapguide.rehearsal import told as b
from kapguide.rehearsal.client import ClientState, seconds, to_misread
from kapguide.rehearsal.course import misread, reading_at
from kapguide.rehearsal.scenario import RoomFault, Since, Turn
from kapguide.session.clock import Elapsed
from kapguide.spans import HOUR, MINUTE

LONGEST_RUN = 49 * HOUR
"""Session time at which a run is over in any case: beyond any scenario's end. A window that somebody leaves at sixty
times the speed of life would go on for weeks."""
SLEEPS_FOR = 10 * MINUTE
"""How long the computer sleeps where its turn says nothing [OURS]."""
CUFF_S = (25, 55)
"""How many seconds a reading takes, at least and at most [OURS]."""


class DueBeats(msgspec.Struct, frozen=True):
    """What comes at session time `at`, written as beats."""

    at: int
    beats: tuple[b.AnyBeat, ...]


def next_coming(client: ClientState) -> DueBeats | None:
    """The next thing to come; of two at one time the one whose rule stands first here."""
    return min(_coming(client), key=lambda coming: coming.at, default=None)


def turn_time(client: ClientState, turn: Turn) -> int | None:
    """When the turn comes, as far as that is known; None before, and for one that does not come any more."""
    if turn.id in client.happened or turn.id in client.away:
        return None
    when = turn.when
    match when.since:
        case Since.DOSE:
            base = client.doses[when.dose - 1].at if when.dose <= len(client.doses) else None
        case Since.PHASE:
            base = client.phases.get(when.of)
        case Since.HAPPENED:
            base = client.happened.get(when.of)
        case Since.ANSWERED:
            base = client.met.get(when.of)
        case Since.UNANSWERED:
            base = client.ran_out.get(when.of)
        case _:  # a deed
            base = client.set_off.get(turn.id)
    return None if base is None else max(base + when.at, client.last)


def stretch_ends(client: ClientState) -> int | None:
    """When the stretch is over, as things stand; None where it ends with the session, or has not begun."""
    ends = client.scenario.stretch.ends
    if ends is None or client.began is None:
        return None
    return max(client.last, (client.began if client.t0 is None else client.t0) + ends)


def _coming(client: ClientState) -> Iterator[DueBeats]:
    """Everything that is to come, by the rules in their order."""
    if client.over is not None:
        return
    last, seq = client.last, client.seq
    if client.ended:
        if client.scenario.stretch.ends is None and client.began is not None:
            yield DueBeats(last, (b.StretchOver(last, seq),))
        return
    for id in client.no_more_met:
        yield DueBeats(last, (b.MetNoMore(last, seq, id),))
    for turn, asked in client.open_expectations:
        if client.answered(asked):
            yield DueBeats(last, (b.Met(last, seq, asked.id, last - client.happened[turn.id]),))
    for turn in client.active:
        if turn.id in client.mended:
            yield DueBeats(last, (b.SignOver(last, seq, turn.id),))
    yield from _from_the_cuff(client)
    for turn, asked in client.open_expectations:
        at = Elapsed(max(last, client.deadline(turn, asked)))
        yield DueBeats(at, (b.RanOut(at, seq, asked.id),))
    for turn in client.active:
        if (ends := _sign_ends(client, turn)) is not None:
            yield DueBeats(ends, (b.SignOver(Elapsed(ends), seq, turn.id),))
    for turn in client.scenario.turns:
        if (due := turn_time(client, turn)) is not None:
            yield DueBeats(due, tuple(_turned(client, turn, Elapsed(due))))
    if (ends := stretch_ends(client)) is not None:
        yield DueBeats(ends, (b.StretchOver(Elapsed(ends), seq),))
    if client.began is not None:
        ends = max(last, LONGEST_RUN)
        yield DueBeats(ends, (b.StretchOver(Elapsed(ends), seq),))


def _sign_ends(client: ClientState, turn: Turn) -> int | None:
    """When the turn is over by itself; None for one that something else ends."""
    if turn.lasts is not None or turn.fault is RoomFault.SLEEPS:
        return max(client.last, client.happened[turn.id] + lasts_of(turn))
    said_right = turn.id in client.misread and not client.cuff.misread
    return client.last if turn.fault is RoomFault.MISREAD and said_right else None


def lasts_of(turn: Turn) -> int:
    """How long the turn is seen, or the computer sleeps with it; only of one whose end is known."""
    return SLEEPS_FOR if turn.lasts is None else turn.lasts


def _from_the_cuff(client: ClientState) -> Iterator[DueBeats]:
    """The reading that is being measured, or the last one said again."""
    cuff, seq = client.cuff, client.seq
    if cuff.since is not None:
        at = Elapsed(max(client.last, cuff.since + seconds(client.seed, f"cuff/{cuff.asked}", *CUFF_S)))
        vitals, wrong = reading_at(client, at, cuff.asked), to_misread(client)
        said = vitals if wrong is None else misread(vitals, wrong.misread)
        yield DueBeats(at, (b.ReadingGiven(at, seq, said, wrong is not None),))
    elif cuff.again is not None and cuff.measured is not None:
        at = Elapsed(max(client.last, cuff.again))
        yield DueBeats(at, (b.ReadingGiven(at, seq, reading_at(client, cuff.measured, cuff.asked)),))


def _turned(client: ClientState, turn: Turn, at: Elapsed) -> Iterator[b.AnyBeat]:
    """The turn comes and ends others, or it stays away."""
    active = {other.id for other in client.active}
    if not by_chance(client.seed, turn) or (turn.only_if and turn.only_if not in active):
        yield b.StayedAway(at, client.seq, turn.id)
        return
    yield from (b.SignOver(at, client.seq, other) for other in turn.ends if other in active)
    yield b.Happened(at, client.seq, turn.id)


def may_come(client: ClientState, turn: Turn, at: int) -> bool:
    """Whether the turn can come at session time `at`, as far as that is known now: by its chance, and with what it
    goes with."""
    if not by_chance(client.seed, turn):
        return False
    if not turn.only_if:
        return True
    needed = next((other for other in client.scenario.turns if other.id == turn.only_if), None)
    if needed is None or needed.id in client.gone or needed.id in client.away:
        return False
    comes = client.happened.get(needed.id, turn_time(client, needed))
    if comes is None:  # something has to set it off yet
        return True
    if comes > at or (comes < at and needed.id not in client.happened and not may_come(client, needed, comes)):
        return False
    return (needed.lasts is None and needed.fault is not RoomFault.SLEEPS) or comes + lasts_of(needed) > at


def by_chance(seed: int, turn: Turn) -> bool:
    """Whether the seed lets the turn come at its time."""
    return random.Random(f"{seed}/chance/{turn.id}").random() < turn.chance
