"""The record of one practice: everything else in the program reads and writes it through `Store`."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import msgspec

from kapguide.errors import KapGuideError
from kapguide.log import log
from kapguide.paths import Home, elsewhere
from kapguide.session.clock import Elapsed
from kapguide.session.closing import closing
from kapguide.session.events import Event, SessionEnded
from kapguide.session.ids import system_ids
from kapguide.session.protocol.protocol import TherapyProtocol
from kapguide.store.chain.anchor import note_head, read_anchor, remembered
from kapguide.store.chain.audit import Audit, head
from kapguide.store.checking.checks import VerifyReport, verify_all
from kapguide.store.codes import client_code
from kapguide.store.contents.books import Books
from kapguide.store.contents.facts import Facts
from kapguide.store.contents.notes import Notes, Scores
from kapguide.store.contents.private_notes import PrivateNotes
from kapguide.store.contents.private_rows import private_problems
from kapguide.store.contents.remarks import SupervisionRemarks
from kapguide.store.contents.retention import Retention
from kapguide.store.contents.staff import Staff
from kapguide.store.copies.backing_up import BackingUp
from kapguide.store.failures import RecordClosed
from kapguide.store.file.database import Database, explained
from kapguide.store.file.live_file import LiveFile
from kapguide.store.file.lock import HeldLock, hold
from kapguide.store.file.place import check_place
from kapguide.store.keys.vault import Keys
from kapguide.store.opening import opening
from kapguide.store.opening.restore import finish_interrupted, finish_swap
from kapguide.store.opening.setup import create_record, finish
from kapguide.store.search.search import Search
from kapguide.store.tables import changes, queries
from kapguide.store.tables.changes import LineDraft, Stamp
from kapguide.store.tables.indexing import index_new
from kapguide.store.tables.queries import Client, SessionRow, SessionStatus, SessionSummary
from kapguide.store.writing.aside import Aside
from kapguide.store.writing.ballast import Ballast, in_room, space_warning
from kapguide.store.writing.entries import Appended, ClientAdded, CodeChanged, LineKept, begun
from kapguide.store.writing.keeping import Keeping
from kapguide.store.writing.saving import SavingState, WriterState
from kapguide.store.writing.ticket import Ticket
from kapguide.store.writing.writer import Writer
from kapguide.text import clean_text

STALE_AFTER = timedelta(hours=4)
"""So long after its expected end nobody goes on with a session: it can only be closed."""
BEGIN_WITHIN_S = 3.0
"""How long a person waits for a client, or for a session's first entry, before it is said that it cannot be saved."""
STUCK = -1
"""The generation of a reading connection that failed: after a bad page SQLCipher reads nothing more through it."""
_new_id = system_ids()


class Unfinished(msgspec.Struct, frozen=True):
    """A session without an end. A `stale` one is only offered for closing."""

    row: SessionRow
    stale: bool


