"""Painted widgets render whatever they are given: nothing raises, nothing overlaps, nothing repaints for nothing."""

from collections.abc import Callable
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QObject, QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kapguide.session.protocol.protocol import PhaseKind
from kapguide.session.telling import NoteKind
from kapguide.spans import HOUR, MINUTE
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.base import Painted, Text, elided
from kapguide.ui.widgets.button import ButtonData, paint_button
from kapguide.ui.widgets.charts.timeline import (
    ROWS,
    CueKind,
    Timeline,
    TimelineCue,
    TimelineData,
    TimelinePhase,
    paint_timeline,
)
from kapguide.ui.widgets.charts.timeline_data import CLEAR, Scale, axis_labels
from kapguide.ui.widgets.charts.vitals_chart import VitalsChart, VitalsChartData, VitalsPoint, paint_vitals
from kapguide.ui.widgets.chip import Chip, ChipData, Tone, paint_chip
from kapguide.ui.widgets.level_bar import LevelBar, LevelData, paint_level
from kapguide.ui.widgets.lists.note_list import NoteRow, paint_row, row_height
from kapguide.ui.widgets.next_up import NextUp, NextUpData
from kapguide.ui.widgets.quiet_line import QuietData, paint_quiet
from kapguide.ui.widgets.ring import RingData, paint_ring
from kapguide.ui.widgets.words import clock_text, countdown_text, minutes_text, span_words

WORDS = (
    "",
    "Guided imagery",
    "הרגשתי שקט עמוק",
    "😭🙏🏽 سلام",
    "word " * 2_000,
    "x" * 10_000,
    "a\nb\tc\x00\u202e<b>bold</b>&amp;",
)


def painted(paint: Callable[[QPainter, QRectF], None], width: int = 600, height: int = 120) -> QImage:
    """What `paint` puts on a clear ground."""
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor(0, 0, 0, 0))
    with QPainter(image) as painter:
        paint(painter, QRectF(0, 0, width, height))
    return image


def session(minutes: tuple[int, ...] = (15, 10, 45, 20, 30), now: int = 42, **more: object) -> TimelineData:
    """A session of phases with these lengths, at `now` (min)."""
    phases, start = [], 0
    for number, length in enumerate(minutes):
        kind = list(PhaseKind)[number % 5]
        phases.append(TimelinePhase(kind.value.title(), kind, start * MINUTE, (start + length) * MINUTE))
        start += length
    current = next((at for at, phase in enumerate(phases) if now * MINUTE < phase.end), len(phases))
    return msgspec.structs.replace(TimelineData(tuple(phases), current, now * MINUTE), **more)


PHASE = st.builds(
    TimelinePhase,
    title=st.sampled_from(WORDS),
    kind=st.sampled_from(list(PhaseKind)),
    start=st.integers(-HOUR, 10 * HOUR),
    end=st.integers(-HOUR, 10 * HOUR),
)
CUE = st.builds(
    TimelineCue,
    at=st.integers(-HOUR, 20 * HOUR),
    kind=st.sampled_from(list(CueKind)),
    title=st.sampled_from(WORDS),
    done=st.booleans(),
    missed=st.booleans(),
    due=st.booleans(),
)
TIMELINE = st.builds(
    TimelineData,
    phases=st.lists(PHASE, max_size=8).map(tuple),
    current=st.integers(-2, 10),
    now=st.integers(-HOUR, 100 * HOUR),
    t0=st.none() | st.integers(-HOUR, 10 * HOUR),
    cues=st.lists(CUE, max_size=40).map(tuple),
    held=st.booleans(),
    supposed_t0=st.none() | st.integers(-HOUR, 10 * HOUR),
    later_doses=st.lists(st.integers(-HOUR, 10 * HOUR), max_size=3).map(tuple),
    observed=st.none() | st.integers(-HOUR, 20 * HOUR),
    observed_text=st.sampled_from(WORDS),
    end_text=st.sampled_from(WORDS),
    pick_up=st.none() | st.integers(-HOUR, 1_000 * HOUR),
    pick_up_text=st.sampled_from(WORDS),
)


