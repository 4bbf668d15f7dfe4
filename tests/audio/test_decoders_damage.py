"""Files that mislead their reader: MP3 whose length nobody states, and FLAC with a hole in its middle."""

import subprocess
from pathlib import Path

import numpy as np
import pytest

from kapguide.audio.sound.decoders import Decoder, open_decoder
from kapguide.audio.sound.mpeg import sound_start, varies
from kapguide.audio.sound.source import Source
from tests.audio.sounds import RATE, tone, write
from tests.support.window_process import until

SECONDS = 12.0


def changing() -> np.ndarray:
    """Sound of which a third needs few bits and the rest many."""
    chance = np.random.default_rng(3)
    wave = 0.2 * chance.standard_normal((round(SECONDS * RATE), 2)).astype(np.float32)
    wave[: len(wave) // 3] = tone(300, SECONDS / 3)
    return wave


def mp3(folder: Path, *options: str) -> str:
    source, file = write(folder / "a.wav", changing(), RATE), folder / "a.mp3"
    command = ["ffmpeg", "-v", "error", "-i", source, "-c:a", "libmp3lame", *options, str(file)]
    subprocess.run(command, check=True, timeout=60)
    return str(file)


def read_through(decoder: Decoder) -> float:
    """How many seconds it gives."""
    frames = 0
    while len(block := decoder.read(RATE)):
        frames += len(block)
    decoder.close()
    return frames / decoder.rate


def test_variable_mp3_that_states_no_length_is_read_to_its_end(tmp_path: Path) -> None:
    file = mp3(tmp_path, "-q:a", "4", "-write_xing", "0", "-id3v2_version", "3", "-metadata", "title=Long")
    assert varies(file)
    assert read_through(open_decoder(file)) == pytest.approx(SECONDS, abs=0.2)


@pytest.mark.parametrize("options", [("-q:a", "4"), ("-b:a", "128k", "-write_xing", "0")], ids=["stated", "even"])
def test_what_can_be_guessed_or_is_stated_is_read_as_ever(tmp_path: Path, options: tuple[str, ...]) -> None:
    file = mp3(tmp_path, *options)
    assert not varies(file)
    assert read_through(open_decoder(file, "builtin")) == pytest.approx(SECONDS, abs=0.2)


@pytest.mark.parametrize("content", [b"", b"ID3", b"\xff\xfb", b"\xff\xfb\xf0\x00" * 40, b"fLaC" + bytes(100)])
def test_what_is_no_mp3_varies_in_nothing(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "a.mp3"
    file.write_bytes(content)
    assert not varies(str(file))
    assert not varies(str(tmp_path / "gone.mp3"))
    assert sound_start(content[:10]) == 0


def test_behind_a_hole_in_a_flac_the_rest_is_heard(tmp_path: Path) -> None:
    file = Path(write(tmp_path / "a.flac", changing(), RATE))
    data = bytearray(file.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 4_000] = bytes(4_000)
    file.write_bytes(bytes(data))
    source = Source(str(file), open_decoder)
    source.begin()
    heard = 0
    while True:
        until(lambda: source.ready or source.left == 0)
        if source.left == 0:
            break
        heard += int(np.count_nonzero(np.abs(source.read(RATE // 2)).max(axis=1) > 1e-4))
    assert source.fault() == "damaged"
    assert heard / RATE > SECONDS - 5
