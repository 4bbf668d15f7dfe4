"""A script runs as long as a person lets it: each hand on it, and whatever the session does meanwhile."""

import msgspec
import pytest

from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.guiding.script_run import (
    NextStep,
    quiet_left,
    running_script,
    script_left,
)
from kapguide.session.plan import phase_end
from kapguide.spans import MINUTE, SECOND
from tests.session.guiding.script_room import QUIET, SPOKEN, WORDS, end_of, read, run_of, script_room, speak, step_of
from tests.support.plans import Room, small_script


@pytest.fixture
def room() -> Room:
    return script_room()


# --- read by a person ----------------------------------------------------------------------------------------


def test_the_first_line_waits_for_the_person_and_the_next_for_the_silence_and_the_person(room: Room) -> None:
    assert step_of(room) is NextStep.SAID
    room.do(c.FinishLine())
    assert (run_of(room).line, quiet_left(run_of(room), room.now), step_of(room)) == (1, QUIET, NextStep.SAY_NOW)
    room.wait(QUIET)
    assert (run_of(room).line, step_of(room)) == (1, NextStep.SAID)


def test_it_never_runs_ahead_of_who_reads_it(room: Room) -> None:
    room.do(c.FinishLine())
    assert room.wait(20 * MINUTE) == []
    assert (run_of(room).line, step_of(room)) == (1, NextStep.SAID)


def test_a_script_read_to_its_end_says_so_and_waits_to_be_put_away(room: Room) -> None:
    planned = run_of(room).script.length()
    assert script_left(run_of(room), room.now) == planned == 4 * (QUIET + WORDS)
    read(room, 4)
    assert (step_of(room), quiet_left(run_of(room), room.now)) == (NextStep.CLOSE, QUIET)
    room.wait(5 * MINUTE)
    room.do(c.StopScript())
    assert running_script(room.state.scripts) is None
    assert end_of(room) == "Imagery: Open space, read by the therapist, 0:52 of 0:52, to its end"


def test_what_is_stopped_says_where_and_after_how_long(room: Room) -> None:
    read(room, 2)
    room.do(c.StopScript())
    assert end_of(room) == "Imagery: Open space, read by the therapist, 0:16 of 0:52, left at line 3 of 4"


def test_a_silence_that_is_cut_short_says_nothing_by_itself(room: Room) -> None:
    room.do(c.FinishLine())
    room.wait(4 * SECOND)
    assert room.do(c.SayNow()) == [e.ScriptQuietCut(1)]
    assert (run_of(room).line, step_of(room)) == (1, NextStep.SAID)
    assert room.do(c.SayNow()) == [], "a finger that came as the silence ended has said no line"


def test_a_line_is_said_again_and_its_silence_comes_again(room: Room) -> None:
    assert room.refuses(c.RepeatLine()) == "Nothing has been said yet."
    read(room, 2)
    room.do(c.RepeatLine())
    assert (run_of(room).line, step_of(room)) == (1, NextStep.SAID)
    room.do(c.FinishLine())
    assert (run_of(room).line, quiet_left(run_of(room), room.now)) == (2, QUIET)


def test_what_was_skipped_on_the_way_to_the_end_was_not_read(room: Room) -> None:
    room.do(c.FinishLine())
    for _ in range(3):
        room.do(c.SkipLine())
    room.do(c.StopScript())
    assert end_of(room).endswith("read by the therapist, 0:00 of 0:52, to its end, 1 of its 4 lines said")


def test_a_line_that_is_skipped_leaves_the_silence_as_it_is(room: Room) -> None:
    room.do(c.FinishLine())
    room.wait(4 * SECOND)
    room.do(c.SkipLine())
    assert (run_of(room).line, quiet_left(run_of(room), room.now)) == (2, 6 * SECOND)


