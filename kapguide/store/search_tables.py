"""The full-text indexes as they are since what was said of a client can be found, and notes by their words alone."""

from kapguide.store.database import Database
from kapguide.store.note_words import INDEX, VIEW
from kapguide.store.note_words import TRIGGERS as NOTE_TRIGGERS
from kapguide.store.score_rows import OF_INSTRUMENT

TRIGGERS = {
    **NOTE_TRIGGERS,
    "fact_gone": "AFTER DELETE ON fact BEGIN DELETE FROM fact_search WHERE rowid = old.row; END",
}


def lay_search(db: Database, tokenizer: str) -> None:
    """Lay the indexes, and take the notes in. Facts are indexed with the entries, see `indexing`."""
    for name in NOTE_TRIGGERS:
        db.conn.execute(f"DROP TRIGGER IF EXISTS {name}")
    db.conn.execute("DROP TABLE note_search")
    for statement in (VIEW, INDEX.format(tokenizer=tokenizer), OF_INSTRUMENT):
        db.conn.execute(statement)
    db.conn.execute("INSERT INTO note_search (rowid, words) SELECT row, words FROM note_words")
    db.conn.execute(f"CREATE VIRTUAL TABLE fact_search USING fts5(text, {tokenizer})")
    for name, rest in TRIGGERS.items():
        db.conn.execute(f"CREATE TRIGGER {name} {rest}")
