"""What a session wants of its music, from any moment to its end."""

import itertools

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kapguide.audio.planning.blocks import RETURN, WantedMusic, blocks_of
from kapguide.session import commands as c
from kapguide.session.protocol.protocol import SILENCE, PhaseKind, TherapyProtocol
from kapguide.session.state import SessionState
from kapguide.spans import MINUTE
from tests.support.plans import Room, phase, plan


def musical(*wishes: tuple[str, ...]) -> TherapyProtocol:
    """Phases of 30 min, each with its wishes."""
    kinds = [PhaseKind.PREPARATION, PhaseKind.DOSING, *[PhaseKind.IMAGERY] * len(wishes)]
    phases = [
        replace(phase(f"p{number}", 30 * MINUTE, kind=kinds[number], longest=HOURS), music=wish)
        for number, wish in enumerate(wishes)
    ]
    return plan(*phases)


HOURS = 3 * 60 * MINUTE


def brief(blocks: tuple[WantedMusic, ...]) -> list[tuple[str, float, float]]:
    """Slot, start and end in minutes."""
    return [(block.slot, block.start / MINUTE, block.end / MINUTE) for block in blocks]


def test_before_the_start_the_whole_plan_is_laid_out() -> None:
    state = SessionState(musical(("arrive",), ("onset",), ("onset", "peak"), ("return",)))
    blocks = blocks_of(state, 0)
    assert brief(blocks) == [("arrive", 0, 30), ("onset", 30, 75), ("peak", 75, 90), ("return", 90, 120)]
    assert [block.phases for block in blocks] == [(0,), (1, 2), (2,), (3,)]
    assert blocks[1].title == "P1, P2"


def test_a_phase_without_a_wish_goes_on_with_the_last_one_and_is_silent_before_the_first() -> None:
    assert brief(blocks_of(SessionState(musical((), ("onset",), ())), 0)) == [(SILENCE, 0, 30), ("onset", 30, 90)]
    assert blocks_of(SessionState(musical((), ())), 0) == ()


def test_a_silence_keeps_its_length_and_the_others_share_the_rest() -> None:
    blocks = blocks_of(SessionState(musical(("onset", "silence 6m", "peak"))), 0)
    assert brief(blocks) == [("onset", 0, 12), (SILENCE, 12, 18), ("peak", 18, 30)]
    assert [block.silent for block in blocks] == [False, True, False]


def test_more_silence_than_there_is_room_for_ends_with_its_phase() -> None:
    blocks = blocks_of(SessionState(musical(("silence 40m", "peak"), ("return",))), 0)
    assert brief(blocks) == [(SILENCE, 0, 30), ("peak", 30, 30), ("return", 30, 60)]


def test_what_is_over_is_gone_and_what_runs_begins_now() -> None:
    room = Room(musical(("arrive", "silence 5m", "onset"), ("peak",)))
    room.wait(13 * MINUTE)
    assert brief(blocks_of(room.state, room.now)) == [(SILENCE, 13, 17.5), ("onset", 17.5, 30), ("peak", 30, 60)]
    room.wait(9 * MINUTE // 2)
    assert brief(blocks_of(room.state, room.now))[0] == ("onset", 17.5, 30), "what ends now is over"
    room.wait(51 * MINUTE // 2)
    assert brief(blocks_of(room.state, room.now)) == [("onset", 43, 43), ("peak", 43, 73)], "overrun: still its music"


def test_a_shift_is_the_present_phases_alone_and_the_way_back_is_for_all() -> None:
    room = Room(musical(("peak",), ("peak",), ("silence 3m",)))
    room.do(c.ShiftMusic(1))
    assert [(block.slot, block.shift) for block in blocks_of(room.state, room.now)] == [
        ("peak", 1),
        ("peak", 0),
        (SILENCE, 0),
    ]
    room.do(c.ReturnMusic())
    assert [(block.slot, block.shift) for block in blocks_of(room.state, room.now)] == [(RETURN, 0), (SILENCE, 0)]
    room.do(c.Next())
    room.do(c.Next())
    assert [block.slot for block in blocks_of(room.state, room.now)] == [RETURN], "asked for in a silence, it comes"


def test_an_ended_session_wants_nothing() -> None:
    room = Room(musical(("peak",)))
    room.do(c.End())
    assert blocks_of(room.state, room.now) == ()


WISHES = st.lists(st.sampled_from(["arrive", "onset", "peak", "silence 3m", "silence 45m"]), max_size=4).map(tuple)


@given(wishes=st.lists(WISHES, min_size=2, max_size=5), wait=st.integers(0, 200), moves=st.integers(0, 4))
def test_blocks_follow_each_other_without_a_hole_from_now_to_the_end(
    wishes: list[tuple[str, ...]], wait: int, moves: int
) -> None:
    room = Room(musical(*wishes))
    for _ in range(min(moves, len(wishes) - 1)):
        room.wait(wait * MINUTE // 5)
        room.do(c.Next())
    room.wait(wait * MINUTE)
    blocks = blocks_of(room.state, room.now)
    assert bool(blocks) == any(wishes)
    assert all(block.end >= block.start >= room.now for block in blocks)
    assert all(one.end == other.start for one, other in itertools.pairwise(blocks))
    for one, other in itertools.pairwise(blocks):
        assert (one.slot, one.shift) != (other.slot, other.shift)
