"""One contract for whatever reads files: built in, or through libVLC."""

import contextlib
import gc
import weakref
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from kapguide.audio.sound.decoder import DAMAGED, EMPTY, MISSING, UNREADABLE, DecodeError, Decoder
from kapguide.audio.sound.decoders import SoundFileDecoder, folded, open_decoder
from kapguide.audio.sound.vlc_decoder import VlcDecoder, vlc_version
from kapguide.audio.sound.vlc_reader import VlcReader
from tests.audio.sounds import Samples, encoded, tone, wait_until, write

Make = Callable[[str], Decoder]

BUILT_IN = {
    "wav": {},
    "flac": {},
    "mp3": {},
    "ogg": {"subtype": "VORBIS"},
    "opus": {"format": "OGG", "subtype": "OPUS"},
}
ENCODERS = {"m4a": ["-c:a", "aac"], "alac.m4a": ["-c:a", "alac"], "wma": ["-c:a", "wmav2"]}
"""What libsndfile does not read, and how ffmpeg writes it."""
DELAY_S = 0.1
"""A lossy codec may add this much at a file's ends."""


@pytest.fixture(params=[SoundFileDecoder, VlcDecoder, VlcReader], ids=["builtin", "vlc", "vlc ahead"])
def make(request: pytest.FixtureRequest) -> Make:
    return request.param  # type: ignore[no-any-return]


def read_all(decoder: Decoder, frames: int = 10_000) -> Samples:
    pieces = []
    while len(block := decoder.read(frames)):
        assert len(block) <= frames
        pieces.append(block)
    decoder.close()
    return np.concatenate(pieces)


def what_ends_it(make: Make, path: str) -> str:
    """Why reading stops: a DecodeError's code, or the end."""
    try:
        read_all(make(path))
    except DecodeError as error:
        return error.code
    return "the end"


