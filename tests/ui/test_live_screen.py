"""The live screen under someone's hands: lines, drafts, corrections, the dose, emergency."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kapguide.session import events as e
from kapguide.session.clock import MINUTE, SECOND
from kapguide.session.text import clean_text
from kapguide.session.texts import shipped_emergency_card
from kapguide.ui.live.keys import REPEAT_MS
from kapguide.ui.live.screen import LiveScreen
from kapguide.ui.theme import Theme
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


def test_a_draft_that_comes_back_keeps_its_time(seat: Seat) -> None:
    seat.wait(30 * SECOND)
    seat.screen.restore_draft("half a thought", 12 * SECOND)
    seat.press("n")
    seat.write_in(" more")
    seat.press(Qt.Key.Key_Return)
    assert seat.last() == e.NoteAdded("half a thought more", 12 * SECOND)


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
    seat.press(Qt.Key.Key_Return)
    assert form.said.whole_text() == "Type the amount as it was given."
    seat.write_in("50 mg")
    form.at.put("-3")
    seat.press(Qt.Key.Key_Return)
    given = seat.session.log[-1]
    assert given.body == e.DoseGiven("50 mg", "im", "R. Ames", 7 * MINUTE)
    seat.press("d")
    QTest.mouseClick(form.correct, Qt.MouseButton.LeftButton)
    assert form.amount.text() == "50 mg"
    form.amount.put("40 mg")
    form.amount.setFocus()
    seat.press(Qt.Key.Key_Return)
    last = seat.last()
    assert isinstance(last, e.DoseGiven)
    assert (last.amount, last.number, last.supersedes) == ("40 mg", 1, given.id)
    assert seat.session.state.t0 == 7 * MINUTE


def test_a_time_that_was_not_understood_stays_to_be_mended(seat: Seat) -> None:
    seat.press("d")
    form = seat.screen.dose
    seat.write_in("50 mg")
    form.at.put("soon")
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


# --- emergency ---------------------------------------------------------------------------------------------


def test_an_emergency_stops_prompts_and_nothing_resumes_by_itself(seat: Seat) -> None:
    seat.press(Qt.Key.Key_F12)
    assert seat.session.state.music.silent
    assert seat.screen.emergency.isVisible()
    seat.wait(4 * MINUTE)
    assert [event.body.cue for event in seat.session.log if isinstance(event.body, e.CueFired)] == ["welcome"]
    seat.press(Qt.Key.Key_Escape)
    assert seat.session.state.emergency is None
    seat.wait(30 * SECOND)
    assert seat.session.state.music.silent
    assert seat.screen.prompt.title.whole_text() == "Prompts are stopped"
    seat.press("h")
    assert seat.session.state.flow.held_since is None
    assert seat.screen.prompt.title.whole_text() != "Prompts are stopped"
    assert seat.session.state.music.silent, "the music is brought back by its own key alone"


def test_a_double_click_that_began_elsewhere_is_no_emergency_and_the_key_always_is(seat: Seat) -> None:
    seat.screen.hide()
    seat.screen.show()
    QTest.mouseClick(seat.screen.header.emergency, Qt.MouseButton.LeftButton)
    assert seat.session.state.emergency is None
    seat.screen.setFocus()
    seat.press(Qt.Key.Key_F12, later_ms=1)
    assert seat.session.state.emergency is not None


def test_escape_in_a_field_does_not_leave_the_emergency(seat: Seat) -> None:
    seat.press(Qt.Key.Key_F12)
    seat.press("n")
    seat.write_in("nausea")
    seat.press(Qt.Key.Key_Escape)
    assert seat.session.state.emergency is not None
    assert seat.screen.notes.line.text() == "nausea"


def test_notes_and_vitals_are_taken_in_an_emergency(seat: Seat) -> None:
    seat.press(Qt.Key.Key_F12)
    seat.press("v")
    seat.write_in("150/95 110 93")
    seat.press(Qt.Key.Key_Return)
    assert seat.session.state.readings[-1].vitals.systolic == 150
    assert seat.session.state.emergency is not None


def test_controls_that_wait_say_so_and_come_back(seat: Seat) -> None:
    seat.press(Qt.Key.Key_F12)
    assert not seat.screen.phases.hold.isEnabled()
    seat.press("+")
    assert "emergency" in seat.screen.quiet.rows()[-1].lower()
    seat.press(Qt.Key.Key_Escape)
    assert seat.screen.phases.hold.isEnabled()


def test_the_screen_can_be_thrown_away_and_drawn_again(seat: Seat, theme: Theme, qtbot: QtBot) -> None:
    seat.press("n")
    seat.write_in(clean_text("a line"))
    seat.press(Qt.Key.Key_Return)
    seat.press(Qt.Key.Key_Escape)
    seat.press("h")
    again = LiveScreen(theme, seat.session, seat.sitting.director, {"1": "Tears"}, shipped_emergency_card())
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


@pytest.mark.parametrize("key", ["?", Qt.Key.Key_F12])
def test_the_fade_is_in_sight_whatever_stands_before_the_music(seat: Seat, key: str | Qt.Key) -> None:
    screen = seat.screen
    assert screen.music.silence.isVisible()
    assert not screen.fade_button.isVisible()
    seat.press(key)
    assert not screen.music.silence.isVisible()
    assert screen.fade_button.isVisible()
    QTest.mouseClick(screen.fade_button, Qt.MouseButton.LeftButton)
    assert isinstance(seat.last(), e.MusicFaded)
    seat.press(Qt.Key.Key_Escape)
    assert not screen.fade_button.isVisible()


def test_what_cannot_be_steered_in_silence_is_not_offered(seat: Seat) -> None:
    seat.press("m")
    seat.wait(SECOND)
    music = seat.screen.music
    assert not any(button.isEnabled() for button in (music.softer, music.deeper, music.turn, music.back))
    assert music.silence.data.text == "Bring the music back"
    seat.press("]")
    assert seat.screen.quiet.rows()[-1] == "The music is silent. Bring it back first."


def test_each_output_shows_its_level_and_is_chosen_by_a_click(seat: Seat) -> None:
    music = seat.screen.music
    room = music.outputs["room"]
    assert room.isVisible()
    QTest.mouseClick(room, Qt.MouseButton.LeftButton)
    QTest.mouseClick(music.quieter, Qt.MouseButton.LeftButton)
    assert seat.last() == e.OutputLevelChanged("room", 0.0, -1.0)
    assert room.data.icon == "check"
    assert music.outputs["headphones"].data.icon == ""


def test_a_line_that_cannot_be_said_is_not_offered(seat: Seat) -> None:
    assert seat.screen.prompt.say_button.isVisible()
    seat.screen.prompt._can_say = lambda prompt: False
    seat.screen.render_now()
    assert not seat.screen.prompt.say_button.isVisible()
    seat.press("s")
    assert seat.said == []
