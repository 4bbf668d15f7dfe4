"""A debrief of next to nothing, one of very much, and words that nobody foresaw."""

import random
from datetime import timedelta

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import screen_cast_debrief as cast
from kapguide.rehearsal.debrief import shape as s
from kapguide.rehearsal.kept import Reflection, RehearsalRecord, SelfRating
from kapguide.rehearsal.told import Remark
from kapguide.session.clock import Elapsed
from kapguide.spans import MINUTE
from kapguide.ui.debrief.data import lanes_data
from kapguide.ui.debrief.screen import HAPPENED, DebriefScreen
from kapguide.ui.theme import Theme, contrast
from kapguide.ui.widgets.charts.debrief_lanes import DebriefLanes
from screens import SIZES
from tests.ui.debrief.conftest import NOW, TalkDesk, shown_nowhere
from tests.ui.geometry import faults, written

__all__ = ["written"]
Key = Qt.Key
RATED = Reflection("", SelfRating((7, 6, 4), NOW), reached=2)
NOTHING = replace(
    cast.DEBRIEF, marks=(), links=(), moments=(), facts=(), spreads=(), strengths=(), tries=(), phases=(), runs=0
)


def shown(theme: Theme, debrief: s.Debrief, step: int = HAPPENED) -> DebriefScreen:
    screen = DebriefScreen(theme, cast._record(RATED), debrief)
    screen.show_step(step)
    screen.resize(1366, 690)
    return screen


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("step", range(4))
def test_a_run_in_which_nothing_was_logged_can_be_talked_about(qtbot: QtBot, theme: Theme, step: int) -> None:
    screen = shown(theme, NOTHING, step)
    qtbot.addWidget(screen)
    shown_nowhere(screen)
    for size in SIZES:
        screen.resize(*size)
        for _ in range(3):
            QApplication.processEvents()
        assert faults(screen) == []
    for key in (Key.Key_Right, Key.Key_Left, Key.Key_Return, Key.Key_Home, Key.Key_A, Key.Key_Plus, Key.Key_Minus):
        qtbot.keyClick(screen, key)
    assert screen.moment is None
    assert not screen.data_page.moment.opens.isEnabled()
    assert not screen.data_page.moment.remark.isEnabled()


def test_without_a_dose_times_count_from_the_start() -> None:
    data = lanes_data(replace(cast.DEBRIEF, zero=Elapsed(0), dosed=False))
    assert data.low == cast.ZERO
    assert data.happened[0].at == cast.COUGH.t


def test_a_remark_of_four_thousand_signs_and_one_without_a_blank_are_read_whole(
    desk: TalkDesk, played: RehearsalRecord
) -> None:
    long = ("Two breaths first, and then the music. " * 100)[:4_000].strip()
    whole = "a" * 300
    at = Elapsed(40 * MINUTE)
    remarks = tuple(Remark(f"r{n}", at, "R. Osei", text, NOW, True) for n, text in enumerate((long, whole)))
    screen = desk.flow.show(replace(played, reflection=RATED, remarks=remarks))
    screen.choose_time(at)
    rows = screen.data_page.moment.list.rows()
    assert any(long in row for row in rows)
    assert any(whole in row for row in rows)
    assert screen.minimumSizeHint().width() <= 960


def test_a_name_without_letters_and_one_of_two_words_have_a_sign(desk: TalkDesk, played: RehearsalRecord) -> None:
    remarks = tuple(Remark(f"r{n}", Elapsed(n), by, "x", NOW) for n, by in enumerate(("", "von der Au")))
    screen = desk.flow.show(replace(played, reflection=RATED, remarks=remarks))
    marks = screen.data_page.lanes.data.remarks
    assert all(mark.initial for mark in marks)


def crowd(seed: int) -> s.Debrief:
    """A hundred and twenty marks anywhere in two and a half hours."""
    chance = random.Random(seed)
    marks = []
    for number in range(120):
        lane = chance.choice((s.Lane.HAPPENED, s.Lane.DONE, s.Lane.DONE, s.Lane.ASKED, s.Lane.REMARKS))
        at = Elapsed(cast.ZERO + round(chance.betavariate(1, chance.choice((1, 4))) * 150) * MINUTE + number)
        words = chance.choice(("look", "reading", "breath fast, “the room is closing”", "K", ""))
        state = chance.choice(list(s.MarkState)) if lane is s.Lane.ASKED else s.MarkState.PLAIN
        marks.append(s.DebriefMark(f"m{number}", lane, at, words, words or "all of it", state=state, by="K. Lind"))
    links = []
    for first in marks:
        if first.lane is s.Lane.HAPPENED and (after := [m for m in marks if m.lane is s.Lane.DONE and m.t > first.t]):
            second = chance.choice(after)
            took = second.t - first.t
            links.append(s.DebriefLink(s.LinkKind.ANSWER, first.id, second.id, first.t, second.t, took, "3 min"))
    moments = tuple(
        s.DebriefMoment(mark.t, mark.t, mark.t, "0:00 to 0:01", **{_PART[mark.lane]: (mark,)}) for mark in marks
    )
    return replace(
        NOTHING, ended=Elapsed(cast.ZERO + 150 * MINUTE), marks=tuple(marks), links=tuple(links), moments=moments
    )


_PART = {
    s.Lane.HAPPENED: "happened",
    s.Lane.DONE: "done",
    s.Lane.ASKED: "asked",
    s.Lane.REMARKS: "remarks",
}


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("seed", range(3))
def test_a_hundred_and_twenty_marks_never_meet(qtbot: QtBot, theme: Theme, seed: int) -> None:
    screen = shown(theme, crowd(seed))
    qtbot.addWidget(screen)
    shown_nowhere(screen)
    for size in SIZES:
        screen.resize(*size)
        for number in range(0, 120, 40):
            screen.choose_time(screen.debrief.moments[number].at)
            for _ in range(3):
                QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
            assert faults(screen, (DebriefLanes,)) == []
    screen.hide()


def test_what_stands_out_and_what_is_second_rank_can_be_read_in_low_light(theme: Theme) -> None:
    c = theme.colours
    for ground in (c.surface, c.ground):
        for ink in (c.text, c.soft, c.dim, c.warm, c.ok, c.accent):
            assert contrast(ink, ground) >= 7
    assert contrast(c.ground, c.text) >= 7, "the time of the chosen moment"
    assert contrast(c.text, c.accent_ground) >= 7, "a lit row"


def test_a_run_of_yesterday_says_when_it_was(qtbot: QtBot, theme: Theme) -> None:
    record = replace(cast._record(RATED), began=cast.BEGAN - timedelta(days=1))
    screen = DebriefScreen(theme, record, cast.DEBRIEF)
    qtbot.addWidget(screen)
    assert "Sun 29 Nov" in screen.header._said[0]
    assert "×10" in screen.header._said[0]