class Store:
    """An open record: reads on any thread, and writes through its one writer.

    Open it with `Store.create` or `Store.open`; nothing is acknowledged before it is committed.
    """

    def __init__(
        self, home: Home, keys: Keys, db: Database, file: LiveFile, lock: HeldLock | None, audit: Audit | None,
        now: Callable[[], datetime],
    ) -> None:  # fmt: skip
        self.home = home
        self._keys = keys
        self._db = db
        self._file = file
        self._generation = file.generation
        self._lock = lock
        self._now = now
        self._reading_lock = threading.RLock()
        self._closed = False
        self._here: dict[str, SessionStatus] = {}
        """Where this window's sessions stand; the record may be behind."""
        self._keeps: Keeping | None = None
        hands = (lambda: self._keeping, self._stamp, self._reading)
        self.notes, self.scores, self.facts = Notes(*hands, now), Scores(*hands), Facts(*hands)
        self.remarks = SupervisionRemarks(*hands)
        self.staff = Staff(home, keys, *hands)
        self.private = PrivateNotes(home, lambda: self.staff.keys, *hands)
        self._backing_up = BackingUp(home, keys, now, self._reading, self._log_backup)
        self.retention = Retention(home, lambda: self.staff.keys, *hands)
        self.books = Books(self._reading, file.reading)
        self.search = Search(file.reading, self._index)
        self.notices: tuple[str, ...] = ()
        """What was found at the start and is to be said."""
        self._ballast = Ballast(home.root / "ballast")
        if audit is not None:
            writer = Writer(file, self._ballast, self._tidy, committed=self._note_head)
            self._keeps = Keeping(writer, Aside(home.root, keys.main, now(), elsewhere()), audit)

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
        record behind its anchor; `accept_missing` opens that one too, and the audit chain says so.
        """
        finish(home)
        file = LiveFile(home.database, keys.main)
        if read_only:
            finish_interrupted(home)
            return cls(home, keys, opening.open_to_read(file), file, None, None, now)
        check_place(home.root)
        lock = hold(home)
        try:
            with explained():
                finish_swap(home)
                if accept_missing:
                    opening.keep_broken_wal(home, now())
                elif doubt := opening.doubt_about_wal(home, keys):
                    raise doubt
            db, audit, notices = in_room(home, partial(opening.begin_to_write, home, keys, file, now(), accept_missing))
        except BaseException:
            lock.release()
            raise
        Ballast(home.root / "ballast").lay()
        store = cls(home, keys, db, file, lock, audit, now)
        store.notices = notices
        return store

    def close(self, timeout_s: float = 5.0) -> tuple[Ticket, ...]:
        """Save what is waiting, for at most `timeout_s`, and close; returns what could not be saved.

        That is put aside in a file beside the record, and taken in when it is opened the next time.
        """
        unsaved = () if self._keeps is None else self._keeps.close(timeout_s)
        if self._keeps is not None and self._keeps.writer.busy:
            log.warning("the record's disk does not answer: its file was left open")
            return unsaved
        if self._reading_lock.acquire(timeout=timeout_s):  # a job may hang on a drive that does not answer
            try:
                if self._keeps is not None:
                    self._file.save_from(self._db)
                self._db.close()
                self._closed = True
            finally:
                self._reading_lock.release()
        if self._lock is not None:
            self._lock.release()
        return unsaved

    # --- saving ---------------------------------------------------------------------------------------------

    @property
    def state(self) -> WriterState:
        """Whether everything is saved."""
        return WriterState() if self._keeps is None else self._keeps.writer.state

    def on_state(self, callback: Callable[[WriterState], None]) -> None:
        """Call `callback` on the writer's thread whenever `state` changes."""
        self._keeping.on_state = callback

    def waiting(self) -> str:
        """What is not saved yet and can be put aside, in words; empty when there is nothing."""
        return "" if self._keeps is None else self._keeps.waiting()

    def unkeepable(self) -> str:
        """What is not saved, and cannot be put aside either, in words."""
        return self._keeping.unkeepable()

    def put_aside(self) -> Path:
        """Keep what waits in an encrypted file beside the record, or in the person's folder where it takes nothing;
        return it. Raises StoreFailure."""
        return self._keeping.put_aside()

    def append(self, session_id: str, events: Sequence[Event], *, clear_draft: bool = False) -> Ticket:
        """Save events in one transaction; with `clear_draft` the half-typed note line goes in the same one."""
        ended = any(isinstance(event.body, SessionEnded) for event in events)
        self._here[session_id] = SessionStatus.ENDED if ended else SessionStatus.RUNNING
        what = "an entry of a session" if len(events) == 1 else f"{len(events)} entries of a session"
        try:
            rows = tuple(map(changes.event_row, events))
        except Exception as bug:  # noqa: BLE001 - the writer reports it, and says that an entry is not saved
            return self._keeping.give_up(bug, what, events)
        entry = Appended(session_id, self._now(), rows, clear_draft, self.staff.me)
        return self._keeping.keep(entry, what, events)

    def begin_session(self, row: SessionRow, protocol: TherapyProtocol, events: Sequence[Event] = ()) -> Ticket:
        """Save a session with its frozen plan and its first events, now or not at all: nothing begins unrecorded.

        Raises StoreFailure when it cannot be saved, and KapGuideError for an unknown client.
        """
        with self._reading() as db:
            client = queries.client_id(db, client_code(row.client_code))
        entry = begun(row, client, protocol, self._stamp(row.tz_min), events)
        ticket = self._keeping.ask(entry, "the beginning of a session", events, BEGIN_WITHIN_S)
        self._here[row.id] = SessionStatus.RUNNING
        return ticket

    def save_draft(self, session_id: str, text: str, begun: Elapsed) -> Ticket:
        """Keep the half-typed note line, begun at session time `begun`; an empty text removes it."""
        stamp, line = self._stamp(), LineDraft(clean_text(text), begun)
        return self._keeping.keep(LineKept(stamp, session_id, line), "the half-typed note line")

    def close_unfinished(self, session_id: str) -> Ticket:
        """End a session that was left without an end, at the time of its last entry; its half-typed line is one."""
        with self._reading() as db:
            _, protocol, events = queries.load(db, session_id)
            left = queries.line(db, session_id) or LineDraft("", Elapsed(0))
        if not events or isinstance(events[-1].body, SessionEnded):
            raise KapGuideError("There is nothing left to close in this session. Nothing was changed.")
        closed = closing(protocol, events, left.text, left.begun, _new_id)
        return self.append(session_id, closed, clear_draft=True)

    def add_client(self, code: str) -> Client:
        """Add a client by code. Raises KapGuideError when the code is taken or cannot be used."""
        client = Client(_new_id(), client_code(code))
        self._keeping.ask(ClientAdded(self._stamp(), client.id, client.code), "a new client", (), BEGIN_WITHIN_S)
        return client

    def change_code(self, client_id: str, code: str) -> None:
        """Give a client another code. Raises KapGuideError when the code is taken or cannot be used."""
        entry = CodeChanged(self._stamp(), _new_id(), client_id, client_code(code))
        self._keeping.ask(entry, "a client's code", (), BEGIN_WITHIN_S)

    def known_client(self, typed: str) -> str:
        """The client's code as the record has it, however it was typed; added when it is new. Raises KapGuideError."""
        code = client_code(typed)
        with self._reading() as db:
            known = queries.known_code(db, code)
        return known or self.add_client(code).code

    # --- reading --------------------------------------------------------------------------------------------

    @property
    def machine(self) -> str:
        """This machine, as the audit log names it; empty where the record is only read."""
        return "" if self._keeps is None else self._keeps.audit.device

    @property
    def practice(self) -> str:
        """The practice's name."""
        with self._reading() as db:
            return queries.meta(db, "practice")

    def clients(self) -> list[Client]:
        """Every client by code."""
        with self._reading() as db:
            return queries.clients(db)

    def next_number(self, code: str) -> int:
        """The number of the client's next session, from 1."""
        with self._reading() as db:
            return queries.next_number(db, code)

    def codes(self) -> list[str]:
        """The codes of all clients, in their order."""
        with self._reading() as db:
            return queries.codes(db)

    def sessions(self, limit: int = queries.ALL) -> list[SessionSummary]:
        """The newest sessions, newest first."""
        with self._reading() as db:
            return queries.sessions(db, self._here, limit)

    def sessions_of(self, code: str) -> list[SessionSummary]:
        """All sessions of a client, newest first. Raises KapGuideError for an unknown one."""
        with self._reading() as db:
            return queries.sessions_of(db, self._here, queries.client_id(db, client_code(code)))

    def session_count(self) -> int:
        """How many sessions there are, without those that were thrown away."""
        with self._reading() as db:
            return queries.session_count(db) - queries.thrown_away_count(db)

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

    # --- keeping --------------------------------------------------------------------------------------------

    def verify(self) -> VerifyReport:
        """Check everything, the private files that are mine to open too, on connections of its own: it may take
        seconds, and a bad page would end its reading."""
        anchor, tidied = remembered(self.home.root), read_anchor(opening.anchor_of(self.home))
        with self._file.reading() as db, self._file.reading() as other:
            report = verify_all(db, other, self._keys, anchor, tidied)
        private = private_problems(self.home, self.staff.keys)
        return msgspec.structs.replace(report, problems=(*report.problems, *private))

    def backup(self, folder: Path | None = None) -> Path:
        """Make a proven backup and thin out the old ones; return it. Raises BackupFailed, which is remembered."""
        return self._backing_up.make(folder)

    def settle(self, timeout_s: float) -> None:
        """Wait until what was handed over before is written. Raises StoreFailure while the disk takes nothing."""
        self._writing.ask(lambda db: None, "all that waits", timeout_s=timeout_s)

    def backed_up(self, folder: Path | None = None) -> bool:
        """Whether one of the backups in the preferred folder ends where the record ends, and opens with today's
        passphrase."""
        return self._backing_up.is_done(folder)

    def backup_problem(self) -> str:
        """Why the last backup failed, or is not good; empty once one is."""
        return self._backing_up.problem()

    def space_warning(self) -> str:
        """A sentence when the disk is nearly full, else an empty string."""
        return space_warning(self.home.root)

    def _index(self) -> None:
        """Bring the indexes up to what was written last, as far as the disk takes it."""
        if self._keeps is not None and self.state.saving is not SavingState.NOT_SAVED:
            with suppress(KapGuideError):
                self._writing.ask(index_new, "the index", timeout_s=1.0)

    def _log_backup(self, at: datetime, name: str, problem: str) -> None:
        change = partial(changes.log_backup, audit=self._auditing, at=at, id=_new_id(), name=name, problem=problem)
        self._writing.keep(change, "")  # nobody wrote it, nobody misses it

    @property
    def _keeping(self) -> Keeping:
        if self._keeps is None:
            raise KapGuideError("This practice is open for reading only. Close the other window to write.")
        return self._keeps

    @property
    def _writing(self) -> Writer:
        return self._keeping.writer

    @property
    def _auditing(self) -> Audit:
        return self._keeping.audit

    def _stamp(self, tz_min: int | None = None) -> Stamp:
        return changes.stamped(self._now(), self._auditing.device, self.staff.me, tz_min)

    @contextmanager
    def _reading(self) -> Iterator[Database]:
        """The reading connection, for one thread at a time; known failures get their sentence."""
        with self._reading_lock:
            if self._closed:
                raise RecordClosed
            if self._generation != self._file.generation:
                self._db.close()
                self._db, self._generation = self._file.open(read_only=True), self._file.generation
            try:
                with explained():
                    yield self._db
            except BaseException:
                self._generation = STUCK
                raise

    def _note_head(self, db: Database) -> None:
        note_head(self.home.root, head(db, self._auditing.device))

    def _tidy(self, db: Database) -> None:
        opening.keep_up(self.home, db, self._auditing)
        self._ballast.lay()
