"""All entries of the record, read once for all that looks at each of them: no other table has nearly as many rows."""

import msgspec

from kapguide.store.agreement import repeats_its_body
from kapguide.store.database import Database
from kapguide.store.seals import SEALED, sealer

_COLUMNS = SEALED["session_event"]
_SELECT = f"SELECT {', '.join(_COLUMNS)}, row FROM session_event ORDER BY row"
_KIND, _TEXT, _SUPERSEDES, _BODY = map(_COLUMNS.index, ("kind", "text", "supersedes", "payload_json"))


class EntriesRead(msgspec.Struct, gc=False):
    """What was seen of them, in the order in which they lie."""

    seals: list[str] = []
    otherwise: list[int] = []
    """The rows whose columns are not, to the letter, what stands in their bodies."""
    texts: list[int] = []
    """The rows with a text, which can be searched for."""
    all_of_them: bool = False


def read_entries(db: Database, read: EntriesRead | None = None) -> EntriesRead:
    """Read them, into `read` where that is given. Written for speed, as the walk through the audit chain is."""
    read, seal = read or EntriesRead(), sealer("session_event")
    seals, texts = read.seals, read.texts
    for *values, row in db.conn.execute(_SELECT):
        seals.append(seal(values))
        if not repeats_its_body(values[_BODY], values[_KIND], values[_TEXT], values[_SUPERSEDES]):
            read.otherwise.append(row)
        if values[_TEXT]:
            texts.append(row)
    read.all_of_them = True
    return read
