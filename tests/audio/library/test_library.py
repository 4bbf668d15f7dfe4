"""The library from real files: imports, labels, moved folders, search, and playlists completed by what it knows."""

import contextlib
import os
import queue
import shutil
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from kapguide.audio.library.facts import HUNG, MISSING, UNREADABLE
from kapguide.audio.library.importing import Import, Imported
from kapguide.audio.library.library import Library
from kapguide.audio.track import Labels, Track
from kapguide.cli import main
from kapguide.errors import KapGuideError
from tests.audio.sounds import tone, wait_until, write

BOUND_S = 60.0
PEAK = Labels(slot="peak", intensity=4, emotion=("awe",), instruments=("cello", "voice"), lyrics="none", culture="Mali")


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "home" / "library.db"


@pytest.fixture
def music(tmp_path: Path, index: Path) -> Path:
    """A folder of four pieces, one of them empty, and something that is no music."""
    index.parent.mkdir()
    folder = tmp_path / "music"
    (folder / "deep").mkdir(parents=True)
    write(folder / "sea.flac", tone(1_000, 1.0, peak=0.1))
    write(folder / "Évasion.wav", tone(1_000, 2.0, peak=0.01))
    write(folder / "deep" / "night.ogg", tone(500, 1.0), subtype="VORBIS")
    (folder / "deep" / "empty.mp3").touch()
    (folder / "cover.jpg").write_bytes(b"x")
    return folder


@contextlib.contextmanager
def library(index: Path, hung_s: float = BOUND_S) -> Iterator[Library]:
    with contextlib.closing(Library(index, hung_s=hung_s)) as library:
        yield library


def imported(library: Library, *paths: Path, **how: Callable[..., None]) -> Imported:
    report = library.import_(paths, **how).wait(BOUND_S)
    assert report is not None
    return report


def names(library: Library, text: str = "", **wanted: object) -> set[str]:
    return {Path(entry.path).name for entry in library.search(text, **wanted)}  # type: ignore[arg-type]


def pid_of(running: Import) -> int:
    return running._pool.workers[0].pid


def test_an_import_takes_in_a_folder_and_says_how_far_it_is(index: Path, music: Path) -> None:
    told: list[tuple[int, int, str]] = []
    ended: queue.SimpleQueue[Imported] = queue.SimpleQueue()
    with library(index) as lib:
        lib.add_folder(music)
        report = imported(lib, progress=lambda *how: told.append(how), done=ended.put)
        assert (report.found, report.scanned, report.unchanged, report.missing) == (4, 4, 0, 0)
        assert not report.cancelled
        assert ended.get(timeout=BOUND_S) == report
        assert [entry.reason for entry in report.bad] == ["empty.mp3 holds no sound. It stays out of sessions."]
        assert lib.bad() == list(report.bad)
        assert lib.folders() == (str(music),)
        entry = lib.entry(str(music / "sea.flac"))
        assert entry is not None
        assert (entry.title, entry.facts.length_s, entry.fault) == ("sea", 1.0, "")
        assert entry.facts.lufs == pytest.approx(-20.0, abs=0.1)
    assert told[-1] == (4, 4, "")
    assert (4, 0, str(music)) in told
    assert {name for _, total, name in told if total == 4} == {"", "sea.flac", "Évasion.wav", "night.ogg", "empty.mp3"}


def test_a_second_import_scans_what_is_new_or_has_changed(index: Path, music: Path) -> None:
    with library(index) as lib:
        imported(lib, music)
        lib.set_labels(str(music / "sea.flac"), PEAK)
        before = {entry.path: entry for entry in lib.search(usable=False)}
    with library(index) as lib:
        assert {entry.path: entry for entry in lib.search(usable=False)} == before
        assert imported(lib, music).scanned == 0
        write(music / "sea.flac", tone(1_000, 3.0))
        write(music / "new.wav", tone(1_000, 1.0))
        report = imported(lib, music)
        assert (report.scanned, report.unchanged) == (2, 3)
        changed = lib.entry(str(music / "sea.flac"))
        assert changed is not None
        assert changed.facts.length_s == 3.0
        assert changed.labels == PEAK


def test_a_file_that_is_gone_is_missing_and_is_known_again_when_it_is_back(index: Path, music: Path) -> None:
    away = music.parent / "away"
    with library(index) as lib:
        lib.add_folder(music)
        imported(lib)
        lib.set_labels(str(music / "sea.flac"), PEAK)
        (music / "sea.flac").rename(away)
        assert imported(lib).missing == 1
        entry = lib.entry(str(music / "sea.flac"))
        assert entry is not None
        assert entry.fault == MISSING
        assert "sea.flac is not where it was" in entry.reason
        away.rename(music / "sea.flac")
        report = imported(lib)
        assert (report.scanned, report.missing) == (0, 0)
        assert lib.search("sea")[0].labels == PEAK
        shutil.move(music, away)
        report = imported(lib)
        assert report.missing == 4
        assert f"{music} cannot be opened" in report.notes[0]


