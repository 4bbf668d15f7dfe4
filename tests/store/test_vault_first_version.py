"""A vault of the first version, as KapGuide once wrote it: it opens for ever, and becomes one of today's bit by bit."""

import hmac
import json
import shutil
from pathlib import Path

import pytest

from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.store.keys import vault as v
from kapguide.store.records import Store
from tests.support.practice import CHEAP, PASSPHRASE, begin, opened

WRITTEN = Path(__file__).parent / "vault-1.json"
RECOVERY = "SFDO-YYLG-ILIJ-EDGK-JEKR-ASYP-AK2S-KEI6"
STAFF = "01a22b0d-447e-7e2d-9a0b-1dfea87e4e7e"
MAIN = "0c0794b5dff7f69b8804990b0143f6a89adc160a861cf90e05efde83590ec18f"


@pytest.fixture
def path(home: Home) -> Path:
    shutil.copyfile(WRITTEN, home.vault)
    return home.vault


def altered(path: Path, slot: str, part: str, to: object) -> None:
    whole = json.loads(path.read_text())
    whole[slot][part] = to
    path.write_text(json.dumps(whole))


def derived() -> bytes:
    """The key of the audit chain, as it was made of the main one then."""
    return hmac.digest(bytes.fromhex(MAIN), b"kapguide audit chain 1", "sha256")


def test_both_ways_in_open_the_keys_of_then_and_the_file_stays_as_it_is(path: Path) -> None:
    before = path.read_bytes()
    for keys in (v.unlock(path, PASSPHRASE), v.unlock_with_recovery(path, RECOVERY)):
        assert keys.main.hex() == MAIN
        assert keys.staff == STAFF
        assert sorted(keys.named) == ["audit", "main", f"private:{STAFF}"]
        assert keys.audit == derived()
    assert v.people(path) == (STAFF,)
    assert v.practice_name(path) == "Lindenhof"
    assert v.recovery_given(path) is v.RecoveryKeyState.TYPED_BACK
    assert path.read_bytes() == before


def test_what_does_not_open_it_is_said(path: Path) -> None:
    with pytest.raises(v.WrongPassphrase):
        v.unlock(path, "not this one")
    with pytest.raises(v.WrongRecoveryKey):
        v.unlock_with_recovery(path, v.new_recovery_key())


@pytest.mark.parametrize(
    ("slot", "part", "to"),
    [
        ("passphrase", "kdf", "hkdf-sha256"),
        ("recovery", "kdf", "argon2id"),
        ("passphrase", "cost", None),
        ("passphrase", "cost", {"memory_kib": 2048 * 1024, "passes": 1, "lanes": 4}),
        ("recovery", "keys", {}),
        ("passphrase", "keys", {}),
        ("passphrase", "salt", "AAAA"),
        ("passphrase", "public", "AAAA"),
    ],
)
def test_its_damage_is_named(path: Path, slot: str, part: str, to: object) -> None:
    altered(path, slot, part, to)
    with pytest.raises(v.VaultUnreadable, match="damaged"):
        v.unlock(path, PASSPHRASE)


def test_a_key_that_counted_as_shown_is_not_taken_for_one_on_paper(path: Path) -> None:
    whole = json.loads(path.read_text())
    path.write_text(json.dumps(whole | {"recovery_key": "shown"}))
    assert v.recovery_given(path) is v.RecoveryKeyState.SHOWN
    v.change_passphrase(path, PASSPHRASE, "morning light")
    assert v.recovery_given(path) is v.RecoveryKeyState.SHOWN


def test_a_new_passphrase_makes_it_one_of_today_and_leaves_the_other_way_in(path: Path) -> None:
    keys = v.change_passphrase(path, PASSPHRASE, "morning light", cost=CHEAP)
    assert json.loads(path.read_text())["version"] == 2
    assert v.unlock(path, "morning light").named == v.unlock_with_recovery(path, RECOVERY).named == keys.named
    with pytest.raises(v.WrongPassphrase):
        v.unlock(path, PASSPHRASE)
    new = v.new_recovery_key()
    v.keep_recovery_key(path, v.unlock_with_recovery(path, RECOVERY), new)
    assert v.unlock_with_recovery(path, new).named == v.unlock(path, "morning light").named == keys.named
    with pytest.raises(v.WrongRecoveryKey):
        v.unlock_with_recovery(path, RECOVERY)


@pytest.mark.parametrize("way_in", ["passphrase", "recovery key"])
def test_a_new_key_is_refused_until_both_ways_in_are_of_today(path: Path, way_in: str) -> None:
    keys = v.unlock(path, PASSPHRASE)
    if way_in == "passphrase":
        v.keep_recovery_key(path, keys, v.new_recovery_key())
    else:
        v.change_passphrase(path, keys, PASSPHRASE, cost=CHEAP)
    before = path.read_bytes()
    with pytest.raises(KapGuideError, match=f"Make a new {way_in} first"):
        v.add_private_key(path, keys)
    assert path.read_bytes() == before


def test_what_is_changed_by_the_old_key_and_what_by_the_new_passphrase_fit(path: Path) -> None:
    """The slots of both times know the same bond, so that either can look after the other."""
    v.change_passphrase(path, PASSPHRASE, PASSPHRASE, cost=CHEAP)
    v.keep_recovery_key(path, v.unlock_with_recovery(path, RECOVERY), RECOVERY)
    keys = v.unlock(path, PASSPHRASE)
    name = v.add_private_key(path, keys)
    assert v.unlock_with_recovery(path, RECOVERY).named[name] == keys.named[name]


def test_a_record_of_then_goes_on_and_its_chain_holds(home: Home, path: Path) -> None:
    Store.create(home, v.unlock(path, PASSPHRASE), practice="Lindenhof").close()
    with opened(home, v.unlock(path, PASSPHRASE)) as store:
        begin(store)
    v.change_passphrase(path, PASSPHRASE, PASSPHRASE, cost=CHEAP)
    keys = v.unlock(path, PASSPHRASE)
    assert keys.audit == derived()
    with opened(home, keys) as store:
        begin(store)
        assert store.verify().problems == ()