def test_skipping_all_that_is_left_ends_in_the_same_place(room: Room) -> None:
    for _ in range(4):
        room.wait(SECOND)
        room.do(c.SkipLine())
    assert step_of(room) is NextStep.CLOSE
    assert room.refuses(c.SkipLine())
    assert room.refuses(c.FinishLine())
    room.wait(5 * MINUTE)
    room.do(c.StopScript())
    assert end_of(room) == "Imagery: Open space, 0:04 of 0:52, to its end, 0 of its 4 lines said"


def test_the_last_line_is_said_again_also_when_all_was_said(room: Room) -> None:
    read(room, 4)
    room.do(c.RepeatLine())
    assert (run_of(room).line, step_of(room)) == (3, NextStep.SAID)


@pytest.mark.parametrize(("by", "left"), [(0.6, 52_000 / 1.6), (-0.4, 52_000 / 0.6)])
def test_slower_and_quicker_are_told_in_the_time_that_is_left(room: Room, by: float, left: float) -> None:
    room.do(c.PaceScript(by))
    assert script_left(run_of(room), room.now) == pytest.approx(left, abs=10)
    assert room.refuses(c.PaceScript(by)).startswith("It goes no ")


def test_its_silences_fill_the_phase_whatever_a_line_took(room: Room) -> None:
    room.do(c.Extend(-28 * MINUTE))
    room.do(c.StretchScript())
    assert script_left(run_of(room), room.now) == pytest.approx(MINUTE, abs=20)
    room.wait(9 * SECOND)
    room.do(c.FinishLine())
    end = phase_end(room.state, room.now)
    assert script_left(run_of(room), room.now) == pytest.approx(end - room.now, abs=20)
    room.do(c.StretchScript(False))
    assert script_left(run_of(room), room.now) == 3 * WORDS + 4 * QUIET


def test_a_silence_that_is_over_stays_over_however_the_others_grow(room: Room) -> None:
    room.do(c.FinishLine())
    room.wait(QUIET)
    room.do(c.StretchScript())
    room.do(c.PaceScript(-0.1))
    assert step_of(room) is NextStep.SAID


def test_what_cannot_fill_the_phase_says_why(room: Room) -> None:
    room.do(c.StretchScript())
    assert run_of(room).stretch == 1.0, "as far as it goes"
    room.do(c.StretchScript(False))
    room.do(c.Extend(-29 * MINUTE + 30 * SECOND))
    assert room.refuses(c.StretchScript()) == "It takes all of what is left of the phase already."


def test_one_script_at_a_time(room: Room) -> None:
    assert room.refuses(c.BeginScript(small_script())) == "“Open space” is running. Stop it first."
    room.do(c.StopScript())
    room.do(c.BeginScript(small_script()))
    assert len(room.state.scripts) == 2
    assert not room.refuses(c.StopScript())
    assert room.refuses(c.StopScript()) == "No script is running."


# --- said by the voice ---------------------------------------------------------------------------------------


def test_the_voice_goes_on_by_itself_after_it_has_ended_and_not_before(room: Room) -> None:
    room.do(c.GiveScript(to_voice=True))
    assert step_of(room) is NextStep.WAIT
    assert speak(room) == [e.VoiceBegan("script/open-space/1", "Open space, line 1", SPOKEN)]
    assert step_of(room) is NextStep.PAUSE
    assert speak(room) == [], "found twice, said once"
    room.wait(4 * SECOND)
    assert room.do(c.ReportVoiceEnded()) == [e.VoiceEnded(), e.ScriptLineSaid(0, by_voice=True)]
    assert (quiet_left(run_of(room), room.now), step_of(room)) == (QUIET, NextStep.SAY_NOW)
    assert speak(room) == [], "the silence comes first"
    room.wait(QUIET)
    assert speak(room) == [e.VoiceBegan("script/open-space/2", "Open space, line 2", SPOKEN)]
    assert room.refuses(c.FinishLine()) == "The voice is saying this line."


