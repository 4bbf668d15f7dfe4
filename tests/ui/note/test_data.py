"""What the sheet makes of a note: paragraphs, the chart in the place of its lines, and what waits."""

from datetime import datetime, timedelta

import pytest

from kapguide.errors import KapGuideError
from kapguide.export.note import NoteLine, NoteSection
from kapguide.ui.note.belongs import parse_belongs
from kapguide.ui.note.data import by_whom, mark_of, section_shown, told_of
from kapguide.ui.widgets.section import WhoseWords
from screen_cast_note import SUMMARY, document, report

NOW = datetime(2026, 12, 2, 9, 0).astimezone()
FIXED = NoteLine("present/0", "K. Lind throughout.", fixed=True)
GOES_ON = NoteLine("present/1", "Never alone.", fixed=True, joined=True)
TAKEN = NoteLine("readings/a", "BP 126/76", clock="10:00", event_id="a", fixed=True)
APART = NoteLine("readings/apart", "No reading from 1:01 to 2:28.", fixed=True)


def test_lines_that_go_on_stand_in_one_paragraph_unless_somebody_can_write_in_them() -> None:
    gap = NoteLine("present/2", "The escort: not recorded.", gap=True, joined=True)
    shown = section_shown(NoteSection("present", "Present", (FIXED, GOES_ON, gap)), report())
    assert [(line.text, line.also, line.waits) for line in shown.lines] == [
        ("K. Lind throughout. Never alone.", ("present/1",), False),
        ("The escort: not recorded.", (), True),
    ]


def test_a_chart_takes_the_place_of_the_readings_but_not_of_what_was_remarked_on() -> None:
    shown = section_shown(NoteSection("readings", "Readings", (TAKEN, APART)), report())
    assert shown.lines == ()
    assert shown.chart is not None
    assert shown.chart.silent == "no reading from 1:01 to 2:28"
    remark = NoteLine("readings/own-1", "cuff too small", own=True, about=TAKEN.id)
    shown = section_shown(NoteSection("readings", "Readings", (TAKEN, remark)), report())
    assert [(line.text, line.lead) for line in shown.lines] == [("BP 126/76", ""), ("cuff too small", "Remark:")]
    long = NoteLine("readings/apart", "No reading from the dose to 0:41 and from 0:41 to 1:56.", fixed=True)
    shown = section_shown(NoteSection("readings", "Readings", (TAKEN, long)), report())
    assert [line.text for line in shown.lines] == [long.text]


def test_what_must_be_written_waits_and_what_was_taken_out_says_so() -> None:
    lines = (
        NoteLine("summary/text", "", wanted="the summary"),
        NoteLine("summary/log", "Calm.", written="", at="2026-12-01T13:20:00+01:00", by="K. Lind"),
        NoteLine("summary/own-1", "", own=True),
    )
    section = NoteSection("summary", "Summary", lines)
    waits, out = section_shown(section, report()).lines
    assert (waits.text, waits.waits) == ("Not written yet.", True)
    assert out.hint == "taken out; the log had: “Calm.”"
    assert [line.id for line in section_shown(section, report(), "summary/own-1").lines][-1] == "summary/own-1"


def test_a_mark_says_whose_words_stand_there() -> None:
    note = document(SUMMARY)
    marks = {id: mark_of(note.line(id)) for id in ("summary/text", "did/0", "present/0")}
    assert list(marks.values()) == [WhoseWords.TYPED, WhoseWords.EDITED, WhoseWords.NONE]
    assert by_whom(note) == "by the log and K. Lind"
    assert told_of(note.line("present/0")).words == "From the log."
    assert told_of(NoteLine("x", "said", own=True)).words == "Typed."


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", None),
        ("12:31", (2026, 12, 1, 12, 31)),
        ("1 dec 19:30", (2026, 12, 1, 19, 30)),
        ("yesterday 8pm", (2026, 12, 1, 20, 0)),
        ("30 nov, 10", (2026, 11, 30, 10, 0)),
    ],
)
def test_a_line_belongs_to_a_time_that_has_been(typed: str, found: tuple[int, ...] | None) -> None:
    at = parse_belongs(typed, NOW.date() - timedelta(days=1), NOW)
    assert (at and (at.year, at.month, at.day, at.hour, at.minute)) == found


@pytest.mark.parametrize(("typed", "why"), [("tea", "not a time"), ("1 dec", "time of day"), ("today 10", "to come")])
def test_what_is_no_such_time_is_said(typed: str, why: str) -> None:
    with pytest.raises(KapGuideError) as said:
        parse_belongs(typed, NOW.date(), NOW)
    assert why in said.value.sentence


def test_the_hint_of_a_section_stands_under_its_first_line_and_no_other() -> None:
    lines = (
        NoteLine("plan/text", "", wanted="the plan"),
        NoteLine("plan/commitment", "", label="One commitment"),
        NoteLine("plan/asked", "", label="Asked about on", gap=True),
    )
    shown = section_shown(NoteSection("plan", "Plan", lines), report()).lines
    assert [line.hint for line in shown] == ["What was agreed, and the one commitment", "–", ""]
