"""What is painted from second to second: where something has changed, and nowhere else."""

import msgspec
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kapguide.spans import MINUTE
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.charts.timeline import ROWS, Timeline, paint_timeline
from kapguide.ui.widgets.charts.timeline_data import Scale
from kapguide.ui.widgets.charts.vitals_chart import VitalsChart, VitalsChartData, VitalsPoint
from tests.ui.widgets.test_painting import Repaints, painted, session


def test_from_second_to_second_the_timeline_is_painted_around_now_alone(qtbot: QtBot, theme: Theme) -> None:
    """And what is left as it was is what would have been painted there."""
    line = Timeline(theme)
    qtbot.addWidget(line)
    line.resize(900, ROWS.high)
    for minute in (0, 1, 42, 119, 120, 150):
        before = session(pick_up=130 * MINUTE)
        before = msgspec.structs.replace(before, now=minute * MINUTE + 400)
        after = msgspec.structs.replace(before, now=before.now + 9_000, pick_up=130 * MINUTE + 1)
        line.data = after
        touched = line._touched(before)
        pictures = [painted(lambda p, r, d=d: paint_timeline(p, r, d, theme), 900, ROWS.high) for d in (before, after)]
        assert pictures[0] != pictures[1]
        with QPainter(pictures[0]) as painter:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
            painter.drawImage(touched, pictures[1], touched)
        assert pictures[0] == pictures[1]
        assert touched.width() < 40 or minute >= 120
    for other in (session(now=43, held=True), session((15, 10, 46, 20, 30)), session(now=43, pick_up=200 * MINUTE)):
        line.data = other
        assert line._touched(session()) == line.rect()


def test_the_timeline_is_painted_anew_when_now_has_moved_and_not_each_second(qtbot: QtBot, theme: Theme) -> None:
    data = session()
    line = Timeline(theme, data)
    qtbot.addWidget(line)
    with qtbot.waitExposed(line):
        line.show()
    line.resize(900, ROWS.high)
    QApplication.processEvents()
    seen = Repaints(line)
    seconds = 60
    for second in range(1, seconds + 1):
        line.set_data(msgspec.structs.replace(data, now=data.now + second * 1_000))
        QApplication.processEvents()
        assert line._shown == line.data, "whoever uncovers it sees what is so now"
    moved = Scale(QRectF(line.rect()), data)
    pixels = moved.x(data.now + seconds * 1_000) - moved.x(data.now)
    assert pixels < seen.count <= 2 * pixels + 1
    line.set_data(msgspec.structs.replace(line.data, held=True))
    QApplication.processEvents()
    assert seen.count > 2 * pixels


def test_a_card_painted_in_part_is_what_it_would_be_as_a_whole(qtbot: QtBot, theme: Theme) -> None:
    for back in (False, True):
        card = Card(theme, "Music")
        card.set_quiet(back)
        qtbot.addWidget(card)
        card.resize(300, 120)
        whole = card.grab().toImage()
        for part in (QRect(40, 40, 60, 20), QRect(0, 40, 30, 30), QRect(285, 60, 15, 20), QRect(40, 100, 60, 20)):
            assert card.grab(part).toImage() == whole.copy(part)


def test_an_end_that_runs_along_with_the_time_does_not_glide(qtbot: QtBot) -> None:
    line = Timeline(Theme.named("low-light"), session(held=True))
    qtbot.addWidget(line)
    with qtbot.waitExposed(line):
        line.show()
    phases = tuple(msgspec.structs.replace(phase, end=phase.end + 1_000) for phase in line.data.phases)
    line.set_data(msgspec.structs.replace(line.data, phases=phases, now=line.data.now + 1_000))
    assert line._shown == line.data


def test_the_chart_is_painted_anew_when_its_line_has_moved_and_not_each_second(qtbot: QtBot, theme: Theme) -> None:
    reading = VitalsPoint(5 * MINUTE, 120, 80, 72, 98)
    chart = VitalsChart(theme, VitalsChartData((reading,), now=10 * MINUTE))
    qtbot.addWidget(chart)
    with qtbot.waitExposed(chart):
        chart.show()
    chart.resize(360, 144)  # a pixel in 10 s
    QApplication.processEvents()
    seen = Repaints(chart)

    def after(data: VitalsChartData) -> int:
        chart.set_data(data)
        QApplication.processEvents()
        count, seen.count = seen.count, 0
        return count

    assert [after(VitalsChartData((reading,), now=10 * MINUTE + ms)) for ms in (1_000, 4_900, 5_000, 9_900)] == [
        *(0, 0, 1, 0)
    ]
    assert after(VitalsChartData((reading, reading), now=10 * MINUTE + 9_900)) == 1
    assert after(VitalsChartData((), now=10 * MINUTE + 9_900)) == 1
    assert after(VitalsChartData((), now=50 * MINUTE)) == 0
    assert after(VitalsChartData((), now=61 * MINUTE)) == 1
