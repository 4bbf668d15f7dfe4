"""A breath by hand: begun, paced and stopped by keys, its patterns behind one button, those with a hold closed."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import RehearsalClock
from kapguide.spans import MINUTE, SECOND
from kapguide.ui.session.breath_words import about
from kapguide.ui.session.keys import BREATH_BINDINGS
from kapguide.ui.widgets.pacer import RESTING_DATA
from tests.support.breath import BOX, FOUR_SEVEN_EIGHT, FREE, LONG_OUT
from tests.support.plans import MORNING
from tests.ui.seat import Seat


def begin(seat: Seat, title: str = "Even") -> None:
    """Choose a pattern by its button, and begin it."""
    seat.press("b")
    choice(seat, title).click()
    seat.press("b")


def choice(seat: Seat, title: str):
    return next(button for button in seat.screen.breath.choices if button.data.text == title)


def title(seat: Seat) -> str:
    (run,) = seat.session.state.breath
    return run.pattern.title


def test_one_key_opens_begins_and_stops(seat: Seat) -> None:
    seat.press("b")
    card = seat.screen.breath
    assert card.isVisible()
    assert not seat.screen.prompt.isVisible()
    assert seat.session.state.breath == ()
    seat.press("b")
    assert title(seat) == "Even"
    seat.wait(22 * SECOND)
    assert card.trailing.whole_text() == "for 0:22"
    seat.press("b")
    assert seat.last() == e.BreathStopped("Even", 22 * SECOND, 2, "hand")
    assert card.isVisible(), "the next one can be begun"


def test_the_count_and_the_picture_follow_the_sessions_clock(seat: Seat) -> None:
    begin(seat, "Long out")
    card = seat.screen.breath
    said = []
    for _ in range(10):
        seat.wait(SECOND)
        said.append(f"{card.count.whole_text()} {card.beats.whole_text()}")
    assert said == [
        "in 2 of 4", "in 3 of 4", "in 4 of 4", "out 1 of 6", "out 2 of 6", "out 3 of 6", "out 4 of 6", "out 5 of 6",
        "out 6 of 6", "in 1 of 4",
    ]  # fmt: skip
    assert card.pacer.data.fullness == pytest.approx(0.0, abs=1e-6)
    assert card.pacer.data.still, "the tests' theme has no motion"


def test_slower_and_quicker_by_their_keys_and_what_is_said_of_it(seat: Seat) -> None:
    begin(seat, "Long out")
    assert seat.screen.breath.about.whole_text() == "in 4, out 6: 6 a minute"
    seat.press("w")
    assert seat.last() == e.BreathPaced(100, 110)
    assert seat.screen.breath.about.whole_text() == "in 4.4, out 6.6: 5.5 a minute"
    for _ in range(4):
        seat.press("q")
    assert seat.session.state.breath[0].pace == 70
    assert not seat.screen.breath.quicker.isEnabled()
    paced = len(seat.session.log)
    seat.press("q")
    assert len(seat.session.log) == paced
    seat.press("Z", ctrl=True)
    assert seat.session.state.breath[0].pace == 80


def test_its_keys_are_its_own_only_while_it_is_in_front(seat: Seat) -> None:
    begin(seat)
    seat.press(Qt.Key.Key_Escape)
    assert seat.screen.prompt.isVisible()
    assert title(seat) == "Even", "it goes on"
    seat.press("w")
    assert not isinstance(seat.last(), e.BreathPaced)
    seat.press("b")
    seat.press("?")
    seat.press("w")
    assert not isinstance(seat.last(), e.BreathPaced), "the table of keys lies over it"
    seat.press("?")
    seat.press("b")
    seat.press("w")
    assert isinstance(seat.last(), e.BreathPaced)


def test_the_rest_of_the_session_goes_on_beside_it(seat: Seat) -> None:
    begin(seat)
    for key in ("1", "h", "m"):
        seat.press(key)
    assert seat.kinds()[-3:] == ["observation_added", "phase_held", "music_faded"]
    seat.press("n")
    seat.write_in("wq")
    seat.press(Qt.Key.Key_Return)
    assert seat.last() == e.NoteAdded("wq", seat.session.log[-1].t)
    seat.press(Qt.Key.Key_Escape)
    seat.press("w")
    assert isinstance(seat.last(), e.BreathPaced), "the focus is the screen's, the keys are the card's"


def test_what_runs_is_in_sight_when_the_card_is_away(seat: Seat) -> None:
    begin(seat, "Long out")
    seat.press(Qt.Key.Key_Escape)
    seat.wait(65 * SECOND)
    assert seat.screen.prompt.timers.whole_text() == "Long out 1:05"
    seat.press("b")
    seat.press("b")
    seat.press(Qt.Key.Key_Escape)
    assert seat.screen.prompt.timers.whole_text() == ""


def test_once_it_runs_the_patterns_are_behind_one_button(seat: Seat) -> None:
    begin(seat)
    card = seat.screen.breath
    assert not any(button.isVisible() for button in card.choices)
    seat.press("e")
    assert all(button.isVisible() for button in card.choices)
    choice(seat, "Free").click()
    assert title(seat) == "Free"
    assert not any(button.isVisible() for button in card.choices)
    assert card.count.whole_text() == "Own pace"
    assert not card.slower.isEnabled()


def test_another_pattern_is_chosen_by_keys_alone(seat: Seat) -> None:
    seat.press("b")
    seat.press("e")
    seat.press("e")
    seat.press("b")
    assert title(seat) == "Long out"
    seat.press("e")
    seat.press("e")
    assert QApplication.focusWidget() in seat.screen.breath.choices
    seat.press(Qt.Key.Key_Return)
    assert title(seat) == "Free"


# --- patterns with a hold -----------------------------------------------------------------------------------


def test_before_the_dose_a_hold_is_open_for_practice(seat: Seat) -> None:
    begin(seat, "Box")
    assert title(seat) == "Box"


def test_after_the_dose_it_wants_a_reason(seat: Seat) -> None:
    seat.session.send(c.GiveDose("50 mg", "im", "R. Ames", seat.session.now().elapsed))
    seat.press("b")
    box = choice(seat, "Box")
    assert (box.data.below, box.accessibleName()) == ("closed", "Box, closed")
    assert "closed from the dose to emergence" in seat.screen.breath.said.whole_text()
    box.click()
    card = seat.screen.breath
    assert card.reason.hasFocus()
    assert card.said.whole_text() == "Why is “Box” opened?"
    seat.press(Qt.Key.Key_Return)
    assert seat.session.state.breath == (), "a reason, or nothing"
    seat.write_in("asked for it")
    assert seat.screen.half_typed is not None
    seat.screen.keep_draft()
    assert "asked for it" in seat.flow._draft[0]
    seat.press(Qt.Key.Key_Return)
    assert seat.last() == e.BreathStarted(BOX, "nobody", False, "asked for it")
    assert card.half_typed() == ""


def test_escape_leaves_the_reason_and_opens_nothing(seat: Seat) -> None:
    seat.session.send(c.GiveDose("50 mg", "im", "R. Ames", seat.session.now().elapsed))
    seat.press("b")
    choice(seat, "4-7-8").click()
    seat.write_in("no")
    seat.press(Qt.Key.Key_Escape)
    assert seat.screen.breath.isVisible()
    assert not seat.screen.breath.reason.isVisible()
    assert seat.session.state.breath == ()
    choice(seat, "Box").click()
    assert seat.screen.breath.reason.text() == "", "nothing of it is a reason for another one"


def test_a_reason_is_kept_where_another_form_comes_over_the_card(seat: Seat) -> None:
    seat.session.send(c.GiveDose("50 mg", "im", "R. Ames", seat.session.now().elapsed))
    seat.press("b")
    choice(seat, "Box").click()
    seat.write_in("asked for it")
    seat.screen.header.clock.click()
    seat.press(Qt.Key.Key_Escape)
    seat.press("b")
    seat.screen.keep_draft()
    assert "asked for it" in seat.flow._draft[0]
    choice(seat, "Box").click()
    assert seat.screen.breath.reason.text() == "asked for it"


def test_the_dose_stops_a_hold_and_the_card_is_ready_again(seat: Seat) -> None:
    begin(seat, "Box")
    seat.session.send(c.GiveDose("50 mg", "im", "R. Ames", seat.session.now().elapsed))
    assert seat.session.state.breath == ()
    assert seat.screen.breath.count.whole_text() == "Ready"
    assert "The breath “Box” has ended." in seat.screen.quiet.rows()


# --- what ends it, and what comes meanwhile -----------------------------------------------------------------


def test_four_seven_eight_ends_by_itself_and_says_so(seat: Seat) -> None:
    begin(seat, "4-7-8")
    seat.wait(76 * SECOND)
    assert seat.session.state.breath == ()
    assert seat.screen.breath.count.whole_text() == "Ready"
    assert "The breath “4-7-8” has ended." in seat.screen.quiet.rows()


def test_an_emergency_stops_it_and_it_does_not_come_back(seat: Seat) -> None:
    begin(seat)
    seat.press(Qt.Key.Key_F12)
    seat.press(Qt.Key.Key_Escape)
    assert seat.session.state.breath == ()
    assert not seat.screen.breath._frames.on


def test_in_an_emergency_its_key_opens_nothing(seat: Seat) -> None:
    seat.session.send(c.StartEmergency())
    seat.screen.breaths.press()
    assert not seat.screen.breath.isVisible()


def test_a_prompt_that_comes_meanwhile_is_named_and_not_put_away_unseen(seat: Seat) -> None:
    begin(seat)
    seat.wait(3 * MINUTE)
    assert seat.screen.breath.said.whole_text() == "“Intention” waits behind this card: Esc shows it."
    seat.press(Qt.Key.Key_Space)
    assert "cue_acknowledged" not in seat.kinds()


def test_it_draws_only_while_it_is_seen_and_led(seat: Seat) -> None:
    frames = seat.screen.breath._frames
    seat.press("b")
    assert not frames.on
    seat.press("b")
    assert frames.on
    seat.press(Qt.Key.Key_Escape)
    assert not frames.on
    seat.press("b")
    assert frames.on
    seat.press("b")
    assert not frames.on


def test_in_a_rehearsal_that_is_faster_than_life_the_disc_rests(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seat.session, "clock", RehearsalClock(MORNING, 20.0))
    begin(seat)
    assert seat.screen.breath.pacer.data == RESTING_DATA
    assert seat.screen.breath.count.whole_text() == "Resting"


def test_every_button_of_the_card_has_a_name_and_its_keys_a_button(seat: Seat) -> None:
    begin(seat)
    card = seat.screen.breath
    hands = (card.lead, card.slower, card.quicker, card.other, card.display, card.chime, card.word, card.back)
    assert all(button.accessibleName() for button in (*hands, *card.choices))
    assert {binding.cap for binding in BREATH_BINDINGS} <= {button.data.key for button in hands}
    assert set(seat.screen.breaths.here) == {binding.action for binding in BREATH_BINDINGS}
    assert (card.pacer.accessibleName(), card.accessibleName()) == ("What the client sees", "Breath  ·  Even")


@pytest.mark.parametrize(
    ("pattern", "pace", "words"),
    [
        (LONG_OUT, 100, "in 4, out 6: 6 a minute"),
        (FOUR_SEVEN_EIGHT, 100, "in 4, hold 7, out 8: 3.2 a minute, 4 breaths"),
        (BOX, 150, "in 6, hold 6, out 6, hold 6: 2.5 a minute"),
        (FREE, 100, "the client’s own pace"),
    ],
)
def test_a_pattern_says_what_it_is_at_its_pace(pattern, pace: int, words: str) -> None:
    assert about(pattern, pace) == words
