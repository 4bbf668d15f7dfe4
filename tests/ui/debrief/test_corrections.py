"""Remarks of a debrief that are corrected or taken back where their moment is seen."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kapguide.rehearsal.debrief.marks import NO_MORE
from kapguide.rehearsal.kept import Reflection, RehearsalRecord, SelfRating
from kapguide.rehearsal.told import Remark
from kapguide.session.clock import Elapsed
from kapguide.ui.debrief.remark_form import NO_WORDS_LEFT
from kapguide.ui.debrief.screen import DebriefScreen
from tests.ui.debrief.conftest import NOW, TalkDesk

Key = Qt.Key
T = Elapsed(40 * 60_000)
RATED = Reflection("", SelfRating((7, 6, 4), NOW), reached=2)
OWN = Remark("own", T, "K. Lind", "I looked for the key.", NOW, live=True)
HERS = Remark("hers", T, "R. Osei", "Two breaths first.", NOW, supervisor=True)


def shown(desk: TalkDesk, played: RehearsalRecord, *remarks: Remark, observer: bool = False) -> DebriefScreen:
    screen = desk.flow.show(replace(played, reflection=RATED, remarks=remarks), observer=observer)
    screen.choose_time(T)
    return screen


def typed_anew(desk: TalkDesk, words: str) -> None:
    desk.press("a", ctrl=True)
    desk.press(words)


def test_a_remark_gets_other_words_and_says_so(desk: TalkDesk, played: RehearsalRecord) -> None:
    screen = shown(desk, played, OWN)
    desk.press("e")
    form = screen.data_page.moment.form
    assert (form.words.text(), form.by.whole_text()) == (OWN.text, "K. Lind")
    typed_anew(desk, "I looked for F6.")
    desk.press(Key.Key_Return)
    (remark,) = desk.record.remarks
    assert (remark.text, remark.before, remark.changed) == ("I looked for F6.", (OWN.text,), NOW)
    assert any("I looked for F6.  K. Lind, corrected" in row for row in screen.data_page.moment.list.rows())
    assert QApplication.focusWidget() is screen.data_page.lanes
    assert form.words.text() == ""


def test_a_remark_is_taken_back_and_said_again(desk: TalkDesk, played: RehearsalRecord) -> None:
    screen = shown(desk, played, OWN)
    moment = screen.data_page.moment
    desk.press("e")
    desk.press(Key.Key_T, ctrl=True)
    assert desk.record.remarks[0].taken_back
    assert not moment.writing
    assert OWN.text not in " ".join((*moment.list.rows(), *screen.data_page.lanes.rows()))
    assert any(NO_MORE in row for row in moment.list.rows())
    desk.press("e")
    assert not moment.form.take_back.isVisible()
    desk.press(Key.Key_Return)
    assert (desk.record.remarks[0].text, desk.record.remarks[0].taken_back) == (OWN.text, False)


def test_the_lit_remark_is_the_one_that_is_corrected(desk: TalkDesk, played: RehearsalRecord) -> None:
    screen = shown(desk, played, OWN, HERS)
    rows = screen.data_page.moment.list
    place = next(n for n, row in enumerate(rows.rows()) if OWN.text in row)
    rows.setCurrentIndex(rows.model().index(place, 0))
    screen.data_page.moment.correct.click()
    assert screen.data_page.moment.form.words.text() == OWN.text


def test_an_observer_changes_a_supervisors_remark_and_not_the_trainees(desk: TalkDesk, played: RehearsalRecord) -> None:
    screen = shown(desk, played, OWN, observer=True)
    assert not screen.data_page.moment.correct.isVisible()
    desk.press("e")
    assert not screen.data_page.moment.writing
    screen.correct_remark(OWN.id)
    assert not screen.data_page.moment.writing
    shown(desk, played, HERS, OWN, observer=True)
    desk.press("e")
    typed_anew(desk, "One breath first.")
    desk.press(Key.Key_Return)
    assert {each.id: each.text for each in desk.record.remarks} == {"hers": "One breath first.", "own": OWN.text}


def test_a_correction_without_words_says_how_to_take_it_back(desk: TalkDesk, played: RehearsalRecord) -> None:
    screen = shown(desk, played, OWN)
    desk.press("e")
    typed_anew(desk, "")
    desk.press(Key.Key_Backspace, Key.Key_Return)
    assert screen.data_page.moment.form.fault.whole_text() == NO_WORDS_LEFT
    assert desk.record.remarks == (OWN,)


def test_what_is_half_typed_waits_each_in_its_own_place_and_is_kept_when_the_screen_goes(
    desk: TalkDesk, played: RehearsalRecord
) -> None:
    screen = shown(desk, played, OWN, HERS)
    form = screen.data_page.moment.form
    desk.press("a", "half a thought", Key.Key_Escape, Key.Key_Escape)
    screen.correct_remark(OWN.id)
    QTest.keyClicks(form.words, " Then")
    desk.press(Key.Key_Escape, Key.Key_Escape)
    screen.correct_remark(HERS.id)
    assert form.words.text() == HERS.text
    desk.press(Key.Key_Escape, Key.Key_Escape, "a")
    assert form.words.text() == "half a thought"
    screen.header.done.click()
    said = {each.id if each.id in ("own", "hers") else "new": each.text for each in desk.record.remarks}
    assert said == {"own": f"{OWN.text} Then", "hers": HERS.text, "new": "half a thought"}


@pytest.mark.parametrize("taken_back", [False, True])
def test_a_remark_that_was_only_looked_at_stays_as_it_is(
    desk: TalkDesk, played: RehearsalRecord, taken_back: bool
) -> None:
    remark = replace(OWN, taken_back=taken_back)
    screen = shown(desk, played, remark)
    desk.press("e")
    screen.header.done.click()
    assert desk.record.remarks == (remark,)


def test_beside_the_button_that_corrects_the_others_keep_their_keys(desk: TalkDesk, played: RehearsalRecord) -> None:
    card = shown(desk, played, OWN).data_page.moment
    for button in (card.opens, card.remark, card.correct):
        wide = button.width_as(button.data.text, icon=button.data.icon, key=button.data.key)
        assert button.data.key
        assert button.width() >= wide
    shown(desk, played)
    assert not desk.screen.data_page.moment.correct.isVisible()
