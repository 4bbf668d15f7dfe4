"""The rows of signatures: who put their name to a note or an addendum, to which words and rows, and whether these are
still what was signed.

A signature names what it covers: of a session's note all that is attached to the session, the entries by device and
number. Its seal is a hash over the signature itself, the words, and every row that it covers; in what file, and in what
order they lie there, makes no difference. What another machine brings later is outside of it, and is named.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import msgspec

from kapguide.clinical.facts import ContactKind
from kapguide.store.chain.audit import Audit, sha256
from kapguide.store.chain.seals import SEALED, Value, insert, sealer, select
from kapguide.store.failures import whole
from kapguide.store.file.database import Database
from kapguide.store.tables.changes import OF_NOTE, Row, Stamp, StoredDraft, drafts, put_draft, remove_draft
from kapguide.store.tables.note_rows import NoteVersion, finish_note, keep_late, versions
from kapguide.store.tables.note_tables import SIGNED
from kapguide.store.tables.queries import SESSION_CONTACT, session_contact
from kapguide.store.tables.signature_tables import (
    COUNTERSIGNED,
    HALF_ADDENDUM,
    NOTHING,
    TO_COUNTERSIGN,
    TO_SIGN,
    SignatureRefused,
)

_COLUMNS = SEALED["signature"]
_EVENT = SEALED["session_event"]
_ID, _SEQ, _DEVICE, _NUMBER = map(_EVENT.index, ("id", "seq", "device_id", "device_seq"))
_ALL_OF_NOTE = f"{select('signature')} WHERE note_id = ? ORDER BY created_at, id"
_ATTACHED = {"session_event": "entry", "fact": "page entry", "score": "score"}
_seal_event, _encode = sealer("session_event"), msgspec.json.Encoder(order="deterministic").encode


class Countersignature(msgspec.Struct, frozen=True):
    """Somebody else's name under what a person signed."""

    name: str
    role: str
    at: datetime
    staff: str
    seal: str


class Signature(msgspec.Struct, frozen=True, kw_only=True):
    """A name under a note, or under an addendum: whose, in which role, when, and the seal over what it covers.

    `staff` is the person's id in the practice; `reason` why a note was signed with a gap, or what an addendum is for.
    """

    id: str
    name: str
    role: str
    at: datetime
    staff: str
    trainee: bool
    reason: str
    seal: str
    countersigned: Countersignature | None = None

    @property
    def final(self) -> bool:
        """Whether it counts: a trainee's does once somebody else has countersigned."""
        return not self.trainee or self.countersigned is not None


class Addendum(Signature, frozen=True, kw_only=True):
    """Words that were added to a signed note, signed themselves; `belongs_at` is the time that they tell of."""

    text: str
    belongs_at: datetime | None = None


class HalfAddendum(msgspec.Struct, frozen=True, omit_defaults=True):
    """An addendum that is being typed: its words, the reason, and the time that it belongs to as it was typed."""

    text: str = ""
    reason: str = ""
    belongs: str = ""


class OtherSigned(Signature, frozen=True, kw_only=True):
    """The name of somebody who signed the note on another machine, later; `text` is the note that they signed."""

    text: str = ""


class CameLater(msgspec.Struct, frozen=True):
    """What came from another machine when the note was signed already: an `entry`, a `page entry`, a `score`, or
    `words` of the note."""

    what: str
    id: str = ""
    text: str = ""


class SignedNote(Signature, frozen=True, kw_only=True):
    """A note that is signed: the words that count, and what stands beside them. `others` are the signatures of people
    who signed it on another machine, later than this one."""

    note_id: str
    version: NoteVersion
    addenda: tuple[Addendum, ...] = ()
    others: tuple[OtherSigned, ...] = ()
    later: tuple[CameLater, ...] = ()


class WaitingNote(msgspec.Struct, frozen=True):
    """A note to be signed, or one with a signature (`signature_id`) that is to be countersigned, and since when.

    Of a session's note `contact` and `begun` are the session's; `drafted`: something is written.
    """

    code: str
    note_id: str
    session_id: str
    kind: str
    since: datetime
    contact: ContactKind
    begun: datetime
    drafted: bool = True
    signature_id: str = ""
    name: str = ""


