"""What fell due and how it ended stands in the note: a line for readings, one for looks, one for each item."""

from datetime import UTC, datetime

import msgspec

from kapguide.clinical.vitals import Vitals
from kapguide.export.note import NoteDocument
from kapguide.export.noting.generate import generate_note
from kapguide.export.report import build_report
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.care.answers import Answer
from kapguide.session.clock import Elapsed
from kapguide.session.protocol.protocol import Ask, Phase, Prompt, ReadingDue, TherapyProtocol, Timing
from kapguide.spans import MINUTE, SECOND
from tests.support.plans import MORNING, Room, phase, plan, prompt, reading
from tests.support.session_log import SessionLog, a_protocol, started

MADE = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)


def asking() -> TherapyProtocol:
    """The label to attest, looks each 10 min, readings each 10 min, all in the first phase."""
    protocol = a_protocol()
    first: Phase = msgspec.structs.replace(
        protocol.phases[0],
        prompts=(
            Prompt("preparation/label", Timing(0), "The label, read by two", ask=Ask.ATTEST),
            Prompt("preparation/look", Timing(0, every=10 * MINUTE), "Look: breathing", ask=Ask.LOOK),
        ),
        readings=(ReadingDue("preparation/bp", Timing(0, every=10 * MINUTE)),),
    )
    return msgspec.structs.replace(protocol, phases=(first, *protocol.phases[1:]))


def log_of(what: str, times: int) -> SessionLog:
    log = SessionLog()
    log.at(0, 0, started(asking()))
    for number in range(times):
        name = what if number == 0 else f"{what}#{number}"
        log.at(10 * number, 0, e.CueFired(name, "Vitals", 10 * number * MINUTE))
    return log


def taken(at: int, cue: str = "", supersedes: str = "") -> e.ReadingTaken:
    return e.ReadingTaken(Vitals(heart_rate=72), Elapsed(at), "L. Okafor", supersedes, cue)


def note_of(log: SessionLog) -> NoteDocument:
    return generate_note(build_report(asking(), log.events, practice="P", generated=MADE, version="1"))


def line(log: SessionLog, name: str) -> str:
    found = {line.id: line.text for section in note_of(log).sections for line in section.lines}
    return found.get(name, "no such line")


def test_readings_due_are_told_in_one_line_with_the_latest_the_declined_and_the_unrecorded() -> None:
    log = log_of("preparation/bp", 5)
    log.at(41, 0, taken(1 * MINUTE, "preparation/bp"))
    log.at(41, 1, taken(17 * MINUTE + 59 * SECOND, "preparation/bp#1"))
    log.at(42, 0, e.CueAnswered("preparation/bp#2", "Vitals", "declined"))
    log.at(43, 0, e.CueAnswered("preparation/bp#3", "Vitals", "left_out", "", "asleep"))
    assert line(log, "readings/due") == (
        "2 of 5 taken, the latest 7 min after its time; declined 10:42; left out 10:43 (asleep); "
        "1 not recorded (due 10:40)."
    )


def test_what_became_of_each_reading_says_how_late_it_was() -> None:
    log = log_of("preparation/bp", 2)
    first = log.at(11, 0, taken(30 * SECOND, "preparation/bp"))
    log.at(12, 0, taken(3 * MINUTE, "preparation/bp", first))
    log.at(13, 0, taken(5 * MINUTE))
    cues = build_report(asking(), log.events, practice="P", generated=MADE, version="1").cues
    assert [cue.became for cue in cues] == [("taken 10:03:00, 3 min late",), ("taken 10:05:00",)]


def test_a_reading_is_late_from_a_minute_on() -> None:
    for after, words in ((59, "taken 10:00:59"), (60, "taken 10:01:00, 1 min late")):
        log = log_of("preparation/bp", 1)
        log.at(2, 0, taken(after * SECOND, "preparation/bp"))
        cues = build_report(asking(), log.events, practice="P", generated=MADE, version="1").cues
        assert [cue.became for cue in cues] == [(words,)]


