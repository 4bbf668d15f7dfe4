"""The room of a rehearsal: the cuff and who reads it, faults, people at the door, acts, and what the panel shows."""

import pytest

from kapguide.clinical.vitals import Vitals
from kapguide.rehearsal import told as b
from kapguide.rehearsal.deeds import ACTS
from kapguide.rehearsal.panel import CuffView, Sign
from kapguide.rehearsal.run import RehearsalRun
from kapguide.rehearsal.scenario import RoomFault, Since
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.people.people import Person
from kapguide.spans import HOUR, MINUTE, SECOND
from tests.support.rehearsing import ask, beats, dose, later, named, now, refolded, run_of, story, turn

OSEI = Person("R. Osei", "medical")


def given(run: RehearsalRun) -> list[tuple[int, Vitals, bool]]:
    return [(beat.t, beat.vitals, beat.misread) for beat in run.beats if isinstance(beat, b.ReadingGiven)]


# --- the cuff ----------------------------------------------------------------------------------------------


def test_a_reading_takes_a_hands_time_by_the_seed_and_is_said_in_words() -> None:
    spans = set()
    for seed in range(40):
        run = run_of(story(), seed=seed)
        assert run.panel().cuff == CuffView()
        assert run.take_reading()
        assert run.panel().cuff == CuffView(measuring=True, since=Elapsed(0))
        later(run, MINUTE)
        [(at, vitals, misread)] = given(run)
        assert 25 * SECOND <= at <= 55 * SECOND
        assert not misread
        assert run.panel().cuff.vitals == vitals
        assert run.panel().cuff.said == at
        assert run.panel().cuff.words == f"{vitals.systolic}/{vitals.diastolic}, {vitals.heart_rate}, {vitals.spo2}"
        spans.add(at)
    assert len(spans) > 30


def test_a_second_reading_while_one_is_measured_is_none() -> None:
    run = later(run_of(story()), MINUTE)
    assert run.take_reading()
    later(run, 10 * SECOND)
    assert not run.take_reading()
    later(run, MINUTE)
    assert len(given(run)) == len(beats(run, b.ReadingAsked)) == 1
    assert run.take_reading()
    later(run, MINUTE)
    assert len(given(run)) == 2
    assert given(run)[0][1] != given(run)[1][1]


WRONG = turn("wrong", MINUTE, fault=RoomFault.MISREAD, misread=Vitals(spo2=79))


def test_a_reading_is_said_wrongly_at_first_and_put_right_after_some_seconds() -> None:
    run = later(run_of(story(WRONG)), 2 * MINUTE)
    run.take_reading()
    later(run, 2 * MINUTE)
    (first, said, wrong), (second, right, still_wrong) = given(run)
    assert (wrong, still_wrong) == (True, False)
    assert 8 * SECOND <= second - first <= 20 * SECOND
    assert said == Vitals(right.systolic, right.diastolic, right.heart_rate, 79)
    assert 97 <= (right.spo2 or 0) <= 99
    assert named(run) == [("wrong", MINUTE), ("-wrong", second)]
    run.take_reading()
    later(run, 2 * MINUTE)
    assert [misread for _, _, misread in given(run)] == [True, False, False]


def test_whoever_asks_again_hears_the_right_numbers_at_once() -> None:
    run = later(run_of(story(WRONG)), 2 * MINUTE)
    run.take_reading()
    later(run, (run.next_due() or 0) - now(run))
    assert run.panel().cuff.vitals is not None
    assert run.panel().cuff.vitals.spo2 == 79
    run.act("again")
    later(run, 2 * SECOND)
    assert [misread for _, _, misread in given(run)] == [True, False]
    assert given(run)[1][0] - given(run)[0][0] == 2 * SECOND
    later(run, MINUTE)
    assert len(given(run)) == 2


def test_asking_late_does_not_put_off_what_is_put_right_anyway() -> None:
    run = later(run_of(story(WRONG)), 2 * MINUTE)
    run.take_reading()
    later(run, (run.next_due() or 0) - now(run))
    due = run.client.cuff.again or 0
    later(run, due - now(run) - SECOND)
    run.act("again")
    later(run, MINUTE)
    assert [at for at, _, _ in given(run)][1:] == [due]


def test_asking_again_of_a_good_reading_says_the_same_and_before_any_reading_nothing() -> None:
    run = run_of(story())
    run.act("again")
    later(run, MINUTE)
    assert given(run) == []
    run.take_reading()
    later(run, 10 * MINUTE)
    run.act("again")
    later(run, MINUTE)
    assert [vitals for _, vitals, _ in given(run)] == [given(run)[0][1]] * 2


def test_a_new_reading_takes_the_place_of_one_that_waits_to_be_said_again() -> None:
    run = later(run_of(story(WRONG)), 2 * MINUTE)
    run.take_reading()
    later(run, (run.next_due() or 0) - now(run))
    run.take_reading()
    later(run, 2 * MINUTE)
    assert [misread for _, _, misread in given(run)] == [True, False]
    assert len(beats(run, b.ReadingAsked)) == 2


