"""A line is recorded from a microphone, trimmed and levelled, kept as FLAC and heard again; what fails is said."""

import os
import queue
from collections.abc import Iterator
from pathlib import Path

import pytest

from kapguide.audio.library.scan import scan_file
from kapguide.audio.recording.recorder import LineRecorder, RecorderTold, TellKind
from kapguide.audio.track import TARGET_LUFS
from tests.support.null_sink import NullMicrophone, NullSink

PATIENCE_S = 30.0


class Desk:
    """A recorder, and all that it has told."""

    def __init__(self) -> None:
        self.told: queue.SimpleQueue[RecorderTold] = queue.SimpleQueue()
        self.recorder = LineRecorder(self.told.put)

    def until(self, *kinds: TellKind, above_db: float = -200.0) -> RecorderTold:
        """The next thing of these kinds, a level above that."""
        while True:
            told = self.told.get(timeout=PATIENCE_S)
            if told.kind in kinds and (told.kind is not TellKind.LEVEL or told.level_db > above_db):
                return told


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    yield made
    made.recorder.close()


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Iterator[NullMicrophone]:
    with NullMicrophone() as microphone:
        for name, value in microphone.environment.items():
            monkeypatch.setenv(name, value)
        yield microphone


def test_a_line_is_recorded_trimmed_levelled_kept_and_heard_again(
    desk: Desk, room: NullMicrophone, tmp_path: Path
) -> None:
    file = tmp_path / "line.flac"
    desk.recorder.record()
    desk.until(TellKind.RECORDING)
    room.say()
    assert desk.until(TellKind.LEVEL, above_db=-40).seconds > 0
    desk.recorder.keep(str(file))
    kept = desk.until(TellKind.KEPT, TellKind.NOTHING_SAID, TellKind.NOT_KEPT)
    assert (kept.kind, kept.path) == (TellKind.KEPT, str(file))
    facts = scan_file(str(file))
    assert not facts.fault
    assert facts.length_s == pytest.approx(1.75, abs=0.3)
    assert facts.lufs == pytest.approx(TARGET_LUFS, abs=1.0)
    assert file.stat().st_mode & 0o077 == 0
    assert [each.name for each in tmp_path.iterdir() if each.suffix == ".flac"] == ["line.flac"]
    desk.recorder.hear(str(file))
    assert desk.until(TellKind.HEARD, TellKind.NOT_HEARD).kind is TellKind.HEARD


def test_where_nobody_spoke_nothing_is_kept(desk: Desk, room: NullMicrophone, tmp_path: Path) -> None:
    desk.recorder.record()
    desk.until(TellKind.LEVEL)
    desk.recorder.keep(str(tmp_path / "line.flac"))
    assert desk.until(TellKind.KEPT, TellKind.NOTHING_SAID).kind is TellKind.NOTHING_SAID
    assert not list(tmp_path.iterdir())


def test_what_is_dropped_is_in_no_later_recording(desk: Desk, room: NullMicrophone, tmp_path: Path) -> None:
    desk.recorder.record()
    desk.until(TellKind.RECORDING)
    room.say()
    desk.until(TellKind.LEVEL, above_db=-40)
    desk.recorder.drop()
    desk.recorder.record()
    desk.until(TellKind.RECORDING)
    desk.recorder.keep(str(tmp_path / "line.flac"))
    assert desk.until(TellKind.KEPT, TellKind.NOTHING_SAID).kind is TellKind.NOTHING_SAID


def test_a_place_that_takes_nothing_is_said(desk: Desk, room: NullMicrophone, tmp_path: Path) -> None:
    desk.recorder.record()
    desk.until(TellKind.RECORDING)
    room.say()
    desk.until(TellKind.LEVEL, above_db=-40)
    desk.recorder.keep(str(tmp_path / "not there" / "line.flac"))
    assert desk.until(TellKind.KEPT, TellKind.NOT_KEPT).kind is TellKind.NOT_KEPT


def test_what_only_hears_what_the_computer_plays_is_no_microphone(desk: Desk) -> None:
    with NullSink():
        desk.recorder.record()
        assert desk.until(TellKind.RECORDING, TellKind.NO_MICROPHONE).kind is TellKind.NO_MICROPHONE


def test_without_any_sound_it_is_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULSE_SERVER", "unix:/nowhere")
    desk.recorder.record()
    assert desk.until(TellKind.RECORDING, TellKind.NO_MICROPHONE).kind is TellKind.NO_MICROPHONE


@pytest.mark.parametrize("content", [b"", b"no sound"])
def test_a_recording_that_cannot_be_played_is_said(desk: Desk, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "line.flac"
    file.write_bytes(content)
    desk.recorder.hear(str(file))
    assert desk.until(TellKind.HEARD, TellKind.NOT_HEARD).kind is TellKind.NOT_HEARD


def test_a_process_that_dies_is_said_and_the_next_order_starts_another(desk: Desk, room: NullMicrophone) -> None:
    desk.recorder.record()
    desk.until(TellKind.RECORDING)
    process = desk.recorder._process
    assert process is not None
    process.kill()
    assert desk.until(TellKind.DIED).kind is TellKind.DIED
    desk.recorder.record()
    desk.until(TellKind.RECORDING)


def test_closing_ends_the_process_and_says_nothing(room: NullMicrophone) -> None:
    desk = Desk()
    desk.recorder.record()
    desk.until(TellKind.RECORDING)
    process = desk.recorder._process
    assert process is not None
    desk.recorder.close()
    assert process.returncode is not None
    while not desk.told.empty():
        assert desk.told.get().kind is not TellKind.DIED
    with pytest.raises(ProcessLookupError):
        os.kill(process.pid, 0)