class Covered(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a note's signature covers of its session: of each device the last entry, by its number and its place in the
    session (an entry may have lost its number in a merge), and the ids of the rest."""

    events: dict[str, tuple[int, int]] = {}
    facts: tuple[str, ...] = ()
    scores: tuple[str, ...] = ()

    def has(self, table: str, row: tuple[Value, ...]) -> bool:
        """Whether a row that is attached to the session was there when it was signed."""
        if table != "session_event":
            return row[0] in (self.facts if table == "fact" else self.scores)
        number, place = self.events.get(f"{row[_DEVICE]}", (0, 0))
        return int(row[_NUMBER] or 0) <= number if row[_NUMBER] else int(row[_SEQ] or 0) <= place


def sign_note(
    db: Database, audit: Audit, stamp: Stamp, said: Row, text: str, revision: int, *, late: bool = False,
    action: str = "note_signed",
) -> None:  # fmt: skip
    """Make the version that is signed, and the signature `said`, which bears its id. The same signature again is left
    alone; one that comes `late` is kept beside another, with its words. Raises SignatureRefused, NoteConflict."""
    signature_id, note_id = str(said["id"]), str(said["note_id"])
    if _there(db, "signature", signature_id):
        return
    add = keep_late if late else finish_note
    add(db, audit, stamp, note_id, signature_id, text, revision, SIGNED)
    covers = _covers(db, note_id)
    seals, _ = attached(db, note_id, covers)
    row = {**said, "version_id": signature_id, "addendum_id": None, "kind": SIGNED, "covers_json": _spelled(covers)}
    action = "note_signed_with_gap" if said["reason"] else action
    _add_signature(db, audit, stamp, action, row, text, seals)


def countersign(db: Database, audit: Audit, stamp: Stamp, signature_id: str, said: Row) -> None:
    """Put another person's name under what is signed by `signature_id`. The same again is left alone; raises
    SignatureRefused."""
    if _there(db, "signature", str(said["id"])):
        return
    found = db.conn.execute(f"{select('signature')} WHERE id = ? AND kind = '{SIGNED}'", (signature_id,)).fetchone()
    if found is None:
        raise SignatureRefused(NOTHING)
    theirs = dict(zip(_COLUMNS, found, strict=True))
    same = {column: theirs[column] for column in ("note_id", "version_id", "addendum_id")}
    row = {**said, **same, "trainee": 0, "reason": "", "kind": COUNTERSIGNED, "covers_json": "{}"}
    _add_signature(db, audit, stamp, "countersigned", row, "", [str(theirs["sha256"])])


def add_addendum(db: Database, audit: Audit, stamp: Stamp, addendum: Row, said: Row) -> None:
    """Add words to a signed note, with the signature `said`. The same again is left alone; raises SignatureRefused."""
    if _there(db, "addendum", str(addendum["id"])):
        return
    seal = insert(db, "addendum", {**addendum, **stamp.columns()})
    note_id = str(addendum["note_id"])
    first = db.conn.execute(f"{_ALL_OF_NOTE} LIMIT 1", (note_id,)).fetchone()
    row = {
        **said, "note_id": note_id, "version_id": first[_COLUMNS.index("version_id")], "addendum_id": addendum["id"],
        "kind": SIGNED, "reason": addendum["reason"], "covers_json": "{}",
    }  # fmt: skip
    _add_signature(db, audit, stamp, "addendum_added", row, str(addendum["text"]), [seal], also=[seal])
    _drop_half(db, audit, stamp, note_id)


def save_half(db: Database, audit: Audit, stamp: Stamp, note_id: str, half: HalfAddendum) -> None:
    """Keep what its author has typed of an addendum; an empty one is removed. It is a draft, and nobody's signature."""
    before = _half(db, note_id, stamp.author)
    if half == HalfAddendum():
        _drop_half(db, audit, stamp, note_id)
    else:
        text = _encode(half).decode()
        put_draft(db, audit, stamp, "note_saved", OF_NOTE, note_id, HALF_ADDENDUM, 0, text, before)


def half_addendum(db: Database, note_id: str, author: str) -> HalfAddendum | None:
    """What somebody has typed of an addendum and not signed yet."""
    found = _half(db, note_id, author)
    return msgspec.json.decode(whole(found.text), type=HalfAddendum) if found is not None else None


def _half(db: Database, note_id: str, author: str) -> StoredDraft | None:
    halves = (draft for draft in drafts(db, OF_NOTE, note_id) if draft.revision == HALF_ADDENDUM)
    return next((draft for draft in halves if draft.who["author_id"] == author), None)


def _drop_half(db: Database, audit: Audit, stamp: Stamp, note_id: str) -> None:
    """What was typed is signed, or taken out. One that came from another machine stays, and is the next to be shown."""
    if (there := _half(db, note_id, stamp.author)) is not None:
        audit.append(db, stamp.at, "draft_finished", note_id, dropped=[remove_draft(db, there)])


def _add_signature(
    db: Database, audit: Audit, stamp: Stamp, action: str, row: dict[str, Value], words: str, seals: list[str],
    also: list[str] | None = None,
) -> None:  # fmt: skip
    row |= stamp.columns()
    row["sha256"] = sealed_over(row, words, seals)
    sealed = [*(also or []), insert(db, "signature", row)]
    audit.append(
        db, stamp.at, action, str(row["note_id"]), sealed=sealed, by=stamp.author, signature=row["id"],
        sha256=row["sha256"],
    )  # fmt: skip


def sealed_over(row: Row, words: str, seals: list[str]) -> str:
    """The seal of a signature over itself, the words, and what it covers."""
    itself = _encode([row[column] for column in _COLUMNS if column != "sha256"])
    return sha256(itself, "\n".join((words, *sorted(seals))).encode())


def _spelled(covers: Covered) -> str:
    return _encode(covers).decode()


def _covers(db: Database, note_id: str) -> Covered:
    """What is attached to the note's session now; nothing for a note that is no session's own."""
    ends = (
        "SELECT device_id, max(device_seq), max(seq) FROM session_event WHERE session_id = ? "
        "GROUP BY device_id ORDER BY device_id"
    )
    events = {device: (number, seq) for device, number, seq in db.conn.execute(ends, (note_id,))}
    facts, scores = (
        tuple(id for (id,) in db.conn.execute(f"SELECT id FROM {table} WHERE session_id = ? ORDER BY id", (note_id,)))
        for table in ("fact", "score")
    )
    return Covered(events, facts, scores)


def attached(
    db: Database, session_id: str, covers: Covered, tables: Iterable[str] = tuple(_ATTACHED)
) -> tuple[list[str], list[CameLater]]:
    """The seals of the rows of a session that `covers` names, and the rows that are none of them.

    An entry's number of its device, which a merge may take from it, is no part of what was signed.
    """
    seals, later = [], []
    for table in tables:
        seal = sealer(table)
        for row in db.conn.execute(f"{select(table)} WHERE session_id = ?", (session_id,)):
            if not covers.has(table, row):
                later.append(CameLater(_ATTACHED[table], row[_ID]))
            elif table == "session_event":
                seals.append(_seal_event([*row[:_NUMBER], 0, *row[_NUMBER + 1 :]]))
            else:
                seals.append(seal(row))
    return seals, later


def read_covers(text: str) -> Covered | None:
    """What a signature says that it covers; None where nobody can read that."""
    try:
        return msgspec.json.decode(text, type=Covered)
    except msgspec.DecodeError:
        return None


def signatures_of(db: Database, note_id: str) -> list[dict[str, Value]]:
    """Every signature of a note and its addenda, the first first."""
    return [dict(zip(_COLUMNS, row, strict=True)) for row in db.conn.execute(_ALL_OF_NOTE, (note_id,))]


def signed_note(db: Database, note_id: str) -> SignedNote | None:
    """The note as it is signed; None where it is not."""
    rows = signatures_of(db, note_id)
    notes = [row for row in rows if row["kind"] == SIGNED and row["addendum_id"] is None]
    addenda = [row for row in rows if row["kind"] == SIGNED and row["addendum_id"] is not None]
    if not notes:
        return None
    first, *others = notes
    written = {each.id: each for each in versions(db, note_id)}
    added = db.conn.execute("SELECT id, text, belongs_at FROM addendum WHERE note_id = ?", (note_id,))
    texts = {id: (whole(text), belongs) for id, text, belongs in added}
    return SignedNote(
        **_told(first, rows), note_id=note_id, version=written[str(first["version_id"])],
        addenda=tuple(
            Addendum(**_told(row, rows), text=text, belongs_at=datetime.fromisoformat(belongs) if belongs else None)
            for row in addenda
            for text, belongs in [texts[row["addendum_id"]]]
        ),
        others=tuple(OtherSigned(**_told(row, rows), text=written[str(row["version_id"])].text) for row in others),
        later=tuple(_later(db, note_id, first)),
    )  # fmt: skip


def _told(row: Row, rows: list[dict[str, Value]]) -> dict[str, Any]:
    """A signature with the first countersignature that counts: another person's, who is no trainee."""
    under = (
        Countersignature(
            str(each["name"]), str(each["role"]), datetime.fromisoformat(str(each["created_at"])),
            str(each["author_id"]), str(each["sha256"]),
        )
        for each in rows
        if each["kind"] == COUNTERSIGNED and not each["trainee"] and each["author_id"] != row["author_id"]
        and (each["version_id"], each["addendum_id"]) == (row["version_id"], row["addendum_id"])
    )  # fmt: skip
    return {
        "id": row["id"], "name": row["name"], "role": row["role"], "at": datetime.fromisoformat(str(row["created_at"])),
        "staff": row["author_id"], "trainee": bool(row["trainee"]), "reason": row["reason"], "seal": row["sha256"],
        "countersigned": next(under, None),
    }  # fmt: skip


def _later(db: Database, note_id: str, first: Row) -> Iterator[CameLater]:
    """What has come since the note was signed: rows of the session, and words of the note that nobody signed."""
    covers = read_covers(str(first["covers_json"])) or Covered()
    yield from attached(db, note_id, covers)[1]
    written = (
        "SELECT id, text FROM note_version WHERE note_id = :note AND status <> :signed AND number >= "
        "(SELECT number FROM note_version WHERE id = :version) "
        f"UNION ALL SELECT '', text FROM draft WHERE note_id = :note AND revision <> {HALF_ADDENDUM}"
    )
    named = {"note": note_id, "signed": SIGNED, "version": first["version_id"]}
    for id, text in db.conn.execute(written, named):
        yield CameLater("words", id, whole(text))


_WAITING = (
    "coded.code, note.id, note.session_id, note.kind, waiting.since, coalesce(session.started_at, note.created_at), "
    f"{SESSION_CONTACT}"
)
_SESSION = "CROSS JOIN coded ON coded.id = note.client_id LEFT JOIN session ON session.id = note.session_id"


def last_signed(db: Database) -> datetime | None:
    """When the newest signature was written; None before the first one."""
    found = db.conn.execute("SELECT created_at FROM signature ORDER BY row DESC LIMIT 1").fetchone()
    return datetime.fromisoformat(found[0]) if found else None


def unsigned(db: Database, limit: int) -> list[WaitingNote]:
    """The notes that nobody has signed: of sessions that have ended, and others that hold words; so many, the newest
    first."""
    found = db.conn.execute(
        f"SELECT EXISTS (SELECT 1 FROM note_shown WHERE note_shown.id = note.id), {_WAITING} FROM waiting "
        f"CROSS JOIN note ON note.id = waiting.id {_SESSION} "
        "WHERE waiting.what = ? ORDER BY waiting.since DESC, waiting.id DESC LIMIT ?",
        (TO_SIGN, limit),
    )
    return [_waiting(row, drafted=bool(drafted)) for drafted, *row in found]


def to_countersign(db: Database, limit: int) -> list[WaitingNote]:
    """The signatures of trainees under which nobody has put their name yet; so many, the newest first."""
    found = db.conn.execute(
        f"SELECT signature.id, signature.name, {_WAITING} "
        "FROM waiting CROSS JOIN signature ON signature.id = waiting.id CROSS JOIN note ON note.id = signature.note_id "
        f"{_SESSION} WHERE waiting.what = ? ORDER BY waiting.since DESC, waiting.id DESC LIMIT ?",
        (TO_COUNTERSIGN, limit),
    )
    return [_waiting(row, signature_id=signature, name=name) for signature, name, *row in found]


def _waiting(row: list[str], **more: Any) -> WaitingNote:
    code, note, session, kind, since, begun, contact = row
    at, began = datetime.fromisoformat(since), datetime.fromisoformat(begun)
    return WaitingNote(code, note, session or "", kind, at, session_contact(contact), began, **more)


def waiting_counts(db: Database) -> tuple[int, int]:
    """How many notes wait to be signed, and how many signatures to be countersigned.

    All of them are counted without being looked at, and the few that wait for a second name are taken off.
    """
    (every,) = db.conn.execute("SELECT count(*) FROM waiting").fetchone()
    (second,) = db.conn.execute("SELECT count(*) FROM waiting WHERE what = ?", (TO_COUNTERSIGN,)).fetchone()
    return every - second, second


def _there(db: Database, table: str, id: str) -> bool:
    return db.conn.execute(f"SELECT 1 FROM {table} WHERE id = ?", (id,)).fetchone() is not None
