"""The record of one practice: everything else in the program reads and writes it through `Store`."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from filelock import BaseFileLock

from kapguide.errors import KapGuideError
from kapguide.files import sync_folder
from kapguide.paths import Home
from kapguide.session.clock import Elapsed, utc
from kapguide.session.events import Event, SessionEnded
from kapguide.session.ids import system_ids
from kapguide.session.protocol import TherapyProtocol, freeze
from kapguide.session.text import clean_text
from kapguide.store import changes, queries
from kapguide.store.anchor import read_anchor, write_anchor
from kapguide.store.audit import Audit, audit_key, head
from kapguide.store.backup import BackupFailed, make_backup, thin
from kapguide.store.ballast import Ballast, space_warning
from kapguide.store.changes import LineDraft, NoteDraft, Stamp
from kapguide.store.checks import Report, verify_all
from kapguide.store.codes import client_code
from kapguide.store.database import Database, explained, open_database, transaction
from kapguide.store.device import enrol
from kapguide.store.live_file import LiveFile
from kapguide.store.lock import hold
from kapguide.store.opening import anchor_of, open_to_read, open_to_write
from kapguide.store.place import check_place
from kapguide.store.queries import Client, SessionRow, SessionSummary
from kapguide.store.schema import migrate
from kapguide.store.search import Hit, search
from kapguide.store.ticket import Ticket
from kapguide.store.vault import Keys
from kapguide.store.writer import Writer, WriterState

STALE_AFTER = timedelta(hours=4)
STUCK = -1
"""The generation of a reading connection that failed: after a bad page SQLCipher reads nothing more through it."""
_new_id = system_ids()


class Unfinished(msgspec.Struct, frozen=True):
    """A session without an end. A `stale` one is only offered for closing."""

    row: SessionRow
    stale: bool


def create_record(home: Home, keys: Keys, *, practice: str, author: str = "", at: datetime | None = None) -> None:
    """Make an empty record for a new practice. It appears under its name only when it is whole."""
    check_place(home.root)
    home.make()
    at = at or datetime.now(UTC)
    with hold(home), explained():
        if home.database.exists():
            raise KapGuideError(f"There is already a record at {home.database}. It was left as it is.")
        fresh = home.database.with_name(home.database.name + ".fresh")
        fresh.unlink(missing_ok=True)
        db = open_database(fresh, keys.main, create=True)
        try:
            migrate(db)
            for key, value in (("practice", practice), ("created_at", at.isoformat())):
                db.table("meta").insert({"key": key, "value": value})
            db.table("staff").insert({"id": keys.staff, "name": author, "created_at": at.isoformat()})
            _, last = enrol(db, audit_key(keys.main), keys.staff, None, at, new_epoch=False)
            db.conn.execute("PRAGMA journal_mode=DELETE").fetchall()
        finally:
            db.close()
        write_anchor(anchor_of(home), last)
        fresh.replace(home.database)
        sync_folder(home.root)


class Store:
    """An open record: reads on any thread, and writes through its one writer.

    Open it with `Store.create` or `Store.open`; nothing is acknowledged before it is committed.
    """

    def __init__(
        self, home: Home, keys: Keys, db: Database, file: LiveFile, lock: BaseFileLock | None, audit: Audit | None,
        now: Callable[[], datetime],
    ) -> None:  # fmt: skip
        self.home = home
        self._keys = keys
        self._db = db
        self._file = file
        self._generation = file.generation
        self._lock = lock
        self._audit = audit
        self._now = now
        self._reading_lock = threading.RLock()
        self._running: set[str] = set()
        self._unindexed = audit is not None
        self._writer = None if audit is None else Writer(file, Ballast(home.root / "ballast"), self._tidy)

    @classmethod
    def create(cls, home: Home, keys: Keys, *, practice: str, author: str = "") -> "Store":
        """Make a new practice's record and open it."""
        create_record(home, keys, practice=practice, author=author)
        return cls.open(home, keys)

    @classmethod
    def open(
        cls,
        home: Home,
        keys: Keys,
        *,
        read_only: bool = False,
        accept_missing: bool = False,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> "Store":
        """Open the practice's record.

        `read_only` reads beside a running window. Raises AlreadyOpen, StoreFailure, and RecordsMissing for a
        record behind its anchor; `accept_missing` opens that one too and begins a new epoch.
        """
        file = LiveFile(home.database, keys.main)
        if read_only:
            return cls(home, keys, open_to_read(file), file, None, None, now)
        check_place(home.root)
        lock = hold(home)
        try:
            db = file.open()
            try:
                with explained():
                    audit = open_to_write(home, keys, db, now(), accept_missing)
                    db.conn.execute("PRAGMA query_only=ON")
            except BaseException:
                db.close()
                raise
        except BaseException:
            lock.release()
            raise
        Ballast(home.root / "ballast").lay()
        return cls(home, keys, db, file, lock, audit, now)

    def close(self, timeout_s: float = 5.0) -> tuple[Ticket, ...]:
        """Save what is waiting, for at most `timeout_s`, and close; returns what could not be saved."""
        unsaved = () if self._writer is None else self._writer.close(timeout_s)
        with self._reading_lock:
            self._db.close()
        if self._lock is not None and self._writer is not None and not self._writer.busy:
            self._lock.release()
        return unsaved

    # --- saving ---------------------------------------------------------------------------------------------

    @property
    def state(self) -> WriterState:
        """Whether everything is saved."""
        return WriterState() if self._writer is None else self._writer.state

    def on_state(self, callback: Callable[[WriterState], None]) -> None:
        """Call `callback` on the writer's thread whenever `state` changes."""
        self._writing.on_state = callback

    def append(self, session_id: str, events: Sequence[Event], *, clear_draft: bool = False) -> Ticket:
        """Save events in one transaction; with `clear_draft` the half-typed note line goes in the same one."""
        rows = [changes.event_row(event) for event in events]
        audit, at = self._auditing, self._now()
        self._running.add(session_id)
        self._unindexed = True

        def change(db: Database) -> None:
            changes.append_events(db, audit, at, session_id, rows)
            if clear_draft:
                changes.clear_line(db, session_id)

        return self._writing.keep(change, f"{len(events)} entries of a session", tuple(events))

    def begin_session(self, row: SessionRow, protocol: TherapyProtocol, events: Sequence[Event] = ()) -> Ticket:
        """Save a session with its frozen plan and its first events. Raises KapGuideError for an unknown client."""
        with self._reading() as db:
            client = queries.client_id(db, row.client_code)
        text, sha = freeze(protocol)
        columns: dict[str, str | int] = {
            "id": row.id,
            "client_id": client,
            "number": row.number,
            "started_at": row.started_at.astimezone(UTC).isoformat(),
            "expected_end": row.expected_end.astimezone(UTC).isoformat(),
            "protocol_json": text,
            "protocol_sha256": sha,
        }
        stamp = self._stamp(row.tz_min)
        rows = [changes.event_row(event) for event in events]
        audit = self._auditing
        self._running.add(row.id)
        self._unindexed = True

        def change(db: Database) -> None:
            changes.begin_session(db, audit, stamp, columns)
            changes.append_events(db, audit, stamp.at, row.id, rows)

        return self._writing.keep(change, "the beginning of a session", tuple(events))

    def save_draft(self, session_id: str, text: str, begun: Elapsed) -> Ticket:
        """Keep the half-typed note line, begun at session time `begun`; an empty text removes it."""
        stamp, line = self._stamp(), LineDraft(clean_text(text), begun)
        return self._writing.keep(lambda db: changes.save_line(db, stamp, session_id, line), "the half-typed note line")

    def save_note(self, session_id: str, document: str, revision: int) -> Ticket:
        """Save the progress note that was based on `revision`; it becomes `revision` + 1.

        The ticket fails with NoteConflict, and nothing is overwritten, when another revision lies there.
        """
        stamp, audit, text = self._stamp(), self._auditing, clean_text(document)
        return self._writing.keep(
            lambda db: changes.save_note(db, audit, stamp, session_id, text, revision), "the progress note"
        )

    def close_unfinished(self, session_id: str) -> Ticket:
        """End a session that was left without an end, at the time of its last event."""
        with self._reading() as db:
            events = queries.load(db, session_id)[2]
        if not events or isinstance(events[-1].body, SessionEnded):
            raise KapGuideError("There is nothing left to close in this session. Nothing was changed.")
        last = events[-1]
        now = utc(self._now())
        end = Event(_new_id(), _new_id(), last.seq + 1, last.t, now, last.tz_min, last.boot_id, SessionEnded())
        return self.append(session_id, [end])

    def add_client(self, code: str) -> Client:
        """Add a client by code. Raises KapGuideError when the code is taken or cannot be used."""
        client = Client(_new_id(), client_code(code))
        stamp, audit = self._stamp(), self._auditing
        self._writing.ask(lambda db: changes.add_client(db, audit, stamp, client.id, client.code), "a new client")
        return client

    # --- reading --------------------------------------------------------------------------------------------

    @property
    def practice(self) -> str:
        """The practice's name."""
        with self._reading() as db:
            return queries.meta(db, "practice")

    def clients(self) -> list[Client]:
        """Every client by code."""
        with self._reading() as db:
            return queries.clients(db)

    def next_number(self, client_code: str) -> int:
        """The number of the client's next session, from 1."""
        with self._reading() as db:
            return queries.next_number(db, client_code)

    def sessions(self) -> list[SessionSummary]:
        """Every session, newest first."""
        with self._reading() as db:
            return queries.sessions(db, self._running)

    def load_session(self, session_id: str) -> tuple[SessionRow, TherapyProtocol, list[Event]]:
        """A session, its plan and its events in order."""
        with self._reading() as db:
            return queries.load(db, session_id)

    def unfinished_session(self) -> Unfinished | None:
        """The newest session without an end; stale when its expected end is more than 4 h ago."""
        with self._reading() as db:
            row = queries.unfinished(db)
        return None if row is None else Unfinished(row, self._now() > row.expected_end + STALE_AFTER)

    def draft(self, session_id: str) -> LineDraft | None:
        """The half-typed note line, if one was left."""
        with self._reading() as db:
            return queries.line(db, session_id)

    def note(self, session_id: str) -> NoteDraft:
        """The progress note's draft; revision 0 when there is none."""
        with self._reading() as db:
            return changes.note(db, session_id)

    def search(self, text: str, limit: int = 100) -> list[Hit]:
        """Where all the words of `text` were written, best first. Never raises for what was typed."""
        if self._unindexed:
            self._unindexed = False
            with suppress(KapGuideError):  # a disk that takes nothing can still be searched as far as it is indexed
                self._writing.ask(changes.index_events, "the index", timeout_s=1.0)
        with self._reading() as db:
            return search(db, text, limit)

    # --- keeping --------------------------------------------------------------------------------------------

    def verify(self) -> Report:
        """Check everything, on a connection of its own: it may take seconds, and a bad page would end its reading."""
        db = self._file.open(read_only=True)
        try:
            return verify_all(db, self._keys.main, read_anchor(anchor_of(self.home)))
        finally:
            db.close()

    def backup(self, folder: Path | None = None) -> Path:
        """Make a proven backup and thin out the old ones. Raises BackupFailed, which `backup_problem` remembers."""
        folder, at = folder or self.home.backups, self._now()
        try:
            path = make_backup(self.home.database, self._keys, self.home.vault, folder, at)
        except BackupFailed as failure:
            self._log_backup(at, "", failure.sentence)
            raise
        thin(folder)
        self._log_backup(at, path.name, "")
        return path

    def backup_problem(self) -> str:
        """Why the last backup failed; empty once one has succeeded."""
        with self._reading() as db:
            found = db.conn.execute("SELECT problem FROM backup_log ORDER BY at DESC, id DESC LIMIT 1").fetchone()
        return str(found[0]) if found else ""

    def space_warning(self) -> str:
        """A sentence when the disk is nearly full, else an empty string."""
        return space_warning(self.home.root)

    def _log_backup(self, at: datetime, name: str, problem: str) -> None:
        row = {"id": _new_id(), "at": at.isoformat(), "name": name, "problem": problem}

        def change(db: Database) -> None:
            db.table("backup_log").insert(row)

        self._writing.keep(change, "the backup's log")

    @property
    def _writing(self) -> Writer:
        if self._writer is None:
            raise KapGuideError("This practice is open for reading only. Close the other window to write.")
        return self._writer

    @property
    def _auditing(self) -> Audit:
        if self._audit is None:
            raise KapGuideError("This practice is open for reading only. Close the other window to write.")
        return self._audit

    def _stamp(self, tz_min: int | None = None) -> Stamp:
        at = self._now()
        offset = at.astimezone().utcoffset() or timedelta()
        local = round(offset.total_seconds() / 60) if tz_min is None else tz_min
        return Stamp(at, local, self._auditing.device, self._auditing.author)

    @contextmanager
    def _reading(self) -> Iterator[Database]:
        """The reading connection, for one thread at a time; known failures get their sentence."""
        with self._reading_lock:
            if self._generation != self._file.generation:
                self._db.close()
                self._db, self._generation = self._file.open(read_only=True), self._file.generation
            try:
                with explained():
                    yield self._db
            except BaseException:
                self._generation = STUCK
                raise

    def _tidy(self, db: Database) -> None:
        write_anchor(anchor_of(self.home), head(db, self._auditing.device))
        with transaction(db):
            changes.index_events(db)
