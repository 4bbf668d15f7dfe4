"""One file scanned, from real files: what it says of itself, what it is, and what is wrong with it."""

import os
import queue
import shutil
import threading
import tracemalloc
from pathlib import Path

import msgspec
import numpy as np
import pytest
import soundfile

from kapguide.audio.library import facts as f
from kapguide.audio.library import scan
from kapguide.audio.library.facts import FileFacts, reason, shown
from kapguide.audio.library.folder import files_below
from kapguide.audio.library.overview import POINTS
from kapguide.audio.library.scan import scan_file
from kapguide.audio.library.tags import TEXT_MAX, read_tags
from kapguide.audio.sound import decoder, decoders, source
from kapguide.audio.track import CAREFUL_DB, Track
from tests.audio.sounds import RATE, Samples, encoded, tone, write

LONG_S = 30.0


def noise(seconds: float) -> Samples:
    return np.random.default_rng(11).normal(0.0, 0.1, (round(seconds * RATE), 2)).astype(np.float32)


def tagged(path: Path, **tags: str) -> str:
    with soundfile.SoundFile(path, "w", RATE, 2, format="FLAC") as file:
        for name, value in tags.items():
            setattr(file, name, value)
        file.write(tone(1_000, 1.0, peak=0.1))
    return str(path)


def test_everything_about_a_good_file(tmp_path: Path) -> None:
    path = tagged(tmp_path / "a.flac", title="Low\nWater", artist="KapGuide", album="Arc", genre="Ambient")
    facts = scan_file(path)
    assert (facts.title, facts.artist, facts.album, facts.genre) == ("Low Water", "KapGuide", "Arc", "Ambient")
    assert facts.measured
    assert facts.fault == ""
    assert facts.length_s == facts.good_s == 1.0
    assert (facts.rate, facts.channels) == (RATE, 2)
    assert facts.lufs == pytest.approx(-20.0, abs=0.1)
    assert facts.true_peak_db == pytest.approx(-20.0, abs=0.1)
    assert facts.gain_db == pytest.approx(0.0, abs=0.1)
    assert reason(path, facts.fault, facts) == ""


@pytest.mark.parametrize(
    ("channels", "rate", "form"),
    [
        (1, 48_000, {"subtype": "PCM_16"}),
        (8, 48_000, {"subtype": "PCM_16"}),
        (2, 192_000, {"subtype": "PCM_24"}),
        (2, 44_100, {"subtype": "PCM_U8"}),
        (2, 8_000, {"subtype": "FLOAT"}),
    ],
    ids=["mono", "8 channels", "192 kHz", "8 bit", "8 kHz"],
)
def test_any_kind_of_file_is_measured_as_it_is_heard(
    channels: int, rate: int, form: dict[str, str], tmp_path: Path
) -> None:
    sound = tone(1_000, 2.0, rate, peak=0.2, channels=channels)
    if channels == 8:  # the same tone from all sides would add up: one side alone
        sound[:, 1:] = 0.0
    facts = scan_file(write(tmp_path / "a.wav", sound, rate, **form))
    heard = decoders.folded(sound)
    assert facts.fault == ""
    assert facts.length_s == pytest.approx(2.0)
    level = 10 * np.log10(np.square(heard).mean(axis=0).sum())
    assert facts.lufs == pytest.approx(level, abs=0.2)
    assert facts.true_peak_db == pytest.approx(20 * np.log10(np.abs(heard).max()), abs=0.2)


@pytest.mark.parametrize("form", ["m4a", "alac.m4a", "wma"])
def test_what_libvlc_reads_is_scanned_faster_than_it_plays(form: str, tmp_path: Path) -> None:
    sound = tone(1_000, LONG_S, 44_100, peak=0.1)
    source_ = write(tmp_path / "a.wav", sound, 44_100)
    codec = {"m4a": ["-c:a", "aac"], "alac.m4a": ["-c:a", "alac"], "wma": ["-c:a", "wmav2"]}[form]
    path = encoded(source_, tmp_path / f"a.{form}", *codec, "-metadata", "title=Sea")
    found: queue.SimpleQueue[FileFacts] = queue.SimpleQueue()
    threading.Thread(target=lambda: found.put(scan_file(str(path))), daemon=True).start()
    facts = found.get(timeout=LONG_S)
    assert (facts.title, facts.fault) == ("Sea", "")
    assert facts.length_s == pytest.approx(LONG_S, abs=0.15)
    assert facts.lufs == pytest.approx(-20.0, abs=0.2)
    assert len(facts.overview) == POINTS


def test_where_libvlc_cannot_hand_over_fast_it_is_read_as_it_plays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lacking(_path: str) -> None:
        raise decoder.DecodeError(decoder.UNREADABLE)

    path = str(encoded(write(tmp_path / "a.wav", tone(1_000, 1.0, peak=0.1)), tmp_path / "a.m4a"))
    monkeypatch.setattr(scan, "VlcReader", lacking)
    facts = scan_file(path)
    assert (facts.fault, facts.length_s) == ("", pytest.approx(1.0, abs=0.1))