def test_a_reading_of_an_older_log_answers_the_newest_that_was_due_and_a_further_one_nothing() -> None:
    log = log_of("preparation/bp", 3)
    log.at(21, 0, taken(21 * MINUTE))
    assert line(log, "readings/due") == (
        "1 of 3 taken, the latest 1 min after its time; 2 not recorded (due 10:00, 10:10)."
    )
    early = log_of("preparation/bp", 1)
    early.at(1, 0, taken(0))
    early.at(2, 0, taken(2 * MINUTE))
    assert line(early, "readings/due") == "1 of 1 taken."


def test_a_reading_that_nobody_asked_for_does_not_make_up_for_one_that_was_missed() -> None:
    log = SessionLog()
    log.at(0, 0, started(asking()))
    log.at(9, 0, e.CueMissed("preparation/bp", "Vitals", 0, 9 * MINUTE))
    log.at(10, 0, e.CueFired("preparation/bp#1", "Vitals", 10 * MINUTE))
    log.at(11, 0, taken(11 * MINUTE, "preparation/bp#1"))
    log.at(14, 0, taken(14 * MINUTE))
    assert line(log, "readings/due") == ("1 of 2 taken, the latest 1 min after its time; 1 not recorded (due 10:00).")


def test_a_reading_was_near_to_one_that_was_missed_up_to_half_of_the_time_to_the_next() -> None:
    told = []
    for late in (5 * MINUTE, 5 * MINUTE + SECOND):
        log = SessionLog()
        log.at(0, 0, started(asking()))
        log.at(9, 0, e.CueMissed("preparation/bp", "Vitals", 0, 9 * MINUTE))
        log.at(10, 0, e.CueFired("preparation/bp#1", "Vitals", 10 * MINUTE))
        log.at(11, 0, taken(11 * MINUTE, "preparation/bp#1"))
        log.at(14, 0, taken(late))
        told.append(line(log, "readings/due").partition(" taken")[0])
    assert told == ["2 of 2", "1 of 2"]


def test_a_missed_one_was_taken_where_a_reading_was_near_it_or_nothing_had_come_after_it() -> None:
    late = SessionLog()
    late.at(0, 0, started(asking()))
    late.at(2, 0, taken(2 * MINUTE))
    for number in (0, 1):
        cue = f"preparation/bp{'#1' if number else ''}"
        late.at(25, 0, e.CueMissed(cue, "Vitals", 10 * number * MINUTE, 15 * MINUTE))
    late.at(26, 0, taken(26 * MINUTE))
    assert line(late, "readings/due") == "2 of 2 taken, the latest 16 min after its time."


def test_looks_are_told_among_the_observations() -> None:
    log = log_of("preparation/look", 2)
    log.at(12, 0, e.CueAnswered("preparation/look", "Look: breathing", "done"))
    log.at(13, 0, e.CueAnswered("preparation/look#1", "Look: breathing", "declined"))
    assert line(log, "did/looks") == "1 of 2 done, the latest 12 min after its time; declined 10:13."


def test_words_typed_with_a_look_that_was_made_stand_in_the_note() -> None:
    log = log_of("preparation/look", 1)
    quiet = log.at(1, 0, e.CueAnswered("preparation/look", "Look: breathing", "done", "R. Ames"))
    assert line(log, f"happened/{quiet}") == "no such line"
    said = log.at(2, 0, e.CueAnswered("preparation/look", "Look: breathing", "done", "R. Ames", "snoring"))
    assert line(log, f"happened/{said}") == "Look: breathing: done, snoring."


def test_where_nothing_fell_due_nothing_is_said_of_it() -> None:
    assert line(log_of("preparation/bp", 0), "readings/due") == "no such line"
    assert line(log_of("preparation/bp", 0), "risk/attested") == "no such line"


def test_what_was_attested_stands_with_its_name_and_what_nobody_answered_is_a_gap() -> None:
    log = log_of("preparation/bp", 0)
    log.at(1, 0, e.CueFired("preparation/label", "The label, read by two", MINUTE))
    assert line(log, "risk/unattested") == "The label, read by two."
    log.at(2, 0, e.CueAnswered("preparation/label", "The label, read by two", "yes", "R. Ames, L. Okafor"))
    assert line(log, "risk/attested") == "yes, R. Ames, L. Okafor: The label, read by two."
    assert line(log, "risk/unattested") == "no such line"


