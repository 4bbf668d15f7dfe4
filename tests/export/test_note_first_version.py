"""Notes of the first version: what a person wrote in them is read, and stands in the nearest section of now."""

import msgspec

from kapguide.export.log_rows import Provenance
from kapguide.export.note_file import decode_note, merge
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.spans import MINUTE
from tests.export.test_note import lines, note_of, section
from tests.support.session_log import SessionLog, a_protocol, started


def old(*sections: tuple[str, str, list[dict[str, object]]]) -> bytes:
    made = [{"id": name, "title": title, "lines": found} for name, title, found in sections]
    return msgspec.json.encode({"session_id": "session-0002", "sections": made, "version": 1})


def a_log() -> SessionLog:
    log = SessionLog()
    log.at(0, 0, started(a_protocol()))
    log.at(5, 0, e.NoteAdded("Left hand.", Elapsed(5 * MINUTE)))
    log.at(20, 0, e.DoseGiven("60 mg", "im", "R. Ames", Elapsed(20 * MINUTE), "ketamine"))
    log.at(40, 0, e.NoteAdded("Breath slows.", Elapsed(40 * MINUTE)))
    return log


FIRST = old(
    (
        "session",
        "Session",
        [
            {"id": "session/therapist", "original": "R. Ames", "label": "Therapist", "written": "R. Ames, MD"},
            {"id": "session/client", "original": "M-014", "label": "Client"},
        ],
    ),
    (
        "preparation",
        "Preparation, consent and intention",
        [
            {"id": "preparation/consent", "original": "", "label": "Consent", "written": "version 3, signed"},
            {"id": "preparation/preparation", "original": "", "label": "Preparation", "written": "two meetings"},
        ],
    ),
    (
        "course",
        "Course of the session",
        [
            {"id": "course/own-1", "original": "Room dark.", "source": "typed", "own": True},
            {
                "id": "course/event-002", "original": "Left hand.", "written": "The left hand lifts.",
                "event_id": "event-002", "clock": "10:05:00", "since": "T−0:15:00",
            },
            {
                "id": "course/event-009", "original": "Phase “Onset” began", "written": "We went on.",
                "event_id": "event-009", "clock": "10:25:00", "since": "T+0:05:00",
            },
        ],
    ),
    (
        "unusual",
        "Out of the ordinary",
        [
            {"id": "unusual/none", "original": "Nothing", "written": "Nothing, and quiet."},
            {"id": "unusual/event-009", "original": "x", "written": "Also here.", "event_id": "event-009"},
        ],
    ),
    (
        "medicine",
        "Medicine",
        [{"id": "medicine/event-003", "original": "D", "event_id": "event-003", "written": "In the left arm."}],
    ),
    ("sitter", "Sitter", [{"id": "sitter/own-1", "original": "A second pair of hands.", "own": True}]),
    (
        "plan",
        "Plan",
        [
            {"id": "plan/summary", "original": "", "written": "Quiet and inward."},
            {"id": "plan/plan", "original": "", "written": "Rest."},
            {"id": "plan/next", "original": "", "label": "Next contact", "written": "Tuesday"},
        ],
    ),
)  # fmt: skip


def test_all_that_a_person_wrote_stands_in_the_nearest_section() -> None:
    note = merge(decode_note(FIRST), note_of(a_log().events))
    found = lines(note)
    assert found["summary/summary"].text == "Quiet and inward."
    assert found["plan/plan"].text == "Rest."
    assert (found["next/contact"].text, found["next/contact"].gap) == ("Tuesday", True)
    assert found["risk/consent"].sentence == "Consent: version 3, signed"
    assert "Preparation: two meetings" in [line.sentence for line in section(note, "risk").lines]
    assert "Therapist: R. Ames, MD" in [line.sentence for line in section(note, "present").lines]
    remark = next(line for line in section(note, "medicine").lines if line.text == "In the left arm.")
    assert (remark.own, remark.about) == (True, "medicine/event-003")
    assert [(line.time, line.text) for line in section(note, "happened").lines] == [
        ("", "Room dark."),
        ("10:05", "The left hand lifts."),
        ("0:05", "We went on."),
        ("", "Nothing, and quiet."),
        ("", "Also here."),
        ("", "A second pair of hands."),
        ("0:20", "Breath slows."),
    ]


def test_it_is_marked_as_before() -> None:
    found = {line.text: line.provenance for part in decode_note(FIRST).sections for line in part.lines}
    assert found["Room dark."] is found["Rest."] is Provenance.TYPED
    assert found["The left hand lifts."] is found["R. Ames, MD"] is Provenance.EDITED
    assert decode_note(FIRST).line("happened/event-002").earlier == "Left hand."


def test_what_the_log_said_then_is_not_kept() -> None:
    assert "M-014" not in [line.text for part in decode_note(FIRST).sections for line in part.lines]
    assert decode_note(old(("session", "Session", [{"id": "session/client", "original": "M-014"}]))).sections == ()


def test_a_time_after_midnight_keeps_its_day() -> None:
    late = {"id": "course/e", "original": "x", "written": "y", "event_id": "e", "clock": "00:12:40 +1 d"}
    assert decode_note(old(("course", "Course", [late]))).line("happened/e").clock == "00:12 +1 d"


def test_each_line_of_a_person_can_be_found_and_edited_by_itself() -> None:
    own = [{"id": f"sitter/own-{number}", "original": f"Mine {number}.", "own": True} for number in (1, 2, 3)]
    found = lines(decode_note(old(("sitter", "Sitter", own))))
    assert [line.text for line in found.values()] == ["Mine 1.", "Mine 2.", "Mine 3."]
