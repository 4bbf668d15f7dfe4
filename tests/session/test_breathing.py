"""A breath that is led: how it begins, goes on and ends, and what of it is taken back, replayed and told."""

import msgspec
import pytest

from kapguide.export.noting.generate import generate_note
from kapguide.export.report import SessionReport, build_report
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.closing import closing
from kapguide.session.engine import undoable
from kapguide.session.guiding.breath_rules import BreathEnd, holds_closed
from kapguide.session.ids import seeded_ids
from kapguide.session.plan import next_due
from kapguide.session.state import replay
from kapguide.spans import MINUTE, SECOND
from tests.support.breath import BOX, FOUR_SEVEN_EIGHT, FREE, LONG_OUT
from tests.support.plans import MORNING, Room, whole


def breathing(pattern=LONG_OUT, **more: str) -> Room:
    """A session in which a breath was begun after two minutes."""
    room = Room(whole())
    room.wait(2 * MINUTE)
    room.do(c.StartBreath(pattern, **more))
    return room


def ends(bodies: list[e.AnyBody]) -> list[tuple[str, int]]:
    return [(body.why, body.used) for body in bodies if isinstance(body, e.BreathStopped)]


def reported(room: Room) -> SessionReport:
    return build_report(room.state.protocol, room.log, practice="Willow Room", generated=MORNING, version="0")


def course(room: Room) -> list[str]:
    """What the log tells of breaths that are over."""
    rows = (row for row in reported(room).timeline if not row.standing)
    return [row.what for row in rows if row.what.startswith("Breath: ")]


def did(room: Room) -> list[str]:
    """What the note says was done."""
    return [line.text for line in generate_note(reported(room)).section("did").lines if line.id == "did/log"]


def test_it_is_led_until_a_hand_stops_it_and_stands_in_the_note_with_its_time() -> None:
    room = breathing(chime="client")
    assert room.state.breath[0].chime == "client"
    assert ends(room.wait(100 * SECOND)) == []
    assert room.do(c.StopBreath())[-1] == e.BreathStopped("Long out", 100 * SECOND, 10, "hand")
    assert room.state.breath == ()
    assert course(room) == ["Breath: Long out, 1 min 40 s, 10 breaths"]
    assert did(room) == ["Breath “Long out” 10:02 to 10:03."]
    assert replay(room.state.protocol, room.log) == room.state


def test_nothing_is_paced_chimed_or_stopped_where_none_is_led() -> None:
    room = Room(whole())
    for command in (c.PaceBreath(slower=True), c.ChimeBreath("client"), c.StopBreath()):
        assert room.refuses(command) == "No breath is being led."


def test_a_chime_for_anybody_else_is_refused_before_the_breath_and_during_it() -> None:
    refusal = "A chime is for the therapist, for the client or for nobody."
    assert Room(whole()).refuses(c.StartBreath(FREE, chime="everybody")) == refusal
    assert breathing().refuses(c.ChimeBreath("everybody")) == refusal


def test_another_pattern_takes_its_place_and_undo_brings_the_first_one_back() -> None:
    room = breathing()
    room.wait(25 * SECOND)
    assert [type(body) for body in room.do(c.StartBreath(FREE))] == [e.BreathStopped, e.BreathStarted]
    assert room.state.breath[0].pattern == FREE
    offer = undoable(room.state, room.now)
    assert offer is not None
    assert offer.what == "Breath: Free"
    room.wait(5 * SECOND)
    room.do(c.Undo())
    (run,) = room.state.breath
    assert (run.pattern, run.began) == (LONG_OUT, 2 * MINUTE)
    assert run.place_at(room.now) == 30 * SECOND, "in the same breath, as if it had gone on"
    assert undoable(room.state, room.now) is None


def test_slower_and_quicker_keep_the_place_and_so_does_taking_them_back() -> None:
    room = breathing()
    room.wait(13 * SECOND)
    before = room.state.breath[0].at(room.now).fullness
    assert room.do(c.PaceBreath(slower=True)) == [e.BreathPaced(100, 110)]
    assert room.state.breath[0].at(room.now).fullness == pytest.approx(before)
    room.wait(5 * SECOND)
    before = room.state.breath[0].at(room.now).fullness
    room.do(c.Undo())
    assert room.state.breath[0].pace == 100
    assert room.state.breath[0].at(room.now).fullness == pytest.approx(before)
    assert replay(room.state.protocol, room.log) == room.state


