"""Side effects: noted, followed, asked for. Readings outside of the clinic's limits. What the note has of both."""

import msgspec
import pytest

from kapguide.clinical.limits import AFTER_DOSE, BEFORE_DOSE, Limit
from kapguide.clinical.vitals import Vitals
from kapguide.export.noting.generate import generate_note
from kapguide.export.report import SessionReport, build_report
from kapguide.export.safety import ReportedEffect
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.people.people import Person
from kapguide.session.protocol.protocol import Ask
from kapguide.session.safety.commands import FollowSideEffect, NoteSideEffect, ReportNoSideEffects, SeeLimit
from kapguide.session.safety.events import LimitSeen, SideEffectFollowed, SideEffectNoted, SideEffectsAsked
from kapguide.session.safety.rules import asked_for_effects, baseline, effects_last_asked, limit_to_see
from kapguide.session.safety.state import SafetyState, safety_after
from kapguide.session.safety.telling import tell_safety
from kapguide.session.state import replay
from kapguide.spans import HOUR, MINUTE, SECOND
from tests.support.plans import MORNING, Room, phase, plan, prompt

LIMITS = (
    Limit("bp", "above", (160, 90)),
    Limit("hr", "above", (100,), BEFORE_DOSE),
    Limit("spo2", "below", (92,), AFTER_DOSE),
)


def room(*, asks: bool = False) -> Room:
    """A session of two hours under the clinic's limits; with `asks`, side effects are asked for at 30 min and 1 h."""
    prompts = [prompt("ask", 30 * MINUTE, every=30 * MINUTE, until=HOUR, ask=Ask.SIDE_EFFECTS)] if asks else []
    here = Room(plan(phase("a", 2 * HOUR, prompts=prompts)), begun=False)
    opening = here.opening()
    started = msgspec.structs.replace(opening.started, limits=LIMITS, limits_by="Dr R. Example, 3 Nov 2026")
    here.do(c.Start(started))
    return here


def report_of(here: Room) -> SessionReport:
    assert replay(here.state.protocol, here.log) == here.state
    return build_report(here.state.protocol, here.log, practice="Willow Room", generated=MORNING, version="0")


def noted(here: Room, section: str) -> list[str]:
    """The lines of a section of the note: label and words."""
    found = next(each for each in generate_note(report_of(here)).sections if each.id == section)
    return [f"{line.label}: {line.text}" if line.label else line.text for line in found.lines]


def done(effect: ReportedEffect) -> list[str]:
    return [f"{when.clock} {what}" if when else what for when, what in effect.done]


def limits(here: Room) -> list[str]:
    """What the note says of readings outside of the clinic's limits."""
    return [line for line in noted(here, "readings") if line.startswith("Outside")]


def nausea(here: Room, *, ago: int = 0, severity: str = "moderate", supersedes: str = "") -> NoteSideEffect:
    return NoteSideEffect("nausea", "Nausea", Elapsed(here.now - ago), severity, supersedes=supersedes)


# --- side effects ----------------------------------------------------------------------------------------------


def test_one_has_onset_severity_what_was_done_and_its_end_and_the_note_has_all_of_it() -> None:
    here = room()
    here.dose()
    here.wait(20 * MINUTE)
    assert here.do(nausea(here, ago=2 * MINUTE)) == [
        SideEffectNoted("nausea", "Nausea", Elapsed(18 * MINUTE), "moderate")
    ]
    entry = here.state.safety.effects[0].id
    here.wait(5 * MINUTE)
    here.do(FollowSideEffect(entry, here.now, "bowl held, window opened"))
    here.wait(10 * MINUTE)
    assert here.do(FollowSideEffect(entry, here.now, over=True)) == [
        SideEffectFollowed(entry, "Nausea", Elapsed(35 * MINUTE), over=True)
    ]
    assert here.state.safety.open_effects == ()
    assert noted(here, "effects") == [
        "Nausea, moderate, 0:18 to 0:35: 0:25 bowl held, window opened.",
    ]
    effect = report_of(here).effects[0]
    assert (effect.onset.since, effect.lasted) == ("T+0:18:00", 17 * MINUTE)
    assert done(effect) == ["10:25:00 bowl held, window opened"]


def test_what_is_not_over_at_the_end_is_said_and_one_in_own_words_is_as_good() -> None:
    here = room()
    here.do(NoteSideEffect("", "  Cold\thands ", here.now, "mild", "blanket"))
    here.do(c.End())
    assert noted(here, "effects") == [
        "Cold hands, mild, from 10:00, not recorded as over: blanket.",
    ]


