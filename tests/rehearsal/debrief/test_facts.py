"""What is counted of a run, what is set beside earlier runs, and what can be tried: from the log, and no stronger."""

import msgspec
import pytest

from kapguide.clinical.checklists import Checklist, ChecklistGroup, ChecklistItem
from kapguide.clinical.facts import Reply
from kapguide.clinical.marks import Mark
from kapguide.rehearsal import told
from kapguide.rehearsal.debrief.hands import by_hand
from kapguide.rehearsal.debrief.making import debrief_of
from kapguide.rehearsal.debrief.shape import Lane
from kapguide.rehearsal.deeds import Deed
from kapguide.rehearsal.scenario import Stretch
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.care.answers import LeavingOutcome, Touch
from kapguide.session.clock import Elapsed
from kapguide.session.leaving.commands import AnswerLeaving
from kapguide.session.people.people import Person
from kapguide.session.protocol.protocol import PhaseKind
from kapguide.spans import HOUR, MINUTE
from tests.rehearsal.debrief.acted import Acted, asked, facts, panic, scenario, turn, wants
from tests.support.plans import small_script
from tests.support.rehearsing import later, now, run_of, story

OSEI = Person("R. Osei", "medical", in_house=True)
ITEMS = (ChecklistItem("walks", "Walks steadily"), ChecklistItem("bag", "Belongings"))
LIST = Checklist("leaving", "Leaving", 1, "", (ChecklistGroup("", ITEMS, Mark.OURS),))


def tries(run: Acted) -> list[str]:
    return [each.sentence for each in run.debrief().tries]


def strengths(run: Acted) -> list[str]:
    return [each.words for each in run.debrief().strengths]


# --- the room ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("agreed", "marked", "words", "asked_to_look"),
    [
        ("", None, "at 0:31; touch consent then: not recorded", True),
        ("hand", None, "at 0:31; touch consent then: hand, agreed to before", False),
        ("hand", Touch.WITHDRAWN, "at 0:31; touch consent then: withdrawn", True),
        ("", Touch.SHOULDER, "at 0:31; touch consent then: shoulder", False),
        ("hand", Touch.NONE, "at 0:31; touch consent then: none", True),
    ],
)
def test_a_hand_is_told_with_the_consent_of_that_moment(
    agreed: str, marked: Touch | None, words: str, *, asked_to_look: bool
) -> None:
    run = Acted(scenario(touch=agreed))
    if marked is not None:
        run.does(c.MarkTouch(marked))
    run.doses().at(31).acts("hand").at(40)
    if marked not in (Touch.WITHDRAWN, Touch.NONE):
        run.does(c.MarkTouch(Touch.WITHDRAWN))
    assert facts(run.debrief(), "A hand was given") == [words]
    found = [each for each in tries(run) if each.startswith("Look at the touch consent before a hand is given.")]
    assert bool(found) is asked_to_look


def test_touch_that_was_withdrawn_and_kept_is_told() -> None:
    run = Acted(scenario(touch="hand")).doses().at(10).acts("hand").at(20).does(c.MarkTouch(Touch.WITHDRAWN)).at(30)
    assert "Touch was noted as withdrawn at 0:20; no hand was logged after it." in strengths(run)
    assert facts(run.debrief(), "Touch withdrawn") == ["noted at 0:20"]
    assert not any("withdrawn" in each for each in strengths(run.acts("hand")))


def test_a_consent_that_was_taken_back_is_none() -> None:
    run = Acted(scenario()).does(c.MarkTouch(Touch.HAND), c.Undo()).at(5).acts("hand")
    assert facts(run.debrief(), "A hand was given") == ["at 0:05; touch consent then: not recorded"]


def test_time_alone_is_counted_within_the_stretch_and_not_where_it_was_skipped() -> None:
    run = Acted(scenario()).at(2).does(c.NoteDeparture("K. Lind")).at(10).begins().at(12)
    run.does(c.NoteArrival(Person("K. Lind", "therapist"))).at(20).does(c.NoteDeparture("K. Lind")).skips(30).at(35)
    assert facts(run.debrief(), "Nobody recorded with the client") == ["0:10 to 0:12, 2 min", "0:20 to 0:35, 15 min"]
    assert tries(run)[0] == "Let somebody be in the room, and noted as there. From 0:10 to 0:12 nobody was noted."
    assert not any("Somebody" in each for each in strengths(run))


