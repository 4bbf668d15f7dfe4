"""Bringing the full-text indexes up to what was written last; those of notes are always in step."""

from kapguide.store.file.database import Database
from kapguide.store.tables.changes import index_events
from kapguide.store.tables.fact_rows import index_facts


def index_new(db: Database) -> None:
    """Index the entries and the facts that came since. In their own transactions it would double their time."""
    index_events(db)
    index_facts(db)
