"""Ids: valid, sortable by time, and the same again for the same seed."""

import random
import time
import uuid

from hypothesis import example, given
from hypothesis import strategies as st

from kapguide.session.ids import ms_of, seeded_ids, system_ids, uuid7
from tests.support.plans import HandClock


@given(ms=st.integers(0, (1 << 48) - 1), bits=st.integers(0, (1 << 74) - 1))
@example(ms=(1 << 48) - 1, bits=(1 << 74) - 1)  # numbers so great are hardly ever drawn
@example(ms=0, bits=1 << 62)
def test_every_id_is_a_uuid_of_version_7_that_holds_its_time_and_its_chance(ms: int, bits: int) -> None:
    made = uuid.UUID(uuid7(ms, bits))
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert made.int >> 80 == ms
    assert ((made.int >> 64) & 0xFFF) << 62 | made.int & (1 << 62) - 1 == bits


@given(st.integers(0, (1 << 48) - 2), st.integers(0, (1 << 74) - 1), st.integers(0, (1 << 74) - 1))
def test_a_later_id_sorts_later(ms: int, one: int, other: int) -> None:
    assert uuid7(ms, one) < uuid7(ms + 1, other)


def test_a_clock_from_before_1970_or_beyond_all_years_still_gives_an_id() -> None:
    for ms in (-1, (1 << 49) - 1):
        assert ms_of(uuid7(ms, 0)) == (1 << 48) - 1


def test_what_is_no_id_of_ours_has_no_time() -> None:
    assert (ms_of("note-1"), ms_of(uuid7(0, 7)), ms_of(uuid7(60_000, 7))) == (0, 0, 60_000)


def test_the_systems_ids_are_of_now_and_differ() -> None:
    new = system_ids()
    before = time.time_ns() // 1_000_000
    made = [new() for _ in range(1000)]
    assert len(set(made)) == 1000
    assert before <= uuid.UUID(made[0]).int >> 80 <= time.time_ns() // 1_000_000


def test_a_seed_gives_the_same_ids_at_the_same_times_and_another_seed_others() -> None:
    def ids(seed: int) -> list[str]:
        clock, made = HandClock(), []
        new = seeded_ids(seed, clock)
        for ms in (0, 5, 60_000):
            clock.elapsed += ms
            made += [new(), new()]
        return made

    assert ids(7) == ids(7)
    assert not set(ids(7)) & set(ids(8))
    assert [uuid.UUID(made).int >> 80 for made in ids(7)][::2] == [1772442000000 + ms for ms in (0, 5, 60_005)]


def test_seeded_ids_leave_everyone_elses_chance_alone() -> None:
    random.seed(3)
    expected = random.random()
    random.seed(3)
    seeded_ids(1, HandClock())()
    assert random.random() == expected
