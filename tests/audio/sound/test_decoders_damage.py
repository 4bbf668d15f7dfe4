"""Files that mislead their reader: FLAC with a hole in its middle."""

from pathlib import Path

import numpy as np

from kapguide.audio.sound.decoders import open_decoder
from kapguide.audio.sound.source import FileSource
from tests.audio.sounds import RATE, tone, write
from tests.support.window_process import until

SECONDS = 12.0


def changing() -> np.ndarray:
    """Sound of which a third needs few bits and the rest many."""
    chance = np.random.default_rng(3)
    wave = 0.2 * chance.standard_normal((round(SECONDS * RATE), 2)).astype(np.float32)
    wave[: len(wave) // 3] = tone(300, SECONDS / 3)
    return wave


def test_behind_a_hole_in_a_flac_the_rest_is_heard(tmp_path: Path) -> None:
    file = Path(write(tmp_path / "a.flac", changing(), RATE))
    data = bytearray(file.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 4_000] = bytes(4_000)
    file.write_bytes(bytes(data))
    source = FileSource(str(file), open_decoder)
    source.begin()
    heard = 0
    while True:
        until(lambda: source.ready or source.left == 0)
        if source.left == 0:
            break
        heard += int(np.count_nonzero(np.abs(source.read(RATE // 2)).max(axis=1) > 1e-4))
    assert source.fault() == "damaged"
    assert heard / RATE > SECONDS - 5
