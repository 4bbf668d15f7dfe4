"""Answers, steps of a dose and entries on the leaving are corrected or struck out at any time; the first one stays."""

import pytest

from kapguide.clinical.vitals import Vitals
from kapguide.export.log_rows import Provenance
from kapguide.export.report import SessionReport, build_report
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.care.answers import Answer, LeavingOutcome
from kapguide.session.care.readings import readings_open
from kapguide.session.clock import Elapsed
from kapguide.session.doses.steps import StepAct, dose_rail
from kapguide.session.protocol.protocol import Ask
from kapguide.session.state import HANDS, replay
from kapguide.session.view import current_prompt
from kapguide.session.wording import route_words
from kapguide.spans import HOUR, MINUTE, SECOND
from tests.support.plans import MORNING, Room, phase, plan, prompt, reading

GONE = "The {} to correct is not in this session, or has been corrected already."


def asking() -> Room:
    """A label to attest at once, a look and a reading at 5 min."""
    prompts = [prompt("label", 0, ask=Ask.ATTEST), prompt("look", 5 * MINUTE, ask=Ask.LOOK)]
    return Room(plan(phase("a", 2 * HOUR, prompts=prompts, readings=[reading("bp", 5 * MINUTE)])))


def lozenge() -> Room:
    room = Room(plan(phase("a", 2 * HOUR)))
    room.dose(route="sublingual")
    return room


def report(room: Room) -> SessionReport:
    assert replay(room.state.protocol, room.log) == room.state
    return build_report(room.state.protocol, room.log, practice="Willow Room", generated=MORNING, version="0")


def said(room: Room) -> list[tuple[str, int, str]]:
    """The rows of the log that tell of doses, of what is due and of the leaving: words, time, remark."""
    parts = ("Dose", "Attested", "Look", "Reading due,", "Leaving", "Struck")
    return [(row.what, row.when.t, row.standing) for row in report(room).timeline if row.what.startswith(parts)]


def ended(room: Room, cue: str) -> tuple[str, int | None]:
    found = next(each for each in report(room).cues if each.cue == cue)
    return found.ended, found.answered.t if found.answered else None


# --- answers -------------------------------------------------------------------------------------------------


def test_an_answer_is_corrected_later_and_keeps_the_time_at_which_it_was_given() -> None:
    room = asking()
    room.wait(MINUTE)
    room.do(c.AnswerCue("label", Answer.YES, "R. Ames"))
    first = room.log[-1].id
    room.wait(HOUR)
    command = c.AnswerCue("label", Answer.NO, "R. Ames and L. Okafor", supersedes=first)
    corrected = e.CueAnswered("label", "Label", "no", "R. Ames and L. Okafor", "", Elapsed(MINUTE), first)
    assert room.do(command) == [corrected]
    assert room.state.cues["label"].answer == "no"
    assert ended(room, "label") == ("no", MINUTE)
    assert said(room)[:2] == [
        ("Attested: Label: yes (R. Ames)", MINUTE, "corrected 11:01:00"),
        ("Attested: Label: no (R. Ames and L. Okafor) (correction, recorded at 11:01:00)", MINUTE, ""),
    ]
    assert room.refuses(command) == GONE.format("answer")
    room.do(c.AnswerCue("label", Answer.NOT_APPLICABLE, "R. Ames", supersedes=room.log[-1].id))
    assert ended(room, "label") == ("not_applicable", MINUTE)


def test_a_correction_is_held_to_what_its_cue_asks_and_is_taken_back_like_any_other() -> None:
    room = asking()
    room.live(5 * MINUTE)
    room.do(c.AnswerCue("look", Answer.DONE))
    first = room.log[-1].id
    assert room.refuses(c.AnswerCue("label", Answer.NO, "R.", supersedes=first)) == GONE.format("answer")
    assert "answered by: done" in room.refuses(c.AnswerCue("look", Answer.YES, "R.", supersedes=first))
    assert "why it was left out" in room.refuses(c.AnswerCue("look", Answer.LEFT_OUT, supersedes=first))
    before = room.state
    room.do(c.AnswerCue("look", Answer.DECLINED, supersedes=first))
    room.do(c.Undo())
    assert [getattr(room.state, part) for part in HANDS] == [getattr(before, part) for part in HANDS]
    assert ended(room, "look") == ("done", 5 * MINUTE)
    room.do(c.AnswerCue("look", Answer.DECLINED, supersedes=first))
    assert ended(room, "look") == ("declined", 5 * MINUTE)