def test_what_left_again_with_its_phase_was_not_due_unless_it_came_again() -> None:
    log = log_of("preparation/bp", 2)
    log.at(11, 0, e.CueFired("preparation/label", "The label, read by two", MINUTE))
    log.at(12, 0, e.Undone("slip", "Phase moved on", ("preparation/bp#1", "preparation/label", "unheard")))
    assert line(log, "readings/due") == "0 of 1 taken; 1 not recorded (due 10:00)."
    assert line(log, "risk/unattested") == "no such line"
    log.at(20, 0, e.CueFired("preparation/bp#1", "Vitals", 20 * MINUTE))
    assert line(log, "readings/due") == "0 of 2 taken; 2 not recorded (due 10:00, 10:20)."


def test_an_answer_that_was_taken_back_ends_nothing() -> None:
    log = log_of("preparation/bp", 1)
    log.at(1, 0, e.CueAnswered("preparation/bp", "Vitals", "declined"), "slip")
    log.at(1, 5, e.Undone("slip", "Vitals: declined"))
    assert line(log, "readings/due") == "0 of 1 taken; 1 not recorded (due 10:00)."


def test_an_answer_to_what_the_log_does_not_show_harms_nothing() -> None:
    log = log_of("preparation/bp", 1)
    log.at(1, 0, e.CueAnswered("gone", "Gone", "done"))
    log.at(2, 0, taken(MINUTE, "gone"))
    assert line(log, "readings/due") == "0 of 1 taken; 1 not recorded (due 10:00)."


def test_what_a_phase_did_not_come_to_ask_before_it_was_left_is_no_silence_that_reads_as_all_is_well() -> None:
    before = phase(
        "before",
        20 * MINUTE,
        prompts=[
            prompt("welcome", 0, ask=Ask.ATTEST),
            prompt("breath", 5 * MINUTE),
            prompt("label", 10 * MINUTE, ask=Ask.ATTEST),
            prompt("colour", MINUTE, t0=True, ask=Ask.LOOK),
        ],
        readings=[reading("vitals", 6 * MINUTE)],
    )
    protocol = plan(before, phase("after", 20 * MINUTE, prompts=[prompt("leaving", 5 * MINUTE, ask=Ask.ATTEST)]))
    room = Room(protocol)
    room.wait(MINUTE)
    assert sentences(protocol, room) == ()
    room.do(c.Next())
    assert sentences(protocol, room) == ("“Before” was left before this had been asked for: Label; Vitals.",)
    room.do(c.Undo())
    assert sentences(protocol, room) == ()
    room.do(c.Next())
    room.dose()
    room.do(c.End())
    assert sentences(protocol, room) == (
        "“Before” was left before this had been asked for: Label; Colour; Vitals.",
        "“After” was left before this had been asked for: Leaving.",
    )


def sentences(protocol: TherapyProtocol, room: Room) -> tuple[str, ...]:
    """What the document says of phases that were left."""
    report = build_report(protocol, room.log, practice="Lindenhof", generated=MORNING, version="1")
    return tuple(sentence for sentence in report.unknown if "was left before" in sentence)


def test_side_effects_are_told_by_what_was_said_and_a_gap_stands_where_nobody_asked() -> None:
    asks = Prompt("preparation/effects", Timing(0, every=10 * MINUTE), "Side effects", ask=Ask.SIDE_EFFECTS)
    first = msgspec.structs.replace(asking().phases[0], prompts=(asks,), readings=())
    protocol = msgspec.structs.replace(asking(), phases=(first, *asking().phases[1:]))
    log = SessionLog()
    log.at(0, 0, started(protocol))
    names = ("preparation/effects", "preparation/effects#1", "preparation/effects#2")
    for number, name in enumerate(names):
        log.at(10 * number, 0, e.CueFired(name, asks.title, 10 * number * MINUTE))
    log.at(1, 0, e.CueAnswered(names[0], asks.title, Answer.NONE_REPORTED))
    log.at(12, 0, e.CueAnswered(names[1], asks.title, Answer.REPORTED))
    log.at(30, 0, e.SessionEnded())
    note = generate_note(build_report(protocol, log.events, practice="P", generated=MADE, version="1"))
    said = [(line.text, line.gap) for line in note.section("effects").lines]
    assert said == [
        ("Asked 10:12: reported.", False), ("Asked 10:01: none reported.", False), ("Not asked 10:20.", True),
    ]  # fmt: skip
