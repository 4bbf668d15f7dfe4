"""Folders and files of odd kinds and names: they are read, or refused with a sentence, and never waited for."""

import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from kapguide.app import start_log
from kapguide.audio.playlists.playlist import read_chosen, read_playlist
from kapguide.cli import main
from kapguide.errors import KapGuideError
from kapguide.paths import Home, default_home
from kapguide.settings import read_settings
from kapguide.store.chain.anchor import note_head, read_anchor, remembered
from kapguide.store.chain.audit import Head
from kapguide.store.keys.vault import unlock
from kapguide.store.records import Store
from tests.support.practice import PASSPHRASE, begin, line, new_practice, opened


def test_a_record_in_a_folder_whose_name_is_no_text_is_verified(tmp_path: Path) -> None:
    home = Home(tmp_path / os.fsdecode(b"Praxis-\xc4")).make()
    keys, _ = new_practice(home)
    with opened(home, keys) as store:
        begin(store, events=[line(1, "a line")])
    store = Store.open(home, keys, read_only=True)
    assert store.verify().problems == ()
    store.close()


@pytest.mark.parametrize("named", ["~nobody-is-called-so/data", "ring"])
def test_a_data_folder_that_cannot_be_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], named: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("ring").symlink_to("ring")
    Path("passphrase").write_text(PASSPHRASE)
    monkeypatch.setenv("KAPGUIDE_HOME", named)
    assert main(["verify", "--passphrase-file", "passphrase"]) == 1
    assert str(Path(named) / "vault.json") in capsys.readouterr().err


def test_the_root_of_all_folders_is_no_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would be closed to everybody else on this computer."""
    monkeypatch.setenv("KAPGUIDE_HOME", "/")
    with pytest.raises(KapGuideError, match="names the root of all folders"):
        default_home()


@pytest.mark.parametrize("named", ["~nobody-is-called-so/x.m3u8", "x" * 300, "y/" * 3000, "ring/x.m3u8"])
def test_a_playlist_that_cannot_be_never_keeps_a_session_from_beginning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("ring").symlink_to("ring")
    assert read_chosen(named).fault.startswith("The playlist ")


def test_a_folder_that_has_become_a_ring_hides_no_other_music(tmp_path: Path) -> None:
    (tmp_path / "ring").symlink_to(tmp_path / "ring")
    (tmp_path / "a.flac").write_bytes(b"fLaC")
    (tmp_path / "list.m3u8").write_text("a.flac\n")
    assert [track.id for track in read_playlist(tmp_path / "list.m3u8", [tmp_path / "ring"]).tracks] == ["a.flac"]


def test_a_pipe_or_a_device_is_refused_and_not_waited_for(home: Home) -> None:
    new_practice(home)
    os.mkfifo(home.settings)
    with pytest.raises(KapGuideError, match="it is not a file"):
        read_settings(home.settings)
    with pytest.raises(KapGuideError, match="it is not a file"):
        read_settings(Path("/dev/zero"))
    (home.root / "vault.json.tries").symlink_to("/dev/zero")
    assert unlock(home.vault, PASSPHRASE).main
    (home.root / "anchor.json").unlink()
    os.mkfifo(home.root / "anchor.json")
    assert read_anchor(home.root / "anchor.json") is None
    (home.root / "anchor.last").unlink(missing_ok=True)
    os.mkfifo(home.root / "anchor.last")
    note_head(home.root, Head("a machine", 1, "00", 0))
    assert remembered(home.root) is None


def test_what_is_no_passphrase_is_not_read_to_its_end(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    new_practice(home)
    monkeypatch.setenv("KAPGUIDE_HOME", str(home.root))
    assert main(["verify", "--passphrase-file", "/dev/zero"]) == 1
    assert "far too long" in capsys.readouterr().err


@pytest.mark.parametrize("number", ["-1", "9" * 30, "²"])
def test_what_cannot_be_a_descriptor_is_wrong_usage(number: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["verify", "--passphrase-fd", number])
    assert ended.value.code == 2
    assert "--passphrase-fd" in capsys.readouterr().err


def _a_file(logs: Path) -> None:
    logs.write_text("not a folder")


def _a_pipe(logs: Path) -> None:
    logs.mkdir()
    os.mkfifo(logs / "crash.txt")


@pytest.mark.parametrize("in_its_place", [_a_file, _a_pipe])
def test_a_log_that_cannot_be_written_ends_no_window(
    home: Home, monkeypatch: pytest.MonkeyPatch, in_its_place: Callable[[Path], None]
) -> None:
    for module, hook in ((sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook")):
        monkeypatch.setattr(module, hook, getattr(module, hook))
    in_its_place(home.logs)
    left, said = start_log(home)
    assert left == ""
    assert said.startswith(f"No log can be written in {home.logs}")
