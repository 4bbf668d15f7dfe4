"""What is on the lanes of a debrief, when, and how it stands with what was asked for."""

import time

import msgspec
import pytest

from kapguide.clinical.vitals import Vitals
from kapguide.rehearsal import told
from kapguide.rehearsal.debrief.making import debrief_of
from kapguide.rehearsal.debrief.shape import Lane, LinkKind, MarkState
from kapguide.rehearsal.debrief.words import DONE, TRIES, brief, exact, listed, lower, quoted, shortened, took
from kapguide.rehearsal.deeds import DEEDS
from kapguide.session import commands as c
from kapguide.session.care.answers import Answer
from kapguide.session.clock import Elapsed
from kapguide.session.doses.dose import DoseStep
from kapguide.session.protocol.protocol import Anchor, Ask, DoneBy, PhaseKind, Prompt, Route, Timing
from kapguide.spans import HOUR, MINUTE, SECOND
from tests.rehearsal.debrief.acted import READ, Acted, asked, facts, lane, panic, quiet, reads, scenario, turn, wants
from tests.support.plans import phase, plan, prompt


def with_prompts(*prompts: Prompt, route: Route = Route.IM) -> Acted:
    """A run by a protocol of one long phase that asks for these."""
    protocol = plan(phase("dosing", 3 * HOUR, kind=PhaseKind.DOSING, prompts=prompts))
    return Acted(scenario(), msgspec.structs.replace(protocol, route=route))


def waits(name: str, at: float, **more: object) -> Prompt:
    """A prompt that waits for its answer."""
    return msgspec.structs.replace(prompt(name, round(at * MINUTE), acknowledge=True), **more)


def state(run: Acted, kind: str) -> tuple[MarkState, int, str]:
    mark = asked(run.debrief(), kind)
    return mark.state, mark.later // SECOND, mark.outcome


def test_the_run_of_the_picture_is_told_as_in_the_picture() -> None:
    debrief = panic().debrief()
    assert (debrief.began, debrief.ended) == (10 * MINUTE, 52 * MINUTE)
    assert (debrief.minutes(debrief.began), debrief.minutes(debrief.ended)) == ("0:00", "0:42")
    assert [(each.title, debrief.minutes(each.ended)) for each in debrief.phases] == [
        ("Hold", "0:10"), ("Onset", "0:20"), ("Deepening", "0:34"), ("Peak", "0:42"),
    ]  # fmt: skip
    assert lane(debrief, Lane.HAPPENED) == [
        ("0:09:00", "coughs, cup wanted"),
        ("0:22:10", "breath fast, “the room is closing”"),
        ("0:31:00", "reaches out"),
        ("0:36:00", "breath slows, jaw loosens"),
    ]
    assert ("0:09:36", "cup given") in lane(debrief, Lane.DONE)
    assert [mark.words for mark in debrief.lane(Lane.REMARKS)] == ["K", "R", "K"]
    warm = [(debrief.minutes(mark.t), mark.words, mark.outcome) for mark in debrief.marks if mark.warm]
    assert warm == [
        ("0:26", "second person", "not seen in this run"),
        ("0:30", "reading", "7 min later"),
        ("0:37", "rest", "3 min later"),
    ]
    links = [(link.words, link.warm) for link in debrief.links if link.kind is LinkKind.ANSWER]
    assert links == [("36 s", False), ("2 min", False), ("42 s", False)]
    softer = asked(debrief, "softer")
    assert (softer.within, softer.since, softer.outcome) == ("within 3 min", 32 * MINUTE + 10 * SECOND, "in time")
    moment = next(each for each in debrief.moments if each.began == softer.since)
    assert (moment.title, debrief.clock(moment.at)) == ("0:22 to 0:26", "0:24:10")
    assert [mark.words for mark in moment.done] == ["softer", "one line"]
    assert [mark.by for mark in moment.remarks] == ["R. Osei", "K. Lind"]
    assert [each.sentence for each in debrief.tries] == [
        "Call the second person. Asked for by 0:26, not seen in this run.",
        "Take the 0:30 reading, or write why it waits. It came 7 min later.",
        "Answer “rest” at 0:37, or put it off with its key. It came 3 min later.",
    ]
    assert [(each.label, each.words) for each in debrief.spreads] == [
        ("Cup given", "0:36"),
        ("Softer and one line", "2:52"),
        ("Second person", "not seen"),
        ("Hand answered", "0:42"),
        ("Reading, late by", "7:00"),
    ]


