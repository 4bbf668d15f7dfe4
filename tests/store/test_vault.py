"""The vault: what opens it, what does not, and what it says then."""

import json
import os
import resource
import stat
import time
from pathlib import Path

import pytest

from kapguide.errors import KapGuideError
from kapguide.store.keys import vault as v
from tests.support.practice import CHEAP, PASSPHRASE

BY_PASSPHRASE, BY_RECOVERY = ("slots", 0), ("slots", 1)
DEEP = b'{"format": "kapguide vault", "version": 2, "deep": ' + b"[" * 100_000
SEALED = {"nonce": "A" * 16, "sealed": "A" * 64, "sender": "A" * 43 + "="}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "vault.json"


def made(path: Path) -> tuple[v.Keys, str]:
    return v.create_vault(path, PASSPHRASE, practice="Lindenhof", cost=CHEAP)


def altered(path: Path, *where: str | int, to: object) -> None:
    """Change one value in the vault's file."""
    whole = json.loads(path.read_text())
    part = whole
    for name in where[:-1]:
        part = part[name]
    part[where[-1]] = to
    path.write_text(json.dumps(whole))


def test_the_passphrase_and_the_recovery_key_open_the_same_keys(path: Path) -> None:
    keys, recovery = made(path)
    assert v.unlock(path, PASSPHRASE).named == keys.named
    assert v.unlock_with_recovery(path, recovery).named == keys.named
    assert len(keys.main) == 32


def test_there_is_a_main_key_one_for_the_audit_chain_and_a_private_one_for_the_author(path: Path) -> None:
    keys, _ = made(path)
    assert sorted(keys.named) == ["audit", "main", f"private:{keys.staff}"]
    assert len({bytes(key) for key in keys.named.values()}) == 3
    assert keys.audit == bytes(keys.named["audit"])


def test_two_practices_have_different_keys(path: Path, tmp_path: Path) -> None:
    assert made(path)[0].main != made(tmp_path / "other.json")[0].main


def test_no_key_lies_in_the_file_and_only_its_owner_reads_it(path: Path) -> None:
    keys, recovery = made(path)
    text = path.read_bytes()
    assert bytes(keys.main) not in text
    assert keys.main.hex().encode() not in text
    assert recovery.encode() not in text
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "typed",
    [
        lambda key: key.lower(),
        lambda key: key.replace("-", " "),
        lambda key: key.replace("-", ""),
        lambda key: f"  {key}\n",
        lambda key: key.replace("O", "0").replace("I", "1").replace("B", "8"),
        lambda key: key.replace("-", "–"),
        lambda key: "".join(chr(ord(char) + 0xFEE0) if char.isalnum() else char for char in key),
    ],
)
def test_the_recovery_key_may_be_typed_in_many_ways(path: Path, typed) -> None:  # type: ignore[no-untyped-def]
    keys, recovery = made(path)
    assert v.unlock_with_recovery(path, typed(recovery)).main == keys.main


def test_a_wrong_recovery_key_says_what_is_wrong(path: Path) -> None:
    _, recovery = made(path)
    with pytest.raises(v.WrongRecoveryKey, match="32 letters and digits in 8 groups; 31 were typed"):
        v.unlock_with_recovery(path, recovery[:-1])
    with pytest.raises(v.WrongRecoveryKey, match="only the letters"):
        v.unlock_with_recovery(path, "9" * 32)
    other = ("B" if recovery[0] == "A" else "A") + recovery[1:]
    with pytest.raises(v.WrongRecoveryKey, match="does not open"):
        v.unlock_with_recovery(path, other)


def test_a_passphrase_is_the_same_however_its_letters_are_composed(path: Path) -> None:
    keys, _ = v.create_vault(path, "fu\u0308r Ångström", practice="", cost=CHEAP)
    assert v.unlock(path, "f\u00fcr A\u030angstro\u0308m").main == keys.main


def test_a_passphrase_of_any_characters_is_taken(path: Path) -> None:
    keys, _ = v.create_vault(path, "\ud800 \x00", practice="", cost=CHEAP)
    assert v.unlock(path, "\ud800 \x00").main == keys.main


def test_an_empty_passphrase_is_refused(path: Path) -> None:
    with pytest.raises(KapGuideError, match="empty"):
        v.create_vault(path, "  ", practice="", cost=CHEAP)
    assert not path.exists()


def test_a_vault_is_never_written_over_another(path: Path) -> None:
    keys, _ = made(path)
    with pytest.raises(KapGuideError, match="already a vault"):
        made(path)
    assert v.unlock(path, PASSPHRASE).main == keys.main


def test_a_new_passphrase_opens_the_same_keys_and_the_old_one_does_not(path: Path) -> None:
    keys, recovery = made(path)
    assert v.change_passphrase(path, PASSPHRASE, "morning light").main == keys.main
    assert v.unlock(path, "morning light").named == keys.named
    with pytest.raises(v.WrongPassphrase):
        v.unlock(path, PASSPHRASE)
    assert v.unlock_with_recovery(path, recovery).main == keys.main