@settings(max_examples=60, deadline=None)
@given(data=TIMELINE, width=st.sampled_from([1, 40, 240, 1_400]))
def test_any_timeline_can_be_painted_and_told(theme: Theme, data: TimelineData, width: int) -> None:
    painted(lambda painter, rect: paint_timeline(painter, rect, data, theme), width, ROWS.high)
    line = Timeline(theme, data)
    assert len(line.rows()) >= len(data.phases) + len(data.cues)
    assert isinstance(line.describe(), str)
    for x in (0, 20, 300):
        for y in (5, 60, 95):
            assert isinstance(line.words_at(QPointF(x, y)), str)


@pytest.mark.parametrize("data", [TimelineData(), session(now=0), session(tuple([45] * 8), now=100)])
def test_the_timeline_says_where_the_session_is(theme: Theme, data: TimelineData) -> None:
    line = Timeline(theme, data)
    assert line.accessibleName() == "Session timeline"
    if not data.phases:
        assert line.accessibleDescription() == "no phase"
        return
    assert data.phases[data.current].title in line.accessibleDescription()
    assert sum(row.endswith("  now") for row in line.rows()) == 1


def test_the_timeline_tells_each_phase_dose_cue_and_pick_up_in_rows(theme: Theme) -> None:
    cues = (
        TimelineCue(14 * MINUTE, title="Offer the eye mask", missed=True),
        TimelineCue(50 * MINUTE, CueKind.READING),
    )
    data = session(t0=17 * MINUTE, cues=cues, pick_up=130 * MINUTE, pick_up_text="escort 12:35")
    assert Timeline(theme, data).rows() == [
        "0:00 to 0:15  Preparation  past",
        "0:15 to 0:25  Dosing  past",
        "0:25 to 1:10  Imagery  now",
        "1:10 to 1:30  Emergence  to come",
        "1:30 to 2:00  Integration  to come",
        "0:17  dose given",
        "0:14  Offer the eye mask  missed",
        "0:50  reading  to come",
        "2:10  escort 12:35",
    ]


@settings(max_examples=100, deadline=None)
@given(data=TIMELINE, width=st.integers(1, 1_600))
def test_times_below_the_timeline_never_touch(theme: Theme, data: TimelineData, width: int) -> None:
    labels = sorted(axis_labels(Scale(QRectF(0, 0, width, ROWS.high), data), data, theme), key=lambda one: one.left)
    assert all(one.left >= 0 and one.left + one.wide <= width + 0.5 for one in labels)
    assert all(one.left + one.wide + CLEAR <= other.left + 0.01 for one, other in pairwise(labels))


def axis(theme: Theme, data: TimelineData) -> dict[str, str]:
    """The times below a timeline of 900 pixels, from left to right, and their colours."""
    labels = axis_labels(Scale(QRectF(0, 0, 900, ROWS.high), data), data, theme)
    return {label.text: label.colour for label in sorted(labels, key=lambda one: one.left)}


def test_end_and_pick_up_are_named_even_when_they_are_close(theme: Theme) -> None:
    data = session(t0=17 * MINUTE, end_text="ends 12:15", pick_up=122 * MINUTE, pick_up_text="pick-up 12:17")
    shown = axis(theme, data)
    assert [*shown][-2:] == ["ends 12:15", "pick-up 12:17"]
    assert shown["pick-up 12:17"] == "soft"
    shown = axis(theme, msgspec.structs.replace(data, pick_up=110 * MINUTE, pick_up_text="pick-up 12:05"))
    assert [*shown][-2:] == ["pick-up 12:05", "ends 12:15"]
    assert shown["pick-up 12:05"] == "text"


def test_the_times_below_count_from_the_dose_also_before_it_is_given(theme: Theme) -> None:
    before = axis(theme, session(now=10, supposed_t0=15 * MINUTE))
    after = axis(theme, session(now=16, supposed_t0=16 * MINUTE, t0=15 * MINUTE))
    assert [*before] == ["dose", *[*after][1:]]
    assert next(iter(after)) == "T0"
    assert "1:00" in after


def test_a_further_dose_and_the_end_of_the_observation_have_their_places(theme: Theme) -> None:
    data = session(
        t0=17 * MINUTE,
        later_doses=(50 * MINUTE,),
        observed=100 * MINUTE,
        observed_text="12:00",
        end_text="ends 12:15",
        cues=(TimelineCue(60 * MINUTE, CueKind.TIMER, "Cuff"),),
    )
    labels = {label.text: label for label in axis_labels(Scale(QRectF(0, 0, 900, ROWS.high), data), data, theme)}
    assert labels["T0 2"].left > labels["T0"].left
    assert labels["12:00"].eye
    rows = Timeline(theme, data).rows()
    assert {"0:50  dose 2 given", "1:40  observation over 12:00", "1:00  Cuff  to come"} <= set(rows)