def test_an_answer_that_is_struck_out_was_never_given() -> None:
    room = asking()
    room.live(5 * MINUTE)
    room.do(c.AnswerCue("bp", Answer.DECLINED))
    declined = room.log[-1].id
    room.live(HOUR)
    assert room.do(c.Strike(declined)) == [e.EntryStruck("Vitals: declined", declined)]
    assert readings_open(room.state) == ("bp",)
    assert ended(room, "bp") == ("", None)
    assert said(room) == [
        ("Reading due, Vitals: declined", 5 * MINUTE, "struck out 11:05:00"),
        ("Struck out: Vitals: declined", HOUR + 5 * MINUTE, ""),
    ]
    assert room.refuses(c.Strike(declined)) == GONE.format("entry")
    room.do(c.Undo())
    assert readings_open(room.state) == ()
    assert ended(room, "bp") == ("declined", 5 * MINUTE)
    for gone in ("", "nowhere", room.log[0].id):
        assert room.refuses(c.Strike(gone)) == GONE.format("entry")


# --- what passed unseen --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("cue", "answer"), [("label", Answer.YES), ("look", Answer.LEFT_OUT), ("bp", Answer.DECLINED)])
def test_what_passed_while_the_machine_slept_is_answered_all_the_same(cue: str, answer: Answer) -> None:
    """Over an hour: what asks is on the screen, what only says something is not."""
    prompts = [
        prompt("label", MINUTE, ask=Ask.ATTEST),
        prompt("look", 5 * MINUTE, ask=Ask.LOOK),
        prompt("water", 6 * MINUTE, acknowledge=True),
    ]
    room = Room(plan(phase("a", 2 * HOUR, prompts=prompts, readings=[reading("bp", 5 * MINUTE)])))
    room.wait(HOUR, asleep=True)
    assert all(each.missed for each in room.state.cues.values())
    shown = current_prompt(room.state, room.now)
    assert shown is not None
    assert (shown.cue, shown.waiting) == ("look", 1)
    assert room.refuses(c.Acknowledge("look")) == "It wants an answer: done, declined, left out."
    assert room.refuses(c.Acknowledge("water")) == "There is no prompt to put away."
    room.do(c.AnswerCue(cue, answer, "R. Ames", "the computer slept"))
    assert ended(room, cue) == (answer, HOUR)
    shown = current_prompt(room.state, room.now)
    assert shown is not None
    assert shown.cue == ("label" if cue == "look" else "look")


def test_a_reading_that_passed_unseen_and_was_taken_all_the_same_has_its_answer() -> None:
    room = Room(plan(phase("a", 2 * HOUR, readings=[reading("bp", 5 * MINUTE)])))
    room.wait(HOUR, asleep=True)
    room.do(c.TakeReading(Vitals(heart_rate=72), room.now))
    assert room.refuses(c.AnswerCue("bp", Answer.DECLINED)) == "There is nothing open that could be answered so."
    assert ended(room, "bp") == ("taken", HOUR)


def test_of_looks_that_passed_only_the_last_is_asked_for_and_each_can_be_answered() -> None:
    room = Room(plan(phase("a", 2 * HOUR, prompts=[prompt("look", 5 * MINUTE, every=10 * MINUTE, ask=Ask.LOOK)])))
    room.wait(27 * MINUTE, asleep=True)
    shown = current_prompt(room.state, room.now)
    assert shown is not None
    assert (shown.cue, shown.waiting) == ("look#2", 0)
    room.do(c.Snooze("look#2"))
    assert current_prompt(room.state, room.now) is None
    room.do(c.AnswerCue("look", Answer.LEFT_OUT, reason="asleep"))
    room.live(8 * MINUTE)
    shown = current_prompt(room.state, room.now)
    assert shown is not None
    assert (shown.cue, shown.waiting) == ("look#3", 0), "the next one has come in its place"
    room.do(c.AnswerCue("look#3", Answer.DONE))
    assert current_prompt(room.state, room.now) is None
    assert [ended(room, name)[0] for name in ("look", "look#1", "look#3")] == ["left_out", "", "done"]


