"""The live screen under someone's hands: lines, drafts, corrections, the dose, emergency."""

from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.emergency_card import EmergencyCard
from kapguide.spans import MINUTE, SECOND
from kapguide.text import clean_text
from kapguide.ui.session.screen import LiveScreen
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.fingers import REPEAT_MS
from tests.support.plans import MORNING
from tests.ui.seat import Seat

# --- lines and their corrections ---------------------------------------------------------------------------


def test_a_line_bears_the_time_of_its_first_keystroke(seat: Seat) -> None:
    seat.press("n")
    seat.wait(5 * SECOND)
    seat.write_in("tea")
    seat.wait(7 * SECOND)
    seat.press(Qt.Key.Key_Return)
    assert seat.last() == e.NoteAdded("tea", 5 * SECOND)
    assert seat.screen.notes.line.hasFocus()
    assert seat.screen.notes.line.text() == ""


def test_a_half_typed_line_is_saved_within_a_second_and_so_is_its_loss(seat: Seat, qtbot: QtBot) -> None:
    seat.press("n")
    seat.write_in("half a thought")
    qtbot.waitUntil(lambda: bool(seat.drafts), timeout=1_000)
    assert seat.drafts[-1][0]
    qtbot.waitUntil(lambda: seat.drafts[-1] == ("half a thought", 0), timeout=1_000)
    seat.press("A", ctrl=True)
    seat.press(Qt.Key.Key_Delete)
    assert seat.screen.notes.line.text() == ""
    qtbot.waitUntil(lambda: seat.drafts[-1][0] == "", timeout=1_000)


def test_what_is_half_typed_in_any_field_outlives_the_window(seat: Seat) -> None:
    seat.wait(30 * SECOND)
    seat.press("v")
    seat.write_in("120/")
    seat.press(Qt.Key.Key_Escape)
    seat.press("d")
    seat.screen.dose.amount.setText("80")
    seat.screen.calm()
    seat.press('"')
    seat.write_in("so light")
    seat.flow.leave()
    kept = 'Vitals, typed and not entered: 120/  Dose, typed and not entered: 80  "so light'
    assert seat.drafts[-1] == (kept, 30 * SECOND), "her words last: nothing else is taken for them"


def test_a_line_that_came_back_and_was_not_touched_outlives_the_next_window_too(seat: Seat) -> None:
    seat.wait(30 * SECOND)
    seat.screen.restore_draft("half a thought", 12 * SECOND)
    seat.flow.leave()
    assert seat.drafts[-1] == ("half a thought", 12 * SECOND)


def test_what_is_half_typed_outside_the_note_line_is_of_now(seat: Seat) -> None:
    seat.press("n")
    seat.write_in("tea")
    seat.press(Qt.Key.Key_Return)
    seat.screen.setFocus()
    seat.wait(MINUTE)
    seat.press(Qt.Key.Key_F12)
    seat.press("v")
    seat.write_in("150/")
    seat.flow.leave()
    assert seat.drafts[-1] == ("Vitals, typed and not entered: 150/", MINUTE)


def test_a_draft_that_comes_back_keeps_its_time(seat: Seat) -> None:
    seat.wait(30 * SECOND)
    seat.screen.restore_draft("half a thought", 12 * SECOND)
    seat.press("n")
    seat.write_in(" more")
    seat.press(Qt.Key.Key_Return)
    assert seat.last() == e.NoteAdded("half a thought more", 12 * SECOND)


def entered_at_the_end(seat: Seat) -> list[e.AnyBody]:
    """End the session with the mouse, as one does while a line is half typed: what the log holds from there on."""
    before = len(seat.session.log)
    while seat.session.state.running:
        seat.screen.phases.next.meant.emit()
    bodies = [event.body for event in seat.session.log[before:]]
    return [body for body in bodies if isinstance(body, e.NoteAdded | e.SessionEnded)]


def test_a_line_that_is_half_typed_at_the_end_is_an_entry_of_its_first_keystroke(seat: Seat) -> None:
    seat.wait(5 * SECOND)
    seat.press("n")
    seat.write_in('"it is wide he')
    seat.wait(7 * SECOND)
    assert entered_at_the_end(seat) == [e.NoteAdded("it is wide he", 5 * SECOND, "verbatim"), e.SessionEnded()]
    assert seat.screen.notes.line.text() == ""


def test_a_line_left_by_escape_and_half_typed_vitals_are_entries_too(seat: Seat) -> None:
    seat.press("n")
    seat.write_in("tea")
    seat.press(Qt.Key.Key_Escape)
    seat.wait(9 * SECOND)
    seat.press("v")
    seat.write_in("120/8")
    seat.wait(2 * SECOND)
    tea, vitals, end = entered_at_the_end(seat)
    assert tea == e.NoteAdded("tea", 0)
    assert vitals == e.NoteAdded("Vitals, typed and not entered: 120/8", 9 * SECOND)
    assert end == e.SessionEnded()