def test_what_a_misreading_asks_for_is_not_done_before_its_number_was_said() -> None:
    wrong = turn("wrong", MINUTE, fault=RoomFault.MISREAD, misread=Vitals(spo2=79), asks=(ask("again", "again"),))
    sorry = turn("sorry", 0, Since.DEED, "wrong", deeds=("again",))
    run = later(run_of(story(wrong, sorry)), 2 * MINUTE)
    run.act("again")
    run.take_reading()
    later(run, 10 * SECOND)
    run.act("again")
    while run.panel().cuff.vitals is None:
        later(run, SECOND)
    assert named(run) == [("wrong", MINUTE)]
    run.act("again")
    assert [name for name, _ in named(run)] == ["wrong", "+again", "sorry"]


def test_a_misreading_with_a_time_of_its_own_is_over_then() -> None:
    timed = turn("wrong", MINUTE, fault=RoomFault.MISREAD, misread=Vitals(spo2=79), lasts=2 * MINUTE)
    run = later(run_of(story(timed)), 4 * MINUTE)
    run.take_reading()
    later(run, MINUTE)
    assert named(run) == [("wrong", MINUTE), ("-wrong", 3 * MINUTE)]
    assert [misread for _, _, misread in given(run)] == [False]


# --- faults ------------------------------------------------------------------------------------------------

DIES = turn("dies", MINUTE, fault=RoomFault.SOUND_DIES, asks=(ask("back", "next piece", "silence", within=MINUTE),))


def heard(run: RehearsalRun) -> list[tuple[RoomFault, bool]]:
    told: list[tuple[RoomFault, bool]] = []
    run.faults.follow(lambda fault, there: told.append((fault, there)))
    return told


def test_a_sound_that_dies_is_in_the_log_and_comes_back_with_what_is_done() -> None:
    run = run_of(story(DIES))
    told = heard(run)
    later(run, MINUTE)
    assert (told, run.faults.now, run.panel().faults) == ([(RoomFault.SOUND_DIES, True)], {RoomFault.SOUND_DIES}, {
        RoomFault.SOUND_DIES
    })  # fmt: skip
    assert run.session.state.fault == "output_lost"
    later(run, 30 * SECOND)
    run.session.send(c.NextTrack())
    assert told == [(RoomFault.SOUND_DIES, True), (RoomFault.SOUND_DIES, False)]
    assert run.session.state.fault == ""
    assert [event.body.after_ms for event in run.session.log if isinstance(event.body, e.SoundBack)] == [30 * SECOND]
    assert named(run) == [("dies", MINUTE), ("+back", 90_000), ("-dies", 90_000)]
    assert refolded(run) == run.client


def test_a_sound_that_dies_comes_back_also_when_nobody_asks_for_it_any_more_or_by_another_turn() -> None:
    run = later(run_of(story(DIES)), 5 * MINUTE)
    run.session.send(c.FadeMusic(True))
    assert named(run) == [("dies", MINUTE), ("!back", 2 * MINUTE), ("-dies", 5 * MINUTE)]
    assert run.faults.now == frozenset()
    by_itself = later(run_of(story(DIES, turn("mends", 3 * MINUTE, ends=("dies",)))), 5 * MINUTE)
    assert by_itself.faults.now == frozenset()
    assert by_itself.session.state.fault == ""


def test_of_headphones_that_are_out_the_session_knows_nothing() -> None:
    run = run_of(story(turn("out", MINUTE, fault=RoomFault.HEADPHONES_OUT)))
    told, before = heard(run), len(run.session.log)
    later(run, 2 * MINUTE)
    assert told == [(RoomFault.HEADPHONES_OUT, True)]
    assert not any(isinstance(event.body, e.SoundFault) for event in run.session.log[before:])
    run.act("water")
    assert told == [(RoomFault.HEADPHONES_OUT, True)]
    run.act("headphones")
    assert told[1:] == [(RoomFault.HEADPHONES_OUT, False)]
    assert named(run) == [("out", MINUTE), ("-out", 2 * MINUTE)]


def test_a_computer_that_sleeps_wakes_later_and_the_client_has_gone_on() -> None:
    turns = [
        turn("sleeps", 2 * MINUTE, fault=RoomFault.SLEEPS, lasts=7 * MINUTE),
        turn("meanwhile", 4 * MINUTE, asks=(ask("seen", "look", within=MINUTE),)),
    ]
    run = run_of(story(*turns))
    told = heard(run)
    later(run, 2 * MINUTE)
    assert now(run) == 9 * MINUTE
    assert told == [(RoomFault.SLEEPS, True), (RoomFault.SLEEPS, False)]
    [gap] = [event for event in run.session.log if isinstance(event.body, e.ClockGap)]
    assert (gap.t, gap.body.slept_ms) == (9 * MINUTE, 7 * MINUTE)
    missed = [event.body.cue for event in run.session.log if isinstance(event.body, e.CueMissed)]
    assert missed == ["intention", "baseline"]
    assert named(run) == [
        ("sleeps", 120_000), ("meanwhile", 240_000), ("!seen", 300_000), ("-sleeps", 540_000)
    ]  # fmt: skip
    assert refolded(run) == run.client