def test_a_pick_up_far_later_does_not_squeeze_the_session(theme: Theme) -> None:
    near, far = session(pick_up=130 * MINUTE), session(pick_up=600 * MINUTE)
    widths = []
    for data in (near, far, session()):
        line = Timeline(theme, data)
        line.resize(1_000, ROWS.high)
        widths.append(sum(line.words_at(QPointF(x, 30)).startswith("Imagery") for x in range(1_000)))
    assert widths[1] == widths[2]
    assert widths[0] < widths[2]


class Repaints(QObject):
    """Counts how often a widget is painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() is QEvent.Type.Paint
        return False


def test_the_same_data_paint_nothing_and_a_new_second_paints_once(qtbot: QtBot, theme: Theme) -> None:
    line = Timeline(theme, session())
    qtbot.addWidget(line)
    with qtbot.waitExposed(line):
        line.show()
    qtbot.waitUntil(lambda: line.size().height() >= ROWS.high)
    seen = Repaints(line)
    for _ in range(20):
        line.set_data(session())
    line.set_data(session(now=43))
    qtbot.waitUntil(lambda: seen.count > 0)
    QApplication.processEvents()
    assert seen.count == 1


def test_a_later_end_glides_there_and_then_rests(qtbot: QtBot) -> None:
    moving = Theme.named("low-light")
    line = Timeline(moving, session())
    qtbot.addWidget(line)
    with qtbot.waitExposed(line):
        line.show()
    ends: list[int] = []
    line._glide.valueChanged.connect(lambda share: ends.append(line._shown.end))
    with qtbot.waitSignal(line._glide.finished):
        line.set_data(session((15, 10, 65, 20, 30)))
    assert ends == sorted(ends)
    assert ends[0] < 140 * MINUTE
    assert line._shown == line.data


def test_with_reduced_motion_a_later_end_is_there_at_once(qtbot: QtBot, theme: Theme) -> None:
    line = Timeline(theme, session())
    qtbot.addWidget(line)
    line.show()
    line.set_data(session((15, 10, 65, 20, 30)))
    assert line._shown == line.data


@pytest.mark.parametrize("words", WORDS)
def test_any_words_can_be_painted_in_any_place(theme: Theme, words: str) -> None:
    for width in (1, 60, 600):
        painted(lambda p, r: paint_button(p, r, ButtonData(words, "check", words[:20]), theme), width)
        painted(lambda p, r: paint_chip(p, r, ChipData(words, "pill", Tone.WARM), theme), width)
        painted(lambda p, r: paint_quiet(p, r, QuietData(words, Tone.WARM), theme), width)
        painted(lambda p, r: paint_ring(p, r, RingData(5, 10, words), theme), width)
        row = NoteRow("0:42", words, NoteKind.VERBATIM, remark="corrected below")
        painted(lambda p, r, row=row: paint_row(p, r, row, theme), width, row_height(row, width, theme) % 30_000)


def test_a_long_note_gets_the_height_that_its_words_need(theme: Theme) -> None:
    short, long = NoteRow("0:42", "tears"), NoteRow("0:42", "word " * 200)
    assert row_height(short, 500, theme) == 26
    assert row_height(long, 500, theme) > row_height(long, 1_000, theme) > row_height(short, 500, theme)


@pytest.mark.parametrize(
    "points",
    [
        (),
        (VitalsPoint(0),),
        (VitalsPoint(5 * MINUTE, 120, 80, 72, 98),),
        (VitalsPoint(-HOUR, 320, 10, 350, 20), VitalsPoint(50 * HOUR, 30, 10, 10, 100)),
        tuple(VitalsPoint(at * 1_000, 120, 80, 70, 98) for at in range(300)),
    ],
)
def test_any_readings_can_be_charted(theme: Theme, points: tuple[VitalsPoint, ...]) -> None:
    for start, end, now in ((0, HOUR, None), (HOUR, 0, 5), (0, 0, 1_000 * HOUR)):
        data = VitalsChartData(points, start, end, now)
        for size in ((10, 10), (200, 72), (500, 260)):
            painted(lambda p, r, data=data: paint_vitals(p, r, data, theme), *size)
    assert len(VitalsChart(theme, VitalsChartData(points)).rows()) == len(points)


def test_the_chart_judges_nothing_and_says_what_was_typed(theme: Theme) -> None:
    low, high = (VitalsChartData((VitalsPoint(MINUTE, top, top - 40, 72),), 0, HOUR) for top in (110, 150))
    inks = []
    for data in (low, high):
        image = painted(lambda p, r, data=data: paint_vitals(p, r, data, theme), 400, 220)
        pixels = {image.pixelColor(x, y).name() for x in range(400) for y in range(220)}
        inks.append({theme.colours.accent.name(), theme.colours.warm.name(), theme.colours.danger.name()} & pixels)
    assert inks[0] == inks[1] == {theme.colours.accent.name()}
    chart = VitalsChart(theme, high)
    assert chart.rows() == ["0:01  BP 150/110  HR 72"]
    assert chart.accessibleDescription() == "1 readings, the last: 0:01  BP 150/110  HR 72"


@pytest.mark.parametrize("level", [-400.0, -40.0, -9.4, 0.0, 60.0])
def test_any_level_stays_on_its_bar(theme: Theme, level: float) -> None:
    for cap in (0.0, 6.0, -40.0):
        painted(lambda p, r, cap=cap: paint_level(p, r, LevelData(level, cap=cap), theme), 300, 40)
    assert LevelBar(theme, LevelData(level, silent=True)).rows() == ["silent, cap 0 dB"]


def test_painted_widgets_have_a_name_and_a_description_that_follows(theme: Theme) -> None:
    ring, level = NextUp(theme), LevelBar(theme)
    widgets: list[Painted] = [ring, level, Timeline(theme), VitalsChart(theme), Chip(theme, "Oral")]
    assert all(widget.accessibleName() for widget in widgets)
    ring.set_data(NextUpData(RingData(250_000, 420_000, "next"), "Mask", "with Peak"))
    assert ring.accessibleDescription() == "next in 4 min, Mask, with Peak"
    assert ring.rows() == ["Mask  with Peak  4:10"]
    ring.set_data(NextUpData(RingData(0, 420_000, "next"), "Mask"))
    assert ring.accessibleDescription() == "next now, Mask"
    ring.set_data(NextUpData(RingData(None, 420_000, "next"), "Mask", "after the dose"))
    assert ring.accessibleDescription() == "Mask, after the dose"
    level.set_data(LevelData(-9.0))
    assert level.accessibleDescription() == "−9 dB, cap 0 dB"


def test_typed_words_are_never_markup_and_never_push(theme: Theme, qtbot: QtBot) -> None:
    label = Text(theme, "<b>M-014</b> &amp; " + "long " * 100, elide=True)
    qtbot.addWidget(label)
    label.resize(120, 24)
    label.show()
    assert label.minimumSizeHint().width() == 0
    assert label.text().startswith("<b>M-014")
    assert label.text().endswith("…")
    assert label.whole_text() == label.toolTip()
    assert elided("short", label.font(), 500) == "short"


@pytest.mark.parametrize(
    ("ms", "clock", "minutes", "left"),
    [
        (0, "0:00:00", "0:00", "0:00"),
        (999, "0:00:00", "0:00", "0:01"),
        (1_000, "0:00:01", "0:00", "0:01"),
        (42 * MINUTE + 18_900, "0:42:18", "0:42", "42:19"),
        (HOUR + 5_000, "1:00:05", "1:00", "1:00:05"),
        (-1_000, "−0:00:01", "0:00", "0:00"),
        (-61_000, "−0:01:01", "−0:01", "0:00"),
    ],
)
def test_times_read_as_clocks_do(ms: int, clock: str, minutes: str, left: str) -> None:
    assert (clock_text(ms), minutes_text(ms), countdown_text(ms)) == (clock, minutes, left)


@pytest.mark.parametrize(
    ("ms", "words"),
    [
        (0, "0 s"),
        (59_400, "59 s"),
        (59_600, "1 min"),
        (12 * MINUTE, "12 min"),
        (HOUR, "1 h"),
        (65 * MINUTE, "1 h 5 min"),
    ],
)
def test_lengths_read_as_words(ms: int, words: str) -> None:
    assert span_words(ms) == words
