"""The vault's file as it lies on the disk: read with every number held against its range, and written whole.

A file of the first version is read as one of today's whose slots are older; it stays as it is until something in it
changes, and is of today's version from then on.
"""

import errno
import re
from pathlib import Path
from typing import Literal

import msgspec

from kapguide.errors import KapGuideError
from kapguide.files import read_file, write_safely
from kapguide.store.keys.slots import AUDIT, FORMAT, MAIN, PRIVATE, Cost, RecoveryKeyState, Sealed, Slot, SlotKind

VERSION = 2
LONGEST_FILE = 256 * 1024
MOST_SLOTS = 64
_ID = r"[0-9A-Za-z-]{1,64}"
_PLAIN_ID = re.compile(_ID)
_KEY_NAME = re.compile(rf"{MAIN}|{AUDIT}|{PRIVATE}{_ID}(:[0-9]{{1,4}})?")


class VaultUnreadable(KapGuideError):
    """The vault's file is missing or damaged."""


class VaultUnwritable(KapGuideError):
    """The vault's file could not be written; the one that was there holds."""


class VaultFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What lies in the file. `id` never changes; `keyring` does when the keys do, and is the same in every copy that
    holds the same ones."""

    format: str
    version: int
    id: str
    keyring: str
    practice: str
    slots: tuple[Slot, ...]
    left: bool = False
    """Whether it holds nothing but the private keys of somebody who has left."""

    @property
    def people(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(slot.person for slot in self.slots))

    def of(self, kind: SlotKind, person: str = "") -> list[Slot]:
        """The slots of one kind, of everybody or of one person."""
        return [slot for slot in self.slots if slot.kind is kind and person in ("", slot.person)]


class _Head(msgspec.Struct):
    format: str
    version: int


class _FirstSlot(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    salt: bytes
    keys: dict[str, Sealed]
    cost: Cost | None = None


class _FirstPassphrase(_FirstSlot, frozen=True, forbid_unknown_fields=True, kw_only=True):
    kdf: Literal["argon2id"]


class _FirstRecovery(_FirstSlot, frozen=True, forbid_unknown_fields=True, kw_only=True):
    kdf: Literal["hkdf-sha256"]


class _First(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of the first version: one person, with a passphrase and a recovery key."""

    format: str
    version: int
    id: str
    practice: str
    passphrase: _FirstPassphrase
    recovery: _FirstRecovery
    recovery_key: RecoveryKeyState = RecoveryKeyState.TYPED_BACK

    def today(self) -> VaultFile:
        person = next((name.removeprefix(PRIVATE) for name in self.passphrase.keys if name.startswith(PRIVATE)), "")
        by_passphrase = Slot(
            person, SlotKind.PASSPHRASE, self.passphrase.salt, self.passphrase.keys, self.passphrase.cost
        )
        by_recovery = Slot(
            person, SlotKind.RECOVERY, self.recovery.salt, self.recovery.keys, self.recovery.cost,
            given=self.recovery_key,
        )  # fmt: skip
        return VaultFile(self.format, VERSION, self.id, self.id, self.practice, (by_passphrase, by_recovery))


def read_vault(path: Path) -> VaultFile:
    """Raises VaultUnreadable."""
    try:
        data = read_file(path, LONGEST_FILE)
        head = msgspec.json.decode(data, type=_Head)
        if head.format != FORMAT:
            raise unreadable(path, "not a vault")
        if head.version > VERSION:
            raise VaultUnreadable("This vault was written by a newer KapGuide. Open the practice with that version.")
        first = head.version == 1
        vault = msgspec.json.decode(data, type=_First).today() if first else msgspec.json.decode(data, type=VaultFile)
    except FileNotFoundError as error:
        raise VaultUnreadable(
            f"There is no vault at {path}. Restore it from a backup, or start a new practice."
        ) from error
    except OSError as error:
        if error.errno == errno.EFBIG:
            raise unreadable(path, "too long") from error
        raise VaultUnreadable(
            f"The vault at {path} cannot be read. Check its permissions and the disk.", str(error)
        ) from error
    except (msgspec.DecodeError, RecursionError) as error:
        raise unreadable(path, str(error)) from error
    if flaw := _flaw(vault):
        raise unreadable(path, flaw)
    return vault


def write_vault(path: Path, vault: VaultFile) -> None:
    """Raises VaultUnwritable, also for more people and keys than could be read again."""
    data = msgspec.json.format(msgspec.json.encode(vault), indent=2)
    if flaw := _flaw(vault) or ("too long" if len(data) > LONGEST_FILE else ""):
        raise VaultUnwritable(
            f"The vault at {path} was not written: it holds no more people, and no more private files. What opened the "
            "practice until now opens it still.",
            flaw,
        )
    try:
        write_safely(path, data)
    except OSError as error:
        raise VaultUnwritable(
            f"The vault at {path} could not be written: {error.strerror or error}. Nothing was changed; what opened "
            "the practice until now opens it still. Make room or check the folder's rights, then try once more.",
            str(error),
        ) from error


def unreadable(path: Path, detail: str) -> VaultUnreadable:
    """What is said of a vault whose file is damaged."""
    return VaultUnreadable(
        f"The vault {path.name} is damaged, so nothing can be unlocked with it. The record itself is untouched. "
        "Put back the copy that lies beside the newest backup.",
        detail,
    )


def _flaw(vault: VaultFile) -> str:
    """What is wrong with the vault, for the log; empty where nothing is."""
    if vault.version != VERSION:
        return "version out of range"
    if not all(map(_PLAIN_ID.fullmatch, (vault.id, vault.keyring, *vault.people))):
        return "an id out of range"
    if not 1 <= len(vault.slots) <= MOST_SLOTS:
        return "number of slots out of range"
    if not all(slot.whole for slot in vault.slots):
        return "cost or length of a slot out of range"
    if not all(_KEY_NAME.fullmatch(name) for slot in vault.slots for name in slot.keys):
        return "name of a key out of range"
    for person in vault.people:
        mine = [slot for slot in vault.slots if slot.person == person]
        if sorted(slot.kind for slot in mine) != sorted(SlotKind):
            return "slots are missing, or there twice"
        if any(_names(slot) != _names(mine[0]) or not _enough(slot, vault.left) for slot in mine):
            return "keys are missing"
    return ""


def _names(slot: Slot) -> set[str]:
    """The keys that it opens. An older slot derives the audit chain's from the main one."""
    return {*slot.keys, AUDIT} if slot.older and MAIN in slot.keys else set(slot.keys)


def _enough(slot: Slot, left: bool) -> bool:
    shared = {MAIN, AUDIT} & _names(slot)
    return any(name.startswith(PRIVATE) for name in slot.keys) and len(shared) == (0 if left else 2)
