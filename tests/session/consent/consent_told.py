"""How what is said of consent is told."""

from kapguide.session import events as e
from kapguide.session.consent.events import ConsentMarked, WishHeard
from kapguide.session.telling import NoteKind, Place

CONSENT_SENTENCES: list[tuple[e.Body, str, tuple[Place, ...]]] = [
    (e.TouchMarked("hand"), "Touch consent: hand", (Place.CONSENT,)),
    (e.TouchMarked("withdrawn"), "Touch consent withdrawn", (Place.CONSENT,)),
    (ConsentMarked("observers", "agreed"), "Observers: agreed", ()),
    (ConsentMarked("recording", "refused"), "Recording: refused", ()),
    (ConsentMarked("recording", "withdrawn"), "Recording: consent withdrawn", ()),
    (WishHeard("to go outside"), "The client wished for more: to go outside. The answer: not today", ()),
]
CONSENT_UNDO: list[tuple[e.Body, str]] = [
    (ConsentMarked("observers", "withdrawn"), "Observers: consent withdrawn"),
    (WishHeard("a hand on the back"), "Wish “a hand on the back”"),
]
CONSENT_LINES: list[tuple[e.Body, tuple[NoteKind, str]]] = [
    (ConsentMarked("observers", "agreed"), (NoteKind.CONSENT, "observers: agreed")),
    (WishHeard("a hand"), (NoteKind.CONSENT, "wish: a hand – not today")),
]