def test_it_goes_no_slower_and_no_quicker_than_is_sensible() -> None:
    room = breathing()
    for _ in range(3):
        room.do(c.PaceBreath(slower=False))
    assert room.refuses(c.PaceBreath(slower=False)) == "This pattern goes no quicker."
    for _ in range(8):
        room.do(c.PaceBreath(slower=True))
    assert room.refuses(c.PaceBreath(slower=True)) == "This pattern goes no slower."
    assert breathing(FREE).refuses(c.PaceBreath(slower=True)) == "A free breath has no pace."


def test_what_goes_on_is_never_slowed_to_a_hold_with_which_a_pattern_has_to_end_by_itself() -> None:
    room = breathing(BOX)
    for _ in range(2):
        room.do(c.PaceBreath(slower=True))
    assert room.refuses(c.PaceBreath(slower=True)) == "This pattern goes no slower.", "5.2 s, again and again"
    assert breathing(FOUR_SEVEN_EIGHT).refuses(c.PaceBreath(slower=True)) == ""


def test_undo_of_the_beginning_and_of_the_end() -> None:
    room = breathing()
    room.wait(5 * SECOND)
    room.do(c.Undo())
    assert room.state.breath == ()
    assert course(room) == []
    room.do(c.StartBreath(LONG_OUT))
    room.wait(20 * SECOND)
    room.do(c.StopBreath())
    room.wait(5 * SECOND)
    room.do(c.Undo())
    assert room.state.breath[0].place_at(room.now) == 25 * SECOND
    room.wait(5 * SECOND)
    room.do(c.StopBreath())
    assert course(room) == ["Breath: Long out, 30 s, 3 breaths"], "what was taken back is no line"


def test_the_chime_stays_as_it_was_chosen_when_a_pace_is_taken_back() -> None:
    room = breathing()
    room.do(c.PaceBreath(slower=True))
    assert room.do(c.ChimeBreath("therapist")) == [e.BreathChimed("therapist")]
    assert room.do(c.ChimeBreath("therapist")) == []
    room.do(c.Undo())
    assert (room.state.breath[0].pace, room.state.breath[0].chime) == (100, "therapist")


# --- patterns with a hold -----------------------------------------------------------------------------------


def test_patterns_with_a_hold_are_closed_from_the_dose_to_emergence() -> None:
    room = Room(whole())
    assert not holds_closed(room.state)
    room.do(c.Next())
    room.dose()
    closed = "Patterns with a hold are closed from the dose to emergence. Type why this one is opened."
    assert room.refuses(c.StartBreath(BOX)) == closed
    assert room.refuses(c.StartBreath(BOX, reason="  ")) == closed
    assert room.refuses(c.StartBreath(LONG_OUT)) == ""
    room.do(c.Next())
    assert holds_closed(room.state)
    room.do(c.Next())
    assert room.state.protocol.phases[room.state.flow.index].id == "emergence"
    assert not holds_closed(room.state)
    room.wait(MINUTE)
    room.dose()
    assert holds_closed(room.state), "a further dose closes them again"


def test_one_is_opened_with_a_reason_which_stands_in_the_note() -> None:
    room = Room(whole())
    room.dose()
    started = room.do(c.StartBreath(BOX, reason=" She asks\nfor it. "))[-1]
    assert started == e.BreathStarted(BOX, "nobody", False, "She asks for it.")
    assert ends(room.wait(20 * SECOND)) == []
    room.do(c.StopBreath())
    assert course(room) == ["Breath: Box, 20 s, 1 breath; opened because: She asks for it."]
    assert did(room)[0].endswith(", opened because: She asks for it.")


def test_a_long_reason_is_cut_and_one_that_just_fits_is_not() -> None:
    for signs in (120, 121):
        room = Room(whole())
        room.dose()
        room.do(c.StartBreath(BOX, reason="x" * signs))
        assert room.state.breath[0].reason == "x" * 120


def test_a_reason_where_none_is_needed_is_not_written_down() -> None:
    assert breathing(BOX, reason="why not").state.breath[0].reason == ""


def test_the_dose_ends_a_hold_that_was_begun_before_it_and_nothing_else() -> None:
    room = breathing(BOX)
    room.wait(30 * SECOND)
    assert ends(room.dose()) == [("closed", 30 * SECOND)]
    room = breathing(LONG_OUT)
    assert ends(room.dose()) == []


def test_a_phase_of_emergence_is_taken_back_after_what_was_begun_in_it() -> None:
    room = Room(whole())
    room.dose()
    for _ in range(3):
        room.do(c.Next())
    room.do(c.StartBreath(BOX))
    room.do(c.Undo())
    assert (room.state.breath, holds_closed(room.state)) == ((), False)
    room.do(c.Undo())
    assert holds_closed(room.state)
    assert room.refuses(c.StartBreath(BOX))


