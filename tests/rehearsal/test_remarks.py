"""Remarks that are corrected or taken back: by whom, and what stays in the file."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from kapguide.errors import KapGuideError
from kapguide.export.debrief import debrief_document
from kapguide.rehearsal.debrief.making import debrief_of
from kapguide.rehearsal.debrief.marks import NO_MORE
from kapguide.rehearsal.debrief.shape import Lane
from kapguide.rehearsal.kept import RehearsalRecord
from kapguide.rehearsal.kept_file import decode_rehearsal, encode_rehearsal
from kapguide.rehearsal.played import played_moments
from kapguide.rehearsal.remarks import corrected, taken_back
from kapguide.rehearsal.told import Remark
from kapguide.session.clock import Elapsed
from kapguide.session.playback import MomentKind
from tests.support.rehearsed import a_rehearsed_run

NOW = datetime(2026, 11, 30, 20, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=3)
T = Elapsed(60_000)


@pytest.fixture
def record() -> RehearsalRecord:
    return replace(
        a_rehearsed_run(),
        remarks=(
            Remark("one", T, "K. Lind", "I looked for the key.", NOW, live=True),
            Remark("two", T, "R. Osei", "Two breaths first.", NOW, supervisor=True),
        ),
    )


def test_a_corrected_remark_says_that_it_was_and_its_file_has_what_it_said(record: RehearsalRecord) -> None:
    once = corrected(record, "one", " I looked for F6. ", LATER, observer=False)
    twice = corrected(once, "one", "I looked for F5.", LATER, observer=False)
    kept = decode_rehearsal(encode_rehearsal(twice))
    one, two = kept.remarks
    assert (one.text, one.before) == ("I looked for F5.", ("I looked for the key.", "I looked for F6."))
    assert (one.changed, one.written, one.live, two) == (LATER, NOW, True, record.remarks[1])
    mark, _ = debrief_of(kept).lane(Lane.REMARKS)
    assert (mark.full, mark.author) == ("I looked for F5.", "K. Lind, corrected")
    assert "while it ran, corrected" in str(debrief_document(kept, debrief_of(kept)))


@pytest.mark.parametrize("words", ["", "  ", "I looked for the key."])
def test_without_other_words_it_is_as_it_was(record: RehearsalRecord, words: str) -> None:
    assert corrected(record, "one", words, LATER, observer=False) == record


def test_what_is_taken_back_is_said_nowhere_and_can_be_said_again(record: RehearsalRecord) -> None:
    gone = decode_rehearsal(encode_rehearsal(taken_back(record, "one", LATER, observer=False)))
    mark, other = debrief_of(gone).lane(Lane.REMARKS)
    assert (mark.full, mark.author, other.author) == (NO_MORE, "K. Lind", "R. Osei")
    assert "I looked for" not in str(debrief_of(gone)) + str(debrief_document(gone, debrief_of(gone)))
    played = [each.words for each in played_moments(gone) if each.kind is MomentKind.REMARK]
    assert played == ["Two breaths first.  R. Osei"]
    again = corrected(gone, "one", gone.remarks[0].text, LATER, observer=False).remarks[0]
    assert (again.text, again.before, again.taken_back) == ("I looked for the key.", (), False)


def test_an_observer_has_no_say_in_what_the_trainee_wrote(record: RehearsalRecord) -> None:
    assert corrected(record, "one", "Other words.", LATER, observer=True) == record
    assert taken_back(record, "one", LATER, observer=True) == record
    assert corrected(record, "two", "One breath.", LATER, observer=True).remarks[1].text == "One breath."
    assert taken_back(record, "two", LATER, observer=True).remarks[1].taken_back


def test_a_correction_without_a_time_zone_makes_a_broken_file(record: RehearsalRecord) -> None:
    changed = taken_back(record, "one", LATER.replace(tzinfo=None), observer=False)
    with pytest.raises(KapGuideError, match="broken"):
        decode_rehearsal(encode_rehearsal(changed))
