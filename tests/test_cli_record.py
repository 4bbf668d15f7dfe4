"""The commands that bring a record back and change what opens it."""

import io
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kapguide.cli import main
from kapguide.paths import Home
from kapguide.store.copies.backup import backups, vault_beside
from kapguide.store.keys.vault import Keys, WrongPassphrase, WrongRecoveryKey, recovery_confirmed, unlock
from kapguide.store.keys.vault import unlock_with_recovery as by_recovery
from kapguide.usecases.recovery_key import difference
from tests.support.practice import PASSPHRASE, new_practice, opened
from tests.support.restoring import epochs, go_on, lose_the_end, texts_of, written

NEW = "three quiet herons"
Files = Callable[[str], str]


@pytest.fixture
def practice(home: Home, monkeypatch: pytest.MonkeyPatch) -> tuple[Keys, str]:
    """A practice in the folder that the command line works in: its keys and its recovery key."""
    monkeypatch.setenv("KAPGUIDE_HOME", str(home.root))
    return new_practice(home)


@pytest.fixture
def keys(practice: tuple[Keys, str]) -> Keys:
    return practice[0]


@pytest.fixture
def file(tmp_path: Path) -> Files:
    """Puts a secret into a file; its path."""

    def put(secret: str) -> str:
        path = tmp_path / f"secret-{len(list(tmp_path.iterdir()))}"
        path.write_text(secret + "\n", encoding="utf-8")
        return str(path)

    return put


def test_a_restore_shows_what_each_holds_and_keeps_the_old_record(
    home: Home, keys: Keys, file: Files, capsys: pytest.CaptureFixture[str]
) -> None:
    session, backup = written(home, keys, "before")
    go_on(home, keys, session, 2, "after")
    assert main(["restore", backup.name, "--yes", "--passphrase-file", file(PASSPHRASE)]) == 0
    said = capsys.readouterr().out
    assert f"Backup {backup.name}, made " in said
    assert "1 entry are" not in said
    assert "1 entry is in the record at hand alone (M-014/1)" in said
    assert "kapguide.db.replaced-" in said
    assert texts_of(home, keys, session) == ["before"]