@pytest.mark.parametrize("left", [False, True])
def test_a_dose_that_is_typed_and_not_recorded_is_an_entry_and_no_dose(seat: Seat, left: bool) -> None:
    seat.press("d")
    assert seat.screen.dose.half_typed() == ""
    seat.screen.dose.amount.setFocus()
    seat.write_in("60 m")
    if left:
        seat.press(Qt.Key.Key_Escape)
    entered = entered_at_the_end(seat)
    assert [body.text for body in entered[:-1]] == ["Dose, typed and not entered: 60 m"]
    assert seat.session.state.doses == ()


def test_a_correction_under_way_at_the_end_is_kept_and_one_that_changed_nothing_is_none(seat: Seat) -> None:
    seat.session.send(c.AddNote("left hand", Elapsed(0)))
    (first,) = [event.id for event in seat.session.log if event.kind == "note_added"]
    seat.screen.notes._choose(first)
    seat.press(Qt.Key.Key_End)
    seat.write_in(" lifts")
    seat.session.send(c.AddNote("right hand", Elapsed(0), supersedes=first))
    corrected, _ = entered_at_the_end(seat)
    assert corrected == e.NoteAdded("left hand lifts", 0), "the correction that came first stands; the words are kept"


def test_a_line_taken_up_and_left_as_it_was_is_not_entered_again(seat: Seat) -> None:
    seat.session.send(c.AddNote("left hand", Elapsed(0)))
    seat.screen.notes._choose(seat.session.log[-1].id)
    assert entered_at_the_end(seat) == [e.SessionEnded()]


@pytest.mark.parametrize(
    ("typed", "manner", "words"),
    [
        ("plain", "note", "plain"),
        ('"their words', "verbatim", "their words"),
        ('"their words"', "verbatim", "their words"),
        ("~the sense", "paraphrase", "the sense"),
        ("  two   blanks ", "note", "two blanks"),
    ],
)
def test_how_a_line_begins_tells_its_manner(seat: Seat, typed: str, manner: str, words: str) -> None:
    seat.press("n")
    seat.write_in(typed)
    seat.press(Qt.Key.Key_Return)
    assert seat.last() == e.NoteAdded(words, 0, manner)


@pytest.mark.parametrize("typed", ['"', "~", '""', "   "])
def test_a_line_without_words_is_no_line(seat: Seat, typed: str) -> None:
    seat.press("n")
    seat.write_in(typed)
    seat.press(Qt.Key.Key_Return)
    assert "note_added" not in seat.kinds()


def test_a_line_is_corrected_through_the_list_and_both_stay(seat: Seat) -> None:
    seat.press("n")
    seat.write_in('"cold hand')
    seat.press(Qt.Key.Key_Return)
    first = seat.session.log[-1].id
    seat.wait(20 * SECOND)
    notes = seat.screen.notes
    notes.list.setFocus()
    notes.list.setCurrentIndex(notes.list.model().index(len(notes.list.rows()) - 1, 0))
    seat.press(Qt.Key.Key_Return)
    assert notes.line.text() == '"cold hand'
    seat.write_in("s")
    seat.press(Qt.Key.Key_Return)
    assert seat.last() == e.NoteAdded("cold hands", 0, "verbatim", first)
    assert next(row for row in notes.list.rows() if "cold hand" in row).endswith("(corrected below)")


def test_a_dose_is_given_as_planned_or_changed_and_corrected(seat: Seat) -> None:
    seat.wait(10 * MINUTE)
    form = seat.screen.dose
    seat.press("d")
    for words in ("Ketamine", "Injection"):
        seat.write_in(words)
        seat.press(Qt.Key.Key_Return)
    form.record.click()
    assert form.said.whole_text() == "Type the amount as it was given."
    for words in ("50 mg", "R. Ames", "nurse"):
        seat.write_in(words)
        seat.clock.elapsed += 10 * SECOND
        seat.screen.render_now()
        if words == "nurse":
            form.at.put("-3")
        seat.press(Qt.Key.Key_Return)
    given = seat.session.log[-1]
    assert given.body == e.DoseGiven(
        "50 mg", "im", "R. Ames", 7 * MINUTE + 30 * SECOND, "Ketamine", form="Injection", role="nurse"
    )
    seat.press("d")
    QTest.mouseClick(form.correct, Qt.MouseButton.LeftButton)
    assert form.amount.text() == "50 mg"
    form.amount.put("40 mg")
    form.amount.setFocus()
    seat.press(Qt.Key.Key_Return)
    last = seat.last()
    assert isinstance(last, e.DoseGiven)
    assert (last.amount, last.number, last.supersedes) == ("40 mg", 1, given.id)
    assert seat.session.state.t0 == 7 * MINUTE + 30 * SECOND, "a correction of the amount moves no clock"
    seat.press("d")
    QTest.mouseClick(form.correct, Qt.MouseButton.LeftButton)
    form.at.put("-2")
    seat.press(Qt.Key.Key_Return)
    assert seat.session.state.t0 == 8 * MINUTE + 30 * SECOND