def test_a_lost_passphrase_is_replaced_with_the_recovery_key(path: Path) -> None:
    keys, recovery = made(path)
    v.change_passphrase(path, v.unlock_with_recovery(path, recovery), "morning light", cost=CHEAP)
    assert v.unlock(path, "morning light").main == keys.main


def test_an_empty_new_passphrase_changes_nothing(path: Path) -> None:
    keys, _ = made(path)
    with pytest.raises(KapGuideError, match="empty"):
        v.change_passphrase(path, keys, "")
    assert v.unlock(path, PASSPHRASE).main == keys.main


def test_forgotten_keys_are_overwritten(path: Path) -> None:
    keys, _ = made(path)
    main, bond = keys.main, keys.bond
    keys.forget()
    assert main == bond == bytearray(32)
    assert not keys.named


def test_the_name_is_shown_before_the_vault_is_open(path: Path) -> None:
    made(path)
    assert v.practice_name(path) == "Lindenhof"


@pytest.mark.parametrize(
    ("where", "to", "sentence"),
    [
        ((*BY_PASSPHRASE, "cost", "memory_kib"), 100_000_000, "damaged"),
        ((*BY_PASSPHRASE, "cost", "memory_kib"), 1, "damaged"),
        ((*BY_PASSPHRASE, "cost", "passes"), 0, "damaged"),
        ((*BY_PASSPHRASE, "cost"), {"memory_kib": 1024 * 1024, "passes": 4, "lanes": 1}, "damaged"),
        ((*BY_PASSPHRASE, "cost"), {"memory_kib": 256 * 1024, "passes": 13, "lanes": 4}, "damaged"),
        ((*BY_PASSPHRASE, "cost"), {"memory_kib": 2048 * 1024, "passes": 1, "lanes": 4}, "damaged"),
        ((*BY_PASSPHRASE, "cost"), {"memory_kib": -1024, "passes": -3, "lanes": -1}, "damaged"),
        ((*BY_PASSPHRASE, "cost"), {"memory_kib": 10**30, "passes": 1, "lanes": 1}, "damaged"),
        ((*BY_PASSPHRASE, "cost", "lanes"), 99, "damaged"),
        ((*BY_PASSPHRASE, "cost"), None, "damaged"),
        ((*BY_RECOVERY, "cost"), {"memory_kib": 1024, "passes": 1, "lanes": 1}, "damaged"),
        ((*BY_PASSPHRASE, "kind"), "fingerprint", "damaged"),
        ((*BY_PASSPHRASE, "kind"), "recovery", "damaged"),
        ((*BY_PASSPHRASE, "person"), "somebody-else", "damaged"),
        ((*BY_PASSPHRASE, "person"), "../..", "damaged"),
        ((*BY_PASSPHRASE, "salt"), 7, "damaged"),
        ((*BY_PASSPHRASE, "salt"), "AAAA", "damaged"),
        ((*BY_PASSPHRASE, "keys"), {}, "damaged"),
        ((*BY_RECOVERY, "keys"), {}, "damaged"),
        ((*BY_RECOVERY, "keys", "main", "nonce"), "AAAA", "damaged"),
        ((*BY_RECOVERY, "keys", "main", "sealed"), "AAAA", "damaged"),
        ((*BY_RECOVERY, "keys", "main", "sender"), "AAAA", "damaged"),
        ((*BY_RECOVERY, "keys", "private:../../x"), SEALED, "damaged"),
        ((*BY_RECOVERY, "keys", "sealing"), SEALED, "damaged"),
        ((*BY_PASSPHRASE, "public"), "AAAA", "damaged"),
        ((*BY_PASSPHRASE, "public"), "", "damaged"),
        ((*BY_PASSPHRASE, "proof"), "AAAA", "damaged"),
        ((*BY_PASSPHRASE, "bond"), None, "damaged"),
        ((*BY_PASSPHRASE, "bond", "sealed"), "AAAA", "damaged"),
        (("slots",), [], "damaged"),
        (("left",), True, "damaged"),
        (("id",), "", "damaged"),
        (("keyring",), "../vault", "damaged"),
        (("practice",), "x" * 300_000, "damaged"),
        (("format",), "another program's file", "damaged"),
        (("version",), 0, "damaged"),
        (("version",), 1, "damaged"),
        (("version",), 3, "newer KapGuide"),
    ],
)
def test_a_vault_that_was_altered_is_refused_in_words(path: Path, where, to, sentence) -> None:  # type: ignore[no-untyped-def]
    made(path)
    altered(path, *where, to=to)
    with pytest.raises(v.VaultUnreadable, match=sentence):
        v.unlock(path, PASSPHRASE)


def test_a_vault_of_more_slots_than_anybody_has_people_is_refused(path: Path) -> None:
    made(path)
    altered(path, "slots", to=json.loads(path.read_text())["slots"] * 40)
    with pytest.raises(v.VaultUnreadable, match="damaged"):
        v.people(path)


def test_what_a_newer_version_has_in_it_is_not_taken_for_damage(path: Path) -> None:
    made(path)
    altered(path, "version", to=3)
    altered(path, "slots", to={"of a kind": "that nobody knows today"})
    with pytest.raises(v.VaultUnreadable, match="newer KapGuide"):
        v.unlock(path, PASSPHRASE)