def test_an_empty_run_has_a_debrief_that_says_nothing() -> None:
    record = msgspec.structs.replace(panic().record(), log=(), beats=(), remarks=(), prelude=0)
    debrief = debrief_of(record)
    assert (debrief.marks, debrief.moments, debrief.tries, debrief.strengths) == ((), (), (), ())
    assert (debrief.began, debrief.ended, debrief.dosed, debrief.counted) == (0, 0, False, "since the start")
    assert debrief_of(msgspec.structs.replace(record, prelude=3)).began == 0


def test_without_a_dose_times_count_from_the_start() -> None:
    debrief = Acted(scenario(turn("calls"))).at(12).comes("calls").debrief()
    assert (debrief.dosed, debrief.counted, lane(debrief, Lane.HAPPENED)) == (
        False, "since the start", [("0:12:00", "calls")],
    )  # fmt: skip
    assert facts(debrief, "Dose") == ["none was noted; times count from the start"]


def test_a_dose_that_is_noted_late_and_a_second_one_are_where_they_were_given() -> None:
    run = Acted(scenario()).at(20).doses(18).at(40).doses(39.5)
    debrief = run.debrief()
    assert lane(debrief, Lane.DONE) == [("0:00:00", "dose"), ("0:21:30", "dose 2")]
    assert facts(debrief, "Dose 2") == ["50 mg, at 0:21"]
    assert debrief.zero == 18 * MINUTE


def test_a_corrected_dose_moves_the_times_and_is_no_second_deed() -> None:
    run = Acted(scenario()).at(20).doses()
    first = run.room.state.doses[0].id
    run.at(21).room.dose(15 * MINUTE, supersedes=first)
    debrief = run.debrief()
    assert debrief.zero == 15 * MINUTE
    assert [(mark.words, mark.minor) for mark in debrief.lane(Lane.DONE)] == [
        ("dose", False), ("dose corrected", True),
    ]  # fmt: skip


def test_what_came_before_the_stretch_is_nobodys_doing() -> None:
    run = Acted(scenario(turn("early"), turn("later")), reads(1, 12))
    run.doses().at(1.5).reads().comes("early").at(10).begins().at(11).comes("later").at(13).reads().ends()
    debrief = run.debrief()
    assert lane(debrief, Lane.HAPPENED) == [("0:11:00", "later")]
    assert [mark.words for mark in debrief.lane(Lane.DONE)] == ["reading"]
    assert [mark.t for mark in debrief.lane(Lane.ASKED)] == [12 * MINUTE]
    assert debrief.phases[0].began == 10 * MINUTE


def test_a_record_without_the_runs_own_words_for_its_stretch_takes_its_prelude() -> None:
    run = Acted(scenario(turn("early"), turn("later"))).doses().at(5).does(c.AddNote("a", Elapsed(0)))
    run.prelude = run.seq
    run.beats.append(told.Happened(Elapsed(MINUTE), 1, "early"))
    debrief = run.at(7).comes("later").debrief()
    assert (debrief.began, lane(debrief, Lane.HAPPENED)) == (5 * MINUTE, [("0:07:00", "later")])


def test_what_falls_due_as_the_stretch_begins_is_asked_of_the_trainee() -> None:
    run = with_prompts(waits("before", 9), waits("now", 10)).at(10).begins().at(13)
    assert [mark.words for mark in run.debrief().lane(Lane.ASKED)] == ["now"]


