"""What was measured of the music that ships is true of it, and nothing else is changed by it."""

import pytest

from kapguide import paths
from kapguide.audio.playlist import read_chosen
from kapguide.audio.scan import scan_file
from kapguide.audio.shipped import completed, shipped_facts
from kapguide.audio.track import TARGET_LUFS, Track

SHIPPED = sorted((paths.playlists() / "audio").glob("*.ogg"))


def test_every_piece_was_measured_and_is_level() -> None:
    facts = shipped_facts()
    assert set(facts) == {str(path.resolve()) for path in SHIPPED}
    for known in facts.values():
        assert not known.fault
        assert known.lufs == pytest.approx(TARGET_LUFS, abs=1)
        assert known.overview


def test_a_piece_measures_today_as_it_is_said_to() -> None:
    piece = min(SHIPPED, key=lambda path: path.stat().st_size)
    assert scan_file(str(piece)) == shipped_facts()[str(piece.resolve())]


def test_a_shipped_piece_is_completed_and_any_other_stays_as_it_is() -> None:
    track = read_chosen("evening").tracks[0]
    assert completed(track).length_s != round(track.length_s)
    assert track.labels.intensity
    other = Track("a", "/music/a.flac", "A", length_s=3.0)
    assert completed(other) == other