def test_without_a_yes_nothing_is_changed(
    home: Home, keys: Keys, file: Files, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    session, backup = written(home, keys, "before")
    go_on(home, keys, session, 2, "after")
    secret = file(PASSPHRASE)
    assert main(["restore", str(backup), "--passphrase-file", secret]) == 1
    assert "--yes" in capsys.readouterr().err
    monkeypatch.setattr(sys, "stdin", Keyboard("no"))
    assert main(["restore", str(backup), "--passphrase-file", secret]) == 1
    assert texts_of(home, keys, session) == ["before", "after"]
    monkeypatch.setattr(sys, "stdin", Keyboard("yes"))
    assert main(["restore", str(backup), "--passphrase-file", secret]) == 0
    assert texts_of(home, keys, session) == ["before"]


def test_a_copy_that_went_on_elsewhere_is_taken_in(
    home: Home, keys: Keys, file: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session, _ = written(home, keys, "before")
    other = Home(tmp_path / "other")
    shutil.copytree(home.root, other.root)
    go_on(other, keys, session, 2, "elsewhere")
    known = ["--passphrase-file", file(PASSPHRASE)]
    assert main(["merge", str(other.database), *known]) == 1
    assert texts_of(home, keys, session) == ["before"]
    assert main(["merge", str(other.database), "--yes", *known]) == 0
    assert "Entries        1\n  In sessions    M-014/1" in capsys.readouterr().out
    assert texts_of(home, keys, session) == ["before", "elsewhere"]
    assert len(backups(home.backups)) == 2
    with opened(home, keys) as store, opened(other, keys) as there:
        for each in (store, there):
            each.add_client("C-3")
    assert main(["merge", str(other.root), "--yes", *known]) == 0, "its folder says as much"
    assert "Two clients have the code C-3" in capsys.readouterr().out
    assert main(["merge", str(tmp_path / "nothing.db"), *known]) == 1
    assert "no file at" in capsys.readouterr().err
    for strange in (home.vault, tmp_path / "empty"):
        strange.touch()
        assert main(["merge", str(strange), "--yes", *known]) == 1
        assert f"{strange.name} was not merged" in capsys.readouterr().err, "the record at hand is not to blame"
    assert main(["recode", "c-3", "C-4", *known]) == 1
    said = capsys.readouterr()
    assert "2: C-3, 0 sessions" in said.out
    assert "--which" in said.err
    assert main(["recode", "c-3", "C-4", "--which", "2", *known]) == 0
    assert main(["recode", "M-014", "M-015", *known]) == 0
    assert main(["recode", "M-014", "M-016", *known]) == 1
    assert main(["recode", "C-4", "\N{LATIN CAPITAL LETTER A WITH DIAERESIS}-4", *known]) == 0
    assert main(["recode", "a\N{COMBINING DIAERESIS}-4", "C-5", *known]) == 0, "however a keyboard spells it"
    with opened(home, keys) as store:
        assert [client.code for client in store.clients()] == ["C-3", "C-5", "M-015"]


class Keyboard(io.StringIO):
    """Somebody who types these lines at a terminal."""

    def __init__(self, *lines: str) -> None:
        super().__init__("".join(f"{line}\n" for line in lines))

    def isatty(self) -> bool:
        return True


def test_the_backups_are_listed_and_one_that_is_not_there_is_said(
    home: Home, keys: Keys, file: Files, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["restore"]) == 1
    assert "no backup" in capsys.readouterr().err
    _, backup = written(home, keys, "x")
    assert main(["restore"]) == 0
    assert str(backup) in capsys.readouterr().out
    assert main(["restore", "nowhere.db", "--yes", "--passphrase-file", file(PASSPHRASE)]) == 1
    assert "nowhere.db" in capsys.readouterr().err


def test_a_backup_and_its_recovery_key_open_on_a_new_machine_with_a_new_passphrase(
    home: Home, practice: tuple[Keys, str], file: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys, recovery = practice
    session, backup = written(home, keys, "kept")
    stick, there = tmp_path / "stick", Home(tmp_path / "new machine")
    stick.mkdir()
    shutil.copy(backup, stick)
    shutil.copy(vault_beside(backup), stick)
    shutil.rmtree(home.root)
    monkeypatch.setenv("KAPGUIDE_HOME", str(there.root))
    chosen = ["restore", str(stick / backup.name), "--yes", "--recovery-file", file(recovery)]
    assert main([*chosen, "--new-passphrase-file", file(NEW)]) == 0
    fresh = unlock(there.vault, NEW)
    assert texts_of(there, fresh, session) == ["kept"]
    with pytest.raises(WrongPassphrase):
        unlock(there.vault, PASSPHRASE)
    assert unlock(stick / vault_beside(backup).name, PASSPHRASE).main == keys.main, "the backup's own is as it was"
    assert main(["verify", "--passphrase-file", file(NEW)]) == 0


@pytest.mark.parametrize(("spoilt", "words"), [("recovery", "recovery key"), ("vault", "vault"), ("empty", "empty")])
def test_on_a_new_machine_each_fault_is_said_and_leaves_nothing_behind(
    home: Home, practice: tuple[Keys, str], file: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str], spoilt: str, words: str,
) -> None:  # fmt: skip
    keys, recovery = practice
    _, backup = written(home, keys, "kept")
    if spoilt == "vault":
        vault_beside(backup).unlink()
    there = Home(tmp_path / "new machine")
    monkeypatch.setenv("KAPGUIDE_HOME", str(there.root))
    typed = "A" * 32 if spoilt == "recovery" else recovery
    chosen = ["restore", str(backup), "--yes", "--recovery-file", file(typed)]
    assert main([*chosen, "--new-passphrase-file", file("" if spoilt == "empty" else NEW)]) == 1
    assert words in capsys.readouterr().err
    assert not there.vault.exists()
    assert not there.database.exists()


def test_a_passphrase_of_another_time_is_said_of_the_backup(
    home: Home, keys: Keys, file: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    _, backup = written(home, keys, "kept")
    monkeypatch.setenv("KAPGUIDE_HOME", str(tmp_path / "new machine"))
    assert main(["restore", str(backup), "--yes", "--passphrase-file", file(NEW)]) == 1
    assert "in use when it was made" in capsys.readouterr().err


def test_what_is_there_is_accepted(
    home: Home, keys: Keys, file: Files, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    session, _ = written(home, keys, "before")
    lose_the_end(home, keys, session, 2, "lost")
    secret = file(PASSPHRASE)
    assert main(["accept", "--passphrase-file", secret]) == 1
    assert epochs(home, keys) == []
    capsys.readouterr()
    assert main(["accept", "--yes", "--passphrase-file", secret]) == 0
    assert "The last change that was saved is not in it" in capsys.readouterr().out
    assert texts_of(home, keys, session) == ["before"]
    assert epochs(home, keys)[0]["because"] == "accepted"
    assert main(["accept", "--yes", "--passphrase-file", secret]) == 1
    assert "Nothing is missing" in capsys.readouterr().err


def test_a_record_whose_end_is_in_doubt_is_accepted_too(
    home: Home, keys: Keys, file: Files, capsys: pytest.CaptureFixture[str]
) -> None:
    session, _ = written(home, keys, "before")
    for anchor in home.root.glob("anchor.*"):
        anchor.unlink()
    assert main(["accept", "--yes", "--passphrase-file", file(PASSPHRASE)]) == 0
    assert "Entries could be missing at its end" in capsys.readouterr().out
    assert texts_of(home, keys, session) == ["before"]


@pytest.mark.parametrize("by", ["passphrase", "recovery"])
def test_the_passphrase_is_changed_and_the_newest_backup_opens_with_it(
    home: Home, practice: tuple[Keys, str], file: Files, by: str
) -> None:
    keys, recovery = practice
    session, backup = written(home, keys, "x")
    opening = ["--passphrase-file", file(PASSPHRASE)] if by == "passphrase" else ["--recovery-file", file(recovery)]
    assert main(["passphrase", *opening, "--new-passphrase-file", file(NEW)]) == 0
    assert texts_of(home, unlock(home.vault, NEW), session) == ["x"]
    with pytest.raises(WrongPassphrase):
        unlock(home.vault, PASSPHRASE)
    assert by_recovery(home.vault, recovery).main == keys.main
    newest = backups(home.backups)[0]
    assert newest.path != backup
    assert unlock(newest.vault, NEW).main == keys.main


def test_a_passphrase_is_changed_beside_an_open_window_too(home: Home, keys: Keys, file: Files) -> None:
    with opened(home, keys):
        opening = ["--passphrase-file", file(PASSPHRASE)]
        assert main(["passphrase", *opening, "--new-passphrase-file", file(NEW)]) == 0
    assert unlock(home.vault, NEW).main == keys.main


def test_a_new_recovery_key_counts_once_it_is_typed_back(
    home: Home, practice: tuple[Keys, str], file: Files, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    keys, recovery = practice
    made = "MFRG-GZDF-MZTW-Q2LK-NNWG-23TP-OBYX-E43U"
    monkeypatch.setattr("kapguide.store.keys.vault.new_recovery_key", lambda: made)
    command = ["recovery-key", "--passphrase-file", file(PASSPHRASE)]
    monkeypatch.setattr(sys, "stdin", Keyboard(made.replace("MZTW", "MZTX")))
    assert main(command) == 1
    assert "Group 3 is not as on the paper" in capsys.readouterr().out
    assert by_recovery(home.vault, recovery).main == keys.main, "the old one is good until then"
    monkeypatch.setattr(sys, "stdin", Keyboard("", made.lower()))
    assert main(command) == 0
    assert by_recovery(home.vault, made).main == keys.main
    assert recovery_confirmed(home.vault)
    with pytest.raises(WrongRecoveryKey):
        by_recovery(home.vault, recovery)


def test_more_than_the_key_is_not_the_key() -> None:
    key = "MFRG-GZDF-MZTW-Q2LK-NNWG-23TP-OBYX-E43U"
    assert difference(key, key.lower().replace("-", " ")) == ""
    assert "more than the 8 groups" in difference(key, key + "A")
