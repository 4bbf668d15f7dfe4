"""What single sections of the note say: suicidal thoughts, the dose and its steps, leaving, gaps in the recording."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from kapguide.clinical.facts import AskedItem, ItemReply, ListAnswered, Reply, RiskItem
from kapguide.clinical.preparing import Prepared
from kapguide.clinical.vitals import Vitals
from kapguide.export.note import NoteDocument, missing
from kapguide.export.noting.chart import FromChart
from kapguide.export.noting.generate import generate_note
from kapguide.export.report import build_report
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.guiding.script_events import ScriptBegan, ScriptEnded
from kapguide.session.leaving.events import LeavingItemAnswered, LeavingListBegun
from kapguide.session.people.people import Person
from kapguide.session.protocol.protocol import Route
from kapguide.session.protocol.protocol_file import find_protocol, read_protocol
from kapguide.spans import MINUTE
from tests.support.breath import LONG_OUT
from tests.support.plans import small_script
from tests.support.session_log import START, SessionLog, a_protocol, started

CHANGED = AskedItem("thoughts", "Suicidal thoughts changed", risk=RiskItem.CHANGED)
REPORTED = AskedItem("thoughts", "Suicidal thoughts", risk=RiskItem.REPORTED)
ASKED = AskedItem("thoughts", "Asked about suicidal thoughts", risk=RiskItem.ASKED)
UNMARKED = AskedItem("x", "Any suicidal thoughts?")
AT = START - timedelta(minutes=26)


def day_of(item: AskedItem, *replies: ItemReply) -> Prepared:
    return Prepared(checklist=ListAnswered("day-of", "1", "Day of the session", (item,), replies))


def note_with(*bodies: tuple[float, e.AnyBody], prepared: Prepared | None = None, iv: bool = False) -> NoteDocument:
    protocol = a_protocol(Route.IV if iv else Route.SUBLINGUAL)
    log = SessionLog()
    log.at(0, 0, msgspec.structs.replace(started(protocol), prepared=prepared))
    for minute, body in bodies:
        log.at(round(minute), 0, body)
    made = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
    return generate_note(build_report(protocol, log.events, practice="P", generated=made, version="1"))


def dose(minute: float, number: int = 1, **more: str) -> tuple[float, e.AnyBody]:
    return minute, e.DoseGiven("150 mg", "sublingual", "R. Osei", Elapsed(minute * MINUTE), "ketamine", number, **more)


def sentences(note: NoteDocument, section: str) -> list[str]:
    return [line.sentence for line in note.section(section).lines]


@pytest.mark.parametrize(
    ("item", "reply", "said"),
    [
        (CHANGED, ItemReply("thoughts", Reply.NO, at=AT), "asked 09:34, no change reported."),
        (CHANGED, ItemReply("thoughts", Reply.YES, "fleeting", at=AT), "asked 09:34, change reported (fleeting)."),
        (REPORTED, ItemReply("thoughts", Reply.NO, at=AT), "asked 09:34, none reported."),
        (REPORTED, ItemReply("thoughts", Reply.YES), "asked, reported."),
        (REPORTED, ItemReply("thoughts", Reply.UNKNOWN, at=AT), "asked 09:34, not known."),
        (ASKED, ItemReply("thoughts", Reply.YES, "none reported", at=AT), "asked 09:34: none reported."),
        (UNMARKED, ItemReply("x", Reply.NO, at=AT), "asked 09:34, “Any suicidal thoughts?” no."),
        (REPORTED, ItemReply("thoughts", Reply.NO, at=AT - timedelta(days=1)), "asked 21 Nov 09:34, none reported."),
    ],
)
def test_what_was_said_of_suicidal_thoughts_is_told_as_it_was_asked(
    item: AskedItem, reply: ItemReply, said: str
) -> None:
    line = note_with(prepared=day_of(item, reply)).section("risk").lines[0]
    assert (line.sentence, line.fixed, line.gap) == (f"Suicidal thoughts: {said}", True, False)


@pytest.mark.parametrize(
    ("item", "replies", "said"),
    [
        (CHANGED, (), "not asked."),
        (CHANGED, (ItemReply("thoughts", None, "asleep"),), "not asked (asleep)."),
        (ASKED, (ItemReply("thoughts", Reply.YES, at=AT),), "asked 09:34, what was said is not recorded."),
        (ASKED, (ItemReply("thoughts", Reply.NO, "she slept"),), "not asked (she slept)."),
        (ASKED, (ItemReply("thoughts", Reply.UNKNOWN),), "not known whether they were asked about."),
        (AskedItem("water", "Water"), (ItemReply("water", Reply.YES),), "not recorded."),
    ],
)
def test_silence_about_suicidal_thoughts_is_a_gap_that_is_missing(
    item: AskedItem, replies: tuple[ItemReply, ...], said: str
) -> None:
    note = note_with(prepared=day_of(item, *replies))
    line = note.section("risk").lines[0]
    assert (line.sentence, line.gap) == (f"Suicidal thoughts: {said}", True)
    assert "suicidal thoughts before the dose" in [lack.words for lack in missing(note)]


def test_each_item_about_them_is_told() -> None:
    more = AskedItem("plans", "Suicidal plans", risk=RiskItem.REPORTED)
    answers = (ItemReply("thoughts", Reply.YES), ItemReply("plans", Reply.NO))
    listed = ListAnswered("day-of", "1", "Day", (REPORTED, more), answers)
    assert sentences(note_with(prepared=Prepared(checklist=listed)), "risk")[:2] == [
        "Suicidal thoughts: asked, reported.",
        "Suicidal thoughts: asked, none reported.",
    ]


def test_before_leaving_they_are_asked_about_on_the_leaving_list() -> None:
    bag = AskedItem("bag", "Belongings")
    begun = (120, LeavingListBegun("leaving", "1", "Leaving", (ASKED, bag)))
    asked = (121, LeavingItemAnswered("thoughts", ASKED.text, Reply.YES, "none reported", "K. Lind"))
    note = note_with(dose(10), begun, asked)
    assert "Before leaving: asked 12:01: none reported." in sentences(note, "risk")
    assert "Not asked: Belongings." in sentences(note, "leaving")
    why = (122, LeavingItemAnswered("bag", "Belongings", None, "she has none"))
    assert "Not asked: Belongings (she has none)." in sentences(note_with(dose(10), begun, why), "leaving")
    assert not [line for line in sentences(note, "leaving") if "suicidal" in line], "it is told once"


def test_a_dose_is_one_sentence_with_its_steps_and_how_long_it_was_held() -> None:
    note = note_with(
        dose(18, form="Lozenge", strength="100 mg a tablet", role="medical"),
        (20, e.DoseStepped("dissolved")),
        (24, e.DoseStepped("swish")),
        (27, e.DoseStepped("spat")),
        (28, e.DoseStepped("spat", 2)),
    )
    assert sentences(note, "medicine")[0] == (
        "Ketamine 150 mg, lozenge, 100 mg a tablet, sublingual, at 10:18, given by R. Osei, medical; "
        "dissolved 10:20; swished 10:24; spat out 10:27; held 7 min."
    )
    assert "Planned: 60 mg." in sentences(note, "medicine")


def test_of_two_doses_each_has_its_number_and_its_part() -> None:
    second = e.DoseGiven("50 mg", "sublingual", "", Elapsed(40 * MINUTE), "ketamine", 2, part=2, parts=2)
    note = note_with(dose(18), (40, second), (150, e.LeavingNoted("ready", "the sister", Elapsed(150 * MINUTE))))
    assert sentences(note, "medicine")[:2] == [
        "Dose 1: Ketamine 150 mg, sublingual, at 10:18, given by R. Osei.",
        "Dose 2: Ketamine 50 mg, 2 of 2, sublingual, at 10:40.",
    ]
    assert sentences(note, "leaving")[0] == ("Ready to leave 12:30, 1 h 50 min after the last dose; told: the sister.")


def test_an_infusion_without_an_end_is_a_gap() -> None:
    given = (18, e.DoseGiven("40 mg", "iv", "R. Osei", Elapsed(18 * MINUTE), "ketamine"))
    assert "The end of the infusion: not recorded." in sentences(note_with(given, iv=True), "medicine")
    over = note_with(given, (58, e.DoseEnded()), iv=True)
    assert sentences(over, "medicine")[0].endswith("; ended 10:58.")
    assert "the end of the infusion" not in [lack.words for lack in missing(over)]


def test_of_two_infusions_each_has_its_own_end_or_the_gap_in_its_place() -> None:
    given = [
        (minute, e.DoseGiven("20 mg", "iv", "", Elapsed(minute * MINUTE), "ketamine", number))
        for number, minute in enumerate((10, 40), 1)
    ]
    note = note_with(*given, (30, e.DoseEnded()), iv=True)
    assert sentences(note, "medicine")[:2] == [
        "Dose 1: Ketamine 20 mg, intravenous, at 10:10; ended 10:30.",
        "Dose 2: Ketamine 20 mg, intravenous, at 10:40.",
    ]
    assert gaps(note, "medicine") == [("The end of the infusion: not recorded.", "the end of the infusion")]


def test_a_late_entry_has_both_times_and_one_stop_at_its_end() -> None:
    log = note_with(
        (30, e.NoteAdded("Sighs.", Elapsed(5 * MINUTE))),
        (31, e.BegunAnyway(("the pick-up time",), "The sister comes at noon.")),
        (32, e.NoteAdded("warm", Elapsed(6 * MINUTE), "paraphrase")),
    )
    assert sentences(log, "happened") == [
        "Sighs. (late entry 10:30)",
        "Begun without: the pick-up time. Why: The sister comes at noon.",
    ]
    assert sentences(log, "words") == ["~ warm (late entry 10:32)"]


def test_a_minute_without_the_program_or_its_sound_is_told_and_less_is_the_log_s() -> None:
    note = note_with(
        (5, e.SessionResumed(2 * MINUTE, rebooted=False, music_went_on=True)),
        (6, e.SessionResumed(20_000, rebooted=False, music_went_on=True)),
        (7, e.ClockGap(30_000, 0, 30_000, 0)),
        (8, e.SoundBack(90_000)),
        (9, e.SoundBack(900)),
    )
    assert sentences(note, "happened") == [
        "The program had not been running for up to 2 min: nothing was recorded then.",
        "The sound had been gone for 1 min.",
    ]


def test_who_took_the_session_over_and_an_end_before_the_clinic_s_time_are_told() -> None:
    note = note_with(
        dose(10),
        (60, e.SessionTakenOver(Person("R. Osei", "medical"), "R. Ames")),
        (90, e.SessionEnded("fire alarm", 40 * MINUTE)),
    )
    assert "R. Osei took the session over from R. Ames at 11:00." in sentences(note, "present")
    assert "Session ended 11:30, 1 h 20 min after the dose, 40 min before the clinic’s time was over: fire alarm." in (
        sentences(note, "leaving")
    )


def test_without_an_escort_or_a_time_nothing_is_said_of_either() -> None:
    protocol = a_protocol()
    log = SessionLog()
    log.at(0, 0, msgspec.structs.replace(started(protocol), pick_up=None))
    made = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
    note = generate_note(build_report(protocol, log.events, practice="P", generated=made, version="1"))
    assert not [line for line in sentences(note, "leaving") if line.startswith("Escort")]


def conversation(*bodies: tuple[float, e.AnyBody], telephone: bool = False) -> NoteDocument:
    """The note of an integration session."""
    protocol = read_protocol(find_protocol("integration"))
    log = SessionLog()
    log.at(0, 0, msgspec.structs.replace(started(protocol), telephone=telephone))
    for minute, body in bodies:
        log.at(round(minute), 0, body)
    made = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
    return generate_note(build_report(protocol, log.events, practice="P", generated=made, version="1"))


def test_a_contact_without_a_dose_says_when_it_was_and_whether_by_telephone() -> None:
    said = sentences(conversation((50, e.SessionEnded()), telephone=True), "present")
    assert said[1:] == ["10:00 to 10:50 (50 min).", "The client was at the telephone."]
    assert "the session’s end" in [lack.words for lack in missing(conversation())]
    closed = conversation((50, e.SessionEnded(closed_later=True)))
    assert sentences(closed, "present")[1] == "10:00 to 10:50 (50 min) at least: nobody ended the session."
    assert "the session’s end" in [lack.words for lack in missing(closed)]


def test_how_somebody_left_a_contact_without_a_dose_is_told_all_the_same() -> None:
    stays = (40, e.LeavingNoted("stays", "the sister", Elapsed(40 * MINUTE)))
    assert sentences(conversation(stays), "leaving") == ["Stays longer 10:40; told: the sister."]


def test_a_list_of_the_day_that_was_asked_whole_leaves_no_gap_and_consent_is_told_once() -> None:
    item, reply = AskedItem("driving", "Driving"), ItemReply("driving", Reply.YES)
    consent = ListAnswered("consent", "3", "Consent", (item,), (reply,))
    log = SessionLog()
    protocol = read_protocol(find_protocol("consent"))
    log.at(0, 0, started(protocol))
    made = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
    report = build_report(protocol, log.events, practice="P", generated=made, version="1")
    note = generate_note(report, FromChart(lists=(consent,)))
    assert sentences(note, "risk") == ["Suicidal thoughts: not recorded.", "Consent: version 3, 1 of 1 asked."]


def test_of_a_leaving_list_with_nothing_but_the_thoughts_only_these_are_told() -> None:
    begun = (120, LeavingListBegun("leaving", "1", "Leaving", (ASKED,)))
    asked = (121, LeavingItemAnswered("thoughts", ASKED.text, Reply.YES, "none reported", "K. Lind"))
    said = sentences(note_with(dose(10), begun, asked), "leaving")
    assert not [line for line in said if line.startswith(("Yes", "Not asked", "Leaving list"))]


def test_imagery_and_breath_are_told_from_their_beginning_to_their_end() -> None:
    script = small_script()
    ended = ScriptEnded(script.title, "end", 3, 4, 0, 0, read=4)
    again = (20, ScriptBegan(script))
    note = note_with((5, ScriptBegan(script)), (12, ended), (13, ended), again, (30, e.SessionEnded()))
    assert sentences(note, "did")[0] == (
        f"Imagery “{script.title}” 10:05 to 10:12, read by the therapist, to its end; "
        f"imagery “{script.title}” until 10:13, read by the therapist, to its end; "
        f"imagery “{script.title}” 10:20 to 10:30."
    )
    led = note_with((5, e.BreathStarted(LONG_OUT)), (9, e.SessionEnded()))
    assert sentences(led, "did")[0] == f"Breath “{LONG_OUT.title}” 10:05 to 10:09."
    over = note_with((7, e.BreathStopped("Box", 60_000)))
    assert sentences(over, "did")[0] == "Breath “Box” until 10:07."


def test_presence_that_begins_late_is_not_claimed_before_and_by_telephone_nothing_is() -> None:
    protocol = a_protocol()
    log = SessionLog()
    log.at(0, 0, msgspec.structs.replace(started(protocol), therapist="", present=()))
    log.at(5, 0, e.PersonCame(Person("R. Osei", "medical")))
    log.at(30, 0, e.SessionEnded())
    made = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
    note = generate_note(build_report(protocol, log.events, practice="P", generated=made, version="1"))
    assert sentences(note, "present")[1] == "Never alone from 10:05 on; not recorded before."
    log.events[0] = msgspec.structs.replace(
        log.events[0], body=msgspec.structs.replace(started(protocol), telephone=True)
    )
    note = generate_note(build_report(protocol, log.events, practice="P", generated=made, version="1"))
    assert not [line for line in sentences(note, "present") if "alone" in line]
    assert not [line for line in sentences(note, "leaving") if line.startswith("Escort")]


def test_whoever_went_without_a_word_was_seen_last_and_whoever_came_later_came_then() -> None:
    note = note_with(
        (5, e.PersonCame(Person("R. Osei", "medical"))),
        (25, e.PersonLeft("R. Osei", seen=Elapsed(20 * MINUTE))),
        (30, e.PersonLeft("R. Ames", seen=Elapsed(22 * MINUTE))),
    )
    assert sentences(note, "present")[0] == (
        "R. Ames, therapist, last seen 10:22; L. Okafor, throughout; R. Osei, medical, 10:05, last seen 10:20."
    )


def test_what_a_machine_says_of_those_present_goes_on_in_their_paragraph() -> None:
    shared = conversation(
        (20, e.SessionTakenOver(Person("R. Osei", "medical"), "R. Ames")), (50, e.SessionEnded()), telephone=True
    )
    dosed = note_with(dose(10), (50, e.SessionEnded()))
    for note, many in ((shared, 4), (dosed, 2)):
        assert [line.joined for line in note.section("present").lines] == [False, *[True] * (many - 1)]


def test_an_emergency_that_nobody_left_is_a_gap() -> None:
    note = note_with((30, e.EmergencyStarted()))
    assert sentences(note, "happened") == ["Emergency.", "The emergency’s end: not recorded."]
    assert "the emergency’s end" in [lack.words for lack in missing(note)]


def reading(minute: float) -> tuple[float, e.AnyBody]:
    return minute, e.ReadingTaken(Vitals(heart_rate=72), Elapsed(minute * MINUTE), "L. Okafor")


def gaps(note: NoteDocument, section: str) -> list[tuple[str, str]]:
    """The sentences that stand where nobody recorded anything, and what the note lacks by each."""
    return [(line.sentence, line.wanted) for line in note.section(section).lines if line.gap]


def test_times_without_a_reading_are_told_and_so_is_that_there_was_none_before_the_dose() -> None:
    after = note_with(dose(10), reading(45), reading(81), (100, e.SessionEnded()))
    assert gaps(after, "readings") == [("Before the dose: not recorded.", "a reading before the dose")]
    assert [words for words in sentences(after, "readings") if words.startswith("No reading")] == [
        "No reading from 0:35 to 1:11."
    ]
    before = note_with(reading(5), dose(10), reading(45), (81, e.SessionEnded()))
    assert gaps(before, "readings") == []
    assert "No reading from 0:35 to 1:11." in sentences(before, "readings")


def test_a_session_that_nobody_ended_and_a_dose_of_nobody_knows_what_are_gaps() -> None:
    ended = e.SessionEnded(closed_later=True, left_open=("Look: breathing",))
    note = note_with((10, e.DoseGiven("150 mg", "sublingual", "R. Osei", Elapsed(10 * MINUTE))), (60, ended))
    assert (
        "Nobody ended the session: nothing is known of it after 11:00. Without an answer then: Look: breathing.",
        "the session’s end",
    ) in gaps(note, "leaving")
    assert gaps(note, "medicine") == [("Which medicine: not recorded.", "which medicine")]
