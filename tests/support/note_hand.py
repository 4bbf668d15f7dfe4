"""A hand at the screen of a note, for tests that write in one on their way elsewhere."""

from kapguide.ui.note.screen import NoteScreen


def write_in_note(note: NoteScreen, words: str) -> None:
    """Type into the first line that takes words."""
    next(line for line in note.sheet.stops() if not line.isReadOnly()).insertPlainText(words)


def words_of_note(note: NoteScreen) -> list[str]:
    """What stands in its lines."""
    return [line.words for line in note.sheet.stops()]
