"""Places where the record must not lie."""

import ctypes
from pathlib import Path, PureWindowsPath
from types import SimpleNamespace

import pytest

from kapguide.store.file import place


@pytest.mark.parametrize(
    "folder",
    [
        "Dropbox/kapguide",
        "Dropbox (Praxis)/kapguide",
        "OneDrive/kapguide",
        "OneDrive - Praxis Ames/kapguide",
        "Google Drive/x",
        "Library/Mobile Documents/x",
        "Library/CloudStorage/GoogleDrive-someone/x",
        "nextcloud/x",
    ],
)
def test_folders_that_are_synchronised_are_refused_by_name(tmp_path: Path, folder: str) -> None:
    with pytest.raises(place.UnsafePlace, match="another program copies"):
        place.check_place(tmp_path / folder)


def test_folders_that_are_synchronised_are_refused_by_their_markers(tmp_path: Path) -> None:
    (tmp_path / "shared" / ".stfolder").mkdir(parents=True)
    with pytest.raises(place.UnsafePlace, match="inside shared"):
        place.check_place(tmp_path / "shared" / "deep" / "kapguide")


def test_a_link_into_a_synchronised_folder_is_seen_through(tmp_path: Path) -> None:
    (tmp_path / "Dropbox").mkdir()
    (tmp_path / "home").symlink_to(tmp_path / "Dropbox")
    with pytest.raises(place.UnsafePlace):
        place.check_place(tmp_path / "home")


def test_an_ordinary_folder_is_taken(tmp_path: Path) -> None:
    place.check_place(tmp_path / "My dropboxes" / "kapguide")


@pytest.mark.parametrize(("kind", "refused"), [("nfs4", True), ("cifs", True), ("fuse.sshfs", True), ("ext4", False)])
def test_network_drives_are_told_by_their_file_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, refused: bool
) -> None:
    mounts = tmp_path / "mounts"
    folder = tmp_path / "Praxis Müller" / "kapguide"
    spelled = str(folder.parent).replace(" ", "\\040")
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver {spelled} {kind} rw 0 0\nx /elsewhere nfs rw 0 0\n", "utf-8")
    monkeypatch.setattr(place, "MOUNTS", mounts)
    if refused:
        with pytest.raises(place.UnsafePlace, match="network drive"):
            place.check_place(folder)
    else:
        place.check_place(folder)


def test_a_system_that_does_not_tell_its_mounts_refuses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place, "MOUNTS", tmp_path / "nowhere")
    place.check_place(tmp_path)


def test_network_drives_of_windows_are_told_by_their_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = {"": 3}
    kernel = SimpleNamespace(GetDriveTypeW=lambda drive: kinds[drive.rstrip("\\")])
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=kernel), raising=False)
    place.check_place(tmp_path)
    kinds[""] = 4
    with pytest.raises(place.UnsafePlace, match="network drive"):
        place.check_place(tmp_path)


def test_a_unc_path_is_a_network_drive() -> None:
    assert place._remote(PureWindowsPath(r"\\server\share\kapguide").drive)
    assert not place._remote(PureWindowsPath(r"C:\kapguide").drive)