# --- steps of a dose -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("route", "has"),
    [
        ("sublingual", {"dissolved", "swish", "spat", "swallowed"}),
        ("esketamine", {"device"}),
        ("iv", {"ended"}),
        ("im", set()),
        ("oral", set()),
        ("intranasal", set()),
        ("buccal", set()),
    ],
)
def test_a_dose_has_the_steps_of_its_route_and_no_others(route: str, has: set[str]) -> None:
    for step in ("dissolved", "swish", "spat", "swallowed", "device", "ended"):
        room = Room(plan(phase("a", HOUR)))
        room.dose(route=route)
        refused = room.refuses(c.StepDose(step))
        assert refused == ("" if step in has else f"The dose is {route_words(route)}: it has no such step.")


def test_a_dose_of_which_steps_are_recorded_keeps_a_route_that_has_them() -> None:
    room = lozenge()
    room.do(c.StepDose("dissolved"))
    dose = room.state.doses[0].id
    im = c.GiveDose("50 mg", "im", "", Elapsed(0), supersedes=dose)
    assert room.refuses(im).startswith("A dose that is intramuscular has no such step: dissolved, hold begins.")
    room.do(c.Strike(room.log[-1].id))
    room.do(im)
    assert (room.state.doses[0].route, room.state.doses[0].steps) == ("im", ())


def test_a_step_is_corrected_in_its_kind_and_in_its_time() -> None:
    room = lozenge()
    room.wait(9 * MINUTE)
    room.do(c.StepDose("spat"))
    first = room.log[-1].id
    room.wait(20 * MINUTE)
    room.do(c.StepDose("swallowed", supersedes=first))
    assert room.log[-1].body == e.DoseStepped("swallowed", 1, 0, Elapsed(9 * MINUTE), first)
    second = room.log[-1].id
    room.do(c.StepDose("swallowed", Elapsed(8 * MINUTE), second))
    assert [(taken.step, taken.at) for taken in room.state.doses[0].steps] == [("swallowed", 8 * MINUTE)]
    assert room.state.doses[0].ended == 8 * MINUTE
    (dose,) = report(room).doses
    assert dose.ended is not None
    assert dose.ended.t == 8 * MINUTE
    assert said(room)[1:] == [
        ("Dose 1: swallowed (correction, recorded at 10:29:00)", 8 * MINUTE, ""),
        ("Dose 1: spat out", 9 * MINUTE, "corrected 10:29:00"),
        ("Dose 1: swallowed (correction, recorded at 10:29:00)", 9 * MINUTE, "corrected 10:29:00"),
    ]


def test_steps_stay_in_their_order_and_are_no_other_step_of_the_dose() -> None:
    room = lozenge()
    for name in ("dissolved", "swish", "spat"):
        room.wait(3 * MINUTE)
        room.do(c.StepDose(name))
    dissolved, swish, spat = (taken.id for taken in room.state.doses[0].steps)
    room.wait(3 * MINUTE)
    room.dose(route="sublingual")
    early, late = c.StepDose("swish", Elapsed(2 * MINUTE), swish), c.StepDose("swish", Elapsed(10 * MINUTE), swish)
    for command in (early, late, c.StepDose("dissolved", Elapsed(8 * MINUTE), dissolved)):
        assert room.refuses(command).startswith("The steps of a dose come one after the other")
    for minute in (3, 9):  # in one moment with its neighbours
        room.do(c.StepDose("swish", Elapsed(minute * MINUTE), swish))
        swish = room.state.doses[0].steps[1].id
    room.do(c.StepDose("swish", Elapsed(6 * MINUTE), swish))
    swish = room.state.doses[0].steps[1].id
    assert room.refuses(c.StepDose("spat", supersedes=swish)).startswith("That is another step of the dose.")
    room.do(c.StepDose("spat", Elapsed(8 * MINUTE), spat))
    assert (room.state.doses[0].ended, room.state.doses[1].ended) == (8 * MINUTE, None), "the first dose, not the last"
    assert room.log[-1].body == e.DoseStepped("spat", 1, 0, Elapsed(8 * MINUTE), spat)


