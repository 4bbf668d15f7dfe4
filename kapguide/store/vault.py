"""The vault: the practice's random data keys, wrapped by a passphrase and by a printed recovery key.

`vault.json` holds slots. Each slot derives one wrapping key and wraps every data key with AES-256-GCM; the
header and the slot's own parameters are authenticated with it. Changing the passphrase replaces one slot and
never touches the database.
"""

import base64
import math
import os
import secrets
import time
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Literal

import msgspec
from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kapguide.errors import KapGuideError
from kapguide.files import write_safely
from kapguide.session.ids import system_ids

FORMAT = "kapguide vault"
VERSION = 1
MAIN = "main"
PRIVATE = "private:"
LONGEST_DELAY_S = 60.0
_MIB = 1024
_GROUP = 4
_new_id = system_ids()


class WrongPassphrase(KapGuideError):
    """The passphrase is not this vault's; the next try is heard after `retry_after_s` seconds."""

    def __init__(self, sentence: str, retry_after_s: float) -> None:
        super().__init__(sentence, f"wrong passphrase, next try in {retry_after_s:.0f} s")
        self.retry_after_s = retry_after_s


class WrongRecoveryKey(KapGuideError):
    """The recovery key is not this vault's, or was not typed in full."""


class VaultUnreadable(KapGuideError):
    """The vault's file is missing or damaged."""


class Cost(msgspec.Struct, frozen=True):
    """What one try of a passphrase costs: Argon2id's memory (KiB), passes and lanes."""

    memory_kib: int = 256 * _MIB
    passes: int = 3
    lanes: int = 4


class Keys:
    """The data keys of an unlocked practice; `forget` overwrites them."""

    def __init__(self, named: dict[str, bytearray]) -> None:
        self._named = named

    @property
    def main(self) -> bytearray:
        """The key of the shared record."""
        return self._named[MAIN]

    @property
    def staff(self) -> str:
        """The id of the author whose private key lies beside the main one."""
        return next(name.removeprefix(PRIVATE) for name in self._named if name.startswith(PRIVATE))

    @property
    def named(self) -> dict[str, bytearray]:
        """Every key by its name: `main`, and `private:<staff>` for each author."""
        return dict(self._named)

    def forget(self) -> None:
        """Overwrite the keys; the object is of no use afterwards."""
        for key in self._named.values():
            key[:] = bytes(len(key))
        self._named.clear()