def test_what_was_not_as_it_should_be_stands_out_and_nothing_else_does() -> None:
    run = Acted(scenario(touch="hand")).doses().at(10).acts("hand").at(12).does(c.NoteDeparture("K. Lind")).at(14)
    run.does(c.NoteArrival(Person("K. Lind", "therapist")), c.MarkTouch(Touch.WITHDRAWN)).at(20).acts("hand").at(30)
    warm = [(fact.label, fact.t) for group in run.debrief().facts for fact in group.facts if fact.warm]
    assert warm == [("A hand was given", 20 * MINUTE), ("Nobody recorded with the client", 12 * MINUTE)]


def test_a_time_alone_that_was_skipped_whole_is_not_told() -> None:
    run = Acted(scenario()).at(10).does(c.NoteDeparture("K. Lind")).skips(20)
    run.does(c.NoteArrival(Person("K. Lind", "therapist"))).at(25)
    assert facts(run.debrief(), "With the client") == ["somebody, all of the time that was recorded"]


def test_who_went_without_a_word_leaves_a_doubt_and_no_advice() -> None:
    run = Acted(scenario()).at(20).does(c.NoteDeparture("K. Lind", seen=Elapsed(12 * MINUTE)))
    run.does(c.NoteArrival(Person("R. Osei"))).at(30)
    assert facts(run.debrief(), "Perhaps nobody with the client") == ["0:12 to 0:20, 8 min"]
    assert not any("Let somebody" in each for each in tries(run))


def test_of_company_nothing_is_said_where_nobody_was_named() -> None:
    run = Acted(scenario(), therapist="").at(10)
    assert facts(run.debrief(), "With the client") == []
    assert strengths(run) == []


# --- hands, words, music -----------------------------------------------------------------------------------------


def test_hands_on_the_keys_are_counted_from_the_first_key_of_a_line() -> None:
    run = Acted(scenario()).at(10).begins().at(11).does(c.AddNote("long line", Elapsed(round(10.5 * MINUTE))))
    run.at(11.2).does(c.Observe("j", "Jaw")).at(20).does(c.ShiftMusic(-1), c.Undo()).at(30)
    debrief = run.debrief()
    assert facts(debrief, "At the keys") == ["46 s of 20 min, 4 %; 2 times"]  # 30 + 12 + 2, and 2
    assert facts(debrief, "Counted so") == ["4 entries; those less than 15 s apart are one time"]
    assert facts(debrief, "Longest without") == ["10 min, 0:20 to 0:30"]


def test_entries_that_are_the_gap_apart_are_two_times() -> None:
    run = Acted(scenario()).at(10).does(c.Observe("j", "Jaw")).at(10.25).does(c.Observe("j", "Jaw")).at(30)
    assert facts(run.debrief(), "At the keys") == ["4 s of 30 min, 0 %; 2 times"]


def test_much_time_at_the_keys_is_something_to_try() -> None:
    run = Acted(scenario()).at(10).does(c.AddNote("a long line", Elapsed(3 * MINUTE)))
    assert tries(run) == ["Write less, and look up between two entries. Hands were on the keys for 70 % of the time."]


@pytest.mark.parametrize(
    ("body", "hand"),
    [
        (e.VoiceEnded(by_hand=True), True),
        (e.VoiceEnded(), False),
        (e.BreathStopped("Long breath out", 0, 0, "hand"), True),
        (e.BreathStopped("Long breath out", 0, 0, "time"), False),
        (e.ScriptLineSaid(0), True),
        (e.ScriptLineSaid(0, by_voice=True), False),
        (e.ScriptEnded("Open space", "stopped", 0, 1, 0, 0), True),
        (e.ScriptEnded("Open space", "session", 0, 1, 0, 0), False),
        (e.ScriptGiven(to_voice=True), True),
        (e.ScriptGiven(to_voice=False, failed=True), False),
        (e.PhaseBegan("a", 0, -1), False),
        (e.PhaseBegan("b", 1, 0), True),
        (e.TrackStarted("a.ogg", "A"), False),
        (e.CueAcknowledged("a"), True),
    ],
)
def test_a_hand_is_told_from_what_comes_by_itself(body: e.AnyBody, *, hand: bool) -> None:
    assert by_hand(body) is hand


