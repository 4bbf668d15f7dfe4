"""The director: which piece sounds through a session under someone's hands."""

import pytest

from kapguide.audio.playlists.playlist import read_playlist
from kapguide.paths import playlists
from kapguide.session import commands as c
from kapguide.settings import OutputSetting, SoundSettings
from kapguide.spans import MINUTE, SECOND
from tests.audio.following import SOUND, Studio, slots
from tests.audio.planning.test_blocks import musical
from tests.support.plans import whole


def test_each_phase_has_its_music_and_nothing_comes_twice() -> None:
    studio = Studio(musical(("arrive",), ("onset",), ("peak",), ("return",)))
    for _ in range(3):
        studio.wait(30 * 60)
        studio.do(c.Next())
    studio.wait(28 * 60)
    heard = slots(studio.started)
    assert list(dict.fromkeys(heard)) == ["arrive", "onset", "peak", "return"]
    assert min(heard.count(slot) for slot in set(heard)) >= 6
    assert len(studio.started) == len(set(studio.started))


def test_a_phase_that_is_moved_on_crossfades_by_the_time_between_phases() -> None:
    studio = Studio(musical(("arrive",), ("onset",)))
    studio.wait(60)
    studio.do(c.Next())
    assert studio.sounds() == "onset-1"
    assert studio.player.gone == [
        ("arrive-1.flac", SOUND.crossfade_s, 0.0, 0.0),
        ("onset-1.flac", SOUND.between_phases_s, 0.0, 0.0),
    ]


def test_music_that_belongs_to_both_phases_goes_on() -> None:
    studio = Studio(musical(("arrive",), ("arrive", "onset")))
    studio.wait(60)
    studio.do(c.Next())
    assert len(studio.player.gone) == 1
    assert studio.sounds() == "arrive-1"


def test_a_phase_that_lasts_longer_keeps_its_music() -> None:
    studio = Studio(musical(("arrive",), ("peak",)))
    studio.wait(29 * 60)
    studio.do(c.Hold())
    studio.wait(60 * 60)
    assert set(slots(studio.started)) == {"arrive"}
    assert sum(item.length_s for item in studio.player.queue) > 30 * 60


def test_the_queue_always_holds_half_an_hour_and_never_what_waits_for_a_person() -> None:
    studio = Studio(musical(("arrive",), ("peak",), ("return",)))
    for _ in range(40):
        studio.wait(60)
        assert sum(item.length_s for item in studio.player.queue) > 30 * 60
        assert not [item for item in studio.player.queue if item.slot in ("peak", "return")]


def test_two_parts_in_one_phase_follow_each_other_by_themselves_and_a_hold_keeps_the_first() -> None:
    studio = Studio(musical(("onset", "peak"), ("return",)))
    studio.wait(20 * 60)
    assert list(dict.fromkeys(slots(studio.started))) == ["onset", "peak"]
    held = Studio(musical(("onset", "peak"), ("return",)))
    held.wait(10 * 60)
    held.do(c.Hold())
    held.wait(30 * 60)
    assert set(slots(held.started)) == {"onset"}
    held.do(c.Release())
    held.wait(10 * 60)
    assert slots(held.started)[-1] == "peak"


def test_a_planned_silence_is_kept_and_the_music_comes_back_by_itself() -> None:
    studio = Studio(musical(("onset", "silence 4m", "peak")))
    studio.wait(10 * 60)
    silence = next(item for item in studio.player.queue if item.path == "silence:")
    assert silence.crossfade_s == SOUND.silence_block_s
    studio.wait(5 * 60)
    assert studio.sounds().startswith("silence:")
    studio.wait(5 * 60)
    assert studio.sounds().startswith("peak")
    into = studio.started.index(silence.id)
    assert slots(studio.started)[into - 1] == "onset"


def test_music_makes_way_for_a_silence_of_the_next_phase_by_its_long_fade_and_comes_back_by_the_usual_one() -> None:
    studio = Studio(musical(("onset",), ("silence 4m", "peak"), ("return",)))
    studio.wait(60)
    studio.do(c.Next())
    assert studio.sounds().startswith("silence:")
    assert studio.player.gone[-1][1] == SOUND.silence_block_s
    studio.wait(60)
    studio.do(c.Next())
    assert (studio.sounds(), studio.player.gone[-1][1]) == ("return-1", SOUND.between_phases_s)


