"""The full-text indexes as they are since what was said of a client can be found, and notes by their words alone."""

from kapguide.store.file.database import Database
from kapguide.store.tables.note_words import INDEX, VIEW
from kapguide.store.tables.note_words import TRIGGERS as NOTE_TRIGGERS
from kapguide.store.tables.score_rows import OF_INSTRUMENT

TRIGGERS = {
    **NOTE_TRIGGERS,
    "fact_gone": "AFTER DELETE ON fact BEGIN DELETE FROM fact_search WHERE rowid = old.row; END",
}


BEGINNINGS = "prefix = '1 2 3 4 5 6'"
"""Each word is indexed by its first letters, too: else all places of all words that begin so are gathered in memory,
which SQLCipher locks and wipes piece by piece, before the newest is known."""
_EVENTS = "CREATE VIRTUAL TABLE event_search USING fts5(text, content='session_event', content_rowid='row', {0})"


def lay_search(db: Database, tokenizer: str) -> None:
    """Lay the indexes, and take entries and notes in. Facts are indexed with later entries, see `indexing`."""
    tokenizer = f"{tokenizer}, {BEGINNINGS}"
    for name in NOTE_TRIGGERS:
        db.conn.execute(f"DROP TRIGGER IF EXISTS {name}")
    db.conn.execute("DROP TABLE event_search")
    db.conn.execute(_EVENTS.format(tokenizer))
    db.conn.execute("INSERT INTO event_search (rowid, text) SELECT row, text FROM session_event WHERE text <> ''")
    db.conn.execute("DROP TABLE note_search")
    for statement in (VIEW, INDEX.format(tokenizer=tokenizer), OF_INSTRUMENT):
        db.conn.execute(statement)
    db.conn.execute("INSERT INTO note_search (rowid, words) SELECT row, words FROM note_words")
    db.conn.execute(f"CREATE VIRTUAL TABLE fact_search USING fts5(text, {tokenizer})")
    for name, rest in TRIGGERS.items():
        db.conn.execute(f"CREATE TRIGGER {name} {rest}")
