"""What was found, and where it stands."""

from datetime import datetime

import msgspec

from kapguide.clinical.facts import ContactKind
from kapguide.store.search.search_wish import Found
from kapguide.store.tables.note_words import BEGIN, END


class Hit(msgspec.Struct, frozen=True):
    """A place where the words were found.

    `text` is the line, the entry, the score's instrument; `marks` are the ends of each place in it that was looked for.
    `place` is the id of what can be opened: the line's in the note (or its addendum's), the entry's, the score's, the
    fact's. `at` is when it was written or taken, `t` session time (ms). One that is about no session has an empty
    `session_id`. `more` is how many lines more of the same note hold such words.
    """

    kind: Found
    client_code: str
    text: str = ""
    marks: tuple[tuple[int, int], ...] = ()
    place: str = ""
    session_id: str = ""
    at: datetime | None = None
    contact: ContactKind | None = None
    number: int = 0
    started_at: datetime | None = None
    t: int | None = None
    section: str = ""
    author: str = ""
    more: int = 0
    note: str = ""
    total: float | None = None


class Hits(msgspec.Struct, frozen=True):
    """Some hits of a kind, newest first, and from where to read on; None where there are no more."""

    hits: tuple[Hit, ...] = ()
    further: int | None = None


def marked(text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The text without the signs around what was found, and the ends of each such place."""
    words, marks, length = list[str](), list[tuple[int, int]](), 0
    for place, part in enumerate(text.split(BEGIN)):
        found, _, rest = part.partition(END) if place else ("", "", part)
        if found:
            marks.append((length, length + len(found)))
        words += found, rest
        length += len(found) + len(rest)
    return "".join(words), tuple(marks)
