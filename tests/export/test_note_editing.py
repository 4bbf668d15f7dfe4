"""What a person does to a note: other words, put back, a gap filled, a line of their own, a remark; what it lacks."""

from datetime import datetime, timedelta

import pytest

from kapguide.export.log_rows import Provenance
from kapguide.export.note import NoteDocument, NoteLack, NoteLine, NoteSection, missing
from kapguide.export.note_file import decode_note, encode_note

AT = "2026-12-01T13:31:00+01:00"
BY = "K. Lind"
GAP = NoteLine(
    "risk/leaving", "not recorded", label="Before leaving", gap=True, wanted="suicidal thoughts before leaving"
)


def a_note() -> NoteDocument:
    return NoteDocument(
        "session-1",
        (
            NoteSection("summary", "Summary", (NoteLine("summary/summary", "", wanted="the summary"),)),
            NoteSection("risk", "Risk and consent", (GAP,)),
            NoteSection(
                "happened",
                "What happened",
                (
                    NoteLine("happened/1", "Sits down.", clock="10:02"),
                    NoteLine("happened/2", "Tears.", clock="10:46", since="0:28"),
                    NoteLine("happened/3", "Emergency.", clock="11:06", since="0:48", fixed=True),
                ),
                "since the dose, 10:18",
            ),
            NoteSection("plan", "Plan", (NoteLine("plan/plan", "", wanted="the plan"),)),
        ),
        dosed="2026-12-01T10:18:00+01:00",
    )


def test_an_edit_says_who_and_when_and_what_the_log_had() -> None:
    line = a_note().edited("happened/2", "Tears, then rest.", BY, AT).line("happened/2")
    assert (line.text, line.earlier, line.by, line.at) == ("Tears, then rest.", "Tears.", BY, AT)
    assert line.provenance is Provenance.EDITED


def test_put_back_is_the_log_s_line_as_it_was() -> None:
    note = a_note()
    assert note.edited("happened/2", "Other", BY, AT).put_back("happened/2") == note
    assert note.edited("happened/2", "Other", BY, AT).edited("happened/2", "Tears.", BY, AT) == note


def test_no_other_words_can_be_put_into_a_machine_s_line_but_a_remark_stands_beside_it() -> None:
    note = a_note()
    with pytest.raises(ValueError, match="happened/3"):
        note.edited("happened/3", "Nothing happened.", BY, AT)
    note = note.with_line("happened", "Water was spilt.", BY, AT, about="happened/3")
    note = note.with_line("happened", "At the end.").with_line("happened", "It was warm.", BY, AT, about="happened/3")
    assert [line.text for line in note.section("happened").lines][-4:] == [
        "Emergency.",
        "Water was spilt.",
        "It was warm.",
        "At the end.",
    ]


def test_a_gap_is_filled_with_both_times_and_cannot_be_taken_out() -> None:
    note = a_note().answered("risk/leaving", "asked, none reported", BY, AT, "2026-12-01T12:31:00+01:00")
    line = note.line("risk/leaving")
    assert line.sentence == "Before leaving: asked, none reported (12:31, late entry 13:31)"
    assert (line.provenance, line.open) == (Provenance.TYPED, False)
    emptied = note.edited("risk/leaving", " ", BY, AT).line("risk/leaving")
    assert emptied == GAP
    with pytest.raises(ValueError, match="is no gap"):
        note.answered("happened/2", "x", BY, AT, AT)


def test_a_late_entry_of_another_day_names_the_days() -> None:
    line = a_note().answered("risk/leaving", "asked", BY, AT, "2026-11-30T23:50:00+01:00").line("risk/leaving")
    assert line.late == "30 Nov 23:50, late entry 1 Dec 13:31"
    soon, late = "2026-12-01T13:30:01+01:00", "2026-12-01T13:30:00+01:00"
    said = [a_note().answered("risk/leaving", "asked", BY, AT, at).line("risk/leaving").late for at in (AT, soon, late)]
    assert said == ["", "", "13:30, late entry 13:31"]


def test_a_line_goes_where_the_time_that_it_belongs_to_has_its_place() -> None:
    note = a_note().with_line("happened", "Sighs.", BY, AT, "2026-12-01T10:40:00+01:00")
    note = note.with_line("happened", "Asks for the window.", BY, AT, "2026-12-01T10:10:00+01:00")
    note = note.with_line("happened", "At the door.", BY, AT, "2026-12-01T09:58:00+01:00")
    note = note.with_line("happened", "Swallows.", BY, AT, "2026-12-01T10:18:00+01:00")
    found = [(line.time, line.text) for line in note.section("happened").lines]
    assert found == [
        ("09:58", "At the door."),
        ("10:02", "Sits down."),
        ("10:10", "Asks for the window."),
        ("0:00", "Swallows."),
        ("0:22", "Sighs."),
        ("0:28", "Tears."),
        ("0:48", "Emergency."),
    ]
    late = note.with_line("happened", "Goes.", BY, AT, "2026-12-01T12:52:00+01:00").section("happened").lines[-1]
    assert (late.time, late.late) == ("2:34", "12:52, late entry 13:31")


