"""What a person can say of side effects and of the clinic's limits."""

from kapguide.session.clock import Elapsed
from kapguide.session.commands import Command


class SafetyCommand(Command, frozen=True):
    """A word on side effects or limits."""


class SeeLimit(SafetyCommand, frozen=True):
    """The latest reading lies outside of the clinic's limits, and that has been seen."""


class NoteSideEffect(SafetyCommand, frozen=True):
    """Record a side effect since session time `onset`; `supersedes` names the event to correct."""

    effect: str
    title: str
    onset: Elapsed
    severity: str
    action: str = ""
    supersedes: str = ""


class FollowSideEffect(SafetyCommand, frozen=True):
    """Record at session time `happened` what was done about the side effect of the event `entry`, or that it is
    `over`; `supersedes` names the event to correct."""

    entry: str
    happened: Elapsed
    action: str = ""
    over: bool = False
    supersedes: str = ""


class ReportNoSideEffects(SafetyCommand, frozen=True):
    """The client was asked at session time `asked`, and reported none."""

    asked: Elapsed
