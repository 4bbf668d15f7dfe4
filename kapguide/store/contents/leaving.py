"""A fact for a record that a window has open: it is put aside, and taken in when the record is opened the next time."""

from datetime import datetime

from kapguide.clinical.facts import AnyFact
from kapguide.paths import Home, elsewhere
from kapguide.session.ids import id_at
from kapguide.store.chain.anchor import remembered
from kapguide.store.contents.facts import cleaned
from kapguide.store.keys.vault import Keys
from kapguide.store.tables.changes import stamped
from kapguide.store.tables.fact_rows import fact_row
from kapguide.store.writing.aside import Aside
from kapguide.store.writing.entries import FactAdded


def leave_fact(home: Home, keys: Keys, at: datetime, client_id: str, body: AnyFact) -> bool:
    """Leave what is said of a client, or of the practice (an empty id). Whether the record was ever open here: one that
    was not is nobody's to write to. Raises StoreFailure."""
    anchor = remembered(home.root)
    if anchor is None:
        return False
    body = cleaned(body)
    row = fact_row(id_at(int(at.timestamp() * 1000)), client_id, "", body, "")
    Aside(home.root, keys.main, at, elsewhere()).put([FactAdded(stamped(at, anchor.device, keys.staff), row)])
    return True
