"""Private notes as `screens.py` photographs them: the line on the live screen, and the page of one's own notes."""

from datetime import UTC, datetime, timedelta

from PySide6.QtWidgets import QWidget

from kapguide.clinical.private_notes import NoteClass, PrivateNote
from kapguide.ui.private.left_screen import LeftNotesScreen
from kapguide.ui.private.rows import private_row
from kapguide.ui.private.screen import PrivateScreen
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.lists.book_row import BookRow
from screen_cast_live import live_at

NOW = datetime(2026, 12, 1, 16, 20).astimezone()
SUITCASE = (
    "The suitcase again. She looks at the door when she says “put down”, and I look with her.\n\nAsk myself why I took "
    "the chair nearer to it."
)
KITCHEN = (
    "I was impatient when she fell silent. My own mother’s kitchen was there at once; to supervision before I say "
    "anything of it."
)
WRITTEN = (
    (0, 4, NoteClass.PSYCHOTHERAPY, KITCHEN),
    (0, 40, NoteClass.COUNSELLING, "Counts the days aloud before she says how many there are."),
    (11, 30, NoteClass.PSYCHOTHERAPY, SUITCASE),
    (41, 10, NoteClass.PSYCHOTHERAPY, "Tired."),
)
"""How many days and minutes ago, which class, and the words."""


def live_private(theme: Theme) -> QWidget:
    """A line that is its author's alone, half typed."""
    screen = live_at(theme, 52)
    screen.beside.private.turn()
    screen.notes.line.put("I was impatient when she fell silent; my own mother’s kitchen")
    return screen


def private_notes(theme: Theme) -> QWidget:
    """Notes of both classes; one is half typed elsewhere."""
    screen = PrivateScreen(theme, "M-014", tuple(NoteClass), "M-014")
    rows = [
        private_row(
            PrivateNote(f"n{days}{minutes}", "c", "", kind, words, "s", _ago(days, minutes), 60),
            NOW, 3 if days == 0 else None, "R. Osei" if days == 41 else "", corrected=days == 11, half=minutes == 40,
        )
        for days, minutes, kind, words in WRITTEN
    ]  # fmt: skip
    screen.show_rows(tuple(rows))
    screen.begin("What it was like to say nothing for so long:", NoteClass.PSYCHOTHERAPY)
    return screen


def private_first(theme: Theme) -> QWidget:
    """Nobody has written anything yet; there is one class."""
    return PrivateScreen(theme, "B-231", (NoteClass.PSYCHOTHERAPY,), "B-231")


def private_correct(theme: Theme) -> QWidget:
    screen = private_notes(theme)
    assert isinstance(screen, PrivateScreen)
    screen.begin(SUITCASE, NoteClass.PSYCHOTHERAPY, corrects=SUITCASE)
    return screen


def private_left(theme: Theme) -> QWidget:
    """Notes on clients whose records were removed."""
    screen = LeftNotesScreen(theme)
    screen.show_clients(
        (
            BookRow("a", "M-003", "2 notes", "", "last on 4 Mar 2019"),
            BookRow("b", "T-011", "1 note", "", "last on 17 Jun 2018"),
        )
    )
    notes = (SUITCASE, KITCHEN)
    rows = [PrivateNote(f"{n}", "c", "", NoteClass.PSYCHOTHERAPY, said, "s", _ago(2800 + n, 10), 60)
            for n, said in enumerate(notes)]  # fmt: skip
    screen.show_notes(tuple(private_row(note, NOW, None, "") for note in rows))
    return screen


def _ago(days: int, minutes: int) -> datetime:
    return (NOW - timedelta(days=days, minutes=minutes)).astimezone(UTC)


SCREENS = {
    "live-private": live_private,
    "private": private_notes,
    "private-first": private_first,
    "private-correct": private_correct,
    "private-left": private_left,
}
