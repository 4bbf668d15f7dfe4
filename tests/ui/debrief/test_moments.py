"""Moments: gone through by the keys, looked at near, remarked on by the trainee and by who watched."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from kapguide.rehearsal.kept import Reflection, RehearsalRecord, SelfRating
from kapguide.rehearsal.told import Remark
from kapguide.session.clock import Elapsed
from kapguide.ui.debrief.data import in_order
from kapguide.ui.debrief.remark_form import NO_NAME, NO_WORDS
from kapguide.ui.debrief.screen import ANALYSIS, HAPPENED, DebriefScreen
from tests.ui.debrief.conftest import NOW, TalkDesk

Key = Qt.Key
RATED = Reflection("", SelfRating((7, 6, 4), NOW), reached=2)


@pytest.fixture
def screen(desk: TalkDesk, played: RehearsalRecord) -> DebriefScreen:
    return desk.flow.show(replace(played, reflection=RATED))


def test_left_and_right_go_through_all_moments_from_wherever_the_keys_are(
    desk: TalkDesk, screen: DebriefScreen
) -> None:
    desk.press(Key.Key_Home)
    seen = []
    for number in range(len(screen.debrief.moments)):
        assert screen.moment is not None
        seen.append(screen.moment)
        (screen.data_page.lanes if number % 2 else screen.data_page.moment.list).setFocus()
        desk.press(Key.Key_Right)
    assert seen == in_order(screen.debrief)


def test_the_card_says_what_lies_in_the_moment(desk: TalkDesk, screen: DebriefScreen) -> None:
    moment = next(each for each in screen.debrief.moments if each.happened and each.asked)
    screen.choose_time(moment.at)
    rows = screen.data_page.moment.list.rows()
    assert screen.data_page.moment.eyebrow.whole_text() == moment.title
    for mark in moment.marks:
        (row,) = [row for row in rows if mark.full in row and screen.debrief.clock(mark.t) in row]
        assert mark.outcome in row


def test_nothing_that_is_said_is_a_grade(desk: TalkDesk, screen: DebriefScreen) -> None:
    said = " ".join(
        (
            *screen.data_page.lanes.rows(),
            *screen.data_page.facts.list.rows(),
            *screen.data_page.tries.list.rows(),
            *screen.take_home.strengths.list.rows(),
        )
    ).casefold()
    assert not {"good", "bad", "missed", "failed", "wrong", "correct", "score"} & set(said.split())


def test_the_facts_lead_to_their_moments(desk: TalkDesk, screen: DebriefScreen) -> None:
    facts = screen.data_page.facts
    fact = next(row for row in facts._rows if row.at is not None)
    facts.list.chosen.emit(fact.id)
    assert screen.moment is not None
    assert fact.at is not None
    assert abs(screen.moment.at - fact.at) <= min(abs(each.at - fact.at) for each in screen.debrief.moments) + 600_000


def test_enter_opens_the_screen_as_it_was_and_again_leads_back_to_the_same_moment(
    desk: TalkDesk, screen: DebriefScreen
) -> None:
    desk.press("3", Key.Key_Home, Key.Key_Right, Key.Key_Right)
    moment = screen.moment
    assert moment is not None
    desk.press(Key.Key_Return)
    assert desk.went == [("as it was", moment.at)]
    desk.flow.again()
    assert desk.screen is not screen
    assert (desk.screen.step, desk.screen.moment) == (ANALYSIS, moment)


def test_space_plays_back(desk: TalkDesk, screen: DebriefScreen) -> None:
    desk.press(" ")
    assert desk.went == [("played back", desk.record)]


def test_one_phase_can_be_looked_at_near_and_goes_along(desk: TalkDesk, screen: DebriefScreen) -> None:
    whole = screen.data_page.lanes.data
    desk.press(Key.Key_Home, "+")
    near = screen.data_page.lanes.data
    assert near.high - near.low < whole.high - whole.low
    for _ in screen.debrief.moments:
        desk.press(Key.Key_Right)
        shown = screen.data_page.lanes.data
        assert shown.moment is not None
        assert shown.low <= shown.moment.at <= shown.high
    desk.press("-")
    assert (screen.data_page.lanes.data.low, screen.data_page.lanes.data.high) == (whole.low, whole.high)


# --- remarks ------------------------------------------------------------------------------------------------------


def test_the_trainee_writes_a_remark_on_the_moment(desk: TalkDesk, screen: DebriefScreen) -> None:
    desk.press(Key.Key_Home, Key.Key_Right)
    moment = screen.moment
    assert moment is not None
    desk.press("a", "I was looking for the key.", Key.Key_Return)
    (remark,) = desk.record.remarks
    assert remark == Remark(remark.id, moment.at, "K. Lind", "I was looking for the key.", NOW)
    assert screen.moment is not None
    assert screen.moment.at == moment.at
    assert any("I was looking for the key." in row for row in screen.data_page.moment.list.rows())
    assert any("K. Lind: I was looking for the key." in row for row in screen.data_page.lanes.rows())
    assert QApplication.focusWidget() is screen.data_page.lanes


def test_who_watched_writes_as_a_supervisor_and_anybody_else_gives_a_name(
    desk: TalkDesk, screen: DebriefScreen
) -> None:
    form = screen.data_page.moment.form
    desk.press("a")
    form.who.setFocus()
    desk.press(Key.Key_Right, Key.Key_Return, "Two breaths first.", Key.Key_Return)
    desk.press("a")
    form.who.setFocus()
    desk.press(Key.Key_Right, Key.Key_Return, Key.Key_Return)
    assert QApplication.focusWidget() is form.words
    desk.press("Then the hand.", Key.Key_Return)
    assert form.fault.whole_text() == NO_NAME
    desk.press("A. Vega", Key.Key_Return, Key.Key_Return)
    said = {(each.by, each.supervisor, each.text) for each in desk.record.remarks}
    assert said == {("R. Osei", True, "Two breaths first."), ("A. Vega", True, "Then the hand.")}


def test_an_empty_remark_is_none_and_one_put_away_stays(desk: TalkDesk, screen: DebriefScreen) -> None:
    desk.press("a", Key.Key_Return)
    assert screen.data_page.moment.form.fault.whole_text() == NO_WORDS
    desk.press("half", Key.Key_Escape, Key.Key_Escape)
    assert not screen.data_page.moment.writing
    assert desk.record.remarks == ()
    desk.press("a")
    assert screen.data_page.moment.form.words.text() == "half"


def test_a_half_typed_remark_is_one_when_the_screen_is_left(desk: TalkDesk, screen: DebriefScreen) -> None:
    desk.press("a", "half a thought")
    screen.header.done.click()
    assert [each.text for each in desk.record.remarks] == ["half a thought"]
    assert [what for what, _ in desk.went] == ["left"]


def test_remarks_stand_in_order_of_time_and_lead_to_their_moments(desk: TalkDesk, played: RehearsalRecord) -> None:
    moments = [Elapsed(60_000 * minute) for minute in (40, 20, 30)]
    remarks = tuple(Remark(f"r{t}", t, "K. Lind", f"at {t}", NOW) for t in moments)
    screen = desk.flow.show(replace(played, reflection=replace(RATED, reached=4, take_home="x"), remarks=remarks))
    rows = screen.take_home.remarks.list.rows()
    assert [row.split("at ")[1].split()[0] for row in rows] == [str(t) for t in sorted(moments)]
    last = screen.take_home.remarks._rows[-1]
    screen.take_home.remarks.list.chosen.emit(last.id)
    assert screen.step == HAPPENED
    assert screen.moment is not None
    assert any(f"at {max(moments)}" in mark.full for mark in screen.moment.remarks)