def test_a_correction_keeps_what_was_done_and_both_stay_in_the_record() -> None:
    here = room()
    here.do(nausea(here))
    first = here.state.safety.effects[0].id
    here.wait(MINUTE)
    here.do(FollowSideEffect(first, here.now, "bowl held"))
    here.wait(MINUTE)
    here.do(nausea(here, ago=2 * MINUTE, severity="severe", supersedes=first))
    effect = here.state.safety.effects[0]
    assert (effect.severity, [each.action for each in effect.course]) == ("severe", ["bowl held"])
    assert here.refuses(nausea(here, supersedes=first)).startswith("The side effect to correct is not in this session")
    assert [row.standing for row in report_of(here).timeline if "Nausea, moderate" in row.what] == [
        "corrected 10:02:00"
    ]
    here.do(c.Undo())
    assert here.state.safety.effects[0].severity == "moderate"
    assert report_of(here).effects[0].severity == "moderate"


def test_what_was_done_is_corrected_in_its_place() -> None:
    here = room()
    here.do(nausea(here))
    entry = here.state.safety.effects[0].id
    here.do(FollowSideEffect(entry, here.now, "bowl held"))
    wrong = here.log[-1].id
    here.wait(MINUTE)
    here.do(FollowSideEffect(entry, here.now, over=True))
    here.do(FollowSideEffect(entry, Elapsed(0), "window opened", supersedes=wrong))
    assert [(each.action, each.over) for each in here.state.safety.effects[0].course] == [
        ("window opened", False),
        ("", True),
    ]
    assert done(report_of(here).effects[0]) == ["10:00:00 window opened"]


def test_a_step_without_a_rule_is_a_bug() -> None:
    with pytest.raises(AssertionError):
        safety_after(SafetyState(), object(), "id", Elapsed(0))  # type: ignore[arg-type]
    with pytest.raises(AssertionError):
        tell_safety(object())  # type: ignore[arg-type]


def test_what_was_not_so_is_struck_out() -> None:
    here = room()
    here.do(nausea(here))
    entry = here.state.safety.effects[0].id
    here.do(FollowSideEffect(entry, here.now, over=True))
    assert here.do(c.Strike(here.state.safety.effects[0].course[0].id)) == [
        e.EntryStruck("Nausea: over", here.log[-2].id)
    ]
    assert here.state.safety.effects[0].ended is None
    here.do(c.Strike(entry))
    assert here.state.safety.effects == ()
    assert report_of(here).effects == ()


