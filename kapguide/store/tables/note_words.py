"""The words of a note that are searched: those of its lines, as they read now, and those of its addenda.

A note is kept as JSON, which holds much that nobody wrote. `note_words` is what the full-text index takes from it, line
after line; `note_lines` takes the same lines in the same order. What stands in a gap that nobody has filled in is no
words. Text that is no such JSON is searched as it is.
"""

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

APART = "\x1e"
"""Between two lines: no text holds it that was cleaned."""
BEGIN, END = "\x01", "\x02"
"""Around what was found in a text, as little found in any."""
_LINE = """iif(line.type = 'object', coalesce(
    line.value ->> 'written', iif(line.value ->> 'gap', '', line.value ->> 'original'), ''), '')"""
_LINES = f"""SELECT group_concat({_LINE}, char({ord(APART)}))
    FROM json_each(note_shown.text, '$.sections') AS section,
    json_each(iif(section.type = 'object', section.value, '{{}}'), '$.lines') AS line"""
_ADDENDA = f"""SELECT group_concat(char({ord(APART)}) || addendum.text, '' ORDER BY addendum.created_at, addendum.id)
    FROM addendum WHERE addendum.note_id = note_shown.id"""
_IS_NOTE = "json_valid(note_shown.text) AND json_type(note_shown.text, '$.sections') = 'array'"
NOTES = f"SELECT row, text, coalesce(({_ADDENDA}), '') FROM note_shown"
"""Of each note, its row, its text as it is kept, and what its addenda add to its words; see `words_of`."""
VIEW = f"""CREATE VIEW note_words AS
    SELECT row, id, iif({_IS_NOTE}, coalesce(({_LINES}), ''), text) || coalesce(({_ADDENDA}), '') AS words
    FROM note_shown"""


def _taken_out(note: str) -> str:
    return f"""BEGIN INSERT INTO note_search (note_search, rowid, words)
        SELECT 'delete', row, words FROM note_words WHERE id = {note}; END"""


def _put_in(note: str) -> str:
    return f"""BEGIN INSERT INTO note_search (rowid, words)
        SELECT row, words FROM note_words WHERE id = {note}; END"""


TRIGGERS = {
    "version_comes": f"BEFORE INSERT ON note_version {_taken_out('new.note_id')}",
    "version_found": f"AFTER INSERT ON note_version {_put_in('new.note_id')}",
    "draft_comes": f"BEFORE INSERT ON draft {_taken_out('new.note_id')}",
    "draft_found": f"AFTER INSERT ON draft {_put_in('new.note_id')}",
    "draft_changes": f"BEFORE UPDATE ON draft {_taken_out('old.note_id')}",
    "draft_found_again": f"AFTER UPDATE ON draft {_put_in('new.note_id')}",
    "draft_goes": f"BEFORE DELETE ON draft {_taken_out('old.note_id')}",
    "draft_gone": f"AFTER DELETE ON draft {_put_in('old.note_id')}",
    "addendum_comes": f"BEFORE INSERT ON addendum {_taken_out('new.note_id')}",
    "addendum_found": f"AFTER INSERT ON addendum {_put_in('new.note_id')}",
}
"""A note is in the full-text index once, with the words that are shown."""
INDEX = "CREATE VIRTUAL TABLE note_search USING fts5(words, content='note_words', content_rowid='row', {tokenizer})"


class WrittenLine(NamedTuple):
    """A line of a note: its id, the title of its section, and its words."""

    id: str
    section: str
    words: str


class _Line(msgspec.Struct):
    id: str = ""
    original: str = ""
    written: str | None = None
    gap: bool = False

    @property
    def words(self) -> str:
        if self.written is not None:
            return self.written
        return "" if self.gap else self.original


class _Section(msgspec.Struct):
    title: str = ""
    lines: list[_Line] = []


class _Note(msgspec.Struct):
    sections: list[_Section]


_decoder = msgspec.json.Decoder(_Note)


def note_lines(text: str) -> list[WrittenLine]:
    """The lines of a note as it is kept; text that is none is one line."""
    try:
        note = _decoder.decode(text)
    except (msgspec.MsgspecError, RecursionError):
        return [WrittenLine("", "", text)]
    return [WrittenLine(line.id, section.title, line.words) for section in note.sections for line in section.lines]


def words_of(text: str) -> str:
    """What the view finds in the text of any note that the program writes, in a third of the time."""
    return APART.join(line.words for line in note_lines(text))


def note_sentences(text: str) -> tuple[str, ...]:
    """What a note says, for whoever reads it beside another: its lines with words, each behind its section's title."""
    lines = (line for line in note_lines(text) if line.words.strip())
    return tuple(f"{line.section}: {line.words}" if line.section else line.words for line in lines)


def best_line(text: str, addenda: Iterable[WrittenLine], marked: str) -> tuple[WrittenLine, int]:
    """The line of the note, or the addendum, that holds most of what was found, and how many more hold any of it.

    `marked` are the note's words with signs around each that was found; without them it is the first line with words.
    """
    lines = [*note_lines(text), *addenda]
    if not marked:
        return next((line for line in lines if line.words), lines[0] if lines else WrittenLine("", "", "")), 0
    parts = marked.split(APART)
    found = [place for place, part in enumerate(parts) if BEGIN in part]
    best = max(found, key=lambda place: (len(_marked_words(parts[place])), -place), default=0)
    line = lines[best] if len(lines) == len(parts) else WrittenLine("", "", "")
    return line._replace(words=parts[best]), max(0, len(found) - 1)


def _marked_words(part: str) -> set[str]:
    return {after.partition(END)[0].casefold() for after in part.split(BEGIN)[1:]}
