"""The vault: the practice's random data keys, each wrapped for everybody who may open what it encrypts.

`vault.json` holds slots: for each person one that their passphrase opens, and one for their printed recovery key. A
slot names the keys that it holds: `main` (the record), `audit` (its audit chain), and the person's own
`private:<staff>` (see `private`). A changed passphrase replaces one slot and never touches what is encrypted.

Everybody whose slots hold `main` is trusted alike: any of them can add a person. The vault shows what others do to
it, not what one of its own people does, and not that the whole folder was put back as it was on an earlier day.
"""

import math
import os
import secrets
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag

from kapguide.errors import KapGuideError
from kapguide.session.ids import system_ids
from kapguide.store.keys.delay import Delay
from kapguide.store.keys.slots import (
    AUDIT,
    FORMAT,
    KEY_BYTES,
    MAIN,
    MIB,
    PRIVATE,
    Cost,
    RecoveryKeyState,
    Slot,
    SlotKind,
    WrongRecoveryKey,
    give,
    is_ours,
    new_recovery_key,
    open_with_passphrase,
    open_with_recovery,
    passphrase_slot,
    recovery_slot,
)
from kapguide.store.keys.vault_file import (
    VERSION,
    VaultFile,
    VaultUnreadable,
    VaultUnwritable,
    read_vault,
    unreadable,
    write_vault,
)

__all__ = [
    "Cost", "Keys", "RecoveryKeyState", "VaultUnreadable", "VaultUnwritable", "WrongPassphrase", "WrongRecoveryKey",
    "add_private_key", "add_slots", "change_passphrase", "check_passphrase", "create_vault", "default_cost", "given_to",
    "keep_recovery_key", "new_key", "new_recovery_key", "people", "practice_name", "recovery_confirmed",
    "recovery_given", "renew_slots", "unlock", "unlock_with_recovery", "vault_for", "vault_id",
]  # fmt: skip

_new_id = system_ids()


NOBODYS = (
    "That passphrase does not open this practice. Check Caps Lock and the keyboard's language, or use the recovery key."
)
NOT_THEIRS = "Not their passphrase. Check Caps Lock."


class WrongPassphrase(KapGuideError):
    """The passphrase is not this vault's; the next try is heard after `retry_after_s` seconds."""

    def __init__(self, sentence: str, retry_after_s: float) -> None:
        super().__init__(sentence, f"wrong passphrase, next try in {retry_after_s:.0f} s")
        self.retry_after_s = retry_after_s


class Keys:
    """The keys that one person has unlocked; `forget` overwrites them."""

    def __init__(self, named: dict[str, bytearray], staff: str, bond: bytearray, keyring: str) -> None:
        self._named = named
        self.staff = staff
        """The person's id."""
        self.bond = bond
        self.keyring = keyring

    @property
    def main(self) -> bytearray:
        """The key of the shared record."""
        return self._named[MAIN]

    @property
    def audit(self) -> bytes:
        """The key of the record's audit chain."""
        return bytes(self._named[AUDIT])

    @property
    def named(self) -> dict[str, bytearray]:
        """Every key by its name: `main`, `audit`, and the private ones."""
        return dict(self._named)

    def add(self, name: str, key: bytearray) -> None:
        """Have one more, which the vault holds by now."""
        self._named[name] = key

    def again(self) -> "Keys":
        """The same keys, which are forgotten apart from these."""
        return Keys(
            {name: bytearray(key) for name, key in self._named.items()}, self.staff, bytearray(self.bond), self.keyring
        )

    def forget(self) -> None:
        """Overwrite the keys; the object is of no use afterwards."""
        for key in (*self._named.values(), self.bond):
            key[:] = bytes(len(key))
        self._named.clear()


def default_cost() -> Cost:
    """256 MiB a try; a quarter of that on a machine with less than 4 GiB of memory."""
    try:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # Windows has no sysconf; KapGuide's smallest machine there has 8 GiB
        return Cost()
    return Cost() if memory >= 4 * 1024**3 else Cost(memory_kib=64 * MIB)


def new_key() -> bytearray:
    """A random data key."""
    return bytearray(secrets.token_bytes(KEY_BYTES))


def create_vault(path: Path, passphrase: str, *, practice: str, cost: Cost | None = None) -> tuple[Keys, str]:
    """Make new keys and their vault at `path`; return them with the recovery key, which is shown this once.

    It opens the vault from now on, and counts as given once `keep_recovery_key` has had it back.
    """
    if path.exists():
        raise KapGuideError(f"There is already a vault at {path}. It was left as it is.")
    check_passphrase(passphrase)
    vault_id, staff = _new_id(), _new_id()
    named = {MAIN: new_key(), AUDIT: new_key(), PRIVATE + staff: new_key()}
    keys = Keys(named, staff, new_key(), vault_id)
    slots, recovery = _both_slots(vault_id, keys, passphrase, cost)
    write_vault(path, VaultFile(FORMAT, VERSION, vault_id, vault_id, practice, slots))
    return keys, recovery


