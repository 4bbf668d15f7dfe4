"""The music that ships: composed the same every time, clear in its harmony, and complete on the disk."""

import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from kapguide.audio.library.loudness import integrated, powers, true_peak
from make_music import BY_TITLE, PLAYLISTS, SHIPPED
from music.compose import SLOTS, rendered
from music.difference import distance, traits_of
from music.harmony import Chord, clash, fitting, lead
from music.layers import LEAD_IN, Drone, Score
from music.moving import Glide, Orbit, Overtones
from music.pieces import HOMEWARD, PIECES
from music.plucked import Strum
from music.shipping import (
    FILE_RATE,
    LARGEST,
    LEAST_MINUTES,
    NOTES,
    longest_silence,
    measured,
    playlist_faults,
    read_audio,
    read_playlist,
    steepest_rise,
    write_audio,
)
from music.timbres import PIZZ, PURE
from music.tone import RATE, Curve, hertz

EXCERPT = replace(HOMEWARD, bar=4.0, form="z", layers=HOMEWARD.layers[:4], reverb=2.0)


def sine(hertz: float, level: float, seconds: float = 3.0) -> np.ndarray:
    wave = level * np.sin(2.0 * np.pi * hertz * np.arange(int(seconds * RATE)) / RATE)
    return np.repeat(wave[:, None], 2, axis=1).astype(np.float32)


