"""Slots: one person's way to their keys, by a passphrase or by a printed recovery key.

What a passphrase or a recovery key yields is the private half of the slot's own X25519 key. Every named key is sealed
to the public half, so that whoever looks after the vault can give a new key to a slot while nobody types anything.
It also opens the bond: a secret that the people of one vault share. It goes into each sealing, so that no stranger can
slip a key into a slot. And each slot bears a proof made with the record's key of now, so that no key is given to a slot
that a stranger, or somebody who has left, put beside the others.

Slots of the vault's first version wrap their keys with that yield itself (AES-GCM). They open for ever, and hold what
they held: only a new passphrase, or a new recovery key, makes one that can be given keys.
"""

import base64
import hmac
import secrets
import unicodedata
from enum import StrEnum

import msgspec
from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kapguide.errors import KapGuideError

FORMAT = "kapguide vault"
MAIN, AUDIT, PRIVATE = "main", "audit", "private:"
MIB = 1024
MOST_WORK = 4 * 256 * MIB * 3
"""KiB times passes: four times what a vault costs that is made today."""
KEY_BYTES = 32
_RECOVERY_BYTES = 20
"""160 bits: eight groups of four letters, which a person still copies."""
_GROUP = 4


class WrongRecoveryKey(KapGuideError):
    """The recovery key is not this vault's, or was not typed in full."""


class Cost(msgspec.Struct, frozen=True):
    """What one try of a passphrase costs: Argon2id's memory (KiB), passes and lanes."""

    memory_kib: int = 256 * MIB
    passes: int = 3
    lanes: int = 4

    @property
    def bearable(self) -> bool:
        """Whether a try ends soon: memory, passes and both together, which takes the time (some 10 s at most)."""
        return (
            max(MIB, 8 * self.lanes) <= self.memory_kib <= 1024 * MIB
            and 1 <= self.passes <= 16
            and 1 <= self.lanes <= 16
            and self.memory_kib * self.passes <= MOST_WORK
        )


class RecoveryKeyState(StrEnum):
    """How far a recovery key has come: only typed back is it known to be on paper."""

    UNSEEN = "unseen"
    SHOWN = "shown"
    TYPED_BACK = "typed back"


class SlotKind(StrEnum):
    """What opens a slot."""

    PASSPHRASE = "passphrase"
    RECOVERY = "recovery"