def add_slots(path: Path, keys: Keys, staff: str, passphrase: str, *, cost: Cost | None = None) -> tuple[Keys, str]:
    """Let one more person open the practice; return their keys, and the recovery key to be shown this once.

    They get the shared keys and a private one of their own, and nothing that is private to others.
    """
    check_passphrase(passphrase)
    vault = vault_for(path, keys)
    if staff in vault.people:
        raise KapGuideError("This person has a passphrase for this practice already. Nothing was changed.")
    named = {MAIN: bytearray(keys.main), AUDIT: bytearray(keys.audit), PRIVATE + staff: new_key()}
    theirs = Keys(named, staff, bytearray(keys.bond), keys.keyring)
    slots, recovery = _both_slots(vault.id, theirs, passphrase, cost)
    write_vault(path, msgspec.structs.replace(vault, slots=(*vault.slots, *slots)))
    return theirs, recovery


def renew_slots(path: Path, keys: Keys, staff: str, passphrase: str, *, cost: Cost | None = None) -> tuple[Keys, str]:
    """Give a person other slots in the place of those that nobody can open any more, with a private key of their own
    that has sealed nothing yet; return their keys, and the recovery key to be shown this once."""
    check_passphrase(passphrase)
    vault = vault_for(path, keys)
    if staff not in vault.people:
        raise KapGuideError("Nobody with this id has a passphrase for this practice. Nothing was changed.")
    had = vault.of(SlotKind.PASSPHRASE, staff)[0].keys
    private = next(name for name in map(f"{PRIVATE}{staff}:{{}}".format, range(2, 10_000)) if name not in had)
    named = {MAIN: bytearray(keys.main), AUDIT: bytearray(keys.audit), private: new_key()}
    theirs = Keys(named, staff, bytearray(keys.bond), keys.keyring)
    slots, recovery = _both_slots(vault.id, theirs, passphrase, cost)
    write_vault(path, _with(vault, *slots))
    return theirs, recovery


def add_private_key(path: Path, keys: Keys) -> str:
    """Give the person of `keys` one more private key; return its name."""
    vault = vault_for(path, keys)
    name = next(name for name in map(f"{PRIVATE}{keys.staff}:{{}}".format, range(2, 10_000)) if name not in keys.named)
    key = new_key()
    mine = {
        kind: given_to(path, vault, slot, {name: key}, keys) for kind in SlotKind for slot in vault.of(kind, keys.staff)
    }
    write_vault(path, _with(vault, *mine.values()))
    keys.add(name, key)
    return name


def keep_recovery_key(path: Path, keys: Keys, key: str, given: RecoveryKeyState = RecoveryKeyState.TYPED_BACK) -> None:
    """Let a recovery key open the vault, in place of the person's other one; one typed back from paper counts as given.

    Written only then, so that whatever happens between showing and typing, a key that somebody holds stays good.
    Raises WrongRecoveryKey for what is no such key, VaultUnreadable, VaultUnwritable.
    """
    vault = vault_for(path, keys)
    write_vault(path, _with(vault, recovery_slot(vault.id, keys.staff, key, keys.named, keys.bond, given)))


def recovery_given(path: Path, staff: str = "") -> RecoveryKeyState:
    """How far the recovery key has come: a person's, or the one that is least far. Until it is typed back each start
    asks: perhaps nobody holds it."""
    far = list(RecoveryKeyState)
    return min((slot.given for slot in read_vault(path).of(SlotKind.RECOVERY, staff)), key=far.index)


def recovery_confirmed(path: Path) -> bool:
    """Whether the recovery key was typed back."""
    return recovery_given(path) is RecoveryKeyState.TYPED_BACK


def practice_name(path: Path) -> str:
    """The practice's name, to be shown before the vault is unlocked. It is a label and is not authenticated."""
    return read_vault(path).practice


def vault_id(path: Path) -> str:
    """Which keys it holds: copies of it, with other passphrases too, hold the same ones."""
    return read_vault(path).keyring


def people(path: Path) -> tuple[str, ...]:
    """The ids of those who have a passphrase, in the order in which they came."""
    return read_vault(path).people