def test_an_excerpt_is_the_same_every_time_and_fit_to_hear() -> None:
    first, second = rendered(EXCERPT), rendered(EXCERPT)
    assert np.array_equal(first, second)
    assert np.max(np.abs(first)) > 0.05
    assert np.max(np.abs(first[0])) == 0.0
    assert integrated(powers(first)) == pytest.approx(-20.0, abs=0.1)
    assert true_peak(first) < -3.0
    assert longest_silence(first[RATE // 2 : -RATE // 2]) == 0.0


def test_the_loudness_meter_agrees_with_the_standard() -> None:
    assert integrated(powers(sine(997.0, 0.1))) == pytest.approx(-20.0, abs=0.05)
    assert true_peak(sine(12_000.0, 0.5)) == pytest.approx(-6.02, abs=0.1)


def test_the_check_finds_silence_suddenness_and_wrong_levels() -> None:
    broken = sine(440.0, 0.4, 12.0)
    broken[3 * RATE : 5 * RATE] = 0.0
    assert longest_silence(broken) == pytest.approx(2.0, abs=0.1)
    assert steepest_rise(broken) > 14.0
    faults = " ".join(measured("Broken", broken).faults("arrive"))
    assert "LUFS" in faults
    assert "silent" in faults
    assert "4 to 10 minutes" in faults


@pytest.mark.parametrize("piece", PIECES, ids=lambda piece: piece.title)
def test_no_chord_rubs_and_voices_move_gently(piece) -> None:
    chords = piece.score().chords
    for chord in chords:
        assert not any(clash(low, high) for low, high in itertools.combinations((chord.bass, *chord.voices), 2))
    moves = [
        abs(after - before)
        for one, two in itertools.pairwise(chords)
        for before, after in zip(one.voices, two.voices, strict=False)
    ]
    assert np.mean(moves) < 2.5
    assert 0.15 < np.mean(np.array(moves) == 0) < 0.9


def test_common_tones_stay_and_a_melody_bends_to_the_chord() -> None:
    before = (52, 57, 60, 64)
    after = lead([0, 4, 5, 9], 41, before, 50, 72)
    assert len(set(before) & set(after)) == 3
    chord = Chord(0.0, 10.0, 36, (52, 55, 62, 71))
    scale = frozenset({0, 2, 4, 5, 7, 9, 11})
    assert fitting(65, chord, scale, resting=False) == 64, "F rubs against E"
    assert fitting(65, chord, scale, resting=False, before=64) == 67
    assert fitting(69, chord, scale, resting=False) == 69
    assert fitting(69, chord, scale, resting=True) == 67, "a phrase rests on a tone of the chord"


def test_a_curve_passes_through_its_points() -> None:
    levels = Curve("0:-6 .5:0 1:-60").decibels(np.array([0.0, 0.25, 0.5, 1.0]))
    assert levels == pytest.approx([-6.0, -3.0, 0.0, -60.0])
    assert Curve("0:-60 1:-60").gains(4800).max() == 0.0


@pytest.mark.parametrize("playlist", PLAYLISTS, ids=lambda playlist: playlist.name)
def test_a_shipped_playlist_is_a_whole_arc_of_readable_files(playlist) -> None:
    entries = read_playlist(SHIPPED / playlist.name)
    slots = [slot for slot, _, _ in entries]
    assert slots == sorted(slots, key=SLOTS.index)
    assert set(slots) == set(SLOTS)
    for _, seconds, path in entries:
        info = soundfile.info(path)
        assert (info.samplerate, info.channels, info.format) == (FILE_RATE, 2, "OGG")
        assert info.duration == pytest.approx(seconds, abs=0.5)
    assert sum(seconds for _, seconds, _ in entries) >= 150 * 60


def test_neighbours_share_tones() -> None:
    for playlist in PLAYLISTS:
        for (_, one), (_, two) in itertools.pairwise(playlist.entries):
            shared = BY_TITLE[one].score().chords[-1].classes & BY_TITLE[two].score().chords[0].classes
            assert len(shared) >= 2, f"{one} to {two}"


def test_what_ships_is_complete_long_enough_for_each_part_and_small() -> None:
    assert playlist_faults(SHIPPED, PLAYLISTS) == []
    files = sorted((SHIPPED / "audio").iterdir())
    assert {path.name for path in files} == {piece.file_name for piece in PIECES}
    minutes = dict.fromkeys(SLOTS, 0.0)
    for piece in PIECES:
        minutes[piece.slot] += soundfile.info(SHIPPED / "audio" / piece.file_name).duration / 60
    assert all(minutes[slot] >= least for slot, least in LEAST_MINUTES.items()), minutes
    assert sum(path.stat().st_size for path in files) < LARGEST


def test_it_is_written_down_what_a_listener_hears_in_each_piece() -> None:
    notes = (SHIPPED / NOTES).read_text(encoding="utf-8")
    assert len({piece.heard for piece in PIECES}) == len(PIECES)
    for piece in PIECES:
        assert f"**{piece.title}**" in notes
        assert piece.heard in notes
        assert piece.instruments


def still(notes: tuple[int, ...], seconds: float = 6.0) -> Score:
    """Chords of one length, in which one voice moves and the other stays."""
    chords = tuple(Chord(seconds * place, seconds, 45, (60, note)) for place, note in enumerate(notes))
    return Score("Still", 60, frozenset({0, 4, 7}), 1.0, chords, Curve("0:-6 1:-6"))


def bus_for(score: Score) -> np.ndarray:
    return np.zeros((int((score.length + LEAD_IN) * RATE), 2), np.float32)


def pitch_at(sound: np.ndarray, seconds: float) -> float:
    """The strongest frequency (Hz) around a moment of a layer's bus."""
    start = int((seconds + LEAD_IN - 0.4) * RATE)
    part = sound[start : start + int(0.8 * RATE), 0]
    spectrum = np.abs(np.fft.rfft(part * np.hanning(len(part)), 1 << 17))
    return float(np.argmax(spectrum) * RATE / (1 << 17))


def test_a_gliding_line_is_on_its_way_between_two_tones_and_never_steps() -> None:
    score = still((67, 71))
    bus = bus_for(score)
    Glide(PURE, Curve("0:0 1:0"), choose=(1,), slide=0.6).play(score, bus)
    before, between, after = (pitch_at(bus, seconds) for seconds in (1.5, 6.0, 10.5))
    assert before == pytest.approx(hertz(67), rel=0.01)
    assert between == pytest.approx(hertz(69), rel=0.03)
    assert after == pytest.approx(hertz(71), rel=0.01)


def test_overtones_belong_to_the_natural_series_of_their_root() -> None:
    score = still((67,), 8.0)
    bus = bus_for(score)
    Overtones(PURE, 40, (6,), Curve("0:0 1:0")).play(score, bus)
    assert pitch_at(bus, 3.0) == pytest.approx(6 * hertz(40), rel=0.005)


def test_what_turns_is_carried_from_one_side_to_the_other_and_no_louder() -> None:
    score = still((67, 67))
    turned = bus_for(score)
    Orbit(Drone(PURE, (60,), Curve("0:0 1:0")), period=8.0, depth=0.9).play(score, turned)
    half = RATE // 2
    level = np.sqrt(np.mean(turned[: len(turned) // half * half].reshape(-1, half, 2) ** 2, axis=1))
    balance = 20.0 * np.log10(level[4:-4, 0] / level[4:-4, 1])
    assert balance.max() > 6.0
    assert balance.min() < -6.0


def test_open_strings_are_strummed_over_and_over_whatever_the_harmony() -> None:
    score = still((67, 71))
    bus = bus_for(score)
    Strum(PIZZ, (57,), 1.0, Curve("0:0 1:0"), rest=0.5).play(score, bus)
    assert np.max(np.abs(bus[: int((LEAD_IN + 0.7) * RATE)])) == 0.0
    assert longest_silence(bus[int((LEAD_IN + 1.0) * RATE) :]) == 0.0
    assert pitch_at(bus, 2.0) == pytest.approx(hertz(57), rel=0.02)
    assert pitch_at(bus, 10.0) == pytest.approx(hertz(57), rel=0.02)


def test_pieces_are_told_apart_by_colour_and_density_and_one_is_like_itself() -> None:
    low, high = (traits_of(name, sine(pitch, 0.1, 6.0)) for name, pitch in (("low", 110.0), ("high", 880.0)))
    beaten = sine(110.0, 0.1, 6.0)
    beaten[np.arange(len(beaten)) % RATE > RATE // 2] = 0.0
    assert distance(low, low) == 0.0
    assert distance(low, high) > 3.0
    assert traits_of("beaten", beaten).onsets > low.onsets
    assert high.centre > 4 * low.centre


def test_a_written_piece_is_heard_as_it_was_rendered(tmp_path: Path) -> None:
    sound = sine(220.0, 0.1)
    write_audio(sound, tmp_path / "tone.ogg", "Tone")
    heard = read_audio(tmp_path / "tone.ogg")
    assert len(heard) == pytest.approx(len(sound), abs=4)
    assert integrated(powers(heard)) == pytest.approx(integrated(powers(sound)), abs=0.2)


def test_one_shipped_file_measures_as_it_should() -> None:
    piece = min(PIECES, key=lambda each: each.score().length)
    assert measured(piece.title, read_audio(SHIPPED / "audio" / piece.file_name)).faults(piece.slot) == []
