"""A damaged file hurts no ears: what is no number or absurdly loud passes nowhere, and leaves nothing behind."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapguide.audio.library.facts import reason
from kapguide.audio.library.loudness import Meter
from kapguide.audio.library.scan import scan_file
from kapguide.audio.sound.decoders import open_decoder
from kapguide.audio.sound.extras import Chime, TrialTone
from kapguide.audio.sound.limiter import AHEAD, Limiter, capped
from kapguide.audio.sound.ramps import RATE, Ramp, amplitude
from kapguide.audio.sound.sequence import Sequence
from kapguide.audio.sound.shape import Shape
from kapguide.audio.sound.source import FileSource
from kapguide.audio.sound.tape import Tape
from tests.audio.rendering import listen, playing, told
from tests.audio.sounds import Band, Memory, Samples, steady, tone, track, wait_until, write

HURTFUL = {
    "no number": np.nan,
    "infinite": np.inf,
    "minus infinite": -np.inf,
    "huge": 1e30,
    "hugely negative": -1e30,
    "the highest there is": float(np.finfo(np.float32).max),
    "int-scaled": 32_000.0,
}
NEVER_SOUND = [*HURTFUL.values(), 1e-40, -1e-45, 0.0, 1.0, -1.0]
CAP = -20.0
CEILING = np.float32(amplitude(CAP))


@pytest.fixture(autouse=True)
def everyone_goes_home() -> Iterator[None]:
    yield
    Band.go_home()


def hurt(sound: Samples, value: float, at: float, seconds: float = 0.0) -> Samples:
    """`sound` with `value` in it from `at` on, for one sample or for so many seconds."""
    sound = sound.copy()
    sound[round(at * RATE) : round(at * RATE) + max(1, round(seconds * RATE))] = value
    return sound


def faults(sequence: Sequence) -> list[tuple[str, str]]:
    return [(report["item"], report["code"]) for report in told(sequence, "fault")]


@given(st.lists(st.sampled_from(NEVER_SOUND), min_size=1, max_size=20), st.floats(-120.0, 0.0))
def test_no_value_passes_the_cap(values: list[float], db: float) -> None:
    ceiling = amplitude(db)
    block = np.resize(np.array(values, np.float32), (64, 2))
    assert np.abs(capped(block, ceiling)).max() <= np.float32(ceiling)


@pytest.mark.parametrize("value", HURTFUL.values(), ids=HURTFUL)
def test_a_limiter_forgets_what_was_no_sound(value: float) -> None:
    limiter, good = Limiter(), tone(440, 1.0, peak=0.05)
    for at in (0, 7_000, 47_000):
        limiter.process(hurt(good, value, at / RATE), 0.1)
    after = limiter.process(good, 0.1)
    assert np.array_equal(after[AHEAD:], good[:-AHEAD])


@pytest.mark.parametrize("value", HURTFUL.values(), ids=HURTFUL)
def test_an_output_keeps_its_cap_and_is_whole_again_at_the_next_block(value: float) -> None:
    shape = Shape(level_db=0.0, cap_db=CAP, ceiling_db=0.0)
    shape.enter(0.02)
    good = tone(440, 0.1, peak=0.05)
    for _ in range(3):
        assert np.abs(shape.process(hurt(good, value, 0.05, 0.02))).max() <= CEILING
    shape.process(good)
    assert np.array_equal(shape.process(good)[AHEAD:], good[:-AHEAD])
    assert np.isfinite(shape.peak_db)


@pytest.mark.parametrize("value", HURTFUL.values(), ids=HURTFUL)
def test_chimes_and_test_tones_keep_the_cap_too(value: float) -> None:
    band = Band(bad=Memory(hurt(tone(600, 3.0, peak=1.0), value, 1.0, 0.3)))
    shape = Shape(cap_db=CAP)
    shape.enter(0.02)
    chimes = [Chime("bad", 24.0, band.open, lambda heard, failed: None), Chime("", 24.0, band.open, lambda *_: None)]
    for extra in (*chimes, TrialTone(3.0, gain_db=20.0)):
        shape.add(extra)
    wait_until(lambda: chimes[0]._source is not None and chimes[0]._source.ready)
    heard = np.concatenate([shape.process(np.zeros((4_800, 2), np.float32)) for _ in range(40)])
    assert 0.5 * CEILING < np.abs(heard).max() <= CEILING


@pytest.mark.parametrize("value", HURTFUL.values(), ids=HURTFUL)
def test_one_bad_place_is_jumped_over_and_named_and_all_else_is_as_ever(value: float) -> None:
    sequence = Band(bad=hurt(steady(0.05, 4.0), value, 1.1), b=steady(0.05, 9.0)).sequence()
    sequence.cap(CAP)
    heard = np.concatenate((playing(sequence, track("bad"), track("b")), listen(sequence, 6.0)))
    assert np.abs(heard).max() <= CEILING
    assert heard[-1, 0] == pytest.approx(0.05 * amplitude(CAP), rel=1e-3)
    assert sequence.snapshot()["item"] == "b"
    assert faults(sequence) == [("bad", "damaged")]


@pytest.mark.parametrize("value", HURTFUL.values(), ids=HURTFUL)
def test_a_file_of_nothing_else_is_named_and_the_next_piece_comes(value: float) -> None:
    sequence = Band(bad=hurt(steady(0.0, 60.0), value, 0.0, 60.0), b=steady(0.05, 9.0)).sequence()
    heard = playing(sequence, track("bad"), track("b"), fade_in=1.0)
    assert heard[-1, 0] == pytest.approx(0.05, abs=1e-4)
    assert faults(sequence) == [("bad", "damaged")]


@pytest.mark.parametrize("value", HURTFUL.values(), ids=HURTFUL)
def test_the_mixer_is_whole_at_the_next_block_whatever_a_deck_gives(
    value: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    sequence = Band(a=steady(0.05, 30.0)).sequence()
    playing(sequence, track("a"))
    sequence.cap(CAP)
    listen(sequence, 0.5)
    with monkeypatch.context() as meanwhile:
        source = sequence.mixer.decks[0].source
        meanwhile.setattr(source, "read", lambda count: np.full((count, 2), value, np.float32))
        assert np.abs(sequence.render(4_800)).max() <= CEILING
    listen(sequence, 0.5)
    assert listen(sequence, 0.5) == pytest.approx(0.05 * amplitude(CAP), rel=1e-3)
    assert np.isfinite(sequence.snapshot()["peak_db"])


@pytest.mark.parametrize("value", HURTFUL.values(), ids=HURTFUL)
def test_a_spoken_line_passes_the_same_gate_and_silence_still_silences(value: float) -> None:
    sequence = Band(a=steady(0.05, 30.0), line=hurt(steady(0.05, 2.0), value, 0.7, 0.2)).sequence()
    playing(sequence, track("a"))
    sequence.voice(1, "line", 24.0, -12.0, 0.1, 0.1)
    wait_until(lambda: sequence._voice_waits is None or sequence._voice_waits.source.ready)
    assert np.abs(listen(sequence, 3.0)).max() <= np.float32(amplitude(-1.0))
    reports = sequence.reports()
    assert "voice_ended" in [report["report"] for report in reports]
    assert [report["code"] for report in reports if report["report"] == "fault"] == ["damaged"]
    sequence.fade(-120.0, 0.1)
    listen(sequence, 0.2)
    assert not listen(sequence, 0.5).any()


def test_what_no_reader_foresaw_ends_the_file_and_not_the_music() -> None:
    class Odd(Memory):
        def again(self) -> Memory:
            odd = Odd(self._samples)
            odd._at = self._at
            return odd

        def read(self, frames: int) -> Samples:
            if self._at > RATE:
                raise ZeroDivisionError
            return super().read(frames)

    sequence = Band(odd=Odd(steady(0.05, 30.0)), b=steady(0.05, 9.0)).sequence()
    playing(sequence, track("odd"), track("b"))
    assert listen(sequence, 4.0)[-1, 0] == pytest.approx(0.05, abs=1e-4)
    assert ("odd", "damaged") in faults(sequence)


@given(st.lists(st.tuples(st.floats(), st.floats(0.0, 0.1), st.integers(1, 4_000)), min_size=1, max_size=6))
def test_no_level_that_is_asked_for_leaves_a_gain_that_is_no_number(moves: list[tuple[float, float, int]]) -> None:
    ramp = Ramp()
    for db, seconds, count in moves:
        ramp.to(db, seconds)
        assert np.isfinite(ramp.next(count)).all()
    ramp.to(0.0, 0.02)
    ramp.next(RATE)
    assert ramp.next(10) == 1.0


def test_the_second_output_reads_on_behind_what_was_no_number() -> None:
    bad = iter([False, True])
    tape = Tape(lambda count: np.full((count, 2), np.nan if next(bad, False) else 0.05, np.float32))
    for start in range(0, 4_800 * 8, 4_800):
        heard = tape.between(start + 20.5, 1.0005, 4_700)
    assert heard == pytest.approx(0.05, abs=1e-4)


@pytest.mark.parametrize("value", HURTFUL.values(), ids=HURTFUL)
def test_a_scan_names_the_file(tmp_path: Path, value: float) -> None:
    path = write(tmp_path / "bad.wav", hurt(tone(440, 3.0), value, 1.5), subtype="FLOAT")
    facts = scan_file(path)
    assert facts.fault == "damaged"
    assert "bad.wav is damaged inside" in reason(path, facts.fault, facts)
    assert np.isfinite([facts.gain_db, facts.lufs or 0.0, facts.true_peak_db or 0.0]).all()


@pytest.mark.parametrize("value", NEVER_SOUND)
def test_a_meter_takes_whatever_it_is_given(value: float) -> None:
    meter = Meter(RATE)
    meter.push(hurt(tone(440, 2.0), value, 0.5, 1.0))
    loudness = meter.finish()
    assert np.isfinite([loudness.lufs, loudness.true_peak_db]).all()


@pytest.mark.parametrize("rate", [48_000, 44_100])
@pytest.mark.parametrize("subtype", ["FLOAT", "DOUBLE"])
def test_a_real_file_gives_nothing_but_sound(tmp_path: Path, rate: int, subtype: str) -> None:
    sound = tone(440, 4.0, rate)
    sound[rate] = 1e38
    sound[2 * rate] = np.nan
    source = FileSource(write(tmp_path / "bad.wav", sound, rate, subtype=subtype), open_decoder)
    source.begin()
    wait_until(lambda: source.left is not None and source._ended)
    assert np.abs(source.read(4 * RATE)).max() < 0.4
    assert source.fault() == "damaged"
