"""What is told of side effects and of limits, with where the documents show it."""

from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.safety.events import LimitSeen, SideEffectFollowed, SideEffectNoted, SideEffectsAsked
from kapguide.session.telling import Place
from kapguide.spans import MINUTE

START = Elapsed(0)
NAUSEA = SideEffectNoted("nausea", "Nausea", START, "moderate", "bowl held")

SAFETY_SENTENCES: list[tuple[e.Body, str, tuple[Place, ...]]] = [
    (LimitSeen("r1", "BP above 160/90"), "Seen: outside the clinic’s limits, BP above 160/90", ()),
    (
        LimitSeen("r1", "HR above 100", 150_000),
        "Seen: outside the clinic’s limits, HR above 100, 2 min after the reading",
        (),
    ),
    (NAUSEA, "Side effect: Nausea, moderate; done: bowl held", ()),
    (SideEffectNoted("", "Cold hands", START, "mild"), "Side effect: Cold hands, mild", ()),
    (SideEffectFollowed("n1", "Nausea", START, "window opened"), "Side effect: Nausea; done: window opened", ()),
    (SideEffectFollowed("n1", "Nausea", Elapsed(MINUTE), over=True), "Side effect: Nausea: over", ()),
    (SideEffectsAsked(START), "Asked for side effects: none reported", ()),
]
