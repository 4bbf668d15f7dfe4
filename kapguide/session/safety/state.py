"""The side effects of a session as they stand, and what was seen of the clinic's limits."""

from typing import assert_never

import msgspec

from kapguide.session.clock import Elapsed
from kapguide.session.safety.events import (
    AnySafetyStep,
    LimitSeen,
    SideEffectFollowed,
    SideEffectNoted,
    SideEffectsAsked,
)

_change = msgspec.structs.replace


class EffectFollowed(msgspec.Struct, frozen=True):
    """Something that was done about a side effect, or its end; `id` is the event that a correction supersedes."""

    id: str
    at: Elapsed
    action: str = ""
    over: bool = False


class SideEffect(msgspec.Struct, frozen=True):
    """A side effect, corrections applied; `id` is the event that a correction supersedes."""

    id: str
    effect: str
    title: str
    onset: Elapsed
    severity: str
    action: str = ""
    course: tuple[EffectFollowed, ...] = ()

    @property
    def ended(self) -> Elapsed | None:
        """When it was over."""
        return next((each.at for each in self.course if each.over), None)


class SafetyState(msgspec.Struct, frozen=True):
    """What a session keeps of side effects and limits."""

    effects: tuple[SideEffect, ...] = ()
    asked: dict[str, Elapsed] = {}
    """When the client was asked without a prompt and reported none, by the events that say so."""
    limits_seen: dict[str, Elapsed] = {}
    """When it was seen that a reading lies outside of the clinic's limits, by the readings' ids."""

    @property
    def open_effects(self) -> tuple[SideEffect, ...]:
        """Those that nobody has said are over."""
        return tuple(effect for effect in self.effects if effect.ended is None)


def safety_after(safety: SafetyState, body: AnySafetyStep, event_id: str, t: Elapsed) -> SafetyState:
    """`safety` after an event."""
    match body:
        case LimitSeen():
            return _change(safety, limits_seen={**safety.limits_seen, body.reading: t})
        case SideEffectsAsked():
            return _change(safety, asked={**safety.asked, event_id: body.asked})
        case SideEffectNoted():
            new = SideEffect(event_id, body.effect, body.title, body.onset, body.severity, body.action)
            return _change(safety, effects=_noted(safety.effects, new, body.supersedes))
        case SideEffectFollowed():
            step = EffectFollowed(event_id, body.happened, body.action, body.over)
            return _change(safety, effects=tuple(_followed(each, step, body) for each in safety.effects))
    assert_never(body)


def without_entry(safety: SafetyState, entry: str) -> SafetyState:
    """`safety` without what the event `entry` said."""
    effects = tuple(
        _change(effect, course=tuple(each for each in effect.course if each.id != entry))
        for effect in safety.effects
        if effect.id != entry
    )
    return _change(safety, effects=effects, asked={name: at for name, at in safety.asked.items() if name != entry})


def _noted(effects: tuple[SideEffect, ...], new: SideEffect, supersedes: str) -> tuple[SideEffect, ...]:
    if not supersedes:
        return (*effects, new)
    return tuple(_change(new, course=old.course) if old.id == supersedes else old for old in effects)


def _followed(effect: SideEffect, step: EffectFollowed, body: SideEffectFollowed) -> SideEffect:
    if body.supersedes:
        return _change(effect, course=tuple(step if old.id == body.supersedes else old for old in effect.course))
    return _change(effect, course=(*effect.course, step)) if effect.id == body.entry else effect
