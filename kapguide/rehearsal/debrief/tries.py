"""Strengths, and what can be tried next: both taken from what was logged, ranked, and in neutral words. No grade."""

from collections.abc import Iterator, Sequence

import msgspec

from kapguide.rehearsal.debrief.asked import ON_TIME, AskedFor, readings_asked
from kapguide.rehearsal.debrief.emergency import CALLS, emergencies
from kapguide.rehearsal.debrief.hands import hands_on_keys
from kapguide.rehearsal.debrief.music import sound_gone
from kapguide.rehearsal.debrief.room import times_alone, touches_of, withdrawn_at
from kapguide.rehearsal.debrief.shape import DebriefPoint, DebriefSpread, DebriefTry, MarkState
from kapguide.rehearsal.debrief.trace import Trace
from kapguide.rehearsal.debrief.words import TRIES, brief, counted, exact, listed, lower, quoted, upper
from kapguide.rehearsal.deeds import Deed
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.protocol.protocol import Ask
from kapguide.spans import MINUTE, SECOND

MOST_TRIES = 3
MOST_STRENGTHS = 4

MUCH = 0.4
"""Where more of a run than this was spent at the keys, it is said [OURS]."""

_SOON = MINUTE
"""What came within this is not told as something that can come sooner [OURS]."""


_LITTLE = 15 * SECOND
"""What came later by no more than this, or by half of its time, is told last [OURS]."""


class _Found(msgspec.Struct, frozen=True):
    """Something to say; what weighs more comes first [OURS], then what came first."""

    weight: int
    t: int | None
    words: str
    logged: str = ""


def tries_of(trace: Trace, asked: Sequence[AskedFor]) -> tuple[DebriefTry, ...]:
    """At most three; fewer where the log has fewer."""
    found = [*_room(trace), *_turns(trace, asked), *_cues(trace, asked), *_rest(trace)]
    once: dict[str, _Found] = {}
    for each in _ranked(found):
        once.setdefault(each.words, each)
    return tuple(
        DebriefTry(each.words, each.logged, None if each.t is None else Elapsed(each.t))
        for each in list(once.values())[:MOST_TRIES]
    )


def strengths_of(trace: Trace, asked: Sequence[AskedFor], spreads: Sequence[DebriefSpread]) -> tuple[DebriefPoint, ...]:
    """What was there, as it was logged."""
    found = [*_answered(asked, spreads), *_read(trace, asked), *_kept(trace)]
    return tuple(
        DebriefPoint(each.words, None if each.t is None else Elapsed(each.t))
        for each in _ranked(found)[:MOST_STRENGTHS]
    )


def _ranked(found: list[_Found]) -> list[_Found]:
    return sorted(found, key=lambda each: (-each.weight, each.t or 0, each.words))


# --- what to try -------------------------------------------------------------------------------------------------


def _room(trace: Trace) -> Iterator[_Found]:
    for touch in touches_of(trace):
        if not touch.agreed:
            at = trace.minutes(touch.item.t)
            logged = f"A hand was given at {at}; touch consent then: {touch.consent}."
            yield _Found(100, touch.item.t, "Look at the touch consent before a hand is given.", logged)
    for gap in times_alone(trace):
        if not gap.doubtful:
            span = f"{trace.minutes(gap.began)} to {trace.minutes(gap.ended)}"
            yield _Found(
                90, gap.began, "Let somebody be in the room, and noted as there.", f"From {span} nobody was noted."
            )