def test_the_voice_waits_for_the_answer_to_a_choice_until_a_person_lets_it_go_on() -> None:
    script = small_script()
    first, *others = script.lines
    room = script_room(msgspec.structs.replace(script, lines=(msgspec.structs.replace(first, choice=True), *others)))
    room.do(c.GiveScript(to_voice=True))
    speak(room)
    room.wait(4 * SECOND)
    room.do(c.ReportVoiceEnded())
    room.wait(5 * MINUTE)
    room.do(c.PaceScript(-0.1))
    room.wait(5 * MINUTE)
    assert speak(room) == []
    assert step_of(room) is NextStep.SAY_NOW
    room.do(c.SayNow())
    assert speak(room) == [e.VoiceBegan("script/open-space/2", "Open space, line 2", SPOKEN)]


def test_a_voice_is_paused_in_its_line_and_goes_on_a_little_before(room: Room) -> None:
    room.do(c.GiveScript(to_voice=True))
    speak(room)
    room.wait(5 * SECOND)
    assert room.do(c.PauseLine()) == [e.ScriptPaused(0, 4 * SECOND), e.VoiceEnded(by_hand=True)]
    room.wait(MINUTE)
    assert (step_of(room), speak(room)) == (NextStep.GO_ON, [])
    room.do(c.SayNow())
    assert speak(room) == [e.VoiceBegan("script/open-space/1", "Open space, line 1", SPOKEN, at_s=4.0)]
    room.wait(3 * SECOND)
    assert room.do(c.PauseLine())[0] == e.ScriptPaused(0, 6 * SECOND), "two pauses add up"


@pytest.mark.parametrize("paused", [False, True])
def test_again_in_mid_line_begins_that_line_anew_and_skip_leaves_it_with_its_silence(room: Room, paused: bool) -> None:
    room.do(c.GiveScript(to_voice=True))
    speak(room)
    room.wait(2 * SECOND)
    if paused:
        room.do(c.PauseLine())
    room.do(c.RepeatLine())
    assert (run_of(room).line, run_of(room).place, room.state.speaking) == (0, 0, "")
    speak(room)
    room.wait(2 * SECOND)
    room.do(c.SkipLine())
    assert (run_of(room).line, quiet_left(run_of(room), room.now), room.state.speaking) == (1, QUIET, "")


def test_a_voice_that_fails_gives_the_same_line_to_the_person(room: Room) -> None:
    room.do(c.GiveScript(to_voice=True))
    speak(room)
    room.wait(SECOND)
    happened = room.do(c.ReportVoiceEnded(heard=False))
    assert happened == [e.VoiceEnded(failed=True), e.ScriptGiven(False, failed=True)]
    assert (run_of(room).line, step_of(room)) == (0, NextStep.SAID)
    assert speak(room) == []


def test_read_on_ends_the_voice_at_once_or_lets_it_finish_its_line(room: Room) -> None:
    room.do(c.GiveScript(to_voice=True))
    speak(room)
    room.do(c.GiveScript(to_voice=False, at_once=False))
    assert step_of(room) is NextStep.PAUSE
    room.wait(SECOND)
    room.do(c.ReportVoiceEnded())
    assert (run_of(room).line, run_of(room).spoken) == (1, 1)
    room.wait(QUIET)
    assert (step_of(room), speak(room)) == (NextStep.SAID, [])
    room.do(c.GiveScript(to_voice=True))
    speak(room)
    assert room.do(c.GiveScript(to_voice=False)) == [e.ScriptGiven(False), e.VoiceEnded(by_hand=True)]


def test_a_prompt_s_line_that_is_said_takes_the_script_from_its_voice() -> None:
    from tests.support.plans import whole

    room = Room(whole())
    room.do(c.BeginScript(small_script()))
    room.do(c.GiveScript(to_voice=True))
    speak(room)
    room.do(c.Speak("welcome", "/w.ogg"))
    assert not run_of(room).by_voice
    room.do(c.ReportVoiceEnded())
    assert (run_of(room).line, speak(room)) == (0, [])
