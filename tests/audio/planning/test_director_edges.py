"""The director where it is easily wrong: silences, holds, undo upon undo, odd music, windows that died."""

import contextlib
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kapguide.audio.planning.director import Director
from kapguide.audio.planning.queue import named, track_of
from kapguide.audio.playlists.playlist import Playlist
from kapguide.audio.sound import wire
from kapguide.session import commands as c
from kapguide.session.engine import Refused
from kapguide.spans import MINUTE, SECOND
from tests.audio.following import MUSIC, SOUND, Studio, Told, slots, track
from tests.audio.planning.test_blocks import musical


def test_before_the_first_wish_there_is_silence() -> None:
    studio = Studio(musical((), ("onset",)))
    studio.wait(60)
    assert studio.sounds().startswith("silence:")
    studio.do(c.Next())
    assert studio.sounds() == "onset-1"


def test_an_undo_of_something_else_leaves_a_natural_join_alone() -> None:
    studio = Studio(musical(("onset", "peak"), ("return",)))
    while not studio.sounds().startswith("peak"):
        studio.wait(1)
    asked = len(studio.player.gone)
    studio.do(c.ChangeLevel(-1.0))
    studio.do(c.Undo())
    studio.wait(5)
    assert len(studio.player.gone) == asked
    assert studio.sounds().startswith("peak")


def test_hands_are_undone_one_after_the_other_back_to_the_first_piece() -> None:
    studio = Studio(musical(("onset",), ("peak",)))
    studio.wait(60)
    for command in (c.NextTrack(15.0), c.NextTrack(15.0), c.Undo(), c.Undo()):
        studio.do(command)
        studio.wait(1)
    assert studio.started == ["onset-1.flac", "onset-2.flac", "onset-3.flac", "onset-2.flac", "onset-1.flac"]


def test_in_a_long_hold_all_pieces_come_round() -> None:
    four = tuple(track(f"peak-{number}", "peak") for number in range(1, 5))
    studio = Studio(musical(("peak",), ("peak",)), music=four)
    studio.do(c.Hold())
    studio.wait(100 * 60)
    heard = [name.partition("#")[0] for name in studio.started]
    assert min(heard.count(piece.id) for piece in four) >= 4
    assert all(len(set(heard[place : place + 4])) == 4 for place in range(len(heard) - 3))


def test_a_piece_that_comes_again_has_a_name_of_its_own_and_the_queue_keeps_its_length() -> None:
    studio = Studio(musical(("onset",), ("peak",)), music=tuple(track(f"onset-{n}", "onset") for n in range(1, 4)))
    for command in (c.NextTrack(), c.NextTrack(), c.Undo(), c.ReturnMusic(), c.Extend(-5 * MINUTE)):
        studio.do(command)
        names = [item.id for item in studio.player.queue]
        assert len(names) == len(set(names))
        assert sum(item.length_s for item in studio.player.queue) > 45 * 60
        assert all(one.path != other.path for one, other in itertools.pairwise(studio.player.queue[-8:]))


def test_a_piece_is_known_by_its_name_however_often_it_has_come() -> None:
    sea, second_sea = track("sea", "onset"), track("sea.flac#2", "onset")
    known = named((sea, second_sea))
    assert [track_of(known, name) for name in (sea.id, f"{sea.id}#3", second_sea.id)] == [sea, sea, second_sea]
    assert track_of(known, "gone.flac") is None


def test_alone_the_process_goes_round_without_a_piece_that_follows_itself() -> None:
    for there in (2, 3, 4, 5):
        music = tuple(track(f"onset-{number}", "onset") for number in range(there))
        studio = Studio(musical(("onset",), ("peak",)), music=music)
        studio.do(c.NextTrack())
        first = studio.player.queue[studio.player.repeat_from]
        assert first.path != studio.player.queue[-1].path


@pytest.mark.parametrize("label", ["", "arrive"])
def test_a_mix_of_three_hours_sounds_on_through_every_phase(label: str) -> None:
    mix = replace(track("mix", label), length_s=3 * 3600.0)
    studio = Studio(musical(("arrive",), ("onset",), ("silence 3m", "peak"), ("return",)), music=(mix,))
    hands = (c.Next(), c.Undo(), c.Next(), c.Hold(), c.Release(), c.ReturnMusic(), c.ReturnMusic(on=False))
    for command in hands:
        studio.wait(0 if isinstance(command, c.Undo) else 2 * 60)
        studio.do(command)
    assert (studio.started, len(studio.player.gone)) == (["mix.flac"], 1)
    again = Director(studio.player, Playlist("Test", (mix,)), SOUND)
    again.take_over(studio.room.state, studio.player.status().item, studio.room.now)
    assert len(studio.player.gone) == 1
    player = Told(lambda report: None)
    Director(player, Playlist("Test", (mix,)), SOUND).take_over(studio.room.state, "", studio.room.now)
    assert [(name, at_s) for name, _, at_s, _ in player.gone] == [("mix.flac", 12 * 60.0)]


