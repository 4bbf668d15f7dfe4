"""Whether what was signed is still what was signed, and what came to it from another machine since."""

from collections.abc import Iterator

from kapguide.store.chain.seals import SEALED, Value, sealer, select
from kapguide.store.checking.entries_read import EntriesOf, EntriesRead
from kapguide.store.file.database import Database
from kapguide.store.tables.changes import Row
from kapguide.store.tables.note_tables import SIGNED
from kapguide.store.tables.signature_rows import Covered, attached, read_covers, sealed_over
from kapguide.store.tables.signature_tables import COUNTERSIGNED, WAITING_NOW

_COLUMNS = SEALED["signature"]
_WORDS = "SELECT text FROM note_version WHERE id = ? AND note_id = ?"
_COUNTERSIGNED_SEAL = (
    f"SELECT sha256 FROM signature WHERE kind = '{SIGNED}' AND note_id = ? AND version_id = ? AND addendum_id IS ?"
)
_NOT_OVER_WORDS = f"""
SELECT count(*) FROM note_version WHERE status = '{SIGNED}' AND NOT EXISTS (
    SELECT 1 FROM signature WHERE note_id = note_version.note_id AND version_id = note_version.id
        AND addendum_id IS NULL AND kind = '{SIGNED}' AND author_id = note_version.author_id)
"""
_NO_COUNTERSIGNATURE = f"""
SELECT count(*) FROM signature AS theirs WHERE theirs.kind = '{COUNTERSIGNED}' AND (theirs.trainee = 1 OR NOT EXISTS (
    SELECT 1 FROM signature WHERE note_id = theirs.note_id AND version_id = theirs.version_id
        AND addendum_id IS theirs.addendum_id AND kind = '{SIGNED}' AND author_id <> theirs.author_id))
"""


def is_whole(db: Database, signature: Row) -> bool:
    """Whether all that a signature covers is what it was when it was signed."""
    return seal_of(db, signature) == signature["sha256"]


def seal_of(db: Database, signature: Row) -> str:
    """The seal of a signature over what lies in the record now; empty where nobody can read what it covers."""
    return _looked_at(db, signature, EntriesRead())[0]


def _looked_at(db: Database, signature: Row, read: EntriesRead) -> tuple[str, int]:
    """The same, and how many rows have come to its session since."""
    covers = read_covers(str(signature["covers_json"]))
    if covers is None:
        return "", 0
    words, seals, later = "", list[str](), 0
    if signature["kind"] == COUNTERSIGNED:
        same = (signature["note_id"], signature["version_id"], signature["addendum_id"])
        seals = [seal for (seal,) in db.conn.execute(_COUNTERSIGNED_SEAL, same)]
    elif signature["addendum_id"] is not None:
        for row in db.conn.execute(f"{select('addendum')} WHERE id = ?", (signature["addendum_id"],)):
            words, seals = row[SEALED["addendum"].index("text")], [sealer("addendum")(row)]
    else:
        for (text,) in db.conn.execute(_WORDS, (signature["version_id"], signature["note_id"])):
            words = text
        note = str(signature["note_id"])
        entries = read.signed.get(note)
        if entries is not None and _has_all(covers, entries):
            seals, more = attached(db, note, covers, ("fact", "score"))
            seals += entries.seals
        else:
            seals, more = attached(db, note, covers)
        later = len(more)
    return sealed_over(signature, words, seals), later


def _has_all(covers: Covered, entries: EntriesOf) -> bool:
    """Whether a signature covers all entries of its session, as it is where nothing came from another machine: they
    need no second look."""
    return entries.alike and entries.last <= covers.events.get(entries.device, (0, 0))[0]


def all_signatures(db: Database) -> list[dict[str, Value]]:
    """Every signature of the record, the first first."""
    found = db.conn.execute(f"{select('signature')} ORDER BY created_at, id")
    return [dict(zip(_COLUMNS, row, strict=True)) for row in found]


def signature_problems(db: Database, read: EntriesRead, notices: list[str]) -> Iterator[str]:
    """Signatures that do not fit what they are under, in sentences; the entries of the record were `read` before. Into
    `notices`, what came after a note was signed: that is no fault, and no part of what was signed."""
    for signature in all_signatures(db):
        seal, later = _looked_at(db, signature, read)
        where = f"note {signature['note_id']}, signed on {str(signature['created_at'])[:10]}"
        if seal != signature["sha256"]:
            yield f"What a signature covers is not what was signed: {where}."
        if later:
            notices.append(f"{later} entries came from another machine after a signature: {where}.")
    for query, what in (
        (_NOT_OVER_WORDS, "versions of notes stand as signed, and nobody has signed them."),
        (_NO_COUNTERSIGNATURE, "countersignatures are the signer's own, or a trainee's."),
    ):
        (many,) = db.conn.execute(query).fetchone()
        if many:
            yield f"{many} {what}"
    there, due = (set(db.conn.execute(query).fetchall()) for query in ("SELECT id, what FROM waiting", WAITING_NOW))
    if there != due:
        yield "The list of what waits for a signature is not what the notes say. Nothing that was written is lost."
