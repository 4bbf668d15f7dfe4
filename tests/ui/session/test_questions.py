"""What was said by a key is corrected by a click on its line: an answer, a step of a dose, an entry on the leaving."""

import pytest
from PySide6.QtCore import Qt

from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.care.answers import LeavingOutcome
from kapguide.session.clock import Elapsed
from kapguide.spans import MINUTE
from kapguide.ui.theme import Theme
from tests.support.plans import asking
from tests.ui.seat import Seat, Wrist
from tests.ui.small_window import Window


@pytest.fixture
def asked(theme: Theme, window: Window, wrist: Wrist) -> Seat:
    return Seat(theme, window, wrist, asking())


def choose(seat: Seat, line_id: str = "") -> None:
    seat.screen.notes.list.chosen.emit(line_id or seat.session.log[-1].id)


def offered(seat: Seat) -> list[str]:
    return [button.data.text for button in seat.screen.question.buttons if button.isVisible()]


def listed(seat: Seat) -> list[str]:
    return [row.split("  ", 2)[2] for row in seat.screen.notes.list.rows()]


def attested(seat: Seat) -> str:
    """The label is attested at 2 min, and half an hour goes by; the entry's id."""
    seat.wait(2 * MINUTE)
    seat.session.send(c.AnswerCue("label", "yes", "R. Ames"))
    entry = seat.session.log[-1].id
    seat.wait(30 * MINUTE)
    return entry


def test_an_attested_answer_is_corrected_by_a_click_on_its_line(asked: Seat) -> None:
    entry = attested(asked)
    choose(asked, entry)
    form = asked.screen.question
    assert form.isVisible()
    assert form.eyebrow.whole_text() == "Correct: Label"
    assert offered(asked) == ["Yes", "No", "Not applicable"]
    assert (form.words.text(), form.at.isVisible()) == ("R. Ames", False)
    asked.press("2")
    asked.write_in(" and L. Okafor")
    asked.press(Qt.Key.Key_Return)
    assert asked.last() == e.CueAnswered(
        "label", "Label", "no", "R. Ames and L. Okafor", "", Elapsed(2 * MINUTE), entry
    )
    assert not form.isVisible()
    assert asked.screen.hasFocus()
    assert "Label: yes (R. Ames)  (corrected below)" in listed(asked)
    assert listed(asked)[-1] == "Label: no (R. Ames and L. Okafor)"
    stamps = {row.split("  ")[0] for row in asked.screen.notes.list.rows() if "Label" in row}
    assert len(stamps) == 1, "the correction keeps the time of the first"
    assert "Undo 10 s" in asked.screen.undo.rows()[0]


def test_escape_leaves_the_answer_as_it_was_and_nothing_of_what_was_typed_stays(asked: Seat) -> None:
    entry = attested(asked)
    before = len(asked.session.log)
    choose(asked, entry)
    asked.press("2")
    asked.write_in(" and")
    asked.press(Qt.Key.Key_Escape)
    assert not asked.screen.question.isVisible()
    choose(asked, entry)
    assert asked.screen.question.words.text() == "R. Ames"
    assert len(asked.session.log) == before
    assert asked.screen.question.half_typed() == ""


def test_what_the_session_refuses_is_said_where_it_was_typed(asked: Seat) -> None:
    choose(asked, attested(asked))
    asked.press("1")
    asked.screen.question.words.clear()
    asked.press(Qt.Key.Key_Return)
    assert asked.screen.question.isVisible()
    assert asked.screen.question.said.whole_text() == "Type the name of whoever answers for it."


def test_an_answer_is_struck_out_and_asked_for_again(asked: Seat) -> None:
    entry = attested(asked)
    choose(asked, entry)
    asked.screen.question.strike.click()
    assert asked.last() == e.EntryStruck("Label: yes", entry)
    assert "Label: yes (R. Ames)  (struck out)" in listed(asked)
    asked.screen.render_now()
    assert asked.session.state.cues["label"].answer == ""
    choose(asked, entry)
    assert asked.screen.quiet.describe() == "This line is struck out."
    assert not asked.screen.question.isVisible()


def test_what_passed_while_the_computer_slept_is_answered_by_a_click_on_its_line(asked: Seat) -> None:
    asked.clock.slept += 40 * MINUTE
    asked.wait(40 * MINUTE)
    passed = {event.body.cue: event.id for event in asked.session.log if isinstance(event.body, e.CueMissed)}
    choose(asked, passed["look"])
    form = asked.screen.question
    assert (form.eyebrow.whole_text(), offered(asked)) == ("Not answered: Look", ["Done", "Declined", "Left out"])
    assert not form.strike.isVisible()
    asked.press(Qt.Key.Key_Return)
    assert form.said.whole_text() == "Choose one of them first."
    asked.press("3")
    asked.write_in("asleep")
    asked.press(Qt.Key.Key_Return)
    assert asked.last() == e.CueAnswered("look", "Look", "left_out", "", "asleep")
    choose(asked, passed["look"])
    assert asked.screen.quiet.describe() == "This line is KapGuide’s own. What was typed can be corrected."