def test_a_mix_makes_way_where_the_phase_has_music_of_its_own_and_comes_back_with_undo() -> None:
    mix = replace(track("mix", ""), length_s=3 * 3600.0)
    studio = Studio(musical(("arrive",), ("onset",), ("peak",)), music=(mix, track("peak-1", "peak")))
    studio.do(c.Next())
    assert studio.sounds() == "mix"
    studio.do(c.Next())
    assert studio.sounds() == "peak-1"
    studio.do(c.Undo())
    assert studio.sounds() == "mix"
    assert studio.player.gone[-1][0] == "mix.flac"


def test_a_planned_silence_that_is_held_stays_silent() -> None:
    studio = Studio(musical(("onset", "silence 4m", "peak")))
    while not studio.sounds().startswith("silence:"):
        studio.wait(1)
    studio.do(c.Hold())
    studio.wait(20 * 60)
    assert studio.sounds().startswith("silence:")
    studio.do(c.Release())
    studio.wait(10 * 60)
    assert studio.sounds().startswith("peak")


def test_an_extension_on_the_way_into_a_silence_does_not_double_it() -> None:
    studio = Studio(musical(("onset", "silence 4m", "peak")))
    while not studio.sounds().startswith("silence:"):
        studio.wait(1)
    studio.wait(5)
    studio.do(c.Extend(2 * MINUTE))
    studio.wait(6 * 60)
    assert studio.sounds().startswith("peak")


def test_the_hands_lead_out_of_a_planned_silence() -> None:
    for command, slot in ((c.NextTrack(15.0), "peak"), (c.ReturnMusic(), "return")):
        studio = Studio(musical(("onset", "silence 4m", "peak"), ("return",)))
        while not studio.sounds().startswith("silence:"):
            studio.wait(1)
        studio.wait(5)
        studio.do(c.ShiftMusic(1))
        assert studio.sounds().startswith("silence:"), "softer and deeper wait for the music"
        studio.do(command)
        assert studio.sounds().partition("-")[0] == slot


def test_an_emergency_keeps_the_phases_next_part_away() -> None:
    studio = Studio(musical(("onset", "peak"), ("return",)))
    studio.wait(14 * 60)
    studio.do(c.StartEmergency())
    studio.wait(20 * 60)
    assert set(slots(studio.started)) == {"onset"}


def test_alone_beyond_its_plan_the_process_has_the_music_of_the_last_part() -> None:
    studio = Studio(musical(("onset", "silence 3m", "peak"), ("return",)))
    labelled = {item.slot for item in studio.player.queue[-3:]}
    assert labelled == {"peak"}
    assert all(item.id.startswith("peak") for item in studio.player.queue[-3:])


def test_odd_entries_cannot_silence_a_session() -> None:
    odd = replace(track("x" * 2_000, "onset"), length_s=99_999_999.0, title="t" * 9_000)
    short = tuple(replace(track(f"onset-{number}", "onset"), length_s=5.0) for number in range(3))
    studio = Studio(musical(("onset",), ("peak",)), music=(odd, *short))
    for item in studio.player.queue:
        wire.TRACK["id"](item.id)
        wire.TRACK["title"](item.title)
        wire.TRACK["length_s"](item.length_s)
    assert len(studio.player.queue) <= 302
    assert studio.director.item_of(studio.started[0]) is not None


def test_what_is_written_after_the_end_does_not_begin_the_last_fade_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    studio, stopped = Studio(musical(("onset",))), list[float]()
    monkeypatch.setattr(studio.player, "stop", stopped.append)
    studio.do(c.End())
    studio.director.follow(studio.room.state, tuple(studio.room.log[-1:]))
    assert stopped == [SOUND.end_s]


def test_what_nobody_knows_has_no_title_no_length_and_no_crossfade() -> None:
    studio = Studio(musical(("onset",), ("peak",)), overview=b"levels")
    asked = (
        studio.director.title_of,
        studio.director.length_of,
        studio.director.crossfade_to,
        studio.director.levels_of,
    )
    assert [ask("gone.flac") for ask in asked] == ["", 0.0, 0.0, b""]
    sounds = studio.player.status().item
    assert [ask(sounds) for ask in asked] == ["onset-1", 300.0, SOUND.crossfade_s, b"levels"]
    studio.wait(60)
    studio.do(c.Next())
    assert studio.director.crossfade_to(studio.player.queue[-1].id) == SOUND.crossfade_s


def test_what_is_not_in_the_player_any_more_still_has_its_title() -> None:
    studio = Studio(musical(("onset",), ("peak",)))
    first = studio.player.status().item
    for _ in range(2):
        studio.wait(60)
        studio.do(c.Next() if studio.sounds() == "onset-1" else c.NextTrack(15.0))
    studio.wait(20 * 60)
    assert studio.player.item(first) is None
    assert studio.director.title_of(first) == "onset-1"


