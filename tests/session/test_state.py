"""The state that events leave: undo gives back what was, and replay leaves the very same."""

import msgspec
import pytest

from kapguide.clinical.vitals import Vitals
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.engine import undoable
from kapguide.session.state import HANDS, UNDO_WITHIN, SessionState, evolve, replay
from kapguide.session.view import current_prompt, reading_due
from kapguide.spans import HOUR, MINUTE, SECOND
from tests.support.left_out import said_unsaid
from tests.support.plans import Room, fired, phase, plan, prompt, reading, three, whole

MOVES = [
    (c.Next(), "Phase moved on"),
    (c.Hold(), "Phase held"),
    (c.Extend(2 * MINUTE), "Phase extended by 2 min"),
    (c.Extend(-150 * SECOND), "Phase shortened by 2.5 min"),
    (c.FadeMusic(silent=True), "Music taken to silence"),
    (c.ChangeLevel(-2.0), "Level -2 dB"),
    (c.ChangeOutputLevel("room", -2.0), "Room -2 dB"),
    (c.ShiftMusic(1), "Deeper music"),
    (c.ShiftMusic(-1), "Softer music"),
    (c.NextTrack(), "Next piece"),
    (c.ReturnMusic(), "Music of the way back"),
    (c.Acknowledge("look"), "Prompt put away"),
    (c.Snooze("look"), "Prompt snoozed"),
    (c.TakeReading(Vitals(heart_rate=72), Elapsed(0)), "Reading"),
    (c.AddNote("She saw the sea, and then a lighthouse.", Elapsed(0)), "Line “She saw the sea, and th…”"),
    (c.AddNote("sea", Elapsed(0), "verbatim"), "Line “sea”"),
    (c.Observe("1", "Tears"), "Observed: Tears"),
]


def test_a_session_of_which_nothing_was_said_says_nothing() -> None:
    assert said_unsaid(SessionState) == {
        "SessionStarted.number": 1,
        "LoggedLine.manner": "note",
        "DisplayState.shows": "off",
        "BreathRun.pace": 100,
        "BreathRun.chime": "nobody",
        "ScriptRun.before": -1,
        "ScriptRun.pace": 1.0,
        "TherapyProtocol.later": "move",
        "Phase.anchor": "previous",
        "ReadingDue.title": "Vitals",
        "Timing.anchor": "phase",
        "Prompt.audience": "therapist",
    }


def hands(state: SessionState) -> list[object]:
    """All of a session that undo gives back."""
    return [getattr(state, part) for part in HANDS]


def looking() -> Room:
    """A session at 5 min, with a prompt on the screen."""
    room = Room(plan(phase("first", 30 * MINUTE, prompts=[prompt("look", 0, acknowledge=True)]), phase("second", HOUR)))
    room.wait(5 * MINUTE)
    return room


@pytest.mark.parametrize(("command", "what"), MOVES)
def test_a_move_is_undone_as_if_it_had_not_been(command: c.Command, what: str) -> None:
    room = looking()
    before = room.state
    room.do(command)
    assert hands(room.state) != hands(before)
    room.wait(UNDO_WITHIN)
    (undone,) = room.do(c.Undo())
    assert isinstance(undone, e.Undone)
    assert undone.what == what
    assert hands(room.state) == hands(before)


def test_a_release_and_the_musics_return_are_undone_too() -> None:
    room = Room(three())
    room.do(c.Hold())
    room.do(c.FadeMusic(silent=True))
    room.wait(MINUTE)
    held = room.state
    room.do(c.Release())
    room.do(c.FadeMusic(silent=False))
    assert undoable(room.state, room.now).what == "Music brought back"  # type: ignore[union-attr]
    room.do(c.Undo())
    assert undoable(room.state, room.now).what == "Hold released"  # type: ignore[union-attr]
    room.do(c.Undo())
    assert (room.state.flow, room.state.music) == (held.flow, held.music)


def test_after_ten_seconds_there_is_nothing_to_undo() -> None:
    room = Room(three())
    room.do(c.Next())
    room.wait(UNDO_WITHIN + 1)
    assert undoable(room.state, room.now) is None
    assert room.refuses(c.Undo()).startswith("There is nothing to undo: it can be done for 10 seconds.")


def test_undo_takes_back_the_last_command_first_and_each_once() -> None:
    room = Room(three())
    begun = room.state
    room.do(c.Hold())
    room.wait(3 * SECOND)
    held = room.state
    room.do(c.Extend(2 * MINUTE))
    room.do(c.Undo())
    assert room.state.flow == held.flow
    room.do(c.Undo())
    assert room.state.flow == begun.flow
    assert room.refuses(c.Undo())


def test_an_older_command_stays_done_when_its_ten_seconds_are_over() -> None:
    room = Room(three())
    room.do(c.Hold())
    room.wait(6 * SECOND)
    room.do(c.ChangeLevel(-1.0))
    room.wait(5 * SECOND)
    room.do(c.Undo())
    assert room.state.music.level_db == 0.0
    assert room.refuses(c.Undo())
    assert room.state.flow.held_since == 0


