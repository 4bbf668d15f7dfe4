"""What is due is answered by hand: looks and items in the prompt's card, readings in the card of the vitals."""

import pytest
from PySide6.QtCore import Qt

from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.protocol.protocol import Ask, TherapyProtocol
from kapguide.spans import HOUR, MINUTE
from kapguide.ui.theme import Theme
from tests.support.plans import phase, plan, prompt, reading
from tests.ui.geometry import writings, written
from tests.ui.seat import Seat, Wrist
from tests.ui.small_window import Window

__all__ = ["written"]


def asking() -> TherapyProtocol:
    """The label to attest at once, a look and a reading at 5 min, a further reading at 20 min."""
    label, look = prompt("label", 0, ask=Ask.ATTEST), prompt("look", 5 * MINUTE, ask=Ask.LOOK)
    prompts = [label, look, prompt("water", 6 * MINUTE)]
    readings = [reading("bp", 5 * MINUTE), reading("late", 20 * MINUTE)]
    return plan(phase("a", HOUR, prompts=prompts, readings=readings), observe_at_least=HOUR)


@pytest.fixture
def asked(theme: Theme, window: Window, wrist: Wrist) -> Seat:
    return Seat(theme, window, wrist, asking())


def answers(seat: Seat) -> list[e.CueAnswered]:
    return [event.body for event in seat.session.log if isinstance(event.body, e.CueAnswered)]


def test_an_item_is_attested_by_its_key_and_a_name(asked: Seat) -> None:
    card = asked.screen.prompt
    assert [button.data.text for button in card.answers.buttons] == ["Yes", "No", "Not applicable"]
    assert not card.put_away_button.isVisible()
    asked.press("y")
    assert answers(asked) == [], "a key alone attests nothing"
    assert card.answers.line.hasFocus()
    assert card.answers.line.text() == "", "no name is put into anybody's mouth"
    asked.press(Qt.Key.Key_Return)
    assert answers(asked) == []
    asked.write_in("R. Ames")
    asked.press(Qt.Key.Key_Return)
    assert answers(asked) == [e.CueAnswered("label", "Label", "yes", "R. Ames")]
    assert asked.screen.hasFocus()
    assert not card.answers.isVisible()


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("size", [(960, 500), (1366, 690)], ids=str)
@pytest.mark.parametrize(("key", "answer"), [("y", "Yes:"), ("w", "No:"), ("a", "Not applicable:")])
def test_the_answer_is_seen_while_its_name_is_typed(asked: Seat, size: tuple[int, int], key: str, answer: str) -> None:
    asked.window.resize(*size)
    asked.press(key)
    line = asked.screen.prompt.answers.line
    for sign in ("", *"R. Ames"):
        asked.write_in(sign)
        assert [each.text for each in writings(asked.screen) if each.by is line] == [answer]
    asked.press(Qt.Key.Key_Escape)
    assert not [each for each in writings(asked.screen) if each.by is line]


def test_space_attests_nothing_and_says_what_is_wanted(asked: Seat) -> None:
    asked.press(Qt.Key.Key_Space)
    assert answers(asked) == []
    assert "cue_acknowledged" not in asked.kinds()
    assert asked.screen.quiet.data.text == "It wants an answer: yes, no, not applicable."


def test_escape_leaves_the_item_as_it_was(asked: Seat) -> None:
    asked.press("w")
    asked.write_in("R.")
    asked.press(Qt.Key.Key_Escape)
    assert answers(asked) == []
    assert asked.screen.prompt.answers.buttons[0].isVisible()
    asked.press("a")
    assert asked.screen.prompt.answers.line.text() == "", "nothing of what was left stays in it"


def test_a_name_that_is_being_typed_keeps_its_item_whatever_falls_due(asked: Seat) -> None:
    asked.press("y")
    asked.write_in("R. Ames")
    asked.wait(7 * MINUTE)
    assert asked.screen.prompt.cue == "label"
    asked.press(Qt.Key.Key_Return)
    assert answers(asked)[0].cue == "label"
    asked.screen.render_now()
    assert asked.screen.prompt.cue == "water"


def test_a_look_is_made_with_one_key_and_says_nothing_of_who_made_it(asked: Seat) -> None:
    asked.session.send(c.AnswerCue("label", "no", "R. Ames"))
    asked.wait(5 * MINUTE)
    assert [button.data.text for button in asked.screen.prompt.answers.buttons] == ["Done", "Declined", "Left out"]
    asked.press("y")
    assert answers(asked)[-1] == e.CueAnswered("look", "Look", "done")


