"""The command line: what each command says and how it ends."""

import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kapguide.cli import main
from kapguide.paths import Home
from kapguide.store.keys.vault import RecoveryKeyState, WrongRecoveryKey, recovery_given, unlock_with_recovery
from kapguide.store.opening.merge import merge_copy
from kapguide.store.opening.setup import set_up
from tests.support.practice import CHEAP, PASSPHRASE, begin, line, new_practice, noon, opened, saved

CHECKOUT = Path(__file__).resolve().parent.parent
COMMANDS = (
    "init", "rehearse", "check", "library", "export", "verify", "restore", "accept", "merge", "recode", "passphrase",
    "recovery-key", "doctor", "emergency-card",
)  # fmt: skip


@pytest.fixture
def data(home: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    """The folder that the command line works in."""
    monkeypatch.setenv("KAPGUIDE_HOME", str(home.root))
    return home


@pytest.fixture
def secret(tmp_path: Path) -> str:
    """A file that holds the passphrase."""
    file = tmp_path / "secret"
    file.write_text(PASSPHRASE + "\n", encoding="utf-8")
    return str(file)


def ends(*arguments: str) -> int:
    """The exit code, also when the parser ends it."""
    try:
        return main(arguments)
    except SystemExit as end:
        return int(end.code or 0)


def process(home: Home, *arguments: str, **how: object) -> "subprocess.CompletedProcess[str]":
    """The command line as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "kapguide", *arguments],
        env=dict(os.environ, KAPGUIDE_HOME=str(home.root)),
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
        **how,  # type: ignore[call-overload]
    )


@pytest.mark.parametrize("typed", [["--demo", "verify"], ["verify", "--demo"], ["--demo", "verify", "--demo"]])
def test_the_demonstration_is_meant_before_and_behind_the_command(
    data: Home, capsys: pytest.CaptureFixture[str], typed: list[str]
) -> None:
    assert main(typed) == 1, "there is none yet"
    assert str(data.root / "demonstration") in capsys.readouterr().err


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_worth_reading(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert ends(command, "--help") == 0
    said = " ".join(capsys.readouterr().out.split())
    assert f"usage: kapguide {command}" in said
    assert len(said) > 200, "it says what the command is for"


@pytest.mark.parametrize(
    "wrong",
    [
        ["sing"],
        ["check"],
        ["export"],
        ["export", "last", "--format", "doc", "--out", "."],
        ["rehearse", "--speed", "-1"],
        ["rehearse", "--speed", "nan"],
        ["rehearse", "--speed", "fast"],
        ["rehearse", "--seed", "x"],
        ["init", "--passphrase", "in the open"],
        ["verify", "--passphrase-file", "a", "--passphrase-fd", "3"],
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_2(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert ends(*wrong) == 2
    assert "usage: kapguide" in capsys.readouterr().err


@pytest.mark.parametrize(
    "known",
    [
        ["verify"],
        ["verify", "--passphrase-file", "nowhere"],
        ["verify", "--passphrase-fd", "987"],
        ["export", "last", "--format", "md", "--out", "out"],
        ["rehearse", "--protocol", "no-such", "--headless"],
        ["rehearse", "--protocol", "no-such.toml", "--headless"],
        ["rehearse", "--speed", "0"],
    ],
    ids=" ".join,
)
def test_a_known_failure_ends_with_1_and_its_sentence(
    known: list[str], data: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert main(known) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.split()) > 4, "a whole sentence"


def test_init_prints_the_recovery_key_once_and_leaves_an_existing_practice_alone(
    data: Home, secret: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kapguide.store.keys.vault.default_cost", lambda: CHEAP)
    assert main(["init", "--practice", "Lindenhof", "--passphrase-file", secret]) == 0
    said = capsys.readouterr().out
    key = said.rpartition(": ")[2].strip()
    assert len(key.split("-")) == 8
    assert said.count(key) == 1
    vault = data.vault.read_bytes()

    assert main(["init", "--practice", "Another", "--passphrase-file", secret]) == 1
    told = capsys.readouterr()
    assert "There is a practice" in told.err
    assert data.vault.read_bytes() == vault
    assert main(["verify", "--passphrase-file", secret]) == 0
    assert "Whole." in capsys.readouterr().out


def test_a_recovery_key_that_nobody_saw_is_followed_by_one_that_is_shown(
    data: Home, secret: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """As when the machine went down between setting up and telling."""
    _, unseen = set_up(data, PASSPHRASE, practice="Lindenhof", cost=CHEAP)
    assert main(["init", "--passphrase-file", secret]) == 0
    key = capsys.readouterr().out.rpartition(": ")[2].strip()
    assert key != unseen
    assert unlock_with_recovery(data.vault, key)
    with pytest.raises(WrongRecoveryKey):
        unlock_with_recovery(data.vault, unseen)
    assert main(["init", "--passphrase-file", secret]) == 1
    assert unlock_with_recovery(data.vault, key)


def test_at_a_terminal_the_recovery_key_is_typed_back(
    data: Home, secret: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("kapguide.store.keys.vault.default_cost", lambda: CHEAP)
    shown: list[str] = []

    def from_paper(prompt: str) -> str:
        """Wrong once, then right."""
        shown.append(capsys.readouterr().out)
        key = shown[0].rpartition(": ")[2].strip().lower()
        return key if len(shown) > 1 else key[:-1]

    monkeypatch.setattr("builtins.input", from_paper)
    assert main(["init", "--passphrase-file", secret]) == 0
    assert "Group 8 is not as on the paper" in shown[1]
    assert recovery_given(data.vault) is RecoveryKeyState.TYPED_BACK


def test_at_a_terminal_where_nobody_types_the_window_asks_later(
    data: Home, secret: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(prompt: str) -> str:
        raise EOFError

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("kapguide.store.keys.vault.default_cost", lambda: CHEAP)
    monkeypatch.setattr("builtins.input", nothing)
    assert main(["init", "--passphrase-file", secret]) == 0
    assert recovery_given(data.vault) is RecoveryKeyState.SHOWN
    assert unlock_with_recovery(data.vault, capsys.readouterr().out.rpartition(": ")[2].strip())


def test_init_in_a_folder_that_is_synchronised_leaves_nothing(
    tmp_path: Path, secret: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAPGUIDE_HOME", str(tmp_path / "Dropbox" / "kg"))
    assert main(["init", "--passphrase-file", secret]) == 1
    assert "another program copies" in capsys.readouterr().err
    assert not (tmp_path / "Dropbox").exists()


def test_the_demonstration_is_whole_and_can_be_exported(
    data: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init", "--demo"]) == 0
    assert main(["verify", "--demo"]) == 0
    assert main(["export", "M-014/1", "--format", "md", "--out", str(tmp_path / "out"), "--demo"]) == 0
    file = Path(capsys.readouterr().out.splitlines()[-1])
    assert "M-014" in file.read_text("utf-8")
    assert main(["export", "last", "--format", "pdf", "--out", str(tmp_path / "out"), "--demo"]) == 0
    assert Path(capsys.readouterr().out.splitlines()[-1]).read_bytes().startswith(b"%PDF")


def test_a_session_that_is_not_there_is_named_with_those_that_are(
    data: Home, secret: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keys, _ = new_practice(data)
    with opened(data, keys) as store:
        session = begin(store, "K-021")
        assert session
    out = tmp_path / "out"
    assert main(["export", "K-021/9", "--format", "md", "--out", str(out), "--passphrase-file", secret]) == 1
    said = capsys.readouterr().err
    assert "“K-021/9”" in said
    assert "K-021/1" in said
    assert not out.exists()


def test_of_two_sessions_of_one_name_none_is_taken_for_the_other(
    data: Home, secret: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keys, _ = new_practice(data)
    other = Home(tmp_path / "other")
    shutil.copytree(data.root, other.root)
    sessions = []
    for each in (data, other):
        with opened(each, keys) as store:
            sessions.append(begin(store, "K-021", events=[line(1, each.root.name)]))
    merge_copy(data, keys, other.database, noon())
    how = ["--format", "md", "--out", str(tmp_path / "out"), "--passphrase-file", secret]
    assert main(["export", "K-021/1", *how]) == 1
    said = capsys.readouterr().err
    assert "2 sessions are called K-021/1" in said
    assert all(session in said for session in sessions)
    assert not (tmp_path / "out").exists()
    assert main(["export", sessions[0], *how]) == 0


def test_the_passphrase_comes_by_descriptor_or_file_and_a_wrong_one_is_said(
    data: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    new_practice(data)
    reading, writing = os.pipe()
    os.write(writing, PASSPHRASE.encode())
    os.close(writing)
    by_descriptor = process(data, "verify", "--passphrase-fd", str(reading), pass_fds=(reading,))
    os.close(reading)
    assert by_descriptor.returncode == 0, by_descriptor.stderr
    wrong = tmp_path / "wrong"
    wrong.write_text("not this one", encoding="utf-8")
    assert main(["verify", "--passphrase-file", str(wrong)]) == 1
    refused = capsys.readouterr()
    assert refused.err
    assert "not this one" not in refused.out + refused.err
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert main(["verify"]) == 1
    assert "--passphrase-file" in capsys.readouterr().err


def test_verify_names_what_is_wrong(data: Home, secret: str, capsys: pytest.CaptureFixture[str]) -> None:
    keys, _ = new_practice(data)
    with opened(data, keys) as store:
        session = begin(store)
        saved(store.append(session, [line(1, "first")]))
    whole = data.database.read_bytes()
    damaged = bytearray(whole)
    damaged[len(damaged) // 2] ^= 0xFF
    data.database.write_bytes(bytes(damaged))
    assert main(["verify", "--passphrase-file", secret]) == 1
    told = capsys.readouterr()
    assert told.out + told.err


def test_the_same_seed_plays_the_same_session_to_the_byte(data: Home, tmp_path: Path) -> None:
    logs = []
    for folder, seed in (("a", "7"), ("b", "7"), ("c", "8")):
        out = tmp_path / folder
        assert main(["rehearse", "--speed", "0", "--headless", "--seed", seed, "--out", str(out)]) == 0
        (log,) = out.glob("*.jsonl")
        logs.append(log.read_bytes())
    assert logs[0] == logs[1]
    assert logs[0] != logs[2]
    assert {path.suffix for path in (tmp_path / "a").iterdir()} == {".rehearsal", ".jsonl", ".md", ".pdf"}
    assert not data.database.exists(), "nothing touches a practice's record"


def test_listing_the_library_makes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAPGUIDE_HOME", str(tmp_path / "not there"))
    assert main(["library", "list"]) == 0
    assert not (tmp_path / "not there").exists()


def test_doctor_tells_a_machine_what_it_tells_a_person(
    data: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = process(data, "doctor", "--json")
    findings = json.loads(told.stdout)
    assert set(findings) >= {"versions", "store", "decoders", "fonts", "sound outputs", "voice", "screens"}
    assert all("ok" in finding for finding in findings.values())
    assert told.returncode == 0
    monkeypatch.setattr("kapguide.doctor.examine", lambda home: findings)
    assert main(["doctor"]) == 0
    words = capsys.readouterr().out
    assert all(part in words for part in findings)
    assert not data.database.exists()
