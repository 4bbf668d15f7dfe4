"""Side effects by hand: found by a few letters, followed by a digit, asked for and none reported; and limits seen."""

import msgspec
from PySide6.QtCore import Qt

from kapguide.clinical.limits import Limit
from kapguide.clinical.vitals import Vitals
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.protocol.protocol import Ask
from kapguide.session.safety.events import LimitSeen, SideEffectFollowed, SideEffectNoted, SideEffectsAsked
from kapguide.spans import MINUTE
from kapguide.ui.theme import Theme
from tests.support.plans import phase, plan, prompt
from tests.ui.seat import Seat, Wrist
from tests.ui.small_window import Window

F3, F5, ENTER, ESC = Qt.Key.Key_F3, Qt.Key.Key_F5, Qt.Key.Key_Return, Qt.Key.Key_Escape


def nausea(seat: Seat, severity: str = "2") -> None:
    seat.press(F3, later_ms=900)
    seat.write_in("nau")
    seat.press(ENTER)
    seat.press(severity)


def shown(seat: Seat) -> list[str]:
    return [button.data.text for button in seat.screen.effects.names if button.isVisible()]


def test_a_few_letters_a_digit_and_enter_record_one(seat: Seat) -> None:
    seat.wait(10 * MINUTE)
    nausea(seat)
    seat.write_in("bowl held")
    seat.press(ENTER)
    assert seat.last() == SideEffectNoted("nausea", "Nausea", Elapsed(10 * MINUTE), "moderate", "bowl held")
    assert not seat.screen.question.isVisible()
    assert seat.screen.window().focusWidget() is seat.screen, "the keys are the screen’s again"
    assert seat.screen.notes.list.rows()[-1].endswith("Nausea, moderate; done: bowl held")
    seat.press("Z", ctrl=True)
    assert seat.session.state.safety.effects == ()


def test_it_began_when_one_says_it_did(seat: Seat) -> None:
    seat.wait(10 * MINUTE)
    nausea(seat, "3")
    seat.screen.question.at.setFocus()
    seat.screen.question.at.selectAll()
    seat.write_in("-7")
    seat.press(ENTER)
    assert seat.last() == SideEffectNoted("nausea", "Nausea", Elapsed(3 * MINUTE), "severe")


def test_by_mouse_alone(seat: Seat) -> None:
    seat.screen.prompt.tools.buttons["effects"].click()
    next(button for button in seat.screen.effects.names if button.data.text == "Headache").click()
    seat.screen.question.buttons[0].click()
    seat.screen.question.record.click()
    assert seat.last() == SideEffectNoted("headache", "Headache", Elapsed(0), "mild")


def test_what_nobody_has_listed_is_recorded_in_own_words(seat: Seat) -> None:
    seat.press(F3)
    seat.write_in("cold hands")
    assert shown(seat) == []
    seat.press(ENTER)
    seat.press("1")
    seat.press(ENTER)
    assert seat.last() == SideEffectNoted("", "cold hands", Elapsed(0), "mild")
    seat.press(F3)
    assert seat.screen.effects.name.text() == ""


def test_a_digit_leads_to_what_became_of_one_and_it_is_over(seat: Seat) -> None:
    nausea(seat)
    seat.press(ENTER)
    seat.wait(12 * MINUTE)
    seat.press(F3, later_ms=900)
    row = seat.screen.effects.rows[0]
    assert (row.words.whole_text(), row.since.whole_text()) == ("Nausea, moderate", "since 10:00, 12 min")
    seat.press("1")
    seat.press("1")
    seat.press(ENTER)
    entry = seat.session.state.safety.effects[0].id
    assert seat.last() == SideEffectFollowed(entry, "Nausea", Elapsed(12 * MINUTE), over=True)
    seat.press(F3, later_ms=900)
    assert not row.isVisible()


def test_what_goes_on_wants_to_know_what_was_done_and_what_was_not_so_is_struck_out(seat: Seat) -> None:
    nausea(seat)
    seat.press(ENTER)
    seat.press(F3, later_ms=900)
    seat.press("1")
    seat.press("2")
    seat.press(ENTER)
    assert seat.screen.question.said.whole_text() == "Type what was done, or say that it is over."
    seat.screen.question.strike.click()
    assert seat.last() == e.EntryStruck("Nausea, moderate", seat.session.log[-2].id)


def test_one_that_is_there_already_leads_to_what_became_of_it(seat: Seat) -> None:
    nausea(seat)
    seat.press(ENTER)
    seat.press(F3, later_ms=900)
    seat.write_in("nau")
    seat.press(ENTER)
    assert seat.screen.question.eyebrow.whole_text() == "Nausea, moderate"
    assert [button.data.text for button in seat.screen.question.buttons[:2]] == ["It is over", "It goes on"]


def test_none_reported_is_one_key_and_is_said_in_the_form(seat: Seat) -> None:
    seat.press(F3)
    assert seat.screen.effects.trailing.whole_text() == "not asked yet"
    seat.press("0")
    assert seat.last() == SideEffectsAsked(Elapsed(0))
    seat.wait(8 * MINUTE)
    seat.press(F3, later_ms=900)
    assert seat.screen.effects.trailing.whole_text() == "asked 8 min ago"
    seat.press(ESC)
    assert not seat.screen.effects.isVisible()