class _Wrapped(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    nonce: bytes
    sealed: bytes


class _Slot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kdf: Literal["argon2id", "hkdf-sha256"]
    salt: bytes
    keys: dict[str, _Wrapped]
    cost: Cost | None = None


class _Vault(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    format: str
    version: int
    id: str
    practice: str
    passphrase: _Slot
    recovery: _Slot


def default_cost() -> Cost:
    """256 MiB a try; a quarter of that on a machine with less than 4 GiB of memory."""
    try:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # Windows has no sysconf; KapGuide's smallest machine there has 8 GiB
        return Cost()
    return Cost() if memory >= 4 * 1024**3 else Cost(memory_kib=64 * _MIB)


def create_vault(path: Path, passphrase: str, *, practice: str, cost: Cost | None = None) -> tuple[Keys, str]:
    """Make new keys and their vault at `path`; return them with the recovery key, which is shown this once."""
    if path.exists():
        raise KapGuideError(f"There is already a vault at {path}. It was left as it is.")
    _check_passphrase(passphrase)
    named = {MAIN: bytearray(secrets.token_bytes(32)), PRIVATE + _new_id(): bytearray(secrets.token_bytes(32))}
    vault_id, recovery = _new_id(), secrets.token_bytes(20)
    vault = _Vault(
        format=FORMAT,
        version=VERSION,
        id=vault_id,
        practice=practice,
        passphrase=_passphrase_slot(vault_id, passphrase, named, cost or default_cost()),
        recovery=_recovery_slot(vault_id, recovery, named),
    )
    _write(path, vault)
    return Keys(named), _spell(recovery)


def practice_name(path: Path) -> str:
    """The practice's name, to be shown before the vault is unlocked. It is a label and is not authenticated."""
    return _read(path).practice


def unlock(path: Path, passphrase: str, *, now: Callable[[], float] = time.time) -> Keys:
    """The keys behind `passphrase`. Raises WrongPassphrase with the time to wait; never sleeps, locks out or wipes."""
    vault = _read(path)
    delay = _Delay(path, now)
    if remaining := delay.remaining():
        raise WrongPassphrase(f"Please wait {math.ceil(remaining)} s before the next try.", remaining)
    slot = vault.passphrase
    if slot.cost is None:
        raise _unreadable(path, "passphrase slot without its cost")
    named = _open_slot(vault.id, "passphrase", slot, _stretch(passphrase, slot.salt, slot.cost))
    if named is None:
        wait = delay.failed()
        raise WrongPassphrase(
            "That passphrase does not open this practice. Check Caps Lock and the keyboard's language, "
            "or use the recovery key.",
            wait,
        )
    delay.succeeded()
    return Keys(named)


def unlock_with_recovery(path: Path, recovery: str) -> Keys:
    """The keys behind the printed recovery key, forgiving case, spaces, dashes, 0 for O, 1 for I and 8 for B."""
    vault = _read(path)
    named = _open_slot(vault.id, "recovery", vault.recovery, _expand(_unspell(recovery), vault.recovery.salt))
    if named is None:
        raise WrongRecoveryKey(
            "That recovery key does not open this practice. Compare it with the printed sheet, group by group."
        )
    return Keys(named)


def change_passphrase(path: Path, opened: Keys | str, new: str, *, cost: Cost | None = None) -> Keys:
    """Wrap the keys in `new`; `opened` is the unlocked keys or the old passphrase. Returns the keys."""
    _check_passphrase(new)
    keys = unlock(path, opened) if isinstance(opened, str) else opened
    vault = _read(path)
    slot = _passphrase_slot(vault.id, new, keys.named, cost or vault.passphrase.cost or default_cost())
    _write(path, msgspec.structs.replace(vault, passphrase=slot))
    return keys


def _check_passphrase(passphrase: str) -> None:
    if not passphrase.strip():
        raise KapGuideError("The passphrase is empty. Choose a few words that you can remember.")


def _passphrase_slot(vault_id: str, passphrase: str, named: dict[str, bytearray], cost: Cost) -> _Slot:
    slot = _Slot(kdf="argon2id", salt=secrets.token_bytes(16), keys={}, cost=cost)
    return _fill(vault_id, "passphrase", slot, _stretch(passphrase, slot.salt, cost), named)


def _recovery_slot(vault_id: str, recovery: bytes, named: dict[str, bytearray]) -> _Slot:
    slot = _Slot(kdf="hkdf-sha256", salt=secrets.token_bytes(16), keys={})
    return _fill(vault_id, "recovery", slot, _expand(recovery, slot.salt), named)


def _fill(vault_id: str, name: str, slot: _Slot, wrapping: bytes, named: dict[str, bytearray]) -> _Slot:
    wrapped = {}
    for key_name, key in named.items():
        nonce = secrets.token_bytes(12)
        header = _header(vault_id, name, slot, key_name)
        wrapped[key_name] = _Wrapped(nonce, AESGCM(wrapping).encrypt(nonce, key, header))
    return msgspec.structs.replace(slot, keys=wrapped)


def _open_slot(vault_id: str, name: str, slot: _Slot, wrapping: bytes) -> dict[str, bytearray] | None:
    """The slot's keys, or None when `wrapping` is not its key."""
    cipher = AESGCM(wrapping)
    try:
        return {
            key_name: bytearray(cipher.decrypt(one.nonce, one.sealed, _header(vault_id, name, slot, key_name)))
            for key_name, one in slot.keys.items()
        }
    except InvalidTag:
        return None


def _header(vault_id: str, name: str, slot: _Slot, key_name: str) -> bytes:
    """What is authenticated beside the key: nobody can weaken a slot or swap two keys without the passphrase."""
    bound = [FORMAT, VERSION, vault_id, name, slot.kdf, slot.salt, slot.cost, key_name]
    return msgspec.json.encode(bound, order="deterministic")


def _stretch(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    secret = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")
    try:
        return hash_secret_raw(secret, salt, cost.passes, cost.memory_kib, cost.lanes, 32, Type.ID)
    except HashingError as error:
        raise KapGuideError(
            f"There is not enough free memory to unlock: {cost.memory_kib // _MIB} MB are needed for a moment. "
            "Close other programs and try again.",
            str(error),
        ) from error


def _expand(recovery: bytes, salt: bytes) -> bytes:
    """160 random bits need no stretching."""
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"kapguide recovery key").derive(recovery)


def _spell(recovery: bytes) -> str:
    text = base64.b32encode(recovery).decode()
    return "-".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))