def unlock(
    path: Path, passphrase: str, *, staff: str = "", first: str = "", now: Callable[[], float] = time.time
) -> Keys:
    """The keys behind `passphrase`: of anybody whose it is, or of the one person that is asked for. Each try takes
    its time: whoever is most likely here is tried `first`.

    Raises WrongPassphrase with the time to wait; never sleeps, locks out or wipes.
    """
    vault = read_vault(path)
    delay = Delay(path, now)
    if remaining := delay.remaining():
        raise WrongPassphrase(f"Please wait {math.ceil(remaining)} s before the next try.", remaining)
    slots = sorted(vault.of(SlotKind.PASSPHRASE, staff), key=lambda slot: slot.person != first)
    keys = _opened(path, vault, slots, passphrase)
    if keys is None:
        raise WrongPassphrase(NOT_THEIRS if staff else NOBODYS, delay.failed())
    delay.succeeded()
    return keys


def unlock_with_recovery(path: Path, recovery: str) -> Keys:
    """The keys behind a printed recovery key, forgiving case, spaces, dashes, 0 for O, 1 for I and 8 for B."""
    vault = read_vault(path)
    keys = _opened(path, vault, vault.of(SlotKind.RECOVERY), recovery)
    if keys is None:
        raise WrongRecoveryKey(
            "That recovery key does not open this practice. Compare it with the printed sheet, group by group."
        )
    return keys


def change_passphrase(path: Path, opened: Keys | str, new: str, *, cost: Cost | None = None) -> Keys:
    """Wrap the keys in `new`; `opened` is the unlocked keys or the old passphrase. Returns the keys."""
    check_passphrase(new)
    keys = unlock(path, opened) if isinstance(opened, str) else opened
    vault = vault_for(path, keys)
    (old,) = vault.of(SlotKind.PASSPHRASE, keys.staff)
    cost = cost or old.cost or default_cost()
    write_vault(path, _with(vault, passphrase_slot(vault.id, keys.staff, new, keys.named, keys.bond, cost)))
    return keys


def given_to(path: Path, vault: VaultFile, slot: Slot, named: dict[str, bytearray], keys: Keys) -> Slot:
    """The slot with new keys in it; nobody has to type what opens it. Raises KapGuideError where it takes none."""
    if slot.older:
        what = "passphrase" if slot.kind is SlotKind.PASSPHRASE else "recovery key"
        raise KapGuideError(
            f"A {what} of this practice was made by an older KapGuide, and no new key can be put behind it. Nothing "
            f"was changed. Make a new {what} first, then try once more."
        )
    if not is_ours(vault.id, slot, keys.main):
        raise unreadable(path, "a slot that nobody of this practice has made")
    return give(vault.id, slot, named, keys.bond)


def check_passphrase(passphrase: str) -> None:
    """Raise KapGuideError for one that is none."""
    if not passphrase.strip():
        raise KapGuideError("The passphrase is empty. Choose a few words that you can remember.")


def _both_slots(vault_id: str, keys: Keys, passphrase: str, cost: Cost | None) -> tuple[tuple[Slot, Slot], str]:
    """What a person begins with, and the recovery key."""
    recovery, named, bond = new_recovery_key(), keys.named, keys.bond
    return (
        passphrase_slot(vault_id, keys.staff, passphrase, named, bond, cost or default_cost()),
        recovery_slot(vault_id, keys.staff, recovery, named, bond, RecoveryKeyState.UNSEEN),
    ), recovery


def _opened(path: Path, vault: VaultFile, slots: list[Slot], secret: str) -> Keys | None:
    """The keys of the first of `slots` that the secret opens."""
    open_slot = {SlotKind.PASSPHRASE: open_with_passphrase, SlotKind.RECOVERY: open_with_recovery}
    for slot in slots:
        try:
            opened = open_slot[slot.kind](vault.id, slot, secret)
        except InvalidTag as error:
            raise unreadable(path, "the keys of a slot were changed") from error
        if opened is not None:
            return Keys(opened[0], slot.person, opened[1], vault.keyring)
    return None


def vault_for(path: Path, keys: Keys) -> VaultFile:
    """The vault, for keys that are still its own: a slot made of others would open nothing."""
    vault = read_vault(path)
    mine = vault.of(SlotKind.PASSPHRASE, keys.staff)
    if vault.keyring != keys.keyring or not mine or not set(mine[0].keys) <= set(keys.named):
        raise KapGuideError(
            "The keys of this practice were changed since it was opened here. Nothing was changed now. Close it, open "
            "it again, then try once more."
        )
    return vault


def _with(vault: VaultFile, *slots: Slot) -> VaultFile:
    """The vault with each of `slots` in the place of the one of the same person and kind."""
    new = {(slot.person, slot.kind): slot for slot in slots}
    return msgspec.structs.replace(vault, slots=tuple(new.get((slot.person, slot.kind), slot) for slot in vault.slots))
