"""The first packet of M4A sounds, what a person has cut away does not, and a damaged file is left as it is."""

import ctypes
import gc
import struct
import weakref
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kapguide.audio.sound import decoders
from kapguide.audio.sound.decoders import open_decoder
from kapguide.audio.sound.edit_list import AHEAD, AT_ONCE, LONGEST_LEAD, Without, lead_list
from kapguide.audio.sound.ramps import RATE
from kapguide.audio.sound.vlc_decoder import VlcDecoder, library
from kapguide.audio.sound.vlc_reader import VlcReader
from tests.audio.sound.test_decoders import read_all
from tests.audio.sounds import Samples, encoded, write


def rising(seconds: float, rate: int = RATE) -> Samples:
    """A tone that rises all along, from its first frame on: every place in it is another."""
    at = np.arange(round(seconds * rate)) / rate
    wave = (0.3 * np.sin(2 * np.pi * (200 * at + 400 * at * at / seconds))).astype(np.float32)
    return np.stack((wave, wave), axis=1)


def place_of(part: Samples, whole: Samples) -> int:
    """Which frame of `whole` the first frame of `part` is."""
    size = 1 << (len(part) + len(whole)).bit_length()
    alike = np.fft.irfft(np.fft.rfft(whole[:, 0], size) * np.conj(np.fft.rfft(part[:, 0], size)), size)
    found = int(np.argmax(alike))
    return found if found < size // 2 else found - size


def boxes(*lists: bytes, rate: int = RATE, name: bytes = b"ftyp") -> bytes:
    """No sound, but what says how it is to be taken."""

    def box(name: bytes, *inside: bytes) -> bytes:
        return struct.pack(">I4s", 8 + sum(map(len, inside)), name) + b"".join(inside)

    clock = box(b"mdia", box(b"mdhd", struct.pack(">IIIII", 0, 0, 0, rate, 0)))
    edits = (box(b"edts", box(b"elst", each)) for each in lists)
    return box(name, b"M4A \0\0\0\0") + box(b"moov", box(b"trak", *edits, clock))


def edits(*leads: int, speed: int = 0x10000) -> bytes:
    return struct.pack(">II", 0, len(leads)) + b"".join(struct.pack(">IiI", 1_000, lead, speed) for lead in leads)


@pytest.mark.parametrize(
    ("rate", "options"), [(8_000, ()), (44_100, ()), (48_000, ()), (48_000, ("-movflags", "+faststart"))]
)
def test_m4a_sounds_from_its_first_frame_on(rate: int, options: tuple[str, ...], tmp_path: Path) -> None:
    wave = rising(1.5, rate)
    path = str(encoded(write(tmp_path / "line.wav", wave, rate=rate), tmp_path / "line.m4a", *options))
    assert lead_list(path)
    decoder = open_decoder(path)
    assert isinstance(decoder, VlcReader)
    heard = read_all(decoder)
    assert place_of(heard, wave) == 0
    assert np.abs(heard[: rate // 50, 0] - wave[: rate // 50, 0]).max() < 0.1


def test_where_libvlc_takes_no_file_from_a_program_it_is_read_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(encoded(write(tmp_path / "line.wav", rising(0.5)), tmp_path / "line.m4a"))
    monkeypatch.setattr(library()[1].__class__, "media_new_callbacks", lambda *_: None)
    decoder = decoders.open_decoder(path)
    assert isinstance(decoder, VlcDecoder)
    assert len(read_all(decoder))


def test_what_libvlc_reads_from_us_is_let_go_of(tmp_path: Path) -> None:
    path = str(encoded(write(tmp_path / "line.wav", rising(0.5)), tmp_path / "line.m4a"))
    reader = VlcReader(path)
    kept = weakref.ref(reader._without)
    reader.seek(12_000)
    again = weakref.ref(reader._without)
    assert len(reader.read(1_000))
    reader.close()
    gc.collect()
    assert (kept(), again()) == (None, None)


def test_of_a_long_file_little_is_held_ahead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = encoded(write(tmp_path / "line.wav", rising(1.5)), tmp_path / "line.m4a")
    with path.open("ab") as file:  # as long as one of an hour, most of it a hole
        file.write(struct.pack(">I4s", 40_000_000, b"free"))
        file.truncate(file.tell() + 40_000_000 - 8)
    asked, read = list[int](), Without._read

    def counted(without: Without, data: object, room: int, size: int) -> int:
        asked.append(size)
        return read(without, data, room, size)

    monkeypatch.setattr(Without, "_read", counted)
    reader = VlcReader(str(path))
    assert len(reader.read(48_000)) == 48_000
    reader.close()
    assert max(asked) <= AT_ONCE
    assert sum(asked) <= 2 * AHEAD + path.stat().st_blocks * 512


def test_only_an_encoders_lead_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "a.m4a"

    def found(data: bytes) -> int:
        path.write_bytes(data)
        return lead_list(str(path))

    plain = boxes(edits(1_024))
    assert found(plain) == plain.index(b"elst")
    assert found(boxes(edits(2_112), rate=44_100))
    for cut in (
        boxes(),
        boxes(edits(LONGEST_LEAD + 1)),
        boxes(edits(0)),
        boxes(edits(-1, 1_024)),
        boxes(edits(1_024), edits(1_024)),
        boxes(edits(1_024, speed=0x8000)),
        boxes(edits(1_024), rate=600),
        boxes(edits(1_024), name=b"RIFF"),
        b"",
    ):
        assert found(cut) == 0
    assert lead_list(str(tmp_path / "nobody.m4a")) == 0


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_a_damaged_file_is_looked_at_and_left(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    whole = bytearray(boxes(edits(1_024)))
    for _ in range(data.draw(st.integers(0, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.getbasetemp() / "damaged.m4a"
    path.write_bytes(whole[: data.draw(st.integers(0, len(whole)))])
    place = lead_list(str(path))
    assert place == 0 or path.read_bytes()[place : place + 4] == b"elst"


def test_the_name_of_the_list_is_all_that_is_changed_wherever_it_is_read_from(tmp_path: Path) -> None:
    vlc, instance = library()
    path = tmp_path / "a.m4a"
    path.write_bytes(boxes(edits(1_024)))
    place = lead_list(str(path))
    wanted = path.read_bytes().replace(b"elst", b"free")
    without = Without(vlc, instance, str(path), place)
    room = ctypes.create_string_buffer(len(wanted))
    for size in (1, 3, len(wanted)):
        for at in range(0, len(wanted), size):
            assert without._seek(None, at) == 0
            count = without._read(None, ctypes.addressof(room), size)
            assert room.raw[:count] == wanted[at : at + size]
    assert without._read(None, ctypes.addressof(room), 9) == 0, "its end"
    without.media.release()
    without.close()
    assert without._read(None, ctypes.addressof(room), 9) == -1