def test_a_line_past_midnight_goes_behind_those_before_it() -> None:
    lines = (
        NoteLine("happened/0", "Quiet all along."),
        NoteLine("happened/1", "Sits down.", clock="23:50"),
        NoteLine("happened/2", "Goes.", clock="00:20"),
    )
    note = NoteDocument("session-1", (NoteSection("happened", "What happened", lines),))
    for clock in ("00:10", "23:40", "23:55", "00:30"):
        note = note.with_line("happened", clock, BY, AT, f"2026-12-01T{clock}:00+01:00")
    found = [line.clock for line in note.section("happened").lines]
    assert found == ["", "23:40", "23:50", "23:55", "00:10", "00:20", "00:30"]


@pytest.mark.parametrize("first", ["00:05", "06:00", "11:30", "17:40", "23:10"])
def test_at_whatever_time_a_session_is_its_lines_follow_each_other(first: str) -> None:
    begun = datetime.fromisoformat(f"2026-12-01T{first}:00+01:00")
    clocks = [f"{begun + timedelta(minutes=10 * number):%H:%M}" for number in range(15)]
    lines = tuple(NoteLine(f"happened/{clock}", "Rests.", clock=clock) for clock in clocks[::2])
    note = NoteDocument("session-1", (NoteSection("happened", "What happened", lines),))
    for clock in clocks[1::2]:
        note = note.with_line("happened", "Sighs.", BY, AT, f"2026-12-01T{clock}:00+01:00")
    assert [line.clock for line in note.section("happened").lines] == clocks


def test_a_line_of_one_s_own_is_edited_without_a_trace_of_the_log() -> None:
    note = a_note().with_line("plan", "Rest.", BY, AT)
    line = note.section("plan").lines[-1]
    again = note.edited(line.id, "Rest today.", "R. Osei", AT).line(line.id)
    assert (again.text, again.earlier, again.by, again.provenance) == ("Rest today.", "", "R. Osei", Provenance.TYPED)
    assert note.put_back(line.id) == note
    assert note.edited(line.id, "").line(line.id).taken_out


def test_what_is_missing_is_named_until_it_is_written() -> None:
    note = a_note()
    assert missing(note) == (
        NoteLack("the summary", "summary/summary", "summary"),
        NoteLack("suicidal thoughts before leaving", "risk/leaving", "risk"),
        NoteLack("the plan", "plan/plan", "plan"),
    )
    note = note.edited("summary/summary", "Quiet.").edited("plan/plan", "Rest.")
    assert [each.words for each in missing(note)] == ["suicidal thoughts before leaving"]
    assert [each.words for each in missing(note.edited("plan/plan", ""))] == [
        "suicidal thoughts before leaving",
        "the plan",
    ]


def test_what_is_looked_up_stands_at_the_right() -> None:
    assert [section.side for section in a_note().sections] == ["read", "read", "read", "looked_up"]


def test_all_of_it_is_kept() -> None:
    note = a_note().answered("risk/leaving", "asked", BY, AT, AT).with_line("happened", "x", BY, AT, AT, "happened/3")
    assert decode_note(encode_note(note)) == note


def test_a_line_of_ones_own_that_is_given_its_time_goes_to_its_place_and_keeps_it_when_it_is_edited() -> None:
    note = a_note().with_line("happened", "Sighs.", BY, AT)
    (own,) = (line.id for line in note.section("happened").lines if line.own)
    note = note.edited(own, "Sighs.", BY, AT, "2026-12-01T10:40:00+01:00")
    assert [line.text for line in note.section("happened").lines] == ["Sits down.", "Sighs.", "Tears.", "Emergency."]
    line = note.edited(own, "Sighs deeply.", BY, AT).line(own)
    assert (line.text, line.clock, line.since, line.late) == (
        "Sighs deeply.",
        "10:40",
        "0:22",
        "10:40, late entry 13:31",
    )
    note = note.edited(own, "Sighs.", BY, AT, "2026-12-01T11:20:00+01:00")
    assert [line.text for line in note.section("happened").lines][-1] == "Sighs."


def test_a_remark_that_is_given_its_time_stays_with_what_it_is_about() -> None:
    note = a_note().with_line("happened", "Water was spilt.", BY, AT, about="happened/3")
    (own,) = (line.id for line in note.section("happened").lines if line.own)
    note = note.edited(own, "Water was spilt.", BY, AT, "2026-12-01T10:05:00+01:00")
    assert [line.text for line in note.section("happened").lines][-2:] == ["Emergency.", "Water was spilt."]
    assert note.line(own).late == "10:05, late entry 13:31"