@pytest.mark.parametrize(
    ("answered", "expected"),
    [
        (11.5, (MarkState.IN_TIME, 90, "in time")),
        (12, (MarkState.IN_TIME, 120, "in time")),
        (13, (MarkState.LATER, 180, "3 min later")),
        (None, (MarkState.NOT_SEEN, 0, "not seen in this run")),
    ],
)
def test_a_prompt_is_in_time_later_or_not_seen(answered: float | None, expected: tuple[MarkState, int, str]) -> None:
    run = with_prompts(waits("look-up", 10))
    if answered is not None:
        run.at(answered).does(c.Acknowledge("look-up"))
    assert state(run.at(20), "look-up") == expected


def test_a_prompt_that_only_says_something_asks_for_nothing() -> None:
    run = with_prompts(prompt("tells", 10 * MINUTE)).at(20)
    assert run.debrief().lane(Lane.ASKED) == ()


def test_what_is_still_open_as_the_run_ends_is_told_as_open() -> None:
    run = with_prompts(waits("late", 10)).at(11)
    assert state(run, "late") == (MarkState.OPEN, 0, "its time was not over when the run ended")
    assert facts(run.debrief(), "Prompts, open at the end") == ["0:10"]


def test_a_prompt_that_is_put_off_says_so() -> None:
    run = with_prompts(waits("rest", 10), waits("other", 30)).at(11).does(c.Snooze("rest", 5 * MINUTE))
    run.at(17).does(c.Acknowledge("rest"))
    assert state(run, "rest") == (MarkState.LATER, 420, "7 min later, put off at 0:11")


def test_a_reading_that_is_left_out_was_answered_and_is_not_there() -> None:
    run = Acted(scenario(), reads(10, 20, 30)).doses()
    run.at(10.5).does(c.AnswerCue("r10", Answer.DECLINED)).at(20.5).reads().at(30.5)
    run.does(c.AnswerCue("r30", Answer.LEFT_OUT, reason="asleep"))
    debrief = run.debrief()
    assert state(run, "r10")[2] == "declined, in time"
    assert facts(debrief, "Readings") == ["1 of 3 within 2 min of their time; middle delay 30 s"]
    assert facts(debrief, "Readings, answered without") == ["0:10 declined, 0:30 left out"]
    assert "All 3" not in " ".join(each.words for each in debrief.strengths)
    assert ("0:10:30", "declined") in lane(debrief, Lane.DONE)


def test_a_reading_before_its_time_answers_it_early() -> None:
    run = Acted(scenario(), reads(10, 60)).doses().at(8).reads().at(20)
    assert state(run, "r10") == (MarkState.IN_TIME, -120, "in time")
    assert "The reading at 0:10 was there 2 min before its time." in [each.words for each in run.debrief().strengths]


def test_what_passed_while_the_computer_slept_is_not_asked() -> None:
    run = Acted(scenario(), reads(10, 40)).doses().at(8)
    run.room.wait(10 * MINUTE, asleep=True)
    debrief = run.at(20).debrief()
    assert asked(debrief, "r10").outcome == "its time passed while nobody could see it"
    assert facts(debrief, "The computer slept") == ["for 10 min, to 0:18"]
    assert facts(debrief, "Readings, not asked of this run") == ["0:10: skipped, or passed unseen"]


def test_what_passed_in_sleep_and_is_answered_counts_from_when_it_was_seen() -> None:
    run = Acted(scenario(), reads(10)).doses().at(8)
    run.room.wait(10 * MINUTE, asleep=True)
    assert state(run.at(19).reads(), "r10") == (MarkState.IN_TIME, 60, "in time")