def test_words_and_notes_are_counted_as_they_were_said() -> None:
    run = Acted(scenario()).at(5).acts("say", "I am here.").at(6).acts("say").at(7)
    run.does(c.AddNote("tears", run.now)).at(8).does(c.AddNote("so wide", run.now, "verbatim"))
    run.at(9).does(c.AddNote("feels wide", run.now, "paraphrase")).at(10).does(c.Observe("j", "Jaw loosens"))
    line = next(event for event in run.room.log if isinstance(event.body, e.NoteAdded))
    run.at(12).does(c.AddNote("tears, quiet", run.now, supersedes=line.id))
    debrief = run.debrief()
    assert facts(debrief, "Said aloud") == ["One line said: “I am here.”", "One line said"]
    assert facts(debrief, "Notes") == ["3 lines, 1 in their own words, 1 in their sense"]
    assert facts(debrief, "Observations by one key") == ["1"]
    assert "1 line of the notes is in their own words." in strengths(run)
    more = Acted(scenario()).at(5)
    more.does(c.AddNote("a", more.now, "verbatim"), c.AddNote("b", more.now, "verbatim"))
    assert "2 lines of the notes are in their own words." in strengths(more)


def test_a_script_is_told_with_how_much_of_it_was_said() -> None:
    run = Acted(scenario()).at(5).does(c.BeginScript(small_script())).at(5.1).does(c.FinishLine()).at(6)
    run.does(c.StopScript()).at(10)
    assert facts(run.debrief(), "Said aloud") == ["Imagery: Open space begins"]
    (told_of,) = facts(run.debrief(), "Script over")
    assert told_of.startswith("Open space, ")
    assert "left at line 2 of 4" in told_of


def test_what_was_measured_and_not_written_is_told_and_nothing_of_what_was() -> None:
    label = "Measured, and not written down"
    assert facts(Acted(scenario()).at(5).measures().at(6).reads().at(8).debrief(), label) == []
    run = Acted(scenario()).reads().at(5).measures().at(7).measures().at(8).reads().at(30).measures().at(40)
    assert facts(run.debrief(), label) == ["at 0:05, 0:30"]


def test_music_its_silences_and_its_faults_are_told() -> None:
    run = Acted(scenario()).at(5).does(c.FadeMusic(silent=True)).at(10).begins().at(12).does(c.FadeMusic(silent=False))
    run.at(15).does(c.ShiftMusic(-1)).at(16).does(c.ShiftMusic(-1), c.NextTrack(), c.NextTrack()).at(17).does(
        c.ReportFault("server gone")
    )
    run.at(17.1).does(c.ReportFault("server gone")).at(19).does(c.ReportSoundBack(1000)).at(20)
    run.does(c.FadeMusic(silent=True)).at(25).does(c.ReportFault("server gone")).at(30)
    debrief = run.debrief()
    assert facts(debrief, "Softer") == ["at 0:15"]
    assert facts(debrief, "Next piece") == ["2 times, at 0:16, 0:16"]
    assert facts(debrief, "Silence") == ["0:10 to 0:12, 2 min", "0:20 to the end, 10 min"]
    assert facts(debrief, "Sound gone") == ["at 0:17, back after 2 min", "at 0:25; not heard again in this run"]
    assert [each.words for each in debrief.spreads] == ["2:00"]
    assert "Practise bringing the sound back. It was gone at 0:17 and was back after 2 min." in tries(run)


def test_a_silence_before_the_stretch_is_not_told_and_a_short_fault_is_nothing_to_try() -> None:
    run = Acted(scenario()).at(5).does(c.FadeMusic(silent=True)).at(8).does(c.FadeMusic(silent=False)).at(10).begins()
    run.at(12).does(c.ReportSoundBack(5), c.ReportFault("output lost")).at(12.5).does(c.ReportSoundBack(30_000)).at(20)
    assert facts(run.debrief(), "Silence") == []
    assert tries(run) == []


@pytest.mark.parametrize("fault", ["missing", "refused", "held_up", "output_moved"])
def test_a_fault_with_which_the_music_goes_on_is_no_time_without_sound(fault: str) -> None:
    run = Acted(scenario()).at(12).does(c.ReportFault(fault)).at(20)
    assert facts(run.debrief(), "Sound gone") == []
    assert tries(run) == []
    assert run.debrief().spreads == ()


def test_sound_that_goes_on_from_another_output_is_heard_again() -> None:
    run = Acted(scenario()).at(12).does(c.ReportFault("output_lost")).at(14).does(c.ReportFault("output_moved")).at(20)
    assert facts(run.debrief(), "Sound gone") == ["at 0:12, back after 2 min"]


def test_sound_that_was_not_heard_again_is_something_to_try() -> None:
    run = Acted(scenario()).at(12).does(c.ReportFault("output lost")).at(20)
    assert tries(run) == ["Practise bringing the sound back. It was gone at 0:12 and was not heard again."]
    assert run.debrief().spreads[0].words == "not seen"