# --- what ends it by itself ---------------------------------------------------------------------------------


def test_four_seven_eight_ends_by_itself_after_four_breaths() -> None:
    room = breathing(FOUR_SEVEN_EIGHT)
    over = 2 * MINUTE + 76 * SECOND
    assert next_due(room.state, room.now) is not None
    room.wait(75 * SECOND)
    assert next_due(room.state, room.now) == over
    assert ends(room.wait(SECOND)) == [("cycles", 76 * SECOND)]
    assert course(room) == ["Breath: 4-7-8, 1 min 16 s to its last breath, 4 breaths"]


def test_its_end_that_was_noticed_late_counts_four_breaths_all_the_same() -> None:
    room = breathing(FOUR_SEVEN_EIGHT)
    happened = room.wait(10 * MINUTE)
    assert ends(happened) == [("cycles", 76 * SECOND)]


def test_what_ended_by_itself_is_not_brought_back_by_taking_back_what_was_done_to_it() -> None:
    room = breathing(FOUR_SEVEN_EIGHT)
    room.wait(70 * SECOND)
    room.do(c.PaceBreath(slower=False))
    assert ends(room.wait(6 * SECOND)) == [("cycles", 75_400)]
    assert undoable(room.state, room.now) is None
    room = breathing(BOX)
    room.do(c.PaceBreath(slower=True))
    assert ends(room.dose()) == [("closed", 0)]
    assert undoable(room.state, room.now) is None
    assert room.refuses(c.Undo())
    assert room.state.breath == ()


@pytest.mark.parametrize("command", [c.Hold(), c.Next(), c.Extend()])
def test_a_hold_a_next_phase_and_a_longer_one_change_nothing(command: c.Command) -> None:
    room = breathing()
    assert ends(room.do(command)) == []
    assert room.state.breath[0].place_at(room.now + 1000) == 1000


def test_an_emergency_ends_it_blackens_the_display_and_brings_neither_back() -> None:
    room = Room(whole())
    room.do(c.TurnDisplay("line", "There is time."))
    room.do(c.ReportDisplay(True))
    room.do(c.StartBreath(LONG_OUT))
    room.wait(20 * SECOND)
    assert [type(body) for body in room.do(c.StartEmergency())] == [e.BreathStopped, e.EmergencyStarted]
    assert (room.state.breath, room.state.display.shows) == ((), "black")
    assert room.refuses(c.StartBreath(LONG_OUT)) == "The emergency is on. No breath is led by the program."
    assert room.refuses(c.TurnDisplay("line", "Rest.")) == "The emergency is on. The client’s display stays black."
    assert undoable(room.state, room.now) is None
    room.do(c.EndEmergency())
    assert (room.state.breath, room.state.display.shows) == ((), "black")
    assert course(room) == ["Breath: Long out, 20 s until the emergency, 2 breaths, on the client’s display"]


@pytest.mark.parametrize("command", [c.End(), c.Discard()])
def test_the_sessions_end_ends_it_before_itself(command: c.Command) -> None:
    room = Room(whole())
    room.do(c.StartBreath(LONG_OUT))
    room.wait(10 * SECOND)
    happened = room.do(command)
    assert isinstance(happened[0], e.BreathStopped)
    assert isinstance(happened[-1], e.SessionEnded)
    assert ends(happened) == [("session", 10 * SECOND)]


def test_an_end_that_is_refused_leaves_it_running() -> None:
    room = breathing()
    room.dose()
    assert room.refuses(c.End())
    assert len(room.state.breath) == 1


def test_a_sleep_of_the_computer_ends_it_where_the_sleep_began() -> None:
    room = breathing()
    room.wait(10 * SECOND)
    assert ends(room.wait(5 * MINUTE, asleep=True)) == [("asleep", 10 * SECOND)]


def test_a_window_that_died_leaves_no_breath_and_no_display_behind_it() -> None:
    room = breathing()
    room.do(c.TurnDisplay("black"))
    room.wait(35 * SECOND)
    room.do(c.AddNote("Calm.", room.now))
    after = Room(whole(), begun=False, seed=2)
    after.state, after.log, after.clock.elapsed = replay(whole(), room.log), list(room.log), room.now + MINUTE
    happened = after.do(c.Resume(rebooted=False, music_went_on=True))
    assert ends(happened) == [("gone", 35 * SECOND)]
    assert (after.state.breath, after.state.display.on) == ((), False)
    assert course(after)[0].startswith("Breath: Long out, 35 s at least, until the program was gone")


