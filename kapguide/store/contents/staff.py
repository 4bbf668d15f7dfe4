"""The people of an open practice: who has it open, who else may open it, and a colleague who goes on with it."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import msgspec

from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.session.ids import system_ids
from kapguide.store.file.database import Database
from kapguide.store.keys.slots import PRIVATE, Cost
from kapguide.store.keys.vault import Keys, add_slots, check_passphrase, people, renew_slots, unlock, vault_for
from kapguide.store.private.private_file import FILES, keep_sealed, vault_before
from kapguide.store.tables.changes import Stamp
from kapguide.store.writing.entries import StaffAdded
from kapguide.store.writing.keeping import Keeping
from kapguide.text import one_line

ADD_WITHIN_S = 3.0
_new_id = system_ids()


class StaffRow(msgspec.Struct, frozen=True):
    """Somebody who has, or had, a passphrase of their own."""

    id: str
    name: str


class Staff:
    """Everybody whose slots open the record, by the keys of whoever has it open now."""

    def __init__(
        self,
        home: Home,
        keys: Keys,
        keeping: Callable[[], Keeping],
        stamp: Callable[[], Stamp],
        reading: Callable[[], AbstractContextManager[Database]],
    ) -> None:
        self._home, self._keys = home, keys
        self._keeping, self._stamp, self._reading = keeping, stamp, reading

    @property
    def me(self) -> str:
        """The id of whoever has it open: the author of what is written."""
        return self._keys.staff

    @property
    def keys(self) -> Keys:
        """Their keys."""
        return self._keys

    def rows(self) -> list[StaffRow]:
        """All of them, those who have left too, in the order in which they came."""
        with self._reading() as db:
            return rows(db)

    def with_passphrase(self) -> tuple[str, ...]:
        """The ids of those who can open the practice today."""
        return people(self._home.vault)

    def last_in(self, session_id: str) -> str:
        """The id of whoever had that session when its last entry was written; empty where there is none."""
        query = "SELECT author_id FROM session_event WHERE session_id = ? ORDER BY seq DESC LIMIT 1"
        with self._reading() as db:
            found = db.conn.execute(query, (session_id,)).fetchone()
        return str(found[0]) if found else ""

    def let_in(self, name: str, passphrase: str, *, cost: Cost | None = None, id: str = "") -> tuple[Keys, str]:
        """Let one more person open the practice: one who is in the record already, by the `id`, or somebody new.

        The record knows them before the vault lets them in. Returns their keys, and the recovery key to be shown this
        once. Raises KapGuideError. It takes a second: not for the window's thread.
        """
        check_passphrase(passphrase)
        if not one_line(name):
            raise KapGuideError("Type a name.")
        staff, keeping = id or _new_id(), self._keeping()
        keeping.ask(StaffAdded(self._stamp(), staff, one_line(name)), "a person of the practice", (), ADD_WITHIN_S)
        return add_slots(self._home.vault, self._keys, staff, passphrase, cost=cost)

    def renew(self, staff: str, passphrase: str, *, cost: Cost | None = None) -> tuple[Keys, str]:
        """Give a colleague who has forgotten theirs another passphrase, and another recovery key, which is returned.

        What they wrote in private stays sealed: it opens with what they had before, and with nothing else.
        """
        check_passphrase(passphrase)
        if staff == self.me:
            raise KapGuideError("Your own passphrase is changed in the settings. Nothing was changed.")
        vault = vault_for(self._home.vault, self._keys)
        keep_sealed(self._home, vault, staff, vault_before(self._home, staff))
        renewed = renew_slots(self._home.vault, self._keys, staff, passphrase, cost=cost)
        self._note("passphrase_renewed", staff)
        return renewed

    def prove(self, staff: str, passphrase: str) -> None:
        """Let a colleague show with their own passphrase that it is them; whoever has the record open goes on. Raises
        WrongPassphrase. It takes a second: not for the window's thread."""
        unlock(self._home.vault, passphrase, staff=staff).forget()

    def take_over(self, keys: Keys) -> None:
        """Let the person of `keys` be the author of all that is written from here on. Raises KapGuideError."""
        if keys.main != self._keys.main:
            raise KapGuideError("These keys are not those of the record that is open. Nothing was changed.")
        with FILES:  # nobody is just writing with what is forgotten now
            before, self._keys = self._keys, keys
            for name, key in before.named.items():  # what is private is forgotten; the record's own key goes on
                if name.startswith(PRIVATE):
                    key[:] = bytes(len(key))
        audit, at = self._keeping().audit, self._stamp().at

        def change(db: Database) -> None:
            audit.author = keys.staff
            audit.append(db, at, "taken_over", keys.staff)

        self._keeping().writer.keep(change, "")  # in its turn: what was handed over before is the other's

    def keys_again(self) -> Keys:
        """The keys of whoever has it open, for when it is closed and opened again."""
        return self._keys.again()

    def forget(self) -> None:
        """Overwrite the keys, once the record is closed."""
        self._keys.forget()

    def _note(self, action: str, subject: str) -> None:
        audit, at = self._keeping().audit, self._stamp().at
        self._keeping().writer.keep(lambda db: audit.append(db, at, action, subject), "")


def rows(db: Database) -> list[StaffRow]:
    """Everybody who has, or had, a passphrase, in the order in which they came."""
    return [StaffRow(*row) for row in db.conn.execute("SELECT id, name FROM staff ORDER BY created_at, id")]
