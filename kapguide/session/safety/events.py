"""Side effects, the asking for them, and limits that were seen: a part of the record, as `events` is."""

from kapguide.session.body import Body
from kapguide.session.clock import Elapsed


class SafetyStep(Body, frozen=True):
    """Something that a person says of side effects or of the clinic's limits."""

    @property
    def text(self) -> str:
        """The words of a person in it."""
        return " ".join(filter(None, (getattr(self, "title", ""), getattr(self, "action", ""))))


class LimitSeen(SafetyStep, frozen=True, tag="limit_seen"):
    """A person has seen that the reading `reading` (its event's id) lies outside of the clinic's limits, as `words`
    name them, `after_ms` after it was taken."""

    reading: str
    words: str
    after_ms: int = 0


class SideEffectNoted(SafetyStep, frozen=True, tag="side_effect_noted"):
    """A side effect that began at session time `onset`: `effect` is its id in the list, empty for one in own words.

    `severity` is one of `side_effects.SEVERITIES`, `action` what was done; `supersedes` the corrected event's id.
    """

    effect: str
    title: str
    onset: Elapsed
    severity: str
    action: str = ""
    supersedes: str = ""


class SideEffectFollowed(SafetyStep, frozen=True, tag="side_effect_followed"):
    """What became of the side effect that the event `entry` noted: what was done, at `happened`; or, where `over`,
    that it ended then. `supersedes` is the corrected event's id."""

    entry: str
    title: str
    happened: Elapsed
    action: str = ""
    over: bool = False
    supersedes: str = ""


class SideEffectsAsked(SafetyStep, frozen=True, tag="side_effects_asked"):
    """The client was asked at session time `asked`, without a prompt, and reported none."""

    asked: Elapsed


AnySafetyStep = LimitSeen | SideEffectNoted | SideEffectFollowed | SideEffectsAsked
