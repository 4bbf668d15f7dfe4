"""An export is written whole, for its owner alone, over nothing, or not at all with a sentence that says why."""

import os
import resource
import signal
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kapguide.errors import KapGuideError
from kapguide.export.files import export_name, write_export
from kapguide.export.report import SessionReport, build_report
from kapguide.session import events as e
from tests.support.session_log import START, SessionLog, a_protocol, a_session, started


def report_of(events: list[e.Event]) -> SessionReport:
    return build_report(a_protocol(), events, practice="", generated=datetime(2026, 11, 22, tzinfo=UTC), version="0")


def test_a_name_tells_the_date_the_client_and_the_session() -> None:
    assert export_name(report_of(a_session()[1]), "pdf") == "2026-11-22-M-014-session-2.pdf"
    assert export_name(report_of(a_session(rehearsal=True)[1]), "md") == "2026-11-22-M-014-session-2-rehearsal.md"


@pytest.mark.parametrize(
    ("code", "safe"),
    [
        ("../../etc/passwd", "etc-passwd"),
        ("CON:\\x", "CON-x"),
        ("\u202efdp", "fdp"),
        ("", "client"),
        ("ü-014", "ü-014"),
        ("한-1", "한-1"),
        ("ที่ 4", "ที่-4"),
        ("\U0001f642", "client"),
    ],
)
def test_a_name_is_fit_for_every_file_system(code: str, safe: str) -> None:
    log = SessionLog()
    start = started(a_protocol())
    log.at(0, 0, e.SessionStarted(start.session_id, code, start.protocol_id, start.protocol_sha256, start.origin))
    assert export_name(report_of(log.events), "md") == f"2026-11-22-{safe}-session-1.md"


def test_a_session_without_a_start_has_a_name_too() -> None:
    assert export_name(report_of([]), "md") == "undated-client-session-0.md"


def test_a_name_takes_the_local_date() -> None:
    events = a_session(START.replace(hour=23, minute=30))[1]
    assert export_name(report_of(events), "md").startswith("2026-11-23-")


def test_the_file_is_whole_private_and_alone(tmp_path: Path) -> None:
    path = write_export(tmp_path, "note.pdf", b"words")
    assert path == tmp_path / "note.pdf"
    assert path.read_bytes() == b"words"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_nothing_is_left_open(tmp_path: Path) -> None:
    before = len(list(Path("/dev/fd").iterdir()))
    write_export(tmp_path, "note.pdf", b"words")
    assert len(list(Path("/dev/fd").iterdir())) == before


def test_its_words_are_on_the_disk_before_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reached: list[tuple[int, bool]] = []
    monkeypatch.setattr(
        "os.fsync", lambda file: reached.append((os.fstat(file).st_size, (tmp_path / "note.pdf").exists()))
    )
    write_export(tmp_path, "note.pdf", b"words")
    assert reached[0] == (5, False)


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    names = [write_export(tmp_path, "a-session-2.md", str(n).encode()).name for n in range(3)]
    assert names == ["a-session-2.md", "a-session-2-2.md", "a-session-2-3.md"]
    assert [(tmp_path / name).read_bytes() for name in names] == [b"0", b"1", b"2"]


@pytest.mark.parametrize("there", [True, False])
def test_a_link_is_not_followed(tmp_path: Path, there: bool) -> None:
    elsewhere = tmp_path / "elsewhere"
    if there:
        elsewhere.write_bytes(b"mine")
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "note.md").symlink_to(elsewhere)
    with pytest.raises(KapGuideError, match="link"):
        write_export(folder, "note.md", b"words")
    assert elsewhere.exists() == there
    assert [path.name for path in folder.iterdir()] == ["note.md"]


@pytest.mark.parametrize("name", ["../note.md", "/etc/note.md", "a/b.md", "..", "."])
def test_a_name_with_folders_in_it_is_a_bug(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="folders"):
        write_export(tmp_path, name, b"")


def test_a_folder_that_is_not_there_is_made(tmp_path: Path) -> None:
    assert write_export(tmp_path / "new" / "one", "note.md", b"words").read_bytes() == b"words"


def test_a_place_that_can_be_no_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(KapGuideError, match="is not a folder"):
            write_export(place, "note.md", b"words")
    assert (tmp_path / "file").read_bytes() == b""


def test_a_folder_that_takes_nothing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(path: Path, flags: int, mode: int) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.open", refused)  # a folder's mode would not stop root
    with pytest.raises(KapGuideError, match="KapGuide may not write there") as caught:
        write_export(tmp_path, "note.md", b"words")
    assert str(tmp_path) in caught.value.sentence
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    heard = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        with pytest.raises(KapGuideError, match="no room left"):
            write_export(tmp_path, "note.md", b"x" * 100_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, heard)
    assert list(tmp_path.iterdir()) == []


def test_another_failure_is_told_in_the_system_s_words(tmp_path: Path) -> None:
    with pytest.raises(KapGuideError, match="File name too long"):
        write_export(tmp_path, "x" * 300 + ".md", b"words")
    assert list(tmp_path.iterdir()) == []


def test_a_move_that_fails_frees_the_name_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(path: Path, target: Path) -> Path:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "replace", refused)
    with pytest.raises(KapGuideError, match="Input/output error"):
        write_export(tmp_path, "note.md", b"words")
    assert list(tmp_path.iterdir()) == []
