"""What is told of side effects, of the asking for them, and of limits that were seen."""

from typing import assert_never

from kapguide.session.clock import Elapsed
from kapguide.session.safety.events import (
    AnySafetyStep,
    LimitSeen,
    SideEffectFollowed,
    SideEffectNoted,
    SideEffectsAsked,
)
from kapguide.session.told import NoteKind, Told, beginning
from kapguide.session.wording import length
from kapguide.spans import MINUTE

NONE_REPORTED = "Asked for side effects: none reported"


def tell_safety(body: AnySafetyStep) -> Told:
    """A side effect and what became of it; that none was reported; that a limit was seen."""
    match body:
        case LimitSeen():
            after = f", {length(body.after_ms // MINUTE * MINUTE)} after the reading" if body.after_ms >= MINUTE else ""
            sentence = f"Seen: outside the clinic’s limits, {body.words}{after}"
            line = NoteKind.READING, f"seen: {body.words}"
            return Told(sentence=sentence, line=line, undo="Limit seen")
        case SideEffectNoted():
            return _told(body, f"{body.title}, {body.severity}", body.onset)
        case SideEffectFollowed(over=True):
            return _told(body, f"{body.title}: over", body.happened)
        case SideEffectFollowed():
            return _told(body, body.title, body.happened)
        case SideEffectsAsked():
            return Told(
                sentence=NONE_REPORTED,
                line=(NoteKind.SIDE_EFFECT, "Asked: none reported"),
                undo="None reported",
                at=body.asked,
            )
    assert_never(body)


def _told(body: SideEffectNoted | SideEffectFollowed, what: str, at: Elapsed) -> Told:
    words = f"{what}; done: {body.action}" if body.action else what
    undo = f"Correction “{beginning(body.title)}”" if body.supersedes else beginning(what)
    return Told(
        sentence=f"Side effect: {words}",
        line=(NoteKind.SIDE_EFFECT, words),
        undo=undo,
        at=at,
    )
