"""The doses of the whole practice: each as it stands, known also by the entries that it corrects."""

from datetime import timedelta

from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.store.records import Store
from tests.support.plans import MORNING
from tests.support.practice import begin, happened, saved


def dose(amount: str, supersedes: str = "", given: int = 1) -> e.DoseGiven:
    """One that was given in second `given` of its session."""
    at = Elapsed(1000 * given)
    return e.DoseGiven(amount, "sublingual", "R. Ames", at, "Ketamine", supersedes=supersedes, unit="mg")


def test_a_corrected_dose_is_one_and_one_that_was_taken_back_is_none(store: Store) -> None:
    first, other = begin(store), begin(store, "B-002")
    given = happened(1, dose("150"))
    mended = happened(2, dose("100", given.id))
    saved(store.append(first, [given, mended]))
    gone = happened(1, dose("60"))
    saved(store.append(other, [gone, happened(2, e.Undone(gone.command_id, "dose"))]))
    (found,) = store.books.doses_since(MORNING)
    assert (found.code, found.number, found.medicine, found.amount) == ("M-014", 1, "Ketamine", "100 mg")
    assert found.known_as == (mended.id, given.id)
    assert found.session_id == first


def test_doses_of_before_are_not_meant_and_those_of_a_session_that_had_begun_are(store: Store) -> None:
    before, after, late = (
        happened(1, dose("150")),
        happened(60, dose("60", given=60)),
        happened(90, dose("30", given=2)),
    )
    saved(store.append(begin(store), [before, after, late]))
    (found,) = store.books.doses_since(MORNING + timedelta(seconds=30))
    assert (found.id, found.at) == (after.id, MORNING + timedelta(seconds=60)), "the others were given before"
    assert [each.id for each in store.books.doses_since(MORNING)] == [before.id, late.id, after.id]
