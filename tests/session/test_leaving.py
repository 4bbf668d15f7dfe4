"""How a session is left: at its end, before it, thrown away; and how it stands with the client's leaving."""

import pytest

from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.care.answers import LeavingOutcome
from kapguide.session.care.rules import may_discard, observation_left
from kapguide.session.clock import Elapsed
from kapguide.session.state import replay
from kapguide.spans import HOUR, MINUTE
from tests.support.plans import Room, three, whole


def test_before_the_observation_time_is_over_the_end_takes_a_reason() -> None:
    room = Room(whole())
    room.dose()
    room.live(30 * MINUTE)
    assert room.refuses(c.End(" ")) == (
        "The observation time is not over for another 1 h. Type why the session ends now."
    )
    assert room.do(c.End("taken to hospital")) == [e.SessionEnded("taken to hospital", HOUR)]


def test_the_observation_time_counts_from_the_last_dose() -> None:
    room = Room(whole())
    room.dose()
    room.live(30 * MINUTE)
    room.dose()
    assert observation_left(room.state, room.now) == 90 * MINUTE
    room.live(90 * MINUTE)
    assert room.do(c.End()) == [e.SessionEnded()]


@pytest.mark.parametrize("rehearsal", [False, True])
def test_without_a_dose_and_in_a_rehearsal_a_session_ends_at_any_time(rehearsal: bool) -> None:
    room = Room(whole(), begun=False)
    started = room.opening().started
    room.do(c.Start(e.SessionStarted(started.session_id, "M", "p", "0", started.origin, rehearsal=rehearsal)))
    if rehearsal:
        room.dose()
    assert room.do(c.End()) == [e.SessionEnded()]


def test_a_session_that_has_just_begun_can_be_thrown_away_and_stays_in_the_record() -> None:
    room = Room(three())
    room.wait(2 * MINUTE)
    assert room.do(c.Discard("wrong client")) == [e.SessionDiscarded("wrong client"), e.SessionEnded()]
    again = replay(room.state.protocol, room.log)
    assert (again.discarded, again.ended) == (True, 2 * MINUTE)
    assert room.refuses(c.AddNote("late", Elapsed(0))) == "This session has ended. Add to its note instead."


def test_it_cannot_once_it_is_older_or_a_dose_was_given_or_there_was_an_emergency() -> None:
    too_late = "A session can be thrown away in its first two minutes, without dose or emergency. End it instead."
    older, dosed, urgent, over = Room(three()), Room(three()), Room(three()), Room(three())
    older.wait(2 * MINUTE + 1)
    dosed.dose()
    urgent.do(c.StartEmergency())
    over.do(c.StartEmergency())
    over.do(c.EndEmergency())
    for room in (older, dosed, urgent, over):
        assert not may_discard(room.state, room.now)
        assert room.refuses(c.Discard()) == too_late


def test_how_it_stands_with_the_leaving_names_who_was_told_and_when() -> None:
    room = Room(three())
    room.wait(10 * MINUTE)
    assert room.refuses(c.NoteLeaving("gone", "R. Ames", room.now)).startswith("Leaving is one of: ready to leave, ")
    assert room.refuses(c.NoteLeaving(LeavingOutcome.STAYS, " ", room.now)) == "Type who was told."
    told = c.NoteLeaving(LeavingOutcome.NO_ESCORT, " R. Ames ", Elapsed(20 * MINUTE))
    assert room.do(told) == [e.LeavingNoted("no_escort", "R. Ames", Elapsed(10 * MINUTE))], "not after now"
    room.do(c.NoteLeaving(LeavingOutcome.READY, "the escort", Elapsed(9 * MINUTE)))
    assert [(leaving.outcome, leaving.told_at) for leaving in room.state.leaving] == [
        ("no_escort", 10 * MINUTE),
        ("ready", 9 * MINUTE),
    ]
    room.do(c.Undo())
    assert [leaving.outcome for leaving in room.state.leaving] == ["no_escort"]