def test_the_time_of_an_undone_hold_counts_as_the_phases() -> None:
    room = Room(plan(phase("a", 10 * MINUTE, prompts=[prompt("p", 5 * SECOND)])))
    room.do(c.Hold())
    assert fired(room.wait(8 * SECOND)) == []
    assert fired(room.do(c.Undo())) == ["p"]


def test_the_prompts_of_a_phase_that_is_taken_back_leave_with_it_and_come_with_it_again() -> None:
    late = phase("b", 10 * MINUTE, prompts=[prompt("now", 0, acknowledge=True)], readings=[reading("pulse", 0)])
    room = Room(plan(phase("a", 10 * MINUTE, prompts=[prompt("own", 0, acknowledge=True)]), late))
    assert fired(room.do(c.Next())) == ["now", "pulse"]
    assert room.do(c.Undo()) == [e.Undone(room.log[-1].body.target, "Phase moved on", ("now", "pulse"))]  # type: ignore[union-attr]
    assert current_prompt(room.state, room.now).cue == "own"  # type: ignore[union-attr]
    assert reading_due(room.state) is None
    room.wait(MINUTE)
    assert fired(room.do(c.Next())) == ["now", "pulse"]


def test_what_has_fallen_due_by_itself_meanwhile_stays_when_a_phase_is_taken_back() -> None:
    b = phase("b", HOUR, t0=True, prompts=[prompt("now", 0)], readings=[reading("pulse", 5 * SECOND, t0=True)])
    room = Room(plan(phase("a", HOUR), b))
    room.dose()
    room.wait(SECOND)
    room.do(c.Next())
    assert fired(room.wait(4 * SECOND)) == ["pulse"]
    (undone,) = room.do(c.Undo())
    assert isinstance(undone, e.Undone)
    assert undone.cues == ("now",)
    assert set(room.state.cues) == {"pulse"}


def test_a_line_that_is_being_said_ends_with_the_phase_that_is_taken_back() -> None:
    room = Room(plan(phase("a", HOUR), phase("b", HOUR, prompts=[prompt("now", 0)])))
    room.do(c.Next())
    room.do(c.Speak("now", "/now.ogg"))
    assert room.do(c.Undo())[1:] == [e.VoiceEnded(by_hand=True)]
    assert room.state.speaking == ""


def test_a_log_of_an_earlier_version_kept_the_prompts_of_a_phase_that_was_taken_back() -> None:
    room = Room(plan(phase("a", HOUR), phase("b", HOUR, prompts=[prompt("now", 0)])))
    room.do(c.Next())
    room.do(c.Undo())
    undone = room.log[-1].body
    assert isinstance(undone, e.Undone)
    room.log[-1] = msgspec.structs.replace(room.log[-1], body=msgspec.structs.replace(undone, cues=()))
    assert set(replay(room.state.protocol, room.log).cues) == {"now"}


def test_a_log_of_an_earlier_version_took_moves_back_and_left_what_was_written_since() -> None:
    room = Room(three())
    room.do(c.Hold())
    hold = room.log[-1].command_id
    room.do(c.AddNote("She saw the sea.", room.now))
    room.dose()
    last = room.log[-1]
    log = [*room.log, msgspec.structs.replace(last, seq=last.seq + 1, body=e.Undone(hold, "Phase held"))]
    state = replay(room.state.protocol, log)
    assert state.flow.held_since is None
    assert (state.lines, state.doses) == (room.state.lines, room.state.doses)


def test_undo_gives_back_the_line_and_the_reading_that_a_correction_replaced() -> None:
    room = Room(three())
    room.do(c.AddNote("calm", room.now))
    room.do(c.TakeReading(Vitals(heart_rate=72), room.now))
    room.do(c.Observe("1", "Tears"))
    before = room.state
    line, reading_, seen = before.lines[0].id, before.readings[0].id, before.lines[1].id
    room.do(c.AddNote("calmer", room.now, supersedes=line))
    room.do(c.TakeReading(Vitals(heart_rate=27), room.now, supersedes=reading_))
    room.do(c.AddNote("Yawn", room.now, "observation", supersedes=seen))
    assert [line.text for line in room.state.lines] == ["calmer", "Yawn"]
    whats = [body.what for _ in range(3) for body in room.do(c.Undo()) if isinstance(body, e.Undone)]
    assert whats == ["Correction “Yawn”", "Correction of a reading", "Correction “calmer”"]
    assert (room.state.lines, room.state.readings) == (before.lines, before.readings)
    room.do(c.AddNote("warm", room.now, supersedes=line))
    assert room.state.lines[0].text == "warm"