def test_a_moved_folder_is_pointed_to_at_once(index: Path, music: Path) -> None:
    with library(index) as lib:
        lib.add_folder(music)
        imported(lib)
        lib.set_labels(str(music / "deep" / "night.ogg"), PEAK)
        lib.set_labels(str(music / "unknown.wav"), PEAK)
        with pytest.raises(KapGuideError, match=r"None of the music of .* Nothing was changed"):
            lib.repoint(str(music), music.parent / "nowhere")
        new = music.parent / "new place"
        shutil.move(music, new)
        assert lib.repoint(str(music), new) == 4
        assert lib.folders() == (str(new),)
        entry = lib.entry(str(new / "deep" / "night.ogg"))
        assert entry is not None
        assert (entry.labels, entry.facts.measured, entry.fault) == (PEAK, True, "")
        assert lib.entry(str(music / "sea.flac")) is None
        assert imported(lib).scanned == 0
    with library(index) as lib:
        assert lib.entry(str(new / "deep" / "night.ogg")) == entry
        assert lib.known([Track("a", str(new / "unknown.wav"), "")]).tracks[0].labels == PEAK


def test_a_disk_with_coarse_times_makes_no_file_another(index: Path, music: Path) -> None:
    sea, night = music / "sea.flac", music / "deep" / "night.ogg"
    for file in (sea, night):
        os.utime(file, ns=(0, 1_700_000_001_300_000_000))
    with library(index) as lib:
        imported(lib, music)
        os.utime(sea, ns=(0, 1_700_000_002_000_000_000))
        os.utime(night, ns=(0, 1_700_000_001_500_000_000))
        assert imported(lib, music).scanned == 1


def test_a_folder_that_is_removed_keeps_what_was_said(index: Path, music: Path) -> None:
    with library(index) as lib:
        lib.add_folder(music)
        lib.add_folder(music / "deep")
        imported(lib)
        lib.set_labels(str(music / "sea.flac"), PEAK)
        lib.remove_folder(str(music))
        assert names(lib, usable=False) == {"night.ogg", "empty.mp3"}
        lib.add_folder(music)
        imported(lib)
        assert lib.search("sea")[0].labels == PEAK
        with pytest.raises(KapGuideError, match="is no folder"):
            lib.add_folder(music / "sea.flac")


def test_search_looks_at_names_tags_and_labels(index: Path, music: Path) -> None:
    with library(index) as lib:
        imported(lib, music)
        lib.set_labels(str(music / "sea.flac"), PEAK)
        lib.set_labels(str(music / "deep" / "night.ogg"), Labels(slot="onset", intensity=1, lyrics="fr\ud800\n"))
        everything = {"sea.flac", "Évasion.wav", "night.ogg"}
        assert names(lib) == everything
        assert names(lib, usable=False) == everything | {"empty.mp3"}
        assert names(lib, "EVASION") == {"Évasion.wav"}
        assert names(lib, "mali cello") == {"sea.flac"}
        assert names(lib, "mali night") == set()
        assert names(lib, slot="peak") == names(lib, emotion="Awe", instrument="voice") == {"sea.flac"}
        assert names(lib, intensity=(1, 2)) == {"night.ogg"}
        assert names(lib, folder=str(music / "deep")) == {"night.ogg"}
        assert names(lib, length_s=(1.5, 9.0)) == {"Évasion.wav"}
        assert [entry.title for entry in lib.search()] == ["Évasion", "night", "sea"]
        for hostile in ('"', "NEAR(", "%", "\0", "\ud800", "'; DROP TABLE track"):
            assert names(lib, hostile) == set()
        assert lib.save()


def test_a_playlist_is_completed_and_what_has_a_fault_is_left_out(index: Path, music: Path) -> None:
    with library(index) as lib:
        imported(lib, music)
        lib.set_labels(str(music / "Évasion.wav"), PEAK)
        tracks = [
            Track("1", str(music / "Évasion.wav"), "Évasion", Labels(slot="return", culture="")),
            Track("2", str(music / "deep" / "empty.mp3"), "Nothing"),
            Track("3", "/elsewhere/unknown.ogg", "Unknown", length_s=12.0),
        ]
        known = lib.known(tracks)
        first, other = known.tracks
        assert first.labels == msgspec.structs.replace(PEAK, slot="return")
        assert (first.length_s, first.gain_db) == (2.0, 12.0)
        assert other == tracks[2]
        assert [(left.track, left.reason.split(".")[0]) for left in known.left_out] == [(tracks[1], "empty")]


