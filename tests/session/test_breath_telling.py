"""A breath in every shape that somebody reads; its sentences stand with those of all kinds."""

import pytest

from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.guiding.breath_telling import tell_breath
from kapguide.session.telling import NoteKind
from tests.support.breath import LONG_OUT

T = Elapsed(0)


@pytest.mark.parametrize(
    ("body", "undo"),
    [
        (e.BreathStarted(LONG_OUT), "Breath: Long out"),
        (e.BreathPaced(100, 110), "Breath slower"),
        (e.BreathChimed("client"), ""),
        (e.BreathStopped("Box", 1, why="hand"), "Breath stopped"),
        (e.BreathStopped("Box", 1, why="cycles"), ""),
    ],
)
def test_what_a_hand_did_can_be_taken_back(body: e.BreathStarted, undo: str) -> None:
    assert tell_breath(body, T).undo == undo


def test_the_live_list_has_its_beginning_and_its_end() -> None:
    assert tell_breath(e.BreathStarted(LONG_OUT, "client"), T).line == (
        NoteKind.BREATH,
        "Long out, chime for the client",
    )
    assert tell_breath(e.BreathStopped("Box", 61_000, 3), T).line == (NoteKind.BREATH, "Box, 1 min 1 s, 3 breaths")
    assert tell_breath(e.BreathPaced(100, 110), T).line is None


@pytest.mark.parametrize(("why", "said"), [("cycles", True), ("closed", True), ("hand", False), ("emergency", False)])
def test_a_breath_that_ends_by_itself_says_so_quietly(why: str, said: bool) -> None:
    aloud = tell_breath(e.BreathStopped("4-7-8", 76_000, 4, why), T).aloud
    assert (aloud is not None) == said
    assert aloud is None or not aloud.warm