def test_an_extension_is_filled_without_touching_what_sounds() -> None:
    studio = Studio(musical(("arrive",), ("peak",)))
    studio.wait(100)
    sounds, gone = studio.sounds(), list(studio.player.gone)
    for command in (c.Extend(5 * MINUTE), c.Extend(-2 * MINUTE), c.Hold(), c.Release()):
        studio.do(command)
        studio.wait(3)
    assert (studio.sounds(), studio.player.gone) == (sounds, gone)
    assert studio.director.planned.stretches[0].block.end == 33 * MINUTE + 3 * SECOND


# --- the hands ---------------------------------------------------------------------------------------------------


def test_deeper_music_begins_at_a_quiet_moment_and_pressed_again_at_once() -> None:
    overview = bytes([200] * 20 + [20] + [200] * 79)  # quiet 60 to 63 s into the piece
    studio = Studio(musical(("onset",), ("return",)), overview=overview)
    studio.wait(30)
    studio.do(c.ShiftMusic(1))
    item, seconds, at_s, from_s = studio.player.gone[-1]
    assert item.startswith("build")
    assert (seconds, at_s) == (SOUND.shift_s, 0.0)
    assert from_s == pytest.approx(60, abs=3)
    assert studio.sounds() == "onset-1"
    studio.do(c.ShiftMusic(1))
    assert studio.player.gone[-1] == (item, SOUND.shift_now_s, 0.0, 0.0)
    assert studio.sounds().startswith("build")


def test_softer_music_without_a_known_quiet_moment_begins_at_once() -> None:
    studio = Studio(musical(("onset",), ("return",)))
    studio.wait(30)
    studio.do(c.ShiftMusic(-1))
    assert studio.player.gone[-1][1:] == (SOUND.shift_s, 0.0, 0.0)
    assert studio.sounds().partition("-")[0] in ("arrive", "return")


def test_what_was_asked_for_and_has_not_come_is_taken_back() -> None:
    studio = Studio(musical(("onset",), ("return",)), overview=bytes([200] * 20 + [20] + [200] * 79))
    studio.wait(30)
    studio.do(c.ShiftMusic(1))
    studio.wait(5)
    studio.do(c.Undo())
    assert studio.player.gone[-1][0] == ""
    studio.wait(120)
    assert studio.sounds() == "onset-1"


@pytest.mark.parametrize(
    "command", [c.Next(), c.NextTrack(15.0), c.ReturnMusic()], ids=lambda each: type(each).__name__
)
def test_undo_brings_back_the_piece_that_was_left_where_it_was(command: c.Command) -> None:
    studio = Studio(musical(("onset",), ("peak",), ("return",)))
    studio.wait(60)
    studio.do(command)
    assert studio.sounds() != "onset-1"
    studio.wait(8)
    studio.do(c.Undo())
    assert studio.player.gone[-1] == ("onset-1.flac", SOUND.crossfade_s, 0.0, 0.0)
    assert studio.sounds() == "onset-1"
    studio.wait(400)
    assert slots(studio.started)[-1] == "onset"


def test_a_piece_that_has_faded_out_comes_back_where_it_would_be() -> None:
    studio = Studio(musical(("onset",), ("peak",)), settings=SoundSettings(crossfade_s=3.0, between_phases_s=3.0))
    studio.wait(60)
    studio.do(c.Next())
    studio.wait(9)
    studio.do(c.Undo())
    item, seconds, at_s, _ = studio.player.gone[-1]
    assert (item, seconds) == ("onset-1.flac", 3.0)
    assert at_s == pytest.approx(69, abs=1)


@pytest.mark.parametrize(("after", "back"), [(29, True), (30, True), (31, False)])
def test_what_was_left_half_a_minute_ago_goes_on_and_what_was_left_before_does_not(after: int, back: bool) -> None:
    studio = Studio(musical(("onset",), ("return",)))
    studio.wait(60)
    studio.do(c.ReturnMusic())
    studio.wait(after)
    assert studio.sounds() == "return-1"
    studio.do(c.ReturnMusic(on=False))
    assert studio.sounds() == ("onset-1" if back else "onset-2")
    assert studio.player.gone[-1][2] == pytest.approx(60 + after if back else 0, abs=1)
    studio.wait(1)
    studio.do(c.ReturnMusic())
    assert studio.sounds() == ("return-2" if back else "return-1"), "who went back has left nothing behind"