def test_a_crash_and_a_hang_cost_one_file_each_and_are_tried_again(index: Path, music: Path) -> None:
    running: list[Import] = []
    ready = threading.Event()
    signals = {"night.ogg": signal.SIGKILL, "sea.flac": signal.SIGSTOP}
    stopped: list[int] = []

    def progress(_done: int, total: int, name: str) -> None:
        if total == 4 and name in signals:
            ready.wait(BOUND_S)
            stopped.append(pid_of(running[0]))
            os.kill(stopped[-1], signals.pop(name))

    with library(index, hung_s=1.5) as lib:
        running.append(lib.import_([music], progress))
        ready.set()
        report = running[0].wait(BOUND_S)
        assert report is not None
        assert report.scanned == 4
        assert {entry.fault for entry in lib.bad()} >= {HUNG}
        assert "could not be read to its end" in next(each.reason for each in lib.bad() if each.fault == HUNG)
        again = imported(lib, music)
        assert again.scanned >= 1
        assert [entry.title for entry in lib.bad()] == ["empty"]
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in stopped))


def test_it_can_be_cancelled_at_once_and_keeps_what_it_has(index: Path, music: Path) -> None:
    for number in range(60):
        shutil.copy(music / "sea.flac", music / f"{number}.flac")
    enough = threading.Event()
    with library(index) as lib:
        running = lib.import_([music], lambda done, total, _name: total and done >= 5 and enough.set())
        waiting = lib.import_([music])
        assert enough.wait(BOUND_S)
        pid = pid_of(running)
        waiting.cancel()
        running.cancel()
        report = running.wait(2.0)
        assert report is not None
        assert report.cancelled
        assert 5 <= report.scanned < 64
        assert len(names(lib, usable=False)) == 64, "all are there under their names"
        assert sum(entry.facts.measured for entry in lib.search(usable=False)) == report.scanned
        second = waiting.wait(2.0)
        assert second is not None
        assert second.cancelled
        wait_until(lambda: not Path(f"/proc/{pid}").exists())
        assert imported(lib, music).scanned == 64 - report.scanned


def test_it_rests_while_a_session_runs(index: Path, music: Path) -> None:
    with library(index) as lib:
        lib.pause(True)
        running = lib.import_([music])
        assert running.wait(0.3) is None
        lib.pause(False)
        report = running.wait(BOUND_S)
        assert report is not None
        assert report.scanned == 4


def test_what_cannot_be_looked_at_is_said(index: Path, music: Path) -> None:
    Path(os.fsdecode(bytes(music) + b"/\xff.wav")).touch()
    (music / "words.mp3").write_text("This is no music.", encoding="utf-8")
    with library(index) as lib:
        report = imported(lib, music, music.parent / "nowhere")
        assert [entry.fault for entry in report.bad] == ["empty", UNREADABLE]
        said = "\n".join(report.notes)
        assert "The name \\udcff.wav is no text on this system" in said
        assert "nowhere cannot be opened" in said


def test_the_command_line_adds_and_lists(
    index: Path, music: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KAPGUIDE_HOME", str(index.parent))
    assert main(["library", "add", str(music)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "4 files: 4 scanned, 0 known, 1 bad.",
        "empty.mp3 holds no sound. It stays out of sessions.",
    ]
    (music / "deep" / "empty.mp3").unlink()
    assert main(["library", "add"]) == 0
    assert capsys.readouterr().out == "3 files: 0 scanned, 3 known, 0 bad.\n"
    assert main(["library", "list"]) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0].split("  ")[-2:] == ["Évasion", str(music / "Évasion.wav")]
    assert "empty.mp3 is not where it was" in said[3]
    with library(index) as lib:
        lib.forget([lib.bad()[0].path])
        assert lib.bad() == []
    assert main(["library", "add", str(music / "nowhere")]) == 1


def test_the_window_reads_while_an_import_writes(index: Path, music: Path) -> None:
    with library(index) as lib:
        running = lib.import_([music])
        looks = 0
        while not running.over:
            assert len(lib.search("sea")) <= 1
            lib.set_labels(str(music / "sea.flac"), Labels(intensity=1 + looks % 5))
            looks += 1
        assert looks > 10
        assert lib.search("sea")[0].labels.intensity == 1 + (looks - 1) % 5
        lib.set_labels(str(music / "sea.flac"), PEAK)
    with library(index) as lib:
        assert lib.search("sea")[0].labels == PEAK
