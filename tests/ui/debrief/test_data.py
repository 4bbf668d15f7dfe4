"""What the screen makes of a debrief: each mark on its lane, each curve the right way round, nothing left out."""

from msgspec.structs import replace
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

import screen_cast_debrief as cast
from kapguide.rehearsal.debrief.shape import Lane, MarkState
from kapguide.rehearsal.kept import SelfRating
from kapguide.spans import MINUTE
from kapguide.ui.debrief import data as d
from kapguide.ui.debrief.rows import INSET, DebriefRow, RowForm, paint_row, row_height
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.charts.lanes_data import LaneRow

DATA = d.lanes_data(cast.DEBRIEF)


def test_an_answer_goes_down_from_what_happened_and_what_was_asked_for_up_to_what_was_done() -> None:
    answers = {(each.start, each.end): each for each in DATA.links if each.lane is LaneRow.HAPPENED}
    asked = {(each.start, each.end): each for each in DATA.links if each.lane is LaneRow.ASKED}
    assert answers[cast.COUGH.t - cast.ZERO, cast.CUP.t - cast.ZERO].words == "36 s"
    late = asked[cast.READING.t - cast.ZERO, cast.READ_2.t - cast.ZERO]
    assert (late.words, late.late) == ("7 min later", True)
    assert len(answers) + len(asked) == len(cast.LINKS)


def test_only_what_was_not_seen_is_hollow_and_what_nobody_was_asked_is_faint() -> None:
    assert [mark.words for mark in DATA.asked if not mark.seen] == ["second person"]
    assert [mark.words for mark in DATA.asked if mark.late] == ["reading"]
    states = {MarkState.SKIPPED: True, MarkState.OPEN: True, MarkState.IN_TIME: False, MarkState.NOT_SEEN: False}
    for state, let_be in states.items():
        debrief = replace(cast.DEBRIEF, marks=(replace(cast.SECOND_PERSON, state=state),))
        assert [mark.let_be for mark in d.lanes_data(debrief).asked] == [let_be]


def test_every_mark_of_the_stretch_is_on_its_lane_and_leads_to_a_moment_that_has_it() -> None:
    shown = [mark for row in LaneRow for mark in DATA.marks(row)]
    assert len(shown) == len(cast.MARKS)
    moments = {d.moment_id(each): each for each in cast.MOMENTS}
    for mark in cast.MARKS:
        (one,) = [
            each
            for each in DATA.marks(d.ROWS[mark.lane])
            if each.at == mark.t - cast.ZERO and (mark.lane is Lane.REMARKS or each.words == mark.words)
        ]
        assert mark.id in {each.id for each in moments[one.moment].marks}


def test_what_came_before_the_stretch_is_not_shown() -> None:
    later = d.lanes_data(replace(cast.DEBRIEF, began=cast.t("0:20:00")))
    assert [mark.words for mark in later.happened] == [cast.FAST.words, cast.REACH.words, cast.SLOW.words]


def test_the_bar_of_a_moment_is_the_time_that_was_asked_for() -> None:
    moment = next(each for each in DATA.moments if each.within is not None)
    assert moment.within == (cast.FAST.t - cast.ZERO, cast.BOTH.t - cast.ZERO)
    assert moment.within_words == "within 3 min"


def test_the_rows_of_a_moment_name_each_kind_once_and_give_the_outcome_its_colour() -> None:
    rows = d.moment_rows(cast.MOMENTS[4], cast.DEBRIEF)
    assert [row.lead for row in rows] == ["happened", "done", "", "asked", "", ""]
    assert [row.time for row in rows[:4]] == ["0:22:10", "0:24:10", "0:25:02", "0:25:10"]
    assert (rows[3].words, rows[3].tail, rows[3].tone) == ("softer and one line,", "both in time", "")
    assert [(row.form, row.tone, row.tail) for row in rows[4:]] == [
        (RowForm.REMARK, "ok", "R. Osei"),
        (RowForm.REMARK, "accent", "K. Lind"),
    ]
    (unseen,) = d.moment_rows(cast.MOMENTS[5], cast.DEBRIEF)
    assert (unseen.tail, unseen.tone) == ("not seen in this run", "warm")


def test_every_group_of_facts_is_there_under_its_heading() -> None:
    rows = d.fact_rows(cast.DEBRIEF)
    assert [row.words for row in rows if row.heading] == [group.title for group in cast.FACTS]
    assert len(rows) == len(cast.FACTS) + sum(len(group.facts) for group in cast.FACTS)
    assert [row.lead for row in rows if row.tone] == ["Readings"]


def test_the_part_that_is_looked_at_near_is_the_phase_with_a_little_beside_it() -> None:
    low, high = d.phase_around(cast.DEBRIEF, cast.t("0:24:00")) or (0, 0)
    assert cast.t("0:18:00") < low < cast.t("0:20:00")
    assert cast.t("0:34:00") < high < cast.t("0:36:00")
    assert d.phase_around(cast.DEBRIEF, cast.t("2:00:00")) is None
    first = d.phase_around(cast.DEBRIEF, cast.t("0:01:00"))
    assert first is not None
    assert first[0] == cast.DEBRIEF.began


def test_a_time_belongs_to_the_moment_around_it_or_else_to_the_nearest() -> None:
    assert d.nearest_moment(cast.DEBRIEF, cast.t("0:22:30")) is cast.MOMENTS[4]
    assert d.nearest_moment(cast.DEBRIEF, cast.t("0:42:00")) is cast.MOMENTS[-1]
    assert d.nearest_moment(replace(cast.DEBRIEF, moments=()), 5 * MINUTE) is None


def test_a_rating_of_fewer_answers_is_shown_with_the_rest_open() -> None:
    assert [line.answer for line in d.rated_lines(SelfRating((7,), cast.BEGAN))] == [7, None, None]
    assert d.rated_lines(None) == ()


def test_the_sign_of_a_fact_touches_no_word(theme: Theme, qtbot: QtBot) -> None:
    """Whatever its lead is: between the words and the sign nothing is painted."""
    wide = 560
    for words in ("Record the dose when the tablet is in the mouth, −0:05", "i" * 300, "Prompts, asked of this run"):
        row = DebriefRow("one", RowForm.FACT, "4 min later", words, tone="warm")
        high = row_height(row, wide, theme)
        image = QImage(wide, high, QImage.Format.Format_ARGB32)
        image.fill(0)
        with QPainter(image) as painter:
            paint_row(painter, QRectF(0, 0, wide, high), row, theme, False)
        column = [x for x in range(wide) if any(image.pixel(x, y) >> 24 for y in range(high))]
        sign = round(INSET + (wide - 2 * INSET) * 0.4) - 12
        before = [x for x in column if x < sign - 6]
        assert before
        assert max(before) < sign - 7
