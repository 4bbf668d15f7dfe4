"""The protocol's own arithmetic, and its frozen form."""

import msgspec

from kapguide.session.protocol.protocol import SILENCE, MusicBlock, freeze, thaw
from kapguide.spans import MINUTE
from tests.support.plans import phase, plan, three, whole


def test_a_session_is_as_long_as_its_phases_and_the_dose_is_supposed_with_the_first_dosing_phase() -> None:
    assert (whole().planned, whole().planned_t0) == (100 * MINUTE, 10 * MINUTE)
    assert three().planned_t0 == 0


def test_music_slots_may_have_a_length_of_their_own() -> None:
    part = msgspec.structs.replace(phase("a", MINUTE), music=("onset", "silence 3m", "peak"))
    assert part.music_blocks == (MusicBlock("onset"), MusicBlock(SILENCE, 3 * MINUTE), MusicBlock("peak"))


def test_a_frozen_protocol_thaws_to_the_same_and_its_digest_tells_any_other_apart() -> None:
    text, digest = freeze(whole())
    assert thaw(text) == whole()
    assert thaw(text.encode()) == whole()
    assert freeze(thaw(text)) == (text, digest)
    assert freeze(plan(phase("a", MINUTE)))[1] != freeze(plan(phase("a", MINUTE + 1)))[1]
    assert len(digest) == 64
