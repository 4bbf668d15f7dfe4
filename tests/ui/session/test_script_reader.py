"""A script at the live screen: chosen, read by one key, hidden and back; the keys mean what the place says."""

from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.guiding.script import Script
from kapguide.session.guiding.script_run import ScriptRun, running_script
from kapguide.spans import MINUTE, SECOND
from kapguide.ui.door.lock_data import lock_data
from kapguide.ui.session.cards.script_keys import SCRIPT_BINDINGS
from kapguide.ui.session.cards.script_list import fit_words
from kapguide.ui.theme import Theme
from kapguide.usecases.shipped.scripts import KnownScript, Scripts
from tests.support.plans import small_script, whole
from tests.ui.seat import Seat, Wrist
from tests.ui.small_window import Window

QUIET = 10 * SECOND
BELOW = msgspec.structs.replace(small_script(2), id="below", title="Below")


def offered(*scripts: Script) -> Scripts:
    return Scripts({script.id: KnownScript(script, Path(f"{script.id}.toml")) for script in scripts})


@pytest.fixture
def reading(seat: Seat) -> Seat:
    """A script of four lines has been begun."""
    seat.screen.imagery.known = lambda: offered(BELOW, small_script())
    seat.press("i")
    seat.press("2")
    return seat


def run_of(seat: Seat) -> ScriptRun:
    run = running_script(seat.session.state.scripts)
    assert run is not None
    return run


# --- choosing ------------------------------------------------------------------------------------------------


def test_one_key_opens_the_list_and_a_digit_begins(reading: Seat) -> None:
    screen = reading.screen
    assert isinstance(reading.last(), e.ScriptBegan)
    assert (screen.reader.isVisible(), screen.prompt.isVisible(), screen.scripts.isVisible()) == (True, False, False)
    assert screen.hasFocus()


def test_the_list_says_what_each_is_for_how_long_it_takes_and_whether_it_fits(seat: Seat) -> None:
    seat.screen.imagery.known = lambda: offered(BELOW, small_script(60, QUIET, 0))
    seat.press("i")
    assert seat.screen.scripts.list.rows() == [
        "Below, A wide place to rest in., 0:26, fits, stretches to 1:26",
        "Open space, A wide place to rest in., 13:11, 3 min longer than the phase",
    ]


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (0, "the phase is over"),
        (50 * SECOND, "2 s longer than the phase"),
        (2 * MINUTE, "fits, and can fill the phase"),
        (5 * MINUTE, "fits, stretches to 2:52"),
    ],
)
def test_how_a_script_fits(left: int, words: str) -> None:
    assert fit_words(small_script(), left) == words


def test_what_cannot_be_read_is_said_and_none_is_no_trap(seat: Seat) -> None:
    seat.screen.imagery.known = lambda: Scripts({}, ("calm.toml has a mistake.",))
    seat.press("i")
    assert seat.screen.scripts.said.whole_text() == "calm.toml has a mistake."
    seat.press(Qt.Key.Key_Return)
    seat.press("1")
    assert seat.screen.scripts.isVisible()
    seat.press("i")
    assert seat.screen.prompt.isVisible()


def test_the_one_that_is_named_here_comes_first_and_enter_begins_it(theme: Theme, window: Window, wrist: Wrist) -> None:
    plan = whole()
    first = msgspec.structs.replace(plan.phases[0], script="open-space")
    plan = msgspec.structs.replace(plan, phases=(first, *plan.phases[1:]))
    seat = Seat(theme, window, wrist, plan)
    seat.screen.imagery.known = lambda: offered(BELOW, small_script())
    seat.press("i")
    assert seat.screen.scripts.list.rows()[0].startswith("Open space  ·  named here")
    seat.press(Qt.Key.Key_Return)
    assert run_of(seat).script.id == "open-space"


# --- reading -------------------------------------------------------------------------------------------------


def test_the_silence_after_a_choice_is_said_to_be_for_the_answer(seat: Seat) -> None:
    script = small_script()
    first, *rest = script.lines
    lines = (msgspec.structs.replace(first, choice=True), *rest)
    seat.session.send(c.BeginScript(msgspec.structs.replace(script, lines=lines)))
    captions = []
    for _ in range(2):
        seat.press(Qt.Key.Key_Space)
        captions.append(seat.screen.reader.ring.data.caption)
        seat.wait(QUIET)
    assert captions == ["to answer", "quiet first"]