def test_the_length_is_what_is_decoded_not_what_a_header_makes_of_the_size(tmp_path: Path) -> None:
    """A variable bit rate and no header that says how long it is: libsndfile guesses, and reads no further."""
    quiet_then_loud = np.concatenate([tone(300, 10.0, peak=0.001), noise(30.0)])
    made = write(tmp_path / "a.wav", quiet_then_loud)
    path = str(encoded(made, tmp_path / "a.mp3", "-c:a", "libmp3lame", "-q:a", "2", "-write_xing", "0"))
    stated = soundfile.info(path).duration
    facts = scan_file(path)
    assert stated < 35.0
    assert facts.length_s == pytest.approx(40.0, abs=0.1)
    assert facts.fault == ""


@pytest.mark.parametrize("form", ["mp3", "wav", "flac", "wma"])
def test_a_file_that_is_cut_off_is_named_so(form: str, tmp_path: Path) -> None:
    whole = Path(write(tmp_path / "whole.wav", noise(20.0)))
    path = tmp_path / f"cut.{form}"
    shutil.copy(whole, path) if form == "wav" else encoded(str(whole), path)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    facts = scan_file(str(path))
    assert facts.fault in (f.ENDED_EARLY, f.DAMAGED)
    assert facts.good_s == pytest.approx(10.0, abs=1.0)
    said = reason(str(path), facts.fault, facts)
    assert f"cut.{form}" in said
    assert "0:10" in said or "0:09" in said


def test_a_corrupt_middle_is_damage_and_the_rest_is_still_measured(tmp_path: Path) -> None:
    path = Path(write(tmp_path / "hole.flac", noise(20.0)))
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 60_000] = bytes(60_000)
    path.write_bytes(data)
    facts = scan_file(str(path))
    assert facts.fault == f.DAMAGED
    assert 15.0 < facts.good_s < 20.0
    assert facts.length_s == pytest.approx(20.0, abs=0.1)
    assert facts.lufs == pytest.approx(scan_file(write(tmp_path / "whole.flac", noise(20.0))).lufs, abs=0.2)
    assert "damaged" in reason(str(path), facts.fault, facts)


def test_what_holds_no_sound_is_told_apart(tmp_path: Path) -> None:
    (tmp_path / "zero.mp3").touch()
    (tmp_path / "noise.flac").write_bytes(np.random.default_rng(7).bytes(50_000))
    (tmp_path / "words.mp3").write_text("This is no music.\n" * 100, encoding="utf-8")
    write(tmp_path / "header.wav", tone(700, 0.0))
    expected = {
        "nowhere.ogg": f.MISSING,
        "zero.mp3": f.EMPTY,
        "header.wav": f.EMPTY,
        "noise.flac": f.UNREADABLE,
        "words.mp3": f.UNREADABLE,
    }
    for name, fault in expected.items():
        facts = scan_file(str(tmp_path / name))
        assert (facts.measured, facts.fault) == (True, fault), name
        assert name in reason(name, fault, facts)
    assert scan_file(str(tmp_path)).fault == f.UNREADABLE


def test_a_second_of_sound_is_no_fault_and_an_hour_of_nothing_is_no_music(tmp_path: Path) -> None:
    assert scan_file(write(tmp_path / "bell.wav", tone(700, 0.3))).fault == ""
    assert scan_file(write(tmp_path / "soft.wav", tone(700, 1.0, peak=0.0005))).fault == ""
    facts = scan_file(write(tmp_path / "silence.flac", np.zeros((60 * 8_000, 1), np.float32), 8_000))
    assert (facts.fault, facts.gain_db) == (f.SILENT, 0.0)
    assert "is silent from its beginning to its end" in reason("silence.flac", facts.fault, facts)
    assert facts.course_db == (float("-inf"),) * POINTS


def test_five_megabytes_of_tags_are_cut_to_size(tmp_path: Path) -> None:
    sound = Path(write(tmp_path / "a.mp3", tone(700, 1.0))).read_bytes()
    text = b"\x03" + b"Long \xf0\x9f\x8c\x8a" * 600_000
    frame = b"TIT2" + bytes([len(text) >> shift & 0x7F for shift in (21, 14, 7, 0)]) + b"\0\0" + text
    header = b"ID3\x04\0\0" + bytes([len(frame) >> shift & 0x7F for shift in (21, 14, 7, 0)])
    (tmp_path / "a.mp3").write_bytes(header + frame + sound)
    facts = scan_file(str(tmp_path / "a.mp3"))
    assert facts.fault == ""
    assert facts.title.startswith("Long 🌊Long")
    assert TEXT_MAX - 10 < len(facts.title.encode()) <= TEXT_MAX


@pytest.mark.parametrize("name", ["a.mp3", "a.flac", "a.ogg", "a.m4a", "a.wma", "a.wav"])
def test_no_tag_can_do_harm(name: str, tmp_path: Path) -> None:
    heads = {"mp3": b"ID3\x04\0\0\x7f\x7f\x7f\x7f", "flac": b"fLaC", "ogg": b"OggS", "wav": b"RIFF\0\0\0\0WAVE"}
    path = tmp_path / name
    for seed in range(5):
        path.write_bytes(heads.get(name[2:], b"\0\0\0\x20ftypM4A ") + np.random.default_rng(seed).bytes(20_000))
        assert not read_tags(str(path)).measured


