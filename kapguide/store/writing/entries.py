"""What is handed to the writer, as data: it is applied to the record now, or after the next start."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from kapguide.paths import Home
from kapguide.session.events import Event
from kapguide.session.protocol.protocol import TherapyProtocol, freeze
from kapguide.store.chain.audit import Audit
from kapguide.store.chain.seals import Value
from kapguide.store.file.database import Database
from kapguide.store.private.private_waiting import add_waiting
from kapguide.store.tables import changes, fact_rows, note_rows, score_rows, signature_rows
from kapguide.store.tables.changes import EventRow, LineDraft, Stamp
from kapguide.store.tables.queries import SessionRow
from kapguide.store.tables.signature_rows import HalfAddendum
from kapguide.store.times import respelled, spelled

Columns = dict[str, Value]


class ClientAdded(msgspec.Struct, frozen=True, tag="client"):
    """A client by code."""

    stamp: Stamp
    id: str
    code: str

    def apply(self, db: Database, audit: Audit) -> None:
        changes.add_client(db, audit, self.stamp, self.id, self.code)


class StaffAdded(msgspec.Struct, frozen=True, tag="staff"):
    """Somebody who is to have a passphrase of their own."""

    stamp: Stamp
    id: str
    name: str

    def apply(self, db: Database, audit: Audit) -> None:
        changes.add_staff(db, audit, self.stamp, self.id, self.name)


class CodeChanged(msgspec.Struct, frozen=True, tag="code"):
    """Another code for a client; `id` is the row's own."""

    stamp: Stamp
    id: str
    client_id: str
    code: str

    def apply(self, db: Database, audit: Audit) -> None:
        changes.change_code(db, audit, self.stamp, self.id, self.client_id, self.code)


class Begun(msgspec.Struct, frozen=True, tag="begun"):
    """A session with its first events."""

    row: Columns
    stamp: Stamp
    events: tuple[EventRow, ...]

    def apply(self, db: Database, audit: Audit) -> None:
        spelled_anew = {column: respelled(str(self.row[column])) for column in ("started_at", "expected_end")}
        changes.begin_session(db, audit, self.stamp, self.row | spelled_anew)
        changes.append_events(db, audit, self.stamp.at, str(self.row["id"]), self.events, self.stamp.author)


class Appended(msgspec.Struct, frozen=True, tag="appended"):
    """Events of a session; with `clear_line` the half-typed note line goes with them. Without an `author`, as the first
    version put them aside, they are of whoever takes them in."""

    session_id: str
    at: datetime
    events: tuple[EventRow, ...]
    clear_line: bool = False
    author: str = ""

    def apply(self, db: Database, audit: Audit) -> None:
        changes.append_events(db, audit, self.at, self.session_id, self.events, self.author)
        if self.clear_line:
            changes.clear_line(db, audit, self.at, self.session_id)


class LineKept(msgspec.Struct, frozen=True, tag="line"):
    """The half-typed note line."""

    stamp: Stamp
    session_id: str
    line: LineDraft

    def apply(self, db: Database, audit: Audit) -> None:
        changes.save_line(db, audit, self.stamp, self.session_id, self.line)


class NoteBegun(msgspec.Struct, frozen=True, tag="note_begun"):
    """A note of a client's own."""

    stamp: Stamp
    row: Columns

    def apply(self, db: Database, audit: Audit) -> None:
        note_rows.begin_note(db, audit, self.stamp, self.row)


class NoteKept(msgspec.Struct, frozen=True, tag="note_kept"):
    """A note that was based on `revision`: as it is being written, or `finished`, and so a version with this `id`."""

    stamp: Stamp
    id: str
    note_id: str
    text: str
    revision: int
    finished: bool

    def apply(self, db: Database, audit: Audit) -> None:
        if self.finished:
            note_rows.finish_note(db, audit, self.stamp, self.note_id, self.id, self.text, self.revision)
        else:
            note_rows.save_note(db, audit, self.stamp, self.note_id, self.text, self.revision)

    def apply_late(self, db: Database, audit: Audit) -> None:
        """A note that went on meanwhile keeps these words, too; one whose record went back goes on from there."""
        stored = note_rows.read_note(db, self.note_id)
        if stored.signed or stored.revision > self.revision:
            note_rows.keep_late(db, audit, self.stamp, self.note_id, self.id, self.text, self.revision)
        else:
            msgspec.structs.replace(self, revision=stored.revision).apply(db, audit)


class NoteSigned(msgspec.Struct, frozen=True, tag="note_signed"):
    """A name under the note as it was on top of `revision`; the version that it makes bears the same `id`."""

    stamp: Stamp
    said: Columns
    text: str
    revision: int

    def apply(self, db: Database, audit: Audit) -> None:
        signature_rows.sign_note(db, audit, self.stamp, self.said, self.text, self.revision)

    def apply_late(self, db: Database, audit: Audit) -> None:
        """What somebody signed stays signed, also beside another's signature."""
        signature_rows.sign_note(db, audit, self.stamp, self.said, self.text, self.revision, late=True)


class Countersigned(msgspec.Struct, frozen=True, tag="countersigned"):
    """Another person's name under what is signed."""

    stamp: Stamp
    signature_id: str
    said: Columns

    def apply(self, db: Database, audit: Audit) -> None:
        signature_rows.countersign(db, audit, self.stamp, self.signature_id, self.said)