def test_a_session_that_nobody_ended_is_closed_with_its_breath() -> None:
    room = Room(whole())
    room.dose()
    room.do(c.StartBreath(BOX, reason="She asks for it."))
    room.wait(20 * SECOND)
    room.do(c.AddNote("Calm.", room.now))
    closed = closing(room.state.protocol, room.log, "", Elapsed(0), seeded_ids(5, room.clock))
    assert [type(event.body) for event in closed] == [e.BreathStopped, e.SessionEnded]
    assert [event.seq for event in closed] == [len(room.log) + 1, len(room.log) + 2]
    assert closed[0].body.reason == "She asks for it.", "why it was opened is in the note all the same"
    state = replay(room.state.protocol, [*room.log, *closed])
    assert (state.breath, state.ended) == ((), room.now)


def test_what_a_log_leaves_running_minds_its_pace_the_display_and_what_was_taken_back() -> None:
    def closed_with(room: Room) -> list[e.AnyBody]:
        closed = closing(room.state.protocol, room.log, "", Elapsed(0), seeded_ids(5, room.clock))
        return [event.body for event in closed if isinstance(event.body, e.BreathStopped)]

    room = breathing()
    room.do(c.Undo())
    assert closed_with(room) == []
    room.do(c.StartBreath(LONG_OUT))
    room.do(c.StopBreath())
    assert closed_with(room) == []
    room.do(c.Undo())
    for _ in range(5):
        room.do(c.PaceBreath(slower=True))
    room.do(c.TurnDisplay("black"))
    room.do(c.ReportDisplay(True))
    room.wait(60 * SECOND)
    room.do(c.AddNote("Calm.", room.now))
    assert closed_with(room) == [e.BreathStopped("Long out", 60 * SECOND, 4, "gone", shown=True)]


# --- the client's display -----------------------------------------------------------------------------------


def test_the_display_shows_what_was_asked_and_a_line_needs_words() -> None:
    room = Room(whole())
    assert room.refuses(c.TurnDisplay("mirror")) == "The display shows nothing of that kind."
    assert room.refuses(c.TurnDisplay("line", " ")) == "Type the line that the display is to show."
    assert room.refuses(c.TurnDisplay("line", "x" * 81)) == "A line on the display has at most 80 characters."
    assert room.refuses(c.TurnDisplay("intention")) == "No intention was written down for this session."
    assert room.do(c.TurnDisplay("line", " There\nis time. ")) == [e.DisplayTurned("line", "There is time.")]
    assert room.do(c.TurnDisplay("line", "There is time.")) == []
    assert room.do(c.TurnDisplay("line", "x" * 80)) == [e.DisplayTurned("line", "x" * 80)]
    assert room.do(c.TurnDisplay("black", "left over")) == [e.DisplayTurned("black")]
    assert room.state.display.on


def test_an_intention_is_shown_where_it_is_not_too_long() -> None:
    for words, refused in (
        ("To rest.", ""),
        ("x" * 240, ""),
        ("x" * 241, "The intention is too long for the display. Type a line of it instead."),
    ):
        room = Room(whole(), begun=False)
        opening = room.opening()
        room.do(c.Start(msgspec.structs.replace(opening.started, intention=words)))
        assert room.refuses(c.TurnDisplay("intention")) == refused


def test_a_breath_that_the_display_showed_for_a_while_says_so() -> None:
    room = breathing()
    room.do(c.TurnDisplay("black"))
    room.do(c.ReportDisplay(True))
    room.do(c.TurnDisplay("off"))
    assert room.do(c.StopBreath())[-1] == e.BreathStopped("Long out", 0, 0, BreathEnd.HAND, shown=True)


def test_what_no_screen_showed_is_not_said_to_have_been_seen() -> None:
    room = Room(whole())
    room.do(c.TurnDisplay("black"))
    room.do(c.StartBreath(LONG_OUT))
    assert room.do(c.StopBreath())[-1] == e.BreathStopped("Long out", 0, 0, BreathEnd.HAND, shown=False)
    assert room.do(c.ReportDisplay(True)) == [e.DisplayCovered(True)]
    assert room.do(c.ReportDisplay(True)) == [], "said once"
    assert room.do(c.ReportDisplay(False)) == [e.DisplayCovered(False)]
    room.do(c.StartBreath(LONG_OUT))
    assert not room.state.breath[0].shown
    room.do(c.ReportDisplay(True))
    assert room.state.breath[0].shown, "the screen came back"
    room.do(c.TurnDisplay("off"))
    assert not room.state.display.covered
    assert room.do(c.ReportDisplay(True)) == [], "what is off covers nothing"
