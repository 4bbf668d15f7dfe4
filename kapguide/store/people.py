"""Who may open the practice: somebody comes, with a passphrase and a private key, or goes, and every key they had ends.

Taking a slot away revokes nothing by itself: whoever had it may have kept the key. So the record, and each private file
that changes hands, is copied under a new key and proved first; then the new vault's rename removes the person, and what
is left after it, the renames of the files, any later start does. Killed at any moment, there is the practice of before
or the one of after, and both open.

What this cannot do: a backup made before stays as it was made, and opens with the vault beside it, the removed person's
passphrase too (the program restores it into an empty folder only, as it has other keys). Whoever must not read those
destroys the old backups, once there is a new one: make it at once.

The audit chain keeps its key. It opens nothing; its rows lie inside the record, which takes the new key to read or
write; and under another key no row of before would verify.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from functools import partial

import msgspec

from kapguide.errors import KapGuideError
from kapguide.paths import Home, elsewhere, private_folder
from kapguide.session.ids import system_ids
from kapguide.store.chain.anchor import remembered
from kapguide.store.chain.audit import Audit
from kapguide.store.contents.private_rows import private_keys, take_in_private
from kapguide.store.failures import DiskFull, StoreFailure, disk_full, explain
from kapguide.store.file.database import Database, explained, transaction
from kapguide.store.file.lock import hold
from kapguide.store.keys.slots import MAIN, Cost, Slot
from kapguide.store.keys.vault import Keys, check_passphrase, given_to, new_key, vault_for, vault_id
from kapguide.store.keys.vault_file import VaultFile, VaultUnwritable, write_vault
from kapguide.store.opening.rekeying import clear_strays, put_in_place, reencrypt
from kapguide.store.private.private_file import keep_sealed, private_path, vault_of_left, with_file
from kapguide.store.records import Store
from kapguide.store.writing.aside import lying
from kapguide.store.writing.ballast import free_space

HANDED_OVER = "private_handed_over"
"""What the chain says where somebody hands their private files over to the person who is named."""
ROOM = 4 * 1024**2
"""What is needed beside the copies themselves."""
_new_id = system_ids()


class NotRemoved(KapGuideError):
    """The person has access as before; nothing was changed."""


def add_person(home: Home, keys: Keys, name: str, passphrase: str, *, cost: Cost | None = None) -> tuple[Keys, str]:
    """Let one more person open a practice that is closed; return their keys, and the recovery key to be shown this
    once. Raises AlreadyOpen, StoreFailure, KapGuideError."""
    check_passphrase(passphrase)
    with closing(Store.open(home, keys)) as store:
        return store.staff.let_in(name, passphrase, cost=cost)


def remove_person(
    home: Home, keys: Keys, staff: str, *, leaving: Keys | None = None, at: datetime | None = None
) -> Keys:
    """Take a person's access away; return the keys that `keys` are from now on.

    Where they hand their private files over, by unlocking once more (`leaving`), these open with the private keys of
    the one who removes them. Else they stay sealed for their owner: `private/<staff>.vault.json` opens nothing but
    these, with the passphrase and the recovery key of now. Raises NotRemoved, AlreadyOpen, StoreFailure, KapGuideError.
    """
    if staff == keys.staff:
        raise NotRemoved("Nobody can take their own access away. Somebody else who has a passphrase can.")
    Store.open(home, keys).close()  # what waits is taken in, and a record in doubt is not gone on with
    with hold(home), _said():
        clear_strays(home)
        if waiting := lying(home.root, keys.main, elsewhere()):
            raise NotRemoved(
                f"Nobody was removed: {waiting[0]} should hold entries that could not be saved, and they could not be "
                "taken in yet. Under new keys nothing could read them."
            )
        vault = vault_for(home.vault, keys)
        if staff not in vault.people:
            raise NotRemoved("Nobody with this id has a passphrase for this practice. Nothing was changed.")
        if leaving is not None and (leaving.staff, leaving.keyring) != (staff, keys.keyring):
            raise NotRemoved(
                "The private files can be handed over by the person who leaves alone. Nothing was changed."
            )
        handed = _handed(home, leaving) if leaving is not None else []
        fresh = {name: new_key() for name in (MAIN, *handed)}
        coming = _without(home, vault, keys, staff, fresh)
        try:
            _prepare(home, keys, staff, leaving, fresh, coming, at or datetime.now(UTC))
            _lay(home, coming)
        except BaseException:
            with suppress(OSError, KapGuideError):
                clear_strays(home)
            raise
        with suppress(StoreFailure), explained():  # the next opening goes on with it
            put_in_place(home)
    named = {name: bytearray(key) for name, key in keys.named.items()}  # those of before are there to be forgotten
    return Keys(named | fresh, keys.staff, bytearray(keys.bond), coming.keyring)


def _handed(home: Home, leaving: Keys) -> list[str]:
    """The private files that are handed over, with what waited for them: it opens with their keys of before."""
    for name in private_keys(leaving):
        take_in_private(home, leaving, name)
    return with_file(home, leaving.named)


def _audit(home: Home, keys: Keys) -> Audit:
    """This machine's chain, which was found or begun when the record was opened just now."""
    anchor = remembered(home.root)
    assert anchor is not None
    return Audit(keys.audit, anchor.device, keys.staff)