def test_a_dose_and_its_steps_answer_the_prompts_that_they_close() -> None:
    run = with_prompts(
        waits("give", 1, done_by=DoneBy.DOSE),
        Prompt("melted", Timing(2 * MINUTE, Anchor.EACH_DOSE), "Melted", acknowledge=True, done_by=DoneBy.DISSOLVED),
        Prompt("spit", Timing(8 * MINUTE, Anchor.EACH_DOSE), "Spit", acknowledge=True, done_by=DoneBy.END),
        route=Route.SUBLINGUAL,
    )
    run.at(2)
    run.room.dose(route="sublingual")
    run.at(7).does(c.StepDose(DoseStep.DISSOLVED)).at(10.5).does(c.StepDose(DoseStep.SPAT)).at(30)
    run.room.dose(route="sublingual")
    run.at(60)
    assert [state(run, kind)[:2] for kind in ("give", "melted", "spit")] == [
        (MarkState.IN_TIME, 60), (MarkState.LATER, 180), (MarkState.IN_TIME, 30),
    ]  # fmt: skip
    assert state(run, "spit@2")[0] is MarkState.NOT_SEEN
    assert "spat out" in [mark.words for mark in run.debrief().lane(Lane.DONE)]


def test_a_look_and_a_name_answer_what_asks_for_them() -> None:
    run = with_prompts(waits("look", 5, ask=Ask.LOOK), waits("label", 7, ask=Ask.ATTEST))
    run.at(5.5).does(c.AnswerCue("look", Answer.DONE)).at(8).does(c.AnswerCue("label", Answer.YES, "K. Lind"))
    assert [mark.words for mark in run.debrief().lane(Lane.DONE)] == ["look", "answered: yes"]
    assert [mark.words for mark in run.debrief().lane(Lane.ASKED)] == ["look", "label"]


def test_an_answer_that_is_struck_out_or_taken_back_does_not_count() -> None:
    run = with_prompts(waits("look", 5, ask=Ask.LOOK), waits("rest", 20))
    run.at(5.5).does(c.AnswerCue("look", Answer.DONE)).at(6)
    run.does(c.Strike(run.room.state.cues["look"].said)).at(20.5).does(c.Acknowledge("rest"), c.Undo()).at(40)
    assert [state(run, kind)[0] for kind in ("look", "rest")] == [MarkState.NOT_SEEN, MarkState.NOT_SEEN]
    assert [mark.words for mark in run.debrief().lane(Lane.DONE)] == ["taken back"]


def test_a_prompt_that_left_with_its_phase_is_asked_when_it_comes_again() -> None:
    protocol = plan(
        phase("a", 10 * MINUTE, kind=PhaseKind.DOSING),
        phase("b", 60 * MINUTE, prompts=[waits("begin", 0)]),
    )
    run = Acted(scenario(), protocol).at(8).does(c.Next(), c.Undo()).at(30).does(c.Next()).at(31)
    run.does(c.Acknowledge("begin")).at(40)
    assert [mark.t for mark in run.debrief().lane(Lane.ASKED)] == [30 * MINUTE]
    assert state(run, "begin") == (MarkState.IN_TIME, 60, "in time")


def test_a_later_dose_takes_a_prompt_over() -> None:
    over = Prompt("rest", Timing(10 * MINUTE, Anchor.LAST_DOSE), "Rest", acknowledge=True)
    run = with_prompts(over).doses().at(10.5).doses().at(40)
    assert state(run, "rest") == (MarkState.SKIPPED, 0, "a later dose took it over")


