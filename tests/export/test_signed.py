"""A signed note is printed with its signature, its seal, what was added, and what came later."""

from datetime import UTC, datetime

import msgspec

from kapguide.export.document import make_document
from kapguide.export.markdown import to_markdown
from kapguide.export.noting.generate import generate_note
from kapguide.export.report import SessionReport, build_report
from kapguide.export.signed import PrintedAddendum, PrintedOther, PrintedSignature, PrintedSignatures
from tests.support.session_log import a_session

AT = datetime(2026, 12, 1, 16, 4, tzinfo=UTC)
LIND = PrintedSignature(name="K. Lind", role="therapist", at=AT, seal="7c1e90ab", counts=True)
ORTH = msgspec.structs.replace(LIND, name="A. Orth", role="trainee", counts=False)
OSEI = msgspec.structs.replace(LIND, name="R. Osei", role="", seal="03d95be1")


def reported(signed: PrintedSignatures | None) -> SessionReport:
    protocol, events = a_session()
    report = build_report(protocol, events, practice="P", generated=AT, version="1")
    return msgspec.structs.replace(report, signed=signed)


def test_a_draft_says_what_is_open() -> None:
    standing = make_document(reported(None)).standing
    assert (standing.words, standing.waits) == ("DRAFT, not signed.", True)
    assert standing.more.startswith("Open: the summary, suicidal thoughts before the dose, ")
    report = reported(None)
    note = generate_note(report)
    sections = tuple(msgspec.structs.replace(section, lines=()) for section in note.sections)
    assert make_document(report, msgspec.structs.replace(note, sections=sections)).standing.more == ""


def test_a_signed_note_says_by_whom_in_which_role_and_when() -> None:
    text = to_markdown(reported(PrintedSignatures(signature=LIND)))
    assert make_document(reported(PrintedSignatures(signature=LIND))).standing.more == (
        "By K. Lind, therapist, 1 December 2026, 17:04 UTC+01:00."
    )
    assert "**Seal:** 7c1e90ab" in text
    assert "not signed" not in text


def test_a_gap_that_was_signed_is_said_with_its_reason() -> None:
    signed = PrintedSignatures(signature=msgspec.structs.replace(LIND, reason="the client left early"))
    assert make_document(reported(signed)).standing.more.endswith("Signed with a gap: the client left early")


def test_a_trainees_note_does_not_count_until_it_is_countersigned() -> None:
    document = make_document(reported(PrintedSignatures(signature=ORTH)))
    assert (document.standing.words, document.standing.waits) == ("SIGNED, not countersigned.", True)
    assert "**Countersigned:** not yet" in to_markdown(reported(PrintedSignatures(signature=ORTH)))
    counted = PrintedSignatures(signature=msgspec.structs.replace(ORTH, counts=True, countersigned=OSEI))
    document = make_document(reported(counted))
    assert (document.standing.words, document.standing.waits) == ("SIGNED.", False)
    assert document.standing.more.endswith("Countersigned by R. Osei, 1 December 2026, 17:04 UTC+01:00.")
    assert "**Its seal:** 03d95be1" in to_markdown(reported(counted))


def test_addenda_others_and_what_came_later_stand_below() -> None:
    plain = PrintedAddendum(name="K. Lind", role="therapist", at=AT, seal="a", counts=True, text="She slept well.")
    late = msgspec.structs.replace(plain, text="Vomited once.", reason="told later", belongs_at=AT)
    other = PrintedOther(name="R. Osei", role="", at=AT, seal="03d95be1", counts=True, words=("Summary: Restless.",))
    for later, said in ((1, "1 entry of another machine came after signing, and is"), (2, "2 entries")):
        text = to_markdown(
            reported(PrintedSignatures(signature=LIND, others=(other,), addenda=(plain, late), later=later))
        )
        assert said in text
    headings = [line for line in text.splitlines() if line.startswith("#")]
    begin = headings.index("## Addendum 1")
    assert headings[begin : begin + 5] == [
        "## Addendum 1", "## Addendum 2", "## Signature", "## Also signed", "## Came later",
    ]  # fmt: skip
    assert text.index("## Addendum 1") < text.index("She slept well.") < text.index("## Addendum 2")
    assert "**Belongs to:** 1 December 2026, 17:04 UTC+01:00" in text
    assert "**Reason:** told later" in text
    assert text.index("## Also signed") < text.index("Summary: Restless.") < text.index("03d95be1")


def test_of_a_log_without_a_start_the_times_are_of_utc() -> None:
    protocol, events = a_session()
    report = build_report(protocol, events[5:9], practice="P", generated=AT, version="1")
    report = msgspec.structs.replace(report, signed=PrintedSignatures(signature=LIND))
    assert "17:04" not in make_document(report).standing.more
    assert "16:04 UTC+00:00" in make_document(report).standing.more


def test_in_a_signed_note_nothing_waits_to_be_filled_in() -> None:
    report = reported(PrintedSignatures(signature=LIND))
    note = generate_note(report)
    text = to_markdown(report, note)
    assert "to be filled in" not in text
    assert text.count("Not written.") == 2, "the summary and the plan"
    assert "Ways of working" not in text
    assert "to be filled in" in to_markdown(reported(None), note)
    empty = msgspec.structs.replace(note.section("words"), lines=())
    sections = tuple(empty if section.id == "words" else section for section in note.sections)
    assert "## Words" not in to_markdown(report, msgspec.structs.replace(note, sections=sections))
