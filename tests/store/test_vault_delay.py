"""After wrong passphrases the vault lets wait: bounded, whatever the clock and the disk do."""

import contextlib
import json
from pathlib import Path

import pytest

from kapguide.store.keys import delay
from kapguide.store.keys import vault as v
from tests.support.practice import CHEAP, PASSPHRASE


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "vault.json"


class HandTime:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def made(path: Path) -> tuple[v.Keys, str]:
    return v.create_vault(path, PASSPHRASE, practice="Lindenhof", cost=CHEAP)


def test_wrong_passphrases_wait_longer_and_longer_and_a_right_one_ends_it(path: Path) -> None:
    keys, _ = made(path)
    time = HandTime()
    waits = []
    for _ in range(11):
        with pytest.raises(v.WrongPassphrase, match="does not open") as wrong:
            v.unlock(path, "no", now=time)
        waits.append(wrong.value.retry_after_s)
        time.now += wrong.value.retry_after_s
    assert waits == [0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert v.unlock(path, PASSPHRASE, now=time).main == keys.main
    with pytest.raises(v.WrongPassphrase) as wrong:
        v.unlock(path, "no", now=time)
    assert wrong.value.retry_after_s == 0


def test_before_its_time_not_even_the_right_passphrase_is_tried(path: Path) -> None:
    made(path)
    time = HandTime()
    for _ in range(4):
        with pytest.raises(v.WrongPassphrase):
            v.unlock(path, "no", now=time)
        time.now += 1.0
    with pytest.raises(v.WrongPassphrase, match="wait 1 s") as early:
        v.unlock(path, PASSPHRASE, now=time)
    assert early.value.retry_after_s == 1.0
    time.now += 1.0
    assert v.unlock(path, PASSPHRASE, now=time)


def test_a_clock_that_was_set_back_makes_nobody_wait_longer(path: Path) -> None:
    made(path)
    time = HandTime()
    for _ in range(3):
        with pytest.raises(v.WrongPassphrase):
            v.unlock(path, "no", now=time)
    time.now -= 1_000_000.0
    with pytest.raises(v.WrongPassphrase) as wrong:
        v.unlock(path, PASSPHRASE, now=time)
    assert wrong.value.retry_after_s == 1.0


def test_a_failure_while_the_clock_was_ahead_makes_nobody_wait_longer(path: Path) -> None:
    keys, _ = made(path)
    time = HandTime()
    time.now += 86_400.0
    for _ in range(10):
        with pytest.raises(v.WrongPassphrase):
            v.unlock(path, "no", now=time)
        time.now += 60.0
    time.now -= 86_400.0
    with pytest.raises(v.WrongPassphrase) as early:
        v.unlock(path, PASSPHRASE, now=time)
    assert early.value.retry_after_s == 60.0
    time.now += 60.0
    assert v.unlock(path, PASSPHRASE, now=time).main == keys.main


def test_tries_of_any_date_and_number_keep_the_door_shut_for_a_minute_at_most(path: Path) -> None:
    keys, _ = made(path)
    tries = path.with_name("vault.json.tries")
    for failures in (-5, 3, 7, 10**12):
        for last in (-1e300, 0.0, 999_999.0, 1_000_000.0, 1e9, 1e300):
            tries.write_text(json.dumps({"failures": failures, "last": last}))
            time = HandTime()
            with contextlib.suppress(v.WrongPassphrase):
                v.unlock(path, "no", now=time)
            time.now += 60.0
            assert v.unlock(path, PASSPHRASE, now=time).main == keys.main, (failures, last)


def test_tries_from_the_future_that_cannot_be_rewritten_keep_nobody_out(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys, _ = made(path)
    path.with_name("vault.json.tries").write_text('{"failures": 9, "last": 1e12}')

    def full(*_: object) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr(delay, "write_safely", full)
    assert v.unlock(path, PASSPHRASE).main == keys.main


def test_a_folder_that_cannot_keep_the_tries_keeps_nobody_out(path: Path) -> None:
    keys, _ = made(path)
    blocked = path.with_name("vault.json.tries")
    blocked.mkdir()
    with pytest.raises(v.WrongPassphrase):
        v.unlock(path, "no")
    assert v.unlock(path, PASSPHRASE).main == keys.main