def test_one_key_reads_it_to_its_end(reading: Seat) -> None:
    reader = reading.screen.reader
    for number in range(1, 5):
        assert (reader.words.data.text, reader.ring.data.text) == (f"Here is line {number}.", "say")
        assert reader.step_button.data.text == "Said"
        reading.press(Qt.Key.Key_Space)
        if number < 4:
            assert (reader.ring.data.text, reader.ring.data.caption) == ("0:10", "quiet first")
            assert (reader.last.whole_text(), reader.step_button.data.text) == (f"Here is line {number}.", "Say now")
            reading.wait(QUIET)
    assert (reader.words.data.text, reader.step_button.data.text) == ("All of it has been said.", "Put away")
    assert reader.isVisible(), "only the person's own act gives the places back"
    reading.press(Qt.Key.Key_Space)
    assert (reader.isVisible(), reading.screen.prompt.isVisible()) == (False, True)
    assert isinstance(reading.last(), e.ScriptEnded)


def test_a_key_that_comes_as_the_silence_ends_says_no_line(reading: Seat) -> None:
    reading.press(Qt.Key.Key_Space)
    reading.clock.elapsed += QUIET + 1  # the screen has not been drawn since
    reading.press(Qt.Key.Key_Space)
    assert run_of(reading).line == 1
    reading.screen.render_now()
    reading.press(Qt.Key.Key_Space)
    assert run_of(reading).line == 2


def test_every_hand_has_a_key_and_a_button(reading: Seat) -> None:
    reading.press(Qt.Key.Key_Space)
    for key, kind in (
        ("a", e.ScriptLineRepeated), ("f", e.ScriptLineSkipped), ("w", e.ScriptPaced), ("q", e.ScriptPaced),
        ("e", e.ScriptStretched), ("i", e.ScriptEnded),
    ):  # fmt: skip
        reading.press(key)
        assert isinstance(reading.last(), kind), key
    reader = reading.screen.reader
    assert [button.data.key for button in reader.buttons.values()] == [each.cap for each in SCRIPT_BINDINGS]
    assert all(button.accessibleName() for button in reader.buttons.values())


def test_a_button_does_what_its_key_does_and_keeps_no_focus(reading: Seat) -> None:
    reading.screen.reader.buttons["script-skip"].setFocus()
    reading.press(Qt.Key.Key_Return)
    assert reading.last() == e.ScriptLineSkipped(0)
    assert reading.screen.hasFocus()


def test_without_a_voice_the_key_says_why(reading: Seat) -> None:
    reading.press("s")
    assert "Read it yourself." in reading.screen.quiet.rows()[-1]
    reading.screen.imagery.can_say = lambda line: True
    reading.press("s")
    assert reading.last() == e.ScriptGiven(True)
    assert reading.screen.reader.ring.data.text == "voice"
    reading.press("s")
    assert reading.last() == e.ScriptGiven(False)


def test_what_is_shown_is_told_to_those_who_cannot_see_it(reading: Seat) -> None:
    reader = reading.screen.reader
    assert reader.words.accessibleDescription() == "Here is line 1."
    assert reader.segments.rows() == ["line 1 of 4"]
    assert reader.facts.rows()[:2] == ["line 1 of 4", "0:52 left in the script"]
    reading.press(Qt.Key.Key_Space)
    before = reader.ring.accessibleDescription()
    reading.wait(SECOND)
    assert reader.ring.accessibleDescription() == before, "no second by second"


def test_the_head_says_what_is_left_of_the_phase_also_where_it_is_held_or_over(reading: Seat) -> None:
    facts = reading.screen.reader.facts
    assert facts.rows()[2] == "10:00 in Preparation"
    reading.press("h")
    assert facts.rows()[2] == "Preparation held"
    reading.press("h")
    reading.wait(12 * MINUTE)
    assert facts.rows()[2] == "2 min over in Preparation"


# --- its place -----------------------------------------------------------------------------------------------


