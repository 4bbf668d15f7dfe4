"""How long a file is: it is read to its end whatever it says of itself, and believed only where that can be so."""

import functools
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from kapguide.audio.library import facts as f
from kapguide.audio.library.scan import scan_file
from kapguide.audio.sound import chained
from kapguide.audio.sound.chained import links
from kapguide.audio.sound.decoder import DecodeError
from kapguide.audio.sound.decoders import open_decoder
from kapguide.audio.sound.mpeg import Mpeg, bare
from kapguide.audio.sound.source import FileSource
from kapguide.audio.sound.vlc_decoder import VlcDecoder
from tests.audio.sounds import RATE, Samples, encoded, tone, wait_until, write

SECONDS = 6.0
NEAR_S = 0.15


@functools.cache
def changing(seconds: float = SECONDS) -> Samples:
    """Sound of which the first half needs few bits and the rest many."""
    wave = 0.2 * np.random.default_rng(3).standard_normal((round(seconds * RATE), 2)).astype(np.float32)
    wave[: len(wave) // 2] = tone(300, seconds / 2)
    return wave


def mp3(folder: Path, *options: str) -> Path:
    return encoded(write(folder / "a.wav", changing()), folder / "a.mp3", "-c:a", "libmp3lame", *options)


def read_through(path: Path) -> tuple[float | None, float]:
    """The length that is said at the start, and what is given, in seconds."""
    decoder = open_decoder(str(path))
    said, frames = decoder.length, 0
    while len(block := decoder.read(RATE)):
        frames += len(block)
    decoder.close()
    return None if said is None else said / decoder.rate, frames / decoder.rate


def header(data: bytes) -> int:
    """Where the Xing or Info header of an MP3 lies."""
    return next(at for name in (b"Xing", b"Info") if 0 <= (at := data.find(name)) < 200)


def half_the_frames(data: bytearray) -> bytes:
    at = header(data) + 8
    data[at : at + 4] = struct.pack(">I", struct.unpack(">I", data[at : at + 4])[0] // 2)
    return bytes(data)


def no_frames(data: bytearray) -> bytes:
    data[header(data) + 8 : header(data) + 12] = bytes(4)
    return bytes(data)


def no_count(data: bytearray) -> bytes:
    data[header(data) + 7] &= 0xFE
    return bytes(data)


def no_header(data: bytearray) -> bytes:
    data[header(data) : header(data) + 4] = bytes(4)
    return bytes(data)


def named_in_a_tag(data: bytearray) -> bytes:
    """A second tag before the sound, with the word in it that a header begins with."""
    text = b"\0Info Xing\0\0\0\3\0\0\0\1"
    frame = b"TXXX" + struct.pack(">I", len(text)) + b"\0\0" + text
    return b"ID3\x03\0\0" + struct.pack(">I", len(frame)) + frame + no_header(data)


def twice(data: bytearray) -> bytes:
    return bytes(data + data)


@pytest.mark.parametrize(
    ("change", "times"),
    [(half_the_frames, 1), (no_frames, 1), (no_count, 1), (no_header, 1), (named_in_a_tag, 1), (twice, 2)],
)
@pytest.mark.parametrize("options", [("-q:a", "4"), ("-b:a", "128k")], ids=["variable", "constant"])
def test_an_mp3_is_read_to_its_end_whatever_its_header_says(
    change: Callable[[bytearray], bytes], times: int, options: tuple[str, ...], tmp_path: Path
) -> None:
    path = mp3(tmp_path, *options)
    path.write_bytes(change(bytearray(path.read_bytes())))
    facts = scan_file(str(path))
    assert facts.fault == ""
    assert facts.length_s == pytest.approx(times * SECONDS, abs=NEAR_S)
    said, given = read_through(path)
    assert said is None, "what cannot be believed is not said"
    assert given == pytest.approx(times * SECONDS, abs=NEAR_S)


@pytest.mark.parametrize("options", [("-q:a", "4"), ("-b:a", "128k"), ("-ac", "1", "-ar", "16000")])
def test_a_header_that_goes_with_its_file_is_believed(options: tuple[str, ...], tmp_path: Path) -> None:
    path = mp3(tmp_path, "-id3v2_version", "3", "-write_id3v1", "1", "-metadata", "title=Long", *options)
    assert Mpeg(str(path)).believable()
    assert read_through(path) == (pytest.approx(SECONDS, abs=NEAR_S), pytest.approx(SECONDS, abs=NEAR_S))


def test_other_programs_headers_are_read_at_their_place(tmp_path: Path) -> None:
    path = mp3(tmp_path, "-b:a", "128k", "-id3v2_version", "0", "-write_id3v1", "0")
    data = bytearray(path.read_bytes())
    first = Mpeg(str(path)).first
    assert first is not None
    frames = round(SECONDS * RATE / 1_152) + 1
    data[4 : first.size] = bytes(first.size - 4)
    data[36:54] = b"VBRI" + bytes(6) + struct.pack(">II", len(data), frames)
    path.write_bytes(data)
    assert Mpeg(str(path)).believable()
    assert Mpeg(str(path)).stated_s == pytest.approx(SECONDS, abs=NEAR_S)


def test_an_mp3_that_states_no_length_is_read_on_from_anywhere(tmp_path: Path) -> None:
    path = mp3(tmp_path, "-q:a", "4", "-write_xing", "0")
    decoder = open_decoder(str(path), "builtin")
    decoder.seek(round(4.0 * RATE))
    frames = 0
    while len(block := decoder.read(RATE)):
        frames += len(block)
    assert frames / RATE == pytest.approx(2.0, abs=NEAR_S)
    decoder.seek(round(900.0 * RATE))
    assert not len(decoder.read(RATE)), "behind its end there is nothing"
    decoder.seek(0)
    assert len(decoder.read(RATE)) == RATE
    decoder.close()


@pytest.mark.parametrize("content", [b"", b"ID3", b"\xff\xfb", b"fLaC" + bytes(100), b"\xff" * 5_000])
def test_what_is_no_mp3_is_not_taken_for_one(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "a.mp3"
    file.write_bytes(content)
    mpeg = Mpeg(str(file))
    assert (mpeg.first, mpeg.stated_s, mpeg.believable()) == (None, 0.0, False)
    assert [bare(head) for head in (b"\xff\xf1", b"\x0b\x77", b"#!AMR", b"OggS")] == [True, True, True, False]


def test_a_tag_behind_the_sound_is_not_counted(tmp_path: Path) -> None:
    path = mp3(tmp_path, "-b:a", "128k", "-write_id3v1", "0")
    picture = bytes(90_000)
    foot = b"APETAGEX" + struct.pack("<IIII", 2000, len(picture) + 32, 1, 0) + bytes(8)
    path.write_bytes(path.read_bytes() + picture + foot + b"TAG" + bytes(125))
    assert Mpeg(str(path)).believable()


KINDS = {
    "flac": ["-c:a", "flac"],
    "ogg": ["-c:a", "libvorbis"],
    "opus": ["-c:a", "libopus"],
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("other", [("-ar", "48000"), ("-ar", "24000", "-ac", "1")], ids=["alike", "another rate"])
def test_streams_one_behind_the_other_are_one_piece(kind: str, other: tuple[str, ...], tmp_path: Path) -> None:
    made = write(tmp_path / "a.wav", changing())
    first = encoded(made, tmp_path / f"1.{kind}", *KINDS[kind])
    second = encoded(made, tmp_path / f"2.{kind}", *KINDS[kind], *other)
    path = tmp_path / f"both.{kind}"
    path.write_bytes(first.read_bytes() + second.read_bytes() + first.read_bytes())
    facts = scan_file(str(path))
    assert (facts.fault, facts.length_s) == ("", pytest.approx(3 * SECONDS, abs=NEAR_S))
    assert read_through(path) == (pytest.approx(3 * SECONDS, abs=NEAR_S), pytest.approx(3 * SECONDS, abs=NEAR_S))
    decoder = open_decoder(str(path))
    decoder.seek(round(1.25 * SECONDS * RATE))
    middle = decoder.read(RATE)
    decoder.close()
    assert 0.2 < abs(middle[5_000:-5_000, 0]).max() < 0.5, "the second stream is a soft tone here, and loud noise later"


def test_one_stream_is_one_and_a_slow_drive_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = encoded(write(tmp_path / "a.wav", changing()), tmp_path / "a.ogg", "-c:a", "libvorbis")
    assert links(str(path), 5.0) == []
    path.write_bytes(path.read_bytes() * 2)
    assert len(links(str(path), 5.0)) == 2
    assert links(str(path), -1.0) == []
    monkeypatch.setattr(chained, "_AT_ONCE", 7)
    assert len(links(str(path), 60.0)) == 2, "wherever one block ends and the next begins"


@pytest.mark.parametrize("kind", ["wv", "tta"])
def test_wavpack_and_true_audio_last_as_long_as_they_say(kind: str, tmp_path: Path) -> None:
    path = encoded(write(tmp_path / "a.wav", changing()), tmp_path / f"a.{kind}")
    facts = scan_file(str(path))
    assert (facts.fault, facts.length_s) == ("", SECONDS)
    decoder = open_decoder(str(path))
    assert isinstance(decoder, VlcDecoder), "the other way to read them loses their end"
    assert decoder.length == SECONDS * RATE
    decoder.close()


@pytest.mark.parametrize("said", [0, 0xFFFF_FFFF])
def test_a_wav_that_was_never_finished_is_played_as_it_was_scanned(said: int, tmp_path: Path) -> None:
    path = Path(write(tmp_path / "a.wav", changing(), subtype="PCM_16"))
    data = bytearray(path.read_bytes())
    at = data.find(b"data") + 4
    data[at : at + 4] = struct.pack("<I", said)
    path.write_bytes(data)
    facts = scan_file(str(path))
    assert (facts.fault, facts.length_s) == ("", SECONDS)
    assert read_through(path)[1] == SECONDS
    path.write_bytes(data[: at + 4])
    assert scan_file(str(path)).fault == (f.EMPTY if said == 0 else facts.fault or f.EMPTY)


def known(path: Path, stated_s: float) -> FileSource:
    source = FileSource(str(path), open_decoder, length_s=stated_s, measured=True)
    wait_until(lambda: source.ready)
    return source


def test_a_length_that_was_measured_is_used_while_it_plays(tmp_path: Path) -> None:
    variable = mp3(tmp_path, "-q:a", "4", "-write_xing", "0")
    raw = encoded(str(tmp_path / "a.wav"), tmp_path / "a.aac", "-c:a", "aac", "-f", "adts")
    for path in (variable, raw):
        source = known(path, 0.0)
        assert source.length is None or source._ended, "nobody knows"
        source.close()
        source = known(path, SECONDS)
        assert source.length == pytest.approx(SECONDS * RATE, abs=NEAR_S * RATE)
        source.begin()
        wait_until(lambda source=source: source._ended)
        assert source.fault() is None
        source.close()


def test_a_length_that_is_said_too_short_does_not_end_it_early(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", tone(300, 30.0))
    source = known(Path(path), 10.0)
    assert source.length == 30.0 * RATE
    source.close()


def checksum(page: bytes) -> int:
    """Of a page of Ogg (RFC 3533, 6)."""
    sum_ = 0
    for byte in page:
        sum_ ^= byte << 24
        for _ in range(8):
            sum_ = (sum_ << 1 ^ (0x04C11DB7 if sum_ & 0x8000_0000 else 0)) & 0xFFFF_FFFF
    return sum_


def counting_back(data: bytes, page: int, samples: int) -> bytes:
    """An Ogg file whose pages from the given one on count so many samples less."""
    pages = [bytearray(b"OggS" + part) for part in data.split(b"OggS")[1:]]
    for each in pages[page:]:
        each[6:14] = struct.pack("<q", struct.unpack("<q", each[6:14])[0] - samples)
        each[22:26] = bytes(4)
        each[22:26] = struct.pack("<I", checksum(each))
    return b"".join(pages)


def test_a_damaged_place_of_no_length_keeps_no_file_out(tmp_path: Path) -> None:
    path = encoded(write(tmp_path / "a.wav", changing()), tmp_path / "a.opus", "-c:a", "libopus")
    path.write_bytes(counting_back(path.read_bytes(), 5, 960))
    with pytest.raises(DecodeError):
        read_through(path)
    facts = scan_file(str(path))
    assert facts.fault == ""
    assert SECONDS - 0.5 < facts.good_s < facts.length_s


def test_what_is_jumped_over_behind_the_end_makes_nothing_longer(tmp_path: Path) -> None:
    path = mp3(tmp_path, "-b:a", "128k")
    path.write_bytes(path.read_bytes() + np.random.default_rng(1).bytes(150_000))
    promised = scan_file(str(path)).length_s
    source = known(path, promised)
    source.begin()
    wait_until(lambda: source._ended)
    assert source.length == pytest.approx(SECONDS * RATE, abs=NEAR_S * RATE)
    assert promised == pytest.approx(SECONDS, abs=NEAR_S)
    source.close()