# --- an emergency ------------------------------------------------------------------------------------------------


def pain() -> Acted:
    asks = (wants("emergency", Deed.EMERGENCY, within=MINUTE), wants("help", Deed.CALLED, "ring", within=2 * MINUTE))
    run = Acted(scenario(turn("pain", *asks, title="“my chest hurts”")), present=(OSEI,)).doses()
    return run.at(32).comes("pain")


def test_an_emergency_is_told_from_what_happened_to_the_call() -> None:
    run = pain().at(32.2).does(c.StartEmergency()).at(32.5).does(c.TapEmergency("called", run_now(32.5)))
    run.at(33).acts("lie-down").does(c.TapEmergency("gave", run.now, "oxygen")).at(37).does(c.EndEmergency()).at(40)
    run.acts("say")
    debrief = run.debrief()
    assert facts(debrief, "Key") == ["at 0:32, 12 s after “‘my chest hurts’”"]
    assert facts(debrief, "Call") == ["18 s after the key: Emergency, called"]
    assert facts(debrief, "Then") == [
        "48 s after the key: Laid flat, legs up", "48 s after the key: Emergency, gave: oxygen",
    ]  # fmt: skip
    assert facts(debrief, "There at the key") == ["K. Lind (therapist); R. Osei (medical, in the house)"]
    assert facts(debrief, "Left") == ["after 4 min 48 s"]
    assert [(each.label, each.words) for each in debrief.spreads][-2:] == [
        ("Emergency key", "0:12"), ("Key to call", "0:18"),
    ]  # fmt: skip
    assert strengths(run)[0] == "The call came 18 s after the emergency key."
    assert facts(debrief, "Silence") == ["0:32 to the end, 7 min 48 s"]


def run_now(minutes: float) -> Elapsed:
    return Elapsed(round(minutes * MINUTE))


def test_a_call_before_the_key_is_told_so() -> None:
    run = pain().at(32.2).acts("ring").at(32.5).does(c.StartEmergency()).at(40)
    assert facts(run.debrief(), "Call") == ["18 s before the key: Telephoned for help"]
    assert run.debrief().spreads[-1].words == "−0:18"
    assert not any("came 18 s" in each for each in strengths(run))


def test_a_late_call_and_none_are_told_without_a_judgement() -> None:
    run = pain().at(32.2).does(c.StartEmergency()).at(40)
    assert facts(run.debrief(), "Call") == ["none noted"]
    assert tries(run)[0] == "Call first, and tap that it was done. Asked for by 0:34, not seen in this run."
    assert run.debrief().spreads[-1].words == "not seen"
    run = pain().at(32.2).does(c.StartEmergency()).at(33.9).acts("ring").at(40)
    assert "Call first, and tap that it was done. The call came 1 min 42 s after the key." in tries(run)


def test_a_call_within_a_minute_of_the_key_is_nothing_to_try() -> None:
    for seconds, late in ((60, False), (61, True)):
        run = Acted(scenario()).at(5).does(c.StartEmergency()).at(5 + seconds / 60).acts("ring").at(20)
        assert any("The call came" in each for each in tries(run)) is late


def test_an_emergency_that_nothing_asked_for_and_a_second_one_are_told() -> None:
    run = Acted(scenario(), therapist="").at(5).does(c.StartEmergency()).at(6).does(c.EndEmergency())
    run.at(10).does(c.StartEmergency()).at(11).acts("ring").at(20)
    debrief = run.debrief()
    assert facts(debrief, "Key") == ["at 0:05", "at 0:10"]
    assert facts(debrief, "Call") == ["none noted", "1 min after the key: Telephoned for help"]
    assert facts(debrief, "There at the key") == []
    assert [each.kind for each in debrief.spreads] == ["call"]


def test_what_is_done_after_the_scenario_was_over_is_nothing_of_the_run() -> None:
    run = run_of(story(stretch=Stretch(PhaseKind.IMAGERY, ends=30 * MINUTE)))
    run.session.send(c.AddNote("In time.", now(run)))
    later(run, HOUR)
    run.session.send(c.AddNote("After it.", now(run)))
    run.session.send(c.ShiftMusic(-1))
    assert run.over
    debrief = debrief_of(run.record())
    assert facts(debrief, "Notes") == ["1 line"]
    assert facts(debrief, "Softer") == []
    assert max(mark.t for mark in debrief.lane(Lane.DONE)) <= debrief.ended