def test_a_span_that_was_skipped_asks_nothing() -> None:
    asks = (wants("soon", "say", within=MINUTE), wants("long", "bowl", within=30 * MINUTE))
    run = Acted(scenario(turn("early", *asks), turn("inside", wants("inside-asks", "say"))), reads(3, 8, 21)).doses()
    run.at(2).comes("early").at(2.5).acts("say").at(3.5).skips(15)
    run.beats.append(told.Happened(Elapsed(6 * MINUTE), run.seq, "inside"))
    debrief = run.at(21.5).reads().at(40).debrief()
    states = {mark.kind: mark.state for mark in debrief.lane(Lane.ASKED)}
    assert states["soon"] is MarkState.IN_TIME
    assert states["long"] is states["inside-asks"] is states["r3"] is states["r8"] is MarkState.SKIPPED
    assert states["r21"] is MarkState.IN_TIME
    assert [(span.began, span.ended) for span in debrief.skipped] == [(3.5 * MINUTE, 15 * MINUTE)]
    assert next(mark for mark in debrief.marks if mark.kind == "inside").state is MarkState.SKIPPED
    assert facts(debrief, "Skipped") == ["0:03 to 0:15: nothing in it is asked of this run"]


def test_what_was_skipped_after_it_fell_due_is_not_late() -> None:
    run = with_prompts(waits("rest", 10)).at(11).skips(30).at(32).does(c.Acknowledge("rest"))
    assert state(run, "rest") == (MarkState.SKIPPED, 0, "its time was skipped")
    run = with_prompts(waits("rest", 10)).at(12.5).skips(30).at(31).does(c.Acknowledge("rest"))
    assert state(run, "rest") == (MarkState.LATER, 210, "4 min later")


def test_what_fell_due_in_a_skip_is_not_asked_though_it_is_answered_soon_after() -> None:
    run = with_prompts(waits("rest", 10)).at(9.5).skips(11).at(11.5).does(c.Acknowledge("rest"))
    assert state(run, "rest") == (MarkState.SKIPPED, 0, "its time was skipped")


def test_the_phases_that_a_jump_goes_through_are_not_the_trainees() -> None:
    run = Acted(scenario()).at(5)
    run.beats.append(told.Skipped(run.now, run.seq, Elapsed(60 * MINUTE)))
    run.at(30).does(c.Next()).at(60).does(c.Next()).at(61).does(c.Next())
    debrief = run.debrief()
    assert [mark.t for mark in debrief.lane(Lane.DONE)] == [61 * MINUTE]
    assert facts(debrief, "Counted so") == ["1 entry; those less than 15 s apart are one time"]


def test_two_skips_that_touch_are_one_and_one_of_no_length_is_none() -> None:
    debrief = Acted(scenario()).at(5).skips(10).skips(15).skips(15).debrief()
    assert [(span.began, span.ended) for span in debrief.skipped] == [(5 * MINUTE, 15 * MINUTE)]


def test_what_going_back_let_go_is_not_told() -> None:
    run = Acted(scenario(turn("one"), turn("two"))).doses().at(5).comes("one")
    kept = list(run.beats)
    run.at(9).comes("two").acts("say")
    run.beats = [*kept, *run.beats[1:], told.WentBack(Elapsed(6 * MINUTE), run.seq, Elapsed(9 * MINUTE))]
    debrief = run.at(10).debrief()
    assert [mark.words for mark in debrief.lane(Lane.HAPPENED)] == ["one"]
    assert debrief.lane(Lane.DONE)[1:] == ()
    assert facts(debrief, "Gone back") == ["to 0:06, from 0:09"]


def test_a_turn_that_the_scenario_does_not_have_is_told_by_its_id() -> None:
    run = Acted(scenario()).at(3).comes("from-elsewhere")
    assert lane(run.debrief(), Lane.HAPPENED) == [("0:03:00", "from-elsewhere")]


def test_an_act_that_this_version_does_not_know_is_left_out() -> None:
    assert Acted(scenario()).at(3).acts("sing").debrief().marks == ()


def test_neighbours_are_one_mark_and_nothing_that_happens_lies_between() -> None:
    run = Acted(scenario(turn("calls"), turn("calls-again"))).at(10).does(c.ShiftMusic(-1)).at(10.1).acts("say")
    run.at(10.15).comes("calls").acts("hand").at(20)
    for second in range(0, 100, 25):
        run.at(20 + second / 60).does(c.AddNote("a line", run.now))
    words = [mark.words for mark in run.debrief().lane(Lane.DONE)]
    assert words == ["softer, one line", "hand given", "note"]


