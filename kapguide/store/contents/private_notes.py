"""Private notes of an open record, as their author alone writes and reads them; see `private` for where they lie.

What is written is sealed at once, and goes through the record's writer onto the disk beside it, like everything else:
a full disk, a kill and a colleague who takes over lose nothing of it. From there it moves into the private file.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import msgspec

from kapguide.clinical.facts import ClientRemoved
from kapguide.clinical.private_notes import NoteClass, PrivateNote, as_they_stand
from kapguide.errors import KapGuideError
from kapguide.log import log
from kapguide.paths import Home
from kapguide.session.ids import system_ids
from kapguide.store.codes import client_code
from kapguide.store.contents.private_rows import (
    Piece,
    clients_in,
    drafts_of,
    notes_of,
    own_key,
    place_of,
    private_keys,
    remove_private,
    take_in_private,
)
from kapguide.store.file.database import Database
from kapguide.store.keys.vault import Keys
from kapguide.store.private.private_waiting import seal
from kapguide.store.tables import queries
from kapguide.store.tables.changes import Stamp
from kapguide.store.tables.removal import removed
from kapguide.store.writing.entries import PrivateKept
from kapguide.store.writing.keeping import Keeping
from kapguide.store.writing.ticket import Ticket
from kapguide.text import clean_text

_new_id = system_ids()


class LeftNotes(msgspec.Struct, frozen=True):
    """Private notes on a client who is not in the record any more, as they stand, and what is half typed. `code` is
    what the client was called; empty where no removal tells."""

    client: str
    code: str
    notes: tuple[PrivateNote, ...]
    halves: tuple[PrivateNote, ...] = ()


class PrivateNotes:
    """What whoever has the record open wrote in private, and what was handed over to them."""

    def __init__(
        self,
        home: Home,
        keys: Callable[[], Keys],
        keeping: Callable[[], Keeping],
        stamp: Callable[[], Stamp],
        reading: Callable[[], AbstractContextManager[Database]],
    ) -> None:
        self._home, self._keys = home, keys
        self._keeping, self._stamp, self._reading = keeping, stamp, reading
        self._known: dict[str, str] = {}
        """The ids of clients by what they were called here: what is written needs no reading then."""
        self._newest: dict[str, datetime] = {}
        """By what a draft is the only one of, the time of what was written there last. A draft takes the place of what
        is older: where the clock was set back, it counts on from there."""

    def write(
        self, code: str, text: str, kind: NoteClass = NoteClass.PSYCHOTHERAPY, *, session_id: str = "",
        supersedes: str = "",
    ) -> Ticket:  # fmt: skip
        """Keep a note on a client. `supersedes` is the id of one that it corrects, or strikes out without words.

        Raises KapGuideError for an unknown client.
        """
        return self._keep(code, text, kind, session_id, supersedes, draft=False)

    def save_draft(
        self, code: str, text: str, kind: NoteClass = NoteClass.PSYCHOTHERAPY, *, session_id: str = "",
        supersedes: str = "",
    ) -> Ticket:  # fmt: skip
        """Keep what is half typed, in the place of what was before; an empty text removes that. A correction of the
        note `supersedes` has a place of its own."""
        return self._keep(code, text, kind, session_id, supersedes, draft=True)

    def of_client(self, code: str) -> list[PrivateNote]:
        """Every note on a client that is mine to read, in the order of writing. Raises KapGuideError, StoreFailure."""
        client, keys = self._client(code), self._keys()
        found = [note for name in private_keys(keys) for note in notes_of(self._home, keys, name, client)]
        return sorted(found, key=lambda note: note.at)

    def drafts(self, code: str) -> list[PrivateNote]:
        """What is half typed on a client, the newest last. Raises KapGuideError, StoreFailure."""
        keys, client = self._keys(), self._client(code)
        found = drafts_of(self._home, keys, own_key(keys), client)
        for note in (*found, *notes_of(self._home, keys, own_key(keys), client)):
            self._is_there(note)
        return found

    def of_removed(self) -> list[LeftNotes]:
        """What is mine to read on clients that the record does not have any more, by their codes. Raises KapGuideError,
        StoreFailure."""
        keys = self._keys()
        names = private_keys(keys)
        there, traces = self._known_clients()
        ids = set[str]().union(*(clients_in(self._home, keys, name) for name in names)) - there
        found = []
        for client in ids:
            notes = [note for name in names for note in notes_of(self._home, keys, name, client)]
            halves = drafts_of(self._home, keys, own_key(keys), client)
            trace = traces.get(client)
            stand = as_they_stand(sorted(notes, key=lambda note: note.at))
            found.append(LeftNotes(client, trace.code if trace else "", tuple(stand), tuple(halves)))
        return sorted(found, key=lambda left: (left.code, left.client))

    def remove_left(self, client: str) -> None:
        """Remove what is mine on a client that the record does not have any more. Raises KapGuideError,
        StoreFailure."""
        if client in self._known_clients()[0]:
            raise KapGuideError("This client is in the record again. Nothing was removed.")
        keys, at = self._keys(), self._stamp().at
        for name in private_keys(keys):
            remove_private(self._home, keys, name, client, at)

    def _known_clients(self) -> tuple[set[str], dict[str, ClientRemoved]]:
        with self._reading() as db:
            return {id for (id,) in db.conn.execute("SELECT id FROM client")}, removed(db)

    def settle(self) -> None:
        """Move what waits into the private files. Raises KapGuideError, StoreFailure."""
        keys = self._keys()
        for name in private_keys(keys):
            take_in_private(self._home, keys, name)

    def _is_there(self, note: PrivateNote) -> None:
        place = place_of(note)
        self._newest[place] = max(note.at, self._newest.get(place, note.at))

    def _keep(self, code: str, text: str, kind: NoteClass, session_id: str, supersedes: str, *, draft: bool) -> Ticket:
        client, keys, stamp = self._client(code), self._keys(), self._stamp()
        note = PrivateNote(
            _new_id(), client, session_id, kind, clean_text(text), stamp.author, stamp.at, stamp.tz_min, supersedes
        )
        last = self._newest.get(place_of(note))
        if last is not None and last >= note.at:
            if draft:
                note = msgspec.structs.replace(note, at=last + timedelta(milliseconds=1))
            else:  # what is written has the time that it has, and the draft that it was goes by itself
                self._keep(code, "", kind, session_id, "", draft=True)
        self._is_there(note)
        name = own_key(keys)
        sealed = seal(keys.named[name], name, msgspec.json.encode(Piece(note, draft)))
        entry = PrivateKept(name, place_of(note) if draft else "", sealed)
        ticket = self._keeping().keep(entry, "a private line")
        if not draft:
            ticket.add_done_callback(lambda _: self._move())
        return ticket

    def _move(self) -> None:
        """On the writer's thread: what does not get into its file now does when it is read."""
        try:
            self.settle()
        except KapGuideError as failure:
            log.warning("a private line waits for its file: %s", failure.detail or type(failure).__name__)

    def _client(self, code: str) -> str:
        if code not in self._known:
            with self._reading() as db:
                self._known[code] = queries.client_id(db, client_code(code))
        return self._known[code]