def test_the_item_that_passed_is_on_the_prompt_card_with_its_answers(asked: Seat) -> None:
    asked.clock.slept += 40 * MINUTE
    asked.wait(40 * MINUTE)
    card = asked.screen.prompt
    assert (card.title.whole_text(), card.answers.isVisible()) == ("Look", True)
    asked.press("y")
    asked.screen.render_now()
    assert (card.title.whole_text(), card.answers.isVisible()) == ("Label", True)
    cues = asked.screen.phases.timeline.data.cues
    marks = [(cue.done, cue.missed) for cue in cues if (cue.title, cue.at) == ("Look", 35 * MINUTE)]
    assert marks == [(True, False)], "what was done is no gap on the timeline"


def test_a_step_of_the_dose_is_corrected_in_its_kind_and_its_time(asked: Seat) -> None:
    asked.session.send(c.GiveDose("100 mg", "sublingual", "", Elapsed(0)))
    asked.wait(10 * MINUTE)
    asked.session.send(c.StepDose("spat"))
    entry = asked.session.log[-1].id
    asked.wait(20 * MINUTE)
    choose(asked, entry)
    form = asked.screen.question
    assert (form.eyebrow.whole_text(), offered(asked)) == ("Correct: dose 1", ["Spat out", "Swallowed"])
    assert form.at.text() == "10:10"
    asked.press("2")
    form.at.setText("-22")
    asked.press(Qt.Key.Key_Return)
    assert asked.last() == e.DoseStepped("swallowed", 1, 0, Elapsed(8 * MINUTE), entry)
    assert "spat out  (corrected below)" in listed(asked)
    assert listed(asked)[-1] == "swallowed"
    choose(asked, entry)
    form.at.setText("25:00")
    asked.press(Qt.Key.Key_Return)
    assert form.said.whole_text() == "25:00 is not a time of day."
    assert form.at.hasFocus()
    form.strike.click()
    assert asked.session.state.doses[0].ended is None


def test_a_step_that_is_one_of_its_kind_is_corrected_in_its_time_alone(asked: Seat) -> None:
    asked.session.send(c.GiveDose("100 mg", "sublingual", "", Elapsed(0)))
    asked.wait(3 * MINUTE)
    asked.session.send(c.StepDose("dissolved"))
    entry = asked.session.log[-1].id
    choose(asked, entry)
    assert (offered(asked), asked.screen.question.at.hasFocus()) == ([], True)
    asked.press(Qt.Key.Key_Return)
    assert asked.last() == e.DoseStepped("dissolved", 1, 0, Elapsed(3 * MINUTE), entry), "unchanged to the second"


def test_an_entry_on_the_leaving_is_corrected(asked: Seat) -> None:
    asked.wait(5 * MINUTE)
    asked.session.send(c.NoteLeaving(LeavingOutcome.READY, "the sister", Elapsed(4 * MINUTE)))
    entry = asked.session.log[-1].id
    asked.wait(20 * MINUTE)
    choose(asked, entry)
    form = asked.screen.question
    assert len(offered(asked)) == 4
    assert (form.words.text(), form.at.text()) == ("the sister", "10:04")
    asked.press("2")
    asked.press(Qt.Key.Key_Return)
    assert asked.last() == e.LeavingNoted("stays", "the sister", Elapsed(4 * MINUTE), entry)
    assert [each.outcome for each in asked.session.state.leaving] == ["stays"]


def test_a_correction_that_is_half_typed_at_the_end_becomes_a_line(asked: Seat) -> None:
    choose(asked, attested(asked))
    asked.press("2")
    asked.write_in(" and L.")
    asked.screen.beside.end()
    notes = [event.body for event in asked.session.log if isinstance(event.body, e.NoteAdded)]
    assert [note.text for note in notes] == ["Correct: Label, typed and not entered: R. Ames and L."]


def test_words_of_a_correction_outlive_a_form_over_it_and_another_line_that_is_chosen(asked: Seat) -> None:
    entry = attested(asked)
    asked.session.send(c.NoteLeaving(LeavingOutcome.READY, "the sister", asked.session.now().elapsed))
    leaving = asked.session.log[-1].id
    choose(asked, entry)
    asked.press("2")
    asked.write_in(" and L.")
    asked.screen.beside.open_timers()
    asked.screen.half_typed.tell()
    asked.flow.save_draft()
    half = "Correct: Label, typed and not entered: R. Ames and L."
    assert asked.drafts[-1][0] == half
    choose(asked, leaving)
    assert asked.session.state.lines[-1].text == half
    assert asked.screen.question.words.text() == "the sister"
    asked.press(Qt.Key.Key_Escape)
    asked.screen.calm()
    assert asked.screen.question.half_typed() == ""


def test_a_tap_that_was_completed_stands_once_and_is_not_struck_through(asked: Seat) -> None:
    asked.session.send(c.StartEmergency())
    asked.session.send(c.TapEmergency("gave", asked.session.now().elapsed))
    given = asked.session.log[-1].id
    asked.session.send(c.TapEmergency("gave", asked.session.now().elapsed, "oxygen", given))
    assert listed(asked)[-2:] == ["emergency begins", "gave: oxygen"]