def test_a_piece_that_would_be_over_by_now_does_not_come_back() -> None:
    studio = Studio(musical(("onset",), ("peak",)), settings=SoundSettings(crossfade_s=3.0))
    studio.wait(295)
    studio.do(c.NextTrack(2.0))
    studio.wait(8)
    studio.do(c.Undo())
    assert studio.sounds() == "onset-2"
    assert [item for item, *_ in studio.player.gone].count("onset-1.flac") == 1


def test_the_next_piece_is_of_the_same_music_and_the_one_that_was_left_does_not_come_again() -> None:
    studio = Studio(musical(("onset",), ("peak",)))
    studio.wait(60)
    studio.do(c.NextTrack(15.0))
    assert studio.player.gone[-1] == ("onset-2.flac", 15.0, 0.0, 0.0)
    studio.wait(20 * 60)
    assert studio.started.count("onset-1.flac") == 1


@pytest.mark.parametrize("told_late", [0, 1, 2, 5])
def test_next_in_a_hurry_is_another_piece_each_time_though_nothing_is_reported_yet(told_late: int) -> None:
    """The sound tells what has begun when it has begun: presses may come before that."""
    studio = Studio(musical(("onset",), ("peak",)))
    studio.wait(60)
    for _ in range(5):
        studio.do(c.NextTrack(15.0), told_late)
    asked = [item for item, *_ in studio.player.gone]
    assert len(set(asked)) == len(asked) == 6
    studio.wait(30)
    studio.do(c.NextTrack(15.0))
    assert studio.player.gone[-1][0] not in asked


@pytest.mark.parametrize("name", ["deep", "evening", "gentle"])
@pytest.mark.parametrize("phase", range(4))
def test_next_is_never_the_piece_that_sounds_with_the_music_that_ships(name: str, phase: int) -> None:
    music = read_playlist(playlists() / f"{name}.m3u8").tracks
    studio = Studio(musical(("arrive",), ("onset",), ("peak",), ("return",)), music)
    for _ in range(phase):
        studio.wait(60)
        studio.do(c.Next())
    for _ in range(6):
        before = studio.sounds()
        studio.do(c.NextTrack(15.0))
        assert studio.sounds().partition(".")[0] != before.partition(".")[0]
        studio.wait(2)


def test_the_way_back_is_for_the_rest_of_the_session_until_it_is_let_go() -> None:
    studio = Studio(musical(("peak",), ("peak",), ("return",)))
    studio.wait(60)
    studio.do(c.ReturnMusic(seconds=25.0))
    assert studio.sounds().startswith("return")
    studio.do(c.Next())
    studio.wait(20 * 60)
    assert studio.sounds().startswith("return")
    studio.do(c.ReturnMusic(on=False))
    assert studio.sounds().startswith("peak")


def test_levels_follow_and_undo_follows_too() -> None:
    studio = Studio(musical(("peak",)))
    studio.do(c.ChangeOutputLevel("room", -3.0))
    studio.do(c.Undo())
    assert studio.player.levels == [("room", -3.0), ("room", 0.0)]
    studio.do(c.ChangeLevel(-4.0))
    assert studio.player.status().master_db == -4.0
    studio.do(c.FadeMusic(silent=True))
    assert studio.player.status().fade_db == -120.0


def test_a_line_is_said_and_ended_by_hand_and_by_an_emergency() -> None:
    studio = Studio(whole())
    studio.do(c.Speak("welcome", "/w.ogg", 2.5))
    studio.do(c.Hush())
    studio.do(c.Speak("welcome", "/w.ogg"))
    studio.do(c.ReportVoiceEnded())
    studio.do(c.StartEmergency())
    assert studio.player.voices == [("/w.ogg", 2.5), ("", 0.0), ("/w.ogg", 0.0), ("", 0.0)]


@pytest.mark.parametrize(("settings", "chimes"), [(SOUND, 0), (SoundSettings(therapist=OutputSetting("Ear")), 1)])
def test_a_prompt_chimes_only_where_the_therapist_has_an_output(settings: SoundSettings, chimes: int) -> None:
    assert Studio(whole(), settings=settings).player.chimes == chimes