def test_escape_gives_the_places_back_and_the_script_goes_on(reading: Seat) -> None:
    reading.press(Qt.Key.Key_Space)
    reading.press(Qt.Key.Key_Escape)
    prompt = reading.screen.prompt
    assert (prompt.isVisible(), reading.screen.reader.isVisible(), run_of(reading).line) == (True, False, 1)
    assert prompt.timers.whole_text() == "Open space 2 of 4"
    assert prompt.tools.buttons["script"].accessibleName() == "Imagery: the script that runs"
    reading.press(Qt.Key.Key_Space)
    assert reading.last() == e.CueAcknowledged("welcome"), "the keys are the screen's again"
    reading.press("i")
    assert reading.screen.reader.isVisible()
    assert run_of(reading).line == 1


def test_a_form_lies_over_the_reader_and_gives_it_back(reading: Seat) -> None:
    reading.press("d")
    assert (reading.screen.dose.isVisible(), reading.screen.reader.isVisible()) == (True, False)
    reading.write_in("awf")
    assert run_of(reading).line == 0
    reading.press(Qt.Key.Key_Escape)
    assert reading.screen.reader.isVisible()


def test_what_is_typed_below_the_reader_is_text(reading: Seat) -> None:
    reading.press("n")
    reading.write_in("afweqsi")
    reading.press(Qt.Key.Key_Return)
    assert reading.last() == e.NoteAdded("afweqsi", reading.session.state.lines[-1].at)
    reading.press(Qt.Key.Key_Escape)
    assert reading.screen.reader.isVisible(), "out of the field, not out of the reader"
    reading.press("f")
    assert reading.last() == e.ScriptLineSkipped(0)


def test_the_observations_open_in_the_note_line_s_place_and_digits_are_theirs(reading: Seat) -> None:
    reading.press("0")
    assert reading.screen.observe.isVisible()
    reading.press(Qt.Key.Key_Escape)
    assert (reading.screen.observe.isVisible(), reading.screen.reader.isVisible()) == (False, True)
    reading.press("1")
    assert isinstance(reading.last(), e.ObservationAdded)


def test_the_table_of_keys_says_what_they_do_here_and_does_it(reading: Seat) -> None:
    screen = reading.screen
    reading.press("?")
    rows = {row.data.key: row for row in screen.keys.rows}
    assert rows["f"].data.text == "skip the line"
    rows["f"].click()
    assert reading.last() == e.ScriptLineSkipped(0)
    reading.press(Qt.Key.Key_Escape)
    reading.press("?")
    assert rows["f"].data.text.startswith("reading due")


def test_a_reading_that_is_due_shows_no_key_that_means_something_else(reading: Seat) -> None:
    reading.wait(5 * MINUTE)
    answers = reading.screen.vitals.answers
    assert [button.data.key for button in answers.buttons] == ["c", ""]
    reading.press(Qt.Key.Key_Escape)
    assert [button.data.key for button in answers.buttons] == ["c", "f"]
    reading.press("i")
    reading.press("c")
    assert reading.last() == e.CueAnswered("baseline", "Vitals", "declined")


def test_what_waits_or_runs_behind_it_is_said(reading: Seat) -> None:
    reading.session.send(c.StartTimer("Tea", 5 * MINUTE))
    assert reading.screen.reader.eyebrow.whole_text() == "Open space  ·  read by you  ·  1 prompt waits  ·  Tea 5:00"


def test_an_emergency_takes_it_away_for_good(reading: Seat) -> None:
    reading.press(Qt.Key.Key_F12)
    reading.session.send(c.EndEmergency())
    assert not reading.screen.reader.isVisible()
    assert reading.screen.prompt.isVisible()


def test_a_slip_is_taken_back_where_it_was_made(reading: Seat) -> None:
    reading.press("i")
    assert not reading.screen.reader.isVisible()
    reading.press("z", ctrl=True)
    assert reading.screen.reader.isVisible()
    assert run_of(reading).line == 0


def test_a_locked_screen_says_where_it_is(reading: Seat) -> None:
    row = lock_data(reading.session.state, reading.session.now()).prompts
    assert (row.words, row.next, row.due) == ("Open space: line 1", "1 prompt waits", True)


def test_a_screen_that_is_made_again_shows_the_script_that_runs(reading: Seat, theme: Theme) -> None:
    from kapguide.session.clinic_texts import shipped_observations
    from kapguide.session.emergency_card import read_emergency_card, shipped_card_file
    from kapguide.ui.session.screen import LiveScreen

    card = read_emergency_card(shipped_card_file())
    again = LiveScreen(theme, reading.session, reading.flow.director, shipped_observations(), card)
    assert again.reading
    again.rest()
    QApplication.processEvents()