def test_the_last_word_is_taken_back_within_ten_seconds() -> None:
    here = room()
    here.do(nausea(here))
    here.wait(5 * SECOND)
    here.do(c.Undo())
    assert here.state.safety.effects == ()
    assert noted(here, "effects") == ["Not asked."]


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (NoteSideEffect("", " ", Elapsed(0), "mild"), "Choose a side effect, or type one."),
        (NoteSideEffect("", "x" * 61, Elapsed(0), "mild"), "A side effect has at most 60 characters."),
        (NoteSideEffect("rash", "Rash", Elapsed(0), "awful"), "How strong is one of: mild, moderate, severe."),
        (NoteSideEffect("nausea", "NAUSEA", Elapsed(0), "mild"), "Nausea is there already and not over."),
        (FollowSideEffect("unknown", Elapsed(0), "x"), "The side effect to correct is not in this session"),
        (SeeLimit(), "No reading lies outside of the clinic’s limits"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(command: c.Command, why: str) -> None:
    here = room()
    here.do(nausea(here))
    assert here.refuses(command).startswith(why)


def test_the_longest_title_is_taken_and_the_same_again_once_it_is_over() -> None:
    here = room()
    here.do(NoteSideEffect("", "x" * 60, here.now, "mild"))
    here.do(FollowSideEffect(here.state.safety.effects[0].id, here.now, over=True))
    here.do(NoteSideEffect("", "X" * 60, here.now, "mild"))
    assert [effect.ended for effect in here.state.safety.effects] == [here.now, None]


def test_the_course_of_one_keeps_its_order() -> None:
    here = room()
    here.wait(10 * MINUTE)
    here.do(nausea(here))
    entry = here.state.safety.effects[0].id
    assert here.refuses(FollowSideEffect(entry, Elapsed(5 * MINUTE), over=True)) == "Nausea began only after that."
    assert here.refuses(FollowSideEffect(entry, here.now)) == "Type what was done, or say that it is over."
    here.do(FollowSideEffect(entry, here.now, over=True))
    assert here.refuses(FollowSideEffect(entry, here.now, over=True)) == "Nausea is over already."
    here.wait(10 * MINUTE)
    assert here.refuses(nausea(here, supersedes=entry)) == "What was done about it would lie before it began."
    here.do(nausea(here))  # a second time, as the first is over
    assert [effect.ended is None for effect in here.state.safety.effects] == [False, True]


# --- asked -----------------------------------------------------------------------------------------------------


def test_asked_and_none_reported_is_a_fact_and_not_asked_is_said() -> None:
    here = room(asks=True)
    assert noted(here, "effects") == ["Not asked."]
    here.wait(30 * MINUTE)
    cue = asked_for_effects(here.state)
    assert here.do(ReportNoSideEffects(here.now)) == [e.CueAnswered(cue, "Ask", "none_reported")]
    assert asked_for_effects(here.state) == ""
    here.wait(30 * MINUTE)
    assert noted(here, "effects") == [
        "Asked 10:30: none reported.",
        "Not asked 11:00.",
    ]
    here.do(c.AnswerCue("ask#1", "left_out", reason="asleep"))
    assert noted(here, "effects") == [
        "Asked 10:30: none reported.",
        "Not asked 11:00 (asleep).",
    ]


def test_one_that_is_noted_answers_the_prompt_that_asks_and_both_are_taken_back_together() -> None:
    here = room(asks=True)
    here.wait(30 * MINUTE)
    assert [type(body) for body in here.do(nausea(here))] == [e.CueAnswered, SideEffectNoted]
    assert here.state.cues["ask"].answer == "reported"
    here.do(c.Undo())
    assert (here.state.cues["ask"].answer, here.state.safety.effects) == ("", ())
    assert asked_for_effects(here.state) == "ask"
    assert here.refuses(c.Undo()).startswith("There is nothing to undo"), "one command is taken back as one"


def test_of_two_points_without_an_answer_the_later_one_is_answered() -> None:
    here = room(asks=True)
    here.wait(30 * MINUTE)
    here.wait(30 * MINUTE)
    here.do(ReportNoSideEffects(here.now))
    assert {name: cue.answer for name, cue in here.state.cues.items()} == {"ask": "", "ask#1": "none_reported"}


def test_who_asks_without_a_prompt_says_so_too() -> None:
    here = room()
    assert here.do(ReportNoSideEffects(here.now)) == [SideEffectsAsked(here.now)]
    assert noted(here, "effects") == ["Asked 10:00: none reported."]
    assert "Side effects were not asked for." not in report_of(here).unknown
    here.do(c.Strike(here.log[-1].id))
    assert noted(here, "effects") == ["Not asked."]
    assert "Side effects were not asked for." in report_of(here).unknown


def test_when_the_client_was_last_asked_is_what_was_said_last_of_it() -> None:
    here = room(asks=True)
    assert effects_last_asked(here.state) is None
    here.wait(30 * MINUTE)
    assert effects_last_asked(here.state) is None, "a prompt alone asks nobody"
    here.do(ReportNoSideEffects(here.now))
    here.wait(10 * MINUTE)
    assert effects_last_asked(here.state) == 30 * MINUTE
    here.do(ReportNoSideEffects(Elapsed(38 * MINUTE)))
    assert effects_last_asked(here.state) == 38 * MINUTE, "also without a prompt, at the time that was typed"
    here.do(nausea(here, ago=MINUTE))
    assert effects_last_asked(here.state) == 39 * MINUTE
    here.do(c.Undo())
    here.wait(20 * MINUTE)
    here.do(c.AnswerCue("ask#1", "left_out", reason="asleep"))
    assert effects_last_asked(here.state) == 38 * MINUTE, "left out is not asked"


def test_what_was_left_out_alone_is_not_asked() -> None:
    here = room(asks=True)
    here.wait(30 * MINUTE)
    assert here.refuses(c.AnswerCue("ask", "left_out")) == "Type why it was left out; one word is enough."
    here.do(c.AnswerCue("ask", "left_out", reason="asleep"))
    assert "Side effects were not asked for." in report_of(here).unknown


# --- limits ----------------------------------------------------------------------------------------------------


def read(here: Room, vitals: Vitals, supersedes: str = "") -> e.ReadingTaken:
    body = here.do(c.TakeReading(vitals, here.now, supersedes=supersedes))[-1]
    assert isinstance(body, e.ReadingTaken)
    return body


def test_a_reading_says_which_limits_it_lies_outside_of_and_that_is_marked_as_seen_once() -> None:
    here = room()
    assert read(here, Vitals(118, 76, 72, 98)).outside == ()
    assert limit_to_see(here.state) is None
    assert [limit.words for limit in read(here, Vitals(118, 76, 101, 91)).outside] == ["HR above 100 before the dose"]
    here.dose()
    here.wait(40 * MINUTE)
    assert [limit.words for limit in read(here, Vitals(168, 86, 101, 91)).outside] == [
        "BP above 160/90",
        "SpO2 below 92 % after the dose",
    ]
    reading = here.state.readings[-1]
    here.wait(2 * MINUTE)
    words = "BP above 160/90, SpO2 below 92 % after the dose"
    assert here.do(SeeLimit()) == [LimitSeen(reading.id, words, 2 * MINUTE)]
    assert here.refuses(SeeLimit()).startswith("No reading lies outside")
    here.do(c.Undo())
    assert limit_to_see(here.state) == reading


def test_a_reading_that_is_entered_late_is_held_against_the_limits_of_its_own_time() -> None:
    here = room()
    here.wait(10 * MINUTE)
    here.dose()
    here.wait(5 * MINUTE)
    (body,) = here.do(c.TakeReading(Vitals(heart_rate=110), Elapsed(4 * MINUTE)))
    assert isinstance(body, e.ReadingTaken)
    assert [limit.words for limit in body.outside] == ["HR above 100 before the dose"]
    assert read(here, Vitals(heart_rate=110)).outside == ()
    before = baseline(here.state)
    assert before is not None
    assert before.taken == 4 * MINUTE


def test_a_reading_in_the_moment_of_the_dose_is_one_after_it() -> None:
    here = room()
    read(here, Vitals(heart_rate=70))
    here.wait(MINUTE)
    here.dose()
    assert [limit.words for limit in read(here, Vitals(heart_rate=110, spo2=91)).outside] == [
        "SpO2 below 92 % after the dose"
    ]
    assert baseline(here.state) == here.state.readings[0]


def test_the_note_says_when_it_was_seen_and_what_came_next_and_when() -> None:
    here = room()
    read(here, Vitals(118, 76, 72, 98))
    here.wait(MINUTE)
    here.dose()
    here.wait(40 * MINUTE)
    read(here, Vitals(168, 86))
    here.wait(70 * SECOND)
    here.do(SeeLimit())
    assert limits(here)[0] == (
        "Outside the clinic’s limits (Dr R. Example, 3 Nov 2026): BP 168/86 (BP above 160/90): seen after 1 min."
    )
    here.wait(3 * MINUTE)
    read(here, Vitals(150, 84))
    assert limits(here)[0].endswith(": seen after 1 min; next entry after 4 min, Reading: BP 150/84.")
    assert "Reading: BP 168/86; outside the clinic’s limits: BP above 160/90" in [
        row.what for row in report_of(here).timeline
    ]


def test_what_came_next_may_be_somebody_who_came_or_what_was_done_about_a_side_effect() -> None:
    here = room()
    here.dose()
    here.do(nausea(here))
    read(here, Vitals(168, 86))
    here.wait(3 * MINUTE)
    here.do(c.NoteArrival(Person("R. Osei", "medical")))
    read(here, Vitals(166, 86))
    here.wait(4 * MINUTE)
    here.do(FollowSideEffect(here.state.safety.effects[0].id, here.now, "a bowl held"))
    assert [limit.sentence.partition("; ")[2] for limit in report_of(here).limits] == [
        "next entry after 3 min, R. Osei (medical) came in",
        "next entry after 4 min, Side effect: Nausea; done: a bowl held",
    ]


def test_a_value_that_was_mistyped_lies_outside_no_more_once_it_is_corrected() -> None:
    here = room()
    read(here, Vitals(186, 76))
    wrong = here.state.readings[-1].id
    assert read(here, Vitals(136, 76), wrong).outside == ()
    assert limit_to_see(here.state) is None
    assert report_of(here).limits == ()


def test_a_limit_below_the_baseline_is_told_beside_it_and_judges_nothing() -> None:
    here = room()
    read(here, Vitals(170, 95))
    here.do(SeeLimit())
    here.wait(MINUTE)
    here.dose()
    here.wait(15 * MINUTE)
    assert [limit.words for limit in read(here, Vitals(165, 92)).outside] == ["BP above 160/90"]
    assert noted(here, "readings")[0] == "BP 170/95"
    dose = "Dose 1: 50 mg, intramuscular, given by R. Okafor"
    assert [line.partition("2026): ")[2] for line in limits(here)] == [
        f"BP 170/95 (BP above 160/90): seen within a minute; next entry after 1 min, {dose}.",
        "BP 165/92 (BP above 160/90): not marked as seen.",
    ]


def test_a_clinic_without_limits_has_none() -> None:
    here = Room(plan(phase("a", HOUR)))
    assert read(here, Vitals(220, 130, 180, 70)).outside == ()
