"""The rules of side effects and limits: what may be said, and what it takes."""

from collections.abc import Iterator

from kapguide.clinical.limits import Limit
from kapguide.clinical.side_effects import SEVERITIES
from kapguide.session.care.answers import Answer
from kapguide.session.care.asks import asked
from kapguide.session.care.events import CueAnswered
from kapguide.session.clock import Elapsed
from kapguide.session.entries import happened, known, there
from kapguide.session.parts import Reading
from kapguide.session.protocol.protocol import Ask
from kapguide.session.refused import Refused
from kapguide.session.safety.commands import (
    FollowSideEffect,
    NoteSideEffect,
    ReportNoSideEffects,
    SafetyCommand,
    SeeLimit,
)
from kapguide.session.safety.events import (
    AnySafetyStep,
    LimitSeen,
    SideEffectFollowed,
    SideEffectNoted,
    SideEffectsAsked,
)
from kapguide.session.safety.state import SideEffect
from kapguide.session.state import SessionState
from kapguide.text import one_line

LONGEST_TITLE = 60


def said_of_safety(state: SessionState, command: SafetyCommand, t: Elapsed) -> Iterator[AnySafetyStep | CueAnswered]:
    """What a word on side effects or limits leaves in the record."""
    match command:
        case SeeLimit():
            reading = limit_to_see(state)
            if reading is None:
                raise Refused("No reading lies outside of the clinic’s limits that has not been seen.")
            yield LimitSeen(reading.id, limits_words(reading.outside), max(0, t - reading.taken))
        case NoteSideEffect():
            noted = _noted(state, command, t)
            if not command.supersedes and (cue := asked_for_effects(state)):
                yield CueAnswered(cue, state.cues[cue].title, Answer.REPORTED)
            yield noted
        case FollowSideEffect():
            yield _followed(state, command, t)
        case ReportNoSideEffects():
            if cue := asked_for_effects(state):
                yield CueAnswered(cue, state.cues[cue].title, Answer.NONE_REPORTED)
            else:
                yield SideEffectsAsked(happened(command.asked, t))
        case _:
            raise TypeError(f"no rule for {type(command).__name__}")


def limit_to_see(state: SessionState) -> Reading | None:
    """The latest reading, where it lies outside of the clinic's limits and nobody has said that this was seen."""
    latest = state.readings[-1] if state.readings else None
    return latest if latest is not None and latest.outside and latest.id not in state.safety.limits_seen else None


def baseline(state: SessionState) -> Reading | None:
    """The last reading before the first dose."""
    t0 = state.t0
    before = [reading for reading in state.readings if t0 is None or reading.taken < t0]
    return max(before, key=lambda reading: reading.taken, default=None)


def limits_words(limits: tuple[Limit, ...]) -> str:
    """`BP above 160/90, HR above 100`."""
    return ", ".join(limit.words for limit in limits)


def asked_for_effects(state: SessionState) -> str:
    """The newest prompt that asks for side effects and has no answer; empty for none."""
    due = [(cue.due, name) for name, cue in state.cues.items() if asked(state, name) is Ask.SIDE_EFFECTS]
    return max(due)[1] if due else ""


def effects_last_asked(state: SessionState) -> Elapsed | None:
    """When the client was last asked for side effects, or one was noted; None where neither was."""
    answered = (
        cue.answered
        for name, cue in state.cues.items()
        if cue.answer in (Answer.NONE_REPORTED, Answer.REPORTED) and cue.answered is not None
    )
    noted = (effect.onset for effect in state.safety.effects)
    return max((*answered, *noted, *state.safety.asked.values()), default=None)


def _noted(state: SessionState, command: NoteSideEffect, t: Elapsed) -> SideEffectNoted:
    known(command.supersedes, [effect.id for effect in state.safety.effects], "side effect")
    title, action = one_line(command.title), one_line(command.action)
    if not title:
        raise Refused("Choose a side effect, or type one.")
    if len(title) > LONGEST_TITLE:
        raise Refused(f"A side effect has at most {LONGEST_TITLE} characters. The rest is what was done, or a note.")
    if command.severity not in SEVERITIES:
        raise Refused(f"How strong is one of: {', '.join(SEVERITIES)}.")
    onset = happened(command.onset, t)
    for effect in state.safety.open_effects:
        if effect.title.casefold() == title.casefold() and effect.id != command.supersedes:
            raise Refused(f"{effect.title} is there already and not over. Say what became of it, or correct it.")
    corrected = next((effect for effect in state.safety.effects if effect.id == command.supersedes), None)
    if corrected is not None and any(each.at < onset for each in corrected.course):
        raise Refused("What was done about it would lie before it began.")
    return SideEffectNoted(command.effect, title, onset, command.severity, action, command.supersedes)


def _followed(state: SessionState, command: FollowSideEffect, t: Elapsed) -> SideEffectFollowed:
    there(command.entry, [effect.id for effect in state.safety.effects], "side effect")
    effect = next(effect for effect in state.safety.effects if effect.id == command.entry)
    known(command.supersedes, [each.id for each in effect.course], "entry")
    action, at = one_line(command.action), happened(command.happened, t)
    if not (action or command.over):
        raise Refused("Type what was done, or say that it is over.")
    if at < effect.onset:
        raise Refused(f"{effect.title} began only after that.")
    if command.over and _over_already(effect, command.supersedes):
        raise Refused(f"{effect.title} is over already.")
    return SideEffectFollowed(effect.id, effect.title, at, action, command.over, command.supersedes)


def _over_already(effect: SideEffect, supersedes: str) -> bool:
    return any(each.over for each in effect.course if each.id != supersedes)