def _unspell(typed: str) -> bytes:
    text = "".join(char for char in unicodedata.normalize("NFKC", typed).upper() if char.isalnum())
    text = text.translate(str.maketrans("018", "OIB"))
    if len(text) != 32:
        raise WrongRecoveryKey(f"The recovery key has 32 letters and digits in 8 groups; {len(text)} were typed.")
    try:
        return base64.b32decode(text)
    except ValueError as error:
        raise WrongRecoveryKey("The recovery key holds only the letters A to Z and the digits 2 to 7.") from error


def _unreadable(path: Path, detail: str) -> VaultUnreadable:
    return VaultUnreadable(
        f"The vault {path.name} is damaged, so nothing can be unlocked with it. The record itself is untouched. "
        "Put back the copy that lies beside the newest backup.",
        detail,
    )


def _read(path: Path) -> _Vault:
    try:
        vault = msgspec.json.decode(path.read_bytes(), type=_Vault)
    except FileNotFoundError as error:
        raise VaultUnreadable(
            f"There is no vault at {path}. Restore it from a backup, or start a new practice."
        ) from error
    except OSError as error:
        raise VaultUnreadable(
            f"The vault at {path} cannot be read. Check its permissions and the disk.", str(error)
        ) from error
    except msgspec.DecodeError as error:
        raise _unreadable(path, str(error)) from error
    if vault.format != FORMAT:
        raise _unreadable(path, "not a vault")
    if vault.version > VERSION:
        raise VaultUnreadable("This vault was written by a newer KapGuide. Open the practice with that version.")
    cost = vault.passphrase.cost or Cost()
    if not (_MIB <= cost.memory_kib <= 2048 * _MIB and 1 <= cost.passes <= 16 and 1 <= cost.lanes <= 16):
        raise _unreadable(path, "cost out of range")
    for slot in (vault.passphrase, vault.recovery):
        if len(slot.salt) != 16 or any(len(one.nonce) != 12 for one in slot.keys.values()):
            raise _unreadable(path, "salt or nonce of a wrong length")
    names = set(vault.passphrase.keys)
    if names != set(vault.recovery.keys) or MAIN not in names or not any(name.startswith(PRIVATE) for name in names):
        raise _unreadable(path, "keys are missing")
    return vault


def _write(path: Path, vault: _Vault) -> None:
    write_safely(path, msgspec.json.format(msgspec.json.encode(vault), indent=2))


class _Tries(msgspec.Struct):
    failures: int
    last: float


class _Delay:
    """How long to wait after wrong passphrases, kept beside the vault so that a restart does not reset it."""

    def __init__(self, vault: Path, now: Callable[[], float]) -> None:
        self._path = vault.with_name(vault.name + ".tries")
        self._now = now

    def _tries(self) -> _Tries:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=_Tries)
        except (OSError, msgspec.DecodeError):
            return _Tries(0, 0.0)

    @staticmethod
    def _delay(failures: int) -> float:
        """Two slips are free, then 1, 2, 4 … 60 s."""
        return 0.0 if failures < 3 else min(LONGEST_DELAY_S, 2.0 ** min(failures - 3, 6))

    def remaining(self) -> float:
        tries = self._tries()
        delay = self._delay(tries.failures)
        return min(delay, max(0.0, tries.last + delay - self._now()))

    def failed(self) -> float:
        tries = _Tries(self._tries().failures + 1, self._now())
        with suppress(OSError):  # a folder that cannot be written must not keep the right passphrase out
            write_safely(self._path, msgspec.json.encode(tries))
        return self._delay(tries.failures)

    def succeeded(self) -> None:
        with suppress(OSError):  # as above
            self._path.unlink(missing_ok=True)