def _without(home: Home, vault: VaultFile, keys: Keys, staff: str, fresh: dict[str, bytearray]) -> VaultFile:
    """The vault after the removal: a keyring of another id, the new keys in the slots of those who stay."""

    def rest(slot: Slot) -> Slot:
        due = fresh if slot.person == keys.staff else {MAIN: fresh[MAIN]}
        return given_to(home.vault, vault, slot, due, keys)

    slots = tuple(rest(slot) for slot in vault.slots if slot.person != staff)
    return msgspec.structs.replace(vault, keyring=_new_id(), slots=slots)


def _prepare(
    home: Home,
    keys: Keys,
    staff: str,
    leaving: Keys | None,
    fresh: dict[str, bytearray],
    coming: VaultFile,
    at: datetime,
) -> None:
    """All that must lie on the disk before the new vault does."""
    paths = [home.database, *(private_path(home, name) for name in fresh if name != MAIN)]
    if free_space(home.root) < sum(path.stat().st_size for path in paths) + ROOM:
        raise disk_full("no room for the copies")
    private_folder(home.private)
    handed = sorted(fresh.keys() - {MAIN})
    note = partial(_note_removal, _audit(home, keys), staff, at, keys.staff, handed)
    reencrypt(home.database, keys.main, fresh[MAIN], coming.keyring, note)
    if leaving is None:
        keep_sealed(home, vault_for(home.vault, keys), staff, vault_of_left(home, staff))
        return
    for name in handed:
        reencrypt(private_path(home, name), leaving.named[name], fresh[name], coming.keyring)


def _note_removal(audit: Audit, staff: str, at: datetime, to: str, handed: list[str], db: Database) -> None:
    """What was handed over is the act of the one who leaves; the removal that of the one who stays."""
    with transaction(db):
        if handed:
            audit.append(db, at, HANDED_OVER, to, by=staff, files=handed)
        audit.append(db, at, "person_removed", staff)


def _lay(home: Home, coming: VaultFile) -> None:
    """The moment of the removal: the new vault takes its place."""
    try:
        write_vault(home.vault, coming)
    except VaultUnwritable:
        if vault_id(home.vault) != coming.keyring:  # else it lies there, and only waiting for the disk failed
            raise


@contextmanager
def _said() -> Iterator[None]:
    """What the disk refuses, in the words of a removal: the usual ones speak of a session that goes on."""
    try:
        with explained():
            yield
    except (StoreFailure, VaultUnwritable) as failure:
        known = explain(failure.__cause__ or failure)
        raise NotRemoved(
            "Nobody was removed: the disk is full. Nothing was changed. Make room, then try once more."
            if isinstance(known, DiskFull)
            else f"Nobody was removed, and nothing was changed. {(known or StoreFailure).cause}, then try once more.",
            failure.detail,
        ) from failure
