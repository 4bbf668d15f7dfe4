"""What was measured of the music that ships is true of it, nothing else is changed by it, and it comes in turn."""

import itertools
from pathlib import Path

import pytest

from kapguide import paths
from kapguide.audio.library.scan import scan_file
from kapguide.audio.library.shipped import completed, shipped_facts
from kapguide.audio.planning.arc import part_of, shipped_arc
from kapguide.audio.planning.blocks import blocks_of
from kapguide.audio.planning.programme import MusicWish, plan_music
from kapguide.audio.planning.shelf import strength_of
from kapguide.audio.player.player import SILENCE
from kapguide.audio.playlists.playlist import read_chosen
from kapguide.audio.track import TARGET_LUFS, Track
from kapguide.session import commands as c
from kapguide.session.protocol.protocol_file import read_protocol, shipped_protocols
from tests.audio.following import Studio
from tests.support.plans import DOSING_FILES

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


@pytest.mark.parametrize("name", ["deep", "evening", "gentle"])
def test_no_shipped_piece_follows_itself_in_any_shipped_protocol(name: str) -> None:
    tracks = read_chosen(name).tracks
    for file in shipped_protocols():
        protocol = read_protocol(file)
        studio = Studio(protocol, music=tracks)
        for _ in protocol.phases[1:]:
            studio.do(c.Next())
            studio.wait(90)
            for told in ([item.path for item in studio.player.queue], studio.started):
                known = [path.partition("#")[0] for path in told]
                assert all(one != other for one, other in itertools.pairwise(known)), (file.stem, known)


@pytest.mark.parametrize("file", shipped_protocols(), ids=lambda file: file.stem)
@pytest.mark.parametrize("name", ["deep", "evening", "gentle"])
def test_no_shipped_protocol_hears_a_piece_twice_at_its_planned_length(name: str, file: Path) -> None:
    tracks, arc = [completed(track) for track in read_chosen(name).tracks], shipped_arc()
    blocks = blocks_of(Studio(read_protocol(file), music=tuple(tracks)).room.state, 0)
    for seed in range(6):
        planned = plan_music(blocks, tracks, arc, MusicWish(seed))
        heard = [placed.track.path for stretch in planned.stretches for placed in stretch.placed]
        assert len(heard) == len(set(heard)), (seed, planned.warnings)
        assert not any(placed.again for stretch in planned.stretches for placed in stretch.placed)
        assert not planned.warnings


@pytest.mark.parametrize("name", ["deep", "evening", "gentle"])
def test_each_shipped_playlist_has_enough_for_each_part_of_the_arc(name: str) -> None:
    minutes = dict.fromkeys(("arrive", "onset", "peak", "return"), 0.0)
    for track in read_chosen(name).tracks:
        minutes[track.slot] += completed(track).length_s / 60
    assert minutes["arrive"] >= 35, minutes
    assert minutes["onset"] >= 25, minutes
    assert minutes["peak"] >= 60, minutes
    assert minutes["return"] >= 45, minutes


@pytest.mark.parametrize("name", ["deep", "evening", "gentle"])
def test_no_shipped_piece_is_borrowed_by_a_part_that_it_is_too_strong_for(name: str) -> None:
    tracks, arc = [completed(track) for track in read_chosen(name).tracks], shipped_arc()
    for file in shipped_protocols():
        studio = Studio(read_protocol(file), music=tuple(tracks))
        blocks = blocks_of(studio.room.state, 0)
        for seed in range(4):
            for stretch in plan_music(blocks, tracks, arc, MusicWish(seed)).stretches:
                part = part_of(arc, stretch.block.slot)
                borrowed = [placed.track for placed in stretch.placed if placed.track.slot != stretch.block.slot]
                for track in borrowed if part is not None else ():
                    assert strength_of(track, arc) <= max(part.strength), (file.stem, stretch.text, track.title)


@pytest.mark.parametrize("file", DOSING_FILES, ids=lambda file: file.stem)
def test_the_talk_at_the_end_is_quiet_for_as_long_as_it_lasts_and_music_comes_when_asked_for(file: Path) -> None:
    studio = Studio(read_protocol(file), music=read_chosen("gentle").tracks)
    studio.do(c.GiveDose("as prescribed", studio.room.state.protocol.route or "", "K. Lind", studio.room.now))
    for _ in studio.room.state.protocol.phases[1:]:
        studio.do(c.Next())
        studio.wait(30)
    studio.wait(60)
    assert studio.player.status().item.startswith(SILENCE)
    began = len(studio.started)
    studio.wait(2 * 3600)
    assert all(name.startswith(SILENCE) for name in studio.started[began:])
    assert studio.player.status().item.startswith(SILENCE)
    studio.do(c.ReturnMusic())
    assert not studio.player.status().item.startswith(SILENCE)
