"""The hands on the music: what each asks for, what is refused, and what a second press means."""

from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.engine import MOST_SHIFT, shift_waits
from kapguide.session.levels import LEVEL_RANGE, OUTPUT_RANGE
from kapguide.spans import MINUTE, SECOND
from tests.support.plans import Room, three, whole


def test_the_music_goes_to_silence_and_back_once_each() -> None:
    room = Room(three())
    assert room.do(c.FadeMusic(silent=True)) == [e.MusicFaded(True, 6.0)]
    assert room.refuses(c.FadeMusic(silent=True)) == "The music is silent already."
    assert room.do(c.FadeMusic(silent=False, seconds=3.0)) == [e.MusicFaded(False, 3.0)]
    assert room.refuses(c.FadeMusic(silent=False)) == "The music is playing already."


def test_the_level_moves_between_its_limits() -> None:
    room = Room(three())
    low, high = LEVEL_RANGE
    assert room.do(c.ChangeLevel(-2.0)) == [e.LevelChanged(0.0, -2.0)]
    assert room.do(c.ChangeLevel(-100.0)) == [e.LevelChanged(-2.0, low)]
    assert room.refuses(c.ChangeLevel(-1.0)) == "The level is at its limit."
    room.do(c.ChangeLevel(100.0))
    assert room.state.music.level_db == high


def test_what_the_sound_process_says_is_kept() -> None:
    room = Room(three())
    assert room.do(c.ReportTrack("onset-1", "Onset")) == [e.TrackStarted("onset-1", "Onset", "first")]
    assert room.state.music.title == "Onset"
    room.do(c.ReportFault("The output is gone.", "alsa"))
    assert room.state.fault == "The output is gone."
    room.do(c.ReportSoundBack(800))
    assert room.state.fault == ""


def test_each_output_has_a_level_of_its_own() -> None:
    room = Room(three())
    low, high = OUTPUT_RANGE
    assert room.do(c.ChangeOutputLevel("room", -3.0)) == [e.OutputLevelChanged("room", 0.0, -3.0)]
    assert room.do(c.ChangeOutputLevel("headphones", -99.0)) == [e.OutputLevelChanged("headphones", 0.0, low)]
    assert room.state.music.outputs == {"room": -3.0, "headphones": low}
    assert room.refuses(c.ChangeOutputLevel("headphones", -1.0)) == "The level is at its limit."
    room.do(c.ChangeOutputLevel("room", 99.0))
    assert room.state.music.outputs["room"] == high


def test_deeper_is_asked_for_once_and_pressed_again_it_comes_at_once() -> None:
    room = Room(three())
    assert room.do(c.ShiftMusic(1)) == [e.MusicShifted(0, 1)]
    assert shift_waits(room.state)
    room.wait(SECOND)
    assert room.do(c.ShiftMusic(1)) == [e.MusicShifted(1, 1, at_once=True)]
    room.wait(SECOND)
    room.do(c.ReportTrack("a", "A"))
    assert not shift_waits(room.state)
    room.wait(SECOND)
    assert room.do(c.ShiftMusic(1)) == [e.MusicShifted(1, 2)]


def test_the_other_way_takes_back_what_has_not_come_yet() -> None:
    room = Room(three())
    room.do(c.ShiftMusic(1))
    room.wait(SECOND)
    assert room.do(c.ShiftMusic(-1)) == [e.MusicShifted(1, 0)]
    assert not shift_waits(room.state)
    room.wait(SECOND)
    assert room.do(c.ShiftMusic(-1)) == [e.MusicShifted(0, -1)]


def test_a_shift_changes_nothing_of_the_phases_before() -> None:
    room = Room(three())
    room.do(c.ShiftMusic(-1))
    room.wait(SECOND)
    room.do(c.Next())
    before = room.state.flow.runs[0]
    room.do(c.ShiftMusic(1))
    assert room.state.flow.runs == (before, room.state.flow.run)
    assert (before.shift, room.state.flow.run.shift) == (-1, 1)


def test_music_is_shifted_so_far_and_a_new_phase_begins_as_planned() -> None:
    room = Room(three())
    for step in range(MOST_SHIFT):
        assert room.do(c.ShiftMusic(-1)) == [e.MusicShifted(-step, -step - 1)]
        room.wait(SECOND)
        room.do(c.ReportTrack(f"track-{step}", "T"))
        room.wait(SECOND)
    assert room.refuses(c.ShiftMusic(-1)) == "The music is as soft as it goes in this phase."
    room.do(c.Next())
    assert room.state.flow.run.shift == 0
    room.do(c.Undo())
    assert room.state.flow.run.shift == -MOST_SHIFT


def test_the_way_back_is_asked_for_and_let_go_once_each() -> None:
    room = Room(three())
    assert room.do(c.ReturnMusic()) == [e.MusicReturned(True, 25.0)]
    assert room.refuses(c.ReturnMusic()) == "The music is on its way back already."
    room.do(c.Next())
    assert room.state.music.returning, "it stays so in the next phase"
    assert room.do(c.ReturnMusic(on=False)) == [e.MusicReturned(False, 25.0)]
    assert room.refuses(c.ReturnMusic(on=False)) == "The phase’s own music is playing."


def test_silent_music_is_brought_back_before_it_is_steered() -> None:
    room = Room(three())
    room.do(c.FadeMusic(silent=True))
    for command in (c.ShiftMusic(1), c.NextTrack(), c.ReturnMusic()):
        assert room.refuses(command) == "The music is silent. Bring it back first."


def test_what_was_heard_is_remembered_each_piece_once() -> None:
    room = Room(three())
    for track in ("a", "b", "a"):
        room.wait(MINUTE)
        room.do(c.ReportTrack(track, track.upper()))
    assert room.state.music.heard == ("b", "a"), "by when they were heard last"
    assert room.state.music.since == 3 * MINUTE


def test_a_line_is_said_and_ends_by_itself_or_by_hand() -> None:
    room = Room(whole())
    assert room.do(c.Speak("welcome", "/w.ogg", 2.0)) == [e.VoiceBegan("welcome", "Welcome", "/w.ogg", 2.0)]
    assert room.state.speaking == "welcome"
    assert room.do(c.ReportVoiceEnded()) == [e.VoiceEnded()]
    assert room.do(c.ReportVoiceEnded()) == [], "nothing was being said"
    assert room.refuses(c.Hush()) == "Nothing is being said."
    room.do(c.Speak("welcome", "/w.ogg"))
    assert room.do(c.Hush()) == [e.VoiceEnded(by_hand=True)]
    assert room.refuses(c.Speak("nothing", "/w.ogg")) == "There is no such prompt."


def test_nothing_is_said_in_an_emergency() -> None:
    room = Room(whole())
    room.do(c.Speak("welcome", "/w.ogg"))
    room.do(c.StartEmergency())
    assert room.state.speaking == ""
    assert room.refuses(c.Speak("welcome", "/w.ogg")).startswith("The emergency is on.")
