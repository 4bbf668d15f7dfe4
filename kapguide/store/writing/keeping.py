"""The one owner of "not saved": what is handed to the writer, what of it waits, and where it goes at the end."""

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from kapguide.log import log
from kapguide.session.events import Event
from kapguide.store.chain.audit import Audit
from kapguide.store.failures import StoreFailure
from kapguide.store.file.database import Database
from kapguide.store.tables.signature_tables import refusing
from kapguide.store.writing.aside import Aside
from kapguide.store.writing.entries import AddendumAdded, AddendumTyped, Entry, LineKept, NoteKept, PrivateKept, said
from kapguide.store.writing.saving import SavingState, WriterState
from kapguide.store.writing.ticket import Ticket
from kapguide.store.writing.writer import Change, Writer


class Keeping:
    """Hands entries to the writer. It remembers those of this window's sessions: a file that vanishes takes the saved
    ones with it, and then they are put aside with those that wait."""

    def __init__(self, writer: Writer, aside: Aside, audit: Audit) -> None:
        self.writer = writer
        self._aside = aside
        self.audit = audit
        self._remembered: list[Entry] = []
        # The writer's thread puts aside while the disk fails, the window's when it closes.
        self._putting = threading.Lock()
        self._remembering = threading.Lock()
        self.on_state: Callable[[WriterState], None] = lambda state: None
        aside.lay()
        writer.on_delay = self._while_it_fails
        writer.on_state = self._changed

    def keep(self, entry: Entry, what: str, events: Sequence[Event] = ()) -> Ticket:
        """Save `entry`, however long it takes."""
        self._remember(entry)
        return self.writer.keep(self._change(entry), what, tuple(events), entry)

    def ask(self, entry: Entry, what: str, events: Sequence[Event], timeout_s: float) -> Ticket:
        """Save `entry` now or not at all. Raises the failure."""
        ticket = self.writer.ask(self._change(entry), what, tuple(events), timeout_s=timeout_s)
        self._remember(entry)
        return ticket

    def offer(self, entry: Entry, what: str) -> Ticket:
        """Save `entry` now or not at all, and do not wait: what a person signs is signed while they look, or is not."""

        def remember(ticket: Ticket) -> None:
            if ticket.saved:
                self._remember(entry)

        ticket = self.writer.offer(self._change(entry), what)
        ticket.add_done_callback(remember)
        return ticket

    def give_up(self, bug: Exception, what: str, events: Sequence[Event]) -> Ticket:
        """For what cannot even be handed over: the writer reports it, and says that an entry is not saved."""

        def change(_: Database) -> None:
            raise bug

        return self.writer.keep(change, what, tuple(events))

    def waiting(self) -> str:
        """What is not saved yet and can be put aside, in words."""
        return said(_entries(self.writer.waiting()))

    def unkeepable(self) -> str:
        """What is not saved and cannot be put aside either, in words: it lives in this window alone."""
        return ", ".join(filter(None, dict.fromkeys(t.what for t in self.writer.waiting() if t.entry is None)))

    def put_aside(self) -> Path:
        """Keep what waits in a file beside the record; return it. Raises StoreFailure."""
        with self._putting:
            return self._aside.put(self._kept_here_alone(self.writer.waiting()))

    def _while_it_fails(self) -> None:
        """The machine may go down before the disk takes it; what waits for long is put aside at once."""
        entries = self._kept_here_alone(self.writer.waiting())
        with self._putting, suppress(StoreFailure):  # said when the window closes
            if entries:
                self._aside.put(entries)

    def _changed(self, state: WriterState) -> None:
        if state.saving is SavingState.SAVED:
            with self._putting:
                self._aside.drop()
        self.on_state(state)

    def close(self, timeout_s: float) -> tuple[Ticket, ...]:
        """Save what waits, for at most `timeout_s`, and put aside what could not be saved; return that."""
        unsaved = self.writer.close(timeout_s)
        entries = self._kept_here_alone(unsaved)
        held = self._putting.acquire(timeout=timeout_s + 1.0)  # a disk that does not answer may hold it for ever
        try:
            if entries:
                self._aside.put(entries)
            else:
                self._aside.drop()
        except (StoreFailure, OSError) as failure:
            log.error("%s not saved, nor put aside: %s", said(entries), type(failure).__name__)
        finally:
            if held:
                self._putting.release()
        return unsaved

    def _kept_here_alone(self, unsaved: Sequence[Ticket]) -> list[Entry]:
        """What no file holds: what is not saved; and all of this window, where its file was taken away or cut off."""
        return self._remembered if self.writer.astray else _entries(unsaved)

    def _change(self, entry: Entry) -> Change:
        def change(db: Database) -> None:
            with refusing():
                entry.apply(db, self.audit)

        return change

    def _remember(self, entry: Entry) -> None:
        # In one assignment: other threads read it. The writer's remembers what was offered to it.
        with self._remembering:
            self._remembered = [*(kept for kept in self._remembered if not _is_newer(entry, kept)), entry]


def _is_newer(entry: Entry, kept: Entry) -> bool:
    """Whether `kept` is a draft in whose place `entry` comes: of those only the last counts."""
    if isinstance(entry, NoteKept) and isinstance(kept, NoteKept):
        return kept.note_id == entry.note_id and not kept.finished
    if isinstance(entry, AddendumTyped | AddendumAdded) and isinstance(kept, AddendumTyped):
        note_id = entry.note_id if isinstance(entry, AddendumTyped) else entry.addendum["note_id"]
        return (kept.note_id, kept.stamp.author) == (note_id, entry.stamp.author)
    if isinstance(entry, PrivateKept) and isinstance(kept, PrivateKept):
        return bool(kept.place) and kept.place == entry.place
    return isinstance(entry, LineKept) and isinstance(kept, LineKept) and kept.session_id == entry.session_id


def _entries(tickets: Sequence[Ticket]) -> list[Entry]:
    return [ticket.entry for ticket in tickets if ticket.entry is not None]
