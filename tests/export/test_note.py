"""The note is written by the log, changed by the therapist, and nothing that was typed is ever dropped."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapguide.errors import KapGuideError
from kapguide.export.document import make_document
from kapguide.export.log_rows import Provenance
from kapguide.export.note import NoteDocument, NoteLine, NoteSection, missing
from kapguide.export.note_file import decode_note, encode_note, merge
from kapguide.export.noting.generate import generate_note
from kapguide.export.report import build_report
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.spans import MINUTE
from tests.support.session_log import SessionLog, a_protocol, a_session, started

MADE = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
AT = "2026-11-22T13:31:00+01:00"


def note_of(events: list[e.Event]) -> NoteDocument:
    return generate_note(build_report(a_protocol(), events, practice="Lindenhof", generated=MADE, version="0.1.0"))


@pytest.fixture(scope="module")
def events() -> list[e.Event]:
    return a_session()[1]


@pytest.fixture(scope="module")
def note(events: list[e.Event]) -> NoteDocument:
    return note_of(events)


def section(note: NoteDocument, name: str) -> NoteSection:
    return next(section for section in note.sections if section.id == name)


def lines(note: NoteDocument) -> dict[str, NoteLine]:
    return {line.id: line for section in note.sections for line in section.lines}


def texts(note: NoteDocument, name: str) -> list[str]:
    return [line.text for line in section(note, name).lines]


def test_it_leads_with_what_a_colleague_reads(note: NoteDocument) -> None:
    assert [(section.title, section.side) for section in note.sections] == [
        ("Summary", "read"),
        ("Risk and consent", "read"),
        ("What happened", "read"),
        ("Words", "read"),
        ("What we did", "read"),
        ("Present", "read"),
        ("Medicine", "looked_up"),
        ("Readings", "looked_up"),
        ("Side effects", "looked_up"),
        ("Leaving", "looked_up"),
        ("Plan", "looked_up"),
        ("Next", "looked_up"),
    ]


def test_it_holds_what_the_session_held(note: NoteDocument) -> None:
    assert section(note, "happened").under == "since the dose, 10:20"
    assert [(line.time, line.text) for line in section(note, "happened").lines] == [
        ("10:05", "Hands are cold, voice is steady."),
        ("0:07", "Breath slows."),
        ("0:11", "Tears"),
        ("0:25", "Right hand lifts, opens."),
        ("0:38", "Asked for silence.\nNods when asked if all is well."),
        ("0:51", "The computer had slept for 4 min: nothing was recorded then."),
        ("0:54", "Emergency."),
        ("0:54", "Nausea. Turned on the side, bowl held."),
        ("0:54", "Emergency, called: Doctor on call."),
        ("0:56", "Emergency over after 2 min."),
        ("1:15", "Drinks, sits up with help."),
        ("1:28", "Speaks of her grandmother’s kitchen, smiles."),
        ("1:31", "Smile"),
    ]
    assert [(line.time, line.text) for line in section(note, "words").lines] == [
        ("10:12", "“I want to put the suitcase down”"),
        ("0:17", "~ Says it is like lying under ice, but warm"),
        ("1:14", "“the light was kind”"),
    ]
    assert texts(note, "did")[0] == (
        "Silence 0:37 to 0:41; music deeper at 0:42; music softer at 0:42; music of the way back at 0:43; "
        "“Quiet presence” said by the voice at 0:43."
    )
    assert texts(note, "present") == [
        "R. Ames, therapist, throughout; L. Okafor, throughout.",
        "Never alone, as far as it was recorded.",
    ]
    assert texts(note, "medicine") == ["Ketamine 60 mg, intramuscular, at 10:20, given by R. Ames, corrected 10:23."]
    second = "BP 123/84, HR 88, SpO2 97 %, RR 14, dissociation 6/10, comfort 8/10, drowsy, answers"
    assert texts(note, "readings") == [
        "BP 118/76, HR 72, SpO2 98 %; L. Okafor",
        f"{second}; L. Okafor, corrected 10:56",
        "No reading from 0:34 to 1:44.",
        "2 of 2 taken.",
        "The clinic has signed no limits of its own; no reading was compared with any.",
    ]
    assert texts(note, "leaving")[1] == "Session ended 12:05, 1 h 44 min after the dose."


def test_a_gap_stands_in_the_place_of_what_nobody_asked_or_recorded(note: NoteDocument) -> None:
    gaps = [line.sentence for part in note.sections for line in part.lines if line.gap]
    assert gaps == [
        "Suicidal thoughts: not recorded.",
        "Before leaving: not recorded.",
        "Consent: no list of it is recorded.",
        "Touch: not recorded.",
        "Not asked.",
        "How the client left: not recorded.",
        "Leaving list: not asked.",
        "No contact is planned.",
    ]
    assert lines(note)["risk/touch"].joined, "it goes on in the paragraph of consent"


def test_what_the_program_saw_cannot_be_put_into_other_words_and_what_people_wrote_can(note: NoteDocument) -> None:
    found = {line.text: line.fixed for line in lines(note).values()}
    assert found["Breath slows."] is found["Tears"] is found["“the light was kind”"] is False
    assert found["Emergency."] is found["2 of 2 taken."] is found["BP 118/76, HR 72, SpO2 98 %; L. Okafor"] is True
    assert {line.provenance for line in lines(note).values() if line.text} == {Provenance.LOG}


def test_of_a_session_of_which_nothing_is_known_nothing_is_claimed() -> None:
    empty = note_of([])
    assert texts(empty, "medicine") == ["No dose was recorded."]
    assert texts(empty, "happened") == ["Nothing was written down."]
    assert texts(empty, "present") == ["Who was there: not recorded."]
    assert texts(empty, "leaving") == ["The session’s end: not recorded."]


def test_a_session_that_was_thrown_away_says_so_and_lacks_nothing() -> None:
    log = SessionLog()
    log.at(0, 0, started(a_protocol()))
    log.at(1, 0, e.SessionDiscarded("wrong client"))
    log.at(1, 0, e.SessionEnded())
    note = note_of(log.events)
    assert texts(note, "summary")[0].startswith("This session was thrown away.")
    assert missing(note) == ()
    report = build_report(a_protocol(), log.events, practice="P", generated=MADE, version="1")
    assert make_document(report).session == "Session thrown away"


def test_an_edit_keeps_the_original_beside_it(note: NoteDocument) -> None:
    line = section(note, "happened").lines[0]
    edited = lines(note.edited(line.id, "Hands cold."))[line.id]
    assert (edited.text, edited.original) == ("Hands cold.", "Hands are cold, voice is steady.")
    assert edited.provenance is Provenance.EDITED


def test_writing_the_original_again_undoes_the_edit(note: NoteDocument) -> None:
    line = section(note, "happened").lines[0]
    assert note.edited(line.id, "Other words").edited(line.id, line.original) == note


def test_filling_in_an_empty_line_is_typing(note: NoteDocument) -> None:
    filled = lines(note.edited("plan/plan", "Rest today."))["plan/plan"]
    assert (filled.text, filled.provenance) == ("Rest today.", Provenance.TYPED)


def test_emptying_a_line_takes_it_out_but_keeps_it(note: NoteDocument) -> None:
    line = section(note, "happened").lines[0]
    emptied = lines(note.edited(line.id, ""))[line.id]
    assert emptied.taken_out
    assert emptied.original == "Hands are cold, voice is steady."


def test_an_own_line_can_be_emptied_too(note: NoteDocument) -> None:
    longer = note.with_line("plan", "Not that.")
    name = section(longer, "plan").lines[-1].id
    assert lines(longer.edited(name, ""))[name].taken_out


def test_a_line_of_an_unknown_manner_belongs_to_the_course() -> None:
    log = SessionLog()
    log.at(1, 0, e.NoteAdded("Hums.", Elapsed(MINUTE), "sung"))
    assert texts(note_of(log.events), "happened") == ["Hums."]


@pytest.mark.parametrize(("ms", "told"), [(MINUTE - 1, False), (MINUTE, True)])
@pytest.mark.parametrize(
    "fault",
    [
        lambda ms: e.SessionResumed(ms, rebooted=False, music_went_on=True),
        lambda ms: e.ClockGap(ms, ms, ms, 0),
        lambda ms: e.SoundBack(ms),
    ],
    ids=["stopped", "slept", "silent"],
)
def test_a_minute_without_the_program_or_its_sound_is_in_the_note_and_less_is_not(
    fault: Callable[[int], e.Body], ms: int, told: bool
) -> None:
    log = SessionLog()
    log.at(5, 0, fault(ms))
    assert any("1 min" in text for text in texts(note_of(log.events), "happened")) is told


@pytest.mark.parametrize("words", ["Music: too loud.", "Reading: the letter, aloud.", "Observation: none."])
def test_a_typed_line_that_begins_like_an_entry_of_the_log_is_kept_whole(words: str) -> None:
    log = SessionLog()
    log.at(1, 0, e.NoteAdded(words, Elapsed(MINUTE)))
    log.at(2, 0, e.TrackStarted("a.ogg", "Music: a study"))
    assert texts(note_of(log.events), "happened") == [words]


def test_own_lines_go_where_they_are_wanted(note: NoteDocument) -> None:
    first = section(note, "happened").lines[0]
    longer = note.with_line("happened", "Room darkened.", after=first.id).with_line("happened", "All well at the end.")
    found = section(longer, "happened").lines
    assert (found[1].text, found[-1].text) == ("Room darkened.", "All well at the end.")
    assert found[1].id != found[-1].id
    again = lines(longer.edited(found[1].id, "Room dark."))[found[1].id]
    assert (again.text, again.provenance) == ("Room dark.", Provenance.TYPED)


def test_what_is_not_there_cannot_be_edited(note: NoteDocument) -> None:
    with pytest.raises(KeyError):
        note.edited("nowhere/1", "x")
    with pytest.raises(KeyError):
        note.with_line("nowhere", "x")


def test_a_grown_log_brings_its_lines_and_takes_none_of_the_therapists(events: list[e.Event]) -> None:
    half = note_of(events[:20])
    first = section(half, "happened").lines[0].id
    written = (
        half.with_line("happened", "At the very top.", after="")
        .edited(first, "Hands cold.", "R. Ames", "2026-11-22T13:31:00+01:00")
        .with_line("happened", "After the hands.", after=first)
        .with_line("happened", "And after that.", after="happened/own-2")
        .edited("plan/plan", "Rest.")
        .edited("effects/none", "asked, none reported")
    )
    merged = merge(written, note_of(events))
    found = texts(merged, "happened")
    assert found[:3] == ["Hands cold.", "After the hands.", "And after that."]
    assert {"At the very top.", "Emergency.", "Smile"} <= set(found)
    assert lines(merged)[first].by == "R. Ames"
    assert texts(merged, "effects") == ["asked, none reported"]
    assert lines(merged)["plan/plan"].text == "Rest."


def test_what_was_written_into_a_gap_stands_beside_what_the_log_says_itself_now(events: list[e.Event]) -> None:
    written = note_of(events).answered("risk/touch", "a hand, she said", "R. Ames", AT, AT)
    again = merge(written, note_of([*events[:3], marked_touch(events), *events[3:]]))
    own = again.line("risk/own-1")
    assert again.line("risk/touch").text == "hand."
    assert (own.text, own.label, own.about, own.by) == ("a hand, she said", "Touch", "risk/touch", "R. Ames")
    assert not own.open
    assert merge(again, note_of([*events[:3], marked_touch(events), *events[3:]])) == again


def marked_touch(events: list[e.Event]) -> e.Event:
    return msgspec.structs.replace(events[2], id="touch", command_id="touch", body=e.TouchMarked("hand"))


def test_an_own_line_before_all_others_stays_there(note: NoteDocument) -> None:
    plan = section(note.with_line("plan", "First of all."), "plan")
    turned = NoteSection("plan", plan.title, (plan.lines[-1], *plan.lines[:-1]))
    mine = NoteDocument(note.session_id, (*note.sections[:-1], turned))
    assert texts(merge(mine, note), "plan")[0] == "First of all."


def test_an_edit_stays_when_its_entry_is_corrected_in_the_log() -> None:
    log = SessionLog()
    first = log.at(1, 0, e.NoteAdded("Left hand.", Elapsed(MINUTE)))
    mine = note_of(log.events).edited(f"happened/{first}", "The left hand lifts.")
    log.at(2, 0, e.NoteAdded("Right hand.", Elapsed(MINUTE), "note", first))
    assert texts(merge(mine, note_of(log.events)), "happened") == [
        "Right hand.",
        "The left hand lifts.",
    ]


def test_sections_that_only_one_side_knows_are_kept(note: NoteDocument) -> None:
    older = NoteDocument(
        note.session_id,
        (
            NoteSection("sitter", "Sitter", (NoteLine("sitter/own-1", "Mine.", own=True), NoteLine("s/2", "x"))),
            NoteSection("dull", "Dull", (NoteLine("dull/1", "From the log."),)),
        ),
    )
    merged = merge(older, note)
    assert [section.id for section in merged.sections] == [*(section.id for section in note.sections), "sitter"]
    assert texts(merged, "sitter") == ["Mine."]


def test_an_edit_that_the_log_now_says_itself_is_the_log_s_again() -> None:
    log = SessionLog()
    log.at(1, 0, e.NoteAdded("Left hand.", Elapsed(MINUTE)))
    changed = note_of(log.events).edited("happened/event-001", "Right hand.")
    log.events[0] = msgspec.structs.replace(log.events[0], body=e.NoteAdded("Right hand.", Elapsed(MINUTE)))
    assert lines(merge(changed, note_of(log.events)))["happened/event-001"].written is None


@given(edits=st.lists(st.tuples(st.integers(0, 60), st.text(min_size=1))), cut=st.integers(1, 54))
def test_nothing_typed_is_ever_dropped(edits: list[tuple[int, str]], cut: int) -> None:
    events = a_session()[1]
    note = note_of(events[:cut])
    for number, text in edits:
        ids = [line.id for line in lines(note).values() if not line.fixed]
        if number % 2:
            note = note.edited(ids[number % len(ids)], text)
        else:
            note = note.with_line(note.sections[number % len(note.sections)].id, text, after=ids[number % len(ids)])
    typed = Counter(line.text for line in lines(note).values() if line.own or line.written is not None)
    merged = merge(note, note_of(events))
    found = Counter(line.text for line in lines(merged).values() if line.own or line.written is not None)
    assert found == typed
    assert len(lines(merged)) == sum(len(section.lines) for section in merged.sections)
    assert decode_note(encode_note(merged)) == merged


def test_halves_of_characters_can_be_saved(note: NoteDocument) -> None:
    broken = note.edited("plan/plan", "a\ud83d").with_line("plan", "\udc00b")
    assert [line.text for line in section(decode_note(encode_note(broken)), "plan").lines][::2] == [
        "a\ufffd",
        "\ufffdb",
    ]


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"session_id":1,"sections":[]}', b"\xff\xfe", "“"])
def test_a_note_that_cannot_be_read_says_what_still_works(data: bytes | str) -> None:
    with pytest.raises(KapGuideError, match="log is untouched"):
        decode_note(data)


def test_a_newer_note_is_left_alone() -> None:
    with pytest.raises(KapGuideError, match="newer KapGuide"):
        decode_note(b'{"session_id":"s","sections":[],"version":3}')


def test_what_was_given_in_an_emergency_is_completed_and_not_corrected() -> None:
    log = SessionLog()
    log.at(0, 0, started(a_protocol()))
    log.at(20, 0, e.EmergencyStarted())
    tapped = Elapsed(20 * MINUTE + 5_000)
    first = log.at(20, 5, e.EmergencyTapped("gave", tapped))
    whole = log.at(20, 30, e.EmergencyTapped("gave", tapped, "oxygen", first))
    report = build_report(
        a_protocol(), log.events, practice="P", generated=datetime(2026, 11, 22, tzinfo=UTC), version="1"
    )
    rows = {row.event_id: row for row in report.timeline}
    assert rows[first].standing == "completed 10:20:30"
    assert rows[whole].what == "Emergency, gave: oxygen (completed, recorded at 10:20:30)"
    assert (rows[whole].when.clock, rows[whole].provenance) == ("10:20:05", Provenance.TYPED)
