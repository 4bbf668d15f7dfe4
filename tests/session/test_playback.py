"""A recorded session at any moment: what is shown is what was, then and no later."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kapguide.clinical.vitals import Vitals
from kapguide.errors import KapGuideError
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.events import Event
from kapguide.session.playback import EVERY, MomentKind, Playback, PlayedMoment, standing_events
from kapguide.session.state import SessionState, replay, taken_in
from kapguide.spans import HOUR, MINUTE, SECOND
from tests.session.test_any_log import ACTS, copy_of, went_on
from tests.support.plans import Room, whole


def an_hour() -> Room:
    """A dose at 12 min, a line that is corrected, a reading, a sleep of twenty minutes, an emergency, the end."""
    room = Room(whole())
    room.live(12 * MINUTE)
    room.do(c.Next())
    room.dose()
    room.live(3 * MINUTE)
    room.do(c.AddNote("Looks at the door.", Elapsed(room.now)))
    line = room.state.lines[-1].id
    room.live(2 * MINUTE)
    room.do(c.AddNote("Looks at the window.", Elapsed(room.now), supersedes=line))
    room.do(c.TakeReading(Vitals(systolic=131, diastolic=82), Elapsed(room.now)))
    for _ in range(20):
        room.wait(2 * SECOND)
        room.do(c.Observe("1", "tears"))
    room.do(c.Undo())
    room.do(c.ReportFault("output_lost", "The headphones are gone."))
    room.do(c.ReportSoundBack(2 * SECOND))
    room.wait(20 * MINUTE, asleep=True)
    room.do(c.StartEmergency())
    room.live(MINUTE)
    room.do(c.EndEmergency())
    room.live(MINUTE)
    room.do(c.End("the test ends it"))
    return room


def played(room: Room) -> Playback:
    return Playback(room.state.protocol, room.log)


def test_at_each_event_the_state_is_the_one_of_then() -> None:
    room = an_hour()
    playback = played(room)
    assert len(room.log) > EVERY
    for count in range(1, len(room.log) + 1):
        assert playback.state_after(count) == replay(room.state.protocol, room.log[:count])
    assert playback.over == room.state
    assert playback.ends == room.now


@given(acts=ACTS, seed=st.integers(0, 200))
@settings(max_examples=40, deadline=None)
def test_any_session_at_any_moment(acts: list[tuple[int, c.Command]], seed: int) -> None:
    log = went_on(Room(whole()), acts).log
    playback = Playback(whole(), log)
    t = log[-1].t * seed // 200
    count = playback.count(t)
    assert [event.t <= t for event in log].count(True) == count
    assert playback.state_after(count) == replay(whole(), log[:count])
    shown = playback.shown(count)
    assert shown.running
    assert shown.undoable == ()
    assert all(a.t <= b.t for a, b in pairwise(playback.moments))


@given(before=ACTS, here=ACTS, there=ACTS)
@settings(max_examples=20, deadline=None)
def test_two_copies_that_went_on_never_go_back_in_time(
    before: list[tuple[int, c.Command]], here: list[tuple[int, c.Command]], there: list[tuple[int, c.Command]]
) -> None:
    room = went_on(Room(whole()), before)
    known = len(room.log)
    both = [event for seed, acts in ((2, here), (3, there)) for event in went_on(copy_of(room, seed), acts).log[known:]]
    playback = Playback(whole(), [*room.log, *sorted(both, key=lambda event: (event.seq, event.at, event.id))])
    times = [playback.time(place) for place in range(len(playback.events))]
    assert times == sorted(times)
    for t in {*times}:
        playback.shown(playback.count(t))
        playback.instant(t)


def test_an_entry_stands_as_it_was_then_and_its_correction_comes_when_it_came() -> None:
    room = an_hour()
    playback = played(room)
    corrected = next(event for event in room.log if event.supersedes)
    before, after = (playback.state_after(playback.count(t)) for t in (corrected.t - 1, corrected.t))
    assert [line.text for line in before.lines] == ["Looks at the door."]
    assert [line.text for line in after.lines] == ["Looks at the window."]


def test_what_was_corrected_or_taken_back_does_not_count_and_a_correction_taken_back_corrects_nothing() -> None:
    room = Room(whole())
    room.do(c.AddNote("first", room.now))
    room.do(c.AddNote("other", room.now))
    first, other = (line.id for line in room.state.lines)
    room.do(c.AddNote("first, better", room.now, supersedes=first))
    room.wait(MINUTE)
    room.do(c.AddNote("other, worse", room.now, supersedes=other))
    room.do(c.Undo())
    room.do(c.Observe("1", "tears"))
    room.do(c.Undo())
    counts = [event.body for event in standing_events(room.state.protocol, room.log)]
    assert [body.text for body in counts if isinstance(body, e.NoteAdded)] == ["other", "first, better"]
    assert not any(isinstance(body, e.ObservationAdded) for body in counts)


def test_the_end_leaves_the_last_picture() -> None:
    room = an_hour()
    playback = played(room)
    last = playback.shown(len(room.log))
    assert last.running
    assert last.ended is None
    assert last.seq < room.log[-1].seq


def test_the_clocks_are_those_of_the_record() -> None:
    room = an_hour()
    playback = played(room)
    gap = next(event for event in room.log if isinstance(event.body, e.ClockGap))
    for event in room.log:
        now = playback.instant(event.t)
        assert (now.elapsed, now.utc, now.tz_min) == (event.t, event.at, event.tz_min)
    assert playback.instant(gap.t - 1).slept == 0
    assert playback.instant(gap.t).slept == 20 * MINUTE
    assert playback.wall(gap.t).time() == (gap.at + timedelta(minutes=gap.tz_min)).time()
    state = playback.shown(playback.count(gap.t))
    assert (state.slept, state.wall_shift) == (playback.instant(gap.t).slept, playback.instant(gap.t).wall_shift)


def test_a_clock_that_was_far_from_any_day_is_played_back_as_it_was() -> None:
    """An entry of a damaged record, whose day and whose time of session lead beyond every calendar."""
    *before, last = an_hour().log
    far = datetime(9999, 12, 31, tzinfo=UTC)
    playback = Playback(whole(), (*before, msgspec.structs.replace(last, at=far)))
    assert playback.instant(playback.ends + 48 * HOUR).utc == far


def test_a_gap_is_told_for_as_long_as_it_was() -> None:
    room = an_hour()
    playback = played(room)
    (lapse,) = playback.lapses
    assert lapse.end - lapse.start == 20 * MINUTE
    assert playback.lapse_at(lapse.start) == lapse
    assert playback.lapse_at(lapse.end) is None
    assert playback.lapse_at(lapse.start - 1) is None


def test_a_session_whose_window_died_says_so() -> None:
    room = Room(whole())
    room.live(MINUTE)
    room.clock.elapsed += 3 * MINUTE
    room.do(c.Resume(rebooted=True, music_went_on=False))
    playback = played(room)
    lost = next(event.body.lost_ms for event in room.log if isinstance(event.body, e.SessionResumed))
    assert [lapse.end - lapse.start for lapse in playback.lapses] == [lost]
    assert "not running" in playback.lapses[0].words


def test_a_clock_that_was_set_is_no_gap() -> None:
    room = Room(whole())
    room.clock.wall_shift += HOUR
    room.wait(MINUTE)
    assert any(isinstance(event.body, e.ClockGap) for event in room.log)
    assert played(room).lapses == ()


def test_one_jumps_from_moment_to_moment() -> None:
    room = an_hour()
    playback = played(room)
    kinds = {moment.kind for moment in playback.moments}
    assert kinds >= set(MomentKind) - {MomentKind.TURN, MomentKind.REMARK}
    seen, t = [], -1
    while (moment := playback.next_moment(t)) is not None:
        assert moment.t > t
        t = moment.t
        seen += playback.moments_at(t)
    assert seen == list(playback.moments)
    assert playback.moments[-1].kind is MomentKind.END
    back = playback.moment_before(t)
    assert back is not None
    assert back == playback.moments_at(back.t)[0]
    assert playback.next_moment(back.t) == playback.moments_at(t)[0]
    assert playback.moment_before(0) is None


def test_moments_can_be_given_and_given_anew() -> None:
    room = an_hour()
    remark = PlayedMoment(Elapsed(5 * MINUTE), MomentKind.REMARK, "What did you see?")
    playback = Playback(room.state.protocol, room.log, [remark])
    assert remark in playback.moments_at(5 * MINUTE)
    playback.give([])
    assert remark not in playback.moments


def test_the_phases_are_those_that_were() -> None:
    room = an_hour()
    assert [span.phase.id for span in played(room).phases()] == ["preparation", "dosing"]
    assert played(room).phases()[-1].end == room.now
    running = Room(whole())
    running.live(5 * MINUTE)
    (only,) = played(running).phases()
    assert (only.start, only.end) == (0, running.now)


def test_what_lacks_its_beginning_says_so() -> None:
    log = an_hour().log
    for some in ([], log[1:], [event for event in log if not isinstance(event.body, e.PhaseBegan)]):
        with pytest.raises(KapGuideError, match="cannot be played back"):
            Playback(whole(), some)


def test_what_was_thrown_away_is_played_to_its_end() -> None:
    room = Room(whole())
    room.live(MINUTE)
    room.do(c.Discard("the wrong client"))
    playback = played(room)
    assert playback.over.discarded
    assert playback.shown(len(room.log)).running
    assert playback.moments[-1].t == room.now


def test_a_rehearsal_is_told_from_a_session() -> None:
    assert not played(an_hour()).rehearsal


def test_a_jump_in_a_long_session_folds_few_events(monkeypatch: pytest.MonkeyPatch) -> None:
    room = Room(whole())
    room.do(c.Next())
    room.dose()
    for number in range(1_500):
        room.wait(6 * SECOND)
        room.do(c.AddNote(f"line {number}", Elapsed(room.now)))
    playback, folded = played(room), list[Event]()

    def counted(state: SessionState, event: Event) -> SessionState:
        folded.append(event)
        return taken_in(state, event)

    monkeypatch.setattr("kapguide.session.playback.taken_in", counted)
    for share in range(10):
        playback.shown(playback.count(room.now * (share + 1) // 10 - 1))
    assert 0 < len(folded) < 10 * EVERY < len(room.log)