def test_a_computer_that_sleeps_without_a_length_sleeps_for_ten_minutes() -> None:
    run = later(run_of(story(turn("sleeps", 2 * MINUTE, fault=RoomFault.SLEEPS))), 2 * MINUTE)
    assert now(run) == 12 * MINUTE
    assert run.session.state.slept == 10 * MINUTE


def test_time_that_had_gone_on_before_the_sleep_was_noticed_comes_after_it() -> None:
    run = run_of(story(turn("sleeps", 2 * MINUTE, fault=RoomFault.SLEEPS, lasts=MINUTE)))
    run.advance(5 * MINUTE)
    assert now(run) == 6 * MINUTE
    assert run.session.state.slept == MINUTE


# --- people ------------------------------------------------------------------------------------------------


def test_who_comes_stands_at_the_door_until_the_therapist_has_noted_it() -> None:
    comes = turn("comes", 5 * SECOND, Since.DEED, "", deeds=("call",), person=OSEI, shows="")
    run = run_of(story(comes, turn("escort", 4 * MINUTE, person=Person("their sister"), lasts=MINUTE)))
    assert run.panel().door == ()
    run.act("call")
    later(run, 5 * SECOND)
    assert run.panel().door == (OSEI,)
    assert run.panel().signs == ()
    run.session.send(c.NoteArrival(Person("r. osei")))
    assert run.panel().door == ()
    later(run, 4 * MINUTE)
    assert [person.name for person in run.panel().door] == ["their sister"]
    later(run, MINUTE)
    assert run.panel().door == ()


def test_of_two_at_the_door_the_one_who_is_named_comes_in_and_a_stranger_is_the_first() -> None:
    turns = [turn(name, MINUTE, person=Person(name)) for name in ("anna", "ben", "cleo")]
    run = later(run_of(story(*turns)), MINUTE)
    run.session.send(c.NoteArrival(Person("Ben")))
    assert [person.name for person in run.panel().door] == ["anna", "cleo"]
    run.session.send(c.NoteArrival(Person("somebody")))
    assert [person.name for person in run.panel().door] == ["cleo"]
    run.session.send(c.NoteArrival(Person("cleo")))
    run.session.send(c.NoteArrival(Person("nobody waited for")))
    assert run.panel().door == ()


def test_whoever_came_by_a_slip_stands_at_the_door_again() -> None:
    run = later(run_of(story(turn("comes", MINUTE, person=OSEI))), MINUTE)
    run.session.send(c.NoteArrival(OSEI))
    run.session.send(c.Undo())
    assert run.panel().door == (OSEI,)
    run.session.send(c.NoteArrival(OSEI))
    assert run.panel().door == ()
    run.session.send(c.Strike(run.session.log[-1].id))
    assert run.panel().door == (OSEI,)
    assert refolded(run) == run.client


# --- acts and the panel ------------------------------------------------------------------------------------


def test_an_act_counts_once_in_two_seconds() -> None:
    run = run_of(story())
    assert run.act("hand")
    later(run, 2 * SECOND - 1)
    assert not run.act("hand")
    assert run.act("water")
    later(run, 1)
    assert run.act("hand")
    assert [beat.act for beat in run.beats if isinstance(beat, b.ActDone)] == ["hand", "water", "hand"]


def test_every_act_of_the_panel_can_be_done_and_no_other() -> None:
    run = run_of(story())
    assert all(run.act(act.id) for act in ACTS)
    with pytest.raises(ValueError, match="no act in the room"):
        run.act("sing")


def test_the_panel_shows_what_is_there_now_and_keeps_the_last_words() -> None:
    turns = [
        turn("says", MINUTE, says="The room is closing.", lasts=MINUTE),
        turn("shifts", MINUTE, shows=""),
        turn("cries", 90 * SECOND, shows="Tears."),
    ]
    run = later(run_of(story(*turns)), 100 * SECOND)
    assert run.panel().signs == (
        Sign("says", "It shows says.", "The room is closing.", Elapsed(MINUTE)),
        Sign("cries", "Tears.", "", Elapsed(90 * SECOND)),
    )
    later(run, MINUTE)
    panel = run.panel()
    assert [sign.turn for sign in panel.signs] == ["cries"]
    assert (panel.words, panel.spoke) == ("The room is closing.", MINUTE)
    assert panel.in_stretch == 160 * SECOND
    assert (panel.doses, panel.ordered) == (0, 1)
    assert dose(run).panel().doses == 1


def test_before_it_begins_and_after_the_end_nothing_is_done() -> None:
    scenario = story(turn("late", HOUR))
    run = RehearsalRun(
        scenario, run_of(scenario).protocol, seed=1, trainee="K. Lind", speed=0, began=run_of(scenario).began
    )
    assert not run.act("hand")
    assert not run.take_reading()
    assert run.goals() == ()
    assert run.panel().in_stretch == 0
    run.begin()
    run.leave()
    assert not run.act("hand")
    assert not run.take_reading()
    assert run.session.send(c.Next()) == ()
    assert [type(beat) for beat in run.beats] == [b.StretchBegan]
