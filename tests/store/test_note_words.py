"""What a kept note says, for whoever reads it without its screen."""

from kapguide.export.note import NoteDocument, NoteLine, NoteSection
from kapguide.export.note_file import encode_note
from kapguide.store.tables.note_words import note_sentences


def test_a_note_is_told_line_by_line_each_behind_its_section() -> None:
    lines = (NoteLine("summary/a", "Calm."), NoteLine("summary/b", ""), NoteLine("summary/c", "Slept."))
    note = NoteDocument("s", (NoteSection("summary", "Summary", lines), NoteSection("plan", "Plan")))
    assert note_sentences(encode_note(note).decode()) == ("Summary: Calm.", "Summary: Slept.")


def test_text_that_is_no_note_is_one_line() -> None:
    assert note_sentences("Calm.\nSlept.") == ("Calm.\nSlept.",)