def test_a_step_that_is_struck_out_was_not_so_and_can_be_said_when_it_is() -> None:
    room = lozenge()
    room.wait(MINUTE)
    room.do(c.StepDose("swallowed"))
    swallowed = room.log[-1].id
    room.wait(MINUTE)
    assert dose_rail(room.state, room.now) is None
    assert room.do(c.Strike(swallowed)) == [e.EntryStruck("Dose 1: swallowed", swallowed)]
    rail = dose_rail(room.state, room.now)
    assert rail is not None
    assert rail.acts == (StepAct.DISSOLVED,)
    assert report(room).doses[0].ended is None
    room.do(c.StepDose("dissolved"))
    assert room.state.doses[0].stepped() is None
    assert [taken.step for taken in room.state.doses[0].steps] == ["dissolved"]


def test_the_end_of_an_infusion_is_corrected_and_struck_out_too() -> None:
    room = Room(plan(phase("a", 2 * HOUR)))
    room.dose(route="iv")
    room.wait(40 * MINUTE)
    room.do(c.StepDose("ended"))
    first = room.log[-1].id
    room.wait(5 * MINUTE)
    assert room.do(c.StepDose("ended", Elapsed(38 * MINUTE), first)) == [e.DoseEnded(1, Elapsed(38 * MINUTE), first)]
    assert room.state.doses[0].ended == 38 * MINUTE
    room.do(c.Strike(room.log[-1].id))
    assert room.state.doses[0].ended is None
    assert "The end of the infusion was not recorded." not in report(room).unknown, "it is a plan of another route"


# --- the leaving ---------------------------------------------------------------------------------------------


def test_an_entry_on_the_leaving_is_corrected_and_struck_out() -> None:
    room = Room(plan(phase("a", 2 * HOUR)))
    room.wait(HOUR)
    room.do(c.NoteLeaving(LeavingOutcome.READY, "the sister", room.now))
    first = room.log[-1].id
    room.wait(10 * MINUTE)
    room.do(c.NoteLeaving(LeavingOutcome.STAYS, "the sister, by telephone", Elapsed(HOUR), first))
    assert [(each.outcome, each.told) for each in room.state.leaving] == [("stays", "the sister, by telephone")]
    assert room.refuses(c.NoteLeaving("ready", "L.", room.now, first)) == GONE.format("entry")
    room.do(c.Strike(room.log[-1].id))
    assert room.state.leaving == ()
    assert [remark for *_, remark in said(room)] == ["corrected 11:10:00", "struck out 11:10:00", ""]
    room.do(c.Undo())
    assert [each.outcome for each in room.state.leaving] == ["stays"]
    assert room.log[-1].kind == "undone"


# --- T0 ------------------------------------------------------------------------------------------------------


def test_t0_is_the_first_dose_by_when_it_was_given_on_the_screen_and_in_the_documents() -> None:
    room = Room(plan(phase("a", 2 * HOUR, prompts=[prompt("mask", 20 * MINUTE, t0=True)])))
    room.wait(30 * MINUTE)
    room.dose()
    for given, t0 in ((10 * MINUTE, 10 * MINUTE), (35 * MINUTE, 30 * MINUTE), (28 * MINUTE, 28 * MINUTE)):
        room.wait(10 * SECOND)
        room.clock.elapsed = max(room.clock.elapsed, given)
        room.dose(given, supersedes=room.state.doses[1].id if room.state.doses[1:] else "")
        row = report(room).timeline[-1].when
        assert (room.state.t0, row.t - (row.dosed or 0)) == (t0, t0)
    room.live(30 * MINUTE)
    masks = {name: cue.due for name, cue in room.state.cues.items() if name.startswith("mask")}
    assert masks == {"mask": 30 * MINUTE}, "what counts from T0 comes once, from where the first dose was then"


def test_the_documents_say_what_a_person_typed_what_was_corrected_and_what_the_program_saw() -> None:
    room = asking()
    room.do(c.StartTimer("Tea", MINUTE))
    room.do(c.AnswerCue("label", Answer.YES, "R. Ames"))
    room.do(c.AnswerCue("label", Answer.NO, "R. Ames", supersedes=room.log[-1].id))
    room.dose(route="sublingual")
    room.do(c.StepDose("dissolved"))
    room.wait(MINUTE)
    room.do(c.StepDose("dissolved", supersedes=room.log[-2].id))
    found = {row.what.partition(" (correction")[0]: row.provenance for row in report(room).timeline if not row.standing}
    assert (found["Timer started: Tea: 1 min"], found["Timer Tea: time is over"]) == (Provenance.TYPED, Provenance.LOG)
    assert found["Attested: Label: no (R. Ames)"] is found["Dose 1: dissolved, hold begins"] is Provenance.EDITED