def hertz(samples: Samples, rate: int) -> float:
    """The loudest frequency of the middle half."""
    wave = samples[len(samples) // 4 : -len(samples) // 4, 0]
    return float(np.argmax(np.abs(np.fft.rfft(wave))) * rate / len(wave))


def assert_tone(decoder: Decoder, seconds: float) -> None:
    rate, length = decoder.rate, decoder.length
    heard = read_all(decoder)
    assert heard.dtype == np.float32
    assert len(heard) == pytest.approx(seconds * rate, abs=DELAY_S * rate)
    assert length == pytest.approx(len(heard), abs=DELAY_S * rate)
    assert hertz(heard, rate) == pytest.approx(700, abs=2)
    middle = heard[len(heard) // 4 : -len(heard) // 4]
    assert np.sqrt(np.square(middle).mean()) == pytest.approx(0.3 / np.sqrt(2), rel=0.05)


@pytest.mark.parametrize("form", BUILT_IN)
def test_what_both_read_sounds_the_same(make: Make, form: str, tmp_path: Path) -> None:
    path = write(tmp_path / f"tone.{form}", tone(700, 2.0), **BUILT_IN[form])
    assert_tone(make(path), 2.0)


@pytest.mark.parametrize("form", BUILT_IN)
def test_it_makes_no_difference_in_which_blocks_a_file_is_read(form: str, tmp_path: Path) -> None:
    path = write(tmp_path / f"tone.{form}", tone(700, 2.0), **BUILT_IN[form])
    assert np.array_equal(read_all(SoundFileDecoder(path), 3_001), read_all(SoundFileDecoder(path), 200_000))


@pytest.mark.parametrize("form", ENCODERS)
def test_libvlc_reads_what_is_not_built_in(form: str, tmp_path: Path) -> None:
    source = write(tmp_path / "tone.wav", tone(700, 2.0))
    path = encoded(source, tmp_path / f"tone.{form}", *ENCODERS[form])
    with pytest.raises(DecodeError):
        open_decoder(str(path), "builtin")
    decoder = open_decoder(str(path))
    assert isinstance(decoder, VlcReader)
    assert_tone(decoder, 2.0)


def test_the_built_in_decoder_is_tried_first(tmp_path: Path) -> None:
    path = write(tmp_path / "tone.flac", tone(700, 0.5))
    decoder = open_decoder(path, "auto")
    assert isinstance(decoder, SoundFileDecoder)
    decoder.close()
    other = open_decoder(path, "vlc")
    assert isinstance(other, VlcReader)
    other.close()


def test_mono_and_other_rates_are_given_as_they_are(make: Make, tmp_path: Path) -> None:
    decoder = make(write(tmp_path / "mono.flac", tone(700, 1.0, 44_100, channels=1), 44_100))
    assert (decoder.rate, decoder.channels) == (44_100, 2 if make is VlcReader else 1)
    assert len(read_all(decoder)) == pytest.approx(44_100, abs=DELAY_S * 44_100 if make is VlcReader else 0)


def test_a_seek_goes_to_about_there(make: Make, tmp_path: Path) -> None:
    slope = np.repeat(np.linspace(-0.9, 0.9, 4 * 48_000, dtype=np.float32)[:, None], 2, axis=1)
    decoder = make(write(tmp_path / "slope.wav", slope))
    decoder.read(1_000)
    decoder.seek(2 * 48_000)
    place = (float(decoder.read(100)[0, 0]) + 0.9) / 1.8 * 4
    assert place == pytest.approx(2.0, abs=0.35)
    decoder.seek(9 * 48_000)
    assert not len(decoder.read(100))
    decoder.close()


@pytest.mark.parametrize(("form", "options"), [("aac", ["-f", "adts"]), ("oga", ["-c:a", "flac"]), ("m4a", [])])
def test_what_libvlc_reads_goes_on_from_anywhere(form: str, options: list[str], tmp_path: Path) -> None:
    source = write(tmp_path / "two.wav", np.concatenate([tone(300, 4.0), tone(700, 4.0)]))
    path = str(encoded(source, tmp_path / f"two.{form}", *options))
    decoder = open_decoder(path)
    decoder.seek(5 * decoder.rate)
    rest = read_all(decoder)
    assert len(rest) / decoder.rate == pytest.approx(3.0, abs=DELAY_S)
    assert hertz(rest, decoder.rate) == pytest.approx(700, abs=2)


def test_it_can_be_closed_in_the_middle_and_twice(make: Make, tmp_path: Path) -> None:
    decoder = make(write(tmp_path / "tone.wav", tone(700, 30.0)))
    assert len(decoder.read(4_800))
    decoder.close()
    decoder.close()


def test_what_is_closed_is_let_go_of(make: Make, tmp_path: Path) -> None:
    path = write(tmp_path / "tone.flac", tone(700, 30.0))
    decoder = make(path)
    assert len(decoder.read(4_800))
    kept = weakref.ref(decoder)
    decoder.close()
    del decoder
    gc.collect()
    wait_until(lambda: kept() is None)


def test_a_file_that_is_not_there_is_missing(make: Make, tmp_path: Path) -> None:
    for path in (str(tmp_path / "nowhere.flac"), str(tmp_path / "nul\0.flac"), "/" + "long" * 2_000):
        with pytest.raises(DecodeError) as caught:
            make(path)
        assert caught.value.code == MISSING


def test_an_empty_file_is_empty(make: Make, tmp_path: Path) -> None:
    (tmp_path / "none.mp3").touch()
    with pytest.raises(DecodeError) as caught:
        make(str(tmp_path / "none.mp3"))
    assert caught.value.code == EMPTY


@pytest.mark.parametrize("name", ["noise.flac", "noise.wav", "noise.mp3", "noise.ogg", "noise.m4a", "noise"])
def test_random_bytes_are_unreadable_or_end_at_once(make: Make, name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(np.random.default_rng(7).bytes(50_000))
    assert what_ends_it(make, str(path)) in (UNREADABLE, DAMAGED, "the end")


def test_a_folder_is_no_music(make: Make, tmp_path: Path) -> None:
    with pytest.raises(DecodeError) as caught:
        make(str(tmp_path))
    assert caught.value.code == UNREADABLE


@pytest.mark.parametrize("form", ["flac", "ogg", "mp3", "wav"])
def test_a_truncated_file_gives_what_there_is(form: str, tmp_path: Path) -> None:
    path = Path(write(tmp_path / f"cut.{form}", tone(700, 4.0), **BUILT_IN[form]))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    decoder = SoundFileDecoder(str(path))
    frames = 0
    with contextlib.suppress(DecodeError):
        while len(block := decoder.read(4_800)):
            frames += len(block)
    decoder.close()
    assert 1.0 < frames / 48_000 < 3.0


def test_a_name_with_newlines_emoji_and_right_to_left_marks_is_a_name(make: Make, tmp_path: Path) -> None:
    decoder = make(write(tmp_path / "sea\n\u202e🌊 % #?.wav", tone(700, 0.5)))
    assert len(read_all(decoder)) == pytest.approx(24_000, abs=DELAY_S * 48_000 if make is VlcReader else 0)


def test_nothing_of_a_short_file_is_lost_to_a_reader_that_takes_its_time(tmp_path: Path) -> None:
    decoder = VlcDecoder(write(tmp_path / "tone.flac", tone(700, 1.0)))
    wait_until(lambda: decoder._over)
    assert len(read_all(decoder)) == 48_000


def test_libvlc_tells_its_version() -> None:
    assert (vlc_version() or "").startswith("3.")


@pytest.mark.parametrize("channels", range(1, 13))
def test_any_number_of_channels_is_folded_to_stereo_evenly(channels: int) -> None:
    noise = np.random.default_rng(3).normal(0.0, 0.1, (20_000, channels)).astype(np.float32)
    stereo = folded(noise)
    assert stereo.shape == (20_000, 2)
    assert stereo.std(axis=0) == pytest.approx([0.1, 0.1], rel=0.05)


@pytest.mark.parametrize(
    ("place", "sides"), [(0, (True, False)), (2, (False, True)), (1, (True, True)), (5, (False, False))]
)
def test_oggs_own_order_of_channels_is_put_right(place: int, sides: tuple[bool, bool], tmp_path: Path) -> None:
    six = np.zeros((48_000, 6), np.float32)
    six[:, place] = tone(700, 1.0)[:, 0]
    decoder = SoundFileDecoder(write(tmp_path / "six.ogg", six, subtype="VORBIS"))
    heard = folded(read_all(decoder))[12_000:36_000].std(axis=0)
    assert tuple(level > 0.05 for level in heard) == sides


def test_sides_stay_sides_and_the_bass_channel_is_left_out() -> None:
    left, bass = np.zeros((1, 6), np.float32), np.zeros((1, 6), np.float32)
    left[0, 0] = bass[0, 3] = 1.0
    assert folded(left)[0, 0] > 0.5
    assert folded(left)[0, 1] == 0.0
    assert not folded(bass).any()