# --- after a crash -----------------------------------------------------------------------------------------------


def test_a_new_window_lets_what_sounds_go_on_and_knows_what_was_heard() -> None:
    studio = Studio(musical(("onset",), ("peak",)))
    studio.wait(12 * 60)
    sounds, gone = studio.sounds(), len(studio.player.gone)
    again = Director(studio.player, Playlist("Test", MUSIC), SOUND)
    again.take_over(studio.room.state, studio.player.status().item, studio.room.now)
    studio.director = again
    assert (studio.sounds(), len(studio.player.gone)) == (sounds, gone)
    studio.wait(12 * 60)
    assert len(studio.started) == len(set(studio.started))


@pytest.mark.parametrize(("later", "wanted"), [(0, ("peak-1.flac", 0.0, 60.0)), (400, ("peak-2.flac", 0.0, 0.0))])
def test_a_new_window_without_sound_takes_up_the_piece_of_the_moment(
    later: int, wanted: tuple[str, float, float]
) -> None:
    studio = Studio(musical(("onset",), ("peak",)))
    studio.wait(60)
    studio.do(c.Next())
    studio.room.clock.elapsed += 60 * SECOND + later * SECOND
    player = Told(lambda report: None)
    Director(player, Playlist("Test", MUSIC), SOUND).take_over(studio.room.state, "", studio.room.now)
    assert player.gone == [(wanted[0], wanted[1], wanted[2], 0.0)]


def test_a_change_that_waits_for_its_moment_goes_on_with_the_next_window() -> None:
    studio = Studio(musical(("onset",), ("return",)), overview=bytes([200] * 20 + [20] + [200] * 79))
    studio.wait(30)
    studio.do(c.ShiftMusic(1))
    again = Director(studio.player, Playlist("Test", MUSIC), SOUND)
    again.take_over(studio.room.state, studio.player.status().item, studio.room.now)
    studio.director = again
    studio.wait(60)
    assert studio.sounds().startswith("build")
    assert again.title_of(studio.player.status().item).startswith("build")


def test_a_playlist_that_is_gone_leaves_the_player_what_it_holds() -> None:
    studio = Studio(musical(("onset",), ("peak",)))
    studio.wait(60)
    held = studio.player.queue
    Director(studio.player, Playlist("Gone", ()), SOUND).take_over(
        studio.room.state, studio.player.status().item, studio.room.now
    )
    assert studio.player.queue == held


def test_a_playlist_without_any_music_is_no_obstacle() -> None:
    studio = Studio(musical(("onset",), ("peak",)), music=())
    for command in (c.Next(), c.Undo(), c.ShiftMusic(1), c.NextTrack(), c.ReturnMusic(), c.Hold(), c.End()):
        studio.do(command)
    assert studio.player.gone == []


# --- any hands ---------------------------------------------------------------------------------------------------

HANDS = st.one_of(
    st.sampled_from(
        [c.Next(), c.Hold(), c.Release(), c.Undo(), c.NextTrack(), c.ReturnMusic(), c.ReturnMusic(on=False)]
    ),
    st.builds(c.ShiftMusic, st.sampled_from([-1, 1])),
    st.builds(c.Extend, st.sampled_from([-5, -2, 2, 5]).map(lambda minutes: minutes * MINUTE)),
    st.builds(c.FadeMusic, st.booleans()),
    st.integers(1, 600),
)
ASKED = (c.Next, c.Undo, c.NextTrack, c.ReturnMusic, c.ShiftMusic)
WISHES = st.lists(
    st.lists(st.sampled_from(["arrive", "onset", "peak", "return", "silence 2m"]), max_size=3).map(tuple),
    min_size=2,
    max_size=4,
)


@settings(max_examples=60)
@given(wishes=WISHES, hands=st.lists(HANDS, max_size=12), quiet=st.booleans())
def test_under_any_hands_the_music_goes_on_and_only_hands_cut_a_piece(
    wishes: list[tuple[str, ...]], hands: list[c.Command | int], quiet: bool
) -> None:
    studio = Studio(musical(("arrive",), *wishes), overview=bytes([9, 3, 8, 1, 7]) if quiet else b"")
    for hand in hands:
        asked = len(studio.player.gone)
        if isinstance(hand, int):
            studio.wait(hand)
        else:
            with contextlib.suppress(Refused):
                studio.do(hand)
        if not isinstance(hand, ASKED):
            assert len(studio.player.gone) == asked, "what sounds is not touched"
        assert studio.sounds()
        silent = studio.sounds().startswith("silence:")
        assert silent or sum(item.length_s for item in studio.player.queue) > 30 * 60
