"""Full-text search over what was written. Whatever is typed is taken as plain words and never fails."""

from datetime import datetime

import msgspec

from kapguide.store.database import Database
from kapguide.store.failures import whole
from kapguide.text import clean_text

MOST_TERMS = 24
"""More words than anybody remembers of a line; each one costs a look into the index."""
_LONGEST_TERM = 64

_QUERY = """
WITH best_events AS (SELECT rowid, rank FROM event_search WHERE event_search MATCH :query ORDER BY rank LIMIT :many),
     best_notes AS (SELECT rowid, rank FROM note_search WHERE note_search MATCH :query ORDER BY rank LIMIT :many),
     found AS (
         SELECT best_events.rank AS rank, session_id, session.client_id AS client_id, started_at, t_ms, text
         FROM best_events JOIN session_event ON session_event.row = best_events.rowid
         JOIN session ON session.id = session_id
         WHERE NOT EXISTS (
             SELECT 1 FROM session_event AS later
             WHERE later.supersedes = session_event.id AND later.supersedes <> ''
             AND NOT EXISTS (
                 SELECT 1 FROM session_event AS undo WHERE undo.session_id = later.session_id
                 AND undo.kind = 'undone' AND instr(undo.payload_json, later.command_id)
             )
         )
         AND NOT EXISTS (
             SELECT 1 FROM session_event AS undo WHERE undo.session_id = session_event.session_id
             AND undo.kind = 'undone' AND instr(undo.payload_json, session_event.command_id)
         )
         UNION ALL
         SELECT best_notes.rank, coalesce(session.id, ''), note_shown.client_id,
             coalesce(started_at, note_shown.created_at), NULL, text
         FROM best_notes JOIN note_shown ON note_shown.row = best_notes.rowid
         LEFT JOIN session ON session.id = note_shown.session_id
     )
SELECT session_id, client.code, started_at, t_ms, text FROM found JOIN coded AS client ON client.id = client_id
ORDER BY rank, started_at DESC
LIMIT :limit
"""


class Hit(msgspec.Struct, frozen=True):
    """A place where the words were found. `t` is session time in ms, or None in a note; one that is about no session
    has an empty `session_id` and was begun at `started_at`."""

    session_id: str
    client_code: str
    started_at: datetime
    t: int | None
    text: str


def quoted(typed: str) -> str:
    """`typed` as an FTS5 query: every word quoted, the last one also as the beginning of a word. Empty for no words."""
    words = [word[:_LONGEST_TERM].replace('"', '""') for word in clean_text(typed).split()[:MOST_TERMS]]
    return " ".join(f'"{word}"' for word in words) + "*" if words else ""


def search(db: Database, typed: str, limit: int) -> list[Hit]:
    """The places that hold all words of `typed`, best first. A corrected note line is found by its correction, one that
    was taken back not at all, a note by the words that it has now."""
    query = quoted(typed)
    if not query:
        return []
    found = db.conn.execute(_QUERY, {"query": query, "limit": limit, "many": 2 * limit})
    return [
        Hit(session, code, datetime.fromisoformat(started), t, whole(text)) for session, code, started, t, text in found
    ]
