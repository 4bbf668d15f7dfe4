"""Private notes: of each the newest words, where the first ones stood; and which classes there are to choose from."""

from datetime import UTC, datetime

from kapguide.clinical.private_notes import (
    NEVER_IN_IT,
    NEVER_IN_SHORT,
    NoteClass,
    PrivateNote,
    as_they_stand,
    note_classes,
)


def note(id: str, text: str, supersedes: str = "") -> PrivateNote:
    at = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)
    return PrivateNote(id, "c-1", "", NoteClass.PSYCHOTHERAPY, text, "s-1", at, 60, supersedes)


def test_a_correction_stands_where_the_first_words_stood() -> None:
    notes = [note("1", "first"), note("2", "second"), note("3", "better", "1"), note("4", "best", "3")]
    assert [each.text for each in as_they_stand(notes)] == ["best", "second"]
    assert [each.id for each in as_they_stand(notes)] == ["4", "2"]


def test_two_corrections_of_the_same_words_are_one_note() -> None:
    """Two machines, or two windows: the later one counts."""
    assert [each.text for each in as_they_stand([note("1", "a"), note("2", "b", "1"), note("3", "c", "1")])] == ["c"]


def test_what_was_struck_out_is_left_out_until_it_is_written_anew() -> None:
    struck = [note("1", "first"), note("2", "", "1")]
    assert as_they_stand(struck) == []
    assert [each.text for each in as_they_stand([*struck, note("3", "again", "2")])] == ["again"]


def test_a_correction_of_what_is_not_there_stands_for_itself() -> None:
    assert [each.text for each in as_they_stand([note("2", "better", "1")])] == ["better"]


def test_counselling_notes_are_a_matter_of_part_2() -> None:
    assert note_classes(part2=False) == (NoteClass.PSYCHOTHERAPY,)
    assert note_classes(part2=True) == (NoteClass.PSYCHOTHERAPY, NoteClass.COUNSELLING)


def test_what_is_never_in_it_is_all_that_the_rule_names() -> None:
    """45 CFR 164.501: medication and its monitoring, start and stop times, modalities and frequencies, test results,
    and any summary of diagnosis, functional status, treatment plan, symptoms, prognosis and progress."""
    for word in (
        "medicines", "monitoring", "start", "end", "ways", "frequency", "tests", "diagnosis", "function", "plan",
        "symptoms", "prognosis", "progress",
    ):  # fmt: skip
        assert word in NEVER_IN_IT
    assert all(word in NEVER_IN_SHORT for word in ("medicine", "times", "readings", "results", "diagnosis", "plan"))