def test_undoing_the_silence_keeps_the_track_that_began_meanwhile() -> None:
    room = Room(three())
    room.do(c.FadeMusic(silent=True))
    room.do(c.ReportTrack("onset-2", "Onset II"))
    room.do(c.Undo())
    assert (room.state.music.silent, room.state.music.track) == (False, "onset-2")


@pytest.mark.parametrize(
    "command",
    [c.GiveDose("50 mg", "im", "R. Okafor", Elapsed(0)), c.StartEmergency()],
)
def test_a_dose_and_an_emergency_are_corrected_and_never_undone_nor_is_what_came_before_them(
    command: c.Command,
) -> None:
    room = Room(three())
    room.dose()
    room.do(c.Hold())
    room.do(command)
    assert undoable(room.state, room.now) is None
    assert "A dose is corrected by a new entry." in room.refuses(c.Undo())
    room.do(c.Observe("1", "Tears"))
    room.do(c.Undo())
    assert room.refuses(c.Undo())


def test_what_happens_by_itself_is_not_undone() -> None:
    room = Room(three())
    room.do(c.ReportTrack("onset-1", "Onset"))
    assert room.refuses(c.Undo())


def test_the_start_cannot_be_undone() -> None:
    assert Room(whole()).refuses(c.Undo())


def test_an_emergency_takes_what_came_before_it_out_of_undos_reach() -> None:
    room = Room(three())
    room.do(c.Hold())
    room.do(c.StartEmergency())
    assert room.refuses(c.Undo())
    room.do(c.FadeMusic(silent=False))
    room.do(c.Undo())
    assert (room.state.emergency, room.state.music.silent) == (0, True)
    room.do(c.FadeMusic(silent=False))
    room.do(c.EndEmergency())
    assert room.refuses(c.Undo())


def test_whether_the_music_was_silent_before_the_emergency_is_known_in_it() -> None:
    room = Room(three())
    room.do(c.StartEmergency())
    assert not room.state.silent_before
    room.do(c.EndEmergency())
    assert room.state.music.silent
    room.do(c.StartEmergency())
    assert room.state.silent_before


def test_replay_leaves_the_same_state_at_every_step() -> None:
    room = Room(whole())
    states = [room.state]
    tap = c.TapEmergency("called", Elapsed(0))
    begin = (c.Acknowledge("welcome"), c.Next(), c.Hold(), c.StartEmergency(), tap)
    for command in (*begin, c.EndEmergency(), c.Release()):
        room.do(command)
        room.dose()
        room.live(4 * MINUTE)
        states.append(room.state)
    for state in states:
        assert replay(room.state.protocol, room.log[: state.seq]) == state


def test_a_body_without_a_rule_is_a_bug() -> None:
    room = Room(three())
    unheard = msgspec.structs.replace(room.log[-1], body=object())  # type: ignore[arg-type]
    with pytest.raises(AssertionError):
        evolve(room.state, unheard)


def test_a_state_is_never_changed_in_place() -> None:
    room = Room(whole())
    before = room.state
    copy = msgspec.convert(msgspec.to_builtins(before), SessionState)
    room.live(30 * MINUTE)
    room.dose()
    room.do(c.Snooze("welcome"))
    assert before == copy


def test_a_session_runs_from_its_start_to_its_end() -> None:
    room = Room(three(), begun=False)
    assert not room.state.running
    assert room.state.flow.index == -1
    room.do(room.opening())
    assert room.state.running
    assert room.state.flow.index == 0
    room.do(c.End())
    assert not room.state.running


def test_evolve_alone_moves_seq_and_the_last_moment() -> None:
    room = Room(three())
    room.wait(MINUTE)
    room.do(c.Hold())
    event = msgspec.structs.replace(room.log[-1], seq=9, t=Elapsed(2 * MINUTE), body=e.SoundBack(5))
    after = evolve(room.state, event)
    assert (after.seq, after.last) == (9, 2 * MINUTE)
    assert after.undoable == ()


def test_what_speaks_of_what_a_log_does_not_have_changes_nothing() -> None:
    room = looking()
    room.dose(route="sublingual")
    for command in (c.StepDose("dissolved"), c.Acknowledge("look"), c.Hold(), c.Undo(), c.AddNote("sea", Elapsed(0))):
        room.do(command)
    lacks = (e.DoseGiven, e.CueFired, e.PhaseHeld)
    left = replay(room.state.protocol, [event for event in room.log if not isinstance(event.body, lacks)])
    assert (left.doses, left.cues, left.flow) == ((), {}, room.state.flow)
    assert left.lines == room.state.lines
    assert (left.seq, left.last) == (room.state.seq, room.now)


def test_two_copies_that_went_on_to_the_same_phase_have_gone_on_once() -> None:
    room = Room(three())
    room.wait(MINUTE)
    room.do(c.Next())
    twice = [*room.log, room.log[-1]]
    assert replay(room.state.protocol, twice).flow == room.state.flow