# --- leaving, and the run itself ---------------------------------------------------------------------------------


def test_the_leaving_list_is_told_with_what_was_not_asked() -> None:
    run = Acted(scenario()).at(10).does(AnswerLeaving(LIST, "walks", Reply.YES)).at(11)
    run.does(c.NoteLeaving(LeavingOutcome.NO_ESCORT, "the sister", run.now)).at(12)
    debrief = run.debrief()
    assert facts(debrief, "Leaving") == ["1 of 2 asked", "the escort is not here; told: the sister"]
    assert facts(debrief, "Not asked") == ["Belongings"]
    assert tries(run) == ["Go through all of the leaving list before they stand up. Not asked: Belongings."]
    run.does(AnswerLeaving(LIST, "bag", Reply.NO))
    assert "All 2 items of the leaving list were asked." in strengths(run)
    assert facts(run.debrief(), "Not asked") == []


def test_a_leaving_that_nobody_was_told_of_is_told_alone() -> None:
    run = Acted(scenario()).at(11)
    noted = e.LeavingNoted(LeavingOutcome.STAYS, "", run.now)
    event = msgspec.structs.replace(run.room.log[-1], id="x", command_id="y", seq=run.seq + 1, body=noted)
    run.room.log.append(event)
    assert facts(run.debrief(over=False), "Leaving") == ["stays longer"]


def test_holds_pauses_and_the_clock_are_told() -> None:
    run = Acted(scenario()).at(5).does(c.Hold()).at(8).does(c.Release()).at(9).does(c.Hold()).at(10)
    run.does(c.StartEmergency(), c.EndEmergency(), c.Release()).at(12)
    run.beats += [told.Paced(run.now, run.seq, 0.0), told.Paced(run.now, run.seq, 30.0)]
    debrief = run.debrief()
    assert facts(debrief, "Phase held") == ["for 3 min", "for 1 min"]
    assert facts(debrief, "Paused") == ["1 time"]
    assert facts(debrief, "Clock") == ["×10 to ×30"]
    still = msgspec.structs.replace(run.record(), beats=(), speed=0.0)
    assert facts(debrief_of(still), "Clock") == []


def test_a_run_that_was_left_ends_where_it_was_left() -> None:
    run = Acted(scenario(turn("calls", wants("soon", "say", within=MINUTE), wants("late", "bowl")))).doses()
    debrief = run.at(5).comes("calls").at(7).debrief(over=False)
    assert (debrief.ended, debrief.over) == (7 * MINUTE, False)
    assert facts(debrief, "End") == ["left at 0:07, before the scenario was over"]
    assert (asked(debrief, "soon").outcome, asked(debrief, "late").outcome) == (
        "not seen in this run", "its time was not over when the run ended",
    )  # fmt: skip


# --- beside earlier runs -----------------------------------------------------------------------------------------


def test_only_earlier_runs_of_the_same_scenario_stand_beside_it_the_oldest_first() -> None:
    def another(name: str, minutes: float | None, *, scene: str = "panic") -> Acted:
        run = Acted(scenario(turn("calls", wants("line", "say")), name=scene)).doses().at(10).comes("calls")
        return run.at(10 + minutes).acts("say").at(30) if minutes is not None else run.at(30)

    record = another("now", 1).record("now")
    olds = [
        msgspec.structs.replace(another("b", 2).record("b"), began=record.began.replace(day=20)),
        msgspec.structs.replace(another("a", None).record("a"), began=record.began.replace(day=10)),
        another("other", 1, scene="quiet").record("other"),
        record,
    ]
    debrief = debrief_of(record, olds)
    assert (debrief.runs, [each.earlier for each in debrief.spreads]) == (2, [(None, 2 * MINUTE)])
    assert debrief.strengths[0].words == (
        "“Line” was there 1 min after “calls”; in earlier runs after 2 min at the soonest."
    )


def test_what_was_skipped_or_open_is_no_measured_time() -> None:
    run = Acted(scenario(turn("calls", wants("line", "say"), wants("line-again", "bowl")))).doses().at(10)
    assert run.comes("calls").at(11).skips(20).debrief().spreads == ()


def test_the_picture_has_its_facts_in_groups() -> None:
    titles = [group.title for group in panic().debrief().facts]
    assert titles == [
        "What the scenario asked for",
        "What the protocol asked for",
        "Music",
        "Words",
        "Touch and company",
        "Hands on the keys",
        "The run",
    ]