class RemarkSigned(msgspec.Struct, frozen=True, tag="remark"):
    """What a supervisor says of a session: a note of its own, there and signed at once."""

    stamp: Stamp
    row: Columns
    said: Columns
    text: str

    def apply(self, db: Database, audit: Audit) -> None:
        note_rows.begin_note(db, audit, self.stamp, self.row)
        signature_rows.sign_note(db, audit, self.stamp, self.said, self.text, 0, action="remark_signed")


class AddendumAdded(msgspec.Struct, frozen=True, tag="addendum"):
    """Words that are added to a signed note, with a signature of their own."""

    stamp: Stamp
    addendum: Columns
    said: Columns

    def apply(self, db: Database, audit: Audit) -> None:
        signature_rows.add_addendum(db, audit, self.stamp, self.addendum, self.said)


class AddendumTyped(msgspec.Struct, frozen=True, tag="addendum_typed"):
    """What is half typed of an addendum."""

    stamp: Stamp
    note_id: str
    half: HalfAddendum

    def apply(self, db: Database, audit: Audit) -> None:
        signature_rows.save_half(db, audit, self.stamp, self.note_id, self.half)


class ScoreAdded(msgspec.Struct, frozen=True, tag="score"):
    """A form that was filled in."""

    stamp: Stamp
    row: Columns

    def apply(self, db: Database, audit: Audit) -> None:
        score_rows.add_score(db, audit, self.stamp, self.row)


class FactAdded(msgspec.Struct, frozen=True, tag="fact"):
    """Something that was said of a client, or of the practice."""

    stamp: Stamp
    row: Columns

    def apply(self, db: Database, audit: Audit) -> None:
        fact_rows.add_fact(db, audit, self.stamp, self.row)


class PrivateKept(msgspec.Struct, frozen=True, tag="private"):
    """A private line, sealed for the private key `name` alone: it goes beside the record and never into it. `place` is
    what a draft is the only one of; empty for what is written."""

    name: str
    place: str
    sealed: bytes

    def apply(self, db: Database, audit: Audit) -> None:
        record = Path(db.conn.execute("PRAGMA database_list").fetchone()[2])
        add_waiting(Home(record.parent), self.name, self.sealed)


class FirstNote(msgspec.Struct, frozen=True, tag="note"):
    """A note as the first version put it aside."""

    stamp: Stamp
    session_id: str
    text: str
    revision: int

    def today(self) -> NoteKept:
        """The same, as it is taken in now: whoever opens it next leaves it as a version."""
        version = f"{self.session_id}-{self.revision + 1}"
        return NoteKept(self.stamp, version, self.session_id, self.text, self.revision, finished=False)


Entry = (
    ClientAdded | StaffAdded | CodeChanged | Begun | Appended | LineKept | NoteBegun | NoteKept | NoteSigned
    | Countersigned | RemarkSigned | AddendumAdded | AddendumTyped | ScoreAdded | FactAdded | PrivateKept
)  # fmt: skip


def begun(row: SessionRow, client: str, protocol: TherapyProtocol, stamp: Stamp, events: Sequence[Event]) -> Begun:
    """A session of the client with that id, its plan frozen."""
    text, sha = freeze(protocol)
    columns: Columns = {
        "id": row.id,
        "client_id": client,
        "number": row.number,
        "started_at": spelled(row.started_at),
        "expected_end": spelled(row.expected_end),
        "protocol_json": text,
        "protocol_sha256": sha,
    }
    return Begun(columns, stamp, tuple(map(changes.event_row, events)))


def said(entries: list[Entry]) -> str:
    """What `entries` are, in words: `3 entries, the note`."""
    events = sum(len(entry.events) for entry in entries if isinstance(entry, Begun | Appended))
    words = [f"{events} entr{'y' if events == 1 else 'ies'}"] if events else []
    if any(isinstance(entry, ClientAdded) for entry in entries):
        words.append("a new client")
    if any(isinstance(entry, StaffAdded) for entry in entries):
        words.append("a person of the practice")
    if any(isinstance(entry, CodeChanged) for entry in entries):
        words.append("a client's code")
    if any(isinstance(entry, NoteBegun | NoteKept) for entry in entries):
        words.append("the note")
    if any(isinstance(entry, NoteSigned | Countersigned) for entry in entries):
        words.append("a signature")
    if any(isinstance(entry, RemarkSigned) for entry in entries):
        words.append("a remark")
    if any(isinstance(entry, AddendumAdded) for entry in entries):
        words.append("an addendum")
    if any(isinstance(entry, AddendumTyped) for entry in entries):
        words.append("a half-typed addendum")
    if any(isinstance(entry, LineKept) for entry in entries):
        words.append("a half-typed line")
    if any(isinstance(entry, PrivateKept) for entry in entries):
        words.append("a private line")
    if scores := sum(isinstance(entry, ScoreAdded) for entry in entries):
        words.append("a score" if scores == 1 else f"{scores} scores")
    if facts := sum(isinstance(entry, FactAdded) for entry in entries):
        words.append("a page entry" if facts == 1 else f"{facts} page entries")
    return ", ".join(words)
