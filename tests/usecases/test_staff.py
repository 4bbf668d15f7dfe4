"""The people of a practice, from the record's own list, from what is said of them, and from the vault."""

import pytest

from kapguide.paths import Home
from kapguide.session.people.people import Person
from kapguide.store.keys import vault as v
from kapguide.usecases.staff import StaffMember, describe, me, people_of, say_gone, therapist_of
from tests.support.practice import CHEAP, new_practice, opened, saved


@pytest.fixture
def keys(home: Home) -> v.Keys:
    return new_practice(home)[0]


def test_those_with_a_passphrase_and_those_without(home: Home, keys: v.Keys) -> None:
    with opened(home, keys) as store:
        assert people_of(store) == (StaffMember(keys.staff, "R. Ames", opens=True, me=True),)
        anna, _ = store.staff.let_in("A. Orth", "anna's words", cost=CHEAP)
        saved(
            describe(store, "R. Ames", ("therapist", "supervisor"), keys.staff),
            describe(store, " P.  Low ", ("observer",)),
        )
        ames, orth, low = people_of(store)
        assert ames == StaffMember(keys.staff, "R. Ames", ("therapist", "supervisor"), opens=True, me=True)
        assert orth == StaffMember(anna.staff, "A. Orth", opens=True)
        assert (low.name, low.roles, low.opens, low.me) == ("P. Low", ("observer",), False, False)
        assert ames.person == Person("R. Ames", "therapist", keys.staff)
        assert me(store) == ames
        store.staff.take_over(anna)
        assert me(store) == StaffMember(anna.staff, "A. Orth", opens=True, me=True)


def test_who_has_left_is_named_no_more_but_for_one_who_can_still_open_the_practice(home: Home, keys: v.Keys) -> None:
    with opened(home, keys) as store:
        anna, _ = store.staff.let_in("A. Orth", "anna's words", cost=CHEAP)
        saved(describe(store, "P. Low", ()))
        for member in people_of(store)[1:]:
            saved(say_gone(store, member))
        assert [member.id for member in people_of(store)] == [keys.staff, anna.staff]


def test_the_therapist_is_whoever_has_the_practice_open_unless_they_are_here_for_something_else(
    home: Home, keys: v.Keys
) -> None:
    with opened(home, keys) as store:
        assert therapist_of(store, "K. Lind") == "R. Ames"
        saved(describe(store, "R. Ames", ("medical",), keys.staff))
        assert therapist_of(store, "K. Lind") == "K. Lind"
        saved(describe(store, "R. Ames", ("medical", "therapist"), keys.staff))
        assert therapist_of(store, "K. Lind") == "R. Ames"