def _turns(trace: Trace, asked: Sequence[AskedFor]) -> Iterator[_Found]:
    """What a turn asked for and was not seen, came later, or took most of its time."""
    for item in asked:
        if item.turn is None or item.expectation is None:
            continue
        done = {each.deed for each in item.answers}
        deed = next((deed for deed in item.expectation.deeds if deed not in done), item.expectation.deeds[0])
        words, at = TRIES[deed], trace.minutes(item.t)
        grave = {*CALLS, Deed.EMERGENCY.value} & set(item.expectation.deeds)
        if item.state is MarkState.NOT_SEEN:
            logged = f"Asked for by {at}, {item.outcome}."
            yield _Found(95 if grave else 80, item.t, words, logged)
        elif item.state is MarkState.LATER:
            logged = f"Asked for by {at}; it came {item.outcome}."
            weight = 85 if grave else 70 if item.late > max(_LITTLE, item.within // 2) else 28
            yield _Found(weight, item.t, TRIES[item.answers[-1].deed], logged)
        elif item.state is MarkState.IN_TIME and item.took > max(_SOON, item.expectation.within // 2):
            first = item.answers[0]
            logged = f"It came {exact(first.noted - item.turn.t)} after {quoted(lower(item.turn.title))}."
            yield _Found(30, item.turn.t, TRIES[first.deed], logged)


def _cues(trace: Trace, asked: Sequence[AskedFor]) -> Iterator[_Found]:
    """The protocol's: of several of one sort the one that was latest is told, and the others are counted."""
    items = [item for item in asked if item.turn is None]
    for weight, sort, noun in (
        (60, lambda item: item.is_reading, "reading"),
        (50, lambda item: item.ask is Ask.LOOK, "look"),
        (40, lambda item: not item.is_reading and item.ask is not Ask.LOOK, "prompt"),
    ):
        warm = [each for each in items if sort(each) and each.state in (MarkState.LATER, MarkState.NOT_SEEN)]
        if not warm:
            continue
        worst = max(warm, key=lambda each: (each.state is MarkState.NOT_SEEN, each.late))
        at = trace.minutes(worst.t)
        came = f"It came {worst.outcome}" if worst.came else f"It was {worst.outcome}"
        more = f"; {counted(len(warm) - 1, 'other')} came later or {'was' if len(warm) == 2 else 'were'} not seen"
        logged = f"{came}{more if len(warm) > 1 else ''}."
        words = {
            "reading": f"Take the {at} reading, or write why it waits.",
            "look": f"At {at}, look up, then answer the prompt.",
            "prompt": f"Answer {quoted(lower(worst.title))} at {at}, or put it off with its key.",
        }[noun]
        yield _Found(weight + 5 * (worst.state is MarkState.NOT_SEEN), worst.t, words, logged)


def _rest(trace: Trace) -> Iterator[_Found]:
    for gone in sound_gone(trace):
        if gone.ended is None or gone.ended - gone.began > MINUTE:
            came = "was not heard again" if gone.ended is None else f"was back after {exact(gone.ended - gone.began)}"
            logged = f"It was gone at {trace.minutes(gone.began)} and {came}."
            yield _Found(65, gone.began, "Practise bringing the sound back.", logged)
    for run in emergencies(trace):
        if run.to_call is not None and run.to_call > MINUTE:
            logged = f"The call came {exact(run.to_call)} after the key."
            yield _Found(75, run.key.t, TRIES[Deed.CALLED], logged)
    hands = hands_on_keys(trace)
    if hands.share > MUCH:
        logged = f"Hands were on the keys for {round(100 * hands.share)} % of the time."
        yield _Found(35, None, "Write less, and look up between two entries.", logged)
    answers = trace.state.leaving_list.answers
    replied = {reply.item for reply in answers.replies if reply.reply is not None}
    open_items = [item.text for item in answers.items if item.id not in replied]
    if open_items:
        words = "Go through all of the leaving list before they stand up."
        yield _Found(45, None, words, f"Not asked: {listed(open_items, 3)}.")


# --- what was there ----------------------------------------------------------------------------------------------


def _answered(asked: Sequence[AskedFor], spreads: Sequence[DebriefSpread]) -> Iterator[_Found]:
    told: set[str] = set()
    earlier = {spread.kind: [each for each in spread.earlier if each is not None] for spread in spreads}
    for item in asked:
        if item.turn is None or item.state is not MarkState.IN_TIME or item.title in told:
            continue
        told.add(item.title)
        before = earlier.get(f"turn/{item.kind}", [])
        after = f"{exact(item.took)} after {quoted(lower(item.turn.title))}"
        words = f"{quoted(upper(item.title))} was there {after}"
        if before and item.took < min(before):
            yield _Found(85, item.turn.t, f"{words}; in earlier runs after {exact(min(before))} at the soonest.")
        else:
            soon = item.took * 2 <= item.within
            yield _Found(80 if soon else 70, item.turn.t, f"{words}; asked for within {brief(item.within)}.")


def _read(trace: Trace, asked: Sequence[AskedFor]) -> Iterator[_Found]:
    items = readings_asked(asked)
    there = [item for item in items if item.state is MarkState.IN_TIME and item.taken]
    if len(items) > 1 and len(there) == len(items):
        yield _Found(75, None, f"All {len(items)} readings were there within {brief(ON_TIME)} of their time.")
    elif there:
        first = min(there, key=lambda item: abs(item.late))
        late = f"after {exact(first.late)}" if first.late >= 0 else f"{exact(first.late)} before its time"
        yield _Found(40, first.t, f"The reading at {trace.minutes(first.t)} was there {late}.")


def _kept(trace: Trace) -> Iterator[_Found]:
    withdrawn = withdrawn_at(trace)
    if withdrawn is not None and all(touch.item.t < withdrawn for touch in touches_of(trace)):
        at = trace.minutes(withdrawn)
        yield _Found(65, withdrawn, f"Touch was noted as withdrawn at {at}; no hand was logged after it.")
    company = trace.state.people and trace.lived(trace.began, trace.ended)
    if company and not list(times_alone(trace)):
        yield _Found(60, None, "Somebody was recorded with the client all of the time.")
    own = sum(isinstance(event.body, e.NoteAdded) and event.body.manner == "verbatim" for event in trace.own)
    if own:
        yield _Found(45, None, f"{counted(own, 'line')} of the notes {'is' if own == 1 else 'are'} in their own words.")
    for run in emergencies(trace):
        if run.to_call is not None and 0 <= run.to_call <= 30 * SECOND:
            yield _Found(90, run.key.t, f"The call came {exact(run.to_call)} after the emergency key.")
    answers = trace.state.leaving_list.answers
    replied = {reply.item for reply in answers.replies if reply.reply is not None}
    if answers.items and all(item.id in replied for item in answers.items):
        yield _Found(50, None, f"All {len(answers.items)} items of the leaving list were asked.")