def test_replaygain_and_r128_are_a_first_guess(tmp_path: Path) -> None:
    made = write(tmp_path / "a.wav", tone(700, 1.0))
    gain = ("-metadata", "REPLAYGAIN_TRACK_GAIN=-7.50 dB", "-metadata", "REPLAYGAIN_TRACK_PEAK=0.5")
    guess = read_tags(str(encoded(made, tmp_path / "a.flac", *gain)))
    assert guess.lufs == pytest.approx(-10.5)
    assert guess.true_peak_db == pytest.approx(-6.02, abs=0.01)
    assert guess.gain_db == pytest.approx(-9.5)
    assert guess.length_s == pytest.approx(1.0)
    assert read_tags(str(encoded(made, tmp_path / "b.mp3", *gain))).lufs == pytest.approx(-10.5)
    assert read_tags(
        str(encoded(made, tmp_path / "c.opus", "-metadata", "R128_TRACK_GAIN=-512"))
    ).lufs == pytest.approx(-21)
    wrong = ("-metadata", "REPLAYGAIN_TRACK_GAIN=nan", "-metadata", "REPLAYGAIN_TRACK_PEAK=1e999")
    assert read_tags(str(encoded(made, tmp_path / "d.flac", *wrong))).lufs is None


def test_what_nobody_has_measured_plays_carefully() -> None:
    assert Track("a", "a.ogg", "A").gain_db == FileFacts().gain_db == CAREFUL_DB
    as_loud_as_music_is = FileFacts(lufs=-9.0, true_peak_db=0.0)
    assert as_loud_as_music_is.gain_db + 2.0 >= CAREFUL_DB, "it comes hardly louder than what is levelled"
    soft = FileFacts(lufs=-30.0, true_peak_db=-20.0)
    assert soft.gain_db == 0.0, "no tag raises it"
    assert msgspec.structs.replace(soft, measured=True).gain_db == 10.0
    assert FileFacts(lufs=-8.0).gain_db == -12.0, "but takes it down"


def test_names_with_newlines_emoji_and_right_to_left_marks_are_read_and_shown(tmp_path: Path) -> None:
    path = write(tmp_path / "sea\n\u202egnp.🌊.wav", tone(700, 0.5))
    assert scan_file(path).fault == ""
    assert reason(path, f.DAMAGED, FileFacts()).startswith("sea‹U+000A›‹U+202E›gnp.🌊.wav is damaged")
    assert shown("Café 🌊") == "Café 🌊"


def test_the_overview_shows_where_it_is_loud(tmp_path: Path) -> None:
    loud, soft = tone(500, 30.0, peak=0.5), tone(500, 90.0, peak=0.05)
    course = scan_file(write(tmp_path / "a.flac", np.concatenate([loud, soft]))).course_db
    assert len(course) == POINTS
    assert course[10:140] == pytest.approx([-9.0] * 130, abs=0.5)
    assert course[160:590] == pytest.approx([-29.0] * 430, abs=0.5)


def test_memory_does_not_grow_with_the_length(tmp_path: Path) -> None:
    def most(minutes: int) -> int:
        path = write(tmp_path / f"{minutes}.flac", tone(300, minutes * 60.0, 8_000, channels=1), 8_000)
        tracemalloc.start()
        scan_file(path)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return peak

    most(1)
    assert most(6) < 1.1 * most(2)


def test_a_folder_is_searched_for_sound_files(tmp_path: Path) -> None:
    for name in ("a.mp3", "b/c.FLAC", "b/.hidden.wav", ".trash/d.wav", "cover.jpg", "b/again"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "b/again").unlink()
    (tmp_path / "b/again").symlink_to(tmp_path)
    (tmp_path / "gone.wav").symlink_to(tmp_path / "nowhere")
    Path(os.fsdecode(bytes(tmp_path) + b"/\xff.wav")).touch()
    unnamed: list[str] = []
    found = files_below(str(tmp_path), unnamed.append, lambda: None)
    assert {Path(path).relative_to(tmp_path).as_posix() for path, _, _ in found} == {"a.mp3", "b/c.FLAC"}
    assert unnamed == ["\\udcff.wav"]


def test_the_codes_are_those_of_the_sound_process() -> None:
    assert (f.MISSING, f.EMPTY, f.UNREADABLE, f.DAMAGED) == (
        decoder.MISSING,
        decoder.EMPTY,
        decoder.UNREADABLE,
        decoder.DAMAGED,
    )
    assert f.ENDED_EARLY == source.ENDED_EARLY
    for fault in (
        f.MISSING,
        f.EMPTY,
        f.UNREADABLE,
        f.DAMAGED,
        f.ENDED_EARLY,
        f.CRASHED,
        f.HUNG,
        f.TOO_LONG,
        f.SILENT,
        "new",
    ):
        assert reason("/music/Sea.ogg", fault, FileFacts()).startswith("Sea.ogg ")
