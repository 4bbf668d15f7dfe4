"""Files as they come: whatever their form, length or name, each plays in its turn or is passed over with a word."""

import os
import struct
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from kapguide.audio.sound.decoders import open_decoder
from kapguide.audio.sound.ramps import RATE
from kapguide.audio.sound.sequence import Sequence
from kapguide.audio.sound.wire import WireTrack
from tests.audio.rendering import listen, prepared
from tests.audio.sounds import Band, tone, wait_until, write
from tests.support.listening import levels_dbfs, longest_gap

LEVEL_DBFS = 20 * np.log10(0.3 / np.sqrt(2))


@pytest.fixture
def sequence() -> Iterator[Sequence]:
    """One that reads real files, by the built-in decoder alone."""
    sequence = Sequence(lambda path: open_decoder(path, "builtin"))
    Band.made.append(sequence)
    yield sequence
    Band.go_home()


@pytest.fixture
def good(tmp_path: Path) -> WireTrack:
    return WireTrack("good", write(tmp_path / "good.wav", tone(400, 4.0), subtype="FLOAT"), crossfade_s=0.5)


def track(path: str | Path, name: str = "odd", **fields: Any) -> WireTrack:
    return WireTrack(name, str(path), crossfade_s=0.5, **fields)


def heard(sequence: Sequence, good: WireTrack, odd: WireTrack, seconds: float) -> Any:
    """The good track, then the odd one, then the good one again."""
    sequence.programme((good, odd), 0)
    prepared(sequence)
    sequence.go("good", 0.0, 0.0)
    return listen(sequence, seconds, block=2_400)[RATE // 2 :]


def told(sequence: Sequence) -> list[tuple[str, str]]:
    """Which tracks began, and which faults there were."""
    return [(each["item"], each.get("code", "")) for each in sequence.reports() if each["report"] != "track_ended"]


FORMS = {
    "mono": {"channels": 1},
    "eight channels": {"channels": 8},
    "192 kHz": {"rate": 192_000},
    "8 kHz": {"rate": 8_000},
    "8 bit": {"subtype": "PCM_U8"},
    "a second": {"seconds": 1.0},
    "24 bit FLAC": {"ending": "flac", "subtype": "PCM_24"},
    "Ogg": {"ending": "ogg"},
    "MP3": {"ending": "mp3"},
}


@pytest.mark.parametrize("form", FORMS)
def test_a_file_of_any_form_plays_in_its_turn(form: str, sequence: Sequence, good: WireTrack, tmp_path: Path) -> None:
    asked: dict[str, Any] = {"seconds": 3.0, "rate": RATE, "channels": 2, "ending": "wav"} | FORMS[form]
    ending, subtype = asked["ending"], {"subtype": asked["subtype"]} if "subtype" in asked else {}
    wave = tone(1_000, asked["seconds"], asked["rate"], channels=asked["channels"])
    odd = track(write(tmp_path / f"odd.{ending}", wave, asked["rate"], **subtype))
    music = heard(sequence, good, odd, 5.5 if asked["seconds"] > 1 else 4.5)
    assert longest_gap(music, -50.0) < 0.005
    assert levels_dbfs(music, 0.1).min() > LEVEL_DBFS - 4.0
    assert told(sequence)[:2] == [("good", ""), ("odd", "")]


@pytest.mark.parametrize("name", ["two\nlines", "rain 🌧", "\u202egnp", "שלום", "a" * 240, "'; rm -rf ~", "%s{}$HOME"])
def test_a_file_of_any_name_plays(name: str, sequence: Sequence, good: WireTrack, tmp_path: Path) -> None:
    odd = track(write(tmp_path / f"{name}.wav", tone(1_000, 3.0)))
    heard(sequence, good, odd, 4.5)
    assert told(sequence) == [("good", ""), ("odd", "")]


def lay_down(kind: str, path: Path) -> None:
    match kind:
        case "not there":
            pass
        case "zero bytes":
            path.touch()
        case "a header and nothing":
            write(path, tone(400, 0.0))
        case "noise":
            path.write_bytes(np.random.default_rng(1).bytes(200_000))
        case "a folder":
            path.mkdir()
        case "a pipe":
            os.mkfifo(path)
        case "a link to itself":
            path.symlink_to(path)
        case "no end of a header":
            write(path, tone(400, 3.0))
            path.write_bytes(path.read_bytes()[:30])


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("not there", "missing"),
        ("zero bytes", "empty"),
        ("a header and nothing", "empty"),
        ("noise", "unreadable"),
        ("a folder", "unreadable"),
        ("a pipe", "unreadable"),
        ("a link to itself", "missing"),
        ("no end of a header", "unreadable"),
    ],
)
def test_what_is_no_music_is_passed_over_unheard(
    kind: str, code: str, sequence: Sequence, good: WireTrack, tmp_path: Path
) -> None:
    lay_down(kind, tmp_path / "odd.wav")
    music = heard(sequence, good, track(tmp_path / "odd.wav"), 8.0)
    assert longest_gap(music, -50.0) < 0.005
    assert told(sequence) == [("good", ""), ("odd", code), ("good", ""), ("good", "")]


