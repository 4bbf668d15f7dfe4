"""A practice's own checklists take a shipped one's place by their id; what is broken is named and stays out."""

from kapguide import check
from kapguide.paths import Home
from kapguide.usecases.shipped.checklists import checklists_of
from tests.clinical.broken_checklists import GOOD, changed


def test_the_lists_come_in_the_order_in_which_they_are_asked(home: Home) -> None:
    lists = checklists_of(home)
    assert [each.id for each in lists.of_the_client] == [
        *("screening", "consent", "touch", "observers", "recording", "sharing")
    ]
    assert (lists.day_of.id, lists.leaving.id, lists.refused) == ("day-of", "leaving", ())


def test_a_clinics_own_list_is_a_file_that_is_checked_and_used(home: Home) -> None:
    home.checklists.mkdir(parents=True)
    own = home.checklists / "arrival.toml"
    own.write_text(GOOD, encoding="utf-8")
    other = home.checklists / "day-of.toml"
    other.write_text(changed('id = "arrival"', 'id = "day-of"'), encoding="utf-8")
    broken = home.checklists / "broken.toml"
    broken.write_text(changed("version = 2", "version = 0"), encoding="utf-8")
    lists = checklists_of(home)
    assert lists.of_the_client[-1].title == "Arrival"
    assert lists.day_of.version == 2
    assert len(lists.refused) == 1
    assert "broken.toml" in lists.refused[0]
    assert (check.check_file(own), check.check_file(other)) == ("", "")
    assert "version: expected a whole number from 1 to 9999, got 0" in check.check_file(broken)