class Sealed(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A secret, encrypted and authenticated; `sender` is the public half that it was sealed with."""

    nonce: bytes
    sealed: bytes
    sender: bytes = b""

    @property
    def whole(self) -> bool:
        return len(self.nonce) == 12 and len(self.sealed) == KEY_BYTES + 16


class Slot(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One person's way to the keys that it names. `given`, a label, is how far a recovery key has come."""

    person: str
    kind: SlotKind
    salt: bytes
    keys: dict[str, Sealed]
    cost: Cost | None = None
    public: bytes = b""
    bond: Sealed | None = None
    proof: bytes = b""
    given: RecoveryKeyState = RecoveryKeyState.TYPED_BACK

    @property
    def older(self) -> bool:
        """Whether it is of the vault's first version, which nothing can be given to."""
        return not self.public

    @property
    def whole(self) -> bool:
        """Whether every part has the length that it must have, and a passphrase its cost."""
        if self.older:
            parts = self.bond is None and not self.proof
        else:
            parts = len(self.public) == len(self.proof) == KEY_BYTES and self.bond is not None and self.bond.whole
        return (
            parts
            and len(self.salt) == 16
            and all(one.whole and len(one.sender) == len(self.public) for one in self.keys.values())
            and (self.cost is not None and self.cost.bearable) == (self.kind is SlotKind.PASSPHRASE)
        )


def passphrase_slot(
    vault_id: str, person: str, passphrase: str, named: dict[str, bytearray], bond: bytearray, cost: Cost
) -> Slot:
    """A slot that `passphrase` opens."""
    slot = Slot(person, SlotKind.PASSPHRASE, secrets.token_bytes(16), {}, cost)
    return _made(vault_id, slot, _stretch(passphrase, slot.salt, cost), named, bond)


def recovery_slot(
    vault_id: str, person: str, key: str, named: dict[str, bytearray], bond: bytearray, given: RecoveryKeyState
) -> Slot:
    """A slot that the recovery key opens. Raises WrongRecoveryKey for what is none."""
    slot = Slot(person, SlotKind.RECOVERY, secrets.token_bytes(16), {}, given=given)
    return _made(vault_id, slot, _expand(_unspell(key), slot.salt), named, bond)


def _made(vault_id: str, slot: Slot, secret: bytes, named: dict[str, bytearray], bond: bytearray) -> Slot:
    slot = msgspec.structs.replace(slot, public=_half(secret).public_key().public_bytes_raw())
    nonce = secrets.token_bytes(12)
    sealed = Sealed(nonce, _bond_cipher(secret).encrypt(nonce, bond, _header(vault_id, slot, "bond")))
    return give(vault_id, msgspec.structs.replace(slot, bond=sealed), named, bond)


def is_ours(vault_id: str, slot: Slot, main: bytearray) -> bool:
    """Whether somebody who has the record's key made the slot. Nothing is given to another."""
    return hmac.compare_digest(slot.proof, _proof(vault_id, slot, main))


def give(vault_id: str, slot: Slot, named: dict[str, bytearray], bond: bytearray) -> Slot:
    """The slot with `named` sealed to it beside what it held. Another main key proves it from then on."""
    keys = dict(slot.keys)
    proof = _proof(vault_id, slot, named[MAIN]) if MAIN in named else slot.proof
    for name, key in named.items():
        sender, nonce = X25519PrivateKey.generate(), secrets.token_bytes(12)
        shared = sender.exchange(X25519PublicKey.from_public_bytes(slot.public))
        public = sender.public_key().public_bytes_raw()
        cipher = _key_cipher(shared, public, slot, bond)
        keys[name] = Sealed(nonce, cipher.encrypt(nonce, key, _header(vault_id, slot, name)), public)
    return msgspec.structs.replace(slot, keys=keys, proof=proof)


def open_with_passphrase(vault_id: str, slot: Slot, passphrase: str) -> tuple[dict[str, bytearray], bytearray] | None:
    """The slot's keys and the bond, or None when the passphrase is not its own. Raises InvalidTag for a slot whose
    keys were changed."""
    assert slot.cost is not None
    return _opened(vault_id, slot, _stretch(passphrase, slot.salt, slot.cost))


def open_with_recovery(vault_id: str, slot: Slot, key: str) -> tuple[dict[str, bytearray], bytearray] | None:
    """The same for a recovery key. Raises WrongRecoveryKey for what is none."""
    return _opened(vault_id, slot, _expand(_unspell(key), slot.salt))


def _opened(vault_id: str, slot: Slot, secret: bytes) -> tuple[dict[str, bytearray], bytearray] | None:
    if slot.bond is None:
        return _opened_older(vault_id, slot, secret)
    try:
        sealed = slot.bond
        bond = bytearray(_bond_cipher(secret).decrypt(sealed.nonce, sealed.sealed, _header(vault_id, slot, "bond")))
    except InvalidTag:
        return None
    half = _half(secret)
    named = {}
    for name, one in slot.keys.items():
        try:
            shared = half.exchange(X25519PublicKey.from_public_bytes(one.sender))
        except ValueError as error:  # a point that no key has
            raise InvalidTag from error
        cipher = _key_cipher(shared, one.sender, slot, bond)
        named[name] = bytearray(cipher.decrypt(one.nonce, one.sealed, _header(vault_id, slot, name)))
    return named, bond


def _opened_older(vault_id: str, slot: Slot, secret: bytes) -> tuple[dict[str, bytearray], bytearray] | None:
    """The keys of a slot of the first version. The audit chain's key, and the bond, are derived from the main one; who
    has left has none of the three."""
    cipher = AESGCM(secret)
    kdf = "argon2id" if slot.kind is SlotKind.PASSPHRASE else "hkdf-sha256"
    named = {}
    try:
        for name, one in slot.keys.items():
            header = _encoded([FORMAT, 1, vault_id, slot.kind, kdf, slot.salt, slot.cost, name])
            named[name] = bytearray(cipher.decrypt(one.nonce, one.sealed, header))
    except InvalidTag:
        return None
    if MAIN not in named:
        return named, bytearray()
    named[AUDIT] = bytearray(hmac.digest(named[MAIN], b"kapguide audit chain 1", "sha256"))
    return named, bytearray(hmac.digest(named[MAIN], b"kapguide vault bond 2", "sha256"))


def _header(vault_id: str, slot: Slot, name: str) -> bytes:
    """What is authenticated beside a secret: nobody can weaken a slot or swap two keys."""
    return _encoded([FORMAT, 2, vault_id, slot.person, slot.kind, slot.salt, slot.cost, slot.public, name])


def _encoded(bound: list[object]) -> bytes:
    return msgspec.json.encode(bound, order="deterministic")


def _proof(vault_id: str, slot: Slot, main: bytearray) -> bytes:
    key = hmac.digest(main, b"kapguide slot proof 2", "sha256")
    return hmac.digest(key, _header(vault_id, slot, "slot"), "sha256")


def _half(secret: bytes) -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(_derived(secret, b"kapguide slot half 2"))


def _bond_cipher(secret: bytes) -> AESGCM:
    return AESGCM(_derived(secret, b"kapguide slot bond 2"))


def _key_cipher(shared: bytes, sender: bytes, slot: Slot, bond: bytearray) -> AESGCM:
    return AESGCM(_derived(shared, b"kapguide slot key 2" + sender + slot.public, bytes(bond)))


def _derived(secret: bytes, info: bytes, salt: bytes | None = None) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=info).derive(secret)


def _stretch(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    secret = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")
    try:
        return hash_secret_raw(secret, salt, cost.passes, cost.memory_kib, cost.lanes, KEY_BYTES, Type.ID)
    except HashingError as error:
        raise KapGuideError(
            f"There is not enough free memory to unlock: {cost.memory_kib // MIB} MB are needed for a moment. "
            "Close other programs and try again.",
            str(error),
        ) from error


def _expand(recovery: bytes, salt: bytes) -> bytes:
    """160 random bits need no stretching."""
    return _derived(recovery, b"kapguide recovery key", salt)


def new_recovery_key() -> str:
    """A recovery key that opens nothing yet: show it, have it typed back, then `keep_recovery_key`."""
    text = base64.b32encode(secrets.token_bytes(_RECOVERY_BYTES)).decode()
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
