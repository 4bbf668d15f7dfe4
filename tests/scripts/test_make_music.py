"""The music that ships: composed the same every time, clear in its harmony, and complete on the disk."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
import soundfile

from kapguide.audio.loudness import integrated, powers, true_peak
from make_music import BY_TITLE, PLAYLISTS, SHIPPED
from music.compose import SLOTS, rendered
from music.harmony import Chord, clash, fitting, lead
from music.pieces import HOMEWARD, PIECES
from music.shipping import LARGEST, longest_silence, measured, playlist_faults, read_audio, read_playlist, steepest_rise
from music.tone import RATE, Curve

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
    assert "4 to 8 minutes" in faults


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
        assert (info.samplerate, info.channels, info.format) == (RATE, 2, "OGG")
        assert info.duration == pytest.approx(seconds, abs=0.5)
    assert sum(seconds for _, seconds, _ in entries) >= 3600


def test_neighbours_share_tones() -> None:
    for playlist in PLAYLISTS:
        for (_, one), (_, two) in itertools.pairwise(playlist.entries):
            shared = BY_TITLE[one].score().chords[-1].classes & BY_TITLE[two].score().chords[0].classes
            assert len(shared) >= 2, f"{one} to {two}"


def test_what_ships_is_complete_an_hour_long_and_small() -> None:
    assert playlist_faults(SHIPPED, PLAYLISTS) == []
    files = sorted((SHIPPED / "audio").iterdir())
    assert {path.name for path in files} == {piece.file_name for piece in PIECES}
    assert sum(soundfile.info(path).duration for path in files) >= 3600.0
    assert sum(path.stat().st_size for path in files) <= LARGEST


def test_one_shipped_file_measures_as_it_should() -> None:
    piece = min(PIECES, key=lambda each: each.score().length)
    assert measured(piece.title, read_audio(SHIPPED / "audio" / piece.file_name)).faults(piece.slot) == []
