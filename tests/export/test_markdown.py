"""The Markdown holds the whole session, and what a person typed stays text."""

import re
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from kapguide.export.markdown import escape, to_markdown
from kapguide.export.noting.generate import generate_note
from kapguide.export.report import SessionReport, build_report
from kapguide.export.words import plain
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.safety.events import SideEffectFollowed, SideEffectNoted, SideEffectsAsked
from kapguide.spans import MINUTE
from tests.support.session_log import SessionLog, a_protocol, a_session, started
from tests.support.session_told import TOLD

MADE = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)


def report_of(events: list[e.Event]) -> SessionReport:
    return build_report(a_protocol(), events, practice="Lindenhof", generated=MADE, version="0.1.0")


def markdown_of(*texts: str) -> str:
    log = SessionLog()
    log.at(0, 0, started(a_protocol()))
    for text in texts:
        log.at(1, 0, e.NoteAdded(text, Elapsed(MINUTE)))
    return to_markdown(report_of(log.events))


def unescaped(text: str) -> str:
    """What a CommonMark reader makes of inline text that holds nothing but backslash escapes and hard breaks."""
    return re.sub(r"\\(\n|[!-/:-@\[-`{-~])", r"\1", text)


def test_it_holds_the_whole_session_with_its_times() -> None:
    lines = to_markdown(report_of(a_session()[1])).splitlines()
    log = lines[lines.index("## Log") :]
    for clock, session, since, words in TOLD:
        assert any(f"| {clock} | {session} | {since} | {words}" in line for line in log), (clock, words)


def test_corrections_are_marked_and_both_are_shown() -> None:
    text = to_markdown(report_of(a_session()[1]))
    assert re.search(r"\| 10:21:00 \| T\+0:00:10 \| 80 mg ketamine \|.*\| corrected 10:23:10 \|", text)
    assert re.search(r"\| 10:20:50 \| T\+0:00:00 \| 60 mg ketamine \|.*\| correction +\|", text)
    assert re.search(r"\| 132/84 \|.*\| corrected 10:56:00 \|", text)
    assert re.search(r"\| 10:35:00 .*“Coming back” began .*\| taken back +\|", text)


def test_it_shows_the_note_as_the_therapist_left_it() -> None:
    report = report_of(a_session()[1])
    note = generate_note(report)
    happened = note.section("happened").lines
    note = note.edited(happened[0].id, "Hands cold.").with_line("happened", "Room dark.").edited(happened[1].id, "")
    note = note.edited("plan/plan", "Rest today.\nCall at ten.")
    text = to_markdown(report, note)
    assert "- **10:05** Hands cold. *(edited)*" in text
    assert "- Room dark. *(typed)*" in text
    assert "- Rest today.\\\n  Call at ten. *(typed)*" in text
    assert "- **One commitment:** (to be filled in)" in text
    assert "Breath slows. *(typed)*" not in text
    assert "Lines that the therapist took out of the note: 1." in text


def test_side_effects_have_a_row_each_or_a_sentence_where_there_was_none() -> None:
    none, log = "Side effects were asked for, and none was recorded.", SessionLog()
    log.at(0, 0, started(a_protocol()))
    assert none not in to_markdown(report_of(log.events))
    log.at(5, 0, SideEffectsAsked(Elapsed(5 * MINUTE)))
    assert none in to_markdown(report_of(log.events))
    nausea = log.at(20, 0, SideEffectNoted("nausea", "Nausea", Elapsed(18 * MINUTE), "moderate"))
    log.at(25, 0, SideEffectFollowed(nausea, "Nausea", Elapsed(25 * MINUTE), "bowl held", over=True))
    log.at(30, 0, SideEffectNoted("", "Cold hands", Elapsed(30 * MINUTE), "mild"))
    text = to_markdown(report_of(log.events))
    assert none not in text
    assert re.search(r"\| 10:18:00 \| +\| Nausea +\| moderate +\| 10:25:00 bowl held \| 10:25:00 +\| 7 min +\|", text)
    assert re.search(r"\| 10:30:00 \| +\| Cold hands +\| mild +\| +\| not recorded \| +\|", text)


def test_it_says_what_it_leaves_out_and_what_is_not_known() -> None:
    text = markdown_of()
    assert "Psychotherapy notes are kept apart and are never part of this document." in text
    assert "- No vitals were recorded.\n- Side effects were not asked for.\n- The session has not been ended." in text
    assert "SHA-256" in text


def test_empty_and_partial_logs_make_documents() -> None:
    assert "Nothing was recorded in this session." in to_markdown(report_of([]))
    events = a_session()[1]
    for end in range(len(events)):
        assert to_markdown(report_of(events[:end])).startswith("# Session note\n")


def test_an_open_emergency_has_no_end_and_a_rehearsal_says_so() -> None:
    log = SessionLog()
    log.at(0, 0, started(a_protocol(), rehearsal=True))
    log.at(1, 0, e.EmergencyStarted())
    text = to_markdown(report_of(log.events))
    assert "no end recorded" in text
    assert "**REHEARSAL" in text


def test_markup_in_a_note_stays_text() -> None:
    text = markdown_of("<script>x</script> [a](http://b) ![i](x) www.evil.org me@home.org *b* _i_ `c` # h | cell &amp;")
    assert "\\<script>x\\</script>" in text
    assert "\\[a\\](http\\://b)" in text
    assert "www\\.evil.org me\\@home.org" in text
    assert "\\| cell \\&amp;" in text
    assert not re.search(r"(?<!\\)<", text)


def test_lines_of_a_note_cannot_begin_a_block() -> None:
    text = markdown_of("one\n- two\n# three\n> four\n5. five\n6) six\n===\n+ plus\n\nlast")
    lines = ["one", "\\- two", "\\# three", "\\> four", "5\\. five", "6\\) six", "\\===", "\\+ plus", "", "last"]
    assert "\\\n  ".join(lines) in text
    assert "| one ↵ - two ↵ # three ↵" in text


def test_marks_that_reorder_text_are_made_visible() -> None:
    assert escape("a\u202eb\u2066c") == "a‹U+202E›b‹U+2066›c"


@given(st.text())
def test_any_text_comes_back_whole(text: str) -> None:
    assert unescaped(escape(text)) == plain(text)


@given(st.text(alphabet=st.sampled_from("a1.)-+=#> \t\n\r\\`*_[]()<>!&|~@:/wW.")))
def test_nothing_that_a_person_types_is_markup(text: str) -> None:
    bare = re.sub(r"\\[!-/:-@\[-`{-~]", "x", escape(text))
    assert not re.search(r"[`*_\[\]<|~&@]|://|www\.", bare, re.IGNORECASE)
    assert not re.search(r"^\s*([-+=#>]|[0-9]{1,9}[.)])", bare, re.MULTILINE)


@given(st.lists(st.text(), min_size=1, max_size=3))
def test_no_note_breaks_the_document(texts: list[str]) -> None:
    assert headings(markdown_of(*texts)) == headings(markdown_of(*("plain" for _ in texts)))


def headings(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("#")]
