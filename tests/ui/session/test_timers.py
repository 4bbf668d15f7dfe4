"""Side timers by hand: from one key, in sight in the prompt's head, let go by a digit."""

from PySide6.QtCore import Qt

from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.spans import MINUTE, SECOND
from tests.ui.seat import Seat


def start(seat: Seat, name: str, minutes: str = "") -> None:
    seat.press("k", later_ms=900)
    seat.write_in(name)
    if minutes:
        seat.screen.timers.minutes.setFocus()
        seat.screen.timers.minutes.selectAll()
        seat.write_in(minutes)
    seat.press(Qt.Key.Key_Return)


def test_a_name_and_enter_start_one_and_the_prompt_is_back(seat: Seat) -> None:
    start(seat, "tea")
    assert seat.last() == e.TimerStarted(1, "tea", 10 * MINUTE)
    assert not seat.screen.timers.isVisible()
    assert seat.screen.hasFocus()
    seat.wait(30 * SECOND)
    assert seat.screen.prompt.timers.whole_text() == "tea 9:30"
    assert "0:10  tea  to come" in seat.screen.phases.timeline.rows()


def test_its_end_is_said_quietly_and_it_leaves_the_head(seat: Seat) -> None:
    start(seat, "tea", "1,5")
    seat.wait(90 * SECOND)
    assert e.TimerEnded(1, "tea") in [event.body for event in seat.session.log]
    assert seat.screen.prompt.timers.whole_text() == ""


def test_three_run_and_a_digit_lets_one_go(seat: Seat) -> None:
    for name in ("one", "two", "three"):
        start(seat, name)
    seat.press("k", later_ms=900)
    form = seat.screen.timers
    assert not form.start.isEnabled()
    assert [button.isVisible() for button in form.running] == [True, True, True]
    seat.press("2")
    assert seat.last() == e.TimerCancelled(2, "two")
    seat.press("k", later_ms=900)
    assert form.name.hasFocus()
    form.running[0].click()
    assert seat.last() == e.TimerCancelled(1, "one")


def test_what_is_no_name_or_no_number_is_said_and_starts_nothing(seat: Seat) -> None:
    start(seat, "")
    form = seat.screen.timers
    assert form.said.whole_text() == "Type what the timer is for."
    seat.write_in("tea")
    form.minutes.setText("soon")
    form.start.click()
    assert form.said.whole_text() == "Type the minutes as a number from 1 to 240."
    assert form.minutes.hasFocus()
    seat.press(Qt.Key.Key_Escape)
    assert not form.isVisible()
    assert "timer_started" not in seat.kinds()


def test_a_name_that_was_not_started_is_kept_and_goes_into_the_notes_at_the_end(seat: Seat) -> None:
    seat.press("k")
    seat.write_in("tea")
    seat.press(Qt.Key.Key_Escape)
    seat.press("k", later_ms=900)
    assert seat.screen.timers.name.text() == "tea"
    seat.screen.beside.end()
    assert e.NoteAdded("Timer, typed and not started: tea", Elapsed(0)) in [event.body for event in seat.session.log]


def test_what_runs_is_not_typed_any_more(seat: Seat) -> None:
    start(seat, "tea")
    seat.press("k", later_ms=900)
    assert seat.screen.timers.name.text() == ""


def test_a_key_is_shown_only_where_it_works_now(seat: Seat) -> None:
    """While a timer's name is typed a digit is part of it, and no observation."""
    observed = seat.screen.observe.buttons
    seat.window.resize(1366, 740)
    seat.screen.grab()
    before = {key: button.geometry() for key, button in observed.items()}
    assert [button.data.key for button in observed.values()] == list(observed)
    start(seat, "one")
    seat.press("k", later_ms=900)
    form = seat.screen.timers
    assert form.running[0].data.key == ""
    seat.press("1")
    assert form.name.text() == "1"
    assert form.running[0].isVisible()
    assert {button.data.key for button in observed.values()} == {""}
    assert not any(button.data.text[0].isdigit() for button in observed.values())
    assert {key: button.geometry() for key, button in observed.items()} == before
    form.name.put("")
    seat.press(Qt.Key.Key_Escape)
    assert [button.data.key for button in observed.values()] == list(observed)
    for name in ("two", "three"):
        start(seat, name)
    seat.press("k", later_ms=900)
    assert [button.data.key for button in form.running] == ["1", "2", "3"], "nothing can be typed now"