def test_a_file_that_vanishes_before_its_turn_or_while_it_sounds(
    sequence: Sequence, good: WireTrack, tmp_path: Path
) -> None:
    odd = track(write(tmp_path / "odd.wav", tone(1_000, 30.0)))
    music = heard(sequence, good, odd, 4.5)
    (tmp_path / "odd.wav").unlink()
    Path(good.path).unlink()
    assert longest_gap(np.concatenate((music, listen(sequence, 20.0, block=4_800))), -50.0) < 0.005
    assert [name for name, code in told(sequence) if not code] == ["good", "odd"]


def test_a_flac_with_a_hole_is_played_around_it(sequence: Sequence, good: WireTrack, tmp_path: Path) -> None:
    path = tmp_path / "odd.flac"
    noise = np.random.default_rng(4).normal(0, 0.1, (RATE * 8, 2)).astype(np.float32)
    write(path, noise)
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 3_000] = b"\x55" * 3_000
    path.write_bytes(data)
    music = heard(sequence, good, track(path, length_s=8.0, measured=True), 13.0)
    assert longest_gap(music, -50.0) < 1.0
    assert [code for _, code in told(sequence) if code] == ["damaged"]


def test_a_file_that_ends_early_crossfades_where_it_ends(sequence: Sequence, good: WireTrack, tmp_path: Path) -> None:
    path = tmp_path / "odd.wav"
    write(path, tone(1_000, 8.0), subtype="FLOAT")
    path.write_bytes(path.read_bytes()[: RATE * 8 * 3])
    music = heard(sequence, good, track(path, length_s=8.0, measured=True), 9.0)
    assert longest_gap(music, -50.0) < 0.005
    assert [code for _, code in told(sequence) if code] == ["ended_early"]


def test_a_length_that_only_a_playlist_claims_is_not_held_against_the_file(
    sequence: Sequence, good: WireTrack, tmp_path: Path
) -> None:
    path = tmp_path / "whole.wav"
    write(path, tone(1_000, 4.0), subtype="FLOAT")
    music = heard(sequence, good, track(path, length_s=20.0), 9.0)
    assert longest_gap(music, -50.0) < 0.005
    assert [code for _, code in told(sequence) if code] == []


def test_a_file_of_ten_hours_is_read_as_it_is_heard(sequence: Sequence, good: WireTrack, tmp_path: Path) -> None:
    path, frames = tmp_path / "odd.wav", 10 * 3_600 * 8_000
    with path.open("wb") as file:
        form = struct.pack(
            "<4sI8sIHHIIHH4sI", b"RIFF", 36 + frames, b"WAVEfmt ", 16, 1, 1, 8_000, 8_000, 1, 8, b"data", frames
        )
        file.write(form)
        file.truncate(len(form) + frames)
    assert soundfile.info(path).frames == frames
    odd = track(path)
    sequence.programme((odd, good), 0)
    prepared(sequence)
    assert sequence._coming is not None
    assert sequence._coming.source._buffered < 4 * RATE
    sequence.go("odd", 0.0, 10 * 3_600.0 - 2.0)
    prepared(sequence)
    listen(sequence, 1.4)
    assert sequence.snapshot()["length_s"] == 36_000.0
    assert sequence.snapshot()["position_s"] == pytest.approx(36_000.0 - 0.6, abs=0.01)
    listen(sequence, 0.2)
    assert told(sequence) == [("odd", ""), ("good", "")]


def test_no_thread_is_left_behind_by_files_that_fail(sequence: Sequence, tmp_path: Path) -> None:
    before = threading.active_count()
    sequence.programme(tuple(track(tmp_path / f"{number}.wav", str(number)) for number in range(100)), 0)
    wait_until(lambda: sequence._ahead._retry_at is not None)
    wait_until(lambda: threading.active_count() <= before)
