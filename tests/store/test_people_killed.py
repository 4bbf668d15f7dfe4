"""A removal killed before any of its steps on the disk: there is the practice of before, or the one of after."""

import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from kapguide.cli import main
from kapguide.paths import Home
from kapguide.store import people
from kapguide.store.keys import vault as v
from kapguide.store.people import remove_person
from kapguide.store.private.private_file import private_names
from tests.support.practice import PASSPHRASE, begin, opened
from tests.support.three_people import ANNA, BIRK, private, three_people, words, written

STEPS = {"replace": os.replace, "unlink": os.unlink, "fsync": lambda handle: None}
"""A kill takes nothing away that the system has: waiting for the disk is only counted."""
EVERY = 3
"""Not each step has its own run of the whole removal: that takes minutes."""


def killed_before(step: int, home: Home, handed: bool) -> bool:
    """Remove Anna in a process of its own that dies before that step on the disk; whether it did."""
    child = os.fork()
    if not child:
        try:
            first, anna = v.unlock(home.vault, PASSPHRASE), v.unlock(home.vault, ANNA)
            begun, clear = [0], people.clear_strays

            def counted(whole: Callable[..., object]) -> Callable[..., object]:
                def do(*what: object, **how: object) -> object:
                    if begun[0] == step:
                        os.kill(os.getpid(), signal.SIGKILL)
                    begun[0] += 1
                    return whole(*what, **how)

                return do

            def from_here_on(home: Home) -> None:
                for name, whole in STEPS.items():
                    setattr(os, name, counted(whole))
                clear(home)

            people.clear_strays = from_here_on
            remove_person(home, first, anna.staff, leaving=anna if handed else None)
        except BaseException:  # noqa: BLE001 - all that the child has to say is how it ended
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert status in (0, signal.SIGKILL), "it failed of itself"
    return status != 0


@pytest.mark.parametrize("handed", [True, False], ids=["handed over", "kept sealed"])
def test_killed_before_any_step_nothing_is_lost_and_the_record_opens(tmp_path: Path, handed: bool) -> None:
    before = Home(tmp_path / "before").make()
    first, anna, birk, _ = three_people(before)
    outcomes, step, between = [], int(handed), 0
    while True:
        home = Home(tmp_path / f"killed {step}")
        shutil.copytree(before.root, home.root)
        died = killed_before(step, home, handed)
        gone = v.people(home.vault) == (first.staff, birk.staff)
        between += gone and bool(list(home.root.rglob("*.rekeyed-*")))
        owners = [v.unlock(home.vault, PASSPHRASE), v.unlock(home.vault, BIRK)]
        if not gone:
            owners.append(v.unlock(home.vault, ANNA))
        elif not handed:
            owners.append(v.unlock(home.private / f"{anna.staff}.vault.json", ANNA))
        assert (owners[0].main == first.main) == (not gone)
        with opened(home, owners[0]) as store:
            begin(store)
            assert len(store.sessions()) == 4
            assert store.verify().problems == ()
        said = {name: written(home, keys, name) for keys in owners for name in private(keys)}
        assert said == {name: words(keys, name) for keys in (first, anna, birk) for name in private(keys)}
        assert sorted(said) == private_names(home)
        if not gone:
            remove_person(home, owners[0], anna.staff, leaving=owners[2] if handed else None)
        assert not list(home.root.rglob("*.rekeyed-*"))
        shutil.rmtree(home.root)
        outcomes.append(gone)
        if not died:
            break
        step += EVERY
    assert outcomes == sorted(outcomes), "there is one moment of the removal"
    assert outcomes[0] is False
    assert between, "it was killed between the vault and the files, too"


@pytest.mark.parametrize(
    ("command", "refusal"), [("accept", "Nothing is missing"), ("restore", "keys"), ("merge", "not merged")]
)
def test_whatever_comes_next_finishes_a_removal_that_was_cut_off(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str, refusal: str
) -> None:
    first, anna, _, _ = three_people(home)
    with opened(home, first) as store:
        backup = str(store.backup())
    with monkeypatch.context() as cut:
        cut.setattr(people, "put_in_place", lambda home: None)
        now = remove_person(home, first, anna.staff)
    assert list(home.root.glob("*.rekeyed-*"))
    monkeypatch.setenv("KAPGUIDE_HOME", str(home.root))
    (home.root / "typed").write_text(PASSPHRASE)
    named = [] if command == "accept" else [backup]
    assert main([command, *named, "--yes", "--passphrase-file", str(home.root / "typed")]) == 1
    assert refusal in capsys.readouterr().err
    assert not list(home.root.rglob("*.rekeyed-*"))
    with opened(home, now) as store:
        assert store.verify().problems == ()