def test_a_prompt_that_asks_is_answered_by_its_key_and_reported_leads_to_which(
    theme: Theme, window: Window, wrist: Wrist
) -> None:
    asks = [prompt("ask", MINUTE, every=5 * MINUTE, ask=Ask.SIDE_EFFECTS)]
    seat = Seat(theme, window, wrist, plan(phase("a", 60 * MINUTE, prompts=asks)))
    seat.wait(MINUTE)
    buttons = [button.data.text for button in seat.screen.prompt.answers.buttons]
    assert buttons == ["None reported", "Reported", "Left out"]
    seat.press("y")
    assert seat.last() == e.CueAnswered("ask", "Ask", "none_reported")
    seat.wait(5 * MINUTE)
    seat.press(F3, later_ms=900)
    assert seat.screen.effects.trailing.whole_text() == "to be asked for now"
    seat.press(ESC)
    seat.press("w")
    assert seat.last() == e.CueAnswered("ask#1", "Ask", "reported")
    assert seat.screen.effects.name.hasFocus()


def test_what_is_half_typed_is_kept_and_entered_before_the_end(seat: Seat) -> None:
    seat.press(F3)
    seat.write_in("cold hands")
    seat.press(ESC)
    seat.screen.keep_draft()
    seat.flow.save_draft()
    assert seat.drafts[-1][0] == "Side effect, typed and not recorded: cold hands"
    seat.screen.half_typed.enter()
    assert seat.last() == e.NoteAdded("Side effect, typed and not recorded: cold hands", Elapsed(0))


def test_one_that_is_chosen_in_the_log_is_corrected(seat: Seat) -> None:
    nausea(seat)
    seat.press(ENTER)
    first = seat.session.log[-1].id
    seat.screen.notes.list.chosen.emit(first)
    assert seat.screen.question.eyebrow.whole_text() == "Correct: Nausea"
    seat.press("3")
    seat.press(ENTER)
    assert seat.last() == SideEffectNoted("nausea", "Nausea", Elapsed(0), "severe", supersedes=first)


# --- the clinic's limits -----------------------------------------------------------------------------------------


def limited(theme: Theme, window: Window, wrist: Wrist) -> Seat:
    """A session under a limit."""
    seat = Seat(theme, window, wrist)
    started = seat.session.state.started
    assert started is not None
    limits = (Limit("bp", "above", (150, 95)),)
    seat.session.state = msgspec.structs.replace(
        seat.session.state, started=msgspec.structs.replace(started, limits=limits)
    )
    return seat


def test_a_value_outside_has_the_limit_beside_it_and_waits_to_be_seen(
    theme: Theme, window: Window, wrist: Wrist
) -> None:
    seat = limited(theme, window, wrist)
    seat.session.send(c.TakeReading(Vitals(140, 90, 70), seat.session.now().elapsed))
    card = seat.screen.vitals
    assert not card.limit.isVisible()
    seat.session.send(c.TakeReading(Vitals(158, 98, 70), seat.session.now().elapsed))
    assert card.limit.words.whole_text() == "Outside your clinic’s limits. Follow your protocol."
    assert card.reading.data.words == "BP, limit 150/95 158/98  HR 70"
    assert card.limit.isVisible()
    seat.wait(2 * MINUTE)
    seat.press(F5)
    reading = seat.session.state.readings[-1].id
    assert seat.last() == LimitSeen(reading, "BP above 150/95", 2 * MINUTE)
    assert not card.limit.isVisible()
    assert card.reading.data.words == "BP, limit 150/95 158/98  HR 70"


def test_it_is_seen_by_mouse_and_said_that_it_was_so_before_the_dose(
    theme: Theme, window: Window, wrist: Wrist
) -> None:
    seat = limited(theme, window, wrist)
    seat.session.send(c.TakeReading(Vitals(152, 92), seat.session.now().elapsed))
    seat.screen.vitals.limit.button.click()
    assert isinstance(seat.last(), LimitSeen)
    seat.wait(5 * MINUTE)
    seat.session.send(c.GiveDose("50 mg", "im", "R. Okafor", seat.session.now().elapsed))
    seat.session.send(c.TakeReading(Vitals(158, 98), seat.session.now().elapsed))
    assert seat.screen.vitals.limit.words.whole_text() == (
        "Outside your clinic’s limits, as before the dose (BP 152/92). Follow your protocol."
    )
    window.resize(960, 500)
    assert seat.screen.vitals.limit.words.whole_text() == "BP 158/98 (limit 150/95)"


def test_where_it_has_the_whole_line_the_field_comes_back_for_whoever_types(
    theme: Theme, window: Window, wrist: Wrist
) -> None:
    seat = limited(theme, window, wrist)
    window.resize(960, 500)
    seat.session.send(c.TakeReading(Vitals(158, 98, 70), seat.session.now().elapsed))
    seat.screen.beside.open_consent()
    seat.screen.render_now()
    card = seat.screen.vitals
    assert (card.limit.isVisible(), card.field.isVisible()) == (True, False)
    seat.press("v", later_ms=900)
    assert (card.limit.isVisible(), card.field.line.hasFocus()) == (False, True)
    seat.write_in("140/90")
    seat.press(ENTER)
    assert [str(reading.vitals) for reading in seat.session.state.readings] == ["BP 158/98  HR 70", "BP 140/90"]
    assert (card.limit.isVisible(), card.field.isVisible()) == (False, True)


def test_the_key_says_so_where_there_is_nothing_to_see(seat: Seat) -> None:
    seat.press(F5)
    assert seat.screen.quiet.describe() == ("No reading lies outside of the clinic’s limits that has not been seen.")