def test_a_time_of_day_means_the_clock_as_it_was_then(seat: Seat) -> None:
    seat.wait(30 * MINUTE)
    seat.clock.wall_shift = -20 * MINUTE
    seat.wait(1)
    seat.wait(35 * MINUTE - 1)
    form = seat.screen.dose

    def typed(minute: int, shift: int = 0) -> None:
        shown = MORNING + timedelta(minutes=60 + minute + shift)
        seat.press("d")
        form.amount.put("50 mg")
        form.at.put(f"{shown:%H:%M}")
        form.record.click()
        if not form.said.whole_text().startswith("Without"):
            return
        form.record.click()

    typed(5)
    typed(60, shift=-20)
    assert [dose.given for dose in seat.session.state.doses] == [5 * MINUTE, 60 * MINUTE]
    typed(20)
    assert "more than once" in form.said.whole_text()
    assert "-45 or -25" in form.said.whole_text()
    form.at.put("-45")
    form.record.click()
    form.record.click()
    assert seat.session.state.doses[-1].given == 20 * MINUTE
    typed(70)
    assert "has not shown" in form.said.whole_text()


def test_a_time_that_was_not_understood_stays_to_be_mended(seat: Seat) -> None:
    seat.press("d")
    form = seat.screen.dose
    form.at.put("soon")
    form.at.setFocus()
    seat.press(Qt.Key.Key_Return)
    assert "“soon” was not understood" in form.said.whole_text()
    assert form.at.text() == "soon"
    assert form.at.hasFocus()
    assert not seat.session.state.doses


def test_hidden_prompts_are_not_put_away(seat: Seat) -> None:
    for key in ("d", "?"):
        seat.press(key)
        seat.screen.setFocus()
        assert not seat.screen.prompt.isVisible()
        seat.press(Qt.Key.Key_Space)
        seat.press("z")
        assert not {"cue_acknowledged", "cue_snoozed"} & set(seat.kinds())
        seat.press(Qt.Key.Key_Escape)
    seat.press(Qt.Key.Key_Space)
    assert seat.last() == e.CueAcknowledged("welcome")


def test_a_double_click_that_began_elsewhere_is_no_emergency_and_the_key_always_is(seat: Seat) -> None:
    seat.screen.hide()
    seat.screen.show()
    QTest.mouseClick(seat.screen.header.emergency, Qt.MouseButton.LeftButton)
    assert seat.session.state.emergency is None
    seat.screen.setFocus()
    seat.press(Qt.Key.Key_F12, later_ms=1)
    assert seat.session.state.emergency is not None


def test_the_screen_can_be_thrown_away_and_drawn_again(seat: Seat, theme: Theme, qtbot: QtBot) -> None:
    seat.press("n")
    seat.write_in(clean_text("a line"))
    seat.press(Qt.Key.Key_Return)
    seat.press(Qt.Key.Key_Escape)
    seat.press("h")
    again = LiveScreen(theme, seat.session, seat.flow.director, {"1": "Tears"}, EmergencyCard())
    qtbot.addWidget(again)
    again.resize(1440, 900)
    again.show()
    assert any("a line" in row for row in again.notes.list.rows())
    assert again.phases.hold.data.text == "Release"
    assert again.childAt(QPoint(720, 450)) is not None


# --- music -------------------------------------------------------------------------------------------------


def test_a_second_click_inside_400_ms_is_nothing(seat: Seat) -> None:
    button = seat.screen.music.turn
    for later in (0, 1, REPEAT_MS - 1, REPEAT_MS):
        seat.wrist.ms += later
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert seat.kinds().count("music_turned") == 2


@pytest.mark.parametrize("key", ["d", "?"])
def test_the_fade_is_in_sight_whatever_stands_before_the_music(seat: Seat, key: str) -> None:
    silence = seat.screen.music.silence
    seat.press(key)
    assert silence.isVisible()
    silence.click()
    assert isinstance(seat.last(), e.MusicFaded)


def test_what_cannot_be_steered_in_silence_is_not_offered(seat: Seat) -> None:
    seat.press("m")
    seat.wait(SECOND)
    music = seat.screen.music
    assert not any(button.isEnabled() for button in (music.softer, music.deeper, music.turn, music.back))
    assert music.silence.accessibleName() == "Bring the music back"
    seat.press("]")
    assert seat.screen.quiet.rows()[-1] == "The music is silent. Bring it back first."


def test_each_output_shows_its_level_and_is_chosen_by_a_click(seat: Seat) -> None:
    seat.window.resize(1440, 1000)
    seat.wait(1)
    music = seat.screen.music
    room = music.outputs["room"]
    assert room.isVisible()
    QTest.mouseClick(room, Qt.MouseButton.LeftButton)
    QTest.mouseClick(music.quieter, Qt.MouseButton.LeftButton)
    assert seat.last() == e.OutputLevelChanged("room", 0.0, -1.0)
    assert room.data.icon == "check"
    assert music.outputs["headphones"].data.icon != "check"


def test_a_line_that_cannot_be_said_is_not_offered(seat: Seat) -> None:
    assert seat.screen.prompt.say_button.isVisible()
    seat.screen.prompt._can_say = lambda prompt: False
    seat.screen.render_now()
    assert not seat.screen.prompt.say_button.isVisible()
    seat.press("s")
    assert seat.said == []
