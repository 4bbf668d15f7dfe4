"""What is told of a breath and of the client's display, with where the documents show it."""

from kapguide.session import events as e
from kapguide.session.telling import Place
from tests.support.breath import BOX, LONG_OUT

BREATH_SENTENCES: list[tuple[e.Body, str, tuple[Place, ...]]] = [
    (e.BreathStarted(LONG_OUT, "nobody"), "Breath begins: Long out (4-0-6-0), no chime", ()),
    (
        e.BreathStarted(BOX, "client", True, "asked for it"),
        "Breath begins: Box (4-4-4-4), chime for the client, on the client’s display; opened because: asked for it",
        (),
    ),
    (e.BreathPaced(100, 110), "Breath slower: 110 % of its length", ()),
    (e.BreathPaced(100, 90), "Breath quicker: 90 % of its length", ()),
    (e.BreathChimed("therapist"), "Breath: chime for the therapist", ()),
    (e.BreathStopped("Long out", 100_000, 10, "hand"), "Breath: Long out, 1 min 40 s, 10 breaths", ()),
    (
        e.BreathStopped("Box", 20_000, 1, "emergency", True, "asked for it"),
        "Breath: Box, 20 s until the emergency, 1 breath, on the client’s display; opened because: asked for it",
        (),
    ),
    (
        e.BreathStopped("4-7-8", 76_000, 4, "cycles"),
        "Breath: 4-7-8, 1 min 16 s to its last breath, 4 breaths",
        (),
    ),
    (e.BreathStopped("Free", 4_000, 0, "unheard of"), "Breath: Free, 4 s", ()),
    (e.DisplayTurned("black"), "Client’s display: black", ()),
    (e.DisplayTurned("line", "There is time."), "Client’s display: “There is time.”", ()),
    (e.DisplayTurned("intention"), "Client’s display: the intention", ()),
    (e.DisplayCovered(True), "Client’s display: on its screen", ()),
    (e.DisplayCovered(False), "Client’s display: its screen is gone", ()),
]