def test_words_of_what_happened_have_what_was_said_once() -> None:
    run = Acted(scenario(turn("a", says="No more."), turn("b", title="“no more”", says="No more.")))
    full = [mark.full for mark in run.at(1).comes("a").at(2).comes("b").debrief().lane(Lane.HAPPENED)]
    assert full == ["a: “No more.”", "“no more”"]


def test_a_remark_has_its_authors_initial_and_its_own_time() -> None:
    run = Acted(scenario()).at(5).remarked(3, "Slow.", "  äsa  ").remarked(4, "Yes.", "")
    debrief = run.debrief()
    assert [(mark.words, mark.t) for mark in debrief.lane(Lane.REMARKS)] == [("Ä", 3 * MINUTE), ("?", 4 * MINUTE)]
    assert [moment.title for moment in debrief.moments] == ["0:03 to 0:04"]


def test_what_is_late_is_in_the_moment_of_what_asked_for_it_too() -> None:
    run = Acted(scenario(), reads(10)).doses().at(17).reads().at(30)
    moments = [(each.title, [mark.words for mark in each.marks]) for each in run.debrief().moments]
    assert moments == [
        ("0:00", ["dose"]), ("0:10", ["reading", "reading"]), ("0:17", ["reading", "reading"]),
    ]  # fmt: skip


def test_each_deed_has_its_words_and_what_can_be_tried() -> None:
    assert DONE.keys() == TRIES.keys() == DEEDS


def test_lengths_and_words_are_short() -> None:
    assert [brief(ms * SECOND) for ms in (0, 36, 59, 60, 61, 90, 91, 420, 3900)] == [
        "0 s", "36 s", "59 s", "1 min", "61 s", "90 s", "2 min", "7 min", "1 h 05 min",
    ]  # fmt: skip
    assert (exact(0), exact(172 * SECOND), took(419_600)) == ("0 s", "2 min 52 s", "7:00")
    assert (took(0), took(-36 * SECOND), took(-60 * SECOND), took(-400)) == ("0:00", "−0:36", "−1:00", "0:00")
    assert shortened("The label, read aloud by two persons", 20) == "The label, read…"
    assert [shortened("Read aloud", longest) for longest in (9, 10)] == ["Read alo…", "Read aloud"]
    assert shortened("a" * 50, 20) == "a" * 19 + "…"
    assert (lower("Spit out"), lower("IV line"), lower("")) == ("spit out", "IV line", "")
    assert listed(["a", "b", "c"], 2) == "a, b and 1 more"
    assert quoted("breath, “no”") == "“breath, ‘no’”"


def test_a_busy_session_of_two_hours_and_a_half_is_there_at_once() -> None:
    run = Acted(scenario(turn("calls", wants("any", "say"))), quiet()).doses()
    for place in range(150):
        run.at(1 + place).does(
            c.AddNote(f"line {place}", run.now), c.TakeReading(Vitals(120, 80, 70, 98), run.now), c.Observe("j", "Jaw")
        )
        if place % 10 == 0:
            run.comes("calls").acts("say")
    record = run.record()
    best = min(_took(record) for _ in range(3))
    assert len(record.log) > 450
    assert best < 0.5  # 50 ms on a machine that does nothing else


def _took(record: object) -> float:
    began = time.process_time()
    debrief_of(record)  # type: ignore[arg-type]
    return time.process_time() - began


def test_the_reading_is_where_it_was_taken() -> None:
    run = Acted(scenario()).doses().at(10).does(c.TakeReading(READ, Elapsed(8 * MINUTE)))
    assert lane(run.debrief(), Lane.DONE)[1] == ("0:08:00", "reading")
