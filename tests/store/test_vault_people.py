"""Several people in one vault: each has a passphrase, a recovery key, and keys that nobody else opens."""

import json
from pathlib import Path

import pytest

from kapguide.errors import KapGuideError
from kapguide.store.keys import vault as v
from kapguide.store.keys import vault_file
from tests.support.practice import CHEAP, PASSPHRASE

ANNA, BIRK = "0-anna", "0-birk"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "vault.json"


@pytest.fixture
def first(path: Path) -> v.Keys:
    return v.create_vault(path, PASSPHRASE, practice="Lindenhof", cost=CHEAP)[0]


def test_each_opens_the_shared_keys_and_their_own_private_one(path: Path, first: v.Keys) -> None:
    anna, paper = v.add_slots(path, first, ANNA, "anna's words", cost=CHEAP)
    birk, _ = v.add_slots(path, anna, BIRK, "birk's words", cost=CHEAP)
    assert v.people(path) == (first.staff, ANNA, BIRK)
    assert v.unlock_with_recovery(path, paper).named == anna.named
    for keys, words in ((first, PASSPHRASE), (anna, "anna's words"), (birk, "birk's words")):
        again = v.unlock(path, words)
        assert again.staff == keys.staff
        assert again.named == keys.named
        assert (again.main, again.audit) == (first.main, first.audit)
        assert [name for name in again.named if name.startswith("private")] == [f"private:{keys.staff}"]
    assert len({bytes(keys.named[f"private:{keys.staff}"]) for keys in (first, anna, birk)}) == 3


def test_one_person_is_asked_for_by_id(path: Path, first: v.Keys) -> None:
    v.add_slots(path, first, ANNA, PASSPHRASE, cost=CHEAP)
    assert v.unlock(path, PASSPHRASE).staff == first.staff
    assert v.unlock(path, PASSPHRASE, staff=ANNA).staff == ANNA
    with pytest.raises(v.WrongPassphrase):
        v.unlock(path, PASSPHRASE, staff=BIRK)


def test_nobody_is_added_twice_or_without_a_passphrase(path: Path, first: v.Keys) -> None:
    before = path.read_bytes()
    with pytest.raises(KapGuideError, match="already"):
        v.add_slots(path, first, first.staff, "other words", cost=CHEAP)
    with pytest.raises(KapGuideError, match="empty"):
        v.add_slots(path, first, ANNA, " ", cost=CHEAP)
    assert path.read_bytes() == before


def test_what_one_changes_leaves_the_others_as_they_were(path: Path, first: v.Keys) -> None:
    anna, paper = v.add_slots(path, first, ANNA, "anna's words", cost=CHEAP)
    v.change_passphrase(path, anna, "anna's new words", cost=CHEAP)
    v.keep_recovery_key(path, anna, paper)
    assert v.unlock(path, PASSPHRASE).named == first.named
    assert v.unlock(path, "anna's new words").named == anna.named
    assert v.recovery_given(path, ANNA) is v.RecoveryKeyState.TYPED_BACK
    assert v.recovery_given(path, first.staff) is v.RecoveryKeyState.UNSEEN
    assert v.recovery_given(path) is v.RecoveryKeyState.UNSEEN, "somebody's is not on paper"


def test_one_more_private_key_comes_behind_both_ways_in_and_nobody_types_the_other(path: Path, first: v.Keys) -> None:
    anna, paper = v.add_slots(path, first, ANNA, "anna's words", cost=CHEAP)
    assert v.add_private_key(path, anna) == f"private:{ANNA}:2"
    assert v.add_private_key(path, anna) == f"private:{ANNA}:3"
    assert v.unlock(path, "anna's words").named == v.unlock_with_recovery(path, paper).named == anna.named
    assert len({bytes(key) for key in anna.named.values()}) == 5
    assert v.unlock(path, PASSPHRASE).named == first.named


def test_keys_that_are_not_the_vaults_own_any_more_change_nothing(path: Path, first: v.Keys, tmp_path: Path) -> None:
    stranger = v.create_vault(tmp_path / "other.json", PASSPHRASE, practice="", cost=CHEAP)[0]
    behind = v.unlock(path, PASSPHRASE)
    v.add_private_key(path, first)
    gone = v.Keys(first.named, ANNA, first.bond, first.keyring)
    before = path.read_bytes()
    for keys in (stranger, behind, gone):
        with pytest.raises(KapGuideError, match="were changed"):
            v.change_passphrase(path, keys, "other words", cost=CHEAP)
        with pytest.raises(KapGuideError, match="were changed"):
            v.keep_recovery_key(path, keys, v.new_recovery_key())
    assert path.read_bytes() == before


@pytest.mark.parametrize("part", ["public", "proof"])
def test_a_slot_that_a_stranger_laid_into_the_file_is_given_no_key(path: Path, first: v.Keys, part: str) -> None:
    whole = json.loads(path.read_text())
    stranger = path.with_name("other.json")
    v.create_vault(stranger, "a stranger's", practice="", cost=CHEAP)
    whole["slots"][1][part] = json.loads(stranger.read_text())["slots"][1][part]
    path.write_text(json.dumps(whole))
    before = path.read_bytes()
    with pytest.raises(v.VaultUnreadable, match="damaged"):
        v.add_private_key(path, first)
    assert path.read_bytes() == before


def test_nothing_of_a_key_is_in_the_words_of_a_failure(path: Path, first: v.Keys) -> None:
    whole = json.loads(path.read_text())
    whole["slots"][0]["keys"]["main"]["sealed"] = whole["slots"][0]["keys"]["audit"]["sealed"]
    path.write_text(json.dumps(whole))
    with pytest.raises(v.VaultUnreadable) as failure:
        v.unlock(path, PASSPHRASE)
    said = f"{failure.value!r} {failure.value.detail} {first!r} {failure.value.__cause__!r}"
    for key in (*first.named.values(), first.bond):
        for spelled in (key.hex(), repr(bytes(key)), repr(key)):
            assert spelled not in said


def test_no_vault_is_written_that_could_not_be_read_again(
    path: Path, first: v.Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would shut everybody out."""
    v.add_slots(path, first, ANNA, "anna's words", cost=CHEAP)
    before = path.read_bytes()
    with monkeypatch.context() as few:
        few.setattr(vault_file, "MOST_SLOTS", 5)
        with pytest.raises(v.VaultUnwritable, match="no more people"):
            v.add_slots(path, first, BIRK, "birk's words", cost=CHEAP)
    with monkeypatch.context() as short:
        short.setattr(vault_file, "LONGEST_FILE", len(before) + 100)
        with pytest.raises(v.VaultUnwritable, match="no more private files"):
            v.add_private_key(path, first)
    assert path.read_bytes() == before
    v.add_private_key(path, first)
    assert v.unlock(path, PASSPHRASE).named == first.named


def test_whoever_is_most_likely_here_is_tried_first(path: Path, first: v.Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    v.add_slots(path, first, ANNA, "anna's words", cost=CHEAP)
    tried: list[str] = []
    opens = v.open_with_passphrase

    def watched(vault_id: str, slot: v.Slot, passphrase: str) -> object:
        tried.append(slot.person)
        return opens(vault_id, slot, passphrase)

    monkeypatch.setattr(v, "open_with_passphrase", watched)
    assert v.unlock(path, "anna's words", first=ANNA).staff == ANNA
    assert tried == [ANNA]
    assert v.unlock(path, PASSPHRASE, first=ANNA).staff == first.staff, "and everybody else after that"