def test_a_slot_cannot_be_weakened_without_the_passphrase(path: Path) -> None:
    made(path)
    altered(path, *BY_PASSPHRASE, "cost", "passes", to=2)
    with pytest.raises(v.WrongPassphrase):
        v.unlock(path, PASSPHRASE)


def test_keys_cannot_be_swapped(path: Path) -> None:
    _, recovery = made(path)
    keys = json.loads(path.read_text())["slots"][1]["keys"]
    altered(path, *BY_RECOVERY, "keys", to=keys | {"main": keys["audit"], "audit": keys["main"]})
    with pytest.raises(v.VaultUnreadable, match="damaged"):
        v.unlock_with_recovery(path, recovery)
    assert v.unlock(path, PASSPHRASE), "the damage of one slot is not that of another"


def test_a_point_that_no_key_has_is_damage(path: Path) -> None:
    _, recovery = made(path)
    altered(path, *BY_RECOVERY, "keys", "main", "sender", to="A" * 43 + "=")
    with pytest.raises(v.VaultUnreadable, match="damaged"):
        v.unlock_with_recovery(path, recovery)


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"[]", b"{}", b'{"format": "kapguide vault"', b"[" * 100_000, DEEP]
)
def test_what_is_no_vault_is_refused_in_words(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(v.VaultUnreadable):
        v.unlock(path, PASSPHRASE)


def test_a_vault_that_asks_for_absurd_work_is_refused_at_once(path: Path) -> None:
    made(path)
    altered(path, *BY_PASSPHRASE, "cost", to={"memory_kib": 2048 * 1024, "passes": 16, "lanes": 1})
    began = time.process_time()
    for way in (lambda: v.unlock(path, PASSPHRASE), lambda: v.practice_name(path)):
        with pytest.raises(v.VaultUnreadable, match="damaged"):
            way()
    assert time.process_time() - began < 0.5


def test_a_pipe_in_the_vaults_place_is_not_waited_for(path: Path) -> None:
    os.mkfifo(path)
    with pytest.raises(v.VaultUnreadable, match="cannot be read"):
        v.practice_name(path)


def test_a_vault_that_is_not_there_or_not_a_file_is_named(path: Path) -> None:
    with pytest.raises(v.VaultUnreadable, match="no vault"):
        v.unlock(path, PASSPHRASE)
    path.mkdir()
    with pytest.raises(v.VaultUnreadable, match="cannot be read"):
        v.unlock(path, PASSPHRASE)


def test_a_try_costs_less_on_a_machine_with_little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = {"SC_PAGE_SIZE": 4096, "SC_PHYS_PAGES": 1024**2}
    monkeypatch.setattr(v.os, "sysconf", pages.__getitem__)
    assert v.default_cost().memory_kib == 256 * 1024
    pages["SC_PHYS_PAGES"] -= 1
    assert v.default_cost().memory_kib == 64 * 1024
    monkeypatch.delattr(v.os, "sysconf")
    assert v.default_cost().memory_kib == 256 * 1024


def test_too_little_memory_is_said_and_costs_no_try(path: Path) -> None:
    keys, _ = v.create_vault(path, PASSPHRASE, practice="", cost=v.Cost(160 * 1024, 1, 1))
    before = resource.getrlimit(resource.RLIMIT_AS)
    in_use = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (in_use + 48 * 1024**2, before[1]))
    try:
        with pytest.raises(KapGuideError, match="160 MB are needed"):
            v.unlock(path, PASSPHRASE)
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)
    assert v.unlock(path, PASSPHRASE).main == keys.main


def test_the_default_cost_is_used_and_opens(path: Path) -> None:
    keys, _ = v.create_vault(path, PASSPHRASE, practice="")
    assert v.unlock(path, PASSPHRASE).main == keys.main


def test_a_recovery_key_counts_as_given_once_it_was_typed_back(path: Path) -> None:
    keys, recovery = made(path)
    assert not v.recovery_confirmed(path)
    v.change_passphrase(path, keys, "morning light", cost=CHEAP)
    assert not v.recovery_confirmed(path), "a new passphrase says nothing about the paper"
    v.keep_recovery_key(path, keys, recovery.lower().replace("-", " "))
    assert v.recovery_confirmed(path)
    assert v.unlock_with_recovery(path, recovery).named == keys.named


def test_a_new_recovery_key_takes_the_old_ones_place_when_it_is_typed_back_and_not_before(path: Path) -> None:
    keys, old = made(path)
    new = v.new_recovery_key()
    with pytest.raises(v.WrongRecoveryKey):
        v.unlock_with_recovery(path, new)
    with pytest.raises(v.WrongRecoveryKey, match="31 were typed"):
        v.keep_recovery_key(path, keys, new[:-1])
    assert v.unlock_with_recovery(path, old).named == keys.named
    v.keep_recovery_key(path, keys, new)
    assert v.unlock_with_recovery(path, new).named == keys.named
    with pytest.raises(v.WrongRecoveryKey):
        v.unlock_with_recovery(path, old)
