"""The note is written by the log, changed by the therapist, and nothing that was typed is ever dropped."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapguide.errors import KapGuideError
from kapguide.export.document import make_document
from kapguide.export.log_rows import Provenance
from kapguide.export.note import NoteDocument, NoteLine, NoteSection
from kapguide.export.note_file import decode_note, encode_note, merge
from kapguide.export.noting.generate import generate_note
from kapguide.export.report import build_report
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.spans import MINUTE
from tests.support.session_log import SessionLog, a_protocol, a_session, started

MADE = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)


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


def test_it_has_the_parts_that_a_clinician_expects(note: NoteDocument) -> None:
    assert [section.title for section in note.sections] == [
        "Session",
        "Preparation, consent and intention",
        "Who was there",
        "Attested by name",
        "Medicine",
        "Course of the session",
        "Vitals",
        "Side effects",
        "Observations",
        "Client's own words",
        "Music",
        "Leaving",
        "Out of the ordinary",
        "Plan and next contact",
    ]


def test_it_holds_what_the_session_held(note: NoteDocument) -> None:
    facts = {line.label: line.text for line in section(note, "session").lines}
    assert facts["Time"] == "10:00:00 to 12:05:44 (2 h 05 min 44 s), local time UTC+01:00"
    assert (facts["Client"], facts["Session"], facts["Pick-up"]) == ("M-014", "number 2 of the course", "12:30:00")
    assert texts(note, "medicine") == [
        "Dose 1: 60 mg ketamine, intramuscular, given by R. Ames (correction, recorded at 10:23:10)",
        "Dose 1: 80 mg ketamine, intramuscular, given by R. Ames (corrected 10:23:10)",
    ]
    course = [(line.clock, line.text) for line in section(note, "course").lines]
    assert ("10:45:00", "Phase “Inner journey” held") in course
    assert ("10:58:50", "Asked for silence.\nNods when asked if all is well.") in course
    assert not any("Coming back" in text and clock == "10:35:00" for clock, text in course)
    assert not any("Left hand" in text for _, text in course)
    before = "BP 118/76, HR 72, SpO2 98 %"
    assert texts(note, "vitals")[:3] == ["2 of 2 taken", f"{before} at 10:10:30", f"{before}; taken by L. Okafor"]
    assert len(texts(note, "vitals")) == 4
    assert texts(note, "side_effects") == ["Not asked."]
    assert texts(note, "observations") == ["Tears", "Smile"]
    assert texts(note, "words") == [
        "“I want to put the suitcase down” – client, verbatim",
        "Says it is like lying under ice, but warm – client, paraphrase",
        "“the light was kind” – client, verbatim",
    ]
    assert "Music faded to silence over 1 min 15 s" in texts(note, "music")
    assert "Emergency ended after 2 min 30 s" in texts(note, "unusual")


def test_each_line_tells_where_it_comes_from(note: NoteDocument) -> None:
    found = {line.text: line.provenance for line in lines(note).values()}
    assert found["Phase “Inner journey” held"] is Provenance.LOG
    assert found["Breath slows."] is Provenance.TYPED
    assert found["To meet the grief with a softer heart"] is Provenance.TYPED


def test_a_session_of_which_nothing_is_known_leaves_lines_to_fill_in() -> None:
    empty = note_of([])
    assert texts(empty, "medicine") == ["No dose was recorded."]
    assert [line.label for line in section(empty, "session").lines if not line.text] == [
        "Client",
        "Session",
        "Date",
        "Time",
        "Therapist",
        "Present",
        "Planned dose",
        "Pick-up",
    ]


def test_a_session_that_was_thrown_away_says_so_where_its_number_was() -> None:
    log = SessionLog()
    log.at(0, 0, started(a_protocol()))
    log.at(1, 0, e.SessionDiscarded("wrong client"))
    log.at(1, 0, e.SessionEnded())
    found = lines(note_of(log.events))
    assert found["session/session"].text == "thrown away; it stays in the record, and nothing in it counts"
    report = build_report(a_protocol(), log.events, practice="P", generated=MADE, version="1")
    assert make_document(report).session == "Session thrown away"


def test_an_edit_keeps_the_original_beside_it(note: NoteDocument) -> None:
    line = section(note, "course").lines[0]
    edited = lines(note.edited(line.id, "We began on time."))[line.id]
    assert (edited.text, edited.original) == ("We began on time.", "Session started")
    assert edited.provenance is Provenance.EDITED


def test_writing_the_original_again_undoes_the_edit(note: NoteDocument) -> None:
    line = section(note, "course").lines[0]
    assert note.edited(line.id, "Other words").edited(line.id, line.original) == note


def test_filling_in_an_empty_line_is_typing(note: NoteDocument) -> None:
    filled = lines(note.edited("plan/plan", "Rest today."))["plan/plan"]
    assert (filled.text, filled.provenance) == ("Rest today.", Provenance.TYPED)


def test_emptying_a_line_takes_it_out_but_keeps_it(note: NoteDocument) -> None:
    line = section(note, "music").lines[0]
    emptied = lines(note.edited(line.id, ""))[line.id]
    assert emptied.taken_out
    assert emptied.original == "First light"


def test_an_own_line_can_be_emptied_too(note: NoteDocument) -> None:
    longer = note.with_line("plan", "Not that.")
    name = section(longer, "plan").lines[-1].id
    assert lines(longer.edited(name, ""))[name].taken_out


def test_a_line_of_an_unknown_manner_belongs_to_the_course() -> None:
    log = SessionLog()
    log.at(1, 0, e.NoteAdded("Hums.", Elapsed(MINUTE), "sung"))
    assert texts(note_of(log.events), "course") == ["Hums."]


@pytest.mark.parametrize("words", ["Music: too loud.", "Reading: the letter, aloud.", "Observation: none."])
def test_a_typed_line_that_begins_like_an_entry_of_the_log_is_kept_whole(words: str) -> None:
    log = SessionLog()
    log.at(1, 0, e.NoteAdded(words, Elapsed(MINUTE)))
    log.at(2, 0, e.TrackStarted("a.ogg", "Music: a study"))
    assert texts(note_of(log.events), "course") == [words]
    assert texts(note_of(log.events), "music") == ["Music: a study"]


def test_own_lines_go_where_they_are_wanted(note: NoteDocument) -> None:
    first = section(note, "course").lines[0]
    longer = note.with_line("course", "Room darkened.", after=first.id).with_line("course", "All well at the end.")
    found = section(longer, "course").lines
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
    course = section(half, "course").lines
    written = (
        half.with_line("course", "At the very top.", after="")
        .edited(course[2].id, "Hands cold.")
        .with_line("course", "After the hands.", after=course[2].id)
        .with_line("course", "And after that.", after="course/own-2")
        .edited("plan/plan", "Rest.")
        .edited("unusual/none", "Nothing, and quiet.")
    )
    merged = merge(written, note_of(events))
    found = texts(merged, "course")
    assert found[2:5] == ["Hands cold.", "After the hands.", "And after that."]
    assert "Session ended" in found
    assert "At the very top." in found
    assert "Nothing, and quiet." in texts(merged, "unusual")
    assert "Emergency started" in texts(merged, "unusual")
    assert lines(merged)["plan/plan"].text == "Rest."


def test_an_own_line_before_all_others_stays_there(note: NoteDocument) -> None:
    plan = section(note.with_line("plan", "First of all."), "plan")
    turned = NoteSection("plan", plan.title, (plan.lines[-1], *plan.lines[:-1]))
    mine = NoteDocument(note.session_id, (*note.sections[:-1], turned))
    assert texts(merge(mine, note), "plan")[0] == "First of all."


def test_an_edit_stays_when_its_entry_is_corrected_in_the_log() -> None:
    log = SessionLog()
    first = log.at(1, 0, e.NoteAdded("Left hand.", Elapsed(MINUTE)))
    mine = note_of(log.events).edited(f"course/{first}", "The left hand lifts.")
    log.at(2, 0, e.NoteAdded("Right hand.", Elapsed(MINUTE), "note", first))
    assert texts(merge(mine, note_of(log.events)), "course") == [
        "The left hand lifts.",
        "Right hand. (correction, recorded at 10:02:00)",
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


def test_an_edit_that_the_log_now_says_itself_is_the_log_s_again(note: NoteDocument) -> None:
    changed = note.edited("session/therapist", "R. Ames, MD")
    agreed = NoteDocument(
        note.session_id,
        tuple(
            NoteSection(
                part.id,
                part.title,
                tuple(
                    NoteLine(line.id, "R. Ames, MD", label=line.label) if line.id == "session/therapist" else line
                    for line in part.lines
                ),
            )
            for part in note.sections
        ),
    )
    assert lines(merge(changed, agreed))["session/therapist"].written is None


@given(edits=st.lists(st.tuples(st.integers(0, 60), st.text(min_size=1))), cut=st.integers(1, 54))
def test_nothing_typed_is_ever_dropped(edits: list[tuple[int, str]], cut: int) -> None:
    events = a_session()[1]
    note = note_of(events[:cut])
    for number, text in edits:
        ids = list(lines(note))
        if number % 2:
            note = note.edited(ids[number % len(ids)], text)
        else:
            note = note.with_line(note.sections[number % len(note.sections)].id, text, after=ids[number % len(ids)])
    typed = {line.id: line.text for line in lines(note).values() if line.own or line.written is not None}
    merged = merge(note, note_of(events))
    assert {name: line.text for name, line in lines(merged).items() if name in typed} == typed
    assert len(lines(merged)) == sum(len(section.lines) for section in merged.sections)
    assert decode_note(encode_note(merged)) == merged


def test_halves_of_characters_can_be_saved(note: NoteDocument) -> None:
    broken = note.edited("plan/plan", "a\ud83d").with_line("plan", "\udc00b")
    assert [line.text for line in section(decode_note(encode_note(broken)), "plan").lines][1::2] == [
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