def test_a_look_is_left_out_with_a_reason_that_is_typed_each_time(asked: Seat) -> None:
    asked.wait(5 * MINUTE)
    asked.press("a")
    asked.write_in("asleep")
    asked.press(Qt.Key.Key_Return)
    assert answers(asked)[-1] == e.CueAnswered("look", "Look", "left_out", "", "asleep")
    asked.wait(15 * MINUTE)
    asked.press("f")
    assert asked.screen.vitals.answers.line.text() == "", "no reason is put into anybody's mouth"
    asked.press(Qt.Key.Key_Return)
    assert len(answers(asked)) == 1


def test_a_reading_due_is_declined_or_left_out_beside_its_line(asked: Seat) -> None:
    row = asked.screen.vitals.answers
    assert not row.isVisible()
    asked.wait(5 * MINUTE)
    assert [button.data.text for button in row.buttons] == ["Declined", "Left out"]
    asked.press("c")
    assert answers(asked)[-1] == e.CueAnswered("bp", "Vitals", "declined")
    assert not row.isVisible()
    asked.wait(15 * MINUTE)
    row.buttons[1].click()
    asked.write_in("asleep")
    asked.press(Qt.Key.Key_Return)
    assert answers(asked)[-1] == e.CueAnswered("late", "Vitals", "left_out", "", "asleep")


def test_a_reading_typed_answers_what_is_due(asked: Seat) -> None:
    asked.wait(6 * MINUTE)
    asked.press("v")
    asked.write_in("120/80")
    asked.press(Qt.Key.Key_Return)
    taken = asked.last()
    assert isinstance(taken, e.ReadingTaken)
    assert (taken.cue, taken.by) == ("bp", ""), "nobody has said who took it"
    assert not asked.screen.vitals.answers.isVisible()


def test_who_took_a_reading_is_typed_behind_it_and_corrected_with_it(asked: Seat) -> None:
    asked.press("v")
    asked.write_in("120/80 by L. Okafor")
    asked.press(Qt.Key.Key_Return)
    first = asked.session.state.readings[0]
    assert (str(first.vitals), first.by) == ("BP 120/80", "L. Okafor")
    asked.screen.notes.list.chosen.emit(first.id)
    line = asked.screen.vitals.field.line
    assert line.text() == "120/80 by L. Okafor"
    line.setText("120/80 by R. Ames")
    asked.press(Qt.Key.Key_Return)
    assert [(reading.by, reading.taken) for reading in asked.session.state.readings] == [("R. Ames", first.taken)]


def test_keys_say_nothing_while_nothing_is_asked(asked: Seat) -> None:
    asked.session.send(c.AnswerCue("label", "no", "R. Ames"))
    before = len(asked.session.log)
    for key in "ywacf":
        asked.press(key)
    assert len(asked.session.log) == before


def test_what_is_half_typed_is_entered_at_the_end(asked: Seat) -> None:
    asked.press("y")
    asked.write_in("R. A")
    asked.screen.beside.end()
    notes = [event.body for event in asked.session.log if isinstance(event.body, e.NoteAdded)]
    assert notes == [e.NoteAdded("Answer, typed and not entered: yes: R. A", Elapsed(0))]
    assert isinstance(asked.last(), e.SessionEnded)


def test_an_answer_that_came_too_late_is_refused_and_stays_in_its_line(asked: Seat) -> None:
    asked.press("y")
    asked.write_in("R. A")
    asked.session.send(c.AnswerCue("label", "no", "L. Okafor"))
    asked.press(Qt.Key.Key_Return)
    assert len(answers(asked)) == 1
    assert asked.screen.prompt.answers.line.text() == "R. A"


def test_at_the_floor_every_answer_and_the_line_have_their_place(asked: Seat) -> None:
    asked.window.resize(960, 500)
    asked.wait(0)
    row = asked.screen.prompt.answers
    assert all(button.isVisible() and not button.data.text.endswith("…") for button in row.buttons)
    assert len({(button.y(), button.x()) for button in row.buttons}) == 3
    asked.press("y")
    assert row.line.isVisible()
    assert row.line.width() > 400


def test_words_typed_for_one_answer_go_with_another_that_is_meant_instead(asked: Seat) -> None:
    asked.press("y")
    asked.write_in("R. Ames")
    asked.screen.setFocus()
    asked.press("w")
    asked.write_in(", RN")
    asked.press(Qt.Key.Key_Return)
    assert answers(asked) == [e.CueAnswered("label", "Label", "no", "R. Ames, RN")]
    asked.wait(5 * MINUTE)
    asked.press("f")
    asked.write_in("asleep")
    asked.screen.setFocus()
    asked.press("c")
    assert answers(asked)[-1] == e.CueAnswered("bp", "Vitals", "declined", "", "asleep")
