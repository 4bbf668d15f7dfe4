"""The moment at which a piece is best left."""

from hypothesis import given
from hypothesis import strategies as st

from kapguide.audio.planning.moments import EARLIEST_S, LATEST_S, quiet_moment


def test_it_is_the_quietest_place_of_the_next_while() -> None:
    overview = bytearray([200] * 300)  # a second each
    overview[130:133] = bytes([90, 80, 90])
    overview[200] = 0
    assert quiet_moment(bytes(overview), 300.0, 100.0) == 131
    assert quiet_moment(bytes(overview), 300.0, 132.0) != 131, "what has passed is past"


def test_it_is_begun_within_two_and_forty_five_seconds() -> None:
    def with_dip(at: int) -> bytes:
        overview = bytearray([200] * 300)
        overview[at - 1 : at + 2] = bytes([40, 10, 40])
        return bytes(overview)

    assert [quiet_moment(with_dip(at), 300.0, 100.0) for at in (102, 103, 145, 146)] == [103, 103, 145, 145]
    assert quiet_moment(with_dip(297), 300.0, 290.0) == 297
    assert quiet_moment(bytes([100] * 300), 300.0, 290.0) == 293, "its end is no quieter than what comes before"
    assert quiet_moment(bytes([0]), 300.0, 0.0) == 0.0


def test_where_nothing_is_known_it_is_now() -> None:
    assert quiet_moment(b"", 300.0, 100.0) == 0.0
    assert quiet_moment(bytes([1, 2, 3]), 0.0, 0.0) == 0.0
    assert quiet_moment(bytes([100] * 300), 300.0, 299.0) == 0.0, "the piece is over before"


@given(levels=st.binary(min_size=1, max_size=700), length=st.floats(1, 7200), share=st.floats(0, 1))
def test_it_never_lies_behind_nor_too_far_ahead(levels: bytes, length: float, share: float) -> None:
    position = share * length
    moment = quiet_moment(levels, length, position)
    step = length / len(levels)
    assert moment == 0.0 or position + EARLIEST_S <= moment <= position + LATEST_S + step
