"""Where two copies of one practice say different things of the same: named before they are merged.

Nothing of it is lost in a merge. But a person has to know of it: which words of a note are shown, who signed it first,
and what came to a note that was signed already.
"""

from enum import StrEnum

import msgspec

from kapguide.store.file.database import Database
from kapguide.store.tables.queries import shared_codes
from kapguide.store.tables.signature_rows import signed_note

_WORDS = "SELECT note_id, text FROM note_version UNION SELECT note_id, text FROM draft WHERE note_id IS NOT NULL"
_SHOWN = "SELECT id, text FROM note_shown WHERE text IS NOT NULL"
_SIGNED = "SELECT note_id, id FROM signature WHERE kind = 'signed' AND addendum_id IS NULL"
_NAME = (
    "SELECT coded.code || coalesce('/' || session.number, '') FROM note "
    "JOIN coded ON coded.id = note.client_id LEFT JOIN session ON session.id = note.session_id WHERE note.id = ?"
)


class Difference(StrEnum):
    """What it is about."""

    CODE = "code"
    """Two clients have one code."""
    WORDS = "words"
    """A note was written on in both."""
    SIGNED = "signed"
    """A note was signed in both."""
    LATER = "later"
    """Something came to a note that was signed without it."""


class Differing(msgspec.Struct, frozen=True):
    """One of them: `name` is the code, or the session of the note; `many` counts what came later."""

    what: Difference
    name: str
    many: int = 1


class Before:
    """Both copies as they are before one is taken into the other."""

    def __init__(self, db: Database, other: Database) -> None:
        self._codes = set(shared_codes(db))
        words, theirs = _words(db), _words(other)
        shown, shown_there = (dict(each.conn.execute(_SHOWN).fetchall()) for each in (db, other))
        self._written = {
            note: ((note, text), (note, shown_there[note]))
            for note, text in shown.items()
            if note in shown_there and (note, text) not in theirs and (note, shown_there[note]) not in words
        }
        signed, signed_there = _signatures(db), _signatures(other)
        self._twice = [note for note in signed if signed_there.get(note, frozenset()) - signed[note]]
        self._later = {note: _came_later(each, note) for each in (other, db) for note in _signatures(each)}

    def differing(self, db: Database, codes: tuple[str, ...]) -> tuple[Differing, ...]:
        """What differs, once the other copy is in `db` and two clients have each of `codes`."""
        found = [Differing(Difference.CODE, code) for code in codes if code not in self._codes]
        words = _words(db)  # a draft that the other copy went on with is not among them any more
        found += [
            Differing(Difference.WORDS, _name(db, note)) for note, both in self._written.items() if set(both) <= words
        ]
        found += [Differing(Difference.SIGNED, _name(db, note)) for note in self._twice]
        for note in _signatures(db):
            if (more := _came_later(db, note) - self._later.get(note, 0)) > 0:
                found.append(Differing(Difference.LATER, _name(db, note), more))
        return tuple(found)


def _words(db: Database) -> set[tuple[str, str]]:
    """Every text of each note, with the note's id."""
    return set(db.conn.execute(_WORDS).fetchall())


def _signatures(db: Database) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for note, signature in db.conn.execute(_SIGNED).fetchall():
        found.setdefault(note, set()).add(signature)
    return {note: frozenset(each) for note, each in found.items()}


def _came_later(db: Database, note: str) -> int:
    signed = signed_note(db, note)
    return len(signed.later) if signed is not None else 0


def _name(db: Database, note: str) -> str:
    found = db.conn.execute(_NAME, (note,)).fetchone()
    return str(found[0]) if found else "a note"
