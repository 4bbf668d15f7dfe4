"""A remark as a note keeps its words, and whether each stands at the session that it was signed for."""

from collections.abc import Iterator

import msgspec

from kapguide.session.clock import Elapsed
from kapguide.store.file.database import Database

KIND = "remark"
_SAID = f"""
SELECT note.id, note.session_id, note.kind, note_version.text
FROM note JOIN note_version ON note_version.note_id = note.id
WHERE note.kind = '{KIND}' OR note_version.text LIKE '%"id":"{KIND}"%' ORDER BY note.id
"""


class RemarkLine(msgspec.Struct, frozen=True):
    """One line of a remark; the id tells it from the lines of a session's note."""

    written: str
    id: str = KIND


class RemarkSection(msgspec.Struct, frozen=True):
    """The one section of a remark: lines as a note has them, so that a search finds them."""

    lines: tuple[RemarkLine, ...] = ()
    title: str = "Remark"


class RemarkWords(msgspec.Struct, frozen=True):
    """What is signed: the words, the moment `t` (ms of session time) that they are about, and of which session."""

    t: Elapsed
    session: str
    sections: tuple[RemarkSection, ...] = ()
    version: int = 1


def remark_problems(db: Database) -> Iterator[str]:
    """Remarks that do not stand at the session that they were signed for, or as what they are, in sentences."""
    for note_id, session_id, kind, text in db.conn.execute(_SAID):
        try:
            words = msgspec.json.decode(text, type=RemarkWords)
        except msgspec.DecodeError:
            if kind == KIND:
                yield f"A remark cannot be read: note {note_id}."
            continue
        if (session_id, kind) != (words.session, KIND):
            yield f"A remark does not stand at the session that it was signed for: note {note_id}."
